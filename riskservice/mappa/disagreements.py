"""What does not agree between the record, the rules and itself; each with its code."""

from collections.abc import Iterator

from riskservice.mappa.levels import NOT_LEVEL_1
from riskservice.mappa.record import Record
from riskservice.mappa.result import CategoryEnd, CategoryResult, LevelResult

Told = Iterator[tuple[str, str]]
_LEVEL_1, _LEVEL_2, _CATEGORY_3 = 1, 2, 3


def category_findings(
    record: Record, category: CategoryResult, recorded_end: CategoryEnd | None
) -> Told:
    """Yield what does not agree between the recorded category and the screening."""
    recorded = record.mappa.category
    if recorded is not None and str(recorded) not in category.possible:
        found = f"Category {category.category}" if category.category else "no category"
        if category.state == "cannot_tell":
            found = f"one of: {', '.join(category.possible)}"
        yield "category_differs", f"Category {recorded} is recorded; the rules give {found}."
    if recorded is None and category.category is not None:
        yield (
            "category_differs",
            f"No category is recorded; the rules give Category {category.category}.",
        )
    if recorded_end is not None and recorded_end.passed:
        yield (
            "category_ended",
            (
                f"Category {recorded} is recorded, and ended on {recorded_end.date}: "
                f"{recorded_end.event}."
            ),
        )
    elif recorded in (1, 2) and category.rules[recorded - 1].state == "not_met":
        yield (
            "category_ended",
            f"Category {recorded} is recorded, and its rule is not met: ended, or never held.",
        )


def level_findings(record: Record, category: CategoryResult, level: LevelResult) -> Told:
    """Yield what does not agree between the recorded level, the category and the screening."""
    recorded = record.mappa.level
    yield from _recorded_level(record, level)
    high = _state(level, "high_risk_of_serious_harm") == "met"
    at_level_1 = recorded == _LEVEL_1 or (recorded is None and level.level == _LEVEL_1)
    if high and at_level_1 and level.applies is not False:
        yield (
            "high_risk_at_level_1",
            (
                "The risk of serious harm is high or very high, and the level is 1: record why the "
                "lead agency can manage without formal meetings."
            ),
        )
    third = _CATEGORY_3 in (category.category, record.mappa.category)
    if third and recorded == _LEVEL_1:
        yield "category_3_at_level_1", "Category 3 is never Level 1: Level 2 or 3, or no category."
    if category.category == _CATEGORY_3 and level.outcome not in ("2", "3", None):
        yield (
            "category_3_without_level",
            (
                "Category 3 needs Level 2 or 3, and neither test is met: either active "
                "multi-agency "
                "management is needed and the level follows, or the person is not in Category 3."
            ),
        )
    if category.state == "none" and recorded is not None:
        yield "level_without_category", f"Level {recorded} is recorded without a category."
    if recorded == _LEVEL_2 and "3" in level.possible and level.applies is not False:
        yield (
            "escalation",
            (
                "From Level 2 to Level 3 goes through the MAPPA co-ordinator; the Assistant Chief "
                "Officer of probation with the Detective Chief Inspector decides whether to "
                "convene."
            ),
        )


def _recorded_level(record: Record, level: LevelResult) -> Told:
    recorded = record.mappa.level
    if level.applies is False:
        return
    if recorded is not None and str(recorded) not in level.possible:
        yield "level_differs", f"Level {recorded} is recorded; {level.proposal}"
    if recorded is None and level.level is not None and level.applies:
        yield "level_differs", f"No level is recorded; {level.proposal}"
    first, second, third = level.rules
    if first.state == "met" and "met" in (second.state, third.state):
        yield (
            "tests_conflict",
            (
                "The test of Level 1 is met beside that of a higher level: the higher counts; look "
                "again at whether the lead agency can manage without formal meetings."
            ),
        )


def _state(level: LevelResult, fact: str) -> str:
    queue = list(level.rules)
    while queue:
        step = queue.pop()
        if step.key == fact:
            return step.state
        queue += step.parts
    return "cannot_tell"


def conflict_findings(record: Record, category: CategoryResult, level: LevelResult) -> Told:
    """Yield facts of the record that cannot be true together."""
    grounds = record.grounds
    convicted = any(s.finding == "conviction" for s in record.all.sentences)
    if grounds.unconvicted and convicted:
        yield "facts_conflict", "Recorded as unconvicted, and a conviction is recorded."
    higher = level.rules[1].state == "met" or level.rules[2].state == "met"
    if grounds.active_management_needed is False and higher:
        yield (
            "facts_conflict",
            (
                "Active multi-agency management is recorded as not needed, and the test of "
                "Level 2 or "
                "3 is met."
            ),
        )
    if grounds.active_management_needed and level.outcome in ("1", NOT_LEVEL_1):
        yield (
            "facts_conflict",
            (
                "Active multi-agency management is recorded as needed, and the test of neither "
                "Level 2 "
                "nor Level 3 is met."
            ),
        )
    held = [m for m in record.mappa.meetings if m.kind == "level_3" and m.on <= record.on]
    if grounds.formerly_level_3 is False and held:
        yield (
            "facts_conflict",
            f"Recorded as never Level 3, and a Level 3 meeting was held on {held[-1].on}.",
        )
    if grounds.lead_agency_can_manage and grounds.meetings_add_value:
        yield (
            "facts_conflict",
            (
                "The lead agency can manage without formal meetings, and formal meetings would add "
                "value: both are recorded."
            ),
        )
    if category.state == "none" and grounds.sexual_offender_without_notification:
        yield (
            "facts_conflict",
            (
                "Recorded as a sexual offender of Category 2 without notification, and "
                "licence, order "
                "and hospital liability have ended."
            ),
        )
