"""Files that cannot be read: a clear message, no traceback, and no more memory than need be."""

import gzip
import io
import resource
import struct
import zipfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any

import polars as pl
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import zstandard

from riskservice.rescoring import sources, workbook
from riskservice.rescoring.formats import LONGEST_ROW, UnreadableFile
from riskservice.rescoring.readers import open_table
from tests.rescoring.files import FORMATS, ON, decoded, of_csv, people, write

HEAD = b"case_id,sex\n"
SIX = 2 * 6
"""Six, as Parquet writes it in its header."""
MOST = 700_000
"""What reading a bad file may add to the memory of the tests. [kB]"""


def refusal(given: Any, **options: Any) -> str:
    """Return what is said of a file that is refused as a whole, wherever it is found out."""
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    with pytest.raises(UnreadableFile) as found:
        decoded(given, on=ON, **options)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < MOST
    (fault,) = found.value.faults
    assert fault.message
    assert fault.way_out.endswith((".", ")"))
    assert "Traceback" not in str(found.value)
    return fault.message


def test_a_file_that_is_not_there_or_may_not_be_read(tmp_path: Path) -> None:
    assert refusal(tmp_path / "none.csv") == "does not exist"
    assert refusal(tmp_path) == "is a folder"
    assert refusal("a\0b.csv").startswith("cannot be read")


@pytest.mark.parametrize("suffix", [".csv", ".ndjson", ".parquet", ".arrow", ".xlsx", ".csv.gz"])
def test_an_empty_file(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"x{suffix}"
    path.touch()
    assert refusal(path) == "is empty"


def test_packed_nothing_is_empty() -> None:
    for pack in (gzip.compress, zstandard.compress):
        assert refusal(pack(b""), name="x.csv.gz") == "is empty"


@pytest.mark.parametrize("suffix", [".csv", ".csv.gz", ".parquet", ".arrow", ".arrows", ".xlsx"])
def test_a_header_and_no_rows(suffix: str, tmp_path: Path) -> None:
    path = write(people().clear(), tmp_path / f"x{suffix}")
    assert refusal(path) == "has a header and no rows"


def test_a_header_without_a_line_end() -> None:
    assert refusal(b"case_id,sex", format="csv") == "has a header and no rows"
    assert refusal(b"\n\n", format="csv") == "has no header"


@pytest.mark.parametrize(
    ("encoding", "message"),
    [("utf-16", "is UTF-16 text"), ("utf-32", "is UTF-32 text"), ("utf-16-le", "UTF-16 text")],
)
@pytest.mark.parametrize("kind", ["csv", "ndjson"])
def test_other_encodings_are_named(encoding: str, message: str, kind: str) -> None:
    text = "case_id,sex\nZoë,male\n" if kind == "csv" else '{"case_id":"Zoë","sex":"male"}\n'
    assert message in refusal(text.encode(encoding), format=kind)


def test_latin_1_is_named_with_the_row() -> None:
    raw = "case_id,officer,sex\nA,x,male\nB,Zoë,male\n".encode("latin-1")
    said = refusal(raw, format="csv")
    assert "not UTF-8" in said
    assert "0xeb" in said
    assert "latin-1" in said
    assert "not UTF-8" in refusal('{"case_id":"Zoë"}'.encode("latin-1"), format="ndjson")
    assert "not UTF-8" in refusal("Zoë,case_id\n".encode("latin-1"), format="csv")


def test_what_is_no_table_at_all() -> None:
    assert "not text" in refusal(b"\x89PNG\r\n\x1a\n" + bytes(100), name="x.png")
    assert "password" in refusal(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), name="x.xls")
    assert "no line is a JSON object" in refusal(b"[1, 2]\n", format="ndjson")


@pytest.mark.parametrize("suffix", [".parquet", ".arrow", ".xlsx"])
def test_a_name_that_promises_another_format(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"x{suffix}"
    path.write_bytes(HEAD + b"A,male\n")
    assert "although it is called so" in refusal(path)


@pytest.mark.parametrize("suffix", [".csv.gz", ".csv.zst"])
def test_a_name_that_promises_a_compression(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"x{suffix}"
    path.write_bytes(HEAD + b"A,male\n")
    assert "is not compressed" in refusal(path)


@pytest.mark.parametrize("suffix", [s for s in FORMATS if s not in (".csv", ".ndjson")])
@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.999])
def test_a_file_that_was_cut_short(suffix: str, share: float, tmp_path: Path) -> None:
    many = pl.concat([people()] * 300).with_columns(case_id=pl.int_range(1800).cast(pl.String))
    path = write(many, tmp_path / f"x{suffix}")
    raw = path.read_bytes()
    path.write_bytes(raw[: int(len(raw) * share)])
    assert any(word in refusal(path) for word in ("cut short", "damaged", "no workbook"))


