"""Plans: drafted, checked, compared, changed, drafted anew, and copied for the person."""

from litestar import Controller, Response, post
from litestar.di import NamedDependency

from riskservice.api.described import described
from riskservice.api.door import Door
from riskservice.api.media import PRINTED_PLANS, RECORDS, TEXT
from riskservice.api.parameters import On, RulesetName
from riskservice.api.plan_bodies import check_match, parts_in, plan_answer
from riskservice.api.problems import AnyRequest
from riskservice.planning import (
    Plan,
    PlanCheck,
    PlanDiff,
    apply_diff,
    check_changes,
    check_quality,
    check_to_text,
    diff_plans,
    diff_to_text,
    draft_plan,
    next_version,
    person_copy,
    read_plan,
)
from riskservice.rulesets import DEFAULT_RULESET

TOLD = (*RECORDS, TEXT)


class PlansController(Controller):
    """Risk management plans. Nothing is kept here: a plan goes in and comes out whole."""

    path = "/plans"
    tags = ("Planning",)

    @post(status_code=200, opt=described(Plan, takes="case", media=PRINTED_PLANS))
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
        page to print, ``text/plain`` the same in plain text, and the media type of Word a document
        with marking and confidentiality statement on every page. The entity tag is the plan's
        fingerprint.
        """
        case = await door.case(request, ruleset)
        plan = draft_plan(case, door.score(request, case, ruleset=ruleset))
        return plan_answer(request, door, plan)

    @post("/check", status_code=200, opt=described(PlanCheck, takes="plan_check", media=TOLD))
    async def check_one_plan(
        self, *, request: AnyRequest, door: NamedDependency[Door], on: On = None
    ) -> Response[bytes]:
        """
        Check a plan for a day, with the tests of a defensible decision.

        Each finding cites its rule. With the version before beside it, evidence that was copied
        from there is found too.
        """
        parts = await parts_in(request, door, "plan_check")
        plan, previous = parts.plan(), parts.plan("previous")
        parts.check()
        assert plan is not None
        found = check_quality(plan, on=on or door.today(), previous=previous)
        return door.answer(request, found, {TEXT: check_to_text})

    @post("/diff", status_code=200, opt=described(PlanDiff, takes="plan_pair", media=TOLD))
    async def compare_two_plans(
        self, *, request: AnyRequest, door: NamedDependency[Door]
    ) -> Response[bytes]:
        """
        Give what changed from one state of a plan to another, item by item and field by field.

        Changes of status that are not laid down are among the findings.
        """
        parts = await parts_in(request, door, "plan_pair")
        before, after = parts.plan("before"), parts.plan("after")
        parts.check()
        assert before is not None
        assert after is not None
        return door.answer(request, diff_plans(before, after), {TEXT: diff_to_text})

    @post("/apply", status_code=200, opt=described(Plan, takes="plan_change", media=PRINTED_PLANS))
    async def change_plan(
        self, *, request: AnyRequest, door: NamedDependency[Door]
    ) -> Response[bytes]:
        """
        Apply a difference to the plan it was made from.

        Where the plan has changed since, or ``If-Match`` names another fingerprint, the answer is
        412 and nothing is applied. Changes of status that are not laid down are refused.
        """
        parts = await parts_in(request, door, "plan_change")
        plan, diff = parts.plan(), parts.diff()
        parts.check()
        assert plan is not None
        assert diff is not None
        check_match(request, plan)
        changed = apply_diff(plan, diff)
        check_changes(plan, changed)
        return plan_answer(request, door, changed)

    @post("/next", status_code=200, opt=described(Plan, takes="plan_redraft", media=PRINTED_PLANS))
    async def draft_next_version(
        self,
        *,
        request: AnyRequest,
        door: NamedDependency[Door],
        ruleset: RulesetName = DEFAULT_RULESET,
    ) -> Response[bytes]:
        """
        Draft the next version of a plan from a later case record of the same person.

        What people made of the plan is kept; what the assessment no longer calls for is kept too
        and marked for decision.
        """
        parts = await parts_in(request, door, "plan_redraft")
        plan, case = parts.plan(), parts.case(door, ruleset)
        parts.check()
        assert plan is not None
        assert case is not None
        assessment = door.score(request, case, ruleset=ruleset)
        return plan_answer(request, door, next_version(plan, case, assessment, case.on))

    @post("/person-copy", status_code=200, opt=described(Plan, takes="plan", media=PRINTED_PLANS))
    async def copy_plan_for_person(
        self, *, request: AnyRequest, door: NamedDependency[Door]
    ) -> Response[bytes]:
        """
        Give the person's own copy of a plan: nothing in it that may not be disclosed.

        Words of what is withheld are also looked for elsewhere in the plan. Words put differently
        cannot be found: a professional reads the copy before it is handed over.
        """
        media, raw = await door.body(request, "Send a plan.")
        return plan_answer(request, door, person_copy(read_plan(raw, media, whole=False)))
