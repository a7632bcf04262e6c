"""The overall band of a block: each distinct set of results is combined once."""

from collections.abc import Mapping, Sequence

import numpy as np

from riskservice.combining import Brief, Overall, combine_briefs
from riskservice.kit.evaluation import NOT_APPLICABLE, SCORED
from riskservice.policies import Policy
from riskservice.rescoring.engine.found import NOT_APPLICABLE_BIT, Found
from riskservice.rescoring.engine.nodes import Array

_LARGEST_TABLE = 1 << 20
"""Codes below this are looked up; larger ones, of unusual cohorts, cost a search instead."""

_WIDE = 23
"""Bands of which a state no longer fits into 32 bits."""


class Numbered:
    """Distinct codes numbered as they are met, so that sets of results have small numbers."""

    def __init__(self) -> None:
        self._numbers = np.full(1 << 10, -1, dtype=np.int64)
        self._places: dict[int, int] = {}
        self.codes: list[int] = []
        """The code of each number."""

    def of(self, codes: Array) -> Array:
        """Return the number of each code; codes start at 0."""
        top = int(codes.max(initial=0))
        if top >= _LARGEST_TABLE:
            values, which = np.unique(codes, return_inverse=True)
            numbers = np.array([self._number(code) for code in values.tolist()], dtype=np.int64)
            return numbers[which.ravel()]
        if top >= len(self._numbers):
            grown = np.full(max(2 * len(self._numbers), top + 1), -1, dtype=np.int64)
            grown[: len(self._numbers)] = self._numbers
            self._numbers = grown
        found = self._numbers.take(codes)
        if len(found) and found.min() < 0:
            for code in np.unique(codes[found < 0]).tolist():
                self._numbers[code] = self._number(code)
            found = self._numbers.take(codes)
        return found

    def _number(self, code: int) -> int:
        if code not in self._places:
            self._places[code] = len(self.codes)
            self.codes.append(code)
        return self._places[code]


class Combiner:
    """
    The grid of a policy over columns.

    Parameters
    ----------
    policy : Policy
    instruments : sequence of str
        Those that were run, in order.
    """

    def __init__(self, policy: Policy, instruments: Sequence[str]) -> None:
        self._policy = policy
        self.keys = tuple(key for key in instruments if key in policy.instruments)
        self._states = {key: Numbered() for key in self.keys}
        self._joined = {key: Numbered() for key in self.keys}
        self._overall: list[Overall] = []

    def combine(self, found: Mapping[str, Found], n: int) -> tuple[Array, list[Overall]]:
        """
        Return the overall band of everyone.

        Returns
        -------
        ndarray of int32, shape (n,)
            Place in the list.
        list of Overall
        """
        joined = np.zeros(n, dtype=np.int64)
        for key in self.keys:
            mine = found[key]
            joined *= _states(len(mine.names))
            joined += self._states[key].of(state_of(mine))
            joined = self._joined[key].of(joined)
        while len(self._overall) < self._distinct():
            self._overall.append(self._combined(len(self._overall), found))
        return joined, self._overall

    def _distinct(self) -> int:
        return len(self._joined[self.keys[-1]].codes) if self.keys else 1

    def _combined(self, number: int, found: Mapping[str, Found]) -> Overall:
        briefs = []
        for key in reversed(self.keys):
            mine = found[key]
            number, state = divmod(self._joined[key].codes[number], _states(len(mine.names)))
            briefs.append(_brief(key, mine, self._states[key].codes[state]))
        return combine_briefs(tuple(reversed(briefs)), self._policy)


def state_of(found: Found) -> Array:
    """Return a code of outcome, band, what is possible and whether it is settled."""
    size = len(found.names)
    state: Array = found.status.astype(np.int32 if size < _WIDE else np.int64)
    state *= size + 1
    state += found.band
    state += 1
    state <<= size + 1
    state |= found.range.possible
    state <<= 1
    state |= found.range.settled.view(np.int8)
    return state


def _states(bands: int) -> int:
    """Return how many states an instrument of some bands can have at the most."""
    return (bands + 1) << (bands + 4)


def _brief(key: str, found: Found, state: int) -> Brief:
    """Return what the grid reads of one instrument, from the number of its state."""
    size = len(found.names)
    settled, state = state & 1, state >> 1
    possible, state = state & ((2 << size) - 1), state >> (size + 1)
    status, band = divmod(state, size + 1)
    names = tuple(name for place, name in enumerate(found.names) if possible >> (place + 1) & 1)
    out = ("not_applicable",) if possible & NOT_APPLICABLE_BIT else ()
    return Brief(
        key,
        status != NOT_APPLICABLE,
        status == SCORED,
        found.names[band - 1] if band else None,
        None if status == NOT_APPLICABLE else (*out, *names),
        bool(settled),
        found.confidence,
    )
