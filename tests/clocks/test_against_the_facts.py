"""What another reading of the facts found: nothing too short, too sure, or read as a no."""

import datetime as dt
from typing import Any

import pytest

from riskservice.errors import InvalidCase
from tests.clocks.people import ADULT, D, calendar, entry, keys, scheme, sentence, wanted
from tests.clocks.test_schemes import FTR, HDC_NO, LEVEL_1, OUT, term

LIFE = sentence(disposal="life", relevant_date=D(2012, 2, 29), sentenced_on=D(2012, 2, 29))
REVOKED = {"revoked_on": D(2026, 1, 1), "last_on": D(2026, 6, 1), "no_fixed_abode": False}


def order(kind: str = "shpo", **fields: Any) -> dict[str, Any]:
    made = {"order_id": "o1", "kind": kind, "made_on": D(2024, 1, 1), **fields}
    return {key: value for key, value in made.items() if value is not None}


def test_revocation_does_not_hide_an_order_that_still_carries_notification() -> None:
    shpo = order(ends_on=D(2030, 1, 1))
    found = calendar(LIFE, notification=REVOKED, orders=[shpo])
    end = entry(found, "notification_end")
    assert (end.date, end.state, end.applies) == (D(2030, 1, 1), "coming", "yes")
    assert "revoked on 2026-01-01; whether that reaches an order" in end.why
    assert end.confidence == "house policy"
    assert [(each.setting, each.then) for each in end.rests_on] == [("revocation", "2026-01-01")]
    assert entry(found, "next_notification").applies == "yes"
    assert entry(found, "next_notification").date == D(2027, 6, 1)
    reads = {"revocation": "everything"}
    other = calendar(LIFE, notification=REVOKED, orders=[shpo], settings=reads)
    assert entry(other, "notification_end").date == D(2026, 1, 1)
    assert entry(other, "next_notification").applies == "no"


def test_revocation_ends_notification_where_nothing_else_runs() -> None:
    for kept in (REVOKED, {**REVOKED, "subject": True}):
        found = calendar(LIFE, notification=kept)
        end = entry(found, "notification_end")
        assert (end.date, end.state) == (D(2026, 1, 1), "past")
        assert entry(found, "next_notification").applies == "no"
        assert "notification_review" not in keys(found)


@pytest.mark.parametrize("on", [D(2025, 12, 31), D(2026, 1, 1)])
def test_revocation_ends_it_on_its_day_and_not_before(on: dt.date) -> None:
    first = entry(calendar(LIFE, notification=REVOKED, on=on), "first_notification")
    assert first.applies == ("yes" if on < D(2026, 1, 1) else "no")


def test_a_period_with_an_end_runs_on_after_what_has_none_was_revoked() -> None:
    fine = sentence("s2", disposal="fine", relevant_date=D(2024, 3, 1), sentenced_on=D(2024, 3, 1))
    end = entry(calendar(LIFE, fine, notification=REVOKED), "notification_end")
    assert (end.date, end.confidence) == (D(2029, 2, 28), "reported")
    open_ = sentence("s2", relevant_date=D(2024, 3, 1), sentenced_on=D(2024, 3, 1))
    end = entry(calendar(LIFE, open_, notification=REVOKED), "notification_end")
    assert (end.earliest, end.latest, end.without_end) == (D(2026, 1, 1), D(2034, 2, 28), False)


def ftr56(recalled: dt.date, on: dt.date, **length: int) -> Any:
    recalls = [{"recalled_on": recalled, "returned_on": recalled, "for_new_charge": False}]
    return calendar(term(**length), recalls=recalls, release=FTR, mappa=LEVEL_1, on=on)


