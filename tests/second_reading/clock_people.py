"""Made-up people for the second reading of the legal clocks; none of them exists."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any
from unittest.mock import patch

import msgspec

from riskservice.case import Case
from riskservice.circumstances import Circumstances
from riskservice.clocks import Calendar, Entry, calendar_of, load_rules

D = dt.date
Facts = dict[str, Any]
SHORT = ("last_day_of_month", "first_of_next_month")
ADULT = D(1950, 5, 12)
CAUTIONS = ("caution", "reprimand_or_warning")
LATER = D(2027, 1, 1)

DEFAULTS: dict[str, str] = {
    name: value
    for name, value in msgspec.structs.asdict(load_rules().defaults).items()
    if isinstance(value, str)
}
"""Readings of the released rules; the second reading is told which one to take."""


def calendar(
    sentences: Sequence[Facts] = (),
    readings: Mapping[str, str] | None = None,
    *,
    on: dt.date = LATER,
    born: dt.date | None = ADULT,
    answers: Facts | None = None,
    compared: bool = False,
    **parts: Any,
) -> Calendar:
    """Return a calendar; what other readings would give is left out unless asked for, as slow."""
    given = {**(answers or {})}
    if born is not None:
        given["date_of_birth"] = born
    plain = [{k: v for k, v in each.items() if v is not None} for each in sentences]
    facts = msgspec.convert(msgspec.to_builtins({"sentences": plain, **parts}), Circumstances)
    case = Case(case_id="SYNTHETIC", on=on, answers=given, circumstances=facts)
    if compared:
        return calendar_of(case, readings)
    with patch("riskservice.clocks.calendar.alternatives", return_value=()):
        return calendar_of(case, readings)


def entry(found: Calendar, key: str) -> Entry:
    return next(each for each in found.entries if each.key == key)


def date_of(found: Calendar, key: str) -> dt.date | None:
    return next((each.date for each in found.entries if each.key == key), None)


def sentence(name: str, day: dt.date, disposal: str, **fields: Any) -> Facts:
    return {
        "sentence_id": name,
        "disposal": disposal,
        "finding": disposal if disposal in CAUTIONS else "conviction",
        "relevant_date": day,
        "sentenced_on": None if disposal in CAUTIONS else day,
        "notifiable": True,
        **fields,
    }


def ends(found: Calendar) -> list[dt.date | None]:
    """Last day of notification for each sentence by itself; None must mean without end."""
    for each in found.notification:
        assert (each.ends_on is None) is (each.without_end is True), each
    return [each.ends_on for each in found.notification]


KNOWN = (True, False, None)
FTR56_QUESTIONS: dict[str, str] = {
    "charged": "charged_or_convicted_of_new_offence",
    "foreign_power": "foreign_power_threat",
    "section_244zb": "section_244zb_referral",
    "repatriated": "repatriated_for_murder",
    "particular_concern": "offender_of_particular_concern",
    "discretionary_conditional_release": "discretionary_conditional_release",
}
SENTENCED = D(2024, 1, 1)
CLEAN: Facts = {
    "sexual": False,
    "schedule_15": "neither",
    "notifiable": False,
    "murder": False,
    "controlling_or_coercive": False,
    "domestic_abuse": False,
    "terrorism": False,
    "national_security": False,
    "schedule_19za": False,
    "schedule_19aa": False,
    "sds_plus": False,
    "sds_plus_if_sentenced_today": False,
    "excluded_from_progression": False,
}


def imprisoned(name: str = "s", day: dt.date = SENTENCED, **fields: object) -> Facts:
    return sentence(name, day, "imprisonment", **{"term": {"years": 3}, **CLEAN, **fields})


def verdicts(found: Calendar, scheme: str) -> dict[str | None, str]:
    return {each.sentence_id: each.verdict for each in found.schemes if each.scheme == scheme}


def starts(found: Calendar, scheme: str) -> dict[str | None, dt.date | None]:
    return {each.sentence_id: each.starts_on for each in found.schemes if each.scheme == scheme}
