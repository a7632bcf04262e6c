"""
Columns of a block and what is worked out from them, each found once however many instruments ask.

Two instruments that read the same column, or derive one by the same rule from the same columns,
share a node. A node is narrow: a code below its size, or the size itself where it is unknown.
"""

import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskservice.kit.dates import UNKNOWN
from riskservice.kit.instrument import Column, Predicate, Requirement
from riskservice.kit.predicates import any_unknown, holds

Array = NDArray[Any]
Mask = NDArray[np.bool_]

LARGEST_LOOKUP = 1 << 17
"""Combinations of codes up to which a derived column is looked up instead of worked out."""
LARGEST_RULE = 1 << 12
FEW = 3
"""Codes up to which comparing with each is quicker than looking up."""


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
    firm : bool
        Whether it is looked up and known wherever all its needs are.
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
    firm: bool = False
    fill: int | None = None

    @property
    def extent(self) -> int:
        """Return the number of codes, *unknown* included."""
        assert self.size is not None
        return self.size + 1


@dataclass(eq=False, slots=True)
class Rule:
    """
    A yes/no rule over columns.

    Attributes
    ----------
    slot : int
    needs : tuple of Node
    predicate : Predicate or Requirement
    lenient : tuple of bool
        For which of the needs an unknown code counts as 0.
    lookup : ndarray of bool or None
        As in a node.
    codes : tuple of int or None
        The few codes of its only need for which it holds, which are quicker compared than looked
        up; none of one that never holds.
    """

    slot: int
    needs: tuple[Node, ...]
    predicate: Predicate | Requirement
    lenient: tuple[bool, ...]
    lookup: Mask | None = None
    codes: tuple[int, ...] | None = None


@dataclass(eq=False)
class Graph:
    """Every column and rule of some instruments, each once."""

    nodes: list[Node] = field(default_factory=list)
    rules: list[Rule] = field(default_factory=list)
    given: dict[str, Node] = field(default_factory=dict)
    """Columns that come from outside, by name."""
    shared: set[tuple[Any, ...]] = field(default_factory=set)
    """Places of codes that blocks so far asked for more than once."""
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
            looked_up = _combinations(needs) <= LARGEST_LOOKUP
            self._known[key] = (
                self._look_up(column, needs)
                if looked_up
                else self._node(column.size, needs=needs, column=column)
            )
        found: Node = self._known[key]
        return found

    def _look_up(self, column: Column, needs: tuple[Node, ...]) -> Node:
        """Return a derived column that is looked up; one that holds the same is the same."""
        values = _worked_out(column, _grid(needs))
        wild = (values != UNKNOWN) & ((values < 0) | (values >= column.size))
        unknown = wild | (values == UNKNOWN)
        lookup = np.where(unknown, column.size, values).astype(narrowest(column.size))
        same = ("lookup", *(n.slot for n in needs), column.size, column.sees_unknown)
        key = (*same, lookup.tobytes(), wild.tobytes())
        if key not in self._known:
            node = self._node(column.size, needs=needs, column=column)
            node.lookup, node.wild = lookup, wild if wild.any() else None
            known = tuple(slice(-1) for _ in needs)
            node.firm = not unknown.reshape([need.extent for need in needs])[known].any()
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
                codes = tuple(np.flatnonzero(rule.lookup).tolist())
                if not codes or (len(needs) == 1 and len(codes) <= FEW):
                    rule.codes = codes
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
