"""
What the offender personality disorder screen asks and needs, with a place for silence.

In the screen a question left out counts as no, but not when every question of a person's sex is
left out; so each answer becomes a column in which *not answered* is a place of its own.
"""

from functools import reduce
from operator import and_, or_
from typing import Any

from instruments import answered
from instruments import questions as ask
from riskservice.kit import (
    UNKNOWN,
    Answers,
    Column,
    Ints,
    Requirement,
    Table,
    check,
    derived,
    needed,
)


class OpdAnswers(Answers, frozen=True, kw_only=True):
    """What the screen asks, in the order of the form."""

    sex: ask.Sex = None
    date_of_birth: ask.DateOfBirth = None
    overall_risk_for_assessment: ask.OverallRiskForAssessment = None
    highest_risk_level_over_all_assessments: ask.HighestRiskLevelOverAllAssessments = None
    current_offence_code: ask.CurrentOffenceCode = None
    has_custodial_sentence: ask.HasCustodialSentence = None
    is_eligible_for_mappa: ask.IsEligibleForMappa = None
    age_at_first_sanction: ask.AgeAtFirstSanction = None
    did_offence_involve_carrying_or_using_weapon: ask.DidOffenceInvolveCarryingOrUsingWeapon = None
    did_offence_involve_violence_or_threat_of_violence: ask.DidOffenceInvolveViolenceOrThreatOfViolence = None  # noqa: E501  the official name is this long
    did_offence_involve_excessive_use_of_violence: ask.DidOffenceInvolveExcessiveUseOfViolence = (
        None
    )
    did_offence_involve_arson: ask.DidOffenceInvolveArson = None
    offence_motivation_emotional_state: ask.OffenceMotivationEmotionalState = None
    does_recognise_impact_of_offending_on_others: ask.DoesRecogniseImpactOfOffendingOnOthers = None
    is_analysis_of_offence_issues_linked_to_risk: ask.IsAnalysisOfOffenceIssuesLinkedToRisk = None
    has_accommodation_issues_linked_to_risk: ask.HasAccommodationIssuesLinkedToRisk = None
    over_reliance_on_others_for_financial_support: ask.OverRelianceOnOthersForFinancialSupport = (
        None
    )
    experience_of_childhood: ask.ExperienceOfChildhood = None
    is_evidence_of_childhood_behavioural_problems: ask.IsEvidenceOfChildhoodBehaviouralProblems = (
        None
    )
    evidence_of_domestic_abuse: ask.EvidenceOfDomesticAbuse = None
    domestic_abuse_against_partner: ask.DomesticAbuseAgainstPartner = None
    domestic_abuse_against_family: ask.DomesticAbuseAgainstFamily = None
    relationship_issues_linked_to_risk: ask.RelationshipIssuesLinkedToRisk = None
    difficulties_coping: ask.DifficultiesCoping = None
    current_psychological_problems: ask.CurrentPsychologicalProblems = None
    current_psychiatric_problems: ask.CurrentPsychiatricProblems = None
    has_history_of_psychiatric_treatment: ask.HasHistoryOfPsychiatricTreatment = None
    has_been_on_medication_for_mental_health_problems: ask.HasBeenOnMedicationForMentalHealthProblems = None  # noqa: E501  the official name is this long
    has_ever_been_in_special_hospital_or_regional_secure_unit: ask.HasEverBeenInSpecialHospitalOrRegionalSecureUnit = None  # noqa: E501  the official name is this long
    has_current_psychiatric_treatment: ask.HasCurrentPsychiatricTreatment = None
    has_displayed_obsessive_behaviour_linked_to_offending: ask.HasDisplayedObsessiveBehaviourLinkedToOffending = None  # noqa: E501  the official name is this long
    has_self_harm_or_attempted_suicide: ask.HasSelfHarmOrAttemptedSuicide = None
    are_emotional_issues_linked_to_risk: ask.AreEmotionalIssuesLinkedToRisk = None
    manipulative_or_predatory_behaviour: ask.ManipulativeOrPredatoryBehaviour = None
    recklessness_and_risk_taking_behaviour: ask.RecklessnessAndRiskTakingBehaviour = None
    impulsivity_problems: ask.ImpulsivityProblems = None
    controlling_or_aggressive_behaviour: ask.ControllingOrAggressiveBehaviour = None
    are_thinking_and_behaviour_issues_linked_to_risk: ask.AreThinkingAndBehaviourIssuesLinkedToRisk = None  # noqa: E501  the official name is this long
    attitude_towards_supervision_or_licence: ask.AttitudeTowardsSupervisionOrLicence = None
    has_assaulted_or_threatened_staff: ask.HasAssaultedOrThreatenedStaff = None
    has_escaped_or_absconded: ask.HasEscapedOrAbsconded = None
    has_control_issues: ask.HasControlIssues = None
    apply_opd_override: ask.ApplyOpdOverride = None


