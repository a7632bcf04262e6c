"""
The only place that knows HTTP errors: every refusal as an RFC 9457 problem.

A problem carries the members of the standard, every fault with its way out, and the five members
that HMPPS services read (``status``, ``errorCode``, ``userMessage``, ``developerMessage``,
``moreInfo``).
"""

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any, Final

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException
from litestar.response.base import ASGIResponse
from litestar.types import ExceptionHandlersMap, Scope

from riskservice.api.exchange import Exchange, exchange_of
from riskservice.api.media import PROBLEM
from riskservice.clocks.extra import PlanningNotInstalled
from riskservice.clocks.settings import UnusableSetting
from riskservice.errors import (
    BrokenPlugin,
    Fault,
    InvalidCase,
    NotExplained,
    NotInForce,
    RiskServiceError,
    UnknownName,
    UnreadableBody,
)
from riskservice.mappa.statistics.faults import (
    InvalidCaseFile,
    UnreadableCaseFile,
    UnusableYear,
)
from riskservice.planning.documents import NoPersonCopy
from riskservice.planning.refusals import InvalidPlan, PlanChanged
from riskservice.rescoring.bulk import BulkNotInstalled
from riskservice.validation.agreement import UnusableRatings
from riskservice.validation.extra import InvalidSample, ValidationNotInstalled

MOST: Final = 500
"""Faults that are listed; a flood of them is counted."""
TOLD: Final = 3
"""Faults that are quoted in the two messages in words."""
MORE_INFO: Final = "/openapi.json"

AnyRequest = Request[Any, Any, Any]


class NotHere(UnknownName):
    """No instrument goes by the name in the address."""


class Refused(HTTPException):
    """A request that is refused for what it is, before any question of scoring arises."""

    def __init__(self, status: HTTPStatus, detail: str, *faults: Fault) -> None:
        super().__init__(detail=detail, status_code=status)
        self.faults = faults


class Problem(msgspec.Struct, frozen=True, kw_only=True):
    """
    Why a request was refused.

    Attributes
    ----------
    type : str
        ``urn:riskservice:problem:`` and a stable code.
    instance : str
        Path of the request.
    correlation_id : str
        Identifier of the trace; the same stands in the log.
    faults : tuple of Fault
        Everything that is wrong, not only the first thing.
    """

    type: str
    title: str
    status: int
    detail: str
    instance: str
    correlation_id: str
    faults: tuple[Fault, ...] = ()
    error_code: str = msgspec.field(name="errorCode")
    user_message: str = msgspec.field(name="userMessage")
    developer_message: str = msgspec.field(name="developerMessage")
    more_info: str = msgspec.field(name="moreInfo", default=MORE_INFO)


STATUS: Final[dict[type[RiskServiceError], HTTPStatus]] = {
    InvalidCase: HTTPStatus.UNPROCESSABLE_ENTITY,
    InvalidPlan: HTTPStatus.UNPROCESSABLE_ENTITY,
    PlanChanged: HTTPStatus.PRECONDITION_FAILED,
    UnreadableBody: HTTPStatus.BAD_REQUEST,
    InvalidCaseFile: HTTPStatus.UNPROCESSABLE_ENTITY,
    UnreadableCaseFile: HTTPStatus.BAD_REQUEST,
    UnusableYear: HTTPStatus.UNPROCESSABLE_ENTITY,
    NotHere: HTTPStatus.NOT_FOUND,
    UnknownName: HTTPStatus.UNPROCESSABLE_ENTITY,
    NotInForce: HTTPStatus.UNPROCESSABLE_ENTITY,
    NotExplained: HTTPStatus.UNPROCESSABLE_ENTITY,
    BrokenPlugin: HTTPStatus.SERVICE_UNAVAILABLE,
    BulkNotInstalled: HTTPStatus.NOT_IMPLEMENTED,
    InvalidSample: HTTPStatus.UNPROCESSABLE_ENTITY,
    UnusableRatings: HTTPStatus.UNPROCESSABLE_ENTITY,
    ValidationNotInstalled: HTTPStatus.NOT_IMPLEMENTED,
    UnusableSetting: HTTPStatus.UNPROCESSABLE_ENTITY,
    NoPersonCopy: HTTPStatus.UNPROCESSABLE_ENTITY,
    PlanningNotInstalled: HTTPStatus.NOT_IMPLEMENTED,
}

