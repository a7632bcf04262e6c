"""Draft a plan skeleton: factors call for actions and contingencies, people fill in the rest."""

import hashlib

import msgspec
from msgspec.structs import replace

from riskservice.assessment import Assessment
from riskservice.case import Case
from riskservice.errors import Fault, InvalidCase
from riskservice.planning.checks import check_plan
from riskservice.planning.clocks import check_contact_decision, contact_of, review_of
from riskservice.planning.entries import Heading
from riskservice.planning.factors import factors_of
from riskservice.planning.from_case import (
    check_circumstances,
    conditions_of,
    management_of,
    mappa_of,
    needs_of,
    officer_of,
    safety_of,
    victims_of,
)
from riskservice.planning.library import Library, load_library
from riskservice.planning.notices import notices_of
from riskservice.planning.picture import Picture, planning_level
from riskservice.planning.plan import (
    Action,
    Blank,
    CarriedText,
    Contingency,
    Factor,
    Plan,
    Section,
    text_digest,
)
from riskservice.planning.proposals import proposals_of
from riskservice.planning.rules import Rules, load_rules

VICTIMS = "victim_safety"
"""Heading under which arrangements for victims stand."""


def draft_plan(
    case: Case,
    assessment: Assessment,
    *,
    library: Library | None = None,
    rules: Rules | None = None,
) -> Plan:
    """
    Draft a plan skeleton for one assessed case.

    Parameters
    ----------
    case : Case
        Checked; ARMS ratings and risk of serious harm levels are read from its answers.
    assessment : Assessment
        What scoring the same case on the same day gave.
    library : Library, optional
        Action library and plan policy; the released ones where left out.
    rules : Rules, optional
        How a plan is kept; the released ones where left out.

    Returns
    -------
    Plan
        A checked skeleton, names and free text open. The same inputs give the same plan.

    Raises
    ------
    InvalidCase
        When case and assessment do not belong together, or the contact decision cannot stand.

    Notes
    -----
    What is not rated becomes a factor of kind *missing* with an action to rate it; it never counts
    as low.
    """
    library, rules = library or load_library(), rules or load_rules()
    _check_pair(case, assessment)
    check_circumstances(case)
    check_contact_decision(case, library)
    level = planning_level(case, assessment, library)
    picture = Picture(case=case, assessment=assessment, level=level, library=library)
    factors = factors_of(picture)
    proposed = proposals_of(picture, factors)
    drafted = _assemble(picture, factors, proposed.actions, proposed.contingencies)
    plan = _with_people(drafted, picture, rules)
    return replace(plan, findings=check_plan(plan, on=plan.on, library=library, rules=rules))


def _check_pair(case: Case, assessment: Assessment) -> None:
    faults = [
        Fault(
            pointer=f"/{name}",
            message="Case and assessment do not belong together",
            way_out="Score this case on this day first.",
            value=f"{getattr(case, name)} and {getattr(assessment, name)}",
        )
        for name in ("case_id", "on")
        if getattr(case, name) != getattr(assessment, name)
    ]
    if faults:
        raise InvalidCase(*faults)


def _assemble(
    picture: Picture,
    factors: tuple[Factor, ...],
    actions: tuple[Action, ...],
    contingencies: tuple[Contingency, ...],
) -> Plan:
    policy, assessment = picture.library.policy, picture.assessment
    overall = assessment.overall
    return Plan(
        plan_id=_plan_id(picture),
        title=policy.title,
        marking=policy.marking,
        case_id=assessment.case_id,
        on=picture.case.on,
        on_defaulted=assessment.on_defaulted,
        setting=picture.setting,
        level=picture.level.name,
        level_why=picture.level.why,
        band=overall.band,
        calculated_band=overall.calculated_band,
        provisional=overall.provisional or overall.band is None,
        provisional_because=overall.provisional_because,
        possible_bands=overall.possible_bands,
        band_policy=overall.policy,
        band_why=overall.why,
        decision=overall.decision,
        ruleset=assessment.ruleset,
        engine=assessment.engine,
        input_digest=assessment.input_digest,
        sections=tuple(_section(h, picture, actions, contingencies) for h in policy.headings),
        factors=factors,
        actions=tuple(replace(each, proposed_digest=text_digest(each.text)) for each in actions),
        contingencies=tuple(
            replace(each, proposed_digest=text_digest(each.trigger, each.response))
            for each in contingencies
        ),
        contact=contact_of(picture),
        review=review_of(picture),
        blanks=_blanks(picture.library),
        notices=(*overall.notices, *notices_of(picture, actions)),
        titles=_titles(picture.library),
        library=picture.library.stamp,
    )


