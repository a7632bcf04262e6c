"""
How many people a validation needs (Riley and others 2021), and whether this one has them.

The floor is 100 events and 100 people without.
"""

import math

import msgspec
import numpy as np

from riskservice.validation.estimates import Floats, Z

FLOOR = 100
"""Of events, and of people without the outcome."""
EO_WIDTH, SLOPE_WIDTH, C_WIDTH = 1.0, 0.2, 0.1
"""Widths of intervals aimed at: E/O (on its own scale, around 1), slope, C."""


class SampleSize(msgspec.Struct, frozen=True, kw_only=True):
    """
    People needed, and people there are.

    Attributes
    ----------
    n, events, non_events : int
        Without the event are those known to be: followed to the horizon.
    prevalence, c : float
        Taken for the needed numbers.
    for_eo, for_c : int
        People needed for intervals of E/O and of C of a stated width.
    for_slope : int or None
        People needed for the slope; None without predicted probabilities.
    enough_events : bool
        At least 100 events and 100 without.
    enough : bool
        That, and every needed number.
    """

    n: int
    events: int
    non_events: int
    prevalence: float
    c: float
    for_eo: int
    for_c: int
    for_slope: int | None
    enough_events: bool
    enough: bool


def for_eo(prevalence: float, width: float = EO_WIDTH) -> float:
    r"""
    Return the people needed for the interval of O/E, not rounded.

    Notes
    -----
    :math:`n = (1 - \phi)/(\phi SE^2)`, the SE of log O/E solving exp(z SE) - exp(-z SE) = width.
    """
    se = math.asinh(width / 2) / Z
    return (1 - prevalence) / (prevalence * se * se)


def newcombe_se(c: float, prevalence: float, n: int) -> float:
    """Return Newcombe's (2006) standard error of C in n people."""
    half = n / 2 - 1
    inner = 1 + half * (1 - c) / (2 - c) + half * c / (1 + c)
    return math.sqrt(c * (1 - c) * inner / (n * n * prevalence * (1 - prevalence)))


def for_c(c: float, prevalence: float, width: float = C_WIDTH) -> int:
    """Return the fewest people in whom the interval of C is no wider than a width."""
    low, high = 2, 4
    while 2 * Z * newcombe_se(c, prevalence, high) > width:
        low, high = high, high * 2
    while high - low > 1:
        middle = (low + high) // 2
        if 2 * Z * newcombe_se(c, prevalence, middle) > width:
            low = middle
        else:
            high = middle
    return high


def for_slope(linear_predictor: Floats, width: float = SLOPE_WIDTH) -> float:
    """
    Return the people needed for the interval of the calibration slope, not rounded.

    Parameters
    ----------
    linear_predictor : ndarray of float64, shape (n,)
        A sample of logit(p) of the people the instrument is meant for.
    """
    p = 1 / (1 + np.exp(-linear_predictor))
    spread = p * (1 - p)
    a, ab, b = (float(np.mean(linear_predictor**k * spread)) for k in range(3))
    se = width / (2 * Z)
    return a / (se * se * (a * b - ab * ab))


def sample_size(
    n: int,
    events: int,
    c: float,
    linear_predictor: Floats | None,
    *,
    prevalence: float | None = None,
    others: int | None = None,
) -> SampleSize:
    """
    Return what a sample needed and whether it has it.

    Parameters
    ----------
    n, events : int
        At least one event and one person without.
    c : float
        Found here; its distance from one half counts, not its side.
    linear_predictor : ndarray of float64, or None
    prevalence : float, optional
        Where people are censored 1 - KM, since events seen are fewer; by default `events` of `n`.
    others : int, optional
        Known to be without the event; by default all but the events.
    """
    prevalence = events / n if prevalence is None else prevalence
    other = n - events if others is None else others
    size_c = for_c(min(max(c, 1 - c), 0.99), prevalence)
    slope = None
    if linear_predictor is not None and np.ptp(linear_predictor) > 0:
        slope = math.ceil(for_slope(linear_predictor))
    needed = [math.ceil(for_eo(prevalence)), size_c, *([slope] if slope else [])]
    floor = min(events, other) >= FLOOR
    return SampleSize(
        n=n,
        events=events,
        non_events=other,
        prevalence=prevalence,
        c=c,
        for_eo=needed[0],
        for_c=size_c,
        for_slope=slope,
        enough_events=floor,
        enough=floor and n >= max(needed),
    )
