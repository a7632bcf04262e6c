"""Text that a document can hold: no control characters, nothing that steers how it is read."""

import unicodedata
from typing import Any, Final

import msgspec
from msgspec.structs import replace

from riskservice.planning.documents.blocks import notice
from riskservice.planning.documents.parts import Document

REPLACEMENT: Final = "\N{REPLACEMENT CHARACTER}"
_BREAKS: Final = ("\r\n", "\r", "\v", "\f", "\x85", "\N{LINE SEPARATOR}", "\N{PARAGRAPH SEPARATOR}")
_STEERS: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Embeddings, overrides and isolates: they can show a date or a name in another order."""
_NO_CHARACTERS: Final = 0xFFFE


def cleaned(document: Document) -> Document:
    """
    Return a document without characters that a file cannot hold; it says so where there were any.

    Line breaks of every kind become one kind, tabs become spaces. Every other control character,
    and those that turn the direction of the text round, become a visible mark.
    """
    plain, count = _cleaned(msgspec.to_builtins(document))
    made = msgspec.convert(plain, Document)
    if not count:
        return made
    one = count == 1
    text = (
        f"{count} {'character that a' if one else 'characters that a'} document cannot hold, or "
        f"that would change how it reads, {'was' if one else 'were'} replaced by {REPLACEMENT}. "
        "See the record itself."
    )
    return replace(made, blocks=(notice(text, "Text"), *made.blocks))


def _cleaned(value: Any) -> tuple[Any, int]:
    match value:
        case str():
            text = plain_text(value)
            return text, text.count(REPLACEMENT) - value.count(REPLACEMENT)
        case dict():
            found = {key: _cleaned(item) for key, item in value.items()}
            return {key: item for key, (item, _) in found.items()}, sum(
                count for _, count in found.values()
            )
        case list() | tuple():
            each = [_cleaned(item) for item in value]
            return [item for item, _ in each], sum(count for _, count in each)
        case _:
            return value, 0


def plain_text(text: str) -> str:
    """Return one text as a document can hold it."""
    if text.isascii() and text.isprintable():
        return text
    for found in _BREAKS:
        text = text.replace(found, "\n")
    text = text.replace("\t", " ")
    return "".join(char if _holds(char) else REPLACEMENT for char in text)


def _holds(char: str) -> bool:
    if char == "\n":
        return True
    if char in _STEERS or ord(char) & 0xFFFF >= _NO_CHARACTERS:
        return False
    return unicodedata.category(char) not in ("Cc", "Cs")
