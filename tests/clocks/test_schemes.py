"""Release schemes, sentence by sentence: conditions, boundaries, tranches, three values."""

import datetime as dt
from typing import Any

import pytest

from riskservice.clocks import calendar_of, load_rules
from tests.clocks.people import D, calendar, case, entry, keys, scheme, sentence

CLEAN: dict[str, Any] = {
    "notifiable": False,
    "sexual": False,
    "schedule_15": "neither",
    "murder": False,
    "domestic_abuse": False,
    "terrorism": False,
    "national_security": False,
    "schedule_19za": False,
    "schedule_19aa": False,
    "sds_plus": False,
    "sds_plus_if_sentenced_today": False,
    "excluded_from_progression": False,
}
OUT = {"answers": {"out_on_early_release": False, "recalled": False}}
FTR = {
    "answers": dict.fromkeys(
        (
            "charged_with_serious_offence", "charged_or_convicted_of_new_offence",
            "foreign_power_threat", "section_244zb_referral", "repatriated_for_murder",
            "offender_of_particular_concern", "discretionary_conditional_release",
        ),
        False,
    )
}  # fmt: skip
LEVEL_1 = {"category": 2, "level": 1}


def term(*, years: int = 0, months: int = 0, days: int = 0, **fields: Any) -> dict[str, Any]:
    length = {"years": years, "months": months, "days": days}
    start = {"relevant_date": D(2023, 3, 1), "sentenced_on": D(2023, 3, 1)}
    return sentence(**{**CLEAN, **start, "term": length, **fields})


@pytest.mark.parametrize(
    ("length", "tranche", "day"),
    [
        ({"years": 4, "months": 11, "days": 27}, "1", D(2024, 9, 10)),
        ({"years": 5}, "2", D(2024, 10, 22)),
        ({"years": 5, "days": 1}, "2", D(2024, 10, 22)),
    ],
)
def test_release_at_40_per_cent_comes_first_under_five_years(
    length: dict[str, int], tranche: str, day: dt.date
) -> None:
    found = scheme(calendar(term(**length), release=OUT), "sds40")
    assert (found.verdict, found.tranche, found.starts_on) == ("eligible", tranche, day)


@pytest.mark.parametrize(
    ("field", "value", "key"),
    [
        ("sexual", True, "sexual"),
        ("notifiable", True, "sexual"),
        ("schedule_15", "sexual", "sexual"),
        ("domestic_abuse", True, "domestic_abuse"),
        ("terrorism", True, "terrorism"),
        ("national_security", True, "national_security"),
        ("murder", True, "murder"),
        ("sds_plus", True, "sds_plus"),
    ],
)
def test_each_exclusion_alone_stands_in_the_way_and_is_named(
    field: str, value: object, key: str
) -> None:
    found = scheme(calendar(term(years=2, **{field: value}), release=OUT), "sds40")
    assert found.verdict == "excluded"
    assert [each.key for each in found.reasons if each.holds == "not met"] == [key]
    assert found.almost is not None
    assert (found.tranche, found.starts_on) == (None, None)


@pytest.mark.parametrize(
    ("length", "verdict"),
    [
        ({"years": 3, "months": 11, "days": 27}, "eligible"),
        ({"years": 4}, "excluded"),
        ({"years": 4, "days": 1}, "excluded"),
    ],
)
def test_a_violent_offence_is_excluded_from_exactly_four_years(
    length: dict[str, int], verdict: str
) -> None:
    found = scheme(calendar(term(**length, schedule_15="violent"), release=OUT), "sds40")
    assert found.verdict == verdict


@pytest.mark.parametrize(
    "field", ["sexual", "schedule_15", "domestic_abuse", "sds_plus", "disposal", "term"]
)
def test_a_condition_that_is_not_known_is_never_met(field: str) -> None:
    unknown = {**term(years=2)}
    del unknown[field]
    found = scheme(calendar(unknown, release=OUT), "sds40")
    open_ = [each for each in found.reasons if each.holds == "cannot tell"]
    if field != "term":
        assert found.verdict == "cannot tell"
        assert any(fact.pointer.endswith(f"/{field}") for each in open_ for fact in each.wanted)
    assert found.tranche is None or field != "term"


