"""The probation tier and its predecessor, against the second reading and by hand."""

from __future__ import annotations

import datetime as dt
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import pytest

from instruments import tier, tier_2
from riskservice.kit import UNKNOWN, Kernel, NotApplicable, NotScorable, Outcome, Scored, tables
from riskservice.kit.account import InstrumentAssessor
from riskservice.kit.assessors import bind
from riskservice.kit.dates import pack
from riskservice.kit.evaluation import NOT_APPLICABLE, NOT_SCORABLE, SCORED
from tests.second_reading import tier as second
from tests.second_reading.official_sexual import dc_probability

Codes = dict[str, int]
Case = dict[str, Any]

BANDS = ("low", "medium", "high", "very_high")
MODELS = ("dynamic", "static", "none")
NEITHER = {"band": len(BANDS) + 1, "percent": 10_000, "model": MODELS.index("none")}
TODAY = dt.date(2026, 9, 1)
CATEGORIES = ("none", "category_1", "category_2", "category_3", "category_4")
SECOND_STEPS = (
    "arp_csrp",
    "dc_srp",
    "mappa_rosh",
    "life_or_ipp",
    "domestic_abuse",
    "stalking",
    "child_protection",
    "ever_sexual_offence",
)
FLAGS = {
    "domestic_abuse": "domestic_abuse_flag",
    "stalking": "stalking_flag",
    "child_protection": "child_protection_flag",
    "ever_sexual_offence": "ever_sexual_offence",
}


DOES_NOT_APPLY = len(BANDS)


@cache
def assessor(module: Any, name: str, version: str) -> InstrumentAssessor:
    definition = getattr(module, name)
    root = files("models")
    found, faults = tables.load(root / definition.key, root)
    assert not faults
    table = next(t for t in found if t.version == version)
    bound = bind(definition, table, reads=dict.fromkeys(definition.reads, BANDS))
    assert isinstance(bound, InstrumentAssessor)
    return bound


def read(key: str, **columns: int) -> Codes:
    return {f"{key}_{name}": code for name, code in {**NEITHER, **columns}.items()}


def _percentage(rng: np.random.Generator, edges: tuple[int, ...]) -> int:
    """Hundredths of a per cent, often on or beside an edge."""
    if rng.random() < 0.5:
        edge = int(rng.choice(edges)) + int(rng.integers(-1, 2))
        return min(max(edge, 0), 9999)
    return int(rng.integers(0, 10_000))


def _dc_srp(rng: np.random.Generator, *, without_csrp: bool) -> tuple[Codes, Case]:
    if rng.random() < 0.3:
        # Where DC-SRP is not known CSRP is not either: it is made of it.
        if without_csrp and rng.random() < 0.5:
            return read("dc_srp"), {"dc_srp_missing": True}
        return read("dc_srp", band=DOES_NOT_APPLY), {}
    points = int(rng.integers(0, 65))
    percent = 0 if points == 0 else round(float(dc_probability(points)) * 10_000)
    place = sum(points >= edge for edge in (22, 30, 36))
    reduced = bool(place and rng.random() < 0.5)
    band = place - reduced
    case = {
        "dc_srp_band": BANDS[band].upper(),
        "dc_srp_percent": percent / 100,
        "dc_srp_reduced": reduced,
    }
    return read("dc_srp", band=band, percent=percent, model=0), case


@cache
def people(n: int, seed: int) -> list[tuple[Codes, Case]]:
    """Return made-up people as codes and as the second reading takes them."""
    rng = np.random.default_rng(seed)
    found = []
    for _ in range(n):
        codes: Codes = {"on": pack(TODAY), "date_of_birth": UNKNOWN}
        case: Case = {"on": TODAY}
        if rng.random() < 0.8:
            # Often 18 on the day, a day before it or a day after.
            born = TODAY.replace(year=TODAY.year - int(rng.choice((17, 18, 19, 40))))
            case["date_of_birth"] = born + dt.timedelta(days=int(rng.integers(-1, 2)))
            codes["date_of_birth"] = pack(case["date_of_birth"])
        for key, edges in (
            ("arp", (0, 1500, 2500, 5000, 7500, 9000)),
            ("csrp", (0, 50, 100, 300, 690)),
        ):
            model = int(rng.choice(3, p=(0.5, 0.3, 0.2)))
            columns = {}
            if MODELS[model] != "none":
                percent = _percentage(rng, edges)
                columns = {"band": 0, "percent": percent, "model": model}
                case[f"{key}_percent"] = percent / 100
                case[f"{key}_type"] = MODELS[model].upper()
            codes |= read(key, **columns)
        dc_codes, dc_case = _dc_srp(rng, without_csrp="csrp_percent" not in case)
        codes |= dc_codes
        case |= dc_case
        codes |= read("rosh")
        if rng.random() < 0.7:
            level = int(rng.integers(0, 4))
            codes |= read("rosh", band=level, model=0)
            case["rosh"] = BANDS[level].upper()
        category = int(rng.choice(5, p=(0.6, 0.1, 0.1, 0.1, 0.1)))
        codes["mappa_category"] = category
        if category:
            case["mappa_category"] = CATEGORIES[category]
        for name, key in FLAGS.items():
            answer = int(rng.choice((0, 1, UNKNOWN), p=(0.7, 0.15, 0.15)))
            codes[key] = answer
            case[name] = answer == 1
        case["life_or_ipp"] = bool(rng.random() < 0.3)
        codes["life_or_ipp_sentence"] = int(case["life_or_ipp"])
        codes["released_on"] = UNKNOWN
        if rng.random() < 0.8:
            anniversary = TODAY.replace(year=TODAY.year - int(rng.integers(0, 8)))
            day = anniversary + dt.timedelta(days=int(rng.choice((-30, -1, 0, 1, 30))))
            codes["released_on"] = pack(day)
            case["released_on"] = day
        active = int(rng.choice((0, 1, UNKNOWN), p=(0.05, 0.75, 0.2)))
        codes["active_event"] = active
        case["active_event"] = active != 0
        found.append((codes, case))
    return found


