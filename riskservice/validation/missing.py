"""What is not known of the items of an instrument, and whether it goes with the outcome."""

from collections.abc import Callable
from typing import TypeVar

import msgspec
import numpy as np

from riskservice.validation.estimates import Estimate, Mask, NotEstimated
from riskservice.validation.expected_observed import ExpectedObserved
from riskservice.validation.extra import NotEstimable
from riskservice.validation.filling.sensitivity import Imputed, Tick, imputed
from riskservice.validation.filling.suited import MEASURE
from riskservice.validation.partly import Partly, reasons
from riskservice.validation.rates import difference, proportion
from riskservice.validation.sample import Sample, auc_of, eo_of
from riskservice.validation.spec import Spec

Made = TypeVar("Made")


class MissingItem(msgspec.Struct, frozen=True, kw_only=True):
    """
    One item.

    Attributes
    ----------
    item : str
        Column.
    n, missing : int
        People, and those of whom it is missing.
    share : float
        Missing, of everyone. [0 to 1]
    rate_missing, rate_known : Estimate or None
        Outcome among those with the item missing, and among the others; None where people were
        censored before the horizon.
    difference : Estimate or None
        Rate where it is missing less that where it is known; far from 0, the item is not missing
        by chance.
    """

    item: str
    n: int
    missing: int
    share: float
    rate_missing: Estimate | None = None
    rate_known: Estimate | None = None
    difference: Estimate | None = None


class MissingData(msgspec.Struct, frozen=True, kw_only=True):
    """
    Missing items.

    Attributes
    ----------
    items : list of MissingItem
        In the order in which they were named.
    complete : int
        People with every item.
    auc_complete, eo_complete : Estimate and ExpectedObserved, or None
        Among them, to be held beside those of everyone.
    imputed : Imputed or None
        With every gap filled, by multiple imputation; None where it was not asked for or cannot be
        done.
    not_imputed : list of NotEstimated
        Why it cannot.
    """

    items: list[MissingItem]
    complete: int
    auc_complete: Estimate | None = None
    eo_complete: ExpectedObserved | None = None
    imputed: Imputed | None = None
    not_imputed: list[NotEstimated] = []


def missing_figures(people: Sample, spec: Spec, tick: Tick | None = None) -> Partly | None:
    """
    Return what is missing of the items, and what that may do, as :class:`MissingData`.

    Parameters
    ----------
    people : Sample
    spec : Spec
    tick : callable, optional
        Told the share done.

    Returns
    -------
    Partly or None
        None where no items were named.
    """
    if not people.items:
        return None
    complete = ~np.any(list(people.items.values()), axis=0)
    part = people.part(complete)
    known = None if people.censored else people.outcome
    not_complete: list[NotEstimated] = []
    area = _or_why(auc_of, part, "AUC", not_complete)
    index = _or_why(eo_of, part, "E/O", not_complete)
    found: Imputed | None = None
    not_imputed: list[NotEstimated] = []
    try:
        found = imputed(people, spec, tick)
    except NotEstimable as error:
        not_imputed = reasons(MEASURE, error)
    figures = MissingData(
        items=[missing_item(name, gone, known) for name, gone in people.items.items()],
        complete=len(part),
        auc_complete=area,
        eo_complete=index,
        imputed=found,
        not_imputed=not_imputed,
    )
    return Partly(figures, [*not_complete, *not_imputed])


def _or_why(
    make: Callable[[Sample], Made], part: Sample, name: str, missing: list[NotEstimated]
) -> Made | None:
    """Return a figure of people with every item, or note why there is none."""
    try:
        return make(part)
    except NotEstimable as error:
        missing += reasons("missing", error, f"{name} of people with every item")
        return None


def missing_item(item: str, missing: Mask, outcome: Mask | None) -> MissingItem:
    """
    Return how often an item is missing, and the outcome rates with and without it.

    Parameters
    ----------
    item : str
    missing, outcome : ndarray of bool, shape (n,)
        The outcome is None where it is not known of everyone.
    """
    n, gone = len(missing), int(missing.sum())
    if outcome is None:
        return MissingItem(item=item, n=n, missing=gone, share=gone / n)
    with_it, without = int(np.sum(outcome & ~missing)), int(np.sum(outcome & missing))
    return MissingItem(
        item=item,
        n=n,
        missing=gone,
        share=gone / n,
        rate_missing=proportion(without, gone),
        rate_known=proportion(with_it, n - gone),
        difference=difference(without, gone, with_it, n - gone),
    )
