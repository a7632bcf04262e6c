"""Whether a norm table wears out: E/O by calendar quarter, shift of scores, and running sums."""

import math

import msgspec
import numpy as np

from riskservice.validation.estimates import Floats, Ints, Mask
from riskservice.validation.expected_observed import LEAST_EXPECTED, funnel_limits, poisson_limits
from riskservice.validation.stability import Stability, stability

WARNING, ALARM = 0.95, 0.998
"""Levels of the two pairs of lines of a funnel."""
ODDS = 2.0
"""Odds ratio that the log-likelihood CUSUM looks for, both ways."""

Days = np.ndarray[tuple[int], np.dtype[np.datetime64]]


class Period(msgspec.Struct, frozen=True, kw_only=True):
    """
    A calendar quarter.

    Attributes
    ----------
    period : str
        As 2025 Q3.
    n, events : int
        People whose time at risk began in it, and those of them with the outcome.
    expected : float or None
        Sum of their probabilities; None without a norm table.
    observed_expected : float or None
        O/E; the lines of the funnel are around 1.
    low, high : float or None
        Exact Poisson limits of O/E.
    warning, alarm : pair of float or None
        Between which O/E lies in 95% and 99.8% of quarters when the table is right.
    outside : {"", "warning", "alarm"}
        Which lines O/E is outside of.
    stability : Stability or None
        Of the scores against those of the first quarter; None for that one.
    """

    period: str
    n: int
    events: int
    expected: float | None
    observed_expected: float | None = None
    low: float | None = None
    high: float | None = None
    warning: tuple[float, float] | None = None
    alarm: tuple[float, float] | None = None
    outside: str = ""
    stability: Stability | None = None


class Running(msgspec.Struct, frozen=True, kw_only=True):
    """
    Running sums over people in order of date, as they stand at the end of each quarter.

    Attributes
    ----------
    period : list of str
    excess : list of float
        Observed less expected events so far.
    worse, better : list of float
        Log-likelihood CUSUM for odds twice and half as high; never below 0.
    worse_highest, better_highest : float
        Highest they ever stood.
    """

    period: list[str]
    excess: list[float]
    worse: list[float]
    better: list[float]
    worse_highest: float
    better_highest: float


def quarters(date: Days) -> tuple[Ints, list[str]]:
    """Return the quarter of each day as a place in a list of names, all between included."""
    month = date.astype("datetime64[M]").astype(np.int64)
    place = month // 3
    first, last = int(place.min()), int(place.max())
    names = [f"{1970 + q // 4} Q{q % 4 + 1}" for q in range(first, last + 1)]
    return place - first, names


def by_quarter(
    date: Days, outcome: Mask, score: Floats, expected: Floats | None = None
) -> list[Period]:
    """
    Return E/O and stability of scores by calendar quarter.

    Parameters
    ----------
    date : ndarray of datetime64[D], shape (n,)
        When time at risk began.
    outcome : ndarray of bool, shape (n,)
    score : ndarray of float64, shape (n,)
    expected : ndarray of float64, shape (n,), optional
        [probability]
    """
    place, names = quarters(date)
    return [
        _period(name, place == q, outcome, score, expected, score[place == 0] if q else None)
        for q, name in enumerate(names)
    ]


def running(date: Days, outcome: Mask, expected: Floats) -> Running:
    r"""
    Return running sums of observed less expected, and of log-likelihood.

    Parameters
    ----------
    date, outcome, expected
        As of :func:`by_quarter`; people of one day in the order given.

    Notes
    -----
    Each person adds :math:`y \ln R - \ln(1 - p + R p)`, R = 2 and 1/2, and the sum never falls
    below 0 (Steiner, Cook, Farewell and Treasure 2000).
    """
    order = np.argsort(date, kind="stable")
    place, names = quarters(date)
    y, p = outcome[order].astype(np.float64), expected[order]
    ends = np.searchsorted(place[order], np.arange(len(names)), side="right") - 1
    worse, better = cusum(y, p, ODDS), cusum(y, p, 1 / ODDS)
    return Running(
        period=names,
        excess=np.cumsum(y - p)[ends].tolist(),
        worse=worse[ends].tolist(),
        better=better[ends].tolist(),
        worse_highest=float(worse.max()),
        better_highest=float(better.max()),
    )


def cusum(outcome: Floats, expected: Floats, odds: float) -> Floats:
    """Return the log-likelihood CUSUM after each person; never below 0."""
    step = outcome * math.log(odds) - np.log(1 - expected + odds * expected)
    total = np.cumsum(step)
    # A sum held at 0 is the free sum less its lowest value so far.
    return np.asarray(total - np.minimum(np.minimum.accumulate(total), 0.0), np.float64)


def _period(
    name: str,
    who: Mask,
    outcome: Mask,
    score: Floats,
    expected: Floats | None,
    first: Floats | None,
) -> Period:
    n, events = int(who.sum()), int(outcome[who].sum())
    shift = stability(first, score[who]) if first is not None and n else None
    due = None if expected is None else float(expected[who].sum())
    if due is None or due < LEAST_EXPECTED:
        return Period(period=name, n=n, events=events, expected=due, stability=shift)
    low, high = (limit / due for limit in poisson_limits(events))
    ratio, warning, alarm = events / due, funnel_limits(due, WARNING), funnel_limits(due, ALARM)
    outside = ""
    if not alarm[0] <= ratio <= alarm[1]:
        outside = "alarm"
    elif not warning[0] <= ratio <= warning[1]:
        outside = "warning"
    return Period(
        period=name,
        n=n,
        events=events,
        expected=due,
        observed_expected=ratio,
        low=low,
        high=high,
        warning=warning,
        alarm=alarm,
        outside=outside,
        stability=shift,
    )
