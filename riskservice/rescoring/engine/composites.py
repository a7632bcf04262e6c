"""Results of single instruments, of choices between models and of sums, for a block of people."""

from collections.abc import Callable, Sequence
from decimal import Decimal

import numpy as np

from riskservice.kit.account import InstrumentAssessor
from riskservice.kit.blocks import Floats
from riskservice.kit.choice import ChoiceAssessor
from riskservice.kit.dates import UNKNOWN
from riskservice.kit.evaluation import FAULTY, NOT_APPLICABLE, NOT_SCORABLE, SCORED
from riskservice.kit.notices import standing_notices
from riskservice.kit.rounding import WHISKER
from riskservice.kit.tabulated import NO_BAND
from riskservice.kit.total import TotalAssessor
from riskservice.rescoring.engine.found import NOT_APPLICABLE_BIT, Found, Range, settled_range
from riskservice.rescoring.engine.nodes import Array, Mask
from riskservice.rescoring.engine.program import Program, Scores
from riskservice.rescoring.engine.ranges import range_of
from riskservice.rescoring.engine.workspace import Workspace

Part = InstrumentAssessor | ChoiceAssessor
Standing = InstrumentAssessor | ChoiceAssessor | TotalAssessor


def standing(assessor: Standing) -> set[str]:
    """Return the codes of the notices that everyone scored with a table gets."""
    return {n.code for n in standing_notices(assessor.stamp, assessor.table.withdrawn_on)}


def single(
    assessor: InstrumentAssessor,
    program: Program,
    space: Workspace,
    scores: Scores,
    *,
    ranges: bool,
) -> Found:
    """Return what an instrument of one model found."""
    where = scores.status
    points = None
    if assessor.instrument.unit == "points":
        points = np.where(where == SCORED, scores.total, np.nan)
    if ranges:
        reach = range_of(program, space, scores)
    else:
        reach = settled_range(where, scores.band, scores.percent, scores.probability)
        # Nobody looked, so that any band is possible.
        every = (2 << len(assessor.band_names)) - 2
        np.copyto(reach.possible, np.int32(every), where=where == NOT_SCORABLE)
    told = (where == SCORED) | (where == NOT_SCORABLE)
    notices: list[tuple[str, Mask]] = []
    if scores.filled is not None:
        notices.append(("missing-rule", told & scores.filled))
    for code, rule in program.notes:
        held = space.holds(rule)
        if held is not None:
            notices.append((code, told & held))
    return Found(
        names=assessor.band_names,
        status=where.copy(),
        points=points,
        probability=scores.probability,
        percent=scores.percent,
        band=scores.band.copy(),
        versions=(assessor.stamp.version,),
        confidence=assessor.stamp.confidence,
        range=reach,
        notices=notices,
        recomputed=scores.recomputed,
    )


def choice(assessor: ChoiceAssessor, first: Found, *later: Callable[[], Found]) -> Found:
    """
    Return what the first complete model found, for each person.

    Parameters
    ----------
    first : Found
        What the first model found, whose range is the choice's.
    later : callables
        What each of the others found; asked for only where it matters.
    """
    model = np.zeros(len(first.status), dtype=np.int8)
    mine = Found(
        names=assessor.band_names,
        status=first.status,
        points=None,
        probability=first.probability,
        percent=first.percent,
        band=first.band,
        versions=tuple(m.stamp.version for m in assessor.models),
        confidence=first.confidence,
        range=first.range,
        model=model,
        table=model,
        recomputed=first.recomputed,
    )
    taken = [(first, np.ones(len(model), dtype=bool))]
    if (mine.status == NOT_SCORABLE).any():
        mine = mine.copy()
    for i, found_of in enumerate(later, start=1):
        rows = mine.status == NOT_SCORABLE
        if not rows.any():
            break
        other = found_of()
        rows &= other.status != NOT_SCORABLE
        for name in ("status", "probability", "percent", "band"):
            getattr(mine, name)[rows] = getattr(other, name)[rows]
        model[rows] = i
        taken[0] = (first, taken[0][1] & ~rows)
        taken.append((other, rows))
        mine.recomputed += other.recomputed
    # A result that does not apply has no range, whichever model says so.
    gone = mine.status == NOT_APPLICABLE
    if gone.any():
        mine.range = mine.range.copy()
        mine.range.possible[gone], mine.range.settled[gone] = 0, True
    known = standing(assessor)
    for found, rows in taken:
        mine.notices += [(code, mask & rows) for code, mask in found.notices if code not in known]
    scored = mine.status == SCORED
    names = [m.instrument.key.removeprefix(f"{assessor.instrument.key}_") for m in assessor.models]
    mine.notices += [(f"{name}-model", scored & (model == i)) for i, name in enumerate(names) if i]
    return mine


def broken_down(assessor: ChoiceAssessor, found: Found) -> Found:
    """Return a choice whose nil percentage is an error without a score, where it is one."""
    rule = assessor.models[0].table.rules.get("zero_percent_is_error")
    if rule is None or not rule.value or found.model is None:
        return found
    later = found.model > 0
    rows = (found.status == SCORED) & (found.percent == 0)
    if rows.any():
        nil = settled_range(found.status, found.band, found.percent, found.probability)
        found = found.copy()
        found.range.copy_rows(rows & later, nil)
        found.notices = [
            (code, mask & ~rows if code.endswith("-model") else mask)
            for code, mask in found.notices
        ]
        found.notices.append(("breakdown", rows))
        found.status[rows] = NOT_SCORABLE
        found.percent[rows] = np.nan
        found.band[rows] = NO_BAND
    return found


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
        np.copyto(status, np.int8(NOT_SCORABLE), where=open_constant)
        nothing = ~most
        for part in parts:
            np.copyto(status, np.int8(NOT_SCORABLE), where=part.status == NOT_SCORABLE)
            nothing &= part.status == NOT_APPLICABLE
        np.copyto(status, np.int8(NOT_APPLICABLE), where=nothing)
        for part in parts:
            np.copyto(status, np.int8(FAULTY), where=part.status == FAULTY)
        scored = status == SCORED
        figures = [
            np.where(part.status == SCORED, part.percent if self._rounded else part.probability, 0)
            for part in parts
        ]
        percent, near = self._percent(figures, most)
        near = near[scored[near]]
        for i in near.tolist():
            percent[i] = round(settle(i) * self._step)
        band = np.where(scored, self._places(percent), NO_BAND).astype(np.int8)
        percent = np.where(scored, percent / self._step, np.nan)
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
            tried = [np.where(c == UNKNOWN, code, c) for c, code in zip(wide, codes, strict=True)]
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
            whole: Floats = np.where(constant, round(float(added) * self._step), 0.0)
            for percent in figures:
                whole += np.round(percent * self._step)
            return np.clip(whole, 0, self._top), np.zeros(0, dtype=np.intp)
        total: Floats = np.where(constant, float(self._constant * 100), 0.0)
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
            places += steps >= edge
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
                gone = np.isnan(value)
                if low:
                    gone |= side.possible & NOT_APPLICABLE_BIT > 0
                figures.append(np.where(gone, 0, value))
            ends.append(self._percent(figures, constant)[0])
        first, last = (self._places(end).astype(np.int64) for end in ends)
        possible = (2 << (last + 1)) - (2 << first)
        reach.possible[rows] = possible[rows]
        reach.settled[rows] = (first == last)[rows]
        reach.low_percent[rows] = ends[0][rows] / self._step
        reach.high_percent[rows] = ends[1][rows] / self._step
