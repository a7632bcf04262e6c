"""Ratings taken from a file in any format cohorts come in."""

from collections.abc import Iterable, Sequence
from typing import Any

from riskservice.errors import Fault
from riskservice.rescoring.formats import BROKEN
from riskservice.rescoring.readers import open_table
from riskservice.rescoring.sources import Given
from riskservice.validation.agreement.ratings import UnusableRatings
from riskservice.validation.agreement.scales import MOST_FAULTS, in_rows


def read_columns(
    given: Given, wanted: Iterable[str] | None = None, *, name: str | None = None
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

    Raises
    ------
    UnreadableFile
        When it cannot be read at all.
    UnusableRatings
        When rows do not have the fields that the header names; such rows are never dropped.
    """
    table = open_table(given, name=name)
    chosen = None if wanted is None else set(wanted)
    found: dict[str, list[Any]] = {column: [] for column in table.header}
    broken: dict[str, list[int]] = {}
    rows = 0
    for block in table.blocks:
        for column in block.columns:
            if column != BROKEN and column not in found:
                found[column] = [None] * rows if chosen is None or column in chosen else []
        if BROKEN in block.columns:
            for row, why in enumerate(block[BROKEN].to_list(), rows + 1):
                if why is not None:
                    broken.setdefault(why, []).append(row)
        for column, cells in found.items():
            if chosen is None or column in chosen:
                there = column in block.columns
                cells.extend(block[column].to_list() if there else [None] * block.height)
        rows += block.height
    if broken:
        raise UnusableRatings(*_broken(table.name, broken))
    return dict(found)


def _broken(name: str, broken: dict[str, list[int]]) -> Iterable[Fault]:
    for why, rows in list(broken.items())[:MOST_FAULTS]:
        yield Fault(
            pointer=name,
            message=f"{why} ({in_rows(rows)})",
            way_out="Correct these rows; nothing was compared without them.",
        )
