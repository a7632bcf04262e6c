"""Everything a document of one case is made from, worked out once."""

from collections.abc import Mapping

from msgspec import Struct

from riskservice.assessment import Assessment
from riskservice.case import Case
from riskservice.circumstances import Circumstances
from riskservice.clocks import Calendar, calendar_of
from riskservice.errors import Fault, NotInForce
from riskservice.kit.questions import Question
from riskservice.mappa import ScreeningResult, screen_case
from riskservice.planning.documents.entries import Forms, load_forms
from riskservice.planning.drafting import draft_plan
from riskservice.planning.plan import Plan
from riskservice.planning.refusals import InvalidPlan

NO_SETTINGS: Mapping[str, str] = {}


class Papers(Struct, frozen=True, kw_only=True):
    """
    One case with what was made of it on its day.

    Attributes
    ----------
    plan : Plan
        The plan that is kept, or the skeleton drafted from the case.
    kept : bool
        Whether the plan was given and not drafted.
    screening, calendar : or None
        None where no rules were in force on the day.
    questions : mapping of str to Question
        How each question is worded and its answers are said.
    """

    case: Case
    assessment: Assessment
    plan: Plan
    kept: bool
    screening: ScreeningResult | None
    calendar: Calendar | None
    questions: Mapping[str, Question]
    forms: Forms

    @property
    def known(self) -> Circumstances:
        """What the record says beside the answers."""
        return self.case.circumstances or Circumstances()


def papers_of(
    case: Case,
    assessment: Assessment,
    questions: Mapping[str, Question],
    *,
    plan: Plan | None = None,
    settings: Mapping[str, str] = NO_SETTINGS,
    forms: Forms | None = None,
    pointer: str = "",
) -> Papers:
    """
    Return everything a document of one case is made from.

    Parameters
    ----------
    case : Case
    assessment : Assessment
        What scoring the case gave.
    questions : mapping of str to Question
    plan : Plan, optional
        The plan that is kept; without one, a skeleton is drafted.
    settings : mapping of str to str
        Readings of open points, as a screening takes them.
    forms : Forms, optional
        The released ones where left out.
    pointer : str
        Where the settings were given, for their faults.

    Raises
    ------
    InvalidPlan
        When the plan is of another case.
    InvalidCase, UnusableSetting
        As a screening and the legal dates raise them.
    """
    if plan is not None and plan.case_id != case.case_id:
        raise InvalidPlan(
            Fault(
                pointer="/case_id",
                message="is not the case the plan belongs to",
                way_out="Give the case and the plan of one person.",
            )
        )
    try:
        screening = screen_case(case, assessment, settings, pointer=pointer)
        calendar = calendar_of(case)
    except NotInForce:
        screening, calendar = None, None
    return Papers(
        case=case,
        assessment=assessment,
        plan=plan or draft_plan(case, assessment),
        kept=plan is not None,
        screening=screening,
        calendar=calendar,
        questions=questions,
        forms=forms or load_forms(),
    )
