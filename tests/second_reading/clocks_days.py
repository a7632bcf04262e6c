"""
Second reading of the days of the legal clocks: months, leap years, bank holidays, working days.

Days are counted one at a time and months by their lengths; nothing is taken from ``datetime`` but
the three numbers of a date.
"""

from __future__ import annotations

from datetime import date
from functools import cache

LENGTHS = (31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)
FIRST_YEAR = 1900
# 1 January 1900 was a Monday.
MONDAY, FRIDAY, SATURDAY = 0, 4, 5


def leap(year: int) -> bool:
    """Whether the year has a 29 February."""
    if year % 400 == 0:
        return True
    if year % 100 == 0:
        return False
    return year % 4 == 0


def length_of(year: int, month: int) -> int:
    """Days in the month."""
    return 29 if month == 2 and leap(year) else LENGTHS[month - 1]


@cache
def days_before(year: int) -> int:
    """Days from 1 January 1900 to 1 January of the year."""
    return sum(366 if leap(each) else 365 for each in range(FIRST_YEAR, year))


def number(day: date) -> int:
    """Days since 1 January 1900."""
    whole = sum(length_of(day.year, month) for month in range(1, day.month))
    return days_before(day.year) + whole + day.day - 1


def add_days(day: date, days: int) -> date:
    """Return the date so many days on, or back."""
    year, month, in_month = day.year, day.month, day.day + days
    while in_month < 1:
        month -= 1
        if month == 0:
            year, month = year - 1, 12
        in_month += length_of(year, month)
    while in_month > length_of(year, month):
        in_month -= length_of(year, month)
        month += 1
        if month == 13:
            year, month = year + 1, 1
    return date(year, month, in_month)


def add_months(day: date, months: int, short_month: str) -> date:
    """Return the same day so many months on; where there is none, as the reading has it."""
    year, month = day.year, day.month
    for _ in range(months):
        month += 1
        if month == 13:
            year, month = year + 1, 1
    if day.day <= length_of(year, month):
        return date(year, month, day.day)
    last = date(year, month, length_of(year, month))
    return last if short_month == "last_day_of_month" else add_days(last, 1)


def last_day(begins: date, months: int, short_month: str) -> date:
    """Last day of a period of so many months beginning with a day (planning.md 6, fact 2)."""
    return add_days(add_months(begins, months, short_month), -1)


def easter(year: int) -> date:
    """Easter Sunday: the Sunday after the full moon of the church on or after 21 March."""
    golden = year % 19 + 1
    century = year // 100 + 1
    dropped = 3 * century // 4 - 12
    moon = (8 * century + 5) // 25 - 5
    epact = (11 * golden + 20 + moon - dropped) % 30
    if epact == 24 or (epact == 25 and golden > 11):
        epact += 1
    full = 44 - epact
    if full < 21:
        full += 30
    day = add_days(date(year, 3, 1), full - 1)
    day = add_days(day, 1)
    while number(day) % 7 != 6:
        day = add_days(day, 1)
    return day


def bank_holidays(year: int) -> set[date]:
    """Bank holidays of England and Wales of one of the years 2024 to 2028."""
    sunday = easter(year)
    found = {add_days(sunday, -2), add_days(sunday, 1)}
    new_year = date(year, 1, 1)
    while number(new_year) % 7 >= SATURDAY:
        new_year = add_days(new_year, 1)
    found.add(new_year)
    for month, backwards in ((5, False), (5, True), (8, True)):
        day = date(year, month, length_of(year, month) if backwards else 1)
        while number(day) % 7 != MONDAY:
            day = add_days(day, -1 if backwards else 1)
        found.add(day)
    # Christmas Day and Boxing Day; each on a Saturday or Sunday moves to the next free weekday.
    christmas = []
    weekdays = [d for d in (date(year, 12, 25), date(year, 12, 26)) if number(d) % 7 < SATURDAY]
    christmas += weekdays
    day = date(year, 12, 27)
    while len(christmas) < 2:
        if number(day) % 7 < SATURDAY:
            christmas.append(day)
        day = add_days(day, 1)
    return found | set(christmas)


def working_days_on(day: date, count: int, *, counted: bool) -> date:
    """Return the day on which so many working days have passed; the first counts or not."""
    here = day if counted else add_days(day, 1)
    left = count
    while True:
        if number(here) % 7 < SATURDAY and here not in bank_holidays(here.year):
            left -= 1
            if left == 0:
                return here
        here = add_days(here, 1)
