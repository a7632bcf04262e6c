"""ARMS, MAPPA reviews and meetings, first screening, and the police record."""

import datetime as dt
from typing import Any

import pytest

from riskservice.clocks import calendar_of
from tests.clocks.people import D, calendar, case, entry, keys, sentence, wanted

ON = D(2026, 11, 24)
SUBJECT = {"subject": True}


def test_arms_follows_its_own_first_day_and_is_shown_as_unconfirmed() -> None:
    found = calendar(notification=SUBJECT, management={"arms_due_from": D(2026, 11, 10)})
    visit, complete = entry(found, "arms_first_visit"), entry(found, "arms_complete")
    assert (visit.date, complete.date) == (D(2026, 11, 25), D(2026, 12, 10))
    assert {visit.confidence, complete.confidence} == {"unconfirmed"}
    done = calendar(notification=SUBJECT, management={"arms_completed_on": D(2025, 11, 24)})
    review = entry(done, "arms_review")
    assert (review.date, review.overdue) == (ON, False)
    assert "arms_complete" not in keys(done)


def test_arms_is_for_adults_who_are_subject_and_reactive_cases_have_no_visit() -> None:
    management = {"arms_due_from": D(2026, 11, 10)}
    assert "arms_complete" not in keys(
        calendar(notification=SUBJECT, management=management, born=D(2010, 1, 1))
    )
    assert "arms_complete" not in keys(
        calendar(notification={"subject": False}, management=management)
    )
    reactive = calendar(
        notification=SUBJECT, management={**management, "reactive_since": D(2026, 1, 1)}
    )
    assert entry(reactive, "arms_first_visit").state == "does not apply"


@pytest.mark.parametrize(
    ("level", "opens", "target", "backstop"),
    [
        (3, D(2026, 11, 29), D(2026, 12, 13), D(2026, 12, 27)),
        (2, D(2026, 12, 27), D(2027, 1, 24), D(2027, 2, 21)),
        (1, None, D(2027, 3, 1), None),
    ],
)
def test_each_level_has_its_target_and_its_backstop(
    level: int, opens: dt.date | None, target: dt.date, backstop: dt.date | None
) -> None:
    mappa = {"category": 1, "level": level, "last_reviewed_on": D(2026, 11, 1)}
    found = calendar(mappa=mappa)
    review = entry(found, "mappa_review")
    assert (review.date, review.opens_on) == (target, opens)
    if backstop:
        latest = entry(found, "mappa_review_latest")
        assert (latest.date, latest.confidence) == (backstop, "reported")
    else:
        assert "mappa_review_latest" not in keys(found)


def test_an_area_has_its_own_interval_and_says_so() -> None:
    mappa = {"category": 1, "level": 2, "last_reviewed_on": D(2026, 11, 1)}
    found = calendar(mappa=mappa, settings={"interval.level_2_review": "10"})
    review = entry(found, "mappa_review")
    assert (review.date, review.confidence) == (D(2027, 1, 10), "house policy")
    assert found.settings["interval.level_2_review"] == "10"


def test_level_1_is_every_four_months_or_as_the_lead_agency_decides() -> None:
    mappa: dict[str, Any] = {"category": 1, "level": 1, "last_reviewed_on": D(2026, 11, 1)}
    lead = {"level_1_review": "lead_agency_decides"}
    each = entry(calendar(mappa=mappa, settings=lead), "mappa_review")
    assert (each.date, wanted(each)) == (None, ["/circumstances/mappa/next_review_on"])
    mappa["next_review_on"] = D(2027, 5, 1)
    assert entry(calendar(mappa=mappa, settings=lead), "mappa_review").date == D(2027, 5, 1)
    assert [one.key for one in calendar(mappa=mappa).findings] == ["review-fixed-too-late"]
    mappa["next_review_on"] = D(2027, 3, 1)
    assert calendar(mappa=mappa).findings == ()


