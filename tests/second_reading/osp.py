"""
Second reading of the sexual reoffending predictors: DC-SRP, IIC-SRP and the original OSP.

``deployed=True`` reads the rules of ruleset ``hmpps-2026.08``, every switch at its official
value. ``deployed=False`` reads the intended rules and this project's own age limit.
"""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING

from .answers import (
    BANDS,
    Answers,
    Reading,
    count_of,
    date_of,
    missing,
    text_of,
    whole_years,
    yes_no_of,
)

if TYPE_CHECKING:
    from datetime import date

COUNTS = (
    "indecent_image_sanctions",
    "contact_adult_sanctions",
    "contact_child_sanctions",
    "non_contact_sanctions",
)


def rounded_percent(probability: float) -> float:
    """100 times the exact value of the double, two decimals, halves up. [%]"""
    four_places = Decimal(probability).quantize(Decimal("0.0001"), rounding=ROUND_HALF_UP)
    return float(four_places * 100)


def dc_srp(answers: Answers, on: date, deployed: bool = False) -> Reading:
    """
    Direct Contact Sexual Reoffending Predictor, 0 to 64 points.

    Parameters
    ----------
    answers : dict
        Answers by key; absent or None is not answered.
    on : date
        Day of the assessment.
    deployed : bool
        Read the deployed rules instead of the intended ones.

    Returns
    -------
    dict
        ``outcome``, ``points``, ``probability`` (0 to 1), ``percent``, ``band`` and
        ``risk_reduction``; all but the outcome are None unless the outcome is "scored".
        A missing ``stranger_victim`` counts as no; a missing ``most_recent_offence_date``
        stops the reduction, except in the deployed rules.
    """
    # Official service, August 2026, OSP/DC, check 1; it holds for women too.
    required = (
        "sex",
        "supervision_status",
        "ever_sexual_offence",
        "date_of_birth",
        "follow_up_start",
        "total_sanctions",
    )
    if missing(answers, required):
        return _dc_result("not_scorable")
    sex = text_of(answers, "sex")
    supervision_status = text_of(answers, "supervision_status")
    ever_sexual_offence = yes_no_of(answers, "ever_sexual_offence")
    date_of_birth = date_of(answers, "date_of_birth")
    follow_up_start = date_of(answers, "follow_up_start")
    total_sanctions = count_of(answers, "total_sanctions")
    assert date_of_birth is not None
    assert follow_up_start is not None
    assert total_sanctions is not None

    if sex == "female":
        return _dc_result("not_applicable")
    # House rule: the scale is calibrated on adults.
    if not deployed and whole_years(date_of_birth, on) < 18:
        return _dc_result("not_applicable")
    if ever_sexual_offence is False:
        if _any_count_not_zero(answers):
            return _dc_result("fault")
        return _dc_result("not_applicable")

    # Official service, August 2026, OSP/DC, checks 2 to 6.
    if missing(answers, (*COUNTS, "most_recent_sexual_offence_date")):
        return _dc_result("not_scorable")
    contact_adult = count_of(answers, "contact_adult_sanctions")
    contact_child = count_of(answers, "contact_child_sanctions")
    non_contact = count_of(answers, "non_contact_sanctions")
    images = count_of(answers, "indecent_image_sanctions")
    last_sexual_offence = date_of(answers, "most_recent_sexual_offence_date")
    assert contact_adult is not None
    assert contact_child is not None
    assert non_contact is not None
    assert images is not None
    assert last_sexual_offence is not None

    if total_sanctions < 1 or total_sanctions > 999:
        return _dc_result("fault")
    if images == 0 and contact_adult == 0 and contact_child == 0 and non_contact == 0:
        return _dc_result("fault")
    if images + contact_adult + contact_child + non_contact > total_sanctions:
        return _dc_result("fault")
    if last_sexual_offence <= date_of_birth:
        return _dc_result("fault")
    age_at_last_offence = whole_years(date_of_birth, last_sexual_offence)
    if age_at_last_offence >= 110:
        return _dc_result("fault")
    # No official check covers this one; the service breaks down with UNEXPECTED_ERROR.
    if follow_up_start <= date_of_birth:
        return _dc_result("fault")
    age_at_follow_up = whole_years(date_of_birth, follow_up_start)
    if age_at_follow_up >= 110:
        return _dc_result("fault")

    # Official service, August 2026, OSP/DC, item table.
    points = 0
    if contact_adult == 1:
        points += 5
    elif contact_adult == 2:
        points += 10
    elif contact_adult >= 3:
        points += 15

    if contact_child == 1:
        points += 3
    elif contact_child == 2:
        points += 6
    elif contact_child >= 3:
        points += 9

    if non_contact == 1:
        points += 2
    elif non_contact == 2:
        points += 4
    elif non_contact >= 3:
        points += 6

    # "The age item in full" of the same section.
    if age_at_follow_up < 21:
        points += 14
    elif age_at_follow_up <= 23:
        points += 13
    elif age_at_follow_up <= 26:
        points += 12
    elif age_at_follow_up <= 29:
        points += 11
    elif age_at_follow_up <= 32:
        points += 10
    elif age_at_follow_up <= 35:
        points += 9
    elif age_at_follow_up <= 38:
        points += 8
    elif age_at_follow_up <= 41:
        points += 7
    elif age_at_follow_up <= 44:
        points += 6
    elif age_at_follow_up <= 47:
        points += 5
    elif age_at_follow_up <= 50:
        points += 4
    elif age_at_follow_up <= 53:
        points += 3
    elif age_at_follow_up <= 56:
        points += 2
    elif age_at_follow_up <= 59:
        points += 1

    if age_at_last_offence in (16, 17):
        points += 5
    elif age_at_last_offence >= 18:
        points += 10

    if total_sanctions >= 2:
        points += 6

    if yes_no_of(answers, "stranger_victim") is True:
        points += 4

    # Official service, August 2026, OSP/DC, probability; 0 points are 0 % in both rulesets
    # (additional switch B).
    probability = 0.0 if points == 0 else 1.0 / (1.0 + math.exp(-(-8.633 + 0.1598 * points)))

    # Official service, August 2026, OSP/DC, bands.
    if points <= 21:
        band = "low"
    elif points <= 29:
        band = "medium"
    elif points <= 35:
        band = "high"
    else:
        band = "very_high"

    risk_reduction: bool | None
    if points == 0:
        risk_reduction = None
    else:
        risk_reduction = band != "low" and _reduction_is_earned(
            supervision_status,
            date_of(answers, "most_recent_offence_date"),
            last_sexual_offence,
            follow_up_start,
            on,
            deployed,
        )
    if risk_reduction:
        band = BANDS[BANDS.index(band) - 1]

    return {
        "outcome": "scored",
        "points": points,
        "probability": probability,
        "percent": rounded_percent(probability),
        "band": band,
        "risk_reduction": risk_reduction,
    }