@pytest.mark.parametrize(
    "suffix", [".parquet", ".arrow", ".arrows", ".xlsx", ".csv.gz", ".csv.zst"]
)
def test_a_damaged_file_never_ends_in_a_traceback(suffix: str, tmp_path: Path) -> None:
    raw = write(people(), tmp_path / f"x{suffix}").read_bytes()
    for at in range(8, len(raw), max(len(raw) // 60, 1)):
        damaged = bytearray(raw)
        damaged[at : at + 4] = b"\xff\x00\xfe\x7f"
        with suppress(UnreadableFile):
            decoded(bytes(damaged), on=ON, name=f"x{suffix}")


def test_an_arrow_file_that_points_anywhere_from_behind_a_null_ends_nothing() -> None:
    views = struct.pack("<iiii", 40, 0, 7, 2**31 - 1) + struct.pack("<i12s", 4, b"male")
    valid, names = pa.py_buffer(b"\x02"), pa.array(["A", "B"])
    sex = pa.Array.from_buffers(pa.string_view(), 2, [valid, pa.py_buffer(views)], 1)
    held = io.BytesIO()
    batch = pa.record_batch({"case_id": names, "sex": sex})
    with pa.ipc.new_stream(held, batch.schema) as stream:
        stream.write_batch(batch)
    (block,), faults, _ = decoded(held.getvalue(), on=ON)
    assert (block.columns["sex"].tolist(), faults) == ([2, 0], [])


@pytest.mark.parametrize(
    "values", [pa.array([{"a": 1}]), pa.array([[("a", 1)]], pa.map_(pa.string(), pa.int8()))]
)
def test_an_arrow_file_with_other_types_is_read_or_refused(values: pa.Array) -> None:
    held = io.BytesIO()
    batch = pa.record_batch({"case_id": ["A"], "sex": ["male"], "more": values})
    with pa.ipc.new_stream(held, batch.schema) as stream:
        stream.write_batch(batch)
    if pa.types.is_map(values.type):
        assert "damaged" in refusal(held.getvalue())
    else:
        assert [fault.pointer for fault in decoded(held.getvalue(), on=ON)[2].unknown] == ["more"]


def test_thousands_of_columns_are_refused() -> None:
    header = ",".join(f"c{i}" for i in range(20_000))
    assert refusal(f"{header}\n".encode(), format="csv") == "has 20,000 columns"


def test_the_last_row_of_csv_cut_short_is_a_fault_of_that_row() -> None:
    (block,), (fault,), _ = of_csv("case_id,sex,date_of_birth\nA,male,2000-01-01\nB,ma")
    assert (fault.row, fault.case_id) == (2, "B")
    assert block.sound.tolist() == [True, False]


def test_dates_in_mixed_formats_are_faults_of_their_rows_and_stop_no_other() -> None:
    days = ["2000-01-31", "31/01/2000", "01/31/2000", "36556", "31 Jan 2000", "2000-01-31"]
    rows = "".join(f"{i},{day}\n" for i, day in enumerate(days))
    (block,), faults, _ = of_csv(f"case_id,date_of_birth\n{rows}")
    assert [fault.row for fault in faults] == [2, 3, 4, 5]
    assert "as Excel counts" in faults[2].fault
    assert block.columns["date_of_birth"].tolist()[::5] == [20000131] * 2


def test_a_field_of_ten_megabytes_is_a_fault_that_shows_little_of_it() -> None:
    long = "x" * 10_000_000
    (block,), (fault,), _ = of_csv(f'case_id,arms_assessor,sex\nA,"{long}",male\nB,y,male\n')
    assert (fault.row, fault.question, len(fault.value or "")) == (1, "arms_assessor", 80)
    assert block.sound.tolist() == [False, True]
    _, faults, _ = of_csv(f"case_id,sex\n{long},male\nB,{long}\n")
    assert [(f.row, f.question) for f in faults] == [(1, "case_id"), (2, "sex")]
    assert max(len(f.case_id) for f in faults) == 200


def test_a_quotation_mark_that_is_never_closed() -> None:
    row = b"A,male\n"
    raw = HEAD + b'A,"male\n' + row * (LONGEST_ROW // len(row) + 2_500_000)
    assert "longer than 32 MB" in refusal(raw, format="csv")
    assert "longer than 32 MB" in refusal(
        b'{"case_id":"' + bytes([65]) * 60_000_000, format="ndjson"
    )


def test_columns_of_nulls_are_not_answered() -> None:
    frame = pl.DataFrame({"case_id": ["A", "B"], "sex": [None, None], "date_of_birth": None})
    for suffix in (".parquet", ".arrow", ".ndjson", ".csv"):
        held = io.BytesIO()
        getattr(frame, {".arrow": "write_ipc"}.get(suffix, f"write_{suffix[1:]}"))(held)
        kind = suffix[1:] if suffix != ".arrow" else None
        (block,), faults, _ = decoded(held.getvalue(), format=kind, on=ON)
        assert faults == []
        assert block.columns["sex"].tolist() == [2, 2]


def test_everyone_without_an_identifier_is_said_row_by_row() -> None:
    _, faults, _ = of_csv("case_id,sex\n,male\n,male\n")
    assert [fault.row for fault in faults] == [1, 2]


# More than it seems ------------------------------------------------------------------------------


@pytest.mark.parametrize("pack", [gzip.compress, lambda raw: zstandard.compress(raw, 3)])
def test_a_gzip_or_zstandard_bomb_is_refused_before_it_is_unpacked(
    pack: Callable[[bytes], bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "FREE", 5_000_000)
    part = pack(b"A,male\n" * 1_000_000)
    assert "times its size" in refusal(pack(HEAD) + part * 3, format="csv")
    zeros = pack(b"0" * 20_000_000)
    assert "times its size" in refusal(pack(HEAD + b"A,male\n" * 1000) + zeros * 3, format="csv")


def bomb(sheet: bytes, path: Path, *, claimed: int | None = None) -> Path:
    """Write a workbook around the XML of a sheet, which may claim to be smaller than it is."""
    source = write(people(), path)
    with zipfile.ZipFile(source) as archive:
        entries = {info.filename: archive.read(info) for info in archive.infolist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in entries.items():
            archive.writestr(name, sheet if "sheet1.xml" in name else content)
    if claimed is not None:
        raw = bytearray(path.read_bytes())
        size = struct.pack("<I", len(sheet))
        while (at := raw.find(size)) >= 0:
            raw[at : at + 4] = struct.pack("<I", claimed)
        path.write_bytes(raw)
    return path


SHEET = b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'


def test_a_workbook_that_unpacks_to_too_much(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "MOST_UNPACKED", 20_000_000)
    sheet = SHEET + b" " * 30_000_000
    assert "unpacks to more than 20 MB" in refusal(bomb(sheet, tmp_path / "x.xlsx"))
    lying = bomb(sheet, tmp_path / "y.xlsx", claimed=1000)
    assert "unpacks to more than 20 MB" in refusal(lying)


@pytest.mark.parametrize("last", [b'r="XFD1048576"', b"\nr = 'ZZ999999'"])
def test_a_workbook_of_two_cells_that_are_far_apart(last: bytes, tmp_path: Path) -> None:
    cells = b'<row><c r="A1"><v>1</v></c></row><row><c ' + last + b"><v>1</v></c></row>"
    path = bomb(SHEET + cells + b"</sheetData></worksheet>", tmp_path / "x.xlsx")
    assert "empty ones between filled ones counted" in refusal(path)


def test_a_parquet_file_that_claims_a_billion_rows(tmp_path: Path) -> None:
    path = tmp_path / "x.parquet"
    pq.write_table(pa.table({"case_id": pa.nulls(1_000_000_000 // 8, pa.int8())}), path)
    assert "says it has 125,000,000 rows" in refusal(path)


def test_a_parquet_header_with_another_number_of_rows_never_adds_people(tmp_path: Path) -> None:
    raw = write(people(), tmp_path / "x.parquet").read_bytes()
    refused = 0
    footer = int.from_bytes(raw[-8:-4], "little")
    for at in range(len(raw) - 8 - footer, len(raw)):
        if raw[at] == SIX:
            try:
                blocks = list(open_table(raw[:at] + bytes([2 * 60]) + raw[at + 1 :]).blocks)
            except UnreadableFile:
                refused += 1
            else:
                assert sum(block.height for block in blocks) == 6
    assert refused > 0


def test_an_arrow_stream_that_claims_a_billion_rows() -> None:
    held = io.BytesIO()
    batch = pa.record_batch({"case_id": pa.nulls(10**9), "sex": pa.nulls(10**9)})
    with pa.ipc.new_stream(held, batch.schema) as stream:
        stream.write_batch(batch)
    assert "1,000,000,000 rows" in refusal(held.getvalue())
    held = io.BytesIO()
    with pa.ipc.new_file(held, batch.schema) as file:
        file.write_batch(batch)
    assert "1,000,000,000 rows" in refusal(held.getvalue())


def test_a_stream_without_end_is_refused_where_it_has_to_be_in_hand(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("riskservice.rescoring.readers.LARGEST_HELD", 10_000)

    class Endless(io.RawIOBase):
        def readable(self) -> bool:
            return True

        def read(self, n: int = -1) -> bytes:
            return (b"PAR1" + bytes(n))[:n]

    assert "comes as a stream" in refusal(Endless())


def test_damage_inside_a_packed_file_is_said() -> None:
    raw = bytearray(gzip.compress(HEAD + b"A,male\n" * 1000))
    raw[-6] ^= 0xFF
    assert "damaged" in refusal(bytes(raw), format="csv")
