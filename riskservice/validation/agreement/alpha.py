"""
Krippendorff alpha at four levels of measurement: any number of raters, ratings missing.

References
----------
Krippendorff 2011, "Computing Krippendorff's alpha-reliability".
"""

from collections.abc import Callable
from itertools import combinations

import numpy as np

from riskservice.validation.agreement.spec import Level
from riskservice.validation.agreement.weights import Floats, midranks, squared_difference

_PAIR = 2
_TAIL = 2.5
"""Of each end of a bootstrap interval. [per cent]"""


def alpha(values: Floats, level: Level) -> float | None:
    """
    Return Krippendorff alpha, or None where all ratings are the same.

    Parameters
    ----------
    values : ndarray of float64, shape (n, k)
        Ratings by person and rater, NaN where missing. People with fewer than two do not count.
    level : {"nominal", "ordinal", "interval", "ratio"}

    Notes
    -----
    Alpha is 1 less the disagreement within people over that among all ratings. Sums of squares
    take the place of pairs, except at the ratio level.
    """
    rated = ~np.isnan(values)
    values = values[rated.sum(axis=1) >= _PAIR]
    rated = ~np.isnan(values)
    found, places, used = np.unique(values[rated], return_inverse=True, return_counts=True)
    if len(found) < _PAIR:
        return None
    given = rated.sum(axis=1).astype(np.float64)
    match level:
        case "nominal":
            within, among = _different(values, used.astype(np.float64))
        case "ratio":
            within, among = _proportional(values, found, used.astype(np.float64))
        case _:
            at = found if level == "interval" else midranks(used.astype(np.float64))
            centred = np.where(rated, 0.0, np.nan)
            centred[rated] = (at - np.average(at, weights=used))[places.reshape(-1)]
            within, among = _squared(centred)
    apart = float((within / (given - 1.0)).sum())
    return 1.0 - float(used.sum() - 1) * apart / among


def bootstrap(
    values: Floats,
    level: Level,
    *,
    resamples: int,
    seed: int,
    tick: Callable[[], None] | None = None,
) -> tuple[float, float] | None:
    """
    Return the 95 per cent percentile interval of alpha over resampled people.

    Parameters
    ----------
    values, level
        As of :func:`alpha`.
    resamples, seed : int
        The same seed gives the same interval.
    tick : callable, optional
        Called before each resample.

    Returns
    -------
    tuple of float or None
        None where some resample has no alpha because all its ratings are the same.
    """
    values = values[(~np.isnan(values)).sum(axis=1) >= _PAIR]
    draw = np.random.default_rng(seed)
    n = len(values)
    found = []
    for _ in range(resamples):
        if tick is not None:
            tick()
        found.append(alpha(values[draw.integers(n, size=n)], level))
    given = [each for each in found if each is not None]
    if not given or len(given) < len(found):
        return None
    low, high = np.percentile(given, (_TAIL, 100.0 - _TAIL))
    return float(low), float(high)


def _squared(values: Floats) -> tuple[Floats, float]:
    """Return squared differences over ordered pairs, within each person and among all ratings."""
    here = np.nan_to_num(values)
    count = (~np.isnan(values)).sum(axis=1)
    within = _PAIR * (count * (here**2).sum(axis=1) - here.sum(axis=1) ** 2)
    among = _PAIR * (count.sum() * (here**2).sum() - here.sum() ** 2)
    return within, float(among)


def _different(values: Floats, used: Floats) -> tuple[Floats, float]:
    within = np.zeros(len(values))
    for i, j in combinations(range(values.shape[1]), _PAIR):
        one, other = values[:, i], values[:, j]
        both = ~(np.isnan(one) | np.isnan(other))
        within += _PAIR * (both & (one != other))
    return within, float(used.sum() ** 2 - (used**2).sum())


def _proportional(values: Floats, found: Floats, used: Floats) -> tuple[Floats, float]:
    within = np.zeros(len(values))
    for i, j in combinations(range(values.shape[1]), _PAIR):
        total, apart = values[:, i] + values[:, j], values[:, i] - values[:, j]
        share = np.divide(apart, total, out=np.zeros_like(apart), where=total != 0)
        within += _PAIR * np.nan_to_num(share) ** 2
    return within, float(used @ squared_difference("ratio", found, used) @ used)
