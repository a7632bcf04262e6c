"""How large a body may be, however it arrives."""

import itertools

import msgspec
import pytest
from litestar import Litestar

from riskservice import Service
from riskservice.api import create_app
from riskservice.settings import Settings
from tests.api.asking import JSON, ask
from tests.api.conftest import CASE, TODAY, Client, Lines

MIB = 1_048_576
RAW = msgspec.json.encode(CASE)


def padded(size: int) -> bytes:
    return RAW + b" " * (size - len(RAW))


def test_a_body_up_to_the_limit_is_read_and_one_byte_more_is_not(client: Client) -> None:
    headers = {"content-type": "application/json"}
    assert client.post("/v1/scores", content=padded(MIB), headers=headers).status_code == 200
    answer = client.post("/v1/scores", content=padded(MIB + 1), headers=headers)
    assert (answer.status_code, answer.json()["errorCode"]) == (413, "too-large")
    assert str(MIB) in answer.json()["detail"]


@pytest.mark.parametrize("path", ["/v1/scores", "/v1/plans", "/v1/instruments/arms/score"])
def test_ten_megabytes_are_refused_and_not_kept(client: Client, path: str) -> None:
    answer = client.post(path, content=b"x" * 10_000_000)
    assert (answer.status_code, answer.json()["errorCode"]) == (413, "too-large")


def test_a_body_in_pieces_is_put_together(app: Litestar) -> None:
    pieces = [bytes([byte]) for byte in RAW]
    assert ask(app, pieces=[*pieces, b""]).status == 200


def test_a_body_in_pieces_has_the_same_limit(app: Litestar) -> None:
    answer = ask(app, pieces=[*itertools.repeat(b" " * 65_536, 17), b""])
    assert answer.status == 413


def test_a_body_without_an_end_is_given_up(app: Litestar) -> None:
    answer = ask(app, pieces=itertools.repeat(b" " * 65_536))
    assert answer.status == 413
    assert answer.taken == 257


@pytest.mark.parametrize(
    ("length", "expects", "taken"),
    [(b"100000000", [], 0), (b"9" * 5000, [], 0), (b"2000000", [(b"expect", b"100-continue")], 0)],
)
def test_an_announced_size_is_refused_before_anything_is_read(
    app: Litestar, length: bytes, expects: list[tuple[bytes, bytes]], taken: int
) -> None:
    headers = [*JSON, (b"content-length", length), *expects]
    # Where lists are taken, two megabytes may be one.
    answer = ask(app, "/v1/plans", pieces=itertools.repeat(b" "), headers=headers)
    assert (answer.status, answer.taken) == (413, taken)


def test_a_size_that_is_no_number_is_not_believed(app: Litestar) -> None:
    headers = [*JSON, (b"content-length", b"-1")]
    assert ask(app, pieces=[RAW, b""], headers=headers).status == 200


def test_the_limit_is_a_setting(here: Service) -> None:
    small = create_app(here, Settings(max_body=1_024), today=lambda: TODAY)
    assert ask(small, pieces=[padded(1_024), b""]).status == 200
    assert ask(small, pieces=[padded(1_025), b""]).status == 413


def test_a_client_that_leaves_is_noted_and_is_no_error_of_ours(app: Litestar, lines: Lines) -> None:
    ask(app, pieces=[RAW[:50]])
    (line,) = lines()
    assert (line["status"], line["level"], line["bytes_in"]) == (499, "info", 50)
    assert "error" not in line
