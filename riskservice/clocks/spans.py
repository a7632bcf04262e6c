"""
Years and months from a day, the last day of a period, and age.

A day that a month does not have (29 February in a common year, 31 April) can be read in two ways;
which one holds is always the caller's to say.
"""

import datetime as dt
from typing import Literal

from riskservice.kit.dates import months_later, pack, unpack

ShortMonth = Literal["last_day_of_month", "first_of_next_month"]
"""What stands in for a day the month does not have: 28 February, or 1 March."""

_YEAR = 12
_DAY = dt.timedelta(days=1)


def months_after(day: dt.date, months: int, reading: ShortMonth) -> dt.date:
    """
    Return the same day some months on, or back where negative.

    Parameters
    ----------
    day : date
    months : int
        [months]
    reading : {"last_day_of_month", "first_of_next_month"}
        Where the month has no such day. 31 January and one month give 28 February, or 1 March.

    Raises
    ------
    OverflowError
        When the day lies beyond the calendar.
    """
    try:
        found = unpack(int(months_later(pack(day), months)))
    except ValueError:
        raise OverflowError("the day lies beyond the calendar") from None
    missing = found.day < day.day
    return found + _DAY if missing and reading == "first_of_next_month" else found


def years_after(day: dt.date, years: int, reading: ShortMonth) -> dt.date:
    """Return the same day some years on, or back where negative; as :func:`months_after`."""
    return months_after(day, _YEAR * years, reading)


def last_day(first: dt.date, months: int, reading: ShortMonth) -> dt.date:
    """
    Return the last day of a period of some months that begins with a day.

    Five years beginning with 2 January 2026 end on 1 January 2031.
    """
    return months_after(first, months, reading) - _DAY


def birthday(born: dt.date, age: int, reading: ShortMonth) -> dt.date:
    """Return the day on which somebody reaches an age; ``reading`` as of 29 February."""
    return years_after(born, age, reading)


def age_on(born: dt.date, day: dt.date, reading: ShortMonth) -> int:
    """
    Return the age on a day in completed years.

    Negative before birth. ``reading`` says when somebody born on 29 February has the birthday of
    a common year.
    """
    age = day.year - born.year
    return age if birthday(born, age, reading) <= day else age - 1
