"""Validation over HTTP: a table of scored people in, figures or a page out, every fault at once."""

import builtins
import io
from typing import Any

import msgspec
import polars as pl
import pytest
from litestar.testing import TestClient

from riskservice import Service
from riskservice.api import create_app
from riskservice.api.media import CSV, HTML, NDJSON, PARQUET
from riskservice.settings import Settings
from tests.api.conftest import TODAY, Client
from tests.validation import samples

VALIDATION = "/v1/validation"
ASKED = (("score", "points"), ("outcome", "y60"), ("expected", "p"), ("band", "band"))


@pytest.fixture(scope="module")
def cohort() -> pl.DataFrame:
    it = samples.validation()
    frame = pl.DataFrame(
        {name: it[name].tolist() for name in ("points", "band", "durat", "y60", "p", "black")}
    )
    return frame.with_columns(pl.col("y60").cast(int))


def raw(frame: pl.DataFrame, media: str = CSV) -> bytes:
    stream = io.BytesIO()
    {CSV: frame.write_csv, NDJSON: frame.write_ndjson, PARQUET: frame.write_parquet}[media](stream)
    return stream.getvalue()


def post(
    client: Client, body: bytes, *query: tuple[str, Any], media: str = CSV, **more: str
) -> Any:
    headers = {"content-type": media, **more}
    return client.post(VALIDATION, content=body, params=list(query), headers=headers)


@pytest.mark.parametrize("media", [CSV, NDJSON, PARQUET])
def test_the_figures_are_those_of_the_file_in_every_format(
    client: Client, cohort: pl.DataFrame, media: str
) -> None:
    answer = post(client, raw(cohort, media), *ASKED, ("group", "black"), media=media)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert (found["n"], found["events"]) == (722, 262)
    samples.close(found["auc"]["estimate"], samples.reference("recid_auc60")["auc"])
    assert [row["label"] for row in found["bands"]] == samples.BANDS
    assert [row["value"] for row in found["groups"]] == ["0", "1"]


def test_the_page_has_the_digest_of_what_was_sent_and_is_the_same_each_time(
    client: Client, cohort: pl.DataFrame
) -> None:
    pages = [post(client, raw(cohort), *ASKED, accept=HTML) for _ in range(2)]
    assert pages[0].headers["content-type"].startswith(HTML)
    assert pages[0].content == pages[1].content
    assert pages[0].text.startswith('<!DOCTYPE html>\n<html lang="en-GB">')
    assert "SHA-256 of the file: " in pages[0].text
    assert "not known" not in pages[0].text


def test_every_fault_of_a_sample_is_told_at_once(client: Client, cohort: pl.DataFrame) -> None:
    query = (("score", "pts"), ("outcome", "durat"), ("expected", "durat"), ("horizon", -1))
    answer = post(client, raw(cohort), *query, ("time", "black"))
    assert answer.status_code == 422
    problem = answer.json()
    assert problem["type"].endswith("invalid-sample")
    assert [fault["pointer"] for fault in problem["faults"]] == [
        "pts",
        "durat",
        "durat",
        "horizon",
    ]


def test_both_columns_that_are_needed_are_asked_for_at_once(client: Client) -> None:
    answer = post(client, b"a\n1\n")
    assert answer.status_code == 400
    assert [fault["pointer"] for fault in answer.json()["faults"]] == ["?score", "?outcome"]


def test_what_cannot_be_read_is_refused(client: Client, cohort: pl.DataFrame) -> None:
    assert post(client, b"", *ASKED).status_code == 400
    assert post(client, raw(cohort), *ASKED, media="image/png").status_code == 415
    assert post(client, b"PAR1 no", *ASKED, media=PARQUET).status_code == 400
    packed = {"content-encoding": "br"}
    assert post(client, raw(cohort), *ASKED, **packed).status_code == 415
    assert post(client, raw(cohort), *ASKED, accept="image/png").status_code == 406
    assert post(client, raw(cohort), *ASKED, ("scores", "x")).status_code == 400


def test_a_file_that_is_too_large_is_refused(here: Service, cohort: pl.DataFrame) -> None:
    small = msgspec.structs.replace(Settings(), max_body=2048, max_list_body=4096)
    with TestClient(create_app(here, small, today=lambda: TODAY)) as client:
        assert post(client, raw(cohort), *ASKED).status_code == 413
    few = msgspec.structs.replace(Settings(), max_cohort_rows=100)
    with TestClient(create_app(here, few, today=lambda: TODAY)) as client:
        answer = post(client, raw(cohort), *ASKED)
        assert answer.status_code == 413
        assert "The limit is 100 people" in answer.json()["detail"]


def test_without_the_extra_it_says_what_to_install(
    client: Client, cohort: pl.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = builtins.__import__

    def without(name: str, *args: Any, **kwargs: Any) -> Any:
        if name == "riskservice.validation" and args[2] and "reading" in args[2]:
            message = "No module named 'scipy'"
            raise ModuleNotFoundError(message, name="scipy")
        return real(name, *args, **kwargs)

    monkeypatch.setattr(builtins, "__import__", without)
    answer = post(client, raw(cohort), *ASKED)
    assert answer.status_code == 501
    assert answer.json()["type"].endswith("validation-not-installed")
    assert "riskservice[validation]" in answer.json()["faults"][0]["way_out"]


def test_small_groups_are_withheld_when_asked(client: Client, cohort: pl.DataFrame) -> None:
    frame = cohort.with_columns(small=pl.Series(["few"] * 12 + ["many"] * 710))
    query = (*ASKED, ("group", "small"), ("withhold_small", "true"))
    found = post(client, raw(frame), *query).json()
    assert [row["events"] for row in found["groups"]] == [None, None]
    page = post(client, raw(frame), *query, accept=HTML).text
    assert "small = few: The number of events is withheld" in page
