"""A document as one self-contained page: for a screen, a screen reader and paper."""

from functools import cache
from importlib.resources import files
from typing import Final

from jinja2 import Environment, StrictUndefined, Template
from markupsafe import Markup
from msgspec.structs import replace

from riskservice.kit.dates import in_words
from riskservice.planning.documents.clean import cleaned
from riskservice.planning.documents.parts import (
    Block,
    Content,
    Document,
    Fact,
    Line,
    Row,
    Table,
)
from riskservice.planning.documents.shown import fits_a_page, named, withheld_text

_LONGEST_CASE: Final = 40
"""Of a case's identifier in the margin of a page; it stands in full at the top. [characters]"""


def document_to_html(document: Document) -> str:
    """
    Return a document as an HTML page that needs nothing from elsewhere.

    Parameters
    ----------
    document : Document
        Every text in it is escaped. Printed, marking and statement stand on every page.
    """
    sound = cleaned(document)
    title = named(sound)
    return _template().render(document=sound, title=title, folio=_css(_folio(sound)))


@cache
def _template() -> Template:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["day"] = in_words
    environment.globals |= {
        "kind": _kind,
        "withheld": _withheld,
        "widths": _widths,
        "short": fits_a_page,
    }
    source = files("riskservice.planning") / "templates" / "documents" / "document.html"
    return environment.from_string(source.read_text(encoding="utf-8"))


def _kind(block: Content) -> str:
    return str(block.__struct_config__.tag)


def _withheld(item: Block | Fact | Line | Row) -> Markup:
    text = withheld_text(item.non_disclosable)
    return Markup('<br><span class="withheld">{}</span>').format(text) if text else Markup()


def _widths(table: Table) -> list[str]:
    total = sum(column.share for column in table.columns)
    return [f"{100 * column.share / total:.2f}" for column in table.columns]


def _folio(document: Document) -> str:
    """Return the name of a document for the margin of a page, where only one line fits."""
    case = document.case_id
    if len(case) > _LONGEST_CASE:
        case = f"{case[:_LONGEST_CASE]}..."
    return named(replace(document, case_id=case))


def _css(text: str) -> Markup:
    """Return a text as a string of a style sheet, with everything outside plain ASCII escaped."""
    kept = "".join(
        char if char.isascii() and (char.isalnum() or char in " ,.:-()/") else f"\\{ord(char):x} "
        for char in text
    )
    return Markup(f'"{kept}"')  # noqa: S704  only harmless characters are left
