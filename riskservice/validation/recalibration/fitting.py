"""Fits of a recalibration: an intercept, an intercept and a slope, a rate for each score."""

import warnings
from dataclasses import dataclass
from decimal import Decimal
from typing import Protocol

import numpy as np
from scipy.special import expit
from sklearn.isotonic import IsotonicRegression
from sklearn.linear_model import LogisticRegression

from riskservice.validation.estimates import Estimate, Floats, Ints, Mask, around
from riskservice.validation.linear import bounded_covariance, unbounded
from riskservice.validation.recalibration.people import Scored
from riskservice.validation.recalibration.results import Asked
from riskservice.validation.regression import design, fit

DIGITS = Decimal("0.000001")
"""With which intercept, slope and rates are put in a table."""
TIGHT = 1e-12
"""Tolerance of the solver; with its own it stops at the fourth digit."""
LARGEST = 30.0
"""Of a coefficient: beyond it the likelihood has no top."""

PLAIN = "logistic recalibration, Wald interval"
ROBUST = "logistic recalibration weighted for censoring, robust (sandwich) standard error"


class Model(Protocol):
    """A fit that gives people a chance."""

    def chances(self, people: Scored) -> Floats:
        """Return the chance of everyone. [probability]"""


@dataclass(frozen=True)
class Moved:
    """
    Log-odds moved by an intercept and a slope.

    Attributes
    ----------
    intercept, slope : Estimate
    """

    intercept: Estimate
    slope: Estimate | None

    @property
    def applied(self) -> tuple[Decimal, Decimal]:
        """Intercept and slope with the digits they have in a table."""
        return digits(self.intercept.estimate), (
            Decimal(1) if self.slope is None else digits(self.slope.estimate)
        )

    def chances(self, people: Scored) -> Floats:
        """Return the chance of everyone; a chance of 0 or 1 stays what it is."""
        a, b = map(float, self.applied)
        moved = expit(a + b * np.where(people.open, people.line, 0.0))
        return np.asarray(np.where(people.open, moved, people.chance), np.float64)


@dataclass(frozen=True)
class Stepped:
    """
    A chance for each stretch of scores.

    Attributes
    ----------
    at : ndarray of float64, shape (k,)
        First score of every stretch but the lowest, rising.
    chance : ndarray of float64, shape (k + 1,)
        [probability]
    """

    at: Floats
    chance: Floats

    def chances(self, people: Scored) -> Floats:
        """Return the chance of everyone."""
        found: Floats = self.chance[np.searchsorted(self.at, people.total, side="right")]
        return found


def fitted(people: Scored, asked: Asked) -> Moved | Stepped:
    """
    Return the fit of a method to some people.

    Raises
    ------
    NotEstimable
        When there is none.
    """
    if asked.method == "rates":
        return rates(people, monotone=asked.smoothing == "monotone")
    return sloped(people) if asked.method == "slope" else in_the_large(people)


def in_the_large(people: Scored) -> Moved:
    """Return the fit of an intercept alone, the log-odds an offset."""
    here, weight = _open(people)
    line = here.line
    found = fit(design(line)[:, :1], here.outcome, offset=line, weight=weight)
    return Moved(_estimate(float(found.coefficients[0]), float(found.se[0]), here), None)


def sloped(people: Scored) -> Moved:
    """
    Return the fit of intercept and slope, by scikit-learn without a penalty.

    Notes
    -----
    Where people count by weights for censoring, the covariance is the robust one (sandwich), the
    weights taken as fixed.
    """
    here, weight = _open(people)
    x = here.line[:, None]
    model = LogisticRegression(C=np.inf, solver="newton-cholesky", tol=TIGHT, max_iter=1000)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        model.fit(x, here.outcome, sample_weight=weight)
    a, b = float(model.intercept_[0]), float(model.coef_[0, 0])
    if not np.isfinite([a, b]).all() or max(abs(a), abs(b)) > LARGEST:
        raise unbounded("recalibration")
    columns = design(here.line)
    p = expit(a + b * here.line)
    mass = 1.0 if weight is None else weight
    information = (columns * (mass * p * (1 - p))[:, None]).T @ columns
    covariance = bounded_covariance(information, columns, "recalibration")
    if weight is not None:
        parts = columns * (weight * (here.outcome - p))[:, None]
        covariance = covariance @ (parts.T @ parts) @ covariance
    se = np.sqrt(np.diag(covariance))
    return Moved(_estimate(a, float(se[0]), here), _estimate(b, float(se[1]), here))


def _open(people: Scored) -> tuple[Scored, Floats | None]:
    """Return who has log-odds, and what each counts where some were censored early."""
    use, weight = people.open, people.weight
    return people.at(use), None if weight is None else weight[use]


def rates(people: Scored, *, monotone: bool) -> Stepped:
    """
    Return the observed rate of each score.

    Parameters
    ----------
    monotone : bool
        Whether neighbours whose rates fall are joined until none does (isotonic regression). The
        lowest are then joined further until nobody is given a chance of 0, and the highest likewise
        until nobody is given 1.

    Notes
    -----
    Where follow-up varies a rate is 1 - Kaplan-Meier at the horizon of the people it is of, which
    lets censoring differ from score to score, as one curve of weights for everyone would not.
    """
    first = np.unique(people.total)
    while True:
        step = np.searchsorted(first, people.total, side="right") - 1
        rate = np.array([_rate(people, step == i) for i in range(len(first))])
        fewer = _fewer(first, rate, np.bincount(step), monotone=monotone)
        if len(fewer) == len(first):
            break
        first = fewer
    return Stepped(first[1:], np.array([float(digits(value)) for value in rate]))


def _rate(people: Scored, who: Mask) -> float:
    if people.followed is None:
        return float(people.outcome[who].mean())
    rate = people.followed.observed(who).estimate
    return np.nan if rate is None else rate


def _fewer(first: Floats, rate: Floats, n: Ints, *, monotone: bool) -> Floats:
    """Return where stretches begin after one round of joining; the same where none is left."""
    unknown = np.flatnonzero(np.isnan(rate))
    if len(first) == 1:
        return first
    if len(unknown):
        # A score nobody was followed to the horizon with goes with the one below it.
        return np.delete(first, max(unknown[0], 1))
    if not monotone:
        return first
    smooth = IsotonicRegression().fit_transform(first, rate, sample_weight=n)
    joined: Floats = first[np.concatenate(([True], np.diff(smooth) > 0))]
    if len(joined) < len(first):
        return joined
    if rate[0] == 0:
        return np.delete(first, 1)
    return np.delete(first, len(first) - 1) if rate[-1] == 1 else first


def digits(value: float | None) -> Decimal:
    """Return a number with the digits of a table."""
    assert value is not None
    return Decimal(value).quantize(DIGITS)


def _estimate(value: float, se: float, people: Scored) -> Estimate:
    low, high = around(value, se)
    return Estimate(
        estimate=value,
        low=low,
        high=high,
        se=se,
        n=len(people),
        events=people.events,
        method=PLAIN if people.followed is None else ROBUST,
    )
