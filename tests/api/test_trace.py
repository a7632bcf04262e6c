"""W3C trace context, in and out."""

import re

import pytest

from riskservice.api.trace import trace_of
from tests.api.conftest import CASE, Client, Lines

TRACE, SPAN = "4bf92f3577b34da6a3ce929d0e0e4736", "00f067aa0ba902b7"
SHAPE = re.compile(r"00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}")


def test_a_trace_is_carried_on_with_a_step_of_its_own(client: Client) -> None:
    given = f"00-{TRACE}-{SPAN}-01"
    answer = client.get("/ping", headers={"traceparent": given}).headers["traceparent"]
    assert SHAPE.fullmatch(answer)
    assert answer.startswith(f"00-{TRACE}-")
    assert answer.endswith("-01")
    assert SPAN not in answer


def test_every_request_without_a_trace_gets_one_of_its_own(client: Client) -> None:
    first, second = (client.get("/ping").headers["traceparent"] for _ in range(2))
    assert SHAPE.fullmatch(first)
    assert first != second


@pytest.mark.parametrize(
    "given",
    [
        "",
        "x",
        f"00-{TRACE}-{SPAN}",
        f"00-{TRACE}-{SPAN}-01-more",
        f"ff-{TRACE}-{SPAN}-01",
        f"00-{'0' * 32}-{SPAN}-01",
        f"00-{TRACE}-{'0' * 16}-01",
        f"00-{TRACE.upper()}-{SPAN}-01",
        f"00-{TRACE[:-1]}-{SPAN}-01",
        f"00-{TRACE}-{SPAN}-01\n",
    ],
)
def test_a_malformed_trace_is_replaced(given: str) -> None:
    found = trace_of([given.encode()])
    assert SHAPE.fullmatch(found.header())
    assert found.trace_id != TRACE or given.endswith("\n")


def test_two_traces_are_none() -> None:
    assert trace_of([f"00-{TRACE}-{SPAN}-01".encode()] * 2).trace_id != TRACE


def test_a_later_version_is_read_as_far_as_it_is_known() -> None:
    assert trace_of([f"cc-{TRACE}-{SPAN}-01-what-else".encode()]).trace_id == TRACE


def test_one_identifier_stands_in_header_problem_and_log(client: Client, lines: Lines) -> None:
    headers = {"traceparent": f"00-{TRACE}-{SPAN}-00"}
    answer = client.post("/v1/scores", json={**CASE, "on": "x"}, headers=headers)
    assert answer.json()["correlation_id"] == TRACE
    assert lines()[0]["trace_id"] == TRACE
