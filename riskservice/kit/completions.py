"""
What a result could still be: the range over every admissible way of answering what is missing.

Unanswered questions are sorted into groups (:mod:`riskservice.kit.effects`); groups are
independent, so what each can do is found once and then put together here.

Where so much is missing that a joint domain is too large, the bounds of the single terms are added
up instead. That range is never narrower than the exact one.
"""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

import numpy as np
from numpy.typing import NDArray

from riskservice.kit.cases import Cases, choices_in, factor
from riskservice.kit.dates import LATEST, UNKNOWN, Ints, pack
from riskservice.kit.domains import TooMany
from riskservice.kit.effects import (
    Analysis,
    analyse,
    base_of,
    groups_of,
    is_highest,
    outer_bounds,
)
from riskservice.kit.kernel import Kernel
from riskservice.kit.tabulated import NO_BAND

MOST_COMBINATIONS = 1 << 12
MOST_LOG_ODDS = 64
SLACK = 1e-12
BETWEEN = 129
"""Totals tried between two extremes that stand for all of them."""
_OUT = -2
LATEST_DAY = pack(LATEST)


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


def reach(kernel: Kernel, codes: Mapping[str, int]) -> Reach:
    """
    Return what is still possible for one person.

    Parameters
    ----------
    codes : mapping of str to int
        Codes as they were answered, before any missing-data rule; UNKNOWN where not.
    """
    columns = _columns_of(kernel)
    return _reach(kernel, columns, tuple([codes[key] for key in columns]), named=True)


def possible(kernel: Kernel, codes: Mapping[str, int]) -> Reach:
    """
    Return what is still possible for one person, as :func:`reach` does but in less time.

    ``settled_by`` is empty where that of :func:`reach` is; otherwise it holds every question that
    is open, whether or not it matters.
    """
    columns = _columns_of(kernel)
    return _reach(kernel, columns, tuple([codes[key] for key in columns]), named=False)


@cache
def _columns_of(kernel: Kernel) -> tuple[str, ...]:
    """Return the questions of a kernel, and the day of assessment where anything depends on it."""
    needs = [c.needs for c in kernel.derived]
    needs += [p.needs for p in (*kernel.excluded, *kernel.checks)]
    dated = any("on" in columns for columns in needs)
    return (*(("on",) if dated else ()), *kernel.asked)


@lru_cache(maxsize=4096)
def _reach(
    kernel: Kernel, columns: tuple[str, ...], values: tuple[int, ...], *, named: bool
) -> Reach:
    codes = {"on": LATEST_DAY} | dict(zip(columns, values, strict=True))
    known = {key: codes[key] for key in ("on", *kernel.asked)}
    open_questions = [
        key
        for key in kernel.asked
        if codes[key] == UNKNOWN
        and (key not in kernel.missing_rules or kernel.missing_rules[key].counts_as != "unchecked")
    ]
    base = base_of(kernel, known, open_questions)
    try:
        groups = [
            analyse(kernel, group, related, tuple([known[k] for k in related]), choices=named)
            for group, related in groups_of(kernel, tuple(open_questions))
        ]
        effects = [group.effects for group in groups]
        decisive = _decisive(kernel, groups, base) if named else None
    except TooMany:
        effects, decisive = [outer_bounds(kernel, known, open_questions)], tuple(open_questions)
    everything = _join(kernel, [base, *effects])
    if decisive is None:
        decisive = tuple(open_questions) if _varies(kernel, everything) else ()
    scored = everything.at(~everything.out)
    if not len(scored.part):
        return Reach(None, (), (), may_not_apply=True, settled_by=decisive)
    totals = np.array([scored.part.min(), scored.part.max()])
    if kernel.instrument.unit == "log_odds" and open_questions:
        # Groups are not added in declared order; the last bits may differ from a score's.
        totals += np.array([-1, 1]) * SLACK * np.maximum(1, np.abs(totals))
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


def _varies(kernel: Kernel, cases: Cases) -> bool:
    """Whether some completions end otherwise than others."""
    place = _bands(kernel, cases) if kernel.band_names else cases.part
    return (
        len({*zip(np.where(cases.out, _OUT, place).tolist(), cases.out.tolist(), strict=True)}) > 1
    )


