"""Checks of ARP, VRP and SNSV, section 3 of the rules of August 2026."""

from __future__ import annotations

from .official_answers import (
    Error,
    Inputs,
    age,
    error,
    missing_error,
    offence_code_errors,
    three_months_later,
)
from .official_logistic_lists import CHECKS, DRUGS, DYNAMIC_REQUIRED, REQUIRED


def static_errors_of(name: str, inputs: Inputs, deployed: bool) -> list[Error]:
    errors = missing_error("MISSING_MANDATORY_INPUT", inputs, REQUIRED[name])
    checks = CHECKS[name]
    # Disputed rule 1.
    if name == "snsv" and not deployed:
        checks = (*checks, "F0", "F1", "F2")
    for check in checks:
        errors.extend(_check(check, inputs))
    return errors


def _check(check: str, inputs: Inputs) -> list[Error]:
    born = inputs.get("date_of_birth")
    convicted = inputs.get("date_of_current_conviction")
    assessed = inputs.get("assessment_date")
    first = inputs.get("age_at_first_sanction")
    n = inputs.get("total_number_of_sanctions_for_all_offences")
    v = inputs.get("total_number_of_violent_sanctions")
    followup = inputs.get("date_at_start_of_followup")
    after_birth = born is not None and convicted is not None and convicted > born

    if check == "C1" and born is not None and convicted is not None and convicted <= born:
        return [
            error("DATE_OF_CURRENT_CONVICTION_BEFORE_DATE_OF_BIRTH", "date_of_current_conviction")
        ]
    if check == "C2" and after_birth and first is not None and age(born, convicted) < first:
        return [
            error(
                "AGE_AT_FIRST_SANCTION_AFTER_AGE_AT_CURRENT_CONVICTION",
                "date_of_current_conviction",
                "age_at_first_sanction",
            )
        ]
    if (
        check == "C3"
        and convicted is not None
        and assessed is not None
        and convicted > three_months_later(assessed)
    ):
        return [
            error(
                "DATE_OF_CURRENT_CONVICTION_WITHIN_THREE_MONTHS_OF_ASSESSMENT_DATE",
                "date_of_current_conviction",
                "assessment_date",
            )
        ]
    if check == "A1" and first is not None and (first < 0 or first > 109):
        return [error("AGE_AT_FIRST_SANCTION_OUT_OF_RANGE", "age_at_first_sanction")]
    if check == "O":
        return offence_code_errors(inputs)
    if check == "S" and n is not None and (n < 1 or n > 999):
        return [
            error(
                "TOTAL_NUMBER_OF_SANCTIONS_OUT_OF_RANGE",
                "total_number_of_sanctions_for_all_offences",
            )
        ]
    if check == "V" and v is not None and n is not None and (v < 0 or v > n):
        return [
            error(
                "VIOLENT_SANCTION_OUT_OF_RANGE",
                "total_number_of_violent_sanctions",
                "total_number_of_sanctions_for_all_offences",
            )
        ]
    if check == "F0" and followup is None and convicted is None:
        return [error("DATE_OF_START_OF_FOLLOWUP_REQUIRED", "date_at_start_of_followup")]
    # F1 and F2 look only at a follow-up date that was given.
    if check in {"F1", "F2"} and followup is not None and born is not None:
        if followup <= born:
            if check == "F1":
                return [
                    error(
                        "DATE_OF_START_OF_FOLLOWUP_BEFORE_DATE_OF_BIRTH",
                        "date_at_start_of_followup",
                    )
                ]
            return []
        if check == "F2" and age(born, followup) >= 110:
            return [error("DATE_OF_START_OF_FOLLOWUP_OUT_OF_RANGE", "date_at_start_of_followup")]
    return []


def dynamic_errors_of(name: str, inputs: Inputs, deployed: bool) -> list[Error]:
    required = DYNAMIC_REQUIRED[name]
    # Disputed rule 2.
    if not deployed:
        required = tuple(key for key in required if key != "motivation_to_tackle_drug_misuse")
    errors = missing_error("MISSING_DYNAMIC_INPUT", inputs, required)
    if inputs.get("motivation_to_tackle_drug_misuse") is None:
        used = [key for key in DRUGS[name] if inputs.get(key) is True]
        if used:
            errors.append(error("MOTIVATION_TO_TACKLE_DRUG_MISUSE_INCONSISTENT", *used))
    return errors
