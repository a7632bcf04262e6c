r"""
E/O: how many events a norm table expected, over how many there were.

This field reports E/O: above 1 the table expected too many. The Poisson interval is its convention
(Helmus and Babchishin 2017) and too wide where events are common; the binomial one is not. Over
censored follow-up the observed number is n(1 - KM), never the raw count.
"""

import math

import msgspec
import numpy as np
from scipy.special import chdtri, gammaln, pdtr, pdtrc, xlogy

from riskservice.validation.arrays import of_people
from riskservice.validation.estimates import LEVEL, Estimate, Floats, Mask, around_log
from riskservice.validation.extra import not_estimable
from riskservice.validation.rates import proportion
from riskservice.validation.survival.curves import kaplan_meier, observed_rate

FIXED = "E/O, everyone followed for the same time; log interval, Poisson"
CENSORED = "E/O, observed number n(1 - Kaplan-Meier); log interval, Greenwood"
PERSON_TIME = "E/O from person-time: exp(-intercept) of a Poisson model with log expected as offset"
NOTHING = "next to nothing was expected"
LEAST_EXPECTED = 1e-9
"""Below, O/E is a number without meaning. [events]"""
_TAIL = (1 - LEVEL) / 2


class ExpectedObserved(msgspec.Struct, frozen=True, kw_only=True):
    """
    Expected over observed.

    Attributes
    ----------
    n : int
        People.
    events : int
        Seen; over censored follow-up those by the horizon.
    observed : float
        The number that E is held against; over censored follow-up n(1 - KM).
    expected : float
        Sum of the probabilities of everyone.
    observed_rate : Estimate
        Share of people with the event, observed over people.
    expected_rate : float
        Mean probability.
    estimate, low, high : float or None
        E/O. With no event there is only a lower limit, the exact one.
    poisson, exact, binomial, greenwood : pair of float or None
        Limits of E/O made in each way; None where it does not apply.
    observed_expected : float
        O/E, the other way round, as other fields report it.
    observed_expected_exact : pair of float or None
        Exact Poisson limits of O/E.
    p : float or None
        Exact two-sided Poisson test of the observed number against the expected one.
    method : str
        How estimate, low and high were made.
    """

    n: int
    events: int
    observed: float
    expected: float
    observed_rate: Estimate
    expected_rate: float
    estimate: float | None
    low: float | None
    high: float | None
    poisson: tuple[float, float] | None = None
    exact: tuple[float | None, float | None] | None = None
    binomial: tuple[float, float] | None = None
    greenwood: tuple[float, float] | None = None
    observed_expected: float
    observed_expected_exact: tuple[float, float] | None = None
    p: float | None = None
    method: str


@of_people
def expected_observed(expected: Floats, outcome: Mask) -> ExpectedObserved:
    """
    Return E/O of people who were all followed for as long as the norm table means.

    Parameters
    ----------
    expected : ndarray of float64, shape (n,)
        Of each person. [probability]
    outcome : ndarray of bool, shape (n,)
    """
    return of_counts(int(outcome.sum()), float(expected.sum()), len(outcome))


def of_counts(events: int, expected: float, n: int) -> ExpectedObserved:
    """
    Return E/O of a number of events and a sum of probabilities.

    Raises
    ------
    NotEstimable
        When nothing was expected.
    """
    if expected < LEAST_EXPECTED:
        raise not_estimable("eo", NOTHING, "Give probabilities above 0.")
    low, high = poisson_limits(events)
    exact = (None if math.isinf(high) else expected / high, expected / low if low else None)
    poisson = binomial = index = None
    if events:
        index = expected / events
        poisson = around_log(index, math.sqrt(1 / events))
        # Several events of one person would make the binomial form meaningless.
        binomial = around_log(index, math.sqrt(max(1 - events / n, 0) / events))
    return ExpectedObserved(
        n=n,
        events=events,
        observed=float(events),
        expected=expected,
        observed_rate=proportion(events, n),
        expected_rate=expected / n,
        estimate=index,
        low=poisson[0] if poisson else exact[0],
        high=poisson[1] if poisson else None,
        poisson=poisson,
        exact=exact,
        binomial=binomial,
        observed_expected=events / expected,
        observed_expected_exact=(low / expected, high / expected),
        p=poisson_test(events, expected),
        method=FIXED if events else "E/O, no event: only the exact lower limit exists",
    )


