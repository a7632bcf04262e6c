"""
What the conditions of release schemes ask about, read off the case where it can be.

Every fact is true, false, or not known. What the case does not say elsewhere is taken from
``release.answers``, where None means that the question does not apply.
"""

import datetime as dt
from collections.abc import Callable, Mapping
from operator import attrgetter
from typing import NamedTuple

from riskservice.circumstances import Recall, Sentence
from riskservice.clocks.desk import Desk, asks
from riskservice.clocks.entries import Applies, Wanted
from riskservice.clocks.spans import birthday

Known = bool | None

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
        self._places = {each.sentence_id: place for place, each in enumerate(desk.facts.sentences)}

    def find(self, name: str, sentence: Sentence | None) -> Fact:
        """Return a fact by its name in the data."""
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
        if name in _OF_PERSON:
            pointer, person = _OF_PERSON[name]
            return person(self), pointer
        if sentence is not None and name in _OF_SENTENCE:
            fields, read_off = _OF_SENTENCE[name]
            unknown = next((each for each in fields if getattr(sentence, each) is None), fields[0])
            place = f"circumstances/sentences/{self._places[sentence.sentence_id]}"
            return read_off(sentence), f"{place}/{unknown}"
        if name in _OF_ALL:
            return self._any(_OF_ALL[name]), None
        return None, None

    def _any(self, read: Callable[[Sentence], Known]) -> Known:
        """Return whether any sentence makes it so; never no, as others may not be recorded."""
        return True if any(read(each) for each in self.desk.facts.sentences) else None

    def adult(self) -> Known:
        """Return whether the person is of age on the day of the case."""
        born = self.desk.born
        if born is None:
            return None
        age = self.desk.policy.notification.adult_age
        return birthday(born, age, self.desk.settings.leap_birthday) <= self.desk.on

    def subject(self) -> Known:
        """Return whether the person is subject to notification."""
        return self._subject

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
        """Return whether the person is out on home detention curfew."""
        release = self.desk.facts.release
        return True if release and release.on_home_detention_curfew else None

    def sexual_ever(self) -> Known:
        """Return whether there is sexual offending in the past."""
        if self.desk.case.answers.get("ever_sexual_offence") is True:
            return True
        return True if any(_sexual(each) for each in self.desk.facts.sentences) else None


def recall_day(recall: Recall) -> dt.date | None:
    """Return the day of a recall; of the return to custody where that alone is known."""
    return recall.recalled_on or recall.returned_on


def _sexual(sentence: Sentence) -> Known:
    if sentence.sexual or sentence.notifiable or sentence.schedule_15 == "sexual":
        return True
    ruled_out = sentence.sexual is False and sentence.notifiable is False
    return False if ruled_out and sentence.schedule_15 is not None else None


def _violent(sentence: Sentence) -> Known:
    return None if sentence.schedule_15 is None else sentence.schedule_15 == "violent"


def _terrorist(sentence: Sentence) -> Known:
    if sentence.terrorism or sentence.schedule_19za:
        return True
    return False if sentence.terrorism is False and sentence.schedule_19za is False else None


def _extended(sentence: Sentence) -> Known:
    return sentence.disposal == "extended" and sentence.served is not True


def _two_thirds(sentence: Sentence) -> Known:
    return (sentence.sds_plus or sentence.sds_plus_if_sentenced_today) and not sentence.served


_OF_PERSON: dict[str, tuple[str | None, Callable[[FactFinder], Known]]] = {
    "adult": ("answers/date_of_birth", FactFinder.adult),
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
    "out_on_early_release": (None, FactFinder.out_early),
    "sexual_offending_ever": (None, FactFinder.sexual_ever),
}
_OF_SENTENCE: dict[str, tuple[tuple[str, ...], Callable[[Sentence], Known]]] = {
    "sexual_offence": (("sexual", "notifiable", "schedule_15"), _sexual),
    "violent_offence": (("schedule_15",), _violent),
    "terrorist_offence_247a": (("terrorism", "schedule_19za"), _terrorist),
    **{
        name: ((name,), attrgetter(name))
        for name in (
            "domestic_abuse",
            "murder",
            "terrorism",
            "national_security",
            "schedule_19aa",
            "sds_plus",
            "sds_plus_if_sentenced_today",
            "excluded_from_progression",
        )
    },
}
"""Fields of a sentence that a fact is read off, and how."""

_OF_ALL: dict[str, Callable[[Sentence], Known]] = {
    "extended_sentence": _extended,
    "terrorism_ever": _terrorist,
    "terrorist_offending_ever": _terrorist,
    "two_thirds_release": _two_thirds,
}
