"""How chances fit people: in the large, slope, E/O, Brier, AUC; and on people not seen before."""

import numpy as np
from sklearn.model_selection import StratifiedKFold

from riskservice.validation.brier import brier
from riskservice.validation.calibration import calibration
from riskservice.validation.discrimination import auc
from riskservice.validation.estimates import Estimate, Floats, Mask
from riskservice.validation.expected_observed import expected_observed
from riskservice.validation.extra import NotEstimable
from riskservice.validation.rates import proportion
from riskservice.validation.recalibration.fitting import fitted
from riskservice.validation.recalibration.people import Scored
from riskservice.validation.recalibration.results import Asked, Optimism, Performance, Row


def performance(chance: Floats, outcome: Mask) -> Performance:
    """
    Return how chances fit what happened.

    Parameters
    ----------
    chance : ndarray of float64, shape (n,)
        [probability]
    outcome : ndarray of bool, shape (n,)
    """
    inside = (chance > 0) & (chance < 1)
    large, slope = _calibrated(chance[inside], outcome[inside])
    eo = expected_observed(chance, outcome)
    spread = brier(chance, outcome)
    n, events = len(outcome), int(outcome.sum())
    return Performance(
        n=n,
        events=events,
        expected_rate=float(chance.mean()),
        in_the_large=large,
        slope=slope,
        eo=Estimate(
            estimate=eo.estimate, low=eo.low, high=eo.high, n=n, events=events, method=eo.method
        ),
        brier=spread.estimate,
        scaled_brier=spread.scaled,
        auc=_area(chance, outcome),
        certain=int(n - inside.sum()),
    )


def cross_validated(people: Scored, asked: Asked) -> Performance:
    """Return how the method does, each fold of people by a fit to the others."""
    found = np.empty(len(people))
    folds = StratifiedKFold(n_splits=asked.folds, shuffle=True, random_state=asked.seed)
    for known, unseen in folds.split(found, people.outcome):
        found[unseen] = fitted(people.at(known), asked).chances(people.at(unseen))
    return performance(found, people.outcome)


def optimism(after: Performance, unseen: Performance) -> Optimism:
    """Return after less cross-validated, each figure by its own."""
    return Optimism(
        in_the_large=_gap(after.in_the_large, unseen.in_the_large),
        slope=_gap(after.slope, unseen.slope),
        eo=_gap(after.eo, unseen.eo),
        brier=after.brier - unseen.brier,
        auc=_gap(after.auc, unseen.auc),
    )


def row(name: str, people: Scored, after: Floats, where: Mask) -> Row:
    """Return what happened to some people beside what was said of them."""
    n, events = int(where.sum()), int(people.outcome[where].sum())
    before = people.chance[where].mean()
    return Row(
        name=name,
        n=n,
        events=events,
        observed=proportion(events, n),
        before=float(before) if np.isfinite(before) else None,
        after=float(after[where].mean()),
    )


def _calibrated(chance: Floats, outcome: Mask) -> tuple[Estimate | None, Estimate | None]:
    counts = {"n": len(outcome), "events": int(outcome.sum())}
    try:
        found = calibration(chance, outcome)
    except NotEstimable:
        return None, None
    large = Estimate(
        estimate=found.in_the_large,
        low=found.in_the_large_low,
        high=found.in_the_large_high,
        se=found.in_the_large_se,
        method="intercept with offset logit(p), Wald interval",
        **counts,
    )
    slope = Estimate(
        estimate=found.slope,
        low=found.slope_low,
        high=found.slope_high,
        se=found.slope_se,
        method="slope on logit(p), Wald interval",
        **counts,
    )
    return large, slope


def _area(chance: Floats, outcome: Mask) -> Estimate | None:
    try:
        return auc(chance, outcome)
    except NotEstimable:
        return None


def _gap(one: Estimate | None, other: Estimate | None) -> float | None:
    if one is None or other is None or one.estimate is None or other.estimate is None:
        return None
    return one.estimate - other.estimate
