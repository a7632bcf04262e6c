"""The calendar of one person as it leaves the house: dated entries, schemes, findings."""

import datetime as dt
from typing import Literal

from msgspec import Struct

from riskservice.clocks.policy import RuleStamp
from riskservice.clocks.rules import Confidence

Applies = Literal["yes", "no", "cannot tell"]
Kind = Literal["due", "ends", "opens", "event"]
State = Literal["done", "overdue", "coming", "past", "without end", "cannot tell", "does not apply"]
Verdict = Literal["eligible", "excluded", "presumed unsuitable", "cannot tell", "not in force"]
Holds = Literal["met", "not met", "cannot tell"]


class Wanted(Struct, frozen=True, kw_only=True):
    """A fact that is not known and would tell: its place in the case and what it is."""

    pointer: str
    what: str


class Otherwise(Struct, frozen=True, kw_only=True):
    """An open reading a result rests on: the one that holds, another, and what that would give."""

    setting: str
    reading: str
    other: str
    then: str


class Entry(Struct, frozen=True, kw_only=True):
    """
    One date of a person.

    Attributes
    ----------
    key : str
        Stable, so that the same entry is found again when its date moves.
    about : str or None
        Sentence, order or meeting it belongs to, as the case names it.
    kind : str
        ``due`` is to be done by the date; ``ends`` is the last day; ``opens`` the first day.
    date : date or None
        None where it cannot be told, where there is no end, or where there is nothing due.
    at : datetime or None
        With its time of day where a limit is counted in hours.
    earliest, latest : date or None
        Where the date cannot be told, between which days it lies; None where that is open too.
    without_end : bool or None
        Whether it never comes; None where that cannot be told.
    applies : str
        Whether the rule reaches this person.
    overdue : bool or None
        Whether it was due before the day of the case and is not done; None where nobody can tell.
    why : str
        What decided here.
    wanted : tuple of Wanted
        What is not known and would tell.
    rests_on : tuple of Otherwise
        Open readings that change this entry.
    """

    key: str
    title: str
    about: str | None = None
    kind: Kind
    date: dt.date | None
    at: dt.datetime | None = None
    earliest: dt.date | None = None
    latest: dt.date | None = None
    without_end: bool | None = False
    opens_on: dt.date | None = None
    done_on: dt.date | None = None
    applies: Applies = "yes"
    state: State
    overdue: bool | None = False
    rule: str
    why: str = ""
    cite: str
    confidence: Confidence
    wanted: tuple[Wanted, ...] = ()
    rests_on: tuple[Otherwise, ...] = ()


class SentencePeriod(Struct, frozen=True, kw_only=True):
    """
    What one sentence means for notification.

    Attributes
    ----------
    period : str
        Such as "10 years", "5 years, halved" or the periods that are possible.
    decides : bool or None
        Whether no other sentence reaches further; None where that cannot be told.
    """

    sentence_id: str
    notifiable: bool | None
    period: str
    possible: tuple[str, ...]
    halved: bool | None
    begins_on: dt.date | None
    ends_on: dt.date | None
    earliest: dt.date | None = None
    latest: dt.date | None = None
    without_end: bool | None = False
    decides: bool | None = False
    rule: str
    cite: str
    confidence: Confidence
    wanted: tuple[Wanted, ...] = ()
    rests_on: tuple[Otherwise, ...] = ()


class Reason(Struct, frozen=True, kw_only=True):
    """One condition of a scheme and whether it is met."""

    key: str
    holds: Holds
    text: str
    cite: str
    confidence: Confidence
    wanted: tuple[Wanted, ...] = ()


class SchemeResult(Struct, frozen=True, kw_only=True):
    """
    One scheme for one sentence, or for the person.

    Attributes
    ----------
    served : bool or None
        Whether the sentence has been served; it is shown all the same.
    tranche, starts_on : str and date, or None
        Tranche and its day, None where there is none or it cannot be told.
    in_force : bool or None
        Whether it reaches anybody on the day of the case.
    almost : str or None
        The only condition that stands in the way.
    """

    scheme: str
    title: str
    sentence_id: str | None = None
    served: bool | None = None
    verdict: Verdict
    in_force: bool | None
    reasons: tuple[Reason, ...]
    almost: str | None = None
    tranche: str | None = None
    starts_on: dt.date | None = None
    tranche_confidence: Confidence | None = None
    note: str = ""
    cite: str
    confidence: Confidence
    rests_on: tuple[Otherwise, ...] = ()


class Finding(Struct, frozen=True, kw_only=True):
    """Something in the record that does not agree with a rule or with itself."""

    key: str
    about: str | None = None
    text: str
    cite: str
    confidence: Confidence


class Calendar(Struct, frozen=True, kw_only=True):
    """
    Every legal date of one person on a day.

    Attributes
    ----------
    settings : dict of str to str
        The readings that were used.
    entries : tuple of Entry
        By date; what has no date comes last.
    """

    case_id: str
    on: dt.date
    title: str
    note: str
    rules: RuleStamp
    settings: dict[str, str]
    entries: tuple[Entry, ...]
    notification: tuple[SentencePeriod, ...]
    schemes: tuple[SchemeResult, ...]
    findings: tuple[Finding, ...]
