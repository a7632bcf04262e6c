"""Files of many cases: the same people in every format, in blocks, however they are packed."""

import gzip
import io
from pathlib import Path

import polars as pl
import pyarrow.parquet as pq
import pytest
import xlsxwriter
import zstandard

from riskservice.kit.dates import UNKNOWN
from riskservice.rescoring.formats import BROKEN, UnreadableFile
from riskservice.rescoring.readers import open_blocks, open_table
from tests.rescoring.files import FORMATS, ON, decoded, people, plain, write


@pytest.mark.parametrize("suffix", FORMATS)
def test_the_same_people_decode_identically_from_every_format(suffix: str, tmp_path: Path) -> None:
    expected = plain(decoded(write(people(), tmp_path / "people.parquet"))[0])
    blocks, faults, decoder = decoded(write(people(), tmp_path / f"cohort{suffix}"))
    assert faults == []
    assert decoder.unknown == ()
    assert plain(blocks) == expected


def test_what_is_decoded_is_what_was_written(tmp_path: Path) -> None:
    (block,), _, _ = decoded(write(people(), tmp_path / "people.parquet"))
    assert block.case_id.to_list() == ["A1", "A2", "Zoë", "A4", "A5", "A6"]
    assert block.on.tolist() == [20261124, 20261124, 20260228, 20261124, 20261124, 20261124]
    assert block.columns["date_of_birth"].tolist()[:3] == [19800229, 19991231, UNKNOWN]
    assert block.columns["total_sanctions"].tolist() == [1, 999, 1000, 12, 3, 4]
    assert block.columns["ever_sexual_offence"].tolist() == [1, 0, 2, 1, 2, 0]
    assert block.columns["current_offence_code"].tolist()[:3] == [202, 10400, 100_000]
    assert block.columns["sex"].tolist()[:3] == [0, 1, 2]
    homicide_and_arson = 0b1_0000_0001
    assert block.columns["previous_convictions"].tolist()[:3] == [homicide_and_arson, 0, 512]
    assert block.records["rosh_nature_of_risk"][0] == 'harm, with "quotes"\nand lines'
    assert block.about["allocated"].to_list()[:3] == [True, False, None]
    assert block.sound.all()


@pytest.mark.parametrize("suffix", FORMATS)
def test_a_format_is_recognised_by_content_whatever_the_name(suffix: str, tmp_path: Path) -> None:
    written = write(people(), tmp_path / f"cohort{suffix}")
    bare = written.rename(tmp_path / "cohort")
    with open_table(bare) as table:
        assert table.header == tuple(people().columns)


@pytest.mark.parametrize("suffix", FORMATS)
def test_bytes_and_streams_read_like_files(suffix: str, tmp_path: Path) -> None:
    raw = write(people(), tmp_path / f"cohort{suffix}").read_bytes()
    said = {".csv": "csv", ".nds": "ndjson"}.get(suffix[:4])
    expected = plain(decoded(raw, format=said)[0])
    assert plain(decoded(io.BytesIO(raw), format=said)[0]) == expected

    class OnlyForward(io.BytesIO):
        def seekable(self) -> bool:
            return False

    assert plain(decoded(OnlyForward(raw), format=said)[0]) == expected


@pytest.mark.parametrize("suffix", FORMATS)
def test_blocks_have_at_most_so_many_rows_and_lose_none(suffix: str, tmp_path: Path) -> None:
    many = pl.concat([people()] * 5).with_columns(case_id=pl.int_range(30).cast(pl.String))
    path = write(many, tmp_path / f"cohort{suffix}")
    blocks = list(open_blocks(path, rows=7))
    assert max(block.height for block in blocks) == 7
    assert pl.concat(block["case_id"].cast(pl.String) for block in blocks).to_list() == [
        str(i) for i in range(30)
    ]


