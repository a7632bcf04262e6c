"""What a cell may say, what it may not, and that nothing is ever guessed."""

import datetime as dt
from decimal import Decimal
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest
import xlsxwriter
from hypothesis import given
from hypothesis import strategies as st

from riskservice.case import LONGEST_NAME
from riskservice.kit.dates import EARLIEST, LATEST, UNKNOWN, pack
from riskservice.kit.questions import Question
from riskservice.rescoring.answers import ColumnReader
from riskservice.rescoring.columns import unanswered
from riskservice.rescoring.decoding import Decoder
from riskservice.rescoring.formats import UnreadableFile
from riskservice.rescoring.row_faults import MOST_KEPT, as_frame
from tests.rescoring.files import ON, decoded, of_csv, people, questions

WRONG = "wrong"


def read(key: str, values: Any, dtype: Any = None, *, serials: bool = False) -> list[Any]:
    """Return what a column of values is read as: an answer, None, or wrong."""
    asked = questions()[key]
    reader = ColumnReader(asked, serials=serials)
    column = reader.read(pl.Series(key, values, dtype=dtype))
    wrong = set(column.wrong.tolist())
    blank = unanswered(asked)
    read = [None if code == blank else asked.decode(code) for code in column.codes.tolist()]
    assert all(read[i] is None for i in wrong)
    return [WRONG if i in wrong else value for i, value in enumerate(read)]


# One cell ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["true", "True", "YES", "yes", "Y", "y", "1", "1.0", " yEs "])
def test_yes_in_any_usual_spelling(text: str) -> None:
    assert read("is_unemployed", [text]) == [True]


@pytest.mark.parametrize("text", ["false", "FALSE", "No", "n", "N", "0", " 0 "])
def test_no_in_any_usual_spelling(text: str) -> None:
    assert read("is_unemployed", [text]) == [False]


@pytest.mark.parametrize("text", ["maybe", "2", "-1", "ja", "unknown", "N/A", "null", "-"])
def test_what_is_neither_yes_nor_no_is_a_fault_and_never_no(text: str) -> None:
    assert read("is_unemployed", [text]) == [WRONG]


@pytest.mark.parametrize("key", ["is_unemployed", "total_sanctions", "sex", "date_of_birth",
                                 "current_offence_code", "previous_convictions"])  # fmt: skip
def test_blank_is_not_answered(key: str) -> None:
    assert read(key, ["", "   ", None, "\t"]) == [None] * 4
    assert read(key, [None, None]) == [None, None]


def test_numbers_answer_yes_and_no_where_they_are_one_and_nought() -> None:
    assert read("is_unemployed", [1, 0, None, 2]) == [True, False, None, WRONG]
    assert read("is_unemployed", [1.0, 0.0, None, 0.5]) == [True, False, None, WRONG]
    assert read("is_unemployed", [True, False, None]) == [True, False, None]


@pytest.mark.parametrize(
    ("values", "expected"),
    [
        (["1", "999", " 12 ", "3.0", "007"], [1, 999, 12, 3, 7]),
        (["0", "1000", "-3", "3.5", "1e2"], [WRONG] * 5),
        (["1,000", "three", "+3", "³", "9" * 30], [WRONG] * 5),
        ([1, 999, 0, 1000, -1, None], [1, 999, WRONG, WRONG, WRONG, None]),
        ([3.0, 3.5, float("nan"), float("inf"), None], [3, WRONG, WRONG, WRONG, None]),
        ([True, None], [WRONG, None]),
        ([Decimal("3.00"), Decimal("3.10")], [3, WRONG]),
        ([dt.date(2024, 1, 1)], [WRONG]),
    ],
)
def test_a_count_is_a_whole_number_within_its_bounds(values: Any, expected: Any) -> None:
    assert read("total_sanctions", values) == expected


@pytest.mark.parametrize("dtype", [pl.UInt8, pl.Int8, pl.Int16, pl.UInt64, pl.Int128, pl.Float32])
def test_a_count_may_have_any_type_of_number(dtype: Any) -> None:
    assert read("total_sanctions", [1, 99, None], dtype) == [1, 99, None]


def test_a_choice_in_our_spelling_the_official_one_or_any_case() -> None:
    given = ["no_problems", "SOME_PROBLEMS", "Significant_Problems", " no_problems ", "none", "0"]
    expected = ["no_problems", "some_problems", "significant_problems", "no_problems"]
    assert read("temper_control", given) == [*expected, WRONG, WRONG]
    assert read("temper_control", [0, 1]) == [WRONG, WRONG]
    assert read("awareness_of_consequences", ["YES", "no", "true"]) == ["yes", "no", WRONG]


