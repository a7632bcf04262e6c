"""The second reading of the predictors: published vectors, published rows, golden rows."""

from __future__ import annotations

import csv
import tomllib
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.second_reading import legacy, official, tier
from tests.second_reading.answers import whole_years
from tests.second_reading.legacy_numbers import SNSV_OFFENCE_2018, SNSV_OFFENCE_2025
from tests.second_reading.official_answers import CODES
from tests.second_reading.official_sexual import dc_probability

Row = dict[str, Any]

GOLDEN = Path(__file__).parent / "golden" / "official"
PUBLISHED_ROWS = Path(__file__).parents[2] / "shared" / "data" / "official_rows.csv"

LEVELS = ("NO_PROBLEMS", "SOME_PROBLEMS", "SIGNIFICANT_PROBLEMS")
MOTIVATION = ("FULL_MOTIVATION", "PARTIAL_MOTIVATION", "NO_MOTIVATION")
RELATIONSHIP = {
    "1": "IN_RELATIONSHIP_LIVING_TOGETHER",
    "2": "IN_RELATIONSHIP_NOT_LIVING_TOGETHER",
    "3": "NOT_IN_RELATIONSHIP",
}
LEVEL_COLUMNS = {
    "three_point_four": "suitability_of_accommodation",
    "six_point_four": "current_relationship_with_partner",
    "seven_point_two": "regular_offending_activities",
    "nine_point_one": "current_alcohol_use_problems",
    "nine_point_two": "excessive_alcohol_use",
    "eleven_point_two": "impulsivity_problems",
    "eleven_point_four": "temper_control",
    "twelve_point_one": "pro_criminal_attitudes",
}
DRUG_COLUMNS = {
    "heroin": "has_heroin_usage",
    "methadone": "has_methadone_usage",
    "other_opiate": "has_other_opiate_usage",
    "crack_cocaine": "has_crack_cocaine_usage",
    "powder_cocaine": "has_powder_cocaine_usage",
    "misused_prescribed": "has_misused_prescription_drug_usage",
    "benzodiazipines": "has_benzodiazepines_usage",
    "cannabis": "has_cannabis_usage",
    "steroids": "has_steroids_usage",
    "other_drugs": "has_other_drugs_usage",
    "ketamine": "has_ketamine_usage",
    "spice": "has_spice_usage",
    "hallucinogens": "has_hallucinogens_usage",
    "solvents": "has_solvents_usage",
}
CONVICTION_COLUMNS = {
    "homicide": "HOMICIDE",
    "gbh": "WOUNDING_GBH",
    "kidnap": "KIDNAPPING",
    "firearms": "FIREARMS",
    "robbery": "ROBBERY",
    "aggravated_burglary": "AGGRAVATED_BURGLARY",
    "weapons_not_firearms": "WEAPON",
    "criminal_damage": "CRIMINAL_DAMAGE",
    "arson": "ARSON",
}
EXPECTED_COLUMNS = {
    ("arp", "STATIC"): "all_brief_predictions",
    ("arp", "DYNAMIC"): "all_extended_predictions",
    ("vrp", "STATIC"): "violence_brief_predictions",
    ("vrp", "DYNAMIC"): "violence_extended_predictions",
    ("snsv", "STATIC"): "serious_violence_brief_predictions",
    ("snsv", "DYNAMIC"): "serious_violence_extended_predictions",
}


def golden_rows() -> list[Row]:
    return [
        row
        for file in sorted(GOLDEN.glob("*.toml"))
        for row in tomllib.loads(file.read_text(encoding="utf-8"), parse_float=Decimal)["row"]
    ]


def read(name: str, row: Row) -> Row:
    inputs = row["inputs"]
    if name == "ogrs3_published":
        return legacy.ogrs3(inputs, weights="published")
    if name == "rsr" and "components" in row:
        return official.rsr(inputs, deployed=row["deployed"], components=row["components"])
    result: Row = getattr(official, name)(inputs, deployed=row["deployed"])
    return result


def as_decimal(value: object) -> object:
    """A float as the decimal it is printed as; everything else as it is."""
    if isinstance(value, float):
        return Decimal(str(value))
    return value


@pytest.mark.parametrize("row", [pytest.param(row, id=row["name"]) for row in golden_rows()])
def test_second_reading_agrees_with_golden_row(row: Row) -> None:
    for name, expectation in row["expect"].items():
        reading = read(name, row)
        expect = dict(expectation)
        tolerance = expect.pop("tolerance", None)
        for key in expect.pop("none", ()):
            assert reading[key] is None, (name, key)
        for key, expected in expect.items():
            found = as_decimal(reading[key])
            if tolerance is not None:
                assert abs(found - expected) <= tolerance, (name, key)
            else:
                assert found == expected, (name, key)


