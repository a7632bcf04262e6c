"""Who counts in which cell: every individual once in a table, and never in Category 4."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any, Literal, NamedTuple

from riskservice.mappa.statistics.pieces import Piece, piece_on, pieces_of
from riskservice.mappa.statistics.records import MappaCase
from riskservice.mappa.statistics.year import MappaYear

NOTIFIED = 1
"""The category of those who are subject to notification."""
_A_DAY = dt.timedelta(days=1)

Grid = Counter[tuple[int, int]]
"""People by level and category."""
Why = Literal["outside_year", "not_category_1", "not_in_community"]


class Rules(NamedTuple):
    """
    Readings that were chosen.

    Attributes
    ----------
    level_counted, community, shpo_with_travel : str
    """

    level_counted: str
    community: str
    shpo_with_travel: str


class Counts(NamedTuple):
    """
    Everything that was counted. [people; events in ``left_out``]

    Attributes
    ----------
    snapshot, yearly : Counter
        By level and category.
    lines : Counter
        By line of a table that is not laid out by level.
    returns : dict of str to Counter
        What was breached to people by level and category.
    left_out : Counter
        Events in no table, by reason; none of anybody who was in a withheld category.
    """

    snapshot: Grid
    yearly: Grid
    lines: Counter[str]
    returns: dict[str, Grid]
    left_out: Counter[Why]


class Held(NamedTuple):
    """A level and a category on a day."""

    day: dt.date
    level: int
    category: int


def count(cases: Iterable[MappaCase], year: MappaYear, rules: Rules) -> Counts:
    """
    Count individuals who fit together, as :func:`riskservice.mappa.statistics.read_cases` says.

    Parameters
    ----------
    cases : iterable of MappaCase
    year : MappaYear
    rules : Rules
    """
    counts = Counts(
        Counter(), Counter(), Counter(), {"licence": Counter(), "shpo": Counter()}, Counter()
    )
    counter = _Counter(year, rules, counts)
    for case in cases:
        counter.add(case)
    return counts


class _Counter:
    """Adds one individual after another."""

    def __init__(self, year: MappaYear, rules: Rules, counts: Counts) -> None:
        self._year, self._rules, self._counts = year, rules, counts
        self._shown = {each.category for each in year.layout.open_categories}
        self._levels = {each.level for each in year.layout.year_levels}

    def add(self, case: MappaCase) -> None:
        pieces = list(pieces_of(case, self._year.first, self._year.last))
        last = pieces[-1]
        if last.home and last.category in self._shown and last.level is not None:
            self._counts.snapshot[last.level, last.category] += 1
        asked = self._rules.community != "not_asked"
        held = (self._held(piece) for piece in pieces if piece.home or not asked)
        if counted := self._once(held):
            self._counts.yearly[counted.level, counted.category] += 1
        withheld = any(p.category is not None and p.category not in self._shown for p in pieces)
        some_day = any(piece.home for piece in pieces)
        self._add_lines(case, some_day=some_day, withheld=withheld)
        self._add_returns(case, some_day=some_day, withheld=withheld)

    def _add_lines(self, case: MappaCase, *, some_day: bool, withheld: bool) -> None:
        lines: set[str] = set()
        for line, day in _line_events(case):
            why = self._left_out(case, day, some_day=some_day)
            if why is None:
                lines.add(line)
            elif not withheld:
                self._counts.left_out[why] += 1
        if "shpo_foreign_travel" in lines and self._rules.shpo_with_travel == "both_lines":
            lines.add("shpo")
        self._counts.lines.update(lines)

    def _left_out(self, case: MappaCase, day: dt.date, *, some_day: bool) -> Why | None:
        """Return why an event is in no table, None where it is in one."""
        if not self._year.first <= day <= self._year.last:
            return "outside_year"
        around = _around(case, day)
        if all(piece.category != NOTIFIED for piece in around):
            return "not_category_1"
        return None if self._at_home(around, some_day=some_day) else "not_in_community"

    def _add_returns(self, case: MappaCase, *, some_day: bool, withheld: bool) -> None:
        held: dict[str, list[Held]] = {reason: [] for reason in self._counts.returns}
        for each in case.returns_to_custody or ():
            day = each.returned_on
            inside = self._year.first <= day <= self._year.last
            around = _around(case, day) if inside else ()
            found = next((here for piece in around if (here := self._held(piece))), None)
            if found is not None and self._at_home(around, some_day=some_day):
                held[each.breach_of].append(found._replace(day=day))
            elif not withheld and not inside:
                self._counts.left_out["outside_year"] += 1
            elif not withheld and found is not None:
                self._counts.left_out["not_in_community"] += 1
        for reason, several in held.items():
            if counted := self._once(several):
                self._counts.returns[reason][counted.level, counted.category] += 1

    def _held(self, piece: Piece) -> Held | None:
        """Return what a piece counts as in a table of the year; None where it is in none."""
        level, category = piece.level, piece.category
        if level is None or category is None:
            return None
        if level not in self._levels or category not in self._shown:
            return None
        return Held(piece.first, level, category)

    def _at_home(self, around: Iterable[Piece], *, some_day: bool) -> bool:
        match self._rules.community:
            case "some_day":
                return some_day
            case "event_day":
                return any(piece.home for piece in around)
            case _:
                return True

    def _once(self, held: Iterable[Held | None]) -> Held | None:
        """Return the level and category at which somebody counts who held several."""
        keys: dict[str, Any] = {
            "first": lambda each: each.day,
            "lowest": lambda each: (each.level, each.day),
            "highest": lambda each: (-each.level, each.day),
        }
        some = (each for each in held if each is not None)
        return min(some, key=keys[self._rules.level_counted], default=None)


def _around(case: MappaCase, day: dt.date) -> tuple[Piece, Piece]:
    """Return how it stood on a day and on the day before, which an event may have ended."""
    return piece_on(case, day), piece_on(case, day - _A_DAY)


def _line_events(case: MappaCase) -> Iterator[tuple[str, dt.date]]:
    """Yield line and day of every event of a table that counts Category 1."""
    for day in case.notification_breaches or ():
        yield "breach_of_notification", day
    for day in case.notification_revoked or ():
        yield "notification_revoked", day
    for order in case.orders or ():
        yield order.kind, order.made_on
    for day in case.registered_after_sro_breach or ():
        yield "registered_after_sro_breach", day
