"""
Follow-up of different lengths: Kaplan-Meier with Greenwood's error, censoring curve, log-rank.

Events come before censorings at the same time. A number at risk at a time is of everyone whose
follow-up is at least as long.
"""

import math
from dataclasses import dataclass

import msgspec
import numpy as np
from scipy.special import chdtrc

from riskservice.validation.arrays import of_people
from riskservice.validation.estimates import Estimate, Floats, Ints, Mask, Test, Z
from riskservice.validation.rates import wilson

LOG_LOG = "1 - Kaplan-Meier with log-log interval, Greenwood standard error"
NO_EVENTS = (
    "1 - Kaplan-Meier; no event so far, so the upper limit is Wilson's for none of those at risk"
)
NOBODY_LEFT = "1 - Kaplan-Meier; no interval, since nobody is left without an event"
NOT_SO_FAR = "1 - Kaplan-Meier; none, since nobody among them was followed to the time"


class CurveStep(msgspec.Struct, frozen=True, kw_only=True):
    """
    A survival curve at one time.

    Attributes
    ----------
    time : float
        In the unit of the times.
    at_risk : int
        Followed at least so long, without an event before.
    survival : float
        Share without an event by then, what happens at the time included.
    se : float or None
        Greenwood's, of the survival itself.
    low, high : float or None
        Log-log limits of the survival; None where they do not exist.
    """

    time: float
    at_risk: int
    survival: float
    se: float | None
    low: float | None
    high: float | None


@dataclass(frozen=True)
class Curve:
    """
    A product-limit curve; right-continuous.

    Attributes
    ----------
    time : ndarray of float64, shape (k,)
        Distinct times, ascending.
    at_risk, events : ndarray of int64, shape (k,)
    survival : ndarray of float64, shape (k,)
        Just after each time.
    hazard_variance : ndarray of float64, shape (k,)
        Greenwood's sum of d/(n(n - d)); infinite once nobody is left.
    """

    time: Floats
    at_risk: Ints
    events: Ints
    survival: Floats
    hazard_variance: Floats

    def at(self, when: Floats | float) -> Floats:
        """Return the curve at times, what happens at them included."""
        return self._read(self.survival, when, "right", 1.0)

    def just_before(self, when: Floats | float) -> Floats:
        """Return the curve at times, what happens at them not included."""
        return self._read(self.survival, when, "left", 1.0)

    def se(self, when: Floats | float) -> Floats:
        """Return Greenwood's standard error of the curve at times; NaN once nobody is left."""
        with np.errstate(invalid="ignore"):
            return self.at(when) * np.sqrt(self._read(self.hazard_variance, when, "right", 0.0))

    def reaches(self, when: float) -> bool:
        """Return whether it is known at a time: some were followed so long, or nobody is left."""
        return bool(len(self.time)) and bool(when <= self.time[-1] or self.survival[-1] == 0)

    def step(self, when: float) -> CurveStep:
        """Return the curve at one time with its number at risk and its log-log limits."""
        survival, se = float(self.at(when)), float(self.se(when))
        low, high = log_log(survival, se)
        place = int(np.searchsorted(self.time, when, side="left"))
        return CurveStep(
            time=float(when),
            at_risk=int(self.at_risk[place]) if place < len(self.time) else 0,
            survival=survival,
            se=se if math.isfinite(se) else None,
            low=low,
            high=high,
        )

    def _read(self, values: Floats, when: Floats | float, side: str, start: float) -> Floats:
        place = np.searchsorted(self.time, when, side="right" if side == "right" else "left")
        read: Floats = np.concatenate(([start], values))[place]
        return read


@of_people
def kaplan_meier(time: Floats, event: Mask) -> Curve:
    """
    Return the Kaplan-Meier curve.

    Parameters
    ----------
    time : ndarray of float64, shape (n,)
        Follow-up, not negative.
    event : ndarray of bool, shape (n,)
        Whether it ended with the event.
    """
    times, at_risk, events, _ = counts(time, event)
    return _product(times, at_risk, events)


@of_people
def censoring_curve(time: Floats, event: Mask) -> Curve:
    """
    Return the Kaplan-Meier curve of the times of censoring, G.

    At a time with events and censorings the events come first, so those who had one are no longer
    at risk of being censored there. Weights are read just before a time: ``just_before``.
    """
    times, at_risk, events, censored = counts(time, event)
    return _product(times, at_risk - events, censored)


