"""What figures of raters rest on: raters, scale and rows; who is left out, what cannot be given."""

import msgspec

from riskservice.validation.agreement.spec import Kind, Level, WeightName


class LeftOut(msgspec.Struct, frozen=True, kw_only=True):
    """
    Rows that a figure does not rest on.

    Attributes
    ----------
    figures : str
        Which figures, in words.
    why : str
        In words.
    count : int
        How many rows.
    rows : tuple of int
        The first of them, counted from 1.
    """

    figures: str
    why: str
    count: int
    rows: tuple[int, ...]


class NotGiven(msgspec.Struct, frozen=True, kw_only=True):
    """
    Figures that these ratings cannot give.

    Attributes
    ----------
    figures : tuple of str
        Their names in the results.
    why, way_out : str
        Why not, and what would give them.
    """

    figures: tuple[str, ...]
    why: str
    way_out: str


class Frame(msgspec.Struct, frozen=True, kw_only=True):
    """
    What the figures rest on.

    Attributes
    ----------
    raters : tuple of str
        Columns.
    unit : str or None
        Column that says who was rated.
    kind : {"numbers", "ordered", "named"}
        What the ratings are: numbers, words in order, or words without an order.
    weights : {"linear", "quadratic"}
        How much a near miss counts.
    level : {"nominal", "ordinal", "interval", "ratio"}
        Of Krippendorff alpha.
    rows : int
        Rows of the file.
    rated, rated_twice, complete : int
        People with one rating or more, with two or more, and rated by everybody.
    ratings : dict of str to int
        How many each rater gave.
    scale : tuple of str
        Categories from lowest to highest; empty for numbers with too many values for a scale.
    scale_given : bool
        False where the categories are those that happen to occur.
    """

    raters: tuple[str, ...]
    unit: str | None
    kind: Kind
    scale: tuple[str, ...]
    scale_given: bool
    weights: WeightName
    level: Level
    rows: int
    rated: int
    rated_twice: int
    complete: int
    ratings: dict[str, int]
