"""What unanswered questions leave possible, for the people of a block who left some unanswered."""

import numpy as np

from riskservice.kit import completions
from riskservice.kit.completions import Reach
from riskservice.kit.evaluation import NOT_SCORABLE, SCORED
from riskservice.kit.open_readings import read_alone
from riskservice.kit.tabulated import NO_BAND
from riskservice.rescoring.engine.bounds import Apart
from riskservice.rescoring.engine.found import NOT_APPLICABLE_BIT, Range, settled_range
from riskservice.rescoring.engine.nodes import Array, Mask, Node
from riskservice.rescoring.engine.outer import Outer
from riskservice.rescoring.engine.program import Program, Scores
from riskservice.rescoring.engine.spread import with_slack
from riskservice.rescoring.engine.unanswered import alike, patterns_of
from riskservice.rescoring.engine.workspace import Workspace

_BANDLESS = 1 << 30
"""Of a set of bands: that a total without one is possible."""


def range_of(program: Program, space: Workspace, scores: Scores) -> Range:
    """
    Return the range of a kernel's results.

    Those of whom everything is known have what they have; of the others every way of answering is
    tried, as for one person.
    """
    found = settled_range(scores.status, scores.band, scores.percent, scores.probability)
    wanted = scores.status == NOT_SCORABLE
    if scores.filled is not None:
        wanted |= scores.filled & (scores.status == SCORED)
    rows = np.flatnonzero(wanted)
    return range_of_rows(program, space, found, rows) if len(rows) else found


def range_of_rows(program: Program, space: Workspace, found: Range, rows: Array) -> Range:
    """Return a range in which every way of answering is tried for some people."""
    found = found.copy()
    if program.apart is not None:
        rows = rows[~_apart(program, program.apart, space, found, rows)]
        if len(rows) and program.apart.outer is not None:
            rows = rows[~_outer(program, program.apart.outer, space, found, rows)]
    if not len(rows):
        return found
    # People who differ only in what the instrument does not tell apart are one.
    told_apart = np.stack([space.wide(node)[rows] for node in _told_apart(program)], axis=1)
    first, which = alike(told_apart)
    nodes = {"on": program.nodes["on"], **program.asked}
    reaches = [
        completions.possible(
            program.kernel, {name: int(space.wide(node)[i]) for name, node in nodes.items()}
        )
        for i in rows[first].tolist()
    ]
    for i, place in zip(rows.tolist(), which.tolist(), strict=True):
        put(found, i, reaches[place])
    return found


def _told_apart(program: Program) -> list[Node]:
    """Return the columns that decide on a range: of results that are read, only what is used."""
    kernel = program.kernel
    read = frozenset(kernel.none)
    _, used = read_alone(kernel, read)
    own = [node for name, node in program.asked.items() if name not in read]
    return [program.nodes["on"], *own, *(program.nodes[name] for name in sorted(used))]


def _apart(program: Program, apart: Apart, space: Workspace, found: Range, rows: Array) -> Mask:
    """Write the ranges that can be found for everyone together; return whose those are."""
    kernel = program.kernel
    ends = apart.bounds(space, rows)
    limits = (kernel.scale.low, kernel.scale.high) if kernel.scale.finite else (-np.inf, np.inf)
    low, high = (np.clip(end, *limits) for end in (ends.low, ends.high))
    moved = program.steps(space)
    move = np.zeros(len(rows), dtype=np.int64) if moved is None else moved[rows].astype(np.int64)
    top = len(kernel.band_names) - 1
    first, last = (np.clip(kernel.scale.many(end)[2] + move, 0, top) for end in (low, high))
    log_odds = kernel.instrument.unit == "log_odds"
    between = ends.all_between if log_odds else np.zeros(len(rows), dtype=bool)
    bits = (2 << (last + 1)) - (2 << first)
    exact = np.zeros(len(rows), dtype=bool)
    for here, totals, steps in ends.alone:
        inside = np.clip(np.nan_to_num(totals), *limits)
        bands = kernel.scale.many(inside.ravel())[2].reshape(totals.shape)
        places = np.clip(bands + (move[here, None] if steps is None else steps), 0, top)
        reached = np.where(bands == NO_BAND, _BANDLESS, 2 << places)
        reached = np.bitwise_or.reduce(np.where(np.isnan(totals), 0, reached), axis=1)
        bits[here] = np.where(exact[here], bits[here], 0) | reached
        exact[here] = True
    told: Mask = ends.told & (between | exact | (last - first <= 1))
    bits |= np.where(ends.may_not_apply, NOT_APPLICABLE_BIT, 0)
    outer = with_slack(low, high) if log_odds else (low, high)
    (low_chance, low_percent, _), (high_chance, high_percent, _) = (
        kernel.scale.many(end) for end in outer
    )
    here = rows[told]
    found.possible[here] = (bits & ~_BANDLESS)[told]
    found.settled[here] = (bits & (bits - 1) == 0)[told]
    found.low_probability[here], found.high_probability[here] = low_chance[told], high_chance[told]
    found.low_percent[here], found.high_percent[here] = low_percent[told], high_percent[told]
    return told


def _outer(program: Program, outer: Outer, space: Workspace, found: Range, rows: Array) -> Mask:
    """Write the ranges of those who left too much open to be tried; return whose those are."""
    patterns = patterns_of(space, rows, program.asked, program.kernel.unchecked)
    reached = outer.reached(space, rows, patterns)
    if reached is None:
        return np.zeros(len(rows), dtype=bool)
    told = reached.told
    here = rows[told]
    bits = (2 << (reached.last + 1)) - (2 << reached.first)
    bits |= np.where(reached.may_not_apply, NOT_APPLICABLE_BIT, 0)
    found.possible[here], found.settled[here] = bits[told], False
    scale = program.kernel.scale
    found.low_probability[here], found.low_percent[here], _ = scale.many(reached.low[told])
    found.high_probability[here], found.high_percent[here], _ = scale.many(reached.high[told])
    return told


def put(found: Range, i: int, reach: Reach) -> None:
    """Write what is still possible for one person."""
    possible = NOT_APPLICABLE_BIT if reach.may_not_apply else 0
    for place in reach.bands:
        possible |= 2 << place if place != NO_BAND else 0
    found.possible[i] = possible
    found.settled[i] = not reach.settled_by
    ends = reach.chances or ((np.nan, np.nan), (np.nan, np.nan))
    (found.low_probability[i], found.low_percent[i]) = ends[0]
    (found.high_probability[i], found.high_percent[i]) = ends[1]
