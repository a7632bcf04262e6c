"""The calendar as an ``.ics`` file for a diary; no names, offences or addresses, and no clock."""

import datetime as dt
import hashlib

from riskservice.clocks.entries import Calendar, Entry
from riskservice.clocks.extra import needed_by

PRODUCT = "-//riskservice//legal dates//EN"
_SAID = {
    "reported": "Reported, not checked against the text.",
    "unconfirmed": "Not confirmed; check it before anything depends on it.",
    "house policy": "House policy.",
    "confirmed": "Confirmed.",
}


def to_ics(calendar: Calendar) -> bytes:
    """
    Return a calendar as iCalendar text, one event for each date that is still to be watched.

    A date that cannot be told stands on the first day it could fall on, is marked as tentative
    and says so. What is done, does not apply, or has no day at all is left out. The time stamp is
    the day of the case, so that the same case gives the same bytes.

    Raises
    ------
    PlanningNotInstalled
        When the library for it is not installed.
    """
    with needed_by("the calendar file"):
        import icalendar  # noqa: PLC0415  the rest of the package works without it
    out = icalendar.Calendar()
    out.add("prodid", PRODUCT)
    out.add("version", "2.0")
    out.add("x-wr-calname", f"{calendar.title}: {calendar.case_id}".strip(": "))
    stamp = dt.datetime.combine(calendar.on, dt.time(), dt.UTC)
    for entry in calendar.entries:
        day = entry.date or entry.earliest
        if day is None or entry.state in ("done", "does not apply"):
            continue
        event = icalendar.Event()
        event.add("uid", uid_of(calendar.case_id, entry.key))
        event.add("dtstamp", stamp)
        event.add("dtstart", day)
        event.add("summary", _summary(entry))
        event.add("description", _description(entry))
        event.add("status", "CONFIRMED" if _sure(entry) else "TENTATIVE")
        event.add("transp", "TRANSPARENT")
        out.add_component(event)
    raw: bytes = out.to_ical()
    return raw


def uid_of(case_id: str, key: str) -> str:
    """Return what identifies an entry of a case for ever, whatever its date."""
    digest = hashlib.sha256(f"{case_id}\n{key}".encode()).hexdigest()
    return f"{digest[:32]}@riskservice"


def _sure(entry: Entry) -> bool:
    return entry.date is not None and entry.applies == "yes"


def _summary(entry: Entry) -> str:
    if entry.date is None:
        return f"Cannot be told, not before this day: {entry.title}"
    return entry.title if entry.applies == "yes" else f"If it applies: {entry.title}"


def _description(entry: Entry) -> str:
    lines = [entry.rule, _SAID[entry.confidence], f"Source: {entry.cite}."]
    if entry.latest is not None:
        lines.append(f"Not after {entry.latest}.")
    if entry.without_end is None:
        lines.append("It may have no end." if entry.kind == "ends" else "It may never come.")
    if entry.wanted:
        lines.append(f"Would tell: {'; '.join(each.what for each in entry.wanted)}.")
    lines.extend(
        f"Rests on the reading {each.setting} = {each.reading}; with {each.other}: {each.then}."
        for each in entry.rests_on
    )
    return "\n".join(lines)
