"""
What the conditions of release schemes ask about, read off the case where it can be.

Every fact is true, false, or not known. What the case does not say elsewhere is taken from
``release.answers``, where None means that the question does not apply.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from typing import NamedTuple

from riskservice.circumstances import Recall, Sentence
from riskservice.clocks.desk import Desk, asks
from riskservice.clocks.entries import Applies, Wanted
from riskservice.clocks.sentence_facts import (
    OF_ALL,
    OF_SENTENCE,
    TODAY,
    TODAY_ONLY,
    Known,
    sexual,
)
from riskservice.clocks.spans import birthday

_HIGH = frozenset({"high", "very_high"})
_COMMUNITY = tuple(
    f"rosh_{group}_community" for group in ("children", "public", "known_adult", "staff")
)
_CUSTODY = tuple(
    f"rosh_{group}_custody" for group in ("children", "public", "known_adult", "staff", "prisoners")
)


class Fact(NamedTuple):
    """A fact as the case has it; ``blank`` where it was said not to apply."""

    value: Known
    blank: bool
    wanted: Wanted


class FactFinder:
    """
    Finds facts for one person and, where asked, one sentence.

    Parameters
    ----------
    desk : Desk
    subject : str
        Whether the person is subject to notification.
    """

    def __init__(self, desk: Desk, subject: Applies) -> None:
        self.desk = desk
        self._subject: Known = {"yes": True, "no": False, "cannot tell": None}[subject]
        release = desk.facts.release
        self._answers: Mapping[str, Known] = release.answers if release else {}
        self._found: dict[tuple[str, str | None], Fact] = {}
        self._recorded = desk.facts.notification
        self._places = {each.sentence_id: place for place, each in enumerate(desk.facts.sentences)}

    def find(self, name: str, sentence: Sentence | None) -> Fact:
        """Return a fact by its name in the data; looked for once, as many conditions ask it."""
        of_person = sentence is None or name in _OF_PERSON or name in _BY_AGE or name in OF_ALL
        key = name, None if of_person or sentence is None else sentence.sentence_id
        if key not in self._found:
            self._found[key] = self._find(name, sentence)
        return self._found[key]

    def _find(self, name: str, sentence: Sentence | None) -> Fact:
        if name in _ANSWER_FIRST and (said := self._answers.get(name)) is not None:
            return Fact(said, blank=False, wanted=self._wanted(name, None))
        value, pointer = self._derived(name, sentence)
        if value is None and name in self._answers:
            value = self._answers[name]
            if value is None:
                return Fact(None, blank=True, wanted=self._wanted(name, pointer))
        return Fact(value, blank=False, wanted=self._wanted(name, pointer))

    def _wanted(self, name: str, pointer: str | None) -> Wanted:
        place = pointer or f"circumstances/release/answers/{name}"
        return asks(place, self.desk.rules.schemes.facts[name])

    def _derived(self, name: str, sentence: Sentence | None) -> tuple[Known, str | None]:
        if name in _BY_AGE:
            return _BY_AGE[name](self), self._age_place()
        if name in _OF_PERSON:
            pointer, person = _OF_PERSON[name]
            return person(self), pointer
        if name == TODAY and self.desk.settings.sds_plus_today == "standard_only" and sentence:
            name = TODAY_ONLY
        if sentence is not None and name in OF_SENTENCE:
            fields, read_off = OF_SENTENCE[name]
            unknown = next((each for each in fields if getattr(sentence, each) is None), fields[0])
            place = f"circumstances/sentences/{self._places[sentence.sentence_id]}"
            return read_off(sentence), f"{place}/{unknown}"
        if name in OF_ALL:
            return self._any(OF_ALL[name]), None
        return None, None

    def _any(self, read: Callable[[Sentence], Known]) -> Known:
        """Return whether any sentence makes it so; never no, as others may not be recorded."""
        return True if any(read(each) for each in self.desk.facts.sentences) else None

    def adult(self) -> Known:
        """Return whether the person is of age on the day of the recall, or of the case."""
        born, on = self.desk.born, self.desk.on
        if born is None:
            return None
        age = self.desk.policy.notification.adult_age
        of_age = birthday(born, age, self.desk.settings.leap_birthday)
        if self.desk.settings.recall_age == "day_of_recall":
            recall = self.recall()
            day = recall_day(recall) if recall else None
            if day is None:
                return None if of_age <= on else False
            on = day
        return of_age <= on

    def youth_variant(self) -> Known:
        """Return whether a youth variant stands in the way; it is not asked of adults."""
        return False if self.adult() else None

    def _age_place(self) -> str | None:
        """Return where the fact is that would tell the age, or what turns on it."""
        if self.desk.born is None:
            return "answers/date_of_birth"
        if self.adult() is not None:
            return None
        recall = self.recall()
        place = self.desk.facts.recalls.index(recall) if recall else 0
        return f"circumstances/recalls/{place}/recalled_on"

    def subject(self) -> Known:
        """
        Return whether the person is subject to notification.

        Only a record that says so makes it a no: other sentences and orders may not be recorded.
        """
        if self._subject is not False:
            return self._subject
        kept = self._recorded
        return False if kept and (kept.subject is False or kept.revoked_on is not None) else None

    def level_2_or_3(self) -> Known:
        """Return whether MAPPA manages the person at Level 2 or 3."""
        mappa = self.desk.facts.mappa
        if mappa is None or mappa.level is None:
            return False if self._not_eligible() else None
        return mappa.level > 1

    def category_4(self) -> Known:
        """Return whether the person is in MAPPA Category 4."""
        mappa = self.desk.facts.mappa
        if mappa is None or mappa.category is None:
            return False if self._not_eligible() else None
        return mappa.category == 4  # noqa: PLR2004  the number of the category is its name

    def _not_eligible(self) -> bool:
        return self.desk.case.answers.get("is_eligible_for_mappa") is False

    def high_risk(self) -> Known:
        """Return whether the risk of serious harm is high: the highest of all ratings."""
        answers = self.desk.case.answers
        if any(answers.get(cell) in _HIGH for cell in (*_COMMUNITY, *_CUSTODY)):
            return True
        outside = answers.get("supervision_status") == "community"
        needed = _COMMUNITY if outside else (*_COMMUNITY, *_CUSTODY)
        return False if all(answers.get(cell) is not None for cell in needed) else None

    def recall(self) -> Recall | None:
        """Return the latest recall by its day; the last recorded where any has none."""
        latest = None
        for recall in self.desk.facts.recalls:
            day = recall_day(recall)
            if day is None:
                return self.desk.facts.recalls[-1]
            if latest is None or day >= latest[0]:
                latest = day, recall
        return latest[1] if latest else None

    def recalled(self) -> Known:
        """Return whether there was a recall; none recorded is not known."""
        return True if self.desk.facts.recalls else None

    def recalled_for_charge(self) -> Known:
        """Return whether the latest recall was for a new charge."""
        recall = self.recall()
        return recall.for_new_charge if recall else None

    def serious_charge(self) -> Known:
        """Return whether the person is charged with a serious offence."""
        recall = self.recall()
        return recall.charged_with_serious_offence if recall else None

    def new_charge(self) -> Known:
        """Return whether there is a new charge; another reason for recall does not rule it out."""
        recall = self.recall()
        return True if recall and recall.for_new_charge else None

    def out_early(self) -> Known:
        """Return whether the person is out on home detention curfew today."""
        release = self.desk.facts.release
        return True if release and release.on_home_detention_curfew else None

    def today_stands_in(self, name: str) -> bool:
        """Return whether a status of today stands in for that of another day."""
        said = self._answers.get(name)
        return name == _OUT_EARLY and said is None and self.out_early() is True

    def sexual_ever(self) -> Known:
        """Return whether there is sexual offending in the past."""
        if self.desk.case.answers.get("ever_sexual_offence") is True:
            return True
        return True if any(sexual(each) for each in self.desk.facts.sentences) else None


def recall_day(recall: Recall) -> dt.date | None:
    """Return the day of a recall; of the return to custody where that alone is known."""
    return recall.recalled_on or recall.returned_on


_OUT_EARLY = "out_on_early_release"
_ANSWER_FIRST = frozenset({_OUT_EARLY})
"""Facts of a day other than the case's, of which an answer knows better than today's status."""

_BY_AGE: dict[str, Callable[[FactFinder], Known]] = {
    "adult": FactFinder.adult,
    "youth_variant": FactFinder.youth_variant,
}
_OF_PERSON: dict[str, tuple[str | None, Callable[[FactFinder], Known]]] = {
    "subject_to_notification": (
        "circumstances/notification/subject",
        FactFinder.subject,
    ),
    "mappa_level_2_or_3": ("circumstances/mappa/level", FactFinder.level_2_or_3),
    "mappa_category_4": ("circumstances/mappa/category", FactFinder.category_4),
    "high_risk_of_serious_harm": ("answers/rosh_public_community", FactFinder.high_risk),
    "recalled": (None, FactFinder.recalled),
    "recalled_for_charge": (None, FactFinder.recalled_for_charge),
    "charged_with_serious_offence": (None, FactFinder.serious_charge),
    "charged_or_convicted_of_new_offence": (None, FactFinder.new_charge),
    _OUT_EARLY: (None, FactFinder.out_early),
    "sexual_offending_ever": (None, FactFinder.sexual_ever),
}
