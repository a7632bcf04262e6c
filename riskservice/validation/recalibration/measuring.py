"""How chances fit people: in the large, slope, E/O, Brier, AUC; and on people not seen before."""

import numpy as np
from sklearn.model_selection import StratifiedKFold

from riskservice.validation.brier import Brier, brier, brier_at
from riskservice.validation.calibration import log_odds
from riskservice.validation.discrimination import auc
from riskservice.validation.estimates import Estimate, Floats, Ints, Mask, around
from riskservice.validation.expected_observed import (
    ExpectedObserved,
    expected_observed,
    expected_observed_by,
)
from riskservice.validation.extra import NotEstimable
from riskservice.validation.rates import proportion
from riskservice.validation.recalibration.fitting import Moved, fitted
from riskservice.validation.recalibration.following import BY_CURVE, EVERYONE, WEIGHTED
from riskservice.validation.recalibration.people import Scored
from riskservice.validation.recalibration.results import (
    Asked,
    FollowUp,
    Optimism,
    Performance,
    Row,
)
from riskservice.validation.regression import Fit, design, fit
from riskservice.validation.survival.dynamic import auc_at

IN_FOLDS = "mean of the AUCs within folds, weighted by pairs; interval of independent folds"


def performance(chance: Floats, people: Scored, area: Estimate | None = None) -> Performance:
    """
    Return how chances fit what happened.

    Parameters
    ----------
    chance : ndarray of float64, shape (n,)
        [probability]
    people : Scored
        Where some were censored before the horizon, E/O is by 1 - Kaplan-Meier; the others carry
        censoring weights.
    area : Estimate, optional
        AUC, where it is not that of the chances of all in one ranking.
    """
    inside = (chance > 0) & (chance < 1)
    weight = people.weight
    large, slope = _calibrated(
        chance[inside], people.outcome[inside], None if weight is None else weight[inside]
    )
    eo, spread = _against(chance, people)
    n, events = len(people), people.events
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
        auc=area or _area(chance, people),
        certain=int(n - inside.sum()),
    )


def cross_validated(people: Scored, asked: Asked) -> Performance:
    """
    Return how the method does, each fold of people by a fit to the others.

    Notes
    -----
    Where people are weighted for censoring, each fit takes its weights from the people it is made
    on, so that it knows nothing of the fold it is tested by. The figures weight everyone by one
    curve, that of before and after, so that columns differ by their chances alone.

    People are ranked against those of their own fold: chances by different fits are no one
    ranking, and in one pool the fold with more events has the lower fit, which costs the AUC.
    """
    found = np.empty(len(people))
    folds = StratifiedKFold(n_splits=asked.folds, shuffle=True, random_state=asked.seed)
    areas, pairs, kept = [], [], True
    for known, unseen in folds.split(found, _kinds(people, asked.folds)):
        here, model = people.at(unseen), fitted(people.at(known), asked)
        found[unseen] = model.chances(here)
        kept &= isinstance(model, Moved) and model.applied[1] > 0
        areas.append(_area(found[unseen], here))
        pairs.append(here.events * here.without)
    # A fit that keeps everyone's place leaves the AUC of the score as it is, on unseen people too.
    area = _area(people.line, people) if kept else _within(areas, pairs, people)
    return performance(found, people, area)


def _within(areas: list[Estimate | None], pairs: list[int], people: Scored) -> Estimate | None:
    """Return the mean of the AUCs of folds, each with the weight of its pairs."""
    told = [(a, p) for a, p in zip(areas, pairs, strict=True) if a is not None and p]
    if not told:
        return None
    weight = np.array([p for _, p in told]) / sum(p for _, p in told)
    value = float(weight @ np.array([a.estimate for a, _ in told], np.float64))
    errors = np.array([np.nan if a.se is None else a.se for a, _ in told])
    se = float(np.sqrt(weight**2 @ errors**2))
    counts = {"n": len(people), "events": people.events}
    if np.isnan(se):
        return Estimate(estimate=value, low=None, high=None, method=IN_FOLDS, **counts)
    low, high = around(value, se)
    return Estimate(estimate=value, low=low, high=high, se=se, method=IN_FOLDS, **counts)


def _kinds(people: Scored, folds: int) -> Mask | Ints:
    """Return of what kind people are that every fold has its share of; the censored, if many."""
    if people.followed is None or people.followed.censored.sum() < folds:
        return people.outcome
    return np.where(people.followed.censored, 2, people.outcome.astype(np.int64))


def follow_up_of(people: Scored, asked: Asked) -> FollowUp | None:
    """Return how people were followed, or None where outcomes were given as they are."""
    if asked.horizon is None:
        return None
    followed, weight = people.followed, people.weight
    method = EVERYONE
    if followed is not None:
        method = BY_CURVE if asked.method == "rates" else WEIGHTED
    return FollowUp(
        horizon=asked.horizon,
        unit=asked.unit or f"(unit of column {asked.time}, not said)",
        censored=0 if followed is None else int(followed.censored.sum()),
        beyond=people.without,
        largest_weight=1.0 if weight is None else float(weight.max()),
        method=method,
    )


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
        observed=_observed(people, where),
        before=float(before) if np.isfinite(before) else None,
        after=float(after[where].mean()),
    )


def _observed(people: Scored, where: Mask) -> Estimate:
    """Return the rate of some people: Wilson's, or 1 - Kaplan-Meier where it reaches so far."""
    n, events, followed = int(where.sum()), int(people.outcome[where].sum()), people.followed
    if followed is None:
        return proportion(events, n)
    return followed.observed(where)


def _against(chance: Floats, people: Scored) -> tuple[ExpectedObserved, Brier]:
    """Return E/O and Brier score, in their form for censored people where there are any."""
    if people.followed is None:
        return expected_observed(chance, people.outcome), brier(chance, people.outcome)
    time, event, horizon = people.followed
    return (
        expected_observed_by(time, event, chance, horizon),
        brier_at(time, event, chance, horizon),
    )


def _calibrated(
    chance: Floats, outcome: Mask, weight: Floats | None
) -> tuple[Estimate | None, Estimate | None]:
    """Return in the large and slope, where they exist."""
    try:
        line = log_odds(chance)
        large = fit(design(line)[:, :1], outcome, offset=line, weight=weight)
        sloped = fit(design(line), outcome, weight=weight)
    except NotEstimable:
        return None, None
    how = "Wald interval" if weight is None else "weighted for censoring, robust interval"
    counts = {"n": len(outcome), "events": int(outcome.sum())}
    return (
        _figure(large, 0, f"intercept with offset logit(p), {how}", counts),
        _figure(sloped, 1, f"slope on logit(p), {how}", counts),
    )


def _figure(found: Fit, which: int, method: str, counts: dict[str, int]) -> Estimate:
    value, se = float(found.coefficients[which]), float(found.se[which])
    low, high = around(value, se)
    return Estimate(estimate=value, low=low, high=high, se=se, method=method, **counts)


def _area(chance: Floats, people: Scored) -> Estimate | None:
    try:
        if people.followed is None:
            return auc(chance, people.outcome)
        time, event, horizon = people.followed
        return auc_at(time, event, chance, horizon)
    except NotEstimable:
        return None


def _gap(one: Estimate | None, other: Estimate | None) -> float | None:
    if one is None or other is None or one.estimate is None or other.estimate is None:
        return None
    return one.estimate - other.estimate
