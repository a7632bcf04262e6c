"""The real server on a real socket, in a process of its own, stopped again."""

import http.client
import importlib
import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn

from riskservice.api import server
from riskservice.settings import Settings
from tests.api.conftest import CASE, Lines

COMMAND = (
    "from riskservice.api.server import serve; from riskservice.settings import from_environment; "
    "serve(from_environment())"
)
PATIENCE = 60.0


def ask(port: int, method: str, path: str, body: Any = None) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    headers = {"content-type": "application/json"}
    connection.request(method, path, body, headers, encode_chunked=isinstance(body, Iterator))
    answer = connection.getresponse()
    found = answer.status, answer.read()
    connection.close()
    return found


@pytest.fixture
def serving() -> Iterator[tuple[int, "subprocess.Popen[bytes]"]]:
    """A port on which the service answers, and its process."""
    with socket.socket() as chosen:
        chosen.bind(("127.0.0.1", 0))
        port: int = chosen.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-W", "error", "-c", COMMAND],
        env={"RISKSERVICE_PORT": str(port)},
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )
    deadline = time.monotonic() + PATIENCE
    while process.poll() is None and time.monotonic() < deadline:
        try:
            ask(port, "GET", "/ping")
            break
        except ConnectionRefusedError:
            time.sleep(0.05)
    yield port, process
    process.kill()
    process.communicate()


def test_it_serves_refuses_what_is_too_large_and_stops(
    serving: tuple[int, "subprocess.Popen[bytes]"],
) -> None:
    port, process = serving
    status, raw = ask(port, "POST", "/v1/scores", json.dumps(CASE).encode())
    assert (status, json.loads(raw)["overall"]["band"]) == (200, "very_high")
    for body in (b"x" * 10_000_000, iter([b"x" * 100_000] * 100)):
        status, raw = ask(port, "POST", "/v1/scores", body)
        assert (status, json.loads(raw)["errorCode"]) == (413, "too-large")
    process.send_signal(signal.SIGTERM)
    out, err = process.communicate(timeout=PATIENCE)
    lines = [json.loads(line) for line in out.splitlines()]
    assert [line["status"] for line in lines if line["event"] == "request"] == [200, 200, 413, 413]
    assert b"1980-01-01" not in out
    assert err == b""


def test_a_warning_is_given_when_others_can_reach_it(
    monkeypatch: pytest.MonkeyPatch, lines: Lines
) -> None:
    monkeypatch.setattr(uvicorn, "run", lambda *_, **__: None)
    monkeypatch.setattr("riskservice.logs.configure", lambda _: None)
    server.serve(Settings(host="0.0.0.0"))  # noqa: S104
    (line,) = lines()
    assert line["level"] == "warning"
    server.serve(Settings())
    assert len(lines()) == 1


def test_other_servers_find_the_application_set_by_the_environment(
    monkeypatch: pytest.MonkeyPatch, lines: Lines
) -> None:
    monkeypatch.setenv("RISKSERVICE_MAX_BODY", "2048")
    module = importlib.import_module("riskservice.api.asgi")
    assert module.settings.max_body == 2048
    assert module.app.debug is False
    assert lines() == []
