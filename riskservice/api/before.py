"""What is looked at before any handler runs: the query's names, and the answer's media type."""

from http import HTTPStatus

from riskservice.api.described import description_of
from riskservice.api.exchange import exchange_of
from riskservice.api.media import preferred
from riskservice.api.parameters import query_of
from riskservice.api.problems import AnyRequest, Refused
from riskservice.errors import Fault, shown


async def look_first(request: AnyRequest) -> None:
    """
    Refuse a request that may not or cannot be answered, before any work is done for it.

    A coroutine although it waits for nothing: Litestar runs a plain hook in a thread, which takes
    longer than all else the door does.
    """
    request.app.state.access.check(request)
    if request.scope["query_string"]:
        _refuse_unknown_query(request)
    if described := description_of(request.route_handler.opt):
        exchange_of(request.scope).media = _preferred(request, described.media)


def _refuse_unknown_query(request: AnyRequest) -> None:
    """Refuse query parameters nobody reads: a misspelt one would silently change the answer."""
    known = query_of(request.route_handler)
    faults = [
        Fault(
            pointer=f"?{name}",
            value=shown(value),
            message="is not a parameter of this address",
            way_out=f"Parameters: {', '.join(known) or 'none'}.",
        )
        for name, value in request.query_params.multi_items()
        if name not in known
    ]
    if faults:
        raise Refused(HTTPStatus.BAD_REQUEST, "", *faults)


def _preferred(request: AnyRequest, offers: tuple[str, ...]) -> str:
    chosen = preferred(request.headers.get("accept", ""), offers)
    if chosen is None:
        raise Refused(HTTPStatus.NOT_ACCEPTABLE, f"There is: {', '.join(offers)}.")
    return chosen
