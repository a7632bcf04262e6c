"""Rulesets: named, dated choices of table versions, each a file; and what is wrong with one."""

import datetime as dt
import difflib
import itertools
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from importlib.resources.abc import Traversable

import msgspec

from riskservice.errors import Fault
from riskservice.kit import tables
from riskservice.kit.tables import Table

DEFAULT_RULESET = "default"
BY_DATE = ("in force", "house policy", "withdrawn")


class Ruleset(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    A named, dated choice of table versions.

    Attributes
    ----------
    tables : dict of str to str
        Instrument to the version used whatever the date. Others are taken by date.
    deployed : bool
        Whether it reproduces a deployed service, disputed rules included.
    """

    name: str
    title: str
    effective_from: dt.date
    note: str = ""
    deployed: bool = False
    tables: dict[str, str] = {}
    digest: str = ""


def load(
    folder: Traversable,
    versions: Mapping[str, Sequence[Table]],
    taken: Container[str],
    *,
    drafts: bool = False,
) -> tuple[dict[str, Ruleset], list[Fault]]:
    """
    Return the rulesets of a folder by name, and the faults of those broken or `taken`.

    Parameters
    ----------
    drafts : bool
        Whether they lie beside drafts, outside every package.
    """
    found: dict[str, Ruleset] = {}
    faults: list[Fault] = []
    for file in sorted(folder.iterdir(), key=lambda f: f.name) if folder.is_dir() else ():
        if not file.name.endswith(".toml"):
            continue
        raw = file.read_bytes()
        place = f"rulesets/{file.name}"
        try:
            ruleset = msgspec.toml.decode(raw, type=Ruleset)
        except (msgspec.DecodeError, ValueError) as error:
            faults.append(plugin_fault(place, str(error)))
            continue
        if ruleset.name in found or ruleset.name in taken or f"{ruleset.name}.toml" != file.name:
            faults.append(plugin_fault(place, f"calls itself {ruleset.name}"))
        faults += [
            plugin_fault(place, f"names table {key} {version}, which is not there")
            for key, version in ruleset.tables.items()
            if version not in {t.version for t in versions.get(key, ())}
        ]
        faults += [plugin_fault(place, text) for text in _refused(ruleset, versions, drafts=drafts)]
        unfinished = _drafts_in(ruleset, versions)
        title = f"DRAFT, not released: {ruleset.title}" if unfinished else ruleset.title
        # A draft may be written anew under its old version: what it holds is part of what it is.
        raw += "".join(table.digest for table in unfinished).encode()
        found[ruleset.name] = msgspec.structs.replace(
            ruleset, title=title, digest=tables.digest_of(raw)
        )
    return found, faults


def _drafts_in(ruleset: Ruleset, versions: Mapping[str, Sequence[Table]]) -> list[Table]:
    """Return the draft tables a ruleset names."""
    return [
        table
        for key, version in ruleset.tables.items()
        for table in versions.get(key, ())
        if table.version == version and table.status == "draft"
    ]


def _refused(
    ruleset: Ruleset, versions: Mapping[str, Sequence[Table]], *, drafts: bool
) -> Iterator[str]:
    """Yield why a ruleset may not be what it says it is."""
    if ruleset.name == DEFAULT_RULESET:
        for table in _drafts_in(ruleset, versions):
            yield f"names {table.instrument} {table.version}, a draft, and is the default"
    if drafts and ruleset.deployed:
        yield "says it reproduces a deployed service, and lies beside drafts"


def calendar(found: Sequence[Table]) -> Iterator[str]:
    """Yield overlaps and gaps between the tables that are chosen by date."""
    if not found:
        yield "has no table"
    versions = [t.version for t in found]
    yield from (f"has version {v} twice" for v in sorted(set(versions)) if versions.count(v) > 1)
    dated = sorted((t for t in found if t.status in BY_DATE), key=lambda t: t.effective_from)
    for earlier, later in itertools.pairwise(dated):
        if earlier.effective_to is None or earlier.effective_to >= later.effective_from:
            yield f"tables {earlier.version} and {later.version} overlap"
        elif earlier.effective_to + dt.timedelta(days=1) < later.effective_from:
            yield f"tables {earlier.version} and {later.version} leave a gap"
    for table in found:
        if table.corrects and table.corrects not in versions:
            yield f"table {table.version} corrects {table.corrects}, which is not there"


def plugin_fault(pointer: str, message: str) -> Fault:
    """Return a fault of a plug-in, for whoever installed it."""
    return Fault(
        pointer=pointer, message=message, way_out="Correct or remove the plug-in, then start again."
    )


def unknown_name(kind: str, name: str, known: Iterable[str]) -> Fault:
    """Return the fault of a name nobody goes by, with the nearest that is known."""
    names = sorted(known)
    near = difflib.get_close_matches(name, names, n=1)
    hint = f"Did you mean {near[0]}? " if near else ""
    return Fault(
        pointer=f"/{kind}",
        value=name,
        message=f"no {kind} goes by that name",
        way_out=f"{hint}Installed: {', '.join(names)}.",
    )
