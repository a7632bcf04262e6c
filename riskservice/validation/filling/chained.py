"""
Gaps in several columns filled by chained equations: each column in turn, from all the others.

What is known of everyone - the outcome above all - stands in every model. A column of numbers is
filled by one model, a column of texts by one for each text, first against all others, then against
those that are left (White, Royston and Wood 2011; van Buuren 2018, chapter 4).
"""

from dataclasses import dataclass, field, replace
from functools import cached_property

import numpy as np

from riskservice.validation.estimates import Floats, Ints, Mask
from riskservice.validation.filling.matching import Line, Sums, line, matched, sums

ROUNDS = 5
"""Times that each column is filled anew before an imputation stands."""
MOST_DONORS = 5_000
"""Beyond, donors are looked for among as many drawn at random."""


@dataclass(frozen=True)
class Gappy:
    """
    A column with or without gaps.

    Attributes
    ----------
    name : str
    values : ndarray of float64, shape (n,)
        Of a column of texts their places; where missing, anything.
    missing : ndarray of bool, shape (n,)
    levels : int
        How many texts there are; 0 of a column of numbers.
    """

    name: str
    values: Floats
    missing: Mask
    levels: int = 0

    @cached_property
    def known(self) -> Floats:
        """Return the values that there are."""
        return self.values[~self.missing]

    @cached_property
    def distinct(self) -> Floats:
        """Return what occurs, ascending."""
        return np.unique(self.known)

    def scaled(self, values: Floats) -> Floats:
        """Return values about the mean of what is known, in units of its spread."""
        middle, spread = self._scale
        found: Floats = (values - middle) / spread
        return found

    @cached_property
    def _scale(self) -> tuple[float, float]:
        return float(self.known.mean()), float(self.known.std()) or 1.0


def indicators(values: Floats | Ints, distinct: Floats | Ints) -> Floats:
    """Return a column for each distinct value but the first: 1 where it is the value."""
    return np.asarray(values[:, None] == distinct[None, 1:], np.float64)


class Chain:
    """
    The models of every column with gaps.

    Parameters
    ----------
    fixed : ndarray of float64, shape (n, f)
        Known of everyone, a column of ones among them.
    columns : list of Gappy
    """

    def __init__(self, fixed: Floats, columns: list[Gappy]) -> None:
        gaps = np.any([column.missing for column in columns], axis=0)
        # People without gaps stand first: what is summed over them is summed once.
        self._people = np.argsort(gaps, kind="stable")
        self._first = int(np.sum(~gaps))
        self._columns = [
            replace(it, values=it.values[self._people], missing=it.missing[self._people])
            for it in columns
        ]
        parts, self._blocks, end = [fixed[self._people]], [], fixed.shape[1]
        for column in self._columns:
            parts.append(_block(column, column.values))
            self._blocks.append(slice(end, end + parts[-1].shape[1]))
            end += parts[-1].shape[1]
        self._x = np.column_stack(parts)
        whole = self._x[: self._first]
        self._whole = whole.T @ whole
        self._known = [np.flatnonzero(~column.missing) for column in self._columns]
        self._gone = [np.flatnonzero(column.missing) for column in self._columns]
        few_first = sorted(range(len(columns)), key=lambda j: len(self._gone[j]))
        self._order = [j for j in few_first if len(self._gone[j])]

    def filled(self, generator: np.random.Generator) -> list[Floats]:
        """Return the columns, each gap filled once."""
        made = _Filling(self._x.copy(), [column.values.copy() for column in self._columns])
        for j in self._order:
            gone = self._gone[j]
            made.values[j][gone] = generator.choice(self._columns[j].known, len(gone))
            self._place(j, made)
        rest = made.x[self._first :]
        made.products = self._whole + rest.T @ rest
        # With gaps in a single column there is nothing that could still move.
        for _ in range(ROUNDS if len(self._order) > 1 else 1):
            for j in self._order:
                fill = self._fill_texts if self._columns[j].levels else self._fill_numbers
                fill(j, made, generator)
                self._place(j, made)
                block = self._blocks[j]
                # Of people without gaps nothing has moved.
                moved = self._whole[:, block] + rest.T @ rest[:, block]
                made.products[:, block], made.products[block] = moved, moved.T
        return [self._as_given(values) for values in made.values]

    def _fill_numbers(self, j: int, made: "_Filling", generator: np.random.Generator) -> None:
        own, gone, x = made.values[j], self._gone[j], made.x
        others, place = self._others(j), self._blocks[j].start
        missed = x[gone]
        known = made.products - missed.T @ missed
        fitted = line(
            Sums(
                len(self._known[j]),
                known[np.ix_(others, others)],
                known[others, place],
                float(known[place, place]),
            )
        )
        pool = _some(self._known[j], generator)
        own[gone] = own[pool[self._matched(fitted, others, x, gone, pool, generator)]]

    def _fill_texts(self, j: int, made: "_Filling", generator: np.random.Generator) -> None:
        """Fill text by text: who does not get one is left to the next, and at the end the last."""
        own, x, others = made.values[j], made.x, self._others(j)
        left, known = self._gone[j], self._known[j]
        for level in range(self._columns[j].levels - 1):
            fitted = line(sums(x[known][:, others], _is(own[known], level)))
            pool = _some(known, generator)
            taken = own[pool[self._matched(fitted, others, x, left, pool, generator)]]
            own[left] = np.where(taken == level, level, level + 1)
            left, known = left[taken != level], known[own[known] != level]

    def _matched(
        self,
        fitted: Line,
        others: Ints,
        x: Floats,
        gone: Ints,
        pool: Ints,
        generator: np.random.Generator,
    ) -> Ints:
        """Return the places in the pool of donors for people with a gap."""
        there = x[pool][:, others] @ fitted.coefficients
        order = np.argsort(there, kind="stable")
        here = x[gone][:, others] @ fitted.drawn(generator)
        return order[matched(here, there[order], generator)]

    def _others(self, j: int) -> Ints:
        return np.delete(np.arange(self._x.shape[1]), self._blocks[j])

    def _place(self, j: int, made: "_Filling") -> None:
        """Put what a column was filled with where the models read it."""
        gone = self._gone[j]
        made.x[gone, self._blocks[j]] = _block(self._columns[j], made.values[j][gone])

    def _as_given(self, values: Floats) -> Floats:
        found = np.empty_like(values)
        found[self._people] = values
        return found


@dataclass
class _Filling:
    """An imputation on its way: what models read, its products, and the columns themselves."""

    x: Floats
    values: list[Floats]
    products: Floats = field(default_factory=lambda: np.empty((0, 0)))


def _block(column: Gappy, values: Floats) -> Floats:
    """Return the columns of a model that stand for a column: indicators, or one of unit spread."""
    if column.levels:
        return indicators(values, np.arange(column.levels))
    return column.scaled(values)[:, None]


def _some(pool: Ints, generator: np.random.Generator) -> Ints:
    """Return the donors among whom the nearest are looked for."""
    if len(pool) <= MOST_DONORS:
        return pool
    return pool[generator.integers(0, len(pool), MOST_DONORS)]


def _is(values: Floats, level: int) -> Floats:
    return np.asarray(values == level, np.float64)
