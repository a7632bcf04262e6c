"""
Bootstrap of the AUC: people drawn again with replacement, thousands of times, quickly.

Drawing n people again is drawing how often each distinct (score, outcome) comes, so with few
scores a replicate is one multinomial draw and a sum over the scores. Where nearly everybody scores
differently, people stand sorted once, and a replicate is one pass over how often each was drawn.
"""

from collections.abc import Callable

import msgspec
import numpy as np

from riskservice.validation.arrays import of_people
from riskservice.validation.discrimination import placements
from riskservice.validation.estimates import LEVEL, Floats, Ints, Mask
from riskservice.validation.extra import not_estimable

REPLICATES = 2_000
FEW = 2_000
"""Distinct scores up to which replicates are drawn as multinomial counts."""
AT_ONCE = 100
"""Replicates between two calls of `tick`."""


class Bootstrapped(msgspec.Struct, frozen=True, kw_only=True):
    """
    A bootstrapped figure.

    Attributes
    ----------
    estimate : float
        Of the sample itself.
    low, high : float
        Percentile limits.
    se : float
        Standard deviation of the replicates.
    replicates : int
    undefined : int
        Replicates in which everyone or nobody had the outcome; they are left out.
    """

    estimate: float
    low: float
    high: float
    se: float
    replicates: int
    undefined: int
    method: str = "bootstrap of people, percentile limits"


@of_people
def bootstrap_auc(
    score: Floats,
    outcome: Mask,
    generator: np.random.Generator,
    *,
    replicates: int = REPLICATES,
    tick: Callable[[float], None] | None = None,
) -> Bootstrapped:
    """
    Return the AUC with bootstrap limits.

    Parameters
    ----------
    score : ndarray of float64, shape (n,)
    outcome : ndarray of bool, shape (n,)
    generator : Generator
        The same generator gives the same limits.
    replicates : int
    tick : callable, optional
        Told the share done from time to time.

    Raises
    ------
    NotEstimable
        When fewer than two replicates have an AUC.
    """
    found = replicated_auc(score, outcome, generator, replicates=replicates, tick=tick)
    known = found[np.isfinite(found)]
    if len(known) < 2:  # noqa: PLR2004  no spread
        raise not_estimable(
            "auc_bootstrap",
            "fewer than two replicates have people with the outcome and people without",
            "Ask for more replicates; 2000 are usual.",
        )
    tail = (1 - LEVEL) / 2
    low, high = np.quantile(known, (tail, 1 - tail))
    return Bootstrapped(
        estimate=placements(score, outcome, in_order=False).area,
        low=float(low),
        high=float(high),
        se=float(known.std(ddof=1)),
        replicates=replicates,
        undefined=replicates - len(known),
    )


def replicated_auc(
    score: Floats,
    outcome: Mask,
    generator: np.random.Generator,
    *,
    replicates: int,
    tick: Callable[[float], None] | None = None,
) -> Floats:
    """Return the AUC of each replicate, NaN where everyone or nobody had the outcome."""
    values, level = np.unique(score, return_inverse=True)
    draw = (
        _by_level(level, outcome, len(values), generator)
        if len(values) <= FEW
        else _by_person(level, outcome, generator)
    )
    found = np.empty(replicates)
    for i in range(replicates):
        found[i] = draw()
        if tick is not None and i % AT_ONCE == 0:
            tick(i / replicates)
    return found


def _by_level(
    level: Ints, outcome: Mask, k: int, generator: np.random.Generator
) -> Callable[[], float]:
    n = len(level)
    cells = np.bincount(level + k * outcome, minlength=2 * k)
    filled = np.flatnonzero(cells)
    chances = cells[filled] / n

    def draw() -> float:
        counts = np.zeros(2 * k, np.int64)
        counts[filled] = generator.multinomial(n, chances)
        controls, cases = counts[:k], counts[k:]
        total = np.cumsum(controls)
        won = int(np.dot(cases, 2 * total - controls))
        return _area(won / 2, int(cases.sum()), int(total[-1]))

    return draw


def _by_person(level: Ints, outcome: Mask, generator: np.random.Generator) -> Callable[[], float]:
    n, order = len(level), np.argsort(level, kind="stable")
    case = outcome[order].astype(np.int64)
    ordered = level[order]
    last = np.flatnonzero(np.append(ordered[1:] != ordered[:-1], [True]))
    apart = len(last) == n

    def draw() -> float:
        # Whole numbers throughout: exact, and no threads for sums of this length.
        times = np.bincount(generator.integers(0, n, n), minlength=n)
        cases = times * case
        controls = times - cases
        total = np.cumsum(controls)
        if not apart:
            total = total[last]
            controls = np.diff(total, prepend=0)
            cases = np.diff(np.cumsum(cases)[last], prepend=0)
        won = int(np.dot(cases, 2 * total - controls))
        return _area(won / 2, int(cases.sum()), int(total[-1]))

    return draw


def _area(won: float, cases: int, controls: int) -> float:
    return won / (cases * controls) if cases and controls else float("nan")
