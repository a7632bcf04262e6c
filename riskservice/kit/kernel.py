"""
An instrument bound to one table: every term tabulated once, ready for one person or a million.

The arrays made here are the only form of the rule: the block path takes from them, the single-case
path walks the same numbers as Python lists, and the account and the printed form read them out.
"""

import math
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskservice.kit.binding import Binding
from riskservice.kit.blocks import Floats
from riskservice.kit.dates import UNKNOWN
from riskservice.kit.evaluation import (
    FAULTY,
    NOT_APPLICABLE,
    NOT_SCORABLE,
    NOTHING_DONE,
    SCORED,
    Block,
    One,
)
from riskservice.kit.exact import exact_percent
from riskservice.kit.instrument import Predicate
from riskservice.kit.predicates import any_unknown, holds, out_of_domain
from riskservice.kit.rounding import is_tie, near_ties
from riskservice.kit.tabulated import NO_BAND, Codes

Columns = Mapping[str, Any]


class Kernel(Binding):
    """An instrument bound to a table, evaluated; see :class:`Binding` for what it holds."""

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
        missing: tuple[str, ...] = ()
        if UNKNOWN in self._get_required(known):
            missing = tuple([key for key in self._required if known[key] == UNKNOWN])
        filled: tuple[str, ...] = ()
        if UNKNOWN in self._get_filled(known):
            filled = tuple([key for key in self._fill if known[key] == UNKNOWN])
            for key in filled:
                known[key] = self._fill[key]
        for key, part in self.parts.items():
            found = done.get(key) or part.evaluate(codes)
            known[key] = part.figures(found)[2] if found.status == SCORED else UNKNOWN
        faults = self._derive_one(known) + self._contradictions(known)
        if rule := self._exclusion(known):
            first = tuple([fault for fault in faults if fault.first])
            return One(FAULTY, faults=first) if first else One(NOT_APPLICABLE, rule=rule)
        if faults:
            return One(FAULTY, faults=faults)
        missing += self._also_missing(codes, known, missing)
        if missing:
            return One(NOT_SCORABLE, missing=missing, filled=filled, known=known)
        total, cells = self._add_one(known)
        shift = 0
        if self.shift is not None:
            place = self.shift.cell([known[need] for need in self.shift.term.needs])
            shift = int(self.shift.as_list[place])
            cells = (*cells, place)
        return One(SCORED, None, (), missing, filled, total, shift, cells, known)

    def _also_missing(
        self, codes: Codes, known: Codes, missing: tuple[str, ...]
    ) -> tuple[str, ...]:
        """Return optional questions that the other answers, or too few answers, call for."""
        more: list[str] = []
        for requirement, get in self._needed:
            if codes[requirement.question] in (UNKNOWN, self._none.get(requirement.question)):
                values = get(known)
                if UNKNOWN not in values and requirement.function(*values):
                    more.append(requirement.question)
        for least, questions in self.at_least:
            blank = [key for key in questions if codes[key] == UNKNOWN]
            if len(questions) - len(blank) < least:
                more += blank
        return tuple(key for key in dict.fromkeys(more) if key not in missing)

    def derived_codes(self, codes: Codes) -> dict[str, int]:
        """Return one person's codes with every derived column, UNKNOWN where it cannot be known."""
        known = dict(codes)
        for key, part in self.parts.items():
            found = part.evaluate(codes)
            known[key] = part.figures(found)[2] if found.status == SCORED else UNKNOWN
        self._derive_one(known)
        return known

    def diagnose(self, codes: Codes) -> tuple[tuple[str, ...], tuple[Predicate, ...]]:
        """
        Return everything that keeps one person from a score: what is missing, what contradicts.

        :meth:`evaluate` stops at the first kind it finds; a door that must list all asks here.
        """
        known = dict(codes)
        missing = tuple(key for key in self._required if known[key] == UNKNOWN)
        for key, code in self._fill.items():
            if known[key] == UNKNOWN:
                known[key] = code
        faults = self._derive_one(known) + self._contradictions(known)
        return missing + self._also_missing(codes, known, missing), faults

    def _derive_one(self, known: dict[str, Any]) -> tuple[Predicate, ...]:
        """Add every derived column to one person's codes; return those outside their domain."""
        wild: tuple[Predicate, ...] = ()
        for key, get, function, column in self._derive:
            values = get(known)
            if UNKNOWN in values and not column.sees_unknown:
                known[key] = UNKNOWN
                continue
            known[key] = value = int(function(*values))
            if not 0 <= value < column.size and value != UNKNOWN:
                wild = (*wild, out_of_domain(column))
        return wild

    def _exclusion(self, known: Codes) -> Predicate | None:
        for predicate, get, function in self._exclude:
            values = get(known)
            if UNKNOWN not in values and function(*values):
                return predicate
        return None

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

    def figures(self, one: One) -> tuple[float, float, int]:
        """
        Return probability, published percentage and band of one scored person.

        A percentage of log-odds that lies on a rounding tie is settled in decimal arithmetic.
        """
        probability, rounded, place = self.scale.one(one.total)
        if self.instrument.link == "logistic" and is_tie(probability, self.scale.places):
            rounded = self.exact_percent(one.known)
            place = self.scale.band_at(rounded)
        if place != NO_BAND and one.shift:
            place = min(max(place + one.shift, 0), len(self.band_names) - 1)
        return probability, rounded, place

    def exact_percent(self, known: Codes) -> float:
        """Return the published percentage of complete codes in decimal arithmetic."""
        terms = [term.term for term in self.terms]
        return exact_percent(terms, known, self.table, self.scale.places)

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
        sizes = {np.size(column) for column in columns.values()}
        n = 0 if 0 in sizes else max(sizes, default=1)
        known = {
            key: np.broadcast_to(np.asarray(columns[key], dtype=np.int64), (n,))
            for key in ("on", *self.asked)
        }
        missing = np.zeros(n, dtype=bool)
        wild = np.zeros(n, dtype=bool)
        for key, question in self.asked.items():
            unknown = known[key] == UNKNOWN
            if question.size is not None:
                low = question.low or 0
                outside = ~unknown & ((known[key] < low) | (known[key] >= question.size))
                if outside.any():
                    wild |= outside
                    known[key] = np.where(outside, low, known[key])
            if key not in self.missing_rules:
                missing |= unknown
        blank = {
            key: (known[key] == UNKNOWN) | (known[key] == self._none.get(key, UNKNOWN))
            for key in self.asked
        }
        for key, code in self._fill.items():
            known[key] = np.where(known[key] == UNKNOWN, code, known[key])
        self.derive_block(known)
        out = np.zeros(n, dtype=bool)
        for predicate in self.excluded:
            values = [known[need] for need in predicate.needs]
            out |= holds(predicate, values) & ~any_unknown(values)
        for requirement, _ in self._needed:
            values = [known[need] for need in requirement.needs]
            called = holds(requirement, values) & ~any_unknown(values)
            missing |= blank[requirement.question] & called
        for least, questions in self.at_least:
            missing |= sum(~blank[key] for key in questions) < least
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
            if self.instrument.link == "logistic":
                whole, place = self._settled(rows, chance, whole, place)
            if self.band_names:
                moved = place + self.shift_block(rows)
                place = np.clip(moved, 0, len(self.band_names) - 1).astype(np.int8)
            total[scored], probability[scored], rounded[scored], band[scored] = (
                totals, chance, whole, place,
            )  # fmt: skip
        return Block(status, total, probability, rounded, band)

    def _settled(
        self, rows: Columns, chance: Floats, rounded: Floats, place: NDArray[np.int8]
    ) -> tuple[Floats, NDArray[np.int8]]:
        """Return percentages and bands with the rows on a rounding tie settled exactly."""
        for i in near_ties(chance, self.scale.places):
            codes = {key: int(column[i]) for key, column in rows.items()}
            rounded[i] = self.exact_percent(codes)
            place[i] = self.scale.band_at(float(rounded[i]))
        return rounded, place

    def derive_block(self, known: dict[str, Any]) -> None:
        """Add every derived column to arrays of codes; single numbers broadcast."""
        for column in self.derived:
            values = [known[need] for need in column.needs]
            unknown = any_unknown(values)
            if column.sees_unknown or not np.any(unknown):
                value = column.function(*values)
            else:
                # A function that does not see the unknown is not shown its code either.
                shown = [np.where(unknown, 0, v) for v in values]
                value = np.where(unknown, UNKNOWN, column.function(*shown))
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
