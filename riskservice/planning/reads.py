"""
Reading values of a case by the places a policy file names, whatever they hold.

A place is ``answers.<question>`` or ``circumstances.<part>.<field>``; a list is read in every
entry. What is found there becomes words: ``yes``, ``no``, a choice as it is, ``known`` beside
either, and ``unknown`` for what was left out. Where not even the part is recorded there is nothing.
"""

import types
from typing import Any, Union, get_args, get_origin

from msgspec import Struct
from msgspec.structs import fields

from riskservice.case import Case
from riskservice.circumstances import Circumstances

Words = frozenset[str]
UNKNOWN: Words = frozenset({"unknown"})
NOTHING: Words = frozenset()


def words_of(value: object) -> Words:
    """Return what a value counts as."""
    if value is None or value in ("", ()) or value == []:
        return UNKNOWN
    if isinstance(value, bool):
        return frozenset({"known", "yes" if value else "no"})
    if isinstance(value, (list, tuple)):
        return frozenset().union(*map(words_of, value))
    return frozenset({"known", str(value)})


def values_at(case: Case, place: str) -> list[object]:
    """Return every value at a place; empty where the part it belongs to is not recorded."""
    root, *steps = place.split(".")
    if root == "answers":
        return [case.answers.get(steps[0])]
    found: list[Any] = [case.circumstances]
    for step in steps:
        # An empty list is read as one value: its parts are not there, but it may be asked for.
        owners = [one for each in found for one in (each if isinstance(each, tuple) else (each,))]
        found = [getattr(owner, step) for owner in owners if owner is not None]
    return found


def words_at(case: Case, place: str) -> Words:
    """Return what the values at a place count as, all together."""
    return NOTHING.union(*(words_of(value) for value in values_at(case, place)))


def place_exists(place: str) -> bool:
    """Whether a place can be read: any answer, or a field that circumstances have."""
    root, *steps = place.split(".")
    if root == "answers":
        return len(steps) == 1
    inside: tuple[Any, ...] = (Circumstances,)
    for step in steps:
        named = [
            field.type
            for one in inside
            if isinstance(one, type) and issubclass(one, Struct)
            for field in fields(one)
            if field.name == step
        ]
        if not named:
            return False
        inside = _kinds(named[0])
    return root == "circumstances" and bool(steps)


def _kinds(hint: Any) -> tuple[Any, ...]:
    """Return the types a field may hold, those inside a list included."""
    if get_origin(hint) in (Union, types.UnionType, tuple):
        return tuple(kind for part in get_args(hint) for kind in _kinds(part))
    return (hint,)
