"""The columns of one block of people, and what is worked out from them, each found once."""

import math
from collections.abc import Iterable, Mapping
from functools import reduce
from typing import Any

import numpy as np

from riskservice.kit.dates import UNKNOWN
from riskservice.kit.instrument import Column
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
    """

    def __init__(self, graph: Graph, n: int, given: Mapping[str, Array]) -> None:
        self.n = n
        self._graph, self._given = graph, dict(given)
        self._names = {node.slot: name for name, node in graph.given.items()}
        self._narrow: dict[int, Array] = {}
        self._wide: dict[int, Array] = {}
        self._unknown: dict[int, Mask | None] = {}
        self._wild: dict[int, Mask | None] = {}
        self._rules: dict[int, Mask | None] = {}
        self._cast: dict[tuple[int, Any], Array] = {}
        self._places: dict[tuple[Any, ...], Array] = {}

    def give(self, name: str, column: Array) -> None:
        """Add a column that was found after the others, such as the band of an instrument."""
        self._given[name] = column

    def narrow(self, node: Node) -> Array:
        """Return a column as codes, its size where unknown; dates are UNKNOWN there."""
        if node.slot not in self._narrow:
            self._narrow[node.slot] = self._find(node)
        return self._narrow[node.slot]

    def _find(self, node: Node) -> Array:
        if node.fill is not None:
            (need,) = node.needs
            unknown, column = self.unknown(need), self.narrow(need)
            return (
                column
                if unknown is None
                else np.where(unknown, column.dtype.type(node.fill), column)
            )
        if node.column is None:
            name = self._names[node.slot]
            if name in self._given:
                return self._given[name]
            empty = UNKNOWN if node.size is None else node.size
            return np.full(self.n, empty, dtype=narrowest(node.size))
        if node.lookup is not None:
            place = self.place(node.needs, tuple(need.extent for need in node.needs))
            if node.wild is not None:
                self._wild[node.slot] = _some(node.wild.take(place))
            return node.lookup.take(place)
        return self._work_out(node, node.column)

    def _work_out(self, node: Node, column: Column) -> Array:
        assert node.size is not None
        values = [self.wide(need) for need in node.needs]
        blind = None if column.sees_unknown else self._any_unknown(node.needs)
        if blind is not None:
            # A function that does not see the unknown is not shown its code either.
            values = [np.where(blind, np.int32(0), value) for value in values]
        found = np.broadcast_to(np.asarray(column.function(*values)), (self.n,))
        unknown = blind
        if column.sees_unknown:
            unknown = _some(found == UNKNOWN)
        wild = None
        if self.n and not 0 <= found.min() <= found.max() < node.size:
            wild = (found < 0) | (found >= node.size)
            wild = _some(wild if unknown is None else wild & ~unknown)
            self._wild[node.slot] = wild
        kind = narrowest(node.size)
        narrow = found.astype(kind)
        for mask in (unknown, wild):
            if mask is not None:
                np.copyto(narrow, kind(node.size), where=mask)
        return narrow

    def _any_unknown(self, needs: Iterable[Node]) -> Mask | None:
        """Return where any of some columns is unknown; None when none is anywhere."""
        masks = [mask for need in needs if (mask := self.unknown(need)) is not None]
        return reduce(np.logical_or, masks) if masks else None

    def wide(self, node: Node) -> Array:
        """Return a column as wide codes, UNKNOWN where unknown."""
        if node.slot not in self._wide:
            column, unknown = self.narrow(node), self.unknown(node)
            found = column.astype(np.int32)
            if unknown is not None and node.size is not None:
                found[unknown] = UNKNOWN
            self._wide[node.slot] = found
        return self._wide[node.slot]

    def unknown(self, node: Node) -> Mask | None:
        """Return where a column is unknown; None when it is nowhere."""
        if node.slot not in self._unknown:
            empty = UNKNOWN if node.size is None else node.size
            self._unknown[node.slot] = _some(self.narrow(node) == empty)
        return self._unknown[node.slot]

    def wild(self, node: Node) -> Mask | None:
        """Return where a derived column leaves its domain; None when it does nowhere."""
        self.narrow(node)
        return self._wild.get(node.slot)

    def holds(self, rule: Rule) -> Mask | None:
        """Return where a rule holds; None when it does nowhere."""
        if rule.slot not in self._rules:
            if rule.lookup is not None:
                place = self.place(rule.needs, tuple(need.extent for need in rule.needs))
                found = rule.lookup.take(place)
            else:
                found = self._holding(rule)
            self._rules[rule.slot] = _some(np.broadcast_to(found, (self.n,)))
        return self._rules[rule.slot]

    def _holding(self, rule: Rule) -> Mask:
        values = []
        for need, lenient in zip(rule.needs, rule.lenient, strict=True):
            unknown = self.unknown(need) if lenient else None
            value = self.wide(need)
            values.append(value if unknown is None else np.where(unknown, np.int32(0), value))
        found: Mask = np.asarray(rule.predicate.function(*values)).astype(bool, copy=False)
        strict = (n for n, lenient in zip(rule.needs, rule.lenient, strict=True) if not lenient)
        unknown = self._any_unknown(strict)
        return found if unknown is None else found & ~unknown

    def place(self, nodes: tuple[Node, ...], extents: tuple[int, ...]) -> Array:
        """Return where each person's codes lie in an array over the given extents."""
        key = (tuple(node.slot for node in nodes), extents)
        if key not in self._places:
            self._places[key] = self._place(nodes, extents)
        return self._places[key]

    def _place(self, nodes: tuple[Node, ...], extents: tuple[int, ...]) -> Array:
        if not nodes:
            return np.zeros(self.n, dtype=np.intp)
        kind = np.uint16 if math.prod(extents) <= _LARGEST else np.int32
        place = self._as(nodes[0], kind)
        for node, extent in zip(nodes[1:], extents[1:], strict=True):
            place = place * kind(extent)
            place += self._as(node, kind)
        return place.astype(np.intp)

    def _as(self, node: Node, kind: type[np.uint16] | type[np.int32]) -> Array:
        key = (node.slot, kind)
        if key not in self._cast:
            self._cast[key] = self.narrow(node).astype(kind, copy=False)
        return self._cast[key]


def _some(mask: Mask) -> Mask | None:
    """Return a mask that is true somewhere, else None."""
    return mask if mask.any() else None