def test_a_meeting_at_the_level_is_its_review_and_a_later_one_is_not_yet() -> None:
    mappa = {
        "category": 1, "level": 2, "level_since": D(2026, 8, 1),
        "meetings": [
            {"kind": "level_2", "on": D(2026, 10, 1), "minutes_confirmed_on": D(2026, 10, 3)},
            {"kind": "level_2", "on": D(2026, 12, 1)},
        ],
    }  # fmt: skip
    assert entry(calendar(mappa=mappa), "mappa_review").date == D(2026, 12, 24)


def test_an_unknown_level_or_last_review_gives_no_date() -> None:
    each = entry(
        calendar(mappa={"category": 1, "last_reviewed_on": D(2026, 11, 1)}), "mappa_review"
    )
    assert (each.earliest, each.latest, each.applies) == (
        D(2026, 12, 13), D(2027, 3, 1), "cannot tell"
    )  # fmt: skip
    assert entry(calendar(mappa={"category": 1, "level": 3}), "mappa_review").date is None


def test_the_interval_of_level_3_is_for_the_community() -> None:
    mappa = {"category": 1, "level": 3, "last_reviewed_on": D(2026, 11, 1)}
    inside = calendar(mappa=mappa, release={"in_custody": True})
    assert entry(inside, "mappa_review").applies == "cannot tell"


@pytest.mark.parametrize(
    ("release", "due"), [(D(2027, 6, 1), D(2026, 12, 1)), (D(2027, 8, 31), D(2027, 2, 28))]
)
def test_referral_comes_six_months_before_release(release: dt.date, due: dt.date) -> None:
    found = calendar(mappa={"category": 1}, release={"release_on": release})
    assert (entry(found, "referral").date, entry(found, "referral").confidence) == (due, "reported")
    done = calendar(mappa={"category": 1, "referred_on": ON}, release={"release_on": release})
    assert entry(done, "referral").state == "done"


def test_an_accepted_referral_brings_a_meeting_as_in_scotland_and_says_so() -> None:
    mappa: dict[str, Any] = {"category": 1, "level": 2, "referral_accepted_on": D(2026, 12, 1)}
    each = entry(calendar(mappa=mappa, on=D(2026, 12, 2)), "first_meeting")
    assert (each.date, each.confidence) == (D(2026, 12, 31), "unconfirmed")
    assert "Scotland" in each.rule


@pytest.mark.parametrize(
    ("received", "reading", "due"),
    [
        (D(2026, 12, 21), "not_counted", D(2026, 12, 30)),
        (D(2026, 12, 21), "counted", D(2026, 12, 29)),
    ],
)
def test_the_chair_has_five_working_days_for_the_minutes(
    received: dt.date, reading: str, due: dt.date
) -> None:
    mappa = {
        "meetings": [{"kind": "level_2", "on": D(2026, 12, 15), "minutes_received_on": received}]
    }
    found = calendar(mappa=mappa, settings={"receipt_day": reading}, on=D(2027, 1, 1))
    assert (entry(found, "minutes.1").date, entry(found, "minutes.1").overdue) == (due, True)


def test_minutes_that_have_not_come_have_no_limit_yet() -> None:
    mappa = {"meetings": [{"kind": "level_2", "on": D(2026, 11, 20)}]}
    each = entry(calendar(mappa=mappa), "minutes.1")
    assert (each.date, wanted(each)) == (
        None, ["/circumstances/mappa/meetings/0/minutes_received_on"]
    )  # fmt: skip


def test_the_first_screening_has_72_hours_to_the_minute() -> None:
    at = dt.datetime(2026, 11, 20, 10, 30)  # noqa: DTZ001
    for minutes, why in ((0, ""), (1, "It was done after the limit.")):
        done = at + dt.timedelta(hours=72, minutes=minutes)
        found = calendar(screening={"registered_at": at, "screened_at": done})
        each = entry(found, "initial_screening")
        assert (each.at, each.why) == (dt.datetime(2026, 11, 23, 10, 30), why)  # noqa: DTZ001
    assert entry(calendar(screening={}), "initial_screening").date is None


