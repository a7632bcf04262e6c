"""Recalls and home detention curfew against a second reading of the facts."""

from __future__ import annotations

import random
from itertools import product

import pytest

from tests.second_reading import clocks_release as second
from tests.second_reading.clock_people import (
    DEFAULTS,
    FTR56_QUESTIONS,
    KNOWN,
    D,
    Facts,
    calendar,
    date_of,
    imprisoned,
    verdicts,
)

BLANK = ("cannot_tell", "does_not_stand_in_the_way")
# What a criterion is read off: the name it has among the answers of a release.
ELIGIBILITY: dict[str, tuple[str, ...]] = {
    "extended-sentence": ("extended_sentence",),
    "rotl-failure-to-return": ("rotl_failure_to_return",),
    "community-order-curfew-breach": ("community_order_curfew_breach",),
    "recalled-for-breaching-hdc-curfew": ("recalled_for_breaching_hdc_curfew",),
    "deportation-orders": ("deportation_order", "deportation_recommended"),
    "recalled-from-compassionate-release": ("recalled_from_compassionate_release",),
    "terrorism": ("terrorism_ever",),
    "two-thirds-release": ("two_thirds_release",),
    "section-244ZB-notice": ("section_244zb_notice",),
    "section-20b-release": ("section_20b_release",),
}
SUITABILITY: dict[str, tuple[str, ...]] = {
    "sexual-offending-history": ("sexual_offending_ever",),
    "liable-to-deportation": ("liable_to_deportation",),
    "recalled-for-poor-behaviour-on-hdc": ("recalled_for_poor_behaviour_on_hdc",),
    "category-a": ("category_a",),
    "presumed-unsuitable-offences": ("presumed_unsuitable_offence",),
    "terrorist-offending-history": ("terrorist_offending_ever",),
}


@pytest.mark.parametrize(
    ("charged", "level", "category"), list(product(KNOWN, (1, 2, 3, None), (2, 4, None)))
)
def test_recalls_of_48_days_and_under_12_months_exclude_the_same_people(
    charged: bool | None, level: int | None, category: int | None
) -> None:
    # Eighteen on the day, the day before, and a birth that is not known.
    births = {True: D(2007, 10, 1), False: D(2007, 10, 2), None: None}
    terms: list[Facts | None] = [{"months": 47}, {"years": 4}, {"days": 1460}, {"days": 1461}, None]
    short: list[Facts | None] = [{"months": 11}, {"years": 1}, {"days": 365}, {"days": 366}, None]
    for adult, born in births.items():
        mappa = {key: value for key, value in (("level", level), ("category", category)) if value}
        common = {"mappa": mappa or None, "born": born}
        recall = {"for_new_charge": charged, "charged_with_serious_offence": charged}
        recall = {key: value for key, value in recall.items() if value is not None}
        person = {
            "adult": adult,
            "charged": charged,
            "serious_charge": charged,
            "mappa": None if level is None else level > 1,
            "category_4": None if category is None else category == 4,
        }
        given = [
            imprisoned(f"s{i}", term=term, schedule_19aa=aa, terrorism=terrorism)
            for i, (term, aa, terrorism) in enumerate(product(terms, KNOWN, KNOWN))
        ]
        on = D(2025, 10, 1)
        found = calendar(given, on=on, recalls=[{"recalled_on": on, **recall}], **common)
        assert verdicts(found, "ftr48") == {
            each["sentence_id"]: second.fixed_term_48(
                {
                    **person,
                    "under": second.shorter_than(each, 48, DEFAULTS),
                    "schedule_19aa": each["schedule_19aa"],
                    "terrorist": each["terrorism"],
                }
            )
            for each in given
        }
        given = [imprisoned(f"s{i}", term=term) for i, term in enumerate(short)]
        if born:
            common["born"] = D(born.year - 1, born.month, born.day)
        on = D(2024, 10, 1)
        found = calendar(given, on=on, recalls=[{"recalled_on": on, **recall}], **common)
        assert verdicts(found, "ftr_under_12_months") == {
            each["sentence_id"]: second.fixed_term_12(
                {**person, "under": second.shorter_than(each, 12, DEFAULTS)}
            )
            for each in given
        }


