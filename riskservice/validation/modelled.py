"""Figures of a validation that come from fitted models."""

import numpy as np

from riskservice.validation import norms
from riskservice.validation.discrimination import compare_paired
from riskservice.validation.estimates import Estimate, Floats, NotEstimated, ratio_of
from riskservice.validation.extra import NotEstimable
from riskservice.validation.incremental import Incremental, added_logistic, added_survival
from riskservice.validation.partly import Partly, reasons
from riskservice.validation.regression import design, fit
from riskservice.validation.results import Comparison, CoxFigures
from riskservice.validation.sample import Sample
from riskservice.validation.spec import Spec
from riskservice.validation.survival.concordance import compare_c
from riskservice.validation.survival.cox import CoxFit, cox
from riskservice.validation.survival.hazards import cox_tests

MOST_NORMS = 200
"""Distinct scores up to which there is a table of norms."""


def cox_figures(people: Sample, _: Spec) -> Partly | None:
    """Return the Cox model of the score with the test of what it assumes, or None without times."""
    if people.time is None or people.event is None:
        return None
    found, tests, missing = cox_tests("cox", people.time, people.event, people.score)
    ratio = found.hazard_ratio()
    figures = CoxFigures(
        hazard_ratio=ratio.estimate,
        low=ratio.low,
        high=ratio.high,
        coefficient=float(found.coefficients[0]),
        se=float(found.se[0]),
        method=ratio.method,
        **tests,
    )
    return Partly(figures, missing)


def odds_ratio(people: Sample, _: Spec) -> Estimate | None:
    """Return the odds ratio per point, or None where people are censored before the horizon."""
    if people.followed is not None:
        return None
    found = fit(design(people.score), people.outcome)
    return ratio_of(
        float(found.coefficients[1]),
        float(found.se[1]),
        "odds_ratio",
        n=len(people),
        events=people.events,
        method="logistic odds ratio per point, Wald interval",
    )


def logistic_norm(people: Sample, _: Spec) -> norms.LogisticNorm | None:
    """Return B0 and B1 at the median score; as ``odds_ratio``."""
    if people.followed is not None:
        return None
    return norms.logistic_norm(people.score, people.outcome)


def norm_rows(people: Sample, _: Spec) -> list[norms.Norm] | None:
    """Return the table of norms, where scores are few enough for one."""
    if len(np.unique(people.score)) > MOST_NORMS:
        return None
    found = _or_none(people)
    return norms.norms(people.score, None if found is None else float(found.coefficients[0]))


def comparison(people: Sample, spec: Spec) -> Partly | None:
    """Return the other score beside the score, or None where none was named."""
    other = people.compare
    if other is None or spec.compare is None:
        return None
    areas, concordances = None, []
    if people.followed is None:
        areas = compare_paired(people.score, other, people.outcome)
    if people.time is not None and people.event is not None:
        one, two, gap, _ = compare_c(people.time, people.event, people.score, other)
        concordances = [one, two, gap]
    gain: Incremental | None = None
    missing: list[NotEstimated] = []
    try:
        gain = _added(people, other[:, None])
    except NotEstimable as error:
        missing = reasons("comparison", error, f"{spec.compare} added")
    found = Comparison(
        score=spec.score,
        compare=spec.compare,
        auc=areas,
        harrell_c=concordances,
        added=gain,
    )
    return Partly(found, missing)


def added(people: Sample, _: Spec) -> Incremental | None:
    """Return what named judgements add to the score, or None where none was named."""
    if not people.added:
        return None
    return _added(people, np.column_stack(list(people.added.values())))


def _added(people: Sample, columns: Floats) -> Incremental:
    if people.time is not None and people.event is not None:
        return added_survival(people.time, people.event, people.score, columns)
    return added_logistic(people.outcome, people.score, columns)


def _or_none(people: Sample) -> CoxFit | None:
    if people.time is None or people.event is None:
        return None
    try:
        return cox(people.time, people.event, people.score)
    except NotEstimable:
        return None