@pytest.mark.parametrize(
    ("recalled", "on", "verdict"),
    [
        (D(2025, 6, 1), D(2026, 6, 1), "cannot tell"),
        (D(2026, 3, 30), D(2026, 6, 1), "cannot tell"),
        (D(2026, 3, 31), D(2026, 6, 1), "cannot tell"),
        (D(2026, 5, 11), D(2026, 6, 1), "cannot tell"),
        (D(2026, 5, 12), D(2026, 6, 1), "eligible"),
        (D(2026, 5, 12), D(2026, 5, 12), "eligible"),
        (D(2026, 5, 11), D(2026, 5, 11), "not in force"),
    ],
)
def test_a_recall_is_tested_against_the_tranche_of_its_own_day(
    recalled: dt.date, on: dt.date, verdict: str
) -> None:
    found = ftr56(recalled, on, years=20)
    assert scheme(found, "ftr56").verdict == verdict
    ends = [each for each in found.entries if each.key == "recall_ends.ftr56"]
    assert [(each.date is None, each.applies) for each in ends] == {
        "cannot tell": [(True, "cannot tell")],
        "eligible": [(False, "yes")],
        "not in force": [],
    }[verdict]
    if verdict == "cannot tell":
        assert "before" in scheme(found, "ftr56").note
        assert "before" in ends[0].why


def test_a_short_sentence_is_in_its_own_tranche_from_the_first_day() -> None:
    for recalled, verdict in ((D(2026, 3, 30), "cannot tell"), (D(2026, 3, 31), "eligible")):
        assert scheme(ftr56(recalled, D(2026, 6, 1), years=3), "ftr56").verdict == verdict


def test_the_56_day_recall_is_as_sure_as_the_tests_it_rests_on() -> None:
    found = ftr56(D(2026, 6, 1), D(2026, 6, 1), years=3)
    assert scheme(found, "ftr56").confidence == "unconfirmed"
    assert entry(found, "recall_ends.ftr56").confidence == "unconfirmed"


def hdc(**parts: Any) -> Any:
    parts = {"mappa": LEVEL_1, "release": {"answers": HDC_NO}, **parts}
    return scheme(calendar(on=D(2025, 12, 1), **parts), "hdc", None)


def holds(found: Any, key: str) -> str:
    return next(each.holds for each in found.reasons if each.key == key)


def test_notification_that_is_not_known_is_never_read_as_none() -> None:
    answers = {key: value for key, value in HDC_NO.items() if key != "subject_to_notification"}
    found = hdc(release={"answers": answers})
    assert (holds(found, "sex-offender-register"), found.verdict) == ("cannot tell",) * 2
    register = next(each for each in found.reasons if each.key == "sex-offender-register")
    assert [each.pointer for each in register.wanted] == ["/circumstances/notification/subject"]
    ended = sentence(disposal="caution", finding="caution", sentenced_on=None)
    only = scheme(
        calendar(ended, mappa=LEVEL_1, release={"answers": answers}, on=D(2025, 12, 1)),
        "hdc", None,
    )  # fmt: skip
    assert holds(only, "sex-offender-register") == "cannot tell"
    assert hdc(notification={"subject": False}, release={"answers": answers}).verdict == "eligible"


@pytest.mark.parametrize(
    ("domestic", "coercive", "verdict"),
    [
        (False, True, "excluded"),
        (None, True, "excluded"),
        (True, None, "excluded"),
        (False, None, "eligible"),
        (False, False, "eligible"),
        (None, False, "cannot tell"),
        (None, None, "cannot tell"),
    ],
)
def test_controlling_or_coercive_behaviour_is_domestic_abuse(
    domestic: bool | None, coercive: bool | None, verdict: str
) -> None:
    one = term(years=2, domestic_abuse=domestic, controlling_or_coercive=coercive)
    assert scheme(calendar(one, release=OUT), "sds40").verdict == verdict


def test_one_presumption_decides_whatever_else_is_not_known() -> None:
    answers = {**HDC_NO, "category_a": True}
    del answers["liable_to_deportation"]
    subject = {"notification": {"subject": False}}
    assert hdc(release={"answers": answers}, **subject).verdict == "presumed unsuitable"
    del answers["deportation_order"]
    assert hdc(release={"answers": answers}, **subject).verdict == "cannot tell"
    assert hdc(release={"answers": {**answers, "two_thirds_release": True}}).verdict == "excluded"


