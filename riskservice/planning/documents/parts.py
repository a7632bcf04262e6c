"""
What a document consists of, before anybody asks whether it becomes a page or a Word file.

A document is built once from typed content and rendered twice. Whatever may not be shown to the
person carries the reason in ``non_disclosable``.
"""

import datetime as dt
from typing import Literal

from msgspec import Struct

DocumentKind = Literal["plan", "referral", "minutes", "summary"]
Copy = Literal["professionals", "person"]
Level = Literal[1, 2]


class Block(Struct, frozen=True, kw_only=True, tag_field="block"):
    """
    Base of everything that stands in a document.

    Attributes
    ----------
    non_disclosable : str or None
        Why it may not be shown to the person; None where it may.
    """

    non_disclosable: str | None = None


class Heading(Block, frozen=True, kw_only=True, tag="heading"):
    """A heading: 1 for a part of the document, 2 for what stands under it."""

    text: str
    level: Level = 1


class Paragraph(Block, frozen=True, kw_only=True, tag="paragraph"):
    """
    Running text.

    Attributes
    ----------
    style : {"body", "quote", "notice", "small"}
        ``quote`` holds somebody's own words, ``notice`` must not be overlooked.
    label : str
        Printed in bold before the text.
    """

    text: str
    style: Literal["body", "quote", "notice", "small"] = "body"
    label: str = ""


class Fact(Struct, frozen=True, kw_only=True):
    """A label and what is known under it."""

    label: str
    text: str
    non_disclosable: str | None = None


class Facts(Block, frozen=True, kw_only=True, tag="facts"):
    """Labels with what is known under each."""

    facts: tuple[Fact, ...]


class Line(Struct, frozen=True, kw_only=True):
    """One entry of a list."""

    text: str
    non_disclosable: str | None = None


class Bullets(Block, frozen=True, kw_only=True, tag="bullets"):
    """A list without order."""

    lines: tuple[Line, ...]


class Column(Struct, frozen=True, kw_only=True):
    """
    A column of a table.

    Attributes
    ----------
    share : int
        Width, as a part of the sum over all columns.
    """

    title: str
    share: int = 1


class Row(Struct, frozen=True, kw_only=True):
    """
    A row of a table.

    Attributes
    ----------
    open : bool
        Whether it is left to be written in by hand, and so made tall.
    """

    cells: tuple[str, ...]
    open: bool = False
    non_disclosable: str | None = None


class Table(Block, frozen=True, kw_only=True, tag="table"):
    """A table with one row of headings; the first cell of a row names the row."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]


class Gap(Block, frozen=True, kw_only=True, tag="gap"):
    """
    A place where a person must write.

    Attributes
    ----------
    by : str
        Who writes there.
    text : str or None
        What has been written; None where nobody has yet.
    """

    prompt: str
    by: str = ""
    text: str | None = None


Content = Heading | Paragraph | Facts | Bullets | Table | Gap


class Document(Struct, frozen=True, kw_only=True):
    """
    A document, ready to be rendered.

    Attributes
    ----------
    marking, statement : str
        Protective marking and confidentiality statement; both stand on every page.
    language : str
        As HTML and Word name it.
    engine : str
        What made it; stands as the author in the properties of the file.
    """

    kind: DocumentKind
    title: str
    case_id: str
    on: dt.date
    marking: str
    statement: str
    language: str
    engine: str
    copy_for: Copy = "professionals"
    blocks: tuple[Content, ...]
