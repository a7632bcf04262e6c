"""What a recalibration is asked, and what it says: before, after, and on people it has not seen."""

import datetime as dt
from typing import Literal

import msgspec

from riskservice.kit.refit import Method
from riskservice.validation.estimates import Estimate

Smoothing = Literal["monotone", "none"]
LEAST_EVENTS = 100
"""Fewer people with the outcome, or without, are a floor under which nothing holds firm."""
FEW_EVENTS = 10
"""Fewer in one step of a rate table, and the rate is flagged."""


class Asked(msgspec.Struct, frozen=True, kw_only=True):
    """
    How to recalibrate, and what the researcher says of the sample.

    Attributes
    ----------
    version : str
        Of the table to be made.
    made_on : date
        Day it is made.
    sample, outcome, source : str
        Whom it is fitted to; what counted as the outcome; the citation of the numbers.
    first_day, last_day : date
        Of the sample.
    folds, seed : int
        Of the cross-validation.
    smoothing : {"monotone", "none"}
        Of rates: whether a higher score may have a lower rate.
    time : str, optional
        Column of the length of follow-up, where the outcome is whether it ended with the event.
    horizon : float, optional
        Time by which the event counts.
    unit : str
        Of time and horizon.
    """

    version: str
    made_on: dt.date
    method: Method
    sample: str
    outcome: str
    source: str
    first_day: dt.date
    last_day: dt.date
    folds: int = 10
    seed: int = 1
    smoothing: Smoothing = "monotone"
    time: str | None = None
    horizon: float | None = None
    unit: str = ""


class LeftOut(msgspec.Struct, frozen=True, kw_only=True):
    """People who were not used, and why."""

    reason: str
    n: int


class FollowUp(msgspec.Struct, frozen=True, kw_only=True):
    """
    How people were followed.

    Attributes
    ----------
    horizon : float
    unit : str
    censored : int
        Censored before the horizon; they are among the people.
    beyond : int
        Followed beyond the horizon, or without the event to it.
    largest_weight : float
        For how many people anyone stands; 1 where nobody was censored early.
    method : str
    """

    horizon: float
    unit: str
    censored: int
    beyond: int
    largest_weight: float
    method: str


class Performance(msgspec.Struct, frozen=True, kw_only=True):
    """
    How the chances of a table fit people.

    Attributes
    ----------
    n, events : int
    expected_rate : float
        Mean chance. [probability]
    in_the_large, slope : Estimate or None
        None where they cannot be estimated.
    eo : Estimate
        Expected over observed; below 1 the chances are too low.
    brier, scaled_brier : float
    auc : Estimate or None
    certain : int
        People whose chance is exactly 0 or 1; they are left out of intercept and slope.
    """

    n: int
    events: int
    expected_rate: float
    in_the_large: Estimate | None
    slope: Estimate | None
    eo: Estimate
    brier: float
    scaled_brier: float | None
    auc: Estimate | None
    certain: int = 0


class Optimism(msgspec.Struct, frozen=True, kw_only=True):
    """
    Figures after less those on people the fit has not seen.

    Attributes
    ----------
    in_the_large, slope, eo, auc : float or None
        None where one of the two cannot be estimated. An AUC above 0 flatters the fit.
    brier : float
        Below 0 it flatters the fit.
    """

    in_the_large: float | None
    slope: float | None
    eo: float | None
    brier: float
    auc: float | None


class Row(msgspec.Struct, frozen=True, kw_only=True):
    """
    People of one band or one stretch of scores: what happened, what was said before, and after.

    Attributes
    ----------
    name : str
    observed : Estimate
        With Wilson interval; where follow-up varies 1 - Kaplan-Meier, None where nobody among
        them was followed to the horizon.
    before, after : float or None
        Mean chance. [probability]
    """

    name: str
    n: int
    events: int
    observed: Estimate
    before: float | None
    after: float


class Recalibration(msgspec.Struct, frozen=True, kw_only=True):
    """
    A recalibration and how well it did.

    Attributes
    ----------
    intercept, slope : Estimate or None
        New log-odds are ``intercept + slope`` times the old ones; None for rates.
    applied_intercept, applied_slope : str or None
        The same with the digits they have in the table.
    before : Performance or None
        None where the base publishes no chance.
    after : Performance
        On the people it was fitted to.
    cross_validated : Performance
        Each fold of people by a fit to the others.
    optimism : Optimism
    same_order : bool
        Whether nobody overtakes anybody, so that the AUC stays what it was.
    follow_up : FollowUp or None
        None where each outcome was given as it is.
    other_figures : tuple of str
        Published figures that were moved too, untested.
    ruleset : str
        Name by which the draft is scored with.
    """

    instrument: str
    title: str
    base: str
    version: str
    method: Method
    asked: Asked
    n: int
    events: int
    left_out: tuple[LeftOut, ...]
    intercept: Estimate | None
    slope: Estimate | None
    applied_intercept: str | None
    applied_slope: str | None
    before: Performance | None
    after: Performance
    cross_validated: Performance
    optimism: Optimism
    same_order: bool
    bands: tuple[Row, ...]
    steps: tuple[Row, ...]
    follow_up: FollowUp | None
    other_figures: tuple[str, ...]
    warnings: tuple[str, ...]
    ruleset: str
