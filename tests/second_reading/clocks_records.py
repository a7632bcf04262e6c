"""Second reading of the clocks of reviews, visits, minutes, screening and police records."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

from tests.second_reading.clocks_days import add_days, add_months, number, working_days_on

Settings = dict[str, str]

# Weeks to the first day, the target and the backstop of a review.
REVIEW_WEEKS = {3: (4, 6, 8), 2: (8, 12, 16)}
LEVEL_1_MONTHS = 4
VISIT_MONTHS = {"very_high": 1, "high": 3, "medium": 6, "low": 12}


def mappa_review(level: int, last: date, settings: Settings) -> dict[str, Any]:
    """First day, target and backstop of the next review; None where there is none."""
    if level == 1:
        due = None
        if settings["level_1_review"] == "every_four_months":
            due = add_months(last, LEVEL_1_MONTHS, settings["short_month_deadline"])
        return {"opens": None, "target": due, "backstop": None}
    opens, target, backstop = (add_days(last, 7 * weeks) for weeks in REVIEW_WEEKS[level])
    return {"opens": opens, "target": target, "backstop": backstop}


def minutes_due(received: date, settings: Settings) -> date:
    """Five working days after the chair has the minutes."""
    return working_days_on(received, 5, counted=settings["receipt_day"] == "counted")


def screening_due(registered: datetime) -> datetime:
    """
    Seventy-two hours by the clock of England and Wales.

    Summer time runs from 1 in the morning of the last Sunday of March to the same hour, in
    universal time, of the last Sunday of October.
    """
    hours = 24 * number(registered.date()) + registered.hour + 72
    hours += summer(registered.replace(minute=0) - timedelta(hours=1)) * -1
    later = datetime.combine(add_days(date(1900, 1, 1), hours // 24), time(hours % 24))
    return later.replace(minute=registered.minute) + timedelta(hours=summer(later))


def summer(universal: datetime) -> bool:
    """Whether it is summer time at a moment of universal time."""
    year = universal.year
    march, october = (date(year, month, 31) for month in (3, 10))
    while march.isoweekday() < 7:
        march = add_days(march, -1)
    while october.isoweekday() < 7:
        october = add_days(october, -1)
    return datetime.combine(march, time(1)) <= universal < datetime.combine(october, time(1))


def arms(start: date) -> tuple[date, date]:
    """First visit and completion: about 15 days, then about 15 more."""
    return add_days(start, 15), add_days(start, 30)


def arms_review(completed: date, settings: Settings) -> date:
    """At least every 12 months."""
    return add_months(completed, 12, settings["short_month_deadline"])


def visit_due(level: str, last: date, settings: Settings) -> date:
    """Interval of the guidance of about 2010, by level."""
    return add_months(last, VISIT_MONTHS[level], settings["short_month_deadline"])


def record_review(
    group: int, clear: date, reviewed: date | None, settings: Settings
) -> date | None:
    """Next review of the police record: 10 years, or 6 years and then every 5; none of group 4."""
    if group == 4:
        return None
    short = settings["short_month_deadline"]
    if group == 3:
        if reviewed is None:
            return add_months(clear, 72, short)
        return add_months(reviewed, 60, short)
    return add_months(reviewed or clear, 120, short)


def keep_until(born: date, settings: Settings) -> date:
    """Hundredth birthday of the person of a record of group 1."""
    return add_months(born, 1200, settings["leap_birthday"])
