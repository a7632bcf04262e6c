"""Is an instrument right for these people? Figures of a modest file of scored people."""

from functools import cache
from http import HTTPStatus
from typing import Annotated, Any

from litestar import Controller, Response, post
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from riskservice.api.described import described
from riskservice.api.door import Door
from riskservice.api.media import HTML, RECORDS
from riskservice.api.problems import AnyRequest, Refused
from riskservice.api.validating import PRINTED, validated
from riskservice.errors import Fault
from riskservice.validation.extra import ValidationNotInstalled, needed_by

MOST_NAME = 200


def _column(what: str) -> QueryParameter:
    return QueryParameter(description=f"Give the name of the column {what}.", max_length=MOST_NAME)


Score = Annotated[str | None, _column("of the score; higher means higher risk. It is needed")]
Outcome = Annotated[str | None, _column("of the outcome, 0 or 1. It is needed")]
Time = Annotated[str | None, _column("of the length of follow-up")]
Event = Annotated[
    str | None, _column("that says whether the time ended with the event, if not the outcome")
]
Band = Annotated[str | None, _column("of the band")]
Expected = Annotated[str | None, _column("of the probability by the norm table, from 0 to 1")]
Compare = Annotated[str | None, _column("of another score of the same people")]
CompareBand = Annotated[str | None, _column("of the band by another judgement")]
Date = Annotated[str | None, _column("of the day on which time at risk began, for drift")]
Groups = Annotated[list[str] | None, _column("of subgroups; repeat it for several")]
Added = Annotated[list[str] | None, _column("of a judgement whose gain is tested; repeat it")]
Items = Annotated[list[str] | None, _column("of an item whose missing values count; repeat it")]
BandNames = Annotated[
    list[str] | None,
    QueryParameter(description="Give the names of the bands from low to high, one after another."),
]
Horizon = Annotated[
    float | None,
    QueryParameter(
        description="Give the time by which an event counts, a number above 0 in the unit of the "
        "times."
    ),
]
Cuts = Annotated[
    list[float] | None,
    QueryParameter(description="Give the lowest score called high, a number; repeat it."),
]
SuppressBelow = Annotated[
    int,
    QueryParameter(
        description="Give a whole number from 0 to 1000: figures of groups with fewer events are "
        "withheld.",
        ge=0,
        le=1000,
    ),
]
WithholdSmall = Annotated[
    bool,
    QueryParameter(
        description="Give true or false: whether to withhold the numbers of their events too."
    ),
]


@cache
def validation_type() -> Any:
    """Return the type of the answer, None where validation is not installed; slow to load."""
    try:
        with needed_by("the description"):
            from riskservice.validation.results import Validation  # noqa: PLC0415  an extra
    except ValidationNotInstalled:
        return None
    return Validation


class ValidationController(Controller):
    """Validation of a score."""

    path = "/validation"
    tags = ("Many cases",)

    @post(status_code=200, opt=described(validation_type, takes="sample", media=(*RECORDS, HTML)))
    async def validate_sample(
        self,
        *,
        request: AnyRequest,
        door: NamedDependency[Door],
        score: Score = None,
        outcome: Outcome = None,
        time: Time = None,
        event: Event = None,
        horizon: Horizon = None,
        band: Band = None,
        band_name: BandNames = None,
        expected: Expected = None,
        group: Groups = None,
        compare: Compare = None,
        compare_band: CompareBand = None,
        add: Added = None,
        date: Date = None,
        item: Items = None,
        cut: Cuts = None,
        suppress_below: SuppressBelow = 10,
        withhold_small: WithholdSmall = False,
    ) -> Response[bytes]:
        """
        Validate a score against what happened.

        The body is a table with a row for each person, as large as a list of cases may be. Every
        figure comes with its interval and the people and events it rests on. Rows in which a value
        is missing are left out and counted; values that cannot be right are refused, all at once.
        What cannot be estimated is listed with its reason. `Accept: text/html` gives a page to
        print, with figures, captions and blank lines for what only the researcher knows.
        """
        _refuse_missing(score=score, outcome=outcome)
        chosen = {
            "score": score,
            "outcome": outcome,
            "time": time,
            "event": event,
            "horizon": horizon,
            "band": band,
            "bands": tuple(band_name or ()),
            "expected": expected,
            "groups": tuple(group or ()),
            "compare": compare,
            "compare_band": compare_band,
            "added": tuple(add or ()),
            "date": date,
            "items": tuple(item or ()),
            "cuts": tuple(cut or ()),
            "suppress_below": suppress_below,
            "withhold_small": withhold_small,
        }
        return door.answer(request, await validated(request, door, chosen), PRINTED)


def _refuse_missing(**needed: str | None) -> None:
    faults = [
        Fault(
            pointer=f"?{name}",
            message="is missing",
            way_out=f"Name the column of the {name}.",
        )
        for name, value in needed.items()
        if not value
    ]
    if faults:
        raise Refused(HTTPStatus.BAD_REQUEST, "", *faults)
