"""
How much of each caseload is high or very high, beside a guide.

The national share is about as large as the guide, so that by chance alone two caseloads in five lie
above it; hence the interval, and the words for what the figures bear.
"""

from typing import Literal

import polars as pl

from riskservice.policies import Policy
from riskservice.rescoring.bands import OVERALL, place, standing
from riskservice.rescoring.reach import overall_reach

Z = 1.959963984540054
"""Of the 95 per cent interval."""

FEWEST = 5
"""In a smaller caseload a share says nothing: its interval is wrong as well as wide. [people]"""

By = Literal["officer", "team"]

ABOUT_SHARE = (
    "High and very high together, of those who have an overall band. The interval is Wilson's, 95 "
    "per cent: a small caseload can lie above the guide by chance. Above the guide means that the "
    "whole interval does."
)


def held(results: pl.DataFrame, about: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """
    Return people as a caseload counts them.

    Parameters
    ----------
    results, about : DataFrame, n rows
        About as :func:`beside.beside` gives it.

    Returns
    -------
    DataFrame, n rows
        ``case_id``, ``officer``, ``team``, ``band`` (null where there is none), and ``could_rise``
        and ``could_fall``: whether the missing answers could still take the person into or out of
        high and very high. The faulty, of whom nothing is known, could rise.
    """
    high = policy.bands.index("high")
    frame = pl.concat(
        [
            results.select("case_id", standing(results, OVERALL).alias("band")),
            overall_reach(results, policy),
            about.select("officer", "team"),
        ],
        how="horizontal",
    )
    now = place(pl.col("band"), policy.bands)
    is_high = (now >= high).fill_null(value=False)
    most = place(pl.col("highest"), policy.bands).fill_null(-1)
    least = place(pl.col("lowest"), policy.bands).fill_null(-1)
    unknown = pl.col("highest").is_null()
    return frame.select(
        "case_id",
        "officer",
        "team",
        pl.when(now.is_not_null()).then(pl.col("band")).alias("band"),
        (~is_high & ((most >= high) | unknown)).alias("could_rise"),
        (is_high & (least < high)).alias("could_fall"),
    )


def caseload(
    cohort: pl.DataFrame,
    by: By | None = None,
    *,
    existing: pl.DataFrame | None = None,
    guide: int,
) -> pl.DataFrame:
    """
    Return the share of high and very high in each caseload.

    Parameters
    ----------
    cohort : DataFrame
        As :func:`held` gives it.
    by : {"officer", "team"}, optional
        Without it, one row for everyone.
    existing : DataFrame, optional
        The caseloads before the cohort joins them, in the same form. Who is in both counts once
        afterwards, as in the cohort.
    guide : int
        Largest share that should be high or very high; see :mod:`.guides`. [per cent]

    Returns
    -------
    DataFrame
        ``name`` (null for those allocated to nobody, last), ``people``, ``banded``, ``high``,
        ``very_high``, ``share``, ``share_low``, ``share_high`` (95 per cent), ``stands`` (within;
        above, within chance; above; too few; no band; unallocated), ``over_by`` (cases beyond the
        guide), ``to_move`` (high cases to hand over until the rest lies within it),
        ``could_rise``, ``could_fall``, and with ``existing`` the same as ``people_before``,
        ``banded_before``, ``high_before``, ``very_high_before``, ``share_before``. The largest
        share first.
    """
    named = pl.lit("everyone") if by is None else pl.col(by)
    together = cohort
    if existing is not None:
        others = existing.filter(~pl.col("case_id").is_in(cohort["case_id"].implode()))
        together = pl.concat([others, cohort])
    found = _counted(together, named).with_columns(*_judged(guide))
    if existing is not None:
        earlier = _counted(existing, named).select(
            "name",
            pl.col("people", "banded", "high", "very_high", "share").name.suffix("_before"),
        )
        found = found.join(earlier, on="name", how="full", coalesce=True, nulls_equal=True)
        counts = [name for name, kind in found.schema.items() if kind == pl.Int64]
        found = found.with_columns(
            pl.col(counts).fill_null(0), pl.col("stands").fill_null("no band")
        )
    return found.sort(
        pl.col("name").is_null(),
        -pl.col("share").fill_null(-1),
        -pl.col("banded").cast(pl.Int64),
        "name",
    )


def wilson(part: pl.Expr, of: pl.Expr) -> tuple[pl.Expr, pl.Expr]:
    """Return the ends of the 95 per cent interval of a share; null where there is nobody."""
    n = pl.when(of > 0).then(of.cast(pl.Float64))
    share, spread = part / n, Z * Z / n
    middle = (share + spread / 2) / (1 + spread)
    half = Z / (1 + spread) * (share * (1 - share) / n + spread / n / 4).sqrt()
    return (middle - half).clip(0, 1), (middle + half).clip(0, 1)


def _counted(people: pl.DataFrame, named: pl.Expr) -> pl.DataFrame:
    band = pl.col("band")
    return (
        people.group_by(named.alias("name"))
        .agg(
            pl.len().cast(pl.Int64).alias("people"),
            band.is_not_null().sum().cast(pl.Int64).alias("banded"),
            (band == "high").sum().cast(pl.Int64).alias("high"),
            (band == "very_high").sum().cast(pl.Int64).alias("very_high"),
            pl.col("could_rise", "could_fall").sum().cast(pl.Int64),
        )
        .with_columns(
            share=pl.when(pl.col("banded") > 0).then(
                (pl.col("high") + pl.col("very_high")) / pl.col("banded")
            )
        )
    )


def _judged(guide: int) -> list[pl.Expr]:
    """Return the interval, where the caseload stands, and what lies beyond the guide."""
    at_risk, of = pl.col("high") + pl.col("very_high"), pl.col("banded")
    low, high = wilson(at_risk, of)
    beyond = 100 * at_risk - guide * of
    return [
        low.alias("share_low"),
        high.alias("share_high"),
        pl.when(pl.col("name").is_null())
        .then(pl.lit("unallocated"))
        .when(of == 0)
        .then(pl.lit("no band"))
        .when(beyond <= 0)
        .then(pl.lit("within"))
        .when(of < FEWEST)
        .then(pl.lit("too few"))
        .when(low * 100 > guide)
        .then(pl.lit("above"))
        .otherwise(pl.lit("above, within chance"))
        .alias("stands"),
        (at_risk - guide * of // 100).clip(0).alias("over_by"),
        # Every case handed over makes the caseload smaller too.
        (-(-beyond // (100 - guide))).clip(0).alias("to_move"),
    ]
