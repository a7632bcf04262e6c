"""The annual tables for the terminal: 100 columns, numbers under each other."""

import textwrap
from collections.abc import Iterator

from riskservice.kit.dates import in_words
from riskservice.mappa.statistics.layout import words
from riskservice.mappa.statistics.tables import Statistics, Table

WIDTH = 100
_FIRST, _OTHER = 40, 13


def statistics_to_text(made: Statistics) -> str:
    """
    Return the annual tables as plain text of at most 100 columns.

    Parameters
    ----------
    made : Statistics
    """
    lines = [
        made.marking.center(WIDTH).rstrip(),
        *_wrapped(heading(made)),
        *_wrapped(f"{in_words(made.year_start)} to {in_words(made.year_end)}"),
        *(line for table in made.tables for line in _table(table)),
        *(line for each in made.withheld_categories for line in _section(each.title, each.why)),
        *_section("Disclosure control", disclosure_in_words(made)),
    ]
    if made.population:
        text = f"{made.population.number} residents aged 10 and over, {made.population.text}"
        if made.population.confidence:
            text += f" ({words(made.population.confidence)})"
        lines += _section("Population", text)
    lines += ["", "To be known before use"]
    lines += [line for notice in made.notices for line in _wrapped(notice.text, "- ")]
    lines += ["", "Made from"]
    lines += [line for text in stamp_in_words(made) for line in _wrapped(text, "- ")]
    return "\n".join([*lines, "", made.marking.center(WIDTH).rstrip()]) + "\n"


def heading(made: Statistics) -> str:
    """Return what stands over the tables."""
    area = f", {made.area}" if made.area else ""
    return f"{made.title}{area}, year to {in_words(made.year_end)}"


def disclosure_in_words(made: Statistics) -> str:
    """Return which counts are withheld, and why."""
    below = made.suppress_below
    if below:
        return f"Category 4 and counts from 1 to {below - 1} are withheld. {made.disclosure}"
    return f"Category 4 is withheld and nothing else. {made.disclosure}"


def stamp_in_words(made: Statistics) -> tuple[str, ...]:
    """Return what the tables were made from and with."""
    stamp = made.stamp
    readings = "; ".join(f"{each.key} {each.reading}" for each in made.settings)
    people = f"{stamp.rows} individuals outside Category 4, wherever they live"
    return (
        f"File of cases {stamp.file_digest}, {people}",
        f"Year end {made.year_end}; suppress_below {made.suppress_below}; {readings}",
        f"Layout {stamp.layout_version} {stamp.layout_digest}",
        stamp.engine,
    )


def _section(title: str, text: str) -> Iterator[str]:
    yield ""
    yield title
    yield from _wrapped(text, "  ")


def _table(table: Table) -> Iterator[str]:
    yield ""
    yield from _wrapped(f"Table {table.number}. {table.title}")
    if len(table.columns) > 1:
        shorts = (column.title.partition(":")[0] for column in table.columns)
        yield " " * _FIRST + "".join(short.rjust(_OTHER) for short in shorts)
    for row in table.rows:
        first, *more = textwrap.wrap(row.title, _FIRST - 2) or [""]
        numbers = "".join(cell.printed.rjust(_OTHER) for cell in row.cells)
        yield f"{first:<{_FIRST}}{numbers}"
        yield from (f"  {line}" for line in more)
    yield from _wrapped(f"{table.population} {table.trap}", "  ")
    if table.confidence != "confirmed":
        yield f"  Layout {words(table.confidence)}."


def _wrapped(text: str, first: str = "") -> list[str]:
    return textwrap.wrap(text, WIDTH, initial_indent=first, subsequent_indent=" " * len(first)) or [
        ""
    ]
