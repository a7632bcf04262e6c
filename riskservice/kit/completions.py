"""
What a result could still be: the range over every admissible way of answering what is missing.

Unanswered questions are sorted into *groups*: two questions are in one group when a term, an
exclusion, a contradiction or the rise and fall of the band reads both, directly or through derived
columns. Each group is tried out over its joint domain with the kernel's own arrays; groups are
independent and are then put together. Nothing here knows any rule of any instrument.

A count is tried at the ends of every stretch over which nothing changes. A date has no small
domain: it is tried on and around every day on which something derived from it and another date
changes, an unknown date being placed relative to those placed before it.

Where so much is missing that a joint domain has more than :data:`MOST_ROWS` members, the bounds of
the single terms are added up instead. That range is never narrower than the exact one.
"""

import itertools
import math
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskservice.kit.instrument import Column, Predicate
from riskservice.kit.kernel import NO_BAND, Kernel, Tabulated, any_unknown, holds
from riskservice.kit.questions import UNKNOWN, Ints, Question, pack_days, unpack_days

MOST_COMBINATIONS = 1 << 12
MOST_ROWS = 1 << 16
SMALL = 16
_SPAN_MONTHS = 110 * 12
_GRID_YEARS = (-8, -1, 0, 3, 6, 12, 20, 30, 45, 70)


@dataclass(frozen=True, slots=True)
class Reach:
    """
    What is still possible for one person.

    Attributes
    ----------
    totals : (float, float) or None
        Lowest and highest total; None when no completion is scored.
    chances : tuple of (float, float)
        Probability and percent at those totals, lowest first.
    bands : tuple of int
        Places of the bands still possible, rising; NO_BAND where there are none.
    may_not_apply : bool
        Whether some completion takes the person out of the instrument's scope.
    settled_by : tuple of str
        Questions that can still change the outcome, the most decisive first.
    """

    totals: tuple[float, float] | None
    chances: tuple[tuple[float, float], ...]
    bands: tuple[int, ...]
    may_not_apply: bool
    settled_by: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Cases:
    """The distinct effects of a group: what it adds, how it moves the band, whether it excludes."""

    part: NDArray[np.float64]
    shift: NDArray[np.int64]
    out: NDArray[np.bool_]
    thinned: bool = False
    """Whether only extremes are held; whatever lies between them is possible too."""

    def distinct(self) -> "Cases":
        """Return each combination of effects once."""
        first, _ = _factor(self.part, self.shift, self.out)
        return self.at(first)

    def at(self, places: Any) -> "Cases":
        """Return the cases at some places."""
        return replace(
            self, part=self.part[places], shift=self.shift[places], out=self.out[places]
        )

    def extremes(self) -> "Cases":
        """Return the lowest and highest part for every shift and exclusion."""
        keep = []
        for shift, out in {(int(s), bool(o)) for s, o in zip(self.shift, self.out, strict=True)}:
            here = np.flatnonzero((self.shift == shift) & (self.out == out))
            keep += [here[np.argmin(self.part[here])], here[np.argmax(self.part[here])]]
        return replace(self.at(np.unique(keep)), thinned=True)


class TooMany(Exception):
    """A joint domain is too large to be tried out."""


