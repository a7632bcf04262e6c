"""The look of a Word document: real styles, so that headings are found by every reader."""

from typing import Any, Final

from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from docx.shared import Cm, Pt, RGBColor

from riskservice.planning.documents.word_xml import borders, element

FONT: Final = "Arial"
_INK: Final = RGBColor(0x0B, 0x0C, 0x0C)
_BOX: Final = ("top", "left", "bottom", "right")
# Name, size in points, space before and after in points.
_HEADINGS: Final = (("Title", 18, 0, 4), ("Heading 1", 14, 16, 6), ("Heading 2", 11.5, 12, 4))
_LABEL_WIDTH: Final = 5.2
"""Of the label before a fact. [cm]"""
_OWN: Final[tuple[tuple[str, float, tuple[str, ...], str], ...]] = (
    ("Quotation", 10, ("left",), "single"),
    ("Notice", 10, _BOX, "single"),
    ("Gap Prompt", 10, ("top", "left", "right"), "dashed"),
    ("Gap Text", 10, ("left", "bottom", "right"), "dashed"),
    ("Small", 8.5, (), ""),
    ("Fact", 10, (), ""),
    ("Table Title", 10, (), ""),
    ("Table Text", 9, (), ""),
    ("Table Heading", 9, (), ""),
)


def dress(document: Any, language: str) -> None:
    """Set fonts, sizes, spacing, page and language of a new document."""
    styles = document.styles
    _font(styles["Normal"], 10)
    _spaced(styles["Normal"], 0, 5)
    for name, size, before, after in _HEADINGS:
        _font(styles[name], size, bold=True)
        _spaced(styles[name], before, after, keep=True)
        _unruled(styles[name])
    _spaced(styles["List Bullet"], 0, 3)
    for name, size, sides, line in _OWN:
        style = styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        style.base_style = styles["Normal"]
        _font(style, size, bold=name in ("Table Title", "Table Heading"))
        if sides:
            style.element.get_or_add_pPr().append(borders("pBdr", line, sides))
    _own_spacing(styles)
    for name in ("Header", "Footer"):
        _font(styles[name], 7.5 if name == "Footer" else 11, bold=name == "Header")
        _spaced(styles[name], 0, 2)
    _speaks(document, language)
    _page(document.sections[0])


def _own_spacing(styles: Any) -> None:
    for name in ("Table Text", "Table Heading"):
        _spaced(styles[name], 0, 1)
    for name in ("Gap Prompt", "Table Title"):
        _spaced(styles[name], 8, 3 if name == "Table Title" else 0, keep=True)
    _spaced(styles["Gap Text"], 0, 8)
    _spaced(styles["Small"], 0, 5, keep=True)
    fact = styles["Fact"].paragraph_format
    fact.left_indent, fact.first_line_indent = Cm(_LABEL_WIDTH), Cm(-_LABEL_WIDTH)
    fact.tab_stops.add_tab_stop(Cm(_LABEL_WIDTH))
    fact.space_after = Pt(3)
    styles["Quotation"].paragraph_format.left_indent = Cm(0.5)


def _font(style: Any, size: float, *, bold: bool = False) -> None:
    font = style.font
    font.name, font.size, font.bold, font.italic = FONT, Pt(size), bold, False
    font.color.rgb = _INK
    # Arabic, Hebrew and others have a size of their own, which would be that of the template.
    properties = style.element.rPr
    for found in properties.findall(qn("w:szCs")):
        properties.remove(found)
    properties.find(qn("w:sz")).addnext(element("szCs", val=str(round(2 * size))))
    names = properties.rFonts
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        names.attrib.pop(qn(f"w:{theme}"), None)
    for script in ("ascii", "hAnsi", "cs"):
        names.set(qn(f"w:{script}"), FONT)


def _spaced(style: Any, before: float, after: float, *, keep: bool = False) -> None:
    layout = style.paragraph_format
    layout.space_before, layout.space_after = Pt(before), Pt(after)
    layout.line_spacing = 1.1
    layout.keep_with_next = keep


def _unruled(style: Any) -> None:
    """Take away the line the template draws under a title."""
    properties = style.element.get_or_add_pPr()
    for found in properties.findall(qn("w:pBdr")):
        properties.remove(found)


def _speaks(document: Any, language: str) -> None:
    styles = document.styles.element
    for found in styles.iter(qn("w:lang")):
        for name in ("val", "eastAsia"):
            found.set(qn(f"w:{name}"), language)
    settings = document.settings.element
    for found in settings.findall(qn("w:themeFontLang")):
        found.set(qn("w:val"), language)
    defaults = styles.find(qn("w:docDefaults"))
    run = defaults.find(qn("w:rPrDefault")).find(qn("w:rPr"))
    if run.find(qn("w:lang")) is None:
        run.append(element("lang", val=language))


def _page(section: Any) -> None:
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2)
    section.top_margin, section.bottom_margin = Cm(2.2), Cm(2.6)
    section.header_distance, section.footer_distance = Cm(1), Cm(0.9)
