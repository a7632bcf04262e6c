"""The formats in which cohorts come and go, told apart by what is inside and by name."""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import PurePath
from typing import ClassVar, Literal, NoReturn, Self, cast

import polars as pl

from riskservice.errors import Fault, UnreadableBody, shown

Format = Literal["csv", "ndjson", "parquet", "ipc", "ipc_stream", "xlsx"]
Packing = Literal["", "gz", "zst"]

SUFFIXES: dict[str, Format] = {
    ".csv": "csv",
    ".tsv": "csv",
    ".txt": "csv",
    ".ndjson": "ndjson",
    ".jsonl": "ndjson",
    ".parquet": "parquet",
    ".pq": "parquet",
    ".arrow": "ipc",
    ".ipc": "ipc",
    ".feather": "ipc",
    ".arrows": "ipc_stream",
    ".xlsx": "xlsx",
}
PACKED: dict[str, Packing] = {".gz": "gz", ".zst": "zst"}
ROWS = 65_536
"""Of a block: large enough that work per block does not count, small enough to stay in cache."""
LONGEST_ROW = 32_000_000
"""A longer row is an unclosed quotation mark or no table at all. [bytes]"""
MOST_ROWS_PER_BYTE = 64
"""A file that claims more rows than this for its size cannot hold a case identifier for each."""
MOST_COLUMNS = 10_000
BROKEN = "\x00broken"
"""Column beside the answers: why a row could not be taken apart, null where it could."""

_MAGIC: tuple[tuple[bytes, Format], ...] = (
    (b"PAR1", "parquet"),
    (b"ARROW1", "ipc"),
    (b"\xff\xff\xff\xff", "ipc_stream"),
    (b"PK\x03\x04", "xlsx"),
)
_PACKED_MAGIC: tuple[tuple[bytes, Packing], ...] = (
    (b"\x1f\x8b", "gz"),
    (b"\x28\xb5\x2f\xfd", "zst"),
)
_OLD_EXCEL = b"\xd0\xcf\x11\xe0"
NAMES: dict[Format, str] = {
    "csv": "CSV",
    "ndjson": "NDJSON",
    "parquet": "Parquet",
    "ipc": "Arrow",
    "ipc_stream": "Arrow",
    "xlsx": "XLSX",
}
KINDS = "Give CSV or NDJSON (also .gz or .zst), Parquet, Arrow or XLSX."


class UnreadableFile(UnreadableBody):
    """A file of many cases cannot be read as it stands; nothing of it was scored."""

    code: ClassVar[str] = "unreadable-file"
    title: ClassVar[str] = "The file cannot be read"


def refuse(name: str, message: str, way_out: str, value: str | None = None) -> NoReturn:
    """Raise UnreadableFile with one fault that names the file."""
    raise UnreadableFile(
        Fault(pointer=name, message=message, way_out=way_out, value=value)
    ) from None


@dataclass(frozen=True, kw_only=True)
class Table:
    """
    An opened file of many cases.

    Attributes
    ----------
    name : str
        What the file is called in a message.
    header : tuple of str
        Names of the columns; of NDJSON, those of its first block.
    blocks : iterator of DataFrame
        To be gone through once. A block may have the column :data:`BROKEN`; of NDJSON, also
        columns the header does not name.
    serial_dates : bool
        Whether whole numbers in a column of dates are days as Excel counts them.
    rows : int or None
        How many there are, where the format says so beforehand.
    progress : callable
        How much of it was read so far, from 0 to 1; None where nobody can know.
    close : callable
        Lets go of the file; going through all blocks does so too.
    """

    name: str
    format: Format
    header: tuple[str, ...]
    blocks: Iterator[pl.DataFrame]
    serial_dates: bool = False
    rows: int | None = None
    progress: Callable[[], float | None] = lambda: None
    close: Callable[[], None] = lambda: None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()


def packing_of(name: str, start: bytes) -> Packing:
    """Return how a file is compressed; what is inside goes before its name."""
    for magic, packing in _PACKED_MAGIC:
        if start.startswith(magic):
            return packing
    packing = PACKED.get(PurePath(name).suffix.lower(), "")
    if packing and start:
        refuse(
            name,
            f"is named {PurePath(name).suffix} but is not compressed in that way",
            "Give it the name of what it holds.",
        )
    return packing


def format_of(name: str, start: bytes, said: str | None = None) -> Format:
    """
    Return the format of a file.

    Parameters
    ----------
    name : str
        Without the suffix of a compression.
    start : bytes
        How it begins, unpacked.
    said : str, optional
        What the caller says it is.
    """
    suffix = PurePath(name).suffix.lower()
    expected = cast("Format | None", said) if said in NAMES else SUFFIXES.get(suffix)
    if said is not None and said not in NAMES:
        refuse(name, f"is said to be {shown(said)}, which is no format of tables", KINDS)
    if start.startswith(_OLD_EXCEL):
        refuse(
            name,
            "is a workbook with a password, or of an Excel older than 2007",
            "Save it as .xlsx without a password, or as CSV.",
        )
    for magic, found in _MAGIC:
        if start.startswith(magic):
            return found
    if expected in ("csv", "ndjson"):
        return expected
    if expected is not None:
        refuse(
            name,
            f"is not {NAMES[expected]}, although it is called so",
            "Export it again, or give it the name of what it holds.",
        )
    if suffix in (".xls", ".xlsm", ".xlsb", ".ods", ".zip", ".json", ".sas7bdat", ".sav"):
        refuse(name, f"is a {suffix} file, which is not read here", KINDS)
    return "ndjson" if start.lstrip().startswith(b"{") else "csv"


def named(name: str, header: Iterable[str]) -> tuple[str, ...]:
    """Return column names without blanks around them; none may stand twice."""
    names = [column.strip() or f"column {i} without a name" for i, column in enumerate(header, 1)]
    if len(names) > MOST_COLUMNS:
        refuse(name, f"has {len(names):,} columns", "Give a table with a column for each question.")
    twice = sorted(column for column, times in Counter(names).items() if times > 1)
    if twice:
        raise UnreadableFile(
            *(
                Fault(
                    pointer=name,
                    value=shown(column),
                    message="is the name of more than one column",
                    way_out="Keep the column that is right, and take the others out.",
                )
                for column in twice[:20]
            )
        )
    return tuple(names)


def plausible_rows(name: str, rows: int, size: int) -> None:
    """Refuse a file that says it has more rows than it can hold; nothing is read before."""
    if rows > max(MOST_ROWS_PER_BYTE * size, 1):
        refuse(
            name,
            f"says it has {rows:,} rows, but has only {size:,} bytes",
            "Export it again: a file like this would fill the memory.",
        )
