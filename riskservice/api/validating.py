"""Validations behind HTTP: beside other requests, within limits, whole or not at all."""

import asyncio
import hashlib
import time
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from http import HTTPStatus
from typing import IO, TYPE_CHECKING, Any, Final

from riskservice.api import uploads
from riskservice.api.door import Door, Printer, SampleLimits
from riskservice.api.exchange import exchange_of
from riskservice.api.media import HTML
from riskservice.api.problems import AnyRequest, Refused
from riskservice.rescoring import bulk
from riskservice.validation.extra import needed_by

if TYPE_CHECKING:
    from riskservice.validation.report import Source
    from riskservice.validation.results import Validation
    from riskservice.validation.spec import Spec

AT_ONCE: Final = 2
"""Validations at the same time; others wait for them."""


@cache
def _pool() -> ThreadPoolExecutor:
    return ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="validation")


async def validated(
    request: AnyRequest, door: Door, chosen: Mapping[str, Any]
) -> "tuple[Validation, Source] | Validation":
    """
    Return the validation of a body; with its source, where a page is wanted.

    Parameters
    ----------
    request : Request
    door : Door
    chosen : mapping
        Attributes of a specification.
    """
    with bulk.needed_by(request.url.path), needed_by(request.url.path):
        from riskservice.validation import reading, validating  # noqa: F401, PLC0415  extras
        from riskservice.validation.spec import Spec  # noqa: PLC0415
    uploads.refuse_packing(request)
    kind = uploads.format_of(request.headers.get("content-type", ""))
    limits = door.validation_limits
    body = await uploads.body_of(request, limits.body)
    run = partial(_run, body, kind, Spec(**chosen), limits)
    found, source = await asyncio.get_running_loop().run_in_executor(_pool(), run)
    exchange_of(request.scope).people = found.n
    page = exchange_of(request.scope).media == HTML
    return (found, source) if page else found


def _run(
    body: IO[bytes], kind: str, spec: "Spec", limits: SampleLimits
) -> "tuple[Validation, Source]":
    """Read and validate in a thread of its own; what came in is gone afterwards."""
    from riskservice.validation.reading import read_sample  # noqa: PLC0415  an extra
    from riskservice.validation.report import Source  # noqa: PLC0415
    from riskservice.validation.validating import validate  # noqa: PLC0415

    end = time.monotonic() + limits.seconds

    def tick(_: str, __: float | None) -> None:
        if time.monotonic() > end:
            _too_much(f"It would take longer than {limits.seconds:,} seconds. Send fewer people.")

    def seen(rows: int) -> None:
        if rows > limits.rows:
            _too_much(f"The limit is {limits.rows:,} people at once.")

    with body:
        digest = hashlib.sha256()
        while piece := body.read(uploads.PIECE):
            digest.update(piece)
        body.seek(0)
        read = read_sample(body, spec, tick=tick, seen=seen, format=kind)
        found = validate(read.columns, spec, notices=read.notices, tick=tick)
    return found, Source(file="the body of the request", sha256=digest.hexdigest())


def _too_much(detail: str) -> None:
    raise Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, detail)


def _page(made: "tuple[Validation, Source]") -> str:
    from riskservice.validation.report import to_html  # noqa: PLC0415  an extra

    return to_html(*made)


PRINTED: Final[Mapping[str, Printer]] = {HTML: _page}