def _with_people(plan: Plan, picture: Picture, rules: Rules) -> Plan:
    """Return a plan with what the case record says of victims, conditions, needs and officers."""
    plan = replace(plan, rules=rules.stamp)
    known = picture.case.circumstances
    if known is None:
        return plan
    victims, conditions = victims_of(known, rules), conditions_of(known, plan.factors, rules)
    plan = replace(
        plan,
        officer=officer_of(known),
        mappa=mappa_of(known, picture),
        management=management_of(known, rules),
        victims=victims,
        conditions=conditions,
        diversity=needs_of(known),
        staff_safety=safety_of(known, rules),
    )
    return replace(plan, sections=placed(plan))


def placed(plan: Plan) -> tuple[Section, ...]:
    """Return the sections with the conditions and victims that stand under each."""
    return tuple(
        replace(
            section,
            conditions=tuple(c.condition_id for c in plan.conditions if c.pillar == section.key),
            victims=tuple(v.victim_id for v in plan.victims if section.key == VICTIMS),
        )
        for section in plan.sections
    )


def _blanks(library: Library) -> tuple[Blank, ...]:
    return tuple(
        Blank(blank_id=f"blank:{b.key}", heading=b.heading, prompt=b.prompt, role=b.role)
        for b in library.policy.blanks
    )


def _plan_id(picture: Picture) -> str:
    stamp, case = picture.library.stamp, picture.case
    decision = case.contact_decision
    known = case.circumstances
    seed = "\n".join(
        (
            picture.assessment.input_digest,
            picture.assessment.ruleset.digest,
            stamp.actions_digest,
            stamp.plans_digest,
            repr((decision.every_days, decision.by, decision.reason) if decision else None),
            *([msgspec.json.encode(known).decode()] if known is not None else []),
        )
    )
    return f"plan:{case.case_id}:{case.on}:{hashlib.sha256(seed.encode()).hexdigest()[:8]}"


def _section(
    heading: Heading,
    picture: Picture,
    actions: tuple[Action, ...],
    contingencies: tuple[Contingency, ...],
) -> Section:
    policy, answers = picture.library.policy, picture.case.answers
    return Section(
        key=heading.key,
        title=heading.title,
        official=heading.official,
        carried=tuple(
            CarriedText(question=each.question, title=each.title, text=answers[each.question])
            for each in policy.carried
            if each.heading == heading.key and answers.get(each.question)
        ),
        actions=tuple(a.action_id for a in actions if a.pillar == heading.key),
        contingencies=tuple(c.contingency_id for c in contingencies if heading.contingencies),
        blanks=tuple(f"blank:{b.key}" for b in policy.blanks if b.heading == heading.key),
    )


def _titles(library: Library) -> dict[str, str]:
    policy = library.policy
    return {
        **{f"role:{key}": role.title for key, role in policy.roles.items()},
        **{f"agency:{key}": title for key, title in policy.agencies.items()},
        **{f"heading:{heading.key}": heading.title for heading in policy.headings},
        **{f"level:{key}": title for key, title in policy.level.titles.items()},
        **{f"setting:{key}": setting.title for key, setting in policy.settings.items()},
    }
