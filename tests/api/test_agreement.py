"""Agreement over HTTP: a table of ratings in, figures out, every fault at once, never a 500."""

import gzip
import io
import json
import time
from pathlib import Path
from typing import Any

import msgspec
import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from litestar import Litestar
from litestar.testing import TestClient

from riskservice import Service
from riskservice.api import create_app
from riskservice.api.agreeing import MOST_RATERS
from riskservice.api.media import CSV, HTML, NDJSON, PARQUET, XLSX
from riskservice.api.problems import Refused
from riskservice.settings import Settings
from riskservice.validation.agreement.files import read_columns
from tests.api.asking import ask
from tests.api.conftest import TODAY, Client, Lines
from tests.cli.running import run
from tests.validation.agreement.made import columns_of, people

AGREEMENT = "/v1/agreement"
TWO = (("rater", "a"), ("rater", "b"))
BANDS = b"case_id,a,b\nP1,low,low\nP2,medium,low\nP3,high,high\nP4,high,medium\nP5,low,\n"
ARMS = b"arms_opportunity,arms_opportunity_second\nlow,low\nhigh,medium\nhigh,high\n"
FORMATS = {CSV: "write_csv", NDJSON: "write_ndjson", PARQUET: "write_parquet"}


def post(
    client: Client, body: bytes, *query: tuple[str, Any], media: str = CSV, **more: str
) -> Any:
    headers = {"content-type": media, **more}
    return client.post(AGREEMENT, content=body, params=list(query), headers=headers)


def pointers(answer: Any) -> list[str]:
    return [fault["pointer"] for fault in answer.json()["faults"]]


@pytest.mark.parametrize("media", [CSV, NDJSON, PARQUET])
def test_the_figures_are_those_of_the_command(client: Client, media: str, tmp_path: Path) -> None:
    frame = pl.DataFrame(columns_of(people("shrout_fleiss")))
    path, stream = tmp_path / "scores.csv", io.BytesIO()
    frame.write_csv(path)
    getattr(frame, FORMATS[media])(stream)
    query = [("rater", name) for name in frame.columns] + [("resamples", 20), ("seed", 3)]
    answer = post(client, stream.getvalue(), *query, media=media)
    assert answer.status_code == 200, answer.text
    options = [part for name, value in query for part in (f"--{name}", value)]
    assert answer.json() == json.loads(run("agreement", path, *options, "--json", "-").out)
    assert answer.json()["icc_a1"]["estimate"] == pytest.approx(0.2897637795276, abs=1e-9)


def test_words_unit_weights_and_level_are_what_was_asked_for(client: Client) -> None:
    query = (*TWO, ("scale", "low, medium,high"), ("unit", "case_id"), ("weights", "quadratic"),
             ("level", "nominal"))  # fmt: skip
    answer = post(client, BANDS, *query)
    assert answer.status_code == 200, answer.text
    found = answer.json()
    frame = found["frame"]
    assert (frame["scale"], frame["weights"]) == (["low", "medium", "high"], "quadratic")
    assert (frame["level"], frame["unit"]) == ("nominal", "case_id")
    assert found["icc_a1"] is None
    for key in ("gwet_ac1", "gwet_ac2", "krippendorff_alpha", "percent_agreement"):
        assert isinstance(found[key], float)
    assert {"estimate", "low", "high"} <= set(found["weighted_kappa"])


def test_second_ratings_of_arms_are_compared_factor_by_factor(client: Client) -> None:
    answer = post(client, ARMS, ("arms", "true"), ("weights", "quadratic"))
    assert answer.status_code == 200, answer.text
    found = answer.json()
    assert (found["instrument"], found["people"], found["weights"]) == ("arms", 3, "quadratic")
    assert found["factors"][0]["agreement"]["percent_agreement"] == pytest.approx(2 / 3)


def test_every_fault_of_a_query_is_told_at_once(client: Client) -> None:
    query = (("rater", "a"), ("scale", "low,,low"), ("weights", "cubic"), ("level", "none"),
             ("resamples", 2001), ("seed", -1), ("unit", "x" * 2001), ("raters", "b"))  # fmt: skip
    answer = post(client, BANDS, *query)
    assert answer.status_code == 400
    assert pointers(answer) == [
        "?raters", "?weights", "?unit", "?level", "?resamples", "?seed", "?rater", "?scale",
    ]  # fmt: skip
    assert all(fault["way_out"] for fault in answer.json()["faults"])
    many = [("rater", f"r{i}") for i in range(MOST_RATERS + 1)]
    assert pointers(post(client, BANDS, *many)) == ["?rater"]
    assert pointers(post(client, BANDS)) == ["?rater"]


def test_what_does_not_go_with_arms_is_told_at_once(client: Client) -> None:
    answer = post(client, ARMS, ("arms", "true"), *TWO, ("resamples", 5), ("unit", "x"))
    assert answer.status_code == 400
    assert pointers(answer) == ["?rater", "?resamples", "?unit"]