def test_a_parquet_file_of_one_large_group_is_read_in_blocks(tmp_path: Path) -> None:
    path = tmp_path / "large.parquet"
    frame = pl.DataFrame({"case_id": pl.int_range(300_000, eager=True), "sex": "male"})
    pq.write_table(frame.to_arrow(), path, row_group_size=300_000)
    table = open_table(path)
    blocks = list(table.blocks)
    assert table.rows == 300_000
    assert len(blocks) == 5
    assert pl.concat(blocks).equals(frame)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_commas_semicolons_and_tabs_separate(separator: str) -> None:
    text = f"case_id{separator}sex\nA{separator}male\n"
    assert next(open_blocks(text.encode(), format="csv")).rows() == [("A", "male")]


def test_a_byte_order_mark_and_windows_line_ends_are_accepted() -> None:
    raw = b"\xef\xbb\xbfcase_id,sex\r\nA,male\r\nB,\r\n"
    table = open_table(raw)
    assert table.header == ("case_id", "sex")
    assert next(table.blocks).rows() == [("A", "male"), ("B", None)]


def test_blanks_around_column_names_do_not_count() -> None:
    assert open_table(b" case_id , sex\nA,male\n").header == ("case_id", "sex")


def test_quoted_separators_line_ends_and_marks_stay_in_their_cell() -> None:
    raw = b'case_id,officer,sex\nA,"x, ""y""\nz",male\nB,,female\n'
    assert next(open_blocks(raw, format="csv")).rows() == [
        ("A", 'x, "y"\nz', "male"),
        ("B", None, "female"),
    ]


def test_cells_of_csv_are_text_and_no_type_is_guessed() -> None:
    block = next(open_blocks(b"case_id,current_offence_code\n007,00202\n", format="csv"))
    assert block.rows() == [("007", "00202")]


@pytest.mark.parametrize(
    "row", [b"B,male", b"B,male,1,2", b'B,"a,b",male,1', b'B "x" y,male']
)  # fmt: skip
def test_a_row_with_too_few_or_too_many_fields_is_broken_and_stops_nothing(row: bytes) -> None:
    raw = b"case_id,sex,total_sanctions\nA,male,1\n" + row + b"\nC,male,3\n"
    block = next(open_blocks(raw, format="csv"))
    assert block["case_id"].to_list()[::2] == ["A", "C"]
    assert block["total_sanctions"].to_list() == ["1", None, "3"]
    assert block[BROKEN].is_not_null().to_list() == [False, True, False]


def test_a_short_row_and_a_long_row_do_not_make_up_for_each_other() -> None:
    raw = b"case_id,sex\nA\nB,male,1\nC,male\n"
    assert next(open_blocks(raw, format="csv"))[BROKEN].to_list() == [
        "has 1 fields, where the header has 2",
        "has 3 fields, where the header has 2",
        None,
    ]


def test_blank_rows_below_a_table_are_no_people_and_between_people_they_count() -> None:
    raw = b"case_id,sex\nA,male\n,\nB,male\n,\n,\n\n"
    assert next(open_blocks(raw, format="csv"))["case_id"].to_list() == ["A", None, "B"]
    blocks = list(open_blocks(raw, format="csv", rows=1))
    assert [block["case_id"][0] for block in blocks] == ["A", None, "B"]


def test_rows_are_never_cut_where_a_piece_of_the_file_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [(f"case {i}", f'line\n"{i}"') for i in range(50)]
    raw = pl.DataFrame(rows, schema=["case_id", "officer"], orient="row").write_csv().encode()
    for size in (1, 7, 64, 300):
        monkeypatch.setattr("riskservice.rescoring.delimited.PIECE", size)
        assert [r for b in open_blocks(raw, format="csv") for r in b.rows()] == rows


def test_keys_that_only_later_lines_have_are_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("riskservice.rescoring.delimited.PIECE", 40)
    raw = b'{"case_id":"A","sex":"male"}\n{"case_id":"B","sex":"male","total_sanctions":4}\n'
    blocks, faults, _ = decoded(raw, on=ON)
    assert faults == []
    assert "total_sanctions" not in blocks[0].columns
    assert blocks[1].columns["total_sanctions"].tolist() == [4]


