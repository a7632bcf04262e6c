"""
What the policy file holds: types that demand a source for every rule.

``plans/<version>.toml`` is a :class:`Policy`: headings, factors, scales, roles, clocks, blanks and
checks. What is proposed for which factor stands in ``actions/<version>.toml``, an
:class:`riskservice.planning.proposal_entries.ActionFile`.
"""

import datetime as dt

from msgspec import Struct

from riskservice.kit.blocks import Source
from riskservice.kit.tables import Status
from riskservice.planning.cited import Entry
from riskservice.planning.factor_entries import (
    FactorEntry,
    Group,
    Scale,
    ScaleName,
    Variant,
)
from riskservice.planning.plan import Severity


class LevelRule(Entry, frozen=True, kw_only=True):
    """
    How the level a plan is made for follows from the assessment.

    Attributes
    ----------
    order : tuple of str
        Levels from low to high.
    when_unknown : str
        Level to plan for when no band is known to be possible.
    raised_by_cells : bool
        Whether a higher risk of serious harm raises the level.
    """

    order: tuple[str, ...]
    titles: dict[str, str]
    when_unknown: str
    raised_by_cells: bool


class Setting(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the person is; ``awaiting_release`` where contact begins with the release date."""

    title: str
    awaiting_release: bool = False


class Scope(Entry, frozen=True, kw_only=True):
    """
    Whom the instruments for adult men leave out.

    Attributes
    ----------
    for_adults, for_men : tuple of str
        Instruments that say nothing about anybody under age, and about women.
    """

    adult_age: int
    sex: str
    for_adults: tuple[str, ...] = ()
    for_men: tuple[str, ...] = ()

    def leaves_out(self, instrument: str, group: Group) -> bool:
        """Whether an instrument is not made for a group of people."""
        left_out = {"adult": (), "woman": self.for_men, "child": self.for_adults}
        return instrument in left_out[group]


class Timing(Entry, frozen=True, kw_only=True):
    """When the first visit and the dynamic assessment are due after the start. [days]"""

    first_visit_days: int
    assessment_days: int


class Heading(Entry, frozen=True, kw_only=True):
    """One heading of the plan and the official field it stands for."""

    key: str
    title: str
    official: str
    pillar: bool = False
    contingencies: bool = False


class Carried(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """An answer in words that is copied under a heading."""

    question: str
    heading: str
    title: str


class Role(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Who does something, and for which agency."""

    title: str
    agency: str


class Urgency(Entry, frozen=True, kw_only=True):
    """Days from the assessment to the due date; without days, the next review. [days]"""

    days: int | None = None


class ContactDefault(Entry, frozen=True, kw_only=True):
    """Longest time between contacts at one level. [days]"""

    days: int


class ContactRule(Entry, frozen=True, kw_only=True):
    """Contact defaults by level and the limits of what may be chosen instead. [days]"""

    shortest_days: int
    longest_days: int
    note: str
    levels: dict[str, ContactDefault]


class ReviewDefault(Entry, frozen=True, kw_only=True):
    """Target and backstop of the next review at one level. [days]"""

    target_days: int
    backstop_days: int


class ProvisionalReview(Entry, frozen=True, kw_only=True):
    """Latest next review while the band is provisional. [days]"""

    days: int


class ReviewRule(Entry, frozen=True, kw_only=True):
    """When a plan is reviewed, by which role, what is looked at and what brings it forward."""

    role: str
    look_at: tuple[str, ...]
    brought_forward_by: tuple[str, ...]
    provisional: ProvisionalReview
    levels: dict[str, ReviewDefault]


class BlankEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Something a professional must write."""

    key: str
    heading: str
    prompt: str
    role: str


class CheckEntry(Entry, frozen=True, kw_only=True):
    """How serious a finding is and on whose word."""

    severity: Severity


class Policy(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything in ``plans/<version>.toml``."""

    version: str
    status: Status
    effective_from: dt.date
    title: str
    marking: str
    sources: tuple[Source, ...]
    level: LevelRule
    scales: dict[ScaleName, Scale]
    settings: dict[str, Setting]
    scope: Scope
    timing: Timing
    readings: dict[str, dict[str, str]]
    areas: dict[str, str]
    variants: tuple[Variant, ...] = ()
    headings: tuple[Heading, ...]
    carried: tuple[Carried, ...]
    agencies: dict[str, str]
    roles: dict[str, Role]
    factors: tuple[FactorEntry, ...]
    urgencies: dict[str, Urgency]
    contact: ContactRule
    review: ReviewRule
    blanks: tuple[BlankEntry, ...]
    checks: dict[str, CheckEntry]
