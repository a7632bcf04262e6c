"""How much a near miss counts: 1 on the diagonal, less the further two categories lie apart."""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from riskservice.validation.agreement.spec import Level

Floats = NDArray[np.float64]


def identity(positions: Floats) -> Floats:
    """Return weights by which only the same category agrees, shape (q, q)."""
    return np.eye(len(positions))


def linear(positions: Floats) -> Floats:
    """Return 1 less the distance of two categories as a share of the whole scale, shape (q, q)."""
    return 1.0 - _apart(positions)


def quadratic(positions: Floats) -> Floats:
    """Return 1 less the squared distance as a share of the whole scale, shape (q, q)."""
    return 1.0 - _apart(positions) ** 2


WEIGHTS: dict[str, Callable[[Floats], Floats]] = {
    "unweighted": identity,
    "linear": linear,
    "quadratic": quadratic,
}


def squared_difference(level: Level, positions: Floats, used: Floats) -> Floats:
    """
    Return the squared difference of categories by which Krippendorff alpha counts disagreement.

    Parameters
    ----------
    level : {"nominal", "ordinal", "interval", "ratio"}
    positions : ndarray of float64, shape (q,)
        Value of each category, rising.
    used : ndarray of float64, shape (q,)
        How often each was given to people with two ratings or more.

    Returns
    -------
    ndarray of float64, shape (q, q)
    """
    match level:
        case "nominal":
            return 1.0 - np.eye(len(positions))
        case "ordinal":
            return _squares(midranks(used))
        case "interval":
            return _squares(positions)
        case "ratio":
            total = positions[:, None] + positions[None, :]
            apart = positions[:, None] - positions[None, :]
            share = np.divide(apart, total, out=np.zeros_like(apart), where=total != 0)
            return share**2


def midranks(used: Floats) -> Floats:
    """Return the place of each category's middle among all ratings; their gaps are ordinal."""
    return np.cumsum(used) - used / 2.0


def _apart(positions: Floats) -> Floats:
    distance = np.abs(positions[:, None] - positions[None, :])
    whole = distance.max()
    return distance / whole if whole else distance


def _squares(places: Floats) -> Floats:
    return np.asarray((places[:, None] - places[None, :]) ** 2, dtype=np.float64)
