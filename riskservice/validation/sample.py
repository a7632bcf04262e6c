"""The people of a validation as columns, and figures that follow from how they were followed."""

from dataclasses import dataclass, field, fields, replace
from typing import Any

import numpy as np

from riskservice.validation.discrimination import auc
from riskservice.validation.drift import Days
from riskservice.validation.estimates import Estimate, Floats, Ints, Mask
from riskservice.validation.expected_observed import (
    ExpectedObserved,
    expected_observed,
    expected_observed_by,
)
from riskservice.validation.extra import not_estimable
from riskservice.validation.rates import proportion
from riskservice.validation.survival.curves import kaplan_meier, observed_rate
from riskservice.validation.survival.dynamic import auc_at


@dataclass(frozen=True)
class Labels:
    """
    A column of names.

    Attributes
    ----------
    place : ndarray of int64, shape (n,)
        Of each person's name in the list.
    names : list of str
        In a stated order, of bands from low to high; nobody need have one.
    """

    place: Ints
    names: list[str]


@dataclass(frozen=True)
class Outside:
    """
    People of an outside sample.

    Attributes
    ----------
    score : ndarray of float64, shape (m,)
    bands : dict of str to int, or None
        How many are in each band; None where the sample has no bands.
    """

    score: Floats
    bands: dict[str, int] | None


@dataclass(frozen=True, kw_only=True)
class Sample:
    """
    Columns of the people who are in the analysis, all of one length.

    Attributes
    ----------
    score, compare : ndarray of float64, shape (n,)
        Of the score, and of another one of the same people.
    outcome : ndarray of bool, shape (n,)
        By the horizon where there is one; of people censored before, as seen.
    time, event, competing : ndarray, shape (n,), or None
        Length of follow-up, and whether it ended with the event, or with a competing one.
    horizon : float or None
        In the unit of `time`.
    censored : bool
        Whether somebody was censored before the horizon, so that weights and curves are needed.
    band, compare_band : Labels or None
        With the same names.
    expected, expected_events : ndarray of float64, shape (n,), or None
        Of the outcome, and over each person's own follow-up. [probability, events]
    added : dict of str to ndarray of float64, shape (n,)
        Further judgements.
    groups : dict of str to Labels
        By column; people of whom it is not known are a group.
    date : ndarray of datetime64[D], shape (n,), or None
        When time at risk began.
    items, answers : dict
        Of each item, where it is missing, and what it holds where it is not.
    applies : ndarray of bool, shape (n,), or None
        Whether the instrument is meant for the person; None where it is for everyone.
    outside : Outside or None
        Other people, whose scores these are held against.
    unscored : Sample or None
        People who are in no figure because, with an item missing, they have no score; of a part
        of the people there are none.
    """

    score: Floats
    outcome: Mask
    time: Floats | None = None
    event: Mask | None = None
    competing: Mask | None = None
    horizon: float | None = None
    censored: bool = False
    band: Labels | None = None
    expected: Floats | None = None
    expected_events: Floats | None = None
    compare: Floats | None = None
    compare_band: Labels | None = None
    added: dict[str, Floats] = field(default_factory=dict)
    groups: dict[str, Labels] = field(default_factory=dict)
    date: Days | None = None
    items: dict[str, Mask] = field(default_factory=dict)
    answers: dict[str, "Floats | Labels"] = field(default_factory=dict)
    applies: Mask | None = None
    outside: Outside | None = None
    unscored: "Sample | None" = None

    def __len__(self) -> int:
        return len(self.score)

    def part(self, who: Mask) -> "Sample":
        """Return the people for whom a mask is true."""
        return replace(
            self,
            **{column.name: _part(getattr(self, column.name), who) for column in fields(self)},
        )

    @property
    def events(self) -> int:
        """People with the outcome, as seen."""
        return int(self.outcome.sum())

    @property
    def followed(self) -> tuple[Floats, Mask, float] | None:
        """Times, events and horizon where censoring must be reckoned with."""
        if not self.censored or self.time is None or self.event is None or self.horizon is None:
            return None
        return self.time, self.event, self.horizon


def auc_of(people: Sample, score: Floats | None = None) -> Estimate:
    """Return the AUC: DeLong's, or AUC(t) at the horizon where people are censored before it."""
    score = people.score if score is None else score
    if people.followed is None:
        return auc(score, people.outcome)
    time, event, horizon = people.followed
    return auc_at(time, event, score, horizon)


def rate_of(people: Sample) -> Estimate:
    """Return the observed rate: Wilson's, or 1 - KM at the horizon."""
    if people.followed is None:
        return proportion(people.events, len(people))
    time, event, horizon = people.followed
    return observed_rate(kaplan_meier(time, event), horizon, len(people))


def eo_of(people: Sample) -> ExpectedObserved | None:
    """Return E/O, or None without a norm table or without people."""
    if people.expected is None or not len(people):
        return None
    if people.followed is None:
        return expected_observed(people.expected, people.outcome)
    time, event, horizon = people.followed
    return expected_observed_by(time, event, people.expected, horizon)


def refuse_censored(people: Sample, measure: str) -> None:
    """Refuse a figure that counts outcomes where some are not known at the horizon."""
    if people.censored:
        raise not_estimable(
            measure,
            "counts outcomes, and some people were censored before the horizon",
            "Choose a horizon that everyone was followed to.",
        )


def _part(value: Any, who: Mask) -> Any:
    if isinstance(value, Sample):
        return None
    if isinstance(value, np.ndarray):
        return value[who]
    if isinstance(value, Labels):
        return Labels(value.place[who], value.names)
    if isinstance(value, dict):
        return {name: _part(inner, who) for name, inner in value.items()}
    return value
