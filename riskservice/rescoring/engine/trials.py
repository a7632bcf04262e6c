"""Ways of answering one group of questions, tried for many people at once."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

import numpy as np

from riskservice.kit.blocks import Floats
from riskservice.kit.dates import UNKNOWN, Ints
from riskservice.kit.domains import days_of
from riskservice.kit.effects import is_highest
from riskservice.kit.kernel import Kernel
from riskservice.rescoring.engine.joints import Placed
from riskservice.rescoring.engine.nodes import Array, Graph, Mask, Node, Rule, narrowest
from riskservice.rescoring.engine.workspace import Workspace

Group = tuple[str, ...]


class Tried(NamedTuple):
    """
    What each way of answering a group does, for each person; arrays of shape (n, k).

    Attributes
    ----------
    parts : ndarray of float64
        What it adds; no number where it contradicts something.
    out : ndarray of bool or None
        Where it takes the person out of scope; None where no way can.
    steps : ndarray of int64 or None
        By how many bands it moves the band; None where no way does.
    """

    parts: Floats
    out: Mask | None
    steps: Array | None


class Trials:
    """
    What ways of answering some questions of a kernel add.

    Parameters
    ----------
    kernel : Kernel
    graph : Graph
    terms : sequence of (Tabulated, tuple of Node)
    asked : mapping of str to Node
    checks : sequence of Rule
        Contradictions; ways of answering that are one add what is no number.
    excluded : sequence of Rule
        What takes a person out of scope.
    shift : (Tabulated, tuple of Node) or None
        The rise and fall of the band.
    derived : iterable of Node
        Columns that are worked out.
    axes : mapping of str to ndarray
        The codes of each question that are tried.
    """

    def __init__(
        self,
        kernel: Kernel,
        graph: Graph,
        terms: Sequence[Placed],
        asked: Mapping[str, Node],
        checks: Sequence[Rule],
        excluded: Sequence[Rule],
        shift: Placed | None,
        derived: Iterable[Node],
        axes: Mapping[str, Ints],
    ) -> None:
        self._kernel, self._graph, self._terms = kernel, graph, tuple(terms)
        self._join = np.maximum if is_highest(kernel) else np.add
        self._none = -np.inf if is_highest(kernel) else 0.0
        self._asked, self._axes = dict(asked), dict(axes)
        names = {node.slot: name for name, node in asked.items()}
        self.read = [roots_of(nodes, names) for _, nodes in self._terms]
        """Questions that each term goes back to."""
        self._checks = [(rule, roots_of(rule.needs, names)) for rule in checks]
        self._excluded = [(rule, roots_of(rule.needs, names)) for rule in excluded]
        self._shift = shift
        self.moved_by = frozenset[str]() if shift is None else roots_of(shift[1], names)
        """Questions that the rise and fall of the band goes back to."""
        self._worked_out = [
            (node, roots_of(node.needs, names))
            for node in derived
            if node.lookup is None or node.wild is not None
        ]

    def of(self, space: Workspace, rows: Array, group: Group) -> Tried:
        """Return what a group does, for each person and each way of answering it."""
        n = len(rows)
        plain = [name for name in group if name in self._axes]
        ways = [axis.ravel() for axis in np.meshgrid(*(self._axes[name] for name in plain),
                                                     indexing="ij")]  # fmt: skip
        kinds = [narrowest(self._asked[name].size) for name in plain]
        codes = {name: way.astype(kind) for name, way, kind in zip(plain, ways, kinds, strict=True)}
        if len(plain) == len(group):
            tried = {name: np.tile(way, n) for name, way in codes.items()}
            return self._tried(space, rows, tried, len(ways[0]))
        (date,) = set(group) - set(plain)
        return self._dated(space, rows, date, codes)

    def _dated(self, space: Workspace, rows: Array, name: str, codes: Mapping[str, Array]) -> Tried:
        """Return the same for a group with one date; its days hang on the dates that are known."""
        others = [
            key for key, asked in self._kernel.asked.items() if asked.kind == "date" and key != name
        ]
        wide = {key: space.wide(self._asked[key])[rows].astype(np.int64) for key in others}
        wide["on"] = space.wide(self._graph.given["on"])[rows].astype(np.int64)
        known = np.array([wide[key] != UNKNOWN for key in others]).reshape(len(others), len(rows))
        marks = (known * (1 << np.arange(len(others)))[:, None]).sum(axis=0)
        found: list[tuple[Array, Tried]] = []
        for mark in np.unique(marks).tolist():
            here = np.flatnonzero(marks == mark)
            answered = ["on", *(key for i, key in enumerate(others) if mark >> i & 1)]
            mine = {key: wide[key][here] for key in answered}
            days = days_of(self._kernel, {}, mine, name, answered, (name,), 0).astype(np.int32)
            # Every day with every way of answering the rest of the group.
            rest = len(next(iter(codes.values()))) if codes else 1
            tried = {
                key: np.tile(np.repeat(way, days.shape[1]), len(here)) for key, way in codes.items()
            }
            tried[name] = np.tile(days, rest).ravel()
            found.append((here, self._tried(space, rows[here], tried, rest * days.shape[1])))
        return _beside(len(rows), found)

    def _tried(self, space: Workspace, rows: Array, codes: Mapping[str, Array], k: int) -> Tried:
        """
        Return what some questions do, for each person and each way of answering them.

        Parameters
        ----------
        codes : mapping of str to ndarray, shape (n * k,)
            Narrow codes of the questions, the ways of one person together.
        """
        n = len(rows)
        on = self._graph.given["on"]
        mine = [i for i, read in enumerate(self.read) if not read.isdisjoint(codes)]
        checks = [(rule, read) for rule, read in self._checks if not read.isdisjoint(codes)]
        excluded = [(rule, read) for rule, read in self._excluded if not read.isdisjoint(codes)]
        derived = [(node, read) for node, read in self._worked_out if not read.isdisjoint(codes)]
        moves = self._shift is not None and not self.moved_by.isdisjoint(codes)
        needed = frozenset[str]().union(
            *(self.read[i] for i in mine),
            *(read for _, read in (*checks, *excluded, *derived)),
            self.moved_by if moves else (),
        )
        given = {
            name: np.repeat(space.narrow(self._asked[name])[rows], k)
            for name in needed
            if name not in codes
        } | {"on": np.repeat(space.narrow(on)[rows], k)}
        tried = Workspace(self._graph, n * k, given | dict(codes))
        total = np.full(n * k, self._none)
        for i in mine:
            term, needs = self._terms[i]
            points = term.points.take(tried.place(needs, term.sizes), mode="clip")
            self._join(total, points, out=total)
        wrong = [tried.holds(rule) for rule, _ in checks]
        wrong += [tried.wild(node) for node, _ in derived]
        for mask in wrong:
            if mask is not None:
                total[mask] = np.nan
        outs = [mask for rule, _ in excluded if (mask := tried.holds(rule)) is not None]
        out = np.logical_or.reduce(outs).reshape(n, k) if outs else None
        steps = None
        if moves and self._shift is not None:
            shift, needs = self._shift
            places = tried.place(needs, shift.sizes)
            steps = shift.points.take(places, mode="clip").astype(np.int64).reshape(n, k)
        return Tried(total.reshape(n, k), out, steps)


def _beside(n: int, found: Sequence[tuple[Array, Tried]]) -> Tried:
    """Return what different people tried as one; who has fewer ways has no number for the rest."""
    if len(found) == 1:
        return found[0][1]
    ways = max(tried.parts.shape[1] for _, tried in found)
    parts = np.full((n, ways), np.nan)
    out = np.zeros((n, ways), dtype=bool)
    steps = np.zeros((n, ways), dtype=np.int64)
    for here, tried in found:
        mine = slice(tried.parts.shape[1])
        parts[here, mine] = tried.parts
        if tried.out is not None:
            out[here, mine] = tried.out
        if tried.steps is not None:
            steps[here, mine] = tried.steps
    some_out = any(tried.out is not None for _, tried in found)
    some_moved = any(tried.steps is not None for _, tried in found)
    return Tried(parts, out if some_out else None, steps if some_moved else None)


def roots_of(nodes: Iterable[Node], names: Mapping[int, str]) -> frozenset[str]:
    """Return the questions that some columns go back to."""
    found: set[str] = set()
    queue = list(nodes)
    while queue:
        node = queue.pop()
        if node.slot in names:
            found.add(names[node.slot])
        queue.extend(node.needs)
    return frozenset(found)