def counts(time: Floats, event: Mask) -> tuple[Floats, Ints, Ints, Ints]:
    """Return distinct times, and at each the number at risk, of events and of censorings."""
    times, place = np.unique(time, return_inverse=True)
    people = np.bincount(place, minlength=len(times))
    events = np.bincount(place[event], minlength=len(times))
    at_risk = people[::-1].cumsum()[::-1]
    return times, at_risk, events, people - events


def log_log(survival: float, se: float) -> tuple[float | None, float | None]:
    """Return the limits exp(-exp(log(-log S) -/+ z se/(S log S))); none at 0 and 1."""
    if not 0 < survival < 1 or not math.isfinite(se):
        return None, None
    log = math.log(survival)
    half = Z * se / (survival * log)
    return math.exp(log * math.exp(-half)), math.exp(log * math.exp(half))


def observed_rate(curve: Curve, when: float, n: int) -> Estimate:
    """
    Return the share of people with the event by a time, 1 - KM.

    Parameters
    ----------
    curve : Curve
    when : float
    n : int
        People the curve was made of.

    Returns
    -------
    Estimate
        Without any event the curve has no interval: the upper limit is then Wilson's for none
        among those still at risk at the time. Beyond the end of the curve there is none at all.
    """
    step = curve.step(when)
    events = int(curve.events[curve.time <= when].sum())
    if not curve.reaches(when):
        return Estimate(estimate=None, low=None, high=None, n=n, events=events, method=NOT_SO_FAR)
    rate = 1 - step.survival
    if step.low is not None and step.high is not None:
        low, high, method = 1 - step.high, 1 - step.low, LOG_LOG
        return Estimate(
            estimate=rate, low=low, high=high, se=step.se, n=n, events=events, method=method
        )
    if events == 0 and step.at_risk:
        high = wilson(0, step.at_risk)[1]
        return Estimate(estimate=0.0, low=0.0, high=high, n=n, events=0, method=NO_EVENTS)
    return Estimate(estimate=rate, low=None, high=None, n=n, events=events, method=NOBODY_LEFT)


class LogRank(msgspec.Struct, frozen=True, kw_only=True):
    """
    Log-rank test of several groups.

    Attributes
    ----------
    groups : list of str
    observed, expected : list of float
        Events of each group, and as many as equal hazards would give.
    test : Test
    """

    groups: list[str]
    observed: list[float]
    expected: list[float]
    test: Test


@of_people
def log_rank(time: Floats, event: Mask, group: Ints, names: list[str]) -> LogRank:
    """
    Return the log-rank test whether groups differ.

    Parameters
    ----------
    time, event : ndarray, shape (n,)
    group : ndarray of int64, shape (n,)
        Place in `names`.
    names : list of str
        Two or more groups.

    Notes
    -----
    Hypergeometric variance; a group with nobody in it does not count.
    """
    times, at_risk, events, _ = counts(time, event)
    k = len(names)
    place = np.searchsorted(times, time)
    risk = np.stack([_at_risk(place[group == g], len(times)) for g in range(k)])
    share = risk / at_risk
    dead = np.array([int(np.sum(event & (group == g))) for g in range(k)])
    expected = share @ events
    spread = events * np.where(at_risk > 1, (at_risk - events) / np.maximum(at_risk - 1, 1), 0.0)
    covariance = np.diag(share @ spread) - (share * spread) @ share.T
    gap = (dead - expected)[:-1]
    chi = float(gap @ np.linalg.pinv(covariance[:-1, :-1]) @ gap)
    df = sum(1 for g in range(k) if risk[g].any()) - 1
    return LogRank(
        groups=names,
        observed=[float(value) for value in dead],
        expected=[float(value) for value in expected],
        test=Test(statistic=chi, df=df, p=float(chdtrc(df, chi)), method="log-rank"),
    )


def _at_risk(place: Ints, k: int) -> Ints:
    found: Ints = np.bincount(place, minlength=k)[::-1].cumsum()[::-1]
    return found


def _product(times: Floats, at_risk: Ints, events: Ints) -> Curve:
    risk = np.maximum(at_risk, 1)
    survival: Floats = np.cumprod(1 - events / risk, dtype=np.float64)
    left = at_risk - events
    terms = np.where(left > 0, events / (risk * np.maximum(left, 1)), 0.0)
    terms[(events > 0) & (left <= 0)] = np.inf
    return Curve(times, at_risk, events, survival, np.cumsum(terms))
