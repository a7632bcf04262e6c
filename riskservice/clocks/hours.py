"""Limits in hours, by the clock of England and Wales where a time has no zone of its own."""

import datetime as dt
from functools import cache
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from riskservice.clocks.extra import PlanningNotInstalled
from riskservice.errors import Fault

ZONE = "Europe/London"


def hours_after(moment: dt.datetime, hours: int) -> dt.datetime:
    """
    Return the moment some hours later, as the clock on the wall shows it then.

    Without a zone where the one given has none. A time that comes twice, when the clocks go back,
    is the first of the two.

    Raises
    ------
    PlanningNotInstalled
        When the changes of the clocks are not installed.
    """
    later = (instant(moment) + dt.timedelta(hours=hours)).astimezone(_zone())
    return later if moment.tzinfo is not None else later.replace(tzinfo=None, fold=0)


def instant(moment: dt.datetime) -> dt.datetime:
    """Return a moment in universal time; without a zone it is that of England and Wales."""
    zoned = moment if moment.tzinfo is not None else moment.replace(tzinfo=_zone())
    return zoned.astimezone(dt.UTC)


@cache
def _zone() -> ZoneInfo:
    try:
        return ZoneInfo(ZONE)
    except ZoneInfoNotFoundError:
        raise PlanningNotInstalled(
            Fault(
                pointer="limits in hours",
                message="needs tzdata, which is not installed",
                way_out="Install it with: pip install 'riskservice[planning]'",
            )
        ) from None
