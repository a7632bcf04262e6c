"""How far do raters agree? Figures of a modest file of people whom several rated."""

from collections.abc import Iterator
from typing import Annotated

import msgspec
from litestar import Controller, Response, post
from litestar.datastructures import MultiDict
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from riskservice.api.agreeing import MOST_RATERS, PRINTED, agreed
from riskservice.api.described import described
from riskservice.api.door import Door
from riskservice.api.media import HTML, RECORDS
from riskservice.api.parameters import ASKS
from riskservice.api.problems import AnyRequest
from riskservice.errors import Fault
from riskservice.registry import Registry
from riskservice.validation.agreement import Agreement, SecondRatings, Spec
from riskservice.validation.agreement.asked import rater_faults, scale_faults
from riskservice.validation.agreement.spec import Level, WeightName

MOST_TEXT, MOST_RESAMPLES = 2_000, 2_000
NOT_WITH_ARMS = ("rater", "scale", "unit", "level", "resamples", "seed")

Raters = Annotated[
    list[str] | None,
    QueryParameter(
        description="Give the name of the column of one rater; repeat it, twice or more and up to "
        f"{MOST_RATERS} times. It is needed, except with arms."
    ),
]
ScaleOf = Annotated[
    str | None,
    QueryParameter(
        description="Give every category from lowest to highest, with commas between, also those "
        "nobody used. Without it, words have no order and numbers stand where their value puts "
        "them.",
        max_length=MOST_TEXT,
    ),
]
Weights = Annotated[
    WeightName,
    QueryParameter(
        description="Give linear or quadratic: how much a near miss counts in the weighted kappa "
        "and in Gwet AC2."
    ),
]
Unit = Annotated[
    str | None,
    QueryParameter(
        description="Give the name of the column that says who was rated, one row each.",
        max_length=MOST_TEXT,
    ),
]
LevelOf = Annotated[
    Level | None,
    QueryParameter(
        description="Give nominal, ordinal, interval or ratio: the level of measurement of "
        "Krippendorff alpha; without it, what the ratings are."
    ),
]
Resamples = Annotated[
    int,
    QueryParameter(
        description=f"Give a whole number from 0 to {MOST_RESAMPLES}: resamples of people for a "
        "bootstrap interval of Krippendorff alpha.",
        ge=0,
        le=MOST_RESAMPLES,
    ),
]
Seed = Annotated[
    int,
    QueryParameter(
        description="Give a whole number from 0 to 9223372036854775807, of the bootstrap.",
        ge=0,
        le=2**63 - 1,
    ),
]
Arms = Annotated[
    bool,
    QueryParameter(
        description="Give true or false: whether second, blind ratings of ARMS are compared with "
        "the first, factor by factor."
    ),
]


def faults_of(query: MultiDict[str], _: Registry) -> Iterator[Fault]:
    """Yield what is wrong with a query: raters and scale, or what does not go with ARMS."""
    if query.getall("arms", ["false"])[-1].lower() in ("true", "1"):
        for name in dict.fromkeys(query):
            if name in NOT_WITH_ARMS:
                yield Fault(
                    pointer=f"?{name}",
                    message="does not go with arms",
                    way_out="Take it out: ARMS has its own raters and scale.",
                )
        return
    raters = tuple(query.getall("rater", []))
    spec = Spec(raters=raters, scale=scale_of(query.getall("scale", [None])[-1]))
    for fault in (*rater_faults(spec), *scale_faults(spec)):
        yield msgspec.structs.replace(fault, pointer=f"?{fault.pointer}")
    if len(raters) > MOST_RATERS:
        yield Fault(
            pointer="?rater",
            message=f"is given {len(raters):,} times",
            way_out=f"Name {MOST_RATERS} raters at most, or use the command.",
        )


def scale_of(text: str | None) -> tuple[str, ...]:
    """Return the categories that stand between commas."""
    return () if text is None else tuple(label.strip() for label in text.split(","))


class AgreementController(Controller):
    """Agreement of raters."""

    path = "/agreement"
    tags = ("Many cases",)

    @post(
        status_code=200,
        opt=described(Agreement, takes="sample", media=(*RECORDS, HTML), or_gives=SecondRatings)
        | {ASKS: faults_of},
    )
    async def compare_raters(
        self,
        *,
        request: AnyRequest,
        door: NamedDependency[Door],
        rater: Raters = None,
        scale: ScaleOf = None,
        weights: Weights = "linear",
        unit: Unit = None,
        level: LevelOf = None,
        resamples: Resamples = 0,
        seed: Seed = 0,
        arms: Arms = False,
    ) -> Response[bytes]:
        """
        Say how far raters of the same people agree.

        The body is a table with a row for each person and a column for each rater, as large as a
        list of cases may be. A blank is a rating that was not made; nothing is dropped without
        being counted. Every figure comes with its interval; what cannot be given is listed with
        its reason. With `arms=true`, columns are called as the questions of ARMS are, and
        `arms_second_rating` or columns such as `arms_opportunity_second` hold the second rating.
        `Accept: text/html` gives a page to print, with pictures, captions and a reporting list.
        """
        spec = Spec(
            raters=tuple(rater or ()),
            scale=scale_of(scale),
            weights=weights,
            unit=unit,
            level=level,
            resamples=resamples,
            seed=seed,
        )
        return door.answer(request, await agreed(request, door, spec, arms=arms), PRINTED)
