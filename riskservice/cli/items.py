"""The account item by item: question, answer, points, why, and the number of the source."""

from collections.abc import Sequence
from itertools import takewhile

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
_LOG_ODDS = " on the log-odds scale"


def items_of(result: Outcome, sources: Sources, *, width: int) -> RenderableType:
    """Return the items of a result in their order."""
    if result.judgement is not None:
        return Group(Text(""), _factors(result, sources, width))
    sheet = _Sheet(result, sources, width)
    short = list(takewhile(lambda item: not _long(item), result.items))
    rest = result.items[len(short) :]
    if any(not _long(item) for item in rest):
        return Group(Text(""), sheet.table(result.items))
    parts = [Text(""), sheet.table(short)] if short else []
    return Group(*parts, *(sheet.paragraph(item) for item in rest))


def _long(item: Item) -> bool:
    return "; " in item.answer or len(item.answer) > LONGEST_ANSWER


# Scored items ------------------------------------------------------------------------------------


class _Sheet:
    """Prints the items of one result."""

    def __init__(self, result: Outcome, sources: Sources, width: int) -> None:
        self.result, self.sources, self.width = result, sources, width
        filled = [notice for notice in result.notices if notice.code == "missing-rule"]
        self.filled = {question for notice in filled for question in notice.questions}
        self.filled_wordings = {notice.text.partition(_NOT_ANSWERED)[0] for notice in filled}
        self.adds_points = result.points is not None

    def table(self, items: Sequence[Item]) -> RenderableType:
        """Return items as a table; one with several answers lists them under its title."""
        columns = (
            Column("Item"),
            Column("Answer"),
            Column("Points" if self.adds_points else "Log-odds", "right", fixed=True),
            Column("Because"),
            Column("Source", fixed=True, style="dim"),
        )
        rows = [self._row(item) for item in items]
        if len(items) > 1 and self.result.points is not None and items[-1].points is not None:
            total = Text(words.number(self.result.points), style="bold")
            rows.append((Text("Total", style="bold"), "", total, "", ""))
        return table(columns, rows, width=self.width)

    def paragraph(self, item: Item) -> RenderableType:
        """Return an item in full width, for an answer too long for a table."""
        title = Text.assemble((item.title, "bold"), (f"  {self._source(item)}", "dim"))
        worth = "" if item.points is None else f" {words.counted(item.points, 'point')}."
        return Group(
            Text(""),
            Padding(title, (0, 0, 0, 2)),
            Padding(Text(f"{item.why.rstrip('.')}.{worth}"), (0, 0, 0, 4)),
            bullets(self._answers(item), indent=4),
        )

    def _row(self, item: Item) -> Sequence[str | Text]:
        title, answer = Text(item.title), self._answer(item)
        if _long(item):
            title.append("".join(f"\n  {part}" for part in self._answers(item)), style="dim")
            answer = ""
        return title, answer, self._worth(item), self._because(item), self._source(item)

    def _answer(self, item: Item) -> str:
        """Return the answer; one that was put in by a rule is not shown as though it were given."""
        if item.questions and self.filled.issuperset(item.questions):
            return f"not answered, as {item.answer}"
        return item.answer

    def _answers(self, item: Item) -> list[str]:
        return [self._part(part) for part in item.answer.split("; ")]

    def _part(self, part: str) -> str:
        question, mark, answer = part.partition(": ")
        put_in = mark and question in self.filled_wordings
        return f"{question}{mark}not answered, as {answer}" if put_in else part

    def _worth(self, item: Item) -> str:
        if item.points is None:
            return ""
        return words.number(item.points) if self.adds_points else f"{item.points:+.4f}"

    def _because(self, item: Item) -> str:
        """Return the reason without what has a column of its own: points and answer."""
        why = item.why
        if item.points is not None:
            for said in (words.counted(item.points, "point"), f"{item.points:+.4f}{_LOG_ODDS}"):
                why = "" if why == said else why.removesuffix(f": {said}")
        return "" if why.casefold() == item.answer.casefold() else why

    def _source(self, item: Item) -> str:
        return _cited(self.result, item, self.sources)


def _cited(result: Outcome, item: Item, sources: Sources) -> str:
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
        source = _cited(result, item, sources)
        title = Text.assemble((item.title, "bold"), (f"  {source}", "dim"))
        grid.add_row(Text(rating), Group(title, Text(evidence)))
    return Padding(grid, (0, 0, 0, 2))


def _rating(item: Item) -> tuple[str, str]:
    """Return rating with its meaning (``high priority``) and the evidence, apart."""
    meaning, mark, evidence = item.why.partition(": ")
    if mark and meaning.casefold().startswith(item.answer.casefold()):
        return meaning.lower(), evidence
    return item.answer, item.why
