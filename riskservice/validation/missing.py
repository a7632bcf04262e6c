"""What is not known of the items of an instrument, and whether it goes with the outcome."""

import msgspec
import numpy as np

from riskservice.validation.estimates import Estimate, Mask
from riskservice.validation.rates import difference, proportion


class MissingItem(msgspec.Struct, frozen=True, kw_only=True):
    """
    One item.

    Attributes
    ----------
    item : str
    n, missing : int
    share : float
        Missing, of everyone. [0 to 1]
    rate_missing, rate_known : Estimate or None
        Outcome among those with the item missing, and among the others; None where people were
        censored before the horizon.
    difference : Estimate or None
        Of the two; far from 0, the item is not missing by chance.
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
    complete : int
        People with every item.
    auc_complete : Estimate or None
        AUC among them, to be held beside that of everyone.
    """

    items: list[MissingItem]
    complete: int
    auc_complete: Estimate | None = None


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
