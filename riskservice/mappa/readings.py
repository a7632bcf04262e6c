"""The points the sources leave open, and which reading of each is chosen."""

from collections.abc import Iterable, Mapping
from typing import Any, Literal, get_args

from msgspec import Struct
from msgspec.structs import fields, replace

from riskservice.clocks.settings import UnusableSetting
from riskservice.errors import Fault, shown


class Readings(Struct, frozen=True, kw_only=True):
    """One reading of every open point; the data file says what each means and its default."""

    category_4_kept: Literal["category_4", "category_1_or_2"]
    media_limb: Literal["needs_level_2", "stands_alone"]
    level_1_fails: Literal["refer_to_coordinator", "level_2", "strengthen_plan"]
    suspended_sentence: Literal["counts", "does_not_count"]
    controlling_or_coercive: Literal["any_sentence", "sentenced_from_then"]
    consecutive_terms: Literal["singly", "added"]

    def meet(self, when: Mapping[str, str]) -> bool:
        """Whether every reading named is the one chosen."""
        return all(getattr(self, key) == reading for key, reading in when.items())

    def others(self) -> tuple[tuple[str, str, "Readings"], ...]:
        """Return each reading that is not chosen: its point, the reading, and all with it."""
        return tuple(
            (key, reading, replace(self, **{key: reading}))
            for key, readings in CHOICES.items()
            for reading in readings
            if reading != getattr(self, key)
        )


CHOICES: dict[str, tuple[str, ...]] = {
    field.name: get_args(field.type) for field in fields(Readings)
}
"""Every open point with its readings."""


def chosen(defaults: Mapping[str, str], given: Mapping[str, str], pointer: str) -> Readings:
    """
    Return the readings a caller chose, the default for the others.

    Parameters
    ----------
    pointer : str
        Where they were given, for the faults.

    Raises
    ------
    UnusableSetting
        With every reading that there is not.
    """
    faults = [
        Fault(
            pointer=pointer,
            value=shown(reading),
            message=f"is no reading of {key}",
            way_out=f"Give one of: {', '.join(CHOICES[key])}.",
        )
        for key, reading in given.items()
        if reading not in CHOICES[key]
    ]
    if faults:
        raise UnusableSetting(*faults)
    choice: dict[str, Any] = {**defaults, **given}
    return Readings(**choice)


def parted(texts: Iterable[str], pointer: str) -> dict[str, str]:
    """
    Return settings written as ``NAME=READING``.

    Raises
    ------
    UnusableSetting
        With everything that is not written so, and every point that is given twice.
    """
    found: dict[str, str] = {}
    faults = []
    for text in texts:
        name, equals, reading = (part.strip() for part in text.partition("="))
        if not equals:
            faults.append(_fault(text, "is not a name and a reading", pointer))
        elif name in found:
            faults.append(_fault(text, "is given for a point that is given before", pointer))
        else:
            found[name] = reading
    if faults:
        raise UnusableSetting(*faults)
    return found


def _fault(text: str, message: str, pointer: str) -> Fault:
    way_out = "Write it as NAME=READING, once for each point."
    return Fault(pointer=pointer, value=shown(text), message=message, way_out=way_out)
