"""
The next version of a plan: drafted anew from a later assessment, with what people made of it kept.

Identifiers, people's words, owners and statuses stay. What the assessment no longer calls for stays
too and is marked for decision; nothing is dropped silently. The new version must be agreed anew.
"""

import datetime as dt

from msgspec.structs import replace

from riskservice.assessment import Assessment
from riskservice.case import Case
from riskservice.errors import Fault
from riskservice.kit.dates import in_words
from riskservice.kit.outcome import Notice
from riskservice.planning.carrying import (
    carried_actions,
    carried_contingencies,
    carried_factors,
    carried_items,
    newest,
)
from riskservice.planning.checks import check_plan
from riskservice.planning.drafting import draft_plan, placed
from riskservice.planning.library import Library, load_library
from riskservice.planning.plan import (
    Blank,
    Contact,
    Management,
    Plan,
    PreviousVersion,
    Section,
    plan_digest,
)
from riskservice.planning.refusals import InvalidPlan
from riskservice.planning.rules import Rules, load_rules
from riskservice.planning.view import next_review_on


def next_version(
    plan: Plan,
    case: Case,
    assessment: Assessment,
    on: dt.date,
    *,
    library: Library | None = None,
    rules: Rules | None = None,
) -> Plan:
    """
    Return the next version of a plan, drafted from a new assessment.

    Parameters
    ----------
    plan : Plan
        The version it replaces; nothing in it is changed.
    case, assessment
        As for :func:`draft_plan`, for the same person on a later or the same day.
    on : date
        Day of the new version, which is that of the assessment.
    library, rules : optional
        The released ones where left out.

    Returns
    -------
    Plan
        A skeleton to be agreed, with ``previous`` naming the version it replaces.

    Raises
    ------
    InvalidPlan
        When plan, case and day do not belong together.
    InvalidCase
        As for :func:`draft_plan`.
    """
    library, rules = library or load_library(), rules or load_rules()
    if faults := _faults(plan, case, on):
        raise InvalidPlan(*faults)
    fresh = draft_plan(case, assessment, library=library, rules=rules)
    merged = _merged(plan, fresh)
    merged = replace(merged, sections=_sections(merged, plan))
    found = check_plan(merged, on=on, previous=plan, library=library, rules=rules)
    return replace(merged, findings=found)


def _faults(plan: Plan, case: Case, on: dt.date) -> list[Fault]:
    found = []
    if plan.case_id != case.case_id:
        found.append(
            Fault(
                pointer="/case/case_id",
                message="is another case than that of the plan",
                way_out="Take the plan and the assessment of one person.",
            )
        )
    if case.on != on:
        found.append(
            Fault(
                pointer="/case/on",
                value=str(case.on),
                message="is not the day of the new version",
                way_out="Score the case on that day first.",
            )
        )
    elif on < plan.on:
        found.append(
            Fault(
                pointer="/case/on",
                value=str(on),
                message=f"lies before the plan, which is of {plan.on}",
                way_out="Take an assessment of the same or a later day.",
            )
        )
    if plan.status == "superseded":
        found.append(
            Fault(
                pointer="/plan/status",
                value=plan.status,
                message="is a version that another one has replaced",
                way_out="Take the latest version.",
            )
        )
    if plan.copy_for != "professionals":
        found.append(
            Fault(
                pointer="/plan/copy_for",
                value=plan.copy_for,
                message="is the person's own copy, from which things were left out",
                way_out="Use the plan itself.",
            )
        )
    return found


