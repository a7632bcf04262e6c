"""
How well a score tells people with an outcome from people without: AUC, with DeLong's variance.

Everything is two sorts and four searches, so that a million people take a fraction of a second and
a few arrays of their length.
"""

import math
from typing import NamedTuple

import msgspec
import numpy as np
from scipy.special import ndtr

from riskservice.validation.arrays import of_people
from riskservice.validation.estimates import Estimate, Floats, Mask, Test, Z, around, two_sided
from riskservice.validation.extra import not_estimable

LOGIT_ABOVE, LOGIT_BELOW_CASES = 0.9, 30
"""An AUC above, or fewer cases: the plain interval would run past 1."""
PLAIN = "AUC with DeLong interval"
LOGIT = "AUC with DeLong variance, interval on the logit scale"
SEPARATED = "AUC; no interval, since the score parts the two outcomes without one exception"


class Placements(NamedTuple):
    """
    For each case the share of controls it outranks, and the reverse; ties count one half.

    Attributes
    ----------
    of_cases : ndarray of float64, shape (n1,)
    of_controls : ndarray of float64, shape (n0,)
    """

    of_cases: Floats
    of_controls: Floats

    @property
    def area(self) -> float:
        """AUC."""
        return float(self.of_cases.mean())

    @property
    def variance(self) -> float:
        """DeLong's variance of the AUC."""
        return _covariance(self, self)


class AucComparison(msgspec.Struct, frozen=True, kw_only=True):
    """
    Two AUCs and the test of their difference, the first less the second.

    Attributes
    ----------
    first, second : Estimate
        AUCs.
    difference : Estimate
        The first less the second.
    test : Test
        A z.
    """

    first: Estimate
    second: Estimate
    difference: Estimate
    test: Test


def placements(score: Floats, outcome: Mask, *, in_order: bool = True) -> Placements:
    """
    Return the placements of a score (Sun and Xu 2014, by mid-ranks).

    Parameters
    ----------
    score : ndarray of float64, shape (n,)
        Higher means higher risk.
    outcome : ndarray of bool, shape (n,)
    in_order : bool
        Whether they stand in the order of the people; sorted ones are found faster.

    Raises
    ------
    NotEstimable
        When nobody or everybody has the outcome.
    """
    cases, controls = score[outcome], score[~outcome]
    if not len(cases) or not len(controls):
        raise not_estimable(
            "auc",
            "needs people with the outcome and people without",
            "Give a sample with both.",
        )
    sorted_cases, sorted_controls = np.sort(cases), np.sort(controls)
    if not in_order:
        cases, controls = sorted_cases, sorted_controls
    above = _outranked(cases, sorted_controls)
    below = _outranked(controls, sorted_cases)
    np.subtract(1.0, below, out=below)
    return Placements(above, below)


@of_people
def auc(score: Floats, outcome: Mask) -> Estimate:
    """
    Return the AUC of a score.

    Parameters
    ----------
    score : ndarray of float64, shape (n,)
        Higher means higher risk.
    outcome : ndarray of bool, shape (n,)

    Returns
    -------
    Estimate
        Where the AUC is above 0.9 or there are fewer than 30 cases, the interval is made on the
        logit scale; where the score parts the outcomes entirely there is none.

    Notes
    -----
    :math:`(U + ties/2)/(n_1 n_0)`; variance :math:`S_{10}/n_1 + S_{01}/n_0` of the placements
    (DeLong, DeLong and Clarke-Pearson 1988).
    """
    found = placements(score, outcome, in_order=False)
    return _estimate(found)


@of_people
def compare_paired(first: Floats, second: Floats, outcome: Mask) -> AucComparison:
    """
    Return the AUCs of two scores of the same people, and DeLong's test of their difference.

    Parameters
    ----------
    first, second : ndarray of float64, shape (n,)
    outcome : ndarray of bool, shape (n,)
    """
    one, two = placements(first, outcome), placements(second, outcome)
    variance = one.variance + two.variance - 2 * _covariance(one, two)
    n, events = len(outcome), int(outcome.sum())
    method = "DeLong's test, same people"
    return _comparison(_estimate(one), _estimate(two), variance, n, events, method)


@of_people
def compare_groups(
    first: Floats, first_outcome: Mask, second: Floats, second_outcome: Mask
) -> AucComparison:
    r"""
    Return the AUCs of two groups of people, and the test of their difference.

    Notes
    -----
    :math:`z = (A_1 - A_2)/\sqrt{v_1 + v_2}`. Programs that use t with fewer degrees of freedom
    give a p that differs in the fourth digit.
    """
    one = placements(first, first_outcome, in_order=False)
    two = placements(second, second_outcome, in_order=False)
    n = len(first_outcome) + len(second_outcome)
    events = int(first_outcome.sum() + second_outcome.sum())
    variance = one.variance + two.variance
    method = "DeLong variances, different people"
    return _comparison(_estimate(one), _estimate(two), variance, n, events, method)


