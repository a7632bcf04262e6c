"""Scores of one case, or of a list of cases."""

from litestar import Controller, Response, post
from litestar.di import NamedDependency

from riskservice.api.cases import Parts, score_each
from riskservice.api.described import described
from riskservice.api.door import Door
from riskservice.api.parameters import Instruments, Reasons, RulesetName
from riskservice.api.problems import AnyRequest
from riskservice.api.shapes import RefusedCase
from riskservice.assessment import Assessment
from riskservice.rulesets import DEFAULT_RULESET


class ScoresController(Controller):
    """Scores of cases."""

    path = "/scores"
    tags = ("Scoring",)

    @post(status_code=200, opt=described(Assessment, takes="cases", many=RefusedCase))
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
        Score one case, or up to 1,000 of them, with every applicable instrument.

        Gives the result of each instrument with its reasons, and the overall band. Answers that
        are missing are never counted as no: the result says what is missing and what the band
        could still be. Of a list each case is scored for itself: the answer is a list in the same
        order, with the assessment, or with the problem of a case that cannot be scored.
        """
        case = await door.case_or_cases(request, ruleset, instrument)
        if isinstance(case, Parts):
            several = await score_each(
                request, door, case, ruleset=ruleset, instruments=instrument, reasons=reasons
            )
            return door.answer(request, several)
        assessment = door.score(
            request, case, ruleset=ruleset, instruments=instrument, reasons=reasons
        )
        return door.answer(request, assessment)
