"""
What the drop-in for the official service costs: requests beside a bare echo of the same bodies.

Run with ``python -m pytest benchmarks/test_official.py --benchmark-only``. As in ``test_http.py``
both applications are called through the ASGI interface in one process and one event loop.
``extra_info`` gives requests per second and the ratio to the echo; its bodies are answered in turn,
so that hardly anything is found remembered that a service under load would not have found.
"""

import asyncio
import io
import itertools
import time
from collections.abc import Awaitable, Callable, Iterator, Sequence
from typing import Any

import msgspec
import pytest
import structlog
from litestar import Litestar, Request, Response, post

from riskservice import logs
from riskservice.api import create_app
from tests.official.answering import service_of_ten
from tests.official.people import person, request_of

BenchmarkFixture = Any

PATH = "/risk-scores/v1"
ROUNDS = 600
ROWS = {
    "complete": range(0, 1200, 6),
    "with answers missing": range(1, 1201, 6),
    "nothing answered": (),
}
"""Seeds of invented people; see tests/official/people.py."""


@post(PATH, status_code=200)
async def echo(request: Request[Any, Any, Any]) -> Response[bytes]:
    return Response(await request.body(), media_type="application/json")


@pytest.fixture(scope="module", autouse=True)
def quiet() -> Iterator[None]:
    """Logs are made as in production and written to memory."""
    logs.configure("info", io.StringIO())
    yield
    structlog.reset_defaults()


def asker(app: Litestar, bodies: Sequence[bytes]) -> Callable[[], Awaitable[int]]:
    """Return a coroutine function that asks with the next body and gives the status."""
    turn = itertools.cycle(bodies)

    async def ask() -> int:
        raw, found = next(turn), 0
        scope: Any = {
            "type": "http",
            "http_version": "1.1",
            "scheme": "http",
            "method": "POST",
            "path": PATH,
            "raw_path": PATH.encode(),
            "query_string": b"",
            "root_path": "",
            "headers": [
                (b"host", b"127.0.0.1:8080"),
                (b"content-type", b"application/json"),
                (b"content-length", str(len(raw)).encode()),
                (b"accept", b"application/json"),
            ],
            "client": ("127.0.0.1", 1),
            "server": ("127.0.0.1", 8080),
        }

        async def receive() -> Any:
            return {"type": "http.request", "body": raw, "more_body": False}

        async def send(sent: Any) -> None:
            nonlocal found
            found = sent.get("status", found)

        await app(scope, receive, send)
        return found

    return ask


def seconds_each(loop: asyncio.AbstractEventLoop, ask: Callable[[], Awaitable[int]]) -> float:
    async def many() -> float:
        for _ in range(ROUNDS):
            assert await ask() == 200  # noqa: PLR2004
        begun = time.perf_counter()
        for _ in range(ROUNDS):
            await ask()
        return (time.perf_counter() - begun) / ROUNDS

    return loop.run_until_complete(many())


@pytest.mark.parametrize("seeds", ROWS.values(), ids=ROWS)
def test_official_scores_beside_a_bare_echo(
    benchmark: BenchmarkFixture, seeds: Sequence[int]
) -> None:
    bodies = [msgspec.json.encode(request_of(person(seed))) for seed in seeds] or [b"{}"]
    bare = Litestar([echo], openapi_config=None, logging_config=None, debug=False)
    app = create_app(service_of_ten())
    loop = asyncio.new_event_loop()
    try:
        pairs = [
            (seconds_each(loop, asker(bare, bodies)), seconds_each(loop, asker(app, bodies)))
            for _ in range(3)
        ]
        ask = asker(app, bodies)
        benchmark.pedantic(lambda: loop.run_until_complete(ask()), rounds=ROUNDS, warmup_rounds=10)
    finally:
        loop.close()
    echoed, scored = (min(each) for each in zip(*pairs, strict=True))
    benchmark.extra_info.update(
        {
            "requests_per_second": round(1 / scored),
            "echo_requests_per_second": round(1 / echoed),
            "ratio_to_echo": round(echoed / scored, 4),
        }
    )