def reach(kernel: Kernel, codes: Mapping[str, int]) -> Reach:
    """
    Return what is still possible for one person.

    Parameters
    ----------
    codes : mapping of str to int
        Codes as they were answered, before any missing-data rule; UNKNOWN where not.
    """
    open_questions = [
        key
        for key in kernel.asked
        if codes[key] == UNKNOWN
        and (key not in kernel.missing_rules or kernel.missing_rules[key].counts_as != "unchecked")
    ]
    known = {key: codes[key] for key in ("on", *kernel.asked)}
    base = _base(kernel, known, open_questions)
    try:
        groups = [
            _analyse(kernel, group, related, tuple([known[key] for key in related]))
            for group, related in _groups(kernel, tuple(open_questions))
        ]
        effects = [group.effects for group in groups]
        decisive = _decisive(kernel, groups, base)
    except TooMany:
        effects, decisive = [_outer(kernel, known, open_questions)], tuple(open_questions)
    everything = _join(kernel, [base, *effects])
    scored = everything.at(~everything.out)
    if not len(scored.part):
        return Reach(None, (), (), True, decisive)
    totals = np.array([scored.part.min(), scored.part.max()])
    chances = kernel.scale.many(totals)
    bands = np.unique(_bands(kernel, scored))
    if everything.thinned:
        bands = np.arange(bands.min(), bands.max() + 1)
    return Reach(
        (float(totals[0]), float(totals[1])),
        tuple((float(p), float(q)) for p, q in zip(chances[0], chances[1], strict=True)),
        tuple(bands.tolist()),
        bool(everything.out.any()),
        decisive,
    )


# Groups ------------------------------------------------------------------------------------------


@cache
def _roots(kernel: Kernel) -> dict[str, frozenset[str]]:
    """Return, for every column, the questions it goes back to."""
    roots = {key: frozenset({key}) for key in kernel.asked} | {"on": frozenset[str]()}
    for column in kernel.derived:
        roots[column.key] = frozenset().union(*(roots[need] for need in column.needs))
    return roots


def _units(kernel: Kernel) -> list[tuple[str, ...]]:
    """Return the columns of everything that reads several of them together."""
    units = [term.term.needs for term in kernel.terms]
    units += [p.needs for p in (*kernel.excluded, *kernel.checks)]
    units += [c.needs for c in kernel.derived]
    if kernel.shift is not None:
        units.append(kernel.shift.term.needs)
    return units


@lru_cache(maxsize=1024)
def _groups(
    kernel: Kernel, questions: tuple[str, ...]
) -> tuple[tuple[tuple[str, ...], tuple[str, ...]], ...]:
    """Return the groups of some open questions, each with the answered questions it depends on."""
    roots, member = _roots(kernel), {key: {key} for key in questions}
    units = [frozenset().union(*(roots[need] for need in needs)) for needs in _units(kernel)]
    for unit in units:
        merged = set().union(*(member[q] for q in unit & member.keys()))
        for q in merged:
            member[q] = merged
    groups = dict.fromkeys(tuple(q for q in questions if q in member[key]) for key in questions)
    found = []
    for group in groups:
        touched = frozenset().union(*(unit for unit in units if not unit.isdisjoint(group)))
        related = [key for key in ("on", *kernel.asked) if key in touched - set(questions)]
        found.append((group, tuple(dict.fromkeys(("on", *related)))))
    return tuple(found)


def _touches(kernel: Kernel, needs: Sequence[str], questions: Collection[str]) -> bool:
    """Whether any of some columns goes back to any of some questions."""
    roots = _roots(kernel)
    return any(not roots[need].isdisjoint(questions) for need in needs)


def _base(kernel: Kernel, known: Mapping[str, int], questions: Sequence[str]) -> Cases:
    """Return what the answered questions alone give."""
    columns = kernel.derived_codes(known)
    shift = 0
    if kernel.shift is not None and not _touches(kernel, kernel.shift.term.needs, questions):
        shift = int(kernel.shift.value(columns))
    points = [
        term.value(columns) for term in kernel.terms if not _touches(kernel, term.term.needs, questions)
    ]
    part = max(points, default=-math.inf) if _highest(kernel) else sum(points)
    return Cases(np.array([part]), np.array([shift]), np.zeros(1, dtype=bool))


def _highest(kernel: Kernel) -> bool:
    return kernel.instrument.aggregate == "highest"