@pytest.mark.parametrize("categories", [["male", "FEMALE"], ["FEMALE", "other", "male"]])
def test_enums_and_categories_read_like_text(categories: list[str]) -> None:
    values = ["male", "FEMALE", None, "male"]
    expected = ["male", "female", None, "male"]
    assert read("sex", values, pl.Enum(categories)) == expected
    assert read("sex", values, pl.Categorical) == expected
    assert read("sex", ["x", "male"], pl.Enum(["x", "male"])) == [WRONG, "male"]


def test_several_choices_are_parted_by_bars_and_an_empty_list_is_none() -> None:
    given = ["homicide|ARSON", "arson | homicide", "NONE", "none", "weapon", ""]
    both = ["homicide", "arson"]
    assert read("previous_convictions", given) == [both, both, [], [], ["weapon"], None]
    wrong = ["homicide|", "homicide|theft", "NONE|arson", "homicide,arson", "|"]
    assert read("previous_convictions", wrong) == [WRONG] * 5


def test_several_choices_may_be_a_list() -> None:
    given = [["arson", "HOMICIDE"], [], None, ["theft"], ["arson", None]]
    assert read("previous_convictions", given, pl.List(pl.String)) == [
        ["homicide", "arson"], [], None, WRONG, WRONG,
    ]  # fmt: skip
    assert read("previous_convictions", [[], None], pl.List(pl.Null)) == [[], None]


def test_every_combination_of_choices_is_read_whatever_its_order() -> None:
    choices = questions()["previous_convictions"].choices
    masks = range(1 << len(choices))
    picked = [[c for i, c in enumerate(choices) if mask >> i & 1] for mask in masks]
    for order in (1, -1):
        given = ["|".join(each[::order]) or "NONE" for each in picked]
        assert read("previous_convictions", given) == picked


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2024-12-31", dt.date(2024, 12, 31)),
        (" 2024-02-29 ", dt.date(2024, 2, 29)),
        ("2024-12-31 00:00:00", dt.date(2024, 12, 31)),
        ("2024-12-31T00:00:00.000", dt.date(2024, 12, 31)),
        ("1900-01-01", dt.date(1900, 1, 1)),
        ("2100-12-31", dt.date(2100, 12, 31)),
        ("2023-02-29", WRONG),
        ("2024-13-01", WRONG),
        ("2024-00-10", WRONG),
        ("2024-04-31", WRONG),
        ("1899-12-31", WRONG),
        ("2101-01-01", WRONG),
        ("31/12/2024", WRONG),
        ("01/02/2024", WRONG),
        ("2024/12/31", WRONG),
        ("31-12-2024", WRONG),
        ("31 Dec 2024", WRONG),
        ("2024-1-2", WRONG),
        ("20241231", WRONG),
        ("2024-12-31 10:15", WRONG),
        ("45657", WRONG),
        ("٢٠٢٤-١٢-٣١", WRONG),
    ],
)
def test_a_date_is_year_month_day_and_no_other_way_is_guessed(text: str, expected: Any) -> None:
    assert read("date_of_birth", [text]) == [expected]
    assert read("date_of_birth", ["2000-01-01", text, None, "2000-01-01"])[1] == expected


@given(st.lists(st.dates(dt.date(1890, 1, 1), dt.date(2110, 1, 1)), min_size=1, max_size=40))
def test_dates_read_the_same_as_dates_and_as_text(days: list[dt.date]) -> None:
    expected = [day if EARLIEST <= day <= LATEST else WRONG for day in days]
    moments = [dt.datetime.combine(day, dt.time()) for day in days]
    assert read("date_of_birth", days) == expected
    assert read("date_of_birth", [day.isoformat() for day in days]) == expected
    for unit in ("ms", "us", "ns"):
        assert read("date_of_birth", moments, pl.Datetime(unit)) == expected


def test_a_moment_is_a_date_at_midnight_only_in_its_own_time_zone() -> None:
    midnight, later = dt.datetime(2024, 7, 1), dt.datetime(2024, 7, 1, 0, 0, 1)  # noqa: DTZ001
    assert read("date_of_birth", [midnight, later, None]) == [dt.date(2024, 7, 1), WRONG, None]
    london = pl.Series([midnight]).dt.replace_time_zone("Europe/London")
    assert read("date_of_birth", london) == [dt.date(2024, 7, 1)]


