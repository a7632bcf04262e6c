"""Published percentages: exact decimal arithmetic, halves up, for one number and for many."""

import math
from decimal import ROUND_HALF_UP, Decimal

import numpy as np

from riskservice.kit.blocks import Floats

WHISKER = 1e-9
"""Half-width around a tie inside which an element is recomputed exactly. [percent]"""


def percent(probability: float, places: int) -> float:
    """
    Return 100 times the exact value of a double, rounded to decimal places, halves up.

    The product is formed in decimal arithmetic: ``0.285 * 100`` in doubles falls short of 28.5.
    """
    exact = Decimal(probability) * 100
    return float(exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP))


def percents(probability: Floats, places: int) -> Floats:
    """
    Return :func:`percent` of every element; the same numbers, by a fast path.

    Elements close to a tie are recomputed one by one, so the fast path is exact. NaN stays NaN.
    """
    scale = 10.0**places
    scaled = probability * (100.0 * scale)
    floor = np.floor(scaled + 0.5)
    out: Floats = floor / scale
    close = np.abs(scaled + 0.5 - np.round(scaled + 0.5)) < WHISKER * scale
    for i in np.flatnonzero(close):
        if not math.isnan(probability[i]):
            out[i] = percent(float(probability[i]), places)
    return out
