"""
A difference applied to the plan it was made from.

Applied to any other state it is refused, so that nobody's change is lost.
"""

from collections.abc import Iterator
from typing import Any

import msgspec

from riskservice.errors import Fault, shown
from riskservice.planning.changes import changes_found
from riskservice.planning.diffs import FieldChange, PlanDiff, by_name
from riskservice.planning.items import COLLECTIONS, SINGLES
from riskservice.planning.library import Library
from riskservice.planning.plan import Plan, plan_digest
from riskservice.planning.refusals import InvalidPlan, PlanChanged
from riskservice.planning.rules import Rules
from riskservice.planning.stored import plan_of


def apply_diff(plan: Plan, diff: PlanDiff) -> Plan:
    """
    Return a plan with a difference applied.

    Parameters
    ----------
    plan : Plan
        The state the difference was made from.
    diff : PlanDiff

    Raises
    ------
    PlanChanged
        When the difference was made from another state; nothing is applied then.
    InvalidPlan
        When the difference does not hold together.
    """
    here = plan_digest(plan)
    if diff.from_digest != here:
        raise PlanChanged(
            Fault(
                pointer="/diff/from_digest",
                value=shown(diff.from_digest),
                message=f"was made from another state of the plan than {here}",
                way_out="Compare your change with the plan as it stands now, and apply that.",
            )
        )
    value: dict[str, Any] = msgspec.to_builtins(plan)
    faults = list(_applied(value, diff))
    result = None if faults else plan_of(value, whole=False)
    if result is None or plan_digest(result) != diff.to_digest:
        faults = faults or [
            Fault(
                pointer="/diff/to_digest",
                value=shown(diff.to_digest),
                message="is not what the difference leads to",
                way_out="Make the difference again.",
            )
        ]
        raise InvalidPlan(*faults)
    return result


def check_changes(
    before: Plan, after: Plan, *, library: Library | None = None, rules: Rules | None = None
) -> None:
    """
    Refuse a change of status that is not laid down, and anything left out without a word.

    Raises
    ------
    InvalidPlan
        With every such change.
    """
    found = changes_found(before, after, library=library, rules=rules)
    faults = [
        Fault(
            pointer="/diff",
            message=each.text[:1].lower() + each.text[1:].rstrip("."),
            way_out=f"{each.why} ({each.cite})",
            value=", ".join(each.ids) or None,
        )
        for each in found
    ]
    if faults:
        raise InvalidPlan(*faults)


def _applied(value: dict[str, Any], diff: PlanDiff) -> Iterator[Fault]:
    """Change a decoded plan in place, and yield what does not fit."""
    named = {part: by_name(value[part], name) for part, name in COLLECTIONS.items()}
    for place, gone in enumerate(diff.removed):
        if named.get(gone.part, {}).pop(gone.item_id, None) is None:
            yield _misplaced(f"/diff/removed/{place}", gone.item_id)
    for place, change in enumerate(diff.changed):
        target = value if change.part == "plan" else _target(value, named, change)
        if target is None:
            yield _misplaced(f"/diff/changed/{place}", change.item_id)
        else:
            target[change.field] = change.after
    for place, new in enumerate(diff.added):
        if new.part not in named or new.item_id in named[new.part]:
            yield _misplaced(f"/diff/added/{place}", new.item_id)
        else:
            named[new.part][new.item_id] = new.item
    yield from (_misplaced(f"/diff/order/{part}", None) for part in diff.order.keys() - named)
    for part, items in named.items():
        order = diff.order.get(part, tuple(items))
        if sorted(order) != sorted(items):
            yield _misplaced(f"/diff/order/{part}", None)
        else:
            value[part] = [items[key] for key in order]


def _target(
    value: dict[str, Any], named: dict[str, dict[str, Any]], change: FieldChange
) -> dict[str, Any] | None:
    found: dict[str, Any] | None
    if change.part in SINGLES:
        found = value[change.part]
    else:
        found = named[change.part].get(change.item_id or "")
    return found


def _misplaced(pointer: str, value: str | None) -> Fault:
    return Fault(
        pointer=pointer,
        value=None if value is None else shown(value),
        message="does not fit the plan it is to be applied to",
        way_out="Make the difference again.",
    )
