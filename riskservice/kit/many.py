"""A bound instrument evaluated for many people at once: columns in, columns out."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskservice.kit.binding import Binding
from riskservice.kit.blocks import Floats
from riskservice.kit.dates import UNKNOWN
from riskservice.kit.evaluation import FAULTY, NOT_APPLICABLE, NOT_SCORABLE, SCORED, Block
from riskservice.kit.exact import exact_percent
from riskservice.kit.instrument import Predicate
from riskservice.kit.predicates import any_unknown, holds
from riskservice.kit.rounding import near_ties
from riskservice.kit.tabulated import NO_BAND, Codes

Columns = Mapping[str, Any]


class ManyPeople(Binding):
    """The block path of a kernel; row by row, bit for bit, what one person alone gets."""

    def exact_percent(self, known: Codes) -> float:
        """Return the published percentage of complete codes in decimal arithmetic."""
        terms = [term.term for term in self.terms]
        return exact_percent(terms, known, self.table, self.scale.places)

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
            key: (known[key] == UNKNOWN) | (known[key] == self.none.get(key, UNKNOWN))
            for key in self.asked
        }
        for key, code in self._fill.items():
            known[key] = np.where(known[key] == UNKNOWN, code, known[key])
        self.derive_block(known)
        out = np.zeros(n, dtype=bool)
        for predicate in self.excluded:
            values = [known[need] for need in predicate.needs]
            out |= holds(predicate, values) & ~any_unknown(values)
        for requirement, *_ in self.needed:
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
        rows = {key: known[key] for key in self._scored_on}
        if not scored.all():
            rows = {key: value[scored] for key, value in rows.items()}
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
