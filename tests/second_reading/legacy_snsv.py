"""Second reading of SNSV as it stood until 24 June 2026; in IEEE doubles."""

from __future__ import annotations

import math
from typing import Any

from .answers import missing, whole_years
from .legacy_general import LEGACY_CODES, followup_of, logistic_of_double, rounded
from .legacy_numbers import (
    SNSV_2025_DYNAMIC,
    SNSV_2025_STATIC,
    SNSV_OFFENCE_2018,
    SNSV_OFFENCE_2025,
    SNSV_VIOLENCE_SUBTYPE,
)
from .official_answers import (
    MISSING,
    UNEXPECTED,
    Breakdown,
    Error,
    Inputs,
    Result,
    age,
    error,
    missing_error,
    not_yet_18,
    percentage,
    points_or_nought,
    whole_months,
    yes,
)

SNSV_REQUIRED = (
    "gender",
    "date_of_birth",
    "date_of_current_conviction",
    "current_offence_code",
    "total_number_of_sanctions_for_all_offences",
    "age_at_first_sanction",
    "supervision_status",
    "total_number_of_violent_sanctions",
)
SNSV_DYNAMIC_REQUIRED = (
    "did_offence_involve_carrying_or_using_weapon",
    "suitability_of_accommodation",
    "is_unemployed",
    "current_relationship_with_partner",
    "current_alcohol_use_problems",
    "excessive_alcohol_use",
    "impulsivity_problems",
    "temper_control",
    "pro_criminal_attitudes",
    "evidence_of_domestic_abuse",
    "previous_convictions",
)
PAST = {
    "HOMICIDE": "past_homicide",
    "WOUNDING_GBH": "past_wounding_gbh",
    "KIDNAPPING": "past_kidnapping",
    "FIREARMS": "past_firearms",
    "ROBBERY": "past_robbery",
    "AGGRAVATED_BURGLARY": "past_aggravated_burglary",
    "WEAPON": "past_weapon",
    "CRIMINAL_DAMAGE": "past_criminal_damage",
    "ARSON": "past_arson",
}


def snsv_2025(
    inputs: Inputs, *, pairing: str, requested: str | None = None, adults_only: bool = False
) -> Result:
    """
    SNSV, serious non-sexual violence within two years.

    Parameters
    ----------
    inputs : dict
        Inputs by official name. A missing static input stops the score.
    pairing : str
        ``2025`` or ``2018``: which dynamic weight belongs to which offence group (additional
        switch D).
    adults_only : bool
        Leave out a person who is under 18 on the day of assessment, as this project does.
    requested : str, optional
        ``STATIC`` or ``DYNAMIC``; without it the dynamic model is used when complete.

    Returns
    -------
    dict
        ``score`` in per cent, ``type``, ``probability`` to 16 decimals. It has no band of its own.
    """
    errors = _snsv_errors(inputs)
    if errors:
        return _snsv_result(errors)
    if adults_only and not_yet_18(inputs):
        return _snsv_result([]) | {"band": "NOT_APPLICABLE"}
    required = SNSV_DYNAMIC_REQUIRED
    if inputs.get("evidence_of_domestic_abuse") is True:
        required = (*required, "domestic_abuse_against_partner")
    dynamic_errors = missing_error("MISSING_DYNAMIC_INPUT", inputs, required)
    if requested == "DYNAMIC" and dynamic_errors:
        return _snsv_result(dynamic_errors)
    kind = "DYNAMIC"
    if dynamic_errors or requested == "STATIC":
        kind = "STATIC"
    if requested == "STATIC":
        dynamic_errors = []
    try:
        z = _snsv_z(inputs, kind, pairing)
    except Breakdown:
        return _snsv_result([error(UNEXPECTED)])
    probability = rounded(logistic_of_double(z), 16)
    result = _snsv_result(dynamic_errors)
    result.update(score=float(percentage(probability)), type=kind, probability=probability)
    return result


def _snsv_result(errors: list[Error]) -> Result:
    return {"score": None, "band": None, "type": None, "errors": errors, "probability": None}


