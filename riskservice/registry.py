"""
Which instruments are installed, which numbers are in force, and which ruleset was asked for.

Plug-ins arrive through the entry-point group ``riskservice.instruments``; their tables through the
package each plug-in names. Ours register in exactly the way a stranger's do.
"""

import datetime as dt
import difflib
import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache, cached_property
from importlib.metadata import entry_points
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any, Protocol

import msgspec

from riskservice.errors import BrokenPlugin, Fault, NotInForce, UnknownName
from riskservice.kit import tables
from riskservice.kit.account import InstrumentAssessor
from riskservice.kit.binding import Fit
from riskservice.kit.choice import Choice, ChoiceAssessor
from riskservice.kit.evaluation import One
from riskservice.kit.instrument import Instrument
from riskservice.kit.judgement import JudgementAssessor
from riskservice.kit.kernel import Kernel
from riskservice.kit.outcome import Outcome, Stamp
from riskservice.kit.questions import Answers, Question, merge, questions_of
from riskservice.kit.rating import Judgement
from riskservice.kit.tables import Table
from riskservice.kit.total import Total, TotalAssessor

GROUP = "riskservice.instruments"
DEFAULT_RULESET = "default"
BY_DATE = ("in force", "house policy", "withdrawn")

Definition = Instrument | Judgement | Choice | Total


class Assessor(Protocol):
    """An instrument bound to a table, whatever its kind."""

    @property
    def instrument(self) -> Definition:
        """Return the definition."""

    @property
    def table(self) -> Table:
        """Return the table it is bound to."""

    @property
    def stamp(self) -> Stamp:
        """Return what results say of the table."""

    @property
    def questions(self) -> Sequence[Question]:
        """Return its questions, in form order."""

    @property
    def band_names(self) -> tuple[str, ...]:
        """Return its bands, from low to high."""

    def assess(
        self,
        answers: Mapping[str, Any],
        codes: Mapping[str, int],
        *,
        reasons: bool = True,
        done: dict[str, One] | None = None,
    ) -> Outcome | tuple[Fault, ...]:
        """Return the outcome for one person, or every fault."""


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


