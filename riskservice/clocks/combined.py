"""
The term that counts where several run after or beside each other.

Terms that follow one another are added. Terms that run beside each other count from the first
start to the last end, or the longest of them counts, as a reading says. The work grows in
proportion to the number of terms.
"""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from riskservice.clocks.settings import Settings
from riskservice.clocks.spans import months_after
from riskservice.clocks.terms import Length, Part, Whole, days_of, total

_YEAR = 12
_ANY_DAY = dt.date(2000, 1, 1)


class _Placed(NamedTuple):
    """A row of terms that follow one another up to one of them, on the calendar."""

    name: str
    length: Length
    start: dt.date | None
    end: dt.date | None


def least(
    parts: Sequence[Part], links: Mapping[str, str | None], settings: Settings
) -> dict[str, Whole]:
    """
    Return the shortest term that can count for each sentence.

    Where a start is not known, terms are not taken to overlap. ``links`` names what every
    sentence follows, those left out of ``parts`` too, so that a row is not broken by a sentence
    that does not count.
    """
    return _together(parts, links, settings, unknown_overlap=False)


def most(
    parts: Sequence[Part], links: Mapping[str, str | None], settings: Settings
) -> dict[str, Whole]:
    """
    Return the longest term that can count for each sentence; as :func:`least`.

    Where a start is not known, terms are laid end to end.
    """
    return _together(parts, links, settings, unknown_overlap=True)


def _together(
    parts: Sequence[Part],
    links: Mapping[str, str | None],
    settings: Settings,
    *,
    unknown_overlap: bool,
) -> dict[str, Whole]:
    followed = _followed(parts, links)
    placed = _placed(parts, followed, settings)
    longest = settings.concurrent_terms == "longest"
    if unknown_overlap and any(each.start is None for each in placed.values()):
        most_days = max((each.length for each in placed.values()), key=_most_days(settings))
        whole = Whole(most_days if longest else total(parts), None)
        return dict.fromkeys(placed, whole)
    together = _longest_of if longest else _span
    spans = {
        each.name: span
        for group in _groups([each for each in placed.values() if each.start])
        for span in (together(group, settings),)
        for each in group
    }
    return _longest(placed, followed, settings) | spans


def _followed(parts: Sequence[Part], links: Mapping[str, str | None]) -> dict[str, str | None]:
    """Return the nearest counted sentence each counted one follows."""
    counted = {part.name for part in parts}
    nearest: dict[str, str | None] = {}
    for part in parts:
        passed: list[str] = []
        here = links.get(part.name)
        while here is not None and here not in counted and here not in nearest:
            passed.append(here)
            here = links.get(here)
        found = here if here is None or here in counted else nearest[here]
        nearest.update(dict.fromkeys(passed, found))
        nearest[part.name] = found
    return {name: nearest[name] for name in counted}


def _placed(
    parts: Sequence[Part], followed: Mapping[str, str | None], settings: Settings
) -> dict[str, _Placed]:
    """Return each term with all it follows, the followed one always first."""
    by_name = {part.name: part for part in parts}
    found: dict[str, _Placed] = {}
    for part in parts:
        row = [part]
        while row[-1].name not in found and (before := followed[row[-1].name]) is not None:
            row.append(by_name[before])
        for each in reversed(row):
            if each.name in found:
                continue
            first = found.get(followed[each.name] or "")
            length = first.length + each.length if first else each.length
            start = first.start if first else each.start
            end = length.after(start, settings) if start else None
            found[each.name] = _Placed(each.name, length, start, end)
    return found


def _longest(
    placed: Mapping[str, _Placed], followed: Mapping[str, str | None], settings: Settings
) -> dict[str, Whole]:
    """Return for each sentence the longest row of terms that it stands in."""
    best = {
        each.name: (each.length.after(each.start or _ANY_DAY, settings), each.length)
        for each in placed.values()
    }
    for name in reversed(list(placed)):
        before = followed[name]
        if before is not None:
            best[before] = max(best[before], best[name])
    return {name: Whole(best[name][1], placed[name].start) for name in placed}


def _groups(placed: list[_Placed]) -> list[list[_Placed]]:
    """
    Return the terms that overlap, or are connected by others that do, together.

    Terms that follow one another share their first day and so overlap.
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


def _most_days(settings: Settings) -> Callable[[Length], int]:
    return lambda length: days_of(length, None, settings)[1]


def _longest_of(group: list[_Placed], _settings: Settings) -> Whole:
    """Return the longest of terms that overlap, from its own start."""
    best = max(group, key=_days)
    return Whole(best.length, best.start)


def _days(each: _Placed) -> tuple[int, dt.date]:
    assert each.start
    assert each.end
    return (each.end - each.start).days, each.end


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
