"""``riskservice validate --report``: the page is written, the same each time."""

import hashlib
from pathlib import Path

import polars as pl
import pytest

from tests.cli.running import run
from tests.validation import samples

COLUMNS = ("points", "band", "durat", "y60", "p", "black")


@pytest.fixture
def cohort(tmp_path: Path) -> Path:
    it = samples.validation()
    frame = pl.DataFrame({name: it[name].tolist() for name in COLUMNS})
    file = tmp_path / "cohort.csv"
    frame.with_columns(pl.col("y60").cast(int)).write_csv(file)
    return file


def test_the_page_is_written_with_the_digest_of_the_file(cohort: Path, tmp_path: Path) -> None:
    asked = ["validate", str(cohort), "--score", "points", "--outcome", "y60", "--expected", "p"]
    asked += ["--band", "band", "--group", "black"]
    one, two = tmp_path / "one.html", tmp_path / "two.html"
    assert run(*asked, "--report", str(one)).code == 0
    assert run(*asked, "--report", str(two)).code == 0
    assert one.read_bytes() == two.read_bytes()
    raw = one.read_text(encoding="utf-8")
    assert hashlib.sha256(cohort.read_bytes()).hexdigest() in raw
    assert "The file cohort.csv." in raw
    assert str(tmp_path) not in raw
    assert sorted(file.name for file in tmp_path.iterdir()) == [
        "cohort.csv",
        "one.html",
        "two.html",
    ]
