"""Blocks put together in few words, and facts put as people read them."""

import datetime as dt
import re
from collections.abc import Iterable, Iterator
from typing import Final

from riskservice.kit.dates import in_words
from riskservice.planning.documents.parts import (
    Block,
    Bullets,
    Column,
    Fact,
    Facts,
    Heading,
    Level,
    Line,
    Paragraph,
    Row,
    Table,
)

UNKNOWN: Final = "not recorded"
_KEY: Final = re.compile(r"[a-z0-9]+(?:_[a-z0-9]+)+")
"""A value that is a key, such as ``still_at_large``; never what a person wrote in sentences."""
_NAMES: Final = {
    "arms": "ARMS",
    "assetplus": "AssetPlus",
    "mappa": "MAPPA",
    "ndelius": "nDelius",
    "pnc": "PNC",
    "sds": "SDS",
    "visor": "ViSOR",
}


class Cites:
    """Sources in the order in which a document first names them."""

    def __init__(self) -> None:
        self._numbers: dict[str, int] = {}

    def mark(self, cite: str, confidence: str | None = None) -> str:
        """Return the number of a source, and how well it is confirmed, in brackets."""
        if not cite:
            return f"[{confidence}]" if confidence else ""
        number = self._numbers.setdefault(cite, len(self._numbers) + 1)
        return f"[{number}, {confidence}]" if confidence else f"[{number}]"

    def blocks(self) -> Iterator[Block]:
        """Yield the list of everything that was named."""
        if self._numbers:
            yield heading("Sources")
            yield table(
                "Sources, with the numbers they have in this document",
                [("Number", 1), ("Source", 8)],
                [Row(cells=(str(number), cite)) for cite, number in self._numbers.items()],
            )


def heading(text: str, level: Level = 1) -> Heading:
    """Return a heading."""
    return Heading(text=text, level=level)


def facts(pairs: Iterable[tuple[str, str | None]]) -> Facts:
    """Return labels with what is known; what is empty is said to be not recorded."""
    return Facts(facts=tuple(Fact(label=label, text=text or UNKNOWN) for label, text in pairs))


def known(pairs: Iterable[tuple[str, str | None]]) -> Facts:
    """Return labels with what is known; what is empty is left out."""
    return facts((label, text) for label, text in pairs if text)


def bullets(lines: Iterable[str]) -> Bullets:
    """Return a list."""
    return Bullets(lines=tuple(Line(text=text) for text in lines))


def notice(text: str, label: str = "") -> Paragraph:
    """Return a paragraph that must not be overlooked."""
    return Paragraph(text=text, style="notice", label=label)


def table(title: str, columns: Iterable[tuple[str, int]], rows: Iterable[Row]) -> Table:
    """Return a table of headings with their widths, and rows."""
    return Table(
        title=title,
        columns=tuple(Column(title=name, share=share) for name, share in columns),
        rows=tuple(rows),
    )


def said(value: object) -> str:
    """Return a recorded value as people read it; None is *not recorded*, never *no*."""
    match value:
        case None:
            return UNKNOWN
        case bool():
            return "yes" if value else "no"
        case dt.datetime():
            return f"{in_words(value.date())}, {value:%H:%M}"
        case dt.date():
            return in_words(value)
        case str():
            return value.replace("_", " ") if _KEY.fullmatch(value) else value
        case _:
            return str(value)


def label(name: str) -> str:
    """Return the name of a field as a label."""
    words = [_NAMES.get(word, word) for word in name.split("_")]
    text = " ".join(words)
    return text[:1].upper() + text[1:] if words[0] == words[0].lower() else text


def sentence(text: str) -> str:
    """Return a text that begins with a capital and ends with a stop."""
    text = text.strip()
    if not text:
        return ""
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "!", "?", ":")) else ".")


def joined(*parts: str | None, by: str = "\n") -> str:
    """Return the parts that say something, on lines of their own."""
    return by.join(part for part in parts if part)
