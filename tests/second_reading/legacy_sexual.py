"""Second reading of OSP/DC, OSP/IIC and RSR as they stood until June and July 2026."""

from __future__ import annotations

from decimal import Decimal

from .legacy_numbers import (
    OSP_DC_INTERCEPT_UNTIL_2025_10_31,
    OSP_IIC_2025_BAND,
    OSP_IIC_2025_PROBABILITY,
    RSR_2025_BANDS,
    RSR_2025_WOMAN_WITH_SEXUAL_HISTORY,
)
from .legacy_snsv import snsv_2025
from .official_answers import (
    MISSING,
    UNEXPECTED,
    Breakdown,
    Inputs,
    Result,
    age,
    band_of,
    error,
    limited,
    missing_error,
    percentage,
)
from .official_numbers import OSP_DC_INTERCEPT
from .official_rsr import COMPONENTS
from .official_sexual import (
    COUNTS,
    DC_REQUIRED,
    SHORT_REQUIRED,
    dc_band,
    dc_items,
    dc_probability,
    five_clear_years,
)


def osp_dc_2025(inputs: Inputs, *, before_31_october: bool = False) -> Result:
    """
    OSP/DC of 2025: points, formula, bands and reduction of today, fewer checks.

    Parameters
    ----------
    inputs : dict
        Inputs by official name. A missing input: no score.
    before_31_october : bool
        Take the intercept of the states before 31 October 2025.
    """
    woman = inputs.get("gender") == "FEMALE"
    history = inputs.get("has_ever_committed_sexual_offence")
    errors = missing_error(MISSING, inputs, DC_REQUIRED)
    if not woman and history is True:
        errors.extend(
            missing_error(
                MISSING,
                inputs,
                (
                    *COUNTS,
                    "date_of_most_recent_sexual_offence",
                    "is_current_offence_sexually_motivated",
                ),
            )
        )
    if not woman and history is False:
        # Even a count of 0 was refused.
        given = [key for key in COUNTS if inputs.get(key) is not None]
        if given:
            errors.append(
                error(
                    "SEXUAL_REOFFENDING_PREDICTOR_INCONSISTENT_INPUT",
                    "has_ever_committed_sexual_offence",
                    *given,
                )
            )
    result: Result = {
        "score": None,
        "band": None,
        "type": "STATIC",
        "errors": errors,
        "points": None,
        "risk_reduction": None,
        "probability": None,
        "has_sexual_offence_history": None,
    }
    if errors:
        return result
    if woman or not history:
        result.update(
            score=0.0,
            band="NOT_APPLICABLE",
            probability=Decimal(0),
            has_sexual_offence_history=False,
        )
        return result
    try:
        points = _dc_points(inputs)
    except Breakdown:
        result["errors"] = [error(UNEXPECTED)]
        return result
    band = dc_band(points)
    reduction: bool | None = None
    if points != 0:
        reduction = band != "LOW" and five_clear_years(inputs, deployed=True)
    if reduction:
        band = {"VERY_HIGH": "HIGH", "HIGH": "MEDIUM", "MEDIUM": "LOW"}[band]
    intercept = OSP_DC_INTERCEPT_UNTIL_2025_10_31 if before_31_october else OSP_DC_INTERCEPT
    probability = dc_probability(points, intercept)
    result.update(
        score=float(percentage(probability)),
        band=band,
        points=points,
        risk_reduction=reduction,
        probability=probability,
        has_sexual_offence_history=True,
    )
    return result


def _dc_points(inputs: Inputs) -> int:
    if any(inputs[key] < 0 for key in COUNTS):
        raise Breakdown
    if age(inputs["date_of_birth"], inputs["date_of_most_recent_sexual_offence"]) < 10:
        raise Breakdown
    return sum(dc_items(inputs).values())


def osp_iic_2025(inputs: Inputs) -> Result:
    """OSP/IIC until 25 June 2026: six lines, the first that fits."""
    errors = missing_error(MISSING, inputs, SHORT_REQUIRED)
    history = inputs.get("has_ever_committed_sexual_offence")
    woman = inputs.get("gender") == "FEMALE"
    if not woman and history is True:
        errors.extend(missing_error(MISSING, inputs, COUNTS))
    result: Result = {
        "score": None,
        "band": None,
        "type": "STATIC",
        "errors": errors,
        "probability": None,
    }
    if errors:
        return result
    if woman or not history:
        result.update(score=0.0, band="NOT_APPLICABLE", probability=Decimal(0))
        return result
    images, adult, child, non_contact = (inputs[key] for key in COUNTS)
    if images >= 2:
        line = 1
    elif images == 1:
        line = 2
    elif child >= 2:
        line = 3
    elif child == 1:
        line = 4
    elif images == adult == child == non_contact == 0:
        line = 5
    else:
        line = 6
    probability = Decimal(OSP_IIC_2025_PROBABILITY[line - 1])
    result.update(
        score=float(percentage(probability)),
        band=OSP_IIC_2025_BAND[line - 1],
        probability=probability,
    )
    return result


def rsr_2025(inputs: Inputs, *, pairing: str) -> Result:
    """RSR until 8 July 2026: the sum of the parts, each rounded first. A failed part: no score."""
    parts = {
        "osp_dc": osp_dc_2025(inputs),
        "osp_iic": osp_iic_2025(inputs),
        "snsv": snsv_2025(inputs, pairing=pairing),
    }
    result: Result = {
        "score": None,
        "band": None,
        "type": parts["snsv"]["type"],
        "errors": [],
        "components": parts,
    }
    failed = [name for key, name in COMPONENTS if parts[key]["score"] is None]
    if failed:
        result["errors"] = [error("COMPONENT_VALIDATION_ERROR", *failed)]
        return result
    total = sum((Decimal(str(part["score"])) for part in parts.values()), Decimal(0))
    if inputs["gender"] == "FEMALE" and inputs["has_ever_committed_sexual_offence"]:
        total = total + percentage(Decimal(RSR_2025_WOMAN_WITH_SEXUAL_HISTORY))
    percent = limited(total)
    result.update(score=float(percent), band=band_of(percent, RSR_2025_BANDS))
    return result
