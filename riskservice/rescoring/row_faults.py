"""What is wrong with a row of a file, in a practitioner's words, and the way out."""

from collections.abc import Iterable
from typing import Final

import msgspec
import polars as pl

from riskservice.errors import shown
from riskservice.kit.dates import EARLIEST, LATEST
from riskservice.kit.questions import Question
from riskservice.rescoring.answers import NONE, SEPARATOR
from riskservice.rescoring.days import reads_like_a_serial

MOST_KEPT: Final = 100_000
"""Faults of a file that are written down; a flood of them is counted."""


class RowFault(msgspec.Struct, frozen=True, kw_only=True):
    """
    One thing that is wrong in one row.

    Attributes
    ----------
    row : int
        Counted from 1, without the header.
    case_id : str
        Empty where the row has none that can be read.
    question : str
        The question, or the column beside the answers; empty for the row as a whole.
    value : str or None
        What was given, cut to 80 characters.
    """

    row: int
    case_id: str
    question: str
    value: str | None
    fault: str
    way_out: str


SCHEMA: Final = {
    "row": pl.Int64,
    "case_id": pl.String,
    "question": pl.String,
    "value": pl.String,
    "fault": pl.String,
    "way_out": pl.String,
}


def as_frame(faults: Iterable[RowFault]) -> pl.DataFrame:
    """Return faults as a table, one row each; the columns of a faults file."""
    rows = [msgspec.structs.astuple(fault) for fault in faults]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row")


def misfit(asked: Question, value: object) -> tuple[str, str]:
    """Return what is wrong with a value that does not fit a question, and the way out."""
    text = value.strip() if isinstance(value, str) else str(value)
    match asked.kind:
        case "date":
            return _no_date(text, value)
        case "count" if text.lstrip("+-").isdecimal():
            return f"must be from {asked.low} to {asked.high}", _blank("Give such a number")
        case "count":
            number = f"Give a whole number from {asked.low} to {asked.high}, in digits only"
            return "is not a whole number", _blank(number)
        case "yes_no":
            return "is not yes or no", _blank("Write yes or no, true or false, or 1 or 0")
        case "choice":
            return "is not one of the choices", _blank(f"Choose one of: {', '.join(asked.choices)}")
        case "choices":
            listed = f"Write any of {', '.join(asked.choices)} with {SEPARATOR} between them"
            return "is not a list of the choices", _blank(f"{listed}, or {NONE} for an empty list")
        case "code":
            digits = len(str(asked.size)) - 1
            way_out = f"Write all {digits} digits, noughts in front too"
            return f"is not a code of {digits} digits", f"{way_out}; in Excel, as text."
        case "text":
            return "does not fit the question", "Give text of at most 4,000 characters."
        case _:
            return "does not fit the question", "Give JSON with the fields the form lists."


def _blank(way_out: str) -> str:
    return f"{way_out}; leave the cell empty if it is not known."


def _no_date(text: str, value: object) -> tuple[str, str]:
    given = f"Give a date from {EARLIEST} to {LATEST} as YYYY-MM-DD"
    if reads_like_a_serial(text):
        return (
            "is a number; it may be a year, or a day as Excel counts them",
            "Format the column as dates, YYYY-MM-DD, and save the file again.",
        )
    if any(mark in text for mark in "/.") and not isinstance(value, float):
        return (
            "is not a date as YYYY-MM-DD; which part is the day is not guessed",
            _blank(given),
        )
    if ":" in text:
        return "is a date with a time of day", _blank(given)
    if text[:4].isdecimal() and text.count("-") == 2:  # noqa: PLR2004
        return f"is not a date that exists, from {EARLIEST} to {LATEST}", _blank(given)
    return "is not a date as YYYY-MM-DD", _blank(given)


def seen(value: object) -> str | None:
    """Return a value as a fault shows it."""
    return None if value is None else shown(value)
