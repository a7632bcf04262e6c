"""A file of results read back: what a run of last time wrote, in the types it had."""

from collections.abc import Iterable, Iterator

import polars as pl

from riskservice.errors import Fault, UnreadableBody, shown
from riskservice.rescoring.bands import FAULTY, NOT_APPLICABLE, NOT_SCORABLE, instruments_of

OUTCOMES = ("scored", NOT_APPLICABLE, NOT_SCORABLE, FAULTY)
TEXT = ("outcome", "band", "lowest_band", "highest_band", "table")
NUMBERS = ("points", "percent")
BESIDE = ("officer", "team")
"""Kept where they are there: a file of caseloads has them."""
MOST_FAULTS = 20


def is_results(columns: Iterable[str]) -> bool:
    """Whether a file with these columns holds results, and not answers."""
    return any(name.endswith("_outcome") for name in columns)


def as_results(table: pl.DataFrame, name: str) -> pl.DataFrame:
    """
    Return a table of results with the columns and types that a rescoring gives.

    Parameters
    ----------
    table : DataFrame
        As a file holds it: everything may be text. Columns that are neither results nor
        ``officer`` and ``team`` are left out.
    name : str
        What the file is called in a message.

    Returns
    -------
    DataFrame, one row per row
        Blank is null. An apostrophe that keeps a spreadsheet from running a case identifier as a
        formula is taken off again, so that the case is found.

    Raises
    ------
    UnreadableBody
        When there is no ``case_id``, no instrument, or an outcome that is none of the four.
    """
    keys = instruments_of(table)
    if "case_id" not in table.columns or not keys:
        raise UnreadableBody(
            Fault(
                pointer=name,
                message="holds no results: it needs case_id and <instrument>_outcome",
                way_out="Give the output of an earlier run, or last time's answers.",
            )
        )
    text = [f"{key}_{part}" for key in keys for part in TEXT] + [
        "overall_band",
        "notices",
        *BESIDE,
    ]
    numbers = [f"{key}_{part}" for key in keys for part in NUMBERS]
    found = table.select(
        _text("case_id").str.replace(r"^'([=+\-@\t\r])", "${1}").alias("case_id"),
        *(_text(column) for column in text if column in table.columns),
        *(
            pl.col(column).cast(pl.Float64, strict=False)
            for column in numbers
            if column in table.columns
        ),
        *([_yes_no("provisional")] if "provisional" in table.columns else []),
    )
    if faults := list(_wrong(found, keys, name)):
        raise UnreadableBody(*faults[:MOST_FAULTS])
    return found


def _text(column: str) -> pl.Expr:
    said = pl.col(column).cast(pl.String).str.strip_chars()
    return pl.when(said != "").then(said).alias(column)


def _yes_no(column: str) -> pl.Expr:
    said = pl.col(column).cast(pl.String).str.to_lowercase()
    return said.replace_strict(
        ["true", "yes", "1", "false", "no", "0"],
        [True, True, True, False, False, False],
        default=None,
        return_dtype=pl.Boolean,
    ).alias(column)


def _wrong(found: pl.DataFrame, keys: tuple[str, ...], name: str) -> Iterator[Fault]:
    for key in keys:
        outcome = found[f"{key}_outcome"]
        for value in outcome.filter(~outcome.is_in(OUTCOMES)).drop_nulls().unique().sort():
            yield Fault(
                pointer=f"{name}, {key}_outcome",
                value=shown(value),
                message="is no outcome",
                way_out=f"An outcome is one of: {', '.join(OUTCOMES)}; or blank.",
            )
