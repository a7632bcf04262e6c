"""What an instrument found for a block of people, as columns."""

from dataclasses import dataclass, field, fields, replace

import numpy as np

from riskservice.kit.blocks import Floats
from riskservice.kit.evaluation import FAULTY, NOT_SCORABLE
from riskservice.kit.tabulated import NO_BAND
from riskservice.rescoring.engine.masked import blank, put
from riskservice.rescoring.engine.nodes import Array, Mask

OUTCOMES = ("scored", "not_applicable", "not_scorable", "faulty")
"""In the order of the codes of a status."""
NOT_APPLICABLE_BIT = 1
"""Of a set of possible bands; band ``i`` has the bit ``2 << i``."""


@dataclass(slots=True)
class Range:
    """
    What is still possible; arrays of shape (n,).

    Attributes
    ----------
    possible : ndarray of int32
        One bit for each band that is still possible, and one for *not applicable*; 0 where there
        are no bands.
    settled : ndarray of bool
    low_percent, high_percent, low_probability, high_probability : ndarray of float64
        Ends of what a sum would add; NaN where nothing is published.
    """

    possible: Array
    settled: Mask
    low_percent: Floats
    high_percent: Floats
    low_probability: Floats
    high_probability: Floats

    def copy(self) -> "Range":
        """Return a range of its own with the same values."""
        return replace(self, **{f.name: getattr(self, f.name).copy() for f in fields(self)})

    def copy_rows(self, rows: Mask, other: "Range") -> None:
        """Take some rows from another range."""
        for each in fields(self):
            getattr(self, each.name)[rows] = getattr(other, each.name)[rows]


@dataclass(slots=True)
class Found:
    """
    One instrument's results; arrays of shape (n,).

    Attributes
    ----------
    names : tuple of str
        Bands, from low to high.
    status : ndarray of int8
    points, probability, percent : ndarray of float64
        NaN where there are none.
    band : ndarray of int8
    model : ndarray of int8 or None
        Place of the model of a choice that gave the result.
    versions : tuple of str
        Versions of the tables used; `table` says which one for each person, None for the first.
    range : Range
    notices : list of (str, ndarray of bool)
        Code of a notice, and for whom it holds.
    """

    names: tuple[str, ...]
    status: Array
    points: Floats | None
    probability: Floats
    percent: Floats
    band: Array
    versions: tuple[str, ...]
    confidence: str
    range: Range
    model: Array | None = None
    table: Array | None = None
    notices: list[tuple[str, Mask]] = field(default_factory=list)
    recomputed: int = 0

    def copy(self) -> "Found":
        """Return a copy whose figures can be changed, the range included."""
        return replace(
            self,
            status=self.status.copy(),
            probability=self.probability.copy(),
            percent=self.percent.copy(),
            band=self.band.copy(),
            range=self.range.copy(),
            notices=[*self.notices],
        )

    def blank(self, rows: Mask) -> None:
        """Take the results of some people away: there is something wrong with their answers."""
        put(self.status, FAULTY, rows)
        for column in (self.points, self.probability, self.percent):
            if column is not None:
                blank(column, rows)
        put(self.band, NO_BAND, rows)
        put(self.range.possible, 0, rows)
        self.notices = [(code, mask & ~rows) for code, mask in self.notices]


def settled_range(status: Array, band: Array, percent: Floats, probability: Floats) -> Range:
    """
    Return the range of results that nothing can change: what they are, and nothing else.

    The figures are shared; a range is copied before it is changed.
    """
    # No band has the bit below the lowest one's shifted out.
    possible = band.astype(np.int32)
    possible += 1
    np.left_shift(np.int32(1), possible, out=possible)
    possible &= np.int32(-2)
    return Range(
        possible=possible,
        settled=status != NOT_SCORABLE,
        low_percent=percent,
        high_percent=percent,
        low_probability=probability,
        high_probability=probability,
    )
