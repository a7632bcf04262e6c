"""
One dated, sourced release of an instrument's numbers.

A table is a TOML file ``<key>/<version>.toml`` in the package its plug-in names. Its types demand
the citation: every block names one of the table's sources and how well it is confirmed. A released
table is never edited; a correction is a new version that says what it corrects.
"""

import datetime as dt
import hashlib
from collections.abc import Iterator
from decimal import Decimal
from functools import cached_property
from importlib.resources.abc import Traversable
from typing import Any, Literal

import msgspec
import numpy as np
from msgspec import Struct
from numpy.typing import NDArray

from riskservice.errors import BrokenPlugin, Fault
from riskservice.kit.outcome import Confidence

Floats = NDArray[np.float64]
Status = Literal["draft", "in force", "withdrawn", "house policy", "as deployed"]


class Cited(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of every block: which source it rests on, and how well that is confirmed."""

    cite: str
    confidence: Confidence = "confirmed"
    why: str = ""


class Source(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A publication or repository a number was taken from."""

    id: str
    cite: str
    licence: str
    locator: str = ""


class Steps(Cited, frozen=True, kw_only=True):
    """
    Points that change when a value reaches each step.

    Attributes
    ----------
    at : tuple of float
        Rising steps; the first points hold below the first of them.
    points : tuple of Decimal
        One more than there are steps.
    """

    at: tuple[Decimal, ...]
    points: tuple[Decimal, ...]

    def __post_init__(self) -> None:
        if len(self.points) != len(self.at) + 1:
            raise ValueError(
                f"{len(self.at)} steps need {len(self.at) + 1} points, not {len(self.points)}"
            )
        if list(self.at) != sorted(set(self.at)):
            raise ValueError("the steps must rise")

    def look_up(self, x: NDArray[Any]) -> Floats:
        """Return the points of each value. Shape of ``x``. [points]"""
        at = np.asarray(self.at, dtype=np.float64)
        return np.asarray(self.points, dtype=np.float64)[np.searchsorted(at, x, side="right")]


class Bands(Cited, frozen=True, kw_only=True):
    """
    Names for stretches of a score; each lower edge belongs to the band above it.

    Attributes
    ----------
    on : {"points", "percent"}
        What is cut: points, or the percentage *after* its published rounding.
    at : tuple of Decimal
        Rising edges.
    names : tuple of str
        From low to high, one more than there are edges.
    """

    on: Literal["points", "percent"] = "points"
    at: tuple[Decimal, ...]
    names: tuple[str, ...]

    def __post_init__(self) -> None:
        if len(self.names) != len(self.at) + 1:
            raise ValueError(
                f"{len(self.at)} edges need {len(self.at) + 1} names, not {len(self.names)}"
            )
        if list(self.at) != sorted(set(self.at)):
            raise ValueError("the edges must rise")


class Line(Cited, frozen=True, kw_only=True):
    """One line of a first-match hierarchy, the highest risk first."""

    when: str
    probability: Decimal
    band: str


class Constant(Cited, frozen=True, kw_only=True):
    """A single number of a formula."""

    value: Decimal


class Rule(Cited, frozen=True, kw_only=True):
    """
    A disputed or local rule as a switch.

    Attributes
    ----------
    value : bool
    disputed : str
        Name of the dispute (``4``, ``A``) where the deployed service and the published or
        intended rule differ; empty for a local rule.
    """

    value: bool
    disputed: str = ""


class MissingRule(Cited, frozen=True, kw_only=True):
    """
    What the publication does when a question is not answered.

    Attributes
    ----------
    counts_as : bool, int or str
        The answer it is scored as; ``"unknown"`` where the instrument has a rule of its own for
        an unknown answer; ``"unchecked"`` where the question only guards the others and, left
        out, the guard is not applied. A question without such a rule must be answered.
    """

    counts_as: bool | int | str


class Rates(Cited, frozen=True, kw_only=True):
    """
    Rates observed in a development sample: history, never a live probability.

    Attributes
    ----------
    cohort : str
        Whom the rates describe, and when.
    years : tuple of int
        Follow-up of each column. [years]
    percent : dict of str to tuple of Decimal
        Band to one rate per column. [percent]
    """

    cohort: str
    years: tuple[int, ...]
    percent: dict[str, tuple[Decimal, ...]]


class Definition(Cited, frozen=True, kw_only=True):
    """What a level or a factor means, in words the form prints."""

    title: str
    text: str = ""


class PolicyLine(Cited, frozen=True, kw_only=True):
    """
    One line of a house policy for an indicated level; the first that fits decides.

    Attributes
    ----------
    level : str
    high_at_least, medium_or_high_at_least : int
        How many risk factors must be rated so.
    """

    level: str
    high_at_least: int = 0
    medium_or_high_at_least: int = 0


class Rounding(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """How a percentage is published: decimal places, halves up."""

    percent_places: int = 2


class Table(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True, dict=True):
    """
    One release of one instrument's numbers; see the module docstring.

    Attributes
    ----------
    effective_from, effective_to : date
        First and last day in force, both included; no last day means still in force.
    withdrawn_on : date or None
        Day from which the instrument is no longer used. The table can still be asked for by name,
        to rescore old files, and then says so.
    corrects : str
        Version this one corrects, with the reason in ``note``.
    """

    instrument: str
    version: str
    status: Status
    effective_from: dt.date
    effective_to: dt.date | None = None
    withdrawn_on: dt.date | None = None
    corrects: str = ""
    note: str = ""
    sources: tuple[Source, ...]
    rounding: Rounding = Rounding()
    steps: dict[str, Steps] = {}
    bands: Bands | None = None
    lines: tuple[Line, ...] = ()
    constants: dict[str, Constant] = {}
    rules: dict[str, Rule] = {}
    missing: dict[str, MissingRule] = {}
    rates: dict[str, Rates] = {}
    definitions: dict[str, Definition] = {}
    levels: dict[str, Definition] = {}
    policy: tuple[PolicyLine, ...] = ()
    digest: str = ""

    @cached_property
    def numbers(self) -> dict[str, float]:
        """Every constant as the nearest IEEE double."""
        return {name: float(constant.value) for name, constant in self.constants.items()}

    def rule(self, name: str) -> bool:
        """Return the value of a switch; KeyError if the table does not have it."""
        return self.rules[name].value

    def blocks(self) -> Iterator[tuple[str, Cited]]:
        """Yield every cited block with its place in the table."""
        for section in (
            "steps", "constants", "rules", "missing", "rates", "definitions", "levels",
        ):  # fmt: skip
            for name, block in getattr(self, section).items():
                yield f"{section}.{name}", block
        for section in ("lines", "policy"):
            for i, block in enumerate(getattr(self, section)):
                yield f"{section}.{i}", block
        if self.bands is not None:
            yield "bands", self.bands

    @cached_property
    def confidence(self) -> Confidence:
        """The weakest word any number of the table carries."""
        found = {
            block.confidence
            for place, block in self.blocks()
            if not place.startswith(("rules.", "missing.", "rates."))
        }
        for word in ("unconfirmed", "house policy"):
            if word in found:
                return word  # type: ignore[return-value]
        return "confirmed"

    def in_force(self, on: dt.date) -> bool:
        """Whether the table was in force on a day."""
        return self.effective_from <= on and (self.effective_to is None or on <= self.effective_to)

    def faults(self) -> Iterator[str]:
        """Yield everything that is wrong with the table beyond its types."""
        known = {source.id for source in self.sources}
        if not known:
            yield "names no source"
        for place, block in self.blocks():
            if block.cite not in known:
                yield f"{place}: cites {block.cite!r}, which is not among the sources"
            if isinstance(block, Rule) and not block.why:
                yield f"{place}: a rule needs its reason (why)"
        for day in (self.effective_to, self.withdrawn_on):
            if day is not None and day < self.effective_from:
                yield f"ends on {day}, before it begins on {self.effective_from}"


def decode(raw: bytes, place: str) -> Table:
    """
    Return the table a TOML file holds, checked, with its digest.

    Raises
    ------
    BrokenPlugin
        With every fault, when the file is not a sound table.
    """
    try:
        table = msgspec.toml.decode(raw, type=Table)
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError) as error:
        raise BrokenPlugin(_broken(place, str(error))) from None
    if found := [_broken(place, fault) for fault in table.faults()]:
        raise BrokenPlugin(*found)
    return msgspec.structs.replace(table, digest=digest_of(raw))


def load(folder: Traversable) -> tuple[list[Table], list[Fault]]:
    """Return the sound tables of a folder, and the faults of the others."""
    tables: list[Table] = []
    faults: list[Fault] = []
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".toml"):
            continue
        place = f"{folder.name}/{file.name}"
        try:
            table = decode(file.read_bytes(), place)
        except BrokenPlugin as error:
            faults.extend(error.faults)
            continue
        if f"{table.version}.toml" != file.name or table.instrument != folder.name:
            faults.append(
                _broken(place, f"calls itself {table.instrument} {table.version}")
            )
        tables.append(table)
    return tables, faults


def digest_of(raw: bytes) -> str:
    """Return the fingerprint of a file's bytes."""
    return f"sha256:{hashlib.sha256(raw).hexdigest()[:16]}"


def _broken(place: str, message: str) -> Fault:
    return Fault(
        pointer=place,
        message=message,
        way_out="Correct the table; every block needs its citation and fitting numbers.",
    )
