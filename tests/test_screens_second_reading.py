"""MST, LDS, OPD and PNI against the second reading: random people, answers missing and all."""

from __future__ import annotations

import csv
import datetime as dt
from functools import cache
from importlib.resources import files
from typing import Any

import numpy as np
import pytest

from riskservice.kit import UNKNOWN
from riskservice.kit.evaluation import FAULTY, NOT_APPLICABLE, NOT_SCORABLE, SCORED
from riskservice.kit.people import answers_of, random_people, row
from tests.screens import BANDS, DYNAMIC, NO_MODEL, STATIC, assessor, inputs_of
from tests.second_reading import official
from tests.second_reading.official_answers import not_yet_18

N = 4_000
TODAY = dt.date(2026, 8, 4)
BOTH = pytest.mark.parametrize("deployed", [True, False], ids=["deployed", "intended"])
MISSING = pytest.mark.parametrize("missing", [0.0, 0.05, 0.3, 0.8])

Columns = dict[str, Any]
Reading = dict[str, Any]


@cache
def listed() -> tuple[int, ...]:
    text = (files("models") / "offence_codes" / "2026.08.csv").read_text(encoding="utf-8")
    return tuple(int(line["code"]) for line in csv.DictReader(text.splitlines()))


def people(key: str, missing: float, seed: int) -> tuple[np.random.Generator, Columns]:
    """Return made-up people whose required answers are mostly there."""
    rng = np.random.default_rng(seed)
    asked = assessor(key).kernel.asked
    columns: Columns = random_people(asked, TODAY, N, rng, missing=missing)
    full: Columns = random_people(asked, TODAY, N, rng)
    for name in (
        "sex", "date_of_birth", "overall_risk_for_assessment", "current_offence_code",
        "highest_risk_level_over_all_assessments", "has_custodial_sentence", "supervision_status",
    ):  # fmt: skip
        if name in columns:
            columns[name] = np.where(rng.random(N) < 0.97, full[name], columns[name])
    return rng, columns


# Maturity and learning ---------------------------------------------------------------------------


def young(rng: np.random.Generator, columns: Columns) -> Columns:
    """Return people of 16 to 27, many on a birthday or the day before one."""
    year = TODAY.year - rng.integers(16, 28, N)
    day = rng.choice(np.array((101, 228, 229, 803, 804, 805, 1231)), N)
    leap = year % 4 == 0
    born = year * 10_000 + np.where((day == 229) & ~leap, 301, day)
    known = columns["date_of_birth"] != UNKNOWN
    return columns | {"date_of_birth": np.where(known, born, UNKNOWN)}


def mst_expected(reading: Reading, inputs: dict[str, Any]) -> tuple[int, float | None]:
    if reading["applicable"] is None and inputs.get("gender") == "FEMALE":
        # A woman is not screened, whatever is missing; the deployed service asks for it first.
        return NOT_APPLICABLE, None
    status = {None: NOT_SCORABLE, False: NOT_APPLICABLE, True: SCORED}[reading["applicable"]]
    return status, reading["score"]


@MISSING
def test_maturity_is_read_as_the_second_time(missing: float) -> None:
    kernel = assessor("mst").kernel
    columns = young(*people("mst", missing, 1))
    block = kernel.block(columns)
    for i in range(N):
        inputs = inputs_of(kernel, row(columns, i))
        reading = official.mst(inputs, deployed=True)
        status, total = mst_expected(reading, inputs)
        assert block.status[i] == status, inputs
        if status == SCORED:
            assert block.total[i] == total, inputs
            assert bool(block.band[i]) == reading["flag"], inputs
    assert set(block.status.tolist()) >= {NOT_APPLICABLE, SCORED if missing < 0.5 else NOT_SCORABLE}


@BOTH
@MISSING
def test_learning_is_read_as_the_second_time(missing: float, deployed: bool) -> None:
    kernel = assessor("lds", deployed=deployed).kernel
    _, columns = people("lds", missing, 2)
    block = kernel.block(columns)
    for i in range(N):
        inputs = inputs_of(kernel, row(columns, i))
        reading = official.lds(inputs, deployed=deployed)
        if is_left_out(reading, block.status[i], inputs, deployed=deployed):
            continue
        kinds = {error["type"] for error in reading["errors"]}
        expected = (
            FAULTY if "MISSING_MANDATORY_INPUT" in kinds else NOT_SCORABLE if kinds else SCORED
        )
        assert block.status[i] == expected, inputs
        if expected == SCORED:
            assert block.total[i] == reading["subtotal"], inputs
            assert block.band[i] == reading["score"], inputs
    assert SCORED in block.status


def is_left_out(reading: Reading, status: int, inputs: dict[str, Any], *, deployed: bool) -> bool:
    """Return whether the corrected rules leave a person out; errors are told of a child too."""
    child = not deployed and not_yet_18(inputs)
    assert (reading["band"] == "NOT_APPLICABLE") <= child
    if child:
        unborn = inputs["date_of_birth"] >= TODAY
        assert status == (FAULTY if unborn else NOT_APPLICABLE), inputs
    else:
        assert status != NOT_APPLICABLE, inputs
    return child