KINDS: Final[dict[int, tuple[str, str, str]]] = {
    400: ("bad-request", "The request has faults", "The request cannot be understood as it is."),
    401: (
        "unauthorized",
        "Nobody knows who asks",
        "Send a valid token as Authorization: Bearer.",
    ),
    403: ("forbidden", "The token does not allow this", "Ask for a token with the role."),
    404: ("not-found", "There is nothing at this address", "See /openapi.json for what there is."),
    405: (
        "method-not-allowed",
        "This address does not take that method",
        "The Allow header lists the methods it takes.",
    ),
    406: ("not-acceptable", "No acceptable media type", "See the Accept header."),
    413: ("too-large", "The body is too large", "Send less."),
    415: ("unsupported-media", "The body is in an unknown format", "See the Content-Type header."),
    500: (
        "internal-error",
        "Something went wrong here",
        "The fault is ours. Report the correlation identifier; nothing of the request was kept.",
    ),
}


def handlers() -> ExceptionHandlersMap:
    """Return what the application does with each kind of error."""
    return dict.fromkeys((RiskServiceError, HTTPException, Exception), _answer)


def last_resort(scope: Scope, exchange: Exchange) -> ASGIResponse:
    """Return the answer to an error outside the application's own handling."""
    body = msgspec.json.encode(_problem(scope, exchange, 500, *KINDS[500]))
    return ASGIResponse(body=body, media_type=PROBLEM, status_code=500)


def problem_of(request: AnyRequest, error: Exception) -> Problem:
    """Return the problem an error is, noted for the log."""
    match error:
        case RiskServiceError():
            return _domain(request, error)
        case HTTPException():
            return _refusal(request, error)
        case _:
            return _unexpected(request, error)


def _domain(request: AnyRequest, error: RiskServiceError) -> Problem:
    status = next((STATUS[kind] for kind in type(error).__mro__ if kind in STATUS), None)
    if status is None:
        return _unexpected(request, error)
    faults = _placed(error.faults, request)
    return _noted(request, status, error.code, error.title, _counted(len(faults)), faults)


def _refusal(request: AnyRequest, error: HTTPException) -> Problem:
    if error.status_code >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return _unexpected(request, error)
    code, title, detail = KINDS.get(error.status_code, KINDS[400])
    faults: tuple[Fault, ...] = ()
    if isinstance(error, Refused):
        faults = error.faults
        detail = _counted(len(faults)) if faults else error.detail
    return _noted(request, error.status_code, code, title, detail, faults)


def _unexpected(request: AnyRequest, error: Exception) -> Problem:
    exchange_of(request.scope).error = error
    return _noted(request, 500, *KINDS[500])


def headers_of(error: Exception) -> dict[str, str]:
    """Return what an answer to an error says beside its body."""
    if not isinstance(error, HTTPException):
        return {}
    if error.status_code == HTTPStatus.UNAUTHORIZED:
        return {"www-authenticate": "Bearer"}
    allow = (error.headers or {}).get("allow")
    return {"allow": allow.replace("GET", "GET, HEAD")} if allow else {}


def _answer(request: AnyRequest, error: Exception) -> Response[bytes]:
    problem = problem_of(request, error)
    return Response(
        msgspec.json.encode(problem),
        status_code=problem.status,
        media_type=PROBLEM,
        headers=headers_of(error),
    )


def _noted(
    request: AnyRequest,
    status: int,
    code: str,
    title: str,
    detail: str,
    faults: tuple[Fault, ...] = (),
) -> Problem:
    exchange = exchange_of(request.scope)
    return _problem(request.scope, exchange, status, code, title, detail, faults)


def _problem(
    scope: Scope,
    exchange: Exchange,
    status: int,
    code: str,
    title: str,
    detail: str,
    faults: tuple[Fault, ...] = (),
) -> Problem:
    exchange.problem, exchange.faults = code, len(faults)
    more = f" And {len(faults) - TOLD} more." if len(faults) > TOLD else ""
    plainly = " ".join(f"{f.wording or f.pointer} {f.message}." for f in faults[:TOLD])
    exactly = " ".join(str(fault) for fault in faults[:TOLD])
    return Problem(
        type=f"urn:riskservice:problem:{code}",
        title=title,
        status=int(status),
        detail=detail,
        instance=scope["path"],
        correlation_id=exchange.trace.trace_id,
        faults=faults[:MOST],
        error_code=code,
        user_message=f"{title}. {plainly}{more}".strip() if faults else f"{title}. {detail}",
        developer_message=f"{exactly}{more}" if faults else detail,
    )


def _counted(number: int) -> str:
    if number == 1:
        return "1 fault was found."
    listed = f"; the first {MOST} are listed" if number > MOST else ""
    return f"{number} faults were found{listed}."


# Faults of the query ------------------------------------------------------------------------------


def _placed(faults: Sequence[Fault], request: AnyRequest) -> tuple[Fault, ...]:
    """Return faults with a pointer into the query (``?on``) where that is what they are about."""
    asked = {f"/{name}": f"?{name}" for name in request.query_params}
    return tuple(
        msgspec.structs.replace(fault, pointer=asked[fault.pointer])
        if fault.pointer in asked
        else fault
        for fault in faults
    )
