"""Release schemes, their exclusions and tranches against a second reading of the facts."""

from __future__ import annotations

import datetime as dt
import random
from itertools import product

import pytest

from tests.second_reading import clocks_release as second
from tests.second_reading.clock_people import (
    CLEAN,
    DEFAULTS,
    FTR56_QUESTIONS,
    KNOWN,
    SHORT,
    D,
    Facts,
    calendar,
    imprisoned,
    starts,
    verdicts,
)


@pytest.mark.parametrize("on", [D(2024, 12, 15), D(2024, 12, 16), D(2026, 11, 24)])
def test_release_at_forty_per_cent_excludes_the_same_sentences(on: dt.date) -> None:
    rng = random.Random(40)  # noqa: S311
    terms: tuple[Facts | None, ...] = (
        {"years": 4}, {"months": 47, "days": 30}, {"months": 47, "days": 31},
        {"days": 1460}, {"days": 1461}, {"years": 6}, None,
    )  # fmt: skip
    choices: dict[str, tuple[object, ...]] = {
        "sds_plus": KNOWN,
        "sexual": KNOWN,
        "schedule_15": ("violent", "sexual", "neither", None),
        "notifiable": KNOWN,
        "domestic_abuse": KNOWN,
        "controlling_or_coercive": KNOWN,
        "national_security": KNOWN,
        "terrorism": KNOWN,
        "murder": KNOWN,
        "term": terms,
    }
    given: list[Facts] = []
    # Everything alone and in pairs, then several at once.
    pairs = [(one, other) for one in choices for other in choices if one <= other]
    for one, other in pairs:
        for a, b in product(choices[one], choices[other]):
            given.append(imprisoned(f"s{len(given)}", **{one: a, other: b}))
    for _ in range(120):
        fields = {
            name: rng.choice((*options, CLEAN.get(name))) for name, options in choices.items()
        }
        given.append(imprisoned(f"s{len(given)}", **fields))
    for i, out_early in product(range(0, len(given), 250), KNOWN):
        part = given[i : i + 250]
        answers = {} if out_early is None else {"out_on_early_release": out_early}
        found = calendar(part, on=on, release={"answers": answers})
        expected = {
            each["sentence_id"]: second.sds40(each, on=on, out_early=out_early, settings=DEFAULTS)
            for each in part
        }
        assert verdicts(found, "sds40") == expected


def test_a_sentence_under_five_years_is_in_the_first_tranche_by_each_reading() -> None:
    terms: tuple[Facts, ...] = (
        {"months": 59, "days": 30}, {"months": 59, "days": 31}, {"years": 5},
        {"years": 5, "days": 1}, {"days": 1825}, {"days": 1826}, {"days": 1827}, {"weeks": 260},
        {"weeks": 261}, {"months": 59}, {"months": 60}, {"days": 1}, {"years": 20},
    )  # fmt: skip
    days = (D(2023, 3, 1), D(2024, 2, 29), D(2024, 9, 9), D(2024, 9, 10), D(2024, 9, 11))
    given = [
        imprisoned(f"s{i}", day, term=term) for i, (day, term) in enumerate(product(days, terms))
    ]
    for reading, short in product(
        ("first_tranche", "by_length"), ("days_from_sentence", "calendar_months")
    ):
        readings = {"sds40_new_sentences": reading, "short_terms": short}
        answers = {"out_on_early_release": False}
        found = calendar(given, readings, release={"answers": answers}, on=D(2025, 1, 1))
        assert starts(found, "sds40") == {
            each["sentence_id"]: second.sds40_tranche(each, {**DEFAULTS, **readings})
            for each in given
        }