class Registry:
    """
    The installed instruments and everything that can be asked of them.

    Parameters
    ----------
    definitions : iterable of (str, Instrument or Judgement)
        Name under which each was registered, and the definition.

    Raises
    ------
    BrokenPlugin
        At once and with every fault: two plug-ins with one key, a key other than the registered
        name, tables that overlap or leave a gap, one question name with two meanings, a composite
        without its parts or in a circle.
    """

    def __init__(self, definitions: Iterable[tuple[str, Definition]]) -> None:
        faults: list[Fault] = []
        self.definitions: dict[str, Definition] = {}
        for name, definition in definitions:
            if not isinstance(definition, Definition):
                faults.append(_fault(name, "is no Instrument, Judgement, Choice or Total"))
            elif definition.key != name:
                faults.append(
                    _fault(name, f"is registered under another name than its key {definition.key}")
                )
            elif name in self.definitions:
                faults.append(_fault(name, "is registered twice; two plug-ins share one key"))
            else:
                self.definitions[name] = definition
        faults += self._order()
        self.tables: dict[str, list[Table]] = {}
        self.packages: tuple[str, ...] = ()
        """Packages that hold tables, in the order of registration."""
        for key, definition in self.definitions.items():
            self.tables[key] = []
            try:
                root = files(definition.tables)
            except (Exception, SystemExit) as error:  # noqa: BLE001  it imports a stranger's package
                text = f"keeps its tables in {definition.tables}, which cannot be read: {error!r}"
                faults.append(_fault(key, text))
                continue
            self.packages = tuple(dict.fromkeys((*self.packages, definition.tables)))
            found, broken = tables.load(root / key, root)
            self.tables[key] = sorted(found, key=lambda t: t.effective_from)
            faults += broken
            faults += [_fault(key, text) for text in _calendar(found)]
        faults += self._vocabulary()
        self.rulesets: dict[str, Ruleset] = {}
        for package in self.packages:
            faults += self._load_rulesets(files(package) / "rulesets")
        faults = faults or self._misfits()
        if faults:
            raise BrokenPlugin(*faults)
        self._bound: dict[tuple[str, ...], Assessor] = {}

    # Start-up checks ---------------------------------------------------------------------------

    def _order(self) -> list[Fault]:
        """Sort instruments so that parts come before what is made of them; return what cannot."""
        faults = [
            _fault(key, f"is made of {part}, which is not installed")
            for key, definition in self.definitions.items()
            for part in definition.parts
            if part not in self.definitions
        ]
        faults += [
            _fault(key, f"is made of {part}, which is no scored instrument")
            for key, definition in self.definitions.items()
            for part in definition.parts
            if part in self.definitions
            and not isinstance(self.definitions[part], _made_of(definition))
        ]
        ordered: dict[str, Definition] = {}
        waiting = dict(self.definitions)
        while waiting:
            ready = [
                key
                for key, definition in waiting.items()
                if all(k in ordered or k not in self.definitions for k in before(definition))
            ]
            if not ready:
                faults.append(
                    _fault(", ".join(sorted(waiting)), "are made of each other in a circle")
                )
                break
            ordered |= {key: waiting.pop(key) for key in sorted(ready)}
        self.definitions = ordered | waiting
        return faults

    def _vocabulary(self) -> list[Fault]:
        self.questions: dict[str, Question] = {}
        faults = []
        for key, definition in self.definitions.items():
            try:
                questions = questions_of(definition.answers)
            except TypeError as error:
                faults.append(_fault(key, str(error)))
                continue
            for asked in questions:
                first = self.questions.setdefault(asked.key, asked)
                if first != asked:
                    faults.append(
                        _fault(key, f"asks {asked.key} in another sense than another instrument")
                    )
        return faults

    def _misfits(self) -> list[Fault]:
        """Return what does not fit, of instruments whose fit hangs on no other's table."""
        faults: list[Fault] = []
        for key, definition in self.definitions.items():
            if isinstance(definition, Instrument) and not definition.parts:
                for table in self.tables[key]:
                    try:
                        Fit(definition, table)
                    except BrokenPlugin as error:
                        faults += error.faults
        return faults

    def _load_rulesets(self, folder: Traversable) -> Iterator[Fault]:
        for file in sorted(folder.iterdir(), key=lambda f: f.name) if folder.is_dir() else ():
            if not file.name.endswith(".toml"):
                continue
            raw = file.read_bytes()
            try:
                ruleset = msgspec.toml.decode(raw, type=Ruleset)
            except (msgspec.DecodeError, ValueError) as error:
                yield _fault(f"rulesets/{file.name}", str(error))
                continue
            if ruleset.name in self.rulesets or f"{ruleset.name}.toml" != file.name:
                yield _fault(f"rulesets/{file.name}", f"calls itself {ruleset.name}")
            for key, version in ruleset.tables.items():
                if version not in {t.version for t in self.tables.get(key, ())}:
                    yield _fault(
                        f"rulesets/{file.name}", f"names table {key} {version}, which is not there"
                    )
            self.rulesets[ruleset.name] = msgspec.structs.replace(
                ruleset, digest=tables.digest_of(raw)
            )

    # Asking ------------------------------------------------------------------------------------

    @cached_property
    def answers(self) -> type[Answers]:
        """The union of what every installed instrument asks."""
        return merge("Answers", *(d.answers for d in self.definitions.values()))

    def ruleset(self, name: str = DEFAULT_RULESET) -> Ruleset:
        """Return a ruleset by name; UnknownName otherwise."""
        if name not in self.rulesets:
            raise UnknownName(_unknown("ruleset", name, self.rulesets))
        return self.rulesets[name]

    def definition(self, key: str) -> Definition:
        """Return an instrument's definition by key; UnknownName otherwise."""
        if key not in self.definitions:
            raise UnknownName(_unknown("instrument", key, self.definitions))
        return self.definitions[key]

    def table(self, key: str, on: dt.date, ruleset: Ruleset) -> Table | None:
        """Return the table a ruleset uses on a day, or None when none was in force."""
        if version := ruleset.tables.get(key):
            return next(t for t in self.tables[key] if t.version == version)
        for table in self.tables[key]:
            if table.status in BY_DATE and table.in_force(on):
                return table
        return None

    def select(
        self, on: dt.date, ruleset: Ruleset, keys: Sequence[str] | None = None
    ) -> tuple[Assessor, ...]:
        """
        Return the instruments to score with, bound to their tables, parts before composites.

        Parameters
        ----------
        keys : sequence of str, optional
            Instruments asked for. Without it, all that were in use on the day.

        Raises
        ------
        UnknownName, NotInForce
            With a fault for each instrument asked for in vain.
        """
        if keys is None:
            chosen = [
                key
                for key, definition in self.definitions.items()
                if not definition.part_of and self._in_use(key, on, ruleset)
            ]
        else:
            unknown = [
                _unknown("instrument", k, self.definitions)
                for k in keys
                if k not in self.definitions
            ]
            if unknown:
                raise UnknownName(*unknown)
            chosen = [key for key in self.definitions if key in keys]
        faults = [f for key in chosen for f in self._without_table(key, on, ruleset)]
        if faults:
            raise NotInForce(*faults)
        return tuple(self.assessor(key, on, ruleset) for key in chosen)

    def read_first(
        self, chosen: Sequence[Assessor], on: dt.date, ruleset: Ruleset
    ) -> tuple[Assessor, ...]:
        """Return instruments that some others read, though they were not asked for themselves."""
        keys = [assessor.instrument.key for assessor in chosen]
        wanted: dict[str, None] = {}
        queue = list(keys)
        while queue:
            for read in reads_of(self.definitions[queue.pop()]):
                if read in self.definitions and self.table(read, on, ruleset) is not None:
                    wanted[read] = None
                    queue.append(read)
        return tuple(
            self.assessor(key, on, ruleset)
            for key in self.definitions
            if key in wanted and key not in keys
        )

    def _in_use(self, key: str, on: dt.date, ruleset: Ruleset) -> bool:
        needed = (key, *self.definitions[key].parts)
        if key in ruleset.tables:
            return True
        found = [self.table(k, on, ruleset) for k in needed]
        return all(t is not None and (t.withdrawn_on is None or on < t.withdrawn_on) for t in found)

    def _without_table(self, key: str, on: dt.date, ruleset: Ruleset) -> Iterator[Fault]:
        for needed in (key, *self.definitions[key].parts):
            if self.table(needed, on, ruleset) is None:
                dates = "; ".join(
                    f"{t.version} from {t.effective_from} to {t.effective_to or 'now'}"
                    for t in self.tables[needed]
                    if t.status in BY_DATE
                )
                yield Fault(
                    pointer="/on",
                    value=str(on),
                    message=f"no table of {needed} was in force on that date",
                    way_out=f"Choose another date, or a ruleset that names one. Tables: {dates}.",
                )

    def assessor(self, key: str, on: dt.date, ruleset: Ruleset) -> Assessor:
        """Return an instrument bound to the table a ruleset uses on a day."""
        definition = self.definitions[key]
        table = self.table(key, on, ruleset)
        if table is None:
            raise NotInForce(*self._without_table(key, on, ruleset))
        parts = {part: self.assessor(part, on, ruleset) for part in definition.parts}
        reads = {
            read: self.assessor(read, on, ruleset).band_names
            for read in reads_of(definition)
            if read in self.definitions and self.table(read, on, ruleset) is not None
        }
        name = (key, table.version, *(str(id(part)) for part in parts.values()), *reads)
        if name not in self._bound:
            self._bound[name] = bind(definition, table, parts, reads)
        return self._bound[name]