def test_group_4_of_the_police_record_has_no_review() -> None:
    for kept in ({}, {"clear_since": D(2010, 1, 1)}, {"reviewed_on": D(2012, 1, 1)}):
        review = entry(calendar(retention={"group": 4, **kept}), "record_review")
        assert (review.date, review.state, review.overdue) == (None, "does not apply", False)
    unknown = entry(calendar(retention={"clear_since": D(2010, 1, 1)}), "record_review")
    assert (unknown.without_end, unknown.overdue) == (None, None)


CONFIDENCE: list[tuple[dict[str, Any], str]] = [
    ({"sentences": [sentence(disposal="fine")]}, "reported"),
    ({"sentences": [sentence(disposal="caution", finding="caution", sentenced_on=None)]},
     "confirmed"),
    ({"sentences": [sentence(disposal="community_payback_scotland", with_supervision=False)]},
     "reported"),
    ({"sentences": [sentence(disposal="community_payback_scotland", with_supervision=True,
                             ends_on=D(2022, 1, 1))]}, "confirmed"),
    ({"sentences": [sentence(term={"months": 3}),
                    sentence("s2", term={"months": 4}, consecutive_to="s1")]}, "reported"),
    ({"sentences": [sentence(term={"months": 3})]}, "confirmed"),
    ({"sentences": [sentence(disposal=None, term={"months": 3})]}, "unconfirmed"),
    *(
        ({"orders": [order(kind, ends_on=D(2030, 1, 1))]}, confidence)
        for kind, confidence in (
            ("shpo", "confirmed"), ("interim_shpo", "reported"), ("sopo", "unconfirmed"),
            ("notification_order", "reported"), ("notification_notice", "reported"),
        )
    ),
    ({"sentences": [sentence(disposal="caution", finding="caution", sentenced_on=None)],
      "orders": [order("sopo", made_on=D(2014, 1, 1), ends_on=D(2030, 1, 1))]}, "unconfirmed"),
]  # fmt: skip


@pytest.mark.parametrize(("facts", "confidence"), CONFIDENCE)
def test_an_end_is_as_sure_as_the_weakest_rule_it_rests_on(
    facts: dict[str, Any], confidence: str
) -> None:
    facts = dict(facts)
    sentences = facts.pop("sentences", [])
    found = calendar(*sentences, **facts)
    assert entry(found, "notification_end").confidence == confidence
    if sentences and not facts:
        assert {each.confidence for each in found.notification} == {confidence}


@pytest.mark.parametrize(
    ("born", "confidence"), [(ADULT, "confirmed"), (D(2002, 1, 16), "reported"), (None, "reported")]
)
def test_a_discharge_is_not_halved_and_that_is_reported(
    born: dt.date | None, confidence: str
) -> None:
    one = sentence(disposal="conditional_discharge", ends_on=D(2021, 1, 14))
    found = calendar(one, born=born)
    assert entry(found, "notification_end").confidence == confidence
    assert found.notification[0].confidence == confidence


def test_what_falls_due_is_no_surer_than_that_notification_runs() -> None:
    fine = sentence(disposal="fine", relevant_date=D(2024, 1, 1), sentenced_on=D(2024, 1, 1))
    kept = {"last_on": D(2026, 1, 1), "no_fixed_abode": False}
    unsaid = entry(calendar(fine, notification=kept), "next_notification")
    assert (unsaid.applies, unsaid.confidence) == ("yes", "reported")
    life = entry(calendar(LIFE, notification=kept), "next_notification")
    assert (life.applies, life.confidence) == ("yes", "confirmed")


def test_a_review_that_would_open_on_29_february_opens_on_the_later_day() -> None:
    kept = {"first_after_release_on": D(2012, 2, 29)}
    each = entry(calendar(LIFE, notification=kept), "notification_review")
    assert each.date == D(2027, 3, 1)
    assert ("short_month", "2027-02-28") in [(one.setting, one.then) for one in each.rests_on]