def _snsv_errors(inputs: Inputs) -> list[Error]:
    absent = missing(inputs, SNSV_REQUIRED)
    followup = followup_of(inputs)
    if followup is None:
        absent.insert(len(missing(inputs, SNSV_REQUIRED[:7])), "date_at_start_of_followup")
    if absent:
        return [error(MISSING, *absent)]
    errors = []
    convicted = inputs["date_of_current_conviction"]
    code = inputs["current_offence_code"]
    if (
        inputs["total_number_of_violent_sanctions"]
        > inputs["total_number_of_sanctions_for_all_offences"]
    ):
        errors.append(
            error(
                "VIOLENT_SANCTION_GREATER_THAN_TOTAL_SANCTIONS",
                "total_number_of_violent_sanctions",
                "total_number_of_sanctions_for_all_offences",
            )
        )
    if followup < convicted:
        errors.append(
            error(
                "FOLLOW_UP_DATE_BEFORE_CONVICTION_DATE",
                "date_at_start_of_followup",
                "date_of_current_conviction",
            )
        )
    if inputs["age_at_first_sanction"] > whole_years(inputs["date_of_birth"], convicted):
        errors.append(
            error(
                "AGE_AT_FIRST_SANCTION_AFTER_AGE_AT_CURRENT_CONVICTION",
                "date_of_current_conviction",
                "age_at_first_sanction",
            )
        )
    if len(code) != 5:
        errors.append(error("OFFENCE_CODE_INCORRECT_FORMAT", "current_offence_code"))
    elif code not in LEGACY_CODES:
        errors.append(error("OFFENCE_CODE_MAPPING_NOT_FOUND", "current_offence_code"))
    return errors


def _polynomial(coefficients: tuple[str, ...], x: int) -> float:
    return sum(float(text) * x ** (i + 1) for i, text in enumerate(coefficients))


def _snsv_z(inputs: Inputs, kind: str, pairing: str) -> float:
    numbers: dict[str, Any] = {"STATIC": SNSV_2025_STATIC, "DYNAMIC": SNSV_2025_DYNAMIC}[kind]
    offence: dict[str, Any] = {"2025": SNSV_OFFENCE_2025, "2018": SNSV_OFFENCE_2018}[pairing]
    sex = inputs["gender"]
    n = inputs["total_number_of_sanctions_for_all_offences"]
    v = inputs["total_number_of_violent_sanctions"]
    followup = followup_of(inputs)
    assessed = inputs["assessment_date"]
    age_at_followup = age(inputs["date_of_birth"], followup)
    if age_at_followup < 10:
        raise Breakdown
    career = 0
    if n >= 2 or v >= 1:
        age_at_conviction = age(inputs["date_of_birth"], inputs["date_of_current_conviction"])
        if age_at_conviction < 10:
            raise Breakdown
        career = age_at_conviction - inputs["age_at_first_sanction"]
    free_months = 0
    if followup < assessed:
        free_months = min(36, whole_months(followup, assessed))
    _, group, subtype = LEGACY_CODES[inputs["current_offence_code"]]

    z = float(numbers["intercept"])
    z += _polynomial(numbers["age_polynomial"][sex], age_at_followup)
    if sex == "FEMALE":
        z += float(numbers["female"])
    z += float(offence[kind.lower()][group])
    if subtype:
        z += float(SNSV_VIOLENCE_SUBTYPE[kind.lower()][subtype])
    z += float(numbers["per_sanction"]) * n
    if n == 1:
        z += float(numbers["first_sanction"])
    if n == 2:
        z += float(numbers["second_sanction"])
        z += float(numbers["second_sanction_gap_per_year"][sex]) * career
    if n >= 3:
        z += float(numbers["three_plus_log_rate"][sex]) * math.log(n / (career + 12))
    z += _polynomial(numbers["offence_free_months_polynomial"], free_months)
    z += float(numbers["per_violent_sanction"]) * v
    if v == 0:
        z += float(numbers["never_violent"][sex])
    if v == 1:
        z += float(numbers["once_violent"])
    if v >= 1:
        z += float(rounded(float(numbers["violent_log_rate"]) * math.log(v / (career + 30)), 16))
    if kind == "DYNAMIC":
        z += _snsv_dynamic(inputs, numbers["dynamic"])
    return z


def _snsv_dynamic(inputs: Inputs, numbers: dict[str, str]) -> float:
    perpetrator = yes(inputs, "evidence_of_domestic_abuse") * yes(
        inputs, "domestic_abuse_against_partner"
    )
    amounts = {
        "carrying_or_using_weapon": yes(inputs, "did_offence_involve_carrying_or_using_weapon"),
        "suitability_of_accommodation_per_level": points_or_nought(
            inputs, "suitability_of_accommodation"
        ),
        "unemployed_per_point": 2 * yes(inputs, "is_unemployed"),
        "current_relationship_per_level": points_or_nought(
            inputs, "current_relationship_with_partner"
        ),
        "current_alcohol_use_per_level": points_or_nought(inputs, "current_alcohol_use_problems"),
        "excessive_alcohol_use_per_level": points_or_nought(inputs, "excessive_alcohol_use"),
        "impulsivity_per_level": points_or_nought(inputs, "impulsivity_problems"),
        "temper_control_per_level": points_or_nought(inputs, "temper_control"),
        "pro_criminal_attitudes_per_level": points_or_nought(inputs, "pro_criminal_attitudes"),
        "domestic_abuse_perpetrator": perpetrator,
    }
    total = sum(float(numbers[key]) * amount for key, amount in amounts.items())
    # A kind listed twice counts twice.
    for kind in inputs["previous_convictions"]:
        total += float(numbers[PAST[kind]])
    return total
