"""Whatever is wrong with a file is said at once, at its row, with the value and the way out."""

import json
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from riskservice.errors import Fault
from riskservice.mappa.statistics import InvalidCaseFile, UnreadableCaseFile, columns_to_text
from riskservice.mappa.statistics.records import COLUMNS
from tests.mappa_statistics.making import HEADER, PLAIN, csv_of, made, printed


def faults_of(raw: bytes, kind: str = "csv", **choices: Any) -> tuple[Fault, ...]:
    with pytest.raises((InvalidCaseFile, UnreadableCaseFile)) as refused:
        made(raw, kind, **choices)
    found = refused.value.faults
    assert found
    assert all(fault.message and fault.way_out for fault in found)
    return found


def only_fault(*rows: Mapping[str, str], **choices: Any) -> Fault:
    (found,) = faults_of(csv_of(rows), **choices)
    return found


@pytest.mark.parametrize(
    ("column", "cell", "value", "message"),
    [
        ("levels", "4:2020-01-01/", "4:2020-01-01/", "has a name that is none of the choices"),
        ("levels", "1 2020-01-01/", "1 2020-01-01/", "has no colon after its name"),
        ("levels", "1:2020-01-01", "1:2020-01-01", "is not a first and a last day"),
        ("levels", "1:/2020-01-01", "1:/2020-01-01", "has no first day"),
        ("levels", "1:01/01/2020/", "1:01/01/2020/", "is not a first and a last day"),
        (
            "levels",
            "1:2020-02-30/",
            "1:2020-02-30/",
            "has a first day that does not exist",
        ),
        (
            "levels",
            "1:2020-01-01/2101-01-01",
            "1:2020-01-01/2101-01-01",
            "has a last day that is not a plausible date",
        ),
        (
            "levels",
            "1:43831/",
            "1:43831/",
            "has a first day that is a number; it may be a year, or a day as Excel counts them",
        ),
        ("levels", "1:2020-01-01/|", "", "has an empty entry"),
        ("away", "army:2020-01-01/", "army:2020-01-01/", "has a name that is none of the choices"),
        ("orders", "sro:2023-07-01", "sro:2023-07-01", "has a name that is none of the choices"),
        ("orders", "shpo:1.7.2023", "shpo:1.7.2023", "has a day that is not a date as YYYY-MM-DD"),
        ("orders", "shpo", "shpo", "has no colon after its name"),
        ("notification_breaches", "yes", "yes", "is not a date as YYYY-MM-DD"),
        ("notification_breaches", "1899-12-31", "1899-12-31", "is not a plausible date"),
        ("categories", "NONE", "NONE", "names no category at all"),
        ("categories", "", None, "is not known, and nobody can be counted so"),
        ("levels", "", None, "is not known, and nobody can be counted so"),
        ("away", "", None, "is not known, and nobody can be counted so"),
        ("case_id", "", None, "is not known, and nobody can be counted so"),
        ("case_id", "X" * 101, "X" * 79 + "…", "is no identifier"),
    ],
)
def test_a_cell_that_does_not_fit_is_named(
    column: str, cell: str, value: str | None, message: str
) -> None:
    found = only_fault({}, {column: cell})
    assert found.pointer == f"row 2, {column}"
    assert (found.question, found.value, found.message) == (column, value, message)
    assert found.wording is not None
    assert COLUMNS[column].wording in found.wording


@pytest.mark.parametrize(
    ("row", "column", "value", "message"),
    [
        (
            {"levels": "1:2020-01-01/2019-12-31"},
            "levels",
            "1:2020-01-01/2019-12-31",
            "ends before it begins",
        ),
        (
            {"levels": "2:2023-04-01/|1:2020-01-01/2023-04-01"},
            "levels",
            "1:2020-01-01/2023-04-01",
            "overlaps with 2:2023-04-01/",
        ),
        (
            {"categories": "1:2020-01-01/|2:2023-04-01/2023-05-01"},
            "categories",
            "1:2020-01-01/",
            "overlaps with 2:2023-04-01/2023-05-01",
        ),
        (
            {"away": "prison:2020-01-01/2020-02-01|hospital:2020-01-15/"},
            "away",
            "prison:2020-01-01/2020-02-01",
            "overlaps with hospital:2020-01-15/",
        ),
        (
            {"categories": "3:2020-01-01/"},
            "levels",
            "2023-04-01 to 2024-03-31",
            "is in Category 3 at Level 1, which there is not",
        ),
        (
            {"levels": "1:2023-04-02/"},
            "levels",
            "2023-04-01 to 2023-04-01",
            "is in Category 1 and in the community on days without a level",
        ),
        (
            {"categories": "1:2020-01-01/2024-03-30"},
            "categories",
            "2024-03-31 to 2024-03-31",
            "is at Level 1 on days without a category",
        ),
        (
            {"orders": ""},
            "orders",
            None,
            "is not known, and the table cannot be made without it",
        ),
    ],
)
def test_what_does_not_fit_together_is_named(
    row: dict[str, str], column: str, value: str | None, message: str
) -> None:
    found = only_fault(row, {})
    assert (found.pointer, found.value) == (f"row 1, {column}", value)
    assert found.message == message


