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
        "finding": "caution" if disposal == "caution" else "conviction",
        "relevant_date": day,
        "sentenced_on": None if disposal == "caution" else day,
        "notifiable": True,
        **fields,
    }


def ends(found: Calendar) -> list[dt.date | None]:
    """Last day of notification for each sentence by itself; None must mean without end."""
    for each in found.notification:
        assert (each.ends_on is None) is (each.without_end is True), each
    return [each.ends_on for each in found.notification]