@of_people
def expected_observed_by(
    time: Floats, event: Mask, expected: Floats, horizon: float
) -> ExpectedObserved:
    """
    Return E/O at a horizon of people whose follow-up is censored.

    Parameters
    ----------
    time, event : ndarray, shape (n,)
    expected : ndarray of float64, shape (n,)
        Of an event by the horizon. [probability]
    horizon : float

    Raises
    ------
    NotEstimable
        When nothing was expected, or nobody was followed to the horizon.
    """
    n, total = len(time), float(expected.sum())
    if total < LEAST_EXPECTED:
        raise not_estimable("eo", NOTHING, "Give probabilities above 0.")
    curve = kaplan_meier(time, event)
    rate = observed_rate(curve, horizon, n)
    if rate.estimate is None:
        raise not_estimable(
            "eo", f"nobody was followed to {horizon:g}", "Choose an earlier horizon."
        )
    risk = 1 - float(curve.at(horizon))
    observed = n * risk
    index = poisson = greenwood = low = high = None
    if risk > 0:
        index = total / observed
        low, high = poisson = around_log(total / observed, math.sqrt(1 / observed))
        se = float(curve.se(horizon))
        if math.isfinite(se):
            low, high = greenwood = around_log(total / observed, se / risk)
    elif rate.high:
        low = total / (n * rate.high)
    return ExpectedObserved(
        n=n,
        events=rate.events,
        observed=observed,
        expected=total,
        observed_rate=rate,
        expected_rate=total / n,
        estimate=index,
        low=low,
        high=high,
        poisson=poisson,
        greenwood=greenwood,
        observed_expected=observed / total,
        method=CENSORED,
    )


@of_people
def person_time(hazard: Floats, event: Mask) -> Estimate:
    r"""
    Return E/O from person-time (Crowson 2016).

    Parameters
    ----------
    hazard : ndarray of float64, shape (n,)
        Events expected of each person over their own follow-up: the cumulative hazard.
    event : ndarray of bool, shape (n,)

    Notes
    -----
    The Poisson model with log expected as offset has the intercept log(O/E) and its standard error
    :math:`1/\sqrt{O}` in closed form.
    """
    events, expected, n = int(event.sum()), float(hazard.sum()), len(event)
    if expected < LEAST_EXPECTED:
        raise not_estimable("eo", NOTHING, "Give expected numbers above 0.")
    if not events:
        return Estimate(
            estimate=None,
            low=expected / poisson_limits(0)[1],
            high=None,
            n=n,
            events=0,
            method="E/O from person-time, no event: only the exact lower limit exists",
        )
    se = 1 / math.sqrt(events)
    low, high = around_log(expected / events, se)
    return Estimate(
        estimate=expected / events,
        low=low,
        high=high,
        se=se,
        n=n,
        events=events,
        method=PERSON_TIME,
    )


def poisson_limits(events: int) -> tuple[float, float]:
    """Return the exact limits of the mean of a Poisson count, by chi-square."""
    low = 0.0 if events == 0 else float(chdtri(2 * events, 1 - _TAIL)) / 2
    return low, float(chdtri(2 * events + 2, _TAIL)) / 2


def poisson_test(events: int, expected: float) -> float:
    """Return the exact two-sided p: the chance of every count no likelier than the one seen."""
    if events == expected:
        return 1.0
    seen = _chance(np.array([events]), expected)[0] * (1 + 1e-7)
    if events < expected:
        last = math.ceil(2 * expected - events)
        while _chance(np.array([last]), expected)[0] > seen:
            last *= 2
        # A sum of probabilities a rounding error above a whole number is that number.
        first = max(events + 1, math.floor(expected))
        counts = np.arange(first, last + 1)
        rarer = int(np.sum(_chance(counts, expected) <= seen))
        return min(float(pdtr(events, expected) + pdtrc(last - rarer, expected)), 1.0)
    rarer = int(np.sum(_chance(np.arange(math.floor(expected) + 1), expected) <= seen))
    below = float(pdtr(rarer - 1, expected)) if rarer else 0.0
    return min(below + float(pdtrc(events - 1, expected)), 1.0)


def _chance(counts: np.ndarray[tuple[int], np.dtype[np.int64]], mean: float) -> Floats:
    found: Floats = np.exp(xlogy(counts, mean) - mean - gammaln(counts + 1.0))
    return found


def funnel_limits(expected: float, level: float = LEVEL) -> tuple[float, float]:
    """
    Return between which O/E chance alone would leave a table that is right.

    Parameters
    ----------
    expected : float
    level : float
        0.95 for a warning, 0.998 for an alarm.

    Notes
    -----
    Exact Poisson quantiles of the observed number, over the expected one.
    """
    tail = (1 - level) / 2
    spread = 10 * math.sqrt(expected) + 40
    counts = np.arange(max(0, math.floor(expected - spread)), math.ceil(expected + spread) + 1)
    below = np.cumsum(_chance(counts, expected)) + (
        float(pdtr(counts[0] - 1, expected)) if counts[0] else 0.0
    )
    low, high = np.searchsorted(below, [tail, 1 - tail])
    return float(counts[low]) / expected, float(counts[min(high, len(counts) - 1)]) / expected
