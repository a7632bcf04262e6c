"""Query and path parameters, each described once for the API description and for its faults."""

import datetime as dt
from typing import Annotated

from litestar.handlers import BaseRouteHandler
from litestar.params import PathParameter, QueryParameter

from riskservice.rescoring.bulk import Ranges

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
