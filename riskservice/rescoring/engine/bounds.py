"""
Ranges of many people at once, where what is unanswered stands apart from everything else.

An unanswered question that does not decide whether the instrument applies moves the total by what
its terms can give, whatever the rest may be. Such questions are tried out for everyone together, a
group at a time; with any other question open, a person is left to the way of the single case. The
sums are those of the single case, in its order.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from riskservice.kit.blocks import Floats
from riskservice.kit.completions import MOST_LOG_ODDS, SLACK
from riskservice.kit.dates import Ints
from riskservice.kit.domains import MOST_ROWS, is_told_by_kind, representatives
from riskservice.kit.effects import groups_of
from riskservice.kit.kernel import Kernel
from riskservice.rescoring.engine.joints import Placed
from riskservice.rescoring.engine.nodes import Array, Graph, Mask, Node, Rule
from riskservice.rescoring.engine.trials import Group, Trials, roots_of
from riskservice.rescoring.engine.workspace import Workspace

MOST_TRIED = MOST_ROWS
"""Ways of answering one group of questions that are tried, as for one person."""
_MOST_ANSWERS = 1 << 10
_DAYS = 1 << 9
"""Days that are tried for a date, about."""
_AT_ONCE = 1 << 18
"""People times ways that are worked out together."""
_SURE = MOST_LOG_ODDS**2
"""Sums beyond which even many that coincide leave more than are kept one by one."""


class Bounds(NamedTuple):
    """
    Ends of the totals of some people; arrays of shape (n,).

    Attributes
    ----------
    low, high : ndarray of float64
    told : ndarray of bool
        Whose ends are known; the others are left to the single case.
    alone : list of (ndarray, ndarray)
        For people with one open group: their places, and every total they can have, one row
        each; what is no number is no way of answering.
    all_between : ndarray of bool
        Whether every band between the ends counts as possible, as it does for one person of whom
        too many sums are possible to be kept apart.
    """

    low: Floats
    high: Floats
    told: Mask
    alone: list[tuple[Array, Floats]]
    all_between: Mask


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
    decisive : iterable of tuple of Node
        Columns of everything that decides on whether the instrument applies, or on the rise and
        fall of the band.
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
        decisive: Iterable[tuple[Node, ...]],
        derived: Iterable[Node],
        *,
        exact: bool,
    ) -> None:
        self._exact = exact
        self._terms, self._asked = tuple(terms), dict(asked)
        names = {node.slot: name for name, node in asked.items()}
        deciding = set().union(*(roots_of(nodes, names) for nodes in decisive))
        self._kernel = kernel
        self._axes = {
            name: axis
            for name, node in asked.items()
            if name not in deciding and (axis := self._axis(name, node)) is not None
        }
        self._dates = frozenset(
            name
            for name, question in kernel.asked.items()
            if question.kind == "date" and name not in deciding
        )
        self._trials = Trials(kernel, graph, terms, asked, checks, derived, self._axes)
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
        return Pattern(
            groups, np.array([not read.isdisjoint(questions) for read in self._trials.read])
        )

    def _ways(self, group: Group) -> int:
        if self._dates.isdisjoint(group):
            return math.prod(len(self._axes[name]) for name in group)
        # A date that stands apart from every other open question is tried day by day.
        return _DAYS if len(group) == 1 else MOST_TRIED + 1

    def bounds(self, space: Workspace, rows: Array) -> Bounds:
        """
        Return the ends of what some people's totals can be.

        Parameters
        ----------
        rows : ndarray of int64, shape (n,)
            Places of the people in the workspace.
        """
        names = list(self._asked)
        unknown = np.zeros((len(rows), len(names)), dtype=bool)
        for i, node in enumerate(self._asked.values()):
            mask = space.unknown(node)
            if mask is not None:
                unknown[:, i] = mask[rows]
        packed = np.packbits(unknown, axis=1)
        _, first, which = np.unique(packed, axis=0, return_index=True, return_inverse=True)
        skipped = self._kernel.unchecked
        patterns = [
            self.pattern(
                tuple(n for n, u in zip(names, unknown[i], strict=True) if u and n not in skipped),
            )
            for i in first.tolist()
        ]
        which = which.ravel()
        told = np.array([pattern is not None for pattern in patterns])[which]
        touched = np.array(
            [np.ones(len(self._terms), bool) if p is None else p.touched for p in patterns]
        )[which]
        base = self._base(space, rows, touched)
        groups = np.array([0 if p is None else len(p.groups) for p in patterns])[which]
        return self._spread(
            space, rows, base, told, _by_group(patterns, which, names), single=groups == 1
        )

    def _base(self, space: Workspace, rows: Array, touched: Array) -> Floats:
        """Return what the terms add up to that nothing open touches."""
        base = np.zeros(len(rows))
        for i, (term, nodes) in enumerate(self._terms):
            points = term.points.take(space.place(nodes, term.sizes)[rows], mode="clip")
            base += np.where(touched[:, i], 0.0, points)
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
        low, high = base.copy(), base.copy()
        kept = np.ones(len(rows), dtype=np.int64)
        every = np.ones(len(rows))
        thinned = np.zeros(len(rows), dtype=bool)
        alone: list[tuple[Array, Floats]] = []
        for group, having in groups.items():
            step = max(1, _AT_ONCE // self._ways(group))
            for start in range(0, len(having), step):
                here = having[start : start + step]
                parts = self._trials.parts(space, rows[here], group)
                if self._exact and single[here].any():
                    alone.append((here[single[here]], (base[here, None] + parts)[single[here]]))
                least, most, distinct = _ends(parts)
                low[here] += least
                high[here] += most
                # Someone whom no way frees of contradictions is left to the single case.
                told[here] &= distinct > 0
                sums = kept[here] * distinct
                every[here] *= distinct
                crowded = sums > MOST_LOG_ODDS
                thinned[here] |= crowded
                kept[here] = np.where(crowded, np.minimum(distinct, 2), sums)
        return Bounds(low, high, told, alone, thinned & (every > _SURE))


def _ends(parts: Floats) -> tuple[Floats, Floats, Array]:
    """Return the least and the most of each row, and how many distinct numbers it has."""
    # What is no number, a contradiction, is sorted to the end.
    ordered = np.sort(parts, axis=1)
    sound = (~np.isnan(ordered)).sum(axis=1)
    distinct = (np.diff(ordered, axis=1) > 0).sum(axis=1) + (sound > 0)
    last = ordered[np.arange(len(ordered)), np.maximum(sound - 1, 0)]
    least, most = np.where(sound > 0, (ordered[:, 0], last), 0)
    return least, most, distinct


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


def with_slack(low: Floats, high: Floats) -> tuple[Floats, Floats]:
    """Return ends a little further apart, as groups are not added in the order of a score."""
    return low - SLACK * np.maximum(1, np.abs(low)), high + SLACK * np.maximum(1, np.abs(high))
