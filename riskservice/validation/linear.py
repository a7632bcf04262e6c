"""Systems of equations of a fit, refused where they have no answer."""

import numpy as np

from riskservice.validation.estimates import Floats
from riskservice.validation.extra import NotEstimable, not_estimable

LARGEST_SE = 100.0
"""Of a coefficient times the size of its column: beyond, the likelihood is flat."""


def solved(matrix: Floats, vector: Floats, measure: str) -> Floats:
    """
    Return the answer of a system of equations.

    Raises
    ------
    NotEstimable
        When there is none, or more than one.
    """
    try:
        return np.asarray(np.linalg.solve(matrix, vector), np.float64)
    except np.linalg.LinAlgError:
        raise unbounded(measure) from None


def bounded_covariance(information: Floats, x: Floats, measure: str) -> Floats:
    """
    Return the inverse of an information matrix at the top of a likelihood.

    Parameters
    ----------
    information : ndarray of float64, shape (p, p)
    x : ndarray of float64, shape (n, p)
        The columns, for their size.

    Raises
    ------
    NotEstimable
        When there is no inverse, or the likelihood is so flat that it has no top.
    """
    try:
        found = np.asarray(np.linalg.inv(information), np.float64)
    except np.linalg.LinAlgError:
        raise unbounded(measure) from None
    spread = np.diag(found) * np.mean(x * x, axis=0)
    if not np.isfinite(found).all() or (np.diag(found) <= 0).any() or spread.max() > LARGEST_SE**2:
        raise unbounded(measure)
    return found


def unbounded(measure: str) -> NotEstimable:
    """Return the error of a coefficient without a finite value."""
    return not_estimable(
        measure,
        "a coefficient has no finite value: a group has the outcome always or never, the score "
        "parts the outcomes entirely, or two columns say the same",
        "Join that group with another, or leave the column out.",
    )
