"""
An instrument bound to one table: every term tabulated once, ready for one person or a million.

The arrays made here are the only form of the rule: the block path takes from them, the single-case
path walks the same numbers as Python lists, and the account and the printed form read them out.
"""

import math
from collections.abc import Callable, Collection, Mapping, Sequence
from functools import partial
from operator import itemgetter
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from riskservice.errors import BrokenPlugin, Fault
from riskservice.kit.instrument import Column, Figure, Instrument, Predicate, Term
from riskservice.kit.questions import UNKNOWN, Ints, Question, questions_of
from riskservice.kit.rounding import percent, percents
from riskservice.kit.tables import Floats, MissingRule, Table

LARGEST_TABLE = 1 << 17
SCORED, NOT_APPLICABLE, NOT_SCORABLE, FAULTY = range(4)
NO_BAND = -1

Codes = Mapping[str, int]
Columns = Mapping[str, Any]


class One(NamedTuple):
    """What the kernel finds for one person, before it is put into words."""

    status: int
    rule: Predicate | None = None
    faults: tuple[Predicate, ...] = ()
    missing: tuple[str, ...] = ()
    filled: tuple[str, ...] = ()
    total: float = 0.0
    shift: int = 0
    cells: tuple[int, ...] = ()
    known: Mapping[str, int] = {}


NOTHING_DONE: Mapping[str, One] = {}


class Block(NamedTuple):
    """
    What the kernel finds for ``n`` people.

    Attributes
    ----------
    status : ndarray of int8, shape (n,)
        SCORED, NOT_APPLICABLE, NOT_SCORABLE or FAULTY.
    total, probability, percent : ndarray of float64, shape (n,)
        NaN where there is no score.
    band : ndarray of int8, shape (n,)
        Place in :attr:`Kernel.band_names`; NO_BAND where there is none.
    """

    status: NDArray[np.int8]
    total: Floats
    probability: Floats
    percent: Floats
    band: NDArray[np.int8]


class Tabulated:
    """
    A term evaluated once over the whole domain of its columns.

    Attributes
    ----------
    points : ndarray of float64, shape (product of sizes,)
    """

    def __init__(self, term: Term, sizes: Sequence[int], table: Table) -> None:
        self.term, self.sizes = term, tuple(sizes)
        grid = np.meshgrid(*(np.arange(size) for size in sizes), indexing="ij")
        points = np.asarray(term.function(*grid, table=table), dtype=np.float64)
        self.points: Floats = np.ascontiguousarray(np.broadcast_to(points, self.sizes)).ravel()
        self.points.setflags(write=False)
        self.as_list: list[float] = self.points.tolist()

    def cell(self, codes: Sequence[Any]) -> Any:
        """Return the place in ``points`` of one code per column; numbers or arrays."""
        place = codes[0]
        for code, size in zip(codes[1:], self.sizes[1:], strict=True):
            place = place * size + code
        return place

    def value(self, known: Codes) -> float:
        """Return the points of one person."""
        return self.as_list[int(self.cell([known[need] for need in self.term.needs]))]

    def codes(self, cell: int) -> tuple[int, ...]:
        """Return the code of each column at a place; the opposite of :meth:`cell`."""
        return tuple(int(code) for code in np.unravel_index(cell, self.sizes))


class Scale:
    """
    From a total to a probability, a published percentage and a band.

    Totals that are whole numbers are looked up; others are computed, with the published rounding.
    """

    def __init__(self, instrument: Instrument, table: Table, low: float, high: float) -> None:
        self._instrument, self._table = instrument, table
        self._places = table.rounding.percent_places
        self.names: tuple[str, ...] = ()
        if table.bands is not None:
            self.names = table.bands.names
        elif table.lines:
            self.names = tuple(dict.fromkeys(line.band for line in reversed(table.lines)))
        self.low, self.high = math.floor(low), math.ceil(high)
        self.finite = instrument.unit != "log_odds"
        if self.finite:
            totals = np.arange(self.low, self.high + 1, dtype=np.float64)
            probability, rounded, band = self._compute(totals)
            self._probability, self._percent, self._band = probability, rounded, band
            self.as_list = list(
                zip(probability.tolist(), rounded.tolist(), band.tolist(), strict=True)
            )

    def one(self, total: float) -> tuple[float, float, int]:
        """Return probability, percent and band of one total; NaN where none is published."""
        if self.finite:
            return self.as_list[int(total) - self.low]
        probability, rounded, band = self._compute(np.array([total]))
        return float(probability[0]), float(rounded[0]), int(band[0])

    def many(self, totals: Floats) -> tuple[Floats, Floats, NDArray[np.int8]]:
        """Return the same for an array of totals."""
        if self.finite:
            place = totals.astype(np.int64) - self.low
            return self._probability[place], self._percent[place], self._band[place]
        return self._compute(totals)

    def _compute(self, totals: Floats) -> tuple[Floats, Floats, NDArray[np.int8]]:
        table = self._table
        probability = np.full(totals.shape, np.nan)
        band = np.full(totals.shape, NO_BAND, dtype=np.int8)
        if table.lines:
            lines = table.lines[::-1]
            place = np.clip(totals.astype(np.int64), 0, len(lines) - 1)
            probability = np.array([float(line.probability) for line in lines])[place]
            band = np.array([self.names.index(x.band) for x in lines], dtype=np.int8)[place]
        elif self._instrument.probability is not None:
            probability = self._instrument.probability(totals, table)
        rounded = percents(probability, self._places)
        if table.bands is not None:
            cut = totals if table.bands.on == "points" else rounded
            at = np.asarray(table.bands.at, dtype=np.float64)
            band = np.searchsorted(at, cut, side="right").astype(np.int8)
        return probability, rounded, band


