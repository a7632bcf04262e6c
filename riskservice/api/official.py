"""The drop-in for the official actuarial service: its request and response, field for field."""

from typing import Any

import msgspec
from litestar import Controller, Response, post
from litestar.di import NamedDependency
from litestar.exceptions import HTTPException

from riskservice.api.described import described
from riskservice.api.door import Door
from riskservice.api.media import JSON
from riskservice.api.parameters import DeployedRuleset
from riskservice.api.problems import AnyRequest, headers_of, problem_of
from riskservice.errors import RiskServiceError
from riskservice.official import DEPLOYED, RiskScoreResponse
from riskservice.official.response import encode


class ErrorBody(msgspec.Struct, frozen=True, kw_only=True, rename="camel"):
    """
    Why a request was refused, as the official service says it.

    ``message`` is not among the five declared properties; clients that look there find the same.
    """

    status: int
    error_code: str | None = None
    user_message: str | None
    developer_message: str | None
    more_info: str | None = None
    message: str | None


def refuse(request: AnyRequest, error: Exception) -> Response[bytes]:
    """Return the official answer to an error; whatever does not fit is 400."""
    problem = problem_of(request, error)
    status = 400 if isinstance(error, RiskServiceError) and problem.status < 500 else problem.status  # noqa: PLR2004
    body = ErrorBody(
        status=status,
        user_message=problem.user_message,
        developer_message=problem.developer_message,
        message=problem.developer_message,
    )
    return Response(
        msgspec.json.encode(body), status_code=status, media_type=JSON, headers=headers_of(error)
    )


_HANDLERS: Any = dict.fromkeys((RiskServiceError, HTTPException, Exception), refuse)


class OfficialController(Controller):
    """The official actuarial service's own address."""

    path = "/risk-scores/v1"
    tags = ("Official",)
    exception_handlers = _HANDLERS

    @post(
        status_code=200,
        opt=described(RiskScoreResponse, takes="official", media=(JSON,), refuses=ErrorBody),
    )
    async def score_as_official(
        self,
        *,
        request: AnyRequest,
        door: NamedDependency[Door],
        ruleset: DeployedRuleset = DEPLOYED,
    ) -> Response[bytes]:
        """
        Score one person as the official actuarial service does.

        Takes its request and gives its response, so that a client can be pointed here unchanged.
        Without a ruleset the answers are the deployed ones, disputed rules included.
        """
        response = await door.official(request, ruleset)
        return Response(encode(response), media_type=JSON)
