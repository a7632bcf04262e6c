"""
Ranges of many people at once, where too much is open to be tried: the ends of single terms.

Whoever has a group of open questions with more ways of answering than are tried for one person gets
the bounds of the terms added up, as one person does.
"""

from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from riskservice.kit.blocks import Floats
from riskservice.kit.domains import may_hold, too_many_ways
from riskservice.kit.effects import groups_of, is_highest, touches
from riskservice.kit.kernel import Kernel
from riskservice.kit.tabulated import NO_BAND
from riskservice.rescoring.engine.joints import Placed
from riskservice.rescoring.engine.nodes import Array, Mask, Node
from riskservice.rescoring.engine.unanswered import Patterns, Questions
from riskservice.rescoring.engine.workspace import Workspace


class Reached(NamedTuple):
    """
    What is possible for some people; arrays of shape (n,).

    Attributes
    ----------
    told : ndarray of bool
        Whose ends are found here.
    low, high : ndarray of float64
        Totals; meaningless for others.
    first, last : ndarray of int64
        Lowest and highest band.
    may_not_apply : ndarray of bool
    """

    told: Mask
    low: Floats
    high: Floats
    first: Array
    last: Array
    may_not_apply: Mask


class _Open(NamedTuple):
    """What some open questions touch."""

    columns: Array
    """For each term, then for the rise and fall of the band, a bit for each open column."""
    may_not_apply: bool


class Outer:
    """
    The ends of the single terms of one kernel.

    Parameters
    ----------
    kernel : Kernel
        Whose totals are whole numbers.
    terms : sequence of (Tabulated, tuple of Node)
    shift : (Tabulated, tuple of Node) or None
        The rise and fall of the band.
    derived : iterable of Node
        Columns that are worked out.
    """

    def __init__(
        self,
        kernel: Kernel,
        terms: Sequence[Placed],
        shift: Placed | None,
        derived: Iterable[Node],
    ) -> None:
        self._kernel, self._terms, self._shift = kernel, tuple(terms), shift
        self._derived = [node for node in derived if node.lookup is None or node.wild is not None]
        self._join = np.maximum if is_highest(kernel) else np.add
        self._none = -np.inf if is_highest(kernel) else 0.0
        self._pattern = lru_cache(maxsize=1 << 14)(self._pattern_of)
        self._ends = lru_cache(maxsize=1 << 10)(self._ends_of)

    def _pattern_of(self, questions: Questions) -> _Open | None:
        """Return what open questions touch; None where every way of answering may be tried."""
        kernel = self._kernel
        if not any(too_many_ways(kernel, group) for group, _ in groups_of(kernel, questions)):
            return None
        shift = () if kernel.shift is None else kernel.shift.term.needs
        columns = [
            sum(touches(kernel, (need,), questions) << axis for axis, need in enumerate(needs))
            for needs in (*(term.term.needs for term in kernel.terms), shift)
        ]
        may_not_apply = any(
            touches(kernel, rule.needs, questions) and may_hold(kernel, rule)
            for rule in kernel.excluded
        )
        return _Open(np.array(columns), may_not_apply)

    def reached(self, space: Workspace, rows: Array, patterns: Patterns) -> Reached | None:
        """
        Return what is possible for some people; None where nobody is told here.

        Parameters
        ----------
        rows : ndarray of int64, shape (n,)
            Places of the people in the workspace.
        patterns : Patterns
            What they left open.
        """
        found = [self._pattern(questions) for questions in patterns.questions]
        if not any(found):
            return None
        told = np.array([each is not None for each in found])[patterns.which]
        for node in self._derived:
            wild = space.wild(node)
            if wild is not None:
                told &= ~wild[rows]
        none = np.zeros(len(self._terms) + 1, dtype=np.int64)
        columns = np.array([none if each is None else each.columns for each in found])
        low, high = np.full(len(rows), self._none), np.full(len(rows), self._none)
        for i, (table, nodes) in enumerate(self._terms):
            for bits in np.unique(columns[:, i]).tolist():
                here = np.flatnonzero(told & (columns[:, i] == bits)[patterns.which])
                places, known = _places(space, rows[here], nodes, table.sizes, bits)
                told[here] &= known
                least, most = self._ends(i, bits)
                low[here] = self._join(low[here], least.take(places, mode="clip"))
                high[here] = self._join(high[here], most.take(places, mode="clip"))
        moved = columns[:, -1].astype(bool)[patterns.which]
        moves = self._moves(space, rows, told, moved)
        out = np.array([each is not None and each.may_not_apply for each in found])
        return self._in_bands(told, (low, high), moves, out[patterns.which])

    def _moves(self, space: Workspace, rows: Array, told: Mask, moved: Mask) -> tuple[Array, Array]:
        """Return by how many bands the band moves at least and at most; note who is not told."""
        if self._shift is None:
            none = np.zeros(len(rows), dtype=np.int64)
            return none, none
        table, nodes = self._shift
        places, known = _places(space, rows, nodes, table.sizes, 0)
        told &= known | moved
        steps = table.points.take(places, mode="clip").astype(np.int64)
        # Where it is open, every step counts as possible.
        least, most = (int(end) for end in (table.points.min(), table.points.max()))
        return np.where(moved, least, steps), np.where(moved, most, steps)

    def _in_bands(
        self, told: Mask, ends: tuple[Floats, Floats], moves: tuple[Array, Array], out: Mask
    ) -> Reached:
        scale, top = self._kernel.scale, len(self._kernel.band_names) - 1
        low, high = (np.where(told, end, scale.low) for end in ends)
        at = [scale.many(end)[2].astype(np.int64) for end in (low, high)]
        told &= np.minimum(*at) != NO_BAND
        first = np.clip(np.minimum(*at) + moves[0], 0, top)
        last = np.clip(np.maximum(*at) + moves[1], 0, top)
        return Reached(told, low, high, first, last, out)

    def _ends_of(self, i: int, bits: int) -> tuple[Floats, Floats]:
        """Return the least and the most a term can give over its known columns."""
        table, _ = self._terms[i]
        points = table.points.reshape(table.sizes)
        axes = tuple(axis for axis in range(points.ndim) if bits >> axis & 1)
        for axis in axes:
            asked = self._kernel.asked.get(table.term.needs[axis])
            if asked is not None and asked.low:
                points = points.take(range(asked.low, table.sizes[axis]), axis=axis)
        return points.min(axis=axes).ravel(), points.max(axis=axes).ravel()


def _places(
    space: Workspace, rows: Array, nodes: tuple[Node, ...], sizes: tuple[int, ...], bits: int
) -> tuple[Array, Mask]:
    """Return where people's known codes lie in the ends of a table, and whose are all known."""
    places, known = np.zeros(len(rows), dtype=np.int64), np.ones(len(rows), dtype=bool)
    for axis, (node, size) in enumerate(zip(nodes, sizes, strict=True)):
        if not bits >> axis & 1:
            code = space.narrow(node)[rows]
            known &= code < size
            places = places * size + code
    return places, known