def reads_of(definition: Definition) -> tuple[str, ...]:
    """Return the instruments whose results a definition reads, if it is of a kind that does."""
    return definition.reads if isinstance(definition, Instrument) else ()


def _made_of(definition: Definition) -> tuple[type, ...]:
    """Return the kinds of instrument that a definition may have as parts."""
    return (Instrument, Choice) if isinstance(definition, Total) else (Instrument,)


def before(definition: Definition) -> tuple[str, ...]:
    """Return the instruments that must be scored before a definition."""
    return (*definition.parts, *reads_of(definition))


def bind(
    definition: Definition,
    table: Table,
    parts: Mapping[str, Assessor] | None = None,
    reads: Mapping[str, Sequence[str]] | None = None,
) -> Assessor:
    """
    Return a definition bound to a table, ready to assess.

    Raises
    ------
    BrokenPlugin
        When they do not fit together.
    """
    stamp = stamp_of(table, [part.stamp for part in (parts or {}).values()])
    if isinstance(definition, Judgement):
        return JudgementAssessor(definition, table, stamp)
    models = [part for part in (parts or {}).values() if isinstance(part, InstrumentAssessor)]
    if isinstance(definition, Total):
        kinds = (InstrumentAssessor, ChoiceAssessor)
        added = [part for part in (parts or {}).values() if isinstance(part, kinds)]
        return TotalAssessor(definition, table, stamp, added)
    if isinstance(definition, Choice):
        return ChoiceAssessor(definition, table, stamp, models)
    kernels = {
        key: part.kernel
        for key, part in (parts or {}).items()
        if isinstance(part, InstrumentAssessor)
    }
    return InstrumentAssessor(Kernel(definition, table, kernels, reads), stamp)


