"""What is looked at before any handler runs: the query, and the answer's media type."""

from http import HTTPStatus

from riskservice.api.described import description_of
from riskservice.api.exchange import exchange_of
from riskservice.api.media import preferred
from riskservice.api.parameters import ASKS, Asks, query_faults
from riskservice.api.problems import AnyRequest, Refused


async def look_first(request: AnyRequest) -> None:
    """
    Refuse a request that may not or cannot be answered, before any work is done for it.

    A coroutine although it waits for nothing: Litestar runs a plain hook in a thread, which takes
    longer than all else the door does.
    """
    request.app.state.access.check(request)
    asked_of = request.route_handler.opt.get(ASKS)
    if request.scope["query_string"] or asked_of:
        _refuse_query(request, asked_of)
    if described := description_of(request.route_handler.opt):
        exchange_of(request.scope).media = _preferred(request, described.media)


def _refuse_query(request: AnyRequest, asked_of: Asks | None) -> None:
    """Refuse what does not fit, and what nobody reads: it would silently change the answer."""
    query = request.query_params
    faults = list(query_faults(request.route_handler, query))
    if asked_of is not None:
        faults += asked_of(query, request.app.state.door().registry)
    if faults:
        raise Refused(HTTPStatus.BAD_REQUEST, "", *faults)


def _preferred(request: AnyRequest, offers: tuple[str, ...]) -> str:
    chosen = preferred(request.headers.get("accept", ""), offers)
    if chosen is None:
        raise Refused(HTTPStatus.NOT_ACCEPTABLE, f"There is: {', '.join(offers)}.")
    return chosen
