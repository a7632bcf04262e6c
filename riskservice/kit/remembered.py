"""
Small rules evaluated once for each set of codes, and looked up afterwards.

Most of what one person's score is made of has a handful of values: a rule is a function of them
alone, so its value can be kept. Of rules over dates only the last value is kept, which is what the
models of one family, and one model under several rulesets, ask for in turn.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from operator import itemgetter
from typing import Any

from riskservice.kit.dates import UNKNOWN
from riskservice.kit.instrument import Column, Predicate, Requirement
from riskservice.kit.predicates import out_of_domain

MOST = 1 << 12
"""Where a rule has no more sets of codes than this, every one may be kept; else the last."""

Pick = Callable[[Mapping[str, int]], Any]


def picker(needs: Sequence[str]) -> Pick:
    """Return a function that picks codes of some columns: a tuple of several, or just the one."""
    return itemgetter(*needs) if needs else lambda _: ()


class Remembered(dict[Any, Any]):
    """
    A rule as a mapping from what a :func:`picker` picks to what the rule gives.

    Parameters
    ----------
    find : callable
        What it gives for a tuple of codes.
    most : int
        How many sets of codes are kept; all are forgotten when there are more.
    """

    def __init__(self, find: Callable[[Any], Any], most: int) -> None:
        super().__init__()
        self._find, self._most = find, most

    def __missing__(self, picked: Any) -> Any:
        """Return what the rule gives for codes that were not met before, or not lately."""
        found = self._find(picked)
        if len(self) >= self._most:
            self.clear()
        self[picked] = found
        return found


def kept(needs: Sequence[str], sizes: Mapping[str, int | None]) -> int:
    """Return for how many sets of codes a rule is kept: for all where they are few, else one."""
    found = [sizes.get(need) for need in needs]
    if None in found or math.prod(size + 1 for size in found if size) > MOST:
        return 1
    return MOST


def _codes(picked: Any) -> tuple[int, ...]:
    return picked if isinstance(picked, tuple) else (picked,)


Derived = tuple[int, Predicate | None]
"""Code of a derived column, and the contradiction where it lies outside its domain."""


@cache
def _derived(column: Column, most: int) -> Remembered:
    def find(picked: Any) -> Derived:
        values = _codes(picked)
        if UNKNOWN in values and not column.sees_unknown:
            return UNKNOWN, None
        value = int(column.function(*values))
        wild = not 0 <= value < column.size and value != UNKNOWN
        return value, out_of_domain(column) if wild else None

    return Remembered(find, most)


def derived(column: Column, sizes: Mapping[str, int | None]) -> Remembered:
    """Return a derived column's codes; those that read no table are shared by all kernels."""
    return _derived(column, kept(column.needs, sizes))


@cache
def _holding(rule: Predicate | Requirement, lenient: tuple[str, ...], most: int) -> Remembered:
    def find(picked: Any) -> bool:
        values = _codes(picked)
        if UNKNOWN in values:
            values = tuple(
                [
                    0 if value == UNKNOWN and need in lenient else value
                    for need, value in zip(rule.needs, values, strict=True)
                ]
            )
        return UNKNOWN not in values and bool(rule.function(*values))

    return Remembered(find, most)


def holding(
    rule: Predicate | Requirement,
    sizes: Mapping[str, int | None],
    lenient: tuple[str, ...] = (),
) -> Remembered:
    """
    Return where a rule is known to hold; rules that read no table are shared by all kernels.

    Parameters
    ----------
    lenient : tuple of str
        Columns that stand for 0 while they are unknown.
    """
    return _holding(rule, lenient, kept(rule.needs, sizes))
