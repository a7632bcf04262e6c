"""
Differential prediction (Cleary): does the same score mean another risk in another group?

First whether the slope differs, then whether the level does, by likelihood ratios of nested models.
"""

from typing import Literal

import msgspec
import numpy as np

from riskservice.validation.cox import cox
from riskservice.validation.estimates import Floats, Mask, Test
from riskservice.validation.extra import not_estimable
from riskservice.validation.incremental import likelihood_ratio
from riskservice.validation.regression import design, fit
from riskservice.validation.sample import Labels, Sample


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
            f"fewer than two groups of {column} have people with the outcome and without",
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
