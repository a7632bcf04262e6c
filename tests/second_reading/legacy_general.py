"""Second reading of OGRS3, OVP and OGP, in force until June 2026; all in IEEE doubles."""

from __future__ import annotations

import csv
import math
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

from .answers import missing
from .legacy_numbers import OGP, OGRS3_PUBLISHED, OGRS3_SERVICE, OVP
from .official_answers import (
    EXACT,
    MISSING,
    UNEXPECTED,
    WIDE,
    Breakdown,
    Error,
    Inputs,
    Result,
    age,
    error,
    points_or_nought,
    yes,
)

OGRS3_REQUIRED = (
    "gender",
    "date_of_birth",
    "date_of_current_conviction",
    "total_number_of_sanctions_for_all_offences",
    "age_at_first_sanction",
    "current_offence_code",
)
OVP_REQUIRED = (
    "gender",
    "date_of_birth",
    "total_number_of_sanctions_for_all_offences",
    "total_number_of_violent_sanctions",
    "does_recognise_impact_of_offending_on_others",
    "is_currently_of_no_fixed_abode_or_transient_accommodation",
    "is_unemployed",
    "current_alcohol_use_problems",
    "excessive_alcohol_use",
    "has_current_psychiatric_treatment",
    "temper_control",
    "pro_criminal_attitudes",
)
OGP_REQUIRED = (
    "is_currently_of_no_fixed_abode_or_transient_accommodation",
    "is_unemployed",
    "regular_offending_activities",
    "current_drug_misuse",
    "motivation_to_tackle_drug_misuse",
    "problem_solving_skills",
    "awareness_of_consequences",
    "understands_other_peoples_views",
    "pro_criminal_attitudes",
)


def _read_codes() -> dict[str, tuple[str, str, str]]:
    path = Path(__file__).parent / "legacy_codes.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {
            row["code"]: (row["ogrs3_group"], row["snsv_group"], row["snsv_violence_subtype"])
            for row in csv.DictReader(file)
        }


LEGACY_CODES = _read_codes()


def followup_of(inputs: Inputs) -> Any:
    """The single follow-up date, and the conviction date when it is null."""
    followup = inputs.get("date_at_start_of_followup")
    if followup is None:
        followup = inputs.get("date_of_current_conviction")
    return followup


def rounded(value: float, places: int) -> Decimal:
    """The double's exact value rounded, halves up."""
    step = Decimal(1).scaleb(-places)
    return Decimal(value).quantize(step, rounding=ROUND_HALF_UP, context=WIDE)


def _half_up(value: Fraction) -> int:
    return math.floor(value + Fraction(1, 2))


def whole_percentage(probability: Decimal) -> int:
    """Whole percentage, halves up; 0 becomes 1 and 100 becomes 99."""
    percent = EXACT.multiply(probability, Decimal(100))
    whole = int(percent.quantize(Decimal(1), rounding=ROUND_HALF_UP, context=WIDE))
    return max(1, min(99, whole))


def logistic_of_double(z: float) -> float:
    return math.exp(z) / (1 + math.exp(z))


def _step(steps: tuple[tuple[int, Any], ...], value: int) -> Any:
    """What stands at the last step reached; below the first step the calculation breaks down."""
    if value < steps[0][0]:
        raise Breakdown
    found = None
    for first, worth in steps:
        if value >= first:
            found = worth
    return found


def _result(errors: list[Error]) -> Result:
    return {
        "score": None,
        "band": None,
        "type": None,
        "errors": errors,
        "points": None,
        "one_year_percent": None,
        "two_year_percent": None,
        "one_year_probability": None,
        "two_year_probability": None,
    }


