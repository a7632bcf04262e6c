"""Looking up one answer, and counting whole years."""

from __future__ import annotations

from datetime import date

Answers = dict[str, object]
Reading = dict[str, object]

BANDS = ("low", "medium", "high", "very_high")


def missing(answers: Answers, keys: tuple[str, ...]) -> list[str]:
    """Keys that are absent or None, in the order given."""
    return [key for key in keys if answers.get(key) is None]


def text_of(answers: Answers, key: str) -> str | None:
    """Text or choice, or None when not answered."""
    value = answers.get(key)
    if value is None or isinstance(value, str):
        return value
    raise TypeError(f"{key} is {value!r}; expected text")


def count_of(answers: Answers, key: str) -> int | None:
    """Whole number, or None when not answered."""
    value = answers.get(key)
    if value is None:
        return None
    # In Python True is the integer 1; a yes/no answer is no count.
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    raise TypeError(f"{key} is {value!r}; expected a whole number")


def yes_no_of(answers: Answers, key: str) -> bool | None:
    """Yes or no, or None when not answered."""
    value = answers.get(key)
    if value is None or isinstance(value, bool):
        return value
    raise TypeError(f"{key} is {value!r}; expected true or false")


def date_of(answers: Answers, key: str) -> date | None:
    """Calendar date, or None when not answered."""
    value = answers.get(key)
    if value is None or isinstance(value, date):
        return value
    raise TypeError(f"{key} is {value!r}; expected a date")


def whole_years(start: date, end: date) -> int:
    """
    Anniversaries of ``start`` completed by ``end``.

    Negative when ``end`` is before ``start``. The anniversary of 29 February in a common
    year is 1 March. [years]
    """
    years = end.year - start.year
    if (end.month, end.day) < (start.month, start.day):
        years = years - 1
    return years
