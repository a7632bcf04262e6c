"""What is to be compared, and how."""

from typing import Literal

import msgspec

Kind = Literal["numbers", "ordered", "named"]
"""Ratings that are numbers, words in rising order, or words without an order."""
Level = Literal["nominal", "ordinal", "interval", "ratio"]
WeightName = Literal["linear", "quadratic"]


class Spec(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    What is to be compared, and how.

    Attributes
    ----------
    raters : tuple of str
        Columns that hold the ratings, one for each rater; two or more.
    scale : tuple of str
        Every category from lowest to highest, used or not. Without it, numbers stand where their
        value puts them and words have no order.
    weights : {"linear", "quadratic"}
        How much a near miss counts in the weighted kappa and in AC2.
    unit : str or None
        Column that says who was rated; each person has one row.
    level : {"nominal", "ordinal", "interval", "ratio"} or None
        Of the alpha that is reported first. By default ordinal with a scale, interval for numbers
        without one, nominal for words without one.
    resamples : int
        Bootstrap resamples of people for the interval of alpha; with 0 the interval is asymptotic.
    seed : int
        Of the bootstrap: the same seed gives the same interval.
    """

    raters: tuple[str, ...]
    scale: tuple[str, ...] = ()
    weights: WeightName = "linear"
    unit: str | None = None
    level: Level | None = None
    resamples: int = 0
    seed: int = 0
