"""Runs over many cases behind HTTP: beside other requests, within limits, whole or not at all."""

import datetime as dt
import weakref
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http import HTTPStatus
from threading import Event
from typing import IO, TYPE_CHECKING, Any, Final, NamedTuple

from litestar.response import Stream

from riskservice.api import uploads
from riskservice.api.exchange import exchange_of
from riskservice.api.media import COHORTS, TABLES, preferred
from riskservice.api.parameters import day_faults
from riskservice.api.problems import AnyRequest, Refused
from riskservice.api.running import Bounds, while_there
from riskservice.rescoring import bulk
from riskservice.rescoring.bulk import Ranges
from riskservice.scoring import Service
from riskservice.settings import Settings

if TYPE_CHECKING:
    from riskservice.rescoring.asked import Asked, Outputs
    from riskservice.rescoring.run import Ran

AT_ONCE: Final = 2
"""Runs at the same time; each uses every core by itself, and others wait for it."""
COHORT, PREVIOUS, CASELOADS = "cohort", "previous", "caseloads"
"""Parts of a form; also what a table is called in a message."""


class Wanted(NamedTuple):
    """What a request asks of a run."""

    on: dt.date | None
    on_column: str | None
    ruleset: str
    instruments: Sequence[str] | None
    previous_on: dt.date | None = None
    previous_ruleset: str | None = None
    ranges: Ranges = "all"


class Cohorts:
    """
    Rescores tables that come over HTTP.

    Parameters
    ----------
    service : Service
    settings : Settings
    """

    def __init__(self, service: Service, settings: Settings) -> None:
        self._service = service
        self._most, self._rows = settings.max_cohort_body, settings.max_cohort_rows
        self._seconds = settings.max_cohort_seconds
        self._pool = ThreadPoolExecutor(max_workers=AT_ONCE, thread_name_prefix="cohort")

    async def rescore(self, request: AnyRequest, wanted: Wanted, *, faults: bool) -> Stream:
        """Return a table of results, or of the faults of single rows, in the format asked for."""
        with bulk.needed_by(request.url.path):
            from riskservice.rescoring.asked import Outputs  # noqa: PLC0415  an extra
        _refuse_days(wanted)
        kind, media = _format_in(request), _media_out(request)
        out = uploads.held()
        targets: dict[str, Any] = {"faults" if faults else "results": out}
        try:
            body = await uploads.body_of(request, self._most)
            run = partial(self._run, body, kind, wanted, Outputs(**targets, format=TABLES[media]))
            ran = await while_there(request, self._pool, run)
        except BaseException:
            out.close()
            raise
        exchange_of(request.scope).people = ran.rows
        headers = _told(ran) | {"content-length": str(out.tell()), "vary": "Accept"}
        pieces = _pieces(out)
        # A client that leaves before the first piece never lets the pieces begin.
        weakref.finalize(pieces, out.close)
        return Stream(pieces, media_type=media, headers=headers)

    async def sum_up(self, request: AnyRequest, wanted: Wanted) -> "Ran":
        """Return a run with its summary, of a table or of a form with last time's beside it."""
        with bulk.needed_by(request.url.path):
            from riskservice.rescoring.asked import Outputs  # noqa: PLC0415  an extra
        _refuse_days(wanted)
        boundary = uploads.boundary_of(request)
        kind = _format_in(request) if boundary is None else None
        body = await uploads.body_of(request, self._most)
        run = partial(self._run, body, kind, wanted, Outputs(summary=True), boundary=boundary)
        ran = await while_there(request, self._pool, run)
        exchange_of(request.scope).people = ran.rows
        return ran

    def _run(
        self,
        body: IO[bytes],
        kind: str | None,
        wanted: Wanted,
        outputs: "Outputs",
        gone: Event,
        *,
        boundary: str | None = None,
    ) -> "Ran":
        """Run in a thread of its own; what came in is gone afterwards."""
        from riskservice.rescoring.asked import Asked  # noqa: PLC0415  an extra

        parts = {COHORT: body}
        if boundary is not None:
            parts = uploads.parts_of(body, boundary, (COHORT, PREVIOUS, CASELOADS))
        try:
            asked = Asked(
                given=parts[COHORT],
                name=COHORT,
                format=kind,
                on=wanted.on,
                on_column=wanted.on_column,
                ruleset=wanted.ruleset,
                instruments=None if wanted.instruments is None else tuple(wanted.instruments),
                ranges=wanted.ranges,
                previous=parts.get(PREVIOUS),
                previous_name=PREVIOUS,
                previous_on=wanted.previous_on,
                previous_ruleset=wanted.previous_ruleset,
                caseloads=parts.get(CASELOADS),
                caseloads_name=CASELOADS,
            )
            return self._within_limits(asked, outputs, gone)
        finally:
            for part in parts.values():
                part.close()

    def _within_limits(self, asked: "Asked", outputs: "Outputs", gone: Event) -> "Ran":
        from riskservice.rescoring.run import rescore_file  # noqa: PLC0415  an extra

        way_out = "Send fewer people, or ask for fewer instruments."
        bounds = Bounds(gone, rows=self._rows, seconds=self._seconds, way_out=way_out)

        def tick(_: str, rows: int, __: float | None) -> None:
            bounds.check(rows)

        return rescore_file(asked, outputs, service=self._service, tick=tick)


def _format_in(request: AnyRequest) -> str:
    uploads.refuse_packing(request)
    return uploads.format_of(request.headers.get("content-type", ""))


def _media_out(request: AnyRequest) -> str:
    """Return the format the client would rather have; the one it sends, where it says nothing."""
    sent = COHORTS[request.headers.get("content-type", "").partition(";")[0].strip().lower()]
    offers = sorted(TABLES, key=lambda media: TABLES[media] != sent)
    chosen = preferred(request.headers.get("accept", ""), tuple(offers))
    assert chosen is not None, "before.py has refused what there is not"
    return chosen


def _refuse_days(wanted: Wanted) -> None:
    if faults := day_faults(on=wanted.on, previous_on=wanted.previous_on):
        raise Refused(HTTPStatus.BAD_REQUEST, "", *faults)


def _told(ran: "Ran") -> dict[str, str]:
    """Return what an answer says beside its table."""
    return {
        "riskservice-run": ran.run.run_id,
        "riskservice-rows": str(ran.rows),
        "riskservice-scored-rows": str(ran.scored),
        "riskservice-faulty-rows": str(ran.faulty),
        "riskservice-faults": str(ran.faults + ran.more_faults),
    }


def _pieces(out: IO[bytes]) -> Iterator[bytes]:
    with out:
        out.seek(0)
        while piece := out.read(uploads.PIECE):
            yield piece
