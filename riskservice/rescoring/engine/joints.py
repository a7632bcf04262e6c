"""Terms added up beforehand over their columns, so that few look-ups give a whole total."""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from riskservice.kit.blocks import Floats
from riskservice.kit.tabulated import Tabulated
from riskservice.rescoring.engine.nodes import Array, Node

JOINT = 1 << 13
"""Cells of a joint array that stays near the processor."""
LARGEST_JOINT = 1 << 19

Placed = tuple[Tabulated, tuple[Node, ...]]
"""A term, and the columns it reads."""


@dataclass(frozen=True, slots=True)
class Joint:
    """Terms added up over their columns."""

    nodes: tuple[Node, ...]
    extents: tuple[int, ...]
    points: Floats


def joints_of(terms: Sequence[Placed], *, highest: bool) -> tuple[Joint, ...]:
    """
    Return terms grouped so that few look-ups add them all up.

    Parameters
    ----------
    highest : bool
        Whether the largest term counts instead of the sum.
    """
    if highest:
        return tuple(joint_of(nodes, [(term, nodes)]) for term, nodes in terms)
    groups: list[tuple[dict[int, Node], list[Placed]]] = []
    for term, needs in terms:
        mine = {node.slot: node for node in _bases(needs)}
        best: tuple[float, int] | None = None
        for i, (nodes, _) in enumerate(groups):
            before, after = _cells(nodes.values()), _cells((nodes | mine).values())
            grown = after - max(before, _cells(mine.values()))
            if (after <= JOINT or grown <= 0) and (best is None or (grown, i) < best):
                best = (grown, i)
        if best is None:
            groups.append((mine, [(term, needs)]))
        else:
            groups[best[1]][0].update(mine)
            groups[best[1]][1].append((term, needs))
    return tuple(joint_of(tuple(nodes.values()), found) for nodes, found in groups)


def joint_of(nodes: tuple[Node, ...], terms: Sequence[Placed]) -> Joint:
    """Return the sum of some terms over columns that they go back to."""
    extents = tuple(node.size or 0 for node in nodes)
    axes = np.meshgrid(*(np.arange(extent) for extent in extents), indexing="ij", sparse=True)
    at = {node.slot: axis for node, axis in zip(nodes, axes, strict=True)}
    total: Any = 0.0
    for term, needs in terms:
        codes = [_code_of(node, at) for node in needs]
        wrong = [code >= size for code, size in zip(codes, term.sizes, strict=True)]
        inside = [np.where(bad, 0, code) for bad, code in zip(wrong, codes, strict=True)]
        total = total + term.points[term.cell(inside)]
    whole = np.ascontiguousarray(np.broadcast_to(total, extents), dtype=np.float64)
    return Joint(nodes, extents, whole.ravel())


def _bases(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """Return columns, with what is looked up from one other as that other."""
    bases = tuple(dict.fromkeys(_base(node) for node in nodes))
    return bases if _cells(bases) <= LARGEST_JOINT else nodes


def _cells(nodes: Iterable[Node]) -> int:
    return math.prod(node.size or 0 for node in nodes)


def _base(node: Node) -> Node:
    """Return the one column a node is looked up from, if it is looked up from one alone."""
    if node.lookup is None or len(node.needs) != 1 or len(node.lookup) > JOINT:
        return node
    if node.column is not None and node.column.sees_unknown:
        # What it is looked up from may be unknown, and it is known all the same.
        return node
    return _base(node.needs[0])


def _code_of(node: Node, at: Mapping[int, Array]) -> Array:
    """Return a node's codes over the axes of its base."""
    if node.slot in at:
        return at[node.slot]
    assert node.lookup is not None
    return node.lookup.take(_code_of(node.needs[0], at)).astype(np.int64)
