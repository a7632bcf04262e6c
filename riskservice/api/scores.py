"""Scores of one case."""

from litestar import Controller, Response, post
from litestar.di import NamedDependency

from riskservice.api.described import described
from riskservice.api.door import Door
from riskservice.api.parameters import Instruments, Reasons, RulesetName
from riskservice.api.problems import AnyRequest
from riskservice.registry import DEFAULT_RULESET
from riskservice.scoring import Assessment


class ScoresController(Controller):
    """Scores of one case."""

    path = "/scores"
    tags = ("Scoring",)

    @post(status_code=200, opt=described(Assessment, takes="case"))
    async def score_case(
        self,
        *,
        request: AnyRequest,
        door: NamedDependency[Door],
        ruleset: RulesetName = DEFAULT_RULESET,
        instrument: Instruments = None,
        reasons: Reasons = True,
    ) -> Response[bytes]:
        """
        Score one case with every applicable instrument.

        Gives the result of each instrument with its reasons, and the overall band. Answers that
        are missing are never counted as no: the result says what is missing and what the band
        could still be.
        """
        case = await door.case(request)
        assessment = door.score(
            request, case, ruleset=ruleset, instruments=instrument, reasons=reasons
        )
        return door.answer(request, assessment)
