"""Everything that can be wrong with a request: refused in words, never with a 500."""

import json
from typing import Any

import msgspec
import pytest

from riskservice.api.problems import Problem
from tests.api.conftest import ANSWERS, CASE, Client, without


def problem_of(answer: Any, status: int, code: str) -> dict[str, Any]:
    """Return a problem after checking what every problem promises."""
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    found: dict[str, Any] = answer.json()
    msgspec.json.decode(answer.content, type=Problem)
    assert found["type"] == f"urn:riskservice:problem:{code}"
    assert found["status"] == status
    assert found["errorCode"] == code
    assert found["title"]
    assert found["detail"]
    assert found["userMessage"]
    assert found["developerMessage"]
    assert found["moreInfo"]
    assert found["correlation_id"] == answer.headers["traceparent"].split("-")[1]
    assert found["instance"] == answer.request.url.path
    assert all(fault["message"] and fault["way_out"] for fault in found["faults"])
    return found


def post(client: Client, raw: bytes, media: str = "application/json") -> Any:
    return client.post("/v1/scores", content=raw, headers={"content-type": media})


# Bodies that cannot be read -----------------------------------------------------------------------

UNREADABLE = {
    "broken": b'{"answers": {',
    "trailing": b'{"answers": {}} x',
    "byte order mark": b'\xef\xbb\xbf{"answers": {}}',
    "not UTF-8": b'{"case_id": "\xff", "answers": {}}',
    "not UTF-8 in a name": b'{"answers": {"\xff": 1}}',
    "UTF-16": '{"answers": {}}'.encode("utf-16"),
    "half a surrogate pair": b'{"case_id": "\\ud800", "answers": {}}',
    "NaN": b'{"answers": {"total_sanctions": NaN}}',
    "infinity": b'{"answers": {"total_sanctions": 1e999}}',
    "a number of 5000 digits": b'{"answers": {"total_sanctions": ' + b"9" * 5000 + b"}}",
    "deep": b"[" * 100_000,
    "deep and closed": b'{"answers": ' + b"[" * 50_000 + b"]" * 50_000 + b"}",
    "null": b"null",
    "a number": b"1",
    "text": b'"text"',
}
UNREADABLE_MSGPACK = {
    "broken": b"\xdf\xff\xff\xff\xff",
    "long text that is not there": b"\xdb\xff\xff\xff\xff",
    "trailing": msgspec.msgpack.encode({"answers": {}}) + b"x",
    "a record as a name": b"\x81\x80\x02",
    "deep": b"\x91" * 100_000,
    "JSON": b'{"answers": {}}',
    "nil": b"\xc0",
    "not UTF-8": b"\x82\xa7answers\x80\xa7case_id\xa1\xff",
}


@pytest.mark.parametrize("raw", UNREADABLE.values(), ids=UNREADABLE)
def test_what_is_no_json_record_is_refused(client: Client, raw: bytes) -> None:
    problem_of(post(client, raw), 400, "unreadable-body")


@pytest.mark.parametrize("raw", UNREADABLE_MSGPACK.values(), ids=UNREADABLE_MSGPACK)
def test_what_is_no_messagepack_record_is_refused(client: Client, raw: bytes) -> None:
    problem_of(post(client, raw, "application/msgpack"), 400, "unreadable-body")


@pytest.mark.parametrize("depth", range(850, 1050, 2))
def test_no_depth_of_nesting_breaks_the_service(client: Client, depth: int) -> None:
    raw = b'{"answers": {"sex": ' + b"[" * depth + b"]" * depth + b"}}"
    assert post(client, raw).status_code in (400, 422)


@pytest.mark.parametrize("path", ["/v1/scores", "/v1/plans", "/v1/instruments/dc_srp/score"])
def test_an_empty_body_is_refused(client: Client, path: str) -> None:
    problem_of(client.post(path), 400, "unreadable-body")


@pytest.mark.parametrize(
    "media", ["text/plain", "application/xml", "application/x-www-form-urlencoded", "json", ""]
)
def test_an_unknown_format_is_refused(client: Client, media: str) -> None:
    found = problem_of(post(client, msgspec.json.encode(CASE), media), 415, "unsupported-media")
    assert "application/json" in found["detail"]


def test_a_compressed_body_is_refused(client: Client) -> None:
    headers = {"content-type": "application/json", "content-encoding": "gzip"}
    answer = client.post("/v1/scores", content=b"\x1f\x8b", headers=headers)
    problem_of(answer, 415, "unsupported-media")


# Records with faults ------------------------------------------------------------------------------

