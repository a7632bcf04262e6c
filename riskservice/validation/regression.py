r"""
Logistic and Poisson regression with standard errors, by Newton's method to full convergence.

Standard errors come from the information at the last step. Some programs stop one step earlier and
differ in the eighth digit (logistic) or the sixth (Poisson).
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import chdtri, expit, gammaln, xlogy

from riskservice.validation.estimates import LEVEL, Floats, Mask
from riskservice.validation.linear import bounded_covariance, solved, unbounded

Family = Literal["logistic", "poisson"]

STEPS, HALVINGS = 60, 40
CONVERGED = 1e-13
"""Gain in log-likelihood at which to stop; Newton's steps square the error. [share]"""
FARTHEST: dict[Family, float] = {"logistic": 30.0, "poisson": 60.0}
"""Of a linear predictor: odds or rates beyond e to this are without bound."""


@dataclass(frozen=True)
class Fit:
    """
    A fitted model.

    Attributes
    ----------
    coefficients : ndarray of float64, shape (p,)
        The first is the intercept where there is one.
    covariance : ndarray of float64, shape (p, p)
    log_likelihood : float
    fitted : ndarray of float64, shape (n,)
        Probability, or expected count.
    """

    coefficients: Floats
    covariance: Floats
    log_likelihood: float
    fitted: Floats

    @property
    def se(self) -> Floats:
        """Standard errors."""
        return np.sqrt(np.diag(self.covariance))

    @property
    def deviance(self) -> float:
        """Residual deviance of a logistic model."""
        return -2 * self.log_likelihood


def design(*columns: Floats, intercept: bool = True) -> Floats:
    """Return columns side by side, a column of ones first."""
    n = len(columns[0])
    return np.column_stack(([np.ones(n)] if intercept else []) + list(columns))


def fit(
    x: Floats,
    y: Floats | Mask,
    *,
    family: Family = "logistic",
    offset: Floats | None = None,
    weight: Floats | None = None,
) -> Fit:
    """
    Fit a logistic or a Poisson model.

    Parameters
    ----------
    x : ndarray of float64, shape (n, p)
        With its column of ones, as :func:`design` gives it.
    y : ndarray, shape (n,)
        0 or 1; for Poisson a count.
    family : {"logistic", "poisson"}
    offset : ndarray of float64, shape (n,), optional
        On the scale of the linear predictor.
    weight : ndarray of float64, shape (n,), optional
        Of each person; the covariance is then the robust one (sandwich).

    Raises
    ------
    NotEstimable
        When a coefficient grows without bound or the columns depend on one another.
    """
    outcome = np.asarray(y, np.float64)
    shift = np.zeros(len(outcome)) if offset is None else offset
    mass = np.ones(len(outcome)) if weight is None else weight
    mean, spread, likelihood = _FAMILIES[family]
    beta = np.zeros(x.shape[1])
    if family == "poisson":
        beta = _start(x, outcome, shift)
    line = x @ beta + shift
    now = likelihood(outcome, line, mass)
    for _ in range(STEPS):
        fitted = mean(line)
        gradient = x.T @ (mass * (outcome - fitted))
        step = solved(_information(x, mass * spread(fitted)), gradient, "regression")
        beta, line, after = _halved(beta, step, x, shift, lambda e: likelihood(outcome, e, mass))
        if np.abs(line - shift).max() > FARTHEST[family]:
            raise unbounded("regression")
        gain, now = after - now, max(after, now)
        if abs(gain) < CONVERGED * (abs(now) + 1):
            break
    else:
        raise unbounded("regression")
    fitted = mean(line)
    covariance = bounded_covariance(_information(x, mass * spread(fitted)), x, "regression")
    if weight is not None:
        scores = x * (mass * (outcome - fitted))[:, None]
        covariance = covariance @ (scores.T @ scores) @ covariance
    return Fit(beta, covariance, now, fitted)


def null_log_likelihood(y: Floats | Mask) -> float:
    """Return the log-likelihood of a logistic model with an intercept only."""
    n, events = len(y), float(np.sum(y))
    return float(xlogy(events, events / n) + xlogy(n - events, 1 - events / n))


def profile_interval(
    x: Floats, y: Floats | Mask, which: int, *, offset: Floats | None = None
) -> tuple[float, float]:
    """
    Return the profile-likelihood interval of one coefficient of a logistic model.

    Parameters
    ----------
    x, y, offset
        As of :func:`fit`.
    which : int
        Column of `x`.
    """
    best = fit(x, y, offset=offset)
    shift = np.zeros(len(x)) if offset is None else offset
    others = np.delete(x, which, axis=1)
    target = best.log_likelihood - float(chdtri(1, 1 - LEVEL)) / 2
    centre, se = float(best.coefficients[which]), float(best.se[which])

    def excess(value: float) -> float:
        held = shift + value * x[:, which]
        if others.shape[1]:
            return fit(others, y, offset=held).log_likelihood - target
        return _bernoulli(np.asarray(y, np.float64), held, np.ones(len(held))) - target

    return _crossing(excess, centre, centre - se), _crossing(excess, centre, centre + se)


def _crossing(excess: Callable[[float], float], inside: float, outside: float) -> float:
    """Find where a profile falls below its target, going from inside outwards."""
    from scipy.optimize import brentq  # noqa: PLC0415  slow to import, seldom needed

    step = outside - inside
    for _ in range(STEPS):
        if excess(outside) < 0:
            return float(brentq(excess, inside, outside, xtol=1e-10))
        inside, outside = outside, outside + step
    raise unbounded("regression")


def _halved(
    beta: Floats, step: Floats, x: Floats, shift: Floats, likelihood: Callable[[Floats], float]
) -> tuple[Floats, Floats, float]:
    """Go a step, or the longest half of it that does not lose likelihood."""
    before = likelihood(x @ beta + shift)
    for _ in range(HALVINGS):
        line = x @ (beta + step) + shift
        after = likelihood(line)
        if after >= before - 1e-12 * (abs(before) + 1):
            break
        step = step / 2
    return beta + step, line, after


def _start(x: Floats, y: Floats, shift: Floats) -> Floats:
    beta = np.zeros(x.shape[1])
    if y.sum() <= 0:
        raise unbounded("regression")
    beta[0] = np.log(y.sum() / np.exp(shift).sum())
    return beta


def _information(x: Floats, weight: Floats) -> Floats:
    return np.asarray((x * weight[:, None]).T @ x, np.float64)


def _bernoulli(y: Floats, line: Floats, mass: Floats) -> float:
    return float(mass @ (y * line - np.logaddexp(0, line)))


def _poisson(y: Floats, line: Floats, mass: Floats) -> float:
    return float(mass @ (y * line - np.exp(line) - gammaln(y + 1)))


def _logistic_mean(line: Floats) -> Floats:
    found: Floats = expit(line)
    return found


_FAMILIES: dict[
    Family,
    tuple[
        Callable[[Floats], Floats],
        Callable[[Floats], Floats],
        Callable[[Floats, Floats, Floats], float],
    ],
] = {
    "logistic": (_logistic_mean, lambda p: p * (1 - p), _bernoulli),
    "poisson": (np.exp, lambda m: m, _poisson),
}