@pytest.mark.parametrize(
    "dtype", [pl.Date, pl.Datetime("ms"), pl.Datetime("us"), pl.Datetime("ns")]
)
def test_days_beyond_any_calendar_are_faults_like_others(dtype: Any) -> None:
    far = pl.Series([2**31 - 1 if dtype == pl.Date else 2**62, 1]).cast(dtype)
    frame = pl.DataFrame({"case_id": far, "date_of_birth": far, "sex": far, "officer": far})
    people, faults = Decoder(questions(), frame.columns, on=ON).decode(frame, 1)
    assert {fault.question for fault in faults} >= {"date_of_birth", "sex"}
    assert not people.sound.any()


def test_excel_days_count_in_workbooks_and_nowhere_else() -> None:
    given = [45657, 61, 73_415, 60, 73_416, 2024, None]
    days = [dt.date(2024, 12, 31), dt.date(1900, 3, 1), dt.date(2100, 12, 31)]
    assert read("date_of_birth", given, serials=True) == [*days, WRONG, WRONG, WRONG, None]
    assert read("date_of_birth", given) == [*[WRONG] * 6, None]
    assert read("date_of_birth", ["45657", "45657.5", "2024"], serials=True) == [
        days[0], WRONG, WRONG,
    ]  # fmt: skip
    assert read("date_of_birth", [45657.0, 45657.5], serials=True) == [days[0], WRONG]


def test_an_offence_code_keeps_its_noughts_and_is_never_made_up() -> None:
    assert read("current_offence_code", ["00202", " 10400 ", "99999"]) == [
        "00202",
        "10400",
        "99999",
    ]
    wrong = ["202", "0020", "002020", "2O202", "00202.0", "+0202", "٠٠٢٠٢"]
    assert read("current_offence_code", wrong) == [WRONG] * 7


def test_a_number_stands_for_a_code_only_where_no_more_than_its_first_nought_is_lost() -> None:
    given = [10400, 2802, 202, 99_999, 100_000, 0, None]
    expected = ["10400", "02802", WRONG, "99999", WRONG, WRONG, None]
    assert read("current_offence_code", given) == expected
    assert read("current_offence_code", [2802.0, 2802.5]) == ["02802", WRONG]


