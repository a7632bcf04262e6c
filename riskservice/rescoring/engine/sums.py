"""Sums of parts for a block of people."""

from collections.abc import Callable, Sequence
from decimal import Decimal

import numpy as np

from riskservice.kit.blocks import Floats
from riskservice.kit.dates import UNKNOWN
from riskservice.kit.evaluation import FAULTY, NOT_APPLICABLE, NOT_SCORABLE, SCORED
from riskservice.kit.rounding import WHISKER
from riskservice.kit.tabulated import NO_BAND
from riskservice.kit.total import TotalAssessor
from riskservice.rescoring.engine.found import NOT_APPLICABLE_BIT, Found, Range, settled_range
from riskservice.rescoring.engine.masked import blank, keep, put, take_over
from riskservice.rescoring.engine.nodes import Array, Mask


class Sum:
    """
    A total of parts for a block of people.

    Parameters
    ----------
    assessor : TotalAssessor
    """

    def __init__(self, assessor: TotalAssessor) -> None:
        self.assessor = assessor
        table = assessor.table
        assert table.bands is not None
        self._rounded = table.rule("parts_rounded_before_sum")
        self._step = 10.0**table.rounding.percent_places
        self._edges = [round(float(edge) * self._step) for edge in table.bands.at]
        self._top = round(float(table.constants["largest_percent"].value) * self._step)
        self._constant = Decimal(0)
        if assessor.instrument.constant is not None:
            self._constant = table.constants["constant"].value

    def found(
        self,
        parts: Sequence[Found],
        wide: Sequence[Array],
        settle: Callable[[int], float],
    ) -> Found:
        """
        Return what the sum is.

        Parameters
        ----------
        parts : sequence of Found
            What its parts found, before a nil percentage becomes an error.
        wide : sequence of ndarray
            Wide codes of the columns that the constant depends on.
        settle : callable
            Returns one person's published percentage as the single case has it.
        """
        n = len(parts[0].status)
        least, most = self._constants(n, wide)
        open_constant = least != most
        status = np.zeros(n, dtype=np.int8)
        put(status, NOT_SCORABLE, open_constant)
        nothing = np.ones(n, dtype=bool)
        for part in parts:
            put(status, NOT_SCORABLE, part.status == NOT_SCORABLE)
            nothing &= part.status == NOT_APPLICABLE
        put(status, NOT_APPLICABLE, nothing)
        for part in parts:
            put(status, FAULTY, part.status == FAULTY)
        scored = status == SCORED
        # A part that is not scored has no figure and adds nothing.
        figures = [
            np.fmax(part.percent if self._rounded else part.probability, 0.0) for part in parts
        ]
        percent, near = self._percent(figures, most)
        near = near[scored[near]]
        for i in near.tolist():
            percent[i] = round(settle(i) * self._step)
        band = self._places(percent)
        percent /= self._step
        unscored = ~scored
        put(band, NO_BAND, unscored)
        blank(percent, unscored)
        # Nothing reads the chance behind the percentage of a sum.
        reach = settled_range(status, band, percent, percent)
        model = next((part.model for part in parts if part.model is not None), None)
        partial = status == NOT_SCORABLE
        for part in parts:
            if part.model is not None:
                partial |= scored & (part.model > 0)
        if partial.any():
            reach = reach.copy()
            self._open(reach, parts, (least, most), partial)
        return Found(
            names=self.assessor.band_names,
            status=status,
            points=None,
            probability=percent,
            percent=percent,
            band=band,
            versions=(self.assessor.stamp.version,),
            confidence=self.assessor.stamp.confidence,
            range=reach,
            model=model,
            recomputed=len(near),
        )

    def _constants(self, n: int, wide: Sequence[Array]) -> tuple[Mask, Mask]:
        """Return for whom the constant is surely added, and for whom it may be."""
        rule = self.assessor.instrument.constant
        surely = np.zeros(n, dtype=bool)
        if rule is None:
            return surely, surely
        if not any((column == UNKNOWN).any() for column in wide):
            surely = np.asarray(rule.function(*wide)).astype(bool)
            return surely, surely
        # Each open answer is tried with every code it may have.
        sizes = [self.assessor.asked[need].size or 0 for need in rule.needs]
        found = []
        for place in range(int(np.prod(sizes))):
            codes = np.unravel_index(place, sizes)
            tried = [column.copy() for column in wide]
            for column, code in zip(tried, codes, strict=True):
                put(column, int(code), column == UNKNOWN)
            found.append(np.broadcast_to(np.asarray(rule.function(*tried)).astype(bool), (n,)))
        return np.logical_and.reduce(found), np.logical_or.reduce(found)

    def _percent(self, figures: Sequence[Floats], constant: Mask) -> tuple[Floats, Array]:
        """
        Return the published percentage in its smallest steps, and who lies on a tie.

        Parameters
        ----------
        figures : sequence of ndarray
            Of each part, 0 where it adds nothing: percentages where those are rounded before they
            are added, else probabilities.
        """
        if self._rounded:
            added = self.assessor.published(self._constant * 100)
            whole: Floats = constant.astype(np.float64) * float(round(float(added) * self._step))
            for percent in figures:
                steps = percent * self._step
                whole += np.rint(steps, out=steps)
            return np.clip(whole, 0, self._top, out=whole), np.zeros(0, dtype=np.intp)
        total: Floats = constant.astype(np.float64) * float(self._constant * 100)
        for probability in figures:
            total += probability * 100
        total = total * self._step + 0.5
        steps = np.floor(total)
        rest = total - steps
        width = WHISKER * self._step
        near = np.flatnonzero((rest < width) | (rest > 1 - width))
        return np.clip(steps, 0, self._top), near

    def _places(self, steps: Floats) -> Array:
        places: Array = np.zeros(len(steps), dtype=np.int8)
        for edge in self._edges:
            places += (steps >= edge).view(np.int8)
        return places

    def _open(
        self, reach: Range, parts: Sequence[Found], constants: tuple[Mask, Mask], rows: Mask
    ) -> None:
        """Write the range of those of whom something is missing: the sum of the parts' ranges."""
        ends = []
        for low, constant in zip((True, False), constants, strict=True):
            figures = []
            for part in parts:
                side = part.range
                value = side.low_probability if low else side.high_probability
                if self._rounded:
                    value = side.low_percent if low else side.high_percent
                figure = np.fmax(value, 0.0)
                if low:
                    gone = side.possible & NOT_APPLICABLE_BIT > 0
                    figure = keep(figure.view(np.int64), gone).view(np.float64)
                figures.append(figure)
            ends.append(self._percent(figures, constant)[0])
        first, last = (self._places(end).astype(np.int32) for end in ends)
        possible = np.left_shift(np.int32(2), last + 1) - np.left_shift(np.int32(2), first)
        out = np.logical_and.reduce(
            [
                (part.status == NOT_APPLICABLE) | (part.range.possible & NOT_APPLICABLE_BIT > 0)
                for part in parts
            ]
        )
        possible |= out * np.int32(NOT_APPLICABLE_BIT)
        take_over(reach.possible, possible, rows)
        take_over(reach.settled.view(np.int8), ((first == last) & ~out).view(np.int8), rows)
        take_over(reach.low_percent, ends[0] / self._step, rows)
        take_over(reach.high_percent, ends[1] / self._step, rows)
