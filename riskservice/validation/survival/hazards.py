"""
What a Cox model assumes and what it implies: the test of proportional hazards, baseline hazards.

The test is the exact score test, not the older approximate one: they differ in the first decimal.
The baselines after Efron and after Breslow differ too, by half a per cent where ties are common.
"""

from dataclasses import dataclass
from typing import Any

import msgspec
import numpy as np
from scipy.special import chdtrc

from riskservice.validation.estimates import Floats, Mask, NotEstimated, Test
from riskservice.validation.extra import NotEstimable, not_estimable
from riskservice.validation.linear import solved
from riskservice.validation.partly import reasons
from riskservice.validation.survival.cox import CoxFit, cox, moments, second_moment
from riskservice.validation.survival.curves import kaplan_meier
from riskservice.validation.survival.risk_sets import Ties, risk_sets

LEAST_LEFT = 1e-10
"""Share of the information on a column that must be left for how it changes over time."""
METHOD = "proportional hazards: exact score test, time as 1 - Kaplan-Meier"


class ProportionalHazards(msgspec.Struct, frozen=True, kw_only=True):
    """
    Tests whether hazard ratios stay the same over time.

    Attributes
    ----------
    terms : list of Test
        For each column.
    overall : Test
        For all together.
    """

    terms: list[Test]
    overall: Test


@dataclass(frozen=True)
class Baseline:
    """
    Cumulative hazard of somebody whose columns are all 0.

    Attributes
    ----------
    time, hazard : ndarray of float64, shape (g,)
        Distinct times of events, and the hazard up to and including each.
    """

    time: Floats
    hazard: Floats

    def at(self, when: Floats | float) -> Floats:
        """Return the cumulative hazard at times."""
        place = np.searchsorted(self.time, when, side="right")
        return np.asarray(np.concatenate(([0.0], self.hazard))[place], np.float64)


def proportional_hazards(
    time: Floats, event: Mask, x: Floats, fitted: CoxFit
) -> ProportionalHazards:
    """
    Return the tests of proportional hazards of a fitted model.

    Parameters
    ----------
    time, event, x
        As of :func:`riskservice.validation.survival.cox.cox`; without delayed entry.
    fitted : CoxFit
        By Efron's or Breslow's way with ties.

    Raises
    ------
    NotEstimable
        When ties are exact, or hazards cannot be seen to change: all events at one time, say.

    Notes
    -----
    With g(t) = 1 - KM(t-), centred over the events, the score of the terms column times g(t) at
    the fitted coefficients, these profiled out (Grambsch and Therneau 1994, in exact form).
    """
    if fitted.ties == "exact":
        raise not_estimable(
            "proportional_hazards", "is not made for exact ties", "Fit the model by Efron's way."
        )
    columns = x[:, None] if x.ndim == 1 else x
    centred = columns - columns.mean(axis=0)
    sets = risk_sets(time, event, ties=fitted.ties)
    at = moments(sets, centred, fitted.coefficients)
    g = 1 - kaplan_meier(time, event).just_before(sets.times)[sets.at_time]
    g = g - g.mean()
    # The mean of tied events is the same for all of them, so any order of them will do.
    dead = centred[sets.dead][np.argsort(sets.dead_at, kind="stable")]
    score = g @ (dead - at.mean)

    def variance(power: int) -> Floats:
        weight = g**power
        whole = second_moment(sets, centred, at.relative, weight / at.denominator)
        return np.asarray(whole - (at.mean * weight[:, None]).T @ at.mean, np.float64)

    plain, crossed, squared = variance(0), variance(1), variance(2)
    left = squared - crossed @ np.linalg.solve(plain, crossed)
    # Diagonal of what is left of each term once the coefficients are profiled out.
    alone = np.array(
        [squared[j, j] - crossed[j] @ np.linalg.solve(plain, crossed[j]) for j in range(len(score))]
    )
    if (alone <= LEAST_LEFT * np.diag(plain)).any():
        raise not_estimable(
            "proportional_hazards",
            "events are at too few times, or at each of them too few people are at risk",
            "Give times in a finer unit, or more people.",
        )
    terms = [_test(float(u * u / v), 1) for u, v in zip(score, alone, strict=True)]
    overall = float(score @ solved(left, score, "proportional_hazards"))
    return ProportionalHazards(terms=terms, overall=_test(overall, len(score)))


def baseline(
    time: Floats, event: Mask, linear_predictor: Floats, *, ties: Ties = "efron"
) -> Baseline:
    """
    Return the baseline cumulative hazard of a model.

    Parameters
    ----------
    time, event : ndarray, shape (n,)
        Of the people it was developed on.
    linear_predictor : ndarray of float64, shape (n,)
    ties : {"efron", "breslow"}
        Programs differ in which they give; say it with every expected number.
    """
    sets = risk_sets(time, event, ties=ties)
    relative = np.exp(linear_predictor)
    whole = sets.over_risk(relative)[sets.at_time]
    dead = sets.over_dead(relative)[sets.at_time]
    steps = np.bincount(sets.at_time, weights=1 / (whole - sets.share * dead))
    return Baseline(sets.times, np.cumsum(steps))


def _test(chi: float, df: int) -> Test:
    return Test(statistic=chi, df=df, p=float(chdtrc(df, max(chi, 0.0))), method=METHOD)


def cox_tests(
    measure: str, time: Floats, event: Mask, columns: Floats
) -> tuple[CoxFit, dict[str, Any], list[NotEstimated]]:
    """
    Return a Cox model, its counts and tests by name, and why one of them is not there.

    Parameters
    ----------
    measure : str
        What the model is called where its proportional hazards cannot be tested.
    time : ndarray of float64, shape (n,)
    event : ndarray of bool, shape (n,)
    columns : ndarray of float64, shape (n,) or (n, p)

    Raises
    ------
    NotEstimable
        When there is no model.
    """
    found = cox(time, event, columns)
    missing: list[NotEstimated] = []
    steady: ProportionalHazards | None = None
    try:
        steady = proportional_hazards(time, event, columns, found)
    except NotEstimable as error:
        missing = reasons(measure, error, "proportional hazards")
    tests = {
        "n": found.n,
        "events": found.events,
        "ties": found.ties,
        "log_likelihoods": [found.null_log_likelihood, found.log_likelihood],
        "likelihood_ratio": found.likelihood_ratio,
        "wald": found.wald,
        "score": found.score,
        "proportional_hazards": steady,
    }
    return found, tests, missing
