"""What every rule works with: the case, the rules, the readings; and how an entry is made."""

import datetime as dt
from collections.abc import Callable
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from riskservice.case import Case
from riskservice.circumstances import Circumstances
from riskservice.clocks.entries import Applies, Entry, Finding, Kind, State, Wanted
from riskservice.clocks.policy import Rulebook
from riskservice.clocks.rules import Interval, Policy, Rule
from riskservice.clocks.settings import Settings
from riskservice.clocks.spans import months_after
from riskservice.clocks.working_days import add_working_days


class When(Struct, frozen=True, kw_only=True):
    """
    A day, or what is known of it.

    Attributes
    ----------
    day : date or None
    earliest, latest : date or None
        Bounds where the day is not known.
    without_end : bool or None
        Whether it never comes; None where that cannot be told.
    """

    day: dt.date | None = None
    earliest: dt.date | None = None
    latest: dt.date | None = None
    without_end: bool | None = False
    wanted: tuple[Wanted, ...] = ()

    def moved(self, move: Callable[[dt.date], dt.date]) -> "When":
        """Return the same after a move that keeps the order of days."""
        return replace(
            self,
            day=move(self.day) if self.day else None,
            earliest=move(self.earliest) if self.earliest else None,
            latest=move(self.latest) if self.latest else None,
        )


def exactly(day: dt.date) -> When:
    """Return a day that is known."""
    return When(day=day)


def between(earliest: dt.date | None, latest: dt.date | None, *wanted: Wanted) -> When:
    """Return a day that is not known but for its bounds; known where they meet."""
    if earliest is not None and earliest == latest:
        return When(day=earliest)
    return When(earliest=earliest, latest=latest, wanted=wanted)


def either(first: When, second: When, *wanted: Wanted) -> When:
    """Return what is known where one of two holds, and nobody can tell which."""
    low = _low(first), _low(second)
    high = _high(first), _high(second)
    found = between(
        None if None in low else min(day for day in low if day),
        None if None in high else max(day for day in high if day),
        *wanted,
        *first.wanted,
        *second.wanted,
    )
    same = first.without_end is second.without_end
    return replace(found, without_end=first.without_end if same else None)


def _low(when: When) -> dt.date | None:
    return when.day or when.earliest


def _high(when: When) -> dt.date | None:
    return when.day or when.latest


def asks(pointer: str, what: str) -> Wanted:
    """Return a fact that is wanted, by its place under ``circumstances`` or ``answers``."""
    return Wanted(pointer=f"/{pointer}", what=what)


class Desk(Struct, frozen=True, kw_only=True):
    """One case under one set of readings."""

    case: Case
    facts: Circumstances
    rules: Rulebook
    settings: Settings

    @property
    def on(self) -> dt.date:
        """Return the day of the case."""
        return self.case.on

    @property
    def policy(self) -> Policy:
        """Return the rules without the release schemes."""
        return self.rules.policy

    @property
    def born(self) -> dt.date | None:
        """Return the date of birth, None where it is not known."""
        found: dt.date | None = self.case.answers.get("date_of_birth")
        return found

    @property
    def inside(self) -> bool | None:
        """Return whether the person is in custody; None where neither place of it says."""
        release, status = self.facts.release, self.case.answers.get("supervision_status")
        if release is not None and release.in_custody is not None:
            return release.in_custody
        return None if status is None else status != "community"

    def interval(self, name: str) -> Interval:
        """Return an interval, with the area's own number where there is one."""
        rule = self.policy.intervals[name]
        number = self.settings.intervals.get(name)
        return rule if number is None else replace(rule, target=number, confidence="house policy")

    def after(self, name: str, event: When) -> When:
        """Return an event moved by an interval, to a day by which something is to be done."""
        rule = self.interval(name)
        return event.moved(lambda day: self.moved(day, rule.unit, rule.target))

    def opens_after(self, name: str, event: When) -> When:
        """Return an event moved by an interval of months, to a day before which nothing opens."""
        months = self.interval(name).target
        return event.moved(lambda day: months_after(day, months, self.settings.short_month))

    def after_event(self, name: str, event: When) -> When:
        """Return the same for a limit in days from an event whose own day may count."""
        days = self.interval(name).target - (self.settings.event_day == "counted")
        return event.moved(lambda day: day + dt.timedelta(days=days))

    def moved(self, day: dt.date, unit: str, count: int) -> dt.date:
        """Return a day some units on, or back where negative."""
        match unit:
            case "months":
                return months_after(day, count, self.settings.short_month_deadline)
            case "weeks":
                return day + dt.timedelta(weeks=count)
            case "working_days":
                counted = self.settings.receipt_day == "counted"
                return add_working_days(day, count, day_counts=counted)
            case _:
                return day + dt.timedelta(days=count)

    def entry(
        self,
        name: str,
        when: When,
        *,
        kind: Kind = "due",
        applies: Applies = "yes",
        done_on: dt.date | None = None,
        key: str | None = None,
        rule: Rule | None = None,
        **more: Any,
    ) -> Entry:
        """
        Return an entry of an interval, with its state on the day of the case.

        Parameters
        ----------
        name : str
            Interval; also the key unless another is given.
        when : When
        rule : Rule, optional
            Where the words and the citation come from, by default the interval.
        """
        interval = self.interval(name)
        shown = rule or interval
        state, overdue = self._state(when, kind, applies, done_on)
        after = done_on is not None and when.day is not None and done_on > when.day
        late = after and kind == "due" and applies != "no"
        said = "It was done after this day." if late else ""
        why = " ".join(text for text in (more.pop("why", ""), said) if text)
        wanted = (*more.pop("wanted", ()), *when.wanted)
        title = more.pop("title", interval.title)
        return Entry(
            key=key or name,
            title=title,
            kind=kind,
            date=when.day,
            earliest=when.earliest,
            latest=when.latest,
            without_end=when.without_end,
            applies=applies,
            done_on=done_on,
            state=state,
            overdue=overdue,
            rule=shown.text,
            cite=self.rules.cite(shown),
            confidence=more.pop("confidence", shown.confidence),
            why=why,
            wanted=tuple(dict.fromkeys(wanted)),
            **more,
        )

    def _state(
        self, when: When, kind: Kind, applies: Applies, done_on: dt.date | None
    ) -> tuple[State, bool | None]:
        if done_on is not None:
            return "done", False
        if applies == "no":
            return "does not apply", False
        if when.without_end:
            return "without end", False
        late = self._late(when)
        if kind != "due":
            if when.day is None:
                return "cannot tell", False
            return ("past" if late else "coming"), False
        overdue = None if late and applies != "yes" else late
        if when.day is None or overdue is None:
            return "cannot tell", overdue
        return ("overdue" if overdue else "coming"), overdue

    def _late(self, when: When) -> bool | None:
        low, high = _low(when), _high(when)
        if low is not None and low >= self.on:
            return False
        return True if high is not None and high < self.on and when.without_end is False else None

    def finding(self, key: str, text: str, rule: Rule, about: str | None = None) -> Finding:
        """Return a finding that cites a rule."""
        return Finding(
            key=key,
            about=about,
            text=text,
            cite=self.rules.cite(rule),
            confidence=rule.confidence,
        )
