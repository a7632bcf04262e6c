"""What to try for questions that are not answered: few answers, but every one that can matter.

A count is tried at the ends of every stretch over which nothing changes. A date has no small
domain: it is tried on and around every day on which something derived from it and another date
changes, an unknown date being placed relative to those placed before it.
"""

import math
from collections.abc import Iterator, Mapping, Sequence
from functools import cache, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskservice.kit.dates import UNKNOWN, Ints, months_later, pack_days, unpack_days
from riskservice.kit.instrument import Column, Predicate
from riskservice.kit.kernel import Kernel
from riskservice.kit.predicates import holds
from riskservice.kit.questions import Question

MOST_ROWS = 1 << 15


SMALL = 16
FEW = 4


_SPAN_MONTHS = 110 * 12
_MONTHS = np.arange(-_SPAN_MONTHS, _SPAN_MONTHS + 1)
_ANCHOR = 2000_06_15


_GRID_YEARS = (-8, -1, 0, 3, 6, 12, 20, 30, 45, 70)


class TooMany(Exception):
    """A joint domain is too large to be tried out."""


def rows_of(
    kernel: Kernel, known: Mapping[str, int], group: Sequence[str], last: str | None
) -> dict[str, Ints]:
    """Return every way of answering a group that can make a difference, as columns."""
    dates = [key for key in group if kernel.asked[key].kind == "date" and key != last]
    if last is not None and kernel.asked[last].kind == "date":
        dates.append(last)
    plain, choices = _choices(kernel, tuple(group))
    rows: dict[str, Ints] = {"on": np.array([known["on"]])}
    if plain:
        grid = np.meshgrid(*choices, indexing="ij")
        rows = {key: axis.ravel() for key, axis in zip(plain, grid, strict=True)}
    answered = [
        "on",
        *(k for k, q in kernel.asked.items() if q.kind == "date" and known[k] != UNKNOWN),
    ]
    for i, key in enumerate(dates):
        n = len(next(iter(rows.values())))
        options = days_of(kernel, known, rows, key, answered, dates, i)
        if n * options.shape[1] > MOST_ROWS:
            raise TooMany
        rows = {k: np.repeat(v, options.shape[1]) for k, v in rows.items()}
        rows[key] = options.ravel()
    rows.pop("on", None)
    return rows


@lru_cache(maxsize=1024)
def too_many_ways(kernel: Kernel, group: tuple[str, ...]) -> bool:
    """Whether a group has too many ways of being answered, whatever the known answers are."""
    try:
        _choices(kernel, group)
    except TooMany:
        return True
    return False


@lru_cache(maxsize=1024)
def _choices(kernel: Kernel, group: tuple[str, ...]) -> tuple[tuple[str, ...], tuple[Ints, ...]]:
    """Return the questions of a group that are no dates, and the codes to try for each."""
    plain = tuple(key for key in group if kernel.asked[key].kind != "date")
    if len(group) - len(plain) > 1 and kernel.instrument.unit == "log_odds":
        # Every year of every age counts; trying days relative to each other would miss some.
        raise TooMany
    choices = tuple(_values(kernel, kernel.asked[key]) for key in plain)
    if math.prod(map(len, choices)) > MOST_ROWS:
        raise TooMany
    return plain, choices


def _values(kernel: Kernel, asked: Question) -> Ints:
    """Return the codes of a question at which anything changes, both ends of each stretch."""
    size, low = asked.size or 0, asked.low or 0
    if size <= SMALL:
        return np.arange(low, size)
    if _joint(kernel, asked.key):
        # Where a column is worked out with other answers, any value may be the one that counts.
        if size > MOST_ROWS:
            raise TooMany
        return np.arange(low, size)
    if is_told_by_kind(kernel, asked):
        return representatives(kernel, asked.key, size)
    cuts = {low, size}
    for start in _changes(kernel, asked.key):
        cuts.add(int(start))
    starts = sorted(c for c in cuts if low <= c <= size)
    # The second of a stretch too: rules such as "at least one counted, at most so many in all".
    tried = {s for s in starts if s < size} | {s - 1 for s in starts if s > low}
    tried |= {s + 1 for s in starts if s + 1 < size}
    return np.array(sorted(tried))


def is_told_by_kind(kernel: Kernel, asked: Question) -> bool:
    """Whether of a code nothing counts but what is worked out from it alone."""
    in_terms = any(asked.key in tabulated.term.needs for tabulated in kernel.terms)
    return asked.kind == "code" and not in_terms and not _joint(kernel, asked.key)


@cache
def _joint(kernel: Kernel, key: str) -> bool:
    """Whether a column is worked out from a question and others, in more than a few ways."""
    return any(
        key in column.needs and len(column.needs) > 1 and not _told_apart(column)
        for column in _columns(kernel)
    )


def _told_apart(column: Column) -> bool:
    """Whether a column only tells a few cases apart, such as none, some and not known."""
    return column.sees_unknown and column.size <= FEW


@cache
def representatives(kernel: Kernel, key: str, size: int) -> Ints:
    """Return one code for every way in which anything derived from a code alone can turn out."""
    domain = np.arange(size)
    signature = np.zeros(size, dtype=np.int64)
    for column in kernel.derived:
        if column.needs == (key,):
            signature = signature * (column.size + 1) + np.asarray(column.function(domain))
    return np.unique(signature, return_index=True)[1]


