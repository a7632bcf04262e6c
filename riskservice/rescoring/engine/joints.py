"""Terms added up beforehand over their columns, so that few look-ups give a whole total."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from riskservice.kit.tabulated import Tabulated
from riskservice.rescoring.engine.nodes import Array, Node

JOINT = 1 << 13
"""Cells of a joint array that stays near the processor."""
LARGEST_JOINT = 1 << 19

Placed = tuple[Tabulated, tuple[Node, ...]]
"""A term, and the columns it reads."""


@dataclass(frozen=True, slots=True)
class Joint:
    """
    Terms added up over their columns.

    Attributes
    ----------
    nodes : tuple of Node
    extents : tuple of int
        How many codes of each are told apart; a larger code counts as the last of them.
    points : ndarray
        Whole numbers where all of them are, else doubles.
    """

    nodes: tuple[Node, ...]
    extents: tuple[int, ...]
    points: Array


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
    groups: list[tuple[dict[Node, int], list[Placed]]] = []
    for term, needs in terms:
        mine = _axes(term, needs)
        best: tuple[float, int] | None = None
        for i, (axes, _) in enumerate(groups):
            before, after = _cells(axes), _cells(_both(axes, mine))
            grown = after - max(before, _cells(mine))
            if (after <= JOINT or grown <= 0) and (best is None or (grown, i) < best):
                best = (grown, i)
        if best is None:
            groups.append((mine, [(term, needs)]))
        else:
            axes, found = groups[best[1]]
            axes.update(_both(axes, mine))
            found.append((term, needs))
    return tuple(joint_of(tuple(axes), found, tuple(axes.values())) for axes, found in groups)


def joint_of(
    nodes: tuple[Node, ...], terms: Sequence[Placed], extents: tuple[int, ...] | None = None
) -> Joint:
    """
    Return the sum of some terms over columns that they go back to.

    Parameters
    ----------
    extents : tuple of int, optional
        How many codes of each column to tell apart; a larger code counts as the last of them. By
        default all.
    """
    extents = extents or tuple(node.size or 0 for node in nodes)
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


def _axes(term: Tabulated, needs: tuple[Node, ...]) -> dict[Node, int]:
    """Return the columns a term goes back to, each with how many codes the term tells apart."""
    bases = _bases(needs)
    axes = {node: node.size or 0 for node in bases}
    if len(bases) == 1:
        # Steps end somewhere: all codes from the last one on have the same points.
        points = joint_of(bases, [(term, needs)]).points
        other = np.flatnonzero(points != points[-1])
        axes[bases[0]] = min(len(points), int(other[-1]) + 2 if len(other) else 1)
    return axes


def _both(axes: Mapping[Node, int], others: Mapping[Node, int]) -> dict[Node, int]:
    """Return the columns of two groups, with as many codes as either tells apart."""
    largest = {node: max(extent, others.get(node, 0)) for node, extent in axes.items()}
    return largest | {node: extent for node, extent in others.items() if node not in axes}


def whole(joints: Sequence[Joint]) -> tuple[Joint, ...] | None:
    """Return joints in small whole numbers; None where their points are none."""
    most = sum(np.abs(joint.points).max(initial=0) for joint in joints)
    if not most <= np.iinfo(np.int16).max or any((j.points % 1).any() for j in joints):
        return None
    return tuple(replace(joint, points=joint.points.astype(np.int16)) for joint in joints)


def _bases(nodes: tuple[Node, ...]) -> tuple[Node, ...]:
    """Return columns, with what is looked up from one other as that other."""
    bases = tuple(dict.fromkeys(_base(node) for node in nodes))
    return bases if math.prod(node.size or 0 for node in bases) <= LARGEST_JOINT else nodes


def _cells(axes: Mapping[Node, int]) -> int:
    return math.prod(axes.values())


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
