"""What the file on transparency holds: published validity, gaps, and the frame of the record."""

import datetime as dt
from collections.abc import Iterator
from typing import Literal

from msgspec import Struct

from riskservice.kit.blocks import Cited, Source
from riskservice.kit.tables import Status

Seen = Literal["publication", "abstract", "summary", "quotation"]
"""What of the source was read."""


class Study(Cited, frozen=True, kw_only=True):
    """
    A published finding on how well instruments predict or raters agree.

    Attributes
    ----------
    instruments : tuple of str
    measure, value, people : str
        What was measured, what came out as it was printed, and on how many.
    seen : {"publication", "abstract", "summary", "quotation"}
    """

    instruments: tuple[str, ...]
    measure: str
    value: str
    people: str
    seen: Seen


class Gap(Cited, frozen=True, kw_only=True):
    """What is not known of some instruments, said plainly."""

    instruments: tuple[str, ...]
    text: str


class Comparator(Cited, frozen=True, kw_only=True):
    """A finding on another instrument that helps to read those it stands beside."""

    beside: tuple[str, ...]
    name: str
    value: str
    people: str
    seen: Seen


class Sensitive(Cited, frozen=True, kw_only=True):
    """Questions that ask something sensitive, and of what kind."""

    kind: str
    questions: tuple[str, ...]


class Standard(Cited, frozen=True, kw_only=True):
    """The standard a record follows."""

    name: str
    version: str
    applies: str


class Field(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One field of the record."""

    key: str
    title: str


class Part(Cited, frozen=True, kw_only=True):
    """One section of the record."""

    number: str
    title: str
    fields: tuple[Field, ...]


class TransparencyFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """``transparency/<version>.toml``."""

    key: str
    version: str
    status: Status
    effective_from: dt.date
    note: str = ""
    sources: tuple[Source, ...]
    studies: tuple[Study, ...]
    gaps: tuple[Gap, ...]
    comparators: tuple[Comparator, ...] = ()
    sensitive: tuple[Sensitive, ...]
    standard: Standard
    sections: tuple[Part, ...]

    def blocks(self) -> Iterator[tuple[str, Cited]]:
        """Yield every cited block with its place."""
        for name in ("studies", "gaps", "comparators", "sensitive", "sections"):
            for i, block in enumerate(getattr(self, name)):
                yield f"{name}.{i}", block
        yield "standard", self.standard

    def fields(self) -> tuple[str, ...]:
        """Return the key of every field of the record."""
        return tuple(field.key for part in self.sections for field in part.fields)

    def faults(self) -> Iterator[str]:
        """Yield everything that is wrong with it beyond its types."""
        known = {source.id for source in self.sources}
        for place, block in self.blocks():
            if block.cite not in known:
                yield f"{place}: cites {block.cite!r}, which is not among the sources"
        keys = self.fields()
        yield from (f"field {key} stands twice" for key in set(keys) if keys.count(key) > 1)
