"""What changed since last time: who stands where, before and after, in each instrument."""

from dataclasses import dataclass
from typing import Literal, get_args

import polars as pl

from riskservice.rescoring.bands import (
    ABSENT,
    BESIDE,
    FAULTY,
    NOT_COMPARED,
    NOT_SCORABLE,
    OVERALL,
    Scales,
    instruments_of,
    place,
    scale_for,
    standing,
)

Kind = Literal[
    "changed",
    "risen",
    "fallen",
    "newly_high",
    "newly_very_high",
    "newly_not_scorable",
    "newly_faulty",
    "new_in_cohort",
    "dropped_out",
]
KINDS: tuple[Kind, ...] = get_args(Kind)


@dataclass(frozen=True, kw_only=True)
class Changes:
    """
    Two sets of results side by side.

    Attributes
    ----------
    people : DataFrame
        One row per case: ``case_id``, ``row_before`` and ``row_after`` (its row in either frame,
        from 0; null where it is not there), and for each of ``keys`` ``<key>_before``,
        ``<key>_after`` (a band, or one of :data:`bands.BESIDE`) and ``<key>_step`` (bands risen;
        null where either is no band). In the order of the later file, then of the earlier.
    keys : tuple of str
        Instruments, then ``overall``.
    unmatched : DataFrame
        ``case_id``, ``where`` (before or after) and ``rows``: cases that stand in one file more
        than once or without an identifier. Nobody can say which row is whose, so they are compared
        with nothing.
    """

    people: pl.DataFrame
    keys: tuple[str, ...]
    scales: Scales
    unmatched: pl.DataFrame

    def of(self, kind: Kind, key: str = OVERALL) -> pl.DataFrame:
        """Return the people of one kind of change, in order."""
        return self.people.filter(holds(kind, key))

    def counts(self, key: str = OVERALL) -> dict[Kind, int]:
        """Return how many people there are of each kind of change."""
        found = self.people.select(holds(kind, key).sum().alias(kind) for kind in KINDS)
        return {kind: int(found[kind].item() or 0) for kind in KINDS}

    def matrix(self, key: str = OVERALL) -> pl.DataFrame:
        """
        Return how many people went from where to where.

        Returns
        -------
        DataFrame
            ``before``, ``after``, ``people``: pairs that occur, each from low to high and then
            those without a band.
        """
        order = self.labels(key)
        found = self.people.group_by(
            pl.col(f"{key}_before").alias("before"), pl.col(f"{key}_after").alias("after")
        ).agg(pl.len().alias("people"))
        return found.sort(place(pl.col("before"), order), place(pl.col("after"), order))

    def labels(self, key: str = OVERALL) -> tuple[str, ...]:
        """Return every standing that occurs or belongs to the scale, from low to high."""
        scale = scale_for(key, self.scales)
        seen = set(self.people[f"{key}_before"].unique()) | set(
            self.people[f"{key}_after"].unique()
        )
        others = sorted(seen - set(scale) - set(BESIDE))
        return (*scale, *others, *(name for name in BESIDE if name in seen))


def compare(before: pl.DataFrame, after: pl.DataFrame, *, scales: Scales | None = None) -> Changes:
    """
    Return what changed between two frames of results, matched on ``case_id``.

    Parameters
    ----------
    before, after : DataFrame
        Result columns; either may lack instruments, which then count as *not run*.
    scales : mapping of str to sequence of str, optional
        Bands of each instrument from low to high; see :func:`bands.scales_of`. By default low,
        medium, high, very high.
    """
    keys = dict.fromkeys((*instruments_of(after), *instruments_of(before), OVERALL))
    first, lost = _side(before, tuple(keys), "before")
    second, lost_too = _side(after, tuple(keys), "after")
    unmatched = pl.concat([lost, lost_too])
    both = unmatched["case_id"]
    people = second.filter(~pl.col("case_id").is_in(both.implode())).join(
        first.filter(~pl.col("case_id").is_in(both.implode())),
        on="case_id",
        how="full",
        coalesce=True,
        maintain_order="left_right",
    )
    ends = [f"{key}_{end}" for key in keys for end in ("before", "after")]
    people = people.with_columns(pl.col(ends).fill_null(ABSENT))
    people = people.with_columns(
        (
            place(pl.col(f"{key}_after"), scale_for(key, scales))
            - place(pl.col(f"{key}_before"), scale_for(key, scales))
        ).alias(f"{key}_step")
        for key in keys
    )
    columns = [f"{key}_{part}" for key in keys for part in ("before", "after", "step")]
    return Changes(
        people=people.select("case_id", "row_before", "row_after", *columns),
        keys=tuple(keys),
        scales=dict(scales or {}),
        unmatched=unmatched,
    )


def _side(
    frame: pl.DataFrame, keys: tuple[str, ...], end: str
) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Return one frame's standings, and the cases in it that cannot be matched."""
    cases = frame.select(pl.col("case_id").cast(pl.String).fill_null("")).with_row_index(
        f"row_{end}"
    )
    standings = frame.select(standing(frame, key).alias(f"{key}_{end}") for key in keys)
    if frame.is_empty():
        standings = standings.clear()
    elif standings.height != frame.height:
        standings = pl.concat([standings] * frame.height)
    unclear = pl.col("case_id").is_duplicated() | (pl.col("case_id") == "")
    lost = (
        cases.filter(unclear)
        .group_by("case_id", maintain_order=True)
        .agg(pl.len().alias("rows"))
        .select("case_id", pl.lit(end).alias("where"), "rows")
    )
    return pl.concat([cases, standings], how="horizontal").filter(~unclear), lost


def holds(kind: Kind, key: str = OVERALL) -> pl.Expr:
    """Return whether each row of :attr:`Changes.people` is of a kind of change."""
    before, after = pl.col(f"{key}_before"), pl.col(f"{key}_after")
    step = pl.col(f"{key}_step").fill_null(0)
    compared = ~before.is_in(NOT_COMPARED) & ~after.is_in(NOT_COMPARED)
    had_result = compared & ~before.is_in([NOT_SCORABLE, FAULTY])
    match kind:
        case "changed":
            return compared & (before != after)
        case "risen":
            return step > 0
        case "fallen":
            return step < 0
        case "newly_high":
            return compared & (after == "high") & ~before.is_in(["high", "very_high"])
        case "newly_very_high":
            return compared & (after == "very_high") & (before != "very_high")
        case "newly_not_scorable":
            return had_result & (after == NOT_SCORABLE)
        case "newly_faulty":
            return compared & (after == FAULTY) & (before != FAULTY)
        case "new_in_cohort":
            return before == ABSENT
        case "dropped_out":
            return after == ABSENT