WRONG: dict[str, tuple[dict[str, Any], str]] = {
    "text for a number": (without(total_sanctions="many"), "/answers/total_sanctions"),
    "a number as text": (without(total_sanctions="21"), "/answers/total_sanctions"),
    "yes for a number": (without(total_sanctions=True), "/answers/total_sanctions"),
    "a fraction": (without(total_sanctions=2.5), "/answers/total_sanctions"),
    "below the least": (without(contact_adult_sanctions=-1), "/answers/contact_adult_sanctions"),
    "above the most": (without(total_sanctions=1000), "/answers/total_sanctions"),
    "a number of 20 digits": (without(total_sanctions=10**20), "/answers/total_sanctions"),
    "a number of 300 digits": (without(total_sanctions=10**300), "/answers/total_sanctions"),
    "a number for yes": (without(ever_sexual_offence=1), "/answers/ever_sexual_offence"),
    "no such choice": (without(sex="other"), "/answers/sex"),
    "no such day": (without(date_of_birth="1980-02-30"), "/answers/date_of_birth"),
    "a day as a number": (without(date_of_birth=19800230), "/answers/date_of_birth"),
    "a day long ago": (without(date_of_birth="0001-01-01"), "/answers/date_of_birth"),
    "a list": (without(sex=["male"]), "/answers/sex"),
    "a record": (without(sex={"male": True}), "/answers/sex"),
    "half a rating": (without(arms_opportunity={"rating": 7}), "/answers/arms_opportunity"),
    "no such question": (without(zzz=1), "/answers/zzz"),
    "no such part": ({**CASE, "name": "x"}, "/name"),
    "no answers": ({"case_id": "x"}, "/answers"),
    "null for answers": ({"answers": None}, "/answers"),
    "a list of answers": ({"answers": []}, "/answers"),
    "no such day of assessment": ({**CASE, "on": "2025-02-29"}, "/on"),
    "a number for the day": ({**CASE, "on": 20250101}, "/on"),
    "an implausible day": ({**CASE, "on": "9999-12-31"}, "/on"),
    "a number for the case": ({**CASE, "case_id": 7}, "/case_id"),
    "half a decision": ({**CASE, "band_decision": {"band": "low"}}, "/band_decision"),
}


@pytest.mark.parametrize(("body", "pointer"), WRONG.values(), ids=WRONG)
@pytest.mark.parametrize("path", ["/v1/scores", "/v1/plans", "/v1/instruments/dc_srp/form"])
def test_a_record_with_a_fault_is_refused_with_its_place(
    client: Client, path: str, body: dict[str, Any], pointer: str
) -> None:
    found = problem_of(client.post(path, json=body), 422, "invalid-case")
    assert [fault["pointer"] for fault in found["faults"]] == [pointer]


def test_a_case_without_a_name_is_scored_all_the_same(client: Client) -> None:
    answer = post(client, json.dumps({**CASE, "case_id": None}).encode())
    assert answer.status_code == 200
    assert answer.json()["case_id"] == ""


@pytest.mark.parametrize(
    "body",
    [
        {1: 2, "answers": {3: 4}},
        {None: 1, "answers": {None: 1}},
        {b"x": 1, "answers": {b"y": 1}},
        {"answers": {"total_sanctions": float("nan")}},
        {"answers": {"sex": b"\xff\xfe", "total_sanctions": b"1"}, "case_id": b"x"},
        {"answers": {"sex": msgspec.msgpack.Ext(5, b"abc")}},
        {"answers": {"date_of_birth": msgspec.msgpack.Ext(-1, b"\xff" * 4)}},
    ],
    ids=str,
)
def test_what_only_messagepack_can_say_is_refused(client: Client, body: object) -> None:
    raw = msgspec.msgpack.encode(body)
    problem_of(post(client, raw, "application/msgpack"), 422, "invalid-case")


def test_every_fault_is_reported_at_once_with_its_question(client: Client) -> None:
    body = without(sex="x", total_sanctions=0, date_of_birth="1980-13-01", contact_sanctions=1)
    found = problem_of(client.post("/v1/scores", json=body), 422, "invalid-case")
    faults = {fault["pointer"]: fault for fault in found["faults"]}
    assert faults.keys() == {
        "/answers/sex",
        "/answers/total_sanctions",
        "/answers/date_of_birth",
        "/answers/contact_sanctions",
    }
    assert faults["/answers/sex"]["wording"] == "Sex"
    assert faults["/answers/sex"]["value"] == "x"
    assert "4 faults" in found["detail"]