@pytest.mark.parametrize(
    ("record", "review"),
    [
        ({"group": 1, "reviewed_on": D(2020, 5, 1)}, D(2030, 5, 1)),
        ({"group": 1, "clear_since": D(2019, 5, 1)}, D(2029, 5, 1)),
        ({"group": 2, "clear_since": D(2019, 5, 1)}, D(2029, 5, 1)),
        ({"group": 2, "reviewed_on": D(2024, 2, 29)}, D(2034, 2, 28)),
        ({"group": 3, "clear_since": D(2022, 5, 1)}, D(2028, 5, 1)),
        ({"group": 3, "reviewed_on": D(2024, 5, 1)}, D(2029, 5, 1)),
    ],
)
def test_each_group_of_records_has_its_review(record: dict[str, Any], review: dt.date) -> None:
    each = entry(calendar(retention=record), "record_review")
    assert (each.date, each.confidence) == (review, "reported")


def test_a_record_of_group_1_is_kept_until_the_person_is_a_hundred() -> None:
    assert entry(calendar(retention={"group": 1}), "record_disposal").date == D(2084, 5, 12)
    unknown = entry(calendar(retention={"group": 1}, born=None), "record_disposal")
    assert (unknown.date, "/answers/date_of_birth" in wanted(unknown)) == (None, True)


def disposal(record: dict[str, Any], **answers: Any) -> Any:
    facts = {"retention": {"group": 3, "clear_since": D(2015, 5, 1), **record}}
    return entry(calendar_of(case(facts, **answers)), "record_disposal")


def test_disposal_skips_mappa_cases_and_serious_further_offences() -> None:
    clear = disposal({"serious_further_offence": False}, is_eligible_for_mappa=False)
    assert (clear.date, clear.applies) == (D(2021, 5, 1), "yes")
    further = disposal({"serious_further_offence": True}, is_eligible_for_mappa=False)
    assert (further.applies, "further offence" in further.why) == ("no", True)
    managed = calendar(
        retention={"group": 3, "clear_since": D(2015, 5, 1), "serious_further_offence": False},
        mappa={"category": 2},
    )
    assert entry(managed, "record_disposal").applies == "no"
    unknown = disposal({})
    assert (unknown.applies, len(unknown.wanted)) == ("cannot tell", 2)


def test_a_record_in_the_wrong_group_and_a_review_without_decision_are_found() -> None:
    found = calendar(retention={"group": 3, "reviewed_on": ON}, mappa={"category": 1})
    assert [each.key for each in found.findings] == ["record-group", "record-decision"]
    kept = {"group": 1, "reviewed_on": ON, "decision": "keep", "decided_by": "A Reviewer"}
    assert calendar(retention=kept, mappa={"category": 1}).findings == ()


def test_an_unknown_group_gives_the_earliest_of_all() -> None:
    each = entry(calendar(retention={"clear_since": D(2019, 5, 1)}), "record_review")
    assert (each.date, each.earliest, each.latest) == (None, D(2025, 5, 1), D(2029, 5, 1))
    assert "/circumstances/retention/group" in wanted(each)


def test_recorded_ends_are_repeated_and_not_calculated() -> None:
    found = calendar(
        sentence(notifiable=False),
        release={
            "release_on": D(2026, 12, 1),
            "licence_ends_on": D(2027, 6, 1),
            "sentence_ends_on": D(2027, 6, 1),
        },
        management={"hospital_liability_ends_on": D(2028, 1, 1)},
    )
    days = {key: entry(found, key).date for key in ("release", "licence", "hospital_liability")}
    assert list(days.values()) == [D(2026, 12, 1), D(2027, 6, 1), D(2028, 1, 1)]
