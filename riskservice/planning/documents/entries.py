"""
What stands in the printed documents beside the case itself, read from data that names its sources.

An area can replace ``documents/<version>.toml`` by its own forms; :func:`decode_forms` reports
every fault at once.
"""

import datetime as dt
from collections.abc import Iterator
from functools import cache
from importlib.resources import files
from typing import Annotated, Any, Literal, get_args

import msgspec
from msgspec import Meta, Struct

from riskservice.errors import BrokenPlugin, Fault
from riskservice.kit.blocks import Source
from riskservice.kit.tables import Status, digest_of
from riskservice.planning.documents.parts import DocumentKind
from riskservice.planning.library import PACKAGE
from riskservice.planning.library_faults import reading_faults
from riskservice.planning.rules import Rule

VERSION = "2026.1"

ReferralPart = Literal[
    "identity",
    "category",
    "level",
    "offences",
    "risk",
    "at_risk",
    "plan",
    "diversity",
    "disclosure",
    "settle",
    "signatures",
]
AgendaItem = Literal[
    "attendance",
    "statement",
    "before",
    "information",
    "risk",
    "plan",
    "contingencies",
    "disclosure",
    "level",
    "dissent",
    "review",
    "minutes",
]
IdentifierName = Literal["name", "aliases", "pnc", "ndelius", "visor", "prison", "ethnicity"]
DisclosureField = Literal[
    "recipient",
    "information",
    "disclosed_by",
    "when",
    "where",
    "advice",
    "support",
    "authority",
    "reason",
]
Whom = Literal["professionals", "mappa", "person"]
Count = Annotated[int, Meta(ge=1)]


class Words(Rule, frozen=True, kw_only=True):
    """A text with its source."""

    text: str


class Lines(Rule, frozen=True, kw_only=True):
    """Several texts with one source."""

    lines: tuple[str, ...]


class Exemptions(Rule, frozen=True, kw_only=True):
    """Sections of the Freedom of Information Act 2000 that the form names."""

    sections: tuple[str, ...]

    def __str__(self) -> str:
        return " and ".join(
            part for part in (", ".join(self.sections[:-1]), *self.sections[-1:]) if part
        )


class PersonRule(Rule, frozen=True, kw_only=True):
    """What stands in the person's own copy in place of what it leaves out."""

    notice: str
    free_text: str
    left_out: str


class Longest(Rule, frozen=True, kw_only=True):
    """The longest text that does not look pasted. [characters]"""

    longest: Count


class Shortest(Rule, frozen=True, kw_only=True):
    """The shortest text that does not look like a code. [characters]"""

    shortest: Count


class Part(Rule, frozen=True, kw_only=True):
    """A part of a form: its heading and what is asked under it."""

    title: str
    prompt: str


class PartOfReferral(Part, frozen=True, kw_only=True):
    """A part of the referral."""

    key: ReferralPart


class ItemOfAgenda(Part, frozen=True, kw_only=True):
    """An item of the agenda."""

    key: AgendaItem


class Identifier(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A name or identifier the referral asks for."""

    key: IdentifierName
    title: str


class DisclosureTitle(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One thing that a decision on disclosure records."""

    key: DisclosureField
    title: str


class FormFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything in ``documents/<version>.toml``."""

    version: str
    status: Status
    effective_from: dt.date
    marking: str
    language: str
    sources: tuple[Source, ...]
    statements: dict[Whom, Words]
    exemptions: Exemptions
    titles: dict[DocumentKind, str]
    person: PersonRule
    signature: dict[DocumentKind, Lines]
    referral: tuple[PartOfReferral, ...]
    settle: Lines
    identifiers: tuple[Identifier, ...]
    offence_text: Longest
    ethnicity: Shortest
    agenda: tuple[ItemOfAgenda, ...]
    spoken: Lines
    handling: Lines
    disclosure: tuple[DisclosureTitle, ...]


class Forms(Struct, frozen=True, kw_only=True):
    """Checked forms with their fingerprint."""

    file: FormFile
    digest: str

    def cite(self, rule: Rule) -> str:
        """Return the full citation of a rule."""
        return next(source.cite for source in self.file.sources if source.id == rule.cite)

    def statement(self, whom: Whom) -> str:
        """Return the confidentiality statement for those a document is made for."""
        text = self.file.statements[whom].text
        return text.replace("{sections}", str(self.file.exemptions))

    @property
    def stamp(self) -> str:
        """Version, status and fingerprint in one line."""
        return f"{self.file.version} ({self.file.status}) {self.digest}"


def decode_forms(raw: bytes) -> Forms:
    """
    Return the forms a TOML file holds.

    Raises
    ------
    BrokenPlugin
        With every fault: wrong types, missing citations, parts that are missing or stand twice.
    """
    if faults := list(reading_faults(raw, FormFile, "documents")):
        raise BrokenPlugin(*faults)
    file = msgspec.toml.decode(raw, type=FormFile)
    if faults := list(_faults(file)):
        raise BrokenPlugin(*faults)
    return Forms(file=file, digest=digest_of(raw))


@cache
def load_forms(package: str = PACKAGE, version: str = VERSION) -> Forms:
    """
    Return released forms by package and version, read once.

    Raises
    ------
    BrokenPlugin
        When the file is not sound; see :func:`decode_forms`.
    """
    return decode_forms((files(package) / "documents" / f"{version}.toml").read_bytes())


def _rules(value: Any, place: str) -> Iterator[tuple[str, Rule]]:
    """Yield every rule of the file with its place."""
    if isinstance(value, Rule):
        yield place, value
    elif isinstance(value, dict):
        for key, each in value.items():
            yield from _rules(each, f"{place}.{key}")
    elif isinstance(value, tuple):
        for number, each in enumerate(value):
            yield from _rules(each, f"{place}.{getattr(each, 'key', number)}")


def _faults(file: FormFile) -> Iterator[Fault]:
    known = {source.id for source in file.sources}
    for name in file.__struct_fields__:
        for place, rule in _rules(getattr(file, name), f"documents.{name}"):
            if rule.cite not in known:
                yield _fault(f"{place}.cite", "is not among the sources", "Name a source.")
    wanted: dict[str, tuple[list[str], Any]] = {
        "statements": (list(file.statements), Whom),
        "titles": (list(file.titles), DocumentKind),
        "signature": (list(file.signature), DocumentKind),
        "referral": ([part.key for part in file.referral], ReferralPart),
        "agenda": ([item.key for item in file.agenda], AgendaItem),
        "identifiers": ([each.key for each in file.identifiers], IdentifierName),
        "disclosure": ([each.key for each in file.disclosure], DisclosureField),
    }
    for place, (given, names) in wanted.items():
        for name in get_args(names):
            if given.count(name) != 1:
                how = "is missing" if name not in given else "stands twice"
                yield _fault(f"documents.{place}.{name}", how, "Let it stand once.")


def _fault(pointer: str, message: str, way_out: str) -> Fault:
    return Fault(pointer=pointer, message=message, way_out=way_out)
