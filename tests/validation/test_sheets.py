"""A workbook without identifiers: no sheet of people is passed over, and a cover is none."""

from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

from riskservice.rescoring.formats import UnreadableFile
from riskservice.validation.intake.reading import read_sample
from riskservice.validation.spec import Spec

SPEC = Spec(score="points", outcome="y")
PEOPLE = [["points", "y", "team"], [1, 0, "a"], [2, 1, "b"]]
Sheets = dict[str, list[list[Any]]]


def points(path: Path, sheets: Sheets) -> list[float]:
    with xlsxwriter.Workbook(path) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for place, row in enumerate(rows):
                sheet.write_row(place, 0, row)
    return list(read_sample(path, SPEC).columns["points"])


@pytest.mark.parametrize(
    "later",
    [PEOPLE, [["y", "points", "team"], [1, 3, "c"]], [[*PEOPLE[0], "note"], [3, 1, "c", "new"]]],
)
def test_people_on_a_second_sheet_are_not_dropped(tmp_path: Path, later: list[list[Any]]) -> None:
    with pytest.raises(UnreadableFile, match="has people on more than one sheet: 2021, 2022"):
        points(tmp_path / "two.xlsx", {"2021": PEOPLE, "2022": later})


@pytest.mark.parametrize("cover", [[["Extract of November"]], []])
def test_a_cover_is_passed_over(tmp_path: Path, cover: list[list[Any]]) -> None:
    sheets = {"Cover": cover, "Data": PEOPLE}
    assert points(tmp_path / "cover.xlsx", sheets) == [1, 2]


def test_other_tables_after_the_people_are_passed_over(tmp_path: Path) -> None:
    sheets = {"Data": PEOPLE, "Norms": [["points", "probability"], [1, 0.1]], "Notes": [["By us"]]}
    assert points(tmp_path / "norms.xlsx", sheets) == [1, 2]


def test_one_column_is_a_sheet_like_another(tmp_path: Path) -> None:
    assert points(tmp_path / "one.xlsx", {"Data": [["points"], [1], [2]]}) == [1, 2]
