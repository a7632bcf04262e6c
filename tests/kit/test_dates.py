"""Packed dates against the calendar of the standard library."""

import calendar
import datetime as dt

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskservice.kit.dates import (
    EARLIEST,
    LATEST,
    UNKNOWN,
    at_most,
    months_later,
    pack,
    pack_days,
    unpack,
    unpack_days,
    whole_months,
    whole_years,
)
from tests.kit.shipped import PROPERTY

DAYS = st.dates(EARLIEST, LATEST)
EVERY_DAY = np.arange(EARLIEST, LATEST + dt.timedelta(days=1), dtype="datetime64[D]")


def years_by_calendar(since: dt.date, until: dt.date) -> int:
    """Count birthdays; that of 29 February is 1 March in a common year."""
    years = until.year - since.year
    return years - ((until.month, until.day) < (since.month, since.day))


@PROPERTY
@given(DAYS)
def test_a_packed_date_comes_back_as_it_was(day: dt.date) -> None:
    assert unpack(pack(day)) == day
    assert pack(day) == int(day.strftime("%Y%m%d"))


def test_every_day_of_two_centuries_packs_alike_alone_and_in_an_array() -> None:
    packed = pack_days(EVERY_DAY)
    assert packed.tolist() == [pack(day) for day in EVERY_DAY.tolist()]
    assert np.array_equal(unpack_days(packed), EVERY_DAY)


def test_packed_dates_rise_with_the_calendar() -> None:
    assert (np.diff(pack_days(EVERY_DAY)) > 0).all()


def test_unknown_is_no_date_and_lies_before_all_of_them() -> None:
    assert pack(EARLIEST) > 0 > UNKNOWN
    with pytest.raises(ValueError, match="year"):
        unpack(UNKNOWN)


@PROPERTY
@given(DAYS, DAYS)
def test_whole_years_are_the_birthdays_passed(one: dt.date, two: dt.date) -> None:
    since, until = sorted((one, two))
    assert whole_years(pack(since), pack(until)) == years_by_calendar(since, until)


@PROPERTY
@given(DAYS, DAYS)
def test_whole_years_are_negative_exactly_when_the_second_day_comes_first(
    one: dt.date, two: dt.date
) -> None:
    assert (whole_years(pack(one), pack(two)) < 0) == (two < one)


@pytest.mark.parametrize(
    ("until", "years"),
    [
        ("2021-02-28", 0),
        ("2021-03-01", 1),
        ("2023-02-28", 2),
        ("2024-02-28", 3),
        ("2024-02-29", 4),
        ("2100-02-28", 79),
        ("2100-03-01", 80),
    ],
)
def test_someone_born_on_29_february_turns_on_1_march_in_a_common_year(
    until: str, years: int
) -> None:
    born, day = pack(dt.date(2020, 2, 29)), dt.date.fromisoformat(until)
    assert whole_years(born, pack(day)) == years
    assert years_by_calendar(dt.date(2020, 2, 29), day) == years


@pytest.mark.parametrize(
    ("since", "until", "months"),
    [
        ("2025-01-31", "2025-01-31", 0),
        ("2025-01-31", "2025-02-28", 0),
        ("2025-01-31", "2025-03-01", 1),
        ("2025-01-31", "2025-03-30", 1),
        ("2025-01-31", "2025-03-31", 2),
        ("2024-01-30", "2024-02-29", 0),
        ("2024-02-29", "2025-02-28", 11),
        ("2024-02-29", "2025-03-01", 12),
        ("2025-12-31", "2026-01-30", 0),
        ("2025-12-31", "2026-01-31", 1),
        ("2026-03-15", "2026-03-14", -1),
        ("2026-03-15", "2026-02-15", -1),
    ],
)
def test_whole_months_make_no_allowance_for_short_months(
    since: str, until: str, months: int
) -> None:
    one, two = (pack(dt.date.fromisoformat(day)) for day in (since, until))
    assert whole_months(one, two) == months


@PROPERTY
@given(DAYS, DAYS)
def test_twelve_whole_months_are_one_whole_year(one: dt.date, two: dt.date) -> None:
    since, until = sorted((pack(one), pack(two)))
    assert whole_months(since, until) // 12 == whole_years(since, until)


@PROPERTY
@given(DAYS, st.integers(-600, 600))
def test_months_later_is_the_same_day_or_the_last_of_a_shorter_month(
    day: dt.date, months: int
) -> None:
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = calendar.monthrange(year, month + 1)[1]
    expected = dt.date(year, month + 1, min(day.day, last))
    assert months_later(pack(day), months) == pack(expected)


def test_dates_count_alike_alone_and_in_arrays() -> None:
    rng = np.random.default_rng(1)
    one, two = (pack_days(rng.choice(EVERY_DAY, 5000)) for _ in range(2))
    months = rng.integers(-300, 300, 5000)
    pairs = list(zip(one.tolist(), two.tolist(), strict=True))
    assert whole_years(one, two).tolist() == [whole_years(a, b) for a, b in pairs]
    assert whole_months(one, two).tolist() == [whole_months(a, b) for a, b in pairs]
    assert months_later(one, months).tolist() == [
        months_later(a, m) for a, m in zip(one.tolist(), months.tolist(), strict=True)
    ]


@PROPERTY
@given(st.lists(st.integers(0, 999), min_size=1), st.integers(0, 20))
def test_at_most_cuts_alike_alone_and_in_arrays(values: list[int], top: int) -> None:
    expected = [min(value, top) for value in values]
    assert [at_most(value, top) for value in values] == expected
    assert at_most(np.array(values), top).tolist() == expected