def iic_srp(answers: Answers, on: date, deployed: bool = False) -> Reading:
    """
    Images and Indirect Contact Sexual Reoffending Predictor: the first line that fits.

    Parameters
    ----------
    answers : dict
        Answers by key; absent or None is not answered. ``total_sanctions`` and
        ``date_of_birth`` may be missing.
    on : date
        Day of the assessment; used for the age limit only.
    deployed : bool
        Read the deployed rules instead of the intended ones.

    Returns
    -------
    dict
        ``outcome``, ``points`` (always None), ``probability`` (0 to 1), ``percent``, ``band``.
    """
    # Official service, August 2026, OSP/IIC, check R.
    if missing(answers, ("sex", "ever_sexual_offence")):
        return _iic_result("not_scorable")
    sex = text_of(answers, "sex")
    ever_sexual_offence = yes_no_of(answers, "ever_sexual_offence")

    if sex == "female":
        # Disputed rules 5 and 6.
        if not deployed or ever_sexual_offence is False:
            return _iic_result("not_applicable")
        if missing(answers, COUNTS):
            # The service breaks down with UNEXPECTED_ERROR; here the answers are called missing.
            return _iic_result("not_scorable")
        return _iic_scored(0.0, "low")

    # House rule: the scale is for adults.
    date_of_birth = date_of(answers, "date_of_birth")
    if not deployed and date_of_birth is not None and whole_years(date_of_birth, on) < 18:
        return _iic_result("not_applicable")

    if ever_sexual_offence is False:
        if _any_count_not_zero(answers):
            return _iic_result("fault")
        return _iic_result("not_applicable")

    if missing(answers, COUNTS):
        return _iic_result("not_scorable")
    contact_adult = count_of(answers, "contact_adult_sanctions")
    contact_child = count_of(answers, "contact_child_sanctions")
    non_contact = count_of(answers, "non_contact_sanctions")
    images = count_of(answers, "indecent_image_sanctions")
    total_sanctions = count_of(answers, "total_sanctions")
    assert contact_adult is not None
    assert contact_child is not None
    assert non_contact is not None
    assert images is not None

    if images == 0 and contact_adult == 0 and contact_child == 0 and non_contact == 0:
        return _iic_result("fault")
    counted = images + contact_adult + contact_child + non_contact
    if total_sanctions is not None and counted > total_sanctions:
        return _iic_result("fault")

    # Official service, August 2026, OSP/IIC, lines 1 to 6.
    if images >= 2:
        return _iic_scored(0.10310, "high")
    if images == 1:
        return _iic_scored(0.03328, "medium")
    if contact_child >= 2:
        return _iic_scored(0.00926, "low")
    if contact_child == 1:
        return _iic_scored(0.00634, "low")
    if deployed:
        other_history = non_contact != 0 and contact_adult != 0
    else:
        # Disputed rule 7.
        other_history = non_contact != 0 or contact_adult != 0
    if other_history:
        return _iic_scored(0.00281, "low")
    return _iic_scored(0.0, "low")


