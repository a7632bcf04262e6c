"""Screening of one case for MAPPA."""

from typing import Annotated

from litestar import Controller, Response, post
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from riskservice.api.described import described
from riskservice.api.door import Door
from riskservice.api.media import RECORDS, TEXT
from riskservice.api.parameters import RulesetName
from riskservice.api.problems import AnyRequest
from riskservice.mappa import ScreeningResult, parted, screen_case, screening_to_text
from riskservice.rulesets import DEFAULT_RULESET

PRINTED = {TEXT: screening_to_text}

Chosen = Annotated[
    list[str] | None,
    QueryParameter(
        description="Give NAME=READING, another reading of a point that the sources leave open; "
        "repeat it for several. The answer lists what was used under settings."
    ),
]


class ScreeningController(Controller):
    """Screening."""

    path = "/mappa/screening"
    tags = ("MAPPA",)

    @post(status_code=200, opt=described(ScreeningResult, takes="case", media=(*RECORDS, TEXT)))
    async def screen_for_mappa(
        self,
        *,
        request: AnyRequest,
        door: NamedDependency[Door],
        ruleset: RulesetName = DEFAULT_RULESET,
        setting: Chosen = None,
    ) -> Response[bytes]:
        """
        Screen one case for MAPPA: category, level, and what would tell.

        Every step of every rule is met, not met or cannot be told; what is left out of the record
        is not known, which is never no. It informs a decision and never makes it. `Accept:
        text/plain` gives the same to read.
        """
        given = parted(setting or (), "?setting")
        case = await door.case(request, ruleset)
        assessment = door.score(request, case, ruleset=ruleset)
        return door.answer(
            request, screen_case(case, assessment, given, pointer="?setting"), PRINTED
        )
