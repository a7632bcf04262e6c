"""What a file says of people beside their answers: who has them, and when they are released."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from riskservice.kit.dates import unpack_days

YES, NO = ("yes", "true", "1", "y"), ("no", "false", "0", "n")


def beside(about: pl.DataFrame, on: NDArray[np.int32]) -> pl.DataFrame:
    """
    Return what is known beside the answers, in typed columns.

    Parameters
    ----------
    about : DataFrame, n rows, or none where the file says nothing
        Any of ``officer``, ``team``, ``allocated``, ``release_date``; others are left out.
    on : ndarray of int32, shape (n,)
        Day of assessment, packed.

    Returns
    -------
    DataFrame, n rows
        ``officer``, ``team`` (null where blank), ``allocated`` (where it is not said, whether an
        officer is named, if the file names officers at all), ``release_date``, and
        ``days_to_release`` from the day of assessment, negative where it has passed.
    """
    days = pl.Series("on", unpack_days(on.astype(np.int64)).astype("datetime64[D]"))
    frame = about.with_columns(days) if len(about) == len(on) else pl.DataFrame({"on": days})
    officer, team = _text(frame, "officer"), _text(frame, "team")
    named = officer.is_not_null() if "officer" in frame.columns else pl.lit(None, pl.Boolean)
    release = _date(frame, "release_date")
    return frame.select(
        officer.alias("officer"),
        team.alias("team"),
        pl.coalesce(_yes_no(frame, "allocated"), named).alias("allocated"),
        release.alias("release_date"),
        (release - pl.col("on")).dt.total_days().cast(pl.Int32).alias("days_to_release"),
    )


def _text(frame: pl.DataFrame, name: str) -> pl.Expr:
    if name not in frame.columns:
        return pl.lit(None, pl.String)
    said = pl.col(name).cast(pl.String).str.strip_chars()
    return pl.when(said != "").then(said)


def _yes_no(frame: pl.DataFrame, name: str) -> pl.Expr:
    if name not in frame.columns:
        return pl.lit(None, pl.Boolean)
    if frame.schema[name] == pl.Boolean:
        return pl.col(name)
    said = _text(frame, name).str.to_lowercase()
    return (
        pl.when(said.is_in(YES))
        .then(pl.lit(value=True))
        .when(said.is_in(NO))
        .then(pl.lit(value=False))
    )


def _date(frame: pl.DataFrame, name: str) -> pl.Expr:
    if name not in frame.columns:
        return pl.lit(None, pl.Date)
    if frame.schema[name] == pl.String:
        return pl.col(name).str.to_date("%Y-%m-%d", strict=False)
    return pl.col(name).cast(pl.Date)
