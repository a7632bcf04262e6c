"""The columns of one block of people, and what is worked out from them, each found once."""

import math
from collections.abc import Collection, Iterable, Mapping
from functools import reduce
from typing import Any

import numpy as np

from riskservice.kit.dates import UNKNOWN
from riskservice.kit.instrument import Column
from riskservice.rescoring.engine.masked import keep, put, some
from riskservice.rescoring.engine.nodes import Array, Graph, Mask, Node, Rule, narrowest

_LARGEST = int(np.iinfo(np.uint16).max)


class Workspace:
    """
    The columns of one block of people, and what was worked out from them so far.

    Parameters
    ----------
    graph : Graph
    n : int
        Number of people.
    given : mapping of str to ndarray
        Narrow columns by name; a column that is not there is unknown for everyone.
    full : collection of str
        Columns that are known to be answered by everybody.
    """

    def __init__(
        self, graph: Graph, n: int, given: Mapping[str, Array], full: Collection[str] = ()
    ) -> None:
        self.n = n
        self._graph, self._given = graph, dict(given)
        self._names = {node.slot: name for name, node in graph.given.items()}
        self._narrow: dict[int, Array] = {}
        self._wide: dict[int, Array] = {}
        self._unknown: dict[int, Mask | None] = {graph.given[name].slot: None for name in full}
        self._wild: dict[int, Mask | None] = {}
        self._rules: dict[int, Mask | None] = {}
        self._one_day: bool | None = None
        self._places: dict[tuple[Any, ...], Array] = {}
        self._asked: set[tuple[Any, ...]] = set()

    def give(self, name: str, column: Array) -> None:
        """Add a column that was found after the others, such as the band of an instrument."""
        self._given[name] = column
        if name in self._graph.given:
            self._unknown.pop(self._graph.given[name].slot, None)

    def narrow(self, node: Node) -> Array:
        """Return a column as codes, its size where unknown; dates are UNKNOWN there."""
        if node.slot not in self._narrow:
            self._narrow[node.slot] = self._find(node)
        return self._narrow[node.slot]

    def _find(self, node: Node) -> Array:
        if node.fill is not None:
            (need,) = node.needs
            unknown, column = self.unknown(need), self.narrow(need)
            if unknown is None:
                return column
            filled = column.copy()
            put(filled, node.fill, unknown)
            return filled
        if node.column is None:
            name = self._names[node.slot]
            if name in self._given:
                return self._given[name]
            empty = UNKNOWN if node.size is None else node.size
            return np.full(self.n, empty, dtype=narrowest(node.size))
        if node.lookup is not None:
            place = self.place(node.needs, tuple(need.extent for need in node.needs))
            if node.wild is not None:
                self._wild[node.slot] = some(node.wild.take(place))
            return node.lookup.take(place)
        return self._work_out(node, node.column)

    def _work_out(self, node: Node, column: Column) -> Array:
        assert node.size is not None
        values = [self._short(need) for need in node.needs]
        unknown = None if column.sees_unknown else self._any_unknown(node.needs)
        if unknown is not None:
            # A function that does not see the unknown is not shown its code either.
            values = [keep(value, unknown) if len(value) == self.n else value for value in values]
        found = self._whole(np.asarray(column.function(*values)))
        wild = None
        if self.n and not 0 <= found.min() <= found.max() < node.size:
            if column.sees_unknown:
                unknown = some(found == UNKNOWN)
            wild = (found < 0) | (found >= node.size)
            wild = some(wild if unknown is None else wild & ~unknown)
        self._wild[node.slot] = wild
        kind = narrowest(node.size)
        narrow = found.astype(kind)
        empty = [mask for mask in (unknown, wild) if mask is not None]
        for mask in empty:
            put(narrow, node.size, mask)
        self._unknown[node.slot] = reduce(np.logical_or, empty) if empty else None
        return narrow

    def _whole(self, found: Array) -> Array:
        """Return a column of everybody, also where a function needed no more than the day."""
        return found if found.shape == (self.n,) else np.broadcast_to(found, (self.n,))

    def _short(self, node: Node) -> Array:
        """Return a wide column, one number of it where everybody has the same day of assessment."""
        column = self.wide(node)
        if self._names.get(node.slot) != "on" or not self.n:
            return column
        if self._one_day is None:
            self._one_day = bool((column == column[0]).all() and column[0] != UNKNOWN)
        return column[:1] if self._one_day else column

    def _any_unknown(self, needs: Iterable[Node]) -> Mask | None:
        """Return where any of some columns is unknown; None when none is anywhere."""
        masks = [mask for need in needs if (mask := self.unknown(need)) is not None]
        return reduce(np.logical_or, masks) if masks else None

    def wide(self, node: Node) -> Array:
        """Return a column as wide codes, UNKNOWN where unknown."""
        if node.slot not in self._wide:
            column, unknown = self.narrow(node), self.unknown(node)
            found = column.astype(np.int32, copy=node.size is not None)
            if unknown is not None and node.size is not None:
                put(found, UNKNOWN, unknown)
            self._wide[node.slot] = found
        return self._wide[node.slot]

    def unknown(self, node: Node) -> Mask | None:
        """Return where a column is unknown; None when it is nowhere."""
        if node.slot not in self._unknown:
            self._unknown[node.slot] = self._find_unknown(node)
        return self._unknown[node.slot]

    def _find_unknown(self, node: Node) -> Mask | None:
        if node.fill is not None:
            return None
        if node.firm and all(self.unknown(need) is None for need in node.needs):
            return None
        column = self.narrow(node)
        if node.column is not None and node.lookup is None:
            return self._unknown[node.slot]
        return some(column == (UNKNOWN if node.size is None else node.size))

    def wild(self, node: Node) -> Mask | None:
        """Return where a derived column leaves its domain; None when it does nowhere."""
        if node.lookup is not None and node.wild is None:
            return None
        self.narrow(node)
        return self._wild.get(node.slot)

    def holds(self, rule: Rule) -> Mask | None:
        """Return where a rule holds; None when it does nowhere."""
        if rule.codes == ():
            return None
        if rule.slot not in self._rules:
            self._rules[rule.slot] = some(self._whole(self._holding(rule)))
        return self._rules[rule.slot]

    def _holding(self, rule: Rule) -> Mask:
        if rule.codes is not None:
            column = self.narrow(rule.needs[0])
            return reduce(np.logical_or, [column == code for code in rule.codes])
        if rule.lookup is not None:
            return rule.lookup.take(self.place(rule.needs, tuple(n.extent for n in rule.needs)))
        values = []
        for need, lenient in zip(rule.needs, rule.lenient, strict=True):
            unknown = self.unknown(need) if lenient else None
            value = self._short(need)
            values.append(value if unknown is None else keep(value, unknown))
        found: Mask = np.asarray(rule.predicate.function(*values)).astype(bool, copy=False)
        strict = (n for n, lenient in zip(rule.needs, rule.lenient, strict=True) if not lenient)
        unknown = self._any_unknown(strict)
        return found if unknown is None else found & ~unknown

    def place(self, nodes: tuple[Node, ...], extents: tuple[int, ...]) -> Array:
        """
        Return where each person's codes lie in an array over the given extents.

        A code beyond an extent that is smaller than its column's counts as the last one.
        """
        key = (tuple(node.slot for node in nodes), extents)
        if key in self._places:
            return self._places[key]
        place = self._place(nodes, extents)
        # What is asked for once in a block is not kept, so that its memory is soon used again.
        if key in self._graph.shared:
            self._places[key] = place
        elif key in self._asked:
            self._graph.shared.add(key)
        self._asked.add(key)
        return place

    def _place(self, nodes: tuple[Node, ...], extents: tuple[int, ...]) -> Array:
        if not nodes:
            return np.zeros(self.n, dtype=np.intp)
        kind = np.uint16 if math.prod(extents) <= _LARGEST else np.int32
        place: Array = self._codes(nodes[0], extents[0]).astype(kind)
        for node, extent in zip(nodes[1:], extents[1:], strict=True):
            place *= kind(extent)
            np.add(place, self._codes(node, extent), out=place, casting="unsafe")
        return place

    def _codes(self, node: Node, extent: int) -> Array:
        column = self.narrow(node)
        assert node.size is not None
        if extent < node.size:
            # NumPy finds many at a time only when both are columns.
            return np.minimum(column, np.full_like(column, extent - 1))
        return column