def osp_2014(answers: Answers, on: date) -> Reading:
    """
    The original OASys Sexual Reoffending Predictor (in RSR, 2014 to 2021), 0 to 32 points.

    Parameters
    ----------
    answers : dict
        Answers by key; absent or None is not answered. Nothing may be missing.
    on : date
        Day of the assessment; used for the age limit only.

    Returns
    -------
    dict
        ``outcome``, ``points``, ``probability`` and ``percent`` of contact reoffending in two
        years, ``band`` (always None), and the probabilities ``contact_one_year``,
        ``images_one_year`` and ``images_two_years``.
    """
    if missing(answers, ("sex", "ever_sexual_offence", "date_of_birth")):
        return _osp_2014_result("not_scorable")
    date_of_birth = date_of(answers, "date_of_birth")
    assert date_of_birth is not None
    if text_of(answers, "sex") == "female":
        return _osp_2014_result("not_applicable")
    if yes_no_of(answers, "ever_sexual_offence") is False:
        return _osp_2014_result("not_applicable")
    # House rule, as for DC-SRP.
    if whole_years(date_of_birth, on) < 18:
        return _osp_2014_result("not_applicable")

    required = (
        *COUNTS,
        "follow_up_start",
        "most_recent_sexual_offence_date",
        "total_sanctions",
        "stranger_victim",
    )
    if missing(answers, required):
        return _osp_2014_result("not_scorable")
    contact_adult = count_of(answers, "contact_adult_sanctions")
    contact_child = count_of(answers, "contact_child_sanctions")
    non_contact = count_of(answers, "non_contact_sanctions")
    images = count_of(answers, "indecent_image_sanctions")
    total_sanctions = count_of(answers, "total_sanctions")
    follow_up_start = date_of(answers, "follow_up_start")
    last_sexual_offence = date_of(answers, "most_recent_sexual_offence_date")
    stranger_victim = yes_no_of(answers, "stranger_victim")
    assert contact_adult is not None
    assert contact_child is not None
    assert non_contact is not None
    assert images is not None
    assert total_sanctions is not None
    assert follow_up_start is not None
    assert last_sexual_offence is not None

    if total_sanctions < 1 or total_sanctions > 999:
        return _osp_2014_result("fault")
    age_at_follow_up = whole_years(date_of_birth, follow_up_start)
    age_at_last_offence = whole_years(date_of_birth, last_sexual_offence)
    # Both age tables begin at 10.
    if age_at_follow_up < 10 or age_at_last_offence < 10:
        return _osp_2014_result("fault")

    # rsr-calculator, October 2018, original OSP, item table.
    points = 0
    if contact_adult == 1:
        points += 3
    elif contact_adult == 2:
        points += 5
    elif contact_adult >= 3:
        points += 8

    if contact_child == 1:
        points += 2
    elif contact_child == 2:
        points += 3
    elif contact_child >= 3:
        points += 4

    if non_contact == 1:
        points += 1
    elif non_contact == 2:
        points += 2
    elif non_contact >= 3:
        points += 3

    previous_sanctions = total_sanctions - 1
    if previous_sanctions >= 1:
        points += 3

    if stranger_victim:
        points += 2

    if age_at_last_offence in (16, 17):
        points += 3
    elif age_at_last_offence >= 18:
        points += 5

    if age_at_follow_up <= 23:
        points += 7
    elif age_at_follow_up <= 29:
        points += 6
    elif age_at_follow_up <= 35:
        points += 5
    elif age_at_follow_up <= 41:
        points += 4
    elif age_at_follow_up <= 47:
        points += 3
    elif age_at_follow_up <= 53:
        points += 2
    elif age_at_follow_up <= 59:
        points += 1

    # rsr-calculator, October 2018, original OSP, contact.
    contact_one_year = 1.0 / (1.0 + math.exp(-(-8.817398615 + 0.2545385404 * points)))
    contact_two_year = 1.0 / (1.0 + math.exp(-(-8.216503478 + 0.2545385404 * points)))

    # rsr-calculator, October 2018, original OSP, indecent images; published as percentages.
    if images >= 2:
        images_one_year, images_two_years = 0.038087, 0.057949
    elif images == 1:
        images_one_year, images_two_years = 0.018237, 0.02805
    elif contact_child >= 2:
        images_one_year, images_two_years = 0.004615, 0.007151
    elif contact_child == 1:
        images_one_year, images_two_years = 0.00224, 0.003476
    elif contact_adult >= 1 or non_contact >= 1:
        images_one_year, images_two_years = 0.000683, 0.001061
    else:
        images_one_year, images_two_years = 0.000098, 0.000152

    return {
        "outcome": "scored",
        "points": points,
        "probability": contact_two_year,
        "percent": rounded_percent(contact_two_year),
        "band": None,
        "contact_one_year": contact_one_year,
        "images_one_year": images_one_year,
        "images_two_years": images_two_years,
    }


