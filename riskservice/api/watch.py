"""Around the whole application: trace, headers of every answer, one log line, metrics, HEAD."""

import time
from collections.abc import Iterable, Mapping
from typing import Any, Final

import structlog
from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from riskservice.api.exchange import Exchange, begin
from riskservice.api.metrics import Metrics
from riskservice.api.problems import last_resort
from riskservice.api.trace import trace_of
from riskservice.logs import told

METHODS: Final = frozenset(
    ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT")
)
UNMATCHED: Final = "unmatched"
GONE: Final = 499
"""Noted when a client left before its request was complete; nobody receives it."""
SERVER_ERROR: Final = 500

ALWAYS: Final = (
    (b"x-content-type-options", b"nosniff"),
    (b"referrer-policy", b"no-referrer"),
    (b"cache-control", b"no-store"),
)
NOTHING: Final = b"default-src 'none'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
POLICY: Final = (b"content-security-policy", NOTHING)
PAGE_POLICY: Final = (b"content-security-policy", NOTHING + b"; style-src 'unsafe-inline'")
"""Our pages bring their own style and need nothing else."""

Headers = Iterable[tuple[bytes, bytes]]


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
        self._log = structlog.get_logger()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, and note what became of it."""
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        started = time.perf_counter()
        traces = [value for name, value in scope["headers"] if name == b"traceparent"]
        exchange = begin(scope, trace_of(traces), scope["method"])
        if exchange.method == "HEAD":
            scope["method"] = "GET"
        try:
            await self._answer(scope, receive, self._completed(send, scope, exchange), exchange)
        finally:
            self._note(_route(scope), exchange, time.perf_counter() - started)

    async def _answer(
        self, scope: HTTPScope, receive: Receive, send: Send, exchange: Exchange
    ) -> None:
        """Answer, whatever happens: past this line an error would show a server's own page."""
        try:
            await self._app(scope, receive, send)
        except Exception as error:
            exchange.error = error
            if exchange.status is not None:
                raise
            await last_resort(scope, exchange)(scope, receive, send)

    def _completed(self, send: Send, scope: HTTPScope, exchange: Exchange) -> Send:
        """Return a send that completes headers, counts bytes, and leaves the body out of HEAD."""

        async def completed(message: Message) -> None:
            if message["type"] == "http.response.start":
                exchange.status = message["status"]
                message["headers"] = self._headers(message["headers"], scope, exchange)
            elif message["type"] == "http.response.body":
                if exchange.method == "HEAD":
                    message["body"] = b""
                exchange.bytes_out += len(message["body"])
            await send(message)

        return completed

    def _headers(self, given: Headers, scope: HTTPScope, exchange: Exchange) -> Headers:
        headers = [*given, *ALWAYS, (b"traceparent", exchange.trace.header().encode())]
        page = any(name == b"content-type" and b"text/html" in value for name, value in headers)
        headers.append(PAGE_POLICY if page else POLICY)
        if exchange.method == "OPTIONS" and (allow := self._allowed.get(_route(scope))):
            headers = [(n, allow.encode() if n == b"allow" else value) for n, value in headers]
        return headers

    def _note(self, route: str, exchange: Exchange, seconds: float) -> None:
        method = exchange.method if exchange.method in METHODS else "other"
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
        if exchange.people:
            line["people"] = exchange.people
        if exchange.problem:
            line |= {"problem": exchange.problem, "faults": exchange.faults}
        if exchange.error is not None:
            line["error"] = told(exchange.error)
        (self._log.error if status >= SERVER_ERROR else self._log.info)("request", **line)


def _route(scope: HTTPScope) -> str:
    return str(scope.get("path_template") or UNMATCHED)
