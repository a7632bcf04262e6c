"""
AUC(t): how well a score tells those with an event by a time from those without one beyond it.

Cases are events at or before t, not only before it: records rounded to months lose every event of
month t to the strict rule.
"""

import math

import numpy as np

from riskservice.validation.arrays import of_people
from riskservice.validation.estimates import Estimate, Floats, Mask, around
from riskservice.validation.survival.weighting import refuse_empty, through_weights, weights_at

METHOD = (
    "AUC(t), cases with an event by t weighted 1/G(T-), controls followed beyond t, "
    "or to t where all follow-up ends there; "
    "standard error with the censoring curve estimated"
)


@of_people
def auc_at(time: Floats, event: Mask, score: Floats, horizon: float) -> Estimate:
    """
    Return the cumulative/dynamic AUC at a time.

    Parameters
    ----------
    time : ndarray of float64, shape (n,)
    event : ndarray of bool, shape (n,)
    score : ndarray of float64, shape (n,)
        Higher means higher risk; ties count one half.
    horizon : float

    Raises
    ------
    NotEstimable
        When nobody had an event by then or nobody was followed so long.

    Notes
    -----
    Weights of Uno, Cai, Tian and Wei 2007; error by the influence of each person, that of the
    censoring curve included (Blanche, Dartigues and Jacqmin-Gadda 2013).
    """
    found = weights_at(time, event, horizon)
    refuse_empty(found, horizon, "auc_at")
    case, control, n = found.case, found.control, len(time)
    weight = found.weight[case]
    above = _share_below(score[case], score[control], np.ones(int(control.sum())))
    below = 1 - _share_below(score[control], score[case], weight)
    area = float(weight @ above / weight.sum())
    cases = np.zeros(n)
    cases[case] = weight * (above - area) / (weight.sum() / n)
    part = cases + through_weights(time, event, horizon, cases)
    part[control] += (below - area) * n / control.sum()
    se = math.sqrt(float(part @ part) / (n * (n - 1)))
    low, high = around(area, se)
    return Estimate(
        estimate=area, low=low, high=high, se=se, n=n, events=int(case.sum()), method=METHOD
    )


def _share_below(values: Floats, others: Floats, weight: Floats) -> Floats:
    """Weighted share of others below each value, ties one half."""
    order = np.argsort(others, kind="stable")
    total = np.concatenate(([0.0], np.cumsum(weight[order])))
    ordered = others[order]
    low = total[np.searchsorted(ordered, values, side="left")]
    high = total[np.searchsorted(ordered, values, side="right")]
    return np.asarray((low + high) / (2 * total[-1]), np.float64)
