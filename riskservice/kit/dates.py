"""
Dates as packed numbers YYYYMMDD, so that whole years are one integer division.

What was not answered has the code :data:`UNKNOWN` and is never anything else.
"""

import datetime as dt
from typing import Any

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Days = NDArray[Any]
"""Days as NumPy dates."""

UNKNOWN = -999_999_999
EARLIEST, LATEST = dt.date(1900, 1, 1), dt.date(2100, 12, 31)


_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def in_words(day: dt.date | None) -> str:
    """Return a day as people write it; the month's name does not hang on the machine."""
    return "not set" if day is None else f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def pack(day: dt.date) -> int:
    """Return a date as the number YYYYMMDD."""
    return day.year * 10_000 + day.month * 100 + day.day


def unpack(code: int) -> dt.date:
    """Return the date a packed number stands for."""
    return dt.date(code // 10_000, code // 100 % 100, code % 100)


def pack_days(days: Days) -> Ints:
    """Return days as packed numbers; the array form of :func:`pack`."""
    months = days.astype("datetime64[M]")
    years = days.astype("datetime64[Y]")
    month = (months - years.astype("datetime64[M]")).astype(np.int64) + 1
    day = (days - months.astype("datetime64[D]")).astype(np.int64) + 1
    packed: Ints = (years.astype(np.int64) + 1970) * 10_000 + month * 100 + day
    return packed


def unpack_days(codes: Ints) -> Days:
    """Return packed numbers as days; the array form of :func:`unpack`."""
    months = (codes // 10_000 - 1970) * 12 + codes // 100 % 100 - 1
    first: Days = months.astype("datetime64[M]").astype("datetime64[D]")
    days: Days = first + (codes % 100 - 1).astype("timedelta64[D]")
    return days


def whole_years(since: Any, until: Any) -> Any:
    """
    Return completed years between two packed dates; negative when ``until`` comes first.

    Someone born on 29 February has the birthday of a common year on 1 March. Takes and returns
    whole numbers or integer arrays alike.
    """
    return (until - since) // 10_000


def whole_months(since: Any, until: Any) -> Any:
    """
    Return completed months between two packed dates, without allowance for short months.

    31 January to 28 February is 0, to 1 March is 1. Numbers or integer arrays.
    """
    # Remainders by way of quotients, which NumPy finds many at a time.
    first, last = since // 100, until // 100
    months = last - first - (until // 10_000 - since // 10_000) * 88
    return months - (until - last * 100 < since - first * 100)


def months_later(date: Any, months: Any) -> Any:
    """
    Return the same day some months on (or back), or the last day of a shorter month.

    Packed dates, numbers or integer arrays.
    """
    index = date // 10_000 * 12 + date // 100 % 100 - 1 + months
    year, month = index // 12, index % 12 + 1
    leap = (year % 4 == 0) & ((year % 100 != 0) | (year % 400 == 0))
    length = 30 + (month + month // 8) % 2 - (month == 2) * (2 - leap)  # noqa: PLR2004
    return year * 10_000 + month * 100 + at_most(date % 100, length)


def at_most(value: Any, top: int) -> Any:
    """Return the value, or ``top`` where it is larger; numbers or integer arrays."""
    return value - (value - top) * (value > top)