def test_the_wider_exclusions_hold_from_16_december_2024_only() -> None:
    murder = term(years=2, murder=True)
    for on, verdict in ((D(2024, 12, 15), "eligible"), (D(2024, 12, 16), "excluded")):
        assert scheme(calendar(murder, release=OUT, on=on), "sds40").verdict == verdict


def test_a_scheme_is_not_in_force_before_its_day() -> None:
    for on, verdict in ((D(2024, 9, 9), "not in force"), (D(2024, 9, 10), "eligible")):
        assert scheme(calendar(term(years=2), release=OUT, on=on), "sds40").verdict == verdict


def test_the_tranche_of_a_new_sentence_is_a_reading() -> None:
    new = term(years=6, relevant_date=D(2024, 9, 10), sentenced_on=D(2024, 9, 10))
    first = {"sds40_new_sentences": "first_tranche"}
    found = scheme(calendar(new, release=OUT), "sds40")
    assert found.tranche == "2"
    assert "sds40_new_sentences" in {each.setting for each in found.rests_on}
    assert scheme(calendar(new, release=OUT, settings=first), "sds40").tranche == "1"
    old = {**new, "relevant_date": D(2024, 9, 9), "sentenced_on": D(2024, 9, 9)}
    assert scheme(calendar(old, release=OUT, settings=first), "sds40").tranche == "2"


def test_consecutive_terms_count_together_for_the_tranche_unless_told() -> None:
    pair = (
        term(years=3, sentence_id="s1"),
        term(years=3, sentence_id="s2", consecutive_to="s1"),
    )
    found = calendar(*pair, release=OUT)
    assert [scheme(found, "sds40", name).tranche for name in ("s1", "s2")] == ["2", "2"]
    alone = calendar(*pair, release=OUT, settings={"tranche_length": "sentence"})
    assert scheme(alone, "sds40", "s2").tranche == "1"


def test_the_test_is_per_sentence_and_a_served_one_stays_in_sight() -> None:
    served = term(years=2, sentence_id="old", sexual=True, served=True)
    now = term(months=8, sentence_id="now", consecutive_to="old", served=False)
    found = calendar(served, now, release=OUT)
    old, new = scheme(found, "sds40", "old"), scheme(found, "sds40", "now")
    assert (old.verdict, old.served, new.verdict) == ("excluded", True, "eligible")
    assert "Served" in old.note
    assert "served-sentence-excluded" in [each.key for each in found.findings]


