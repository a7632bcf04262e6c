"""
Weighted kappa of two raters with its asymptotic standard error, and its mean over pairs of raters.

References
----------
Fleiss, Cohen and Everitt 1969, "Large sample standard errors of kappa and weighted kappa",
Psychological Bulletin 72; Light 1971 for the mean over pairs.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from riskservice.validation.agreement.weights import Floats

_NOUGHT = 1e-12


@dataclass(frozen=True, kw_only=True)
class Kappa:
    """Kappa, its standard error, the agreement observed and that expected by chance."""

    estimate: float
    se: float | None
    observed: float
    chance: float
    n: int


@dataclass(frozen=True, kw_only=True)
class MeanKappa:
    """Mean of kappa over pairs of raters, with a jackknife standard error over people."""

    estimate: float
    se: float | None
    n: int
    pairs: int
    undefined: int


def cross_table(first: NDArray[np.int64], second: NDArray[np.int64], size: int) -> Floats:
    """
    Return how often each pair of categories was given, shape (size, size).

    Parameters
    ----------
    first, second : ndarray of int64, shape (n,)
        Categories, -1 where not rated; people with one rating only do not count.
    """
    both = (first >= 0) & (second >= 0)
    cells = first[both] * size + second[both]
    return np.bincount(cells, minlength=size * size).reshape(size, size).astype(np.float64)


def weighted_kappa(table: Floats, weights: Floats) -> Kappa | None:
    """
    Return weighted kappa of a cross table, or None where chance alone would agree fully.

    Parameters
    ----------
    table : ndarray of float64, shape (q, q)
        People by category of the first rater (rows) and of the second.
    weights : ndarray of float64, shape (q, q)
        1 on the diagonal.

    Notes
    -----
    The standard error holds whatever kappa is, not only where it is nought.
    """
    n = float(table.sum())
    if not n:
        return None
    p = table / n
    rows, columns = p.sum(axis=1), p.sum(axis=0)
    observed = float((weights * p).sum())
    chance = float(rows @ weights @ columns)
    if 1.0 - chance <= _NOUGHT:
        return None
    kappa = (observed - chance) / (1.0 - chance)
    by_row, by_column = weights @ columns, rows @ weights
    spread = weights - (by_row[:, None] + by_column[None, :]) * (1.0 - kappa)
    variance = float((p * spread**2).sum()) - (kappa - chance * (1.0 - kappa)) ** 2
    se = float(np.sqrt(max(variance, 0.0) / n)) / (1.0 - chance)
    return Kappa(estimate=kappa, se=se, observed=observed, chance=chance, n=int(n))


def mean_kappa(codes: NDArray[np.int64], weights: Floats) -> MeanKappa | None:
    """
    Return the mean of weighted kappa over all pairs of raters, or None where none has one.

    Parameters
    ----------
    codes : ndarray of int64, shape (n, k)
        Categories, -1 where not rated.
    weights : ndarray of float64, shape (q, q)
    """
    size = len(weights)
    pairs = list(combinations(range(codes.shape[1]), 2))
    tables = [cross_table(codes[:, i], codes[:, j], size) for i, j in pairs]
    found = [weighted_kappa(table, weights) for table in tables]
    given = [i for i, each in enumerate(found) if each is not None]
    if not given:
        return None
    values = [each.estimate for each in found if each is not None]
    inside = (codes >= 0).sum(axis=1) >= 2  # noqa: PLR2004  a pair
    left = _left_out(codes[inside], [pairs[i] for i in given], [tables[i] for i in given], weights)
    return MeanKappa(
        estimate=float(np.mean(values)),
        se=_jackknife(left),
        n=int(inside.sum()),
        pairs=len(pairs),
        undefined=len(pairs) - len(given),
    )


def _left_out(
    codes: NDArray[np.int64],
    pairs: Sequence[tuple[int, int]],
    tables: Sequence[Floats],
    weights: Floats,
) -> Floats:
    """Return the mean kappa without each person in turn, shape (n,); NaN where there is none."""
    total = np.zeros(len(codes))
    for (i, j), table in zip(pairs, tables, strict=True):
        whole = weighted_kappa(table, weights)
        assert whole is not None
        without = _without_one(table, weights)
        both = (codes[:, i] >= 0) & (codes[:, j] >= 0)
        total += np.where(both, without[codes[:, i], codes[:, j]], whole.estimate)
    return total / len(pairs)


def _without_one(table: Floats, weights: Floats) -> Floats:
    """Return kappa with one person of each cell taken out, shape (q, q)."""
    n = table.sum()
    rows, columns = table.sum(axis=1), table.sum(axis=0)
    left = n - 1.0
    with np.errstate(divide="ignore", invalid="ignore"):
        observed = ((weights * table).sum() - weights) / left
        crossed = rows @ weights @ columns - (weights @ columns)[:, None]
        chance = (crossed - (rows @ weights)[None, :] + weights) / left**2
        found = (observed - chance) / (1.0 - chance)
    return np.where(1.0 - chance > _NOUGHT, found, np.nan)


def _jackknife(left: Floats) -> float | None:
    n = len(left)
    if n < 2 or np.isnan(left).any():  # noqa: PLR2004  nothing to compare
        return None
    return float(np.sqrt((n - 1) / n * ((left - left.mean()) ** 2).sum()))
