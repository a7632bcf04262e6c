"""
Intraclass correlations with their limits, the error of measurement and Cronbach alpha.

References
----------
Shrout and Fleiss 1979; McGraw and Wong 1996 for names and limits; Koo and Li 2016 on saying which.
"""

from dataclasses import dataclass

import numpy as np

from riskservice.validation.agreement.distributions import Z, f_beyond, f_upper
from riskservice.validation.agreement.results import Coefficient, Intraclass, Measurement
from riskservice.validation.agreement.weights import Floats

_DUST = 1e-13
_METHODS = {
    "ICC(1)": "one-way random effects, single rating (Shrout-Fleiss 1,1); F limits",
    "ICC(k)": "one-way random effects, mean of {k} ratings (Shrout-Fleiss 1,k); F limits",
    "ICC(A,1)": "two-way random effects, absolute agreement, single rating (Shrout-Fleiss 2,1); "
    "F limits with Satterthwaite degrees of freedom",
    "ICC(A,k)": "two-way random effects, absolute agreement, mean of {k} raters (Shrout-Fleiss "
    "2,k); limits of ICC(A,1) stepped up",
    "ICC(C,1)": "two-way, consistency, single rating (Shrout-Fleiss 3,1); F limits",
    "ICC(C,k)": "two-way, consistency, mean of {k} raters (Shrout-Fleiss 3,k); F limits",
}


@dataclass(frozen=True, kw_only=True)
class MeanSquares:
    """Mean squares of people by raters: between people, between raters, residual, within people."""

    people: float
    raters: float
    error: float
    within: float
    n: int
    k: int


def mean_squares(ratings: Floats) -> MeanSquares:
    """
    Return the two-way analysis of variance of ratings, shape (n, k), none missing.

    At least two people and two raters are needed.
    """
    n, k = ratings.shape
    x = ratings - ratings.mean()
    by_person, by_rater = x.mean(axis=1), x.mean(axis=0)
    people, raters = float((by_person**2).sum()) * k, float((by_rater**2).sum()) * n
    within = float(((x - by_person[:, None]) ** 2).sum())
    error = float(((x - by_person[:, None] - by_rater[None, :]) ** 2).sum())
    # What is left of rounding where raters agree exactly is no error of theirs.
    dust = _DUST * float((x**2).sum())
    people, raters, within, error = (
        part if part > dust else 0.0 for part in (people, raters, within, error)
    )
    return MeanSquares(
        people=people / (n - 1),
        raters=raters / (k - 1),
        error=error / ((n - 1) * (k - 1)),
        within=within / (n * (k - 1)),
        n=n,
        k=k,
    )


def intraclass(ratings: Floats) -> dict[str, Intraclass]:
    """
    Return the six forms of the intraclass correlation, by McGraw and Wong's names.

    A form that does not exist, as where people do not differ at all, is left out.

    Parameters
    ----------
    ratings : ndarray of float64, shape (n, k)
        None missing; people must differ in some rater's eyes.
    """
    ms = mean_squares(ratings)
    n, k = ms.n, ms.k
    one_way = _ratio(ms.people, ms.within, n - 1, n * (k - 1))
    two_way = _ratio(ms.people, ms.error, n - 1, (n - 1) * (k - 1))
    agree, df = _absolute(ms)
    forms = (
        _form("ICC(A,1)", agree, two_way, ms, df),
        _form("ICC(A,k)", tuple(step_up(x, k) for x in agree), two_way, ms, df),
        _form("ICC(C,1)", _single(two_way, k), two_way, ms),
        _form("ICC(C,k)", _mean(two_way), two_way, ms),
        _form("ICC(1)", _single(one_way, k), one_way, ms),
        _form("ICC(k)", _mean(one_way), one_way, ms),
    )
    return {form.form: form for form in forms if form is not None}


def step_up(x: float | None, k: int) -> float | None:
    """
    Return what the mean of `k` raters would have where one rater has `x`.

    Limits of ICC(A,k) are made so too: feeding the mean's own coefficient into the formula for a
    single rating, as some programs do, gives other and inconsistent ones.
    """
    if x is None or 1.0 + (k - 1) * x <= 0:
        return None
    return k * x / (1.0 + (k - 1) * x)


