"""
Ranges of instruments that read results which are themselves not settled; as for one person.

People whose open results can be read in the same ways are taken together: each of them with each
way of reading is tried as if it were a person.
"""

from collections.abc import Mapping, Sequence

import numpy as np

from riskservice.kit.dates import Ints
from riskservice.kit.evaluation import NOT_APPLICABLE, NOT_SCORABLE, SCORED
from riskservice.kit.open_readings import Reading, combined, readings_between, starts_of
from riskservice.kit.reading import HUNDREDTHS
from riskservice.kit.resting import MOST_REACHED
from riskservice.rescoring.engine.found import NOT_APPLICABLE_BIT, Found, Range, settled_range
from riskservice.rescoring.engine.nodes import Graph, Mask
from riskservice.rescoring.engine.program import Program
from riskservice.rescoring.engine.ranges import range_of_rows
from riskservice.rescoring.engine.workspace import Workspace

CODE = "rests-on-open-results"
_AT_ONCE = 1 << 17
"""People times readings that are worked out together."""
_PARTS = 6

Ways = Mapping[str, Ints]
"""Columns of the results that are open, a row for each way of reading them."""


def not_settled(found: Found) -> Mask:
    """Return whose result something missing could still change, as others read it."""
    reach = found.range
    same = reach.low_percent == reach.high_percent
    same |= np.isnan(reach.low_percent) & np.isnan(reach.high_percent)
    scored = found.status == SCORED
    still_open: Mask = (found.status == NOT_SCORABLE) | (scored & ~(reach.settled & same))
    return still_open


class Resting:
    """
    An instrument that reads open results, on a block of people.

    Parameters
    ----------
    graph : Graph
    program : Program
    space : Workspace
    read : mapping of str to Found
        What the instruments it reads found.
    """

    def __init__(
        self, graph: Graph, program: Program, space: Workspace, read: Mapping[str, Found]
    ) -> None:
        self._graph, self._program, self._space, self._read = graph, program, space, read
        self._kernel = program.kernel
        self._open = {key: not_settled(found) for key, found in read.items()}

    def widen(self, found: Found) -> None:
        """Widen the ranges of those for whom a result that is read is not settled."""
        concerned = np.logical_or.reduce([*self._open.values()])
        concerned &= (found.status == SCORED) | (found.status == NOT_SCORABLE)
        rows = np.flatnonzero(concerned)
        if not len(rows):
            return
        signatures = np.concatenate([self._signature(key)[rows] for key in self._read], axis=1)
        _, first, which = np.unique(signatures, axis=0, return_index=True, return_inverse=True)
        before = found.range.possible[rows].copy()
        found.range = found.range.copy()
        self._widen(found.range, rows, which.ravel(), [self._ways(s) for s in signatures[first]])
        after = found.range.possible[rows]
        settled = (after != 0) & (after & (after - 1) == 0)
        found.range.settled[rows] = settled
        wider = np.zeros(self._space.n, dtype=bool)
        wider[rows] = ~settled | (after != before)
        if wider.any():
            found.notices.append((CODE, wider))

    def _signature(self, key: str) -> Ints:
        """Return what one result could be read as, in numbers; all -1 where it is settled."""
        found, starts = self._read[key], starts_of(self._kernel, key)
        given = [self._space.narrow(self._program.asked[f"{key}_{part}"])
                 for part in ("band", "percent", "model")]  # fmt: skip
        ends = [
            np.where(np.isnan(end), HUNDREDTHS, np.round(np.nan_to_num(end) * 100))
            for end in (found.range.low_percent, found.range.high_percent)
        ]
        percents = [np.searchsorted(starts, each, side="right") - 1 for each in (given[1], *ends)]
        columns = [given[0], percents[0], given[2], percents[1], percents[2], found.range.possible]
        stacked = np.stack([np.asarray(c, dtype=np.int64) for c in columns], axis=1)
        return np.where(self._open[key][:, None], stacked, -1)

    def _ways(self, signature: Ints) -> Ways | None:
        """Return every way of reading the open results of a signature; None for too many."""
        keys, readings = [], []
        for i, key in enumerate(self._read):
            mine = signature[_PARTS * i : _PARTS * (i + 1)].tolist()
            if mine[0] >= 0:
                keys.append(key)
                readings.append(self._readings(key, mine))
        return combined(self._kernel, tuple(keys), tuple(readings))

    def _widen(self, reach: Range, rows: Ints, which: Ints, ways: Sequence[Ways | None]) -> None:
        """Widen the ranges of people, each of whom has one of several sets of ways."""
        counts = np.array([0 if w is None else len(next(iter(w.values()))) for w in ways])
        unanswered = self._unanswered(rows)
        count = counts[which]
        anything = (count == 0) | (unanswered & (count > MOST_REACHED))
        reach.possible[rows[anything]] |= (2 << len(self._kernel.band_names)) - 2
        for own in (False, True):
            mine = np.flatnonzero(~anything & (unanswered == own))
            parts = np.flatnonzero(np.diff(np.cumsum(count[mine]) // _AT_ONCE)) + 1
            for some in np.split(mine, parts):
                if len(some):
                    self._try(reach, rows[some], [ways[w] or {} for w in which[some]], own=own)

    def _readings(self, key: str, numbers: list[int]) -> tuple[Reading, ...]:
        band, percent, model, low, high, possible = numbers
        starts, names = starts_of(self._kernel, key), self._read[key].names
        bands: tuple[str, ...] = ("not_applicable",) if possible & NOT_APPLICABLE_BIT else ()
        bands += tuple(name for place, name in enumerate(names) if possible >> (place + 1) & 1)
        standing = (band, int(starts[percent]), model)
        ends = (int(starts[low]), int(starts[high]))
        return readings_between(self._kernel, key, standing, ends, bands)

    def _unanswered(self, rows: Ints) -> Mask:
        """Return who left a question of the instrument's own unanswered."""
        found = np.zeros(len(rows), dtype=bool)
        for node in self._program.asked.values():
            unknown = self._space.unknown(node)
            if unknown is not None:
                found |= unknown[rows]
        return found

    def _try(self, reach: Range, rows: Ints, ways: Sequence[Ways], *, own: bool) -> None:
        """Add what some people reach over all ways of reading."""
        counts = np.array([len(next(iter(each.values()))) for each in ways])
        starts = np.append(0, np.cumsum(counts)[:-1])
        n = int(counts.sum())
        given = {
            name: np.repeat(self._space.narrow(node)[rows], counts)
            for name, node in {**self._program.asked, "on": self._program.nodes["on"]}.items()
        }
        for name in dict.fromkeys(name for each in ways for name in each):
            column = given[name].astype(np.uint16)
            for start, count, each in zip(starts.tolist(), counts.tolist(), ways, strict=True):
                if name in each:
                    column[start : start + count] = each[name]
            given[name] = column
        tried = Workspace(self._graph, n, given)
        scores = self._program.run(tried)
        found = settled_range(scores.status, scores.band, scores.percent, scores.probability)
        if own:
            found = range_of_rows(self._program, tried, found, np.arange(n))
        else:
            out = scores.status == NOT_APPLICABLE
            found.possible = np.where(out, NOT_APPLICABLE_BIT, found.possible)
        reach.possible[rows] |= np.bitwise_or.reduceat(found.possible, starts)
        low, high = np.fmin.reduceat(found.low_percent, starts), found.high_percent
        reach.low_percent[rows] = np.fmin(reach.low_percent[rows], low)
        reach.high_percent[rows] = np.fmax(reach.high_percent[rows], np.fmax.reduceat(high, starts))
