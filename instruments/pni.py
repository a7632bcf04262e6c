"""
PNI, the programme need identifier: which intensity of accredited programme a person may need.

From assessed needs in four domains and from the risk that other instruments found, the pathway is
high, moderate or alternative; where answers are missing that could change it, it is an omission.
The need is reckoned twice, the second time with every missing answer at its worst. It allocates
programmes; it predicts nothing itself and must not be the only ground of a decision.

References: the actuarial risk service of HMPPS (Ministry of Justice, 2026, MIT licence, Crown
copyright). Numbers and their sources stand in ``models/pni``.
"""

from typing import Any

from instruments import questions as ask
from instruments.pni_need import DOMAINS, NEED, NEED_COLUMNS
from instruments.pni_risk import LEVELS, RISK_COLUMNS, SARA
from riskservice.kit import Answers, Instrument, Ints, Table, Term, note, term


class PniAnswers(Answers, frozen=True, kw_only=True):
    """What PNI asks besides the results it reads, in the order of the form."""

    supervision_status: ask.SupervisionStatus = None
    ever_sexual_offence: ask.EverSexualOffence = None
    is_a_risk_of_sexual_harm: ask.IsARiskOfSexualHarm = None
    sexual_preoccupation: ask.SexualPreoccupationLevel = None
    offence_related_sexual_interests: ask.OffenceRelatedSexualInterestsLevel = None
    emotional_congruence_with_children: ask.EmotionalCongruenceWithChildrenLevel = None
    pro_criminal_attitudes: ask.ProCriminalAttitudes = None
    hostile_orientation: ask.HostileOrientationLevel = None
    current_relationship_with_family_members: ask.CurrentRelationshipWithFamilyMembers = None
    previous_close_relationships: ask.PreviousCloseRelationships = None
    easily_influenced_by_criminal_associates: ask.EasilyInfluencedByCriminalAssociates = None
    controlling_or_aggressive_behaviour: ask.ControllingOrAggressiveBehaviour = None
    impulsivity_problems: ask.ImpulsivityProblems = None
    temper_control: ask.TemperControl = None
    problem_solving_skills: ask.ProblemSolvingSkills = None
    difficulties_coping: ask.DifficultiesCoping = None
    sara_risk_to_partner: ask.SaraRiskToPartner = None
    sara_risk_to_others: ask.SaraRiskToOthers = None


PATHWAYS = ("omission", "alternative", "moderate", "high")
_OMISSION, _ALTERNATIVE, _MODERATE, _HIGH = range(len(PATHWAYS))
_LOW_LEVEL, _MEDIUM_LEVEL, _HIGH_LEVEL = range(len(LEVELS))


def _pathway_of(
    need_level: Any,
    risk: Any,
    projected_risk: Any,
    arp_level: Any,
    vrp_level: Any,
    sara_level: Any,
    sara_given: Any,
    supervision_status: Any,
    need_gaps: Any,
    table: Table,
) -> Any:
    """Place of the pathway; numbers or arrays."""
    community = supervision_status == ask.COMMUNITY
    inside = (supervision_status == ask.CUSTODY) | (
        (supervision_status == ask.REMAND) & table.rule("remand_is_custody")
    )
    both_high = (need_level == _HIGH_LEVEL) & (risk == _HIGH_LEVEL)
    reoffending = (arp_level == _HIGH_LEVEL) & (vrp_level == _HIGH_LEVEL)
    partner_violence = (arp_level == _HIGH_LEVEL) & (sara_level == SARA.index("high"))
    high = inside & (reoffending | partner_violence | both_high)
    need_and_risk = (
        ((need_level == _MEDIUM_LEVEL) & (risk == _HIGH_LEVEL))
        | ((need_level == _HIGH_LEVEL) & (risk == _MEDIUM_LEVEL))
        | ((need_level == _MEDIUM_LEVEL) & (risk == _MEDIUM_LEVEL))
    )
    moderate = (community & (reoffending | both_high)) | (sara_level > 0) | need_and_risk
    alternative = (high | moderate) ^ True
    open_answers = (
        (alternative & (sara_given < len(SARA_QUESTIONS)))
        | (projected_risk != risk)
        | ((supervision_status != ask.COMMUNITY) & (sara_given == 0))
    )
    omission = (need_level == NEED.index("not known")) | ((need_gaps > 0) & open_answers)
    found = _ALTERNATIVE + (moderate & (high ^ True)) * (_MODERATE - _ALTERNATIVE)
    found = found + high * (_HIGH - _ALTERNATIVE)
    return found * (omission ^ True)
