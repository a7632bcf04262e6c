"""Every fault of a record of any shape, each at its own place, in a practitioner's words."""

import datetime as dt
import difflib
import types
from collections.abc import Iterator, Mapping, Sequence
from typing import Annotated, Any, Literal, Union, get_args, get_origin

import msgspec

from riskservice.errors import Fault, shown, written
from riskservice.kit.dates import EARLIEST, LATEST
from riskservice.kit.faults import LONGEST_NAME, MOST_HINTS, UNFIT, UNWRITABLE, writable

_WORDS: dict[Any, tuple[str, str]] = {
    bool: ("is not true or false", "Give true or false; leave it out where it is not known."),
    str: ("is not text", "Give text in quotation marks."),
    dt.date: ("is not a date that exists", "Give it as YYYY-MM-DD."),
    dt.datetime: ("is not a day with a time", "Give it as YYYY-MM-DDThh:mm:ss."),
}
_UNIONS = (Union, types.UnionType)


def shape_faults(value: object, hint: Any, pointer: str) -> Iterator[Fault]:
    """
    Yield every fault of a decoded value that should have the shape of a type.

    Parameters
    ----------
    value : object
        What was sent, decoded from JSON or MessagePack but not checked.
    hint : type
        A struct, or anything a field of one may be declared as: tuples, dictionaries with text as
        keys, choices, dates, numbers, text, each with or without None.
    pointer : str
        JSON pointer of ``value`` in the body.

    Yields
    ------
    Fault
        One for each place that does not fit: unknown and missing fields, values of the wrong kind,
        dates that cannot be, what cannot be written down.
    """
    hint, optional = _unwrapped(hint)
    if value is None and optional:
        return
    origin = get_origin(hint)
    if isinstance(hint, type) and issubclass(hint, msgspec.Struct):
        yield from _struct_faults(value, hint, pointer)
    elif origin in (tuple, list) or hint in (tuple, list):
        yield from _list_faults(value, hint, pointer)
    elif origin is dict:
        yield from _dict_faults(value, hint, pointer)
    else:
        yield from _leaf_faults(value, hint, pointer)


def _unwrapped(hint: Any) -> tuple[Any, bool]:
    """Return a type without None, and whether None is allowed."""
    if get_origin(hint) in _UNIONS:
        others = [each for each in get_args(hint) if each is not type(None)]
        optional = len(others) < len(get_args(hint))
        return (others[0] if len(others) == 1 else Union[tuple(others)]), optional  # noqa: UP007
    return hint, hint is None or hint is type(None)


def _fault(pointer: str, value: object, message: str, way_out: str) -> Fault:
    return Fault(pointer=pointer, value=shown(value), message=message, way_out=way_out)


def _struct_faults(value: object, struct: type[msgspec.Struct], pointer: str) -> Iterator[Fault]:
    fields = {field.encode_name: field for field in msgspec.structs.fields(struct)}
    if not isinstance(value, Mapping):
        yield _fault(pointer, value, "is not a record", f"It has: {', '.join(fields)}.")
        return
    strict = struct.__struct_config__.forbid_unknown_fields
    for place, key in enumerate(key for key in value if key not in fields):
        if strict:
            name = written(key)
            tried = place < MOST_HINTS and len(name) <= LONGEST_NAME
            near = difflib.get_close_matches(name, fields, n=1, cutoff=0.6) if tried else []
            hint = f"Did you mean {near[0]}?" if near else f"It has: {', '.join(fields)}."
            yield _fault(f"{pointer}/{name}", value[key], "is not part of this record", hint)
    for name, field in fields.items():
        if name in value:
            yield from shape_faults(value[name], field.type, f"{pointer}/{name}")
        elif field.required:
            yield Fault(
                pointer=f"{pointer}/{name}",
                message="is missing",
                way_out=_expected(_unwrapped(field.type)[0]),
            )


def _list_faults(value: object, hint: Any, pointer: str) -> Iterator[Fault]:
    inner = get_args(hint)[:1]
    if not isinstance(value, Sequence) or isinstance(value, str | bytes):
        yield _fault(pointer, value, "is not a list", "Give a list; an empty one is allowed.")
        return
    for place, each in enumerate(value):
        yield from shape_faults(each, inner[0] if inner else Any, f"{pointer}/{place}")


def _dict_faults(value: object, hint: Any, pointer: str) -> Iterator[Fault]:
    if not isinstance(value, Mapping):
        yield _fault(pointer, value, "is not a set of names and values", "Give an object.")
        return
    names, inner = get_args(hint)
    for key, each in value.items():
        place = f"{pointer}/{written(key)}"
        yield from (
            _fault(place, key, fault.message, fault.way_out)
            for fault in shape_faults(key, names, place)
        )
        yield from shape_faults(each, inner, place)


def _leaf_faults(value: object, hint: Any, pointer: str) -> Iterator[Fault]:
    try:
        checked = msgspec.convert(value, hint)
    except UNFIT:
        yield _fault(pointer, value, _misfit(hint), _expected(hint))
        return
    day = checked.date() if isinstance(checked, dt.datetime) else checked
    if isinstance(day, dt.date) and not EARLIEST <= day <= LATEST:
        way_out = f"Give a day from {EARLIEST} to {LATEST}."
        yield _fault(pointer, value, "is not a plausible date", way_out)
    elif not writable(checked):
        yield _fault(pointer, value, UNWRITABLE, "Give whole characters and printable numbers.")


def _misfit(hint: Any) -> str:
    bare = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    if get_origin(bare) is Literal:
        return "is not one of the choices"
    if bare is int:
        return "is not a whole number in its range"
    return _WORDS.get(bare, ("does not fit", ""))[0]


def _expected(hint: Any) -> str:
    bare = get_args(hint)[0] if get_origin(hint) is Annotated else hint
    if get_origin(bare) is Literal:
        return f"Give one of: {', '.join(str(each) for each in get_args(bare))}."
    if bare is int:
        return f"Give a whole number{_bounds(hint)}."
    return _WORDS.get(bare, ("", "Give what the description of the record lists."))[1]


def _bounds(hint: Any) -> str:
    metas = [each for each in get_args(hint)[1:] if isinstance(each, msgspec.Meta)]
    low = next((meta.ge for meta in metas if meta.ge is not None), None)
    high = next((meta.le for meta in metas if meta.le is not None), None)
    if low is not None and high is not None:
        return f" from {low} to {high}"
    return f" of at least {low}" if low is not None else ""
