"""What a case record says of people and conditions, as it stands in a plan."""

import hashlib

from riskservice.case import Case
from riskservice.circumstances import Circumstances
from riskservice.circumstances.people import LicenceCondition, Victim
from riskservice.errors import Fault, InvalidCase, shown
from riskservice.planning.picture import Picture
from riskservice.planning.plan import (
    Factor,
    Management,
    MappaStanding,
    Need,
    Officer,
    PlannedCondition,
    VictimArrangement,
    VisitSafety,
)
from riskservice.planning.rules import Rules

FORMAL = ("level_2", "level_3")


def check_circumstances(case: Case) -> None:
    """
    Refuse identifiers of victims, conditions and needs that stand for two things.

    Raises
    ------
    InvalidCase
        With every identifier that is given twice.
    """
    known = case.circumstances
    if known is None:
        return
    named: dict[str, list[str | None]] = {
        "victims": [each.victim_id for each in known.victims],
        "licence_conditions": [each.condition_id for each in known.licence_conditions],
        "diversity": [each.need_id for each in known.diversity],
    }
    faults = [
        Fault(
            pointer=f"/circumstances/{place}/{number}",
            message="has the identifier of another one",
            way_out="Give each its own identifier, and keep it from version to version.",
            value=shown(name),
        )
        for place, names in named.items()
        for number, name in enumerate(names)
        if name is not None and name in names[:number]
    ]
    if faults:
        raise InvalidCase(*faults)


def officer_of(known: Circumstances) -> Officer | None:
    """Return the officer as recorded; None where nothing is known of who manages the person."""
    found = known.management
    if found is None:
        return None
    return Officer(
        name=found.officer,
        role=found.officer_role,
        agency=found.lead_agency,
        team=found.team,
        allocated=found.allocated,
    )


def mappa_of(known: Circumstances, picture: Picture) -> MappaStanding | None:
    """Return category, level and the last formal meeting held by the day of the plan."""
    found = known.mappa
    if found is None:
        return None
    held = [each.on for each in found.meetings if each.kind in FORMAL]
    return MappaStanding(
        category=found.category,
        level=found.level,
        last_meeting_on=max((day for day in held if day <= picture.case.on), default=None),
    )


def management_of(known: Circumstances, rules: Rules) -> Management | None:
    """Return whether the person is managed reactively, what that means and what ends it."""
    found, rule = known.management, rules.data.reactive
    if found is None:
        return None
    last = found.last_offending_or_notice_on
    if found.reactive_since is None:
        return Management(mode="active", last_offending_or_notice_on=last)
    return Management(
        mode="reactive",
        since=found.reactive_since,
        last_offending_or_notice_on=last,
        means=rule.means,
        brought_back_by=rule.brought_back_by,
        cite=rules.cite(rule),
        confidence=rule.confidence,
    )


def victims_of(known: Circumstances, rules: Rules) -> tuple[VictimArrangement, ...]:
    """Return what is arranged for each victim, withheld unless the record says otherwise."""
    return tuple(_victim(each, rules) for each in known.victims)


def _victim(each: Victim, rules: Rules) -> VictimArrangement:
    reason = each.non_disclosable_reason or rules.data.withheld.victims
    return VictimArrangement(
        victim_id=f"victim:{each.victim_id}",
        who=each.who,
        adult=each.adult,
        liaison_offered=each.liaison_offered,
        liaison_accepted=each.liaison_accepted,
        liaison_officer=each.liaison_officer,
        liaison_reason=each.liaison_reason,
        exclusion_zone=each.exclusion_zone,
        no_contact=each.no_contact,
        safety_plan=each.safety_plan,
        informed_of_release_on=each.informed_of_release_on,
        non_disclosable=reason if each.non_disclosable else None,
    )


def conditions_of(
    known: Circumstances, factors: tuple[Factor, ...], rules: Rules
) -> tuple[PlannedCondition, ...]:
    """Return every licence condition with its pillar and factors, by the record or by its kind."""
    return tuple(_condition(each, factors, rules) for each in known.licence_conditions)


def _condition(
    each: LicenceCondition, factors: tuple[Factor, ...], rules: Rules
) -> PlannedCondition:
    rule = rules.data.conditions[each.kind]
    by_people = each.pillar is not None or bool(each.factors)
    wanted = each.factors or rule.factors
    return PlannedCondition(
        condition_id=f"condition:{each.condition_id}",
        kind=each.kind,
        text=each.text,
        starts_on=each.starts_on,
        ends_on=each.ends_on,
        pillar=each.pillar or rule.pillar,
        factors=tuple(
            factor.factor_id
            for factor in factors
            if {factor.key, factor.library_key, factor.factor_id} & set(wanted)
        ),
        how_checked=each.how_checked,
        mapped_by="people" if by_people else "rules",
        cite="" if by_people else rules.cite(rule),
        confidence=None if by_people else rule.confidence,
        non_disclosable=each.non_disclosable_reason,
    )


def needs_of(known: Circumstances) -> tuple[Need, ...]:
    """Return each diversity need with its response; equal needs are one."""
    found: dict[str, Need] = {}
    for each in known.diversity:
        words = " ".join(each.need.casefold().split())
        name = each.need_id or hashlib.sha256(words.encode()).hexdigest()[:8]
        found.setdefault(
            name,
            Need(
                need_id=f"need:{name}",
                need=each.need,
                response=each.response,
                non_disclosable=each.non_disclosable_reason,
            ),
        )
    return tuple(found.values())


def safety_of(known: Circumstances, rules: Rules) -> VisitSafety | None:
    """Return the risk assessment for staff, withheld unless the record says otherwise."""
    found = known.staff_safety
    if found is None:
        return None
    return VisitSafety(
        note=found.note,
        assessed_on=found.assessed_on,
        assessed_by=found.assessed_by,
        visit_in_pairs=found.visit_in_pairs,
        non_disclosable=None if found.disclosable else rules.data.withheld.staff_safety,
    )
