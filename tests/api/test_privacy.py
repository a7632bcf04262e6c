"""Nothing of what was sent stands in a log: not an answer, not a name, not a query."""

import io
import json
from typing import Any, NoReturn

import msgspec
import pytest
from litestar import Litestar

from riskservice import Service
from riskservice.api import create_app
from tests.api.asking import JSON, ask
from tests.api.conftest import CASE, Client, Lines

MARK = "Qx7Zmarker"
RATING = {"rating": "high", "evidence": f"{MARK} evidence", "source": f"{MARK} source"}
ANSWERS = {
    "sex": "male",
    "ever_sexual_offence": True,
    "date_of_birth": "1971-03-19",
    "follow_up_start": "2043-07-23",
    "supervision_status": "community",
    "total_sanctions": 873,
    "contact_adult_sanctions": 117,
    "contact_child_sanctions": 131,
    "non_contact_sanctions": 149,
    "indecent_image_sanctions": 163,
    "most_recent_sexual_offence_date": "1999-05-27",
    "arms_assessor": f"{MARK} assessor",
    "arms_opportunity": RATING,
    "arms_overall_reason": f"{MARK} reason",
    "rosh_who_is_at_risk": f"{MARK} daughter",
}
DECISION = {
    "band": "high", "by": f"{MARK} by", "role": f"{MARK} role", "reason": f"{MARK} why",
    "on": "2021-08-13",
}  # fmt: skip
GOOD = {
    "case_id": f"{MARK}-1",
    "on": "2026-09-17",
    "answers": ANSWERS,
    "band_decision": DECISION,
    "contact_decision": {"every_days": 29, "by": f"{MARK} by", "reason": f"{MARK} why"},
}
SENT = [MARK, "1971", "2043", "1999-05", "873", "2021-08", "2026-09-17", "male", "daughter"]

KEYS = {
    "event", "level", "timestamp", "method", "route", "status", "ms", "bytes_in", "bytes_out",
    "trace_id", "outcomes", "problem", "faults", "error",
}  # fmt: skip


def requests() -> dict[str, dict[str, Any]]:
    """Return good and bad requests, each with a mark in every place a mark can be."""
    bad = {**GOOD, "answers": {**ANSWERS, MARK: MARK, "sex": MARK, "total_sanctions": 5}}
    raw = msgspec.json.encode(GOOD)
    return {
        "good": {"json": GOOD},
        "good, MessagePack": {
            "content": msgspec.msgpack.encode(GOOD),
            "headers": {"content-type": "application/msgpack"},
        },
        "faulty": {"json": bad},
        "contradiction": {"json": {**GOOD, "answers": {**ANSWERS, "total_sanctions": 1}}},
        "unknown part": {"json": {**GOOD, MARK: MARK}},
        "not a case": {"json": [MARK]},
        "broken": {"content": raw[:-3], "headers": {"content-type": "application/json"}},
        "not UTF-8": {
            "content": raw.replace(b"daughter", b"\xff"),
            "headers": {"content-type": "application/json"},
        },
        "unknown format": {"content": raw, "headers": {"content-type": f"text/{MARK}"}},
        "not acceptable": {"json": GOOD, "headers": {"accept": f"text/{MARK}"}},
        "large": {"content": MARK.encode() * 200_000},
        "bad query": {"json": GOOD, "params": {"reasons": MARK, MARK: MARK}},
        "unknown ruleset": {"json": GOOD, "params": {"ruleset": MARK}},
        "bad trace": {"json": GOOD, "headers": {"traceparent": MARK, "user-agent": MARK}},
    }


def check(log: io.StringIO, expected: int) -> None:
    text = log.getvalue()
    lines = [json.loads(line) for line in text.splitlines()]
    assert len(lines) == expected
    for line in lines:
        assert line.keys() <= KEYS
        quiet = {k: v for k, v in line.items() if k not in ("timestamp", "ms", "trace_id")}
        quiet = {k: v for k, v in quiet.items() if not k.startswith("bytes")}
        assert [each for each in SENT if each in json.dumps(quiet)] == []


@pytest.mark.parametrize("path", ["/v1/scores", "/v1/plans", "/v1/instruments/dc_srp/form"])
@pytest.mark.parametrize("given", requests().values(), ids=requests())
def test_no_request_leaves_a_word_of_itself_in_the_log(
    client: Client, log: io.StringIO, path: str, given: dict[str, Any]
) -> None:
    client.post(path, **given)
    check(log, 1)


def test_no_address_is_logged_as_it_was_written(client: Client, log: io.StringIO) -> None:
    for path in (f"/{MARK}", f"/v1/instruments/{MARK}", f"/v1/instruments/{MARK}/form?on={MARK}"):
        client.get(path)
    client.request(MARK, f"/v1/scores?{MARK}")
    check(log, 4)


def test_an_unexpected_error_is_logged_without_its_message_and_answered_without_either(
    here: Service, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(*_: object, **__: object) -> NoReturn:
        raise RuntimeError(f"{MARK} was born in 1971") from KeyError(MARK)

    monkeypatch.setattr(here, "score", fails)
    answer = ask(create_app(here), pieces=[msgspec.json.encode(GOOD), b""], headers=JSON)
    assert answer.status == 500
    assert answer.headers["content-type"] == "application/problem+json"
    assert MARK.encode() not in answer.body
    assert b"RuntimeError" not in answer.body
    check(log, 1)
    line = json.loads(log.getvalue())
    assert (line["level"], line["problem"]) == ("error", "internal-error")
    assert [each["type"] for each in line["error"]] == [
        "builtins.RuntimeError",
        "builtins.KeyError",
    ]
    assert any("fails" in place for place in line["error"][0]["at"])


def test_an_error_around_the_application_is_a_problem_too(
    here: Service, log: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    app = create_app(here)

    async def fails(*_: object) -> NoReturn:
        raise RuntimeError(MARK)

    monkeypatch.setattr(app.asgi_handler, "_app", fails)
    answer = ask(app, pieces=[msgspec.json.encode(GOOD), b""], headers=JSON)
    assert (answer.status, json.loads(answer.body)["errorCode"]) == (500, "internal-error")
    check(log, 1)


def test_one_line_tells_how_a_request_went(client: Client, lines: Lines) -> None:
    answer = client.post("/v1/scores?instrument=dc_srp&instrument=rm2000_s", json=CASE)
    (line,) = lines()
    assert line["event"] == "request"
    assert (line["method"], line["route"], line["status"]) == ("POST", "/v1/scores", 200)
    assert line["outcomes"] == {"scored": 1, "not_applicable": 1}
    assert line["bytes_in"] == int(answer.request.headers["content-length"])
    assert line["bytes_out"] == len(answer.content)
    assert line["ms"] >= 0


def test_a_refusal_is_logged_by_its_kind_and_the_number_of_faults(
    client: Client, lines: Lines
) -> None:
    client.post("/v1/scores", json={"answers": {"sex": 1, "total_sanctions": "x"}})
    (line,) = lines()
    assert (line["level"], line["problem"], line["faults"]) == ("info", "invalid-case", 2)


def test_an_application_needs_no_log_to_be_configured(app: Litestar) -> None:
    assert ask(app, "/ping", method="GET").status == 200
