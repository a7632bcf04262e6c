"""An individual's days cut into pieces in which nothing changes: category, level, whereabouts."""

import datetime as dt
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import NamedTuple, TypeVar

from riskservice.mappa.statistics.records import MappaCase, Spell

_A_DAY = dt.timedelta(days=1)

S = TypeVar("S", bound=Spell)


class Piece(NamedTuple):
    """
    Days on which nothing changes.

    Attributes
    ----------
    first, last : date
        Both belong to it.
    category, level : int or None
        None where there is none.
    home : bool
        Whether the individual lives in the community.
    """

    first: dt.date
    last: dt.date
    category: int | None
    level: int | None
    home: bool


def pieces_of(case: MappaCase, first: dt.date, last: dt.date) -> Iterator[Piece]:
    """Yield the pieces from one day to another, both included, in their order."""
    cuts = {first, last + _A_DAY}
    for spell in (*case.categories, *case.levels, *case.away):
        cuts.add(spell.starts_on)
        if spell.ends_on is not None:
            cuts.add(spell.ends_on + _A_DAY)
    inside = sorted(cut for cut in cuts if first <= cut <= last + _A_DAY)
    for start, end in pairwise(inside):
        category, level = _at(case.categories, start), _at(case.levels, start)
        yield Piece(
            start,
            end - _A_DAY,
            category.category if category else None,
            level.level if level else None,
            _at(case.away, start) is None,
        )


def piece_on(case: MappaCase, day: dt.date) -> Piece:
    """Return how it stands on one day."""
    return next(pieces_of(case, day, day))


def _at(spells: Sequence[S], day: dt.date) -> S | None:
    return next((spell for spell in spells if spell.covers(day)), None)