def test_golden_rows_have_names_origins_and_the_official_order_of_terms() -> None:
    rows = golden_rows()
    names = [row["name"] for row in rows]
    assert len(names) == len(set(names))
    for row in rows:
        assert row["origin"].strip(), row["name"]
        for name, expect in row["expect"].items():
            if "feature_values" in expect:
                found = read(name, row)["feature_values"]
                assert list(found) == list(expect["feature_values"]), (row["name"], name)


def test_every_disputed_rule_has_both_results() -> None:
    rows = tomllib.loads((GOLDEN / "disputed.toml").read_text(encoding="utf-8"))["row"]
    rules = {str(n) for n in range(1, 15)} | {"A", "B"}
    for deployed in (True, False):
        seen = {
            row["name"].removeprefix("rule ").split(":")[0]
            for row in rows
            if row["deployed"] is deployed
        }
        assert seen == rules


def test_points_give_the_published_percentages() -> None:
    # Rules of August 2026, section 15, vector 2; the last two to three digits.
    printed = {
        5: "0.04",
        10: "0.09",
        15: "0.20",
        21: "0.51",
        22: "0.60",
        25: "0.96",
        26: "1.12",
        29: "1.80",
        30: "2.11",
        32: "2.88",
        33: "3.36",
        35: "4.57",
        36: "5.31",
        40: "9.61",
        50: "34.5",
        64: "83.1",
    }
    for points, percent in printed.items():
        step = Decimal(percent.replace(percent.split(".")[0], "0", 1))
        places = Decimal(1).scaleb(step.as_tuple().exponent)
        found = (dc_probability(points) * 100).quantize(places, rounding=ROUND_HALF_UP)
        assert found == Decimal(percent), points


def static_inputs(row: Row) -> Row:
    born = date.fromisoformat(row["dob"])
    return {
        "assessment_date": date(2025, 10, 3),
        "date_of_birth": born,
        "gender": {"M": "MALE", "F": "FEMALE"}[row["gender"]],
        "current_offence_code": row["offence_code"],
        "total_number_of_sanctions_for_all_offences": int(row["total_sanctions_count"]),
        "total_number_of_violent_sanctions": int(row["total_violent_sanctions"]),
        "age_at_first_sanction": whole_years(born, date.fromisoformat(row["first_sanction_date"])),
        "date_of_current_conviction": date.fromisoformat(row["last_sanction_date"]),
        "date_at_start_of_followup": date.fromisoformat(row["community_date"]),
    }


def dynamic_inputs(row: Row) -> Row:
    inputs = static_inputs(row)
    inputs["did_offence_involve_carrying_or_using_weapon"] = row["two_point_two"] == "1"
    inputs["is_unemployed"] = {"0": False, "2": True}[row["four_point_two"]]
    inputs["evidence_of_domestic_abuse"] = row["six_point_seven"] == "1"
    inputs["current_relationship_status"] = RELATIONSHIP[row["six_point_eight"]]
    inputs["motivation_to_tackle_drug_misuse"] = MOTIVATION[int(row["eight_point_eight"])]
    for column, key in LEVEL_COLUMNS.items():
        inputs[key] = LEVELS[int(row[column])]
    for column, key in DRUG_COLUMNS.items():
        inputs[key] = row[column] == "Y"
    inputs["previous_convictions"] = [
        kind for column, kind in CONVICTION_COLUMNS.items() if row[column] == "1"
    ]
    return inputs


def published_rows() -> list[Row]:
    with PUBLISHED_ROWS.open(encoding="utf-8", newline="") as file:
        return [row for row in csv.DictReader(file) if row["offence_code_retired"] != "1"]


@pytest.mark.skipif(not PUBLISHED_ROWS.exists(), reason="the published rows are not at hand")
def test_published_rows_give_all_six_percentages() -> None:
    rows = published_rows()
    assert len(rows) == 107
    for row in rows:
        for kind, inputs in (("STATIC", static_inputs(row)), ("DYNAMIC", dynamic_inputs(row))):
            for name in ("arp", "vrp", "snsv"):
                result = getattr(official, name)(inputs, deployed=True)
                probability = Decimal(row[EXPECTED_COLUMNS[name, kind]])
                percent = (probability * 100).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)
                assert result["type"] == kind, (row["id"], name)
                assert Decimal(str(result["score"])) == percent, (row["id"], name, kind)


@pytest.mark.skipif(not PUBLISHED_ROWS.exists(), reason="the published rows are not at hand")
def test_unmodified_published_rows_give_the_probability_itself() -> None:
    rows = [row for row in published_rows() if not row["modified_flag"]]
    assert len(rows) == 78
    for row in rows:
        for kind, inputs in (("STATIC", static_inputs(row)), ("DYNAMIC", dynamic_inputs(row))):
            for name in ("arp", "vrp", "snsv"):
                result = getattr(official, name)(inputs, deployed=True)
                expected = Decimal(row[EXPECTED_COLUMNS[name, kind]])
                assert abs(result["probability"] - expected) < Decimal("1e-9"), (row["id"], name)