def measurement(ratings: Floats, icc: float) -> Measurement:
    """Return the standard error of measurement and the smallest detectable change."""
    sd = float(ratings.std(ddof=1))
    error = sd * float(np.sqrt(1.0 - icc))
    return Measurement(
        sd=sd,
        standard_error=error,
        smallest_detectable_change=Z * float(np.sqrt(2.0)) * error,
        n=len(ratings),
    )


def cronbach_alpha(items: Floats) -> Coefficient | None:
    """
    Return Cronbach alpha, or None where totals do not vary.

    Parameters
    ----------
    items : ndarray of float64, shape (n, k)
        One column for each item, none missing; two of each at least.

    Notes
    -----
    Limits are those of Feldt, and the same as those of ICC(C,k). Of a list of items that are not
    meant to reflect one thing, such as the factors of ARMS, it is no evidence of validity.
    """
    n, k = items.shape
    total = float(items.sum(axis=1).var(ddof=1))
    if total <= 0:
        return None
    estimate = k / (k - 1) * (1.0 - float(items.var(axis=0, ddof=1).sum()) / total)
    df1, df2 = n - 1, (n - 1) * (k - 1)
    return Coefficient(
        estimate=estimate,
        low=1.0 - (1.0 - estimate) * f_upper(df1, df2),
        high=1.0 - (1.0 - estimate) / f_upper(df2, df1),
        n=n,
        method=f"Cronbach alpha of {k} columns as items; limits of Feldt",
    )


@dataclass(frozen=True, kw_only=True)
class _Ratio:
    """A ratio of mean squares and its limits; infinite where raters never differ."""

    f: float
    low: float
    high: float
    df1: int
    df2: int


def _ratio(above: float, below: float, df1: int, df2: int) -> _Ratio:
    f = above / below if below > 0 else np.inf
    return _Ratio(f=f, low=f / f_upper(df1, df2), high=f * f_upper(df2, df1), df1=df1, df2=df2)


def _single(ratio: _Ratio, k: int) -> tuple[float, ...]:
    return tuple(
        1.0 if np.isinf(f) else (f - 1.0) / (f + k - 1.0) for f in (ratio.f, ratio.low, ratio.high)
    )


def _mean(ratio: _Ratio) -> tuple[float | None, ...]:
    return tuple(1.0 - 1.0 / f if f > 0 else None for f in (ratio.f, ratio.low, ratio.high))


def _absolute(ms: MeanSquares) -> tuple[tuple[float | None, ...], float | None]:
    """Return ICC(A,1) with its limits, and the degrees of freedom of these."""
    n, k = ms.n, ms.k
    r = (ms.people - ms.error) / (ms.people + (k - 1) * ms.error + k / n * (ms.raters - ms.error))
    if ms.error <= 0 and ms.raters <= 0:
        return (r, r, r), None
    a = k * r / (n * (1.0 - r))
    b = 1.0 + k * r * (n - 1) / (n * (1.0 - r))
    parts = (a * ms.raters) ** 2 / (k - 1) + (b * ms.error) ** 2 / ((n - 1) * (k - 1))
    v = (a * ms.raters + b * ms.error) ** 2 / parts if parts > 0 else 0.0
    if v <= 0:
        return (r, None, None), None
    above, below = f_upper(n - 1, v), f_upper(v, n - 1)
    spread = k * ms.raters + (k * n - k - n) * ms.error
    low = n * (ms.people - above * ms.error) / (above * spread + n * ms.people)
    high = n * (below * ms.people - ms.error) / (spread + n * below * ms.people)
    return (r, low, high), v


def _form(
    form: str,
    figures: tuple[float | None, ...],
    ratio: _Ratio,
    ms: MeanSquares,
    limits_df: float | None = None,
) -> Intraclass | None:
    estimate, low, high = figures
    if estimate is None:
        return None
    tested = bool(np.isfinite(ratio.f))
    return Intraclass(
        estimate=estimate,
        low=low,
        high=high,
        n=ms.n,
        method=f"{form}: {_METHODS[form].format(k=ms.k)}",
        form=form,
        raters=ms.k,
        f=ratio.f if tested else None,
        df1=ratio.df1,
        df2=ratio.df2,
        p=f_beyond(ratio.f, ratio.df1, ratio.df2) if tested else None,
        limits_df=limits_df,
    )