# What was said, with a place of its own for what was not answered --------------------------------

_YES_NO = ("not answered", "no", "yes")
_LEVELS = ("not answered", "no problems", "some problems", "significant problems")
NO, YES = _YES_NO.index("no"), _YES_NO.index("yes")
"""Of a level, *some problems* has the place of *yes*; from there on an answer counts."""

_RATED = (
    "over_reliance_on_others_for_financial_support",
    "manipulative_or_predatory_behaviour",
    "recklessness_and_risk_taking_behaviour",
    "impulsivity_problems",
    "controlling_or_aggressive_behaviour",
    "experience_of_childhood",
    "current_psychological_problems",
    "current_psychiatric_problems",
    "attitude_towards_supervision_or_licence",
    "difficulties_coping",
)
MENTAL_HEALTH = (
    "current_psychological_problems",
    "current_psychiatric_problems",
    "has_history_of_psychiatric_treatment",
    "has_been_on_medication_for_mental_health_problems",
    "has_ever_been_in_special_hospital_or_regional_secure_unit",
    "has_current_psychiatric_treatment",
    "has_displayed_obsessive_behaviour_linked_to_offending",
)
CHALLENGES = (
    "attitude_towards_supervision_or_licence",
    "has_assaulted_or_threatened_staff",
    "has_escaped_or_absconded",
    "has_control_issues",
)
MEN_ASKED = (
    "age_at_first_sanction",
    "did_offence_involve_violence_or_threat_of_violence",
    "did_offence_involve_excessive_use_of_violence",
    "does_recognise_impact_of_offending_on_others",
    "over_reliance_on_others_for_financial_support",
    "manipulative_or_predatory_behaviour",
    "recklessness_and_risk_taking_behaviour",
    "is_evidence_of_childhood_behavioural_problems",
    "impulsivity_problems",
    "controlling_or_aggressive_behaviour",
    "experience_of_childhood",
    *MENTAL_HEALTH,
    "has_self_harm_or_attempted_suicide",
    *CHALLENGES,
)
WOMEN_ASKED = (
    "did_offence_involve_carrying_or_using_weapon",
    "did_offence_involve_violence_or_threat_of_violence",
    "did_offence_involve_excessive_use_of_violence",
    "did_offence_involve_arson",
    "offence_motivation_emotional_state",
    "is_analysis_of_offence_issues_linked_to_risk",
    "has_accommodation_issues_linked_to_risk",
    "experience_of_childhood",
    "evidence_of_domestic_abuse",
    "relationship_issues_linked_to_risk",
)
WOMEN_TOO = (
    "difficulties_coping",
    "current_psychological_problems",
    "has_self_harm_or_attempted_suicide",
    "are_emotional_issues_linked_to_risk",
    "are_thinking_and_behaviour_issues_linked_to_risk",
)


def said(question: str) -> str:
    """Return the column that holds what was said to a question."""
    return f"{question}_said"


def _column(question: str) -> Column:
    wording = OpdAnswers.__annotations__[question].__metadata__[0].title
    labels = _LEVELS if question in _RATED else _YES_NO
    return Column(
        said(question),
        wording,
        (question,),
        answered.said,
        len(labels),
        sees_unknown=True,
        labels=labels,
    )


@derived(size=3, sees_unknown=True, labels=("not answered", "later", "early enough to count"))
def age_at_first_sanction_said(age_at_first_sanction: Ints, *, table: Table) -> Any:
    """Age at first sanction"""
    early = age_at_first_sanction < table.numbers["early_sanction_below"]
    return (age_at_first_sanction != UNKNOWN) * (1 + early)


