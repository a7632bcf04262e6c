"""Lists of cases: each is scored for itself, and one bad case never spoils the others."""

import io
import json
from typing import Any

import msgspec
import pytest
from litestar.testing import TestClient

from riskservice import Service
from riskservice.api import create_app
from riskservice.settings import Settings
from tests.api.conftest import CASE, TODAY, Client, Lines, without

PATH = "/v1/scores"
QUICK = f"{PATH}?instrument=dc_srp&reasons=false"
BAD = {"case_id": "BAD", "answers": {"sex": 1, "unknown": 2}}


def test_a_list_is_answered_in_its_order_as_each_case_alone(client: Client) -> None:
    cases = [CASE, without("sex"), {**CASE, "case_id": "TEST-2"}]
    found = client.post(PATH, json=cases)
    assert found.status_code == 200
    assert found.json() == [client.post(PATH, json=case).json() for case in cases]


def test_a_bad_case_is_refused_for_itself_with_every_fault(client: Client) -> None:
    first, bad, last = client.post(QUICK, json=[CASE, BAD, CASE]).json()
    assert first == last == client.post(QUICK, json=CASE).json()
    assert bad.keys() == {"case_id", "problem"}
    assert bad["case_id"] == "BAD"
    alone = client.post(QUICK, json=BAD).json()
    same = {"correlation_id": None}
    assert {**bad["problem"], **same} == {**alone, **same}
    assert len(bad["problem"]["faults"]) == 2


@pytest.mark.parametrize(
    ("odd", "name", "code"),
    [
        (7, None, "unreadable-body"),
        (None, None, "unreadable-body"),
        ([CASE], None, "unreadable-body"),
        ({"case_id": 4, "answers": {}}, None, "invalid-case"),
        ({"case_id": "OLD", "on": "1910-01-01", "answers": {}}, "OLD", "not-in-force"),
        ({"case_id": "EMPTY"}, "EMPTY", "invalid-case"),
    ],
)
@pytest.mark.parametrize("packed", [False, True])
def test_whatever_stands_in_a_place_the_others_are_scored(
    client: Client, odd: Any, name: str | None, code: str, *, packed: bool
) -> None:
    cases = [CASE, odd, CASE]
    media = "application/msgpack" if packed else "application/json"
    raw = msgspec.msgpack.encode(cases) if packed else json.dumps(cases).encode()
    found = client.post(QUICK, content=raw, headers={"content-type": media})
    first, between, last = found.json()
    assert first["case_id"] == last["case_id"] == CASE["case_id"]
    assert between["case_id"] == name
    assert between["problem"]["errorCode"] == code


def test_messagepack_comes_out_the_same(client: Client) -> None:
    headers = {"content-type": "application/msgpack", "accept": "application/msgpack"}
    raw = msgspec.msgpack.encode([CASE] * 17)
    found = client.post(QUICK, content=raw, headers=headers)
    assert msgspec.msgpack.decode(found.content) == client.post(QUICK, json=[CASE] * 17).json()


def test_an_empty_list_has_an_empty_answer(client: Client) -> None:
    assert (
        client.post(PATH, content=b" []", headers={"content-type": "application/json"}).json() == []
    )


def test_a_thousand_are_taken_and_not_one_more(client: Client) -> None:
    case = {"answers": {"sex": "female"}}
    assert len(client.post(QUICK, json=[case] * 1_000).json()) == 1_000
    refused = client.post(QUICK, json=[case] * 1_001)
    assert refused.status_code == 413
    assert refused.json()["errorCode"] == "too-large"


def test_what_is_asked_for_in_vain_refuses_the_whole(client: Client) -> None:
    assert client.post(f"{PATH}?ruleset=nobody", json=[CASE]).status_code == 422
    assert client.post(f"{PATH}?instrument=nobody", json=[CASE]).status_code == 422


def test_a_list_that_is_not_well_formed_is_refused(client: Client) -> None:
    for raw, media in ((b"[{}, {", "json"), (b"\x92\x80", "msgpack")):
        headers = {"content-type": f"application/{media}"}
        assert client.post(PATH, content=raw, headers=headers).status_code == 400


def test_a_list_may_be_larger_than_a_case(here: Service) -> None:
    app = create_app(here, Settings(max_body=4_096, max_list_body=8_192), today=lambda: TODAY)
    with TestClient(app, raise_server_exceptions=False) as client:
        assert client.post(QUICK, json=[CASE] * 10).status_code == 200
        assert client.post(QUICK, json=[CASE] * 30).status_code == 413
        large = {**CASE, "case_id": "X" * 5_000}
        assert client.post(QUICK, json=large).status_code == 413
        assert client.post("/v1/plans", json=large).status_code == 413


def test_a_refused_place_is_no_problem_of_the_request(
    here: Service, log: io.StringIO, lines: Lines
) -> None:
    with TestClient(create_app(here, today=lambda: TODAY)) as client:
        client.post(QUICK, json=[CASE, BAD, CASE])
    assert log.getvalue()
    (line,) = (line for line in lines() if line.get("route") == PATH)
    assert line["status"] == 200
    assert "problem" not in line
    assert line["outcomes"] == {"scored": 2}
