"""Validation over HTTP: a table of scored people in, figures or a page out, every fault at once."""

import builtins
import gzip
import io
import time
from typing import Any

import msgspec
import polars as pl
import pytest
from litestar import Litestar
from litestar.testing import TestClient

from riskservice import Service
from riskservice.api import create_app, validating
from riskservice.api.media import CSV, HTML, NDJSON, PARQUET
from riskservice.api.problems import Refused
from riskservice.settings import Settings
from riskservice.validation.intake.reading import read_sample
from tests.api.asking import ask
from tests.api.conftest import ANSWERS, TODAY, Client, Lines
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
    assert "<li>SHA-256 of the " in pages[0].text
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
        "durat",
    ]
    assert "is named as expected and is the outcome" in problem["faults"][-1]["message"]


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
        if name == "riskservice.validation.intake" and args[2] and "reading" in args[2]:
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


def test_every_fault_of_a_query_is_told_at_once_and_in_words(client: Client) -> None:
    query = (
        ("scores", "points"), ("horizon", "soon"), ("cut", "1"), ("cut", "nan"),
        ("bootstrap", 2001), ("withhold_small", "perhaps"), ("instrument", "none"),
        ("ruleset", "no"), ("on", "1066-10-14"),
    )  # fmt: skip
    answer = post(client, b"a\n1\n", *query)
    assert answer.status_code == 400
    faults = {fault["pointer"]: fault for fault in answer.json()["faults"]}
    assert list(faults) == [
        "?scores", "?horizon", "?bootstrap", "?withhold_small", "?outcome", "?cut", "?on",
        "/ruleset", "/instrument",
    ]  # fmt: skip
    assert faults["?bootstrap"]["way_out"].startswith("Give a whole number from 0 to 2000")
    assert all(fault["way_out"] for fault in faults.values())


def test_a_day_or_a_ruleset_without_an_instrument_is_of_no_use(client: Client) -> None:
    query = (*ASKED, ("on", "2026-01-01"), ("on_column", "day"), ("ruleset", "default"))
    answer = post(client, b"a\n1\n", *query)
    assert answer.status_code == 400
    pointers = [fault["pointer"] for fault in answer.json()["faults"]]
    assert pointers == ["?on", "?on_column", "?ruleset"]


def test_what_the_command_can_be_asked_can_be_asked_here(
    client: Client, cohort: pl.DataFrame
) -> None:
    frame = cohort.with_columns(
        event=pl.col("y60"),
        gone=((pl.col("y60") == 0) & (pl.col("durat") < 70)).cast(int),
        awaited=pl.col("p") * 1.1,
    )
    query = (
        *ASKED, ("time", "durat"), ("event", "event"), ("competing", "gone"), ("at", 24),
        ("at", 36), ("reference_band", samples.BANDS[1]), ("expected_events", "awaited"),
        ("threshold", 0.3), ("horizon", 60),
    )  # fmt: skip
    answer = post(client, raw(frame), *query)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert len(found["auc_at"]) == 2
    assert [row["reference"] for row in found["bands"]][:2] == [False, True]
    assert [row["threshold"] for row in found["net_benefit"]] == [0.3]
    assert found["spec"]["competing"] == "gone"
    assert found["incidence"] is not None
    assert found["eo_person_time"]["estimate"] > 0


def test_a_bootstrap_is_the_same_each_time_and_of_so_many_people_only(
    client: Client, cohort: pl.DataFrame, monkeypatch: pytest.MonkeyPatch
) -> None:
    query = (*ASKED[:2], ("bootstrap", 50), ("seed", 7))
    one, two = (post(client, raw(cohort), *query).json()["auc_bootstrap"] for _ in range(2))
    assert one == two
    assert one["replicates"] == 50
    monkeypatch.setattr(validating, "MOST_DRAWN", 722 * 49)
    answer = post(client, raw(cohort), *query)
    assert answer.status_code == 413
    assert answer.json()["detail"] == (
        "Of 722 people at most 49 bootstrap replicates are made here."
    )


@pytest.fixture(scope="module")
def answered() -> pl.DataFrame:
    """People with answers, whose outcome goes with their sanctions."""
    row = {name: value for name, value in ANSWERS.items() if not name.endswith("_sanctions")}
    return pl.DataFrame(
        [
            {
                **row,
                "case_id": f"TEST-{i}",
                "total_sanctions": 5 + i % 20,
                "contact_adult_sanctions": 1 + i % 4,
                "contact_child_sanctions": 0,
                "non_contact_sanctions": 0,
                "indecent_image_sanctions": 0,
                "y": int(i % 4 + i % 3 > 2),
            }
            for i in range(60)
        ]
    )


def test_scores_are_made_from_answers_as_the_command_makes_them(
    client: Client, answered: pl.DataFrame
) -> None:
    query = (
        ("instrument", "dc_srp"),
        ("on", "2026-07-01"),
        ("outcome", "y"),
        ("band", "dc_srp_band"),
    )
    answer = post(client, raw(answered), *query)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert found["spec"]["score"] == "dc_srp_points"
    assert found["n"] == 60
    assert found["auc"]["estimate"] > 0.7
    assert found["bands"]
    page = post(client, raw(answered), *query, accept=HTML).text
    assert "Direct Contact Sexual Reoffending Predictor" in page
    assert "as of 2026-07-01" in page
    older = post(client, raw(answered), *query, ("ruleset", "hmpps-2026.08"), accept=HTML).text
    assert "ruleset hmpps-2026.08" in older


def test_too_many_people_with_answers_are_refused(here: Service, answered: pl.DataFrame) -> None:
    few = msgspec.structs.replace(Settings(), max_cohort_rows=59)
    with TestClient(create_app(here, few, today=lambda: TODAY)) as client:
        answer = post(
            client, raw(answered), ("instrument", "dc_srp"), ("on", "2026-07-01"), ("outcome", "y")
        )
        assert answer.status_code == 413


def test_a_packed_table_is_unpacked(client: Client, cohort: pl.DataFrame) -> None:
    answer = post(client, gzip.compress(raw(cohort)), *ASKED, **{"content-encoding": "gzip"})
    assert answer.status_code == 200
    assert answer.json()["n"] == 722


def test_a_validation_stops_when_its_client_leaves(
    app: Litestar, cohort: pl.DataFrame, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped: list[str] = []

    def slowly(*args: Any, **kwargs: Any) -> Any:
        time.sleep(0.1)
        try:
            return read_sample(*args, **kwargs)
        except Refused as refusal:
            stopped.append(refusal.detail)
            raise

    monkeypatch.setattr("riskservice.validation.intake.reading.read_sample", slowly)
    path = f"{VALIDATION}?score=points&outcome=y60"
    ask(app, path, [raw(cohort), b"", None], [(b"content-type", CSV.encode())])
    (line,) = lines()
    assert line["status"] == 499
    assert stopped == ["The client left before the answer."]


def test_what_an_instrument_gives_nobody_is_told_with_what_it_gives(
    client: Client, answered: pl.DataFrame
) -> None:
    query = (("on", "2026-07-01"), ("outcome", "y"), ("instrument", "dc_srp"))
    frame = answered.with_columns(sex=pl.lit("female"))
    answer = post(client, raw(frame), *query)
    assert answer.status_code == 422
    (fault,) = answer.json()["faults"]
    assert fault["pointer"] == "dc_srp_points"
    assert "is blank for everybody. dc_srp gave no score to some people" in fault["message"]
    answer = post(client, raw(frame.select("y", "case_id")), *query)
    assert answer.status_code == 400
    assert answer.json()["faults"][0]["pointer"] == validating.BODY
