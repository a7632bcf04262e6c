"""
Optional figures of fit: Hosmer-Lemeshow, Spiegelhalter, and the indices D, U, Q and R squared.

None is a headline. Hosmer-Lemeshow depends on how people are grouped and on how many there are.
"""

import math

import msgspec
import numpy as np
from scipy.special import chdtrc

from riskservice.validation.arrays import of_people
from riskservice.validation.calibration import calibration, log_odds
from riskservice.validation.discrimination import placements
from riskservice.validation.estimates import Floats, Mask, Test, two_sided
from riskservice.validation.extra import not_estimable
from riskservice.validation.regression import null_log_likelihood

LEAST_SPREAD = 1e-9
"""Of the number of events, by the probabilities; below, a chi-square is without meaning."""


class Indices(msgspec.Struct, frozen=True, kw_only=True):
    """
    Indices of the quality of probabilities as given.

    Attributes
    ----------
    discrimination : float
        D: (gain of p over the mean rate, as chi-square, less 1) per person.
    unreliability : float
        U: (chi-square of intercept 0 and slope 1, less 2) per person.
    quality : float
        Q = D - U.
    r_squared : float
        Nagelkerke's, of p as given and not of a refitted model.
    discrimination_chi_square, unreliability_chi_square : float
    somers_d : float
        2 AUC - 1.
    """

    discrimination: float
    unreliability: float
    quality: float
    r_squared: float
    discrimination_chi_square: float
    unreliability_chi_square: float
    somers_d: float


@of_people
def spiegelhalter(expected: Floats, outcome: Mask) -> Test:
    """Return Spiegelhalter's z: whether the Brier score is what right probabilities would give."""
    away = 1 - 2 * expected
    spread = math.sqrt(float(np.sum(away**2 * expected * (1 - expected))))
    if spread < LEAST_SPREAD:
        raise not_estimable(
            "spiegelhalter",
            "every probability is as good as 0, 0.5 or 1",
            "Give probabilities that vary.",
        )
    z = float(np.sum((outcome - expected) * away)) / spread
    return Test(statistic=z, df=None, p=two_sided(z), method="Spiegelhalter z, two-sided")


@of_people
def hosmer_lemeshow(expected: Floats, outcome: Mask, group: Floats) -> Test:
    """
    Return the Hosmer-Lemeshow chi-square over groups given by the caller.

    Parameters
    ----------
    expected, outcome : ndarray, shape (n,)
    group : ndarray, shape (n,)
        For instance the score.

    Notes
    -----
    As many degrees of freedom as groups, since the model was not fitted on these people.
    """
    _, place = np.unique(group, return_inverse=True)
    n = np.bincount(place)
    seen, due = np.bincount(place, weights=outcome), np.bincount(place, weights=expected)
    spread = due * (1 - due / n)
    if (spread < LEAST_SPREAD).any():
        raise not_estimable(
            "hosmer_lemeshow",
            "a group expects as good as nobody or everybody",
            "Join it with another.",
        )
    chi = float(np.sum((seen - due) ** 2 / spread))
    method = f"Hosmer-Lemeshow, {len(n)} groups"
    return Test(statistic=chi, df=len(n), p=float(chdtrc(len(n), chi)), method=method)


@of_people
def indices(expected: Floats, outcome: Mask) -> Indices:
    """Return the indices of probabilities as given; parameters as of ``calibration``."""
    n, line = len(outcome), log_odds(expected)
    null = null_log_likelihood(outcome)
    given = float(np.sum(np.where(outcome, line, 0.0) - np.logaddexp(0, line)))
    gain = 2 * (given - null)
    test = calibration(expected, outcome).unreliability
    assert test is not None
    d, u = (gain - 1) / n, (test.statistic - 2) / n
    return Indices(
        discrimination=d,
        unreliability=u,
        quality=d - u,
        r_squared=-math.expm1(-gain / n) / -math.expm1(2 * null / n),
        discrimination_chi_square=gain,
        unreliability_chi_square=test.statistic,
        somers_d=2 * placements(expected, outcome).area - 1,
    )


def nagelkerke(log_likelihood: float, outcome: Mask) -> float:
    """Return Nagelkerke's R squared of a fitted logistic model."""
    n, null = len(outcome), null_log_likelihood(outcome)
    return math.expm1(-2 * (log_likelihood - null) / n) / math.expm1(2 * null / n)
