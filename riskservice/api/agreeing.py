"""Raters compared behind HTTP: beside other requests, within limits, whole or not at all."""

from collections.abc import Mapping
from functools import partial
from threading import Event
from typing import IO, TYPE_CHECKING, Any, Final

from riskservice.api import uploads
from riskservice.api.door import Door, Printer
from riskservice.api.exchange import exchange_of
from riskservice.api.media import HTML
from riskservice.api.problems import AnyRequest
from riskservice.api.running import Bounds, while_there
from riskservice.api.validating import BODY, digest_of, pool
from riskservice.rescoring import bulk
from riskservice.validation.agreement import (
    Agreement,
    SecondRatings,
    Spec,
    agree,
    agree_second_ratings,
)
from riskservice.validation.extra import needed_by

if TYPE_CHECKING:
    from riskservice.validation.report import Source

ARMS: Final = "arms"
MOST_RATERS: Final = 50
"""Raters that are compared; each is with each."""


async def agreed(
    request: AnyRequest, door: Door, spec: Spec, *, arms: bool
) -> "Agreement | SecondRatings | tuple[Agreement | SecondRatings, Source]":
    """Return how far the raters of a body agree; with its source, where a page is wanted."""
    with bulk.needed_by(request.url.path), needed_by(request.url.path):
        from riskservice.validation.agreement import files  # noqa: F401, PLC0415  an extra
        from riskservice.validation.report import Source  # noqa: PLC0415  another
    uploads.refuse_packing(request)
    kind = uploads.format_of(request.headers.get("content-type", ""))
    body = await uploads.body_of(request, door.validation_limits.body)
    run = partial(_run, body, kind, spec, door, arms=arms)
    found, digest = await while_there(request, pool(), run)
    exchange_of(request.scope).people = found.n
    page = exchange_of(request.scope).media == HTML
    return (found, Source(file=BODY, sha256=digest)) if page else found


def _run(
    body: IO[bytes], kind: str, spec: Spec, door: Door, gone: Event, *, arms: bool
) -> tuple[Agreement | SecondRatings, str]:
    """Read and compare in a thread of its own; what came in is gone afterwards."""
    limits = door.validation_limits
    bounds = Bounds(gone, rows=limits.rows, seconds=limits.seconds)
    with body:
        digest = digest_of(body)
        return _compared(body, kind, spec, door, bounds, arms=arms), digest


def _compared(
    body: IO[bytes], kind: str, spec: Spec, door: Door, bounds: Bounds, *, arms: bool
) -> Agreement | SecondRatings:
    from riskservice.validation.agreement.files import (  # noqa: PLC0415  an extra
        read_columns,
        read_second_ratings,
    )

    if arms:
        judgement: Any = door.registry.definition(ARMS)
        told = read_second_ratings(body, judgement, name=BODY, seen=bounds.check, format=kind)
        return agree_second_ratings(told, judgement, weights=spec.weights)
    wanted = [*spec.raters, *([spec.unit] if spec.unit is not None else [])]
    columns = read_columns(body, wanted, name=BODY, seen=bounds.check, format=kind)
    return agree(columns, spec, tick=bounds.check)


def _page(made: "tuple[Agreement | SecondRatings, Source]") -> str:
    from riskservice.validation.agreement.report import to_html  # noqa: PLC0415  an extra

    return to_html(*made)


PRINTED: Final[Mapping[str, Printer]] = {HTML: _page}
