"""One condition of a release scheme: met, not met, or nobody can tell."""

from riskservice.circumstances import Sentence
from riskservice.clocks.desk import Desk, asks
from riskservice.clocks.entries import Holds, Reason, Wanted
from riskservice.clocks.rules import Condition
from riskservice.clocks.scheme_facts import FactFinder
from riskservice.clocks.sentence_facts import Known
from riskservice.clocks.terms import compare, length_of

_HOLDS: dict[Known, Holds] = {True: "met", False: "not met", None: "cannot tell"}


class Tester:
    """
    Tests conditions for one person.

    Parameters
    ----------
    desk : Desk
    facts : FactFinder
    """

    def __init__(self, desk: Desk, facts: FactFinder) -> None:
        self.desk, self.facts = desk, facts
        self._places = {each.sentence_id: i for i, each in enumerate(desk.facts.sentences)}

    def reason(self, test: Condition, sentence: Sentence | None) -> Reason:
        """Return whether a condition is met, for a sentence where it asks about one."""
        holds, wanted = self._length_test(test, sentence)
        if test.facts:
            long_enough, asked = self._long_enough(test, sentence)
            met, wanted = self._facts_test(test, sentence)
            if long_enough is False or met is True:
                holds, wanted = True, ()
            else:
                holds = met if long_enough else None
                wanted = (*wanted, *asked)
        return Reason(
            key=test.key,
            holds=_HOLDS[holds],
            text=test.text,
            cite=self.desk.rules.cite(test),
            confidence=test.confidence,
            wanted=wanted,
        )

    def _facts_test(
        self, test: Condition, sentence: Sentence | None
    ) -> tuple[Known, tuple[Wanted, ...]]:
        facts = [self.facts.find(name, sentence) for name in test.facts]
        if self.desk.settings.blank_answer == "does_not_stand_in_the_way":
            facts = [each for each in facts if not each.blank]
        wants = test.met == "all_true"
        good = [None if each.value is None else each.value is wants for each in facts]
        wanted = tuple(each.wanted for each in facts if each.value is None)
        if not facts:
            return True, ()
        if test.met == "any_false":
            if any(good):
                return True, ()
            return (None, wanted) if None in good else (False, ())
        if False in good:
            return False, ()
        return (None, wanted) if None in good else (True, ())

    def _length_test(
        self, test: Condition, sentence: Sentence | None
    ) -> tuple[Known, tuple[Wanted, ...]]:
        if test.shorter_than_months is None or sentence is None:
            return True, ()
        low, high, wanted = self._compared(sentence, test.shorter_than_months)
        if high < 0:
            return True, ()
        return (False, ()) if low >= 0 else (None, wanted)

    def _long_enough(
        self, test: Condition, sentence: Sentence | None
    ) -> tuple[Known, tuple[Wanted, ...]]:
        """Return whether a sentence is so long that the condition holds for it."""
        if test.only_from_months is None or sentence is None:
            return True, ()
        low, high, wanted = self._compared(sentence, test.only_from_months)
        if low >= 0:
            return True, ()
        return (False, ()) if high < 0 else (None, wanted)

    def _compared(self, sentence: Sentence, months: int) -> tuple[int, int, tuple[Wanted, ...]]:
        place = f"circumstances/sentences/{self._places[sentence.sentence_id]}"
        if sentence.term is None:
            return -1, 1, (asks(f"{place}/term", "length of the term"),)
        days = self.desk.policy.notification.days_in_year
        low, high = compare(
            length_of(sentence.term), months, sentence.sentenced_on, self.desk.settings, days
        )
        if low == high or (low >= 0) is (high >= 0):
            return low, high, ()
        return low, high, (asks(f"{place}/sentenced_on", "date of sentence"),)
