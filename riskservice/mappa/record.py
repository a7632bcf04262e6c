"""A case as a screening reads it."""

import datetime as dt
from collections.abc import Mapping
from copy import copy
from functools import cached_property

from msgspec.structs import replace

from riskservice.assessment import Assessment
from riskservice.case import Case
from riskservice.circumstances import Circumstances, Grounds, Management, Mappa, Release
from riskservice.clocks.calendar import calendar_of
from riskservice.clocks.entries import Entry as Clock
from riskservice.clocks.policy import ADJUSTABLE
from riskservice.clocks.policy import Rulebook as ClockRules
from riskservice.clocks.rules import Interval
from riskservice.clocks.settings import Settings, chosen
from riskservice.clocks.spans import age_on
from riskservice.kit.outcome import Outcome
from riskservice.mappa.readings import Readings
from riskservice.mappa.rulebook import Rulebook

SHOWN = (
    "notification_end",
    "referral",
    "mappa_review",
    "mappa_review_latest",
    "first_meeting",
    "minutes",
    "initial_screening",
)
"""The clocks a screening shows."""

_NOTHING = Circumstances()


def _intervals(clocks: ClockRules) -> Mapping[str, Interval]:
    return {name: clocks.policy.intervals[name] for name in ADJUSTABLE}


class Record:
    """
    A case, what scoring it gave, the rules and the readings; parts left out are empty.

    Parameters
    ----------
    case : Case
    assessment : Assessment or None
    book : Rulebook
    readings : Readings
    clocks : Rulebook of the legal clocks
        With the readings of ages and terms.
    clock_settings : mapping of str to str
        Readings of the legal clocks that a caller chose.
    pointer : str
        Where settings were given, for their faults.
    """

    def __init__(
        self,
        case: Case,
        assessment: Assessment | None,
        book: Rulebook,
        readings: Readings,
        clocks: ClockRules,
        clock_settings: Mapping[str, str],
        pointer: str,
    ) -> None:
        self.case, self.assessment, self.book, self.readings = case, assessment, book, readings
        self.clocks, self.clock_settings, self.pointer = clocks, clock_settings, pointer
        self.settings: Settings = chosen(
            clocks.defaults, clock_settings, _intervals(clocks), pointer
        )
        self.on = case.on
        self.all = case.circumstances or _NOTHING
        self.mappa: Mappa = self.all.mappa or Mappa()
        self.grounds: Grounds = self.mappa.grounds
        self.release: Release = self.all.release or Release()
        self.management: Management = self.all.management or Management()

    @cached_property
    def born(self) -> dt.date | None:
        """Date of birth."""
        found: dt.date | None = self.case.answers.get("date_of_birth")
        return found

    @cached_property
    def under_age(self) -> bool | None:
        """Whether the person is a child on the day; None where the date of birth is not known."""
        if self.born is None:
            return None
        adult = self.book.file.harm.adult_age
        return age_on(self.born, self.on, self.settings.leap_birthday) < adult

    @cached_property
    def serving(self) -> bool | None:
        """Whether the person is in custody under a sentence, and not on remand."""
        if self.case.answers.get("supervision_status") == "remand":
            return None if self.in_custody else False
        return self.in_custody

    @cached_property
    def in_custody(self) -> bool | None:
        """Whether the person is in custody, from the release record or the answers."""
        if self.release.in_custody is not None:
            return self.release.in_custody
        status = self.case.answers.get("supervision_status")
        return None if status is None else status in ("custody", "remand")

    @cached_property
    def release_on(self) -> dt.date | None:
        """Release date, planned or past; the start of follow-up of a person in custody."""
        if self.release.release_on is not None:
            return self.release.release_on
        start: dt.date | None = self.case.answers.get("follow_up_start")
        return start if self.in_custody else None

    @cached_property
    def dates(self) -> tuple[Clock, ...]:
        """
        The dates a screening shows.

        A release date among the answers counts as well, and a case without a MAPPA record has its
        referral date all the same.
        """
        release = replace(self.release, release_on=self.release_on)
        facts = replace(self.all, mappa=self.mappa, release=release)
        case = replace(self.case, circumstances=facts)
        found = calendar_of(case, self.clock_settings, rules=self.clocks, pointer=self.pointer)
        return tuple(clock for clock in found.entries if clock.key.partition(".")[0] in SHOWN)

    def under(self, readings: Readings) -> "Record":
        """Return the same under other readings of a screening; the dates do not turn on them."""
        other = copy(self)
        other.readings = readings
        return other

    def result(self, instrument: str) -> Outcome | None:
        """Return the result of an instrument, if there is one."""
        results = self.assessment.results if self.assessment else ()
        return next((result for result in results if result.instrument == instrument), None)
