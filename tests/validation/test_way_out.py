"""A fault of a cell says what to do about that very cell."""

import datetime as dt
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from riskservice.validation.extra import InvalidSample
from riskservice.validation.intake import way_out
from riskservice.validation.intake.checking import check
from riskservice.validation.intake.reading import read_sample
from riskservice.validation.spec import Spec

N = 6
PLAIN: dict[str, Any] = {
    "s": [1, 2, 3, 4, 5, 6],
    "y": [0, 1, 0, 1, 0, 1],
    "b": ["Low", "Low", "High", "High", "Low", "High"],
}


def faults(columns: Any, **chosen: Any) -> list[str]:
    with pytest.raises(InvalidSample) as caught:
        check(columns, Spec(**{"score": "s", "outcome": "y", **chosen}))
    return [str(fault) for fault in caught.value.faults]


@pytest.mark.parametrize("cells", [[True, False] * 3, ["true", "FALSE"] * 3, [True, None] * 3])
@pytest.mark.parametrize("what", ["time", "expected", "expected_events"])
def test_a_truth_value_is_no_length_of_time_and_no_probability(what: str, cells: list[Any]) -> None:
    chosen = {"time": "t", what: "t"} if what == "time" else {"time": "l", what: "t"}
    (fault,) = faults(PLAIN | {"t": cells, "l": [1, 2, 3, 4, 5, 6]}, **chosen)
    assert fault.startswith("t: ")
    assert "is not a number" in fault


def test_a_truth_value_may_be_a_score_and_an_outcome() -> None:
    taken = check(
        {"s": ["true", "false"] * 3, "y": [True, False, False] * 2}, Spec(score="s", outcome="y")
    )
    assert taken.sample.score.tolist() == [1, 0, 1, 0, 1, 0]
    assert taken.sample.events == 2


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("8,9", "without commas"),
        ("1,003", "without commas"),
        ("1.234,5", "without commas"),
        ("21.1%", "without a percent sign"),
        ("2021-03-04", "is a date"),
        ("04/03/2021", "is a date"),
        (dt.date(2021, 3, 4), "in one unit for everyone"),
        (dt.timedelta(days=8), "in one unit for everyone"),
        ("#VALUE!", "error of the spreadsheet"),
        ("Unknown", "Leave the cell blank"),
        ("three", "Give numbers"),
        ("9 months", "Give numbers"),
    ],
)
def test_what_to_do_about_a_cell_that_is_no_number(value: Any, said: str) -> None:
    assert said in way_out.of_number(value)
    assert said in faults({**PLAIN, "s": [value, 2, 3, 4, 5, 6]})[0]


@pytest.mark.parametrize(
    ("value", "said"),
    [
        ("31/12/2024", "as 2024-12-31 for 31/12/2024"),
        ("13.01.2024", "as 2024-01-13"),
        ("03/04/2021", "Write dates as YYYY-MM-DD."),
        ("31/31/2024", "Write dates as YYYY-MM-DD."),
        ("44927", "as Excel counts them"),
        ("#REF!", "error of the spreadsheet"),
    ],
)
def test_what_to_do_about_a_cell_that_is_no_date(value: str, said: str) -> None:
    assert said in faults({**PLAIN, "d": [value] * N}, date="d")[0]


@pytest.mark.parametrize("words", [("no", "yes"), ("N", "Y"), ("desisted", "reoffended"), (1, 2)])
def test_an_outcome_in_other_words_is_never_to_be_left_blank(words: tuple[Any, Any]) -> None:
    text = " ".join(faults({**PLAIN, "y": [words[v] for v in PLAIN["y"]]}))
    assert "Code the outcome as 1 for yes and 0 for no." in text
    assert "is neither 0 nor 1" in text
    assert "blank" not in text


def test_an_outcome_of_events_and_blanks_tells_how_many_were_left_out() -> None:
    (text,) = faults({**PLAIN, "y": [1, None, 1, None, None, 1]})
    assert "has only events among 3 people" in text
    assert "3 of 6 rows were left out (y: no value in 3)" in text
    assert "has only events among 1 person:" in faults({"s": [1], "y": [1]})[0]


def test_columns_are_suggested_whatever_their_capitals() -> None:
    assert "Perhaps: s" in faults(PLAIN, score="S")[0]
    assert "Perhaps: Outcome" in faults({"s": [1], "Outcome": [1]}, outcome="OUTCOME")[0]
    assert "Perhaps: b." in faults(PLAIN, band=" B")[0]


def test_a_file_with_none_of_the_columns_is_not_said_to_be_without_rows(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    pl.DataFrame({"points": [1, 2], "reoffended": [0, 1]}).write_csv(path)
    spec = Spec(score="Points", outcome="Reoffended")
    with pytest.raises(InvalidSample) as caught:
        check(read_sample(path, spec).columns, spec)
    assert [fault.way_out for fault in caught.value.faults] == [
        "Perhaps: points.",
        "Perhaps: reoffended.",
    ]


def test_bands_that_differ_in_capitals_are_told_apart_in_words() -> None:
    (text,) = faults(PLAIN, band="b", bands=("low", "high"))
    assert "not low: capitals count" in text
    assert "each by itself" in faults(PLAIN, band="b", bands=("Low,High",))[0]


def test_cells_that_hold_lists_are_no_numbers_and_no_names() -> None:
    lists = pl.DataFrame({**PLAIN, "many": [[1, 2]] * N})
    assert "is not a number" in faults(lists, score="many")[0]
    for nested in ([[1, 2]] * N, [[1], [1, 2]] * 3):
        assert "holds lists" in faults({**PLAIN, "s": nested})[0]
    assert "[1, 2]" in faults(lists, band="many", bands=("Low", "High"))[0]
