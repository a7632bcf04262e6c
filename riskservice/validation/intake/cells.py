"""Cells of a table as numbers, days and names; what is blank is missing, what cannot be is bad."""

import datetime as dt
from collections.abc import Hashable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from riskservice.validation.drift import Days
from riskservice.validation.estimates import Floats, Mask

BLANK = frozenset({"", "na", "n/a", "nan", "null", "<na>", "nat", "."})
"""Texts that say that there is no value, in small letters."""
WORDS = {"true": 1.0, "false": 0.0}
FIRST = 5
"""Rows named in a fault."""

Texts = NDArray[np.str_]


def as_numbers(raw: Any, *, truth: bool = True) -> tuple[Floats, Mask]:
    """
    Return a column as numbers and where it holds something that is none.

    Parameters
    ----------
    raw : array-like, shape (n,)
        Numbers, truth values, or texts.
    truth : bool
        Whether truth values count as 1 and 0; else they are bad, as no length of time is true.

    Returns
    -------
    values : ndarray of float64, shape (n,)
        NaN where missing or bad.
    bad : ndarray of bool, shape (n,)
        Neither a finite number nor missing.
    """
    cells = np.asarray(raw)
    if cells.dtype.kind == "b" and not truth:
        return np.full(len(cells), np.nan), np.ones(len(cells), bool)
    if cells.dtype.kind in "biuf":
        values = cells.astype(np.float64)
        bad = np.isinf(values)
        values[bad] = np.nan
        return values, bad
    found, place = _distinct(cells)
    numbers = np.array([_number(value, truth=truth) for value in found])
    missing = np.array([_blank(value) for value in found], dtype=bool)
    return numbers[place], (np.isnan(numbers) & ~missing)[place]


def as_labels(raw: Any) -> tuple[Texts, Mask]:
    """Return a column as texts without blanks around them, and where there is none."""
    cells = np.asarray(raw)
    if cells.dtype.kind == "f":
        missing = np.isnan(cells)
        values, place = np.unique(np.where(missing, 0.0, cells), return_inverse=True)
        return np.array([f"{value:g}" for value in values.tolist()])[place], missing
    if cells.dtype.kind in "biu":
        whole, place = np.unique(cells.astype(np.int64), return_inverse=True)
        return whole.astype(str)[place], np.zeros(len(cells), bool)
    found, place = _distinct(cells)
    texts = np.array([_text(value) for value in found], dtype=str)
    return texts[place], np.array([_blank(value) for value in found], dtype=bool)[place]


def as_days(raw: Any) -> tuple[Days, Mask]:
    """Return a column as days, and where it holds something that is none."""
    cells = np.asarray(raw)
    if cells.dtype.kind == "M":
        return cells.astype("datetime64[D]"), np.zeros(len(cells), bool)
    found, place = _distinct(cells)
    days = np.array([_day(value) for value in found], dtype="datetime64[D]")
    missing = np.array([_blank(value) for value in found], dtype=bool)
    return days[place], (np.isnat(days) & ~missing)[place]


def is_missing(raw: Any) -> Mask:
    """Return where a column has no value."""
    cells = np.asarray(raw)
    if cells.dtype.kind == "M":
        return np.asarray(np.isnat(cells), np.bool_)
    if cells.dtype.kind in "biuf":
        return np.isnan(cells.astype(np.float64))
    found, place = _distinct(cells)
    return np.asarray(np.array([_blank(value) for value in found], dtype=bool)[place], np.bool_)


def cell_at(raw: Any, row: int) -> Any:
    """Return a cell as it is told, whatever holds the column."""
    value = raw[row]
    return value.tolist() if hasattr(value, "tolist") else value


def natural(name: str) -> tuple[int, float, str]:
    """Return what names are put in order by: numbers by their value, then words."""
    try:
        return 0, float(name), name
    except ValueError:
        return 1, 0.0, name


def which_rows(bad: Mask) -> str:
    """Return the first rows of a mask in words; the first row of people is 1."""
    rows = (np.flatnonzero(bad)[: FIRST + 1] + 1).tolist()
    named = ", ".join(str(row) for row in rows[:FIRST])
    more = "" if len(rows) <= FIRST else " ..."
    return f"row {named}" if len(rows) == 1 else f"rows {named}{more}"


def _distinct(cells: NDArray[Any]) -> tuple[list[Any], NDArray[np.int64]]:
    """Return what occurs, and which of it each cell is; cells of any kind."""
    values = cells.tolist()
    try:
        return _places(values)
    except TypeError:
        # Cells that hold lists or records cannot be looked up; as texts they are told to the user.
        return _places([v if isinstance(v, Hashable) else str(v) for v in values])


def _places(values: list[Any]) -> tuple[list[Any], NDArray[np.int64]]:
    places: dict[Any, int] = {}
    place = np.fromiter(
        (places.setdefault(value, len(places)) for value in values), np.int64, len(values)
    )
    return list(places), place


def _blank(value: Any) -> bool:
    return value is None or str(value).strip().lower() in BLANK


def _number(value: Any, *, truth: bool) -> float:
    if isinstance(value, bool) and not truth:
        return np.nan
    if isinstance(value, str):
        text = value.strip().lower()
        if text in WORDS:
            return WORDS[text] if truth else np.nan
        try:
            number = float(text) if "_" not in text else np.nan
        except ValueError:
            return np.nan
    else:
        try:
            number = float(value)
        except (TypeError, ValueError):
            return np.nan
    return number if np.isfinite(number) else np.nan


def _text(value: Any) -> str:
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    text = "" if value is None else str(value).strip()
    whole = text.removesuffix(".0")
    return whole if whole.removeprefix("-").isdecimal() else text


def _day(value: Any) -> np.datetime64:
    if isinstance(value, dt.datetime):
        return np.datetime64(value.date(), "D")
    if isinstance(value, dt.date):
        return np.datetime64(value, "D")
    try:
        return np.datetime64(dt.date.fromisoformat(str(value).strip()[:10]), "D")
    except ValueError:
        return np.datetime64("NaT", "D")
