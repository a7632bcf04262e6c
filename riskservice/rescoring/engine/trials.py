"""Ways of answering one group of questions, tried for many people at once."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple, TypeVar

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
_Thing = TypeVar("_Thing")


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


class _Part(NamedTuple):
    """People of whom the same is tried: narrow codes by question, the ways of each together."""

    rows: Array
    codes: Mapping[str, Array]
    ways: int


class _Touched(NamedTuple):
    """What some questions touch, and what else that reads."""

    terms: Mask
    checks: Mask
    worked_out: Mask
    excluded: Mask
    moves: bool
    needed: frozenset[str]


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
        self._touched = lru_cache(maxsize=1 << 14)(self._touched_by)

    def of(self, space: Workspace, wanted: Sequence[tuple[Array, Group]]) -> list[Tried]:
        """
        Return what groups do, for each of their people and each way of answering them.

        Parameters
        ----------
        wanted : sequence of (ndarray of int64, tuple of str)
            Places of people in the workspace, and a group of questions that they left open.
        """
        parts = [self._parts(space, rows, group) for rows, group in wanted]
        tried = iter(self._tried(space, [part for mine in parts for _, part in mine]))
        return [
            _beside(len(rows), [(here, next(tried)) for here, _ in mine])
            for (rows, _), mine in zip(wanted, parts, strict=True)
        ]

    def _parts(self, space: Workspace, rows: Array, group: Group) -> list[tuple[Array, _Part]]:
        """Return what is tried for whom of those who left a group open."""
        n = len(rows)
        plain = [name for name in group if name in self._axes]
        ways = [axis.ravel() for axis in np.meshgrid(*(self._axes[name] for name in plain),
                                                     indexing="ij")]  # fmt: skip
        kinds = [narrowest(self._asked[name].size) for name in plain]
        codes = {name: way.astype(kind) for name, way, kind in zip(plain, ways, kinds, strict=True)}
        if len(plain) == len(group):
            tried = {name: np.tile(way, n) for name, way in codes.items()}
            return [(np.arange(n), _Part(rows, tried, len(ways[0])))]
        (date,) = set(group) - set(plain)
        return self._dated(space, rows, date, codes)

    def _dated(
        self, space: Workspace, rows: Array, name: str, codes: Mapping[str, Array]
    ) -> list[tuple[Array, _Part]]:
        """Return the same for a group with one date; its days hang on the dates that are known."""
        others = [
            key for key, asked in self._kernel.asked.items() if asked.kind == "date" and key != name
        ]
        wide = {key: space.wide(self._asked[key])[rows].astype(np.int64) for key in others}
        wide["on"] = space.wide(self._graph.given["on"])[rows].astype(np.int64)
        known = np.array([wide[key] != UNKNOWN for key in others]).reshape(len(others), len(rows))
        marks = (known * (1 << np.arange(len(others)))[:, None]).sum(axis=0)
        found: list[tuple[Array, _Part]] = []
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
            found.append((here, _Part(rows[here], tried, rest * days.shape[1])))
        return found

    def _touched_by(self, questions: Group) -> _Touched:
        """Return what some questions touch."""
        moves = not self.moved_by.isdisjoint(questions)
        needed = set(self.moved_by if moves else ())

        def touched(reads: Iterable[frozenset[str]]) -> Mask:
            found = [(not read.isdisjoint(questions), read) for read in reads]
            needed.update(*(read for mine, read in found if mine))
            return np.array([mine for mine, _ in found], dtype=bool)

        terms = touched(self.read)
        checks, worked_out, excluded = (
            touched([read for _, read in rules])
            for rules in (self._checks, self._worked_out, self._excluded)
        )
        return _Touched(terms, checks, worked_out, excluded, moves, frozenset(needed))

    def _tried(self, space: Workspace, parts: Sequence[_Part]) -> list[Tried]:
        """Return what is found for each part; all of them are worked out together."""
        touched = [self._touched(tuple(part.codes)) for part in parts]
        sizes = np.array([len(part.rows) * part.ways for part in parts])
        tried = self._workspace(space, parts, frozenset().union(*(t.needed for t in touched)))
        total, out = self._added(tried, touched, sizes)
        steps = self._steps(tried) if any(t.moves for t in touched) else None
        found = []
        for part, mine, stop in zip(parts, touched, np.cumsum(sizes).tolist(), strict=True):
            here, shape = slice(stop - len(part.rows) * part.ways, stop), (-1, part.ways)
            found.append(
                Tried(
                    total[here].reshape(shape),
                    out[here].reshape(shape) if mine.excluded.any() else None,
                    steps[here].reshape(shape) if mine.moves and steps is not None else None,
                )
            )
        return found

    def _added(
        self, tried: Workspace, touched: Sequence[_Touched], sizes: Array
    ) -> tuple[Floats, Mask]:
        """Return what every row adds, and where it takes the person out of scope."""
        total = np.full(tried.n, self._none)
        for (term, needs), rows in _by_row(self._terms, [t.terms for t in touched], sizes):
            points = term.points.take(tried.place(needs, term.sizes), mode="clip")
            self._join(total, points if rows is None else np.where(rows, points, self._none),
                       out=total)  # fmt: skip
        wrong = [
            (tried.holds(rule), rows)
            for (rule, _), rows in _by_row(self._checks, [t.checks for t in touched], sizes)
        ]
        wrong += [
            (tried.wild(node), rows)
            for (node, _), rows in _by_row(self._worked_out, [t.worked_out for t in touched], sizes)
        ]
        for mask, rows in wrong:
            if mask is not None:
                total[mask if rows is None else mask & rows] = np.nan
        out = np.zeros(tried.n, dtype=bool)
        for (rule, _), rows in _by_row(self._excluded, [t.excluded for t in touched], sizes):
            mask = tried.holds(rule)
            if mask is not None:
                out |= mask if rows is None else mask & rows
        return total, out

    def _steps(self, tried: Workspace) -> Array | None:
        if self._shift is None:
            return None
        shift, needs = self._shift
        places = tried.place(needs, shift.sizes)
        return shift.points.take(places, mode="clip").astype(np.int64)

    def _workspace(
        self, space: Workspace, parts: Sequence[_Part], needed: frozenset[str]
    ) -> Workspace:
        """Return a workspace with a person for each way of answering of each person."""
        rows = np.concatenate([part.rows for part in parts])
        ways = np.repeat([part.ways for part in parts], [len(part.rows) for part in parts])
        nodes = {name: self._asked[name] for name in needed} | {"on": self._graph.given["on"]}
        given = {name: np.repeat(space.narrow(node)[rows], ways) for name, node in nodes.items()}
        start = 0
        for part in parts:
            stop = start + len(part.rows) * part.ways
            for name, codes in part.codes.items():
                if name in needed:
                    given[name][start:stop] = codes
            start = stop
        return Workspace(self._graph, start, given)


def _by_row(
    things: Sequence[_Thing], touched: Sequence[Mask], sizes: Array
) -> Iterator[tuple[_Thing, Mask | None]]:
    """Yield what any part touches, and for which rows; None for all of them."""
    for thing, parts in zip(things, np.stack(touched, axis=1), strict=True):
        if parts.any():
            yield thing, None if parts.all() else np.repeat(parts, sizes)


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
