"""One calendar: its order, its settings, its diary file, its faults, and the data behind it."""

import datetime as dt
from importlib.resources import files
from typing import Any

import icalendar
import msgspec
import pytest

from riskservice.clocks import Calendar, UnusableSetting, calendar_of, load_rules, to_ics
from riskservice.clocks.policy import ADJUSTABLE, decode_rules
from riskservice.clocks.settings import NAMES
from riskservice.errors import BrokenPlugin, InvalidCase
from tests.clocks.people import D, calendar, case, entry, sentence

FOLDER = files("models")
CLOCKS = (FOLDER / "clocks" / "2026.1.toml").read_bytes()
SCHEMES = (FOLDER / "release_schemes" / "2026.1.toml").read_bytes()
FULL: dict[str, Any] = {
    "orders": [
        {"order_id": "made by Somewhere Crown Court", "kind": "shpo", "made_on": D(2020, 1, 15)}
    ],
    "notification": {
        "subject": True,
        "last_on": D(2026, 3, 1),
        "changes": [{"what": "moved to 1 Nowhere Street", "changed_on": D(2026, 11, 23)}],
    },
    "mappa": {"category": 1, "level": 2, "last_reviewed_on": D(2026, 11, 1)},
    "release": {"release_on": D(2026, 12, 20)},
    "retention": {},
}


def full() -> Calendar:
    return calendar(
        sentence("Smith, indecent assault", term={"months": 12}, offence="an offence"), **FULL
    )


def test_entries_are_by_date_and_what_has_none_comes_last() -> None:
    days = [each.date or each.earliest or each.latest for each in full().entries]
    known = [day for day in days if day]
    assert known == sorted(known)
    assert days == known + [None] * (len(days) - len(known))


def test_keys_are_unique() -> None:
    keys = [each.key for each in full().entries]
    assert len(keys) == len(set(keys))


def test_every_date_has_its_rule_its_source_and_its_confidence() -> None:
    for each in full().entries:
        assert each.rule
        assert each.cite
        assert each.confidence in ("confirmed", "reported", "unconfirmed", "house policy")


def test_the_calendar_comes_back_from_its_json() -> None:
    found = full()
    assert msgspec.json.decode(msgspec.json.encode(found), type=Calendar) == found


def test_the_diary_file_is_the_same_again_and_has_no_clock() -> None:
    raw = to_ics(full())
    assert raw == to_ics(full())
    events = list(icalendar.Calendar.from_ical(raw).walk("VEVENT"))
    assert {event["DTSTAMP"].dt for event in events} == {dt.datetime(2026, 11, 24, tzinfo=dt.UTC)}
    assert len({event["UID"] for event in events}) == len(events)


def test_the_diary_file_names_the_case_and_nobody() -> None:
    text = to_ics(full()).decode().replace("\r\n ", "")
    assert "SYNTHETIC-CLOCKS" in text
    for secret in ("Smith", "Crown Court", "Nowhere", "1984", "an offence"):
        assert secret not in text


def test_a_date_that_moves_keeps_its_identity_in_the_diary() -> None:
    def uid(last: dt.date) -> dict[str, dt.date]:
        kept = {"subject": True, "last_on": last, "no_fixed_abode": False}
        raw = to_ics(calendar(sentence(disposal="life"), notification=kept))
        return {
            str(event["UID"]): event["DTSTART"].dt
            for event in icalendar.Calendar.from_ical(raw).walk("VEVENT")
            if event["SUMMARY"] == "Annual notification due"
        }

    one, other = uid(D(2026, 1, 1)), uid(D(2026, 6, 1))
    assert one.keys() == other.keys()
    assert one != other


def test_a_range_stands_in_the_diary_on_its_first_day_as_tentative() -> None:
    raw = to_ics(
        calendar(
            sentence(disposal="fine", relevant_date=D(2024, 1, 1), sentenced_on=None), born=None
        )
    )
    event = next(
        each
        for each in icalendar.Calendar.from_ical(raw).walk("VEVENT")
        if "Notification ends" in each["SUMMARY"]
    )
    assert (event["DTSTART"].dt, event["STATUS"]) == (D(2026, 6, 30), "TENTATIVE")
    assert event["SUMMARY"].startswith("Cannot be told, not before this day")
    assert "Not after 2028-12-31" in event["DESCRIPTION"]


def test_what_is_done_or_has_no_day_is_not_in_the_diary() -> None:
    done = calendar(
        sentence(disposal="fine"), notification={"first_on": D(2020, 1, 16), "subject": True}
    )
    assert b"First notification" not in to_ics(done)
    assert to_ics(calendar()).count(b"VEVENT") == 0


# Settings ----------------------------------------------------------------------------------------


def test_every_open_reading_has_a_default_and_both_can_be_chosen() -> None:
    rules = load_rules()
    for name, reading in rules.policy.readings.items():
        assert reading.default in reading.choices
        assert len(reading.choices) == 2
        for choice in reading.choices:
            assert calendar(settings={name: choice}).settings[name] == choice
    assert set(rules.policy.readings) == set(NAMES)


def test_every_wrong_setting_is_refused_at_once() -> None:
    wrong = {
        "event_day": "perhaps",
        "nothing": "x",
        "interval.level_2_review": "0",
        "interval.arms_review": "soon",
        "interval.review_adult": "3",
    }
    with pytest.raises(UnusableSetting) as refused:
        calendar(settings=wrong)
    assert len(refused.value.faults) == 5
    assert all(fault.way_out for fault in refused.value.faults)


