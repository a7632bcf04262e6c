"""
Working days with the bank holidays of England and Wales.

Bank holidays of years to come are those known to the installed list; one proclaimed later is not
among them until that list is renewed.
"""

import datetime as dt
from functools import cache

from riskservice.clocks.extra import needed_by

_SATURDAY = 5
_DAY = dt.timedelta(days=1)


@cache
def bank_holidays(year: int) -> frozenset[dt.date]:
    """
    Return the bank holidays of England and Wales in a year.

    Raises
    ------
    PlanningNotInstalled
        When the list of bank holidays is not installed.
    """
    with needed_by("working days"):
        import holidays  # noqa: PLC0415  the rest of the package works without it
    return frozenset(holidays.country_holidays("GB", subdiv="ENG", years=year))


def is_working_day(day: dt.date) -> bool:
    """Return whether a day is neither at a weekend nor a bank holiday."""
    return day.weekday() < _SATURDAY and day not in bank_holidays(day.year)


def add_working_days(day: dt.date, count: int, *, day_counts: bool = False) -> dt.date:
    """
    Return the last of some working days from a day.

    Parameters
    ----------
    day : date
        Day of receipt, or of whatever starts the clock.
    count : int
        At least 1. [working days]
    day_counts : bool
        Whether that day is itself the first, where it is a working day.

    Notes
    -----
    Five working days from Monday 2 March 2026 end on Monday 9 March, or on Friday 6 March where
    the day itself counts.
    """
    here = day - _DAY if day_counts else day
    while count > 0:
        here += _DAY
        count -= is_working_day(here)
    return here


def working_days_between(first: dt.date, last: dt.date, *, day_counts: bool = False) -> int:
    """
    Count the working days after one day up to and with another.

    Parameters
    ----------
    first, last : date
    day_counts : bool
        Whether the first day counts too.

    Returns
    -------
    int
        Never negative; 0 where ``last`` comes before. [working days]
    """
    start = first if day_counts else first + _DAY
    days = (start + i * _DAY for i in range((last - start).days + 1))
    return sum(is_working_day(day) for day in days)