def test_a_line_that_is_no_object_or_says_something_twice_is_broken() -> None:
    raw = b'{"case_id":"A","sex":"male"}\n[1]\n{"case_id":"C","sex":"male","sex":"female"}\n{"x\n'
    block = next(open_blocks(raw, format="ndjson"))
    assert block["sex"].to_list() == ["male", None, None, None]
    assert block["case_id"].to_list() == ["A", None, "C", None]
    said = block[BROKEN].to_list()
    assert said[0] is None
    assert said[1].startswith("is not a JSON object")
    assert said[2] == "gives /sex more than once"
    assert said[3].startswith("is not a JSON object")


def test_blanks_before_colons_do_not_hide_what_is_said_twice() -> None:
    raw = (
        b'{"case_id" : "A", "sex" : "male", "sex" : "female"}\n{"case_id" : "B", "sex" : "male"}\n'
    )
    block = next(open_blocks(raw, format="ndjson"))
    assert block[BROKEN].to_list() == ["gives /sex more than once", None]
    assert block["sex"].to_list() == [None, "male"]


def test_mixed_values_of_ndjson_become_text_and_lists_become_bars() -> None:
    raw = (
        b'{"case_id":"A","total_sanctions":3,"previous_convictions":["arson","weapon"]}\n'
        b'{"case_id":"B","total_sanctions":"4","previous_convictions":[]}\n'
        b'{"case_id":"C","total_sanctions":5.0,"previous_convictions":null}\n'
    )
    assert next(open_blocks(raw)).rows() == [
        ("A", "3", "arson|weapon"),
        ("B", "4", "NONE"),
        ("C", "5.0", None),
    ]


def test_gzip_members_and_zstandard_frames_one_after_the_other_are_one_file() -> None:
    for pack in (gzip.compress, zstandard.compress):
        raw = pack(b"case_id,sex\nA,male\n") + pack(b"B,male\n")
        assert next(open_blocks(raw, format="csv"))["case_id"].to_list() == ["A", "B"]


def test_the_sheet_with_people_is_found_among_others(tmp_path: Path) -> None:
    path = tmp_path / "book.xlsx"
    with xlsxwriter.Workbook(str(path)) as book:
        book.add_worksheet("Notes").write(0, 0, "Read me")
        sheet = book.add_worksheet("People")
        sheet.write_row(0, 0, ["case_id", "sex"])
        sheet.write_row(1, 0, ["A", "male"])
    assert next(open_blocks(path)).rows() == [("A", "male")]


def test_an_unknown_format_is_refused_by_name() -> None:
    with pytest.raises(UnreadableFile, match="no format of tables"):
        open_table(b"case_id\n", format="pickle")


@pytest.mark.parametrize("suffix", FORMATS)
def test_how_far_the_reading_is_can_be_asked(suffix: str, tmp_path: Path) -> None:
    with open_table(write(people(), tmp_path / f"cohort{suffix}"), rows=2) as table:
        shares = [table.progress() for _ in table.blocks]
    assert shares == sorted(shares)
    assert all(0 < share <= 1 for share in shares)
    assert table.progress() == 1
    assert open_table(b"case_id\nA\n", format="csv").progress() is None


@pytest.mark.parametrize("dtype", [pl.Enum(["male", "female"]), pl.Categorical, pl.String])
@pytest.mark.parametrize("suffix", [".parquet", ".arrow", ".arrows"])
def test_enums_and_categories_of_arrow_and_parquet_read_like_text(
    suffix: str, dtype: pl.DataType, tmp_path: Path
) -> None:
    frame = people().with_columns(pl.col("sex").cast(dtype))
    expected = plain(decoded(write(people(), tmp_path / "plain.parquet"))[0])
    assert plain(decoded(write(frame, tmp_path / f"x{suffix}"))[0]) == expected
