"""The end of the account: the tables that were used, with their fingerprints, and their sources."""

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from riskservice.cli.layout import Column, heading, table
from riskservice.kit.outcome import Outcome


class Sources:
    """Numbers every source of some results once, in the order in which they are met."""

    def __init__(self, results: Sequence[Outcome]) -> None:
        self.results = results
        self.cites: list[str] = []
        self._numbers: dict[tuple[str, str], int] = {}
        for result in results:
            for line in result.table.sources:
                name, _, cite = line.partition(": ")
                if cite not in self.cites:
                    self.cites.append(cite)
                self._numbers[result.instrument, name] = self.cites.index(cite) + 1

    def number(self, instrument: str, cite: str) -> str:
        """Return the number of the source an item cites, in brackets; empty if it has none."""
        found = self._numbers.get((instrument, cite.partition(":")[0]))
        return f"[{found}]" if found else ""

    def numbers(self, instrument: str) -> str:
        """Return the numbers of all sources of an instrument's table."""
        found = sorted(n for (key, _), n in self._numbers.items() if key == instrument)
        return " ".join(f"[{n}]" for n in found)

    def account(self, *, width: int) -> RenderableType:
        """Return tables and sources as they are printed."""
        columns = (
            Column("Table", fixed=True),
            Column("Version"),
            Column("Status", fixed=True),
            Column("From", fixed=True),
            Column("Numbers", fixed=True),
            Column("Fingerprint", fixed=True),
            Column("Sources", fixed=True),
        )
        rows = [
            (
                result.instrument,
                result.table.version,
                result.table.status,
                str(result.table.effective_from),
                result.table.confidence,
                result.table.digest,
                self.numbers(result.instrument),
            )
            for result in self.results
        ]
        return Group(
            heading("Tables and sources"), table(columns, rows, width=width), Text(""), self._list()
        )

    def _list(self) -> RenderableType:
        grid = Table.grid(padding=(0, 1, 0, 0))
        grid.add_column(no_wrap=True)
        grid.add_column(overflow="fold")
        for number, cite in enumerate(self.cites, 1):
            grid.add_row(f"[{number}]", Text(cite))
        return Padding(grid, (0, 0, 0, 2))
