"""Asking an application without a server between: bodies in pieces, clients that leave."""

import asyncio
from collections.abc import Iterable
from typing import Any, NamedTuple

from litestar import Litestar

Headers = list[tuple[bytes, bytes]]
JSON: Headers = [(b"content-type", b"application/json")]


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    body: bytes
    taken: int
    """Pieces of the body that were asked for."""


def ask(
    app: Litestar,
    path: str = "/v1/scores",
    pieces: Iterable[bytes] = (),
    headers: Headers = JSON,
    method: str = "POST",
) -> Answer:
    """Return the answer; a body whose pieces run out without an end is a client that left."""
    return asyncio.run(_ask(app, path, pieces, headers, method))


async def _ask(
    app: Litestar, path: str, pieces: Iterable[bytes], headers: Headers, method: str
) -> Answer:
    scope: Any = {
        "type": "http",
        "http_version": "1.1",
        "scheme": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": b"",
        "root_path": "",
        "headers": [(b"host", b"localhost"), *headers],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8080),
    }
    waiting, taken, sent = iter(pieces), 0, list[Any]()

    async def receive() -> Any:
        nonlocal taken
        taken += 1
        piece = next(waiting, None)
        if piece is None:
            return {"type": "http.disconnect"}
        return {"type": "http.request", "body": piece, "more_body": piece != b""}

    async def send(message: Any) -> None:
        sent.append(message)

    await app(scope, receive, send)
    start, *bodies = sent
    names = {name.decode(): value.decode() for name, value in start["headers"]}
    return Answer(start["status"], names, b"".join(each["body"] for each in bodies), taken)
