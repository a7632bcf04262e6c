"""What does not fit together within one individual or between two: nothing of it is guessed."""

import datetime as dt
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Any

from riskservice.errors import Fault
from riskservice.mappa.statistics.faults import Place, fault
from riskservice.mappa.statistics.layout import Layout
from riskservice.mappa.statistics.pieces import Piece, pieces_of
from riskservice.mappa.statistics.records import EVENTS, MappaCase, Spell

_SPELLS = ("categories", "levels", "away")


def case_faults(
    cases: Sequence[tuple[int, MappaCase]],
    year: tuple[dt.date, dt.date],
    layout: Layout,
    place: Place,
    *,
    blank_is_none: bool,
) -> Iterator[Fault]:
    """
    Yield everything that keeps individuals from being counted.

    Parameters
    ----------
    cases : sequence of (int, MappaCase)
        With the row each stands in.
    year : (date, date)
        First and last day of the year.
    layout : Layout
        Says which levels there are in a category.
    place : callable
        Where a column of a row stands.
    blank_is_none : bool
        Whether a list of events that is not given is empty.
    """
    given = given_events([case for _, case in cases])
    for row, case in cases:
        spell_faults = list(_spell_faults(case, row, place))
        yield from spell_faults
        if not spell_faults:
            yield from _year_faults(case, row, year, layout, place)
        if not blank_is_none:
            yield from _blanks(case, row, given, place)


def double_faults(ids: Iterable[tuple[int, str]], place: Place) -> Iterator[Fault]:
    """Yield every identifier that stands in a row before."""
    first_rows: dict[str, int] = {}
    for row, case_id in ids:
        first = first_rows.setdefault(case_id, row)
        if first != row:
            message = f"stands in {place(first, '')} too; everybody counts once"
            way_out = "Put all that is known of one individual into one row."
            yield fault(place, row, "case_id", case_id, message, way_out)


def given_events(cases: Iterable[MappaCase]) -> frozenset[str]:
    """Return the events of which anything is known for anybody."""
    listed = tuple(cases)
    return frozenset(
        name for name in EVENTS if any(getattr(case, name) is not None for case in listed)
    )


def _blanks(case: MappaCase, row: int, given: frozenset[str], place: Place) -> Iterator[Fault]:
    for name in EVENTS:
        if name in given and getattr(case, name) is None:
            message = "is not known, and the table cannot be made without it"
            way_out = (
                "Write NONE, or an empty list in JSON, where there was none; or say for the whole "
                "file that a blank means none."
            )
            yield fault(place, row, name, None, message, way_out)


def _spell_faults(case: MappaCase, row: int, place: Place) -> Iterator[Fault]:
    for name in _SPELLS:
        spells: Sequence[Spell] = getattr(case, name)
        for spell in spells:
            if spell.ends_on is not None and spell.ends_on < spell.starts_on:
                message, way_out = "ends before it begins", "Correct the first or the last day."
                yield fault(place, row, name, _written(spell), message, way_out)
        for earlier, later in pairwise(sorted(spells, key=lambda each: each.starts_on)):
            if earlier.ends_on is None or later.starts_on <= earlier.ends_on:
                message = f"overlaps with {_written(later)}"
                way_out = (
                    "End one the day before the next begins; the last day still belongs to a spell."
                )
                yield fault(place, row, name, _written(earlier), message, way_out)


def _year_faults(
    case: MappaCase, row: int, year: tuple[dt.date, dt.date], layout: Layout, place: Place
) -> Iterator[Fault]:
    """Yield what cannot be within the year, each kind of it once."""
    said: set[tuple[str, str]] = set()
    for piece in pieces_of(case, *year):
        for column, message, way_out in _piece_faults(piece, layout):
            if (column, message) not in said:
                said.add((column, message))
                when = f"{piece.first} to {piece.last}"
                yield fault(place, row, column, when, message, way_out)


def _piece_faults(piece: Piece, layout: Layout) -> Iterator[tuple[str, str, str]]:
    category, level = piece.category, piece.level
    if category is None and level is not None:
        message = f"is at Level {level} on days without a category"
        yield "categories", message, "Give the category on those days, or end the level before."
    if category is not None and level is None and piece.home:
        message = f"is in Category {category} and in the community on days without a level"
        yield "levels", message, "Give the level on those days; Level 1 where the agency manages."
    if category is not None and level is not None and level not in layout.levels_of(category):
        message = f"is in Category {category} at Level {level}, which there is not"
        levels = " or ".join(map(str, layout.levels_of(category)))
        way_out = f"Category {category} is at Level {levels}; end the category or correct either."
        yield "levels", message, way_out


def _written(spell: Any) -> str:
    """Return a spell as a cell would hold it."""
    name = next(
        getattr(spell, part) for part in ("category", "level", "where") if hasattr(spell, part)
    )
    return f"{name}:{spell.starts_on}/{spell.ends_on or ''}"
