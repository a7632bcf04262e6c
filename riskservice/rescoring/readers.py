"""A file of many cases opened, whatever its format: blocks of columns, a bounded number of rows."""

from collections.abc import Iterator
from dataclasses import replace
from io import BytesIO
from pathlib import PurePath

import polars as pl

from riskservice.rescoring.arrow_files import read_ipc, read_parquet
from riskservice.rescoring.delimited import read_csv
from riskservice.rescoring.formats import PACKED, ROWS, Table, format_of, refuse
from riskservice.rescoring.json_lines import read_ndjson
from riskservice.rescoring.sources import Given, Source, opened, unpacked
from riskservice.rescoring.workbook import read_xlsx

LARGEST_HELD = 512_000_000
"""Of a file that can only be read with its end at hand and comes as a stream. [bytes]"""


def open_table(
    given: Given,
    *,
    format: str | None = None,  # noqa: A002
    name: str | None = None,
    rows: int = ROWS,
) -> Table:
    """
    Return an opened file of many cases.

    Parameters
    ----------
    given : str, path, bytes or binary stream
    format : {"csv", "ndjson", "parquet", "ipc", "ipc_stream", "xlsx"}, optional
        By default what the content and the name say.
    name : str, optional
        What to call it in messages, where it has no name of its own.
    rows : int
        Most rows of a block.

    Raises
    ------
    UnreadableFile
        When it cannot be read at all; going through the blocks raises it too.
    """
    source = opened(given, name)
    try:
        table = _table(source, format)
        blocks = _sliced(table.blocks, rows)
        if table.format in ("csv", "xlsx"):
            blocks = _without_blank_end(blocks)
    except BaseException:
        source.close()
        raise
    counted = _Counted(source, blocks, table.rows)
    return replace(table, blocks=iter(counted), progress=counted.progress, close=source.close)


def _table(source: Source, said: str | None) -> Table:
    read, start, packing = unpacked(source)
    path = PurePath(source.name)
    inner = str(path.with_suffix("")) if path.suffix.lower() in PACKED else source.name
    found = format_of(inner, start, said)
    if packing and found not in ("csv", "ndjson"):
        refuse(source.name, "is compressed from outside", "Unpack it first; it packs itself.")
    match found:
        case "csv" | "ndjson":
            reader = read_csv if found == "csv" else read_ndjson
            header, blocks = reader(source.name, read)
            return Table(name=source.name, format=found, header=header, blocks=blocks)
        case "parquet":
            return read_parquet(_in_hand(source))
        case "xlsx":
            return read_xlsx(_in_hand(source))
        case "ipc_stream":
            return read_ipc(source, stream=True)
        case _:
            return read_ipc(_in_hand(source), stream=False)


def open_blocks(
    given: Given,
    *,
    format: str | None = None,  # noqa: A002
    rows: int = ROWS,
) -> Iterator[pl.DataFrame]:
    """Yield the blocks of a file; as :func:`open_table`."""
    return open_table(given, format=format, rows=rows).blocks


def _in_hand(source: Source) -> Source:
    """Return a source that can be gone back in."""
    if source.stream.seekable():
        return source
    held = source.stream.read(LARGEST_HELD + 1)
    if len(held) > LARGEST_HELD:
        refuse(
            source.name,
            f"is larger than {LARGEST_HELD // 1_000_000} MB, and comes as a stream",
            "Save it as a file and name the file.",
        )
    return source._replace(stream=BytesIO(held))


def _sliced(blocks: Iterator[pl.DataFrame], rows: int) -> Iterator[pl.DataFrame]:
    for block in blocks:
        yield from block.iter_slices(rows) if block.height > rows else (block,)


class _Counted:
    """Blocks with a row, counted; after the last, the file is let go."""

    def __init__(self, source: Source, blocks: Iterator[pl.DataFrame], rows: int | None) -> None:
        self._source = source
        self._blocks = blocks
        self._rows = rows
        self._size = source.size if source.path is not None else 0
        self._read = 0

    def __iter__(self) -> Iterator[pl.DataFrame]:
        try:
            for block in self._blocks:
                if block.height:
                    self._read += block.height
                    yield block
        finally:
            self._source.close()
        if not self._read:
            refuse(self._source.name, "has a header and no rows", "Give a row for each person.")

    def progress(self) -> float | None:
        if self._rows:
            return min(self._read / self._rows, 1.0)
        if not self._size:
            return None
        closed = self._source.stream.closed
        return 1.0 if closed else self._source.stream.tell() / self._size


def _without_blank_end(blocks: Iterator[pl.DataFrame]) -> Iterator[pl.DataFrame]:
    """
    Yield blocks without the blank rows that spreadsheets leave below a table.

    Blank rows between others stay: they count, and somebody may be missing there.
    """
    held: list[pl.DataFrame] = []
    for block in blocks:
        filled = block.height - _blank_end(block)
        if filled:
            yield from held
            held = []
            yield block.head(filled)
        if filled < block.height:
            held.append(block.tail(block.height - filled))


def _blank_end(block: pl.DataFrame) -> int:
    if not block.height or any(cell is not None for cell in block.row(-1)):
        return 0
    blank = block.select(pl.all_horizontal(pl.all().is_null())).to_series()
    filled = (~blank).arg_true()
    return block.height - (int(filled[-1]) + 1 if len(filled) else 0)