def test_law_is_not_adjustable_by_area() -> None:
    assert not {"review_adult", "first_notification", "annual_notification"} & set(ADJUSTABLE)


def test_a_result_that_rests_on_a_reading_says_so_and_what_the_other_gives() -> None:
    term = sentence(disposal="suspended", term={"months": 12})
    for name, choice in (("suspended_term", "imprisonment"), ("suspended_term", "other_disposal")):
        found = calendar(term, settings={name: choice})
        rests = {each.setting: each for each in entry(found, "notification_end").rests_on}
        other = calendar(term, settings={name: rests[name].other})
        assert rests[name].then == str(entry(other, "notification_end").date)
        assert rests[name].reading == choice


# Faults ------------------------------------------------------------------------------------------


def test_every_contradiction_is_reported_at_its_place() -> None:
    wrong = case(
        {
            "sentences": [
                sentence("a", consecutive_to="b", term={}),
                sentence("b", consecutive_to="a", ends_on=D(2019, 1, 1)),
                sentence("c", consecutive_to="nobody", sentenced_on=D(2019, 1, 1)),
                sentence("c", disposal="caution"),
            ],
            "orders": [
                {"order_id": "o", "kind": "sro", "until_further_order": True,
                 "made_on": D(2024, 1, 1), "ends_on": D(2023, 1, 1)},
            ],
            "release": {"answers": {"hair_colour": True}},
        }
    )  # fmt: skip
    with pytest.raises(InvalidCase) as refused:
        calendar_of(wrong)
    assert sorted(fault.pointer.removeprefix("/circumstances/") for fault in refused.value.faults) \
        == [
            "orders/0/ends_on", "orders/0/ends_on", "release/answers/hair_colour",
            "sentences/0/consecutive_to", "sentences/0/term", "sentences/1/consecutive_to",
            "sentences/1/ends_on", "sentences/2/consecutive_to", "sentences/2/sentence_id",
            "sentences/2/sentenced_on", "sentences/3/disposal", "sentences/3/sentence_id",
        ]  # fmt: skip


def test_a_term_longer_than_two_hundred_years_is_refused() -> None:
    calendar(sentence(term={"years": 200}, sentenced_on=None))
    for term in ({"years": 201}, {"weeks": 36_525}):
        with pytest.raises(InvalidCase):
            calendar(sentence(term=term))


def test_a_long_row_of_long_terms_has_a_calendar() -> None:
    row = [
        sentence(f"s{i}", term={"years": 200, "days": 1}, sentenced_on=None,
                 consecutive_to=f"s{i - 1}" if i else None)
        for i in range(40)
    ]  # fmt: skip
    assert entry(calendar(*row), "notification_end").without_end is True


def test_more_sentences_than_anybody_has_are_refused() -> None:
    with pytest.raises(InvalidCase):
        calendar_of(case({"sentences": [sentence(f"s{i}") for i in range(301)]}))


def test_a_case_without_circumstances_has_an_empty_calendar() -> None:
    assert calendar().entries == ()


@pytest.mark.parametrize("day", [D(1900, 1, 1), D(2100, 12, 31)])
def test_the_first_and_the_last_day_there_can_be_give_a_calendar(day: dt.date) -> None:
    found = calendar(
        sentence(relevant_date=day, sentenced_on=day, term={"years": 200}),
        sentence("b", disposal="fine", relevant_date=day, sentenced_on=None),
        on=day,
        born=D(1900, 1, 1),
        retention={"group": 1, "clear_since": day, "reviewed_on": day},
        notification={"last_on": day},
        mappa={"level": 2, "referral_accepted_on": day, "last_reviewed_on": day},
    )
    assert to_ics(found)


# Data --------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b'cite = "s82"\nconfidence = "confirmed"\ntext = "Imprisonment', b'text = "Imprisonment'),
        (b"[readings.event_day]", b"[readings.another_day]"),
        (b'default = "not_counted"', b'default = "perhaps"'),
        (b"[disposals.life]", b"[disposals.liefe]"),
        (b"group = 4", b"group = 3"),
        (b'cite = "cjia"', b'cite = "hearsay"'),
        (b"[orders.voo]", b"[orders.boo]"),
        (b"[intervals.change]", b"[intervals.changes]"),
        (b"target = 72", b'target = "72"'),
        (b"[sources]", b"[sources"),
    ],
)
def test_a_file_of_rules_with_a_fault_is_refused(before: bytes, after: bytes) -> None:
    assert before in CLOCKS
    with pytest.raises(BrokenPlugin):
        decode_rules(CLOCKS.replace(before, after, 1), SCHEMES)


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (b'facts = ["sds_plus"]', b'facts = ["not_worded"]'),
        (b'about = "person"', b'about = "sentence"'),
        (b"effective_from = 2024-10-22", b"effective_from = 2024-09-01"),
        (b'cite = "sds40_law"', b'cite = "hearsay"'),
        (b"shorter_than_months = 12\n", b""),
    ],
)
def test_a_file_of_schemes_with_a_fault_is_refused(before: bytes, after: bytes) -> None:
    assert before in SCHEMES
    with pytest.raises(BrokenPlugin):
        decode_rules(CLOCKS, SCHEMES.replace(before, after, 1))
