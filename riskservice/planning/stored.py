"""A plan read back from JSON or MessagePack, with every fault at its place."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from riskservice.case import Media
from riskservice.errors import Fault, UnreadableBody, shown
from riskservice.kit.shapes import shape_faults
from riskservice.planning.items import COLLECTIONS
from riskservice.planning.plan import Plan
from riskservice.planning.refusals import InvalidPlan
from riskservice.repeats import repeated

MOST: Final = 600
"""Items one list of a plan may hold; a drafted plan has about a hundred actions."""
_A_PLAN: Final = "Send a plan as the service gave it, with what people changed in it."


def read_plan(raw: bytes, media: Media = "json", *, whole: bool = True) -> Plan:
    """
    Return the plan a file or a body holds.

    Parameters
    ----------
    raw : bytes
    media : {"json", "msgpack"}
    whole : bool
        Whether the person's own copy is refused: it lacks what a professional must know.

    Raises
    ------
    UnreadableBody
        When it is not JSON or MessagePack, or not an object.
    InvalidPlan
        With every fault of the plan.
    """
    value = decoded(raw, media, _A_PLAN)
    twice = [
        Fault(
            pointer=place,
            message="is given more than once",
            way_out="Keep the one that is right, and take the others out.",
        )
        for place in repeated(raw, media)
    ]
    return plan_of(value, whole=whole, found=tuple(twice))


def plan_of(
    value: object, pointer: str = "", *, whole: bool = True, found: tuple[Fault, ...] = ()
) -> Plan:
    """Return the plan a decoded value holds; as :func:`read_plan`."""
    faults = [*found, *shape_faults(value, Plan, pointer)]
    if not faults:
        plan = msgspec.convert(value, Plan)
        faults = list(_inconsistencies(plan, pointer, whole=whole))
        if not faults:
            return plan
    raise InvalidPlan(*faults)


def decoded(raw: bytes, media: Media, way_out: str) -> Mapping[str, Any]:
    """
    Return the object some bytes hold, not yet checked.

    Raises
    ------
    UnreadableBody
        When there is none.
    """
    try:
        value = msgspec.json.decode(raw) if media == "json" else msgspec.msgpack.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        kind = "JSON" if media == "json" else "MessagePack"
        fault = Fault(pointer="", message=f"is not {kind}: {error}", way_out=way_out)
        raise UnreadableBody(fault) from None
    if not isinstance(value, Mapping):
        raise UnreadableBody(
            Fault(pointer="", value=shown(value), message="is not an object", way_out=way_out)
        )
    return value


def _inconsistencies(plan: Plan, pointer: str, *, whole: bool) -> Iterator[Fault]:
    for part, name in COLLECTIONS.items():
        items = getattr(plan, part)
        if len(items) > MOST:
            yield Fault(
                pointer=f"{pointer}/{part}",
                message=f"holds more than {MOST} items",
                way_out="A plan is for one person; send what belongs to it.",
                value=str(len(items)),
            )
        yield from _names(part, name, items, pointer)
    before = plan.previous
    if (plan.version > 1) != (before is not None):
        yield Fault(
            pointer=f"{pointer}/previous",
            message="does not go with the version",
            way_out="The first version has none before it; every later one names it.",
            value=f"version {plan.version}",
        )
    elif before is not None and before.version >= plan.version:
        yield Fault(
            pointer=f"{pointer}/previous/version",
            message="is not earlier than this version",
            way_out="Name the version this one replaces.",
            value=str(before.version),
        )
    if whole and plan.copy_for != "professionals":
        yield Fault(
            pointer=f"{pointer}/copy_for",
            message="is the person's own copy, from which things were left out",
            way_out="Use the plan itself.",
            value=plan.copy_for,
        )


def _names(part: str, name: str, items: tuple[Any, ...], pointer: str) -> Iterator[Fault]:
    seen: set[str] = set()
    for place, item in enumerate(items):
        given = getattr(item, name)
        where = f"{pointer}/{part}/{place}/{name}"
        if not given.strip():
            yield Fault(pointer=where, message="is empty", way_out="Give it an identifier.")
        elif given in seen:
            yield Fault(
                pointer=where,
                message="is the identifier of another one",
                way_out="Give each its own, and keep it from version to version.",
                value=shown(given),
            )
        seen.add(given)
