"""Finding a date among those the legal clocks give."""

from collections.abc import Iterable

from riskservice.clocks.entries import Entry


def every(dates: Iterable[Entry], name: str) -> tuple[Entry, ...]:
    """Return every date of one clock; those of several meetings are numbered."""
    return tuple(entry for entry in dates if entry.key.partition(".")[0] == name)


def first(dates: Iterable[Entry], name: str) -> Entry | None:
    """Return the first date of one clock, None where there is none."""
    return next(iter(every(dates, name)), None)
