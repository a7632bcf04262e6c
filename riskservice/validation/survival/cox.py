r"""
Cox models: hazard ratio per point and per band, with Efron's or Breslow's way with ties.

Every pass over the people costs a few cumulative sums and one product of matrices, because the
second moments of the risk sets are summed the other way round: each person's square, times the
hazard of the events at which they were at risk.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from scipy.special import chdtrc

from riskservice.validation.arrays import of_people
from riskservice.validation.estimates import Estimate, Floats, Mask, Test, ratio_of
from riskservice.validation.extra import not_estimable
from riskservice.validation.linear import bounded_covariance, solved, unbounded
from riskservice.validation.survival.risk_sets import RiskSets, Ties, risk_sets

STEPS, HALVINGS = 60, 40
CONVERGED = 1e-13
"""Gain in log-likelihood at which to stop; Newton's steps square the error. [share]"""
LARGEST_STEP = 25.0
"""Of a linear predictor: beyond, a hazard ratio has no finite value."""


@dataclass(frozen=True)
class Moments:
    """The partial likelihood at a point: value, and what each event and each person add to it."""

    log_likelihood: float
    gradient: Floats
    information: Floats
    denominator: Floats
    mean: Floats
    relative: Floats


@dataclass(frozen=True)
class CoxFit:
    """
    A fitted Cox model.

    Attributes
    ----------
    coefficients : ndarray of float64, shape (p,)
        Log hazard ratios.
    covariance : ndarray of float64, shape (p, p)
    null_log_likelihood, log_likelihood : float
    score_chi_square : float
        Of the test at no effect.
    linear_predictor : ndarray of float64, shape (n,)
    n, events : int
    ties : {"efron", "breslow", "exact"}
    """

    coefficients: Floats
    covariance: Floats
    null_log_likelihood: float
    log_likelihood: float
    score_chi_square: float
    linear_predictor: Floats
    n: int
    events: int
    ties: Ties | Literal["exact"]

    @property
    def se(self) -> Floats:
        """Standard errors of the log hazard ratios."""
        return np.sqrt(np.diag(self.covariance))

    @property
    def likelihood_ratio(self) -> Test:
        """Likelihood-ratio test of the whole model."""
        chi = 2 * (self.log_likelihood - self.null_log_likelihood)
        return self._test(chi, "likelihood ratio")

    @property
    def wald(self) -> Test:
        """Wald test of the whole model."""
        b = self.coefficients
        return self._test(float(b @ np.linalg.solve(self.covariance, b)), "Wald")

    @property
    def score(self) -> Test:
        """Score test of the whole model."""
        return self._test(self.score_chi_square, "score")

    def hazard_ratio(self, which: int = 0) -> Estimate:
        """Return a hazard ratio with its Wald interval; `se` is of its logarithm."""
        return ratio_of(
            float(self.coefficients[which]),
            float(self.se[which]),
            "cox",
            n=self.n,
            events=self.events,
            method=f"Cox hazard ratio, {self.ties.capitalize()} ties, Wald interval",
        )

    def _test(self, chi: float, method: str) -> Test:
        df = len(self.coefficients)
        return Test(statistic=chi, df=df, p=float(chdtrc(df, max(chi, 0.0))), method=method)


@of_people
def cox(
    time: Floats,
    event: Mask,
    x: Floats,
    *,
    start: Floats | None = None,
    ties: Ties = "efron",
) -> CoxFit:
    """
    Fit a Cox model.

    Parameters
    ----------
    time : ndarray of float64, shape (n,)
        End of follow-up.
    event : ndarray of bool, shape (n,)
    x : ndarray of float64, shape (n,) or (n, p)
    start : ndarray of float64, shape (n,), optional
        Entry; a person is at risk after it and up to `time`.
    ties : {"efron", "breslow"}

    Raises
    ------
    NotEstimable
        When there is no event, or a hazard ratio has no finite value.
    """
    if not event.any():
        raise not_estimable("cox", "needs events, and nobody had one", "Follow people for longer.")
    columns = x[:, None] if x.ndim == 1 else x
    centred = columns - columns.mean(axis=0)
    sets = risk_sets(time, event, start=start, ties=ties)
    beta = np.zeros(columns.shape[1])
    first = now = moments(sets, centred, beta)
    for _ in range(STEPS):
        step = solved(now.information, now.gradient, "cox")
        promised = float(now.gradient @ step)
        beta, after = _halved(sets, centred, beta, step, now)
        gain, now = after.log_likelihood - now.log_likelihood, after
        if max(abs(gain), promised) < CONVERGED * (abs(now.log_likelihood) + 1):
            break
    else:
        raise unbounded("cox")
    return CoxFit(
        coefficients=beta,
        covariance=bounded_covariance(now.information, centred, "cox"),
        null_log_likelihood=first.log_likelihood,
        log_likelihood=now.log_likelihood,
        score_chi_square=float(first.gradient @ solved(first.information, first.gradient, "cox")),
        linear_predictor=columns @ beta,
        n=len(time),
        events=int(event.sum()),
        ties=ties,
    )


def moments(sets: RiskSets, x: Floats, beta: Floats) -> Moments:
    """Return the partial likelihood of centred columns at coefficients, and its derivatives."""
    line = x @ beta
    shift = float(line.max())
    relative = np.exp(line - shift)
    weighted = x * relative[:, None]
    denominator = _less_dead(sets, relative)
    mean = _less_dead(sets, weighted) / denominator[:, None]
    information = second_moment(sets, x, relative, 1 / denominator) - mean.T @ mean
    likelihood = line[sets.dead].sum() - np.log(denominator).sum() - shift * len(denominator)
    return Moments(
        log_likelihood=float(likelihood),
        gradient=x[sets.dead].sum(axis=0) - mean.sum(axis=0),
        information=information,
        denominator=denominator,
        mean=mean,
        relative=relative,
    )


def second_moment(sets: RiskSets, x: Floats, relative: Floats, for_event: Floats) -> Floats:
    """Return the sum over events of `for_event` times the weighted squares of those at risk."""
    at_risk, when_dead = sets.back(for_event)
    found: Floats = (x * (relative * (at_risk - when_dead))[:, None]).T @ x
    return found


def _less_dead(sets: RiskSets, values: Floats) -> Floats:
    """Return for each event the sum over those at risk, less its share of those who had one."""
    whole, dead = sets.over_risk(values)[sets.at_time], sets.over_dead(values)[sets.at_time]
    share = sets.share if values.ndim == 1 else sets.share[:, None]
    return whole - share * dead


def _halved(
    sets: RiskSets, x: Floats, beta: Floats, step: Floats, now: Moments
) -> tuple[Floats, Moments]:
    # A step may go too far long before the likelihood has its top, and come back from half of it.
    for _ in range(HALVINGS):
        if float(np.abs(x @ (beta + step)).max()) <= LARGEST_STEP:
            after = moments(sets, x, beta + step)
            if after.log_likelihood >= now.log_likelihood - 1e-10 * (abs(now.log_likelihood) + 1):
                return beta + step, after
        step = step / 2
    return beta, now
