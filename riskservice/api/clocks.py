"""Legal dates of one person."""

from collections.abc import Iterable
from typing import Annotated, Final

from litestar import Controller, Response, post
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from riskservice.api.described import described
from riskservice.api.door import Door
from riskservice.api.media import RECORDS
from riskservice.api.parameters import RulesetName
from riskservice.api.problems import AnyRequest
from riskservice.clocks import Calendar, UnusableSetting, calendar_of, to_ics
from riskservice.errors import Fault, shown
from riskservice.rulesets import DEFAULT_RULESET

ICS: Final = "text/calendar"
PRINTED = {ICS: lambda calendar: to_ics(calendar).decode()}

Chosen = Annotated[
    list[str] | None,
    QueryParameter(
        description="Give NAME=VALUE, another reading of a point that the sources leave open, or "
        "interval.NAME=NUMBER, an interval of the area; repeat it for several. The answer lists "
        "what was used under settings."
    ),
]


class MappaClocksController(Controller):
    """Legal dates."""

    path = "/mappa/clocks"
    tags = ("MAPPA",)

    @post(status_code=200, opt=described(Calendar, takes="case", media=(*RECORDS, ICS)))
    async def lay_out_legal_dates(
        self,
        *,
        request: AnyRequest,
        door: NamedDependency[Door],
        ruleset: RulesetName = DEFAULT_RULESET,
        setting: Chosen = None,
    ) -> Response[bytes]:
        """
        Lay out the legal dates of one person, each with its rule and its confidence.

        Notification, orders, release schemes, reviews, first screening and the police record, from
        the circumstances of the case. What is not known gives no date but the bounds of what it
        could be, and says what would tell. `Accept: text/calendar` gives the dates for a diary,
        without names, offences or addresses.
        """
        given = _pairs(setting or ())
        case = await door.case(request, ruleset)
        return door.answer(request, calendar_of(case, given, pointer="?setting"), PRINTED)


def _pairs(settings: Iterable[str]) -> dict[str, str]:
    """Return names and values; UnusableSetting with everything that is neither."""
    parts = [text.partition("=") for text in settings]
    if faults := [
        Fault(
            pointer="?setting",
            value=shown(name),
            message="is not a name and a value",
            way_out="Write it as NAME=VALUE.",
        )
        for name, equals, _ in parts
        if not equals
    ]:
        raise UnusableSetting(*faults)
    return {name.strip(): value.strip() for name, _, value in parts}
