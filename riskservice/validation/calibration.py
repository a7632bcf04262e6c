r"""
Whether predicted probabilities are right: in the large, slope, and a flexible curve with its ICI.

The curve is a logistic model on a restricted cubic spline of logit(p) with three knots, at the
0.10, 0.50 and 0.90 quantiles. It comes out the same on every machine, unlike smoothers with
settings of their own.
"""

import msgspec
import numpy as np
from scipy.special import chdtrc, expit, logit

from riskservice.validation.arrays import of_people
from riskservice.validation.estimates import Estimate, Floats, Mask, Test, around
from riskservice.validation.extra import NotEstimable, not_estimable
from riskservice.validation.regression import Fit, design, fit
from riskservice.validation.survival.cox import cox
from riskservice.validation.survival.weighting import refuse_empty, weights_at

KNOTS = (0.10, 0.50, 0.90)
"""Quantiles of logit(p) at which the three knots stand (Harrell)."""
APART = 1e-9
"""Knots nearer than this are the same."""
SHOWN = 101
"""Most points of a curve that are kept for drawing."""


class CurvePoint(msgspec.Struct, frozen=True, kw_only=True):
    """A point of a calibration curve: predicted, and the rate the data say."""

    expected: float
    observed: float


class Calibration(msgspec.Struct, frozen=True, kw_only=True):
    """
    Calibration of predicted probabilities.

    Attributes
    ----------
    n, events : int
        People, and events by the horizon where people are censored.
    in_the_large : float
        Intercept of a logistic model with offset logit(p); below 0 the predictions are too high.
    in_the_large_low, in_the_large_high, in_the_large_se : float
        Wald.
    intercept, slope : float
        Of a logistic model on logit(p); a slope below 1 means too extreme, above 1 too timid.
    slope_low, slope_high, slope_se : float
        Wald.
    unreliability : Test or None
        Intercept 0 and slope 1 together, by likelihood ratio.
    ici, e50, e90, e_max : float
        Mean, median, 0.90 quantile and maximum of the distance of the curve from p.
    knots : list of float
        In logit(p); empty where p takes too few values for a spline.
    coefficients : list of float
        Of the curve.
    nonlinearity : Test or None
        Whether the curve bends; None without a spline.
    curve : list of CurvePoint
        The rate that the curve gives each expected one.
    method, curve_method : str
        How the coefficients and the curve were made.
    """

    n: int
    events: int
    in_the_large: float
    in_the_large_low: float
    in_the_large_high: float
    in_the_large_se: float
    intercept: float
    slope: float
    slope_low: float
    slope_high: float
    slope_se: float
    unreliability: Test | None
    ici: float
    e50: float
    e90: float
    e_max: float
    knots: list[float]
    coefficients: list[float]
    nonlinearity: Test | None
    curve: list[CurvePoint]
    method: str
    curve_method: str


class _Smooth(msgspec.Struct, frozen=True, kw_only=True):
    fitted: Fit
    knots: list[float]
    nonlinearity: Test | None
    method: str


@of_people
def calibration(expected: Floats, outcome: Mask) -> Calibration:
    """
    Return the calibration of people all followed for the same time.

    Parameters
    ----------
    expected : ndarray of float64, shape (n,)
        Between 0 and 1, neither included. [probability]
    outcome : ndarray of bool, shape (n,)

    Raises
    ------
    NotEstimable
        When a probability is 0 or 1, everyone has the same, or the outcome never varies.
    """
    line = log_odds(expected)
    large = fit(design(line)[:, :1], outcome, offset=line)
    sloped = fit(design(line), outcome)
    as_given = float(np.sum(np.where(outcome, line, 0.0) - np.logaddexp(0, line)))
    chi = 2 * (sloped.log_likelihood - as_given)
    unreliability = _chi_square(chi, 2, "likelihood ratio of intercept 0 and slope 1")
    return _calibration(
        expected, outcome, large, sloped, unreliability, method="logistic recalibration"
    )


@of_people
def calibration_at(time: Floats, event: Mask, expected: Floats, horizon: float) -> Calibration:
    """
    Return the calibration at a horizon of people whose follow-up is censored.

    Parameters
    ----------
    time, event : ndarray, shape (n,)
    expected : ndarray of float64, shape (n,)
        Of an event by the horizon. [probability]
    horizon : float

    Notes
    -----
    In the large and curve: logistic models of those whose outcome at the horizon is known,
    weighted by 1/G(T-), with robust errors. Slope: Cox model on log(-log(1 - p)), which uses
    everyone's follow-up.
    """
    line = log_odds(expected)
    found = weights_at(time, event, horizon)
    refuse_empty(found, horizon, "calibration")
    large = fit(design(line)[:, :1], found.case, offset=line, weight=found.weight)
    sloped = fit(design(line), found.case, weight=found.weight)
    whole = _calibration(
        expected,
        found.case,
        large,
        sloped,
        None,
        weight=found.weight,
        method="in the large by censoring weights 1/G(T-); slope by Cox on log(-log(1 - p))",
    )
    slope = survival_slope(time, event, np.log(-np.log1p(-expected)))
    assert slope.estimate is not None
    assert slope.low is not None
    assert slope.high is not None
    assert slope.se is not None
    return msgspec.structs.replace(
        whole,
        slope=slope.estimate,
        slope_low=slope.low,
        slope_high=slope.high,
        slope_se=slope.se,
    )


