"""Tables of a Word document: headings repeated on every page, widths that hold, nothing cut off."""

from typing import Any, Final

from riskservice.planning.documents.parts import Row, Table
from riskservice.planning.documents.shown import fits_a_page, withheld_text
from riskservice.planning.documents.word_xml import borders, element, paragraph

WIDTH: Final = 9638
"""Between the margins of a page. [twentieths of a point]"""
_OPEN_HEIGHT: Final = 850
"""The least height of a row to be written in by hand. [twentieths of a point]"""
_SIDES: Final = ("top", "left", "bottom", "right", "insideH", "insideV")


def table_xml(table: Table) -> Any:
    """Return a table as Word writes it; its title is also what a screen reader says of it."""
    total = sum(column.share for column in table.columns)
    widths = [WIDTH * column.share // total for column in table.columns]
    made = element("tbl")
    made.append(_properties(table))
    grid = element("tblGrid")
    grid.extend(element("gridCol", w=str(width)) for width in widths)
    made.append(grid)
    made.append(_row([column.title for column in table.columns], widths, heading=True))
    for row in table.rows:
        made.append(_row(list(row.cells), widths, row=row))
    return made


def _properties(table: Table) -> Any:
    made = element("tblPr")
    made.append(element("tblW", w=str(WIDTH), type="dxa"))
    made.append(borders("tblBorders", "single", _SIDES))
    made.append(element("tblLayout", type="fixed"))
    margins = element("tblCellMar")
    for side in ("top", "left", "bottom", "right"):
        margins.append(element(side, w="60" if side in ("top", "bottom") else "90", type="dxa"))
    made.append(margins)
    made.append(
        element("tblLook", val="04A0", firstRow="1", lastRow="0", firstColumn="1", lastColumn="0")
    )
    made.append(element("tblCaption", val=table.title))
    return made


def _row(
    cells: list[str], widths: list[int], *, heading: bool = False, row: Row | None = None
) -> Any:
    made = element("tr")
    properties = element("trPr")
    if heading or (row is not None and fits_a_page(row)):
        properties.append(element("cantSplit"))
    if row is not None and row.open:
        properties.append(element("trHeight", val=str(_OPEN_HEIGHT), hRule="atLeast"))
    if heading:
        properties.append(element("tblHeader"))
    made.append(properties)
    for place, (text, width) in enumerate(zip(cells, widths, strict=True)):
        withheld = withheld_text(row.non_disclosable) if row is not None and place == 0 else ""
        made.append(_cell(text, width, heading=heading, withheld=withheld))
    return made


def _cell(text: str, width: int, *, heading: bool, withheld: str) -> Any:
    made = element("tc")
    properties = element("tcPr")
    properties.append(element("tcW", w=str(width), type="dxa"))
    if heading:
        properties.append(element("shd", val="clear", color="auto", fill="F3F2F1"))
    made.append(properties)
    style = "TableHeading" if heading else "TableText"
    for line in text.split("\n"):
        made.append(paragraph(line, style))
    if withheld:
        made.append(paragraph(withheld, style, bold=True))
    return made
