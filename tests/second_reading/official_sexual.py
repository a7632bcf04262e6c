"""Second reading of OSP/DC and OSP/IIC."""

from __future__ import annotations

import math
from datetime import date
from decimal import Decimal

from .answers import missing, whole_years
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
    percentage,
)
from .official_numbers import (
    OSP_DC_INTERCEPT,
    OSP_DC_PER_POINT,
    OSP_IIC_BAND,
    OSP_IIC_PROBABILITY,
)

# Section 5, check 2: the order of the counts in every list of fields.
COUNTS = (
    "total_indecent_image_sanctions",
    "total_contact_adult_sexual_sanctions",
    "total_contact_child_sexual_sanctions",
    "total_non_contact_sexual_offences",
)
DC_REQUIRED = (
    "gender",
    "supervision_status",
    "has_ever_committed_sexual_offence",
    "date_of_birth",
    "date_at_start_of_followup",
    "total_number_of_sanctions_for_all_offences",
)
SHORT_REQUIRED = ("gender", "has_ever_committed_sexual_offence")


def osp_dc(inputs: Inputs, *, deployed: bool) -> Result:
    """Direct Contact Sexual Reoffending Predictor, 0 to 64 points. A missing input: no score."""
    errors = _dc_errors(inputs)
    if errors:
        return _dc_result(errors)
    woman = inputs["gender"] == "FEMALE"
    history = inputs["has_ever_committed_sexual_offence"]
    if woman or not history:
        result = _dc_result([])
        result.update(
            score=0.0,
            band="NOT_APPLICABLE",
            probability=Decimal(0),
            female_version=woman,
            has_sexual_offence_history=history,
        )
        return result
    try:
        items = dc_items(inputs)
    except Breakdown:
        return _dc_result([error(UNEXPECTED)])

    points = sum(items.values())
    probability = dc_probability(points)
    band = dc_band(points)
    reduction: bool | None = None
    # Additional switch B: 0 points are 0 %, in either ruleset, and have no reduction flag.
    if points != 0:
        reduction = band != "LOW" and five_clear_years(inputs, deployed)
    if reduction:
        band = {"VERY_HIGH": "HIGH", "HIGH": "MEDIUM", "MEDIUM": "LOW"}[band]
    result = _dc_result([])
    result.update(
        score=float(percentage(probability)),
        band=band,
        points=points,
        risk_reduction=reduction,
        probability=probability,
        female_version=False,
        has_sexual_offence_history=True,
        feature_values={
            **{key: Decimal(value) for key, value in items.items()},
            "totalWeight": Decimal(points),
        },
    )
    return result


def _dc_result(errors: list[Error]) -> Result:
    return {
        "score": None,
        "band": None,
        "type": "STATIC",
        "errors": errors,
        "points": None,
        "risk_reduction": None,
        "probability": None,
        "female_version": None,
        "has_sexual_offence_history": None,
        "feature_values": {},
    }


def _dc_errors(inputs: Inputs) -> list[Error]:
    woman = inputs.get("gender") == "FEMALE"
    man = inputs.get("gender") == "MALE"
    history = inputs.get("has_ever_committed_sexual_offence")
    born = inputs.get("date_of_birth")
    n = inputs.get("total_number_of_sanctions_for_all_offences")
    latest = inputs.get("date_of_most_recent_sexual_offence")
    followup = inputs.get("date_at_start_of_followup")
    exempt = woman or history is False

    errors = missing_error(MISSING, inputs, DC_REQUIRED)
    if not exempt:
        errors.extend(missing_error(MISSING, inputs, COUNTS))
        if n is not None and (n < 1 or n > 999):
            errors.append(
                error(
                    "TOTAL_NUMBER_OF_SANCTIONS_OUT_OF_RANGE",
                    "total_number_of_sanctions_for_all_offences",
                )
            )
        errors.extend(count_errors(inputs))
    if man and history is True:
        field = "date_of_most_recent_sexual_offence"
        if latest is None:
            errors.append(error(MISSING, field))
        elif born is not None and latest <= born:
            errors.append(error("DATE_OF_MOST_RECENT_SEXUAL_OFFENCE_BEFORE_DATE_OF_BIRTH", field))
        elif born is not None and age(born, latest) >= 110:
            errors.append(error("DATE_OF_MOST_RECENT_SEXUAL_OFFENCE_OUT_OF_RANGE", field))
    if (
        not exempt
        and born is not None
        and followup is not None
        and followup > born
        and age(born, followup) >= 110
    ):
        errors.append(error("DATE_OF_START_OF_FOLLOWUP_OUT_OF_RANGE", "date_at_start_of_followup"))
    errors.extend(inconsistent_errors(inputs))
    return errors


def count_errors(inputs: Inputs) -> list[Error]:
    """Check 4 of section 5: no sanction at all, or more than the total."""
    given = [inputs[key] for key in COUNTS if inputs.get(key) is not None]
    n = inputs.get("total_number_of_sanctions_for_all_offences")
    if given == [0, 0, 0, 0]:
        return [error("SEXUAL_REOFFENDING_PREDICTOR_NO_SANCTIONS", *COUNTS)]
    if n is not None and sum(given) > n:
        return [error("TOTAL_NUMBER_OF_SEXUAL_SANCTIONS_OUT_OF_RANGE", *COUNTS)]
    return []


