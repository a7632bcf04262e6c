"""Where factors come from: what the policy file says about finding and rating each of them."""

from typing import Literal

from msgspec import Struct, field

from riskservice.planning.cited import Entry
from riskservice.planning.parts import Kind

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
    "group",
    "value",
    "each",
    "fact",
]
Group = Literal["adult", "woman", "child"]
"""``child`` is known to be under age, ``woman`` known to be one; everybody else is ``adult``."""

FactName = Literal[
    "images_only",
    "image_history",
    "contact_history",
    "reactive",
    "first_visit_due",
    "arms_due",
    "asset_unknown",
    "needs_unknown",
    "circumstances_unknown",
    "set_aside",
]
"""Functions of :mod:`riskservice.planning.facts`."""

ScaleName = Kind
MISSING = "missing"
"""What a value counts as when it says that something is not known."""


class Scale(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    Ratings from least to most risk, and those that may not stay without an action.

    Attributes
    ----------
    word : str
        Stands after the rating's title in print.
    titles : dict of str to str
        Wording of ratings that are not levels.
    lowest_is_nothing : bool
        Whether the lowest rating says that there is nothing, and so holds only where everything
        that could say otherwise is known.
    """

    rises: tuple[str, ...]
    high: tuple[str, ...]
    word: str
    titles: dict[str, str] = field(default_factory=dict)
    lowest_is_nothing: bool = False


class FactorEntry(Entry, frozen=True, kw_only=True):
    """
    A factor the library may name.

    Attributes
    ----------
    found_in : str
        ``rating`` and ``cell`` are answers of that key, ``result`` is the instrument of that key,
        ``value`` is read from the record, ``each`` is one factor for each entry of a list there,
        ``fact`` is worked out by the function of that name, ``group`` belongs to everybody of a
        group; the others are worked out from the whole assessment.
    may_be_missing : bool
        Whether an unrated factor appears in the plan as missing.
    needed_when : tuple of str
        Settings in which a rating is expected; in all of them where left out.
    whom : tuple of str
        Groups of people for whom it exists; all of them where left out.
    settings : tuple of str
        Settings in which it exists; all of them where left out.
    reads : dict of str to str
        Places in the record, and the reading by which each of them is rated; the highest counts.
    enough : tuple of str
        Places that must all be known before a rating of nothing holds; all of them where left out.
    bands : dict of str to str
        What a result's band counts as, where the scale does not know the band itself.
    each, named_by, tells, ends : str
        For ``each``: the list, the field that identifies an entry, the fields that are quoted, and
        the field with its last day, after which it is passed over.
    where : dict of str to tuple of str
        For ``each``: fields, and the values one of which an entry must have.
    fact : str or None
        The function that works it out.
    area : str
        Area of need it belongs to.
    withheld : bool
        Whether it is kept out of the person's own copy unless the record says otherwise.
    """

    key: str
    title: str
    scale: ScaleName
    found_in: FoundIn
    instrument: str = ""
    may_be_missing: bool = False
    needed_when: tuple[str, ...] = ()
    whom: tuple[Group, ...] = ()
    settings: tuple[str, ...] = ()
    reads: dict[str, str] = field(default_factory=dict)
    enough: tuple[str, ...] = ()
    bands: dict[str, str] = field(default_factory=dict)
    each: str = ""
    named_by: str = ""
    tells: tuple[str, ...] = ()
    ends: str = ""
    where: dict[str, tuple[str, ...]] = field(default_factory=dict)
    fact: FactName | None = None
    area: str = ""
    withheld: bool = False

    def exists_for(self, group: Group, setting: str | None) -> bool:
        """Whether it exists for a group in a setting; in an unknown setting everything does."""
        here = not self.settings or setting is None or setting in self.settings
        return here and (not self.whom or group in self.whom)


class Variant(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    People to whom some things are put in other words, or assigned to other roles.

    Attributes
    ----------
    whom : str or None
        The group it is for.
    factor, rating : str
        Or the factor, and its rating, that a person must have.
    fact : str or None
        Or the fact that must hold.
    settings : tuple of str
        Or the settings one of which the person must be in.
    roles : dict of str to str
        Roles that are taken by others.
    """

    key: str
    whom: Group | None = None
    factor: str = ""
    rating: str = ""
    fact: FactName | None = None
    settings: tuple[str, ...] = ()
    roles: dict[str, str] = field(default_factory=dict)
