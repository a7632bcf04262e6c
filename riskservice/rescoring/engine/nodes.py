"""
Columns of a block and what is worked out from them, each found once however many instruments ask.

Two instruments that read the same column, or derive one by the same rule from the same columns,
share a node. A node is narrow: a code below its size, or the size itself where it is unknown.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskservice.kit.dates import UNKNOWN
from riskservice.kit.instrument import Column, Predicate, Requirement
from riskservice.kit.predicates import any_unknown, holds

Array = NDArray[Any]
Mask = NDArray[np.bool_]

LARGEST_LOOKUP = 1 << 16
"""Combinations of codes up to which a derived column is looked up instead of worked out."""
LARGEST_RULE = 1 << 12


def narrowest(size: int | None) -> type[np.uint8] | type[np.uint16] | type[np.int32]:
    """Return the narrowest type that holds codes up to a size, the size included."""
    if size is None or size > np.iinfo(np.uint16).max:
        return np.int32
    return np.uint8 if size <= np.iinfo(np.uint8).max else np.uint16


@dataclass(eq=False, slots=True)
class Node:
    """
    One column.

    Attributes
    ----------
    slot : int
        Its place in a :class:`Workspace`.
    size : int or None
        Codes run below it; None for dates.
    low : int
        Least code of a question.
    needs : tuple of Node
    column : Column or None
        How it is worked out from them; None where it is given.
    lookup, wild : ndarray or None
        The codes over every combination of needs, unknown ones included, and which of them lie
        outside the domain; None where it has to be worked out.
    fill : int or None
        Code that stands for unknown ones of its only need.
    """

    slot: int
    size: int | None
    low: int = 0
    needs: tuple["Node", ...] = ()
    column: Column | None = None
    lookup: Array | None = None
    wild: Mask | None = None
    fill: int | None = None

    @property
    def extent(self) -> int:
        """Return the number of codes, *unknown* included."""
        assert self.size is not None
        return self.size + 1


@dataclass(eq=False, slots=True)
class Rule:
    """A yes/no rule over columns; ``lookup`` as in a node."""

    slot: int
    needs: tuple[Node, ...]
    predicate: Predicate | Requirement
    lenient: tuple[bool, ...]
    lookup: Mask | None = None


@dataclass(eq=False)
class Graph:
    """Every column and rule of some instruments, each once."""

    nodes: list[Node] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    given: dict[str, Node] = field(default_factory=dict)
    """Columns that come from outside, by name."""
    _known: dict[tuple[Any, ...], Any] = field(default_factory=dict)

    def _node(self, size: int | None, **fields: Any) -> Node:
        node = Node(len(self.nodes), size, **fields)
        self.nodes.append(node)
        return node

    def take(self, name: str, size: int | None, low: int = 0) -> Node:
        """Return the column of a name, which is given with every block."""
        if name not in self.given:
            self.given[name] = self._node(size, low=low)
        return self.given[name]

    def fill(self, need: Node, code: int) -> Node:
        """Return a column with a code in place of unknown ones."""
        key = ("fill", need.slot, code)
        if key not in self._known:
            self._known[key] = self._node(need.size, needs=(need,), fill=code)
        found: Node = self._known[key]
        return found

    def derive(self, column: Column, rule: object, needs: tuple[Node, ...]) -> Node:
        """Return a derived column; `rule` is the same object for the same function."""
        key = ("derive", id(rule), *(need.slot for need in needs))
        if key not in self._known:
            node = self._node(column.size, needs=needs, column=column)
            if _combinations(needs) <= LARGEST_LOOKUP:
                values = _worked_out(column, _grid(needs))
                wild = (values != UNKNOWN) & ((values < 0) | (values >= column.size))
                unknown = wild | (values == UNKNOWN)
                node.lookup = np.where(unknown, column.size, values).astype(narrowest(column.size))
                node.wild = wild if wild.any() else None
            self._known[key] = node
        found: Node = self._known[key]
        return found

    def rule(
        self,
        predicate: Predicate | Requirement,
        same: object,
        needs: tuple[Node, ...],
        lenient: tuple[str, ...] = (),
    ) -> Rule:
        """Return a rule; `same` is the same object for the same function."""
        key = ("rule", id(same), *(need.slot for need in needs))
        if key not in self._known:
            marks = tuple(need in lenient for need in predicate.needs)
            rule = Rule(len(self.rules), needs, predicate, marks)
            if _combinations(needs) <= LARGEST_RULE:
                rule.lookup = np.ascontiguousarray(_holding(rule, _grid(needs)))
            self.rules.append(rule)
            self._known[key] = rule
        found: Rule = self._known[key]
        return found


def _combinations(needs: Sequence[Node]) -> float:
    """Return the number of combinations of codes, unknown ones included; no end with dates."""
    return math.prod(math.inf if need.size is None else need.extent for need in needs)


def _grid(needs: Sequence[Node]) -> list[Array]:
    """Return every combination of codes as wide columns, UNKNOWN at the end of each axis."""
    axes = [np.append(np.arange(need.size or 0), UNKNOWN) for need in needs]
    return [axis.ravel() for axis in np.meshgrid(*axes, indexing="ij")] or [np.zeros(1, np.int64)]


def _worked_out(column: Column, values: Sequence[Array]) -> Array:
    """Return a derived column over wide columns, UNKNOWN where it cannot be known."""
    values = values[: len(column.needs)]
    unknown = any_unknown(values) if values else False
    if column.sees_unknown or not np.any(unknown):
        return np.asarray(column.function(*values), dtype=np.int64)
    # A function that does not see the unknown is not shown its code either.
    shown = [np.where(unknown, 0, value) for value in values]
    return np.where(unknown, UNKNOWN, column.function(*shown))


def _holding(rule: Rule, values: Sequence[Array]) -> Mask:
    """Return where a rule is known to hold, over wide columns."""
    shown = [
        np.where(value == UNKNOWN, 0, value) if lenient else value
        for value, lenient in zip(values, rule.lenient, strict=False)
    ]
    found: Mask = holds(rule.predicate, shown) & ~any_unknown(shown)
    return found


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
        values = _worked_out(node.column, [self.wide(need) for need in node.needs])
        values = np.broadcast_to(values, (self.n,))
        assert node.size is not None
        unknown = values == UNKNOWN
        wild = _some(~unknown & ((values < 0) | (values >= node.size)))
        self._wild[node.slot] = wild
        unknown = unknown if wild is None else unknown | wild
        return np.where(unknown, node.size, values).astype(narrowest(node.size))

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
                found = _holding(rule, [self.wide(need) for need in rule.needs])
            self._rules[rule.slot] = _some(np.broadcast_to(found, (self.n,)))
        return self._rules[rule.slot]

    def place(self, nodes: tuple[Node, ...], extents: tuple[int, ...]) -> Array:
        """Return where each person's codes lie in an array over the given extents."""
        key = (tuple(node.slot for node in nodes), extents)
        if key not in self._places:
            self._places[key] = self._place(nodes, extents)
        return self._places[key]

    def _place(self, nodes: tuple[Node, ...], extents: tuple[int, ...]) -> Array:
        if not nodes:
            return np.zeros(self.n, dtype=np.intp)
        kind = np.uint16 if math.prod(extents) <= np.iinfo(np.uint16).max else np.int32
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
