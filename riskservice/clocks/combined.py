"""
The term that counts where several run after or beside each other.

Terms that follow one another are added. Terms that run beside each other count from the first
start to the last end, or the longest of them counts, as a reading says.
"""

import datetime as dt
from collections.abc import Sequence
from typing import NamedTuple

from riskservice.clocks.settings import Settings
from riskservice.clocks.spans import months_after
from riskservice.clocks.terms import Length, Part, Whole, chains, total

_YEAR = 12


class _Placed(NamedTuple):
    """A chain of terms that follow one another, on the calendar."""

    names: frozenset[str]
    length: Length
    start: dt.date | None
    end: dt.date | None


def least(
    parts: Sequence[Part], links: dict[str, str | None], settings: Settings
) -> dict[str, Whole]:
    """
    Return the shortest term that can count for each sentence.

    Where a start is not known, terms are not taken to overlap.
    """
    return _together(parts, links, settings, unknown_overlap=False)


def most(
    parts: Sequence[Part], links: dict[str, str | None], settings: Settings
) -> dict[str, Whole]:
    """
    Return the longest term that can count for each sentence.

    Where a start is not known, terms are laid end to end.
    """
    return _together(parts, links, settings, unknown_overlap=True)


def _together(
    parts: Sequence[Part],
    links: dict[str, str | None],
    settings: Settings,
    *,
    unknown_overlap: bool,
) -> dict[str, Whole]:
    placed = _placed(parts, links, settings)
    if settings.concurrent_terms == "longest":
        return {part.name: _longest(part.name, placed, settings) for part in parts}
    blind = [each for each in placed if each.start is None]
    if blind and unknown_overlap:
        whole = Whole(total(parts), None)
        return {part.name: whole for part in parts}
    spans = {
        name: _span(group, settings)
        for group in _groups([each for each in placed if each.start])
        for each in group
        for name in each.names
    }
    return {
        part.name: spans.get(part.name) or _longest(part.name, placed, settings) for part in parts
    }


def _placed(
    parts: Sequence[Part], links: dict[str, str | None], settings: Settings
) -> list[_Placed]:
    found = []
    for chain in chains(parts, links).values():
        length, start = total(chain), chain[0].start
        end = length.after(start, settings) if start else None
        found.append(_Placed(frozenset(part.name for part in chain), length, start, end))
    return found


def _longest(name: str, placed: list[_Placed], settings: Settings) -> Whole:
    mine = [each for each in placed if name in each.names]
    best = max(mine, key=lambda each: _weight(each, settings))
    return Whole(best.length, best.start)


def _weight(each: _Placed, settings: Settings) -> dt.date:
    """Return how far a length reaches from its start, or from any day where there is none."""
    return each.length.after(each.start or dt.date(2000, 1, 1), settings)


def _groups(placed: list[_Placed]) -> list[list[_Placed]]:
    """
    Return the chains that overlap, or are connected by others that do, together.

    Chains that share a sentence begin on the same day and so overlap.
    """
    groups: list[list[_Placed]] = []
    end = dt.date.min
    for each in sorted(placed, key=lambda one: one.start or dt.date.min):
        assert each.start
        assert each.end
        if groups and each.start < end:
            groups[-1].append(each)
        else:
            groups.append([each])
        end = max(end, each.end)
    return groups


def _span(group: list[_Placed], settings: Settings) -> Whole:
    """Return the whole from the first start to the last end."""
    first = min(each.start for each in group if each.start)
    last = max(each.end for each in group if each.end)
    for each in group:
        if each.start == first and each.end == last:
            return Whole(each.length, first)
    return Whole(_between(first, last, settings), first)


def _between(first: dt.date, last: dt.date, settings: Settings) -> Length:
    if last == dt.date.max:
        return Length(_YEAR * (last.year - first.year), 0)
    months = _YEAR * (last.year - first.year) + last.month - first.month
    while months_after(first, months, settings.short_month) > last:
        months -= 1
    return Length(months, (last - months_after(first, months, settings.short_month)).days)