@of_people
def survival_slope(time: Floats, event: Mask, linear_predictor: Floats) -> Estimate:
    """
    Return the calibration slope of a survival model: the Cox coefficient of its predictor.

    Parameters
    ----------
    time, event : ndarray, shape (n,)
    linear_predictor : ndarray of float64, shape (n,)
        As developed elsewhere. [log hazard]
    """
    found = cox(time, event, linear_predictor)
    b, se = float(found.coefficients[0]), float(found.se[0])
    low, high = around(b, se)
    method = "Cox coefficient of the linear predictor, Efron ties"
    return Estimate(
        estimate=b, low=low, high=high, se=se, n=found.n, events=found.events, method=method
    )


def log_odds(expected: Floats) -> Floats:
    """Return logit(p), refusing a p of 0 or 1: one surprise there outweighs everything."""
    certain = int(np.sum((expected <= 0) | (expected >= 1)))
    if certain:
        raise not_estimable(
            "calibration",
            f"{certain:,} people have a predicted probability of exactly 0 or 1",
            "Give the probabilities before they were rounded.",
        )
    return np.asarray(logit(expected), np.float64)


def spline(line: Floats, knots: Floats) -> Floats:
    """
    Return the second column of a restricted cubic spline with three knots.

    Notes
    -----
    Harrell's basis, divided by the square of the distance of the outer knots.
    """
    first, middle, last = knots
    cube = [np.maximum(line - knot, 0.0) ** 3 for knot in knots]
    bent = (
        cube[0]
        - cube[1] * (last - first) / (last - middle)
        + cube[2] * (middle - first) / (last - middle)
    )
    return np.asarray(bent / (last - first) ** 2, np.float64)


def _calibration(
    expected: Floats,
    outcome: Mask,
    large: Fit,
    sloped: Fit,
    unreliability: Test | None,
    *,
    method: str,
    weight: Floats | None = None,
) -> Calibration:
    smooth = _smooth(log_odds(expected), outcome, sloped, weight)
    gap = np.abs(smooth.fitted.fitted - expected)
    in_large, large_se = float(large.coefficients[0]), float(large.se[0])
    slope, slope_se = float(sloped.coefficients[1]), float(sloped.se[1])
    large_low, large_high = around(in_large, large_se)
    slope_low, slope_high = around(slope, slope_se)
    return Calibration(
        n=len(outcome),
        events=int(outcome.sum()),
        in_the_large=in_large,
        in_the_large_low=large_low,
        in_the_large_high=large_high,
        in_the_large_se=large_se,
        intercept=float(sloped.coefficients[0]),
        slope=slope,
        slope_low=slope_low,
        slope_high=slope_high,
        slope_se=slope_se,
        unreliability=unreliability,
        ici=float(gap.mean()),
        e50=float(np.median(gap)),
        e90=float(np.quantile(gap, 0.9)),
        e_max=float(gap.max()),
        knots=smooth.knots,
        coefficients=smooth.fitted.coefficients.tolist(),
        nonlinearity=smooth.nonlinearity,
        curve=_points(expected, smooth.fitted.fitted),
        method=method,
        curve_method=smooth.method,
    )


def _smooth(line: Floats, outcome: Mask, sloped: Fit, weight: Floats | None) -> _Smooth:
    knots = np.quantile(line, KNOTS)
    straight = "logistic, straight in logit(p)"
    if len(np.unique(line)) < len(KNOTS) or np.diff(knots).min() <= APART:
        method = f"{straight}: it takes too few values for a spline"
        return _Smooth(fitted=sloped, knots=[], nonlinearity=None, method=method)
    try:
        bent = fit(design(line, spline(line, knots)), outcome, weight=weight)
    except NotEstimable:
        method = f"{straight}: a spline has no finite coefficients here"
        return _Smooth(fitted=sloped, knots=[], nonlinearity=None, method=method)
    chi = 2 * (bent.log_likelihood - sloped.log_likelihood)
    nonlinearity = None
    if weight is None:
        nonlinearity = _chi_square(chi, 1, "likelihood ratio of the bent term")
    method = "logistic on a restricted cubic spline of logit(p), three knots"
    return _Smooth(fitted=bent, knots=knots.tolist(), nonlinearity=nonlinearity, method=method)


def _points(expected: Floats, fitted: Floats) -> list[CurvePoint]:
    values, first = np.unique(expected, return_index=True)
    if len(values) > SHOWN:
        first = first[np.linspace(0, len(values) - 1, SHOWN).round().astype(np.int64)]
    return [CurvePoint(expected=float(expected[i]), observed=float(fitted[i])) for i in first]


def _chi_square(chi: float, df: int, method: str) -> Test:
    return Test(statistic=chi, df=df, p=float(chdtrc(df, max(chi, 0.0))), method=method)


def recalibrated(expected: Floats, intercept: float, slope: float) -> Floats:
    """Return probabilities moved by an intercept and a slope on the log-odds scale."""
    return np.asarray(expit(intercept + slope * log_odds(expected)), np.float64)
