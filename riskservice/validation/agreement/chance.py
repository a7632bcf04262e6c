"""
Agreement corrected for chance, for any number of raters and with ratings missing.

Five coefficients that differ in what they take chance to be, each with the standard error that
Gwet derives by linearising it over people.

References
----------
Gwet 2014, "Handbook of Inter-Rater Reliability", 4th edition.
"""

from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from riskservice.validation.agreement.weights import Floats

_PAIR = 2
_NOUGHT = 1e-12


@dataclass(frozen=True, kw_only=True)
class Corrected:
    """
    A chance-corrected coefficient.

    Attributes
    ----------
    estimate : float
    se : float or None
        None with fewer than two people.
    observed, chance : float
        Agreement seen, and by chance; 0 to 1.
    n : int
        People its standard error rests on; intervals take t with one degree of freedom less.
    """

    estimate: float
    se: float | None
    observed: float
    chance: float
    n: int


@dataclass(frozen=True, kw_only=True)
class Counted:
    """
    Ratings counted by person and category.

    Attributes
    ----------
    counts : ndarray of float64, shape (n, q)
        Everybody with one rating or more.
    weights : ndarray of float64, shape (q, q)
    given : ndarray of float64, shape (n,)
        Ratings of each person.
    each : ndarray of float64, shape (n,)
        Agreement among one person's ratings; 0 with a single rating.
    observed : float
        Its mean over people with two ratings or more.
    shares : ndarray of float64, shape (q,)
        Mean share of each category, over everybody.
    """

    counts: Floats
    weights: Floats
    given: Floats
    each: Floats
    observed: float
    shares: Floats

    @property
    def twice(self) -> NDArray[np.bool_]:
        """Who has two ratings or more, shape (n,)."""
        return self.given >= _PAIR


def count(codes: NDArray[np.int64], size: int) -> Floats:
    """Return counts by person and category, shape (n, size), of codes with -1 where not rated."""
    counts = np.zeros((len(codes), size))
    people, _ = rated = np.nonzero(codes >= 0)
    np.add.at(counts, (people, codes[rated]), 1.0)
    return counts


def counted(counts: Floats, weights: Floats) -> Counted:
    """Return counts with what all coefficients need; people without a rating are left out."""
    counts = counts[counts.sum(axis=1) > 0]
    given = counts.sum(axis=1)
    twice = given >= _PAIR
    pairs = np.where(twice, given * (given - 1.0), 1.0)
    same = (counts * (counts @ weights - 1.0)).sum(axis=1)
    each = np.where(twice, same / pairs, 0.0)
    return Counted(
        counts=counts,
        weights=weights,
        given=given,
        each=each,
        observed=float(each[twice].mean()),
        shares=(counts / given[:, None]).mean(axis=0),
    )


def counted_alike(codes: NDArray[np.int64]) -> Counted:
    """Return what :func:`percent` needs of exact agreement, however many categories there are."""
    codes = codes[(codes >= 0).any(axis=1)]
    given = (codes >= 0).sum(axis=1).astype(np.float64)
    same = np.zeros(len(codes))
    for i, j in combinations(range(codes.shape[1]), _PAIR):
        same += (codes[:, i] >= 0) & (codes[:, i] == codes[:, j])
    twice = given >= _PAIR
    each = np.where(twice, _PAIR * same / np.where(twice, given * (given - 1.0), 1.0), 0.0)
    return Counted(
        counts=np.zeros((len(codes), 0)),
        weights=np.zeros((0, 0)),
        given=given,
        each=each,
        observed=float(each[twice].mean()),
        shares=np.zeros(0),
    )


def percent(of: Counted) -> Corrected:
    """Return agreement without any correction for chance."""
    return _linearised(of, 0.0, np.zeros_like(of.given))


def gwet(of: Counted) -> Corrected | None:
    """
    Return Gwet's coefficient: AC1 with identity weights, AC2 with others.

    Chance is that of raters who guess only where people are hard to rate, so that it stays
    sensible when nearly everyone belongs to one category. None with a single category.
    """
    q = len(of.shares)
    if q < 2:  # noqa: PLR2004  nothing to choose from
        return None
    whole = float(of.weights.sum()) / (q * (q - 1))
    chance = whole * float((of.shares * (1.0 - of.shares)).sum())
    return _unless_certain(of, chance, whole * (of.counts @ (1.0 - of.shares)) / of.given)


