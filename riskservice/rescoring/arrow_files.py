"""
Parquet and Arrow IPC in blocks, with the types they have.

Measured on ten million rows of 45 columns in groups of 125,000 (two cores): polars' lazy reader
sliced block by block 1.5 s and 0.2 GB, its batches 1.1 s and 0.6 GB, pyarrow's batches 5.6 s and
0.5 GB. The slices win, but for files whose groups are large: each slice would unpack its group
again, so those go through pyarrow, a page at a time.
"""

from collections.abc import Callable, Iterator
from typing import Any, ParamSpec, TypeVar

import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from riskservice.rescoring.arrow_types import fit
from riskservice.rescoring.formats import ROWS, Table, named, plausible_rows, refuse
from riskservice.rescoring.sources import Source

LARGE_GROUP = 4 * ROWS
MOST_UNPACKED = 4_000_000_000
"""Of a group of rows. [bytes]"""
_MAGIC = b"PAR1"
_ERRORS = (
    pa.ArrowException,
    pl.exceptions.PolarsError,
    pl.exceptions.PanicException,
    OSError,
    MemoryError,
    OverflowError,
    ValueError,
    KeyError,
)
_AGAIN = "Copy or export it again."

P = ParamSpec("P")
T = TypeVar("T")


def read_parquet(source: Source) -> Table:
    """
    Return an opened Parquet file.

    Raises
    ------
    UnreadableFile
        When it is cut short, damaged, or claims more rows than it can hold; also from its blocks.
    """
    name, size = source.name, source.size
    source.stream.seek(max(size - len(_MAGIC), 0))
    if source.stream.read(len(_MAGIC)) != _MAGIC or size <= 2 * len(_MAGIC):
        refuse(name, "is cut short: its end is missing", _AGAIN)
    source.stream.seek(0)
    inside: Any = source.path or source.stream.read()
    guarded = _guarded(name)
    file = guarded(lambda: pq.ParquetFile(source.path or pa.BufferReader(inside)))
    parts = [file.metadata.row_group(i) for i in range(file.metadata.num_row_groups)]
    groups = [part.num_rows for part in parts]
    plausible_rows(name, max([file.metadata.num_rows, *groups]), size)
    if any(rows < 0 for rows in groups) or sum(groups) != file.metadata.num_rows:
        refuse(name, "is damaged: its parts do not add up", _AGAIN)
    if max((part.total_byte_size for part in parts), default=0) > MOST_UNPACKED:
        refuse(
            name,
            f"has a part that unpacks to more than {MOST_UNPACKED // 1_000_000:,} MB",
            "Write it with fewer rows in a group.",
        )
    header = named(name, guarded(lambda: list(file.schema_arrow.names)))
    batches: Iterator[pl.DataFrame]
    if max(groups, default=0) > LARGE_GROUP:
        batches = _pages(file)
    else:
        file.close()
        lazy = guarded(lambda: pl.scan_parquet(inside))
        batches = (lazy.slice(at, ROWS).collect() for at in range(0, sum(groups), ROWS))
    return Table(
        name=name,
        format="parquet",
        header=header,
        blocks=_each(name, batches, header),
        rows=sum(groups),
    )


def _pages(file: Any) -> Iterator[pl.DataFrame]:
    with file:
        yield from map(pl.DataFrame, file.iter_batches(batch_size=ROWS))


def read_ipc(source: Source, *, stream: bool) -> Table:
    """Return an opened Arrow file or stream; as :func:`read_parquet`."""
    name = source.name
    guarded = _guarded(name)
    opens = pa.ipc.open_stream if stream else pa.ipc.open_file
    file = guarded(lambda: opens(source.stream))
    header = named(name, guarded(lambda: list(file.schema.names)))
    size = None if stream else source.size

    def frames() -> Iterator[pl.DataFrame]:
        batches = file if stream else map(file.get_batch, range(file.num_record_batches))
        for batch in batches:
            if size is not None:
                plausible_rows(name, batch.num_rows, size)
            elif batch.num_rows > max(batch.nbytes, 1) * 8:
                refuse(name, f"says it has {batch.num_rows:,} rows, and holds none", _AGAIN)
            sound = fit(batch)
            for at in range(0, sound.num_rows, ROWS):
                yield pl.DataFrame(sound.slice(at, ROWS))

    return Table(
        name=name,
        format="ipc_stream" if stream else "ipc",
        header=header,
        blocks=_each(name, frames(), header),
    )


def _guarded(name: str) -> Callable[[Callable[[], T]], T]:
    def call(action: Callable[[], T]) -> T:
        try:
            return action()
        except _ERRORS:
            refuse(name, "is damaged or cut short: it cannot be read", _AGAIN)

    return call


def _each(
    name: str, frames: Iterator[pl.DataFrame], header: tuple[str, ...]
) -> Iterator[pl.DataFrame]:
    row = 0
    while True:
        try:
            frame = next(frames, None)
            if frame is None:
                return
            frame = frame.rename(dict(zip(frame.columns, header, strict=True)))
        except _ERRORS:
            refuse(name, f"is damaged or cut short after row {row:,}", _AGAIN)
        row += frame.height
        yield frame
