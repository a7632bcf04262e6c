"""Short ways to make tables and files in tests."""

import datetime as dt
from collections.abc import Iterable, Mapping
from typing import Any

from riskservice.mappa.statistics import Choices, Statistics, annual_statistics

YEAR_END = dt.date(2024, 3, 31)
TODAY = dt.date(2026, 11, 24)
HEADER = (
    "case_id",
    "categories",
    "levels",
    "away",
    "notification_breaches",
    "notification_revoked",
    "orders",
    "returns_to_custody",
    "registered_after_sro_breach",
)
PLAIN = {
    "categories": "1:2020-01-01/",
    "levels": "1:2020-01-01/",
    "away": "NONE",
    **dict.fromkeys(HEADER[4:], "NONE"),
}


def csv_of(rows: Iterable[Mapping[str, str]], header: Iterable[str] = HEADER) -> bytes:
    """Return a file; a row says what is not plain."""
    lines = [",".join(names := list(header))]
    for i, row in enumerate(rows, 1):
        full = {"case_id": f"SYN-{i}", **PLAIN, **row}
        lines.append(",".join(full[name] for name in names))
    return "\n".join(lines).encode()


def made(
    raw: bytes | Iterable[Mapping[str, str]],
    kind: Any = "csv",
    year_end: dt.date = YEAR_END,
    **choices: Any,
) -> Statistics:
    """Return the tables of a file or of rows."""
    body = raw if isinstance(raw, bytes) else csv_of(raw)
    return annual_statistics(body, kind, year_end=year_end, today=TODAY, choices=Choices(**choices))


def printed(statistics: Statistics, key: str) -> list[list[str]]:
    """Return a table as it is printed, without its headings."""
    return [[cell.printed for cell in row.cells] for row in statistics.table(key).rows]
