"""Who leads in a category, and when it ends: the day where it is known, else the event."""

import datetime as dt

from riskservice.clocks.entries import Entry as Clock
from riskservice.mappa.dates import first
from riskservice.mappa.facts import order_may_run
from riskservice.mappa.logic import RuleStep
from riskservice.mappa.record import Record
from riskservice.mappa.result import CategoryEnd, LeadAgency

_POLICE, _NOTIFICATION = 1, "notification_end"


def lead_of(record: Record, category: int) -> LeadAgency:
    """Return who may lead, and who leads by what is recorded."""
    entry = record.book.category(category)
    agencies = tuple(_words(agency) for agency in (*entry.lead, *entry.also_led_by))
    proposed, how = _proposed(record, category, entry.lead)
    if entry.also_when:
        also = " or ".join(_words(agency) for agency in entry.also_led_by)
        how = f"{how} {also[:1].upper()}{also[1:]} may lead {entry.also_when}.".strip()
    return LeadAgency(
        agencies=agencies,
        proposed=_words(proposed) if proposed else None,
        how=how,
        cite=record.book.cites[entry.cite],
        confidence=entry.confidence,
    )


def _proposed(record: Record, category: int, lead: tuple[str, ...]) -> tuple[str | None, str]:
    recorded = record.management.lead_agency
    if len(lead) == 1 and category != _OTHER:
        return lead[0], ""
    if category == _OTHER:
        how = "Recorded as lead agency." if recorded else "The lead agency is not recorded."
        return recorded, how
    if recorded in lead:
        return recorded, "Recorded as lead agency."
    if record.under_age:
        return "youth_offending_team", "The person is under 18."
    if _in_hospital(record):
        return "mental_health", "Under a hospital or guardianship order, or in hospital."
    return None, "The sources name several; which one leads is not recorded."


_OTHER = 3


def _in_hospital(record: Record) -> bool:
    if record.management.in_hospital:
        return True
    lists = record.book.file.disposals
    return any(
        sentence.disposal in (*lists.hospital, *lists.guardianship) and not sentence.served
        for sentence in record.all.sentences
    )


def ends_of(record: Record, category: int, rule: RuleStep, dates: tuple[Clock, ...]) -> CategoryEnd:
    """
    Return when a category ends.

    Parameters
    ----------
    rule : RuleStep
        Rule of the category, worked out: the sentences that bring Category 2 are read off it.
    dates : tuple of Clock
        Where the end of notification is found.
    """
    entry = record.book.category(category)
    day, without_end, how = None, None, ""
    if category == _POLICE:
        day, without_end, how = _notification(record, dates)
    elif category == _CUSTODIAL:
        day, how = _last_of_sentences(record, rule)
        without_end = False if day else None
    return CategoryEnd(
        category=category,
        date=day,
        event=entry.ends_when,
        without_end=without_end,
        passed=None if day is None else day < record.on,
        how=how,
        cite=record.book.cites[entry.cite],
        confidence=entry.ends_confidence,
    )


_CUSTODIAL = 2


def _notification(
    record: Record, dates: tuple[Clock, ...]
) -> tuple[dt.date | None, bool | None, str]:
    kept = record.all.notification
    if kept is not None and kept.revoked_on is not None and not order_may_run(record):
        return kept.revoked_on, False, "Notification was revoked."
    clock = first(dates, _NOTIFICATION)
    if clock is None:
        return None, None, "The period cannot be told from the record."
    if clock.without_end:
        return None, True, f"Indefinite. {clock.why}".strip()
    if clock.date is None:
        wanted = "; ".join(want.what for want in clock.wanted)
        return None, clock.without_end, f"Cannot be told yet. Wanted: {wanted or 'not said'}."
    return clock.date, False, clock.why


def _last_of_sentences(record: Record, rule: RuleStep) -> tuple[dt.date | None, str]:
    """Return the last day among the sentences that bring the category; None where one is open."""
    open_ = {part.key.rpartition("/")[0] for part in _each(rule) if part.state != "not_met"}
    days = [
        sentence.ends_on or _shared_end(record, sentence.disposal)
        for sentence in record.all.sentences
        if sentence.sentence_id in open_
    ]
    if not days or None in days:
        return None, "The last day is not recorded for every sentence that counts."
    return max(day for day in days if day), "Latest of the sentences that count."


def _each(rule: RuleStep) -> tuple[RuleStep, ...]:
    """Return the rule put to each sentence, wherever it stands."""
    if rule.key.endswith("/category_2_sentence"):
        return (rule,)
    return tuple(found for part in rule.parts for found in _each(part))


def _shared_end(record: Record, disposal: str | None) -> dt.date | None:
    """Return the last day that is recorded of the person rather than of a sentence."""
    lists = record.book.file.disposals
    if disposal in (*lists.hospital, *lists.guardianship):
        return record.management.hospital_liability_ends_on
    if disposal in (*lists.without_length, *lists.with_length):
        return record.release.licence_ends_on
    return None


def _words(agency: str) -> str:
    return agency.replace("_", " ")
