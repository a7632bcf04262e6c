"""The account item by item: question, answer, points, why, and the number of the source."""

from collections.abc import Collection, Sequence
from collections.abc import Set as AbstractSet
from itertools import groupby

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from riskservice.cli import words
from riskservice.cli.layout import Column, bullets, table
from riskservice.cli.sources import Sources
from riskservice.cli.terminal import NARROW
from riskservice.kit.outcome import Item, Outcome

LONGEST_ANSWER = 24
"""An answer longer than this, or made of several, stands under the table in full width."""
_NOT_ANSWERED = ": not answered. "


def items_of(result: Outcome, sources: Sources, *, width: int) -> RenderableType:
    """Return the items of a result in their order."""
    if result.judgement is not None:
        return Group(Text(""), _factors(result, sources, width))
    parts: list[RenderableType] = []
    for is_long, items in groupby(result.items, _long):
        if is_long:
            parts += [_paragraph(result, item, sources) for item in items]
        else:
            parts += [Text(""), _table(result, list(items), sources, width)]
    return Group(*parts)


def _long(item: Item) -> bool:
    return "; " in item.answer or len(item.answer) > LONGEST_ANSWER


# Scored items ------------------------------------------------------------------------------------


def _table(result: Outcome, items: Sequence[Item], sources: Sources, width: int) -> RenderableType:
    columns = (
        Column("Item"),
        Column("Answer"),
        Column("Points", "right", fixed=True),
        Column("Because"),
        Column("Source", fixed=True, style="dim"),
    )
    filled = {q for n in result.notices if n.code == "missing-rule" for q in n.questions}
    rows: list[Sequence[str | Text]] = [
        (
            item.title,
            _answer(item, filled),
            "" if item.points is None else words.number(item.points),
            _because(item),
            _source(result, item, sources),
        )
        for item in items
    ]
    if len(items) > 1 and result.points is not None and items[-1].points is not None:
        total = Text(words.number(result.points), style="bold")
        rows.append((Text("Total", style="bold"), "", total, "", ""))
    return table(columns, rows, width=width)


def _answer(item: Item, filled: AbstractSet[str]) -> str:
    """Return the answer; one that was put in by a rule is not shown as though it were given."""
    if item.questions and filled >= set(item.questions):
        return f"not answered, as {item.answer}"
    return item.answer


def _because(item: Item) -> str:
    """Return the reason without the points, which have a column, and without the answer again."""
    why = item.why
    if item.points is not None:
        why = why.removesuffix(": " + words.counted(item.points, "point"))
    return "" if why.casefold() == item.answer.casefold() else why


def _paragraph(result: Outcome, item: Item, sources: Sources) -> RenderableType:
    """Return an item whose answer is too long for a table."""
    title = Text.assemble((item.title, "bold"), (f"  {_source(result, item, sources)}", "dim"))
    worth = "" if item.points is None else f" {words.counted(item.points, 'point')}."
    rules = (notice.text for notice in result.notices if notice.code == "missing-rule")
    filled = {text.partition(_NOT_ANSWERED)[0] for text in rules}
    return Group(
        Text(""),
        Padding(title, (0, 0, 0, 2)),
        Padding(Text(f"{item.why.rstrip('.')}.{worth}"), (0, 0, 0, 4)),
        bullets([_part(part, filled) for part in item.answer.split("; ")], indent=4),
    )


def _part(part: str, filled: Collection[str]) -> str:
    """Return one of several answers; one that was put in by a rule is not shown as though given."""
    question, mark, answer = part.partition(": ")
    return f"{question}{mark}not answered, as {answer}" if mark and question in filled else part


def _source(result: Outcome, item: Item, sources: Sources) -> str:
    number = sources.number(result.instrument, item.cite)
    doubt = "" if item.confidence == "confirmed" else f" {item.confidence}"
    return f"{number}{doubt}".strip()


# Rated factors -----------------------------------------------------------------------------------


def _factors(result: Outcome, sources: Sources, width: int) -> RenderableType:
    """Return rated factors: the rating and what it means first, the evidence beneath the factor."""
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=width >= NARROW)
    grid.add_column(overflow="fold")
    for item in result.items:
        rating, evidence = _rating(item)
        source = _source(result, item, sources)
        title = Text.assemble((item.title, "bold"), (f"  {source}", "dim"))
        grid.add_row(Text(rating), Group(title, Text(evidence)))
    return Padding(grid, (0, 0, 0, 2))


def _rating(item: Item) -> tuple[str, str]:
    """Return rating with its meaning (``high priority``) and the evidence, apart."""
    meaning, mark, evidence = item.why.partition(": ")
    if mark and meaning.casefold().startswith(item.answer.casefold()):
        return meaning.lower(), evidence
    return item.answer, item.why
