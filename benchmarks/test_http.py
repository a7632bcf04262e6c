"""
What the HTTP door costs: requests beside a bare echo of the same bodies.

Run with ``python -m pytest benchmarks/test_http.py --benchmark-only``. Both applications are
called through the ASGI interface in one process and one event loop, so that neither a socket nor a
client is measured. ``extra_info`` of each row gives requests per second and the ratio to the echo,
and the share of the time that is the door's own and not the scoring's.

To measure over a socket, start ``uvicorn --no-access-log riskservice.api.asgi:app --port 8080``,
save a case as case.json, and ask from the same machine with any load generator, for instance
``oha -z 10s -c 8 -m POST -T application/json -D case.json http://127.0.0.1:8080/v1/scores``. One
process serves on one core; for more, run several behind a load balancer.
"""

import asyncio
import io
import time
from collections.abc import Awaitable, Callable, Iterator
from typing import Any

import msgspec
import pytest
import structlog
from litestar import Litestar, Request, Response, post

from riskservice import Service, logs
from riskservice.api import create_app

BenchmarkFixture = Any

ROUNDS = 300
JUDGED = ("arms_", "rosh_")
"""Questions of the judgements, which a case often does not answer yet."""
ROWS = {
    "complete": (True, b""),
    "complete, without reasons": (True, b"reasons=false"),
    "complete, one instrument": (True, b"instrument=dc_srp"),
    "judgements missing": (False, b""),
}


@post("/v1/scores", status_code=200)
async def echo(request: Request[Any, Any, Any]) -> Response[bytes]:
    return Response(await request.body(), media_type="application/json")


@pytest.fixture(scope="module", autouse=True)
def quiet() -> Iterator[None]:
    """Logs are made as in production and written to memory."""
    logs.configure("info", io.StringIO())
    yield
    structlog.reset_defaults()


def asker(app: Litestar, raw: bytes, query: bytes = b"") -> Callable[[], Awaitable[int]]:
    """Return a coroutine function that asks once and gives the status."""
    headers = [
        (b"host", b"127.0.0.1:8080"),
        (b"content-type", b"application/json"),
        (b"content-length", str(len(raw)).encode()),
        (b"accept", b"application/json"),
        (b"user-agent", b"benchmark"),
    ]
    message = {"type": "http.request", "body": raw, "more_body": False}

    async def receive() -> Any:
        return message

    async def ask() -> int:
        found = 0
        scope: Any = {
            "type": "http",
            "http_version": "1.1",
            "scheme": "http",
            "method": "POST",
            "path": "/v1/scores",
            "raw_path": b"/v1/scores",
            "query_string": query,
            "root_path": "",
            "headers": headers,
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 8080),
        }

        async def send(sent: Any) -> None:
            nonlocal found
            found = sent.get("status", found)

        await app(scope, receive, send)
        return found

    return ask


def seconds_each(loop: asyncio.AbstractEventLoop, ask: Callable[[], Awaitable[int]]) -> float:
    async def many() -> float:
        assert await ask() == 200  # noqa: PLR2004
        begun = time.perf_counter()
        for _ in range(ROUNDS):
            await ask()
        return (time.perf_counter() - begun) / ROUNDS

    return loop.run_until_complete(many())


def scoring_alone(here: Service, raw: bytes, query: bytes) -> float:
    """Return the time of the same work without HTTP: read, score, encode. [seconds]"""
    asked: dict[str, Any] = {"reasons": b"reasons=false" not in query}
    if b"instrument" in query:
        asked["instruments"] = [query.partition(b"=")[2].decode()]

    def once() -> bytes:
        return msgspec.json.encode(here.score(here.reader.read(raw), **asked))

    once()
    begun = time.perf_counter()
    for _ in range(ROUNDS):
        once()
    return (time.perf_counter() - begun) / ROUNDS


def static_only(body: bytes) -> bytes:
    """Return a case without the answers of the judgements."""
    case = msgspec.json.decode(body)
    kept = {key: value for key, value in case["answers"].items() if not key.startswith(JUDGED)}
    return msgspec.json.encode({**case, "answers": kept})


@pytest.mark.parametrize(("complete", "query"), ROWS.values(), ids=ROWS)
def test_scores_beside_a_bare_echo(
    benchmark: BenchmarkFixture, here: Service, body: bytes, *, complete: bool, query: bytes
) -> None:
    raw = body if complete else static_only(body)
    bare = Litestar([echo], openapi_config=None, logging_config=None, debug=False)
    app = create_app(here)
    loop = asyncio.new_event_loop()
    try:
        echoed = seconds_each(loop, asker(bare, raw))
        scored = seconds_each(loop, asker(app, raw, query))
        alone = scoring_alone(here, raw, query)
        ask = asker(app, raw, query)
        benchmark.pedantic(lambda: loop.run_until_complete(ask()), rounds=ROUNDS, warmup_rounds=10)
    finally:
        loop.close()
    benchmark.extra_info.update(
        {
            "requests_per_second": round(1 / scored),
            "echo_requests_per_second": round(1 / echoed),
            "ratio_to_echo": round(echoed / scored, 4),
            "microseconds_scoring": round(alone * 1e6, 1),
            "microseconds_door": round((scored - alone) * 1e6, 1),
            "microseconds_echo": round(echoed * 1e6, 1),
        }
    )
