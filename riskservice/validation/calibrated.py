"""Figures of a validation that hold predicted probabilities against what happened."""

import numpy as np

from riskservice.validation import brier as brier_score
from riskservice.validation.benefit import NetBenefit, net_benefit, net_benefit_by
from riskservice.validation.calibration import Calibration, calibration, calibration_at
from riskservice.validation.estimates import Estimate, NotEstimated, Test
from riskservice.validation.expected_observed import ExpectedObserved, person_time
from riskservice.validation.extra import NotEstimable
from riskservice.validation.goodness import Indices, hosmer_lemeshow, indices, spiegelhalter
from riskservice.validation.partly import Partly, reasons
from riskservice.validation.sample import Sample, eo_of
from riskservice.validation.spec import Spec

MOST_SCORES = 20
"""Distinct scores up to which each is a group of the Hosmer-Lemeshow test."""


def person_time_figures(people: Sample, _: Spec) -> Estimate | None:
    """Return E/O from person-time, or None where no expected events were given."""
    if people.expected_events is None:
        return None
    event = people.outcome if people.event is None else people.event
    return person_time(people.expected_events, event)


def eo_figures(people: Sample, _: Spec) -> ExpectedObserved | None:
    """Return E/O, or None without a norm table."""
    return eo_of(people)


def calibration_figures(people: Sample, _: Spec) -> Calibration | None:
    """Return calibration of the norm table, or None without one."""
    if people.expected is None:
        return None
    if people.followed is None:
        return calibration(people.expected, people.outcome)
    time, event, horizon = people.followed
    return calibration_at(time, event, people.expected, horizon)


def brier_figures(people: Sample, _: Spec) -> brier_score.Brier | None:
    """Return the Brier score of the norm table, or None without one."""
    if people.expected is None:
        return None
    if people.followed is None:
        return brier_score.brier(people.expected, people.outcome)
    time, event, horizon = people.followed
    return brier_score.brier_at(time, event, people.expected, horizon)


def indices_figures(people: Sample, _: Spec) -> Indices | None:
    """Return the indices D, U and Q, or None where people are censored."""
    if people.expected is None or people.followed is not None:
        return None
    return indices(people.expected, people.outcome)


def spiegelhalter_figures(people: Sample, _: Spec) -> Test | None:
    """Return Spiegelhalter's z, or None where people are censored."""
    if people.expected is None or people.followed is not None:
        return None
    return spiegelhalter(people.expected, people.outcome)


def hosmer_lemeshow_figures(people: Sample, _: Spec) -> Test | None:
    """Return the Hosmer-Lemeshow test over scores, or over tenths of them where there are many."""
    if people.expected is None or people.followed is not None:
        return None
    edges = np.unique(people.score)
    if len(edges) > MOST_SCORES:
        edges = np.quantile(people.score, np.arange(1, 10) / 10)
    group = np.searchsorted(edges, people.score, side="right").astype(np.float64)
    return hosmer_lemeshow(people.expected, people.outcome, group)


def net_benefit_figures(people: Sample, spec: Spec) -> Partly | None:
    """Return net benefit at each threshold that has one, or None without a norm table."""
    if people.expected is None:
        return None
    if people.followed is None:
        return Partly(net_benefit(people.expected, people.outcome, np.array(spec.thresholds)), [])
    time, event, horizon = people.followed
    found: list[NetBenefit] = []
    missing: list[NotEstimated] = []
    for threshold in spec.thresholds:
        try:
            found += net_benefit_by(time, event, people.expected, horizon, np.array([threshold]))
        except NotEstimable as error:
            missing += reasons("net_benefit", error, f"threshold {threshold:g}")
    return Partly(found, missing)
