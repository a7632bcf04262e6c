"""
Which instruments are installed, which numbers are in force, and which ruleset was asked for.

Plug-ins arrive through the entry-point group ``riskservice.instruments``; their tables through the
package each plug-in names. Ours register in exactly the way a stranger's do.
"""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from functools import cache, cached_property
from importlib.metadata import entry_points
from importlib.resources import files

from riskservice import rulesets
from riskservice.errors import BrokenPlugin, Fault, NotInForce, UnknownName
from riskservice.kit import tables
from riskservice.kit.assessors import (
    Assessor,
    Definition,
    bind,
    in_order,
    reads_of,
)
from riskservice.kit.binding import Fit
from riskservice.kit.instrument import Instrument
from riskservice.kit.questions import Answers, Question, merge, questions_of
from riskservice.kit.tables import Table
from riskservice.rulesets import BY_DATE, DEFAULT_RULESET, Ruleset, calendar, unknown_name
from riskservice.rulesets import plugin_fault as _fault

GROUP = "riskservice.instruments"


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
        self.definitions, disordered = in_order(self.definitions)
        faults += [_fault(key, text) for key, text in disordered]
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
            faults += [_fault(key, text) for text in calendar(found)]
        faults += self._vocabulary()
        self.rulesets: dict[str, Ruleset] = {}
        for package in self.packages:
            folder = files(package) / "rulesets"
            loaded, broken = rulesets.load(folder, self.tables, self.rulesets)
            self.rulesets |= loaded
            faults += broken
        faults = faults or self._misfits()
        if faults:
            raise BrokenPlugin(*faults)
        self.start_afresh()

    def start_afresh(self) -> None:
        """Forget which instruments were bound to which tables."""
        self._bound: dict[tuple[object, ...], Assessor] = {}

    # Start-up checks ---------------------------------------------------------------------------

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

    # Asking ------------------------------------------------------------------------------------

    @cached_property
    def answers(self) -> type[Answers]:
        """The union of what every installed instrument asks."""
        return merge("Answers", *(d.answers for d in self.definitions.values()))

    def ruleset(self, name: str = DEFAULT_RULESET) -> Ruleset:
        """Return a ruleset by name; UnknownName otherwise."""
        if name not in self.rulesets:
            raise UnknownName(unknown_name("ruleset", name, self.rulesets))
        return self.rulesets[name]

    def unknown(self, ruleset: str, keys: Iterable[str] | None) -> tuple[Fault, ...]:
        """Return the fault of every name that nobody goes by."""
        names = [("ruleset", ruleset, tuple(self.rulesets))]
        names += [("instrument", key, tuple(self.definitions)) for key in keys or ()]
        return tuple(unknown_name(*each) for each in names if each[1] not in each[2])

    def definition(self, key: str) -> Definition:
        """Return an instrument's definition by key; UnknownName otherwise."""
        if key not in self.definitions:
            raise UnknownName(unknown_name("instrument", key, self.definitions))
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
            if unknown := self.unknown(ruleset.name, keys):
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
        name = (key, table.version, tuple(map(id, parts.values())), tuple(reads.items()))
        if name not in self._bound:
            self._bound[name] = bind(definition, table, parts, reads)
        return self._bound[name]


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