def test_empty_request_lists_what_is_missing() -> None:
    answer = official.response({"assessment_date": date(2026, 8, 4)})

    def kinds(errors: list[Row]) -> list[tuple[str, list[str]]]:
        return [(one["type"], one["fields"]) for one in errors]

    predictors = answer["actuarialPredictors"]
    first, second, third = kinds(predictors["allPredictor"]["validationErrors"])
    assert first == (
        "MISSING_MANDATORY_INPUT",
        [
            "dateOfBirth",
            "dateOfCurrentConviction",
            "ageAtFirstSanction",
            "gender",
            "currentOffenceCode",
            "totalNumberOfSanctionsForAllOffences",
        ],
    )
    assert second == ("DATE_OF_START_OF_FOLLOWUP_REQUIRED", ["dateAtStartOfFollowup"])
    assert third[0] == "MISSING_DYNAMIC_INPUT"
    assert len(third[1]) == 10
    assert kinds(predictors["seriousPredictor"]["validationErrors"]) == [
        (
            "COMPONENT_VALIDATION_ERROR",
            [
                "DIRECT_CONTACT_SEXUAL_REOFFENDING_PREDICTOR",
                "IMAGES_AND_INDIRECT_CONTACT_SEXUAL_REOFFENDING_PREDICTOR",
                "SERIOUS_VIOLENT_REOFFENDING_PREDICTOR",
            ],
        ),
        ("MISSING_MANDATORY_INPUT", ["gender", "hasEverCommittedSexualOffence"]),
    ]
    assert kinds(answer["mst"]["validationError"]) == [
        (
            "MISSING_MANDATORY_INPUT",
            [
                "gender",
                "dateOfBirth",
                "hasPeerGroupInfluences",
                "influenceFromCriminalAssociates",
                "recklessnessAndRiskTakingBehaviour",
                "difficultiesCoping",
                "attitudesTowardsSelf",
                "impulsivityProblems",
                "temperControl",
                "problemSolvingSkills",
                "awarenessOfConsequences",
                "understandsOtherPeoplesViews",
            ],
        )
    ]
    assert [kind for kind, _ in kinds(answer["lds"]["validationError"])] == [
        "LDS_NOT_ENOUGH_FIELDS_PRESENT"
    ]
    assert answer["opd"]["opdCheck"] is False
    assert kinds(answer["opd"]["validationError"]) == [
        (
            "MISSING_MANDATORY_INPUT",
            [
                "gender",
                "overallRiskForAssessment",
                "highestRiskLevelOverAllAssessments",
                "currentOffenceCode",
                "hasCustodialSentence",
            ],
        )
    ]
    assert answer["pni"]["pniPathway"] == "OMISSION"
    assert kinds(answer["pni"]["validationError"]) == [
        ("MISSING_MANDATORY_INPUT", ["supervisionStatus"])
    ]


def test_response_has_the_official_properties_in_order() -> None:
    answer = official.response({"assessment_date": date(2026, 8, 4)})
    assert list(answer) == ["version", "actuarialPredictors", "lds", "mst", "opd", "pni"]
    assert list(answer["actuarialPredictors"]) == [
        "allPredictor",
        "violentPredictor",
        "directContactSexualPredictor",
        "indirectContactSexualPredictor",
        "seriousViolentPredictor",
        "seriousPredictor",
    ]
    for predictor in answer["actuarialPredictors"].values():
        assert list(predictor) == [
            "algorithm",
            "type",
            "modelVersion",
            "thresholdsVersion",
            "output",
            "featureValues",
            "validationErrors",
        ]
    serious = answer["actuarialPredictors"]["seriousPredictor"]
    parts = serious["output"]["componentScores"]
    assert serious["type"] == "COMBINED"
    assert (
        parts["directContactSexualPredictorScore"]
        == (answer["actuarialPredictors"]["directContactSexualPredictor"])
    )


def test_offence_codes_are_those_of_august_2026() -> None:
    assert len(CODES) == 3039
    assert len({category for category, _ in CODES.values()}) == 25
    assert [code for code, (category, _) in CODES.items() if category == "UNKNOWN"] == [
        "00000",
        "00001",
    ]


