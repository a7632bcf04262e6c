"""
Weights that stand in for people censored before a horizon, and the error the weights bring.

An event at T counts 1/G(T-), somebody still followed after the horizon 1/G(horizon), and those
censored before it nothing; G is the Kaplan-Meier curve of censoring. G(T) in place of G(T-) is a
known fault: on months it moves a Brier score in its third digit, and divides by 0 where everyone
is censored at the end of one window. At the end of such a window, those who reached it are the
controls.
"""

from typing import NamedTuple

import numpy as np

from riskservice.validation.estimates import Floats, Ints, Mask
from riskservice.validation.extra import not_estimable
from riskservice.validation.survival.curves import censoring_curve, counts


class Weights(NamedTuple):
    """
    Who is a case by the horizon, who a control, and what each counts.

    Attributes
    ----------
    case, control : ndarray of bool, shape (n,)
        Event at or before the horizon; followed beyond it, or to it where nobody was beyond.
    weight : ndarray of float64, shape (n,)
        0 for those censored before.
    """

    case: Mask
    control: Mask
    weight: Floats


def weights_at(time: Floats, event: Mask, horizon: float) -> Weights:
    """
    Return who counts how much at a horizon.

    Parameters
    ----------
    time : ndarray of float64, shape (n,)
    event : ndarray of bool, shape (n,)
    horizon : float

    Notes
    -----
    Somebody censored exactly at the horizon is no control: controls are followed beyond it. Only
    where follow-up ends there for everyone are those censored at it the controls, with 1/G just
    before: events of that time come first, so that they are known to be without one.
    """
    curve = censoring_curve(time, event)
    case, control = event & (time <= horizon), time > horizon
    free = float(curve.at(horizon))
    if not control.any():
        control, free = ~event & (time == horizon), float(curve.just_before(horizon))
    weight = np.zeros(len(time))
    weight[case] = 1 / curve.just_before(time[case])
    if control.any():
        weight[control] = 1 / free
    return Weights(case, control, weight)


def through_weights(time: Floats, event: Mask, horizon: float, share: Floats) -> Floats:
    """
    Return what each person adds to the error of a weighted mean through the censoring curve.

    Parameters
    ----------
    time, event : ndarray, shape (n,)
    horizon : float
    share : ndarray of float64, shape (n,)
        Weighted part of each person in the mean, 0 for those without weight.

    Notes
    -----
    1/G is a product of n/(n - d) over times of censoring. With r the sum of `share` over those
    whose time is later, each of the d censored at a time adds r/n, and each of those later takes
    off r d/(n (n - d)). Hazards summed, d/n in place of d/(n - d), take off too little where many
    are censored in one month.
    """
    times, at_risk, events, censored = counts(time, event)
    within = times <= horizon
    place: Ints = np.searchsorted(times, time)
    own = np.bincount(place, weights=share, minlength=len(times))
    later = own[::-1].cumsum()[::-1] - own
    left = np.maximum(at_risk - events, 1)
    step = np.where(within & (censored > 0), later / left, 0.0)
    beyond = np.maximum(left - censored, 1)
    taken = np.concatenate(([0.0], np.cumsum(step * censored / beyond)))
    # A person with an event at a time is not at risk of being censored there.
    return np.asarray(np.where(event, 0.0, step[place]) - taken[place], np.float64)


def refuse_empty(found: Weights, horizon: float, measure: str) -> None:
    """Refuse a horizon by which nobody had an event, or beyond which nobody was followed."""
    if not found.case.any():
        raise not_estimable(
            measure, f"nobody had an event by {horizon:g}", "Choose a later horizon."
        )
    if not found.control.any():
        raise not_estimable(
            measure, f"nobody was followed beyond {horizon:g}", "Choose an earlier horizon."
        )
