"""
Release schemes: each condition, each sentence, each tranche.

A sentence that has been served is tested and shown like any other. Nothing is eligible while a
condition cannot be answered.
"""

import datetime as dt
from collections.abc import Iterator

from riskservice.circumstances import Sentence
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
from riskservice.clocks.rules import Scheme, Tranche
from riskservice.clocks.scheme_facts import FactFinder, recall_day
from riskservice.clocks.tranches import lengths_of, tranche_of


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
        verdict = self._verdict(scheme, reasons)
        tranche = self._tranche(scheme, sentence)
        may_start = verdict in ("eligible", "cannot tell") and tranche is not None
        return SchemeResult(
            scheme=scheme.key,
            title=scheme.title,
            sentence_id=sentence.sentence_id if sentence else None,
            served=sentence.served if sentence else None,
            verdict=verdict,
            in_force=self._in_force(scheme),
            reasons=reasons,
            almost=fails[0].text
            if len(fails) == 1 and all(each.holds != "cannot tell" for each in reasons)
            else None,
            tranche=tranche.key if tranche and may_start else None,
            starts_on=tranche.effective_from if tranche and may_start else None,
            tranche_confidence=tranche.confidence if tranche and may_start else None,
            note=self._note(scheme, verdict, sentence),
            cite=self.desk.rules.cite(scheme),
            confidence=scheme.confidence,
        )

    def _tranche(self, scheme: Scheme, sentence: Sentence | None) -> Tranche | None:
        if sentence is None:
            return None
        return tranche_of(self.desk, scheme, sentence, self._lengths[sentence.sentence_id])

    def _in_force(self, scheme: Scheme) -> bool | None:
        on: dt.date | None = self.desk.on
        if scheme.in_force_by == "recall":
            recall = self.facts.recall()
            on = recall_day(recall) if recall else None
        if on is None:
            return None
        if scheme.effective_from is not None and on < scheme.effective_from:
            return False
        unclear = scheme.unclear_from is not None and on >= scheme.unclear_from
        return None if unclear else True

    def _note(self, scheme: Scheme, verdict: Verdict, sentence: Sentence | None) -> str:
        notes = []
        if sentence is not None and sentence.served:
            notes.append("Served; shown because the panel must see every offence.")
        if verdict == "cannot tell" and self._in_force(scheme) is None and scheme.why:
            notes.append(scheme.why)
        open_ = scheme.discretion and self.desk.settings.recall_discretion == "may_refuse"
        if verdict == "eligible" and open_:
            notes.append("It may still be open to refuse.")
        return " ".join(notes)

    def _verdict(self, scheme: Scheme, reasons: tuple[Reason, ...]) -> Verdict:
        failed = {each.key for each in reasons if each.holds == "not met"}
        outcomes = {test.key: test.fails for test in scheme.tests}
        if any(outcomes.get(key, "excluded") == "excluded" for key in failed):
            return "excluded"
        if self._in_force(scheme) is False:
            return "not in force"
        unsure = any(each.holds == "cannot tell" for each in reasons)
        if unsure or self._in_force(scheme) is not True:
            return "cannot tell"
        return "presumed unsuitable" if failed else "eligible"

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
                each for each in results if each.scheme == scheme.key and each.served is not True
            ]
            if scheme.recall_days is None or not found:
                continue
            verdicts = {each.verdict for each in found}
            if verdicts <= {"excluded", "not in force"}:
                continue
            days = scheme.recall_days - (self.desk.settings.recall_day == "counted")
            asked = asks(
                f"circumstances/recalls/{self.desk.facts.recalls.index(recall)}/returned_on",
                "day of return to custody",
            )
            back = recall.returned_on
            when = exactly(back + dt.timedelta(days=days)) if back else When(wanted=(asked,))
            yield self.desk.entry(
                "release",
                when,
                kind="event",
                key=f"recall_ends.{scheme.key}",
                title=f"{scheme.title}: the recall ends",
                applies="yes" if verdicts == {"eligible"} else "cannot tell",
                rule=scheme,
            )

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
