"""
Ranges of many people at once, where what is unanswered stands apart from everything else.

Questions that nothing reads together move the total, each by what its terms can give, whatever the
rest may be. They are tried out for everyone together, a group at a time; where more than one date
is open, or a group has too many ways of answering, a person is left to the way of the single case.
The sums are those of the single case, in its order.
"""

import math
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from riskservice.kit.blocks import Floats
from riskservice.kit.dates import Ints
from riskservice.kit.domains import MOST_ROWS, is_told_by_kind, representatives
from riskservice.kit.effects import groups_of, is_highest
from riskservice.kit.kernel import Kernel
from riskservice.rescoring.engine.joints import Placed
from riskservice.rescoring.engine.nodes import Array, Graph, Mask, Node, Rule
from riskservice.rescoring.engine.outer import Outer
from riskservice.rescoring.engine.spread import Bounds, Sums
from riskservice.rescoring.engine.trials import Group, Trials, Tried
from riskservice.rescoring.engine.unanswered import patterns_of
from riskservice.rescoring.engine.workspace import Workspace

MOST_TRIED = MOST_ROWS
"""Ways of answering one group of questions that are tried, as for one person."""
_MOST_ANSWERS = 1 << 10
_DAYS = 1 << 9
"""Days that are tried for a date, about."""
_AT_ONCE = 1 << 15
"""People times ways that are worked out together."""


class Pattern(NamedTuple):
    """Which questions are open: their groups, and which terms they touch."""

    groups: tuple[Group, ...]
    touched: Mask


class Apart:
    """
    What of one kernel can be tried apart.

    Parameters
    ----------
    kernel : Kernel
    graph : Graph
    terms : sequence of (Tabulated, tuple of Node)
    asked : mapping of str to Node
    checks : sequence of Rule
        Contradictions; ways of answering that are one are left out.
    excluded : sequence of Rule
        What takes a person out of scope.
    shift : (Tabulated, tuple of Node) or None
        The rise and fall of the band.
    derived : iterable of Node
        Columns that are worked out.
    exact : bool
        Whether totals are whole numbers, of which every one is kept.
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
        *,
        exact: bool,
    ) -> None:
        self._exact, self._highest = exact, is_highest(kernel)
        self._terms, self._asked = tuple(terms), dict(asked)
        self._kernel = kernel
        self._axes = {
            name: axis
            for name, node in asked.items()
            if (axis := self._axis(name, node)) is not None
        }
        self._dates = frozenset(
            name for name, question in kernel.asked.items() if question.kind == "date"
        )
        derived = tuple(derived)
        self._trials = Trials(
            kernel, graph, terms, asked, checks, excluded, shift, derived, self._axes
        )
        self.outer = None
        if kernel.scale.finite:
            self.outer = Outer(kernel, terms, shift, derived)
        """What counts where too much is open to be tried; None where totals are no marks."""
        self.pattern = lru_cache(maxsize=1 << 14)(self._pattern)

    def _axis(self, name: str, node: Node) -> Ints | None:
        """Return the codes of a question that are tried; None where they are too many."""
        question = self._kernel.asked[name]
        if node.size is None:
            return None
        if is_told_by_kind(self._kernel, question):
            return representatives(self._kernel, name, node.size)
        return np.arange(node.low, node.size) if node.size <= _MOST_ANSWERS else None

    def _pattern(self, questions: Group) -> Pattern | None:
        if any(name not in self._axes and name not in self._dates for name in questions):
            return None
        groups = tuple(group for group, _ in groups_of(self._kernel, questions))
        if any(self._ways(group) > MOST_TRIED for group in groups):
            return None
        if len(groups) > 1 and not (self._highest or self._trials.moved_by.isdisjoint(questions)):
            # How far the band moves, and from where, is then not told apart.
            return None
        return Pattern(
            groups, np.array([not read.isdisjoint(questions) for read in self._trials.read])
        )

    def _ways(self, group: Group) -> int:
        plain = math.prod(len(self._axes[name]) for name in group if name in self._axes)
        dates = sum(name in self._dates for name in group)
        return plain * _DAYS**dates if dates <= 1 else MOST_TRIED + 1

    def bounds(self, space: Workspace, rows: Array) -> Bounds:
        """
        Return the ends of what some people's totals can be.

        Parameters
        ----------
        rows : ndarray of int64, shape (n,)
            Places of the people in the workspace.
        """
        found = patterns_of(space, rows, self._asked, self._kernel.unchecked)
        which, patterns = found.which, [self.pattern(each) for each in found.questions]
        told = np.array([pattern is not None for pattern in patterns])[which]
        touched = np.array(
            [np.ones(len(self._terms), bool) if p is None else p.touched for p in patterns]
        )[which]
        base = self._base(space, rows, touched)
        groups = np.array([0 if p is None else len(p.groups) for p in patterns])[which]
        return self._spread(
            space,
            rows,
            base,
            told,
            _by_group(patterns, which, list(self._asked)),
            single=groups == 1,
        )

    def _base(self, space: Workspace, rows: Array, touched: Array) -> Floats:
        """Return what the terms come to that nothing open touches."""
        join, none = (np.maximum, -np.inf) if self._highest else (np.add, 0.0)
        base = np.full(len(rows), none)
        for i, (term, nodes) in enumerate(self._terms):
            points = term.points.take(space.place(nodes, term.sizes)[rows], mode="clip")
            join(base, np.where(touched[:, i], none, points), out=base)
        return base

    def _spread(
        self,
        space: Workspace,
        rows: Array,
        base: Floats,
        told: Mask,
        groups: Mapping[Group, Array],
        *,
        single: Mask,
    ) -> Bounds:
        sums = Sums(base, told)
        for batch in self._batches(groups):
            found = self._trials.of(space, [(rows[here], group) for group, here in batch])
            for (_, here), tried in zip(batch, found, strict=True):
                self._add(sums, here, tried, single)
        return sums.highest() if self._highest else sums.bounds()

    def _add(self, sums: Sums, here: Array, tried: Tried, single: Mask) -> None:
        """Add what a group of some people can do."""
        parts = sums.without_out(here, tried)
        if self._highest:
            sums.raise_to(here, parts)
            return
        if self._exact and single[here].any():
            mine = single[here]
            sums.only(here[mine], parts[mine], None if tried.steps is None else tried.steps[mine])
        elif tried.steps is not None:
            sums.leave(here)
        sums.add(here, parts)

    def _batches(self, groups: Mapping[Group, Array]) -> Iterator[list[tuple[Group, Array]]]:
        """Yield groups with some of those who have them open, as many as are tried together."""
        batch: list[tuple[Group, Array]] = []
        size = 0
        for group, having in groups.items():
            ways = self._ways(group)
            step = max(1, _AT_ONCE // ways)
            for start in range(0, len(having), step):
                here = having[start : start + step]
                if batch and size + ways * len(here) > _AT_ONCE:
                    yield batch
                    batch, size = [], 0
                batch.append((group, here))
                size += ways * len(here)
        if batch:
            yield batch


def _by_group(
    patterns: Sequence[Pattern | None], which: Array, names: Sequence[str]
) -> dict[Group, Array]:
    """Return who has each group open, in the order in which one person's groups come."""
    having: dict[Group, list[int]] = {}
    for i, pattern in enumerate(patterns):
        for group in pattern.groups if pattern is not None else ():
            having.setdefault(group, []).append(i)
    place = {name: i for i, name in enumerate(names)}
    ordered = sorted(having, key=lambda group: [place[name] for name in group])
    return {group: np.flatnonzero(np.isin(which, having[group])) for group in ordered}
