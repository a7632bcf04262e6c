"""What the action file holds: actions and contingencies, and the factors that call for them."""

import datetime as dt

from msgspec import Struct, field

from riskservice.kit.blocks import Source
from riskservice.kit.tables import Status
from riskservice.planning.cited import Entry
from riskservice.planning.factor_entries import Group
from riskservice.planning.parts import ArisesFrom


class Proposal(Entry, frozen=True, kw_only=True):
    """
    What actions and contingencies share: which factors at which ratings call for it.

    Attributes
    ----------
    settings : tuple of str
        Where it belongs; everywhere where left out.
    whom : tuple of str
        Groups of people it is for; everybody where left out.
    """

    key: str
    factors: tuple[str, ...]
    ratings: tuple[str, ...]
    settings: tuple[str, ...] = ()
    whom: tuple[Group, ...] = ()
    owner_role: str
    agency: str = ""

    def fits(self, setting: str | None, group: Group) -> bool:
        """Whether it belongs to setting and group; in an unknown setting everything does."""
        here = not self.settings or setting is None or setting in self.settings
        return here and (not self.whom or group in self.whom)

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
    options : tuple of str
        Concrete ways of doing it, among which the owner chooses or puts another.
    variants : dict of str to str
        The text in other words, by the variant of the policy it is for.
    with_person : bool
        Whether it is done with the person, so that notes on how to work with them belong to it.
    for_each : bool
        One action for each factor in place of one for all.
    before_release : bool
        Due no later than release for a person awaiting it.
    arises_from : str
        What asked for it; the factor's own entry in the record is the reference.
    agency : str
        The role's agency where left out.
    """

    pillar: str
    text: str
    urgency: str
    options: tuple[str, ...] = ()
    variants: dict[str, str] = field(default_factory=dict)
    contingency: str | None = None
    with_person: bool = False
    for_each: bool = False
    before_release: bool = False
    arises_from: ArisesFrom = "assessment"

    @property
    def texts(self) -> tuple[str, ...]:
        """Every wording it may be printed in."""
        return self.text, *self.variants.values()


class ContingencyEntry(Proposal, frozen=True, kw_only=True):
    """A trigger with its immediate response, by day and out of hours."""

    trigger: str
    response: str
    out_of_hours: str


class Note(Entry, frozen=True, kw_only=True):
    """How to work with a person, added to every action that is done with them."""

    key: str
    factors: tuple[str, ...]
    ratings: tuple[str, ...]
    text: str


class ActionFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything in ``actions/<version>.toml``."""

    version: str
    status: Status
    effective_from: dt.date
    sources: tuple[Source, ...]
    actions: tuple[ActionEntry, ...]
    contingencies: tuple[ContingencyEntry, ...]
    notes: tuple[Note, ...] = ()

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Everything in it that must name its source."""
        return *self.actions, *self.contingencies, *self.notes