def every_answer(asked: Question) -> list[Any]:
    match asked.kind:
        case "date":
            return [EARLIEST, dt.date(1999, 2, 28), dt.date(2000, 2, 29), LATEST]
        case "choices":
            return [[], [asked.choices[0]], list(asked.choices)]
        case _:
            size = asked.size or 0
            codes = {asked.low or 0, 1, size // 2, size - 1}
            return [asked.decode(code) for code in sorted(codes) if code < size]


def spelled(value: Any) -> str:
    match value:
        case bool():
            return str(value).lower()
        case list():
            return "|".join(value) or "NONE"
        case _:
            return str(value)


def test_every_question_reads_back_what_it_says() -> None:
    for key, asked in questions().items():
        if asked.coded:
            values = every_answer(asked)
            texts = [spelled(value) for value in values]
            assert read(key, [*texts, None]) == [*values, None], key
            assert read(key, [text.upper() for text in texts]) == values, key


# Written answers ---------------------------------------------------------------------------------


def test_text_is_kept_as_it_is_and_records_are_checked() -> None:
    text = (
        "case_id,arms_assessor,arms_opportunity\n"
        'A, Ms O ,"{""rating"": ""low"", ""evidence"": ""seen""}"\n'
        'B,,"{""rating"": ""huge""}"\nC,x,{not json\nD,,\n'
    )
    (block,), faults, _ = of_csv(text)
    asked = questions()["arms_opportunity"]
    assert block.records["arms_assessor"] == [" Ms O ", None, "x", None]
    ratings = block.records["arms_opportunity"]
    assert [type(each).__name__ for each in ratings] == ["Rating", *["NoneType"] * 3]
    assert [(f.row, f.question) for f in faults] == [(2, asked.key), (3, asked.key)]
    assert faults[0].fault.startswith("does not fit: Invalid enum value 'huge'")
    assert faults[1].fault == "is not JSON"
    assert block.sound.tolist() == [True, False, False, True]


def test_a_record_may_be_nested_columns() -> None:
    ratings = [{"rating": "low", "evidence": "seen"}, None, {"rating": "low", "evidence": None}]
    frame = pl.DataFrame({"case_id": ["A", "B", "C"], "arms_opportunity": ratings})
    decoder = Decoder(questions(), frame.columns, on=ON)
    people, faults = decoder.decode(frame, 1)
    first, nothing, third = people.records["arms_opportunity"]
    assert (first.rating, first.evidence, nothing) == ("low", "seen", None)
    assert (third is None) == bool(faults)


def test_text_that_is_too_long_is_a_fault_whose_value_is_cut() -> None:
    (block,), (fault,), _ = of_csv(f"case_id,arms_assessor\nA,{'x' * 4001}\n")
    assert block.records["arms_assessor"] == [None]
    assert fault.value == f"{'x' * 79}…"


# The row -----------------------------------------------------------------------------------------


def test_a_fault_names_row_case_question_value_and_way_out() -> None:
    (block,), (fault,), decoder = of_csv("case_id,date_of_birth\nA,2000-01-01\nB,31/12/2024\n")
    assert (fault.row, fault.case_id, fault.question, fault.value) == (
        2, "B", "date_of_birth", "31/12/2024",
    )  # fmt: skip
    assert "not guessed" in fault.fault
    assert "YYYY-MM-DD" in fault.way_out
    assert block.sound.tolist() == [True, False]
    assert block.columns["date_of_birth"].tolist() == [20000101, UNKNOWN]
    assert (decoder.found, decoder.faulty) == (1, 1)


def test_faults_come_in_the_order_of_the_rows_whatever_their_columns() -> None:
    _, faults, decoder = of_csv("case_id,sex,is_unemployed\nA,x,male\nB,male,?\n,x,yes\n")
    assert [(f.row, f.question) for f in faults] == [
        (1, "sex"), (1, "is_unemployed"), (2, "is_unemployed"), (3, "case_id"), (3, "sex"),
    ]  # fmt: skip
    assert (decoder.found, decoder.faulty) == (5, 3)
    assert as_frame(faults).shape == (5, 6)


@pytest.mark.parametrize("name", ["", "   ", "x" * (LONGEST_NAME + 1), '"a\nb"'])
def test_a_row_needs_an_identifier_on_one_line(name: str) -> None:
    (block,), (fault,), _ = of_csv(f"case_id,sex\n{name},male\n B ,male\n")
    assert (fault.row, fault.question) == (1, "case_id")
    assert block.sound.tolist() == [False, True]
    assert block.case_id[1] == "B"
    assert len(block.case_id[0]) <= LONGEST_NAME
    assert "\n" not in block.case_id[0]


def test_numbers_as_identifiers_are_text() -> None:
    for values in ([1, 22], [1.0, 22.0]):
        frame = pl.DataFrame({"case_id": values, "sex": "male"})
        block, faults = Decoder(questions(), frame.columns, on=ON).decode(frame, 1)
        assert (block.case_id.to_list(), faults) == (["1", "22"], [])


def test_an_identifier_given_twice_is_a_fault_in_every_later_row_naming_the_first() -> None:
    decoder = Decoder(questions(), ["case_id", "sex"], on=ON)
    names = [["A", "B", "A", " B"], ["C", "A", "D", "D"], ["E", "C", "", ""]]
    faults, sound, row = [], [], 1
    for each in names:
        frame = pl.DataFrame({"case_id": each, "sex": "male"})
        block, found = decoder.decode(frame, row)
        faults += found
        sound += block.sound.tolist()
        row += 4
    assert [(f.row, f.fault) for f in faults if "already" in f.fault] == [
        (3, "stands in row 1 already"), (4, "stands in row 2 already"),
        (6, "stands in row 1 already"), (8, "stands in row 7 already"),
        (10, "stands in row 5 already"),
    ]  # fmt: skip
    assert sound == [True, True, False, False, True, False, True, False, True] + [False] * 3


def test_identifiers_given_twice_are_found_among_many_blocks() -> None:
    decoder = Decoder(questions(), ["case_id", "sex"], on=ON)
    rng = np.random.default_rng(4)
    names = rng.integers(0, 60_000, 50_000)
    first: dict[int, int] = {}
    expected = []
    for row, name in enumerate(names.tolist(), 1):
        if first.setdefault(name, row) != row:
            expected.append((row, f"stands in row {first[name]:,} already"))
    found = []
    for start in range(0, len(names), 1000):
        part = pl.Series(names[start : start + 1000]).cast(pl.String)
        frame = pl.DataFrame({"case_id": part, "sex": "male"})
        found += [(f.row, f.fault) for f in decoder.decode(frame, start + 1)[1]]
    assert found == expected


def test_a_broken_row_has_one_fault_and_no_answer() -> None:
    (block,), (fault,), _ = of_csv("case_id,sex,is_unemployed\nA,male,yes\nB,male\nC,male,no\n")
    assert (fault.row, fault.case_id, fault.question) == (2, "B", "")
    assert "2 fields" in fault.fault
    assert block.sound.tolist() == [True, False, True]
    assert block.columns["sex"].tolist() == [0, 2, 0]


def test_a_flood_of_faults_is_counted_and_not_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("riskservice.rescoring.decoding.MOST_KEPT", 5)
    rows = "".join(f"{i},x,?\n" for i in range(20))
    _, faults, decoder = of_csv(f"case_id,sex,is_unemployed\n{rows}")
    assert (len(faults), decoder.found, decoder.faulty) == (5, 40, 20)
    assert MOST_KEPT == 100_000


def test_what_stands_beside_the_answers_is_read_and_rests_no_score_on_it() -> None:
    header = "case_id,sex,release_date,allocated,officer"
    text = f"{header}\nA,male,01/02/2027,maybe,\nB,male,2027-02-01,no, X \n"
    (block,), faults, decoder = of_csv(text)
    assert [(f.row, f.question) for f in faults] == [(1, "release_date"), (1, "allocated")]
    assert block.sound.tolist() == [True, True]
    assert decoder.faulty == 0
    assert block.about.rows() == [(None, None, None), (dt.date(2027, 2, 1), False, "X")]


# The day of assessment ---------------------------------------------------------------------------


def test_the_day_given_for_everyone_goes_before_the_column() -> None:
    text = "case_id,sex,on\nA,male,2020-01-01\n"
    assert of_csv(text)[0][0].on.tolist() == [pack(ON)]
    assert of_csv(text, on=None)[0][0].on.tolist() == [20200101]


def test_the_official_name_and_any_column_of_dates_may_give_the_day() -> None:
    assert (
        of_csv("case_id,sex,assessmentDate\nA,male,2020-01-01\n", on=None)[0][0].on[0] == 20200101
    )
    text = "case_id,sex,release_date,review\nA,male,2027-01-01,2028-01-01\n"
    for column, expected in (("release_date", 20270101), ("review", 20280101)):
        (block,), faults, decoder = of_csv(text, on=None, on_column=column)
        assert block.on.tolist() == [expected]
        assert faults == []
        assert len(decoder.unknown) == (column != "review")


def test_a_row_without_a_day_is_a_fault() -> None:
    (block,), faults, _ = of_csv("case_id,sex,on\nA,male,\nB,male,x\nC,male,2020-01-01\n", on=None)
    assert [(f.row, f.question, f.value) for f in faults] == [(1, "on", None), (2, "on", "x")]
    assert block.on.tolist() == [UNKNOWN, UNKNOWN, 20200101]
    assert block.sound.tolist() == [False, False, True]


# The header --------------------------------------------------------------------------------------


def test_columns_have_our_names_or_the_official_ones() -> None:
    text = (
        "case_id,gender,totalNumberOfSanctionsForAllOffences,date_of_birth\nA,MALE,3,1980-01-01\n"
    )
    (block,), faults, decoder = of_csv(text)
    assert {key: codes.tolist() for key, codes in block.columns.items()} == {
        "sex": [0], "total_sanctions": [3], "date_of_birth": [19800101],
    }  # fmt: skip
    assert (faults, decoder.unknown) == ([], ())


def test_an_unknown_column_is_said_with_what_may_be_meant() -> None:
    header = "case_id,sex,total_sanction,colour of eyes,isCurrentOffenceSexuallyMotivated"
    text = f"{header}\nA,male,1,2,3\n"
    _, faults, decoder = of_csv(text)
    assert faults == []
    near, eyes, official = decoder.unknown
    assert (near.pointer, near.way_out) == (
        "total_sanction", "Did you mean total_sanctions? Then call it so.",
    )  # fmt: skip
    assert "mean" not in eyes.way_out
    assert "official service" in official.message


def test_thousands_of_unknown_columns_are_not_all_compared() -> None:
    decoder = Decoder(
        questions(), ["case_id", "sex", *(f"total_sanctio{i}" for i in range(3000))], on=ON
    )
    assert len(decoder.unknown) == 3000
    assert sum("Did you mean" in fault.way_out for fault in decoder.unknown) == 20


@pytest.mark.parametrize(
    ("header", "on", "column", "message"),
    [
        ("case_id,sex,gender", ON, None, "stands in two columns"),
        ("case_id,sex,on,assessmentDate", ON, None, "stands in two columns"),
        ("case_id,sex,sex", ON, None, "name of more than one column"),
        ("case_id,officer", ON, None, "no column that is a question"),
        ("sex,date_of_birth", ON, None, "no column case_id"),
        ("case_id,sex", None, None, "on which day"),
        ("case_id,sex", None, "release_date", "no column of that name"),
    ],
)
def test_a_file_that_cannot_be_scored_is_refused_as_a_whole(
    header: str, on: dt.date | None, column: str | None, message: str
) -> None:
    with pytest.raises(UnreadableFile, match=message):
        of_csv(f"{header}\n{','.join('x' * (header.count(',') + 1))}\n", on=on, on_column=column)


def test_a_question_that_comes_twice_in_a_later_block_is_refused() -> None:
    decoder = Decoder(questions(), ["case_id", "sex"], on=ON)
    decoder.decode(pl.DataFrame({"case_id": ["A"], "sex": ["male"]}), 1)
    with pytest.raises(UnreadableFile, match="stands in two columns"):
        decoder.decode(pl.DataFrame({"case_id": ["B"], "gender": ["MALE"]}), 2)


# Workbooks ---------------------------------------------------------------------------------------


def workbook(path: Path, rows: list[list[Any]], *, from_1904: bool = False) -> Path:
    options = {"date_1904": True} if from_1904 else {}
    with xlsxwriter.Workbook(str(path), options) as book:
        day = book.add_format({"num_format": "dd/mm/yyyy"})
        sheet = book.add_worksheet()
        for i, row in enumerate(rows):
            for j, cell in enumerate(row):
                if isinstance(cell, dt.date):
                    sheet.write_datetime(i, j, cell, day)
                elif isinstance(cell, str):
                    sheet.write_string(i, j, cell)
                elif cell is not None:
                    sheet.write(i, j, cell)
    return path


def test_a_workbook_may_mix_date_cells_days_as_numbers_and_text(tmp_path: Path) -> None:
    born = [dt.date(1980, 5, 6), 29_347, "1980-05-06", None, "06/05/1980"]
    rows = [["case_id", "sex", "date_of_birth"], *([str(i), "male", d] for i, d in enumerate(born))]
    (block,), (fault,), _ = decoded(workbook(tmp_path / "x.xlsx", rows), on=ON)
    assert block.columns["date_of_birth"].tolist() == [19800506] * 3 + [UNKNOWN] * 2
    assert (fault.row, fault.value) == (5, "06/05/1980")


def test_days_as_numbers_count_from_1904_in_some_workbooks_and_are_refused_there(
    tmp_path: Path,
) -> None:
    rows = [["case_id", "date_of_birth"], ["A", 29_347], ["B", 29_347]]
    _, faults, _ = decoded(workbook(tmp_path / "x.xlsx", rows, from_1904=True), on=ON)
    assert [fault.question for fault in faults] == ["date_of_birth"] * 2
    dates = [["case_id", "date_of_birth"], ["A", dt.date(1980, 5, 6)]]
    (block,), faults, _ = decoded(workbook(tmp_path / "y.xlsx", dates, from_1904=True), on=ON)
    assert (block.columns["date_of_birth"].tolist(), faults) == ([19800506], [])


def test_a_workbook_keeps_counts_codes_and_yes_and_no(tmp_path: Path) -> None:
    rows = [
        ["case_id", "total_sanctions", "is_unemployed", "current_offence_code"],
        [101, 3, True, 2802],
        [102, None, False, 10400],
    ]
    (block,), faults, _ = decoded(workbook(tmp_path / "x.xlsx", rows), on=ON)
    assert faults == []
    assert block.case_id.to_list() == ["101", "102"]
    assert block.columns["total_sanctions"].tolist() == [3, 1000]
    assert block.columns["is_unemployed"].tolist() == [1, 0]
    assert block.columns["current_offence_code"].tolist() == [2802, 10400]


def test_a_whole_frame_never_changes_what_one_row_reads() -> None:
    frame = people()
    whole, _ = Decoder(questions(), frame.columns).decode(frame, 1)
    for i in range(frame.height):
        alone, _ = Decoder(questions(), frame.columns).decode(frame[i : i + 1], 1)
        for key, codes in alone.columns.items():
            assert codes.tolist() == [whole.columns[key].tolist()[i]]
