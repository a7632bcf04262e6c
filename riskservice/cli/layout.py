"""Building blocks of the printed account: headings, labelled lines, hanging lists."""

from collections.abc import Iterable, Sequence
from typing import Literal, NamedTuple

from rich import box
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from riskservice.cli.terminal import NARROW

LABEL = 13
INDENT = 2


class Column(NamedTuple):
    """A column of a table of texts."""

    title: str
    justify: Literal["left", "right"] = "left"
    fixed: bool = False
    style: str = ""


def heading(title: str, right: str = "") -> RenderableType:
    """Return a heading over a full line, with a short text at its right end."""
    line = ends(Text(title, style="bold"), Text(right, style="dim"))
    return Group(Text(""), line, Rule(style="dim"))


def ends(left: Text, right: Text) -> RenderableType:
    """Return a line with a text at each of its ends."""
    grid = Table.grid(expand=True)
    grid.add_column(ratio=1, overflow="fold")
    grid.add_column(justify="right")
    grid.add_row(left, right)
    return grid


def labelled(rows: Iterable[tuple[str, RenderableType]], indent: int = INDENT) -> RenderableType:
    """Return lines of label and text, the text hanging."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(width=LABEL, style="dim", overflow="fold")
    grid.add_column(overflow="fold")
    for label, text in rows:
        grid.add_row(label, Text(text) if isinstance(text, str) else text)
    return Padding(grid, (0, 0, 0, indent))


def bullets(
    lines: Iterable[str | Text], *, numbered: bool = False, indent: int = INDENT
) -> RenderableType:
    """Return a list whose lines hang beside their bullet or number."""
    grid = Table.grid(padding=(0, 1, 0, 0))
    grid.add_column(no_wrap=True, justify="right" if numbered else "left")
    grid.add_column(overflow="fold")
    for number, line in enumerate(lines, 1):
        mark = f"{number}." if numbered else "-"
        grid.add_row(mark, Text(line) if isinstance(line, str) else line)
    return Padding(grid, (0, 0, 0, indent))


def several(lines: Sequence[str | Text], *, numbered: bool = False) -> RenderableType:
    """Return a list, or the line itself where there is only one."""
    return _text(lines[0]) if len(lines) == 1 else bullets(lines, numbered=numbered, indent=0)


def table(
    columns: Sequence[Column], rows: Sequence[Sequence[str | Text]], *, width: int
) -> RenderableType:
    """
    Return a table of texts; on a narrow screen, one block of labelled lines per row.

    Columns in which no row has a text are left out.
    """
    kept = [i for i in range(len(columns)) if any(str(row[i]) for row in rows)]
    if width < NARROW:
        blocks = [part for row in rows for part in (Text(""), _stacked(columns, row, kept))]
        return Group(*blocks[1:])
    grid = Table(
        box=box.SIMPLE_HEAD,
        show_edge=False,
        pad_edge=False,
        padding=(0, 1, 0, 0),
        header_style="dim",
    )
    for i in kept:
        column = columns[i]
        grid.add_column(
            column.title,
            justify=column.justify,
            no_wrap=column.fixed,
            style=column.style,
            overflow="fold",
        )
    for row in rows:
        grid.add_row(*(_text(row[i]) for i in kept))
    return Padding(grid, (0, 0, 0, INDENT))


def _stacked(
    columns: Sequence[Column], row: Sequence[str | Text], kept: Sequence[int]
) -> RenderableType:
    first, *others = kept
    lines = [(columns[i].title, _text(row[i])) for i in others if str(row[i])]
    return Group(Padding(_text(row[first]), (0, 0, 0, INDENT)), labelled(lines, indent=INDENT + 2))


def _text(value: str | Text) -> Text:
    return value if isinstance(value, Text) else Text(value)