def test_the_longest_of_terms_that_overlap_counts_for_all_of_them() -> None:
    pair = (
        sentence(
            "a", term={"months": 7}, relevant_date=D(2020, 1, 10), sentenced_on=D(2020, 1, 10)
        ),
        sentence("b", term={"months": 5}, relevant_date=D(2020, 3, 1), sentenced_on=D(2020, 3, 1)),
    )
    longest = {"concurrent_terms": "longest"}
    found = calendar(*pair, settings=longest)
    assert [each.period for each in found.notification] == ["10 years", "10 years"]
    assert entry(found, "notification_end").date == D(2030, 2, 28)
    apart = {**pair[1], "relevant_date": D(2020, 8, 10), "sentenced_on": D(2020, 8, 10)}
    found = calendar(pair[0], apart, settings=longest)
    assert [each.period for each in found.notification] == ["10 years", "7 years"]
    unknown = {key: value for key, value in pair[1].items() if key != "sentenced_on"}
    found = calendar(pair[0], unknown, settings=longest)
    assert found.notification[1].possible == ("7 years", "10 years")


def test_a_notification_order_until_further_order_has_no_end() -> None:
    for kind in ("notification_order", "notification_notice"):
        for sentences in ([], [sentence(term={"months": 3})]):
            found = calendar(*sentences, orders=[order(kind, until_further_order=True)])
            end = entry(found, "notification_end")
            assert (end.without_end, end.state, end.applies) == (True, "without end", "yes")


@pytest.mark.parametrize(
    ("kind", "reading", "due"),
    [
        ("sro", "not_counted", D(2024, 1, 4)),
        ("sro", "counted", D(2024, 1, 3)),
        ("interim_sro", "not_counted", None),
        ("shpo", "not_counted", None),
    ],
)
def test_a_sexual_risk_order_brings_name_and_address_in_three_days(
    kind: str, reading: str, due: dt.date | None
) -> None:
    made = order(kind, ends_on=D(2030, 1, 1))
    found = calendar(orders=[made], settings={"event_day": reading})
    days = [each.date for each in found.entries if each.key == "name_and_address.1"]
    assert days == ([due] if due else [])
    if due:
        done = calendar(orders=[{**made, "notified_on": D(2024, 1, 3)}])
        assert entry(done, "name_and_address.1").state == "done"


@pytest.mark.parametrize("kind", ["shpo", "interim_shpo", "notification_order", "sopo"])
def test_an_order_without_a_sentence_starts_the_three_days(kind: str) -> None:
    found = calendar(orders=[order(kind, ends_on=D(2030, 1, 1))])
    first = entry(found, "first_notification")
    assert first.date == D(2024, 1, 4)
    assert "order" in first.why
    undated = calendar(orders=[order(kind, made_on=None, ends_on=D(2030, 1, 1))])
    assert entry(undated, "first_notification").date is None
    beside = calendar(LIFE, orders=[order(kind, ends_on=D(2030, 1, 1))])
    assert entry(beside, "first_notification").date is None


@pytest.mark.parametrize(
    ("kind", "earliest", "latest", "without_end"),
    [
        ("shpo", D(2028, 12, 31), None, None),
        ("sro", D(2025, 12, 31), None, None),
        ("voo", D(2025, 12, 31), D(2028, 12, 31), False),
        ("interim_sro", None, None, None),
        ("sopo", None, None, None),
    ],
)
def test_an_order_of_unknown_length_lasts_between_the_least_and_the_most(
    kind: str, earliest: dt.date | None, latest: dt.date | None, without_end: bool | None
) -> None:
    end = entry(calendar(orders=[order(kind)]), "order_end.1")
    assert (end.date, end.earliest, end.latest, end.without_end) == (
        None, earliest, latest, without_end
    )  # fmt: skip
    assert "/circumstances/orders/0/ends_on" in wanted(end)


