"""What to do about a cell that is not what its column holds, told from the cell itself."""

import datetime as dt
import re
from collections.abc import Sequence
from difflib import get_close_matches
from typing import Any

from riskservice.validation.intake.codes import stands_for_none

NUMBERS = "Give numbers, or leave the cell blank."
DATES = "Write dates as YYYY-MM-DD."
_COMMA = re.compile(r"[-+]?\d[\d.\s]*,[\d,]*\d")
_DATE = re.compile(r"\d{1,4}[-/.]\d{1,2}[-/.]\d{1,4}([ T].*)?")
_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})")
_SERIAL = re.compile(r"[2-6]\d{4}(\.\d+)?")
_MONTHS = 12
_LIKE = 0.6


def of_number(value: Any) -> str:
    """Return the way out for a cell that is no number."""
    if isinstance(value, dt.date | dt.timedelta):
        return "Give a number: of follow-up its length, in one unit for everyone."
    text = str(value).strip()
    if with_comma(text):
        return "Write numbers without commas: a point before decimals, nothing between thousands."
    if text.endswith("%"):
        return "Write numbers without a percent sign, and probabilities from 0 to 1."
    if _DATE.fullmatch(text):
        return "This is a date. Give a number: of follow-up its length, in one unit for everyone."
    return of_none(text) or NUMBERS


def with_comma(text: str) -> bool:
    """Return whether a text is a number with a comma, before decimals or between thousands."""
    return _COMMA.fullmatch(text.strip()) is not None


def of_day(value: Any) -> str:
    """Return the way out for a cell that is no date."""
    text = str(value).strip()
    if (found := _DAY_FIRST.fullmatch(text)) and (shown := _shown(*map(int, found.groups()))):
        return f"{DATES[:-1]}, as {shown} for {text}."
    if _SERIAL.fullmatch(text):
        return f"This looks like a day as Excel counts them. {DATES}"
    return of_none(text) or DATES


def of_none(text: str) -> str | None:
    """Return the way out for a text that stands for no value, or None if it is another."""
    if text.startswith("#"):
        return "This is an error of the spreadsheet: mend the cell, or leave it blank."
    if stands_for_none(text):
        return "Leave the cell blank where there is no value."
    return None


def of_name(value: Any, names: Sequence[str]) -> str:
    """Return the way out for a cell that is none of some names."""
    text = str(value).strip().casefold()
    alike = [name for name in names if name.strip().casefold() == text]
    if alike:
        return f"Name every band as the column writes it, and not {alike[0]}: capitals count."
    return "Name every band, each by itself and as the column writes it."


def of_column(column: str, there: Sequence[str], most: int = 12) -> str:
    """Return the way out for a column that is not there."""
    if near := nearest(column, there):
        return f"Perhaps: {', '.join(near)}."
    return f"There are: {', '.join(there[:most])}."


def nearest(column: str, there: Sequence[str], most: int = 3) -> list[str]:
    """Return the columns whose names are nearest to one that is not there, whatever capitals."""
    folded = {name.strip().casefold(): name for name in reversed(there)}
    near = get_close_matches(column.strip().casefold(), list(folded), n=most, cutoff=_LIKE)
    return [folded[name] for name in near]


def _shown(day: int, month: int, year: int) -> str | None:
    """Return a date written day first, unless the month might stand first."""
    try:
        made = dt.date(year, month, day)
    except ValueError:
        return None
    return made.isoformat() if day > _MONTHS else None
