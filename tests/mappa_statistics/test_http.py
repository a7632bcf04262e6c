"""The annual tables over HTTP."""

import datetime as dt
from collections.abc import Callable, Iterator

import msgspec
import pytest
from litestar.testing import TestClient

from riskservice import Service
from riskservice.api import create_app
from riskservice.mappa.statistics import Statistics, statistics_to_html, statistics_to_text
from riskservice.settings import Settings
from tests.api.conftest import Client
from tests.mappa_statistics import staffordshire
from tests.mappa_statistics.making import csv_of, made

WHERE = "/v1/mappa/statistics"
RAW = staffordshire.FILE.read_bytes()
ASKED = {"year_end": "2024-03-31", "area": "Staffordshire"}


@pytest.fixture(scope="module")
def client(here: Service) -> Iterator[Client]:
    app = create_app(here, Settings(max_list_body=300_000), today=lambda: dt.date(2026, 11, 24))
    with TestClient(app, raise_server_exceptions=False) as found:
        yield found


def test_the_answer_is_the_same_as_in_python(client: Client) -> None:
    answer = client.post(WHERE, content=RAW, params=ASKED, headers={"content-type": "text/csv"})
    assert answer.status_code == 200
    assert msgspec.json.decode(answer.content, type=Statistics) == made(RAW, area="Staffordshire")


@pytest.mark.parametrize(
    ("accept", "printer"),
    [("text/html", statistics_to_html), ("text/plain", statistics_to_text)],
)
def test_pages_and_text_are_printed(
    client: Client, accept: str, printer: Callable[[Statistics], str]
) -> None:
    answer = client.post(
        WHERE,
        content=RAW,
        params=ASKED,
        headers={"content-type": "text/csv; charset=utf-8", "accept": accept},
    )
    assert answer.headers["content-type"].startswith(accept)
    assert answer.text == printer(made(RAW, area="Staffordshire"))


def test_json_and_messagepack_come_in_too(client: Client) -> None:
    case = {
        "case_id": "SYN-1",
        "categories": [{"category": 1, "starts_on": "2020-01-01"}],
        "levels": [{"level": 1, "starts_on": "2020-01-01"}],
        "away": [],
    }
    bodies = {
        "application/json": msgspec.json.encode({"cases": [case]}),
        "application/msgpack": msgspec.msgpack.encode({"cases": [case]}),
    }
    for media, raw in bodies.items():
        answer = client.post(WHERE, content=raw, params=ASKED, headers={"content-type": media})
        assert answer.status_code == 200
        assert answer.json()["tables"][0]["rows"][3]["cells"][3]["value"] == 1


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ({}, "?year_end"),
        ({"year_end": "2024-02-30"}, "?year_end"),
        ({"year_end": "2024-03-30"}, "?year_end"),
        ({"year_end": "2027-03-31"}, "?year_end"),
        ({"year_end": "2024-03-31", "population": "0"}, "?population"),
        ({"year_end": "2024-03-31", "population": "many"}, "?population"),
        ({"year_end": "2024-03-31", "level_counted": "last"}, "?level_counted"),
        ({"year_end": "2024-03-31", "suppress_below": "101"}, "?suppress_below"),
        ({"year_end": "2024-03-31", "year": "2024"}, "?year"),
    ],
)
def test_what_is_asked_wrongly_is_refused_where_it_stands(
    client: Client, query: dict[str, str], pointer: str
) -> None:
    answer = client.post(WHERE, content=RAW, params=query, headers={"content-type": "text/csv"})
    assert answer.status_code in (400, 422)
    assert [fault["pointer"] for fault in answer.json()["faults"]] == [pointer]


@pytest.mark.parametrize(
    ("raw", "media", "status", "code"),
    [
        (b"", "text/csv", 400, "unreadable-body"),
        (b"\n\n", "text/csv", 400, "unreadable-case-file"),
        (b"[1", "application/json", 400, "unreadable-case-file"),
        (b"[1]", "application/json", 422, "invalid-case-file"),
        (b"[" * 5000, "application/json", 400, "unreadable-case-file"),
        (csv_of([{"levels": "9:2020-01-01/"}]), "text/csv", 422, "invalid-case-file"),
        (RAW, "application/pdf", 415, "unsupported-media"),
        (RAW * 2, "text/csv", 413, "too-large"),
    ],
)
def test_what_is_sent_wrongly_is_a_problem(
    client: Client, raw: bytes, media: str, status: int, code: str
) -> None:
    answer = client.post(WHERE, content=raw, params=ASKED, headers={"content-type": media})
    assert (answer.status_code, answer.json()["errorCode"]) == (status, code)


def test_an_answer_holds_no_identifier(client: Client) -> None:
    answer = client.post(WHERE, content=RAW, params=ASKED, headers={"content-type": "text/csv"})
    assert "SYN-" not in answer.text