def test_notification_runs_for_the_least_of_an_order_of_unknown_length() -> None:
    end = entry(calendar(orders=[order()]), "notification_end")
    assert (end.earliest, end.latest, end.without_end) == (D(2028, 12, 31), None, None)
    assert wanted(end) == ["/circumstances/orders/0/ends_on"]
    for on, applies in ((D(2028, 12, 31), "yes"), (D(2029, 1, 1), "cannot tell")):
        assert entry(calendar(orders=[order()], on=on), "first_notification").applies == applies


@pytest.mark.parametrize(
    ("born", "answer", "verdict"),
    [
        (D(2008, 6, 1), None, "eligible"),
        (D(2008, 6, 2), None, "cannot tell"),
        (D(2008, 6, 2), False, "eligible"),
        (D(2008, 6, 2), True, "excluded"),
        (None, None, "cannot tell"),
    ],
)
def test_somebody_under_18_is_not_let_in_to_the_56_days_without_the_youth_questions(
    born: dt.date | None, answer: bool | None, verdict: str
) -> None:
    release = {"answers": {**FTR["answers"]}}
    if answer is not None:
        release["answers"]["youth_variant"] = answer
    recalled = [{"recalled_on": D(2026, 6, 1), "returned_on": D(2026, 6, 1),
                 "for_new_charge": False}]  # fmt: skip
    found = calendar(term(years=3), recalls=recalled, release=release, mappa=LEVEL_1, born=born)
    assert scheme(found, "ftr56").verdict == verdict


def test_each_sentence_says_which_readings_would_move_its_period() -> None:
    half = sentence(disposal="detention_and_training", term={"months": 12})
    period = calendar(half).notification[0]
    moved = {each.setting: (each.other, each.then) for each in period.rests_on}
    assert moved["detention_and_training"] == ("whole_term", "10 years, 2030-01-14")
    caution = sentence(disposal="caution", finding="caution", sentenced_on=None)
    assert calendar(caution).notification[0].rests_on == ()


def test_both_readings_of_sds_plus_under_the_progression_model_are_said() -> None:
    both = term(days=500, sds_plus=True, sds_plus_if_sentenced_today=True)
    found = scheme(calendar(both, release=OUT), "progression")
    assert found.verdict == "excluded"
    assert [each.setting for each in found.rests_on] == ["sds_plus_today"]
    assert found.rests_on[0].then.startswith("eligible, from 2026-10-01")
    reads = {"sds_plus_today": "standard_only"}
    for plus, verdict in ((True, "eligible"), (False, "excluded"), (None, "cannot tell")):
        one = term(days=500, sds_plus=plus, sds_plus_if_sentenced_today=True)
        assert scheme(calendar(one, release=OUT, settings=reads), "progression").verdict == verdict


def test_a_reprimand_counts_as_the_longer_unless_told() -> None:
    one = sentence(disposal="reprimand_or_warning", finding=None, sentenced_on=None)
    for born, longer, shorter in (
        (ADULT, D(2025, 1, 14), "2022-01-14"),
        (D(2008, 1, 1), D(2022, 7, 14), "2021-01-14"),
    ):
        end = entry(calendar(one, born=born), "notification_end")
        assert (end.date, end.confidence) == (longer, "unconfirmed")
        assert ("reprimand_or_warning", shorter) in [(o.setting, o.then) for o in end.rests_on]


def test_a_discharge_with_two_ends_says_why_nobody_can_tell() -> None:
    one = sentence(disposal="conditional_discharge", term={"months": 12}, ends_on=D(2021, 3, 1))
    found = calendar(one)
    end = entry(found, "notification_end")
    assert end.date is None
    assert wanted(end) == ["/circumstances/sentences/0/ends_on"]
    assert "2021-01-14" in end.wanted[0].what
    assert [each.key for each in found.findings] == ["length-and-end-differ"]
    same = calendar({**one, "ends_on": D(2021, 1, 14)})
    assert (entry(same, "notification_end").date, same.findings) == (D(2021, 1, 14), ())


