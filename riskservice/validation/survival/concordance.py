r"""
Concordance of a score with times that may be censored: Harrell's C and Uno's C, with errors.

The standard error is the infinitesimal jackknife: with the pairs :math:`m_i` of a person, those won
:math:`k_i` (ties one half) and all N pairs, :math:`d_i = (k_i - C m_i)/N` and
:math:`SE = \sqrt{\\sum d_i^2}`. Of Uno's C the weights are treated as fixed.
"""

import math
from typing import NamedTuple

import msgspec
import numpy as np

from riskservice.validation.arrays import of_people
from riskservice.validation.estimates import Estimate, Floats, Mask, Test, around, two_sided
from riskservice.validation.extra import not_estimable
from riskservice.validation.survival.curves import censoring_curve
from riskservice.validation.survival.pairs import comparable_pairs, ties_in_time

HARRELL = "Harrell's C with infinitesimal-jackknife standard error; tied scores count one half"
UNO = (
    "Uno's C, events weighted 1/G(t-) squared, infinitesimal-jackknife standard error with the "
    "weights as fixed; tied scores count one half"
)


class PairCounts(msgspec.Struct, frozen=True, kw_only=True):
    """
    Pairs behind Harrell's C.

    Attributes
    ----------
    comparable, concordant, discordant : int
    tied_score : int
        Comparable, of the same score.
    tied_time, tied_both : int
        Two events at one time: not comparable; of different scores, and of the same.
    """

    comparable: int
    concordant: int
    discordant: int
    tied_score: int
    tied_time: int
    tied_both: int


class Concordance(NamedTuple):
    """A C with what each person contributes to its error."""

    value: float
    influence: Floats

    @property
    def se(self) -> float:
        """Standard error."""
        return math.sqrt(float(np.dot(self.influence, self.influence)))


def concordance(
    time: Floats, event: Mask, score: Floats, weight: Floats | None = None
) -> Concordance:
    """
    Return the concordance of a score with times.

    Parameters
    ----------
    time : ndarray of float64, shape (n,)
    event : ndarray of bool, shape (n,)
    score : ndarray of float64, shape (n,)
        Higher means higher risk, so an earlier event.
    weight : ndarray of float64, shape (n,), optional
        Of each event; 1 by default.

    Raises
    ------
    NotEstimable
        When no two people can be compared.
    """
    weight = np.ones(len(time)) if weight is None else weight
    found = comparable_pairs(time, event, score, weight)
    won = found.concordant + found.tied / 2
    total = float(found.comparable.sum()) / 2
    if total <= 0:
        raise not_estimable(
            "concordance",
            "no two people can be compared: nobody is followed beyond anybody's event",
            "Give people with events and people followed for longer.",
        )
    value = float(won.sum()) / 2 / total
    return Concordance(value, (won - value * found.comparable) / total)


@of_people
def harrell_c(time: Floats, event: Mask, score: Floats) -> Estimate:
    """Return Harrell's C; parameters as of :func:`concordance`."""
    return _estimate(concordance(time, event, score), event, HARRELL)


@of_people
def uno_c(time: Floats, event: Mask, score: Floats, *, tau: float | None = None) -> Estimate:
    """
    Return Uno's C, for censoring that differs between scores.

    Parameters
    ----------
    time, event, score : ndarray, shape (n,)
        As of :func:`concordance`.
    tau : float, optional
        Only events up to this time count.
    """
    weight = uno_weights(time, event, tau)
    until = "" if tau is None else f"; events up to {tau:g}"
    return _estimate(concordance(time, event, score, weight), weight > 0, UNO + until)


def uno_weights(time: Floats, event: Mask, tau: float | None = None) -> Floats:
    """Return 1/G(t-) squared of each event up to tau, and 0 of everyone else."""
    counted = event if tau is None else event & (time <= tau)
    before = censoring_curve(time, event).just_before(time)
    weight = np.zeros(len(time))
    weight[counted] = before[counted] ** -2.0
    return weight


@of_people
def pair_counts(time: Floats, event: Mask, score: Floats) -> PairCounts:
    """Return how many pairs there are of each kind."""
    found = comparable_pairs(time, event, score, np.ones(len(time)))
    comparable, concordant, tied = (round(float(kind.sum()) / 2) for kind in found)
    tied_time, tied_both = ties_in_time(time, event, score)
    return PairCounts(
        comparable=comparable,
        concordant=concordant,
        discordant=comparable - concordant - tied,
        tied_score=tied,
        tied_time=tied_time,
        tied_both=tied_both,
    )


@of_people
def compare_c(
    time: Floats, event: Mask, first: Floats, second: Floats
) -> tuple[Estimate, Estimate, Estimate, Test]:
    """
    Return Harrell's C of two scores of the same people, the first less the second, and its z.

    The standard error of the difference rests on both scores' joint jackknife.
    """
    one, two = concordance(time, event, first), concordance(time, event, second)
    gap = Concordance(one.value - two.value, one.influence - two.influence)
    method = "difference in Harrell's C, joint infinitesimal jackknife"
    z = gap.value / gap.se if gap.se > 0 else 0.0
    return (
        _estimate(one, event, HARRELL),
        _estimate(two, event, HARRELL),
        _estimate(gap, event, method),
        Test(statistic=z, df=None, p=two_sided(z), method=f"{method}: z, two-sided"),
    )


def _estimate(found: Concordance, event: Mask, method: str) -> Estimate:
    low, high = around(found.value, found.se)
    return Estimate(
        estimate=found.value,
        low=low,
        high=high,
        se=found.se,
        n=len(event),
        events=int(event.sum()),
        method=method,
    )
