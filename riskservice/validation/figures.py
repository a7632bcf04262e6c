"""Each figure of a validation, made from the sample; None where nothing of it was asked for."""

from collections.abc import Callable
from itertools import pairwise
from typing import Any

import numpy as np

from riskservice.validation import banded, calibrated, modelled, shifts
from riskservice.validation.bootstrap import Bootstrapped, bootstrap_auc
from riskservice.validation.calibration import log_odds
from riskservice.validation.differential import differential_figures
from riskservice.validation.discrimination import roc
from riskservice.validation.estimates import Estimate, NotEstimated
from riskservice.validation.extra import NotEstimable, not_estimable
from riskservice.validation.fairness import GroupFigures, subgroups
from riskservice.validation.levels import LevelFigures, bands_partly, by_score, incidence, steps
from riskservice.validation.missing import missing_figures
from riskservice.validation.partly import Partly, reasons
from riskservice.validation.rates import CutPerformance, at_cut
from riskservice.validation.reclassification import Reclassification, reclassification
from riskservice.validation.results import FollowUp, RocPoint
from riskservice.validation.sample import Sample, auc_of, rate_of, refuse_censored
from riskservice.validation.sample_size import SampleSize, sample_size
from riskservice.validation.spec import Spec
from riskservice.validation.survival.concordance import PairCounts, harrell_c, pair_counts, uno_c
from riskservice.validation.survival.curves import CurveStep, LogRank, log_rank
from riskservice.validation.survival.dynamic import auc_at

MOST_POINTS = 200
"""Points of a ROC curve that are kept for drawing."""

Figure = Callable[..., Any]
"""Takes a sample and a specification."""


def _follow_up(people: Sample, _: Spec) -> FollowUp | None:
    time, event = people.time, people.event
    if time is None or event is None:
        return None
    free = time[~event]
    return FollowUp(
        median=float(np.median(time)),
        shortest=float(time.min()),
        longest=float(time.max()),
        person_time=float(time.sum()),
        everyone_until=float(free.min()) if len(free) else None,
        fixed=bool(len(free)) and float(free.min()) == float(free.max()),
    )


def _auc_band(people: Sample, _: Spec) -> Estimate | None:
    if people.band is None:
        return None
    return auc_of(people, people.band.place.astype(np.float64))


def _auc_bootstrap(people: Sample, spec: Spec) -> Bootstrapped | None:
    if not spec.replicates:
        return None
    if people.followed is not None:
        raise not_estimable(
            "auc_bootstrap",
            "is made of outcomes, and some people were censored before the horizon",
            "Take the interval of the AUC, which carries censoring weights.",
        )
    generator = np.random.default_rng(spec.seed)
    return bootstrap_auc(people.score, people.outcome, generator, replicates=spec.replicates)


def _auc_at(people: Sample, spec: Spec) -> Partly | None:
    if people.time is None or people.event is None or not spec.times:
        return None
    found: list[Estimate] = []
    missing: list[NotEstimated] = []
    for when in spec.times:
        try:
            found.append(auc_at(people.time, people.event, people.score, when))
        except NotEstimable as error:
            missing += reasons("auc_at", error, f"{when:g}")
            # One for each time, so that nobody takes one for that of another time.
            found.append(_none(people, "AUC(t), not estimable at this time"))
    return Partly(found, missing)


def _none(people: Sample, method: str) -> Estimate:
    return Estimate(
        estimate=None, low=None, high=None, n=len(people), events=people.events, method=method
    )


def _roc(people: Sample, _: Spec) -> list[RocPoint] | None:
    if people.followed is not None:
        return None
    cut, fpr, tpr = roc(people.score, people.outcome)
    kept = np.arange(len(cut))
    if len(cut) > MOST_POINTS:
        kept = np.linspace(0, len(cut) - 1, MOST_POINTS).round().astype(np.int64)
    return [
        RocPoint(
            cut=float(cut[i]) if np.isfinite(cut[i]) else None,
            false_positive_rate=float(fpr[i]),
            true_positive_rate=float(tpr[i]),
        )
        for i in kept
    ]


def _harrell(people: Sample, _: Spec) -> Estimate | None:
    if people.time is None or people.event is None:
        return None
    return harrell_c(people.time, people.event, people.score)


def _uno(people: Sample, _: Spec) -> Estimate | None:
    if people.time is None or people.event is None:
        return None
    return uno_c(people.time, people.event, people.score, tau=people.horizon)


def _pairs(people: Sample, _: Spec) -> PairCounts | None:
    if people.time is None or people.event is None:
        return None
    return pair_counts(people.time, people.event, people.score)


