"""The rules of a screening, read, checked and fingerprinted; an area can replace the file."""

import datetime as dt
from functools import cache, cached_property
from importlib.resources import files

import msgspec
from msgspec import Struct

from riskservice.errors import BrokenPlugin, Fault, NotInForce
from riskservice.kit.tables import digest_of
from riskservice.mappa.entries import CategoryEntry, Chairs, Fact, Rule, RuleFile
from riskservice.mappa.rulebook_faults import rulebook_faults
from riskservice.planning.library_faults import reading_faults

PACKAGE = "models"
FOLDER = "mappa"
VERSION = "2026.1"


class MappaStamp(Struct, frozen=True, kw_only=True):
    """Which rules a screening was made with."""

    version: str
    status: str
    effective_from: dt.date
    digest: str


class Rulebook:
    """
    A checked file of rules.

    Parameters
    ----------
    file : RuleFile
    digest : str
    """

    def __init__(self, file: RuleFile, digest: str) -> None:
        self.file = file
        self.stamp = MappaStamp(
            version=file.version,
            status=file.status,
            effective_from=file.effective_from,
            digest=digest,
        )

    @cached_property
    def rules(self) -> dict[str, Rule]:
        """Every rule by its key."""
        return {rule.key: rule for rule in self.file.rules}

    @cached_property
    def cites(self) -> dict[str, str]:
        """Every source in full by its identifier."""
        return {source.id: source.cite for source in self.file.sources}

    @property
    def defaults(self) -> dict[str, str]:
        """The default reading of every open point."""
        return {setting.key: setting.default for setting in self.file.settings}

    @property
    def facts(self) -> dict[str, Fact]:
        """Every fact a rule may ask."""
        return self.file.facts

    def category(self, category: int) -> CategoryEntry:
        """Return what holds in a category."""
        return next(entry for entry in self.file.categories if entry.category == category)

    def chairs(self, category: int, level: int) -> Chairs | None:
        """Return who may chair; None where the sources do not say."""
        return next(
            (e for e in self.file.chairs if (e.category, e.level) == (category, level)), None
        )

    def refuse_before(self, on: dt.date) -> None:
        """
        Refuse a day on which the rules were not those of this file.

        Raises
        ------
        NotInForce
        """
        if on < self.file.effective_from:
            raise NotInForce(
                Fault(
                    pointer="/on",
                    value=str(on),
                    message="these MAPPA rules were not in force on that date",
                    way_out=f"Choose a day from {self.file.effective_from}.",
                )
            )


def decode_rulebook(raw: bytes) -> Rulebook:
    """
    Return the rules a TOML file holds.

    Raises
    ------
    BrokenPlugin
        With every fault: wrong types, missing citations, names that lead nowhere, rules that go in
        a circle, readings the program does not know.
    """
    if faults := list(reading_faults(raw, RuleFile, FOLDER)):
        raise BrokenPlugin(*faults)
    file = msgspec.toml.decode(raw, type=RuleFile)
    if faults := list(rulebook_faults(file)):
        raise BrokenPlugin(*faults)
    return Rulebook(file, digest_of(raw))


@cache
def load_rulebook(package: str = PACKAGE, version: str = VERSION) -> Rulebook:
    """
    Return released rules by package and version, read once.

    Raises
    ------
    BrokenPlugin
        When the file is not sound; see :func:`decode_rulebook`.
    """
    return decode_rulebook((files(package) / FOLDER / f"{version}.toml").read_bytes())
