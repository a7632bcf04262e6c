"""The MAPPA year a day ends, and what is refused because no year ends on that day."""

import datetime as dt
from typing import NamedTuple

from riskservice.errors import Fault
from riskservice.kit.dates import EARLIEST, LATEST
from riskservice.mappa.statistics.faults import UnusableYear
from riskservice.mappa.statistics.layout import Layout


class MappaYear(NamedTuple):
    """
    A year for which the tables are made.

    Attributes
    ----------
    first, last : date
        Both belong to it; the snapshot is of the last.
    """

    first: dt.date
    last: dt.date
    layout: Layout


def year_ending(day: dt.date, today: dt.date, layout: Layout) -> MappaYear:
    """
    Return the year that ends on a day.

    Parameters
    ----------
    day : date
    today : date
        The year must have ended by then.
    layout : Layout
        Says on which day years end.

    Raises
    ------
    UnusableYear
        When no year ends on that day, or it has not ended yet.
    """
    if not EARLIEST <= day <= LATEST:
        raise _unusable(day, "is not a plausible date", f"Give one from {EARLIEST} to {LATEST}.")
    end = layout.year.last_day(day.year)
    if day != end:
        before = end if end < day else layout.year.last_day(day.year - 1)
        after = layout.year.last_day(before.year + 1)
        raise _unusable(
            day,
            f"is not the last day of a MAPPA year, which ends on {end.day} {end:%B}",
            f"Give {before} or {after}.",
        )
    if day > today:
        last = layout.year.last_day(today.year)
        last = last if last <= today else layout.year.last_day(today.year - 1)
        raise _unusable(
            day, f"has not come yet: today is {today}", f"The last year that is over ended {last}."
        )
    return MappaYear(layout.year.first_day(day), day, layout)


def _unusable(day: dt.date, message: str, way_out: str) -> UnusableYear:
    return UnusableYear(
        Fault(pointer="/year_end", value=str(day), message=message, way_out=way_out)
    )
