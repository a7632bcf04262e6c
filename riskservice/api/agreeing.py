"""Raters compared behind HTTP: beside other requests, within limits, whole or not at all."""

from functools import partial
from threading import Event
from typing import IO, Any, Final

from riskservice.api import uploads
from riskservice.api.door import Door
from riskservice.api.exchange import exchange_of
from riskservice.api.problems import AnyRequest
from riskservice.api.running import Bounds, while_there
from riskservice.api.validating import BODY, pool
from riskservice.rescoring import bulk
from riskservice.validation.agreement import (
    Agreement,
    SecondRatings,
    Spec,
    agree,
    agree_second_ratings,
)

ARMS: Final = "arms"
MOST_RATERS: Final = 50
"""Raters that are compared; each is with each."""


async def agreed(
    request: AnyRequest, door: Door, spec: Spec, *, arms: bool
) -> Agreement | SecondRatings:
    """Return how far the raters of a body agree."""
    with bulk.needed_by(request.url.path):
        from riskservice.validation.agreement import files  # noqa: F401, PLC0415  an extra
    uploads.refuse_packing(request)
    kind = uploads.format_of(request.headers.get("content-type", ""))
    body = await uploads.body_of(request, door.validation_limits.body)
    run = partial(_run, body, kind, spec, door, arms=arms)
    found = await while_there(request, pool(), run)
    exchange_of(request.scope).people = found.n
    return found


def _run(
    body: IO[bytes], kind: str, spec: Spec, door: Door, gone: Event, *, arms: bool
) -> Agreement | SecondRatings:
    """Read and compare in a thread of its own; what came in is gone afterwards."""
    from riskservice.validation.agreement.files import (  # noqa: PLC0415  an extra
        read_columns,
        read_second_ratings,
    )

    limits = door.validation_limits
    bounds = Bounds(gone, rows=limits.rows, seconds=limits.seconds)
    with body:
        if arms:
            judgement: Any = door.definition(ARMS)
            told = read_second_ratings(body, judgement, name=BODY, seen=bounds.check, format=kind)
            return agree_second_ratings(told, judgement, weights=spec.weights)
        wanted = [*spec.raters, *([spec.unit] if spec.unit is not None else [])]
        columns = read_columns(body, wanted, name=BODY, seen=bounds.check, format=kind)
        return agree(columns, spec, tick=bounds.check)
