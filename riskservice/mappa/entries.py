"""What the data file of a screening holds: types that demand a source for every rule."""

import datetime as dt
from typing import Literal

from msgspec import Struct

from riskservice.kit.blocks import Source
from riskservice.kit.tables import Status

Standing = Literal["confirmed", "reported", "unconfirmed", "house policy"]
"""How well a rule is confirmed; *reported* is a second-hand account or settled practice."""

Severity = Literal["stop", "warning", "note"]


class Entry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of everything that must name its source and how well it is confirmed."""

    cite: str
    confidence: Standing
    why: str = ""


class Reading(Entry, frozen=True, kw_only=True):
    """A point the sources leave open: its readings in words, and which holds by default."""

    key: str
    title: str
    default: str
    readings: dict[str, str]


class Fact(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    What a rule may ask.

    Attributes
    ----------
    title : str
        As a statement.
    question : str
        As it is put to a person.
    pointer : str
        Where the answer goes in the record; for a fact of a sentence, within the sentence.
    sentence : bool
        Whether it is asked of each sentence.
    """

    title: str
    question: str
    pointer: str
    sentence: bool = False


class Rule(Entry, frozen=True, kw_only=True):
    """
    A named combination of facts and other rules; exactly one of the four is given.

    Attributes
    ----------
    all, any, none : tuple of str
        Facts and rules that must all be met, of which one must be met, of which none may be.
    each : str
        Rule put to every sentence; met where one of them meets it.
    effective_from : date or None
        First day on which it holds.
    day_unknown_until : date or None
        Until this day nobody can tell from here whether it held already.
    when : dict of str to str
        Readings under which it counts.
    """

    key: str
    title: str
    all: tuple[str, ...] = ()
    any: tuple[str, ...] = ()
    none: tuple[str, ...] = ()
    each: str = ""
    effective_from: dt.date | None = None
    day_unknown_until: dt.date | None = None
    when: dict[str, str] = {}

    @property
    def names(self) -> tuple[str, ...]:
        """What it combines."""
        return (*self.all, *self.any, *self.none, *((self.each,) if self.each else ()))


class Disposals(Entry, frozen=True, kw_only=True):
    """Which disposals count for Categories 2 and 4, and from which length. [months]"""

    without_length: tuple[str, ...]
    with_length: tuple[str, ...]
    suspended: tuple[str, ...]
    hospital: tuple[str, ...]
    guardianship: tuple[str, ...]
    months: int


class Convicted(Entry, frozen=True, kw_only=True):
    """Which findings and disposals show a conviction."""

    findings: tuple[str, ...]
    disposals: tuple[str, ...]


class Orders(Entry, frozen=True, kw_only=True):
    """Which civil orders are sexual risk orders."""

    sexual_risk: tuple[str, ...]


class Harm(Entry, frozen=True, kw_only=True):
    """Where the risk of serious harm is read, and which levels are high. Age in [years]."""

    instrument: str
    high: tuple[str, ...]
    needed: tuple[str, ...]
    also: tuple[str, ...]
    adult_age: int


class CategoryEntry(Entry, frozen=True, kw_only=True):
    """Who leads in a category, who agrees a referral, and what ends it."""

    category: Literal[1, 2, 3, 4]
    lead: tuple[str, ...]
    also_led_by: tuple[str, ...] = ()
    also_when: str = ""
    ends_when: str
    ends_confidence: Standing
    referral_agreed_by: tuple[str, ...]


class Chairs(Entry, frozen=True, kw_only=True):
    """Who may chair a meeting of a category and level."""

    level: Literal[2, 3]
    category: Literal[1, 2, 3, 4]
    chairs: tuple[str, ...]
    current_to_probation: tuple[str, ...] = ()


class AgencyEntry(Entry, frozen=True, kw_only=True):
    """Who forms the Responsible Authority, and who must co-operate."""

    responsible_authority: tuple[str, ...]
    duty_to_cooperate: tuple[str, ...]


class DutyEntry(Entry, frozen=True, kw_only=True):
    """What must be done for a person who is managed outside MAPPA."""

    duties: tuple[str, ...]


class ReferralEntry(Entry, frozen=True, kw_only=True):
    """For which levels a referral is needed."""

    levels: tuple[Literal[1, 2, 3], ...]


class Initial(Entry, frozen=True, kw_only=True):
    """The first screening: who does it, and the fields of the pro-forma."""

    fields: dict[str, str]


class AssetEntry(Entry, frozen=True, kw_only=True):
    """Lowest and highest rating of a section, and what starts a serious-harm assessment."""

    lowest: int
    highest: int
    trigger_why: str
    trigger_confidence: Standing


class FindingEntry(Entry, frozen=True, kw_only=True):
    """How serious a finding is, and on whose word."""

    severity: Severity


class RuleFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything in ``mappa/<version>.toml``."""

    version: str
    status: Status
    effective_from: dt.date
    title: str
    marking: str
    note: str
    sources: tuple[Source, ...]
    settings: tuple[Reading, ...]
    facts: dict[str, Fact]
    rules: tuple[Rule, ...]
    disposals: Disposals
    convicted: Convicted
    orders: Orders
    harm: Harm
    categories: tuple[CategoryEntry, ...]
    chairs: tuple[Chairs, ...]
    agencies: AgencyEntry
    referral: ReferralEntry
    dangerous: DutyEntry
    initial: Initial
    asset: AssetEntry
    findings: dict[str, FindingEntry]
