"""
The superseded probation tier on two axes: protect, A to D, and change, 3 to 0, written as B2.

Protect counts harm and serious reoffending, change counts needs and the likelihood of reoffending.
Kept to read and audit old records, not for new decisions; :mod:`instruments.tier` replaced it.

References: the tier service of HMPPS (Ministry of Justice, MIT licence, Crown copyright). Numbers
stand in ``models/tier_protect`` and ``models/tier_change``.
"""

from typing import Any

import numpy as np

from instruments import questions as ask
from instruments.results import where_given
from instruments.tier import rosh_level
from riskservice.kit import (
    Answers,
    Instrument,
    Ints,
    Predicate,
    Requirement,
    Table,
    Term,
    check,
    derived,
    needed,
    note,
    shift,
    steps,
    term,
)


class ProtectAnswers(Answers, frozen=True, kw_only=True):
    """What the protect axis asks, in the order of the form."""

    sex: ask.Sex = None
    mappa_level: ask.MappaLevel = None
    complexity_factors: ask.ComplexityFactors = None
    parenting_responsibilities: ask.ParentingResponsibilities = None
    poor_self_control: ask.PoorSelfControl = None
    breach_or_recall: ask.BreachOrRecall = None
    active_event: ask.ActiveEvent = None


class ChangeAnswers(Answers, frozen=True, kw_only=True):
    """What the change axis asks, in the order of the form."""

    has_mandate: ask.HasMandate = None
    has_assessment: ask.HasAssessment = None
    accommodation_need: ask.AccommodationNeed = None
    education_training_employment_need: ask.EducationTrainingEmploymentNeed = None
    relationships_need: ask.RelationshipsNeed = None
    lifestyle_and_associates_need: ask.LifestyleAndAssociatesNeed = None
    drugs_need: ask.DrugsNeed = None
    alcohol_need: ask.AlcoholNeed = None
    thinking_and_behaviour_need: ask.ThinkingAndBehaviourNeed = None
    attitudes_need: ask.AttitudesNeed = None
    integrated_offender_management: ask.IntegratedOffenderManagement = None


# Protect -----------------------------------------------------------------------------------------

_RSR = ("lower", "raised", "high", "not known")
_RSR_UNKNOWN = _RSR.index("not known")


@derived(size=4, labels=_RSR)
def rsr_step(csrp_percent: Ints, csrp_model: Ints, *, table: Table) -> Any:
    """RSR"""
    return where_given(csrp_model, table.steps["rsr"].look_up(csrp_percent), _RSR_UNKNOWN)


@term(block="steps.rosh_points")
def rsr_or_harm(rsr_step: Ints, rosh_level: Ints, *, table: Table) -> Any:
    """The larger of RSR and the risk of serious harm"""
    return np.maximum(
        table.steps["rsr_points"].look_up(rsr_step), table.steps["rosh_points"].look_up(rosh_level)
    )


@term(block="constants.per_complexity_factor")
def complexity(complexity_factors: Ints, *, table: Table) -> Any:
    """Complexity factors"""
    return table.numbers["per_complexity_factor"] * complexity_factors


def _for_women(question: str, title: str) -> Term:
    def counts(sex: Any, x: Any, *, table: Table) -> Any:
        return np.where((sex == ask.FEMALE) & (x == 1), table.numbers["per_womens_factor"], 0)

    return Term(question, title, ("sex", question), counts, "constants.per_womens_factor")


@note
def rsr_not_known(rsr_step: Ints) -> Any:
    """RSR is not known; the axis counts without it and could be higher."""
    return rsr_step == _RSR_UNKNOWN


@note
def harm_not_entered(rosh_level: Ints, *, table: Table) -> Any:
    """The risk of serious harm has not been entered; the axis counts without it."""
    return rosh_level == len(table.steps["rosh_points"].at)


@note
def unsupervised(active_event: Ints) -> Any:
    """The person is not supervised: the tier carries the suffix S."""
    return active_event == 0


PROTECT = Instrument(
    key="tier_protect",
    title="Probation tier of two axes: protect (A to D)",
    about="Superseded axis that counted the risk of serious harm, RSR, MAPPA and complexity. To "
    "read and audit old records, not for new decisions.",
    answers=ProtectAnswers,
    tables="models",
    reads=("csrp", "rosh"),
    derived=(rsr_step, rosh_level),
    terms=(
        rsr_or_harm,
        steps("mappa_level"),
        complexity,
        _for_women("parenting_responsibilities", "Parenting responsibilities of a woman"),
        _for_women("poor_self_control", "Poor self-control of a woman"),
        _for_women("breach_or_recall", "Breach or recall of a woman"),
    ),
    notes=(rsr_not_known, harm_not_entered, unsupervised),
    covers="harm",
)


