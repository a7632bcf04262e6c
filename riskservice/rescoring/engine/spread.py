"""How far people's totals spread, as one group of open questions after another is added."""

from typing import NamedTuple

import numpy as np

from riskservice.kit.blocks import Floats
from riskservice.kit.completions import MOST_LOG_ODDS, SLACK
from riskservice.rescoring.engine.nodes import Array, Mask
from riskservice.rescoring.engine.trials import Tried

_SURE = MOST_LOG_ODDS**2
"""Sums beyond which even many that coincide leave more than are kept one by one."""


class Bounds(NamedTuple):
    """
    Ends of the totals of some people; arrays of shape (n,).

    Attributes
    ----------
    low, high : ndarray of float64
    told : ndarray of bool
        Whose ends are known; the others are left to the single case.
    alone : list of (ndarray, ndarray, ndarray or None)
        For people of whom every outcome is known: their places, and every total they can have with
        the move of the band, one row each; what is no number is no total.
    may_not_apply : ndarray of bool
        Whom some way of answering takes out of scope.
    all_between : ndarray of bool
        Whether every band between the ends counts as possible, as it does for one person of whom
        too many sums are possible to be kept apart.
    """

    low: Floats
    high: Floats
    told: Mask
    alone: list[tuple[Array, Floats, Array | None]]
    may_not_apply: Mask
    all_between: Mask


class Sums:
    """
    Totals under way.

    Parameters
    ----------
    base : ndarray of float64, shape (n,)
        What nothing open touches.
    told : ndarray of bool, shape (n,)
        Whose ends can be known; written to.
    """

    def __init__(self, base: Floats, told: Mask) -> None:
        n = len(base)
        self._base, self._told = base, told
        self._low, self._high = base.copy(), base.copy()
        self._kept, self._every = np.ones(n, dtype=np.int64), np.ones(n)
        self._thinned, self._out = np.zeros(n, dtype=bool), np.zeros(n, dtype=bool)
        self._reached: list[tuple[Array, Floats]] = []
        self.alone: list[tuple[Array, Floats, Array | None]] = []

    def without_out(self, here: Array, tried: Tried) -> Floats:
        """Return what a group adds where the person stays in scope; note who may not."""
        if tried.out is None:
            return tried.parts
        out = tried.out & ~np.isnan(tried.parts)
        self._out[here] |= out.any(axis=1)
        return np.where(out, np.nan, tried.parts)

    def only(self, here: Array, parts: Floats, steps: Array | None) -> None:
        """Note every outcome of some people, of whom nothing is open but one group."""
        self.alone.append((here, self._base[here, None] + parts, steps))

    def leave(self, here: Array) -> None:
        """Leave some people to the single case."""
        self._told[here] = False

    def add(self, here: Array, parts: Floats) -> None:
        """Add what a group of some people can give."""
        least, most, distinct = _ends(parts)
        self._low[here] += least
        self._high[here] += most
        # Someone whom no way leaves in scope and free of contradictions is for the single case.
        self._told[here] &= distinct > 0
        sums = self._kept[here] * distinct
        self._every[here] *= distinct
        crowded = sums > MOST_LOG_ODDS
        self._thinned[here] |= crowded
        self._kept[here] = np.where(crowded, np.minimum(distinct, 2), sums)

    def raise_to(self, here: Array, parts: Floats) -> None:
        """Take in what a group of some people can reach, where the highest of all counts."""
        least, most, distinct = _ends(parts)
        self._low[here] = np.maximum(self._low[here], least)
        self._high[here] = np.maximum(self._high[here], most)
        self._told[here] &= distinct > 0
        self._reached.append((here, parts))

    def bounds(self) -> Bounds:
        """Return the ends of the sums."""
        # The single case counts ways out of scope among those it keeps, so that it thins earlier.
        between = self._thinned & (self._every > _SURE) & ~self._out
        return Bounds(self._low, self._high, self._told, self.alone, self._out, between)

    def highest(self) -> Bounds:
        """
        Return the ends of the highest, and every total that is reached.

        Whatever one group gives is the highest when each other group gives its least: all that is
        not below the highest of the leasts is reached, and nothing else.
        """
        n = len(self._base)
        alone: list[tuple[Array, Floats, Array | None]] = [(np.arange(n), self._low[:, None], None)]
        for here, parts in self._reached:
            reached = np.where(parts >= self._low[here, None], parts, np.nan)
            alone.append((here, reached, None))
        return Bounds(self._low, self._high, self._told, alone, self._out, np.zeros(n, dtype=bool))


def _ends(parts: Floats) -> tuple[Floats, Floats, Array]:
    """Return the least and the most of each row, and how many distinct numbers it has."""
    # What is no number, a contradiction, is sorted to the end.
    ordered = np.sort(parts, axis=1)
    sound = (~np.isnan(ordered)).sum(axis=1)
    distinct = (np.diff(ordered, axis=1) > 0).sum(axis=1) + (sound > 0)
    last = ordered[np.arange(len(ordered)), np.maximum(sound - 1, 0)]
    least, most = np.where(sound > 0, (ordered[:, 0], last), 0)
    return least, most, distinct


def with_slack(low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Return ends a little further apart, as groups are not added in the order of a score."""
    return low - SLACK * np.maximum(1, np.abs(low)), high + SLACK * np.maximum(1, np.abs(high))