@derived(size=3, sees_unknown=True, labels=("not answered", "recognised", "not recognised"))
def does_recognise_impact_of_offending_on_others_said(
    does_recognise_impact_of_offending_on_others: Ints,
) -> Any:
    """Impact of offending on others"""
    unrecognised = does_recognise_impact_of_offending_on_others == 0
    return (does_recognise_impact_of_offending_on_others != UNKNOWN) * (1 + unrecognised)


_OWN = (age_at_first_sanction_said, does_recognise_impact_of_offending_on_others_said)

SAID = (
    *_OWN,
    *(
        _column(question)
        for question in dict.fromkeys(
            (
                "is_eligible_for_mappa",
                *MEN_ASKED,
                *WOMEN_ASKED,
                *WOMEN_TOO,
                "domestic_abuse_against_partner",
                "domestic_abuse_against_family",
            )
        )
        if said(question) not in {column.key for column in _OWN}
    ),
)


def _any_counts(key: str, title: str, questions: tuple[str, ...]) -> Column:
    """Return a column that says whether any of several answers counts."""

    def any_counts(*answers: Ints) -> Any:
        return reduce(or_, (answer >= YES for answer in answers))

    needs = tuple(map(said, questions))
    return Column(key, title, needs, any_counts, size=2, labels=("no", "yes"))


_CHILDHOOD = ("experience_of_childhood", "is_evidence_of_childhood_behavioural_problems")
INDICATORS = (
    _any_counts("childhood_difficulties", "Difficulties in childhood", _CHILDHOOD),
    _any_counts("mental_health_history", "Mental health problems or treatment", MENTAL_HEALTH),
    _any_counts("challenging_behaviour", "Severe challenging behaviour", CHALLENGES),
)


# Answers that are needed, and answers that contradict each other ---------------------------------


@check(way_out="Answer yes to evidence of domestic abuse, or leave out against whom.")
def abuse_without_evidence(
    evidence_of_domestic_abuse_said: Ints,
    domestic_abuse_against_partner_said: Ints,
    domestic_abuse_against_family_said: Ints,
    *,
    table: Table,
) -> Any:
    """Against whom there was domestic abuse is answered without evidence of domestic abuse."""
    partner, family = domestic_abuse_against_partner_said, domestic_abuse_against_family_said
    named = (partner == YES) | (family == YES)
    any_answer = ((partner > 0) | (family > 0)) & table.rule("abuse_detail_needs_evidence")
    denied = evidence_of_domestic_abuse_said == NO
    return (denied & named) | ((evidence_of_domestic_abuse_said != YES) & any_answer)


@needed("is_eligible_for_mappa")
def mappa_of_a_woman(sex: Ints) -> Any:
    """A woman's eligibility for MAPPA decides whether the screen applies."""
    return sex == ask.FEMALE


def _evidence(evidence_of_domestic_abuse_said: Ints) -> Any:
    return evidence_of_domestic_abuse_said == YES


@needed("evidence_of_domestic_abuse")
def evidence_of_named_abuse(
    domestic_abuse_against_partner_said: Ints, domestic_abuse_against_family_said: Ints
) -> Any:
    """Domestic abuse counts only where there is evidence of it."""
    return (domestic_abuse_against_partner_said == YES) | (
        domestic_abuse_against_family_said == YES
    )


def _nothing_said(code: int, questions: tuple[str, ...]) -> tuple[Requirement, ...]:
    """Return the questions of one sex as needed, where not a single one is answered."""

    def silent(sex: Ints, *answers: Ints) -> Any:
        return reduce(and_, (answer == 0 for answer in answers), sex == code)

    needs = ("sex", *(said(question) for question in questions))
    return tuple(Requirement(question, needs, silent) for question in questions)


_EVIDENCE = (said("evidence_of_domestic_abuse"),)
NEEDED = (
    mappa_of_a_woman,
    Requirement("domestic_abuse_against_partner", _EVIDENCE, _evidence),
    Requirement("domestic_abuse_against_family", _EVIDENCE, _evidence),
    evidence_of_named_abuse,
    *_nothing_said(ask.MALE, MEN_ASKED),
    *_nothing_said(ask.FEMALE, WOMEN_ASKED),
)