# Change ------------------------------------------------------------------------------------------

_NEEDS = {
    "accommodation_need": "per_need",
    "education_training_employment_need": "per_need",
    "relationships_need": "per_need",
    "lifestyle_and_associates_need": "per_need",
    "drugs_need": "per_need",
    "alcohol_need": "per_need",
    "thinking_and_behaviour_need": "per_thinking_or_attitudes_need",
    "attitudes_need": "per_thinking_or_attitudes_need",
}


@derived(size=11, labels=(*map(str, range(len(_NEEDS) + 1 + 1)), "not known"))
def ogrs_tens(ogrs3_percent: Ints, ogrs3_model: Ints, *, table: Table) -> Any:
    """Tens of the two-year percentage of OGRS"""
    tens = ogrs3_percent // int(table.numbers["ogrs_hundredths_per_point"])
    return where_given(ogrs3_model, tens, int(table.numbers["ogrs_not_known"]))


def _need(question: str, weight: str) -> Term:
    def points(x: Any, has_assessment: Any, *, table: Table) -> Any:
        return np.where(has_assessment == 1, table.numbers[weight] * x, 0)

    title = question.removesuffix("_need").replace("_", " ").capitalize()
    return Term(question, title, (question, "has_assessment"), points, f"constants.{weight}")


def _called_for(question: str) -> Requirement:
    @needed(question)
    def assessed(has_assessment: Ints) -> Any:
        """There is an assessment of needs"""
        return has_assessment == 1

    return assessed


def _beside(question: str) -> Predicate:
    @check(way_out="Correct the need, or say that there is an assessment.")
    def need_without_assessment(has_assessment: Ints, x: Ints) -> Any:
        """A need is entered, but there is said to be no assessment of needs."""
        return (has_assessment == 0) & (x > 0)

    return Predicate(
        f"{question}_without_assessment",
        need_without_assessment.text,
        ("has_assessment", question),
        need_without_assessment.function,
        need_without_assessment.way_out,
    )


@term(block="constants.ogrs_hundredths_per_point")
def ogrs(ogrs_tens: Ints, has_assessment: Ints, *, table: Table) -> Any:
    """OGRS"""
    known = ogrs_tens < table.numbers["ogrs_not_known"]
    return np.where(known & (has_assessment == 1), ogrs_tens, 0)


@term(block="constants.iom_points")
def offender_management(
    integrated_offender_management: Ints, has_assessment: Ints, *, table: Table
) -> Any:
    """Integrated offender management"""
    counts = (integrated_offender_management == 1) & (has_assessment == 1)
    return np.where(counts, table.numbers["iom_points"], 0)


@term(block="constants.points_without_assessment")
def no_assessment(has_assessment: Ints, *, table: Table) -> Any:
    """No assessment of needs, which stands for level 2"""
    return np.where(has_assessment == 1, 0, table.numbers["points_without_assessment"])


@shift(block="constants.steps_without_mandate")
def no_mandate(has_mandate: Ints, *, table: Table) -> Any:
    """No mandate for change, which stands for level 0"""
    return np.where(has_mandate == 1, 0, table.numbers["steps_without_mandate"])


@note
def ogrs_not_known(ogrs_tens: Ints, *, table: Table) -> Any:
    """OGRS is not known; the axis counts without it and could be higher."""
    return ogrs_tens == int(table.numbers["ogrs_not_known"])


CHANGE = Instrument(
    key="tier_change",
    title="Probation tier of two axes: change (3 to 0)",
    about="Superseded axis that counted needs, OGRS and integrated offender management. To read "
    "and audit old records, not for new decisions.",
    answers=ChangeAnswers,
    tables="models",
    reads=("ogrs3",),
    derived=(ogrs_tens,),
    checks=tuple(_beside(question) for question in _NEEDS),
    needed=tuple(_called_for(question) for question in _NEEDS),
    terms=(
        *(_need(question, weight) for question, weight in _NEEDS.items()),
        ogrs,
        offender_management,
        no_assessment,
    ),
    shift=no_mandate,
    notes=(ogrs_not_known,),
    covers="dynamic",
)