def inconsistent_errors(inputs: Inputs) -> list[Error]:
    """Check 7 of section 5: a count without a sexual history."""
    if inputs.get("gender") == "FEMALE":
        return []
    if inputs.get("has_ever_committed_sexual_offence") is True:
        return []
    counted = [key for key in COUNTS if inputs.get(key) not in (None, 0)]
    if not counted:
        return []
    return [
        error(
            "SEXUAL_REOFFENDING_PREDICTOR_INCONSISTENT_INPUT",
            "has_ever_committed_sexual_offence",
            *counted,
        )
    ]


def dc_items(inputs: Inputs) -> dict[str, int]:
    """Points of each item under its official key, in the official order."""
    born = inputs["date_of_birth"]
    adult = inputs["total_contact_adult_sexual_sanctions"]
    child = inputs["total_contact_child_sexual_sanctions"]
    non_contact = inputs["total_non_contact_sexual_offences"]
    age_at_followup = age(born, inputs["date_at_start_of_followup"])
    age_at_offence = age(born, inputs["date_of_most_recent_sexual_offence"])

    age_points = 0
    if age_at_followup < 60:
        age_points = 14 - max(0, math.floor((age_at_followup - 18) / 3))
    offence_age_points = 0
    if age_at_offence >= 16:
        offence_age_points = 5
    if age_at_offence >= 18:
        offence_age_points = 10
    sanction_points = 0
    if inputs["total_number_of_sanctions_for_all_offences"] >= 2:
        sanction_points = 6
    stranger_points = 0
    if inputs.get("is_current_offence_against_victim_stranger") is True:
        stranger_points = 4
    # Negative counts give 0 points.
    return {
        "totalContactAdultSexualSanctionsWeight": 5 * max(0, min(3, adult)),
        "totalContactChildSexualSanctionsWeight": 3 * max(0, min(3, child)),
        "totalNonContactSexualOffencesWeight": 2 * max(0, min(3, non_contact)),
        "ageAtStartOfFollowUpWeight": age_points,
        "ageAtLastSanctionForSexualOffenceWeight": offence_age_points,
        "totalNumberOfSanctionsForAllOffencesWeight": sanction_points,
        "currentOffenceAgainstVictimStrangerWeight": stranger_points,
    }


def dc_probability(points: int, intercept: str = OSP_DC_INTERCEPT) -> Decimal:
    """Exact value of the IEEE double; 0 points give 0."""
    if points == 0:
        return Decimal(0)
    z = float(intercept) + float(OSP_DC_PER_POINT) * points
    return Decimal(1 / (1 + math.exp(-z)))


def dc_band(points: int) -> str:
    """Band before any reduction."""
    if points >= 36:
        return "VERY_HIGH"
    if points >= 30:
        return "HIGH"
    if points >= 22:
        return "MEDIUM"
    return "LOW"


def five_clear_years(inputs: Inputs, deployed: bool) -> bool:
    """Whether nothing happened in the five years before the assessment."""
    if inputs["supervision_status"] == "CUSTODY":
        return False
    # Disputed rule 4.
    if inputs["supervision_status"] == "REMAND" and not deployed:
        return False
    for key in (
        "most_recent_offence_date",
        "date_of_most_recent_sexual_offence",
        "date_at_start_of_followup",
    ):
        day: date | None = inputs.get(key)
        if day is None:
            # Additional switch A.
            if not deployed:
                return False
        elif whole_years(day, inputs["assessment_date"]) < 5:
            return False
    return True


def osp_iic(inputs: Inputs, *, deployed: bool) -> Result:
    """Images and Indirect Contact Sexual Reoffending Predictor. A missing input: no score."""
    woman = inputs.get("gender") == "FEMALE"
    history = inputs.get("has_ever_committed_sexual_offence")
    errors = missing_error(MISSING, inputs, SHORT_REQUIRED)
    if not woman and history is not False:
        errors.extend(missing_error(MISSING, inputs, COUNTS))
        errors.extend(count_errors(inputs))
    errors.extend(inconsistent_errors(inputs))
    if errors:
        return _iic_result(errors)

    # Disputed rules 5 and 6.
    not_applicable = history is not True or (woman and not deployed)
    if woman and not not_applicable and missing(inputs, COUNTS):
        return _iic_result([error(UNEXPECTED)])
    result = _iic_result([])
    result.update(female_version=woman, has_sexual_offence_history=history)
    if not_applicable:
        result.update(score=0.0, band="NOT_APPLICABLE", probability=Decimal(0))
        return result
    line = 6
    if not woman:
        line = _iic_line(inputs, deployed)
    probability = Decimal(OSP_IIC_PROBABILITY[line - 1])
    result.update(
        score=float(percentage(probability)),
        band=OSP_IIC_BAND[line - 1],
        probability=probability,
        feature_values={"imagesAndIndirectContactWeight": probability},
    )
    return result


def _iic_result(errors: list[Error]) -> Result:
    return {
        "score": None,
        "band": None,
        "type": "STATIC",
        "errors": errors,
        "probability": None,
        "female_version": None,
        "has_sexual_offence_history": None,
        "feature_values": {},
    }


def _iic_line(inputs: Inputs, deployed: bool) -> int:
    """Line of the hierarchy that fits first, 1 to 6."""
    images, adult, child, non_contact = (inputs[key] for key in COUNTS)
    if images >= 2:
        return 1
    if images == 1:
        return 2
    if child >= 2:
        return 3
    if child == 1:
        return 4
    # Disputed rule 7.
    if deployed and non_contact != 0 and adult != 0:
        return 5
    if not deployed and (non_contact != 0 or adult != 0):
        return 5
    return 6