class Kernel:
    """
    An instrument bound to a table.

    Parameters
    ----------
    instrument : Instrument
    table : Table
        A release of the instrument's numbers.
    parts : mapping of str to Kernel, optional
        Kernels of a composite's parts, bound to the tables of the same ruleset and date.

    Raises
    ------
    BrokenPlugin
        With every fault, when the definition and the table do not fit together.
    """

    def __init__(
        self, instrument: Instrument, table: Table, parts: Mapping[str, "Kernel"] | None = None
    ) -> None:
        self.instrument, self.table = instrument, table
        self.parts = {key: (parts or {})[key] for key in instrument.parts}
        self.questions = questions_of(instrument.answers)
        self.asked: dict[str, Question] = {q.key: q for q in self.questions if q.coded}
        self.missing_rules = _shared_rules(self.parts.values()) | table.missing
        own = [partial_column(c, table) for c in instrument.derived]
        inherited = {c.key: c for part in self.parts.values() for c in part.derived}
        self.derived: tuple[Column, ...] = (
            *inherited.values(), *map(_part_column, self.parts.values()), *own,
        )  # fmt: skip
        self.sizes = {q.key: q.size for q in self.asked.values()} | {
            c.key: c.size for c in self.derived
        }
        self.excluded = self._with_parts("excluded", instrument.excluded)
        self.checks = self._with_parts("checks", instrument.checks)
        self.notes = self._with_parts("notes", instrument.notes)
        self._refuse_misfits()
        self.terms = tuple(self._tabulate(t) for t in instrument.terms)
        self.shift = self._tabulate(instrument.shift) if instrument.shift else None
        self.scale = Scale(instrument, table, *self._reach())
        self.measures = tuple((figure, self._figure(figure)) for figure in instrument.measures)
        self.band_names = self.scale.names
        self._compile()

    # Binding -----------------------------------------------------------------------------------

    def _with_parts(self, name: str, own: Sequence[Predicate]) -> tuple[Predicate, ...]:
        found: dict[str, Predicate] = {}
        for part in self.parts.values():
            found |= {predicate.key: predicate for predicate in getattr(part, name)}
        return (*found.values(), *(_partial(predicate, self.table) for predicate in own))

    def _refuse_misfits(self) -> None:
        """Raise with everything that does not fit, before anything is tabulated."""
        columns = {"on", *self.asked, *(c.key for c in self.derived)}
        users: list[Any] = [
            *self.instrument.derived,
            *self.instrument.terms,
            *self.excluded,
            *self.checks,
            *self.notes,
        ]
        if self.instrument.shift:
            users.append(self.instrument.shift)
        wrong = [
            f"{user.key} needs {need}, which nobody asks and nothing derives"
            for user in users
            for need in user.needs
            if need not in columns
        ]
        optional = {
            key
            for key, rule in self.missing_rules.items()
            if rule.counts_as in ("unknown", "unchecked")
        }
        for term in (*self.instrument.terms, self.instrument.shift):
            if term is None:
                continue
            sizes = [self.sizes.get(need) for need in term.needs]
            if any(size is None for size in sizes):
                wrong.append(f"{term.key} reads a date; derive a column with a size from it")
            elif math.prod(size for size in sizes if size) > LARGEST_TABLE:
                wrong.append(f"{term.key} has more than {LARGEST_TABLE} cells; derive coarser columns")
            for need in optional & set(term.needs):
                wrong.append(f"{term.key} reads {need}, which may be unknown; derive a column")
        wrong += [
            f"missing.{key} is not a question of this instrument"
            for key in self.table.missing
            if key not in self.asked
        ]
        if wrong:
            raise BrokenPlugin(
                *(
                    Fault(
                        pointer=f"{self.instrument.key}/{self.table.version}",
                        message=text,
                        way_out="Make the definition and its table fit.",
                    )
                    for text in wrong
                )
            )

    def _tabulate(self, term: Term) -> Tabulated:
        return Tabulated(term, [self.sizes[need] or 0 for need in term.needs], self.table)

    def _figure(self, figure: Figure) -> Callable[[One], float]:
        """Return how a further probability is read off for one scored person."""
        if figure.needs == ("total",):
            totals = np.arange(self.scale.low, self.scale.high + 1, dtype=np.float64)
            by_total: list[float] = figure.function(totals, table=self.table).tolist()
            return lambda one: by_total[int(one.total) - self.scale.low]
        table = self._tabulate(Term(figure.key, figure.title, figure.needs, figure.function))
        return lambda one: table.as_list[table.cell([one.known[n] for n in figure.needs])]

    def _reach(self) -> tuple[float, float]:
        lows = [float(term.points.min()) for term in self.terms]
        highs = [float(term.points.max()) for term in self.terms]
        if self.instrument.aggregate == "highest":
            return max(lows), max(highs)
        return sum(lows), sum(highs)

    def _compile(self) -> None:
        """Lay the definition out as flat tuples, so that one person costs few steps."""
        self._required = tuple(key for key in self.asked if key not in self.missing_rules)
        self._fill = tuple(
            (key, UNKNOWN if rule.counts_as == "unknown" else self.asked[key].encode(rule.counts_as))
            for key, rule in self.missing_rules.items()
            if rule.counts_as != "unchecked"
        )
        self._derive = tuple(
            (c.key, _getter(c.needs), c.function, c) for c in self.derived if c.key not in self.parts
        )
        self._exclude = tuple((p, _getter(p.needs), p.function) for p in self.excluded)
        self._first = tuple(p for p in self.checks if p.first)
        self._check = tuple((p, _getter(p.needs), p.function) for p in self.checks)
        self._look = tuple(
            (itemgetter(*t.term.needs), t.sizes if len(t.sizes) > 1 else None, t.as_list)
            for t in self.terms
        )
        self._highest = self.instrument.aggregate == "highest"

    # One person --------------------------------------------------------------------------------

    def evaluate(self, codes: Codes, done: Mapping[str, One] = NOTHING_DONE) -> One:
        """
        Return what the rule gives for one person.

        Parameters
        ----------
        codes : mapping of str to int
            Code of every question in :attr:`asked` and of ``on``; UNKNOWN where not answered.
        done : mapping of str to One, optional
            What the parts of a composite gave for the same codes, to spare finding it again.
        """
        known = dict(codes)
        missing = tuple([key for key in self._required if known[key] == UNKNOWN])
        filled: tuple[str, ...] = ()
        for key, code in self._fill:
            if known[key] == UNKNOWN:
                filled = (*filled, key)
                known[key] = code
        for key, part in self.parts.items():
            found = done.get(key) or part.evaluate(codes)
            known[key] = part.band(found.total, found.shift) if found.status == SCORED else UNKNOWN
        faults = self._derive_one(known) + self._contradictions(known)
        for predicate, get, function in self._exclude:
            values = get(known)
            if UNKNOWN not in values and function(*values):
                if faults := tuple([fault for fault in faults if fault.first]):
                    return One(FAULTY, faults=faults)
                return One(NOT_APPLICABLE, rule=predicate)
        if faults:
            return One(FAULTY, faults=faults)
        if missing:
            return One(NOT_SCORABLE, missing=missing, filled=filled, known=known)
        total, cells = self._add_one(known)
        shift = 0
        if self.shift is not None:
            place = self.shift.cell([known[need] for need in self.shift.term.needs])
            shift = int(self.shift.as_list[place])
            cells = (*cells, place)
        return One(SCORED, None, (), missing, filled, total, shift, cells, known)

    def derived_codes(self, codes: Codes) -> dict[str, int]:
        """Return one person's codes with every derived column, UNKNOWN where it cannot be known."""
        known = dict(codes)
        for key, part in self.parts.items():
            found = part.evaluate(codes)
            known[key] = part.band(found.total, found.shift) if found.status == SCORED else UNKNOWN
        self._derive_one(known)
        return known

    def _derive_one(self, known: dict[str, Any]) -> tuple[Predicate, ...]:
        """Add every derived column to one person's codes; return those outside their domain."""
        wild: tuple[Predicate, ...] = ()
        for key, get, function, column in self._derive:
            values = get(known)
            if UNKNOWN in values and not column.sees_unknown:
                known[key] = UNKNOWN
                continue
            known[key] = value = int(function(*values))
            if not 0 <= value < column.size:
                wild = (*wild, _out_of_domain(column))
        return wild

    def _contradictions(self, known: Codes) -> tuple[Predicate, ...]:
        found: tuple[Predicate, ...] = ()
        for predicate, get, function in self._check:
            values = get(known)
            if UNKNOWN in values:
                values = tuple(
                    [
                        0 if value == UNKNOWN and need in predicate.lenient else value
                        for need, value in zip(predicate.needs, values, strict=True)
                    ]
                )
                if UNKNOWN in values:
                    continue
            if function(*values):
                found = (*found, predicate)
        return found

    def _add_one(self, known: Codes) -> tuple[float, tuple[int, ...]]:
        """Return the total and the cell of every term, in declared order."""
        total = -math.inf if self._highest else 0.0
        cells = []
        for get, sizes, points in self._look:
            if sizes is None:
                place = get(known)
            else:
                values = get(known)
                place = values[0]
                for code, size in zip(values[1:], sizes[1:], strict=True):
                    place = place * size + code
            cells.append(place)
            value = points[place]
            total = max(total, value) if self._highest else total + value
        return total, tuple(cells)

    def band(self, total: float, shift: int) -> int:
        """Return the place of the band after its rise or fall; NO_BAND where there are none."""
        place = self.scale.one(total)[2]
        return place if place == NO_BAND else min(max(place + shift, 0), len(self.band_names) - 1)

    # Many people -------------------------------------------------------------------------------

    def block(self, columns: Columns) -> Block:
        """
        Return what the rule gives for many people at once.

        Parameters
        ----------
        columns : mapping of str to ndarray of int64, shape (n,)
            Codes of every question in :attr:`asked` and of ``on``; UNKNOWN where not answered.
            Single numbers stand for everyone.

        Returns
        -------
        Block
            Row by row, bit for bit what :meth:`evaluate` gives.
        """
        n = max((np.size(v) for v in columns.values()), default=1)
        known = {key: np.broadcast_to(np.asarray(columns[key], dtype=np.int64), (n,)) for key in ("on", *self.asked)}
        missing = np.zeros(n, dtype=bool)
        wild = np.zeros(n, dtype=bool)
        for key, question in self.asked.items():
            unknown = known[key] == UNKNOWN
            if question.size is not None:
                low = question.low or 0
                wild |= ~unknown & ((known[key] < low) | (known[key] >= question.size))
            if key not in self.missing_rules:
                missing |= unknown
        for key, code in self._fill:
            known[key] = np.where(known[key] == UNKNOWN, code, known[key])
        self.derive_block(known)
        out = np.zeros(n, dtype=bool)
        for predicate in self.excluded:
            values = [known[need] for need in predicate.needs]
            out |= holds(predicate, values) & ~any_unknown(values)
        before = self.contradictory(known, self._first) | wild
        after = self.contradictory(known, self.checks) | self.out_of_domain(known)
        status = np.select(
            [before, out, after, missing],
            [FAULTY, NOT_APPLICABLE, FAULTY, NOT_SCORABLE],
            default=SCORED,
        ).astype(np.int8)
        scored = status == SCORED
        rows = known if scored.all() else {key: value[scored] for key, value in known.items()}
        return self._spread(status, scored, rows)

    def _spread(self, status: NDArray[np.int8], scored: NDArray[np.bool_], rows: Columns) -> Block:
        n = len(status)
        total, probability, rounded = (np.full(n, np.nan) for _ in range(3))
        band = np.full(n, NO_BAND, dtype=np.int8)
        if scored.any():
            totals = self.add_block(rows)
            chance, whole, place = self.scale.many(totals)
            if self.band_names:
                moved = place + self.shift_block(rows)
                place = np.clip(moved, 0, len(self.band_names) - 1).astype(np.int8)
            total[scored], probability[scored], rounded[scored], band[scored] = (
                totals, chance, whole, place,
            )  # fmt: skip
        return Block(status, total, probability, rounded, band)

    def derive_block(self, known: dict[str, Any]) -> None:
        """Add every derived column to arrays of codes; single numbers broadcast."""
        for column in self.derived:
            values = [known[need] for need in column.needs]
            value = column.function(*values)
            if not column.sees_unknown:
                unknown = any_unknown(values)
                if np.any(unknown):
                    value = np.where(unknown, UNKNOWN, value)
            known[column.key] = np.asarray(value, dtype=np.int64)

    @staticmethod
    def contradictory(known: Columns, checks: Sequence[Predicate]) -> Any:
        """Return where answers contradict each other."""
        found: Any = np.zeros(1, dtype=bool)
        for predicate in checks:
            values = [
                np.where(known[need] == UNKNOWN, 0, known[need])
                if need in predicate.lenient
                else known[need]
                for need in predicate.needs
            ]
            found = found | (holds(predicate, values) & ~any_unknown(values))
        return found

    def out_of_domain(self, known: Columns) -> Any:
        """Return where a derived column leaves its domain; such a value is never clipped."""
        found: Any = np.zeros(1, dtype=bool)
        for column in self.derived:
            value = np.asarray(known[column.key])
            found = found | ((value != UNKNOWN) & ((value < 0) | (value >= column.size)))
        return found

    def add_block(self, known: Columns) -> Floats:
        """Return the totals of complete rows. Terms are added in declared order."""
        total: Any = None
        join = np.maximum if self._highest else np.add
        for term in self.terms:
            row = term.points[term.cell([known[need] for need in term.term.needs])]
            total = row if total is None else join(total, row)
        return np.asarray(total, dtype=np.float64)

    def shift_block(self, known: Columns) -> Any:
        """Return the steps by which the band moves, zero where the instrument has no such rule."""
        if self.shift is None:
            return 0
        cell = self.shift.cell([known[need] for need in self.shift.term.needs])
        return self.shift.points[cell].astype(np.int64)


