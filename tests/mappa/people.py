"""Made-up cases for screenings, as plain records."""

import datetime as dt
from typing import Any

from riskservice.case import Case
from riskservice.mappa import ScreeningResult, screen_case
from riskservice.mappa.logic import RuleStep
from riskservice.scoring import service

ON = "2026-11-24"
TODAY = dt.date(2026, 11, 24)
ADULT = {"sex": "male", "date_of_birth": "1980-01-01"}
CHILD = {"sex": "male", "date_of_birth": "2010-06-01"}
LOW = {f"rosh_{group}_community": "low" for group in ("children", "public", "known_adult", "staff")}
HIGH = {**LOW, "rosh_public_community": "high"}
NO_TERRORISM = {"terrorism_notification": False, "terrorism_risk": False}
NOT_2 = {"sexual_offender_without_notification": False}
LEVEL_1 = {
    "screened_formally": True,
    "lead_agency_can_manage": True,
    "plan_is_robust": True,
    "agreed_actions_unblocked": True,
    "meetings_add_value": False,
    "needs_active_coordination": False,
    "formerly_level_3": False,
    "senior_representation_needed": False,
    "resources_at_short_notice": False,
    "media_or_public_interest": False,
}
LEVEL_2 = {**LEVEL_1, "lead_agency_can_manage": False, "meetings_add_value": True}
LEVEL_3 = {**LEVEL_2, "senior_representation_needed": True, "resources_at_short_notice": True}
VIOLENT = {
    "sentence_id": "S1",
    "finding": "conviction",
    "disposal": "imprisonment",
    "term": {"months": 12},
    "sentenced_on": "2026-01-15",
    "relevant_date": "2026-01-10",
    "schedule_15": "violent",
    "murder": False,
    "controlling_or_coercive": False,
    "terrorism": False,
    "notifiable": False,
    "ends_on": "2027-01-14",
}


def case(
    answers: dict[str, Any] | None = None,
    *,
    on: str = ON,
    grounds: dict[str, Any] | None = None,
    mappa: dict[str, Any] | None = None,
    **circumstances: Any,
) -> Case:
    facts = {"mappa": {"grounds": grounds or {}, **(mappa or {})}, **circumstances}
    record = {
        "case_id": "EXAMPLE-1",
        "on": on,
        "answers": ADULT if answers is None else answers,
        "circumstances": facts,
    }
    return service().reader.check(record)


def screened(*args: Any, settings: dict[str, str] | None = None, **kwargs: Any) -> ScreeningResult:
    return screen_case(case(*args, **kwargs), None, settings or {})


def registered(
    answers: dict[str, Any] | None = None,
    *,
    grounds: dict[str, Any] | None = None,
    **more: Any,
) -> ScreeningResult:
    """Screen somebody who is subject to notification, with nothing of terrorism."""
    return screened(
        answers,
        grounds={**NO_TERRORISM, **(grounds or {})},
        notification={"subject": True},
        sentences=[{**VIOLENT, "schedule_15": "sexual", "notifiable": True}],
        **more,
    )


def codes(result: ScreeningResult) -> list[str]:
    return [finding.code for finding in result.findings]


def step(result: ScreeningResult, key: str) -> RuleStep:
    queue = [
        *result.category.rules,
        *result.level.rules,
        result.potentially_dangerous.rule,
    ]
    while queue:
        here = queue.pop()
        if here.key == key:
            return here
        queue += here.parts
    raise AssertionError(key)
