"""
What the tables look like, whom they count and which readings are open: data, read and checked.

``mappa_statistics/<version>.toml`` is a :class:`Layout`; every block of it names its source.
"""

import datetime as dt
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Literal

import msgspec
from msgspec import Struct

from riskservice.errors import BrokenPlugin, Fault
from riskservice.kit.blocks import Cited, Source
from riskservice.kit.outcome import Confidence
from riskservice.kit.tables import Status, digest_of
from riskservice.mappa.statistics.settings import READINGS

PACKAGE, FOLDER, VERSION = "models", "mappa_statistics", "2024.1"
KEYS = ("T1", "T2", "T3", "T4", "T5", "T6", "T7a", "T7b", "T8")

Period = Literal["snapshot", "year"]


class Shown(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A key and what it is called."""

    key: str
    title: str


class YearRule(Cited, frozen=True, kw_only=True):
    """Month and day on which the year ends."""

    ends_month: int
    ends_day: int

    def last_day(self, year: int) -> dt.date:
        """Return the last day of the year that ends in a calendar year."""
        return dt.date(year, self.ends_month, self.ends_day)

    def first_day(self, year_end: dt.date) -> dt.date:
        """Return the first day of the year that ends on a day."""
        return self.last_day(year_end.year - 1) + dt.timedelta(days=1)


class CategoryEntry(Cited, frozen=True, kw_only=True):
    """A category, the levels there are in it, and whether it is withheld altogether."""

    category: int
    title: str
    short: str
    levels: tuple[int, ...]
    withheld: bool = False


class LevelEntry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A level, and whether the tables of the year have it."""

    level: int
    title: str
    in_year: bool


class TableEntry(Cited, frozen=True, kw_only=True):
    """
    A table: its words, and the columns of the file it cannot do without.

    Attributes
    ----------
    period : {"snapshot", "year"}
    population : str
        Whom it counts.
    trap : str
        What it is easily mistaken for.
    lines : tuple of Shown
        Rows of a table that is not laid out by level.
    """

    key: str
    number: str
    title: str
    period: Period
    needs: tuple[str, ...]
    population: str
    trap: str
    lines: tuple[Shown, ...] = ()


class RateRule(Cited, frozen=True, kw_only=True):
    """To how many residents a rate is given."""

    per: int


class Population(Cited, frozen=True, kw_only=True):
    """Residents of an area aged 10 and over, for the year that ends on a day. [people]"""

    area: str
    year_end: dt.date
    estimate: str
    number: int


class DisclosureRule(Cited, frozen=True, kw_only=True):
    """Counts from 1 to one less than this are withheld; 0 withholds none."""

    suppress_below: int


class SettingEntry(Cited, frozen=True, kw_only=True):
    """A point the sources leave open: its readings, in words, and which is the default."""

    default: str
    title: str
    readings: dict[str, str]


class Layout(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything in ``mappa_statistics/<version>.toml``."""

    version: str
    status: Status
    effective_from: dt.date
    title: str
    marking: str
    layout_of: dt.date
    about_layout: str
    regional_from: dt.date
    about_regions: str
    sources: tuple[Source, ...]
    year: YearRule
    categories: tuple[CategoryEntry, ...]
    levels: tuple[LevelEntry, ...]
    tables: tuple[TableEntry, ...]
    rate: RateRule
    populations: tuple[Population, ...]
    disclosure: DisclosureRule
    settings: dict[str, SettingEntry]

    @property
    def open_categories(self) -> tuple[CategoryEntry, ...]:
        """Categories that are shown."""
        return tuple(each for each in self.categories if not each.withheld)

    @property
    def year_levels(self) -> tuple[LevelEntry, ...]:
        """Levels of the tables of the year."""
        return tuple(each for each in self.levels if each.in_year)

    def table(self, key: str) -> TableEntry:
        """Return a table by key."""
        return next(each for each in self.tables if each.key == key)

    def levels_of(self, category: int) -> tuple[int, ...]:
        """Return the levels there are in a category."""
        return next(each.levels for each in self.categories if each.category == category)

    def source(self, cite: str) -> str:
        """Return a source in words."""
        return next(each.cite for each in self.sources if each.id == cite)

    def population(self, area: str, year_end: dt.date) -> Population | None:
        """Return the known population of an area for a year; None where there is none."""
        named = area.strip().casefold()
        return next(
            (p for p in self.populations if p.area == named and p.year_end == year_end), None
        )


class Released(Struct, frozen=True, kw_only=True):
    """A layout with the fingerprint of its file."""

    layout: Layout
    digest: str


def decode_layout(raw: bytes) -> Released:
    """
    Return the layout a TOML file holds.

    Raises
    ------
    BrokenPlugin
        When a type does not fit, or with every name that leads nowhere.
    """
    try:
        layout = msgspec.toml.decode(raw, type=Layout)
    except (msgspec.DecodeError, ValueError) as error:
        raise _broken("", str(error)) from None
    if faults := [fault for place, message in _faults(layout) for fault in _fault(place, message)]:
        raise BrokenPlugin(*faults)
    return Released(layout=layout, digest=digest_of(raw))


@cache
def load_layout(package: str = PACKAGE, version: str = VERSION) -> Released:
    """Return a released layout by package and version, read once; as :func:`decode_layout`."""
    return decode_layout((files(package) / FOLDER / f"{version}.toml").read_bytes())


def _faults(layout: Layout) -> Iterator[tuple[str, str]]:
    known = {source.id for source in layout.sources}
    for place, entry in _entries(layout):
        if entry.cite not in known:
            yield f"{place}/cite", f"cites {entry.cite}, which is none of its sources"
    if tuple(table.key for table in layout.tables) != KEYS:
        yield "tables", f"must be {', '.join(KEYS)}, each once and in this order"
    levels = {each.level for each in layout.levels}
    for category in layout.categories:
        if not set(category.levels) <= levels:
            yield f"categories/{category.category}/levels", "names a level there is not"
    for name, readings in READINGS.items():
        setting = layout.settings.get(name)
        if setting is None or set(setting.readings) != set(readings):
            yield f"settings/{name}", f"must have the readings {', '.join(readings)}"
        elif setting.default not in readings:
            yield f"settings/{name}/default", "is none of its readings"
    for name in layout.settings.keys() - READINGS.keys():
        yield f"settings/{name}", "is not a setting"


def _entries(layout: Layout) -> Iterator[tuple[str, Cited]]:
    yield "year", layout.year
    yield "rate", layout.rate
    yield "disclosure", layout.disclosure
    yield from ((f"categories/{each.category}", each) for each in layout.categories)
    yield from ((f"tables/{each.key}", each) for each in layout.tables)
    yield from ((f"populations/{each.area}", each) for each in layout.populations)
    yield from ((f"settings/{name}", each) for name, each in layout.settings.items())


def _fault(place: str, message: str) -> Iterator[Fault]:
    yield Fault(pointer=f"{FOLDER}/{place}", message=message, way_out="Correct the file.")


def _broken(place: str, message: str) -> BrokenPlugin:
    return BrokenPlugin(*_fault(place, message))


def words(confidence: Confidence) -> str:
    """Return how well something is confirmed, as it is printed."""
    return {"confirmed": "confirmed", "unconfirmed": "not confirmed"}.get(confidence, confidence)
