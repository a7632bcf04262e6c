"""A made-up cohort with some rows at fault, and the same people a few months before."""

import datetime as dt
from functools import cache
from pathlib import Path

import polars as pl

from riskservice.rescoring.asked import Asked, Outputs
from riskservice.rescoring.run import Ran, rescore_file
from riskservice.rescoring.synth import synthesise
from riskservice.rescoring.writers import write_table
from riskservice.scoring import service

ON, THEN = dt.date(2026, 11, 24), dt.date(2026, 7, 24)
KEYS = ("dc_srp", "iic_srp")
N = 200
ROW = pl.int_range(pl.len())


@cache
def sound() -> pl.DataFrame:
    """Return people of whom everything can be read and nothing contradicts itself."""
    return synthesise(service().registry.questions, N, on=ON, seed=7)


def at_fault() -> pl.DataFrame:
    """Return the same, with no day in row 6 and a birth after the day of assessment in row 8."""
    return sound().with_columns(
        pl.when(ROW != 5).then("on").alias("on"),
        pl.when(ROW == 7)
        .then(dt.date(2027, 1, 1))
        .otherwise("date_of_birth")
        .alias("date_of_birth"),
    )


def last_time() -> pl.DataFrame:
    """Return the same people earlier: some with fewer sanctions, one not yet there, one gone."""
    fewer = pl.col("contact_adult_sanctions").clip(upper_bound=1)
    people = sound().with_columns(fewer, on=pl.lit(THEN))
    gone = people.tail(1).with_columns(case_id=pl.lit("SYNTHETIC-GONE"))
    return pl.concat([people.head(N - 1), gone])


def put(frame: pl.DataFrame, path: Path) -> Path:
    write_table(frame, path)
    return path


def run(asked: Asked, outputs: Outputs | None = None) -> Ran:
    return rescore_file(asked, outputs or Outputs(), service=service())