def block_of(kernel: Kernel, rows: list[Codes]) -> Any:
    return kernel.block({key: np.array([row[key] for row in rows]) for key in rows[0]})


@pytest.mark.parametrize("intended", [True, False])
def test_the_tier_is_that_of_the_second_reading(intended: bool) -> None:
    kernel = assessor(tier, "INSTRUMENT", "2026.1" if intended else "2026.1-hmpps").kernel
    everyone = people(15_000, seed=11)
    block = block_of(kernel, [codes for codes, _ in everyone])
    for i, (_, case) in enumerate(everyone):
        expected = second.tier_v3(case, intended=intended)["tier"]
        if expected in {"MISSING", "NOT_SUPERVISED", "NOT_AN_ADULT"}:
            status = NOT_SCORABLE if expected == "MISSING" else NOT_APPLICABLE
            assert block.status[i] == status, case
        else:
            assert block.status[i] == SCORED, case
            assert kernel.band_names[block.band[i]] == expected.lower(), case


def test_every_step_and_every_doubt_is_said() -> None:
    bound = assessor(tier, "INSTRUMENT", "2026.1")
    seen = set()
    for codes, case in people(2_000, seed=12):
        reading = second.tier_v3(case)
        outcome = bound.assess({}, codes)
        if reading["provisional"] is None:
            assert isinstance(outcome, NotApplicable | NotScorable)
            continue
        assert isinstance(outcome, Scored)
        expected = [reading["steps"][step] for step in SECOND_STEPS]
        said = [item.why for item in outcome.items]
        assert said == [f"Tier {t}" if t else "No tier from this step" for t in expected]
        doubts = {notice.code for notice in outcome.notices if "provisional" in notice.code}
        seen |= doubts
        unknown = {"rosh" if code == "provisional-rosh" else "arp_csrp" for code in doubts}
        assert unknown == set(reading["unknown"]), case
    assert seen == {"provisional-missing", "provisional-static", "provisional-rosh"}


NOTHING: Codes = {
    "on": pack(TODAY),
    **read("arp"),
    **read("csrp"),
    **read("dc_srp"),
    **read("rosh"),
    **dict.fromkeys(
        (
            "date_of_birth",
            "active_event",
            "mappa_category",
            "life_or_ipp_sentence",
            "released_on",
            *FLAGS.values(),
        ),
        UNKNOWN,
    ),
}


def outcome_of(**codes: int) -> Outcome:
    outcome = assessor(tier, "INSTRUMENT", "2026.1").assess({}, NOTHING | codes)
    assert not isinstance(outcome, tuple)
    return outcome


# By hand, from the published rules of the tier service.
DC_SRP = [
    (0, 0, None),
    (0, 50, "e"),
    (1, 60, "d"),
    (1, 96, "d"),
    (1, 112, "c"),
    (1, 180, "c"),
    (1, 211, "d"),
    (1, 288, "d"),
    (1, 336, "c"),
    (1, 457, "c"),
    (2, 457, "b"),
    (2, 531, "b"),
    (3, 531, "a"),
]


@pytest.mark.parametrize(("band", "percent", "expected"), DC_SRP)
def test_a_reduced_medium_is_told_by_its_percentage(
    band: int, percent: int, expected: str | None
) -> None:
    outcome = outcome_of(**read("dc_srp", band=band, percent=percent, model=0))
    assert outcome.band == expected


def test_very_high_harm_under_mappa_forces_a_without_any_score() -> None:
    outcome = outcome_of(**read("rosh", band=3, model=0), mappa_category=1)
    assert outcome.band == "a"
    assert not any("provisional" in notice.code for notice in outcome.notices)


def test_one_known_score_keeps_its_floor() -> None:
    outcome = outcome_of(**read("csrp", band=3, percent=690, model=0))
    assert outcome.band == "b"
    assert "provisional-missing" in {notice.code for notice in outcome.notices}


