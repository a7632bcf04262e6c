"""What both renderings of a document show in the same words."""

from typing import Final

from riskservice.kit.dates import in_words
from riskservice.planning.documents.parts import Document, Row

LONGEST_KEPT: Final = 900
"""A row with less text is not broken over two pages; a longer one may be. [characters]"""


def named(document: Document) -> str:
    """Return the name of a document as it stands in the properties of a file."""
    return f"{document.title}: case {document.case_id}, {in_words(document.on)}"


def withheld_text(reason: str | None) -> str:
    """Return the words that mark what may not be shown to the person; nothing where it may."""
    return f"[Not to be shown to the person: {reason}]" if reason is not None else ""


def open_text(by: str) -> str:
    """Return the words that stand where nobody has written yet."""
    return f"[ to be written by: {by} ]" if by else "[ to be written ]"


def fits_a_page(row: Row) -> bool:
    """Whether a row is short enough to be kept on one page."""
    return max(map(len, row.cells), default=0) < LONGEST_KEPT
