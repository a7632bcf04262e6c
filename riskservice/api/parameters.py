"""Query and path parameters, each described once for the API description and for its faults."""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator
from typing import Annotated

import msgspec
from litestar.datastructures import MultiDict
from litestar.handlers import BaseRouteHandler
from litestar.params import PathParameter, QueryParameter

from riskservice.errors import Fault, shown
from riskservice.kit.dates import EARLIEST, LATEST
from riskservice.registry import Registry
from riskservice.rescoring.bulk import Ranges

Asks = Callable[[MultiDict[str], Registry], Iterable[Fault]]
"""Yields what is wrong with a query beyond its names and the types of its values."""
ASKS = "asks"
"""Option of a handler under which it is found; all faults of such a query are told at once."""

InstrumentKey = Annotated[
    str, PathParameter(description="Key of an instrument, as /v1/instruments lists it.")
]
OffenceCode = Annotated[
    str, PathParameter(description="Home Office offence code, five digits, such as 10501.")
]
RulesetName = Annotated[
    str,
    QueryParameter(description="Give the name of a ruleset, as /v1/rulesets lists it."),
]
DeployedRuleset = Annotated[
    str,
    QueryParameter(
        description="Give the name of a ruleset, as /v1/rulesets lists it; the default gives the "
        "deployed answers."
    ),
]
Instruments = Annotated[
    list[str] | None,
    QueryParameter(
        description="Give the key of an instrument to score with; repeat it for several. Without "
        "it, every instrument that was in use on the day of assessment."
    ),
]
Reasons = Annotated[
    bool,
    QueryParameter(
        description="Give true or false: whether to account for each result, item by item."
    ),
]
On = Annotated[
    dt.date | None,
    QueryParameter(description="Give a day as YYYY-MM-DD; without it, today."),
]


CohortOn = Annotated[
    dt.date | None,
    QueryParameter(
        description="Give a day as YYYY-MM-DD, on which everyone is assessed; it goes before what "
        "the table says."
    ),
]
OnColumn = Annotated[
    str | None,
    QueryParameter(
        description="Give the name of the column that has the day of assessment; without it, the "
        "column on."
    ),
]
CohortRanges = Annotated[
    Ranges,
    QueryParameter(
        description="Give all, overall or none: where answers are missing, find the lowest and "
        "highest band of every instrument, only what the overall band needs, or nothing. The "
        "fewer, the faster."
    ),
]
RowFaults = Annotated[
    bool,
    QueryParameter(
        description="Give true or false: whether to answer with the faults of single rows in place "
        "of results."
    ),
]
PreviousOn = Annotated[
    dt.date | None,
    QueryParameter(
        description="Give the day of last time's answers as YYYY-MM-DD; without it, what they say."
    ),
]
PreviousRuleset = Annotated[
    str | None,
    QueryParameter(
        description="Give the name of the ruleset of last time's answers; without it, the same."
    ),
]


def query_of(handler: BaseRouteHandler) -> dict[str, str]:
    """Return the query parameters of a handler and what each of them takes, in words."""
    return {
        name: field.kwarg_definition.description or ""
        for name, field in handler.parsed_fn_signature.parameters.items()
        if isinstance(field.kwarg_definition, QueryParameter)
    }


def query_faults(handler: BaseRouteHandler, query: MultiDict[str]) -> Iterator[Fault]:
    """Yield what is wrong with a query: names nobody reads, and values that do not fit."""
    known = query_of(handler)
    yield from (
        Fault(
            pointer=f"?{name}",
            value=shown(value),
            message="is not a parameter of this address",
            way_out=f"Parameters: {', '.join(known) or 'none'}.",
        )
        for name, value in query.multi_items()
        if name not in known
    )
    types = {each.name: each.type for each in msgspec.structs.fields(handler.signature_model)}
    for name, way_out in known.items():
        field = handler.parsed_fn_signature.parameters[name]
        kinds = (field, *field.inner_types)
        given = query.getall(name, [])
        value = given if any(kind.is_non_string_sequence for kind in kinds) else given[-1:]
        if given and not _fits(value if value is given else value[0], types[name]):
            yield misfit(name, given[-1], way_out)


def misfit(name: str, value: str | None, way_out: str) -> Fault:
    """Return the fault of a query parameter that is not what it has to be."""
    return Fault(
        pointer=f"?{name}",
        value=None if value is None else shown(value),
        message="does not fit",
        way_out=way_out,
    )


def _fits(value: object, type_: object) -> bool:
    try:
        msgspec.convert(value, type_, strict=False)
    except msgspec.ValidationError:
        return False
    return True


def missing(name: str, way_out: str) -> Fault:
    """Return the fault of a query parameter that is needed and not there."""
    return Fault(pointer=f"?{name}", message="is missing", way_out=way_out)


def number_faults(query: MultiDict[str], *names: str) -> Iterator[Fault]:
    """Yield the fault of every value of some parameters that is no finite number."""
    for name in names:
        for value in query.getall(name, []):
            if value.strip().lower().lstrip("+-") in ("nan", "inf", "infinity"):
                yield misfit(name, value, "Give a number.")


def day_of(text: str | None) -> dt.date | None:
    """Return a day of a query, None where it is none; that is told with the types."""
    try:
        return None if text is None else dt.date.fromisoformat(text)
    except ValueError:
        return None


def day_faults(**days: dt.date | None) -> list[Fault]:
    """Return the faults of days, by parameter, on which no person can have been assessed."""
    return [
        Fault(
            pointer=f"?{name}",
            value=str(day),
            message="is not a plausible date",
            way_out=f"Give a date as YYYY-MM-DD, from {EARLIEST} to {LATEST}.",
        )
        for name, day in days.items()
        if day is not None and not EARLIEST <= day <= LATEST
    ]
