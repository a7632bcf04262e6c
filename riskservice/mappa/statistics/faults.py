"""What can be wrong with a file of cases or with what is asked of it."""

from collections.abc import Callable
from typing import ClassVar

from riskservice.errors import Fault, RiskServiceError, shown
from riskservice.mappa.statistics.records import COLUMNS

Place = Callable[[int, str], str]
"""Where a column of a row stands in what was sent; rows count from 0."""


class InvalidCaseFile(RiskServiceError):
    """Individuals cannot be counted as the file stands; it carries every fault of every row."""

    code: ClassVar[str] = "invalid-case-file"
    title: ClassVar[str] = "Nothing was counted, because the file of cases has faults"


class UnreadableCaseFile(RiskServiceError):
    """What was sent is no file of cases at all."""

    code: ClassVar[str] = "unreadable-case-file"
    title: ClassVar[str] = "The file of cases cannot be read"


class UnusableYear(RiskServiceError):
    """The tables cannot be made for the day that was given."""

    code: ClassVar[str] = "unusable-year"
    title: ClassVar[str] = "There is no such MAPPA year"


def at_row(row: int, column: str) -> str:
    """Return where a column of a row of a table stands; people count from 1 without the header."""
    return f"row {row + 1}, {column}" if column else f"row {row + 1}"


def at_pointer(row: int, column: str) -> str:
    """Return the JSON pointer of a field of a case."""
    return f"/cases/{row}/{column}" if column else f"/cases/{row}"


def fault(place: Place, row: int, column: str, value: object, message: str, way_out: str) -> Fault:
    """Return what is wrong with one column of one row."""
    return Fault(
        pointer=place(row, column),
        question=column or None,
        wording=f"{place(row, column)}: {COLUMNS[column].wording}" if place is at_row else None,
        value=None if value is None else shown(value),
        message=message,
        way_out=way_out,
    )
