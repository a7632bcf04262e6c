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
    pieces: Iterable[bytes | None] = (),
    headers: Headers = JSON,
    method: str = "POST",
) -> Answer:
    """
    Return the answer.

    A body whose pieces run out without an empty one is a client that left before its end; None
    after an empty one is a client that leaves before the answer. A path may have a query.
    """
    return asyncio.run(_ask(app, path, pieces, headers, method))


async def _ask(
    app: Litestar, path: str, pieces: Iterable[bytes | None], headers: Headers, method: str
) -> Answer:
    path, _, query = path.partition("?")
    scope: Any = {
        "type": "http",
        "http_version": "1.1",
        "scheme": "http",
        "method": method,
        "path": path,
        "raw_path": path.encode(),
        "query_string": query.encode(),
        "root_path": "",
        "headers": [(b"host", b"localhost"), *headers],
        "client": ("127.0.0.1", 1),
        "server": ("127.0.0.1", 8080),
    }
    waiting, taken, sent, ended = iter(pieces), 0, list[Any](), False
    answered = asyncio.Event()

    async def receive() -> Any:
        nonlocal taken, ended
        piece = next(waiting, b"" if ended else None)
        if piece == b"" and ended:
            # As servers do: nothing more comes before the answer is out.
            await answered.wait()
            piece = None
        if piece is None:
            taken += not ended
            return {"type": "http.disconnect"}
        taken += 1
        ended = piece == b""
        return {"type": "http.request", "body": piece, "more_body": piece != b""}

    async def send(message: Any) -> None:
        sent.append(message)
        if message["type"] == "http.response.body" and not message.get("more_body"):
            answered.set()

    await app(scope, receive, send)
    start, *bodies = sent
    names = {name.decode(): value.decode() for name, value in start["headers"]}
    return Answer(start["status"], names, b"".join(each["body"] for each in bodies), taken)
