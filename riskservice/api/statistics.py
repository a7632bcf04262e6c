"""The annual MAPPA tables of a file of individuals."""

import asyncio
import datetime as dt
from collections.abc import Mapping
from functools import partial
from http import HTTPStatus
from typing import Annotated, Final

from litestar import Controller, Response, post
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from riskservice.api import uploads
from riskservice.api.described import described
from riskservice.api.door import Door, Printer
from riskservice.api.exchange import exchange_of
from riskservice.api.media import CSV, HTML, PLANS, READABLE, TEXT
from riskservice.api.problems import AnyRequest, Refused
from riskservice.errors import Fault
from riskservice.mappa.statistics import (
    Choices,
    Statistics,
    annual_statistics,
    statistics_to_html,
    statistics_to_text,
)
from riskservice.mappa.statistics.reading import Kind
from riskservice.mappa.statistics.settings import (
    BlankEvents,
    Community,
    LevelCounted,
    ShpoWithTravel,
)

PRINTED: Final[Mapping[str, Printer]] = {HTML: statistics_to_html, TEXT: statistics_to_text}
_NO_YEAR: Final = Fault(
    pointer="?year_end",
    message="is missing",
    way_out="Give the last day of the year, a 31 March, as YYYY-MM-DD.",
)
KINDS: Final[Mapping[str, Kind]] = {CSV: "csv", **READABLE}

YearEnd = Annotated[
    dt.date | None,
    QueryParameter(
        description="Give the last day of the year, a 31 March, as YYYY-MM-DD. It is needed."
    ),
]
Residents = Annotated[
    int | None,
    QueryParameter(
        description="Give the residents of the area aged 10 and over, a whole number from 1; "
        "without it, the rate per 100,000 is not known.",
        ge=1,
        le=100_000_000,
    ),
]
Area = Annotated[
    str,
    QueryParameter(
        description="Give the name of the area, at most 100 characters; its population may be "
        "known.",
        max_length=100,
    ),
]
LevelOfPerson = Annotated[
    LevelCounted | None,
    QueryParameter(
        description="Give first, lowest or highest: the level at which a person counts who held "
        "several in the year; without it, the first."
    ),
]
InCommunity = Annotated[
    Community | None,
    QueryParameter(
        description="Give some_day, event_day or not_asked: how living in the community is asked "
        "in the tables of the year; without it, on some day of it."
    ),
]
TravelLine = Annotated[
    ShpoWithTravel | None,
    QueryParameter(
        description="Give own_line or both_lines: where an SHPO with a foreign travel restriction "
        "counts; without it, in its own line only."
    ),
]
Blanks = Annotated[
    BlankEvents | None,
    QueryParameter(
        description="Give not_known or none: what a blank cell for events, or a list left out, "
        "says; without it, not known."
    ),
]
Suppress = Annotated[
    int | None,
    QueryParameter(
        description="Give a whole number from 0 to 100: counts from 1 to one less are withheld, "
        "and others that would give them away; without it, only Category 4 is.",
        ge=0,
        le=100,
    ),
]


class MappaStatisticsController(Controller):
    """The annual MAPPA tables."""

    path = "/mappa/statistics"
    tags = ("MAPPA",)

    @post(status_code=200, opt=described(Statistics, takes="statistics", media=PLANS))
    async def make_mappa_statistics(
        self,
        *,
        request: AnyRequest,
        door: NamedDependency[Door],
        year_end: YearEnd = None,
        population: Residents = None,
        area: Area = "",
        level_counted: LevelOfPerson = None,
        community: InCommunity = None,
        shpo_with_travel: TravelLine = None,
        blank_events: Blanks = None,
        suppress_below: Suppress = None,
    ) -> Response[bytes]:
        """
        Make the annual MAPPA tables of a file of individuals.

        Two tables are snapshots of the last day, the others are of the whole year. Only people who
        live in the community count, everybody once in a table; Category 4 is withheld. A file with
        faults is refused as a whole, with every fault of every row. CSV has the columns of the
        record; several entries in a cell have `|` between them, spells are `NAME:FIRST/LAST`,
        events `NAME:DAY`, and `NONE` says that there was none. `Accept: text/html` gives a page to
        print, `text/plain` the same in plain text.
        """
        choices = Choices(
            level_counted=level_counted,
            community=community,
            shpo_with_travel=shpo_with_travel,
            blank_events=blank_events,
            suppress_below=suppress_below,
            population=population,
            area=area,
        )
        made = await _made(request, door, year_end, choices)
        return door.answer(request, made, PRINTED)


async def _made(
    request: AnyRequest, door: Door, year_end: dt.date | None, choices: Choices
) -> Statistics:
    """Return the tables of the body, made beside the loop, which others need."""
    media = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    packed = request.headers.get("content-encoding", "identity") != "identity"
    with await uploads.body_of(request, door.largest_list) as body:
        raw = body.read()
    if year_end is None:
        raise Refused(HTTPStatus.BAD_REQUEST, "", _NO_YEAR)
    if media not in KINDS or packed:
        raise Refused(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            f"Send one of: {', '.join(KINDS)}; uncompressed, as UTF-8.",
        )
    today = door.today()
    make = partial(annual_statistics, raw, KINDS[media], year_end=year_end, today=today)
    made = await asyncio.to_thread(make, choices=choices)
    exchange_of(request.scope).people = made.stamp.rows
    return made
