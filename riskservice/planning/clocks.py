"""Due dates, contact and review of a plan: plain arithmetic from the assessment date."""

import datetime as dt
from collections.abc import Iterator

from riskservice.case import Case, ContactDecision
from riskservice.errors import Fault, InvalidCase, shown
from riskservice.planning.library import Library
from riskservice.planning.picture import Picture
from riskservice.planning.plan import Contact, Review
from riskservice.planning.proposal_entries import ActionEntry


def check_contact_decision(case: Case, library: Library) -> None:
    """
    Refuse a contact decision that nobody stands for or that is out of bounds.

    Raises
    ------
    InvalidCase
        With every fault of the decision.
    """
    if case.contact_decision is None:
        return
    if faults := tuple(_decision_faults(case.contact_decision, library)):
        raise InvalidCase(*faults)


def _decision_faults(decision: ContactDecision, library: Library) -> Iterator[Fault]:
    rule = library.policy.contact
    if not rule.shortest_days <= decision.every_days <= rule.longest_days:
        yield Fault(
            pointer="/contact_decision/every_days",
            message="The contact interval is out of bounds",
            way_out=f"Give {rule.shortest_days} to {rule.longest_days} days.",
            value=shown(decision.every_days),
        )
    for name, message in (
        ("by", "A contact interval is chosen by a named person"),
        ("reason", "A contact interval needs the reason for departing from the default"),
    ):
        given: str = getattr(decision, name)
        if not given.strip():
            yield Fault(
                pointer=f"/contact_decision/{name}",
                message=message,
                way_out="Fill it in, or leave the decision out to keep the default.",
                value=shown(given),
            )


def release_of(picture: Picture) -> dt.date | None:
    """Return the release date of a person awaiting release, if it is not in the past."""
    setting = picture.library.policy.settings.get(picture.setting or "")
    start: dt.date | None = picture.case.answers.get("follow_up_start")
    awaits = setting is not None and setting.awaiting_release
    return start if awaits and start is not None and start >= picture.case.on else None


def contact_of(picture: Picture) -> Contact:
    """
    Return the contact interval: the level's default, or what a named person chose.

    For a person awaiting release the interval counts from that day; without a date it has no
    start yet.
    """
    policy, case, level = picture.library.policy, picture.case, picture.level.name
    default, decision = policy.contact.levels[level], case.contact_decision
    chosen = decision.every_days if decision else default.days
    setting = policy.settings.get(picture.setting or "")
    known = case.answers.get("follow_up_start") is not None
    waits = setting is not None and setting.awaiting_release
    starts = None if waits and not known else release_of(picture) or case.on
    return Contact(
        level=level,
        default_days=default.days,
        chosen_days=chosen,
        starts=starts,
        first_due=starts + dt.timedelta(days=chosen) if starts else None,
        chosen_by=decision.by.strip() if decision else None,
        reason=decision.reason.strip() if decision else None,
        note=f"{policy.contact.note} {default.why}".strip(),
        cite=picture.library.cite(default),
        confidence=default.confidence,
    )


def review_of(picture: Picture) -> Review:
    """Return the next review: the level's target, sooner while the band is provisional."""
    rule, on = picture.library.policy.review, picture.case.on
    entry = rule.levels[picture.level.name]
    overall = picture.assessment.overall
    days, why = entry.target_days, entry.why
    if (overall.provisional or overall.band is None) and rule.provisional.days < days:
        days, why = rule.provisional.days, f"{rule.provisional.why} {why}"
    return Review(
        next_on=on + dt.timedelta(days=days),
        backstop_on=on + dt.timedelta(days=entry.backstop_days),
        role=rule.role,
        look_at=rule.look_at,
        brought_forward_by=rule.brought_forward_by,
        why=why,
        cite=picture.library.cite(entry),
        confidence=entry.confidence,
    )


def due_date(entry: ActionEntry, picture: Picture, review: Review) -> dt.date:
    """Return the day an action is due: never after the next review, nor release if it must be."""
    days = picture.library.policy.urgencies[entry.urgency].days
    limits = [review.next_on] if review.next_on is not None else []
    if days is not None:
        limits.append(picture.case.on + dt.timedelta(days=days))
    release = release_of(picture)
    if entry.before_release and release is not None:
        limits.append(release)
    return min(limits)