@cache
def _changes(kernel: Kernel, key: str) -> tuple[int, ...]:
    """Return the codes of a column at which a term, the shift or a rule of its own changes."""
    found: set[int] = set()
    size = kernel.sizes.get(key) or 0
    tables = [*kernel.terms, *([kernel.shift] if kernel.shift else [])]
    for table in tables:
        if key in table.term.needs:
            axis = table.term.needs.index(key)
            change = np.diff(np.moveaxis(table.points.reshape(table.sizes), axis, 0), axis=0) != 0
            found |= {int(i) + 1 for i in np.flatnonzero(change.reshape(size - 1, -1).any(axis=1))}
    domain = np.arange(size)
    for predicate in (*kernel.excluded, *kernel.checks):
        if predicate.needs == (key,):
            found |= _steps(holds(predicate, [domain]))
    for column in kernel.derived:
        if column.needs == (key,):
            found |= _steps(np.asarray(column.function(domain)))
        elif key in column.needs and key not in kernel.asked and column.key not in kernel.parts:
            # A column worked out from this one and others may change at any value.
            found |= set(range(1, size))
    for part in kernel.parts.values():
        if key in part.sizes:
            found |= set(_changes(part, key))
    return tuple(sorted(found))


def _steps(values: NDArray[Any]) -> set[int]:
    return {int(i) + 1 for i in np.flatnonzero(np.diff(values.astype(np.int64)))}


def days_of(
    kernel: Kernel,
    known: Mapping[str, int],
    rows: Mapping[str, Ints],
    key: str,
    answered: Sequence[str],
    dates: Sequence[str],
    place: int,
) -> Ints:
    """
    Return, for every row, the days worth trying for one date.

    Parameters
    ----------
    known : mapping of str to int
        Wide codes of what all rows have in common.
    rows : mapping of str to ndarray of int64, shape (n,)
        What they do not; it goes before.
    key : str
        The date.
    answered : sequence of str
        The dates that are known, the day of assessment first.
    dates : sequence of str
        The dates that are tried, in order.
    place : int
        Place of ``key`` among them.

    Returns
    -------
    ndarray of int64, shape (n, days)
    """
    n = len(next(iter(rows.values())))
    options: list[Ints] = []
    for other in (*answered, *dates[:place]):
        months = np.array(_offsets(kernel, key, other), dtype=np.int64)
        base = np.asarray(rows.get(other, np.full(n, known.get(other, UNKNOWN))))
        shifted = months_later(base[:, None], months[None, :])
        days = unpack_days(shifted)
        options += [shifted, pack_days(days - 1), pack_days(days + 1)]
    none = not any(option.size for option in options)
    if none or any(_offsets(kernel, key, later) for later in dates[place + 1 :]):
        today = np.asarray(rows.get("on", np.full(n, known["on"])))[:, None]
        options.append(months_later(today, -12 * np.array(_GRID_YEARS)[None, :]))
    stacked = np.concatenate(options, axis=1)
    return np.unique(stacked, axis=1) if n == 1 else stacked


@cache
def _offsets(kernel: Kernel, key: str, other: str) -> tuple[int, ...]:
    """Return the distances in months from ``other`` at which anything derived from both changes."""
    found: set[int] = set()
    for column in _columns(kernel):
        others = set(column.needs) - {key, other}
        # A column that copes with the unknown is looked at with its other dates unknown.
        if {key, other} <= set(column.needs) and (not others or column.sees_unknown):
            found |= _column_offsets(kernel, column, key, other)
    for predicate in (*kernel.excluded, *kernel.checks):
        if set(predicate.needs) == {key, other}:
            found |= _months_at_change(_over_months(predicate, key, other))
    for part in kernel.parts.values():
        if key in part.asked:
            found |= set(_offsets(part, key, other))
    return tuple(sorted(found))


def _columns(kernel: Kernel) -> Iterator[Column]:
    parts = set(kernel.parts)
    return (column for column in kernel.derived if column.key not in parts)


def _column_offsets(kernel: Kernel, column: Column, key: str, other: str) -> set[int]:
    values = _over_months(column, key, other)
    at = np.array((0, *_changes(kernel, column.key)))
    inside = np.clip(values, 0, column.size - 1).astype(np.int64)
    return _months_at_change(np.searchsorted(at, inside, side="right") + (values < 0) * -1000)


def may_hold(kernel: Kernel, predicate: Predicate) -> bool:
    """Whether a rule over two dates holds for some; of any other it is taken for granted."""
    dates = [need for need in predicate.needs if kernel.sizes.get(need) is None]
    match dates:
        case [key, other] if len(dates) == len(predicate.needs):
            return bool(_over_months(predicate, key, other).any())
    return True


def _over_months(declared: Column | Predicate, key: str, other: str) -> NDArray[Any]:
    """Return what a function gives as one date moves past another, month by month."""
    moving = months_later(np.full_like(_MONTHS, _ANCHOR), _MONTHS)
    columns = {need: np.full_like(_MONTHS, UNKNOWN) for need in declared.needs}
    columns |= {key: moving, other: np.full_like(_MONTHS, _ANCHOR)}
    return np.asarray(declared.function(*(columns[need] for need in declared.needs)))


def _months_at_change(values: NDArray[Any]) -> set[int]:
    changes = np.flatnonzero(np.diff(values.astype(np.int64)))
    return {int(_MONTHS[i + side]) for i in changes for side in (0, 1)} | {0}
