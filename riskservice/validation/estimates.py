"""A figure as it is reported: with its interval, its count of people and events, and its method."""

import math

import msgspec
import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from riskservice.validation.extra import not_estimable

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
Mask = NDArray[np.bool_]

LARGEST_LOG = 700.0
"""Of a ratio that can still be written as a float64."""
LEVEL = 0.95
"""Of every interval, two-sided."""
Z = float(ndtri(0.5 + LEVEL / 2))
"""Normal quantile of :data:`LEVEL`: 1.959963984540054."""


class Estimate(msgspec.Struct, frozen=True, kw_only=True):
    """
    A figure with its interval.

    Attributes
    ----------
    estimate, low, high : float or None
        None where the quantity does not exist, which is never the same as 0.
    se : float or None
        Standard error on the scale on which the interval was made.
    n, events : int
        People and events the figure rests on.
    method : str
        How figure and interval were made.
    """

    estimate: float | None
    low: float | None
    high: float | None
    se: float | None = None
    n: int
    events: int
    method: str


class Test(msgspec.Struct, frozen=True, kw_only=True):
    """
    A test: statistic, degrees of freedom and two-sided p.

    Attributes
    ----------
    statistic : float
        A chi-square, or a z where ``df`` is None.
    df : int or None
        Degrees of freedom of a chi-square.
    p : float
        Two-sided.
    method : str
        Which test it is.
    """

    __test__ = False

    statistic: float
    df: int | None
    p: float
    method: str


class NotEstimated(msgspec.Struct, frozen=True, kw_only=True):
    """
    A measure that was asked for and has no value here, and why.

    Attributes
    ----------
    measure : str
        Its name in the results.
    reason, way_out : str
        Why it has no value, and what would give it one.
    part : str
        Of what, for instance of which column, where the rest of the measure may be there.
    """

    measure: str
    reason: str
    way_out: str
    part: str = ""


def around(value: float, se: float) -> tuple[float, float]:
    """Return value -/+ z se."""
    return value - Z * se, value + Z * se


def around_log(value: float, se: float) -> tuple[float, float]:
    """Return value times exp(-/+ z se)."""
    return value * math.exp(-Z * se), value * math.exp(Z * se)


def ratio_of(
    value: float, se: float, measure: str, *, n: int, events: int, method: str
) -> Estimate:
    """
    Return the ratio of a logarithm with its Wald interval.

    Parameters
    ----------
    value, se : float
        On the logarithmic scale; the error stays on it.
    measure : str
        What is not estimable where it is not.
    n, events : int
        People and events behind it.
    method : str

    Raises
    ------
    NotEstimable
        When one of them is beyond any number.
    """
    low, high = around(value, se)
    if max(abs(low), abs(high)) > LARGEST_LOG:
        raise not_estimable(
            measure,
            "a ratio, or one of its limits, is beyond any number",
            "Give the column in a unit by which people differ by about one.",
        )
    return Estimate(
        estimate=math.exp(value),
        low=math.exp(low),
        high=math.exp(high),
        se=se,
        n=n,
        events=events,
        method=method,
    )


def two_sided(z: float) -> float:
    """Return the two-sided p of a standard normal statistic."""
    return float(2 * ndtr(-abs(z)))
