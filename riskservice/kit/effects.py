"""Groups of unanswered questions, and what each can do to a result.

Two questions are in one group when a term, an exclusion, a contradiction or the rise and fall of
the band reads both, directly or through derived columns. A group is tried out over its joint
domain with the kernel's own arrays. Nothing here knows any rule of any instrument.
"""

import itertools
import math
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache, reduce
from operator import or_
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskservice.kit.cases import Cases, choices_in, factor
from riskservice.kit.dates import UNKNOWN, Ints
from riskservice.kit.domains import may_hold, rows_of
from riskservice.kit.instrument import Predicate
from riskservice.kit.kernel import Kernel
from riskservice.kit.predicates import any_unknown, holds
from riskservice.kit.tabulated import Tabulated


@cache
def _roots(kernel: Kernel) -> dict[str, frozenset[str]]:
    """Return, for every column, the questions it goes back to."""
    roots = {key: frozenset({key}) for key in kernel.asked} | {"on": frozenset[str]()}
    for column in kernel.derived:
        roots[column.key] = frozenset().union(*(roots[need] for need in column.needs))
    return roots


@cache
def _units(kernel: Kernel) -> tuple[frozenset[str], ...]:
    """Return, for everything that reads several columns together, the questions behind them."""
    roots = _roots(kernel)
    read = (frozenset().union(*(roots[need] for need in needs)) for needs in _read(kernel))
    return tuple(dict.fromkeys(unit for unit in read if unit))


def _read(kernel: Kernel) -> list[tuple[str, ...]]:
    """Return the columns of everything that reads several of them together."""
    units = [term.term.needs for term in kernel.terms]
    units += [p.needs for p in (*kernel.excluded, *kernel.checks)]
    units += [c.needs for c in kernel.derived]
    if kernel.shift is not None:
        units.append(kernel.shift.term.needs)
    return units


@cache
def _marked(kernel: Kernel) -> tuple[dict[str, int], tuple[int, ...]]:
    """Return a bit for each question, and every unit as a set of bits: they meet in one step."""
    bits = {key: 1 << i for i, key in enumerate(("on", *kernel.asked))}
    return bits, tuple(sum(bits[key] for key in unit) for unit in _units(kernel))


@lru_cache(maxsize=1024)
def groups_of(
    kernel: Kernel, questions: tuple[str, ...]
) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """Return the groups of some open questions, each with the answered questions it depends on."""
    bits, every = _marked(kernel)
    asked = sum(bits[key] for key in questions)
    units = [unit for unit in every if unit & asked]
    groups: list[int] = []
    for unit in (*(bits[key] for key in questions), *units):
        merged = unit & asked
        apart = []
        for group in groups:
            if group & merged:
                merged |= group
            else:
                apart.append(group)
        groups = [*apart, merged]
    found = []
    for first in questions:
        group = next((each for each in groups if each & bits[first]), 0)
        groups = [each for each in groups if each != group]
        if group:
            touched = reduce(or_, (unit for unit in units if unit & group), 0) & ~asked
            related = ("on", *(key for key in kernel.asked if touched & bits[key]))
            found.append((tuple(q for q in questions if group & bits[q]), related))
    return tuple(found)


def touches(kernel: Kernel, needs: Sequence[str], questions: Collection[str]) -> bool:
    """Whether any of some columns goes back to any of some questions."""
    roots = _roots(kernel)
    return any(not roots[need].isdisjoint(questions) for need in needs)


def base_of(kernel: Kernel, known: Mapping[str, int], questions: Sequence[str]) -> Cases:
    """Return what the answered questions alone give."""
    columns = kernel.derived_codes(known)
    shift = 0
    if kernel.shift is not None and not touches(kernel, kernel.shift.term.needs, questions):
        shift = int(kernel.shift.value(columns))
    points = [
        term.value(columns)
        for term in kernel.terms
        if not touches(kernel, term.term.needs, questions)
    ]
    part = max(points, default=-math.inf) if is_highest(kernel) else sum(points)
    return Cases(np.array([part]), np.array([shift]), np.zeros(1, dtype=bool))


