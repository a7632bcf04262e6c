"""
ARMS, the Active Risk Management System: eleven dynamic factors of men convicted of sexual offences.

The assessor rates seven risk factors by priority and four protective factors by strength, each
with evidence, and decides the overall risk management level. Nothing is added up. ARMS makes no
prediction; it feeds the plan. It was not designed for women or children, and is not for people
without a conviction.

References: the manual is not public. Factors as named in practice; see ``models/arms``.
"""

from typing import Any

from instruments import questions as ask
from riskservice.kit import Answers, Ints, Judgement, Table, derived, excluded, whole_years


class ArmsAnswers(Answers, frozen=True, kw_only=True):
    """What ARMS asks, in the order of the form."""

    sex: ask.Sex = None
    date_of_birth: ask.DateOfBirth = None
    ever_sexual_offence: ask.EverSexualOffence = None
    arms_assessor: ask.ArmsAssessor = None
    arms_opportunity: ask.Opportunity = None
    arms_sexual_preoccupation: ask.SexualPreoccupation = None
    arms_offence_related_sexual_interests: ask.OffenceRelatedSexualInterests = None
    arms_emotional_congruence_with_children: ask.EmotionalCongruence = None
    arms_hostile_orientation: ask.HostileOrientation = None
    arms_poor_self_management: ask.PoorSelfManagement = None
    arms_negative_social_influences: ask.NegativeSocialInfluences = None
    arms_commitment_to_desist: ask.CommitmentToDesist = None
    arms_intimate_relationship: ask.IntimateRelationship = None
    arms_employment_or_routine: ask.EmploymentOrRoutine = None
    arms_social_investment: ask.SocialInvestment = None
    arms_overall_level: ask.ArmsOverallLevel = None
    arms_overall_reason: ask.ArmsOverallReason = None
    arms_disagreement_reason: ask.ArmsDisagreementReason = None
    arms_second_rating: ask.ArmsSecondRating = None


@derived(size=2)
def too_young(date_of_birth: Ints, on: Ints, *, table: Table) -> Any:
    """Under 18 at assessment"""
    return whole_years(date_of_birth, on) < table.numbers["minimum_age"]


@excluded
def woman(sex: Ints) -> Any:
    """ARMS was designed for men and is not used for women."""
    return sex == ask.FEMALE


@excluded
def under_age(too_young: Ints) -> Any:
    """The person is under 18 at assessment; ARMS is for adults."""
    return too_young == 1


@excluded
def no_sexual_offence(ever_sexual_offence: Ints) -> Any:
    """There is no sanction for a sexual offence."""
    return ever_sexual_offence == 0


INSTRUMENT = Judgement(
    key="arms",
    title="Active Risk Management System (ARMS)",
    about="Structured professional judgement of eleven dynamic factors of adult men convicted of a "
    "sexual offence. Nothing is added up, and it predicts nothing by itself; it feeds the plan.",
    answers=ArmsAnswers,
    tables="models",
    risk=(
        "arms_opportunity",
        "arms_sexual_preoccupation",
        "arms_offence_related_sexual_interests",
        "arms_emotional_congruence_with_children",
        "arms_hostile_orientation",
        "arms_poor_self_management",
        "arms_negative_social_influences",
    ),
    protective=(
        "arms_commitment_to_desist",
        "arms_intimate_relationship",
        "arms_employment_or_routine",
        "arms_social_investment",
    ),
    level="arms_overall_level",
    reason="arms_overall_reason",
    disagreement="arms_disagreement_reason",
    assessor="arms_assessor",
    second="arms_second_rating",
    derived=(too_young,),
    excluded=(woman, under_age, no_sexual_offence),
)
