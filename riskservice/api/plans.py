"""Plan skeletons."""

from litestar import Controller, Response, post
from litestar.di import NamedDependency

from riskservice.api.described import described
from riskservice.api.door import Door
from riskservice.api.media import HTML, PLANS, TEXT
from riskservice.api.parameters import RulesetName
from riskservice.api.problems import AnyRequest
from riskservice.planning import Plan, draft_plan, plan_to_html, plan_to_text
from riskservice.rulesets import DEFAULT_RULESET

PRINTED = {HTML: plan_to_html, TEXT: plan_to_text}


class PlansController(Controller):
    """Plan skeletons."""

    path = "/plans"
    tags = ("Planning",)

    @post(status_code=200, opt=described(Plan, takes="case", media=PLANS))
    async def draft_case_plan(
        self,
        *,
        request: AnyRequest,
        door: NamedDependency[Door],
        ruleset: RulesetName = DEFAULT_RULESET,
    ) -> Response[bytes]:
        """
        Draft a plan skeleton for one case.

        What only a professional can write is left visibly open. ``Accept: text/html`` gives a
        page to print, ``text/plain`` the same in plain text.
        """
        case = await door.case(request, ruleset)
        plan = draft_plan(case, door.score(request, case, ruleset=ruleset))
        return door.answer(request, plan, PRINTED)
