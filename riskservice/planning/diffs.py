"""
What changed between two states of a plan, item by item and field by field.

Applying a difference to the state it was made from gives the other, exactly; see
:mod:`riskservice.planning.applying`.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

import msgspec
from msgspec import Struct

from riskservice.case import Media
from riskservice.errors import Fault, shown
from riskservice.kit.shapes import shape_faults
from riskservice.planning.changes import changes_found
from riskservice.planning.items import COLLECTIONS, SINGLES
from riskservice.planning.library import Library
from riskservice.planning.plan import Finding, Plan, plan_digest
from riskservice.planning.refusals import InvalidPlan
from riskservice.planning.rules import Rules
from riskservice.planning.stored import decoded

Part = Literal[
    "plan",
    "officer",
    "mappa",
    "management",
    "contact",
    "review",
    "staff_safety",
    "agreement",
    "sections",
    "factors",
    "actions",
    "contingencies",
    "reviews",
    "disclosures",
    "victims",
    "conditions",
    "diversity",
    "blanks",
]
_A_DIFF = "Send a difference as the service gave it."


class ItemChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An item that only one of the two states has, whole."""

    part: Part
    item_id: str
    item: dict[str, Any]


class FieldChange(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    A field that differs.

    Attributes
    ----------
    item_id : str or None
        None for the plan itself and for parts that stand there once.
    before, after : object
        As in the JSON of the plan.
    """

    part: Part
    item_id: str | None = None
    field: str
    before: Any = None
    after: Any = None


class PlanDiff(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    Everything by which two states of a plan differ.

    Attributes
    ----------
    from_digest, to_digest : str
        Fingerprints of the two states.
    order : dict of str to tuple of str
        Identifiers of a part in their new order, where that does not follow from the rest.
    findings : tuple of Finding
        Changes of status that are not allowed, or lack what they demand; what was left out.
    """

    case_id: str
    from_plan: str
    from_version: int
    from_digest: str
    to_plan: str
    to_version: int
    to_digest: str
    added: tuple[ItemChange, ...] = ()
    removed: tuple[ItemChange, ...] = ()
    changed: tuple[FieldChange, ...] = ()
    order: dict[str, tuple[str, ...]] = msgspec.field(default_factory=dict)
    findings: tuple[Finding, ...] = ()

    @property
    def empty(self) -> bool:
        """Whether nothing differs."""
        return not (self.added or self.removed or self.changed or self.order)


def diff_plans(
    before: Plan, after: Plan, *, library: Library | None = None, rules: Rules | None = None
) -> PlanDiff:
    """
    Return what changed from one state of a plan to another.

    Parameters
    ----------
    before, after : Plan
        Of one person; each item has an identifier of its own.
    library, rules : optional
        The released ones where left out.

    Raises
    ------
    InvalidPlan
        When they are not of one person, or an identifier stands for two things.
    """
    if faults := [*_unfit(before, "before"), *_unfit(after, "after"), *_strangers(before, after)]:
        raise InvalidPlan(*faults)
    old, new = msgspec.to_builtins(before), msgspec.to_builtins(after)
    added, removed, changed, order = [], [], list(_plain_changes(old, new)), {}
    for part, name in COLLECTIONS.items():
        was, now = by_name(old[part], name), by_name(new[part], name)
        removed += [_item(part, key, item) for key, item in was.items() if key not in now]
        added += [_item(part, key, item) for key, item in now.items() if key not in was]
        for key in was.keys() & now.keys():
            changed += _field_changes(part, key, was[key], now[key])
        if list(now) != _natural(was, now):
            order[part] = tuple(now)
    place = {part: i for i, part in enumerate(_PARTS)}
    return PlanDiff(
        case_id=after.case_id,
        from_plan=before.plan_id,
        from_version=before.version,
        from_digest=plan_digest(before),
        to_plan=after.plan_id,
        to_version=after.version,
        to_digest=plan_digest(after),
        added=tuple(added),
        removed=tuple(removed),
        changed=tuple(sorted(changed, key=lambda c: (place[c.part], c.item_id or "", c.field))),
        order=order,
        findings=changes_found(before, after, library=library, rules=rules),
    )


def read_diff(raw: bytes, media: Media = "json") -> PlanDiff:
    """
    Return the difference a file or a body holds.

    Raises
    ------
    UnreadableBody, InvalidPlan
        With every fault of it.
    """
    return diff_of(decoded(raw, media, _A_DIFF), "")


def diff_of(value: object, pointer: str) -> PlanDiff:
    """Return the difference a decoded value holds; as :func:`read_diff`."""
    if faults := list(shape_faults(value, PlanDiff, pointer)):
        raise InvalidPlan(*faults)
    return msgspec.convert(value, PlanDiff)


_PARTS: tuple[str, ...] = ("plan", *SINGLES, *COLLECTIONS)


def _unfit(plan: Plan, place: str) -> Iterator[Fault]:
    for part, name in COLLECTIONS.items():
        names = [getattr(item, name) for item in getattr(plan, part)]
        for twice in sorted({each for each in names if names.count(each) > 1}):
            yield Fault(
                pointer=f"/{place}/{part}",
                value=shown(twice),
                message="holds two items with one identifier",
                way_out="Give each its own, and keep it from version to version.",
            )


def _strangers(before: Plan, after: Plan) -> Iterator[Fault]:
    if before.case_id != after.case_id:
        yield Fault(
            pointer="/after/case_id",
            message="is another case than that of the first plan",
            way_out="Compare two plans of one person.",
        )


def by_name(items: list[dict[str, Any]], name: str) -> dict[str, dict[str, Any]]:
    """Return the items of a decoded plan by their identifiers."""
    return {item[name]: item for item in items}


def _natural(was: Mapping[str, Any], now: Mapping[str, Any]) -> list[str]:
    """Return the order that follows of itself: what stays as it was, then what is new."""
    return [*(key for key in was if key in now), *(key for key in now if key not in was)]


def _item(part: str, name: str, item: dict[str, Any]) -> ItemChange:
    return ItemChange(part=part, item_id=name, item=item)  # type: ignore[arg-type]


def _plain_changes(old: dict[str, Any], new: dict[str, Any]) -> Iterator[FieldChange]:
    for name, before in old.items():
        after = new[name]
        if name in COLLECTIONS:
            continue
        if name in SINGLES and before is not None and after is not None:
            yield from _field_changes(name, None, before, after)
        elif before != after:
            yield FieldChange(part="plan", field=name, before=before, after=after)


def _field_changes(
    part: str, item_id: str | None, old: dict[str, Any], new: dict[str, Any]
) -> Iterator[FieldChange]:
    for field, before in old.items():
        if before != new[field]:
            yield FieldChange(
                part=part,  # type: ignore[arg-type]
                item_id=item_id,
                field=field,
                before=before,
                after=new[field],
            )