def test_a_misspelt_question_is_answered_with_the_right_one(client: Client) -> None:
    answer = client.post("/v1/scores", json=without(total_sanction=3))
    (fault,) = problem_of(answer, 422, "invalid-case")["faults"]
    assert "total_sanctions" in fault["way_out"]


def test_answers_that_contradict_each_other_are_refused(client: Client) -> None:
    answer = client.post("/v1/scores", json=without(total_sanctions=3))
    (fault, *_) = problem_of(answer, 422, "invalid-case")["faults"]
    assert "total_sanctions" in fault["pointer"] + str(fault["question"]) + fault["message"]


def test_a_flood_of_faults_is_counted_and_cut(client: Client) -> None:
    body = {"answers": {f"q{i}": i for i in range(700)}}
    found = problem_of(client.post("/v1/scores", json=body), 422, "invalid-case")
    assert len(found["faults"]) == 500
    assert "700 faults" in found["detail"]


@pytest.mark.parametrize("on", ["1990-01-01", "1900-01-01"])
def test_a_day_before_any_table_is_refused(client: Client, on: str) -> None:
    answer = client.post("/v1/scores", json={**CASE, "on": on})
    (fault,) = problem_of(answer, 422, "not-in-force")["faults"]
    assert (fault["pointer"], fault["value"]) == ("/on", on)


def test_an_instrument_without_a_table_on_the_day_is_refused(client: Client) -> None:
    body = {"answers": {}, "on": "1990-01-01"}
    for path in ("/v1/scores?instrument=dc_srp", "/v1/instruments/dc_srp/score"):
        problem_of(client.post(path, json=body), 422, "not-in-force")
    answer = client.get("/v1/instruments/dc_srp/form?on=1990-01-01")
    assert problem_of(answer, 422, "not-in-force")["faults"][0]["pointer"] == "?on"


# Queries and addresses ----------------------------------------------------------------------------

BAD_QUERIES = {
    "reasons=maybe": "?reasons",
    "reasons=": "?reasons",
    "reason=false": "?reason",
    "instruments=dc_srp": "?instruments",
    "on=2025-01-01": "?on",
    "%00=1": "?\x00",
    "%ff=1": "?�",
    "door=1": "?door",
    "request=1": "?request",
}


@pytest.mark.parametrize(("query", "pointer"), BAD_QUERIES.items())
def test_a_query_that_does_not_fit_is_refused(client: Client, query: str, pointer: str) -> None:
    answer = client.post(f"/v1/scores?{query}", json=CASE)
    (fault,) = problem_of(answer, 400, "bad-request")["faults"]
    assert fault["pointer"] == pointer


def test_every_fault_of_a_query_is_told_at_once(client: Client) -> None:
    answer = client.post("/v1/rescore?on=31/12/2026&ranges=some&faults=maybe&rulset=default")
    faults = problem_of(answer, 400, "bad-request")["faults"]
    assert {fault["pointer"] for fault in faults} == {"?on", "?ranges", "?faults", "?rulset"}
    assert all(fault["value"] and fault["way_out"] for fault in faults)


@pytest.mark.parametrize("on", ["abc", "2025-02-30", "", "2025-1-1", "99999-01-01", "-1", "%00"])
@pytest.mark.parametrize("path", ["/v1/instruments", "/v1/instruments/arms/form"])
def test_a_day_that_is_none_is_refused(client: Client, path: str, on: str) -> None:
    found = problem_of(client.get(f"{path}?on={on}"), 400, "bad-request")
    (fault,) = found["faults"]
    assert fault["pointer"] == "?on"
    assert "YYYY-MM-DD" in fault["way_out"]


def test_any_day_that_exists_is_answered(client: Client) -> None:
    for on in ("0001-01-01", "9999-12-31"):
        assert client.get(f"/v1/instruments?on={on}").status_code == 200


@pytest.mark.parametrize(
    ("query", "pointer"),
    [
        ("ruleset=none", "?ruleset"),
        ("ruleset=", "?ruleset"),
        ("ruleset=default&ruleset=none", "?ruleset"),
        ("instrument=dc_spr", "?instrument"),
        ("instrument=", "?instrument"),
    ],
)
def test_a_name_in_the_query_that_nothing_goes_by_is_refused(
    client: Client, query: str, pointer: str
) -> None:
    found = problem_of(client.post(f"/v1/scores?{query}", json=CASE), 422, "unknown-name")
    assert found["faults"][0]["pointer"] == pointer


def test_a_misspelt_instrument_is_answered_with_the_right_one(client: Client) -> None:
    answer = client.post("/v1/scores?instrument=dc_spr&instrument=xyz", json=CASE)
    faults = problem_of(answer, 422, "unknown-name")["faults"]
    assert len(faults) == 2
    assert "dc_srp" in faults[0]["way_out"]


