"""Our response beside the second reading's, field by field and in order, whatever the message."""

import csv
import datetime as dt
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest

from riskservice.official import DEPLOYED
from tests.official.answering import CORRECTED, answer, compared, expected, official_of_ten
from tests.official.people import Inputs, person
from tests.second_reading import official
from tests.test_official_second_reading import (
    EXPECTED_COLUMNS,
    dynamic_inputs,
    golden_rows,
    static_inputs,
)
from tests.test_screens_second_reading import in_doubt, shortcut_in_doubt

ROWS = Path(__file__).parents[3] / "shared" / "data" / "official_rows.csv"
WHOLE = [row for row in golden_rows() if "components" not in row]
DISPUTED = [row for row in WHOLE if row["name"].startswith("rule ")]
NAMES = {"arp": "allPredictor", "vrp": "violentPredictor", "snsv": "seriousViolentPredictor"}
BATCH = 500


def official_inputs(row: dict[str, Any]) -> Inputs:
    """Inputs of a golden row that the official request has a field for."""
    return {"assessment_date": dt.date(2025, 1, 1), **row["inputs"]}


def undoubted(inputs: Inputs, found: list[str]) -> list[str]:
    """Differences but for the two places in which the second reading itself is in doubt."""
    doubts = set()
    if in_doubt(inputs, official.opd(inputs, deployed=True)):
        doubts.add("/opd")
    if shortcut_in_doubt(inputs, official.suite(inputs, deployed=True)["pni"]):
        doubts.add("/pni")
    return [each for each in found if each[:4] not in doubts]


def test_the_empty_request() -> None:
    assert compared({}) == []


def test_golden_vector_1() -> None:
    row = next(row for row in golden_rows() if row["name"].startswith("vector 1, all"))
    assert row["deployed"]
    assert compared(official_inputs(row)) == []
    predictors = answer(official_inputs(row))["actuarialPredictors"]
    assert predictors["allPredictor"]["output"] == {"band": "MEDIUM", "score": 62.62}
    assert predictors["violentPredictor"]["output"] == {"band": "LOW", "score": 25.43}
    assert predictors["seriousViolentPredictor"]["output"] == {"band": "MEDIUM", "score": 1.08}
    assert predictors["seriousPredictor"]["output"]["overallScore"] == 16.7
    terms = row["expect"]["arp"]["feature_values"]
    found = predictors["allPredictor"]["featureValues"]
    assert list(found) == list(terms)
    assert {key: Decimal(str(value)) for key, value in found.items()} == terms


@pytest.mark.parametrize("row", [pytest.param(row, id=row["name"]) for row in WHOLE])
def test_every_golden_row(row: dict[str, Any]) -> None:
    if "assessment_date" in row["inputs"] or row in DISPUTED:
        inputs = official_inputs(row)
        assert undoubted(inputs, compared(inputs)) == []


@pytest.mark.parametrize("start", range(0, 3_000, BATCH))
def test_three_thousand_invented_people(start: int) -> None:
    for seed in range(start, start + BATCH):
        inputs = person(seed)
        found = compared(inputs)
        if found:
            assert undoubted(inputs, found) == [], seed


def test_the_invented_people_meet_every_kind_of_answer() -> None:
    types: set[str] = set()
    outcomes: set[tuple[str, str | None]] = set()
    for seed in range(3_000):
        response = expected(person(seed))
        for name, result in response["actuarialPredictors"].items():
            outcomes.add((name, result["output"]["band"]))
            types |= {error["type"] for error in result["validationErrors"]}
        for name in ("lds", "mst", "opd", "pni"):
            types |= {error["type"] for error in response[name]["validationError"]}
    assert len(types) == 23
    bands = {"LOW", "MEDIUM", "HIGH", "VERY_HIGH", None}
    for name in (*NAMES.values(), "directContactSexualPredictor", "seriousPredictor"):
        assert {band for key, band in outcomes if key == name} >= bands, name


CORRECTED_ALIKE = ("allPredictor", "violentPredictor", "seriousViolentPredictor")


def test_under_the_corrected_rules_too() -> None:
    """Where this project's rules are those the second reading calls intended."""
    for seed in range(0, 3_000, 3):
        inputs = person(seed)
        places = tuple(f"/actuarialPredictors/{name}" for name in CORRECTED_ALIKE)
        found = [
            each
            for each in compared(inputs, deployed=False)
            if each.startswith((*places, "/lds", "/mst"))
        ]
        assert found == [], seed


