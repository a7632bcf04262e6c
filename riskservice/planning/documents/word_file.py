"""Write a document as a Word file; needs the library of the extra ``planning``."""

import datetime as dt
import io
from typing import Any, Final

import docx
from docx.enum.text import WD_ALIGN_PARAGRAPH

from riskservice.kit.dates import in_words
from riskservice.planning.documents import word_styles
from riskservice.planning.documents.clean import cleaned
from riskservice.planning.documents.parts import (
    Bullets,
    Content,
    Document,
    Facts,
    Gap,
    Heading,
    Paragraph,
    Table,
)
from riskservice.planning.documents.shown import named, open_text, withheld_text
from riskservice.planning.documents.word_table import table_xml
from riskservice.planning.documents.word_xml import element, field, paragraph, runs
from riskservice.planning.documents.zipped import restamped

_LONGEST_LABEL: Final = 25
"""A label of a fact that fits before it; after a longer one a line begins. [characters]"""


def write(document: Document) -> bytes:
    """Return a document as the bytes of a Word file, the same for the same document."""
    sound = cleaned(document)
    made = docx.Document()
    _prepare(made, sound)
    body = made.element.body
    end = body.sectPr
    for each in _head(sound):
        end.addprevious(each)
    for block in sound.blocks:
        for each in _block(block):
            end.addprevious(each)
    out = io.BytesIO()
    made.save(out)
    return restamped(out.getvalue(), sound.on)


def _prepare(made: Any, document: Document) -> None:
    """Set what stands beside the text: looks, properties, and what is on every page."""
    word_styles.dress(made, document.language)
    midnight = dt.datetime.combine(document.on, dt.time())
    properties = made.core_properties
    properties.title, properties.subject = named(document), document.title
    properties.author = properties.last_modified_by = document.engine
    properties.category, properties.language = document.marking, document.language
    properties.comments = properties.keywords = ""
    properties.created = properties.modified = midnight
    properties.revision = 1
    package = made.part.package
    for name, relation in list(package.rels.items()):
        # The library's template brings a picture of an empty page.
        if relation.reltype.endswith("/thumbnail"):
            del package.rels[name]
    _every_page(made.sections[0], document)


def _every_page(section: Any, document: Document) -> None:
    top = section.header.paragraphs[0]
    top.alignment = WD_ALIGN_PARAGRAPH.CENTER
    top._p.extend(runs(document.marking))  # noqa: SLF001  the library has no runs of both directions
    foot = section.footer.paragraphs[0]
    foot.alignment = WD_ALIGN_PARAGRAPH.CENTER
    foot._p.extend(runs(document.statement))  # noqa: SLF001
    folio = section.footer.add_paragraph(style="Footer")
    folio.alignment = WD_ALIGN_PARAGRAPH.CENTER
    line = folio._p  # noqa: SLF001
    line.extend(runs(f"{named(document)}. Page "))
    line.extend(field("PAGE"))
    line.extend(runs(" of "))
    line.extend(field("NUMPAGES"))


def _head(document: Document) -> list[Any]:
    return [
        paragraph(document.title, "Title"),
        paragraph(f"Case {document.case_id}, {in_words(document.on)}"),
    ]


def _block(block: Content) -> list[Any]:
    """Return the paragraphs and tables of one block."""
    withheld = withheld_text(block.non_disclosable)
    marked = [paragraph(withheld, bold=True)] if withheld else []
    match block:
        case Heading():
            return [paragraph(block.text, f"Heading{block.level}")]
        case Paragraph():
            style = {"quote": "Quotation", "notice": "Notice", "small": "Small"}.get(
                block.style, ""
            )
            lead = f"{block.label}: " if block.label else ""
            return [paragraph(block.text, style, lead=lead), *marked]
        case Facts():
            return [*map(_fact, block.facts), *marked]
        case Bullets():
            lines = [
                paragraph(_with(line.text, line.non_disclosable), "ListBullet")
                for line in block.lines
            ]
            return [*lines, *marked]
        case Table():
            return [paragraph(block.title, "TableTitle"), *marked, table_xml(block), paragraph()]
        case Gap():
            shown = block.text or f"{open_text(block.by)}\n\n\n"
            text = paragraph(_with(shown, block.non_disclosable), "GapText", bold=not block.text)
            return [paragraph(block.prompt, "GapPrompt", bold=True), text]


def _fact(fact: Any) -> Any:
    made = paragraph(style="Fact", lead=fact.label)
    between = element("r")
    between.append(element("tab" if len(fact.label) <= _LONGEST_LABEL else "br"))
    made.append(between)
    made.extend(runs(_with(fact.text, fact.non_disclosable)))
    return made


def _with(text: str, reason: str | None) -> str:
    marked = withheld_text(reason)
    return f"{text}\n{marked}" if marked else text