def test_every_fault_of_the_ratings_is_told_at_once(client: Client) -> None:
    body = b"case_id,a,b\nP1,low,lwo\nP1,medium,low\n,high,hgih\n"
    answer = post(client, body, *TWO, ("scale", "low,medium,high"), ("unit", "case_id"))
    assert answer.status_code == 422
    assert answer.json()["type"].endswith("unusable-ratings")
    assert pointers(answer) == ["case_id", "case_id", "b", "b"]
    answer = post(client, ARMS.replace(b"medium", b"middling"), ("arms", "true"))
    assert answer.status_code == 422
    assert pointers(answer) == ["arms_opportunity_second"]


def test_what_cannot_be_read_is_refused(client: Client) -> None:
    assert post(client, b"", *TWO).status_code == 400
    assert post(client, b"PAR1 no", *TWO, media=PARQUET).status_code == 400
    assert post(client, BANDS, *TWO, media=XLSX).status_code == 400
    assert post(client, BANDS, *TWO, media="image/png").status_code == 415
    assert post(client, BANDS, *TWO, **{"content-encoding": "br"}).status_code == 415
    assert post(client, BANDS, *TWO, accept="image/png").status_code == 406
    assert post(client, b"a,b\n", *TWO).status_code == 400
    assert post(client, b"a,b\n1,2\n1,2,3\n", *TWO).status_code == 422


def test_a_packed_table_is_unpacked(client: Client) -> None:
    answer = post(client, gzip.compress(BANDS), *TWO, **{"content-encoding": "gzip"})
    assert answer.status_code == 200
    assert answer.json()["n"] == 4


def test_a_file_that_is_too_large_is_refused(here: Service) -> None:
    small = msgspec.structs.replace(Settings(), max_body=1024, max_list_body=1024)
    with TestClient(create_app(here, small, today=lambda: TODAY)) as client:
        assert post(client, BANDS * 100, *TWO).status_code == 413
    few = msgspec.structs.replace(Settings(), max_cohort_rows=4)
    with TestClient(create_app(here, few, today=lambda: TODAY)) as client:
        answer = post(client, BANDS, *TWO)
        assert answer.status_code == 413
        assert "The limit is 4 people" in answer.json()["detail"]
        assert post(client, ARMS * 4, ("arms", "true")).status_code == 413


def test_a_comparison_stops_when_its_client_leaves(
    app: Litestar, lines: Lines, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped: list[str] = []

    def slowly(*args: Any, **kwargs: Any) -> Any:
        time.sleep(0.1)
        try:
            return read_columns(*args, **kwargs)
        except Refused as refusal:
            stopped.append(refusal.detail)
            raise

    monkeypatch.setattr("riskservice.validation.agreement.files.read_columns", slowly)
    ask(app, f"{AGREEMENT}?rater=a&rater=b", [BANDS, b"", None], [(b"content-type", CSV.encode())])
    (line,) = lines()
    assert line["status"] == 499
    assert stopped == ["The client left before the answer."]


def test_no_rating_and_no_name_is_logged(client: Client, lines: Lines) -> None:
    body = BANDS.replace(b"P1,low,low", b"P-SECRET,lwo-secret,low")
    assert post(client, body, *TWO, ("scale", "low,medium,high")).status_code == 422
    (line,) = lines()
    assert "secret" not in json.dumps(line).lower()


@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    body=st.one_of(
        st.binary(max_size=200),
        st.text(alphabet="ab,\n\"'0123 lowhigh.-{}:", max_size=120).map(
            lambda text: b"a,b,arms_opportunity,arms_opportunity_second\n" + text.encode()
        ),
    ),
    media=st.sampled_from([CSV, NDJSON, PARQUET, XLSX]),
    query=st.sampled_from([TWO, (*TWO, ("scale", "0,1,2")), (("arms", "true"),)]),
)
def test_no_body_is_an_error_of_ours(
    client: Client, body: bytes, media: str, query: tuple[tuple[str, str], ...]
) -> None:
    assert post(client, body, *query, media=media).status_code in (200, 400, 413, 422)


@pytest.mark.parametrize(("body", "query"), [(BANDS, TWO), (ARMS, (("arms", "true"),))])
def test_the_page_is_the_same_each_time(
    client: Client, body: bytes, query: tuple[tuple[str, str], ...]
) -> None:
    pages = [post(client, body, *query, accept=HTML) for _ in range(2)]
    assert pages[0].status_code == 200
    assert pages[0].headers["content-type"].startswith(HTML)
    assert pages[0].content == pages[1].content
    assert "Subjects of GRRAS" in pages[0].text
    assert "<li>SHA-256 of the bytes that were read: not known" not in pages[0].text


@pytest.mark.parametrize("number", ["1e308", "-1e16", "1e-300", "1e400"])
def test_a_number_that_no_rating_is_is_told(client: Client, number: str) -> None:
    answer = post(client, f"a,b\n{number},2\n1,1\n".encode(), *TWO)
    assert answer.status_code == 422
    (fault,) = answer.json()["faults"]
    assert fault["message"] == "is a number that no rating is (row 1)"
    assert post(client, b"a,b\n1e15,2\n1e-15,1\n0,1\n", *TWO).status_code == 200