def _join(kernel: Kernel, cases: Sequence[Cases]) -> Cases:
    """Return every combination of groups, or their extremes where those are too many."""
    # Sums of log-odds are nearly all different, so that keeping every one soon costs too much.
    log_odds = kernel.instrument.unit == "log_odds"
    most = MOST_LOG_ODDS if log_odds else MOST_COMBINATIONS
    together = cases[0]
    for more in cases[1:]:
        crowded = len(together.part) * len(more.part) > most
        together = _outer_join(kernel, together, more)
        if crowded and log_odds:
            together = together.extremes()
            continue
        together = together.distinct()
        if len(together.part) > most:
            together = together.extremes()
    return together


def _filled_in(cases: Cases) -> Cases:
    """Return cases with values between their extremes, where only extremes are held."""
    if not cases.thinned:
        return cases
    filled = []
    for shift, out in {(int(s), bool(o)) for s, o in zip(cases.shift, cases.out, strict=True)}:
        here = cases.part[(cases.shift == shift) & (cases.out == out)]
        between = np.linspace(here.min(), here.max(), BETWEEN)
        filled += [(part, shift, out) for part in between.tolist()]
    parts, shifts, outs = zip(*filled, strict=True)
    return Cases(np.array(parts), np.array(shifts), np.array(outs), thinned=True)


def _outer_join(kernel: Kernel, one: Cases, two: Cases) -> Cases:
    join = np.maximum if is_highest(kernel) else np.add
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


def _decisive(kernel: Kernel, groups: Sequence[Analysis], base: Cases) -> tuple[str, ...]:
    """
    Return the questions that can still change the outcome, the most decisive first.

    A question matters when, with all others answered in some way, its answer changes the band (or
    whether the instrument applies). Where answers constrain each other, further questions are
    added until the listed ones fix the outcome whatever the rest may be.
    """
    weight: dict[str, tuple[int, float]] = {}
    if not groups:
        return ()
    before = [base]
    for group in groups[:-1]:
        before.append(_join(kernel, [before[-1], group.effects]))
    after: Cases | None = None
    for group, context in zip(reversed(groups), reversed(before), strict=True):
        others = context if after is None else _join(kernel, [context, after])
        after = group.effects if after is None else _join(kernel, [after, group.effects])
        outcomes = _outcomes(kernel, group.effects, _filled_in(others))
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
        part = effects.part[choice]
        if np.isfinite(part).all():
            swing = max(swing, float(np.ptp(part)))
    return bands, swing


def _completing(
    group: Analysis, outcomes: NDArray[np.int64], decisive: Collection[str]
) -> Iterator[str]:
    """Yield the further questions of a group that are needed to fix the outcome, fewest first."""
    asked = [key for key in group.group if key in decisive]
    rest = [key for key in group.group if key not in decisive]
    while rest and _unsettled(group, outcomes, asked):
        best = min(rest, key=lambda key: _unsettled(group, outcomes, [*asked, key]))
        asked.append(best)
        rest.remove(best)
        yield best


def _unsettled(group: Analysis, outcomes: NDArray[np.int64], asked: Sequence[str]) -> int:
    """Return in how many ways the outcome is still open when some questions are answered."""
    parent = np.zeros(len(group.which), dtype=np.int64)
    if asked:
        parent = factor(*(group.rows[key] for key in asked))[1]
    choices = choices_in(parent, group.which)
    return sum(bool(np.any(np.ptp(outcomes[choice], axis=0))) for choice in choices)


def _outcomes(kernel: Kernel, mine: Cases, context: Cases) -> NDArray[np.int64]:
    """Return the band of every effect in every context; a value of its own where excluded."""
    both = _outer_join(kernel, mine, context)
    # Without bands, what can still move the total is what would settle the result.
    place = _bands(kernel, both) if kernel.band_names else factor(both.part)[1]
    return np.where(both.out, _OUT, place).reshape(len(mine.part), len(context.part))
