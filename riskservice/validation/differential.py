"""
Differential prediction (Cleary): does the same score mean another risk in another group?

First whether the slope differs, then whether the level does, by likelihood ratios of nested models.
"""

from typing import Literal

import msgspec
import numpy as np

from riskservice.validation.estimates import Floats, Mask, NotEstimated, Test
from riskservice.validation.extra import NotEstimable, not_estimable
from riskservice.validation.incremental import likelihood_ratio
from riskservice.validation.partly import Partly, reasons
from riskservice.validation.regression import design, fit
from riskservice.validation.sample import Labels, Sample, rate_of
from riskservice.validation.spec import Spec
from riskservice.validation.survival.cox import cox


class Differential(msgspec.Struct, frozen=True, kw_only=True):
    """
    Cleary's tests for one column of groups: score; score and group; score times group.

    Attributes
    ----------
    group : str
    values : list of str
        Groups in the models, the first being the reference.
    left_out : list of str
        Groups in which nobody or everybody has the outcome.
    model : {"cox", "logistic"}
    log_likelihoods : list of float
        Of the three models.
    slope_bias, intercept_bias : Test
        Third model against second, second against first. To be read in this order.
    terms : list of str
        Of the third model, without its intercept.
    coefficients, se : list of float
    group_coefficients, group_se : list of float
        Score, then groups, of the second model.
    """

    group: str
    values: list[str]
    left_out: list[str]
    model: Literal["cox", "logistic"]
    log_likelihoods: list[float]
    slope_bias: Test
    intercept_bias: Test
    terms: list[str]
    coefficients: list[float]
    se: list[float]
    group_coefficients: list[float]
    group_se: list[float]


def differential(people: Sample, column: str) -> Differential:
    """
    Return the tests whether a score predicts differently for the groups of a column.

    Parameters
    ----------
    people : Sample
        With times the models are Cox's (Efron), else logistic.
    column : str
        One of its groups.

    Raises
    ------
    NotEstimable
        When fewer than two groups have people with the outcome and people without.
    """
    labels = people.groups[column]
    usable, left_out = _usable(people, labels)
    if len(usable) < 2:  # noqa: PLR2004  nothing to compare
        raise not_estimable(
            "differential",
            "fewer than two groups have people with the outcome and without",
            "Join small groups.",
        )
    who = np.isin(labels.place, usable)
    part, place = people.part(who), labels.place[who]
    dummies = np.column_stack([place == i for i in usable[1:]]).astype(np.float64)
    names = [labels.names[i] for i in usable]
    score = part.score[:, None]
    columns = (score, np.hstack((score, dummies)), np.hstack((score, dummies, score * dummies)))
    if part.time is not None and part.event is not None:
        model: Literal["cox", "logistic"] = "cox"
        fits = [_cox(part.time, part.event, x) for x in columns]
    else:
        model = "logistic"
        fits = [_logistic(part.outcome, x) for x in columns]
    likelihoods = [found[0] for found in fits]
    df = len(usable) - 1
    return Differential(
        group=column,
        values=names,
        left_out=left_out,
        model=model,
        log_likelihoods=likelihoods,
        slope_bias=likelihood_ratio(likelihoods[1], likelihoods[2], df),
        intercept_bias=likelihood_ratio(likelihoods[0], likelihoods[1], df),
        terms=["score", *names[1:], *(f"score x {name}" for name in names[1:])],
        coefficients=fits[2][1].tolist(),
        se=fits[2][2].tolist(),
        group_coefficients=fits[1][1].tolist(),
        group_se=fits[1][2].tolist(),
    )


def differential_figures(people: Sample, spec: Spec) -> Partly | None:
    """Return the tests of every column of groups, and which of them cannot be tested and why."""
    found: list[Differential] = []
    missing: list[NotEstimated] = []
    for column, labels in people.groups.items():
        try:
            if spec.withhold_small and _some_small(people, labels, spec.suppress_below):
                # Which groups are in the models, and how many, would tell of those withheld.
                raise not_estimable(
                    "differential",
                    "is withheld, as a group has too few events",
                    "Put small groups together.",
                )
            found.append(differential(people, column))
        except NotEstimable as error:
            missing += reasons("differential", error, column)
    return Partly(found, missing) if people.groups else None


def _some_small(people: Sample, labels: Labels, suppress_below: int) -> bool:
    """Whether the events of some group of a column are withheld."""
    parts = (people.part(labels.place == i) for i in np.unique(labels.place).tolist())
    return any(rate_of(part).events < suppress_below for part in parts)


def _cox(time: Floats, event: Mask, x: Floats) -> tuple[float, Floats, Floats]:
    found = cox(time, event, x)
    return found.log_likelihood, found.coefficients, found.se


def _logistic(outcome: Mask, x: Floats) -> tuple[float, Floats, Floats]:
    found = fit(design(*x.T), outcome)
    return found.log_likelihood, found.coefficients[1:], found.se[1:]


def _usable(people: Sample, labels: Labels) -> tuple[list[int], list[str]]:
    """Largest group first; those in which the outcome does not vary apart."""
    seen = people.outcome if people.event is None else people.event
    counts = np.bincount(labels.place, minlength=len(labels.names))
    events = np.bincount(labels.place, weights=seen, minlength=len(labels.names))
    timed = people.event is not None
    varies = (events > 0) & ((events < counts) | timed)
    order = np.argsort(-counts, kind="stable")
    return (
        [int(i) for i in order if varies[i]],
        [labels.names[i] for i in order if counts[i] and not varies[i]],
    )
