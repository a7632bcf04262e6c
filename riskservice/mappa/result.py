"""What a screening says: category, level, what would tell, and everything around them."""

import datetime as dt
from typing import Literal

from msgspec import Struct

from riskservice.clocks.entries import Entry as Clock
from riskservice.clocks.entries import Otherwise
from riskservice.kit.outcome import Notice
from riskservice.mappa.entries import Severity, Standing
from riskservice.mappa.logic import RuleStep, State
from riskservice.mappa.rulebook import MappaStamp
from riskservice.mappa.truth import WouldTell

Settled = Literal["decided", "none", "cannot_tell"]
Category = Literal["1", "2", "3", "4", "none"]
LevelOutcome = Literal[
    "1", "2", "3", "refer_to_coordinator", "strengthen_plan", "category_3_not_level_1"
]


class Told(Struct, frozen=True, kw_only=True):
    """Base of what rests on a source: the source in full and how well it is confirmed."""

    cite: str
    confidence: Standing


class CategoryEnd(Told, frozen=True, kw_only=True):
    """
    When a category ends.

    Attributes
    ----------
    date : date or None
        Last day; None where it is not known, or where only the event is.
    event : str
        What ends it.
    without_end : bool or None
        Whether it never ends of itself; None where nobody can tell.
    passed : bool or None
        Whether the last day lies before the day of the screening.
    """

    category: int
    date: dt.date | None
    event: str
    without_end: bool | None = None
    passed: bool | None = None
    how: str = ""


class LeadAgency(Told, frozen=True, kw_only=True):
    """Which agencies may lead, and the one that fits the record; None where nobody can tell."""

    agencies: tuple[str, ...]
    proposed: str | None
    how: str


class CategoryResult(Struct, frozen=True, kw_only=True):
    """
    The category, one at a time.

    Attributes
    ----------
    possible : tuple of str
        Every category that could still be, with ``none`` where it could be no MAPPA case.
    exact : bool
        False where ``possible`` may hold more than can be.
    met : tuple of int
        Every category whose rule is met; a person is in one of them only.
    because : tuple of str
        The facts that decided, with where they were found.
    rules : tuple of RuleStep
        The rules of Categories 1 to 4, every step of them.
    """

    state: Settled
    category: int | None
    possible: tuple[Category, ...]
    exact: bool
    rule: str
    because: tuple[str, ...]
    met: tuple[int, ...]
    lead: LeadAgency | None
    ends: CategoryEnd | None
    would_tell: tuple[WouldTell, ...]
    rules: tuple[RuleStep, ...]


class MeetingChair(Told, frozen=True, kw_only=True):
    """Who may chair at this category and level; nobody is named where the sources do not say."""

    category: int
    level: int
    chairs: tuple[str, ...]
    how: str = ""


class LevelResult(Struct, frozen=True, kw_only=True):
    """
    The level, if the person is managed under MAPPA.

    Attributes
    ----------
    applies : bool or None
        False where the person is in no category; None where that cannot be told.
    outcome : str or None
        A level, or what is proposed where no level is met; None where nobody can tell.
    possible : tuple of str
        Every outcome that could still be.
    rules : tuple of RuleStep
        The tests of Levels 1 to 3, every step of them.
    """

    state: Settled
    applies: bool | None
    level: int | None
    outcome: LevelOutcome | None
    possible: tuple[LevelOutcome, ...]
    exact: bool
    proposal: str
    because: tuple[str, ...]
    chair: MeetingChair | None
    would_tell: tuple[WouldTell, ...]
    rules: tuple[RuleStep, ...]


class Dangerous(Told, frozen=True, kw_only=True):
    """
    Whether this is a potentially dangerous person, who is managed outside MAPPA.

    Attributes
    ----------
    duties : tuple of str
        What follows where it is met.
    """

    state: State
    duties: tuple[str, ...]
    would_tell: tuple[WouldTell, ...]
    rule: RuleStep


class ReferralState(Told, frozen=True, kw_only=True):
    """
    The referral for Level 2 or 3.

    Attributes
    ----------
    needed : str
        Whether one is needed; Level 1 needs none.
    agreed_by : tuple of str
        Who must agree it; nobody is named where the sources do not say.
    due : Clock or None
        When, for a person who will be released.
    """

    needed: State
    agreed_by: tuple[str, ...]
    referred_on: dt.date | None
    due: Clock | None
    how: str


class ScreeningFinding(Told, frozen=True, kw_only=True):
    """Something that does not agree, is late, or must be done in a certain way."""

    code: str
    severity: Severity
    text: str


class FormField(Struct, frozen=True, kw_only=True):
    """One field of the pro-forma."""

    field: str
    title: str
    complete: bool


class InitialScreening(Told, frozen=True, kw_only=True):
    """
    The first screening after registration.

    Attributes
    ----------
    limit : Clock or None
        The limit in hours; None where the registration is not recorded.
    in_time : State
        Whether it was done within the limit; cannot tell while it still runs.
    """

    limit: Clock | None
    in_time: State
    how: str
    outcome: str | None
    urgent: bool | None
    known_offending_searched: bool | None
    fields: tuple[FormField, ...]
    missing: tuple[str, ...]


class AssetResult(Told, frozen=True, kw_only=True):
    """
    The young person's record: added up, never banded.

    Attributes
    ----------
    total : int or None
        None where a section is not rated. [points]
    lowest, highest : int
        What the total could still be. [points]
    trigger : State
        Whether a serious-harm assessment is called for.
    """

    total: int | None
    lowest: int
    highest: int
    missing: tuple[str, ...]
    trigger: State
    trigger_why: str
    trigger_confidence: Standing
    superseded: str


class MappaAgencies(Told, frozen=True, kw_only=True):
    """Who forms the Responsible Authority, and who owes a duty to co-operate."""

    responsible_authority: tuple[str, ...]
    duty_to_cooperate: tuple[str, ...]


class ScreeningResult(Struct, frozen=True, kw_only=True):
    """
    A screening of one case.

    Attributes
    ----------
    settings : dict of str to str
        The reading of every open point.
    rests_on : tuple of Otherwise
        Open points on which the category or the level turns, with what the other reading gives.
    dates : tuple of Clock
        Reviews, meetings, minutes and referral, as the legal clocks give them.
    """

    case_id: str
    on: dt.date
    on_defaulted: bool
    title: str
    marking: str
    note: str
    under_18: bool | None
    recorded_category: int | None
    recorded_level: int | None
    category: CategoryResult
    level: LevelResult
    potentially_dangerous: Dangerous
    referral: ReferralState
    agencies: MappaAgencies
    findings: tuple[ScreeningFinding, ...]
    dates: tuple[Clock, ...]
    initial: InitialScreening | None
    asset: AssetResult | None
    settings: dict[str, str]
    rests_on: tuple[Otherwise, ...]
    notices: tuple[Notice, ...]
    rules: MappaStamp
