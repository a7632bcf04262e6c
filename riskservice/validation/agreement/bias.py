"""Whether one rater of a pair rates higher than the other: by how much, how often, and where."""

from collections.abc import Iterator
from itertools import combinations

import numpy as np

from riskservice.validation.agreement.distributions import Z, chi_square_beyond, sign_test, t_upper
from riskservice.validation.agreement.kappa import cross_table, weighted_kappa
from riskservice.validation.agreement.ratings import Ratings
from riskservice.validation.agreement.results import Bowker, Coefficient, PairBias, Spot
from riskservice.validation.agreement.weights import Floats

LONGEST_TABLE = 12
"""Categories up to which the cross table of a pair is shown."""
MOST_RATERS = 3
"""Raters up to which the spots of their pairs are kept."""
MOST_SPOTS = 400
GRID = 20
"""Lines each way of the grid on which spots stand where there are more."""
MOST_CATEGORIES = 100
"""Above this, values are measurements and no scale of categories."""


def biases(ratings: Ratings, weights: Floats | None) -> Iterator[PairBias]:
    """
    Yield every pair of raters that rated somebody both, compared.

    Parameters
    ----------
    ratings : Ratings
    weights : ndarray of float64, shape (q, q), or None
        Of the pair's kappa; None where there is none.
    """
    for i, j in combinations(range(len(ratings.raters)), 2):
        both = (ratings.codes[:, i] >= 0) & (ratings.codes[:, j] >= 0)
        if both.any():
            yield _pair(ratings, i, j, weights)


def bowker(table: Floats) -> Bowker | None:
    """
    Return the test of symmetry of Bowker, or None where nobody differs.

    Parameters
    ----------
    table : ndarray of float64, shape (q, q)

    Notes
    -----
    With two categories it is the test of McNemar without correction for continuity. Pairs of
    categories that nobody differed in take no degree of freedom.
    """
    upper = np.triu_indices(len(table), 1)
    one, other = table[upper], table.T[upper]
    off = one + other > 0
    if not off.any():
        return None
    chi_square = float(((one - other)[off] ** 2 / (one + other)[off]).sum())
    df = int(off.sum())
    return Bowker(chi_square=chi_square, df=df, p=chi_square_beyond(chi_square, df))


def mean_difference(apart: Floats, what: str) -> Coefficient:
    """Return the mean of differences, shape (n,), with its t interval where there are two."""
    n, mean = len(apart), float(apart.mean())
    se = float(apart.std(ddof=1) / np.sqrt(n)) if n > 1 else None
    half = None if se is None else t_upper(n - 1) * se
    return Coefficient(
        estimate=mean,
        low=None if half is None else mean - half,
        high=None if half is None else mean + half,
        se=se,
        n=n,
        method=f"mean difference {what}; t interval of paired differences",
    )


def spots(one: Floats, other: Floats) -> tuple[Spot, ...]:
    """
    Return how many people have which mean and which difference of two ratings.

    Parameters
    ----------
    one, other : ndarray of float64, shape (n,)
    """
    places = np.column_stack([(one + other) / 2, one - other])
    found, people = np.unique(places, axis=0, return_counts=True)
    if len(found) > MOST_SPOTS:
        least, wide = places.min(axis=0), np.ptp(places, axis=0)
        step = np.where(wide > 0, wide, 1.0) / (GRID - 1)
        on_grid = least + np.round((places - least) / step) * step
        found, people = np.unique(on_grid, axis=0, return_counts=True)
    return tuple(
        Spot(mean=float(mean), difference=float(apart), people=int(n))
        for (mean, apart), n in zip(found, people, strict=True)
    )


def _pair(ratings: Ratings, i: int, j: int, weights: Floats | None) -> PairBias:
    one, other = ratings.codes[:, i], ratings.codes[:, j]
    both = (one >= 0) & (other >= 0)
    n, size = int(both.sum()), len(ratings.labels)
    table = cross_table(one, other, size) if size <= MOST_CATEGORIES else None
    kappa = weighted_kappa(table, weights) if table is not None and weights is not None else None
    shown = table is not None and size <= LONGEST_TABLE
    same = int((one[both] == other[both]).sum())
    ordered = ratings.kind != "named"
    apart = ratings.positions[one[both]] - ratings.positions[other[both]]
    higher, lower = int((apart > 0).sum()), int((apart < 0).sum())
    sd = float(apart.std(ddof=1)) if n > 1 else None
    numbers = ratings.kind == "numbers"
    unit = "in points" if numbers else "in steps of the scale"
    drawn = numbers and len(ratings.raters) <= MOST_RATERS
    mean = mean_difference(apart, unit) if ordered else None
    around = None if mean is None or sd is None else (mean.estimate, Z * sd)
    return PairBias(
        first=ratings.raters[i],
        second=ratings.raters[j],
        n=n,
        kappa=None if kappa is None else kappa.estimate,
        difference=mean,
        sd=sd if ordered else None,
        limits=None if around is None else (around[0] - around[1], around[0] + around[1]),
        higher=higher if ordered else None,
        lower=lower if ordered else None,
        same=same,
        direction_p=sign_test(higher, lower) if ordered and higher + lower else None,
        bowker=None if table is None else bowker(table),
        table=tuple(tuple(map(int, row)) for row in table.tolist())
        if shown and table is not None
        else (),
        spots=spots(ratings.positions[one[both]], ratings.positions[other[both]]) if drawn else (),
    )