@pytest.mark.parametrize(
    "row",
    [
        {"levels": "1:2020-01-01/2023-03-31|2:2023-04-01/"},
        {"levels": "1:2023-04-01/2024-03-31", "categories": "1:2023-04-01/2024-03-31"},
        {"levels": "2:2023-04-02/", "away": "prison:2020-01-01/2023-04-01"},
        {"levels": "NONE", "away": "prison:2020-01-01/"},
        {"levels": "1:2010-01-01/2011-01-01", "categories": "3:2010-01-01/2011-01-01"},
        {"away": "PRISON: 2020-01-01 / 2020-02-01 | hospital:2020-02-02/2020-02-02"},
        {"away": "none", "orders": "none"},
    ],
)
def test_one_step_beside_a_fault_is_no_fault(row: dict[str, str]) -> None:
    assert made([row]).stamp.rows == 1


def test_an_identifier_that_stands_twice_is_named_at_its_second_row() -> None:
    found = only_fault({"case_id": "SYN-A"}, {}, {"case_id": "SYN-A"})
    assert (found.pointer, found.value) == ("row 3, case_id", "SYN-A")
    assert found.message == "stands in row 1 too; everybody counts once"


def test_a_double_of_a_row_with_faults_is_found_as_well() -> None:
    rows = [{"case_id": "SYN-A", "levels": "9:2020-01-01/"}, {"case_id": "SYN-A"}]
    assert [f.pointer for f in faults_of(csv_of(rows))] == ["row 1, levels", "row 2, case_id"]


def test_every_fault_of_every_row_is_said_at_once() -> None:
    rows = [
        {"levels": "9:2020-13-01/x", "away": ""},
        {"orders": "shpo:|sro:2023-01-01"},
        {"categories": "3:2020-01-01/", "orders": ""},
    ]
    assert [f.pointer for f in faults_of(csv_of(rows, [*HEADER]))] == [
        "row 1, levels",
        "row 1, levels",
        "row 1, levels",
        "row 1, away",
        "row 2, orders",
        "row 2, orders",
        "row 3, levels",
    ]


def test_a_blank_among_events_is_refused_beside_what_is_known_and_may_be_called_none() -> None:
    rows = [{"orders": ""}, {"orders": "shpo:2023-07-01"}]
    assert only_fault(*rows).pointer == "row 1, orders"
    assert printed(made(rows, blank_events="none"), "T5") == [["1"], ["0"], ["0"]]


@pytest.mark.parametrize("left_out", [True, False])
def test_an_event_nobody_knows_anything_of_makes_its_table_not_known(left_out: bool) -> None:
    if left_out:
        raw = csv_of([{}], [name for name in HEADER if name != "orders"])
    else:
        raw = csv_of([{"orders": ""}, {"orders": " "}])
    found = made(raw)
    assert printed(found, "T5") == [["not known"]] * 3
    assert printed(found, "T3") == [["0"]]
    assert [n.text for n in found.notices if n.code == "not-known"] == [
        "Nothing is known of orders: the file says nothing of it for anybody."
    ]


def test_a_column_that_is_blank_throughout_may_be_called_none_but_not_one_left_out() -> None:
    blank = csv_of([{"orders": "", "notification_breaches": ""}], HEADER[:-1])
    found = made(blank, blank_events="none")
    assert printed(found, "T5") == [["0"], ["0"], ["0"]]
    assert printed(found, "T3") == [["0"]]
    assert printed(found, "T6") == [["not known"]]


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "is empty"),
        (b" \n\r\n ", "is empty"),
        (b"\xef\xbb\xbf", "is empty"),
        (",".join(HEADER).encode(), "has a header and no row"),
        (",".join(HEADER).encode() + b"\n,,,,,,,,\n\n", "has a header and no row"),
        (csv_of([{}]).decode().encode("utf-16"), "is UTF-16 text"),
        (csv_of([{}]).decode().encode("utf-32"), "is UTF-32 text"),
        (b"case_id,levels\nSYN-\xe9,1", "is not UTF-8 text: byte 20 cannot be read"),
        (b"PK\x03\x04\x00\x00", "is not text"),
        (b'case_id,levels\n"SYN-1,1', "is not CSV: unexpected end of data"),
        (b",,\n1,2,3", "has no header in its first line"),
        (b"\n" + csv_of([{}]), "has no header in its first line"),
    ],
)
def test_what_is_no_file_of_cases_is_refused_in_plain_words(raw: bytes, message: str) -> None:
    (found,) = faults_of(raw)
    assert found.message == message


def test_a_cell_without_end_is_refused() -> None:
    raw = ",".join(HEADER).encode() + b"\n" + b"1" * 200_000
    assert faults_of(raw)[0].message.startswith("is not CSV: field larger than field limit")


