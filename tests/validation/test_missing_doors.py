"""What was imputed is told on the page, in the account and over HTTP, with what it assumes."""

import json
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import polars as pl
import pytest
from litestar.testing import TestClient

from riskservice import Service
from riskservice.api import create_app
from riskservice.validation.report import to_html
from riskservice.validation.validating import validate
from tests.api.conftest import ANSWERS
from tests.cli.running import run
from tests.validation.report.made import Page
from tests.validation.test_missing_items import ASKED, ITEMS, people

TITLE = "Figures with missing items dealt with in three ways"
ITEM_OPTIONS = [word for name in ITEMS for word in ("--item", name)]


@pytest.fixture(scope="module")
def cohort(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("gaps") / "gaps.csv"
    frame = pl.DataFrame({name: values.tolist() for name, values in people(n=600).items()})
    frame.fill_nan(None).write_csv(path)
    return path


def page(**choices: Any) -> Page:
    spec = msgspec.structs.replace(ASKED, expected="p", **choices)
    return Page(to_html(validate(people(n=600), spec)))


def test_the_page_holds_the_three_analyses_side_by_side() -> None:
    it = page()
    rows = it.rows(TITLE)
    ways = ["As scored (the analysis proper)", "Only with every item", "Imputed"]
    assert [row[:2] for row in rows] == [[name, way] for name in ("AUC", "E/O") for way in ways]
    assert [row[4] for row in rows[:3]][::2] == ["600", "600"]
    assert "missing at random" in it.raw
    assert "The imputations rest on: outcome, a, b, c, d." in it.raw
    assert "They account for 100.0% of the variation of the score." in it.raw
    assert it.raw == page().raw


def test_the_page_says_that_too_little_was_named() -> None:
    assert "name every item of the instrument" in page(items=("b",)).raw


def test_the_page_says_why_nothing_was_imputed() -> None:
    few = {name: values[:40] for name, values in people(n=600).items()}
    raw = to_html(validate(few, ASKED))
    assert "are the fewest to impute from" in raw
    whole = {name: np.nan_to_num(values) for name, values in people(n=600).items()}
    assert "so nothing was imputed" in to_html(validate(whole, ASKED))
    assert "Imputed" not in [row[1] for row in page(imputations=0).rows(TITLE)]


def test_the_account_says_what_was_imputed(cohort: Path) -> None:
    asked = ("validate", cohort, "--score", "s", "--outcome", "y", *ITEM_OPTIONS)
    done = run(*asked)
    assert done.code == 0, done.err
    text = " ".join(done.out.split())
    for said in ("AUC, as scored", "AUC, only with every item", "AUC, gaps imputed",
                 "20 times", "missing at random"):  # fmt: skip
        assert said in text
    off = run(*asked, "--imputations", "0")
    assert "gaps imputed" not in off.out
    assert run(*asked, "--imputations", "1").code == 2
    other = run(*asked, "--imputations", "5", "--seed", "7", "--json", "-")
    made = json.loads(other.out)["missing"]["imputed"]
    assert (made["imputations"], made["seed"]) == (5, 7)


def test_whom_the_instrument_is_not_meant_for_gets_no_score(tmp_path: Path) -> None:
    it = {name: values.tolist() for name, values in people(n=600).items()}
    gone = np.flatnonzero(np.isnan(people(n=600)["b"]))
    for row in gone:
        it["s"][row] = None
    it["meant"] = [None if row == gone[0] else int(row != gone[1]) for row in range(600)]
    path = tmp_path / "meant.csv"
    pl.DataFrame(it).fill_nan(None).write_csv(path)
    asked = ("validate", path, "--score", "s", "--outcome", "y", *ITEM_OPTIONS, "--json", "-")
    everyone, meant = (
        json.loads(run(*asked, *more).out)["missing"]["imputed"]["unscored"]
        for more in ((), ("--applies", "meant"))
    )
    assert (everyone, meant) == (len(gone), len(gone) - 2)
    told = json.loads(run(*asked, "--applies", "meant").out)["notices"]
    assert any("meant is blank for 1 person" in notice["text"] for notice in told)


def test_an_instrument_says_itself_whom_it_is_not_meant_for(tmp_path: Path) -> None:
    r = np.random.default_rng(1)
    n = 400
    sanctions = r.integers(0, 6, n)
    gone = np.arange(n) % 5 == 0
    female = np.arange(n) % 8 == 0
    rows = [
        ANSWERS
        | {
            "case_id": f"MADE-UP-{i}",
            "sex": "female" if female[i] else "male",
            "follow_up_start": "2024-01-01",
            "contact_adult_sanctions": None if gone[i] else int(sanctions[i]),
            "again": int(r.random() < 0.2 + 0.1 * sanctions[i]),
        }
        for i in range(n)
    ]
    path = tmp_path / "answers.csv"
    pl.DataFrame(rows, strict=False).write_csv(path)
    done = run(
        "validate", path, "--instrument", "dc_srp", "--on", "2025-01-01", "--outcome", "again",
        "--item", "contact_adult_sanctions", "--json", "-",
    )  # fmt: skip
    found = json.loads(done.out)
    assert found["n"] == int((~gone & ~female).sum())
    assert found["missing"]["imputed"]["unscored"] == int((gone & ~female).sum())


def test_imputations_are_asked_for_over_http(here: Service, cohort: Path) -> None:
    with TestClient(create_app(here)) as client:
        query = [("score", "s"), ("outcome", "y"), *(("item", name) for name in ITEMS)]
        sent: Any = {"content": cohort.read_bytes(), "headers": {"content-type": "text/csv"}}
        answer = client.post("/v1/validation", params=[*query, ("imputations", "4")], **sent)
        assert answer.status_code == 200, answer.text
        assert answer.json()["missing"]["imputed"]["imputations"] == 4
        for number in ("1", "101"):
            wrong = client.post("/v1/validation", params=[*query, ("imputations", number)], **sent)
            assert wrong.status_code in {400, 422}
            assert "imputations" in wrong.text