@pytest.mark.parametrize(
    ("born", "recall_day", "case_day"),
    [
        (D(2007, 10, 1), "eligible", "eligible"),
        (D(2007, 10, 2), "excluded", "eligible"),
        (D(2009, 1, 1), "excluded", "excluded"),
    ],
)
def test_of_age_is_measured_on_the_day_of_the_recall_unless_told(
    born: dt.date, recall_day: str, case_day: str
) -> None:
    recalls = [{"recalled_on": D(2025, 10, 1), "for_new_charge": False}]
    for reading, verdict in (("day_of_recall", recall_day), ("day_of_case", case_day)):
        found = calendar(
            term(years=3), recalls=recalls, release=FTR, mappa=LEVEL_1, born=born,
            on=D(2026, 1, 5), settings={"recall_age": reading},
        )  # fmt: skip
        assert scheme(found, "ftr48").verdict == verdict


def test_out_on_curfew_today_stands_in_for_the_day_of_the_tranche_and_says_so() -> None:
    today = {"on_home_detention_curfew": True}
    found = scheme(calendar(term(years=2), release=today), "sds40")
    assert found.verdict == "excluded"
    assert "today" in found.note
    said = {**today, "answers": {"out_on_early_release": False}}
    found = scheme(calendar(term(years=2), release=said), "sds40")
    assert (found.verdict, found.note) == ("eligible", "")


@pytest.mark.parametrize(
    ("registered", "due"),
    [
        ("2026-03-27T10:30:00", "2026-03-30T11:30:00"),
        ("2026-10-23T10:30:00", "2026-10-26T09:30:00"),
        ("2026-10-23T00:30:00", "2026-10-25T23:30:00"),
        ("2026-11-20T10:30:00", "2026-11-23T10:30:00"),
        ("2026-03-27T10:30:00+00:00", "2026-03-30T11:30:00+01:00"),
    ],
)
def test_72_hours_are_hours_when_the_clocks_change(registered: str, due: str) -> None:
    at, limit = dt.datetime.fromisoformat(registered), dt.datetime.fromisoformat(due)
    for minutes, late in ((0, False), (1, True)):
        done = limit + dt.timedelta(minutes=minutes)
        each = entry(
            calendar(screening={"registered_at": at, "screened_at": done}), "initial_screening"
        )
        assert (each.at, each.date) == (limit, limit.date())
        assert ("after the limit" in each.why) is late


@pytest.mark.parametrize(
    ("level", "inside", "applies"),
    [
        (1, False, None), (3, False, None), (2, False, "yes"), (2, True, "no"),
        (2, None, "cannot tell"), (None, False, "cannot tell"),
    ],
)  # fmt: skip
def test_the_scottish_first_meeting_is_for_level_2_in_the_community(
    level: int | None, inside: bool | None, applies: str | None
) -> None:
    mappa = {"category": 1, "referral_accepted_on": D(2026, 11, 1)}
    release = {} if inside is None else {"in_custody": inside}
    found = calendar(mappa=mappa | ({"level": level} if level else {}), release=release)
    met = [each.applies for each in found.entries if each.key == "first_meeting"]
    assert met == ([applies] if applies else [])


def test_a_meeting_held_in_custody_is_not_said_to_be_late() -> None:
    held = {"kind": "level_2", "on": D(2026, 11, 20), "minutes_confirmed_on": D(2026, 11, 20)}
    mappa = {
        "category": 1, "level": 2, "referral_accepted_on": D(2026, 9, 1), "meetings": [held]
    }  # fmt: skip
    for inside, why in ((True, "In custody"), (False, "It was done after this day.")):
        each = entry(calendar(mappa=mappa, release={"in_custody": inside}), "first_meeting")
        assert (each.state, each.why.startswith(why)) == ("done", True)
        assert ("after this day" in each.why) is not inside


def test_nothing_is_notified_under_an_order_before_it_was_made() -> None:
    assert entry(calendar(orders=[order("sro", notified_on=D(2024, 1, 1))]), "name_and_address.1")
    with pytest.raises(InvalidCase) as refused:
        calendar(orders=[order("sro", notified_on=D(2023, 12, 31))])
    assert [each.pointer for each in refused.value.faults] == [
        "/circumstances/orders/0/notified_on"
    ]