def test_tier_reads_the_grid_and_keeps_the_floor() -> None:
    known = {"arp_type": "DYNAMIC", "csrp_type": "DYNAMIC", "rosh": "LOW"}
    rows = {"6.9": "AABBBB", "3.0": "ABCCCC", "1.0": "BCDEEE", "0.5": "CDEEFF", "0": "DDEFFG"}
    for csrp, tiers in rows.items():
        for arp, expected in zip((90, 75, 50, 25, 15, 0), tiers, strict=True):
            case = {**known, "arp_percent": arp, "csrp_percent": float(csrp)}
            assert tier.tier_v3(case)["tier"] == expected
            assert tier.tier_v3(case)["provisional"] is False
    alone = {"mappa_category": "M1", "rosh": "VERY_HIGH", "on": date(2026, 8, 4)}
    assert tier.tier_v3(alone, intended=False)["tier"] == "MISSING"
    assert tier.tier_v3(alone)["tier"] == "A"
    assert tier.tier_v3(alone)["provisional"] is False
    static = {**known, "arp_percent": 40, "arp_type": "STATIC", "csrp_percent": 0.2}
    assert tier.tier_v3(static)["tier"] == "F"
    assert tier.tier_v3(static)["ceiling"] == "D"
    assert tier.tier_v3(static)["unknown"] == ["arp_csrp"]
    assert tier.tier_v3({**static, "dc_srp_band": "HIGH"})["provisional"] is False
    unrated = {**known, "arp_percent": 40, "csrp_percent": 0.2, "rosh": None}
    assert tier.tier_v3(unrated)["ceiling"] == "C"
    assert tier.tier_v3(unrated)["unknown"] == ["rosh"]


def test_superseded_tier_takes_the_larger_of_rsr_and_harm() -> None:
    case = {"rsr_percent": 7, "rosh": "MEDIUM", "mappa_level": 1, "needs": {"attitudes": 2}}
    reading = tier.tier_v2({**case, "ogrs_percent": 68, "iom": True})
    assert (reading["protect_points"], reading["change_points"]) == (25, 12)
    assert reading["tier"] == "B2"
    assert tier.tier_v2({"mandate": False, "supervised": False})["tier"] == "D0S"


OVP_HIGHEST = {
    "gender": "MALE",
    "date_of_birth": date(2007, 1, 1),
    "date_at_start_of_followup": date(2026, 1, 1),
    "total_number_of_sanctions_for_all_offences": 45,
    "total_number_of_violent_sanctions": 20,
    "does_recognise_impact_of_offending_on_others": False,
    "is_currently_of_no_fixed_abode_or_transient_accommodation": True,
    "is_unemployed": True,
    "current_alcohol_use_problems": "SIGNIFICANT_PROBLEMS",
    "excessive_alcohol_use": "SIGNIFICANT_PROBLEMS",
    "has_current_psychiatric_treatment": True,
    "temper_control": "SIGNIFICANT_PROBLEMS",
    "pro_criminal_attitudes": "SIGNIFICANT_PROBLEMS",
}


def test_items_of_ovp_add_up_to_98() -> None:
    reading = legacy.ovp(OVP_HIGHEST)
    assert reading["points"] == 98
    assert reading["band"] == "VERY_HIGH"
    young = {**OVP_HIGHEST, "date_of_birth": date(2008, 1, 2)}
    assert legacy.ovp(young)["errors"] == [{"type": "UNEXPECTED_ERROR", "fields": []}]


def test_thirteen_dynamic_weights_of_2025_belong_to_another_group() -> None:
    carried = {
        "MOTORING_OFFENCES": "DRUG_IMPORT_EXPORT_OR_PRODUCTION",
        "DRINK_DRIVING": "CRIMINAL_DAMAGE",
        "OTHER_OFFENCES": "BURGLARY_DOMESTIC",
        "CRIMINAL_DAMAGE": "MOTORING_OFFENCES",
        "SEXUAL_NOT_AGAINST_CHILD": "HANDLING_STOLEN_GOODS",
        "BURGLARY_DOMESTIC": "OTHER_OFFENCES",
        "ACQUISITIVE_VIOLENCE": "VEHICLE_RELATED_THEFT",
        "VEHICLE_RELATED_THEFT": "ACQUISITIVE_VIOLENCE",
        "FRAUD_AND_FORGERY": "DRINK_DRIVING",
        "WELFARE_FRAUD": "SEXUAL_NOT_AGAINST_CHILD",
        "HANDLING_STOLEN_GOODS": "DRUNKENNESS",
        "DRUG_IMPORT_EXPORT_OR_PRODUCTION": "FRAUD_AND_FORGERY",
        "DRUNKENNESS": "WELFARE_FRAUD",
    }
    for group, weight in SNSV_OFFENCE_2025["dynamic"].items():
        other = SNSV_OFFENCE_2018["dynamic"][carried.get(group, group)]
        assert float(weight) == pytest.approx(float(other), rel=0, abs=1e-11), group
        static = float(SNSV_OFFENCE_2018["static"][group])
        assert float(SNSV_OFFENCE_2025["static"][group]) == pytest.approx(
            static, rel=0, abs=1e-11
        ), group