def fleiss(of: Counted) -> Corrected | None:
    """Return the kappa of Fleiss: chance from the categories' shares over all raters."""
    by_share = of.weights @ of.shares
    chance = float(of.shares @ by_share)
    return _unless_certain(of, chance, (of.counts @ by_share) / of.given)


def brennan_prediger(of: Counted) -> Corrected | None:
    """Return the coefficient of Brennan and Prediger: chance as if all categories were alike."""
    chance = float(of.weights.mean())
    return _unless_certain(of, chance, np.full_like(of.given, chance))


def krippendorff(of: Counted) -> Corrected | None:
    """
    Return Krippendorff alpha, of people with two ratings or more.

    ``observed`` and ``chance`` are on the scale on which alpha is a kappa.
    """
    counts, given = of.counts[of.twice], of.given[of.twice]
    n, mean = len(counts), float(given.mean())
    same = (counts * (counts @ of.weights - 1.0)).sum(axis=1) / (mean * (given - 1.0))
    plain = float(same.mean())
    small = 1.0 / float(given.sum())
    observed = (1.0 - small) * plain + small
    shares = (counts / mean).mean(axis=0)
    by_share = of.weights @ shares
    chance = float(shares @ by_share)
    if 1.0 - chance <= _NOUGHT:
        return None
    uneven = (given - mean) / mean
    each = (same - observed * uneven - chance) / (1.0 - chance)
    by_chance = (counts @ by_share) / mean - chance * uneven
    rough = (plain - chance) / (1.0 - chance)
    moved = each - 2.0 * (1.0 - rough) * (by_chance - chance) / (1.0 - chance)
    return Corrected(
        estimate=(observed - chance) / (1.0 - chance),
        se=_spread(moved, rough),
        observed=observed,
        chance=chance,
        n=n,
    )


def conger(of: Counted, codes: NDArray[np.int64]) -> Corrected | None:
    """
    Return the kappa of Conger: chance from each rater's own shares.

    Parameters
    ----------
    of : Counted
    codes : ndarray of int64, shape (n, k)
        The same people's categories by rater, -1 where not rated; every rater gave some.
    """
    n, raters = codes.shape
    rated = codes >= 0
    gave = rated.sum(axis=0)
    own = (
        np.stack(
            [np.bincount(codes[rated[:, g], g], minlength=len(of.shares)) for g in range(raters)]
        )
        / np.maximum(gave, 1)[:, None]
    )
    total = own.sum(axis=0)
    pairs = raters * (raters - 1)
    alike = float(np.einsum("gk,kl,gl->", own, of.weights, own))
    chance = (float(total @ of.weights @ total) - alike) / pairs
    weight = (total[None, :] - own) @ of.weights
    expected = (weight * own).sum(axis=1)
    here = np.take_along_axis(weight.T, np.maximum(codes, 0), axis=0)
    moved = np.where(rated, here, 0.0) - (rated - gave / n) * expected
    return _unless_certain(of, chance, (moved * (n / gave)).sum(axis=1) / pairs)


def _unless_certain(of: Counted, chance: float, each_chance: Floats) -> Corrected | None:
    return None if 1.0 - chance <= _NOUGHT else _linearised(of, chance, each_chance)


def _linearised(of: Counted, chance: float, each_chance: Floats) -> Corrected:
    """Return the coefficient, with its standard error from each person's part in it."""
    estimate = (of.observed - chance) / (1.0 - chance)
    share = len(of.given) / int(of.twice.sum())
    each = share * (of.each - chance * of.twice) / (1.0 - chance)
    moved = each - 2.0 * (1.0 - estimate) * (each_chance - chance) / (1.0 - chance)
    return Corrected(
        estimate=estimate,
        se=_spread(moved, estimate),
        observed=of.observed,
        chance=chance,
        n=len(of.given),
    )


def _spread(each: Floats, around: float) -> float | None:
    n = len(each)
    if n < 2:  # noqa: PLR2004  no spread
        return None
    return float(np.sqrt(((each - around) ** 2).sum() / (n * (n - 1))))