def stamp_of(table: Table, parts: Sequence[Stamp] = ()) -> Stamp:
    """Return what a result says of its table; a composite is no surer than its parts."""
    words = [table.confidence, *(part.confidence for part in parts)]
    weakest = next((w for w in ("unconfirmed", "house policy") if w in words), "confirmed")
    return Stamp(
        version=table.version,
        status=table.status,
        effective_from=table.effective_from,
        digest=table.digest,
        confidence=weakest,  # type: ignore[arg-type]
        sources=tuple(f"{s.id}: {s.cite} ({s.licence})" for s in table.sources),
    )


@cache
def installed() -> Registry:
    """
    Return the registry of everything installed, made once.

    Raises
    ------
    BrokenPlugin
        With every plug-in that fails to load and why.
    """
    found: list[tuple[str, Definition]] = []
    faults: list[Fault] = []
    points = entry_points(group=GROUP)
    values: dict[str, list[str]] = {}
    for point in points:
        values.setdefault(point.name, []).append(point.value)
    for name, twins in values.items():
        if len(twins) > 1:
            faults.append(_fault(name, f"is registered twice: {' and '.join(sorted(twins))}"))
    for point in points:
        try:
            found.append((point.name, point.load()))
        except (Exception, SystemExit) as error:  # noqa: BLE001  whatever a stranger's import does
            faults.append(_fault(point.name, f"fails to load from {point.value}: {error!r}"))
    if not found and not faults:
        faults.append(_fault(GROUP, "no instrument is installed"))
    if faults:
        raise BrokenPlugin(*faults)
    return Registry(found)


def _calendar(found: Sequence[Table]) -> Iterator[str]:
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


def _fault(pointer: str, message: str) -> Fault:
    return Fault(
        pointer=pointer, message=message, way_out="Correct or remove the plug-in, then start again."
    )


def _unknown(kind: str, name: str, known: Iterable[str]) -> Fault:
    names = sorted(known)
    near = difflib.get_close_matches(name, names, n=1)
    hint = f"Did you mean {near[0]}? " if near else ""
    return Fault(
        pointer=f"/{kind}",
        value=name,
        message=f"no {kind} goes by that name",
        way_out=f"{hint}Installed: {', '.join(names)}.",
    )
