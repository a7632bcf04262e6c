"""
Small counts withheld, and as many others as keep them from being worked out of the totals.

A table of counts with totals is a set of sums. Seen as a graph, its rows and columns are joined by
its cells; a hidden cell can be worked out exactly when it lies on no way round along which hidden
counts could all be other whole numbers from nought without a sum changing.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

Place = tuple[str, str]
"""Row and column of a cell."""

TOTAL = "total"
_ANY = "any"
"""Stands for every row of a table with one column, whose rows are no sums."""


class _Step(NamedTuple):
    start: str
    end: str
    place: Place


def hidden(counts: Mapping[Place, int], below: int) -> frozenset[Place]:
    """
    Return the cells of a table that are withheld.

    Parameters
    ----------
    counts : mapping of (str, str) to int
        By row and column; rows and columns named ``total`` are the sums of the others. Cells that
        do not exist are left out.
    below : int
        Counts from 1 to one less are withheld.

    Returns
    -------
    frozenset of (str, str)
        Small counts, and others so that none of them can be worked out.
    """
    small = {place for place, count in counts.items() if 0 < count < below}
    found = set(small)
    while exposed := [place for place in sorted(small) if _worked_out(place, counts, found)]:
        row, column = exposed[0]
        others = [place for place in counts if place not in found]
        beside = [place for place in others if place[0] == row or place[1] == column]
        found.add(
            min(beside or others, key=lambda place: (counts[place] == 0, counts[place], place))
        )
    return frozenset(found)


def _worked_out(place: Place, counts: Mapping[Place, int], found: set[Place]) -> bool:
    """Whether no other whole number from nought fits into a hidden cell."""
    if not any(TOTAL in each for each in counts):
        return False
    steps = [step for each in found for step in _steps(each, counts)]
    own = [step for step in steps if step.place == place]
    return not any(_reaches(step, steps) for step in own)


def _steps(place: Place, counts: Mapping[Place, int]) -> Iterator[_Step]:
    """Yield the ways in which a count can be changed: more always, less only above nought."""
    columns = {column for _, column in counts}
    row = f"row {place[0]}" if len(columns) > 1 else _ANY
    column = f"column {place[1]}"
    sum_of_others = (place[0] == TOTAL) != (place[1] == TOTAL)
    more, less = _Step(row, column, place), _Step(column, row, place)
    if sum_of_others:
        more, less = less, more
    yield more
    if counts[place] > 0:
        yield less


def _reaches(step: _Step, steps: list[_Step]) -> bool:
    """Whether the others lead from the end of a step back to its start."""
    seen, queue = {step.end}, [step.end]
    while queue:
        here = queue.pop()
        for each in steps:
            if each.place != step.place and each.start == here and each.end not in seen:
                seen.add(each.end)
                queue.append(each.end)
    return step.start in seen
