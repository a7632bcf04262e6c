"""
OASys Violence Predictor (OVP): proven non-sexual violent reoffending within one and two years.

A scale of points for static and dynamic items; a missing item stops the score. In force until June
2026 and then replaced by VRP. For adult men and women. It predicts proven reoffending, says nothing
of its harm, and must not be used for new decisions.

References: P. Howard and L. Dixon (2012); the actuarial risk service of HMPPS (2025, MIT licence,
Crown copyright). Numbers stand in ``models/ovp``.
"""

from typing import Any

import numpy as np

from instruments import questions as ask
from instruments import reoffending as shared
from instruments import reoffending_checks as contradictions
from instruments.scale import logistic
from riskservice.kit import (
    Answers,
    Floats,
    Instrument,
    Ints,
    Table,
    derived,
    excluded,
    figure,
    steps,
    term,
)


class OvpAnswers(Answers, frozen=True, kw_only=True):
    """What OVP asks, in the order of the form."""

    sex: ask.Sex = None
    date_of_birth: ask.DateOfBirth = None
    date_of_current_conviction: ask.DateOfCurrentConviction = None
    follow_up_start: ask.FollowUpStart = None
    total_sanctions: ask.TotalSanctions = None
    violent_sanctions: ask.ViolentSanctions = None
    does_recognise_impact_of_offending_on_others: ask.DoesRecogniseImpactOfOffendingOnOthers = None
    is_currently_of_no_fixed_abode_or_transient_accommodation: ask.NoFixedAbode = None
    is_unemployed: ask.IsUnemployed = None
    current_alcohol_use_problems: ask.CurrentAlcoholUseProblems = None
    excessive_alcohol_use: ask.ExcessiveAlcoholUse = None
    has_current_psychiatric_treatment: ask.HasCurrentPsychiatricTreatment = None
    temper_control: ask.TemperControl = None
    pro_criminal_attitudes: ask.ProCriminalAttitudes = None


@derived(size=1000)
def non_violent_sanctions(total_sanctions: Ints, violent_sanctions: Ints) -> Any:
    """Sanctions without violence"""
    return (total_sanctions - violent_sanctions) * (total_sanctions > violent_sanctions)


@excluded
def under_age(age_at_risk_start: Ints, *, table: Table) -> Any:
    """The person is under 18 at the start of follow-up, and the scale begins at 18."""
    return age_at_risk_start < table.numbers["youngest"]


@term(block="constants.any_sanction")
def any_sanction(total_sanctions: Ints, *, table: Table) -> Any:
    """Any sanction"""
    current_counts = table.rule("current_sanction_counts_as_any")
    counts = total_sanctions > (0 if current_counts else 1)
    return np.where(counts, table.numbers["any_sanction"], 0)


@term(block="steps.alcohol")
def alcohol(
    current_alcohol_use_problems: Ints, excessive_alcohol_use: Ints, *, table: Table
) -> Any:
    """Alcohol"""
    return table.steps["alcohol"].look_up(current_alcohol_use_problems + excessive_alcohol_use)


def two_year_probability(total: Floats, table: Table) -> Floats:
    """
    Chance of a proven violent reoffence within two years.

    Parameters
    ----------
    total : ndarray of float64, shape (n,)
        0 to 98. [points]

    Returns
    -------
    ndarray of float64, shape (n,)
        [probability]
    """
    return logistic(total, "two_year_intercept", table)


@figure(title="Violent reoffending within one year")
def one_year(total: Floats, *, table: Table) -> Any:
    """Return the one-year chance of the same points."""
    return logistic(total, "one_year_intercept", table)


INSTRUMENT = Instrument(
    key="ovp",
    title="OASys Violence Predictor (OVP)",
    about="Chance of a proven non-sexual violent reoffence within two years, and within one; in "
    "force until June 2026. Kept to rescore and audit old files, not for new decisions.",
    answers=OvpAnswers,
    tables="models",
    derived=(shared.age_at_risk_start, non_violent_sanctions),
    excluded=(under_age,),
    checks=(
        contradictions.risk_start_before_birth,
        contradictions.conviction_before_birth,
        contradictions.more_violent_than_all_sanctions,
    ),
    at_least=(("dates_needed", ("follow_up_start", "date_of_current_conviction")),),
    terms=(
        any_sanction,
        steps("violent_sanctions"),
        steps("non_violent_sanctions"),
        steps("age_at_risk_start"),
        steps("sex"),
        steps("does_recognise_impact_of_offending_on_others"),
        steps("is_currently_of_no_fixed_abode_or_transient_accommodation"),
        steps("is_unemployed"),
        alcohol,
        steps("has_current_psychiatric_treatment"),
        steps("temper_control"),
        steps("pro_criminal_attitudes"),
    ),
    probability=two_year_probability,
    measures=(one_year,),
)
