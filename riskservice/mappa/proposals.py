"""What is proposed, in words, for every outcome of the level tests."""

from riskservice.mappa.levels import NOT_LEVEL_1
from riskservice.mappa.logic import RuleStep
from riskservice.mappa.result import CategoryResult, LevelOutcome

_WORDS: dict[LevelOutcome, str] = {
    "1": "the tests give Level 1: the lead agency manages without formal meetings.",
    "2": "the tests give Level 2: formal multi-agency meetings.",
    "3": "the tests give Level 3: formal meetings with senior representation.",
    "refer_to_coordinator": "neither the test of Level 1 nor that of Level 2 is met: no level is "
    "proposed, and the MAPPA co-ordinator is asked.",
    "strengthen_plan": "neither the test of Level 1 nor that of Level 2 is met: the lead agency "
    "puts right what fails and screens again.",
    NOT_LEVEL_1: "only the test of Level 1 is met, and Category 3 is never Level 1.",
}


def proposal_of(
    category: CategoryResult,
    outcome: LevelOutcome | None,
    possible: tuple[LevelOutcome, ...],
    tests: tuple[RuleStep, ...],
) -> str:
    """
    Return the outcome of the level tests in words, with what it hangs on.

    Parameters
    ----------
    tests : tuple of RuleStep
        Of Levels 1 to 3, in order.
    """
    if category.state == "none":
        return "the person is in no category, and so has no MAPPA level."
    if outcome is None:
        names = " or ".join(name.replace("_", " ") for name in possible)
        return f"nobody can tell the level yet; still possible: {names}."
    words = _WORDS[outcome]
    if outcome == "2" and all(test.state == "not_met" for test in tests):
        words = "neither test is met; Level 2 is proposed, as the reading chosen says."
    if category.state == "cannot_tell":
        words = f"{words[:-1]}, if the person is in a category."
        if outcome == "1" and "3" in category.possible:
            words += " Category 3 is possible, and is never Level 1."
    return words
