r"""
How far a distribution has moved from another: the population stability index.

The index has marks of 0.1 and 0.25 that are folklore; its chi-square test (n m/(n + m) times the
index, on one degree of freedom less than cells) says what chance would do. Where a cell is empty
in one of the samples, one half is added to every cell of both.
"""

import msgspec
import numpy as np
from scipy.special import chdtrc

from riskservice.validation.estimates import Floats, Test
from riskservice.validation.extra import not_estimable

CELLS = 10
"""Most cells of scores in a stability index; quantiles of the reference where there are more."""
EMPTY = 0.5
"""Added to every count where some count is 0."""
MARKS = (0.1, 0.25)
"""Said by custom to be a small and a large shift; nobody has shown that they are."""


class Stability(msgspec.Struct, frozen=True, kw_only=True):
    """
    Population stability index.

    Attributes
    ----------
    index : float
    test : Test
    cells : int
    filled : bool
        Whether one half was added to every cell because one was empty.
    """

    index: float
    test: Test
    cells: int
    filled: bool


def stability(reference: Floats, current: Floats, *, cells: int = CELLS) -> Stability:
    r"""
    Return the population stability index of scores against a reference.

    Parameters
    ----------
    reference, current : ndarray of float64
    cells : int
        Most cells; each score its own where there are no more.

    Notes
    -----
    :math:`\sum (w - q) \ln(w/q)`; test of Yurdakul and Naranjo 2020.
    """
    edges = cell_edges(reference, current, cells=cells)
    return of_counts(in_cells(reference, edges), in_cells(current, edges))


def of_counts(reference: Floats, current: Floats) -> Stability:
    """
    Return the population stability index of people counted in cells.

    Parameters
    ----------
    reference, current : ndarray of float64, shape (k,)
        Of no cell both are 0. [people]
    """
    filled = bool((reference == 0).any() or (current == 0).any())
    index = float(parts(reference, current).sum())
    n, m = float(reference.sum()), float(current.sum())
    chi, df = index * n * m / (n + m), max(len(reference) - 1, 1)
    test = Test(
        statistic=chi,
        df=df,
        p=float(chdtrc(df, chi)),
        method="chi-square of the stability index",
    )
    return Stability(index=index, test=test, cells=len(reference), filled=filled)


def parts(reference: Floats, current: Floats) -> Floats:
    """Return what each cell adds to the index, one half added to all where one is empty."""
    counts = (reference, current)
    if any((part == 0).any() for part in counts):
        counts = (reference + EMPTY, current + EMPTY)
    q, w = (part / part.sum() for part in counts)
    return np.asarray((w - q) * np.log(w / q), np.float64)


def cell_edges(reference: Floats, current: Floats, *, cells: int = CELLS) -> Floats:
    """Return the lowest score of each cell but the first; somebody is in every cell."""
    if not len(reference) or not len(current):
        raise not_estimable("stability", "one of the samples is empty", "Give people in both.")
    values = np.unique(np.concatenate((reference, current)))
    if len(values) <= cells:
        return np.asarray(values[1:], np.float64)
    shares = np.arange(1, cells) / cells
    edges = np.unique(np.quantile(reference, shares, method="inverted_cdf"))
    # Where many have the lowest score it is a quantile, nobody is below it, and it is a cell alone.
    return np.asarray(np.unique(np.where(edges > values[0], edges, values[1])), np.float64)


def in_cells(score: Floats, edges: Floats) -> Floats:
    """Return how many people are in each cell."""
    place = np.searchsorted(edges, score, side="right")
    return np.bincount(place, minlength=len(edges) + 1).astype(np.float64)
