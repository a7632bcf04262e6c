"""Results on disk: whole or not at all, the same bytes every time, and no formula in them."""

import datetime as dt
import io
import os
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from riskservice.rescoring.aside import Aside, UnwritableFile
from riskservice.rescoring.guard import guarded, unguarded
from riskservice.rescoring.readers import open_blocks
from riskservice.rescoring.writers import MOST_SHEET_ROWS, Writer, format_by_name, write_table

FORMATS = (
    ".csv", ".csv.gz", ".csv.zst", ".ndjson", ".ndjson.gz", ".ndjson.zst", ".parquet", ".arrow",
    ".arrows", ".xlsx",
)  # fmt: skip


def results(start: int = 0, n: int = 3) -> pl.DataFrame:
    numbers = range(start, start + n)
    return pl.DataFrame(
        {
            "case_id": [f"Ä{i}" for i in numbers],
            "arp_points": [float(i) if i % 3 else None for i in numbers],
            "arp_percent": [12.34 + i for i in numbers],
            "arp_band": pl.Series(["high"] * n, dtype=pl.Enum(["low", "high"])),
            "overall_band": ["low" if i % 2 else None for i in numbers],
            "provisional": [i % 2 == 0 for i in numbers],
            "release_date": [dt.date(2026, 11, 24)] * n,
            "notices": [None, "arp:x|csrp:y", None][:n],
        }
    )


