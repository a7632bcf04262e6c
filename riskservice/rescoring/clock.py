"""Who changes band by time alone, and when: the same answers and rules on a later day."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import polars as pl
from numpy.typing import NDArray

from riskservice.kit.dates import pack_days, unpack_days
from riskservice.rescoring.bands import NOT_RUN, OVERALL, Scales, place, scale_for, standing
from riskservice.rescoring.columns import People
from riskservice.rescoring.picking import dated
from riskservice.rescoring.rules import Rules

HORIZONS = (30, 90, 180)
"""How far ahead is looked. [days]"""


@dataclass(frozen=True, kw_only=True)
class Ahead:
    """
    What time alone will do.

    Attributes
    ----------
    frame : DataFrame
        One row per person and instrument that changes: ``case_id``, ``row``, ``key``, ``now``,
        ``in_<days>`` for each horizon, ``first`` (the first horizon at which the standing
        differs), ``then`` (the standing at that horizon) and ``direction`` (risen, fallen or
        other).
    horizons : tuple of int
        Days ahead, rising. A change that comes and goes between two of them is not seen.
    """

    frame: pl.DataFrame
    horizons: tuple[int, ...]

    def counts(self, key: str = OVERALL) -> dict[int, int]:
        """Return for each horizon how many people stand elsewhere then than now."""
        here = self.frame.filter(pl.col("key") == key)
        return {
            days: int(here.select((pl.col(f"in_{days}") != pl.col("now")).sum()).item())
            for days in self.horizons
        }


def look_ahead(
    people: People,
    results: pl.DataFrame,
    rules: Rules,
    *,
    scales: Scales | None = None,
    keys: Sequence[str] = (),
    horizons: Sequence[int] = HORIZONS,
) -> Ahead:
    """
    Return who changes standing within some days though no answer and no rule changes.

    Parameters
    ----------
    people : People
    results : DataFrame
        What they were given.
    rules : Rules
        Those of the results. Later days are scored with the tables of each person's own day.
    keys : sequence of str, optional
        Instruments, or ``overall``; by default all.
    """
    chosen = tuple(keys) or (*rules.keys, OVERALL)
    horizons = tuple(sorted(set(horizons)))
    later = [rules.rescore_by(dated(people, days_on(people.on, n)), people.on) for n in horizons]
    parts = [_moved(results, later, key, horizons, scale_for(key, scales)) for key in chosen]
    return Ahead(frame=pl.concat(parts), horizons=horizons)


def days_on(on: NDArray[np.int32], days: int) -> NDArray[np.int32]:
    """Return packed days some days later."""
    later = unpack_days(on.astype(np.int64)) + np.timedelta64(days, "D")
    return pack_days(later).astype(np.int32)


def _moved(
    results: pl.DataFrame,
    later: Sequence[pl.DataFrame],
    key: str,
    horizons: Sequence[int],
    scale: Sequence[str],
) -> pl.DataFrame:
    """Return the people who stand elsewhere at some horizon."""
    columns = [results.select("case_id", standing(results, key).alias("now"))]
    columns += [
        frame.select("case_id", standing(frame, key).alias(f"in_{days}")).drop("case_id")
        for days, frame in zip(horizons, later, strict=True)
    ]
    found = pl.concat(columns, how="horizontal").with_row_index("row")
    # What had no table on the person's own day is not scored ahead either.
    differs = [
        (pl.col(f"in_{days}") != pl.col("now")) & (pl.col(f"in_{days}") != NOT_RUN)
        for days in horizons
    ]
    found = found.filter(pl.any_horizontal(differs)).with_columns(
        key=pl.lit(key),
        first=pl.coalesce(
            pl.when(moved).then(pl.lit(days, pl.Int32))
            for days, moved in zip(horizons, differs, strict=True)
        ),
        then=pl.coalesce(
            pl.when(moved).then(pl.col(f"in_{days}"))
            for days, moved in zip(horizons, differs, strict=True)
        ),
    )
    step = place(pl.col("then"), scale) - place(pl.col("now"), scale)
    return found.select(
        "case_id",
        "row",
        "key",
        "now",
        *(f"in_{days}" for days in horizons),
        "first",
        "then",
        direction=pl.when(step > 0)
        .then(pl.lit("risen"))
        .when(step < 0)
        .then(pl.lit("fallen"))
        .otherwise(pl.lit("other")),
    )
