"""
In which order people need a human: a house ordering, not a measure of risk.

Two people next to each other may be equally urgent, and the number of a place says nothing of how
much more urgent one is than another. It orders the reading, and nothing else may be read from it.
"""

import polars as pl

from riskservice.policies import Policy
from riskservice.rescoring.bands import (
    ABSENT,
    FAULTY,
    NOT_APPLICABLE,
    NOT_RUN,
    NOT_SCORABLE,
    OVERALL,
    place,
    standing,
)
from riskservice.rescoring.changes import Changes
from riskservice.rescoring.reach import overall_reach

NEAR = (7, 28, 90)
"""Release within so many days counts as equally near; one whose day has passed is nearest."""

ORDER = (
    "The overall band, from very high to low.",
    (
        "A band before none: who has none is placed by the highest band still possible, after "
        "those who have it; who is faulty, by the highest of all."
    ),
    "How many bands the person has risen since last time.",
    "Provisional before settled.",
    "How many bands the missing answers could still raise the band.",
    "Release: passed or within 7 days, within 28, within 90, later, not known.",
    "Not allocated before allocated.",
    "Days to release; then the case identifier.",
)
"""The order in words, first things first."""

ABOUT_ORDER = (
    "A house ordering of what to read first, not a measure of risk. It is not published or "
    "validated, and no decision may rest on a place in it."
)


def review_queue(
    results: pl.DataFrame,
    about: pl.DataFrame,
    *,
    policy: Policy,
    changes: Changes | None = None,
) -> pl.DataFrame:
    """
    Return everyone in the order in which they need a human.

    Parameters
    ----------
    results : DataFrame, n rows
    about : DataFrame, n rows
        As :func:`beside.beside` gives it.
    policy : Policy
        The grid of the overall band.
    changes : Changes, optional
        Whose later side is these results.

    Returns
    -------
    DataFrame, n rows
        ``place`` from 1, ``row`` in the results, ``case_id``, ``band`` (or why there is none),
        ``placed_as``, ``lowest``, ``highest``, ``before`` (null without last time), ``step``,
        ``provisional``, ``could_rise`` (bands), then the columns of ``about``. Equal needs stand
        in the order of the case identifier and then of the file, so the order is the same on
        every run.
    """
    bands = policy.bands
    frame = pl.concat(
        [
            results.select("case_id", standing(results, OVERALL).alias("band"), "provisional"),
            overall_reach(results, policy),
            about,
        ],
        how="horizontal",
    ).with_row_index("row")
    frame = _with_changes(frame, changes)
    placed = (
        pl.when(pl.col("band").is_in([*bands, NOT_APPLICABLE]))
        .then(pl.col("band"))
        .when(pl.col("band") == FAULTY)
        .then(pl.lit(bands[-1]))
        .otherwise(pl.col("highest"))
    )
    rise = place(pl.col("highest"), bands) - place(pl.col("band"), bands).fill_null(-1)
    faulty = pl.col("band") == FAULTY
    frame = frame.with_columns(
        placed_as=placed,
        provisional=pl.col("provisional").fill_null(value=False),
        could_rise=pl.when(faulty).then(len(bands)).otherwise(rise.clip(0).fill_null(0)),
    )
    return (
        frame.sort(
            -place(pl.col("placed_as"), bands).fill_null(-1),
            pl.col("band") != pl.col("placed_as"),
            -pl.col("step").fill_null(0).clip(0),
            ~(pl.col("provisional") | faulty),
            -pl.col("could_rise"),
            _nearness(pl.col("days_to_release")),
            pl.col("allocated").fill_null(value=True),
            pl.col("days_to_release"),
            pl.col("case_id"),
            pl.col("row"),
            nulls_last=True,
            maintain_order=True,
        )
        .with_row_index("place", offset=1)
        .select(
            *("place", "row", "case_id", "band", "placed_as", "lowest", "highest", "before"),
            *("step", "provisional", "could_rise"),
            *about.columns,
        )
    )


