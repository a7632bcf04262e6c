"""Whatever is sent, the answer is a result or a refusal, and never an error of ours."""

import datetime as dt
import json
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from riskservice import service
from riskservice.kit.questions import Question
from tests.api.conftest import Client

QUESTIONS = tuple(service().registry.questions.values())
KEYS = tuple(question.key for question in QUESTIONS)
RATING = st.fixed_dictionaries(
    {"rating": st.sampled_from(["low", "medium", "high"])},
    optional={
        "evidence": st.text(max_size=20),
        "source": st.text(max_size=20),
        "date": st.dates().map(str),
        "carried_from": st.dates().map(str),
        "still_true": st.booleans(),
    },
)
ODD = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(max_size=10),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)
DAYS = st.dates().map(str)
NEAR = st.dates(min_value=dt.date(1940, 1, 1), max_value=dt.date(2050, 12, 31)).map(str)
ON = st.dates(min_value=dt.date(2000, 1, 1), max_value=dt.date(2040, 12, 31)).map(str)
INSTRUMENTS = tuple(service().registry.definitions)
PATHS = (
    "/v1/scores",
    "/v1/plans",
    "/v1/instruments/arp/explanation",
    "/v1/instruments/dc_srp/explanation",
    *(f"/v1/instruments/{key}/form" for key in INSTRUMENTS),
    *(f"/v1/instruments/{key}/score" for key in INSTRUMENTS),
)


def fitting(asked: Question) -> st.SearchStrategy[Any]:
    """Return values that fit a question."""
    match asked.kind:
        case "date":
            return NEAR
        case "count":
            return st.integers(asked.low, min(asked.high or 0, 12)) | st.integers(
                asked.low, asked.high
            )
        case "yes_no":
            return st.booleans()
        case "choice":
            return st.sampled_from(asked.choices)
        case "text":
            return st.text(max_size=30)
        case _:
            return RATING


PLAUSIBLE = st.fixed_dictionaries({}, optional={q.key: fitting(q) for q in QUESTIONS})
MIXED = st.dictionaries(st.sampled_from(KEYS) | st.text(max_size=8), ODD, max_size=6)
ANYTHING = settings(
    max_examples=60, deadline=None, suppress_health_check=list(HealthCheck), database=None
)


@pytest.mark.parametrize("path", PATHS)
@ANYTHING
@given(answers=PLAUSIBLE, on=ON)
def test_no_case_that_fits_its_questions_breaks_anything(
    client: Client, path: str, answers: dict[str, Any], on: str
) -> None:
    answer = client.post(path, json={"case_id": "X", "on": on, "answers": answers})
    assert answer.status_code in (200, 422), answer.text


@ANYTHING
@given(
    body=st.fixed_dictionaries(
        {"answers": MIXED | ODD},
        optional={"on": ODD | DAYS, "case_id": ODD, "band_decision": ODD, "contact_decision": ODD},
    )
    | ODD,
    packed=st.booleans(),
)
def test_no_record_breaks_anything(client: Client, body: Any, *, packed: bool) -> None:
    raw = msgspec.msgpack.encode(body) if packed and small(body) else json.dumps(body).encode()
    media = "application/msgpack" if packed and small(body) else "application/json"
    answer = client.post("/v1/scores", content=raw, headers={"content-type": media})
    assert answer.status_code in (200, 400, 422), answer.text


@ANYTHING
@given(raw=st.binary(max_size=60), media=st.sampled_from(["json", "msgpack"]))
@example(raw=b"\x90", media="msgpack")
@example(raw=b"[ ]", media="json")
def test_no_bytes_break_anything(client: Client, raw: bytes, media: str) -> None:
    headers = {"content-type": f"application/{media}"}
    answer = client.post("/v1/scores", content=raw, headers=headers)
    # A list of nobody is the one sound body as short as this; by chance it is drawn now and then.
    if answer.status_code == 200:
        assert answer.json() == []
    else:
        assert answer.status_code in (400, 422), answer.text


@ANYTHING
@given(
    query=st.text(st.characters(codec="ascii", categories=["L", "N", "P", "S"]), max_size=30).map(
        lambda text: text.replace("#", "")
    ),
    start=st.sampled_from(["", "on=", "ruleset=", "reasons=", "instrument=", "x="]),
)
def test_no_query_breaks_anything(client: Client, query: str, start: str) -> None:
    for path in ("/v1/scores", "/v1/instruments/arms/form"):
        answer = client.post(f"{path}?{start}{query}", json={"answers": {}})
        assert answer.status_code in (200, 400, 422), answer.text


@ANYTHING
@given(name=st.sampled_from(["accept", "content-type", "traceparent", "expect"]), value=st.binary())
def test_no_header_breaks_anything(client: Client, name: str, value: bytes) -> None:
    clean = value.translate(None, b"\r\n\0")
    answer = client.post("/v1/scores", json={"answers": {}}, headers={name.encode(): clean})
    assert answer.status_code in (200, 406, 415), answer.text


def small(value: Any) -> bool:
    """Whether MessagePack can say it: whole numbers of 64 bits at most."""
    match value:
        case dict():
            return all(small(each) for each in value.values())
        case list():
            return all(small(each) for each in value)
        case int():
            return -(2**63) <= value < 2**64
        case _:
            return True