def _merged(old: Plan, fresh: Plan) -> Plan:
    contact, lapsed = _contact(old, fresh)
    factors = carried_factors(old, fresh)
    known = {factor.factor_id for factor in factors}
    return replace(
        fresh,
        plan_id=old.plan_id,
        version=old.version + 1,
        previous=PreviousVersion(version=old.version, digest=plan_digest(old), on=old.on),
        marking=old.marking,
        factors=factors,
        actions=carried_actions(old, fresh, known),
        contingencies=carried_contingencies(old, fresh, known),
        blanks=_blanks(old, fresh),
        officer=newest(old.officer, fresh.officer),
        mappa=newest(old.mappa, fresh.mappa),
        management=_management(old, fresh),
        contact=contact,
        review=replace(
            fresh.review,
            owner_name=old.review.owner_name,
            non_disclosable=old.review.non_disclosable,
        ),
        reviews=old.reviews,
        disclosures=old.disclosures,
        victims=carried_items(old.victims, fresh.victims, "victim_id", fresh.on),
        conditions=carried_items(old.conditions, fresh.conditions, "condition_id", fresh.on),
        diversity=carried_items(old.diversity, fresh.diversity, "need_id", fresh.on),
        staff_safety=newest(old.staff_safety, fresh.staff_safety),
        notices=(*fresh.notices, *lapsed, *_review_missed(old, fresh.on)),
        titles={**old.titles, **fresh.titles},
    )


def _contact(old: Plan, fresh: Plan) -> tuple[Contact, tuple[Notice, ...]]:
    """Keep a named person's choice while the level stands; it does not hold for another one."""
    was, now = old.contact, fresh.contact
    now = replace(now, non_disclosable=was.non_disclosable)
    if was.chosen_by is None or now.chosen_by is not None:
        return now, ()
    if was.level != now.level:
        text = (
            f"The contact interval of {was.chosen_days} days was chosen by {was.chosen_by} for "
            "another level and does not hold any more; the default of the new level stands until "
            "it is decided again."
        )
        return now, (Notice(code="contact-decision-lapsed", text=text),)
    due = now.starts + dt.timedelta(days=was.chosen_days) if now.starts else None
    kept = replace(
        now,
        chosen_days=was.chosen_days,
        chosen_by=was.chosen_by,
        reason=was.reason,
        first_due=due,
    )
    return kept, ()


def _management(old: Plan, fresh: Plan) -> Management | None:
    """Keep who decided and why while the mode stands."""
    was, now = old.management, fresh.management
    if was is None or now is None or was.mode == now.mode:
        return newest(was, now)
    return replace(now, non_disclosable=was.non_disclosable)


def _review_missed(old: Plan, on: dt.date) -> tuple[Notice, ...]:
    due = next_review_on(old)
    if due is None or due >= on:
        return ()
    text = (
        f"The version before was to be reviewed on {in_words(due)}; no review on or after that day "
        "is recorded. A new version is not a review: record who held it, what was looked at and "
        "the outcome."
    )
    return (Notice(code="review-not-recorded", text=text),)


def _blanks(old: Plan, fresh: Plan) -> tuple[Blank, ...]:
    """Keep what was written, also in places the policy has no longer."""
    earlier = {blank.blank_id: blank for blank in old.blanks}
    kept = [
        replace(blank, text=was.text, non_disclosable=was.non_disclosable)
        if (was := earlier.pop(blank.blank_id, None))
        else blank
        for blank in fresh.blanks
    ]
    return (*kept, *(blank for blank in earlier.values() if blank.text is not None))


def _sections(plan: Plan, old: Plan) -> tuple[Section, ...]:
    """Return the sections with every item of the merged plan; what was withheld stays so."""
    withheld = {t.question: t.non_disclosable for section in old.sections for t in section.carried}
    return tuple(
        replace(
            section,
            carried=tuple(
                replace(text, non_disclosable=withheld.get(text.question))
                for text in section.carried
            ),
            actions=tuple(a.action_id for a in plan.actions if a.pillar == section.key),
            contingencies=tuple(c.contingency_id for c in plan.contingencies)
            if section.contingencies
            else (),
            blanks=tuple(b.blank_id for b in plan.blanks if b.heading == section.key),
        )
        for section in placed(plan)
    )