def is_highest(kernel: Kernel) -> bool:
    """Whether the highest term counts, instead of the sum."""
    return kernel.instrument.aggregate == "highest"


def _excluded(
    columns: Mapping[str, Any], predicates: Sequence[Predicate], n: int
) -> NDArray[np.bool_]:
    out = np.zeros(n, dtype=bool)
    for predicate in predicates:
        values = [columns[need] for need in predicate.needs]
        out = out | (holds(predicate, values) & ~any_unknown(values))
    return out


def _add(
    kernel: Kernel, columns: Mapping[str, Any], terms: Sequence[Tabulated], n: int
) -> tuple[NDArray[np.float64], NDArray[np.bool_]]:
    """Return what some terms add up to, and where a part of a composite has no band."""
    highest = is_highest(kernel)
    total, out = np.full(n, -math.inf if highest else 0.0), np.zeros(n, dtype=bool)
    for term in terms:
        values = [columns[need] for need in term.term.needs]
        unknown = any_unknown(values)
        cell = term.cell([np.where(unknown, 0, value) for value in values])
        total = (np.maximum if highest else np.add)(total, term.points[cell])
        out = out | unknown
    return total, out


def outer_bounds(kernel: Kernel, known: Mapping[str, int], questions: Sequence[str]) -> Cases:
    """Return the lowest and highest of every open term added up, with every move of the band."""
    columns = kernel.derived_codes(known)
    for column in kernel.derived:
        # A column that copes with an unknown answer has a value, and yet it is still open.
        if touches(kernel, (column.key,), questions):
            columns[column.key] = UNKNOWN
    ends = [
        _ends(kernel, i, tuple([columns[need] for need in term.term.needs]))
        for i, term in enumerate(kernel.terms)
        if touches(kernel, term.term.needs, questions)
    ]
    join = max if is_highest(kernel) else sum
    parts = [join(end[i] for end in ends) for i in (0, 1)] if ends else [0.0]
    moves = [0]
    if kernel.shift is not None and touches(kernel, kernel.shift.term.needs, questions):
        moves = sorted({int(step) for step in kernel.shift.points})
    may_be_out = any(
        touches(kernel, p.needs, questions) and may_hold(kernel, p) for p in kernel.excluded
    )
    rows = list(itertools.product(parts, moves, (False, True) if may_be_out else (False,)))
    part, shift, out = zip(*rows, strict=True)
    return Cases(np.array(part, dtype=np.float64), np.array(shift), np.array(out), thinned=True)


@lru_cache(maxsize=1 << 14)
def _ends(kernel: Kernel, i: int, codes: tuple[int, ...]) -> tuple[float, float]:
    """Return the least and the most one term can give where some of its columns are unknown."""
    term = kernel.terms[i]
    points = term.points.reshape(term.sizes)
    for axis, (need, code) in enumerate(zip(term.term.needs, codes, strict=True)):
        if code == UNKNOWN and (asked := kernel.asked.get(need)) and asked.low:
            points = points.take(range(asked.low, term.sizes[axis]), axis=axis)
        elif code != UNKNOWN:
            points = points.take([code], axis=axis)
    return float(points.min()), float(points.max())


@dataclass(frozen=True, slots=True)
class Analysis:
    """
    What one group of questions can do, whatever the answers to other groups.

    Attributes
    ----------
    rows : dict of str to ndarray
        Every way of answering the group that is free of contradiction.
    effects : Cases
        The distinct effects.
    which : ndarray of int64
        Effect of each row.
    choices : dict of str to tuple of ndarray
        For each question, the sets of effects between which it alone can choose.
    """

    group: tuple[str, ...]
    rows: dict[str, Ints]
    effects: Cases
    which: Ints
    choices: dict[str, tuple[Ints, ...]]


