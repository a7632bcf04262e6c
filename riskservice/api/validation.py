"""Is an instrument right for these people? Figures of a modest file of scored people."""

from collections.abc import Iterator
from functools import cache
from typing import Annotated, Any

from litestar import Controller, Response, post
from litestar.datastructures import MultiDict
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from riskservice.api.described import described
from riskservice.api.door import Door
from riskservice.api.media import HTML, RECORDS
from riskservice.api.parameters import (
    ASKS,
    CohortOn,
    OnColumn,
    RulesetName,
    day_faults,
    day_of,
    missing,
    number_faults,
)
from riskservice.api.problems import AnyRequest
from riskservice.api.validating import PRINTED, Scored, validated
from riskservice.errors import Fault
from riskservice.registry import Registry
from riskservice.rulesets import DEFAULT_RULESET
from riskservice.validation.extra import ValidationNotInstalled, needed_by
from riskservice.validation.spec import IMPUTATIONS, SUPPRESS_BELOW, score_column

MOST_NAME, MOST_REPLICATES = 200, 2_000


def _column(what: str) -> QueryParameter:
    return QueryParameter(description=f"Give the name of the column {what}.", max_length=MOST_NAME)


Score = Annotated[
    str | None,
    _column("of the score; higher means higher risk. It is needed, unless an instrument makes it"),
]
Outcome = Annotated[str | None, _column("of the outcome, 0 or 1. It is needed")]
Time = Annotated[str | None, _column("of the length of follow-up")]
Event = Annotated[
    str | None, _column("that says whether the time ended with the event, if not the outcome")
]
Competing = Annotated[
    str | None, _column("that says whether the time ended with death, recall or custody, 0 or 1")
]
Band = Annotated[str | None, _column("of the band")]
Expected = Annotated[str | None, _column("of the probability by the norm table, from 0 to 1")]
ExpectedEvents = Annotated[
    str | None, _column("of the events expected over each person's own follow-up")
]
Compare = Annotated[str | None, _column("of another score of the same people")]
CompareBand = Annotated[str | None, _column("of the band by another judgement")]
Date = Annotated[str | None, _column("of the day on which time at risk began, for drift")]
Unit = Annotated[
    str | None, _column("that says whom a row is about; people in several rows are told")
]
Groups = Annotated[list[str] | None, _column("of subgroups; repeat it for several")]
Added = Annotated[list[str] | None, _column("of a judgement whose gain is tested; repeat it")]
Applies = Annotated[
    str | None,
    _column("that says whether the instrument is meant for the person, 0 or 1; only where it is 1 "
            "is a score imputed"),
]  # fmt: skip
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
At = Annotated[
    list[float] | None,
    QueryParameter(description="Give a further time for AUC(t), a number; repeat it."),
]
ReferenceBand = Annotated[
    str | None,
    QueryParameter(
        description="Give the name of the band that others are compared with; without it, the "
        "lowest that had an event.",
        max_length=MOST_NAME,
    ),
]
Thresholds = Annotated[
    list[float] | None,
    QueryParameter(
        description="Give a probability between 0 and 1 for net benefit, chosen beforehand; repeat "
        "it."
    ),
]
Bootstrap = Annotated[
    int,
    QueryParameter(
        description=f"Give a whole number from 0 to {MOST_REPLICATES}: replicates of the bootstrap "
        "of the AUC.",
        ge=0,
        le=MOST_REPLICATES,
    ),
]
Imputations = Annotated[
    int,
    QueryParameter(
        description="Give a whole number, 0 or from 2 to 100: times that missing items are filled, "
        "to see what hangs on them.",
        ge=0,
        le=100,
    ),
]
Seed = Annotated[
    int,
    QueryParameter(
        description="Give a whole number from 0 to 9223372036854775807, of the bootstrap and the "
        "imputations.",
        ge=0,
        le=2**63 - 1,
    ),
]
Instrument = Annotated[
    str | None,
    QueryParameter(
        description="Give the key of an instrument that makes the scores from the answers in the "
        "table: columns KEY_points, KEY_band, KEY_percent and KEY_probability. The score is "
        "KEY_points, or KEY_percent of an instrument without points, unless another column is "
        "named.",
        max_length=MOST_NAME,
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


def faults_of(query: MultiDict[str], registry: Registry) -> Iterator[Fault]:
    """Yield what is wrong with a query: what is missing, not there, or of no use."""
    given = {name: value.strip() for name, value in query.multi_items()}
    key = given.get("instrument")
    if not given.get("score") and key is None:
        yield missing("score", "Name the column of the score, or an instrument.")
    if not given.get("outcome"):
        yield missing("outcome", "Name the column of the outcome.")
    yield from number_faults(query, "horizon", "at", "cut", "threshold")
    yield from day_faults(on=day_of(given.get("on")))
    if key is not None:
        yield from registry.unknown(given.get("ruleset", DEFAULT_RULESET), [key])
        return
    for name in ("on", "on_column", "ruleset"):
        if name in given:
            yield Fault(
                pointer=f"?{name}",
                message="is of no use without an instrument",
                way_out="Name one in instrument, or take this out.",
            )


class ValidationController(Controller):
    """Validation of a score."""

    path = "/validation"
    tags = ("Many cases",)

    @post(
        status_code=200,
        opt=described(validation_type, takes="sample", media=(*RECORDS, HTML)) | {ASKS: faults_of},
    )
    async def validate_sample(
        self,
        *,
        request: AnyRequest,
        door: NamedDependency[Door],
        score: Score = None,
        outcome: Outcome = None,
        time: Time = None,
        event: Event = None,
        competing: Competing = None,
        horizon: Horizon = None,
        at: At = None,
        band: Band = None,
        band_name: BandNames = None,
        reference_band: ReferenceBand = None,
        expected: Expected = None,
        expected_events: ExpectedEvents = None,
        group: Groups = None,
        compare: Compare = None,
        compare_band: CompareBand = None,
        add: Added = None,
        unit: Unit = None,
        date: Date = None,
        item: Items = None,
        applies: Applies = None,
        cut: Cuts = None,
        threshold: Thresholds = None,
        bootstrap: Bootstrap = 0,
        imputations: Imputations = IMPUTATIONS,
        seed: Seed = 1,
        suppress_below: SuppressBelow = SUPPRESS_BELOW,
        withhold_small: WithholdSmall = False,
        instrument: Instrument = None,
        on: CohortOn = None,
        on_column: OnColumn = None,
        ruleset: RulesetName = DEFAULT_RULESET,
    ) -> Response[bytes]:
        """
        Validate a score against what happened.

        The body is a table with a row for each person, as large as a list of cases may be. Every
        figure comes with its interval and the people and events it rests on. Rows in which a value
        is missing are left out and counted; values that cannot be right are refused, all at once.
        What cannot be estimated is listed with its reason. With `instrument` the scores are made
        from answers, in a table as `/v1/rescore` takes it. `Accept: text/html` gives a page to
        print, with figures, captions and blank lines for what only the researcher knows.
        """
        chosen = {
            "score": score or score_column(door.registry, instrument or ""),
            "outcome": outcome,
            "time": time,
            "event": event,
            "competing": competing,
            "horizon": horizon,
            "times": tuple(at or ()),
            "band": band,
            "bands": tuple(band_name or ()),
            "reference_band": reference_band,
            "expected": expected,
            "expected_events": expected_events,
            "groups": tuple(group or ()),
            "compare": compare,
            "compare_band": compare_band,
            "added": tuple(add or ()),
            "unit": unit,
            "date": date,
            "items": tuple(item or ()),
            "applies": applies or (f"{instrument}_applies" if instrument else None),
            "cuts": tuple(cut or ()),
            "replicates": bootstrap,
            "imputations": imputations,
            "seed": seed,
            "suppress_below": suppress_below,
            "withhold_small": withhold_small,
        }
        if threshold:
            chosen["thresholds"] = tuple(threshold)
        made = instrument and Scored(instrument, on, on_column, ruleset)
        return door.answer(request, await validated(request, door, chosen, made or None), PRINTED)
