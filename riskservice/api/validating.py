"""Validations behind HTTP: beside other requests, within limits, whole or not at all."""

import datetime as dt
import hashlib
from collections.abc import Mapping
from concurrent.futures import ThreadPoolExecutor
from functools import cache, partial
from threading import Event
from typing import IO, TYPE_CHECKING, Any, Final, NamedTuple

from riskservice.api import uploads
from riskservice.api.door import Door, Printer
from riskservice.api.exchange import exchange_of
from riskservice.api.media import HTML
from riskservice.api.problems import AnyRequest
from riskservice.api.running import Bounds, too_much, while_there
from riskservice.rescoring import bulk
from riskservice.validation.extra import needed_by

if TYPE_CHECKING:
    from riskservice.validation.intake.reading import Read, Tick
    from riskservice.validation.report import Source
    from riskservice.validation.results import Validation
    from riskservice.validation.spec import Spec

BODY: Final = "the body of the request"
"""What stands in a page for the name of a file."""
AT_ONCE: Final = 2
"""Validations and comparisons of raters at the same time; others wait for them."""
MOST_DRAWN: Final = 200_000_000
"""Replicates of a bootstrap times people; it cannot be stopped on the way."""


class Scored(NamedTuple):
    """An instrument that makes the scores from answers."""

    instrument: str
    on: dt.date | None
    on_column: str | None
    ruleset: str


@cache
def pool() -> ThreadPoolExecutor:
    """Return the threads in which samples are looked at."""
    return ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="validation")


async def validated(
    request: AnyRequest, door: Door, chosen: Mapping[str, Any], made: Scored | None
) -> "tuple[Validation, Source] | Validation":
    """
    Return the validation of a body; with its source, where a page is wanted.

    Parameters
    ----------
    request : Request
    door : Door
    chosen : mapping
        Attributes of a specification.
    made : Scored or None
        None where the scores stand in the body.
    """
    with bulk.needed_by(request.url.path), needed_by(request.url.path):
        from riskservice.validation import validating  # noqa: F401, PLC0415  an extra
        from riskservice.validation.intake import reading  # noqa: F401, PLC0415
        from riskservice.validation.spec import Spec  # noqa: PLC0415
    uploads.refuse_packing(request)
    kind = uploads.format_of(request.headers.get("content-type", ""))
    body = await uploads.body_of(request, door.validation_limits.body)
    run = partial(_run, body, kind, Spec(**chosen), made, door)
    found, source = await while_there(request, pool(), run)
    exchange_of(request.scope).people = found.n
    page = exchange_of(request.scope).media == HTML
    return (found, source) if page else found


def _run(
    body: IO[bytes], kind: str, spec: "Spec", made: Scored | None, door: Door, gone: Event
) -> "tuple[Validation, Source]":
    """Read and validate in a thread of its own; what came in is gone afterwards."""
    from riskservice.validation.report import Source, made_by  # noqa: PLC0415  an extra
    from riskservice.validation.validating import validate  # noqa: PLC0415

    limits = door.validation_limits
    bounds = Bounds(gone, rows=limits.rows, seconds=limits.seconds)

    def tick(_: str, __: float | None) -> None:
        bounds.check()

    with body:
        digest = digest_of(body)
        read = _read(body, kind, spec, made, door, tick, bounds)
        _refuse_drawing(spec, read)
        found = validate(read.columns, spec, notices=read.notices, tick=tick)
    told = {} if made is None else made_by(door.registry, made.instrument, made.ruleset, made.on)
    return found, Source(file=BODY, sha256=digest, **told)


def _read(
    body: IO[bytes],
    kind: str,
    spec: "Spec",
    made: Scored | None,
    door: Door,
    tick: "Tick",
    bounds: Bounds,
) -> "Read":
    from riskservice.validation.intake.reading import read_sample, score_sample  # noqa: PLC0415

    if made is None:
        return read_sample(body, spec, tick=tick, seen=bounds.check, format=kind, name=BODY)
    return score_sample(
        body,
        spec,
        made.instrument,
        door.service,
        on=made.on,
        on_column=made.on_column,
        ruleset=made.ruleset,
        tick=tick,
        seen=bounds.check,
        format=kind,
        name=BODY,
    )


def digest_of(body: IO[bytes]) -> str:
    """Return the SHA-256 of a body, which is at its beginning before and after."""
    digest = hashlib.sha256()
    while piece := body.read(uploads.PIECE):
        digest.update(piece)
    body.seek(0)
    return digest.hexdigest()


def _refuse_drawing(spec: "Spec", read: "Read") -> None:
    people = max((len(column) for column in read.columns.values()), default=0)
    if spec.replicates * people > MOST_DRAWN:
        most = MOST_DRAWN // people
        too_much(f"Of {people:,} people at most {most:,} bootstrap replicates are made here.")


def _page(made: "tuple[Validation, Source]") -> str:
    from riskservice.validation.report import to_html  # noqa: PLC0415  an extra

    return to_html(*made)


PRINTED: Final[Mapping[str, Printer]] = {HTML: _page}
