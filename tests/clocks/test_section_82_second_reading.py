"""A second reading of section 82, plain and slow, over every case of a grid."""

import datetime as dt
import itertools

import pytest

from tests.clocks.people import D, entry, one_reading, sentence

NO_END = "no end"
STARTS = [D(2016, 2, 29), D(2019, 8, 31), D(2020, 1, 1), D(2021, 3, 1), D(2023, 12, 31)]
BIRTHS = [D(1970, 6, 1), D(2001, 12, 31), D(2002, 1, 1), D(2004, 2, 29), D(2006, 3, 2)]
TERMS = [
    (months, days)
    for months, days in itertools.product((0, 5, 6, 7, 29, 30, 31), (0, 1, 20))
    if months or days
]
WITHOUT_TERM = {
    "life": None,
    "public_protection": None,
    "hospital_with_restriction": None,
    "hospital": 7,
    "community_order": 5,
    "fine": 5,
    "other": 5,
    "caution": 2,
}


def add_months(day: dt.date, months: int) -> dt.date:
    """Walk month by month; a day the last month lacks is the first of the next."""
    year, month = day.year, day.month
    for _ in range(months):
        month += 1
        if month == 13:
            year, month = year + 1, 1
    try:
        return dt.date(year, month, day.day)
    except ValueError:
        return dt.date(year + month // 12, month % 12 + 1, 1)


def under_eighteen(born: dt.date, day: dt.date) -> bool:
    years = day.year - born.year
    if (day.month, day.day) < (born.month, born.day):
        years -= 1
    return years < 18


def end_after(years: int, start: dt.date, born: dt.date) -> dt.date:
    months = 12 * years
    if under_eighteen(born, start):
        months = {120: 60, 84: 42, 60: 30, 24: 12}[months]
    return add_months(start, months) - dt.timedelta(days=1)


def years_by_term(start: dt.date, months: int, days: int) -> int | None:
    over = add_months(start, months) + dt.timedelta(days=days)
    if over >= add_months(start, 30):
        return None
    return 7 if over <= add_months(start, 6) else 10


def read(**fields: object) -> object:
    born = fields.pop("born")
    each = entry(one_reading(sentence(**fields, finding=None), born=born), "notification_end")
    return NO_END if each.without_end else each.date


@pytest.mark.parametrize("disposal", WITHOUT_TERM)
def test_disposals_without_a_term(disposal: str) -> None:
    for start, born in itertools.product(STARTS, BIRTHS):
        years = WITHOUT_TERM[disposal]
        expected = NO_END if years is None else end_after(years, start, born)
        found = read(disposal=disposal, relevant_date=start, sentenced_on=start, born=born)
        assert found == expected, (start, born)


@pytest.mark.parametrize("term", TERMS)
def test_terms(term: tuple[int, int]) -> None:
    months, days = term
    for start, born in itertools.product(STARTS, BIRTHS):
        years = years_by_term(start, months, days)
        expected = NO_END if years is None else end_after(years, start, born)
        length = {"months": months, "days": days}
        found = read(
            disposal="imprisonment",
            term=length,
            relevant_date=start,
            sentenced_on=start,
            born=born,
        )
        assert found == expected, (start, born)


@pytest.mark.parametrize("first", [(2, 0), (4, 0), (15, 0), (3, 10)])
@pytest.mark.parametrize("second", [(2, 0), (4, 0), (15, 0), (2, 20)])
def test_two_terms_one_after_the_other(first: tuple[int, int], second: tuple[int, int]) -> None:
    for start, born in itertools.product(STARTS, BIRTHS):
        years = years_by_term(start, first[0] + second[0], first[1] + second[1])
        expected = NO_END if years is None else end_after(years, start, born)
        days = {"relevant_date": start, "sentenced_on": start}
        one = sentence("a", term={"months": first[0], "days": first[1]}, **days)
        two = sentence(
            "b", term={"months": second[0], "days": second[1]}, consecutive_to="a", **days
        )
        each = entry(one_reading(one, two, born=born), "notification_end")
        assert (NO_END if each.without_end else each.date) == expected, (start, born)
