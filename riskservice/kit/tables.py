"""
One dated, sourced release of an instrument's numbers.

A table is a TOML file ``<key>/<version>.toml`` in the package its plug-in names. Its types demand
the citation: every block names one of the table's sources and how well it is confirmed. A released
table is never edited; a correction is a new version that says what it corrects.
"""

import csv
import datetime as dt
import hashlib
import io
import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from functools import cached_property, lru_cache
from importlib.resources.abc import Traversable
from typing import Literal

import msgspec
import numpy as np
from msgspec import Struct

from riskservice.errors import BrokenPlugin, Fault
from riskservice.kit.blocks import (
    Bands,
    Cited,
    CodeList,
    Constant,
    Definition,
    Floats,
    Line,
    MissingRule,
    PolicyLine,
    Polynomial,
    Rates,
    Rounding,
    Rule,
    Source,
    Steps,
    Weights,
)
from riskservice.kit.dates import Ints
from riskservice.kit.outcome import Confidence
from riskservice.kit.refit import Chances, Refit

_DIGITS = re.compile("[0-9]+")
Status = Literal["draft", "in force", "withdrawn", "house policy", "as deployed"]


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
    chances : Chances or None
        Chance by total; it goes before the formula of the instrument.
    refit : Refit or None
        Of a table that was fitted anew: how, and on whom.
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
    polynomials: dict[str, Polynomial] = {}
    weights: dict[str, Weights] = {}
    lists: dict[str, CodeList] = {}
    rules: dict[str, Rule] = {}
    missing: dict[str, MissingRule] = {}
    rates: dict[str, Rates] = {}
    definitions: dict[str, Definition] = {}
    levels: dict[str, Definition] = {}
    policy: tuple[PolicyLine, ...] = ()
    chances: Chances | None = None
    refit: Refit | None = None
    digest: str = ""

    @cached_property
    def numbers(self) -> dict[str, float]:
        """Every constant as the nearest IEEE double."""
        return {name: float(constant.value) for name, constant in self.constants.items()}

    def coefficients(self, name: str) -> tuple[float, ...]:
        """Return the coefficients of a polynomial as the nearest IEEE doubles."""
        return tuple(float(c) for c in self.polynomials[name].coefficients)

    def weight_of(self, name: str, categories: Sequence[str]) -> Floats:
        """Return the weight of each category, its published parts added before rounding."""
        values = self.weights[name].values
        return np.array([float(sum(values[c], Decimal(0))) for c in categories])

    def categories_of(self, name: str, column: str, categories: tuple[str, ...]) -> Ints:
        """
        Return the category of every code of a list, by its place in ``categories``.

        Returns
        -------
        ndarray of int64, shape (number of possible codes,)
            ``len(categories)`` where a code is not listed or in none of them.
        """
        key = (name, column, categories)
        if key not in self._columns:
            code = next(iter(self.lists[name].rows))
            places = self.lists[name].column(column, categories, 10 ** len(code))
            places.setflags(write=False)
            self._columns[key] = places
        return self._columns[key]

    @cached_property
    def _columns(self) -> dict[tuple[str, str, tuple[str, ...]], Ints]:
        return {}

    def rule(self, name: str) -> bool:
        """Return the value of a switch; KeyError if the table does not have it."""
        return self.rules[name].value

    def blocks(self) -> Iterator[tuple[str, Cited]]:
        """Yield every cited block with its place in the table."""
        for section in (
            "steps", "constants", "polynomials", "weights", "lists", "rules", "missing", "rates",
            "definitions", "levels",
        ):  # fmt: skip
            for name, block in getattr(self, section).items():
                yield f"{section}.{name}", block
        for section in ("lines", "policy"):
            for i, block in enumerate(getattr(self, section)):
                yield f"{section}.{i}", block
        for place, single in (("bands", self.bands), ("chances", self.chances)):
            if single is not None:
                yield place, single

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
                return word
        return "confirmed"

    @property
    def band_names(self) -> tuple[str, ...]:
        """Its bands, from low to high; none where it has neither bands nor lines."""
        if self.bands is not None:
            return self.bands.names
        return tuple(dict.fromkeys(line.band for line in reversed(self.lines)))

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
            yield from (f"{place}: {fault}" for fault in block.faults())
        if len(known) < len(self.sources):
            yield "names two sources by one id"
        for name, rates in self.rates.items():
            if self.band_names and (stray := rates.percent.keys() - self.band_names):
                yield f"rates.{name}: {', '.join(sorted(stray))} is no band of the table"
        for day in (self.effective_to, self.withdrawn_on):
            if day is not None and day < self.effective_from:
                yield f"ends on {day}, before it begins on {self.effective_from}"


def decode(raw: bytes, place: str, root: Traversable | None = None) -> Table:
    """
    Return the table a TOML file holds, checked, with its digest and the lists it names.

    Parameters
    ----------
    root : Traversable, optional
        Folder its lists are found in.

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
    lists = {}
    for name, block in table.lists.items():
        file = None if root is None else root.joinpath(*block.file.split("/"))
        if file is None or not file.is_file():
            raise BrokenPlugin(_broken(f"{place} lists.{name}", f"{block.file} is not there"))
        text = file.read_bytes()
        raw += text
        try:
            lists[name] = msgspec.structs.replace(block, rows=_read_list(text))
        except (csv.Error, ValueError) as error:
            raise BrokenPlugin(_broken(f"{place} lists.{name}", str(error))) from None
    return msgspec.structs.replace(table, lists=lists, digest=digest_of(raw))


@lru_cache(maxsize=8)
def _read_list(text: bytes) -> dict[str, dict[str, str]]:
    """Return code to columns; ValueError when the file is not a sound list."""
    reader = csv.DictReader(io.StringIO(text.decode("utf-8")))
    key = (reader.fieldnames or [""])[0]
    rows = list(reader)
    found = {row[key]: row for row in rows}
    if not found:
        raise ValueError("lists no code")
    if len(found) < len(rows):
        raise ValueError("lists a code twice")
    if len({len(code) for code in found}) > 1 or not all(map(_DIGITS.fullmatch, found)):
        raise ValueError("every code must be of digits, and all of one length")
    if any(None in row or None in row.values() for row in rows):
        raise ValueError("has a row that is longer or shorter than its first line")
    return found


def load(folder: Traversable, root: Traversable | None = None) -> tuple[list[Table], list[Fault]]:
    """
    Return the sound tables of a folder, and the faults of the others.

    Parameters
    ----------
    folder : Traversable
        Holds ``<version>.toml`` files of one instrument.
    root : Traversable, optional
        Package the folder lies in, for lists kept beside the tables.
    """
    tables: list[Table] = []
    faults: list[Fault] = []
    if not folder.is_dir():
        return [], [_broken(folder.name, "has no folder of tables in its package")]
    for file in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if not file.name.endswith(".toml"):
            continue
        place = f"{folder.name}/{file.name}"
        try:
            table = decode(file.read_bytes(), place, root)
        except BrokenPlugin as error:
            faults.extend(error.faults)
            continue
        if f"{table.version}.toml" != file.name or table.instrument != folder.name:
            faults.append(_broken(place, f"calls itself {table.instrument} {table.version}"))
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
