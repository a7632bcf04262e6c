"""What surrounds category and level: the chair, the referral, and people outside MAPPA."""

from riskservice.clocks.entries import Entry as Clock
from riskservice.mappa.dates import first
from riskservice.mappa.logic import Reader, State
from riskservice.mappa.record import Record
from riskservice.mappa.result import (
    CategoryResult,
    Dangerous,
    LevelResult,
    MappaAgencies,
    MeetingChair,
    ReferralState,
)
from riskservice.mappa.truth import verdict

_MEETINGS = (2, 3)


def chair_of(record: Record, category: int | None, level: int | None) -> MeetingChair | None:
    """Return who may chair; None where there is no formal meeting or it cannot be told."""
    if category is None or level not in _MEETINGS:
        return None
    entry = record.book.chairs(category, level)
    if entry is None:
        return MeetingChair(
            category=category,
            level=level,
            chairs=(),
            how="The sources do not say who chairs in this category.",
            cite="",
            confidence="unconfirmed",
        )
    chairs, how = entry.chairs, entry.why
    if entry.current_to_probation:
        lead = record.management.lead_agency
        if lead == "probation":
            chairs, how = entry.current_to_probation, "The person is current to probation."
        elif lead is None:
            chairs = (*entry.current_to_probation, *entry.chairs)
            how = f"{entry.why} Whether that is so is not recorded."
        else:
            how = f"Led by {lead.replace('_', ' ')}, and so not current to probation."
    return MeetingChair(
        category=category,
        level=level,
        chairs=chairs,
        how=how,
        cite=record.book.cites[entry.cite],
        confidence=entry.confidence,
    )


def referral_of(
    record: Record, category: CategoryResult, level: LevelResult, dates: tuple[Clock, ...]
) -> ReferralState:
    """Return whether a referral is needed, who must agree it, and when it is due."""
    entry = record.book.file.referral
    needed = _needed(level, {str(number) for number in entry.levels})
    agreed_by: tuple[str, ...] = ()
    how = entry.why
    if category.category is not None:
        agreed_by = record.book.category(category.category).referral_agreed_by
        if not agreed_by:
            how += " The sources do not say who must agree it in this category."
    return ReferralState(
        needed=needed,
        agreed_by=agreed_by,
        referred_on=record.mappa.referred_on,
        due=first(dates, "referral"),
        how=how,
        cite=record.book.cites[entry.cite],
        confidence=entry.confidence,
    )


def _needed(level: LevelResult, levels: set[str]) -> State:
    if level.applies is False or level.possible == ("1",):
        return "not_met"
    return "met" if level.applies and levels.issuperset(level.possible) else "cannot_tell"


def agencies_of(record: Record) -> MappaAgencies:
    """Return who forms the Responsible Authority, and who must co-operate."""
    entry = record.book.file.agencies
    return MappaAgencies(
        responsible_authority=entry.responsible_authority,
        duty_to_cooperate=entry.duty_to_cooperate,
        cite=record.book.cites[entry.cite],
        confidence=entry.confidence,
    )


def dangerous_of(record: Record, reader: Reader) -> Dangerous:
    """Return whether this is a potentially dangerous person, and what follows."""
    step = reader.node("potentially_dangerous_person")
    rule = record.book.rules[step.key]
    return Dangerous(
        state=step.state,
        duties=record.book.file.dangerous.duties if step.state != "not_met" else (),
        would_tell=verdict(step).asks,
        rule=step,
        cite=step.cite,
        confidence=rule.confidence,
    )
