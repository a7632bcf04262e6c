"""
What results that are not settled could still be read as, by an instrument that reads them.

A percentage stands for all that the instrument does not tell from it, so that few readings stand
for every one.
"""

import itertools
import math
from functools import cache, lru_cache
from typing import Any

import numpy as np

from riskservice.kit.dates import Ints
from riskservice.kit.instrument import Column
from riskservice.kit.kernel import Kernel
from riskservice.kit.outcome import Range
from riskservice.kit.reading import HUNDREDTHS, MODELS

MOST_READINGS = 1 << 14
"""Combinations of readings that are tried; with more of them, any band is taken to be possible."""
_FEW = 512

Reading = tuple[int, int, int]
"""Codes of one result as it is read: band, percentage in hundredths, model."""


@lru_cache(maxsize=1 << 12)
def combined(
    kernel: Kernel, keys: tuple[str, ...], readings: tuple[tuple[Reading, ...], ...]
) -> dict[str, Ints] | None:
    """
    Return the columns of every combination of readings that the instrument tells apart.

    Parameters
    ----------
    keys : tuple of str
        The instruments whose results are open.
    readings : tuple of tuple of Reading
        What each could still be read as.

    Returns
    -------
    dict of str to ndarray of int64, or None
        None where there are too many.
    """
    if math.prod(map(len, readings)) > MOST_READINGS:
        return None
    rows = np.array(list(itertools.product(*readings)), dtype=np.int64).reshape(
        -1, len(keys) * len(MODELS)
    )
    names = [f"{key}_{part}" for key in keys for part in ("band", "percent", "model")]
    columns: dict[str, Ints] = dict(zip(names, rows.T, strict=True))
    pure, direct = read_alone(kernel, frozenset(names))
    known: dict[str, Any] = dict(columns)
    for column in pure:
        known[column.key] = np.asarray(column.function(*(known[need] for need in column.needs)))
    signature = [known[name] for name in known if name in direct]
    signature += [
        columns[name] == kernel.none[name] for name in columns if name in _demanded(kernel)
    ]
    wide = np.stack([np.broadcast_to(column, (len(rows),)) for column in signature])
    _, first = np.unique(wide, axis=1, return_index=True)
    return {name: column[first] for name, column in columns.items()}


@cache
def read_alone(kernel: Kernel, names: frozenset[str]) -> tuple[tuple[Column, ...], frozenset[str]]:
    """
    Return the columns worked out from open results alone, and what else is worked out from.

    The second holds names of open results and of such columns that anything else reads.
    """
    known = set(names)
    pure: list[Column] = []
    for column in kernel.derived:
        if column.needs and known.issuperset(column.needs):
            pure.append(column)
            known.add(column.key)
    keys = {column.key for column in pure}
    rest = (column for column in kernel.derived if column.key not in keys)
    direct = set(_needed_directly(kernel)).union(*(column.needs for column in rest))
    return tuple(pure), frozenset(direct & known)


@cache
def _needed_directly(kernel: Kernel) -> frozenset[str]:
    """Return the columns that are used as they are, not only to work out others."""
    shift = () if kernel.shift is None else (kernel.shift,)
    users: list[Any] = [tabulated.term for tabulated in (*kernel.terms, *shift)]
    users += (*kernel.excluded, *kernel.checks, *kernel.instrument.needed)
    return frozenset(need for user in users for need in user.needs)


@cache
def _demanded(kernel: Kernel) -> frozenset[str]:
    """Return the columns of which it counts whether there is a result at all."""
    return frozenset(requirement.question for requirement in kernel.instrument.needed)


def readings_of(
    kernel: Kernel, key: str, standing: Reading, found: Range | None
) -> tuple[Reading, ...]:
    """
    Return every reading of a result that can make a difference, as it stands first.

    A percentage stands for all that the instrument does not tell from it.
    """
    names = kernel.reads[key]
    low, high, bands = 0, HUNDREDTHS - 1, names
    if found is not None:
        bands = found.bands
        low, high = _hundredths(found.lowest.percent), _hundredths(found.highest.percent)
    return readings_between(kernel, key, standing, (low, high), bands)


@lru_cache(maxsize=1 << 14)
def readings_between(
    kernel: Kernel, key: str, standing: Reading, ends: tuple[int, int], bands: tuple[str, ...]
) -> tuple[Reading, ...]:
    """Return the same for a result that lies between two percentages, in hundredths."""
    names = kernel.reads[key]
    starts = starts_of(kernel, key)

    def start(percent: int) -> int:
        return int(starts[np.searchsorted(starts, percent, side="right") - 1])

    band, percent, model = standing
    found: list[Reading] = [(band, start(percent), model)]
    if "not_applicable" in bands:
        found.append((len(names), start(HUNDREDTHS), MODELS.index("none")))
    low, high = map(start, ends)
    percents = starts[(starts >= min(low, high)) & (starts <= max(low, high))].tolist()
    places = [names.index(name) for name in bands if name in names] or [len(names) + 1]
    found += [
        (place, percent, MODELS.index("dynamic"))
        for place, percent in itertools.product(places, percents)
    ]
    return tuple(dict.fromkeys(found))


def _hundredths(percent: float | None) -> int:
    return HUNDREDTHS if percent is None else round(percent * 100)


@cache
def starts_of(kernel: Kernel, key: str) -> Ints:
    """Return where each stretch of percentages starts that an instrument does not tell apart."""
    return np.unique(np.append(_steps(kernel, key), 0))


@cache
def _steps(kernel: Kernel, key: str) -> Ints:
    """Return the percentages of a result, in hundredths, at which anything worked out changes."""
    name = f"{key}_percent"
    every = np.arange(HUNDREDTHS + 1)
    changes = np.zeros(len(every), dtype=bool)
    changes[HUNDREDTHS] = name in _demanded(kernel)
    if name in _needed_directly(kernel):
        return every
    for column in kernel.derived:
        if name not in column.needs:
            continue
        values = _other_values(kernel, column, name)
        if values is None:
            return every
        for others in itertools.product(*values):
            given = iter(others)
            arguments = [every if need == name else next(given) for need in column.needs]
            found = np.broadcast_to(np.asarray(column.function(*arguments)), every.shape)
            changes[1:] |= found[1:] != found[:-1]
    return np.flatnonzero(changes)


def _other_values(kernel: Kernel, column: Column, name: str) -> list[range] | None:
    """Return the values of what else a column needs; None where they are too many to try."""
    sizes = {c.key: c.size for c in kernel.derived}
    sizes |= {q.key: q.size or 0 for q in kernel.asked.values()}
    others = [sizes.get(need, 0) for need in column.needs if need != name]
    if not all(others) or math.prod(others) > _FEW:
        return None
    return [range(size) for size in others]