def test_the_56_day_recall_excludes_the_same_people_and_a_blank_is_never_a_no() -> None:
    rng = random.Random(56)  # noqa: S311
    names = (*FTR56_QUESTIONS, "mappa", "category_4")
    rows = [dict.fromkeys(names, False) | {name: known} for name in names for known in KNOWN]
    rows += [{name: rng.choice((*KNOWN, False, False)) for name in names} for _ in range(150)]
    for row, blank, reading in product(rows, (False, True), BLANK):
        answers = {
            answer: row[name]
            for name, answer in FTR56_QUESTIONS.items()
            if blank or row[name] is not None
        }
        mappa: Facts = {}
        if row["mappa"] is not None:
            mappa["level"] = 2 if row["mappa"] else 1
        if row["category_4"] is not None:
            mappa["category"] = 4 if row["category_4"] else 2
        facts = dict(row)
        if blank and reading == "does_not_stand_in_the_way":
            facts |= {name: facts[name] is True for name in FTR56_QUESTIONS}
        given = [
            imprisoned(f"s{i}", terrorism=terrorism, national_security=security)
            for i, (terrorism, security) in enumerate(product(KNOWN, KNOWN))
        ]
        found = calendar(
            given,
            {"blank_answer": reading},
            on=D(2026, 6, 1),
            release={"answers": answers},
            recalls=[{"recalled_on": D(2026, 6, 1)}],
            mappa=mappa,
        )
        assert verdicts(found, "ftr56") == {
            each["sentence_id"]: second.fixed_term_56(
                {
                    **facts,
                    "terrorism": second.either(each["terrorism"], each["national_security"]),
                },
                (*names, "terrorism"),
            )
            for each in given
        }


def test_recalls_end_48_or_56_days_from_the_return_by_each_reading() -> None:
    for reading, (scheme, days, back) in product(
        ("counted", "not_counted"),
        (
            ("ftr48", 48, D(2025, 9, 2)),
            ("ftr48", 48, D(2026, 1, 14)),
            ("ftr56", 56, D(2026, 6, 1)),
            ("ftr56", 56, D(2027, 12, 31)),
        ),
    ):
        recall = {"recalled_on": back, "returned_on": back}
        found = calendar([imprisoned()], {"recall_day": reading}, recalls=[recall], on=back)
        expected = second.recall_ends(back, days, {**DEFAULTS, "recall_day": reading})
        assert date_of(found, f"recall_ends.{scheme}") == expected


def _curfew(
    bars: dict[str, bool | None], high: bool | None, level: int | None, reading: str, *, blank: bool
) -> str:
    answers = {}
    for name, keys in (ELIGIBILITY | SUITABILITY).items():
        for key in keys:
            value = bars[name]
            if value is not None or blank:
                answers[key] = value
    rosh = {} if high is None else {
        f"rosh_{group}_{place}": "very_high" if high and group == "public" else "low"
        for group in ("children", "public", "known_adult", "staff", "prisoners")
        for place in ("community", "custody")
        if (group, place) != ("prisoners", "community")
    }  # fmt: skip
    kept = {"subject": bars["sex-offender-register"]}
    found = calendar(
        [],
        {"blank_answer": reading},
        on=D(2025, 12, 1),
        answers=rosh,
        release={"answers": answers},
        mappa={"category": 2, **({"level": level} if level else {})},
        notification={key: value for key, value in kept.items() if value is not None},
    )
    return verdicts(found, "hdc")[None]


def test_home_detention_curfew_fails_on_risk_and_level_only_together() -> None:
    bars: dict[str, bool | None] = dict.fromkeys((*second.ELIGIBILITY, *second.SUITABILITY), False)
    for high, level in product(KNOWN, (1, 2, 3, None)):
        multi_agency = None if level is None else level > 1
        bars["rosh-and-mappa"] = second.rosh_and_mappa(high, multi_agency)
        assert _curfew(bars, high, level, "cannot_tell", blank=False) == second.curfew(bars)


def test_home_detention_curfew_asks_every_criterion_with_the_same_outcome() -> None:
    rng = random.Random(11)  # noqa: S311
    none: dict[str, bool | None] = dict.fromkeys((*second.ELIGIBILITY, *second.SUITABILITY), False)
    asked = [name for name in none if name != "rosh-and-mappa"]
    rows = [none | {name: known} for name in asked for known in KNOWN]
    rows += [none | {one: True, other: True} for one in asked for other in asked if one < other]
    rows += [none | {name: rng.choice(KNOWN) for name in rng.sample(asked, 3)} for _ in range(150)]
    for row, blank, reading in product(rows, (False, True), BLANK):
        facts = dict(row)
        if blank and reading == "does_not_stand_in_the_way":
            facts |= {name: facts[name] is True for name in (*ELIGIBILITY, *SUITABILITY)}
        assert _curfew(row, False, 1, reading, blank=blank) == second.curfew(facts), row