def _any_count_not_zero(answers: Answers) -> bool:
    """Official service, August 2026, OSP/DC, check 7."""
    for key in COUNTS:
        value = count_of(answers, key)
        if value is not None and value != 0:
            return True
    return False


def _reduction_is_earned(
    supervision_status: str | None,
    most_recent_offence: date | None,
    last_sexual_offence: date,
    follow_up_start: date,
    on: date,
    deployed: bool,
) -> bool:
    """Five clear years outside prison (official service, August 2026, OSP/DC)."""
    if supervision_status == "custody":
        return False
    # Disputed rule 4.
    if supervision_status == "remand" and not deployed:
        return False
    # Additional switch A.
    if most_recent_offence is None and not deployed:
        return False
    for day in (most_recent_offence, last_sexual_offence, follow_up_start):
        if day is None:
            continue
        if whole_years(day, on) < 5:
            return False
    return True


def _dc_result(outcome: str) -> Reading:
    return {
        "outcome": outcome,
        "points": None,
        "probability": None,
        "percent": None,
        "band": None,
        "risk_reduction": None,
    }


def _iic_result(outcome: str) -> Reading:
    return {
        "outcome": outcome,
        "points": None,
        "probability": None,
        "percent": None,
        "band": None,
    }


def _iic_scored(probability: float, band: str) -> Reading:
    return {
        "outcome": "scored",
        "points": None,
        "probability": probability,
        "percent": rounded_percent(probability),
        "band": band,
    }


def _osp_2014_result(outcome: str) -> Reading:
    return {
        "outcome": outcome,
        "points": None,
        "probability": None,
        "percent": None,
        "band": None,
        "contact_one_year": None,
        "images_one_year": None,
        "images_two_years": None,
    }