# Personality disorder ----------------------------------------------------------------------------


def offenders(missing: float, seed: int) -> Columns:
    """Return people with listed offences, most of them to be screened."""
    rng, columns = people("opd", missing, seed)
    known = columns["current_offence_code"] != UNKNOWN
    codes = np.where(rng.random(N) < 0.5, 100, rng.choice(np.array(listed()), N))
    columns["current_offence_code"] = np.where(known, codes, UNKNOWN)
    age = rng.integers(10, 30, N)
    silent = columns["age_at_first_sanction"] == UNKNOWN
    columns["age_at_first_sanction"] = np.where(silent, UNKNOWN, age)
    for name in ("domestic_abuse_against_partner", "domestic_abuse_against_family"):
        asked = (columns["evidence_of_domestic_abuse"] == 1) | (rng.random(N) < 0.1)
        columns[name] = np.where(asked, columns[name], UNKNOWN)
    # Some answer no to nearly everything, so that the thresholds are met from both sides.
    calm = rng.random(N) < 0.5
    for name, column in columns.items():
        question = assessor("opd").kernel.asked.get(name)
        if question is not None and question.kind in ("yes_no", "choice") and name not in KEPT:
            none = 1 if name == "does_recognise_impact_of_offending_on_others" else 0
            quiet = calm & (column != UNKNOWN) & (rng.random(N) < 0.6)
            columns[name] = np.where(quiet, none, column)
    return columns


KEPT = (
    "sex", "overall_risk_for_assessment", "highest_risk_level_over_all_assessments",
    "has_custodial_sentence", "is_eligible_for_mappa", "evidence_of_domestic_abuse",
)  # fmt: skip


def opd_expected(reading: Reading) -> tuple[int, str | None]:
    kinds = {error["type"] for error in reading["errors"]}
    if kinds - {"MISSING_MANDATORY_INPUT"}:
        return FAULTY, None
    if not reading["check"]:
        return NOT_SCORABLE, None
    return SCORED, reading["result"].lower()


def in_doubt(inputs: dict[str, Any], reading: Reading) -> bool:
    """
    Whether a woman's result hangs on how excessive violence without violence counts for her.

    The second reading counts 1; the service has one rule for both sexes, which counts 2.
    """
    alone = inputs.get("did_offence_involve_excessive_use_of_violence") is True and not inputs.get(
        "did_offence_involve_violence_or_threat_of_violence"
    )
    return bool(reading["women_score"] == 9 and alone)


@BOTH
@MISSING
def test_personality_is_read_as_the_second_time(missing: float, deployed: bool) -> None:
    bound = assessor("opd", deployed=deployed, as_official=True)
    kernel = bound.kernel
    columns = offenders(missing, 3)
    block = kernel.block(columns)
    doubtful = 0
    for i in range(N):
        inputs = inputs_of(kernel, row(columns, i))
        reading = official.opd(inputs, deployed=deployed)
        if in_doubt(inputs, reading):
            doubtful += 1
            continue
        if is_left_out(reading, block.status[i], inputs, deployed=deployed):
            continue
        status, band = opd_expected(reading)
        assert block.status[i] == status, inputs
        if status == SCORED:
            assert kernel.band_names[block.band[i]] == band, inputs
    assert doubtful < N / 100
    assert {SCORED, *({NOT_SCORABLE} if missing else ())} <= set(block.status.tolist())
    if missing < 0.5:
        assert set(block.band.tolist()) >= {0, 1}


@BOTH
def test_an_override_is_reported_as_the_second_time(deployed: bool) -> None:
    bound = assessor("opd", deployed=deployed, as_official=True)
    columns = offenders(0.05, 4)
    seen = set()
    for i in range(2_000):
        codes = row(columns, i)
        reading = official.opd(inputs_of(bound.kernel, codes), deployed=deployed)
        if reading["result"] != "SCREEN_OUT":
            continue
        outcome = bound.assess(answers_of(bound.kernel.asked, codes), codes, reasons=False)
        assert not isinstance(outcome, tuple)
        asked_for = "override-asked-for" in {notice.code for notice in outcome.notices}
        assert asked_for == (reading["override"] is True)
        seen.add((reading["override"], reading["personality"] is None))
    assert {True, False} <= {override for override, _ in seen}


# Programme need ----------------------------------------------------------------------------------

PERCENTS = {
    "arp": ((0.0, 49.99), (50.0, 74.99), (75.0, 89.99), (90.0, 99.99)),
    "vrp": ((0.0, 29.99), (30.0, 59.99), (60.0, 79.99), (80.0, 99.99)),
    "csrp": ((0.0, 0.99), (1.0, 2.99), (3.0, 6.89), (6.9, 99.99)),
}
NO_PERCENT = 10_000


