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
from instruments.ages import born_after_assessment, under_age
from instruments.pni_need import DOMAINS, NEED_COLUMNS, NEED_NOT_KNOWN, level_of
from instruments.pni_risk import (
    HIGH,
    LEVELS,
    MEDIUM,
    NO_RESULT,
    RISK_COLUMNS,
    SARA_BOTH,
    result_projected,
)
from riskservice.kit import Answers, Column, Instrument, Ints, Predicate, Table, Term, note


class PniAnswers(Answers, frozen=True, kw_only=True):
    """What PNI asks besides the results it reads, in the order of the form."""

    date_of_birth: ask.DateOfBirth = None
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
_ALTERNATIVE, _MODERATE, _HIGH = range(1, len(PATHWAYS))
_DECIDES = (
    "need_level",
    "risk",
    "projected_risk",
    "arp_level",
    "vrp_level",
    "sara_level",
    "sara_given",
    "supervision_status",
    "domains_with_gaps",
)


def _pathway(
    need_level: Any,
    risk: Any,
    projected_risk: Any,
    arp_level: Any,
    vrp_level: Any,
    sara_level: Any,
    sara_given: Any,
    supervision_status: Any,
    domains_with_gaps: Any,
    *,
    table: Table,
) -> Any:
    """Place of the pathway, for numbers and arrays alike."""
    community = supervision_status == ask.COMMUNITY
    custody = (supervision_status == ask.CUSTODY) | (
        (supervision_status == ask.REMAND) & table.rule("remand_is_custody")
    )
    reoffending = (arp_level == HIGH) & (vrp_level == HIGH)
    both_high = (need_level == HIGH) & (risk == HIGH)
    high = custody & (reoffending | both_high | ((arp_level == HIGH) & (sara_level == HIGH)))
    moderate = (
        (community & (reoffending | both_high))
        | (sara_level >= MEDIUM)
        | ((need_level == MEDIUM) & (risk >= MEDIUM))
        | ((need_level == HIGH) & (risk == MEDIUM))
    )
    could_change = (
        (((high | moderate) ^ True) & (sara_given < SARA_BOTH))
        | (projected_risk != risk)
        | ((community ^ True) & (sara_given == 0))
    )
    omitted = (need_level == NEED_NOT_KNOWN) | ((domains_with_gaps > 0) & could_change)
    found = (
        high * _HIGH
        + ((high ^ True) & moderate) * _MODERATE
        + ((high | moderate) ^ True) * _ALTERNATIVE
    )
    return (omitted ^ True) * found


def _pathway_words(place: float, *, table: Table) -> str:
    """Return what the pathway means."""
    return table.levels[PATHWAYS[int(place)]].text


pathway = Term("pathway", "Pathway", _DECIDES, _pathway, "bands", _pathway_words)


def _nothing(*columns: Any, table: Table) -> Any:  # noqa: ARG001  every term takes its table
    return 0 * columns[0]


def _feeds_need(_: float, *, table: Table) -> str:
    """Return what a domain is for."""
    return table.definitions["need"].text


def _domain_in_words(domain: tuple[Column, Column, Column]) -> Term:
    """Return a term that adds nothing but puts a domain into the account."""
    now, _, _ = domain
    needs = tuple(column.key for column in domain)
    return Term(now.key, now.title, needs, _nothing, "definitions.need", _feeds_need)


def _omitted(*values: Any, table: Table) -> Any:
    return _pathway(*values, table=table) == 0


pathway_omitted = Predicate(
    "pathway_omitted",
    "The pathway is left open: answers are missing that could change it",
    _DECIDES,
    _omitted,
)


# The service's own reckoning of what is missing, to be read beside the range ----------------------


def _projected_need(place: int, level: str) -> Predicate:
    """Return the notice of one level of need at worst."""

    def projected(need_total_at_worst: Any, domains_with_gaps: Any, _: Any, *, table: Table) -> Any:
        return (domains_with_gaps > 0) & (level_of(need_total_at_worst, table) == place)

    return Predicate(
        f"projected_need_{level}",
        "The official service's own projection for the missing answers, each taken as a "
        f"significant problem: need {level}",
        ("need_total_at_worst", "domains_with_gaps", "supervision_status"),
        projected,
    )


PROJECTED_NEED = tuple(_projected_need(*numbered) for numbered in enumerate(LEVELS))


def _projected_risk(*levels: Any) -> Any:
    return result_projected(*levels[:-1])


PROJECTED_RISK = Predicate(
    "projected_risk_high",
    "The official service's own projection for the missing results, a sexual or combined one that "
    "is not there taken at its worst: risk high",
    ("dc_srp_level", "iic_srp_level", "csrp_level", "supervision_status"),
    _projected_risk,
)


@note
def no_reoffending_result(arp_level: Ints, vrp_level: Ints) -> Any:
    """ARP or VRP has no result; the rules take that as not high, so the pathway may be too low."""
    return (arp_level == NO_RESULT) | (vrp_level == NO_RESULT)


@note
def no_combined_result(csrp_level: Ints) -> Any:
    """No sexual or combined result is used; they may make the risk high."""
    return csrp_level == NO_RESULT


INSTRUMENT = Instrument(
    key="pni",
    title="Programme Need Identifier (PNI)",
    about="Intensity of accredited programme a person may need, from assessed needs and the risk "
    "other instruments found. Allocates programmes; predicts nothing itself, and is never the only "
    "ground of a decision.",
    answers=PniAnswers,
    tables="models",
    reads=("arp", "vrp", "dc_srp", "iic_srp", "csrp"),
    derived=(*RISK_COLUMNS, *NEED_COLUMNS),
    excluded=(under_age,),
    checks=(born_after_assessment,),
    terms=(*map(_domain_in_words, DOMAINS), pathway),
    unit="line",
    notes=(
        pathway_omitted,
        *PROJECTED_NEED,
        PROJECTED_RISK,
        no_reoffending_result,
        no_combined_result,
    ),
    covers="dynamic",
)
