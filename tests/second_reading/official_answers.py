"""What the current predictors share: points of the answers, dates, codes, errors, rounding."""

from __future__ import annotations

import calendar
import csv
from datetime import date
from decimal import (
    ROUND_HALF_EVEN,
    ROUND_HALF_UP,
    Context,
    Decimal,
    DivisionByZero,
    Inexact,
    InvalidOperation,
    Overflow,
)
from fractions import Fraction
from pathlib import Path
from typing import Any

from .answers import missing, whole_years

Inputs = dict[str, Any]
Result = dict[str, Any]
Error = dict[str, Any]

# Official service, August 2026, section 1: enumerations that carry points.
POINTS = {
    "NO_PROBLEMS": 0,
    "SOME_PROBLEMS": 1,
    "SIGNIFICANT_PROBLEMS": 2,
    "FULL_MOTIVATION": 0,
    "PARTIAL_MOTIVATION": 1,
    "NO_MOTIVATION": 2,
    "YES": 0,
    "SOMETIMES": 1,
    "NO": 2,
    "ANY_QUALIFICATION": 0,
    "NO_QUALIFICATIONS": 2,
}

# Sums and products are exact: were a digit lost, this context would raise.
EXACT = Context(
    prec=4000,
    rounding=ROUND_HALF_EVEN,
    traps=[Inexact, InvalidOperation, DivisionByZero, Overflow],
)
# Rate quotients, logarithms and exponentials.
DIGITS_34 = Context(prec=34, rounding=ROUND_HALF_EVEN)
# Wide enough that rounding to decimal places is the only rounding.
WIDE = Context(prec=4000)


class Breakdown(Exception):
    """The calculation cannot go on; the official service says UNEXPECTED_ERROR."""


def error(kind: str, *fields: str) -> Error:
    return {"type": kind, "fields": list(fields)}


UNEXPECTED = "UNEXPECTED_ERROR"
MISSING = "MISSING_MANDATORY_INPUT"


def missing_error(kind: str, inputs: Inputs, keys: tuple[str, ...]) -> list[Error]:
    """One error that names every missing input, or no error."""
    absent = missing(inputs, keys)
    if absent:
        return [error(kind, *absent)]
    return []


def points(inputs: Inputs, key: str) -> int | None:
    """Points 0 to 2 of an answer, or None when not answered."""
    value = inputs.get(key)
    if value is None:
        return None
    return POINTS[value]


def points_or_nought(inputs: Inputs, key: str) -> int:
    """Points 0 to 2 of an answer; not answered counts 0."""
    value = points(inputs, key)
    if value is None:
        return 0
    return value


def yes(inputs: Inputs, key: str) -> int:
    """1 for true; 0 for false and for not answered."""
    if inputs.get(key) is True:
        return 1
    return 0


# Section 2, dates.


def age(born: date, on: date) -> int:
    """Whole years on a day after birth; on any other day there is no age."""
    if on <= born:
        raise Breakdown
    return whole_years(born, on)


def not_yet_18(inputs: Inputs) -> bool:
    """Whether a person is known to be under 18 on the day of assessment, or not yet born."""
    born = inputs.get("date_of_birth")
    on = inputs.get("assessment_date")
    if born is None or on is None:
        return False
    if on.year - born.year != 18:
        return bool(on.year - born.year < 18)
    # Somebody born on 29 February is 18 on 1 March.
    return (on.month, on.day) < (born.month, born.day)


def whole_months(start: date, end: date) -> int:
    """Months completed from ``start`` to ``end``, without allowance for short months."""
    months = 12 * (end.year - start.year) + (end.month - start.month)
    if end.day < start.day:
        months = months - 1
    return months


def three_months_later(day: date) -> date:
    """The same day three months on, or the last day of that month when it is shorter."""
    month = day.month + 3
    year = day.year
    if month > 12:
        month = month - 12
        year = year + 1
    last_day = calendar.monthrange(year, month)[1]
    return date(year, month, min(day.day, last_day))


# Section 12, offence codes.


def _read_codes() -> dict[str, tuple[str, bool]]:
    path = Path(__file__).parent / "official_codes.csv"
    with path.open(encoding="utf-8", newline="") as file:
        return {
            row["code"]: (row["category"], row["violent_or_sexual"] == "1")
            for row in csv.DictReader(file)
        }


CODES = _read_codes()


def offence_code_errors(inputs: Inputs) -> list[Error]:
    """Check O of section 3; a missing code is reported elsewhere."""
    code = inputs.get("current_offence_code")
    if code is None:
        return []
    if len(code) != 5 or any(letter not in "0123456789" for letter in code):
        return [error("OFFENCE_CODE_INCORRECT_FORMAT", "current_offence_code")]
    if code not in CODES or CODES[code][0] == "UNKNOWN":
        return [error("OFFENCE_CODE_MAPPING_NOT_FOUND", "current_offence_code")]
    return []


# Section 4, percentage and bands.


def percentage(probability: Decimal) -> Decimal:
    """100 times the probability, two decimals, halves up. [%]"""
    with_more_places = EXACT.multiply(probability, Decimal(100))
    return with_more_places.quantize(Decimal("0.01"), rounding=ROUND_HALF_UP, context=WIDE)


def limited(percent: Decimal) -> Decimal:
    """0 or less becomes 0.00 and 100 or more becomes 99.99. [%]"""
    if percent <= 0:
        return Decimal("0.00")
    if percent >= 100:
        return Decimal("99.99")
    return percent


def band_of(percent: Decimal, bands: tuple[tuple[str, str], ...]) -> str:
    """The last band whose lower bound is reached."""
    reached = bands[0][0]
    for band, lower in bands:
        if percent >= Decimal(lower):
            reached = band
    return reached


def fifteen_decimals(value: Decimal) -> Decimal:
    """Rounded to 15 decimals, halves up, and without the sign of a negative nought."""
    rounded = value.quantize(Decimal("1e-15"), rounding=ROUND_HALF_UP, context=WIDE)
    if rounded == 0:
        return Decimal(0)
    return rounded


def logistic(z: Decimal) -> Decimal:
    """
    Probability e^z / (1 + e^z).

    The exponential has 34 significant digits; the quotient keeps as many decimals as the
    exponential has, rounded half to even.
    """
    exponential = z.exp(DIGITS_34)
    places = -int(exponential.as_tuple().exponent)
    quotient = Fraction(exponential) / (1 + Fraction(exponential))
    # round() of a Fraction goes half to even.
    return Decimal(round(quotient * 10**places)).scaleb(-places, WIDE)
