"""The first screening after registration: its limit, its outcome and the pro-forma."""

from riskservice.circumstances import Screening
from riskservice.clocks.entries import Entry as Clock
from riskservice.mappa.dates import first
from riskservice.mappa.logic import State
from riskservice.mappa.record import Record
from riskservice.mappa.result import FormField, InitialScreening

_URGENT = "high_urgent"
_BORN = "date_of_birth"


def initial_of(record: Record, dates: tuple[Clock, ...]) -> InitialScreening | None:
    """Return the first screening as recorded, against its limit; None where there is none."""
    kept = record.all.screening
    if kept is None:
        return None
    rule = record.book.file.initial
    limit = first(dates, "initial_screening")
    in_time, how = _in_time(kept, limit, record)
    states = tuple(
        FormField(field=field, title=title, complete=_given(record, kept, field))
        for field, title in rule.fields.items()
    )
    return InitialScreening(
        limit=limit,
        in_time=in_time,
        how=how,
        outcome=kept.outcome,
        urgent=None if kept.outcome is None else kept.outcome == _URGENT,
        known_offending_searched=kept.known_offending_searched,
        fields=states,
        missing=tuple(state.title for state in states if not state.complete),
        cite=record.book.cites[rule.cite],
        confidence=rule.confidence,
    )


def _given(record: Record, kept: Screening, field: str) -> bool:
    value = record.born if field == _BORN else getattr(kept, field)
    return bool(value.strip()) if isinstance(value, str) else value is not None


def _in_time(kept: Screening, limit: Clock | None, record: Record) -> tuple[State, str]:
    if kept.registered_at is None or limit is None or limit.at is None:
        return "cannot_tell", "The time of registration is not recorded."
    if kept.screened_at is None:
        if limit.at.date() < record.on:
            return "not_met", f"Not screened; the limit passed at {limit.at:%H:%M on %Y-%m-%d}."
        return "cannot_tell", f"Not screened yet; due by {limit.at:%H:%M on %Y-%m-%d}."
    if (kept.screened_at.tzinfo is None) != (limit.at.tzinfo is None):
        return "cannot_tell", "One of the two times has a time zone and the other has none."
    if kept.screened_at < kept.registered_at:
        return "cannot_tell", "The screening is recorded before the registration."
    late = kept.screened_at > limit.at
    return ("not_met", "Screened late.") if late else ("met", "Screened within the limit.")