def _shared_rules(parts: Collection[Kernel]) -> dict[str, MissingRule]:
    """Return a composite's missing-data rules: what one part requires is required."""
    rules: dict[str, MissingRule] = {}
    required = {key for part in parts for key in part.asked if key not in part.missing_rules}
    for part in parts:
        for key, rule in part.missing_rules.items():
            if key not in required and rules.get(key, rule).counts_as in ("unchecked", rule.counts_as):
                rules[key] = rule
    return rules


def holds(predicate: Predicate, values: Sequence[Any]) -> Any:
    """Return where a predicate is true, as a boolean array."""
    return np.asarray(predicate.function(*values)).astype(bool)


def any_unknown(values: Sequence[Any]) -> Any:
    """Return where any of several columns is unknown."""
    found: Any = np.asarray(values[0]) == UNKNOWN
    for value in values[1:]:
        found = found | (np.asarray(value) == UNKNOWN)
    return found


def _getter(needs: tuple[str, ...]) -> Callable[[Codes], tuple[int, ...]]:
    if len(needs) == 1:
        (key,) = needs
        return lambda known: (known[key],)
    return itemgetter(*needs)


def _bound(function: Callable[..., Any], table: Table) -> Callable[..., Any]:
    code = getattr(function, "__code__", None)
    takes_table = code is not None and "table" in code.co_varnames[: code.co_argcount + code.co_kwonlyargcount]
    return partial(function, table=table) if takes_table else function


