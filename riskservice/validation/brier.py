"""
Brier score: the mean squared distance of probabilities from what happened, and its scaled form.

Scaled is 1 - Brier/(Brier of everyone given the mean): 0 is no better than the mean rate, 1 is
perfect, below 0 is worse than knowing the rate only.
"""

import math

import msgspec
import numpy as np

from riskservice.validation.arrays import of_people
from riskservice.validation.estimates import Estimate, Floats, Mask, around
from riskservice.validation.survival.curves import kaplan_meier
from riskservice.validation.survival.weighting import refuse_empty, through_weights, weights_at

FIXED = "Brier score, everyone followed for the same time"
CENSORED = "Brier score with censoring weights 1/G(T-)"


class Brier(msgspec.Struct, frozen=True, kw_only=True):
    """
    Brier score.

    Attributes
    ----------
    estimate, low, high : float
        Mean squared distance of the probability from what happened; 0 is perfect. [0 to 1]
    se : float
        Standard error of the estimate.
    null : Estimate
        The score of giving everyone the observed rate.
    scaled : float or None
        1 - estimate/null; None where everyone or nobody has the outcome.
    n, events : int
        People and events; by the horizon where people are censored.
    method : str
        How it was made.
    """

    estimate: float
    low: float
    high: float
    se: float
    null: Estimate
    scaled: float | None
    n: int
    events: int
    method: str


@of_people
def brier(expected: Floats, outcome: Mask) -> Brier:
    """
    Return the Brier score of people all followed for the same time.

    Parameters
    ----------
    expected : ndarray of float64, shape (n,)
        [probability]
    outcome : ndarray of bool, shape (n,)
    """
    y = outcome.astype(np.float64)
    everyone = np.full(len(y), y.mean())
    return _brier((y - expected) ** 2, (y - everyone) ** 2, int(outcome.sum()), FIXED)


@of_people
def brier_at(time: Floats, event: Mask, expected: Floats, horizon: float) -> Brier:
    """
    Return the Brier score at a horizon of people whose follow-up is censored.

    Parameters
    ----------
    time, event : ndarray, shape (n,)
    expected : ndarray of float64, shape (n,)
        Of an event by the horizon. [probability]
    horizon : float

    Notes
    -----
    Graf, Schmoor, Sauerbrei and Schumacher 1999; the null model gives everyone 1 - KM(horizon).
    """
    found = weights_at(time, event, horizon)
    refuse_empty(found, horizon, "brier")
    y = found.case.astype(np.float64)
    rate = 1 - float(kaplan_meier(time, event).at(horizon))
    own, null = (found.weight * (y - p) ** 2 for p in (expected, np.full(len(y), rate)))
    parts = [part + through_weights(time, event, horizon, part) for part in (own, null)]
    return _brier(own, null, int(found.case.sum()), CENSORED, parts)


def _brier(
    own: Floats, null: Floats, events: int, method: str, parts: list[Floats] | None = None
) -> Brier:
    parts = parts or [own, null]
    (score, se), (base, base_se) = (
        (float(terms.mean()), float(np.std(part, ddof=1)) / math.sqrt(len(part)))
        for terms, part in zip((own, null), parts, strict=True)
    )
    n = len(own)
    low, high = around(score, se)
    null_low, null_high = around(base, base_se)
    return Brier(
        estimate=score,
        low=low,
        high=high,
        se=se,
        null=Estimate(
            estimate=base,
            low=null_low,
            high=null_high,
            se=base_se,
            n=n,
            events=events,
            method=f"{method}, of the observed rate for everyone",
        ),
        scaled=1 - score / base if base > 0 else None,
        n=n,
        events=events,
        method=method,
    )