@lru_cache(maxsize=512)
def analyse(
    kernel: Kernel,
    group: tuple[str, ...],
    related: tuple[str, ...],
    codes: tuple[int, ...],
    *,
    choices: bool = True,
) -> Analysis:
    """
    Return what a group can do, given the answers it depends on; found once for each such set.

    Without ``choices`` only the effects are sure to be there.
    """
    known = dict.fromkeys(kernel.asked, UNKNOWN) | dict(zip(related, codes, strict=True))
    rows, mine = _sound(kernel, known, group, None)
    first, which = factor(mine.part, mine.shift, mine.out)
    effects = mine.at(first)
    between: dict[str, tuple[Ints, ...]] = {}
    dated = len(group) > 1 and any(kernel.asked[key].kind == "date" for key in group)
    # Dates are tried in every order in any case: one of them may be too many to try.
    for key in group if choices or dated else ():
        others = [other for other in group if other != key]
        # Only a date is tried otherwise when it comes last: relative to those before it.
        placed, theirs = _sound(kernel, known, group, key) if dated else (rows, mine)
        parent = np.zeros(len(theirs.part), dtype=np.int64)
        if others:
            parent = factor(*(placed[other] for other in others))[1]
        between[key] = tuple(choices_in(parent, _places(effects, theirs)))
    return Analysis(group, rows, effects, which, between)


def _sound(
    kernel: Kernel, known: Mapping[str, int], group: tuple[str, ...], last: str | None
) -> tuple[dict[str, Ints], Cases]:
    """Return the rows of a group that are free of contradiction, and their effects."""
    rows = rows_of(kernel, known, group, last)
    mine, sound = _effects(kernel, known, group, rows)
    return {key: column[sound] for key, column in rows.items()}, mine


def _places(effects: Cases, cases: Cases) -> Ints:
    """
    Return the place of each case among the distinct effects.

    Dates tried in another order may reach an effect that was not met before; it then stands for
    the nearest one met.
    """
    order = {
        key: i
        for i, key in enumerate(
            zip(effects.part.tolist(), effects.shift.tolist(), effects.out.tolist(), strict=True)
        )
    }
    distinct, which = factor(cases.part, cases.shift, cases.out)
    found = []
    for i in distinct:
        key = (float(cases.part[i]), int(cases.shift[i]), bool(cases.out[i]))
        if key not in order:
            order[key] = int(np.argmin(np.abs(effects.part - key[0])))
        found.append(order[key])
    return np.array(found, dtype=np.int64)[which]


def _effects(
    kernel: Kernel, known: Mapping[str, int], group: Sequence[str], rows: Mapping[str, Ints]
) -> tuple[Cases, NDArray[np.bool_]]:
    """Return the effects of the rows of a group that are free of contradiction, and which are."""
    n = len(next(iter(rows.values())))
    columns: dict[str, Any] = {key: np.full(n, code) for key, code in known.items()} | dict(rows)
    kernel.derive_block(columns)
    faulty = kernel.contradictory(columns, kernel.checks) | kernel.out_of_domain(columns)
    sound = ~np.broadcast_to(faulty, (n,))
    if not sound.any():
        sound = np.ones(n, dtype=bool)
        _tame(kernel, columns)
    columns = {key: np.broadcast_to(value, (n,))[sound] for key, value in columns.items()}
    n = int(sound.sum())
    shift = np.zeros(n, dtype=np.int64)
    if kernel.shift is not None and touches(kernel, kernel.shift.term.needs, group):
        shift = np.broadcast_to(kernel.shift_block(columns), (n,))
    mine = [term for term in kernel.terms if touches(kernel, term.term.needs, group)]
    part, unknown = _add(kernel, columns, mine, n)
    predicates = [p for p in kernel.excluded if touches(kernel, p.needs, group)]
    return Cases(part, shift, unknown | _excluded(columns, predicates, n)), sound


def _tame(kernel: Kernel, columns: dict[str, Any]) -> None:
    """Bring columns into their domain where no completion is free of contradiction."""
    for column in kernel.derived:
        columns[column.key] = np.clip(columns[column.key], 0, column.size - 1)