def partial_column(column: Column, table: Table) -> Column:
    """Return a column whose function already holds its table."""
    return Column(
        column.key,
        column.title,
        column.needs,
        _bound(column.function, table),
        column.size,
        column.sees_unknown,
        column.labels,
    )


def _partial(predicate: Predicate, table: Table) -> Predicate:
    return Predicate(
        predicate.key,
        predicate.text,
        predicate.needs,
        _bound(predicate.function, table),
        predicate.way_out,
        predicate.lenient,
        predicate.first,
    )


def _part_column(part: Kernel) -> Column:
    """Return a column that holds a part's band, UNKNOWN where the part has none."""
    keys = (*part.asked, "on")

    def band(*values: Any) -> Any:
        block = part.block(dict(zip(keys, values, strict=True)))
        return np.where(block.band == NO_BAND, UNKNOWN, block.band.astype(np.int64))

    return Column(
        part.instrument.key,
        part.instrument.title,
        keys,
        band,
        len(part.band_names),
        sees_unknown=True,
        labels=part.band_names,
    )


def _out_of_domain(column: Column) -> Predicate:
    return Predicate(
        column.key,
        f"{column.title} lies outside 0 to {column.size - 1}",
        column.needs,
        column.function,
        "Check the dates and counts it is worked out from.",
    )
