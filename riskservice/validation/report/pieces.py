"""What a report is made of: sections of tables and figures, each with its caption."""

from typing import NamedTuple

from markupsafe import Markup


class Caption(NamedTuple):
    """What a table or a figure shows, how it is read, and what it cannot show."""

    shows: str
    read: str
    cannot: str


class Table(NamedTuple):
    """
    A table; the first cell of a row names it.

    Attributes
    ----------
    key : str
        Unique within the page.
    title : str
    head : tuple of str
    rows : list of tuple of str
    caption : Caption
    notes : tuple of str
        Below it, about rows of it.
    """

    key: str
    title: str
    head: tuple[str, ...]
    rows: list[tuple[str, ...]]
    caption: Caption
    notes: tuple[str, ...] = ()


class Figure(NamedTuple):
    """A picture with its caption."""

    key: str
    title: str
    svg: Markup
    caption: Caption


class Absent(NamedTuple):
    """A table or figure that is left out, and why."""

    title: str
    why: str


Piece = Table | Figure | Absent


class Section(NamedTuple):
    """A section: words, then its pieces in order."""

    key: str
    title: str
    words: tuple[str, ...]
    pieces: tuple[Piece, ...]
