"""
The two-way check: from every factor to an action, and from every action back to a factor.

It reads any plan, drafted or edited, and says what makes it indefensible, what wants a second
look, and what is still open.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator

from riskservice.planning.library import Library
from riskservice.planning.plan import Action, Contingency, Factor, Plan

Found = tuple[str, str, tuple[str, ...]]
"""Code, wording, and the identifiers it concerns."""


def live(actions: Iterable[Action]) -> Iterator[Action]:
    """An action no longer needed answers nothing."""
    return (action for action in actions if action.status != "no_longer_needed")


def _must_be_answered(factor: Factor, library: Library) -> bool:
    return factor.kind == "missing" or factor.rating in library.policy.scales[factor.kind].high


def _unanswered_factors(plan: Plan, library: Library) -> Iterator[Found]:
    answered = {factor for action in live(plan.actions) for factor in action.factors}
    contingent = {factor for each in plan.contingencies for factor in each.factors}
    for factor in plan.factors:
        # A contingency answers a known danger; what nobody has rated needs somebody to rate it.
        answers = answered if factor.kind == "missing" else answered | contingent
        if _must_be_answered(factor, library) and factor.factor_id not in answers:
            said = f"{factor.title} ({factor.rating_title}) has no action and no contingency"
            yield "factor-without-action", f"{said}.", (factor.factor_id,)


def _baseless_actions(plan: Plan, _: Library) -> Iterator[Found]:
    known = {factor.factor_id for factor in plan.factors}
    for action in plan.actions:
        unknown = tuple(factor for factor in action.factors if factor not in known)
        if not action.factors:
            yield "action-without-factor", "An action names no factor.", (action.action_id,)
        elif unknown:
            text = f"An action names a factor that is not in the plan: {', '.join(unknown)}."
            yield "action-without-factor", text, (action.action_id, *unknown)


def _incomplete_actions(plan: Plan, _: Library) -> Iterator[Found]:
    for action in plan.actions:
        lacks = [
            name
            for name, given in (
                ("text", action.text.strip()),
                ("owner role", action.owner_role.strip()),
                ("agency", action.agency.strip()),
                ("due date", action.due),
            )
            if not given
        ]
        if lacks:
            yield "action-incomplete", f"An action has no {_joined(lacks)}.", (action.action_id,)


def _incomplete_contingencies(plan: Plan, _: Library) -> Iterator[Found]:
    if not plan.contingencies:
        yield "no-contingency", "The plan has no contingency.", ()
    for each in plan.contingencies:
        if lacks := _contingency_lacks(each, {factor.factor_id for factor in plan.factors}):
            text = f"A contingency has no {_joined(lacks)}."
            yield "contingency-incomplete", text, (each.contingency_id,)


def _contingency_lacks(each: Contingency, factors: set[str]) -> list[str]:
    given = {
        "trigger": each.trigger.strip(),
        "response": each.response.strip(),
        "owner role": each.owner_role.strip(),
        "out-of-hours owner": each.out_of_hours_role.strip(),
        "agency": each.agency.strip(),
        "factor of this plan": factors.intersection(each.factors),
    }
    return [name for name, value in given.items() if not value]


def _contact(plan: Plan, _: Library) -> Iterator[Found]:
    contact = plan.contact
    signed = (contact.chosen_by or "").strip() and (contact.reason or "").strip()
    if contact.chosen_days > contact.default_days and not signed:
        text = (
            f"Contact every {contact.chosen_days} days is longer than the default of "
            f"{contact.default_days} days, without a named person's reason."
        )
        yield "contact-without-reason", text, ()


def _review(plan: Plan, _: Library) -> Iterator[Found]:
    review = plan.review
    if review.next_on is None:
        yield "review-date", "The plan has no next review date.", ()
    elif review.next_on < plan.on:
        text = f"The next review ({review.next_on}) lies before the plan ({plan.on})."
        yield "review-date", text, ()
    elif review.backstop_on is not None and review.next_on > review.backstop_on:
        text = f"The next review ({review.next_on}) passes the backstop ({review.backstop_on})."
        yield "review-after-backstop", text, ()


def _identifiers(plan: Plan, _: Library) -> Iterator[Found]:
    ids = [
        *(factor.factor_id for factor in plan.factors),
        *(action.action_id for action in plan.actions),
        *(each.contingency_id for each in plan.contingencies),
        *(blank.blank_id for blank in plan.blanks),
    ]
    for name, times in Counter(ids).items():
        if times > 1:
            yield "duplicate-id", f"{name} stands for {times} things.", (name,)
    contingencies = {each.contingency_id for each in plan.contingencies}
    for action in plan.actions:
        if action.contingency is not None and action.contingency not in contingencies:
            text = f"An action turns to {action.contingency}, which is not in the plan."
            yield "dangling-link", text, (action.action_id, action.contingency)
    for section in plan.sections:
        listed = (*section.actions, *section.contingencies, *section.blanks)
        if gone := tuple(name for name in listed if name not in ids):
            yield "dangling-link", f"{section.title} lists what is not in the plan.", gone


def _pillars(plan: Plan, library: Library) -> Iterator[Found]:
    used = {action.pillar for action in live(plan.actions)}
    for heading in library.policy.headings:
        if heading.pillar and heading.key not in used:
            yield "empty-pillar", f"{heading.title} has no action.", (heading.key,)


def _due_dates(plan: Plan, _: Library) -> Iterator[Found]:
    for action in plan.actions:
        if action.due is None:
            continue
        if action.due < action.created:
            text = f"An action is due ({action.due}) before it was made ({action.created})."
            yield "due-date", text, (action.action_id,)
        elif plan.review.backstop_on is not None and action.due > plan.review.backstop_on:
            text = f"An action is due ({action.due}) after the review backstop."
            yield "due-date", text, (action.action_id,)


def _closed_actions(plan: Plan, _: Library) -> Iterator[Found]:
    for action in plan.actions:
        closed = action.status in ("completed", "cannot_be_done_yet", "no_longer_needed")
        if closed and not (action.outcome or "").strip():
            text = f"An action is {action.status.replace('_', ' ')} without an outcome or reason."
            yield "closed-without-outcome", text, (action.action_id,)


def _open_places(plan: Plan, _: Library) -> Iterator[Found]:
    unnamed = tuple(a.action_id for a in live(plan.actions) if not (a.owner_name or "").strip())
    if unnamed:
        yield "owner-not-named", f"{counted(unnamed, 'action')} without a named owner.", unnamed
    contingent = tuple(
        each.contingency_id for each in plan.contingencies if not (each.owner_name or "").strip()
    )
    if contingent:
        text = f"{counted(contingent, 'contingency', 'contingencies')} without a named owner."
        yield "owner-not-named", text, contingent
    for blank in plan.blanks:
        if not (blank.text or "").strip():
            yield "blank-open", f"To be written: {blank.prompt}", (blank.blank_id,)
    if plan.provisional:
        because = " ".join(plan.provisional_because)
        yield "provisional", f"The band is provisional. {because}".strip(), ()


def counted(ids: tuple[str, ...], one: str, many: str = "") -> str:
    """Return how many there are, with the verb."""
    return f"1 {one} is" if len(ids) == 1 else f"{len(ids)} {many or one + 's'} are"


def _joined(names: list[str]) -> str:
    return ", no ".join(names)


TWO_WAY: tuple[Callable[[Plan, Library], Iterator[Found]], ...] = (
    _unanswered_factors,
    _baseless_actions,
    _incomplete_actions,
    _incomplete_contingencies,
    _contact,
    _review,
    _identifiers,
    _pillars,
    _due_dates,
    _closed_actions,
    _open_places,
)