def test_a_child_has_no_score_under_the_corrected_rules_and_one_under_the_deployed() -> None:
    girl = {
        **static_person(),
        "gender": "FEMALE",
        "date_of_birth": dt.date(2008, 1, 1),
        "date_of_current_conviction": dt.date(2024, 6, 1),
        "date_at_start_of_followup": dt.date(2024, 7, 1),
        "age_at_first_sanction": 14,
        "supervision_status": "COMMUNITY",
        "has_ever_committed_sexual_offence": True,
        "date_of_most_recent_sexual_offence": dt.date(2024, 1, 1),
        "is_current_offence_against_victim_stranger": False,
        "total_contact_adult_sexual_sanctions": 1,
        "total_contact_child_sexual_sanctions": 0,
        "total_non_contact_sexual_offences": 0,
        "total_indecent_image_sanctions": 0,
    }
    combined = (*NAMES.values(), "seriousPredictor")
    predictors = answer(girl)["actuarialPredictors"]
    corrected = answer(girl, CORRECTED)["actuarialPredictors"]
    for name in combined:
        assert predictors[name]["output"]["band"] not in {None, "NOT_APPLICABLE"}, name
        assert corrected[name]["output"]["band"] == "NOT_APPLICABLE", name
        figures = corrected[name]["output"]
        assert figures.get("score") is None, name
        assert figures.get("overallScore") is None, name
        assert corrected[name]["validationErrors"] == [], name


@pytest.mark.skipif(not ROWS.is_file(), reason="the published rows lie beside the repository")
def test_every_usable_published_row() -> None:
    with ROWS.open(encoding="utf-8", newline="") as file:
        rows = [row for row in csv.DictReader(file) if row["offence_code_retired"] != "1"]
    assert len(rows) == 107
    for row in rows:
        for kind, inputs in (("STATIC", static_inputs(row)), ("DYNAMIC", dynamic_inputs(row))):
            predictors = answer(inputs)["actuarialPredictors"]
            for key, name in NAMES.items():
                percent = (Decimal(row[EXPECTED_COLUMNS[key, kind]]) * 100).quantize(
                    Decimal("0.01"), rounding=ROUND_HALF_UP
                )
                assert predictors[name]["type"] == kind, row["id"]
                assert Decimal(str(predictors[name]["output"]["score"])) == percent, row["id"]


def test_an_age_no_table_has_is_scored_with_the_same_terms() -> None:
    """The deployed service scores SNSV at any age; our tables end at 129."""
    seen = set()
    for years in (110, 129, 130, 150, 200, 300, 7_000):
        inputs = {
            **static_person(),
            "date_at_start_of_followup": dt.date(1990 + years, 6, 1),
        }
        assert compared(inputs) == [], years
        violent = answer(inputs)["actuarialPredictors"]["seriousViolentPredictor"]
        seen.add(violent["output"]["band"])
    assert None not in seen


def test_a_conviction_at_the_end_of_time_breaks_nothing() -> None:
    inputs = {
        **static_person(),
        "assessment_date": dt.date(9999, 12, 31),
        "date_of_birth": dt.date(1, 1, 1),
        "date_of_current_conviction": dt.date(9999, 1, 1),
        "date_at_start_of_followup": None,
    }
    predictors = answer(inputs)["actuarialPredictors"]
    for name in ("allPredictor", "violentPredictor"):
        types = [error["type"] for error in predictors[name]["validationErrors"]]
        assert types == ["UNEXPECTED_ERROR"]
    assert predictors["seriousViolentPredictor"]["output"]["band"] == "LOW"


def static_person() -> Inputs:
    return {
        "assessment_date": dt.date(2025, 10, 3),
        "gender": "MALE",
        "date_of_birth": dt.date(1990, 6, 1),
        "date_of_current_conviction": dt.date(2020, 6, 1),
        "age_at_first_sanction": 18,
        "total_number_of_sanctions_for_all_offences": 7,
        "total_number_of_violent_sanctions": 2,
        "current_offence_code": "02700",
    }


def test_the_same_tables_are_bound_once() -> None:
    suites = official_of_ten()._suites
    before = len(suites)
    for day in range(1, 28):
        answer({"assessment_date": dt.date(2026, 3, day)})
    assert len(suites) <= before + 1
    assert DEPLOYED == "hmpps-2026.08"