def results_of_others(rng: np.random.Generator) -> tuple[Columns, list[dict[str, Reading]]]:
    """Return columns of the results PNI reads, and the same as the second reading takes them."""
    columns: Columns = {}
    found: list[dict[str, Any]] = [{} for _ in range(N)]
    there = {key: rng.random(N) < 0.9 for key in BANDS}
    for key, bands in BANDS.items():
        band = rng.choice(len(bands), N, p=np.array((6, 2, 1, 1))[: len(bands)] / (
            9 if len(bands) == 3 else 10))  # fmt: skip
        scored = there[key]
        if key in ("dc_srp", "iic_srp"):
            not_for = rng.random(N) < 0.5
            scored = scored & ~not_for
            columns[f"{key}_band"] = np.where(
                scored, band, np.where(there[key], len(bands), len(bands) + 1)
            )
        else:
            columns[f"{key}_band"] = np.where(scored, band, len(bands) + 1)
        model = np.where(rng.random(N) < 0.5, DYNAMIC, STATIC)
        columns[f"{key}_model"] = np.where(scored, model, NO_MODEL)
        columns[f"{key}_percent"] = np.full(N, NO_PERCENT)
        for i in range(N):
            code = int(columns[f"{key}_band"][i])
            if key in PERCENTS:
                edge = PERCENTS[key][code][int(rng.integers(2))] if scored[i] else None
                found[i][key] = {"score": edge}
                if edge is not None:
                    columns[f"{key}_percent"][i] = round(edge * 100)
            else:
                names = (*(name.upper() for name in bands), "NOT_APPLICABLE", None)
                found[i][key] = {"band": names[code]}
    results = [
        {
            "arp": one["arp"],
            "vrp": one["vrp"],
            "rsr": {
                "score": one["csrp"]["score"],
                "components": {"osp_dc": one["dc_srp"], "osp_iic": one["iic_srp"]},
            },
        }
        for one in found
    ]
    return columns, results


OTHERS = {"ALTERNATIVE", "MODERATE", "HIGH"}
LEVELS = {"NO_PROBLEMS": 0, "SOME_PROBLEMS": 1, "SIGNIFICANT_PROBLEMS": 2}


def _level(total: int) -> int:
    return sum(total >= edge for edge in (3, 6))


def shortcut_in_doubt(inputs: dict[str, Any], reading: Reading) -> bool:
    """
    Whether the need at worst hangs on an answer that gives most points by itself and is missing.

    The second reading fills it in first and so gives most points at once; in the service a missing
    answer counts 2 in the sum, and only a given one gives most points by itself.
    """
    if reading["projected_need_points"] is None:
        return False
    total = reading["projected_need_points"]
    sexual = inputs.get("has_ever_committed_sexual_offence") or inputs.get(
        "is_a_risk_of_sexual_harm"
    )
    interests = "offence_related_sexual_interests"
    if sexual and inputs.get(interests) is None:
        others = ("sexual_preoccupation", "emotional_congruence_with_children")
        summed = 2 + sum(LEVELS[inputs.get(key, "SIGNIFICANT_PROBLEMS")] for key in others)
        total -= 2 - (1 if summed < 4 else 2)
    if inputs.get("pro_criminal_attitudes") is None:
        summed = 2 + LEVELS[inputs.get("hostile_orientation", "SIGNIFICANT_PROBLEMS")]
        total -= 2 - (1 if summed < 3 else 2)
    levels = [
        sum(value >= edge for edge in (3, 6)) for value in (total, reading["projected_need_points"])
    ]
    return levels[0] != levels[1]


@BOTH
@MISSING
def test_programme_need_is_read_as_the_second_time(missing: float, deployed: bool) -> None:
    kernel = assessor("pni", deployed=deployed, as_official=True).kernel
    rng, columns = people("pni", missing, 5)
    read, results = results_of_others(rng)
    columns |= read
    for name in ("sara_risk_to_partner", "sara_risk_to_others"):
        columns[name] = np.where(rng.random(N) < 0.4, UNKNOWN, columns[name])
    block = kernel.block(columns)
    doubtful = 0
    seen = set()
    for i in range(N):
        inputs = inputs_of(kernel, row(columns, i))
        reading = official.pni(inputs, deployed=deployed, results=results[i])
        if is_left_out(reading, block.status[i], inputs, deployed=deployed):
            continue
        if "supervision_status" not in inputs:
            assert block.status[i] == NOT_SCORABLE
            continue
        assert block.status[i] == SCORED
        if shortcut_in_doubt(inputs, reading):
            doubtful += 1
            continue
        pathway = kernel.band_names[block.band[i]].upper()
        assert pathway == reading["pathway"], (inputs, results[i])
        seen.add(reading["pathway"])
    assert doubtful < N / 5
    assert seen >= ({"OMISSION"} if missing else set()) | (OTHERS if missing < 0.5 else set())
