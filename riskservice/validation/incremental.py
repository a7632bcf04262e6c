"""
What a further judgement adds to an instrument: nested models, never two AUCs side by side.

ARMS over OSP is the case in mind: does the rating tell more than the static score already does?
"""

import msgspec
import numpy as np
from scipy.special import chdtrc

from riskservice.validation.estimates import Estimate, Floats, Mask, Test, ratio_of
from riskservice.validation.goodness import nagelkerke
from riskservice.validation.regression import design, fit
from riskservice.validation.survival.concordance import compare_c
from riskservice.validation.survival.cox import cox


class Incremental(msgspec.Struct, frozen=True, kw_only=True):
    """
    Two nested models.

    Attributes
    ----------
    base_log_likelihood, full_log_likelihood : float
    test : Test
        Likelihood ratio of what was added.
    added : list of Estimate
        Ratio of hazards or odds of each added column, adjusted for the first instrument.
    base_c, full_c, difference : Estimate or None
        Harrell's C of both models; None for logistic ones.
    base_r_squared, full_r_squared : float or None
        Nagelkerke's, of logistic models.
    method : str
    """

    base_log_likelihood: float
    full_log_likelihood: float
    test: Test
    added: list[Estimate]
    base_c: Estimate | None = None
    full_c: Estimate | None = None
    difference: Estimate | None = None
    base_r_squared: float | None = None
    full_r_squared: float | None = None
    method: str


def added_survival(time: Floats, event: Mask, base: Floats, added: Floats) -> Incremental:
    """
    Return what added columns tell about times beyond a base, by Cox models (Efron).

    Parameters
    ----------
    time, event : ndarray, shape (n,)
    base : ndarray of float64, shape (n,) or (n, p)
        The first instrument.
    added : ndarray of float64, shape (n,) or (n, q)
    """
    first = cox(time, event, base)
    whole = np.column_stack((base, added))
    full = cox(time, event, whole)
    q = whole.shape[1] - len(first.coefficients)
    base_c, full_c, difference, _ = compare_c(
        time, event, first.linear_predictor, full.linear_predictor
    )
    start = len(first.coefficients)
    return Incremental(
        base_log_likelihood=first.log_likelihood,
        full_log_likelihood=full.log_likelihood,
        test=likelihood_ratio(first.log_likelihood, full.log_likelihood, q),
        added=[full.hazard_ratio(start + i) for i in range(q)],
        base_c=base_c,
        full_c=full_c,
        # Compared as full less base, so that a gain is above 0.
        difference=_turned(difference),
        method="nested Cox models, Efron ties",
    )


def added_logistic(outcome: Mask, base: Floats, added: Floats) -> Incremental:
    """Return what added columns tell about an outcome beyond a base; as ``added_survival``."""
    narrow = design(*np.atleast_2d(base.T))
    wide = design(*np.atleast_2d(base.T), *np.atleast_2d(added.T))
    first, full = fit(narrow, outcome), fit(wide, outcome)
    start, q = narrow.shape[1], wide.shape[1] - narrow.shape[1]
    n, events = len(outcome), int(outcome.sum())
    ratios = [
        ratio_of(
            float(full.coefficients[i]),
            float(full.se[i]),
            "added",
            n=n,
            events=events,
            method="odds ratio adjusted for the first instrument, Wald interval",
        )
        for i in range(start, start + q)
    ]
    return Incremental(
        base_log_likelihood=first.log_likelihood,
        full_log_likelihood=full.log_likelihood,
        test=likelihood_ratio(first.log_likelihood, full.log_likelihood, q),
        added=ratios,
        base_r_squared=nagelkerke(first.log_likelihood, outcome),
        full_r_squared=nagelkerke(full.log_likelihood, outcome),
        method="nested logistic models",
    )


def likelihood_ratio(narrow: float, wide: float, df: int) -> Test:
    """Return the likelihood-ratio test of two nested models."""
    chi = 2 * (wide - narrow)
    return Test(
        statistic=chi,
        df=df,
        p=float(chdtrc(df, max(chi, 0.0))),
        method="likelihood ratio of nested models",
    )


def _turned(gap: Estimate) -> Estimate:
    assert gap.estimate is not None
    assert gap.low is not None
    assert gap.high is not None
    return msgspec.structs.replace(gap, estimate=-gap.estimate, low=-gap.high, high=-gap.low)
