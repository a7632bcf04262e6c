"""How blocks of a table become bytes of one format; the same blocks become the same bytes."""

import datetime as dt
import io
import shutil
import tempfile
from abc import ABC, abstractmethod
from pathlib import Path
from typing import IO, Any, Final, Self, cast

import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]
import xlsxwriter  # type: ignore[import-untyped]

from riskservice.errors import shown
from riskservice.rescoring.guard import guarded

LONGEST_CELL = 32_767
"""Of a sheet of Excel. [characters]"""
_LONG_AGO = dt.datetime(2000, 1, 1)  # noqa: DTZ001  an Excel file knows no time zones


class Shape(ABC):
    """How blocks become bytes of one format."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._begun = False

    def __enter__(self) -> Self:
        return self

    @abstractmethod
    def write(self, frame: pl.DataFrame) -> None:
        """Write one block."""

    def __exit__(self, kind: object = None, *_: object) -> None:
        self.end(whole=kind is None)

    @abstractmethod
    def end(self, *, whole: bool) -> None:
        """Write what comes after the last block, if nothing went wrong before."""


class _Csv(Shape):
    def write(self, frame: pl.DataFrame) -> None:
        held = io.BytesIO()
        guarded(frame).write_csv(held, include_header=not self._begun)
        self._stream.write(held.getbuffer())
        self._begun = True

    def end(self, *, whole: bool) -> None:
        pass


class _Ndjson(Shape):
    def write(self, frame: pl.DataFrame) -> None:
        if frame.height:
            held = io.BytesIO()
            frame.write_ndjson(held)
            self._stream.write(held.getbuffer())

    def end(self, *, whole: bool) -> None:
        pass


class _Arrow(Shape):
    """Parquet and Arrow, through pyarrow: polars writes no file block by block."""

    _writer: Any = None

    def write(self, frame: pl.DataFrame) -> None:
        table = self._plain(frame).to_arrow(compat_level=pl.CompatLevel.oldest())
        if self._writer is None:
            self._writer = self._opened(table.schema)
        self._writer.write_table(table)

    def _plain(self, frame: pl.DataFrame) -> pl.DataFrame:
        return frame.with_columns(pl.col(pl.Categorical, pl.Enum).cast(pl.String))

    @abstractmethod
    def _opened(self, schema: Any) -> Any: ...

    def end(self, *, whole: bool) -> None:  # noqa: ARG002
        if self._writer is not None:
            self._writer.close()


class _Parquet(_Arrow):
    def _plain(self, frame: pl.DataFrame) -> pl.DataFrame:
        return frame

    def _opened(self, schema: Any) -> Any:
        # Without the schema of Arrow beside its own, a column of an enum is text to every reader.
        return pq.ParquetWriter(self._stream, schema, compression="zstd", store_schema=False)


class _Ipc(_Arrow):
    def _opened(self, schema: Any) -> Any:
        return pa.ipc.new_file(self._stream, schema)


class _IpcStream(_Arrow):
    def _opened(self, schema: Any) -> Any:
        return pa.ipc.new_stream(self._stream, schema)


class _Xlsx(Shape):
    """A sheet written row by row, its rows held in a file meanwhile."""

    def __init__(self, stream: IO[bytes]) -> None:
        super().__init__(stream)
        self._folder = tempfile.mkdtemp()
        options = {
            "constant_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "nan_inf_to_errors": True,
            "tmpdir": self._folder,
        }
        self._place = Path(self._folder) / "book.xlsx"
        self._book = xlsxwriter.Workbook(str(self._place), options)
        self._book.set_properties({"created": _LONG_AGO})
        self._day = self._book.add_format({"num_format": "yyyy-mm-dd"})
        self._bold = self._book.add_format({"bold": True})
        self._sheet = self._book.add_worksheet()
        self._row = 0

    def write(self, frame: pl.DataFrame) -> None:
        if not self._begun:
            self._sheet.freeze_panes(1, 1)
            self._sheet.write_row(0, 0, frame.columns, self._bold)
            self._begun = True
        for cells in guarded(frame).iter_rows():
            self._row += 1
            for column, cell in enumerate(cells):
                self._cell(column, cell)

    def _cell(self, column: int, cell: object) -> None:
        match cell:
            case None:
                pass
            case str():
                self._sheet.write_string(self._row, column, shown(cell, LONGEST_CELL))
            case bool():
                self._sheet.write_boolean(self._row, column, cell)
            case int() | float():
                self._sheet.write_number(self._row, column, cell)
            case dt.date():
                self._sheet.write_datetime(self._row, column, cast("Any", cell), self._day)
            case _:
                self._sheet.write_string(self._row, column, str(cell))

    def end(self, *, whole: bool) -> None:
        try:
            if whole:
                self._book.close()
                with self._place.open("rb") as book:
                    shutil.copyfileobj(book, self._stream)
        finally:
            self._book.fileclosed = True
            self._sheet.row_data_fh.close()
            shutil.rmtree(self._folder, ignore_errors=True)


SHAPES: Final[dict[str, type[Shape]]] = {
    "csv": _Csv,
    "ndjson": _Ndjson,
    "parquet": _Parquet,
    "ipc": _Ipc,
    "ipc_stream": _IpcStream,
    "xlsx": _Xlsx,
}
