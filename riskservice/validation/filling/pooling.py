r"""
Rubin's rules: one figure out of several, each made from the sample with its gaps filled once.

The figure of m imputations is the mean of theirs; its variance is the mean of their own variances
and what they differ by among themselves, :math:`T = \bar U + (1 + 1/m) B` (Rubin 1987, chapter 3).
Limits are of Student's t with the degrees of freedom of Barnard and Rubin (1999), which never
exceed those that the people themselves give. Rules are for figures that are about normal, so an AUC
is pooled as its logit and E/O as its logarithm.
"""

import math
from collections.abc import Sequence
from typing import Literal, NamedTuple

import msgspec
import numpy as np
from scipy.special import expit, stdtrit

from riskservice.validation.estimates import LEVEL
from riskservice.validation.extra import not_estimable

Scale = Literal["logit", "log"]


class Pooled(msgspec.Struct, frozen=True, kw_only=True):
    """
    A figure pooled over imputations.

    Attributes
    ----------
    estimate, low, high : float or None
        The figure and its 95% limits.
    se : float or None
        Of the figure itself, by the delta method.
    df : float or None
        Degrees of freedom of the interval; None where nothing was imputed.
    missing_information : float
        Share of what there was to know of the figure that the gaps took away. [0 to 1]
    simulation_se : float
        By how much another seed would move the figure; smaller with more imputations.
    n, events : int
        People and events it rests on.
    method : str
        How it was made.
    """

    estimate: float | None
    low: float | None
    high: float | None
    se: float | None
    df: float | None
    missing_information: float
    simulation_se: float
    n: int
    events: int
    method: str


class Rubin(NamedTuple):
    """
    What the rules make of a figure, on the scale on which it was pooled.

    Attributes
    ----------
    mean : float
    within, between, total : float
        Variances.
    df : float
        Infinite only where nothing differs and the people give no bound.
    missing_information : float
    """

    mean: float
    within: float
    between: float
    total: float
    df: float
    missing_information: float


def rubin(values: Sequence[float], variances: Sequence[float], complete_df: float) -> Rubin:
    r"""
    Pool a figure.

    Parameters
    ----------
    values, variances : sequence of float, length m
        The figure of each imputation and its squared standard error; m is 2 or more.
    complete_df : float
        Degrees of freedom there would be without a gap.

    Notes
    -----
    With :math:`r = (1 + 1/m) B / \bar U` and :math:`\lambda = (1 + 1/m) B / T`,
    :math:`1/\nu = \lambda^2/(m - 1) + 1/\nu_{obs}` where
    :math:`\nu_{obs} = \nu_{com} (1 - \lambda) (\nu_{com} + 1)/(\nu_{com} + 3)` (Barnard and Rubin
    1999); the share of missing information is :math:`(r + 2/(\nu + 3))/(r + 1)` (Rubin 1987).
    """
    m = len(values)
    mean, within = float(np.mean(values)), float(np.mean(variances))
    between = float(np.var(values, ddof=1))
    more = (1 + 1 / m) * between
    total = within + more
    if not between:
        return Rubin(mean, within, 0.0, total, complete_df, 0.0)
    share = more / total
    observed = complete_df * (1 - share) * (complete_df + 1) / (complete_df + 3)
    df = 1 / (share**2 / (m - 1) + 1 / observed)
    # (r + 2/(df + 3))/(r + 1) with r = share/(1 - share), which may be without bound.
    lost = share + (1 - share) * 2 / (df + 3)
    return Rubin(mean, within, between, total, df, lost)


def pool(
    estimates: Sequence[tuple[float | None, float | None]],
    scale: Scale,
    *,
    n: int,
    events: int,
    method: str,
) -> Pooled:
    """
    Return a figure pooled by Rubin's rules.

    Parameters
    ----------
    estimates : sequence of pair of float, length m
        The figure of each imputation and its standard error, both of the figure itself.
    scale : {"logit", "log"}
        On which it is pooled; estimate and limits are carried back.
    n, events : int
        People and events behind it.
    method : str
        How each was made.

    Raises
    ------
    NotEstimable
        When some imputation gives no figure, no error, or one at the end of its scale.
    """
    values, variances = [], []
    for value, se in estimates:
        if value is None or not se or value <= 0 or (scale == "logit" and value >= 1):
            raise not_estimable(
                "missing.imputed",
                "cannot be pooled: some imputation gives no figure with an error",
                "Look at the people with every item only.",
            )
        steep = value * (1 - value) if scale == "logit" else value
        values.append(math.log(value / (1 - value)) if scale == "logit" else math.log(value))
        variances.append((se / steep) ** 2)
    found = rubin(values, variances, max(n - 2, 1))
    back = expit if scale == "logit" else np.exp
    half = float(stdtrit(found.df, 0.5 + LEVEL / 2)) * math.sqrt(found.total)
    estimate = float(back(found.mean))
    steep = estimate * (1 - estimate) if scale == "logit" else estimate
    return Pooled(
        estimate=estimate,
        low=float(back(found.mean - half)),
        high=float(back(found.mean + half)),
        se=math.sqrt(found.total) * steep,
        df=found.df,
        missing_information=found.missing_information,
        simulation_se=math.sqrt(found.between / len(values)) * steep,
        n=n,
        events=events,
        method=method,
    )
