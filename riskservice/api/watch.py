"""Around the whole application: trace, headers of every answer, one log line, metrics, HEAD."""

import time
from collections.abc import Mapping
from typing import Any, Final

import structlog
from litestar.types import ASGIApp, Message, Receive, Scope, Send

from riskservice.api.exchange import Exchange, begin
from riskservice.api.metrics import Metrics
from riskservice.api.problems import last_resort
from riskservice.api.trace import trace_of
from riskservice.logs import told

METHODS = frozenset(("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT"))
UNMATCHED = "unmatched"
GONE = 499
"""Logged when a client left before its request was complete; nobody receives it."""
SERVER_ERROR = 500

ALWAYS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-store"),
)
POLICY: Final = (b"content-security-policy", b"default-src 'none'; frame-ancestors 'none'")
PAGE_POLICY: Final = (
    b"content-security-policy",
    b"default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; "
    b"frame-ancestors 'none'",
)


class Watch:
    """
    Stands between the server and the application and sees every request, unmatched ones too.

    Parameters
    ----------
    app : ASGI application
        It answers every expected error itself.
    metrics : Metrics
    allowed : mapping of str to str
        Route template to its ``Allow`` header.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics, allowed: Mapping[str, str]) -> None:
        self._app, self._metrics, self._allowed = app, metrics, allowed
        self._log = structlog.get_logger("riskservice.api")

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and note what became of it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        asked = str(scope["method"])
        exchange = begin(scope, trace_of(_all(scope, b"traceparent")))
        if asked == "HEAD":
            scope["method"] = "GET"  # type: ignore[typeddict-item]
        try:
            await self._answer(scope, receive, self._finished(send, scope, exchange, asked))
        finally:
            scope["method"] = asked  # type: ignore[typeddict-item]
            self._note(scope, exchange, asked, time.perf_counter() - started)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer, whatever happens: past this line an error would show a server's own page."""
        exchange: Exchange = scope["state"]["exchange"]
        try:
            await self._app(scope, receive, send)
        except Exception as error:
            exchange.error = error
            if exchange.status is not None:
                raise
            await last_resort(scope, exchange)(scope, receive, send)

    def _finished(self, send: Send, scope: Scope, exchange: Exchange, asked: str) -> Send:
        """Return a send that completes headers, counts bytes and leaves out what HEAD must not have."""

        async def finished(message: Message) -> None:
            if message["type"] == "http.response.start":
                exchange.status = message["status"]
                message["headers"] = self._headers(message["headers"], scope, exchange, asked)
            elif message["type"] == "http.response.body":
                if asked == "HEAD":
                    message["body"] = b""
                exchange.bytes_out += len(message["body"])
            await send(message)

        return finished

    def _headers(
        self, given: Any, scope: Scope, exchange: Exchange, asked: str
    ) -> list[tuple[bytes, bytes]]:
        headers = [*given, *ALWAYS, (b"traceparent", exchange.trace.header().encode())]
        page = any(n == b"content-type" and v.startswith(b"text/html") for n, v in headers)
        headers.append(PAGE_POLICY if page else POLICY)
        if asked == "OPTIONS" and (allow := self._allowed.get(_route(scope))):
            headers = [(n, allow.encode() if n == b"allow" else v) for n, v in headers]
        return headers

    def _note(self, scope: Scope, exchange: Exchange, asked: str, seconds: float) -> None:
        method = asked if asked in METHODS else "other"
        route = _route(scope)
        status = GONE if exchange.gone or exchange.status is None else exchange.status
        self._metrics.count_request(method, route, status, seconds)
        self._metrics.count_results(exchange.results)
        line: dict[str, Any] = {
            "method": method,
            "route": route,
            "status": status,
            "ms": round(seconds * 1000, 3),
            "bytes_in": exchange.bytes_in,
            "bytes_out": exchange.bytes_out,
            "trace_id": exchange.trace.trace_id,
        }
        if exchange.results:
            line["outcomes"] = exchange.outcomes()
        if exchange.problem:
            line |= {"problem": exchange.problem, "faults": exchange.faults}
        if exchange.error is not None:
            line["error"] = told(exchange.error)
        (self._log.error if status >= SERVER_ERROR else self._log.info)("request", **line)


def _route(scope: Scope) -> str:
    return str(scope.get("path_template") or UNMATCHED)


def _all(scope: Scope, name: bytes) -> list[bytes]:
    return [value for key, value in scope["headers"] if key == name]