def compare_estimates(first: Estimate, second: Estimate) -> AucComparison:
    """
    Return the test of two AUCs of different people from their standard errors.

    Raises
    ------
    NotEstimable
        When one of them has no standard error.
    """
    if not first.se or not second.se:
        raise not_estimable(
            "auc", "an AUC without a standard error cannot be compared", "Give a larger sample."
        )
    return _comparison(
        first,
        second,
        first.se**2 + second.se**2,
        first.n + second.n,
        first.events + second.events,
        "standard errors of both, different people",
    )


def auc_from_d(d: float) -> float:
    """Return the AUC of a Cohen's d under normal scores of equal variance: Phi(d/sqrt 2)."""
    return float(ndtr(d / math.sqrt(2)))


@of_people
def roc(score: Floats, outcome: Mask) -> tuple[Floats, Floats, Floats]:
    """
    Return the points of the ROC curve, from nobody called high to everybody.

    Returns
    -------
    cut : ndarray of float64, shape (k + 1,)
        Lowest score called high; infinite at first.
    false_positive_rate, true_positive_rate : ndarray of float64, shape (k + 1,)
    """
    values, which = np.unique(score, return_inverse=True)
    cases = np.bincount(which, weights=outcome, minlength=len(values))[::-1]
    people = np.bincount(which, minlength=len(values))[::-1]
    controls = people - cases
    cut = np.concatenate(([np.inf], values[::-1]))
    fpr = np.concatenate(([0.0], np.cumsum(controls) / controls.sum()))
    tpr = np.concatenate(([0.0], np.cumsum(cases) / cases.sum()))
    return cut, fpr, tpr


def _outranked(values: Floats, others: Floats) -> Floats:
    """Share of sorted others below each value, ties one half."""
    share = np.searchsorted(others, values, side="left").astype(np.float64)
    share += np.searchsorted(others, values, side="right")
    share /= 2 * len(others)
    return share


def _covariance(one: Placements, two: Placements) -> float:
    total = 0.0
    for a, b in ((one.of_cases, two.of_cases), (one.of_controls, two.of_controls)):
        if len(a) < 2:  # noqa: PLR2004  a sample variance needs two
            raise not_estimable(
                "auc.variance",
                "needs two people with the outcome and two without",
                "Give a larger sample.",
            )
        total += float(np.dot(a - a.mean(), b - b.mean())) / (len(a) - 1) / len(a)
    return total


def _estimate(found: Placements) -> Estimate:
    area, cases = found.area, len(found.of_cases)
    counts = {"n": cases + len(found.of_controls), "events": cases}
    if min(cases, len(found.of_controls)) == 1:
        return Estimate(
            estimate=area, low=None, high=None, method="AUC; no interval from one person", **counts
        )
    se = math.sqrt(found.variance)
    if area in (0.0, 1.0):
        return Estimate(estimate=area, low=None, high=None, method=SEPARATED, **counts)
    if area > LOGIT_ABOVE or cases < LOGIT_BELOW_CASES:
        low, high = _logit_limits(area, se)
        return Estimate(estimate=area, low=low, high=high, se=se, method=LOGIT, **counts)
    low, high = around(area, se)
    return Estimate(estimate=area, low=low, high=high, se=se, method=PLAIN, **counts)


def _logit_limits(area: float, se: float) -> tuple[float, float]:
    centre, half = math.log(area / (1 - area)), Z * se / (area * (1 - area))
    return 1 / (1 + math.exp(half - centre)), 1 / (1 + math.exp(-half - centre))


def _comparison(
    first: Estimate, second: Estimate, variance: float, n: int, events: int, method: str
) -> AucComparison:
    assert first.estimate is not None
    assert second.estimate is not None
    gap = first.estimate - second.estimate
    # Two scores that rank everyone alike differ by nothing at all; rounding must not say otherwise.
    se = math.sqrt(variance) if variance > 1e-18 else 0.0  # noqa: PLR2004
    low, high = around(gap, se)
    z = gap / se if se else 0.0
    return AucComparison(
        first=first,
        second=second,
        difference=Estimate(
            estimate=gap, low=low, high=high, se=se, n=n, events=events, method=method
        ),
        test=Test(statistic=z, df=None, p=two_sided(z), method=f"{method}: z, two-sided"),
    )
