"""Which level: the highest whose test is met, and what is proposed where none is."""

from riskservice.mappa.logic import Reader, RuleStep
from riskservice.mappa.readings import Readings
from riskservice.mappa.result import LevelOutcome
from riskservice.mappa.truth import Possible, possible

LEVELS = (1, 2, 3)
NOT_LEVEL_1: LevelOutcome = "category_3_not_level_1"
_NAMES: dict[int, LevelOutcome] = {1: "1", 2: "2", 3: "3"}
_FAILS: dict[str, LevelOutcome] = {
    "refer_to_coordinator": "refer_to_coordinator",
    "level_2": "2",
    "strengthen_plan": "strengthen_plan",
}
RISING: tuple[LevelOutcome, ...] = (
    "1",
    "strengthen_plan",
    "refer_to_coordinator",
    NOT_LEVEL_1,
    "2",
    "3",
)
"""Outcomes from least to most management."""


def level_rules(reader: Reader) -> tuple[RuleStep, ...]:
    """Return the tests of Levels 1 to 3, worked out."""
    return tuple(reader.node(f"level_{level}") for level in LEVELS)


def level_of(
    rules: tuple[RuleStep, ...], readings: Readings, category: int | None
) -> Possible[LevelOutcome]:
    """
    Return every outcome of the level tests that could still be.

    Parameters
    ----------
    rules : tuple of RuleStep
        Of Levels 1 to 3, in order.
    category : int or None
        Category 3 is never Level 1.
    """

    def highest(met: tuple[bool, ...]) -> LevelOutcome:
        first, second, third = met
        if third or second:
            return "3" if third else "2"
        if not first:
            return _FAILS[readings.level_1_fails]
        return NOT_LEVEL_1 if category == 3 else "1"  # noqa: PLR2004  the category's own name

    return possible(rules, highest, RISING)


def level_in(outcome: LevelOutcome | None) -> int | None:
    """Return the level an outcome names, None where it names none."""
    return next((level for level, name in _NAMES.items() if name == outcome), None)
