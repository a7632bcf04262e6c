"""The distributions that intervals and tests rest on, each as one plain function of numbers."""

from typing import Any

from riskservice.validation.extra import needed_by

Z = 1.959963984540054
"""Two-sided 95 per cent of the normal distribution."""
LEVEL = 0.95
"""Of every interval, two-sided."""
_UPPER = 0.975


def t_upper(df: float) -> float:
    """Return the 97.5 per cent point of Student's t with `df` degrees of freedom."""
    return float(_special().stdtrit(df, _UPPER))


def f_upper(df1: float, df2: float) -> float:
    """Return the 97.5 per cent point of F; degrees of freedom need not be whole."""
    return float(_special().fdtri(df1, df2, _UPPER))


def f_beyond(value: float, df1: float, df2: float) -> float:
    """Return the chance that F exceeds a value."""
    return float(_special().fdtrc(df1, df2, value))


def chi_square_beyond(value: float, df: float) -> float:
    """Return the chance that chi-square exceeds a value."""
    return float(_special().chdtrc(df, value))


def sign_test(higher: int, lower: int) -> float:
    """
    Return the exact two-sided chance of a split as uneven as this or more, at one half each.

    With two categories it is the exact test of McNemar.
    """
    n = higher + lower
    return min(1.0, 2.0 * float(_special().bdtr(min(higher, lower), n, 0.5)))


def share_interval(count: int, n: int) -> tuple[float, float]:
    """Return the Wilson interval of a share, which keeps a width where all or none are alike."""
    with needed_by("The agreement of raters"):
        from riskservice.validation.rates import wilson  # noqa: PLC0415  needs an extra

    return wilson(count, n)


def _special() -> Any:
    with needed_by("The agreement of raters"):
        from scipy import special  # noqa: PLC0415  an extra, maybe not there

    return special
