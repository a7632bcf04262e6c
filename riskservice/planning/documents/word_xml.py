"""Small pieces of the XML of Word, where its library has no words for them."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Any, Final

from docx.oxml import OxmlElement
from docx.oxml.ns import qn

_RIGHT_TO_LEFT: Final = ("R", "AL")
_SEGMENT: Final = re.compile(r"\S+|\s+")


def element(name: str, **attributes: str) -> Any:
    """Return an element of the word-processing namespace with its attributes."""
    made = OxmlElement(f"w:{name}")
    for key, value in attributes.items():
        made.set(qn(f"w:{key.rstrip('_')}"), value)
    return made


def run(text: str, *, bold: bool = False, right_to_left: bool = False) -> Any:
    """Return a run of text; line breaks in it are kept."""
    made = element("r")
    if bold or right_to_left:
        style = element("rPr")
        if bold:
            style.extend((element("b"), element("bCs")))
        if right_to_left:
            style.append(element("rtl"))
        made.append(style)
    for number, line in enumerate(text.split("\n")):
        if number:
            made.append(element("br"))
        if line:
            words = element("t")
            words.text = line
            words.set(qn("xml:space"), "preserve")
            made.append(words)
    return made


def runs(text: str, *, bold: bool = False) -> Iterator[Any]:
    """Yield the runs of a text, those written from right to left marked so."""
    for part, right_to_left in _by_direction(text):
        yield run(part, bold=bold, right_to_left=right_to_left)


def _by_direction(text: str) -> Iterator[tuple[str, bool]]:
    """Yield the text in pieces of one direction; what has none goes with what is before it."""
    if text.isascii():
        yield text, False
        return
    piece, direction = "", False
    for segment in _SEGMENT.findall(text):
        strong = _direction(segment)
        if strong is not None and strong != direction and piece:
            yield piece, direction
            piece = ""
        direction = direction if strong is None else strong
        piece += segment
    if piece:
        yield piece, direction


def _direction(segment: str) -> bool | None:
    """Whether the first strong character of a piece is written from right to left."""
    for char in segment:
        found = unicodedata.bidirectional(char)
        if found in _RIGHT_TO_LEFT:
            return True
        if found == "L":
            return False
    return None


def paragraph(text: str = "", style: str = "", *, bold: bool = False, lead: str = "") -> Any:
    """Return a paragraph in a style, with words in bold before its text where there are any."""
    made = element("p")
    if style:
        properties = element("pPr")
        properties.append(element("pStyle", val=style))
        made.append(properties)
    if lead:
        made.extend(runs(lead, bold=True))
    if text:
        made.extend(runs(text, bold=bold))
    return made


def field(code: str) -> Iterator[Any]:
    """Yield the runs of a field that the word processor works out, such as the page number."""
    for kind in ("begin", "instr", "separate", "shown", "end"):
        made = element("r")
        if kind == "instr":
            text = element("instrText")
            text.text = f" {code} "
            text.set(qn("xml:space"), "preserve")
            made.append(text)
        elif kind == "shown":
            text = element("t")
            text.text = "1"
            made.append(text)
        else:
            made.append(element("fldChar", fldCharType=kind))
        yield made


def borders(kind: str, name: str, sides: tuple[str, ...]) -> Any:
    """Return borders of a paragraph or a table."""
    made = element(kind)
    for side in sides:
        space = {"space": "4"} if kind == "pBdr" else {}
        made.append(element(side, val=name, sz="8", color="595F64", **space))
    return made