@pytest.mark.parametrize("suffix", FORMATS)
def test_what_is_written_reads_back_from_every_format(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"results{suffix}"
    with Writer(path) as writer:
        writer.write(results())
        writer.write(results(3, 2))
    assert writer.rows == 5
    expected = pl.concat([results(), results(3, 2)])
    back = pl.concat(open_blocks(path), how="vertical_relaxed")
    assert back.columns == expected.columns
    names = {"case_id": pl.String, "arp_points": pl.Float64, "arp_percent": pl.Float64,
             "arp_band": pl.String, "overall_band": pl.String, "notices": pl.String}  # fmt: skip
    assert back.select(pl.col(n).cast(t) for n, t in names.items()).equals(
        expected.select(pl.col(n).cast(t) for n, t in names.items())
    )
    assert [str(v).lower()[:10] for v in back["provisional"]] == ["true", "false"] * 2 + ["true"]
    assert {str(v)[:10] for v in back["release_date"]} == {"2026-11-24"}


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_same_blocks_give_the_same_bytes(suffix: str, tmp_path: Path) -> None:
    written = []
    for name in ("one", "another"):
        path = tmp_path / f"{name}{suffix}"
        with Writer(path) as writer:
            writer.write(results())
            writer.write(results(3))
        written.append(path.read_bytes())
        os.utime(path, (0, 0))
    assert written[0] == written[1]


@pytest.mark.parametrize("suffix", FORMATS)
def test_an_empty_table_is_a_header(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"faults{suffix}"
    write_table(results().clear(), path)
    assert path.exists()
    if suffix in (".csv", ".parquet"):
        read = pl.read_csv if suffix == ".csv" else pl.read_parquet
        assert read(path).columns == results().columns


@pytest.mark.parametrize("suffix", FORMATS)
@pytest.mark.parametrize("error", [KeyboardInterrupt, ValueError])
def test_an_interrupted_run_leaves_nothing(
    suffix: str, error: type[BaseException], tmp_path: Path
) -> None:
    path = tmp_path / f"results{suffix}"
    with pytest.raises(error):
        interrupted(path, error)
    assert list(tmp_path.iterdir()) == []


def test_an_interrupted_run_leaves_the_old_file_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    path.write_text("old")
    with pytest.raises(KeyboardInterrupt):
        interrupted(path, KeyboardInterrupt)
    assert [(p.name, p.read_text()) for p in tmp_path.iterdir()] == [("results.csv", "old")]


def interrupted(path: Path, error: type[BaseException]) -> None:
    with Writer(path) as writer:
        writer.write(results())
        raise error


def fill_up(stream: Any, kind: str) -> None:
    with Writer(stream, format=kind) as writer:
        for _ in range(3):
            writer.write(results())


def too_many(path: Path) -> None:
    with Writer(path) as writer:
        writer.write(results())
        writer.rows = MOST_SHEET_ROWS
        writer.write(results())


def test_nothing_is_to_be_seen_of_a_file_before_it_is_whole(tmp_path: Path) -> None:
    path = tmp_path / "results.csv"
    with Writer(path) as writer:
        writer.write(results())
        assert not path.exists()
    assert [p.name for p in tmp_path.iterdir()] == ["results.csv"]


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".xlsx", ".ndjson.gz"])
def test_a_block_that_cannot_be_written_leaves_nothing(suffix: str, tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("no device that is always full")
    kind = suffix[1:].removesuffix(".gz")
    full = Path("/dev/full").open("wb", buffering=0)  # noqa: SIM115  closed in the next line
    with full, pytest.raises(UnwritableFile, match="no space left"):
        fill_up(full, kind)
    with pytest.raises(UnwritableFile):
        write_table(results(), tmp_path / "no" / f"results{suffix}")
    assert list(tmp_path.iterdir()) == []


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(UnwritableFile, match="is a folder"):
        write_table(results(), tmp_path / "folder.csv")
    with pytest.raises(UnwritableFile, match="no such file or directory"):
        write_table(results(), tmp_path / "nowhere" / "results.csv")


@pytest.mark.parametrize("name", ["results", "results.json", "results.xls", "results.parquet.gz"])
def test_a_name_that_says_no_format_is_refused_before_anything_is_done(
    name: str, tmp_path: Path
) -> None:
    with pytest.raises(UnwritableFile, match="Call it"):
        Writer(tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_the_name_says_format_and_compression() -> None:
    assert format_by_name("a/b.CSV.GZ") == ("csv", "gz")
    assert format_by_name("b.parquet") == ("parquet", "")


def test_a_stream_is_written_to_and_left_open() -> None:
    for kind in ("csv", "ndjson", "parquet", "ipc", "ipc_stream"):
        stream = io.BytesIO()
        with Writer(stream, format=kind) as writer:
            writer.write(results())
        assert next(open_blocks(stream.getvalue(), format=kind)).height == 3


def test_more_rows_than_a_sheet_holds_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UnwritableFile, match="1,048,575 rows"):
        too_many(tmp_path / "x.xlsx")
    assert list(tmp_path.iterdir()) == []


FORMULAS = ["=1+1", "+44 20", "-x", "@SUM(A1)", "\tx", "\rx", "\nx", '=HYPERLINK("http://x")']
HARMLESS = ["A1", "", "'x", "a=b", "-3", "+5", "-0.25", " x", "OFFICER-001", None]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_text_is_never_a_formula_in_a_spreadsheet(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"results{suffix}"
    frame = pl.DataFrame({"case_id": FORMULAS, "value": FORMULAS, "officer": FORMULAS})
    write_table(frame, path)
    block = next(open_blocks(path))
    for column in block:
        assert column.to_list() == [f"'{text}" for text in FORMULAS]


def test_numbers_and_other_text_stay_as_they_are() -> None:
    frame = pl.DataFrame({"value": HARMLESS, "points": [-1.5] * len(HARMLESS)})
    assert guarded(frame).equals(frame)


def test_other_formats_hold_text_as_it_is(tmp_path: Path) -> None:
    for suffix in (".ndjson", ".parquet", ".arrow"):
        write_table(pl.DataFrame({"case_id": FORMULAS}), tmp_path / f"r{suffix}")
        assert next(open_blocks(tmp_path / f"r{suffix}"))["case_id"].to_list() == FORMULAS


def test_what_was_guarded_reads_back_as_it_was() -> None:
    for texts in (FORMULAS, HARMLESS):
        frame = pl.DataFrame({"case_id": texts}, schema={"case_id": pl.String})
        assert unguarded(guarded(frame)["case_id"]).to_list() == texts


def test_a_file_beside_its_place_keeps_its_suffix(tmp_path: Path) -> None:
    with Aside(tmp_path / "report.html") as aside:
        assert aside.path.suffix == ".html"
        assert aside.path.parent == tmp_path
        aside.path.write_text("x")
    assert (tmp_path / "report.html").read_text() == "x"


@pytest.mark.parametrize("suffix", [".parquet", ".arrow", ".csv", ".ndjson", ".xlsx"])
def test_enums_and_categories_are_written_as_text(suffix: str, tmp_path: Path) -> None:
    path = tmp_path / f"results{suffix}"
    text = pl.Series("overall_band", ["low", None, "high"])
    frame = pl.DataFrame(
        {
            "case_id": ["A", "B", "C"],
            "overall_band": text.cast(pl.Enum(["low", "high"])),
            "arp_band": text.cast(pl.Categorical),
            "officer": text.cast(pl.Categorical),
        }
    )
    write_table(frame, path)
    back = next(open_blocks(path))
    assert set(back.dtypes) == {pl.String}
    for name in ("overall_band", "arp_band", "officer"):
        assert back[name].to_list() == text.to_list()
