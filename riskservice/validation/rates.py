"""
Rates of people: intervals, differences, and what a cut of a score gets right and wrong.

The Wilson interval is the plain one, without continuity correction and without the change of some
programs at a count of 1; the exact one is that of Clopper and Pearson.
"""

import math

import msgspec
import numpy as np
from scipy.special import betaincinv

from riskservice.validation.arrays import of_people
from riskservice.validation.estimates import LEVEL, Estimate, Floats, Mask, Z

WILSON = "proportion with Wilson score interval"
NEWCOMBE = "difference of proportions with Newcombe's interval from Wilson limits"


class CutPerformance(msgspec.Struct, frozen=True, kw_only=True):
    """
    What happens when everyone at or above a cut is called high.

    Attributes
    ----------
    cut : float
        Lowest score called high.
    true_positives, false_positives, false_negatives, true_negatives : int
        People called high with the outcome and without, then others with it and without.
    sensitivity, specificity : Estimate
        Share called high of those with the outcome, and not called high of the others.
    positive_predictive_value, negative_predictive_value : Estimate
        Share with the outcome of those called high, and without it of the others.
    false_positive_rate, false_negative_rate : Estimate
        One less specificity and one less sensitivity, with their own intervals.
    """

    cut: float
    true_positives: int
    false_positives: int
    false_negatives: int
    true_negatives: int
    sensitivity: Estimate
    specificity: Estimate
    positive_predictive_value: Estimate
    negative_predictive_value: Estimate
    false_positive_rate: Estimate
    false_negative_rate: Estimate


def wilson(count: int, n: int) -> tuple[float, float]:
    r"""
    Return the Wilson score interval of a proportion.

    Parameters
    ----------
    count, n : int
        Events and people; n at least 1.

    Notes
    -----
    Centre :math:`(p + z^2/2n)/(1 + z^2/n)`, half-width
    :math:`z \sqrt{p(1-p)/n + z^2/4n^2}/(1 + z^2/n)` (Wilson 1927).
    """
    p, spread = count / n, Z * Z / n
    centre = (p + spread / 2) / (1 + spread)
    half = Z * math.sqrt(p * (1 - p) / n + spread / (4 * n)) / (1 + spread)
    low = 0.0 if count == 0 else max(centre - half, 0.0)
    high = 1.0 if count == n else min(centre + half, 1.0)
    return low, high


def exact_binomial(count: int, n: int) -> tuple[float, float]:
    """Return the exact interval of a proportion (Clopper and Pearson 1934)."""
    tail = (1 - LEVEL) / 2
    low = 0.0 if count == 0 else float(betaincinv(count, n - count + 1, tail))
    high = 1.0 if count == n else float(betaincinv(count + 1, n - count, 1 - tail))
    return low, high


def proportion(count: int, n: int) -> Estimate:
    """Return a proportion with its Wilson interval; of nobody there is none."""
    if n == 0:
        return Estimate(estimate=None, low=None, high=None, n=0, events=0, method=WILSON)
    low, high = wilson(count, n)
    return Estimate(estimate=count / n, low=low, high=high, n=n, events=count, method=WILSON)


def difference(count1: int, n1: int, count2: int, n2: int) -> Estimate:
    r"""
    Return the difference of two proportions, the first less the second.

    Notes
    -----
    With Wilson limits l, u: lower :math:`d - \sqrt{(p_1-l_1)^2 + (u_2-p_2)^2}`, upper
    :math:`d + \sqrt{(u_1-p_1)^2 + (p_2-l_2)^2}` (Newcombe 1998, method 10).
    """
    n, events = n1 + n2, count1 + count2
    if n1 == 0 or n2 == 0:
        return Estimate(estimate=None, low=None, high=None, n=n, events=events, method=NEWCOMBE)
    p1, p2 = count1 / n1, count2 / n2
    (l1, u1), (l2, u2) = wilson(count1, n1), wilson(count2, n2)
    return Estimate(
        estimate=p1 - p2,
        low=p1 - p2 - math.hypot(p1 - l1, u2 - p2),
        high=p1 - p2 + math.hypot(u1 - p1, p2 - l2),
        n=n,
        events=events,
        method=NEWCOMBE,
    )


@of_people
def at_cut(score: Floats, outcome: Mask, cut: float) -> CutPerformance:
    """
    Return what calling everyone at or above a cut high gets right and wrong.

    Parameters
    ----------
    score : ndarray of float64, shape (n,)
    outcome : ndarray of bool, shape (n,)
    cut : float
        Lowest score called high.
    """
    high = score >= cut
    tp, fp = int(np.sum(high & outcome)), int(np.sum(high & ~outcome))
    fn, tn = int(np.sum(outcome)) - tp, int(np.sum(~outcome)) - fp
    return CutPerformance(
        cut=float(cut),
        true_positives=tp,
        false_positives=fp,
        false_negatives=fn,
        true_negatives=tn,
        sensitivity=proportion(tp, tp + fn),
        specificity=proportion(tn, tn + fp),
        positive_predictive_value=proportion(tp, tp + fp),
        negative_predictive_value=proportion(tn, tn + fn),
        false_positive_rate=proportion(fp, tn + fp),
        false_negative_rate=proportion(fn, tp + fn),
    )
