"""The lowest and the highest overall band still possible, from the ranges of the instruments."""

import itertools
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from riskservice.policies import Policy
from riskservice.rescoring.bands import FAULTY, NOT_APPLICABLE, OVERALL, place, standing

Places = NDArray[np.int8]
NONE = -1
"""Place of no band at all; one below the lowest."""


class Part(NamedTuple):
    """One instrument, or a group of them, as the grid reads it; arrays of shape (n,)."""

    low: Places
    high: Places
    run: NDArray[np.bool_]
    applies: NDArray[np.bool_]
    scored: NDArray[np.bool_]


def overall_reach(results: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """
    Return the ends of the range of overall bands.

    Parameters
    ----------
    results : DataFrame, n rows
    policy : Policy
        The grid, which says which instruments feed the band and in which order.

    Returns
    -------
    DataFrame, n rows
        ``lowest`` (``not_applicable`` where there could be no band at all) and ``highest``; null
        for the faulty, of whom nothing is known.

    Notes
    -----
    As in the single case: within the first static group that has a result the highest band
    counts; a group before it that cannot be scored yet could still come first. An instrument that
    was not run could give any band.
    """
    top = len(policy.bands) - 1
    groups = [_highest([_part(results, key, policy) for key in group]) for group in policy.static]
    static = _static(groups, top)
    dynamic = _highest([_part(results, key, policy) for key in policy.dynamic])
    low = np.where(dynamic.run, dynamic.low, 0)
    high = np.where(dynamic.run, dynamic.high, top)
    lowest, highest = _grid(policy)
    ends = static[0], static[1], low, high
    names = np.array([NOT_APPLICABLE, *policy.bands])
    places = tuple(end.astype(np.int64) + 1 for end in ends)
    found = pl.DataFrame({"lowest": names[lowest[places]], "highest": names[highest[places]]})
    faulty = results.select(standing(results, OVERALL).alias("now") == FAULTY).to_series()
    return found.select(
        pl.when(~faulty).then(pl.col("lowest")).alias("lowest"),
        pl.when(~faulty).then(pl.col("highest")).alias("highest"),
    )


def _part(results: pl.DataFrame, key: str, policy: Policy) -> Part:
    """Return what one instrument could still give."""
    if f"{key}_outcome" not in results.columns:
        nothing = np.zeros(len(results), dtype=np.bool_)
        none = np.full(len(results), NONE, dtype=np.int8)
        return Part(none, none, nothing, nothing, nothing)
    outcome = pl.col(f"{key}_outcome")
    ends = {}
    for end, unknown in (("lowest", NONE), ("highest", len(policy.bands) - 1)):
        found = pl.col(f"{key}_{end}_band") if f"{key}_{end}_band" in results.columns else None
        band = pl.col(f"{key}_band") if found is None else found.fill_null(pl.col(f"{key}_band"))
        ends[end] = (
            pl.when(outcome.is_in([NOT_APPLICABLE]) | outcome.is_null() | (band == NOT_APPLICABLE))
            .then(pl.lit(NONE, pl.Int8))
            .when(band.is_null() & (outcome == "scored"))
            .then(pl.lit(NONE, pl.Int8))
            .otherwise(place(band, policy.bands).fill_null(unknown))
        )
    frame = results.select(
        ends["lowest"].alias("low"),
        ends["highest"].alias("high"),
        outcome.is_not_null().alias("run"),
        (outcome.is_not_null() & (outcome != NOT_APPLICABLE))
        .fill_null(value=False)
        .alias("applies"),
        (outcome == "scored").fill_null(value=False).alias("scored"),
    )
    return Part(*(column.to_numpy() for column in frame))


def _highest(parts: Sequence[Part]) -> Part:
    """Return a group of instruments as one, whose highest band counts."""
    columns: Any = [np.stack(each) for each in zip(*parts, strict=True)]
    return Part(
        columns[0].max(axis=0),
        columns[1].max(axis=0),
        columns[2].any(axis=0),
        columns[3].any(axis=0),
        columns[4].any(axis=0),
    )


def _static(groups: Sequence[Part], top: int) -> tuple[Places, Places]:
    """Return the ends of the static side, group by group until one settles it."""
    run = np.any([group.run for group in groups], axis=0)
    scored = np.any([group.scored for group in groups], axis=0)
    applies = np.any([group.applies for group in groups], axis=0)
    open_yet = np.ones_like(run)
    low = np.full(len(run), top, dtype=np.int8)
    high = np.full(len(run), NONE, dtype=np.int8)
    for group in groups:
        here = open_yet & group.applies
        stops = np.where(scored, group.scored, group.low >= 0)
        # A group that is passed over counts only if it turns out to apply.
        least = np.where(scored & group.scored, group.low, np.maximum(group.low, 0))
        low = np.where(here, np.minimum(low, least), low)
        high = np.where(here, np.maximum(high, group.high), high)
        open_yet &= ~(here & stops)
    low = np.where(open_yet, NONE, low)
    low, high = np.where(applies, low, NONE), np.where(applies, high, NONE)
    return np.where(run, low, 0).astype(np.int8), np.where(run, high, top).astype(np.int8)


def _grid(policy: Policy) -> tuple[Any, Any]:
    """Return lowest and highest overall place for each range of both sides, all counted from 1."""
    names = (None, *policy.bands)
    n = len(names)
    single = np.array([[names.index(policy.combine(s, d)) for d in names] for s in names])
    lowest, highest = np.zeros((n, n, n, n), np.int64), np.zeros((n, n, n, n), np.int64)
    for s_low, s_high, d_low, d_high in itertools.product(range(n), repeat=4):
        box = single[s_low : s_high + 1, d_low : d_high + 1]
        if box.size:
            lowest[s_low, s_high, d_low, d_high] = box.min()
            highest[s_low, s_high, d_low, d_high] = box.max()
    return lowest, highest