def test_every_tranche_of_progression_and_of_the_56_day_recall_starts_one_day_either_side() -> None:
    edges = [most for most, _ in (*second.PROGRESSION, *second.FTR56) if most is not None]
    terms: list[Facts] = [{"days": most + step} for most in edges for step in (-1, 0, 1)]
    # The same lengths in years, months and days, from a leap day and from the end of a month.
    terms += [
        {"months": most // 31, "days": most % 31 + step}
        for most in edges
        for step in range(-2, 25, 3)
    ]
    terms = [term for term in terms if min(term.values()) >= 0]
    for day, short_month in product((D(2024, 2, 29), D(2023, 8, 31)), SHORT):
        readings = {"short_month": short_month}
        settings = {**DEFAULTS, **readings}
        given = [imprisoned(f"s{i}", day, term=term) for i, term in enumerate(terms)]
        answers = {"recalled": False, **dict.fromkeys(FTR56_QUESTIONS.values(), False)}
        found = calendar(given, readings, release={"answers": answers}, on=D(2026, 11, 24))
        assert starts(found, "progression") == {
            each["sentence_id"]: second.tranche(each, second.PROGRESSION, settings)
            for each in given
        }
        recall = {"recalled_on": D(2026, 6, 1), "for_new_charge": False}
        found = calendar(
            given,
            readings,
            release={"answers": answers},
            recalls=[recall],
            mappa={"level": 1, "category": 2},
            on=D(2026, 11, 24),
        )
        assert starts(found, "ftr56") == {
            each["sentence_id"]: second.tranche(each, second.FTR56, settings) for each in given
        }


def test_terms_that_follow_one_another_share_a_tranche_by_their_total_or_each_by_its_own() -> None:
    for most, step in product((574, 882, 1162, 1561, 2121, 2758, 3283, 3654, 4396), (-1, 0, 1)):
        one = imprisoned("a", term={"days": 300})
        other = imprisoned("b", term={"days": most + step - 300}, consecutive_to="a")
        whole = {**one, "term": {"days": most + step}}
        for reading in ("consecutive_total", "sentence"):
            found = calendar(
                [one, other],
                {"tranche_length": reading},
                release={"answers": {"recalled": False}},
                on=D(2026, 11, 24),
            )
            total = second.tranche(whole, second.PROGRESSION, DEFAULTS)
            alone = {
                each["sentence_id"]: second.tranche(each, second.PROGRESSION, DEFAULTS)
                for each in (one, other)
            }
            expected = {"a": total, "b": total} if reading == "consecutive_total" else alone
            assert starts(found, "progression") == expected


def test_the_exclusion_of_one_sentence_is_not_that_of_another() -> None:
    served = imprisoned("served", D(2020, 1, 1), sexual=True, served=True, notifiable=True)
    after = imprisoned("after", D(2020, 1, 1), consecutive_to="served")
    answers = {"out_on_early_release": False}
    found = calendar([served, after], release={"answers": answers}, on=D(2024, 9, 10))
    assert verdicts(found, "sds40") == {"served": "excluded", "after": "eligible"}
    assert "served-sentence-excluded" in {each.key for each in found.findings}


def test_progression_excludes_the_same_sentences() -> None:
    given = []
    for disposal, today, excluded in product(
        ("imprisonment", "youth_detention", "section_250", "extended", None), KNOWN, KNOWN
    ):
        fields = {"sds_plus_if_sentenced_today": today, "excluded_from_progression": excluded}
        given.append({**imprisoned(f"s{len(given)}", **fields), "disposal": disposal})
    for recalled in KNOWN:
        answers = {} if recalled is None else {"recalled": recalled}
        found = calendar(given, release={"answers": answers}, on=D(2026, 11, 24))
        assert verdicts(found, "progression") == {
            each["sentence_id"]: second.progression(each, recalled=recalled) for each in given
        }


def test_no_scheme_reaches_anybody_before_its_day() -> None:
    schemes = {
        "sds40": second.SDS40_FIRST,
        "ftr_under_12_months": second.FTR12_FROM,
        "ftr48": second.FTR48_FROM,
        "ftr56": second.FTR56_FROM,
        "progression": second.PROGRESSION[0][1],
    }
    for key, first in schemes.items():
        for step in (-1, 0):
            day = first + dt.timedelta(step)
            recall = {"recalled_on": day} if key.startswith("ftr") else None
            found = calendar(
                [imprisoned(term={"months": 6})],
                on=day,
                recalls=[recall] if recall else [],
            )
            assert (verdicts(found, key)["s"] == "not in force") is (step < 0)