@pytest.mark.parametrize(
    ("given_name", "hint"),
    [
        ("category", "Did you mean categories?"),
        ("returns_to_cusody", "Did you mean returns_to_custody?"),
        ("surname", "Remove it. Columns: case_id, categories,"),
    ],
)
def test_a_column_that_is_none_is_named_with_what_may_be_meant(given_name: str, hint: str) -> None:
    raw = csv_of([{given_name: "1"}], [*HEADER, given_name])
    (found,) = faults_of(raw)
    assert (found.pointer, found.value) == ("column 10", given_name)
    assert found.way_out.startswith(hint)


def test_columns_that_are_missing_or_stand_twice_are_named_with_the_faults_of_rows() -> None:
    raw = b"case_id,levels,levels\nSYN-1,9:2020-01-01/,1:2020-01-01/\nSYN-1\n"
    found = [(fault.pointer, fault.message) for fault in faults_of(raw)]
    assert found == [
        ("column 3", "stands in the header twice"),
        ("column categories", "is missing"),
        ("column away", "is missing"),
        ("row 2", "has 1 cells where the header has 3"),
    ]


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("start", [b"", b"\xef\xbb\xbf"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_a_file_as_spreadsheets_write_it_is_read(delimiter: str, start: bytes, end: str) -> None:
    text = csv_of([{}]).decode().replace(",", delimiter).replace("\n", end)
    text = text.replace("case_id", "Case ID") + end + delimiter * 8 + end
    assert made(start + text.encode()).tables == made([{}]).tables


def test_json_says_the_same_as_csv() -> None:
    case = {
        "case_id": "SYN-1",
        "categories": [{"category": 1, "starts_on": "2020-01-01"}],
        "levels": [
            {"level": 2, "starts_on": "2020-01-01", "ends_on": "2023-09-30"},
            {"level": 1, "starts_on": "2023-10-01", "ends_on": None},
        ],
        "away": [{"where": "prison", "starts_on": "2023-06-01", "ends_on": "2023-06-15"}],
        "notification_breaches": ["2023-11-30"],
        "notification_revoked": [],
        "orders": [{"kind": "shpo", "made_on": "2023-07-14"}],
        "returns_to_custody": [{"breach_of": "licence", "returned_on": "2023-06-01"}],
        "registered_after_sro_breach": [],
    }
    row = {
        "levels": "2:2020-01-01/2023-09-30|1:2023-10-01/",
        "away": "prison:2023-06-01/2023-06-15",
        "notification_breaches": "2023-11-30",
        "orders": "shpo:2023-07-14",
        "returns_to_custody": "licence:2023-06-01",
    }
    assert made(json.dumps({"cases": [case]}).encode(), "json").tables == made([row]).tables


def test_every_fault_of_json_has_its_pointer() -> None:
    sound = {"case_id": "SYN-1", "categories": [], "levels": [], "away": []}
    broken = {**sound, "case_id": "", "levels": [{"level": 4, "starts_on": "x"}], "orders": 1}
    raw = json.dumps({"cases": [sound, broken], "year": 1}).encode()
    assert sorted(fault.pointer for fault in faults_of(raw, "json")) == [
        "/cases/1/case_id",
        "/cases/1/levels/0/level",
        "/cases/1/levels/0/starts_on",
        "/cases/1/orders",
        "/year",
    ]
    raw = json.dumps({"cases": [sound, sound]}).encode()
    assert [fault.pointer for fault in faults_of(raw, "json")] == [
        "/cases/0/categories",
        "/cases/1/categories",
        "/cases/1/case_id",
    ]


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff", b'{"cases": []}', b"[" * 10_000])
def test_what_is_no_json_of_cases_is_refused(raw: bytes) -> None:
    faults_of(raw, "json")


CELLS = st.sampled_from(
    [*PLAIN.values(), "", "|", ":", "1:", "/", "1:2020-01-01/2019-01-01", "4:2023-05-01/", "9"]
) | st.text(max_size=12)


@settings(
    max_examples=150, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck)
)
@given(st.lists(st.lists(CELLS, min_size=1, max_size=10), max_size=4), st.booleans())
def test_whatever_stands_in_a_file_it_is_counted_or_refused(
    rows: list[list[str]], headed: bool
) -> None:
    lines = [*([list(HEADER)] if headed else []), *rows]
    raw = "\n".join(",".join(row) for row in lines).encode("utf-8", "surrogatepass")
    try:
        found = made(raw)
    except (InvalidCaseFile, UnreadableCaseFile) as error:
        assert error.faults  # noqa: PT017
    else:
        assert len(found.tables) == 9


@settings(max_examples=100, deadline=None, derandomize=True)
@given(st.binary(max_size=200), st.sampled_from(["csv", "json", "msgpack"]))
def test_whatever_bytes_are_sent_they_are_refused(raw: bytes, kind: str) -> None:
    faults_of(raw, kind)


def test_every_column_is_explained_and_its_example_can_be_read() -> None:
    text = columns_to_text()
    assert all(f"\n{key}  (" in text for key in COLUMNS)
    assert max(map(len, text.splitlines())) <= 100
    made([{key: column.example for key, column in COLUMNS.items()}])
