"""
Scores that people with gaps would have if nothing were missing, drawn again and again.

First the gaps of the items are filled, then the score is drawn from a model of it: what the items
say, each answer for itself, and the outcome. A score made by an instrument's own rule for missing
items cannot stand in that model: of people without gaps it is the score itself, of the others it is
something else, so that whatever the model learnt of it would be wrong for those it is meant for.
The outcome must stand in it, or imputed scores would not go with the outcome and every AUC would be
drawn towards one half (Moons and others 2006).
"""

from collections.abc import Iterator

import numpy as np

from riskservice.validation.estimates import Floats, Mask
from riskservice.validation.filling.chained import Chain, Gappy, indicators
from riskservice.validation.filling.matching import Line, line, matched, sums

FEW = 20
"""Distinct values up to which each answer of an item counts for itself, not along a line."""


class ScoreModel:
    """
    The score, by items and outcome, of people without gaps; donors of scores to the others.

    Parameters
    ----------
    fixed : ndarray of float64, shape (n, f)
        Known of everyone, a column of ones among them.
    columns : list of Gappy
    score : ndarray of float64, shape (n,)
        Anything where there is a gap.
    gaps : ndarray of bool, shape (n,)
        Whose score is to be drawn.
    """

    def __init__(self, fixed: Floats, columns: list[Gappy], score: Floats, gaps: Mask) -> None:
        self._fixed, self._columns, self._gaps = fixed[gaps], columns, gaps
        x = _design(fixed[~gaps], columns, [column.values[~gaps] for column in columns])
        own = score[~gaps]
        self._line: Line = line(sums(x, own))
        expected = x @ self._line.coefficients
        order = np.argsort(expected, kind="stable")
        self._donors, self._scores = expected[order], own[order]
        self.width = x.shape[1]
        around = float(np.sum((own - own.mean()) ** 2))
        self.explained = max(1 - self._line.residual / around, 0.0) if around else 1.0

    def drawn(self, filled: list[Floats], generator: np.random.Generator) -> Floats:
        """Return a score for each person with a gap, of one filling of the columns."""
        x = _design(self._fixed, self._columns, [values[self._gaps] for values in filled])
        expected = x @ self._line.drawn(generator)
        return self._scores[matched(expected, self._donors, generator)]


def width_of(fixed: Floats, columns: list[Gappy]) -> int:
    """Return how many columns the model of the score has."""
    return int(fixed.shape[1]) + sum(
        len(column.distinct) - 1 if _by_answer(column) else 1 for column in columns
    )


def imputations(
    model: ScoreModel, chain: Chain | None, columns: list[Gappy], seed: int, times: int
) -> Iterator[Floats]:
    """
    Yield scores of the people with gaps, once for each imputation.

    Parameters
    ----------
    model : ScoreModel
    chain : Chain or None
        None where no column has a gap.
    columns : list of Gappy
    seed : int
        An imputation follows from the seed and its place, however many there are.
    times : int
    """
    whole = [column.values for column in columns]
    for i in range(times):
        generator = np.random.default_rng((seed, i))
        filled = whole if chain is None else chain.filled(generator)
        yield model.drawn(filled, generator)


def _design(fixed: Floats, columns: list[Gappy], values: list[Floats]) -> Floats:
    parts = [fixed]
    for column, own in zip(columns, values, strict=True):
        by_answer = _by_answer(column)
        parts.append(indicators(own, column.distinct) if by_answer else column.scaled(own)[:, None])
    return np.column_stack(parts)


def _by_answer(column: Gappy) -> bool:
    return bool(column.levels) or len(column.distinct) <= FEW