PROGRESSION = [
    (574, D(2026, 10, 1)), (882, D(2026, 10, 13)), (1162, D(2026, 11, 10)),
    (1561, D(2026, 12, 8)), (2121, D(2027, 1, 12)), (2758, D(2027, 2, 9)),
    (3283, D(2027, 3, 9)), (3654, D(2027, 4, 13)), (4396, D(2027, 5, 11)),
]  # fmt: skip
FTR56 = [
    (1701, D(2026, 3, 31)), (2128, D(2026, 4, 14)), (2576, D(2026, 4, 21)),
    (3304, D(2026, 4, 28)), (4438, D(2026, 5, 5)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("key", "table", "last"),
    [("progression", PROGRESSION, D(2027, 6, 8)), ("ftr56", FTR56, D(2026, 5, 12))],
)
def test_a_tranche_takes_at_most_its_days_and_the_next_takes_one_more(
    key: str, table: list[tuple[int, dt.date]], last: dt.date
) -> None:
    days = [day for _, day in table] + [last]
    held = {"answers": {"recalled": key == "ftr56"}}
    for place, (most, day) in enumerate(table):
        for length, expected in ((most - 1, day), (most, day), (most + 1, days[place + 1])):
            found = scheme(calendar(term(days=length), release=held), key)
            assert found.starts_on == expected, length


def test_a_length_in_years_is_counted_in_days_from_its_own_start() -> None:
    # Four years from 1 March 2023 are 1461 days; with three months more 1553; with four 1583.
    assert scheme(calendar(term(years=4, months=3)), "progression").starts_on == D(2026, 12, 8)
    assert scheme(calendar(term(years=4, months=4)), "progression").starts_on == D(2027, 1, 12)


def test_tranches_of_the_progression_model_are_shown_as_unconfirmed() -> None:
    found = scheme(calendar(term(days=500), release=OUT), "progression")
    assert (found.verdict, found.tranche_confidence) == ("eligible", "unconfirmed")


@pytest.mark.parametrize(
    ("field", "verdict"),
    [("sds_plus_if_sentenced_today", "excluded"), ("excluded_from_progression", "excluded")],
)
def test_the_progression_model_leaves_some_sentences_out(field: str, verdict: str) -> None:
    assert scheme(calendar(term(days=500, **{field: True}), release=OUT), "progression").verdict \
        == verdict  # fmt: skip
    youth = term(days=500, disposal="section_250")
    assert scheme(calendar(youth, release=OUT), "progression").verdict == "excluded"
    recalled = calendar(term(days=500), release=OUT, recalls=[{"recalled_on": D(2026, 10, 5)}])
    assert scheme(recalled, "progression").verdict == "excluded"


RECALLED = D(2025, 10, 1)


def recall(day: dt.date = RECALLED, **fields: Any) -> list[dict[str, Any]]:
    given = {"recalled_on": day, "returned_on": day, "for_new_charge": False, **fields}
    return [{key: value for key, value in given.items() if value is not None}]


FTR48_CASE: dict[str, Any] = {"recalls": recall(), "mappa": LEVEL_1, "release": FTR}


def test_the_48_day_recall_is_open_when_every_condition_is_met() -> None:
    found = calendar(term(years=3), **FTR48_CASE)
    assert scheme(found, "ftr48").verdict == "eligible"
    ends = entry(found, "recall_ends.ftr48")
    assert ends.date == D(2025, 11, 17)  # 1 October is the first of the 48 days
    assert {(each.setting, each.then) for each in ends.rests_on} == {("recall_day", "2025-11-18")}
    assert "refuse" in scheme(found, "ftr48").note


@pytest.mark.parametrize(
    ("change", "key"),
    [
        ({"born": D(2009, 1, 1)}, "adult"),
        ({"sentence": {"schedule_19aa": True}}, "schedule_19aa"),
        ({"sentence": {"schedule_19za": True}}, "terrorist"),
        ({"mappa": {"category": 4, "level": 1}}, "category_4"),
        ({"mappa": {"category": 1, "level": 2}}, "mappa"),
        ({"mappa": {"category": 1, "level": 3}}, "mappa"),
        ({"recalls": recall(for_new_charge=True)}, "charged"),
        ({"sentence": {"term": {"years": 4}}}, "under_4_years"),
    ],
)
def test_each_condition_of_the_48_day_recall_alone_excludes(
    change: dict[str, Any], key: str
) -> None:
    parts = {**FTR48_CASE, **change}
    one = {**term(years=3), **parts.pop("sentence", {})}
    found = scheme(calendar(one, **parts), "ftr48")
    assert found.verdict == "excluded"
    assert key in [each.key for each in found.reasons if each.holds == "not met"]


@pytest.mark.parametrize(
    "change", [{"mappa": None}, {"recalls": recall(for_new_charge=None)}, {"born": None}]
)
def test_what_is_not_known_of_a_recall_leaves_it_open(change: dict[str, Any]) -> None:
    found = scheme(calendar(term(years=3), **{**FTR48_CASE, **change}), "ftr48")
    assert found.verdict == "cannot tell"


@pytest.mark.parametrize(
    ("day", "force"),
    [
        (D(2025, 9, 1), False), (D(2025, 9, 2), True),
        (D(2026, 3, 30), True), (D(2026, 3, 31), None),
    ],
)  # fmt: skip
def test_the_day_of_the_recall_decides_which_recall_was_in_force(
    day: dt.date, force: bool | None
) -> None:
    found = scheme(calendar(term(years=3), **{**FTR48_CASE, "recalls": recall(day)}), "ftr48")
    assert found.in_force is force
    assert (found.verdict == "eligible") is (force is True)


@pytest.mark.parametrize(
    ("length", "verdict"), [({"months": 11, "days": 28}, "eligible"), ({"months": 12}, "excluded")]
)
def test_the_recall_of_2024_is_for_sentences_under_twelve_months(
    length: dict[str, int], verdict: str
) -> None:
    parts = {**FTR48_CASE, "recalls": recall(D(2024, 5, 1), charged_with_serious_offence=False)}
    assert scheme(calendar(term(**length), **parts), "ftr_under_12_months").verdict == verdict


def test_the_56_days_run_from_the_return_to_custody() -> None:
    parts = {**FTR48_CASE, "recalls": recall(D(2026, 6, 1), returned_on=D(2026, 6, 3))}
    found = calendar(term(years=3), **parts)
    assert scheme(found, "ftr56").verdict == "eligible"
    assert entry(found, "recall_ends.ftr56").date == D(2026, 7, 28)
    counted = calendar(term(years=3), **parts, settings={"recall_day": "not_counted"})
    assert entry(counted, "recall_ends.ftr56").date == D(2026, 7, 29)
    parts["recalls"] = recall(D(2026, 6, 1), returned_on=None)
    assert entry(calendar(term(years=3), **parts), "recall_ends.ftr56").date is None


def test_a_blank_answer_is_not_no_and_its_effect_is_a_reading() -> None:
    blank = {"answers": {**FTR["answers"], "foreign_power_threat": None}}
    parts = {**FTR48_CASE, "recalls": recall(D(2026, 6, 1)), "release": blank}
    found = scheme(calendar(term(years=3), **parts), "ftr56")
    assert found.verdict == "cannot tell"
    assert "blank_answer" in {each.setting for each in found.rests_on}
    passes = {"blank_answer": "does_not_stand_in_the_way"}
    assert scheme(calendar(term(years=3), **parts, settings=passes), "ftr56").verdict == "eligible"
    absent = {"answers": {k: v for k, v in FTR["answers"].items() if k != "foreign_power_threat"}}
    parts["release"] = absent
    found = scheme(calendar(term(years=3), **parts, settings=passes), "ftr56")
    assert found.verdict == "cannot tell"  # left out is not known, whatever a blank means


def test_there_is_no_end_of_a_recall_that_is_ruled_out() -> None:
    parts = {**FTR48_CASE, "mappa": {"category": 1, "level": 2}}
    assert not keys(calendar(term(years=3), **parts)) & {"recall_ends.ftr48", "recall_ends.ftr56"}


RATED = dict.fromkeys(
    (f"rosh_{group}_community" for group in ("children", "public", "known_adult", "staff")), "low"
)
HDC_NO = dict.fromkeys(
    [
        fact
        for one in load_rules().schemes.schemes
        if one.key == "hdc"
        for test in one.tests
        for fact in test.facts
    ],
    False,
)


@pytest.mark.parametrize(
    ("high", "level", "holds"),
    [
        (False, 1, "met"),
        (False, 2, "met"),
        (True, 1, "met"),
        (True, 2, "not met"),
        (True, 3, "not met"),
        (None, 1, "met"),
        (None, 2, "cannot tell"),
        (False, None, "met"),
        (True, None, "cannot tell"),
        (None, None, "cannot tell"),
    ],
)
def test_only_high_risk_together_with_level_2_or_3_is_unsuitable(
    high: bool | None, level: int | None, holds: str
) -> None:
    answers: dict[str, Any] = {"supervision_status": "community"}
    if high is not None:
        answers |= {**RATED, "rosh_public_community": "high" if high else "medium"}
    mappa = {"category": 1} | ({"level": level} if level else {})
    facts = {"release": {"answers": {}}, "mappa": mappa}
    found = scheme(calendar_of(case(facts, **answers)), "hdc", None)
    assert next(each.holds for each in found.reasons if each.key == "rosh-and-mappa") == holds


def test_curfew_is_for_those_whom_no_criterion_excludes_and_unsuitable_is_not_ineligible() -> None:
    parts: dict[str, Any] = {
        "mappa": {"category": 2, "level": 1},
        "notification": {"subject": False},
        "on": D(2025, 6, 2),
    }
    clean = {"answers": HDC_NO}
    assert scheme(calendar(release=clean, **parts), "hdc", None).verdict == "eligible"
    for name, verdict in (("category_a", "presumed unsuitable"), ("deportation_order", "excluded")):
        answers = {"answers": {**HDC_NO, name: True}}
        found = scheme(calendar(release=answers, **parts), "hdc", None)
        assert found.verdict == verdict
        assert found.almost is not None
    later = scheme(calendar(release=clean, **{**parts, "on": D(2026, 1, 22)}), "hdc", None)
    assert later.verdict == "cannot tell"  # adult curfew ends; the day is not known