@pytest.mark.parametrize(
    ("method", "path"), [("GET", ""), ("GET", "/form"), ("POST", "/form"), ("POST", "/score")]
)
@pytest.mark.parametrize("key", ["dc_spr", "%00", "%ff", "a" * 5000])
def test_an_instrument_nobody_installed_is_not_found(
    client: Client, method: str, path: str, key: str
) -> None:
    answer = client.request(method, f"/v1/instruments/{key}{path}", json={"answers": {}})
    (fault,) = problem_of(answer, 404, "unknown-name")["faults"]
    assert "dc_srp" in fault["way_out"]


@pytest.mark.parametrize(
    "path", ["/", "/v1", "/v2/scores", "/v1/score", "/v1/instruments/..%2f..%2fa"]
)
def test_an_address_with_nothing_behind_it_is_not_found(client: Client, path: str) -> None:
    problem_of(client.get(path), 404, "not-found")


@pytest.mark.parametrize("method", ["GET", "PUT", "PATCH", "DELETE", "TRACE", "BREW"])
def test_a_method_an_address_does_not_take_is_refused(client: Client, method: str) -> None:
    answer = client.request(method, "/v1/scores")
    problem_of(answer, 405, "method-not-allowed")
    assert {name.strip() for name in answer.headers["allow"].split(",")} == {"OPTIONS", "POST"}


@pytest.mark.parametrize(
    ("method", "path", "accept"),
    [
        ("POST", "/v1/scores", "text/html"),
        ("POST", "/v1/scores", "application/json;q=0"),
        ("POST", "/v1/plans", "image/png"),
        ("GET", "/v1/tables", "text/csv, garbage, ;;;, q=1"),
        ("GET", "/v1/instruments/arms/form", "application/json"),
    ],
)
def test_a_client_that_takes_nothing_there_is_is_refused(
    client: Client, method: str, path: str, accept: str
) -> None:
    answer = client.request(method, path, json=CASE, headers={"accept": accept})
    found = problem_of(answer, 406, "not-acceptable")
    assert "/" in found["detail"]


@pytest.mark.parametrize("accept", ["", "*/*", "application/*", "text/csv, */*;q=0.1", "a;q=x,*/*"])
def test_a_client_that_takes_anything_gets_json(client: Client, accept: str) -> None:
    answer = client.get("/v1/rulesets", headers={"accept": accept})
    assert answer.headers["content-type"] == "application/json"


# HEAD and OPTIONS ---------------------------------------------------------------------------------


@pytest.mark.parametrize("path", ["/v1/tables", "/v1/instruments/arms/form", "/ping", "/health"])
def test_head_answers_as_get_without_the_body(client: Client, path: str) -> None:
    full, head = client.get(path), client.head(path)
    assert head.status_code == full.status_code
    assert head.content == b""
    assert head.headers["content-length"] == str(len(full.content))


def test_head_is_not_taken_where_get_is_not(client: Client) -> None:
    assert client.head("/v1/scores").status_code == 405


@pytest.mark.parametrize(
    ("path", "allow"),
    [
        ("/v1/scores", "OPTIONS, POST"),
        ("/v1/tables", "GET, HEAD, OPTIONS"),
        ("/v1/instruments/arms/form", "GET, HEAD, OPTIONS, POST"),
    ],
)
def test_options_lists_the_methods(client: Client, path: str, allow: str) -> None:
    answer = client.options(path)
    assert (answer.status_code, answer.headers["allow"]) == (204, allow)


def test_no_answer_is_kept_by_anyone_on_the_way(client: Client) -> None:
    for answer in (client.post("/v1/scores", json=CASE), client.get("/nothing")):
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_nothing_of_python_shows_in_any_answer(client: Client) -> None:
    for raw in UNREADABLE.values():
        text = post(client, raw).text
        assert "Traceback" not in text
        assert ".py" not in text


def test_a_long_answer_is_quoted_only_in_part(client: Client) -> None:
    answer = client.post("/v1/scores", json=without(sex="x" * 100_000))
    assert len(answer.content) < 5_000


def test_bodies_are_the_same_whatever_the_order_of_names(client: Client) -> None:
    turned = json.dumps({"answers": dict(reversed(ANSWERS.items())), "on": "2025-01-01"})
    answer = post(client, turned.encode())
    body = {"answers": ANSWERS, "on": "2025-01-01"}
    assert answer.json() == client.post("/v1/scores", json=body).json()
