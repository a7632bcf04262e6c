"""Where a score stands among the others: percentile ranks, and the rate ratio to the median."""

import math

import msgspec
import numpy as np

from riskservice.validation.arrays import of_people
from riskservice.validation.estimates import LARGEST_LOG, Floats, Mask
from riskservice.validation.regression import design, fit


class Norm(msgspec.Struct, frozen=True, kw_only=True):
    """
    One score among all.

    Attributes
    ----------
    score : float
        One that occurs.
    n : int
        People who have it.
    below, same, above : float
        [per cent of people]
    mid_percentile : float
        Below and half of the same. [per cent]
    hazard_ratio : float or None
        To the median score, exp(b (score - median)); None without a Cox model.
    """

    score: float
    n: int
    below: float
    same: float
    above: float
    mid_percentile: float
    hazard_ratio: float | None


class LogisticNorm(msgspec.Struct, frozen=True, kw_only=True):
    """
    Logistic model with the score centred at the median, as meta-analyses of norms pool it.

    Attributes
    ----------
    median : float
    b0, b0_se : float
        Log odds at the median score.
    b1, b1_se : float
        Log odds ratio per point.
    rate_at_median : float
        [probability]
    """

    median: float
    b0: float
    b0_se: float
    b1: float
    b1_se: float
    rate_at_median: float


def norms(score: Floats, log_hazard_ratio: float | None = None) -> list[Norm]:
    """
    Return every score that occurs, with its place among all.

    Parameters
    ----------
    score : ndarray of float64, shape (n,)
    log_hazard_ratio : float, optional
        Per point, of a Cox model.

    Notes
    -----
    Hanson, Lloyd, Helmus and Thornton 2012.
    """
    values, people = np.unique(score, return_counts=True)
    n, median = len(score), float(np.median(score))
    below = np.concatenate(([0], np.cumsum(people)[:-1]))
    return [
        Norm(
            score=float(value),
            n=int(same),
            below=100 * int(less) / n,
            same=100 * int(same) / n,
            above=100 * int(n - less - same) / n,
            mid_percentile=100 * (int(less) + int(same) / 2) / n,
            hazard_ratio=_ratio(log_hazard_ratio, float(value) - median),
        )
        for value, same, less in zip(values, people, below, strict=True)
    ]


@of_people
def logistic_norm(score: Floats, outcome: Mask) -> LogisticNorm:
    """Return B0 and B1 at the median score; parameters as of ``auc``."""
    median = float(np.median(score))
    found = fit(design(score - median), outcome)
    (b0, b1), (b0_se, b1_se) = found.coefficients.tolist(), found.se.tolist()
    return LogisticNorm(
        median=median,
        b0=b0,
        b0_se=b0_se,
        b1=b1,
        b1_se=b1_se,
        rate_at_median=1 / (1 + math.exp(-b0)),
    )


def _ratio(slope: float | None, points: float) -> float | None:
    if slope is None or abs(slope * points) > LARGEST_LOG:
        return None
    return math.exp(slope * points)
