"""
Draft tables beside the installed ones: to be tried out, and never in force.

A draft is a file of its author's own, outside every package. Its version ends in ``-draft``, so
that every row of results names it as one. It is reached through a ruleset of its own,
``<instrument>-<version>``, which takes every other table by date. Several drafts are
combined by a ruleset file in a folder ``rulesets`` beside them. No draft comes into a ruleset that
is installed, and a table with any other status is not read from here.
"""

import copy
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import ClassVar

import msgspec

from riskservice import rulesets
from riskservice.errors import BrokenPlugin, Fault
from riskservice.kit import tables
from riskservice.kit.assessors import Definition
from riskservice.kit.binding import Fit
from riskservice.kit.instrument import Instrument
from riskservice.kit.tables import Table
from riskservice.registry import Registry
from riskservice.rulesets import Ruleset, unknown_name

ENDING = "-draft"
"""Of the version of every draft."""
LARGEST = 10_000_000
"""A table is a few kilobytes. [bytes]"""
_WAY_OUT = "Correct the draft, or take it away."


class UnusableDraft(BrokenPlugin):
    """A draft table or its ruleset cannot be used; raised with every fault of every file."""

    code: ClassVar[str] = "unusable-draft"
    title: ClassVar[str] = "A draft table cannot be used"


class _Named(msgspec.Struct, frozen=True):
    """The one line of a table that says whose it is."""

    instrument: str


def ruleset_name(table: Table) -> str:
    """Return the name of the ruleset a draft is scored with."""
    return f"{table.instrument}-{table.version}"


def with_drafts(registry: Registry, places: Sequence[Path]) -> Registry:
    """
    Return a registry that has draft tables as well; the one given stays as it was.

    Parameters
    ----------
    registry : Registry
    places : sequence of Path
        Draft tables, and folders of them.

    Raises
    ------
    UnusableDraft
        With every fault of every file.
    """
    found, faults = _read(registry, places)
    faults += _clashes(registry, found)
    for table in found:
        faults += _misfits(registry, table)
    if faults:
        raise UnusableDraft(*faults)
    more = copy.copy(registry)
    more.start_afresh()
    more.tables = {
        key: sorted(
            [*known, *(t for t in found if t.instrument == key)], key=lambda t: t.effective_from
        )
        for key, known in registry.tables.items()
    }
    own = {ruleset_name(table): _ruleset(table) for table in found}
    more.rulesets = {**registry.rulesets, **own}
    for place in places:
        combined, broken = rulesets.load(
            place / "rulesets", more.tables, more.rulesets, drafts=True
        )
        more.rulesets |= combined
        faults += broken
    if faults:
        raise UnusableDraft(*faults)
    return more


def read_draft(registry: Registry, file: Path) -> Table:
    """
    Return the draft table of a file.

    Raises
    ------
    UnusableDraft
        With every fault.
    """
    try:
        if file.stat().st_size > LARGEST:
            raise UnusableDraft(_fault(file, "is far larger than any table"))
        raw = file.read_bytes()
    except OSError as error:
        raise UnusableDraft(_fault(file, f"cannot be read: {error.strerror}")) from None
    root = _root(registry, raw)
    try:
        table = tables.decode(raw, file.name, root)
    except BrokenPlugin as error:
        raise UnusableDraft(*error.faults) from None
    if faults := [_fault(file, text) for text in _unfit(registry, table)]:
        raise UnusableDraft(*faults)
    return table


def _read(registry: Registry, places: Sequence[Path]) -> tuple[list[Table], list[Fault]]:
    found: list[Table] = []
    faults: list[Fault] = []
    for file in dict.fromkeys(file.resolve() for place in places for file in _files(place)):
        try:
            found.append(read_draft(registry, file))
        except UnusableDraft as error:
            faults += error.faults
    return found, faults


def _files(place: Path) -> list[Path]:
    return sorted(place.glob("*.toml")) if place.is_dir() else [place]


def _root(registry: Registry, raw: bytes) -> Traversable | None:
    """Return the package whose lists a table names, where its instrument is installed."""
    try:
        key = msgspec.toml.decode(raw, type=_Named).instrument
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError):
        return None
    known = registry.definitions.get(key)
    return None if known is None else files(known.tables)


def _unfit(registry: Registry, table: Table) -> Iterator[str]:
    if table.instrument not in registry.definitions:
        known = unknown_name("instrument", table.instrument, registry.definitions)
        yield f"is a table of {table.instrument}, which is not installed. {known.way_out}"
    if table.status != "draft":
        yield f"has the status {table.status}; only drafts are read from outside a package"
    if not table.version.endswith(ENDING):
        yield f"has the version {table.version}, which does not end in {ENDING}"
    definition = registry.definitions.get(table.instrument)
    if table.chances is not None and not _in_points(definition):
        yield "gives chances by total, which only an instrument that adds up points can use"


def _in_points(definition: Definition | None) -> bool:
    return isinstance(definition, Instrument) and definition.unit == "points"


def _clashes(registry: Registry, found: Iterable[Table]) -> Iterator[Fault]:
    """Yield drafts that would stand in the place of an installed table, or of each other."""
    released = {(t.instrument, t.version) for known in registry.tables.values() for t in known}
    drafts: set[tuple[str, str]] = set()
    for table in found:
        name = (table.instrument, table.version)
        message = "is there already; a released table is never replaced"
        way_out = "Give the draft a version of its own."
        if name in drafts:
            message = "is the version of two drafts"
            way_out = "Take one of them away, or give it a version of its own."
        if name in released or name in drafts:
            yield Fault(
                pointer=f"{table.instrument} {table.version}", message=message, way_out=way_out
            )
        drafts.add(name)


def _misfits(registry: Registry, table: Table) -> tuple[Fault, ...]:
    definition = registry.definitions[table.instrument]
    if not isinstance(definition, Instrument) or definition.parts:
        return ()
    try:
        Fit(definition, table)
    except BrokenPlugin as error:
        return error.faults
    return ()


def _ruleset(table: Table) -> Ruleset:
    name = ruleset_name(table)
    return Ruleset(
        name=name,
        title=f"DRAFT, not released: {table.instrument} {table.version}",
        effective_from=table.effective_from,
        note="The draft whatever the day of assessment, every other instrument by date. Not for a "
        "decision about anyone.",
        tables={table.instrument: table.version},
        digest=tables.digest_of(f"{name} {table.digest}".encode()),
    )


def _fault(file: Path, message: str) -> Fault:
    return Fault(pointer=file.name, message=message, way_out=_WAY_OUT)
