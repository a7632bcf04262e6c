"""What a kernel is made of: terms evaluated once over their domain, and the scale of totals."""

import math
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskservice.kit.blocks import Floats
from riskservice.kit.instrument import Instrument, Term
from riskservice.kit.rounding import percent_of, percents
from riskservice.kit.tables import Table

NO_BAND = -1
LARGEST_LIST = 1 << 14

Codes = Mapping[str, int]


class Tabulated:
    """
    A term evaluated once over the whole domain of its columns.

    Attributes
    ----------
    points : ndarray of float64, shape (product of sizes,)
    """

    def __init__(self, term: Term, sizes: Sequence[int], table: Table) -> None:
        self.term, self.sizes = term, tuple(sizes)
        grid = np.meshgrid(*(np.arange(size) for size in sizes), indexing="ij")
        points = np.asarray(term.function(*grid, table=table), dtype=np.float64)
        self.points: Floats = np.ascontiguousarray(np.broadcast_to(points, self.sizes)).ravel()
        self.points.setflags(write=False)
        # A list is read twice as fast as a view; of a large table a view spares the copy.
        small = self.points.size <= LARGEST_LIST
        self.as_list: Sequence[float] = self.points.tolist() if small else self.points.data
        self.strides = tuple(math.prod(self.sizes[i + 1 :]) for i in range(len(self.sizes)))

    def cell(self, codes: Sequence[Any]) -> Any:
        """Return the place in ``points`` of one code per column; numbers or arrays."""
        if not codes:
            return 0
        place = codes[0]
        for code, size in zip(codes[1:], self.sizes[1:], strict=True):
            place = place * size + code
        return place

    def value(self, known: Codes) -> float:
        """Return the points of one person."""
        return self.as_list[int(self.cell([known[need] for need in self.term.needs]))]

    def codes(self, cell: int) -> tuple[int, ...]:
        """Return the code of each column at a place; the opposite of :meth:`cell`."""
        return tuple(int(code) for code in np.unravel_index(cell, self.sizes))


class Scale:
    """
    From a total to a probability, a published percentage and a band.

    Totals that are whole numbers are looked up; others are computed, with the published rounding.
    """

    def __init__(
        self, instrument: Instrument, table: Table, low: float, high: float, *, whole: bool = True
    ) -> None:
        self._instrument, self._table = instrument, table
        self.places = table.rounding.percent_places
        self.names: tuple[str, ...] = ()
        self.edges = [float(edge) for edge in table.bands.at] if table.bands else []
        if table.bands is not None:
            self.names = table.bands.names
        elif table.lines:
            self.names = tuple(dict.fromkeys(line.band for line in reversed(table.lines)))
        self.low, self.high = math.floor(low), math.ceil(high)
        self.finite = whole and instrument.unit != "log_odds"
        self._by_percent = table.bands is not None and table.bands.on == "percent"
        if self.finite:
            totals = np.arange(self.low, self.high + 1, dtype=np.float64)
            probability, rounded, band = self._compute(totals)
            self._probability, self._percent, self._band = probability, rounded, band
            self.as_list = list(
                zip(probability.tolist(), rounded.tolist(), band.tolist(), strict=True)
            )

    def one(self, total: float) -> tuple[float, float, int]:
        """Return probability, percent and band of one total; NaN where none is published."""
        if self.finite:
            return self.as_list[int(total) - self.low]
        # An array of one, so that one person gets the same exponential as a row of many.
        here = np.array([total])
        if self._instrument.probability is None or not self._by_percent:
            chance, published, band = self._compute(here)
            return float(chance[0]), float(published[0]), int(band[0])
        probability = float(self._instrument.probability(here, self._table)[0])
        rounded = percent_of(probability, self.places)
        return probability, rounded, self.band_at(rounded)

    def band_at(self, rounded: float) -> int:
        """Return the place of the band of a published percentage, or NO_BAND."""
        return bisect_right(self.edges, rounded) if self.edges else NO_BAND

    def many(self, totals: Floats) -> tuple[Floats, Floats, NDArray[np.int8]]:
        """Return the same for an array of totals."""
        if self.finite:
            place = totals.astype(np.int64) - self.low
            return self._probability[place], self._percent[place], self._band[place]
        return self._compute(totals)

    def _compute(self, totals: Floats) -> tuple[Floats, Floats, NDArray[np.int8]]:
        table = self._table
        probability = np.full(totals.shape, np.nan)
        band = np.full(totals.shape, NO_BAND, dtype=np.int8)
        if table.lines:
            lines = table.lines[::-1]
            place = np.clip(totals.astype(np.int64), 0, len(lines) - 1)
            probability = np.array([float(line.probability) for line in lines])[place]
            band = np.array([self.names.index(x.band) for x in lines], dtype=np.int8)[place]
        elif table.chances is not None:
            probability = table.chances.look_up(totals)
        elif self._instrument.probability is not None:
            probability = self._instrument.probability(totals, table)
        rounded = percents(probability, self.places)
        if table.bands is not None:
            cut = totals if table.bands.on == "points" else rounded
            at = np.asarray(table.bands.at, dtype=np.float64)
            band = np.searchsorted(at, cut, side="right").astype(np.int8)
        return probability, rounded, band