def _excluded(
    kernel: Kernel, columns: Mapping[str, Any], predicates: Sequence[Predicate], n: int
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
    highest = _highest(kernel)
    total, out = np.full(n, -math.inf if highest else 0.0), np.zeros(n, dtype=bool)
    for term in terms:
        values = [columns[need] for need in term.term.needs]
        unknown = any_unknown(values)
        cell = term.cell([np.where(unknown, 0, value) for value in values])
        total = (np.maximum if highest else np.add)(total, term.points[cell])
        out = out | unknown
    return total, out


def _outer(kernel: Kernel, known: Mapping[str, int], questions: Sequence[str]) -> Cases:
    """Return the lowest and highest of every open term added up, with every move of the band."""
    columns: dict[str, Any] = {key: np.array([code]) for key, code in known.items()}
    kernel.derive_block(columns)
    ends = [
        _ends(kernel, columns, term)
        for term in kernel.terms
        if _touches(kernel, term.term.needs, questions)
    ]
    join = max if _highest(kernel) else sum
    parts = [join(end[i] for end in ends) for i in (0, 1)] if ends else [0.0]
    moves = [0]
    if kernel.shift is not None and _touches(kernel, kernel.shift.term.needs, questions):
        moves = sorted({int(step) for step in kernel.shift.points})
    may_be_out = any(_touches(kernel, p.needs, questions) for p in kernel.excluded)
    rows = list(itertools.product(parts, moves, (False, True) if may_be_out else (False,)))
    part, shift, out = zip(*rows, strict=True)
    return Cases(np.array(part, dtype=np.float64), np.array(shift), np.array(out), thinned=True)


def _ends(kernel: Kernel, columns: Mapping[str, Any], term: Tabulated) -> tuple[float, float]:
    points = term.points.reshape(term.sizes)
    for axis, need in enumerate(term.term.needs):
        code = int(columns[need][0])
        if code == UNKNOWN and (asked := kernel.asked.get(need)) and asked.low:
            points = points.take(range(asked.low, term.sizes[axis]), axis=axis)
        elif code != UNKNOWN:
            points = points.take([code], axis=axis)
    return float(points.min()), float(points.max())


# One group over its joint domain -----------------------------------------------------------------


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
def _analyse(
    kernel: Kernel, group: tuple[str, ...], related: tuple[str, ...], codes: tuple[int, ...]
) -> Analysis:
    known = dict.fromkeys(kernel.asked, UNKNOWN) | dict(zip(related, codes, strict=True))
    rows, mine = _sound(kernel, known, group, None)
    first, which = _factor(mine.part, mine.shift, mine.out)
    effects = mine.at(first)
    choices: dict[str, tuple[Ints, ...]] = {}
    for key in group:
        others = [other for other in group if other != key]
        placed, theirs = (rows, mine) if not others else _sound(kernel, known, group, key)
        parent = np.zeros(len(theirs.part), dtype=np.int64)
        if others:
            parent = _factor(*(placed[other] for other in others))[1]
        choices[key] = tuple(_choices(parent, _places(effects, theirs)))
    return Analysis(group, rows, effects, which, choices)


def _sound(
    kernel: Kernel, known: Mapping[str, int], group: tuple[str, ...], last: str | None
) -> tuple[dict[str, Ints], Cases]:
    """Return the rows of a group that are free of contradiction, and their effects."""
    rows = _rows(kernel, known, group, last)
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
    distinct, which = _factor(cases.part, cases.shift, cases.out)
    found = []
    for i in distinct:
        key = (float(cases.part[i]), int(cases.shift[i]), bool(cases.out[i]))
        nearest = int(np.argmin(np.abs(effects.part - key[0])))
        found.append(order.get(key, nearest))
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
    if kernel.shift is not None and _touches(kernel, kernel.shift.term.needs, group):
        shift = np.broadcast_to(kernel.shift_block(columns), (n,))
    mine = [term for term in kernel.terms if _touches(kernel, term.term.needs, group)]
    part, unknown = _add(kernel, columns, mine, n)
    predicates = [p for p in kernel.excluded if _touches(kernel, p.needs, group)]
    return Cases(part, shift, unknown | _excluded(kernel, columns, predicates, n)), sound


def _tame(kernel: Kernel, columns: dict[str, Any]) -> None:
    """Bring columns into their domain where no completion is free of contradiction."""
    for column in kernel.derived:
        columns[column.key] = np.clip(columns[column.key], 0, column.size - 1)


def _rows(
    kernel: Kernel, known: Mapping[str, int], group: Sequence[str], last: str | None
) -> dict[str, Ints]:
    """Return every way of answering a group that can make a difference, as columns."""
    dates = [key for key in group if kernel.asked[key].kind == "date" and key != last]
    if last is not None and kernel.asked[last].kind == "date":
        dates.append(last)
    plain = [key for key in group if kernel.asked[key].kind != "date"]
    choices = [_values(kernel, kernel.asked[key]) for key in plain]
    if math.prod(map(len, choices)) > MOST_ROWS:
        raise TooMany
    rows: dict[str, Ints] = {"on": np.array([known["on"]])}
    if plain:
        grid = np.meshgrid(*choices, indexing="ij")
        rows = {key: axis.ravel() for key, axis in zip(plain, grid, strict=True)}
    answered = ["on", *(k for k, q in kernel.asked.items() if q.kind == "date" and known[k] != UNKNOWN)]
    for i, key in enumerate(dates):
        n = len(next(iter(rows.values())))
        options = _days(kernel, known, rows, key, answered, dates, i)
        if n * options.shape[1] > MOST_ROWS:
            raise TooMany
        rows = {k: np.repeat(v, options.shape[1]) for k, v in rows.items()}
        rows[key] = options.ravel()
    rows.pop("on", None)
    return rows


def _values(kernel: Kernel, asked: Question) -> Ints:
    """Return the codes of a question at which anything changes, both ends of each stretch."""
    size, low = asked.size or 0, asked.low or 0
    if size <= SMALL:
        return np.arange(low, size)
    cuts = {low, size}
    for start in _changes(kernel, asked.key):
        cuts.add(int(start))
    starts = sorted(c for c in cuts if low <= c <= size)
    # The second of a stretch too: rules such as "at least one counted, at most so many in all".
    tried = {s for s in starts if s < size} | {s - 1 for s in starts if s > low}
    tried |= {s + 1 for s in starts if s + 1 < size}
    return np.array(sorted(tried))


@cache
def _changes(kernel: Kernel, key: str) -> tuple[int, ...]:
    """Return the codes of a column at which a term, the shift or a rule of its own changes."""
    found: set[int] = set()
    size = kernel.sizes.get(key) or 0
    tables = [*kernel.terms, *([kernel.shift] if kernel.shift else [])]
    for table in tables:
        if key in table.term.needs:
            axis = table.term.needs.index(key)
            change = np.diff(np.moveaxis(table.points.reshape(table.sizes), axis, 0), axis=0) != 0
            found |= {int(i) + 1 for i in np.flatnonzero(change.reshape(size - 1, -1).any(axis=1))}
    domain = np.arange(size)
    for predicate in (*kernel.excluded, *kernel.checks):
        if predicate.needs == (key,):
            found |= _steps(holds(predicate, [domain]))
    for column in kernel.derived:
        if column.needs == (key,):
            found |= _steps(np.asarray(column.function(domain)))
    for part in kernel.parts.values():
        if key in part.sizes:
            found |= set(_changes(part, key))
    return tuple(sorted(found))


def _steps(values: NDArray[Any]) -> set[int]:
    return {int(i) + 1 for i in np.flatnonzero(np.diff(values.astype(np.int64)))}


# Days on which something changes -----------------------------------------------------------------


def _days(
    kernel: Kernel,
    known: Mapping[str, int],
    rows: Mapping[str, Ints],
    key: str,
    answered: Sequence[str],
    dates: Sequence[str],
    place: int,
) -> Ints:
    """Return, for every row, the days worth trying for one date. Shape (rows, days)."""
    n = len(next(iter(rows.values())))
    options: list[Ints] = []
    for other in (*answered, *dates[:place]):
        base = rows.get(other, np.full(n, known.get(other, UNKNOWN)))
        for months in _offsets(kernel, key, other):
            shifted = _add_months(base, months)
            days = unpack_days(shifted)
            options += [shifted, pack_days(days - 1), pack_days(days + 1)]
    if not options or any(_offsets(kernel, key, later) for later in dates[place + 1 :]):
        today = np.full(n, known["on"])
        options += [_add_months(today, -12 * years) for years in _GRID_YEARS]
    stacked = np.stack(options, axis=1)
    return np.unique(stacked, axis=1) if n == 1 else stacked


@cache
def _offsets(kernel: Kernel, key: str, other: str) -> tuple[int, ...]:
    """Return the distances in months from ``other`` at which anything derived from both changes."""
    found: set[int] = set()
    for column in _columns(kernel):
        if set(column.needs) >= {key, other} and len(column.needs) == 2:
            found |= _column_offsets(kernel, column, key)
    for predicate in (*kernel.excluded, *kernel.checks):
        if set(predicate.needs) == {key, other}:
            found.add(0)
    for part in kernel.parts.values():
        if key in part.asked:
            found |= set(_offsets(part, key, other))
    return tuple(sorted(found))


def _columns(kernel: Kernel) -> Iterator[Column]:
    parts = set(kernel.parts)
    return (column for column in kernel.derived if column.key not in parts)


def _column_offsets(kernel: Kernel, column: Column, key: str) -> set[int]:
    anchor = np.full(2 * _SPAN_MONTHS + 1, 2000_06_15)
    months = np.arange(-_SPAN_MONTHS, _SPAN_MONTHS + 1)
    moving = _add_months(anchor, months)
    values = np.asarray(
        column.function(*(moving if need == key else anchor for need in column.needs))
    )
    at = np.array((0, *_changes(kernel, column.key)))
    inside = np.clip(values, 0, column.size - 1).astype(np.int64)
    stretch = np.searchsorted(at, inside, side="right") + (values < 0) * -1000
    changes = np.flatnonzero(np.diff(stretch))
    return {int(months[i + side]) for i in changes for side in (0, 1)} | {0}


def _add_months(packed: Ints, months: Any) -> Ints:
    """Return packed dates some months on, on the same day or the last of a shorter month."""
    index = (packed // 10_000) * 12 + packed // 100 % 100 - 1 + months
    first = (index - 1970 * 12).astype("datetime64[M]")
    last = ((first + 1).astype("datetime64[D]") - first.astype("datetime64[D]")).astype(np.int64)
    return (index // 12) * 10_000 + (index % 12 + 1) * 100 + np.minimum(packed % 100, last)


# Putting groups together -------------------------------------------------------------------------


def _join(kernel: Kernel, cases: Sequence[Cases]) -> Cases:
    """Return every combination of independent groups, or their extremes where those are too many."""
    together = cases[0]
    for more in cases[1:]:
        together = _outer_join(kernel, together, more).distinct()
        if len(together.part) > MOST_COMBINATIONS:
            together = together.extremes()
    return together


def _outer_join(kernel: Kernel, one: Cases, two: Cases) -> Cases:
    join = np.maximum if _highest(kernel) else np.add
    return Cases(
        join.outer(one.part, two.part).ravel(),
        np.add.outer(one.shift, two.shift).ravel(),
        np.logical_or.outer(one.out, two.out).ravel(),
        one.thinned or two.thinned,
    )


def _bands(kernel: Kernel, cases: Cases) -> NDArray[np.int64]:
    """Return the place of the band of every case after its move; NO_BAND where there are none."""
    band = kernel.scale.many(cases.part)[2].astype(np.int64)
    moved = np.clip(band + cases.shift, 0, max(len(kernel.band_names) - 1, 0))
    return np.where(band == NO_BAND, NO_BAND, moved)


def _factor(*columns: NDArray[Any]) -> tuple[Ints, Ints]:
    """Return the first place of every distinct combination, and each row's combination."""
    code = np.zeros(len(columns[0]), dtype=np.int64)
    for column in columns:
        values, inverse = np.unique(column, return_inverse=True)
        code = code * len(values) + inverse
    _, first, inverse = np.unique(code, return_index=True, return_inverse=True)
    return first, inverse


_OUT = -2


def _decisive(kernel: Kernel, groups: Sequence[Analysis], base: Cases) -> tuple[str, ...]:
    """
    Return the questions that can still change the outcome, the most decisive first.

    A question matters when, with all others answered in some way, its answer changes the band (or
    whether the instrument applies). Where answers constrain each other, further questions are
    added until the listed ones fix the outcome whatever the rest may be.
    """
    weight: dict[str, tuple[int, float]] = {}
    for i, group in enumerate(groups):
        others = [other.effects for other in (*groups[:i], *groups[i + 1 :])]
        outcomes = _outcomes(kernel, group.effects, _join(kernel, [base, *others]))
        if not np.any(np.ptp(outcomes, axis=0)):
            continue
        for key, choices in group.choices.items():
            swing = _swing(group.effects, outcomes, choices)
            if swing[0] > 0:
                weight[key] = swing
        weight |= dict.fromkeys(_completing(group, outcomes, weight), (0, 0.0))
    return tuple(sorted(weight, key=lambda key: weight[key], reverse=True))


def _swing(
    effects: Cases, outcomes: NDArray[np.int64], choices: Sequence[Ints]
) -> tuple[int, float]:
    """Return how many bands, and how much of the total, one question alone can move."""
    bands, swing = 0, 0.0
    for choice in choices:
        bands = max(bands, int(np.ptp(outcomes[choice], axis=0).max()))
        swing = max(swing, float(np.ptp(effects.part[choice])))
    return bands, swing


def _completing(
    group: Analysis, outcomes: NDArray[np.int64], decisive: Collection[str]
) -> Iterator[str]:
    """Yield the further questions of a group that are needed to fix the outcome."""
    asked = [key for key in group.group if key in decisive]
    for key in (key for key in group.group if key not in decisive):
        parent = np.zeros(len(group.which), dtype=np.int64)
        if asked:
            parent = _factor(*(group.rows[k] for k in asked))[1]
        if not any(np.any(np.ptp(outcomes[c], axis=0)) for c in _choices(parent, group.which)):
            return
        asked.append(key)
        yield key


def _choices(parent: Ints, which: Ints) -> Iterator[Ints]:
    """Yield each set of effects between which some row leaves the choice, once."""
    pairs = np.unique(parent * (int(which.max()) + 1) + which)
    parent, which = np.divmod(pairs, int(which.max()) + 1)
    starts = np.flatnonzero(np.diff(parent, prepend=-1))
    marks = np.random.default_rng(0).integers(1 << 62, size=int(which.max()) + 1)
    signature = np.add.reduceat(marks[which], starts)
    stops = np.append(starts[1:], len(which))
    for place in np.unique(signature, return_index=True)[1]:
        choice = which[starts[place] : stops[place]]
        if len(choice) > 1:
            yield choice


def _outcomes(kernel: Kernel, mine: Cases, context: Cases) -> NDArray[np.int64]:
    """Return the band of every effect in every context; a value of its own where excluded."""
    both = _outer_join(kernel, mine, context)
    # Without bands, what can still move the total is what would settle the result.
    place = _bands(kernel, both) if kernel.band_names else _factor(both.part)[1]
    return np.where(both.out, _OUT, place).reshape(len(mine.part), len(context.part))
