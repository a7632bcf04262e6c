"""Working days, months and years from a day, and age, one step either side of every edge."""

import datetime as dt
import subprocess
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskservice.clocks.spans import age_on, birthday, last_day, months_after, years_after
from riskservice.clocks.working_days import (
    add_working_days,
    is_working_day,
    working_days_between,
)

DAYS = st.dates(dt.date(1950, 1, 1), dt.date(2050, 12, 31))
READINGS = ("last_day_of_month", "first_of_next_month")
D = dt.date


@pytest.mark.parametrize(
    ("day", "works"),
    [
        (D(2026, 12, 24), True),  # Thursday
        (D(2026, 12, 25), False),
        (D(2026, 12, 28), False),  # for Boxing Day, a Saturday
        (D(2026, 12, 29), True),
        (D(2026, 4, 3), False),  # Good Friday
        (D(2026, 4, 6), False),  # Easter Monday
        (D(2026, 3, 17), True),  # St Patrick's Day is none here
        (D(2026, 8, 3), True),  # Scotland's August holiday is none here
        (D(2023, 5, 8), False),  # the coronation
        (D(2026, 11, 28), False),  # Saturday
        (D(2026, 11, 29), False),  # Sunday
    ],
)
def test_working_days_are_those_of_england_and_wales(day: dt.date, works: bool) -> None:
    assert is_working_day(day) is works


@pytest.mark.parametrize(
    ("start", "count", "counted", "end"),
    [
        (D(2026, 3, 2), 5, False, D(2026, 3, 9)),
        (D(2026, 3, 2), 5, True, D(2026, 3, 6)),
        (D(2026, 3, 7), 5, False, D(2026, 3, 13)),  # received on a Saturday
        (D(2026, 3, 7), 5, True, D(2026, 3, 13)),  # which never counts
        (D(2026, 12, 24), 1, False, D(2026, 12, 29)),
        (D(2026, 12, 24), 1, True, D(2026, 12, 24)),
        (D(2026, 4, 2), 5, False, D(2026, 4, 13)),
        (D(2026, 3, 2), 20, False, D(2026, 3, 30)),
    ],
)
def test_the_day_of_receipt_counts_only_where_told(
    start: dt.date, count: int, counted: bool, end: dt.date
) -> None:
    assert add_working_days(start, count, day_counts=counted) == end


@given(DAYS, st.integers(1, 40), st.booleans())
def test_counting_working_days_undoes_adding_them(day: dt.date, count: int, counted: bool) -> None:
    end = add_working_days(day, count, day_counts=counted)
    assert is_working_day(end)
    assert working_days_between(day, end, day_counts=counted) == count


def test_no_working_days_lie_before_a_day() -> None:
    assert working_days_between(D(2026, 3, 9), D(2026, 3, 2)) == 0


@pytest.mark.parametrize(
    ("day", "months", "reading", "found"),
    [
        (D(2026, 1, 31), 1, "last_day_of_month", D(2026, 2, 28)),
        (D(2026, 1, 31), 1, "first_of_next_month", D(2026, 3, 1)),
        (D(2024, 1, 31), 1, "last_day_of_month", D(2024, 2, 29)),
        (D(2024, 1, 30), 1, "first_of_next_month", D(2024, 3, 1)),
        (D(2024, 1, 29), 1, "first_of_next_month", D(2024, 2, 29)),
        (D(2026, 8, 31), 1, "first_of_next_month", D(2026, 10, 1)),
        (D(2026, 8, 31), -6, "last_day_of_month", D(2026, 2, 28)),
        (D(2026, 12, 15), 1, "last_day_of_month", D(2027, 1, 15)),
    ],
)
def test_a_day_the_month_lacks_is_read_as_told(
    day: dt.date, months: int, reading: str, found: dt.date
) -> None:
    assert months_after(day, months, reading) == found


@pytest.mark.parametrize(
    ("first", "years", "reading", "end"),
    [
        (D(2026, 1, 2), 5, "last_day_of_month", D(2031, 1, 1)),
        (D(2026, 1, 1), 5, "last_day_of_month", D(2030, 12, 31)),
        (D(2026, 3, 1), 5, "last_day_of_month", D(2031, 2, 28)),
        (D(2024, 2, 29), 5, "last_day_of_month", D(2029, 2, 27)),
        (D(2024, 2, 29), 5, "first_of_next_month", D(2029, 2, 28)),
        (D(2024, 2, 29), 8, "first_of_next_month", D(2032, 2, 28)),
        (D(2023, 3, 1), 5, "first_of_next_month", D(2028, 2, 29)),
    ],
)
def test_a_period_beginning_with_a_day_ends_the_day_before_it_comes_round(
    first: dt.date, years: int, reading: str, end: dt.date
) -> None:
    assert last_day(first, 12 * years, reading) == end


@pytest.mark.parametrize(
    ("reading", "birthday_18"),
    [("last_day_of_month", D(2026, 2, 28)), ("first_of_next_month", D(2026, 3, 1))],
)
def test_somebody_born_on_29_february_comes_of_age_as_told(
    reading: str, birthday_18: dt.date
) -> None:
    born = D(2008, 2, 29)
    assert birthday(born, 18, reading) == birthday_18
    assert age_on(born, birthday_18, reading) == 18
    assert age_on(born, birthday_18 - dt.timedelta(days=1), reading) == 17


def test_every_other_birthday_is_the_day_itself() -> None:
    for reading in READINGS:
        assert age_on(D(2008, 3, 1), D(2026, 2, 28), reading) == 17
        assert age_on(D(2008, 3, 1), D(2026, 3, 1), reading) == 18


@given(DAYS, st.integers(0, 60), st.sampled_from(READINGS))
def test_a_later_start_never_ends_sooner(day: dt.date, years: int, reading: str) -> None:
    later = day + dt.timedelta(days=1)
    assert years_after(day, years, reading) <= years_after(later, years, reading)
    assert age_on(day, years_after(day, years, reading), reading) == years


def test_the_calendar_has_an_end() -> None:
    with pytest.raises(OverflowError):
        years_after(D(2026, 1, 1), 9000, "last_day_of_month")


def test_without_the_list_of_bank_holidays_it_is_said_what_to_install() -> None:
    code = (
        "import sys; sys.modules['holidays'] = None\n"
        "import datetime\n"
        "from riskservice.clocks.working_days import is_working_day\n"
        "from riskservice.errors import RiskServiceError\n"
        "try: is_working_day(datetime.date(2026, 1, 1))\n"
        "except RiskServiceError as error: print(error.code, error)\n"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert "planning-not-installed" in ran.stdout
    assert "riskservice[planning]" in ran.stdout