def _scored(one_year: Decimal, two_year: Decimal, bands: tuple[int, int, int]) -> Result:
    """Result whose score is the two-year percentage; ``bands`` are the three lower bounds."""
    result = _result([])
    percent = whole_percentage(two_year)
    band = "LOW"
    for name, lower in zip(("MEDIUM", "HIGH", "VERY_HIGH"), bands, strict=True):
        if percent >= lower:
            band = name
    result.update(
        score=percent,
        band=band,
        one_year_percent=whole_percentage(one_year),
        two_year_percent=percent,
        one_year_probability=one_year,
        two_year_probability=two_year,
    )
    return result


def ogrs3(inputs: Inputs, *, weights: str) -> Result:
    """
    OGRS3, chance of any proven reoffending within one and two years.

    Parameters
    ----------
    inputs : dict
        Inputs by official name; a missing one stops the score.
    weights : str
        ``service`` for the shortened constants with their two mistakes, ``published`` for those
        of 2009 (additional switch C).

    Returns
    -------
    dict
        ``score`` is the two-year percentage; probabilities are rounded to five decimals, and
        ``one_year_unrounded`` and ``two_year_unrounded`` are not.
    """
    numbers = {"service": OGRS3_SERVICE, "published": OGRS3_PUBLISHED}[weights]
    absent = missing(inputs, OGRS3_REQUIRED)
    if followup_of(inputs) is None:
        absent.insert(len(missing(inputs, OGRS3_REQUIRED[:3])), "date_at_start_of_followup")
    errors = []
    if absent:
        errors.append(error(MISSING, *absent))
    n = inputs.get("total_number_of_sanctions_for_all_offences")
    code = inputs.get("current_offence_code")
    if n is not None and n < 1:
        errors.append(
            error(
                "TOTAL_NUMBER_OF_SANCTIONS_LESS_THAN_ONE",
                "total_number_of_sanctions_for_all_offences",
            )
        )
    if code is not None and len(code) != 5:
        errors.append(error("OFFENCE_CODE_INCORRECT_FORMAT", "current_offence_code"))
    if errors:
        return _result(errors)
    assert n is not None

    try:
        age_at_conviction = age(inputs["date_of_birth"], inputs["date_of_current_conviction"])
        age_at_followup = age(inputs["date_of_birth"], followup_of(inputs))
        first = inputs["age_at_first_sanction"]
        group = LEGACY_CODES.get(code, ("", "", ""))[0]
        if age_at_conviction < 10:
            errors.append(
                error("AGE_AT_CURRENT_CONVICTION_LESS_THAN_TEN", "date_of_current_conviction")
            )
        if first > age_at_conviction:
            errors.append(
                error(
                    "AGE_AT_FIRST_SANCTION_AFTER_AGE_AT_CURRENT_CONVICTION",
                    "date_of_current_conviction",
                    "age_at_first_sanction",
                )
            )
        if group == "":
            errors.append(error("OFFENCE_CODE_MAPPING_NOT_FOUND", "current_offence_code"))
        if group == "NEED_DETAILS":
            errors.append(error("NEED_DETAILS_OF_EXACT_OFFENCE", "current_offence_code"))
        if errors:
            return _result(errors)
        age_gender = float(_step(numbers["age_gender"][inputs["gender"]], age_at_followup))
    except Breakdown:
        return _result([error(UNEXPECTED)])

    history = float(numbers["first"])
    if n >= 2:
        history = float(numbers["repeat"])
    rate = math.log(n / (10 + age_at_conviction - first))
    z = age_gender + history + float(numbers["copas"]) * rate + float(numbers["offence"][group])
    one_year = logistic_of_double(float(numbers["one_year"]) + z)
    two_year = logistic_of_double(float(numbers["two_year"]) + z)
    # Two roundings in a row: five decimals first, then the whole percentage.
    result = _scored(rounded(one_year, 5), rounded(two_year, 5), (50, 75, 90))
    result.update(one_year_unrounded=one_year, two_year_unrounded=two_year)
    return result


