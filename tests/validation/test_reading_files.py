"""Files of ``riskservice validate``: a reference beside the sample, digests of what was read."""

import hashlib
import json
import os
import re
import threading
from html import unescape
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from riskservice.cli import validation_reading
from riskservice.cli.validation_reading import fingerprinted_read
from riskservice.rescoring.formats import UnreadableFile
from riskservice.validation.intake.reading import Read, read_sample
from riskservice.validation.spec import Spec
from tests.cli.running import run

SPEC = Spec(score="s", outcome="y")
HERE = "s,y,b\n" + "".join(f"{i % 3},{int(i % 4 == 0)},{'abc'[i % 3]}\n" for i in range(60))
THERE = "id,b,s\n" + "".join(f"{i},{'abc'[min(i % 5, 2)]},{min(i % 5, 2)}\n" for i in range(50))
ASKED = ("--score", "s", "--outcome", "y", "--band", "b")


@pytest.fixture
def here(tmp_path: Path) -> Path:
    file = tmp_path / "here.csv"
    file.write_text(HERE, encoding="utf-8")
    return file


@pytest.fixture
def there(tmp_path: Path) -> Path:
    file = tmp_path / "there.csv"
    file.write_text(THERE, encoding="utf-8")
    return file


def digest(raw: bytes) -> str:
    return hashlib.sha256(raw).hexdigest()


def text_of(page: Path) -> str:
    return unescape(re.sub(r"<[^>]+>", " ", page.read_text(encoding="utf-8")))


# Reference ----------------------------------------------------------------------------------------


def test_a_reference_is_in_the_json_the_account_and_the_page(
    here: Path, there: Path, tmp_path: Path
) -> None:
    page, figures = tmp_path / "page.html", tmp_path / "figures.json"
    told = run(
        "validate", str(here), *ASKED, "--reference", str(there),
        "--json", str(figures), "--report", str(page),
    )  # fmt: skip
    assert told.code == 0
    score, band = json.loads(figures.read_bytes())["stability"]
    assert (score["column"], band["column"]) == ("s", "b")
    assert [(row["n"], row["reference_n"]) for row in score["levels"]] == [
        (20, 10), (20, 10), (20, 30),
    ]  # fmt: skip
    assert [row["label"] for row in band["levels"]] == ["a", "b", "c"]
    assert "Beside the reference sample" in told.out
    assert "Marks of 0.1 and 0.25 for the PSI are folklore" in told.out
    assert f"{score['index']:.3f}" in told.out
    said = text_of(page)
    assert f"{score['index']:.3f}" in said
    assert "Shares of b, here and in the reference sample" in said
    assert "folklore" in said
    assert "The file there.csv, 50 people." in said
    assert digest(there.read_bytes()) in said
    assert "s beside the reference" in said


def test_without_a_reference_the_page_says_that_there_is_none(here: Path, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    assert run("validate", str(here), *ASKED, "--report", str(page)).code == 0
    assert "No reference sample was given" in text_of(page)


def test_of_other_formats_too(here: Path, there: Path, tmp_path: Path) -> None:
    packed = tmp_path / "there.parquet"
    pl.read_csv(there).write_parquet(packed)
    one = run("validate", str(here), *ASKED, "--reference", str(there), "--json", "-").out
    two = run("validate", str(here), *ASKED, "--reference", str(packed), "--json", "-").out
    assert one == two


@pytest.mark.parametrize(
    ("content", "said"),
    [
        ("id,b\n1,a\n", "s (reference) Wrong is no column of the reference"),
        ("s\n1\n", "b (reference) Wrong is no column of the reference"),
        ("s,b\n1,a\n1,z\n", "has other bands than the sample"),
        ("s,b\n", "has a header and no rows"),
        ("", "is empty"),
        ("s,b\n1,a\n1,a,3\n", "reference Wrong has 1 row whose cells do not add up (row 2):"),
    ],
)
def test_a_reference_at_fault_is_told_and_nothing_is_written(
    here: Path, tmp_path: Path, content: str, said: str
) -> None:
    file, figures = tmp_path / "bad.csv", tmp_path / "figures.json"
    file.write_text(content, encoding="utf-8")
    told = run("validate", str(here), *ASKED, "--reference", str(file), "--json", str(figures))
    assert told.code == 2
    assert said in " ".join(told.err.split())
    assert not figures.exists()


def test_a_reference_that_is_not_there_is_told(here: Path, tmp_path: Path) -> None:
    told = run("validate", str(here), *ASKED, "--reference", str(tmp_path / "none.csv"))
    assert (told.code, "does not exist" in told.err) == (2, True)


def test_only_one_of_the_two_can_come_from_standard_input(here: Path, there: Path) -> None:
    told = run("validate", "-", *ASKED, "--reference", "-", given=HERE.encode())
    assert (told.code, "--reference" in told.err) == (2, True)
    one = run(
        "validate", str(here), *ASKED, "--reference", "-", "--json", "-", given=THERE.encode()
    )
    two = run("validate", str(here), *ASKED, "--reference", str(there), "--json", "-")
    assert (one.code, one.out) == (0, two.out)


# Digests ------------------------------------------------------------------------------------------


def test_standard_input_has_the_digest_of_what_came(tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    assert run("validate", "-", *ASKED, "--report", str(page), given=HERE.encode()).code == 0
    said = text_of(page)
    assert digest(HERE.encode()) in said
    assert "standard input" in said


def test_a_pipe_is_read_once_and_has_the_digest_of_what_came(tmp_path: Path) -> None:
    pipe = tmp_path / "pipe.csv"
    os.mkfifo(pipe)
    writer = threading.Thread(target=lambda: pipe.write_text(HERE, encoding="utf-8"))
    writer.start()
    read, file = fingerprinted_read(str(pipe), lambda source: read_sample(source, SPEC))
    writer.join()
    assert (len(read.columns["s"]), file.sha256) == (60, digest(HERE.encode()))


def test_a_file_that_changes_while_it_is_read_is_refused(here: Path) -> None:
    def read(source: Any) -> Read:
        found = read_sample(source, SPEC)
        with here.open("a", encoding="utf-8") as more:
            more.write("1,1,a\n")
        return found

    with pytest.raises(UnreadableFile) as caught:
        fingerprinted_read(str(here), read)
    assert "was changed while it was read" in str(caught.value)


def test_a_file_that_is_put_in_the_place_of_another_is_refused(here: Path, tmp_path: Path) -> None:
    def read(source: Any) -> Read:
        found = read_sample(source, SPEC)
        other = tmp_path / "other.csv"
        other.write_text(HERE, encoding="utf-8")
        other.replace(here)
        return found

    with pytest.raises(UnreadableFile):
        fingerprinted_read(str(here), read)


def test_the_digest_is_of_the_bytes_the_figures_are_of(here: Path) -> None:
    read, file = validation_reading.fingerprinted_read(
        str(here), lambda source: read_sample(source, SPEC)
    )
    assert len(read.columns["s"]) == 60
    assert (file.name, file.sha256) == ("here.csv", digest(HERE.encode()))
