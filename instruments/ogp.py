"""
OASys General reoffending Predictor (OGP): proven general reoffending within one and two years.

A scale of points: the percentage of OGRS3 and the assessed needs; a missing item stops the score.
In force until June 2026 and then replaced by ARP. For men and women. It predicts proven
reoffending, says nothing of its harm, and must not be used for new decisions.

References: the actuarial risk service of HMPPS (2025, MIT licence, Crown copyright). Numbers stand
in ``models/ogp``.
"""

from typing import Any

import numpy as np

from instruments import questions as ask
from instruments.results import NO_RESULT
from instruments.scale import logistic
from riskservice.kit import (
    UNKNOWN,
    Answers,
    Floats,
    Instrument,
    Ints,
    Table,
    derived,
    figure,
    needed,
    steps,
    term,
)


class OgpAnswers(Answers, frozen=True, kw_only=True):
    """What OGP asks besides the result of OGRS3, in the order of the form."""

    ogrs3_on_file: ask.Ogrs3OnFile = None
    is_currently_of_no_fixed_abode_or_transient_accommodation: ask.NoFixedAbode = None
    is_unemployed: ask.IsUnemployed = None
    regular_offending_activities: ask.RegularOffendingActivities = None
    current_drug_misuse: ask.CurrentDrugMisuse = None
    motivation_to_tackle_drug_misuse: ask.MotivationToTackleDrugMisuse = None
    problem_solving_skills: ask.ProblemSolvingSkills = None
    awareness_of_consequences: ask.AwarenessOfConsequences = None
    understands_other_peoples_views: ask.UnderstandsOtherPeoplesViews = None
    pro_criminal_attitudes: ask.ProCriminalAttitudes = None


@derived(size=100, sees_unknown=True)
def ogrs3_whole_percent(
    ogrs3_percent: Ints, ogrs3_model: Ints, ogrs3_on_file: Ints, *, table: Table
) -> Any:
    """Two-year percentage of OGRS3"""
    scored = ogrs3_model != NO_RESULT
    whole = ogrs3_percent // int(table.numbers["hundredths_per_percent"])
    told = ogrs3_percent != UNKNOWN
    found = scored * whole + (scored ^ True) * ogrs3_on_file
    return told * found + (told ^ True) * UNKNOWN


@needed("ogrs3_on_file")
def no_ogrs3(ogrs3_model: Ints) -> Any:
    """There is no result of OGRS3"""
    return ogrs3_model == NO_RESULT


@term(block="constants.per_ogrs3_percent")
def ogrs3(ogrs3_whole_percent: Ints, *, table: Table) -> Any:
    """OGRS3"""
    # Six tenths of a whole number are never a half, so that rounding in doubles is safe.
    return np.rint(table.numbers["per_ogrs3_percent"] * ogrs3_whole_percent)


@term(block="steps.drugs")
def drugs(
    current_drug_misuse: Ints, motivation_to_tackle_drug_misuse: Ints, *, table: Table
) -> Any:
    """Drug misuse"""
    return table.steps["drugs"].look_up(current_drug_misuse + motivation_to_tackle_drug_misuse)


@term(block="steps.thinking")
def thinking(
    problem_solving_skills: Ints,
    awareness_of_consequences: Ints,
    understands_other_peoples_views: Ints,
    *,
    table: Table,
) -> Any:
    """Thinking and behaviour"""
    level = problem_solving_skills + awareness_of_consequences + understands_other_peoples_views
    return table.steps["thinking"].look_up(level)


def two_year_probability(total: Floats, table: Table) -> Floats:
    """
    Chance of a proven general reoffence within two years.

    Parameters
    ----------
    total : ndarray of float64, shape (n,)
        0 to 99. [points]

    Returns
    -------
    ndarray of float64, shape (n,)
        [probability]
    """
    return logistic(total, "two_year_intercept", table)


@figure(title="General reoffending within one year")
def one_year(total: Floats, *, table: Table) -> Any:
    """Return the one-year chance of the same points."""
    return logistic(total, "one_year_intercept", table)


INSTRUMENT = Instrument(
    key="ogp",
    title="OASys General reoffending Predictor (OGP)",
    about="Chance of a proven general reoffence within two years, and within one, from OGRS3 and "
    "assessed needs; in force until June 2026. Kept to rescore and audit old files, not for new "
    "decisions.",
    answers=OgpAnswers,
    tables="models",
    reads=("ogrs3",),
    derived=(ogrs3_whole_percent,),
    needed=(no_ogrs3,),
    terms=(
        ogrs3,
        steps("is_currently_of_no_fixed_abode_or_transient_accommodation"),
        steps("is_unemployed"),
        steps("regular_offending_activities"),
        drugs,
        thinking,
        steps("pro_criminal_attitudes"),
    ),
    probability=two_year_probability,
    measures=(one_year,),
    covers="dynamic",
)
