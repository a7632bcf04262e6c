"""Ways of answering one group of questions, tried for many people at once."""

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from riskservice.kit.blocks import Floats
from riskservice.kit.dates import UNKNOWN, Ints
from riskservice.kit.domains import days_of
from riskservice.kit.kernel import Kernel
from riskservice.rescoring.engine.joints import Placed
from riskservice.rescoring.engine.nodes import Array, Graph, Node, Rule, narrowest
from riskservice.rescoring.engine.workspace import Workspace

Group = tuple[str, ...]


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
        derived: Iterable[Node],
        axes: Mapping[str, Ints],
    ) -> None:
        self._kernel, self._graph, self._terms = kernel, graph, tuple(terms)
        self._asked, self._axes = dict(asked), dict(axes)
        names = {node.slot: name for name, node in asked.items()}
        self.read = [roots_of(nodes, names) for _, nodes in self._terms]
        """Questions that each term goes back to."""
        self._checks = [(rule, roots_of(rule.needs, names)) for rule in checks]
        self._worked_out = [
            (node, roots_of(node.needs, names))
            for node in derived
            if node.lookup is None or node.wild is not None
        ]

    def parts(self, space: Workspace, rows: Array, group: Group) -> Floats:
        """Return what a group adds, for each person and each way of answering it."""
        n = len(rows)
        if any(name not in self._axes for name in group):
            return self._dated(space, rows, group[0])
        axes = [self._axes[name] for name in group]
        ways = [axis.ravel() for axis in np.meshgrid(*axes, indexing="ij")]
        kinds = [narrowest(self._asked[name].size) for name in group]
        tried = {
            name: np.tile(codes.astype(kind), n)
            for name, codes, kind in zip(group, ways, kinds, strict=True)
        }
        return self._tried(space, rows, tried, len(ways[0]))

    def _dated(self, space: Workspace, rows: Array, name: str) -> Floats:
        """Return the same for a date; the days worth trying hang on the dates that are known."""
        others = [
            key for key, asked in self._kernel.asked.items() if asked.kind == "date" and key != name
        ]
        wide = {key: space.wide(self._asked[key])[rows].astype(np.int64) for key in others}
        wide["on"] = space.wide(self._graph.given["on"])[rows].astype(np.int64)
        known = np.array([wide[key] != UNKNOWN for key in others]).reshape(len(others), len(rows))
        marks = (known * (1 << np.arange(len(others)))[:, None]).sum(axis=0)
        found: list[tuple[Array, Floats]] = []
        for mark in np.unique(marks).tolist():
            here = np.flatnonzero(marks == mark)
            answered = ["on", *(key for i, key in enumerate(others) if mark >> i & 1)]
            mine = {key: wide[key][here] for key in answered}
            days = days_of(self._kernel, {}, mine, name, answered, (name,), 0)
            codes = {name: days.astype(np.int32).ravel()}
            found.append((here, self._tried(space, rows[here], codes, days.shape[1])))
        parts = np.full((len(rows), max(part.shape[1] for _, part in found)), np.nan)
        for here, part in found:
            parts[here, : part.shape[1]] = part
        return parts

    def _tried(self, space: Workspace, rows: Array, codes: Mapping[str, Array], k: int) -> Floats:
        """
        Return what some questions add, for each person and each way of answering them.

        Parameters
        ----------
        codes : mapping of str to ndarray, shape (n * k,)
            Narrow codes of the questions, the ways of one person together.
        """
        n = len(rows)
        on = self._graph.given["on"]
        mine = [i for i, read in enumerate(self.read) if not read.isdisjoint(codes)]
        checks = [(rule, read) for rule, read in self._checks if not read.isdisjoint(codes)]
        derived = [(node, read) for node, read in self._worked_out if not read.isdisjoint(codes)]
        needed = frozenset[str]().union(
            *(self.read[i] for i in mine), *(read for _, read in (*checks, *derived))
        )
        given = {
            name: np.repeat(space.narrow(self._asked[name])[rows], k)
            for name in needed
            if name not in codes
        } | {"on": np.repeat(space.narrow(on)[rows], k)}
        tried = Workspace(self._graph, n * k, given | dict(codes))
        total = np.zeros(n * k)
        for i in mine:
            term, needs = self._terms[i]
            total += term.points.take(tried.place(needs, term.sizes), mode="clip")
        wrong = [tried.holds(rule) for rule, _ in checks]
        wrong += [tried.wild(node) for node, _ in derived]
        for mask in wrong:
            if mask is not None:
                total[mask] = np.nan
        return total.reshape(n, k)


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
