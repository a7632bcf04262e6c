"""
Release schemes: each condition, each sentence, each tranche.

A sentence that has been served is tested and shown like any other. Nothing is eligible while a
condition cannot be answered.
"""

import datetime as dt
from collections.abc import Iterator
from typing import NamedTuple

from riskservice.circumstances import Recall, Sentence
from riskservice.clocks.conditions import Tester
from riskservice.clocks.desk import Desk, When, asks, exactly
from riskservice.clocks.entries import (
    Applies,
    Entry,
    Finding,
    Holds,
    Reason,
    SchemeResult,
    Verdict,
    Wanted,
)
from riskservice.clocks.rules import WEAKEST, Confidence, Scheme, Tranche, weakest
from riskservice.clocks.scheme_facts import FactFinder, recall_day
from riskservice.clocks.tranches import lengths_of, tranche_of


class _Force(NamedTuple):
    """Whether a scheme is in force, and what is not known where nobody can tell."""

    holds: bool | None
    why: str = ""


_IN_FORCE, _NOT_IN_FORCE = _Force(holds=True), _Force(holds=False)


class SchemeClock:
    """
    Every release scheme for one person.

    Parameters
    ----------
    desk : Desk
    subject : str
        Whether the person is subject to notification.
    """

    def __init__(self, desk: Desk, subject: Applies) -> None:
        self.desk = desk
        self.facts = FactFinder(desk, subject)
        self._tester = Tester(desk, self.facts)
        self._places = {each.sentence_id: i for i, each in enumerate(desk.facts.sentences)}
        policy = desk.policy
        self._terms = {
            each.sentence_id: each
            for each in desk.facts.sentences
            if each.disposal is None or policy.disposals[each.disposal].by_term
        }

        self._lengths = lengths_of(desk, tuple(self._terms.values()))

    def results(self) -> tuple[SchemeResult, ...]:
        """Return every scheme for every term; schemes about the person only where in custody."""
        return tuple(
            self._result(scheme, sentence)
            for scheme in self.desk.rules.schemes.schemes
            for sentence in self._sentences(scheme)
        )

    def _sentences(self, scheme: Scheme) -> Iterator[Sentence | None]:
        if scheme.about == "sentence":
            yield from self._terms.values()
        elif self.desk.facts.release is not None:
            yield None

    def _result(self, scheme: Scheme, sentence: Sentence | None) -> SchemeResult:
        reasons = tuple(self._reasons(scheme, sentence))
        fails = [each for each in reasons if each.holds == "not met"]
        tranche = self._tranche(scheme, sentence)
        force = self._force(scheme, tranche)
        verdict = _verdict(scheme, reasons, force)
        may_start = verdict in ("eligible", "cannot tell") and tranche is not None
        return SchemeResult(
            scheme=scheme.key,
            title=scheme.title,
            sentence_id=sentence.sentence_id if sentence else None,
            served=sentence.served if sentence else None,
            verdict=verdict,
            in_force=force.holds,
            reasons=reasons,
            almost=fails[0].text
            if len(fails) == 1 and all(each.holds != "cannot tell" for each in reasons)
            else None,
            tranche=tranche.key if tranche and may_start else None,
            starts_on=tranche.effective_from if tranche and may_start else None,
            tranche_confidence=tranche.confidence if tranche and may_start else None,
            note=self._note(scheme, verdict, sentence, force),
            cite=self.desk.rules.cite(scheme),
            confidence=_confidence(scheme, verdict, reasons),
        )

    def _tranche(self, scheme: Scheme, sentence: Sentence | None) -> Tranche | None:
        if sentence is None:
            return None
        return tranche_of(self.desk, scheme, sentence, self._lengths[sentence.sentence_id])

    def _force(self, scheme: Scheme, tranche: Tranche | None) -> _Force:
        """Return whether a scheme is in force on the day that decides, and what is not known."""
        on: dt.date | None = self.desk.on
        if scheme.in_force_by == "recall":
            recall = self.facts.recall()
            on = recall_day(recall) if recall else None
        if on is None:
            return _Force(holds=None, why=scheme.why)
        first = scheme.effective_from
        if scheme.tranches_bind:
            begins = tranche.effective_from if tranche else scheme.tranches[-1].effective_from
            if on < begins:
                over = tranche is not None and self.desk.on < begins
                before = first is not None and self.desk.on < first
                return _NOT_IN_FORCE if over or before else _Force(holds=None, why=scheme.why)
        if first is not None and on < first:
            return _NOT_IN_FORCE
        unclear = scheme.unclear_from is not None and on >= scheme.unclear_from
        return _Force(holds=None, why=scheme.why) if unclear else _IN_FORCE

    def _note(
        self, scheme: Scheme, verdict: Verdict, sentence: Sentence | None, force: _Force
    ) -> str:
        notes = []
        if sentence is not None and sentence.served:
            notes.append("Served; shown because the panel must see every offence.")
        if verdict == "cannot tell" and force.why:
            notes.append(force.why)
        open_ = scheme.discretion and self.desk.settings.recall_discretion == "may_refuse"
        if verdict == "eligible" and open_:
            notes.append("It may still be open to refuse.")
        asked = {fact for test in scheme.tests for fact in test.facts}
        if any(self.facts.today_stands_in(fact) for fact in asked):
            notes.append(
                "That the person is out on curfew today stands in for the day of the tranche; "
                "answer for that day."
            )
        return " ".join(notes)

    def _reasons(self, scheme: Scheme, sentence: Sentence | None) -> Iterator[Reason]:
        if sentence is not None:
            yield self._kind(scheme, sentence)
        for test in scheme.tests:
            if test.effective_from is None or test.effective_from <= self.desk.on:
                yield self._tester.reason(test, sentence)

    def _kind(self, scheme: Scheme, sentence: Sentence) -> Reason:
        place = f"circumstances/sentences/{self._places[sentence.sentence_id]}/disposal"
        wanted: tuple[Wanted, ...] = ()
        holds: Holds = "not met"
        if sentence.disposal is None:
            holds, wanted = "cannot tell", (asks(place, "how it was disposed of"),)
        elif sentence.disposal in scheme.unclear_disposals:
            holds = "cannot tell"
        elif sentence.disposal in scheme.disposals:
            holds = "met"
        return Reason(
            key="kind_of_sentence",
            holds=holds,
            text="Sentences of this kind are not reached."
            if holds == "not met"
            else "It reaches sentences of this kind.",
            cite=self.desk.rules.cite(scheme),
            confidence=scheme.confidence,
            wanted=wanted,
        )

    def entries(self, results: tuple[SchemeResult, ...]) -> Iterator[Entry]:
        """Yield the end of each fixed-term recall that is not ruled out."""
        recall = self.facts.recall()
        if recall is None:
            return
        for scheme in self.desk.rules.schemes.schemes:
            found = [
                each
                for each in results
                if each.scheme == scheme.key
                and each.served is not True
                and each.verdict not in ("excluded", "not in force")
            ]
            if scheme.recall_days is not None and found:
                yield self._recall_ends(scheme, recall, scheme.recall_days, found)

    def _recall_ends(
        self, scheme: Scheme, recall: Recall, days: int, found: list[SchemeResult]
    ) -> Entry:
        asked = asks(
            f"circumstances/recalls/{self.desk.facts.recalls.index(recall)}/returned_on",
            "day of return to custody",
        )
        back, begun = recall.returned_on, self._begun(scheme, recall, found)
        days -= self.desk.settings.recall_day == "counted"
        when = exactly(back + dt.timedelta(days=days)) if back and begun else When()
        every = {each.verdict for each in found} == {"eligible"}
        return self.desk.entry(
            "release",
            when if back else When(wanted=(asked,)),
            kind="event",
            key=f"recall_ends.{scheme.key}",
            title=f"{scheme.title}: the recall ends",
            applies="yes" if every else "cannot tell",
            rule=scheme,
            why="" if begun else scheme.why,
            confidence=weakest(*(each.confidence for each in found)),
        )

    def _begun(self, scheme: Scheme, recall: Recall, found: list[SchemeResult]) -> bool:
        """Return whether any tranche had begun on the day of the recall, or may have."""
        day = recall_day(recall)
        if not scheme.tranches_bind or day is None:
            return True
        last = scheme.tranches[-1].effective_from
        return any(day >= (each.starts_on or last) for each in found)

    def findings(self, results: tuple[SchemeResult, ...]) -> Iterator[Finding]:
        """Yield where a served sentence is excluded and another is eligible beside it."""
        for scheme in self.desk.rules.schemes.schemes:
            mine = [each for each in results if each.scheme == scheme.key]
            served = [each for each in mine if each.served and each.verdict == "excluded"]
            now = [each for each in mine if not each.served and each.verdict == "eligible"]
            if served and now:
                text = f"{scheme.title}: the test is per sentence. A sentence that has been served "
                text += "would be excluded; look at all offences before release."
                yield self.desk.finding("served-sentence-excluded", text, scheme)


def _verdict(scheme: Scheme, reasons: tuple[Reason, ...], force: _Force) -> Verdict:
    """Return the outcome: what excludes goes first, then what is open, then a presumption."""
    outcomes = {test.key: test.fails for test in scheme.tests}
    bars = [each for each in reasons if outcomes.get(each.key, "excluded") == "excluded"]
    if any(each.holds == "not met" for each in bars):
        return "excluded"
    if force.holds is not True:
        return "cannot tell" if force.holds is None else "not in force"
    if any(each.holds == "cannot tell" for each in bars):
        return "cannot tell"
    if any(each.holds == "not met" for each in reasons):
        return "presumed unsuitable"
    return "cannot tell" if any(each.holds == "cannot tell" for each in reasons) else "eligible"


def _confidence(scheme: Scheme, verdict: Verdict, reasons: tuple[Reason, ...]) -> Confidence:
    """Return how sure a verdict is: by the surest bar, or by the weakest of all it rests on."""
    if verdict == "not in force":
        return scheme.confidence
    fails = [each.confidence for each in reasons if each.holds == "not met"]
    if fails:
        return weakest(scheme.confidence, max(fails, key=WEAKEST.index))
    return weakest(scheme.confidence, *(each.confidence for each in reasons))
