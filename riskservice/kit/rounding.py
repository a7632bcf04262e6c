"""Published percentages: exact decimal arithmetic, halves up, for one number and for many."""

import math
from decimal import ROUND_HALF_UP, Context, Decimal
from functools import cache

import numpy as np
from numpy.typing import NDArray

from riskservice.kit.blocks import Floats

_CONTEXT = Context(prec=80)
WHISKER = 1e-9
"""Half-width around a tie inside which an element is recomputed exactly. [percent]"""


def percent(probability: float, places: int) -> float:
    """
    Return 100 times the exact value of a double, rounded to decimal places, halves up.

    The product is formed in decimal arithmetic: ``0.285 * 100`` in doubles falls short of 28.5.
    """
    exact = _CONTEXT.multiply(Decimal(probability), Decimal(100))
    return float(exact.quantize(_step(places), rounding=ROUND_HALF_UP, context=_CONTEXT))


@cache
def _step(places: int) -> Decimal:
    return Decimal((0, (1,), -places))


def is_tie(probability: float, places: int) -> bool:
    """Whether a percentage lies within a whisker of a rounding tie."""
    scaled = probability * (100.0 * 10.0**places) + 0.5
    return abs(scaled - round(scaled)) < WHISKER * 10.0**places


def percent_of(probability: float, places: int) -> float:
    """Return :func:`percent` of a number; the same, by a fast path where it is no tie."""
    if is_tie(probability, places):
        return percent(probability, places)
    scale = 10.0**places
    return math.floor(probability * (100.0 * scale) + 0.5) / scale


def percents(probability: Floats, places: int) -> Floats:
    """
    Return :func:`percent` of every element; the same numbers, by a fast path.

    Elements close to a tie are recomputed one by one, so the fast path is exact. NaN stays NaN.
    """
    scale = 10.0**places
    out: Floats = np.floor(probability * (100.0 * scale) + 0.5) / scale
    for i in near_ties(probability, places):
        out[i] = percent(float(probability[i]), places)
    return out


def near_ties(probability: Floats, places: int) -> NDArray[np.intp]:
    """Return the places of the elements that lie within a whisker of a rounding tie."""
    scaled = probability * (100.0 * 10.0**places) + 0.5
    return np.flatnonzero(np.abs(scaled - np.round(scaled)) < WHISKER * 10.0**places)