def ovp(inputs: Inputs) -> Result:
    """OVP, non-sexual violent reoffending within one and two years. A missing input: no score."""
    absent = missing(inputs, OVP_REQUIRED)
    if followup_of(inputs) is None:
        absent.insert(len(missing(inputs, OVP_REQUIRED[:2])), "date_at_start_of_followup")
    errors = []
    if absent:
        errors.append(error(MISSING, *absent))
    n = inputs.get("total_number_of_sanctions_for_all_offences")
    if n is not None and n < 1:
        errors.append(
            error(
                "TOTAL_NUMBER_OF_SANCTIONS_LESS_THAN_ONE",
                "total_number_of_sanctions_for_all_offences",
            )
        )
    if errors:
        return _result(errors)
    try:
        points = _ovp_points(inputs)
    except Breakdown:
        return _result([error(UNEXPECTED)])
    return _from_points(points, OVP, (30, 60, 80))


def _ovp_points(inputs: Inputs) -> int:
    n = inputs["total_number_of_sanctions_for_all_offences"]
    v = inputs["total_number_of_violent_sanctions"]
    if v < 0:
        raise Breakdown
    alcohol = points_or_nought(inputs, "current_alcohol_use_problems") + points_or_nought(
        inputs, "excessive_alcohol_use"
    )
    return int(
        5  # n includes the current sanction, so that there always is one.
        + OVP["violent_sanctions"][min(v, 18)]
        + _step(OVP["non_violent_sanctions"], n - v)
        + _step(OVP["age_at_followup"], age(inputs["date_of_birth"], followup_of(inputs)))
        + 5 * int(inputs["gender"] == "MALE")
        + 4 * int(not inputs["does_recognise_impact_of_offending_on_others"])
        + 4 * yes(inputs, "is_currently_of_no_fixed_abode_or_transient_accommodation")
        + 4 * yes(inputs, "is_unemployed")
        + math.ceil(Fraction(5, 2) * alcohol)
        + 4 * yes(inputs, "has_current_psychiatric_treatment")
        + 3 * points_or_nought(inputs, "temper_control")
        + 3 * points_or_nought(inputs, "pro_criminal_attitudes")
    )


def ogp(inputs: Inputs, *, ogrs3_two_year_percent: int | None) -> Result:
    """OGP, general reoffending within one and two years. A missing input or OGRS3: no score."""
    absent = missing(inputs, OGP_REQUIRED)
    if ogrs3_two_year_percent is None:
        absent.insert(0, "ogrs3_two_year_percent")
    if absent:
        return _result([error(MISSING, *absent)])
    assert ogrs3_two_year_percent is not None
    drugs = points_or_nought(inputs, "current_drug_misuse") + points_or_nought(
        inputs, "motivation_to_tackle_drug_misuse"
    )
    thinking = (
        points_or_nought(inputs, "problem_solving_skills")
        + points_or_nought(inputs, "awareness_of_consequences")
        + points_or_nought(inputs, "understands_other_peoples_views")
    )
    regular = points_or_nought(inputs, "regular_offending_activities")
    attitudes = points_or_nought(inputs, "pro_criminal_attitudes")
    points = (
        _half_up(Fraction(6, 10) * ogrs3_two_year_percent)
        + 5 * yes(inputs, "is_currently_of_no_fixed_abode_or_transient_accommodation")
        + 5 * yes(inputs, "is_unemployed")
        + OGP["regular_offending_activities"][regular]
        + _half_up(Fraction(375, 100) * drugs)
        + _half_up(Fraction(5, 6) * thinking)
        + OGP["pro_criminal_attitudes"][attitudes]
    )
    return _from_points(points, OGP, (34, 67, 85))


def _from_points(points: int, numbers: dict[str, Any], bands: tuple[int, int, int]) -> Result:
    weighted = float(numbers["slope"]) * points
    one_year = logistic_of_double(weighted - float(numbers["one_year"]))
    two_year = logistic_of_double(weighted - float(numbers["two_year"]))
    result = _scored(Decimal(one_year), Decimal(two_year), bands)
    result["points"] = points
    return result
