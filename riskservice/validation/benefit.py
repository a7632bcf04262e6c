"""Net benefit of acting at a threshold of risk, beside acting on everyone and on nobody."""

import msgspec
import numpy as np

from riskservice.validation.arrays import of_people
from riskservice.validation.estimates import Floats, Mask
from riskservice.validation.extra import not_estimable
from riskservice.validation.survival.curves import kaplan_meier


class NetBenefit(msgspec.Struct, frozen=True, kw_only=True):
    """
    Net benefit at one threshold, per person.

    Attributes
    ----------
    threshold : float
        Act when the probability is at least this. To be chosen beforehand.
    model, everyone : float
        Of acting so, and of acting on everyone; acting on nobody is 0.
    acted_on : int
        People at or above the threshold.
    """

    threshold: float
    model: float
    everyone: float
    acted_on: int


@of_people
def net_benefit(expected: Floats, outcome: Mask, thresholds: Floats) -> list[NetBenefit]:
    r"""
    Return the net benefit at thresholds.

    Parameters
    ----------
    expected : ndarray of float64, shape (n,)
        [probability]
    outcome : ndarray of bool, shape (n,)
    thresholds : ndarray of float64
        Above 0 and below 1.

    Notes
    -----
    :math:`TP/n - FP/n \cdot t/(1 - t)` (Vickers and Elkin 2006).
    """
    n, rate = len(outcome), float(outcome.mean())
    found = []
    for threshold in thresholds.tolist():
        high = expected >= threshold
        true = int(np.sum(high & outcome))
        false = int(np.sum(high)) - true
        odds = threshold / (1 - threshold)
        found.append(
            NetBenefit(
                threshold=threshold,
                model=true / n - false / n * odds,
                everyone=rate - (1 - rate) * odds,
                acted_on=true + false,
            )
        )
    return found


@of_people
def net_benefit_by(
    time: Floats, event: Mask, expected: Floats, horizon: float, thresholds: Floats
) -> list[NetBenefit]:
    """
    Return the net benefit where follow-up is censored; parameters as of :func:`net_benefit`.

    Raises
    ------
    NotEstimable
        When nobody at or above a threshold was followed to the horizon.

    Notes
    -----
    The rate among those acted on is 1 - KM(horizon) among them.
    """
    n, rate = len(time), _risk(time, event, horizon)
    found = []
    for threshold in thresholds.tolist():
        high = expected >= threshold
        acted = int(high.sum())
        risk = _risk(time[high], event[high], horizon) if acted else 0.0
        odds = threshold / (1 - threshold)
        found.append(
            NetBenefit(
                threshold=threshold,
                model=acted / n * (risk - (1 - risk) * odds),
                everyone=rate - (1 - rate) * odds,
                acted_on=acted,
            )
        )
    return found


def _risk(time: Floats, event: Mask, horizon: float) -> float:
    curve = kaplan_meier(time, event)
    if not curve.reaches(horizon):
        raise not_estimable(
            "net_benefit",
            f"nobody who would be acted on was followed to {horizon:g}",
            "Choose an earlier horizon, or lower thresholds.",
        )
    return 1 - float(curve.at(horizon))
