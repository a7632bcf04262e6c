"""What every handler is given: the service, the clock, and reading and answering in one way."""

import datetime as dt
from collections.abc import Callable, Mapping, Sequence
from functools import cache
from http import HTTPStatus
from typing import Any, NamedTuple, cast, get_args
from zoneinfo import ZoneInfo

import msgspec
from litestar import Response

from riskservice.api.body import Limits, body_of
from riskservice.api.cases import Parts, parts_of
from riskservice.api.exchange import exchange_of
from riskservice.api.media import HTML, JSON, encode, holds_list
from riskservice.api.problems import AnyRequest, NotHere, Refused
from riskservice.api.rescoring import Cohorts
from riskservice.assessment import Assessment
from riskservice.case import Case, CaseReader, Media
from riskservice.errors import Fault, InvalidCase, UnknownName, UnreadableBody
from riskservice.kit.assessors import Definition
from riskservice.kit.form import Bound
from riskservice.kit.outcome import Outcome
from riskservice.official import Official, RiskScoreResponse
from riskservice.official import request as official_request
from riskservice.scoring import Service
from riskservice.settings import Settings

Clock = Callable[[], dt.date]
Printer = Callable[[Any], str | bytes]

NOT_PRINTED: Mapping[str, Printer] = {}

_OFFICIAL = "Send an object with the fields and values the API description lists."
_HERE = ZoneInfo("Europe/London")
_OUTCOMES = {kind: str(kind.__struct_config__.tag) for kind in get_args(Outcome)}


def today_here() -> dt.date:
    """Return today's date in England and Wales, wherever the machine stands."""
    return dt.datetime.now(_HERE).date()


class SampleLimits(NamedTuple):
    """What a validation may take. [bytes, people, seconds]"""

    body: int
    rows: int
    seconds: int


class Door:
    """
    The way in to the service for every handler.

    Parameters
    ----------
    service : Service
    settings : Settings
    today : callable
        Day that stands in for a missing day of assessment.
    """

    def __init__(self, service: Service, settings: Settings, today: Clock) -> None:
        self.service, self.registry = service, service.registry
        self.today = today
        self.cohorts = Cohorts(service, settings)
        self._limits = Limits(settings.max_body)
        self.largest_list = settings.max_list_body
        self.validation_limits = SampleLimits(
            settings.max_list_body, settings.max_cohort_rows, settings.max_cohort_seconds
        )
        self._list_limits = Limits(settings.max_body, settings.max_list_body)
        self._official = Official(self.registry)
        self._reader = cache(lambda key: CaseReader(self.registry.definition(key).answers))

    def definition(self, key: str) -> Definition:
        """Return an instrument the address names; NotHere when there is none."""
        try:
            return self.registry.definition(key)
        except UnknownName as error:
            raise NotHere(*error.faults) from None

    def form(self, key: str, on: dt.date | None, ruleset: str) -> Bound:
        """Return an instrument the address names as its form shows it; today's by default."""
        self.definition(key)
        found = self.registry.assessor(key, on or self.today(), self.registry.ruleset(ruleset))
        return cast("Bound", found)

    async def case(
        self, request: AnyRequest, ruleset: str, instruments: Sequence[str] | None = None
    ) -> Case:
        """Return the case a body holds, which may answer what any instrument asks."""
        media, raw = await body_of(request, self._limits)
        return self.read(raw, media, self.today(), ruleset, instruments)

    async def case_or_cases(
        self, request: AnyRequest, ruleset: str, instruments: Sequence[str] | None
    ) -> Case | Parts:
        """Return the case a body holds, or a list of cases, each still to be read."""
        media, raw = await body_of(request, self._list_limits)
        if not holds_list(raw, media):
            return self.read(raw, media, self.today(), ruleset, instruments)
        return Parts(media, parts_of(raw, media))

    def read(
        self,
        raw: bytes,
        media: Media,
        today: dt.date,
        ruleset: str,
        instruments: Sequence[str] | None,
        reader: CaseReader | None = None,
    ) -> Case:
        """Return a case; its faults come with all else that keeps it from being scored."""
        try:
            return _read(reader or self.service.reader, raw, media, today)
        except InvalidCase as error:
            raise self.service.with_all_faults(error, ruleset, instruments) from None

    async def body(self, request: AnyRequest, way_out: str) -> tuple[Media, bytes]:
        """Return a body that is no case, and how it is encoded."""
        return await body_of(request, self._limits, way_out)

    async def official(self, request: AnyRequest, ruleset: str) -> RiskScoreResponse:
        """Return the official response to the official request a body holds."""
        media, raw = await body_of(request, self._limits, _OFFICIAL)
        if media != "json":
            raise Refused(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, f"Send {JSON}.")
        try:
            asked = official_request.decode(raw)
        except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
            raise UnreadableBody(
                Fault(
                    pointer=official_request.place_of(error),
                    message=f"does not fit: {error}",
                    way_out=_OFFICIAL,
                )
            ) from None
        return self._official.answer(asked, self.today(), ruleset)

    async def part(self, request: AnyRequest, key: str, ruleset: str) -> Case:
        """Return the case a body holds, which may answer only what one instrument asks."""
        self.definition(key)
        media, raw = await body_of(request, self._limits)
        case = self.read(raw, media, self.today(), ruleset, [key], self._reader(key))
        _refuse_decisions(case)
        return case

    def score(
        self,
        request: AnyRequest,
        case: Case,
        *,
        ruleset: str,
        instruments: Sequence[str] | None = None,
        reasons: bool = True,
    ) -> Assessment:
        """Score a case, and note the outcomes for the log and the metrics."""
        assessment = self.service.score(
            case, ruleset=ruleset, instruments=instruments, reasons=reasons
        )
        exchange_of(request.scope).results += [
            (result.instrument, _OUTCOMES[type(result)]) for result in assessment.results
        ]
        return assessment

    def answer(
        self, request: AnyRequest, value: Any, printed: Mapping[str, Printer] = NOT_PRINTED
    ) -> Response[bytes]:
        """
        Return a value in the media type the client would rather have; before.py has chosen it.

        Parameters
        ----------
        printed : mapping of str to callable
            Further media types beside JSON and MessagePack, and what prints them.
        """
        media = exchange_of(request.scope).media
        made = printed[media](value) if media in printed else encode(value, media)
        body = made.encode() if isinstance(made, str) else made
        return Response(body, media_type=media, headers={"vary": "Accept"})

    def page(self, text: str) -> Response[bytes]:
        """Return an HTML page."""
        return Response(text.encode(), media_type=HTML)


def _read(reader: CaseReader, raw: bytes, media: Media, today: dt.date) -> Case:
    try:
        return reader.read(raw, media, today=today)
    except RecursionError:
        raise UnreadableBody(
            Fault(
                pointer="",
                message="is nested too deeply",
                way_out='Send an object: {"case_id": ..., "on": ..., "answers": {...}}.',
            )
        ) from None
    except msgspec.ValidationError as error:
        raise InvalidCase(
            Fault(
                pointer="",
                message=f"does not fit: {error}",
                way_out="Give the fields the API description lists.",
            )
        ) from None


def _refuse_decisions(case: Case) -> None:
    faults = [
        Fault(
            pointer=f"/{name}",
            message="has no meaning for a single instrument",
            way_out="Take it out, or send the whole case to /v1/scores or /v1/plans.",
        )
        for name in ("band_decision", "contact_decision", "circumstances")
        if getattr(case, name) is not None
    ]
    if faults:
        raise InvalidCase(*faults)