def test_a_dc_srp_that_could_be_very_high_leaves_the_tier_provisional() -> None:
    known = {**read("arp", percent=1685, model=0), "life_or_ipp_sentence": 1}
    known |= {"released_on": pack(TODAY - dt.timedelta(days=30))}
    missing = outcome_of(**known)
    assert missing.band == "b"
    assert "provisional-missing" in {notice.code for notice in missing.notices}
    without = outcome_of(**known, **read("dc_srp", band=DOES_NOT_APPLY))
    assert without.band == "b"
    assert not any("provisional" in notice.code for notice in without.notices)


def test_nothing_known_is_no_tier() -> None:
    outcome = outcome_of()
    assert isinstance(outcome, NotScorable)
    assert {missing.question for missing in outcome.missing} == {"arp_percent", "csrp_percent"}


def test_the_year_after_a_release_on_a_leap_day_ends_on_28_february() -> None:
    # The published rule goes back a year from the day; the second reading goes forward to 1 March.
    bound = assessor(tier, "INSTRUMENT", "2026.1")
    codes = NOTHING | {"life_or_ipp_sentence": 1, "released_on": pack(dt.date(2024, 2, 29))}
    tiers = [
        bound.assess({}, codes | {"on": pack(day)}).band  # type: ignore[union-attr]
        for day in (dt.date(2025, 2, 28), dt.date(2025, 3, 1))
    ]
    assert tiers == ["b", "d"]


# The superseded scheme ---------------------------------------------------------------------------

NEEDS = {
    "accommodation": "accommodation_need",
    "education_training_employment": "education_training_employment_need",
    "relationships": "relationships_need",
    "lifestyle_and_associates": "lifestyle_and_associates_need",
    "drugs": "drugs_need",
    "alcohol": "alcohol_need",
    "thinking_and_behaviour": "thinking_and_behaviour_need",
    "attitudes": "attitudes_need",
}
WOMEN = {
    "parenting": "parenting_responsibilities",
    "self_control": "poor_self_control",
    "breach_or_recall": "breach_or_recall",
}


def test_protect_is_that_of_the_second_reading() -> None:
    rng = np.random.default_rng(13)
    rows, cases = [], []
    for _ in range(10_000):
        case: Case = {"sex": str(rng.choice(("MALE", "FEMALE")))}
        codes: Codes = {
            "on": pack(TODAY), "sex": int(case["sex"] == "FEMALE"), "active_event": UNKNOWN,
            **read("csrp"), **read("rosh"),
        }  # fmt: skip
        if rng.random() < 0.8:
            percent = _percentage(rng, (300, 700))
            codes |= read("csrp", band=0, percent=percent, model=int(rng.integers(0, 2)))
            case["rsr_percent"] = percent / 100
        if rng.random() < 0.8:
            level = int(rng.integers(0, 4))
            codes |= read("rosh", band=level, model=0)
            case["rosh"] = BANDS[level].upper()
        codes["mappa_level"] = int(rng.integers(0, 4))
        case["mappa_level"] = codes["mappa_level"] or None
        codes["complexity_factors"] = case["complexity_factors"] = int(rng.integers(0, 11))
        for name, key in WOMEN.items():
            codes[key] = int(rng.integers(0, 2))
            case[name] = codes[key] == 1
        rows.append(codes)
        cases.append(case)
    kernel = assessor(tier_2, "PROTECT", "2025.1").kernel
    block = block_of(kernel, rows)
    for i, case in enumerate(cases):
        reading = second.tier_v2(case)
        assert block.total[i] == reading["protect_points"], case
        assert kernel.band_names[block.band[i]] == reading["protect"].lower(), case


def test_change_is_that_of_the_second_reading() -> None:
    rng = np.random.default_rng(14)
    rows, cases = [], []
    for _ in range(10_000):
        case: Case = {
            "mandate": bool(rng.random() < 0.9),
            "assessment": bool(rng.random() < 0.9),
            "iom": bool(rng.random() < 0.3),
            "needs": {},
        }
        codes: Codes = {
            "on": pack(TODAY), "has_mandate": int(case["mandate"]),
            "has_assessment": int(case["assessment"]),
            "integrated_offender_management": int(case["iom"]), **read("ogrs3"),
        }  # fmt: skip
        for name, key in NEEDS.items():
            codes[key] = UNKNOWN
            if case["assessment"]:
                codes[key] = case["needs"][name] = int(rng.integers(0, 3))
        if rng.random() < 0.8:
            case["ogrs_percent"] = int(rng.integers(1, 100))
            codes |= read("ogrs3", band=0, percent=100 * case["ogrs_percent"], model=0)
        rows.append(codes)
        cases.append(case)
    kernel = assessor(tier_2, "CHANGE", "2025.1").kernel
    block = block_of(kernel, rows)
    for i, case in enumerate(cases):
        reading = second.tier_v2(case)
        assert kernel.band_names[block.band[i]] == reading["tier"][1], case
        if reading["change_points"] is not None:
            assert block.total[i] == reading["change_points"], case
