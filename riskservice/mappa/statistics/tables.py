"""The tables as they come back: every cell with its number, how it is printed, and why so."""

import datetime as dt
from typing import Literal

from msgspec import Struct

from riskservice.kit.outcome import Confidence, Notice
from riskservice.mappa.statistics.layout import Period, Shown

CellKind = Literal["counted", "never", "withheld", "not_known"]
PRINTED: dict[CellKind, str] = {
    "never": "\N{EN DASH}",
    "withheld": "withheld",
    "not_known": "not known",
}


class Cell(Struct, frozen=True, kw_only=True):
    """
    One cell.

    Attributes
    ----------
    value : int or None
        None where there is no number to show.
    printed : str
        As it stands in the printed table.
    kind : str
        ``counted``; ``never`` where there can be nobody; ``withheld`` by disclosure control;
        ``not_known`` where the file or the population does not say.
    """

    value: int | None
    printed: str
    kind: CellKind = "counted"


class Row(Struct, frozen=True, kw_only=True):
    """A row of a table and its cells, in the order of the columns."""

    key: str
    title: str
    cells: tuple[Cell, ...]


class Table(Struct, frozen=True, kw_only=True):
    """
    One table.

    Attributes
    ----------
    key : str
        ``T1`` to ``T8``; the two parts of table 7 are ``T7a`` and ``T7b``.
    population : str
        Whom it counts.
    trap : str
        What it is easily mistaken for.
    source : str
        Where its layout is published.
    """

    key: str
    number: str
    title: str
    period: Period
    columns: tuple[Shown, ...]
    rows: tuple[Row, ...]
    population: str
    trap: str
    source: str
    confidence: Confidence


class Setting(Struct, frozen=True, kw_only=True):
    """
    A reading the tables rest on.

    Attributes
    ----------
    reading : str
        Key of the one that was taken; ``text`` says it in words.
    chosen : bool
        Whether the caller chose it; otherwise it is the default.
    """

    key: str
    title: str
    reading: str
    text: str
    chosen: bool
    readings: dict[str, str]
    why: str
    source: str
    confidence: Confidence


class PopulationUsed(Struct, frozen=True, kw_only=True):
    """Residents aged 10 and over that the rate rests on, and where the number comes from."""

    number: int
    text: str
    confidence: Confidence | None


class WithheldCategory(Struct, frozen=True, kw_only=True):
    """A category that is in no table, and why."""

    title: str
    printed: str
    why: str
    source: str
    confidence: Confidence


class RunStamp(Struct, frozen=True, kw_only=True):
    """
    What the tables were made from and with; the same again gives the same.

    Attributes
    ----------
    file_digest : str
        Of the bytes of the file of cases.
    rows : int
        Individuals in the file, wherever they live, without those who were ever in a withheld
        category: beside the tables their number could be worked out. [people]
    """

    file_digest: str
    rows: int
    engine: str
    layout_version: str
    layout_digest: str


class Statistics(Struct, frozen=True, kw_only=True):
    """
    The annual tables of a file of cases.

    Attributes
    ----------
    year_start, year_end : date
        First and last day; the snapshots are of the last.
    suppress_below : int
        Counts from 1 to one less are withheld; 0 withholds none.
    """

    title: str
    marking: str
    area: str
    year_start: dt.date
    year_end: dt.date
    tables: tuple[Table, ...]
    withheld_categories: tuple[WithheldCategory, ...]
    settings: tuple[Setting, ...]
    suppress_below: int
    disclosure: str
    population: PopulationUsed | None
    notices: tuple[Notice, ...]
    stamp: RunStamp

    def table(self, key: str) -> Table:
        """Return a table by key; KeyError where there is none."""
        found = next((table for table in self.tables if table.key == key), None)
        if found is None:
            raise KeyError(key)
        return found
