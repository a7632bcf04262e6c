"""What goes over from one version of a plan to the next, item by item."""

import datetime as dt
from typing import Any, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from riskservice.kit.dates import in_words
from riskservice.planning.plan import (
    Action,
    Contingency,
    Factor,
    Plan,
    PlannedCondition,
    text_digest,
)

Kept = TypeVar("Kept", bound=Struct)

_CLOSED = ("completed", "no_longer_needed")


def newest(old: Kept | None, new: Kept | None) -> Kept | None:
    """
    Return the newer of two records, with what only the older one knows.

    What may not be shown stays withheld until people say otherwise.
    """
    if old is None or new is None:
        return new if old is None else old
    return _newer(old, new)


def carried_items(
    old: tuple[Kept, ...], new: tuple[Kept, ...], name: str, on: dt.date
) -> tuple[Kept, ...]:
    """Return the items of both records, those only the older one has marked for decision."""
    earlier: dict[str, Any] = {getattr(item, name): item for item in old}
    merged = {}
    for item in new:
        was = earlier.pop(getattr(item, name), None)
        merged[getattr(item, name)] = item if was is None else _newer(was, item)
    gone = f"Not in the case record of {in_words(on)}: keep it, or take it out with the reason."
    return (
        *merged.values(),
        *(replace(item, needs_decision=item.needs_decision or gone) for item in earlier.values()),
    )


def _newer(old: Kept, new: Kept) -> Kept:
    """Return the newer of two records; where people placed a condition, it stays there."""
    changes = {
        name: getattr(old, name)
        for name in old.__struct_fields__
        if getattr(new, name) in (None, "", ())
    }
    if isinstance(old, PlannedCondition) and isinstance(new, PlannedCondition):
        by_people = old.mapped_by == "people" and new.mapped_by != "people"
        placing = ("pillar", "factors", "mapped_by", "cite", "confidence") if by_people else ()
        changes |= {name: getattr(old, name) for name in placing}
    return replace(new, **changes)


def carried_factors(old: Plan, fresh: Plan) -> tuple[Factor, ...]:
    """Return the factors found now, then those only the version before has that are still used."""
    earlier = {factor.factor_id: factor for factor in old.factors}
    now = tuple(
        replace(factor, non_disclosable=was.non_disclosable)
        if (was := earlier.get(factor.factor_id))
        else factor
        for factor in fresh.factors
    )
    found = {factor.factor_id for factor in now}
    used = {name for a in old.actions if a.status not in _CLOSED for name in a.factors}
    used |= {name for each in old.contingencies for name in each.factors}
    gone = f"The assessment of {in_words(fresh.on)} does not find it any more; it stands as it was."
    return (
        *now,
        *(
            replace(
                factor,
                needs_decision=factor.needs_decision or gone,
                carried_from=factor.carried_from or old.on,
            )
            for name, factor in earlier.items()
            if name not in found and name in used
        ),
    )


def carried_actions(old: Plan, fresh: Plan, known: set[str]) -> tuple[Action, ...]:
    """Return every action of the version before, then those that are new, by pillar."""
    called = {action.action_id: action for action in fresh.actions}
    earlier = {action.action_id for action in old.actions}
    kept = [_action(each, called.get(each.action_id), old, fresh, known) for each in old.actions]
    kept += [action for action in fresh.actions if action.action_id not in earlier]
    places = {section.key: place for place, section in enumerate(fresh.sections)}
    return tuple(sorted(kept, key=lambda action: places.get(action.pillar, len(places))))


def _action(was: Action, now: Action | None, old: Plan, fresh: Plan, known: set[str]) -> Action:
    since = was.carried_over_from or _name(old)
    factors = tuple(name for name in was.factors if name in known)
    if now is None:
        factors = factors or was.factors
        asked = was.status not in _CLOSED and was.origin is not None
        by = in_words(fresh.on)
        gone = f"The assessment of {by} no longer calls for it: keep, change or end it."
        return replace(
            was,
            factors=factors,
            carried_over_from=since,
            needs_decision=gone if asked else was.needs_decision,
        )
    factors = (*now.factors, *(name for name in factors if name not in now.factors))
    contingency = was.contingency or now.contingency
    held = replace(
        was, factors=factors, carried_over_from=since, origin=now.origin, contingency=contingency
    )
    if was.status in _CLOSED:
        by = in_words(fresh.on)
        again = f"The assessment of {by} calls for it again: open it, or say why not."
        return replace(held, needs_decision=again)
    return _with_wording(held, was, now)


def _with_wording(held: Action, was: Action, now: Action) -> Action:
    """Take the library's new wording and earlier date where nobody has touched the proposal."""
    untouched = was.proposed_digest == text_digest(was.text)
    text = now.text if untouched else was.text
    free = untouched and was.status == "proposed"
    due, doubts = was.due, []
    if now.due is not None and (was.due is None or now.due < was.due):
        if free:
            due = now.due
        else:
            doubts.append(f"The new assessment would have it done by {in_words(now.due)}.")
    if not untouched and now.proposed_digest != was.proposed_digest:
        doubts.append(f"The library now proposes: {now.text}")
    return replace(
        held,
        text=text,
        due=due,
        proposed_digest=now.proposed_digest,
        needs_decision=" ".join(doubts) or None,
    )


def carried_contingencies(old: Plan, fresh: Plan, known: set[str]) -> tuple[Contingency, ...]:
    """Return every contingency of the version before, then those that are new."""
    called = {each.contingency_id: each for each in fresh.contingencies}
    earlier = {each.contingency_id for each in old.contingencies}
    kept = [
        _contingency(each, called.get(each.contingency_id), old, fresh, known)
        for each in old.contingencies
    ]
    return (*kept, *(each for each in fresh.contingencies if each.contingency_id not in earlier))


def _contingency(
    was: Contingency, now: Contingency | None, old: Plan, fresh: Plan, known: set[str]
) -> Contingency:
    since = was.carried_over_from or _name(old)
    factors = tuple(name for name in was.factors if name in known) or was.factors
    if now is None:
        gone = f"The assessment of {in_words(fresh.on)} no longer calls for it: keep or end it."
        asked = was.origin is not None
        return replace(
            was,
            factors=factors,
            carried_over_from=since,
            needs_decision=gone if asked else was.needs_decision,
        )
    untouched = was.proposed_digest == text_digest(was.trigger, was.response)
    anew = now.proposed_digest != was.proposed_digest
    wanted = f"The library now proposes: if {now.trigger}, then {now.response}"
    return replace(
        was,
        trigger=now.trigger if untouched else was.trigger,
        response=now.response if untouched else was.response,
        factors=(*now.factors, *(name for name in factors if name not in now.factors)),
        origin=now.origin,
        carried_over_from=since,
        proposed_digest=now.proposed_digest,
        needs_decision=wanted if anew and not untouched else None,
    )


def _name(plan: Plan) -> str:
    return f"version {plan.version} of {in_words(plan.on)}"
