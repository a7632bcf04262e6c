"""The text of one cell, taken apart: spells, events and days, or what is wrong with it."""

import datetime as dt
import re
from typing import Any, Final, NamedTuple

from riskservice.kit.dates import EARLIEST, LATEST
from riskservice.mappa.statistics.records import NONE, SEPARATOR, Column

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}")
_ASK: Final = f"Several have {SEPARATOR} between them; write {NONE} where there was none."
_PARTS: Final = {
    "categories": ("category", "starts_on", "ends_on"),
    "levels": ("level", "starts_on", "ends_on"),
    "away": ("where", "starts_on", "ends_on"),
    "orders": ("kind", "made_on"),
    "returns_to_custody": ("breach_of", "returned_on"),
}
"""What the name and the days of an entry are called in a record."""


class Misfit(NamedTuple):
    """What is wrong with a cell or with one entry of it."""

    value: str
    message: str
    way_out: str


def read_cell(column: Column, text: str) -> tuple[Any, list[Misfit]]:
    """
    Return what a cell says as a record holds it, and everything that is wrong with it.

    Parameters
    ----------
    column : Column
    text : str
        Without blanks around it, and not empty.

    Returns
    -------
    value : str, list of dict or list of date
        Without the entries that do not fit.
    misfits : list of Misfit
    """
    if column.kind == "text":
        return text, []
    if text.upper() == NONE:
        return [], []
    values: list[Any] = []
    misfits: list[Misfit] = []
    for entry in text.split(SEPARATOR):
        value, wrong = _entry(column, entry.strip())
        if wrong:
            misfits += wrong
        else:
            values.append(value)
    return values, misfits


def _entry(column: Column, entry: str) -> tuple[Any, list[Misfit]]:
    if not entry:
        return None, [Misfit(entry, "has an empty entry", f"Remove it. {_ASK}")]
    if column.kind == "dates":
        day, why = _day(entry)
        return day, [] if why is None else [Misfit(entry, why, _day_way_out())]
    name, colon, days = (part.strip() for part in entry.partition(":"))
    if not colon:
        return None, [Misfit(entry, "has no colon after its name", _shape(column))]
    wrong = []
    if name.lower() not in column.names:
        message = "has a name that is none of the choices"
        wrong.append(Misfit(entry, message, f"Choose one of: {', '.join(column.names)}."))
    found, misfits = _spell(entry, days) if column.kind == "spells" else _event(entry, days)
    parts = _PARTS[column.key]
    value = int(name) if name.isdecimal() else name.lower()
    return dict(zip(parts, (value, *found), strict=False)), [*wrong, *misfits]


def _spell(entry: str, days: str) -> tuple[tuple[dt.date | None, ...], list[Misfit]]:
    first, stroke, last = (part.strip() for part in days.partition("/"))
    if not stroke or "/" in last:
        shape = "Write it as NAME:FIRST/LAST with days as YYYY-MM-DD; leave LAST out while it "
        return (), [Misfit(entry, "is not a first and a last day", f"{shape}goes on.")]
    starts, why_first = _day(first)
    ends, why_last = _day(last) if last else (None, None)
    wrong = []
    if not first:
        way_out = "Give the first day; one that is not known may be any day before the year."
        wrong.append(Misfit(entry, "has no first day", way_out))
    elif why_first:
        wrong.append(Misfit(entry, f"has a first day that {why_first}", _day_way_out()))
    if why_last:
        wrong.append(Misfit(entry, f"has a last day that {why_last}", _day_way_out()))
    return (starts, ends), wrong


def _event(entry: str, text: str) -> tuple[tuple[dt.date | None, ...], list[Misfit]]:
    day, why = _day(text)
    return (day,), [] if why is None else [Misfit(entry, f"has a day that {why}", _day_way_out())]


def _day(text: str) -> tuple[dt.date | None, str | None]:
    """Return a day, or what is wrong with it."""
    if text.isdecimal():
        return None, "is a number; it may be a year, or a day as Excel counts them"
    if not _DAY.fullmatch(text):
        return None, "is not a date as YYYY-MM-DD"
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None, "does not exist"
    if not EARLIEST <= day <= LATEST:
        return None, "is not a plausible date"
    return day, None


def _day_way_out() -> str:
    return f"Give days from {EARLIEST} to {LATEST} as YYYY-MM-DD. {_ASK}"


def _shape(column: Column) -> str:
    days = "FIRST/LAST" if column.kind == "spells" else "DAY"
    return f"Write NAME:{days}, such as {column.example}. {_ASK}"
