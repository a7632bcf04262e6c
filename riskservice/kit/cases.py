"""Distinct effects of answers, and between which of them an answer can choose."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskservice.kit.dates import Ints

_MIX = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class Cases:
    """The distinct effects of a group: what it adds, how it moves the band, whether it excludes."""

    part: NDArray[np.float64]
    shift: NDArray[np.int64]
    out: NDArray[np.bool_]
    thinned: bool = False
    """Whether only extremes are held; whatever lies between them is possible too."""

    def distinct(self) -> "Cases":
        """Return each combination of effects once."""
        first, _ = factor(self.part, self.shift, self.out)
        return self.at(first)

    def at(self, places: Any) -> "Cases":
        """Return the cases at some places."""
        return replace(self, part=self.part[places], shift=self.shift[places], out=self.out[places])

    def extremes(self) -> "Cases":
        """Return the lowest and highest part for every shift and exclusion."""
        keep = []
        for shift, out in {(int(s), bool(o)) for s, o in zip(self.shift, self.out, strict=True)}:
            here = np.flatnonzero((self.shift == shift) & (self.out == out))
            keep += [here[np.argmin(self.part[here])], here[np.argmax(self.part[here])]]
        return replace(self.at(np.unique(keep)), thinned=True)


def factor(*columns: NDArray[Any]) -> tuple[Ints, Ints]:
    """Return the first place of every distinct combination, and each row's combination."""
    code = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        values, inverse = np.unique(column, return_inverse=True)
        code = code * len(values) + inverse
    _, first, inverse = np.unique(code, return_index=True, return_inverse=True)
    return first, inverse


def choices_in(parent: Ints, which: Ints) -> Iterator[Ints]:
    """Yield each set of effects between which some row leaves the choice, once."""
    pairs = np.unique(parent * (int(which.max()) + 1) + which)
    parent, which = np.divmod(pairs, int(which.max()) + 1)
    starts = np.flatnonzero(np.diff(parent, prepend=-1))
    # A fixed mixing of the numbers 1, 2, ... so that a sum of marks names a set.
    marks = (np.arange(1, int(which.max()) + 2, dtype=np.uint64) * _MIX) ** np.uint64(3)
    signature = np.add.reduceat(marks[which], starts)
    stops = np.append(starts[1:], len(which))
    for place in np.unique(signature, return_index=True)[1]:
        choice = which[starts[place] : stops[place]]
        if len(choice) > 1:
            yield choice
