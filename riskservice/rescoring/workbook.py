"""
XLSX: one sheet, with the types its cells have.

A sheet has to be in memory as a whole, every cell from the first to the last that is filled, so
what it would take is found out before it is loaded: from the file as it is, not from what it says
of itself.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from typing import Any, NoReturn

import fastexcel
import polars as pl

from riskservice.rescoring.formats import ROWS, Table, named, refuse
from riskservice.rescoring.sources import Source

MOST_UNPACKED = 300_000_000
"""Of a workbook. [bytes]"""
MOST_CELLS = 12_000_000
"""Of its sheets together, empty ones between filled ones counted."""
SHARED = 0.5
"""Of the columns of two sheets together, above which both hold the same kind of rows."""
_PIECE = 1 << 20
_OVERLAP = 64
_PLACE = re.compile(rb"""\sr\s*=\s*["']([A-Z]*)([0-9]+)["']""")
_FROM_1904 = re.compile(rb"""date1904\s*=\s*["'](1|true)["']""")
_AS_CSV = "Save the sheet as CSV UTF-8 and use that."


def read_xlsx(source: Source) -> Table:
    """
    Return an opened workbook: the one sheet that has people.

    Raises
    ------
    UnreadableFile
        When it is damaged, unpacks to more than a sheet of people can, or has several sheets of
        people.
    """
    name = source.name
    from_1904 = _checked(source)
    source.stream.seek(0)
    try:
        book = fastexcel.read_excel(source.path or source.stream.read())
        header, frame = _sheet(name, book)
    except (fastexcel.FastExcelError, pl.exceptions.PolarsError, pl.exceptions.PanicException):
        refuse(name, "is no workbook that can be read", _AS_CSV)
    return Table(
        name=name,
        format="xlsx",
        header=header,
        blocks=_blocks(frame),
        serial_dates=not from_1904,
        rows=frame.height,
    )


def _blocks(frame: pl.DataFrame) -> Iterator[pl.DataFrame]:
    yield from frame.iter_slices(ROWS)


def _sheet(name: str, book: Any) -> tuple[tuple[str, ...], pl.DataFrame]:
    headers = {sheet: _header(book, sheet) for sheet in book.sheet_names}
    people = [sheet for sheet, header in headers.items() if "case_id" in header]
    if not people:
        people = _alike(headers)
    if len(people) > 1:
        refuse(
            name,
            f"has people on more than one sheet: {', '.join(people[:5])}",
            "Put everyone on one sheet, or save each sheet as a file.",
        )
    chosen = next(iter(people or headers), None)
    header = named(name, headers.get(chosen, ()))
    if chosen is None or not header:
        refuse(name, "is empty", "Give a sheet with a header and a row for each person.")
    # By every row: a type that is guessed from the first thousand drops what comes later.
    frame: pl.DataFrame = book.load_sheet(chosen, schema_sample_rows=None).to_polars()
    return header, frame.rename(dict(zip(frame.columns, header, strict=True)))


def _alike(headers: dict[str, list[str]]) -> list[str]:
    """
    Return the first sheet that is a table, and others of mostly the same columns.

    Without identifiers nothing else tells people from a cover or a list of norms, and people on a
    second sheet must not go unread.
    """
    tables = {
        sheet: set(header) - {""} for sheet, header in headers.items() if len(set(header)) > 1
    }
    if not tables:
        return []
    first = next(iter(tables.values()))
    return [
        sheet for sheet, names in tables.items() if len(names & first) > SHARED * len(names | first)
    ]


def _header(book: Any, sheet: str) -> list[str]:
    """Return the first row as it stands: read as a header, a name given twice would be changed."""
    frame = book.load_sheet(sheet, header_row=None, n_rows=1, dtypes="string").to_polars()
    return [str(cell or "").strip() for cell in frame.row(0)] if frame.height else []


def _checked(source: Source) -> bool:
    """Refuse what would fill the memory; return whether days are counted from 1904."""
    from_1904 = False
    unpacked = cells = 0
    try:
        with zipfile.ZipFile(source.stream) as archive:
            for info in archive.infolist():
                last_row, last_column = 0, 1
                for text in _texts(source, info):
                    unpacked += len(text)
                    if unpacked > MOST_UNPACKED:
                        _too_large(source.name, f"{MOST_UNPACKED // 1_000_000} MB")
                    if info.filename.endswith("workbook.xml"):
                        from_1904 |= bool(_FROM_1904.search(text))
                    if "worksheets/" in info.filename:
                        places = _PLACE.findall(text)
                        last_row = max(last_row, *(int(row[:9]) for _, row in places), 0)
                        last_column = max(last_column, *(_number(c) for c, _ in places), 0)
                cells += last_row * last_column
    except (zipfile.BadZipFile, zlib.error, NotImplementedError, EOFError, OSError, ValueError):
        refuse(source.name, "is damaged or cut short: it cannot be unpacked", "Save it again.")
    if cells > MOST_CELLS:
        _too_large(source.name, f"{MOST_CELLS:,} cells, empty ones between filled ones counted")
    return from_1904


def _too_large(name: str, than: str) -> NoReturn:
    refuse(
        name,
        f"unpacks to more than {than}",
        f"Delete what is far below or beside the table. {_AS_CSV}",
    )


def _texts(source: Source, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """Yield what an entry unpacks to, each piece after the end of the one before it."""
    tail = b""
    for piece in _pieces(source, info):
        yield tail + piece
        tail = piece[-_OVERLAP:]


def _pieces(source: Source, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """
    Yield what an entry unpacks to.

    By what is packed in it, not by the size it claims, which whoever made it can choose.
    """
    stream = source.stream
    stream.seek(info.header_offset + 26)
    lengths = stream.read(4)
    stream.seek(int.from_bytes(lengths[:2], "little") + int.from_bytes(lengths[2:], "little"), 1)
    left = info.compress_size
    if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
        raise zipfile.BadZipFile
    inflate = zlib.decompressobj(-zlib.MAX_WBITS)
    while left > 0:
        packed = stream.read(min(left, _PIECE))
        if not packed:
            raise EOFError
        left -= len(packed)
        if info.compress_type == zipfile.ZIP_STORED:
            yield packed
            continue
        while packed:
            yield inflate.decompress(packed, _PIECE)
            packed = inflate.unconsumed_tail
    if info.compress_type == zipfile.ZIP_DEFLATED and info.compress_size and not inflate.eof:
        raise EOFError


def _number(letters: bytes) -> int:
    """Return the number of a column: A is 1, Z is 26, AA is 27."""
    number = 0
    for letter in letters[:4]:
        number = number * 26 + letter - 64
    return number