def with_reasons(queue: pl.DataFrame, results: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """
    Return rows of a queue with the ``reasons`` for their places, in words.

    Parameters
    ----------
    queue : DataFrame
        Any rows of :func:`review_queue`.
    results : DataFrame
        The results the queue was made of.
    policy : Policy
        The grid, of whose instruments those that are not settled are named.

    Returns
    -------
    DataFrame
        With a further column, a list of sentences, the first reason first.
    """
    sentences = [_band(), _change(), _provisional(), _raisers(), _release(), _allocation()]
    return (
        pl.concat([queue, _open(results[queue["row"]], policy)], how="horizontal")
        .with_columns(reasons=pl.concat_list(sentences).list.drop_nulls())
        .drop("open")
    )


def _with_changes(frame: pl.DataFrame, changes: Changes | None) -> pl.DataFrame:
    if changes is None:
        return frame.with_columns(before=pl.lit(None, pl.String), step=pl.lit(None, pl.Int8))
    known = changes.people.filter(pl.col("row_after").is_not_null()).select(
        pl.col("row_after").alias("row"),
        pl.col(f"{OVERALL}_before").alias("before"),
        pl.col(f"{OVERALL}_step").alias("step"),
    )
    return frame.join(known, on="row", how="left", maintain_order="left")


def _nearness(days: pl.Expr) -> pl.Expr:
    """Return 0 for the nearest stretch of days to release, and so on; unknown last."""
    rank = pl.lit(len(NEAR) + 1)
    for i, most in reversed(list(enumerate(NEAR))):
        rank = pl.when(days <= most).then(pl.lit(i)).otherwise(rank)
    return pl.when(days.is_null()).then(pl.lit(len(NEAR) + 2)).otherwise(rank)


# Reasons in words --------------------------------------------------------------------------------


def words(band: pl.Expr) -> pl.Expr:
    """Return bands as people read them."""
    return band.str.replace_all("_", " ", literal=True)


def _band() -> pl.Expr:
    band, highest = pl.col("band"), words(pl.col("highest"))
    first = band.str.slice(0, 1).str.to_uppercase() + words(band).str.slice(1)
    return (
        pl.when(band == FAULTY)
        .then(
            pl.lit("No result: answers are at fault. Placed as ")
            + words(pl.col("placed_as"))
            + pl.lit(" until they are put right.")
        )
        .when(band == NOT_SCORABLE)
        .then(
            pl.lit("No band: something that gives one is missing. It could be ")
            + highest
            + pl.lit(".")
        )
        .when(band == NOT_APPLICABLE)
        .then(pl.lit("No instrument that gives a band applies."))
        .when(band == NOT_RUN)
        .then(pl.lit("No overall band was formed."))
        .otherwise(first + pl.lit("."))
    )


def _change() -> pl.Expr:
    before, step = pl.col("before"), pl.col("step")
    ends = pl.lit(" from ") + words(before) + pl.lit(" to ") + words(pl.col("band")) + pl.lit(".")
    return (
        pl.when(before == ABSENT)
        .then(pl.lit("New in the cohort."))
        .when(step > 0)
        .then(pl.lit("Risen") + ends)
        .when(step < 0)
        .then(pl.lit("Fallen") + ends)
        .when(step.is_null() & (before != pl.col("band")) & (before != NOT_RUN))
        .then(pl.lit("Last time: ") + words(before) + pl.lit("."))
    )


def _provisional() -> pl.Expr:
    said = pl.lit("Provisional: something missing or not confirmed could change the band.")
    return pl.when(pl.col("provisional") & (pl.col("band") != NOT_SCORABLE)).then(said)


def _raisers() -> pl.Expr:
    could = pl.lit("Could still rise to ") + words(pl.col("highest"))
    by = pl.lit("; open: ") + pl.col("open") + pl.lit(".")
    return pl.when((pl.col("could_rise") > 0) & (pl.col("band") != NOT_SCORABLE)).then(
        could + by.fill_null(".")
    )


def _release() -> pl.Expr:
    days = pl.col("days_to_release")
    count = days.abs().cast(pl.String)
    unit = pl.when(days.abs() == 1).then(pl.lit(" day")).otherwise(pl.lit(" days"))
    return (
        pl.when(days == 0)
        .then(pl.lit("Release on the day of assessment."))
        .when(days > 0)
        .then(pl.lit("Release in ") + count + unit + pl.lit("."))
        .when(days < 0)
        .then(pl.lit("The release date passed ") + count + unit + pl.lit(" ago."))
    )


def _allocation() -> pl.Expr:
    return pl.when(~pl.col("allocated")).then(pl.lit("Not allocated to anybody."))


def _open(results: pl.DataFrame, policy: Policy) -> pl.DataFrame:
    """Return ``open``: what of the grid is not settled or was not run, null if nothing."""
    static = [key for group in policy.static for key in group]
    run = {key for key in (*static, *policy.dynamic) if f"{key}_outcome" in results.columns}
    named: list[pl.Expr] = [
        pl.when(
            (pl.col(f"{key}_outcome") == NOT_SCORABLE)
            | (pl.col(f"{key}_lowest_band") != pl.col(f"{key}_highest_band"))
        ).then(pl.lit(key))
        for key in (*static, *policy.dynamic)
        if key in run and {f"{key}_lowest_band", f"{key}_highest_band"} <= set(results.columns)
    ]
    named += [pl.lit(f"{key} (not run)") for key in policy.dynamic if key not in run]
    named += [pl.lit("static instruments (none run)")] * (not run & set(static))
    if not named:
        return pl.DataFrame({"open": pl.Series([None] * len(results), dtype=pl.String)})
    joined = pl.concat_str(pl.lit(None, pl.String), *named, separator=", ", ignore_nulls=True)
    return results.select("case_id", pl.when(joined != "").then(joined).alias("open")).drop(
        "case_id"
    )
