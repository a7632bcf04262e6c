"""The drop-in's address: what a client of the official service meets."""

import copy
import datetime as dt
from collections.abc import Iterator
from typing import Any, NoReturn

import msgspec
import pytest
from litestar.testing import TestClient

from riskservice.api import create_app
from riskservice.official import Official
from riskservice.settings import Settings
from tests.api.conftest import Client
from tests.official.answering import TODAY, answer, service_of_ten
from tests.official.people import person, request_of

PATH = "/risk-scores/v1"
PROPERTIES = ["status", "errorCode", "userMessage", "developerMessage", "moreInfo", "message"]


@pytest.fixture(scope="module")
def client() -> Iterator[Client]:
    app = create_app(service_of_ten(), today=lambda: TODAY)
    with TestClient(app, raise_server_exceptions=False) as found:
        yield found


def refusal(found: Any, status: int) -> dict[str, Any]:
    assert found.status_code == status, found.text
    assert found.headers["content-type"] == "application/json"
    body: dict[str, Any] = found.json()
    assert list(body) == PROPERTIES
    assert (body["status"], body["errorCode"], body["moreInfo"]) == (status, None, None)
    assert body["userMessage"]
    assert body["developerMessage"] == body["message"]
    return body


def test_a_request_is_answered_as_the_library_answers_it(client: Client) -> None:
    for seed in range(12):
        found = client.post(PATH, json=request_of(person(seed)))
        assert found.status_code == 200
        assert found.headers["content-type"] == "application/json"
        assert found.json() == answer(person(seed))


def test_without_a_day_of_assessment_it_is_today(client: Client) -> None:
    inputs = person(0)
    del inputs["assessment_date"]
    dated = client.post(PATH, json=request_of({**inputs, "assessment_date": TODAY}))
    assert client.post(PATH, json=request_of(inputs)).json() == dated.json()
    other = client.post(PATH, json=request_of({**inputs, "assessment_date": dt.date(2022, 1, 1)}))
    assert other.json() != dated.json()


def test_another_ruleset_may_be_asked_for(client: Client) -> None:
    woman = {"gender": "FEMALE", "hasEverCommittedSexualOffence": True}

    def images(query: str) -> dict[str, Any]:
        predictors = client.post(PATH + query, json=woman).json()["actuarialPredictors"]
        found: dict[str, Any] = predictors["indirectContactSexualPredictor"]
        return found

    assert images("")["validationErrors"][0]["type"] == "UNEXPECTED_ERROR"
    assert images("?ruleset=current-2026")["output"]["band"] == "NOT_APPLICABLE"


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "empty"),
        (b"{", "truncated"),
        (b"\xff", ""),
        (b"[]", "array"),
        (b'{"risk":1}', "risk"),
        (b'{"gender":"OTHER"}', "gender"),
        (b'{"isUnemployed":"true"}', "isUnemployed"),
        (b'{"assessmentDate":null}', "assessmentDate"),
    ],
)
def test_what_does_not_fit_is_400_with_both_kinds_of_explanation(
    client: Client, raw: bytes, said: str
) -> None:
    found = client.post(PATH, content=raw, headers={"content-type": "application/json"})
    assert said in refusal(found, 400)["message"]


def test_other_refusals_have_the_official_body_too(client: Client) -> None:
    refusal(client.post(f"{PATH}?ruleset=nobody", json={}), 400)
    refusal(client.post(f"{PATH}?rulesets=x", json={}), 400)
    refusal(client.post(PATH, content=b"{}", headers={"content-type": "text/plain"}), 415)
    packed = {"content-type": "application/msgpack"}
    refusal(client.post(PATH, content=msgspec.msgpack.encode({}), headers=packed), 415)
    refusal(client.post(PATH, json={}, headers={"accept": "application/msgpack"}), 406)
    assert client.get(PATH).status_code == 405
    assert client.post("/risk-scores/v2", json={}).status_code == 404


def test_a_bug_is_500_and_quotes_nothing(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    def buggy(*_: object) -> NoReturn:
        raise ZeroDivisionError("SECRET")

    monkeypatch.setattr(Official, "answer", buggy)
    assert "SECRET" not in str(refusal(client.post(PATH, json={}), 500))


def test_a_date_without_a_table_is_refused_where_a_ruleset_goes_by_date(client: Client) -> None:
    body = {"assessmentDate": "1990-01-01"}
    assert "in force" in refusal(client.post(f"{PATH}?ruleset=default", json=body), 400)["message"]
    assert client.post(PATH, json=body).status_code == 200


def test_a_body_that_is_too_large_is_refused() -> None:
    app = create_app(service_of_ten(), Settings(max_body=1024))
    with TestClient(app, raise_server_exceptions=False) as client:
        refusal(client.post(PATH, json={"currentOffenceCode": "0" * 2000}), 413)


def test_ping_answers_as_the_official_service(client: Client) -> None:
    assert client.get("/health/ping").json()["status"] == "UP"


def test_a_service_without_the_ten_instruments_says_which_it_lacks() -> None:
    service = copy.copy(service_of_ten())
    service.registry = copy.copy(service.registry)
    kept = {k: d for k, d in service.registry.definitions.items() if k != "vrp"}
    service.registry.definitions = kept
    with TestClient(create_app(service), raise_server_exceptions=False) as client:
        assert "vrp" in refusal(client.post(PATH, json={}), 503)["message"]
