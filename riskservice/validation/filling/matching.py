"""
Predictive mean matching: a gap is filled with the value of somebody about whom as much is expected.

A linear model is drawn from its posterior, so that imputations differ by what is not known of the
model too: drawing each gap around one fitted model, as imputers commonly do, makes intervals too
narrow. People with gaps are then matched to people without, on what the drawn model expects of the
first and the fitted one of the second, and take the value of one of the nearest at random
(Rubin 1986; Little 1988; van Buuren 2018, algorithm 3.3). Values are therefore ones that occur.
"""

import math
from typing import NamedTuple

import numpy as np

from riskservice.validation.estimates import Floats, Ints

DONORS = 5
"""Nearest people among whom one is drawn; those just as near are drawn from too."""
RIDGE = 1e-5
"""Share by which a sum of squares is raised, so that columns that say the same do no harm."""
NEAR = 1e-9
"""Of the size of what is expected: no further apart than that is the same."""


class Line(NamedTuple):
    """
    A linear model and what is not known of it.

    Attributes
    ----------
    coefficients : ndarray of float64, shape (p,)
    root : ndarray of float64, shape (p, p)
        Times a standard normal vector and the residual spread, a draw of the coefficients' error.
    residual : float
        Sum of squares.
    df : float
    """

    coefficients: Floats
    root: Floats
    residual: float
    df: float

    def drawn(self, generator: np.random.Generator) -> Floats:
        """Return coefficients drawn from their posterior under a flat prior."""
        spread = math.sqrt(self.residual / generator.chisquare(self.df))
        noise = generator.standard_normal(len(self.coefficients))
        return self.coefficients + spread * (self.root @ noise)


class Sums(NamedTuple):
    """
    What a linear model is fitted to: sums of squares and products, which add up over people.

    Attributes
    ----------
    n : int
    products : ndarray of float64, shape (p, p)
    with_value : ndarray of float64, shape (p,)
    value : float
    """

    n: int
    products: Floats
    with_value: Floats
    value: float


def sums(x: Floats, y: Floats) -> Sums:
    """Return the sums of some people: columns, shape (n, p), and values, shape (n,)."""
    return Sums(len(y), x.T @ x, x.T @ y, float(y @ y))


def line(*parts: Sums) -> Line:
    """Return the least-squares line of all the people of some parts."""
    n = sum(part.n for part in parts)
    products = np.sum([part.products for part in parts], axis=0)
    with_value = np.sum([part.with_value for part in parts], axis=0)
    # A column without any value of its own is left at nothing, rather than without bound.
    raised = products + np.diag(RIDGE * np.maximum(np.diag(products), 1.0))
    root = np.linalg.inv(np.linalg.cholesky(raised)).T
    coefficients = root @ (root.T @ with_value)
    fitted = 2 * coefficients @ with_value - coefficients @ products @ coefficients
    residual = max(sum(part.value for part in parts) - float(fitted), 0.0)
    return Line(coefficients, root, residual, float(max(n - len(products), 1)))


def matched(expected: Floats, donors: Floats, generator: np.random.Generator) -> Ints:
    """
    Return for each person with a gap the place of a donor.

    Parameters
    ----------
    expected : ndarray of float64, shape (k,)
        Of people with a gap.
    donors : ndarray of float64, shape (d,)
        Expected of people without, ascending.
    generator : Generator

    Notes
    -----
    Answers are few and people many, so hundreds may be equally near: one is drawn from all within
    the distance of the fifth nearest, or the same five would stand for everybody.
    """
    d = len(donors)
    window = min(DONORS, d)
    start = np.searchsorted(donors, expected)
    # The nearest lie among as many below as above; beyond the ends there is nobody.
    places = start[:, None] + np.arange(-window, window)
    inside = (places >= 0) & (places < d)
    far = np.abs(donors[np.clip(places, 0, d - 1)] - expected[:, None])
    far = np.where(inside, far, np.inf)
    reach = np.partition(far, window - 1, axis=1)[:, window - 1]
    reach = reach + NEAR * float(np.abs(donors[[0, -1]]).max())
    low = np.searchsorted(donors, expected - reach, side="left")
    high = np.searchsorted(donors, expected + reach, side="right")
    drawn = low + np.floor(generator.random(len(expected)) * (high - low))
    return np.asarray(np.minimum(drawn, high - 1), np.int64)
