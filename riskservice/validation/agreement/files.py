"""Ratings taken from a file in any format cohorts come in."""

from collections.abc import Callable, Collection, Iterable, Sequence
from typing import Any

import polars as pl

from riskservice.errors import Fault
from riskservice.kit.rating import Judgement
from riskservice.rescoring.formats import BROKEN
from riskservice.rescoring.readers import open_table
from riskservice.rescoring.sources import Given
from riskservice.validation.agreement.ratings import UnusableRatings
from riskservice.validation.agreement.scales import MOST_FAULTS, in_rows
from riskservice.validation.agreement.second_reading import columns_of


def read_columns(
    given: Given,
    wanted: Iterable[str] | None = None,
    *,
    name: str | None = None,
    seen: Callable[[int], None] | None = None,
    format: str | None = None,  # noqa: A002  as open_table calls it
) -> dict[str, Sequence[Any]]:
    """
    Return the columns of a file of ratings.

    Parameters
    ----------
    given : str, path, bytes or binary stream
        CSV, NDJSON, Parquet, Arrow or XLSX.
    wanted : iterable of str, optional
        Columns to take; all of them by default. Of others only the name comes back.
    name : str, optional
        What to call it in messages.
    seen : callable, optional
        Told how many rows there are so far, before more are read.
    format : str, optional
        Of a stream; by default what its beginning says.

    Raises
    ------
    UnreadableFile
        When it cannot be read at all.
    UnusableRatings
        When rows do not have the fields that the header names; such rows are never dropped.
    """
    chosen = None if wanted is None else set(wanted)
    broken: dict[str, list[int]] = {}
    rows = 0
    with open_table(given, format=format, name=name) as table:
        found: dict[str, list[Any]] = {column: [] for column in table.header}
        for block in table.blocks:
            _note_broken(broken, block, rows)
            _take(found, block, rows, chosen)
            rows += block.height
            if seen is not None:
                seen(rows)
    if broken:
        raise UnusableRatings(*_broken(table.name, broken))
    return dict(found)


def read_second_ratings(
    given: Given,
    judgement: Judgement,
    *,
    name: str | None = None,
    seen: Callable[[int], None] | None = None,
    format: str | None = None,  # noqa: A002  as open_table calls it
) -> dict[str, Sequence[Any]]:
    """Return the columns of a file that hold first and second ratings of a judgement."""
    found = read_columns(given, columns_of(judgement), name=name, seen=seen, format=format)
    return {column: cells for column, cells in found.items() if len(cells)}


def _note_broken(broken: dict[str, list[int]], block: pl.DataFrame, rows: int) -> None:
    if BROKEN in block.columns:
        for row, why in enumerate(block[BROKEN].to_list(), rows + 1):
            if why is not None:
                broken.setdefault(why, []).append(row)


def _take(
    found: dict[str, list[Any]], block: pl.DataFrame, rows: int, chosen: Collection[str] | None
) -> None:
    """Add the cells of a block; a column that begins late is blank before."""
    for column in block.columns:
        if column != BROKEN and column not in found:
            found[column] = [None] * rows if chosen is None or column in chosen else []
    for column, cells in found.items():
        if chosen is None or column in chosen:
            there = column in block.columns
            cells.extend(block[column].to_list() if there else [None] * block.height)


def _broken(name: str, broken: dict[str, list[int]]) -> Iterable[Fault]:
    for why, rows in list(broken.items())[:MOST_FAULTS]:
        yield Fault(
            pointer=name,
            message=f"{why} ({in_rows(rows)})",
            way_out="Correct these rows; nothing was compared without them.",
        )
