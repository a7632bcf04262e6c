"""Whether the codes of a column lie in its domain, and whether everybody answered."""

import calendar
import datetime as dt

import numpy as np

from riskservice.kit.dates import EARLIEST, LATEST, UNKNOWN
from riskservice.rescoring.engine.nodes import Array, Mask, Node

_DAYS = np.zeros(10_000, dtype=bool)
_DAYS[
    [int(f"{day:%m%d}") for day in (dt.date(2000, 1, 1) + dt.timedelta(n) for n in range(366))]
] = True
_LEAP_DAY = 229


def _exists(column: Array) -> Mask:
    """Return where a packed date is a day of the calendar."""
    # The remainder by way of the quotient, which NumPy finds many at a time.
    day = column - column // 10_000 * 10_000
    exists: Mask = _DAYS.take(day)
    leap_day = day == _LEAP_DAY
    if leap_day.any():
        year = column // 10_000
        exists &= ~leap_day | ((year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0)))
    return exists


def _calendar() -> Mask:
    """Return which numbers are packed days; years before the first take no memory, as untouched."""
    usual = np.zeros((LATEST.year + 2) * 10_000, dtype=bool)
    for year in range(EARLIEST.year, LATEST.year + 1):
        start = year * 10_000
        usual[start : start + 10_000] = _DAYS
        usual[start + _LEAP_DAY] = calendar.isleap(year)
    return usual


_USUAL = _calendar()


def outside(node: Node, column: Array) -> tuple[Mask | None, bool]:
    """
    Return where an answer lies outside its domain, and whether everybody answered.

    Returns
    -------
    ndarray of bool or None
        None when none lies outside.
    bool
        False where that is not known.
    """
    if not len(column):
        return None, False
    if node.size is not None:
        top = column.max()
        unsigned = node.low == 0 and column.dtype.kind == "u"
        if top <= node.size and (unsigned or column.min() >= node.low):
            return None, bool(top < node.size)
        return np.asarray((column < node.low) | (column > node.size)), False
    known = column
    if column.min() < 0:
        # Where some are unknown and some not, clipping would have to choose person by person.
        known = np.maximum(column, np.zeros_like(column))
    usual = _USUAL.take(known, mode="clip")
    if usual.all():
        return None, True
    rare = ~usual
    rare &= column != UNKNOWN
    if not rare.any():
        return None, False
    rare &= ~_exists(column)
    return (rare if rare.any() else None), False
