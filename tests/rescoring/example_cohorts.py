"""
The cohorts shipped as examples; ``python -m tests.rescoring.example_cohorts`` writes them anew.

Nobody in them exists. The second is the same people a year before: some had fewer sanctions, some
had less of their assessment answered, whoever was convicted since was not there yet, and some have
left.
"""

import datetime as dt
from pathlib import Path

import polars as pl

from riskservice.rescoring.synth import synthesise
from riskservice.rescoring.writers import write_table
from riskservice.scoring import service

EXAMPLES = Path(__file__).parents[2] / "examples"
ON, A_YEAR_BEFORE = dt.date(2026, 11, 24), dt.date(2025, 11, 24)
SEED, N, GONE = 20_260_804, 60, 6
PAST = (
    "date_of_current_conviction",
    "most_recent_sexual_offence_date",
    "most_recent_offence_date",
)
ROW = pl.int_range(pl.len())


def this_year() -> pl.DataFrame:
    """Return what ``riskservice synth 60 -o examples/cohort.csv --on 2026-11-24`` writes."""
    return synthesise(service().registry.questions, N, on=ON, seed=SEED)


def last_year() -> pl.DataFrame:
    """Return the same people a year before, without what had not happened yet."""
    people = synthesise(service().registry.questions, N + GONE, on=ON, seed=SEED)
    known_then = pl.all_horizontal(pl.col(PAST).fill_null(A_YEAR_BEFORE) <= A_YEAR_BEFORE)
    people = people.filter(known_then).with_columns(on=pl.lit(A_YEAR_BEFORE))
    contact, violent = pl.col("contact_adult_sanctions"), pl.col("violent_appearances")
    return people.with_columns(
        pl.when(ROW % 2 == 1).then(contact.clip(upper_bound=1)).otherwise(contact),
        pl.when(ROW % 4 == 2).then(violent.clip(upper_bound=1)).otherwise(violent),
        pl.when(ROW % 7 == 3).then(None).otherwise("date_of_birth").alias("date_of_birth"),
    )


def main() -> None:
    """Write both."""
    write_table(this_year(), EXAMPLES / "cohort.csv")
    write_table(last_year(), EXAMPLES / "cohort-last-year.csv")


if __name__ == "__main__":
    main()
