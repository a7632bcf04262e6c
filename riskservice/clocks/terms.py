"""
Lengths of sentences: compared with a number of months, added up, and laid beside each other.

Months have no length in days of their own, so a length keeps its months and its days apart, and
a term in weeks or days is compared by a reading of :class:`~riskservice.clocks.settings.Settings`.
"""

import datetime as dt
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import NamedTuple

from riskservice.circumstances import Term
from riskservice.clocks.settings import Settings
from riskservice.clocks.spans import months_after

_YEAR, _WEEK = 12, 7
_HALF_MONTH = 15
_FEWEST, _MOST = 28, 31
_LONG = 12 * 400
"""Months beyond which the days of each are not counted one by one."""
_DAY = dt.timedelta(days=1)
_CYCLE = tuple(dt.date(2000, 1, 1) + _DAY * i for i in range(1461))
"""Every day of four years, one of which is a leap year: all starts there can be."""


class Length(NamedTuple):
    """A length in months and days. [months, days]"""

    months: int
    days: int

    def __add__(self, other: object) -> "Length":
        """Return one length after another."""
        if not isinstance(other, Length):
            return NotImplemented
        return Length(self.months + other.months, self.days + other.days)

    def after(self, day: dt.date, settings: Settings) -> dt.date:
        """Return the first day after a term of this length that begins with a day."""
        try:
            whole = months_after(day, self.months, settings.short_month)
            return whole + _DAY * self.days
        except OverflowError:
            return dt.date.max


NONE = Length(0, 0)
SHORTEST = Length(0, 1)


def length_of(term: Term) -> Length:
    """Return the length of a term."""
    return Length(_YEAR * term.years + term.months, _WEEK * term.weeks + term.days)


def half_of(length: Length) -> Length:
    """Return half a length, with no part of a day lost."""
    half, odd = divmod(length.months, 2)
    return Length(half, -(-length.days // 2) + _HALF_MONTH * odd)


def compare(
    length: Length, months: int, start: dt.date | None, settings: Settings, days_in_year: int
) -> tuple[int, int]:
    """
    Compare a length with a number of months.

    Parameters
    ----------
    length : Length
    months : int
        [months]
    start : date or None
        Date of sentence; None where it is not known, which matters for weeks and days only.
    settings : Settings
        ``short_terms`` says how weeks and days are compared.
    days_in_year : int
        [days]

    Returns
    -------
    tuple of int
        Lowest and highest of -1 (shorter), 0 (exactly) and 1 (longer) over all possible starts.
    """
    if length.months > months:
        return 1, 1
    if not length.days:
        sign = _sign(length.months, months)
        return sign, sign
    if settings.short_terms == "calendar_months":
        whole = length.months * days_in_year + length.days * _YEAR
        sign = _sign(whole, months * days_in_year)
        return sign, sign
    if start is not None:
        sign = _from(length, months, start, settings)
        return sign, sign
    return _anywhere(length, months, settings.short_month)


def _from(length: Length, months: int, start: dt.date, settings: Settings) -> int:
    return _sign(length.after(start, settings), Length(months, 0).after(start, settings))


@lru_cache(maxsize=4096)
def _anywhere(length: Length, months: int, reading: str) -> tuple[int, int]:
    def after(day: dt.date, span: Length) -> dt.date:
        return months_after(day, span.months, reading) + _DAY * span.days  # type: ignore[arg-type]

    signs = [_sign(after(day, length), after(day, Length(months, 0))) for day in _CYCLE]
    return min(signs), max(signs)


def _sign(one: dt.date | int, other: dt.date | int) -> int:
    return (one > other) - (one < other)  # type: ignore[operator]


def days_of(length: Length, start: dt.date | None, settings: Settings) -> tuple[int, int]:
    """Return the fewest and the most days a term has. [days]"""
    if start is not None:
        days = (length.after(start, settings) - start).days
        return days, days
    if not length.months:
        return length.days, length.days
    if length.months > _LONG:
        return length.months * _FEWEST + length.days, length.months * _MOST + length.days
    found = _days_anywhere(length, settings.short_month)
    return found[0], found[1]


@lru_cache(maxsize=4096)
def _days_anywhere(length: Length, reading: str) -> tuple[int, int]:
    spans = [
        (months_after(day, length.months, reading) - day).days  # type: ignore[arg-type]
        for day in _CYCLE
    ]
    return min(spans) + length.days, max(spans) + length.days


class Part(NamedTuple):
    """One term among several: when it was passed and how long it is."""

    name: str
    start: dt.date | None
    length: Length


class Whole(NamedTuple):
    """Terms taken together: their length, and the start it is measured from."""

    length: Length
    start: dt.date | None


def chains(parts: Sequence[Part], links: dict[str, str | None]) -> dict[str, list[Part]]:
    """
    Return for each term the terms it follows and itself, in order.

    ``links`` names what every sentence follows, those left out of ``parts`` too, so that a chain
    is not broken by a sentence that does not count.
    """
    by_name = {part.name: part for part in parts}
    found: dict[str, list[Part]] = {}
    for part in parts:
        chain, seen, here = [part], {part.name}, links.get(part.name)
        while here is not None and here not in seen:
            seen.add(here)
            if here in by_name:
                chain.insert(0, by_name[here])
            here = links.get(here)
        found[part.name] = chain
    return found


def total(parts: Iterable[Part]) -> Length:
    """Return terms one after another."""
    found = NONE
    for part in parts:
        found += part.length
    return found