def _log_rank(people: Sample, _: Spec) -> LogRank | None:
    if people.time is None or people.event is None or people.band is None:
        return None
    if len(np.unique(people.band.place)) == 1:
        return None
    return log_rank(people.time, people.event, people.band.place, people.band.names)


def _bands(people: Sample, spec: Spec) -> Partly | None:
    return None if people.band is None else bands_partly(people, spec.reference_band)


def _scores(people: Sample, _: Spec) -> list[LevelFigures]:
    return by_score(people)


def cuts_of(people: Sample, spec: Spec) -> tuple[float, ...]:
    """Return the cuts: those asked for, else where bands begin if they do not overlap."""
    if spec.cuts or people.band is None:
        return spec.cuts
    place = people.band.place
    present = [i for i in range(len(people.band.names)) if (place == i).any()]
    spans = [(people.score[place == i].min(), people.score[place == i].max()) for i in present]
    apart = all(high < low for (_, high), (low, _) in pairwise(spans))
    return tuple(float(low) for low, _ in spans[1:]) if apart else ()


def _cuts(people: Sample, spec: Spec) -> list[CutPerformance] | None:
    if people.followed is not None:
        if spec.cuts:
            refuse_censored(people, "cuts")
        return None
    return [at_cut(people.score, people.outcome, cut) for cut in cuts_of(people, spec)]


def _groups(people: Sample, spec: Spec) -> list[GroupFigures] | None:
    if not people.groups:
        return None
    return subgroups(
        people,
        cuts_of(people, spec),
        suppress_below=spec.suppress_below,
        withhold=spec.withhold_small,
    )


def _reclassification(people: Sample, _: Spec) -> Reclassification | None:
    if people.band is None or people.compare_band is None:
        return None
    refuse_censored(people, "reclassification")
    old, new = people.band, people.compare_band
    return reclassification(old.place, new.place, people.outcome, old.names)


def _sample_size(people: Sample, _spec: Spec) -> SampleSize:
    line = None
    if people.expected is not None:
        line = log_odds(np.clip(people.expected, 1e-9, 1 - 1e-9))
    area = auc_of(people).estimate
    c, seen = 0.5 if area is None else area, people.events
    if people.followed is None:
        return sample_size(len(people), seen, c, line)
    time, _, horizon = people.followed
    free = int(np.sum((time >= horizon) & ~people.outcome))
    rate = rate_of(people).estimate
    return sample_size(len(people), seen, c, line, prevalence=rate, others=free)


def _survival(people: Sample, _: Spec) -> list[CurveStep] | None:
    return steps(people) or None


def _incidence(people: Sample, _: Spec) -> Estimate | None:
    if people.competing is not None and people.horizon is None:
        raise not_estimable(
            "incidence", "needs a time by which the event counts", "Name a horizon."
        )
    return incidence(people)


def _auc(people: Sample, _: Spec) -> Estimate:
    return auc_of(people)


FIGURES: dict[str, Figure] = {
    "follow_up": _follow_up,
    "auc": _auc,
    "auc_band": _auc_band,
    "auc_bootstrap": _auc_bootstrap,
    "auc_at": _auc_at,
    "roc": _roc,
    "harrell_c": _harrell,
    "uno_c": _uno,
    "pairs": _pairs,
    "cox": modelled.cox_figures,
    "cox_band": banded.band_model,
    "log_rank": _log_rank,
    "odds_ratio": modelled.odds_ratio,
    "logistic_norm": modelled.logistic_norm,
    "eo": calibrated.eo_figures,
    "eo_person_time": calibrated.person_time_figures,
    "calibration": calibrated.calibration_figures,
    "indices": calibrated.indices_figures,
    "spiegelhalter": calibrated.spiegelhalter_figures,
    "hosmer_lemeshow": calibrated.hosmer_lemeshow_figures,
    "brier": calibrated.brier_figures,
    "incidence": _incidence,
    "survival": _survival,
    "bands": _bands,
    "scores": _scores,
    "cuts": _cuts,
    "net_benefit": calibrated.net_benefit_figures,
    "groups": _groups,
    "differential": differential_figures,
    "comparison": modelled.comparison,
    "added": modelled.added,
    "reclassification": _reclassification,
    "norms": modelled.norm_rows,
    "drift": shifts.drift_figures,
    "running": shifts.running_figures,
    "stability": shifts.stability_figures,
    "sample_size": _sample_size,
    "missing": missing_figures,
}
"""In the order in which a report shows them; keys are attributes of Validation."""
IN_STEPS = frozenset({"missing"})
"""Of these, those that may take long, and tell a `tick` the share done."""
