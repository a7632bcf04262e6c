"""
What the two data files of a library hold: types that demand a source for every proposal.

``actions/<version>.toml`` is an :class:`ActionFile`: what is proposed for which factor at which
rating. ``plans/<version>.toml`` is a :class:`Policy`: headings, factors, scales, roles, clocks,
blanks and checks.
"""

import datetime as dt
from typing import Literal

from msgspec import Struct

from riskservice.kit.blocks import Source
from riskservice.kit.outcome import Confidence
from riskservice.kit.tables import Status
from riskservice.planning.plan import Severity

FoundIn = Literal[
    "rating",
    "cell",
    "result",
    "other_result",
    "level",
    "provisional",
    "unsettled_result",
    "outside_sex",
    "outside_age",
]
ScaleName = Literal["risk", "protective", "level", "static", "missing"]


class Entry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of everything that must name its source and how well it is confirmed."""

    cite: str
    confidence: Confidence
    why: str = ""


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


class Scale(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Ratings from least to most risk, and those that may not stay without an action."""

    rises: tuple[str, ...]
    high: tuple[str, ...]
    word: str


class Setting(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Where the person is; ``awaiting_release`` where contact begins with the release date."""

    title: str
    awaiting_release: bool = False


class Scope(Entry, frozen=True, kw_only=True):
    """Whom the instruments for adult men leave out."""

    adult_age: int
    sex: str


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


class FactorEntry(Entry, frozen=True, kw_only=True):
    """
    A factor the library may name.

    Attributes
    ----------
    found_in : str
        ``rating`` and ``cell`` are answers of that key, ``result`` is the instrument of that key;
        the others are worked out from the whole assessment.
    may_be_missing : bool
        Whether an unrated factor appears in the plan as missing.
    needed_when : tuple of str
        Settings in which a rating is expected; in all of them where left out.
    """

    key: str
    title: str
    scale: ScaleName
    found_in: FoundIn
    instrument: str = ""
    may_be_missing: bool = False
    needed_when: tuple[str, ...] = ()


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


class Proposal(Entry, frozen=True, kw_only=True):
    """What actions and contingencies share: which factors at which ratings call for it."""

    key: str
    factors: tuple[str, ...]
    ratings: tuple[str, ...]
    settings: tuple[str, ...] = ()
    owner_role: str
    agency: str = ""

    def fits(self, setting: str | None) -> bool:
        """Whether it belongs to the setting; in an unknown setting everything does."""
        return not self.settings or setting is None or setting in self.settings

    def called_by(self, factor: str, rating: str) -> bool:
        """Whether this factor at this rating calls for it."""
        return factor in self.factors and rating in self.ratings


class ActionEntry(Proposal, frozen=True, kw_only=True):
    """
    A proposed action.

    Attributes
    ----------
    text : str
        May hold ``{titles}``, ``{detail}`` and ``{questions}`` of the factors answered.
    for_each : bool
        One action for each factor in place of one for all.
    before_release : bool
        Due no later than release for a person awaiting it.
    agency : str
        The role's agency where left out.
    """

    pillar: str
    text: str
    urgency: str
    contingency: str | None = None
    for_each: bool = False
    before_release: bool = False


class ContingencyEntry(Proposal, frozen=True, kw_only=True):
    """A trigger with its immediate response, by day and out of hours."""

    trigger: str
    response: str
    out_of_hours: str


class ActionFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything in ``actions/<version>.toml``."""

    version: str
    status: Status
    effective_from: dt.date
    sources: tuple[Source, ...]
    actions: tuple[ActionEntry, ...]
    contingencies: tuple[ContingencyEntry, ...]
