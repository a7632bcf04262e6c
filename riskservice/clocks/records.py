"""The police record: its group, when it is reviewed, and when it may be disposed of."""

import datetime as dt
from collections.abc import Iterator

from msgspec.structs import replace

from riskservice.circumstances import Retention
from riskservice.clocks.desk import Desk, When, asks, either, exactly
from riskservice.clocks.entries import Applies, Entry, Finding, Wanted
from riskservice.clocks.rules import RecordRule
from riskservice.clocks.spans import birthday, months_after

_GROUP = asks("circumstances/retention/group", "group of the record")
_CLEAR = asks("circumstances/retention/clear_since", "first day of the clear period")
_BORN = asks("answers/date_of_birth", "date of birth")
_MAPPA = asks("answers/is_eligible_for_mappa", "whether the person is eligible for MAPPA")
_FURTHER = asks(
    "circumstances/retention/serious_further_offence", "whether there is a serious further offence"
)


def record_entries(desk: Desk) -> Iterator[Entry]:
    """Yield the next review of the record and the first day on which it may be disposed of."""
    kept = desk.facts.retention
    if kept is None:
        return
    rules = _rules(desk, kept)
    wanted = () if len(rules) == 1 else (_GROUP,)
    rule = rules[0] if len(rules) == 1 else desk.policy.intervals["record_review"]
    title = rules[0].title if len(rules) == 1 else "Group of the record not known"
    reviewed = [each for each in rules if each.review_months is not None]
    when = _each([_review(desk, kept, each) for each in reviewed]) if reviewed else When()
    if len(reviewed) < len(rules) and reviewed:
        when = replace(when, without_end=None)
    has: Applies = "yes" if reviewed else "no"
    yield desk.entry("record_review", when, rule=rule, wanted=wanted, why=title, applies=has)
    disposal = _each([_disposal(desk, kept, each) for each in rules])
    applies, why, asked = _held(desk, kept)
    yield desk.entry(
        "record_disposal",
        disposal,
        kind="opens",
        applies=applies,
        why=why,
        wanted=(*wanted, *asked),
        confidence=rule.confidence,
    )


def record_findings(desk: Desk) -> Iterator[Finding]:
    """Yield a group that the case does not bear out, and a review without its decision."""
    kept = desk.facts.retention
    if kept is None:
        return
    first = desk.policy.records[0]
    if _managed(desk) and kept.group not in (None, first.group):
        text = f"The record is in group {kept.group}; people managed under MAPPA are in group 1."
        yield desk.finding("record-group", text, first)
    if kept.reviewed_on is not None and not (kept.decision and kept.decided_by):
        text = "The record was reviewed; the decision to keep it, and who decided, are not both "
        text += "recorded."
        yield desk.finding("record-decision", text, first)


def _rules(desk: Desk, kept: Retention) -> tuple[RecordRule, ...]:
    """Return the rule of the recorded group; of group 1 where MAPPA manages; else of all."""
    group = kept.group
    if group is None and _managed(desk):
        group = 1
    return tuple(rule for rule in desk.policy.records if group in (None, rule.group))


def _each(days: list[When]) -> When:
    found = days[0]
    for other in days[1:]:
        found = either(found, other)
    return found


def _review(desk: Desk, kept: Retention, rule: RecordRule) -> When:
    if kept.reviewed_on is not None and rule.review_months is not None:
        return exactly(_on(desk, kept.reviewed_on, rule.review_months))
    months = rule.clear_months or rule.review_months
    assert months
    if kept.clear_since is None:
        return When(wanted=(_CLEAR,))
    return exactly(_on(desk, kept.clear_since, months))


def _on(desk: Desk, day: dt.date, months: int) -> dt.date:
    return months_after(day, months, desk.settings.short_month_deadline)


def _disposal(desk: Desk, kept: Retention, rule: RecordRule) -> When:
    """Return the first day on which disposal is open; bounds where it depends on a judgement."""
    if rule.retain_to_age is not None:
        if desk.born is None:
            return When(wanted=(_BORN,))
        return exactly(birthday(desk.born, rule.retain_to_age, desk.settings.leap_birthday))
    if kept.clear_since is None:
        return When(without_end=None, wanted=(_CLEAR,))
    assert rule.clear_months
    day = months_after(kept.clear_since, rule.clear_months, desk.settings.short_month)
    if rule.disposed_after_clear:
        return exactly(day)
    return When(earliest=day, without_end=None)


def _held(desk: Desk, kept: Retention) -> tuple[Applies, str, tuple[Wanted, ...]]:
    """Return whether disposal is open at all, why not, and what would tell."""
    if kept.serious_further_offence:
        return "no", "Kept: a serious further offence is recorded.", ()
    managed = _managed(desk)
    if managed:
        return "no", "Kept: MAPPA manages the person.", ()
    asked = []
    if managed is None:
        asked.append(_MAPPA)
    if kept.serious_further_offence is None:
        asked.append(_FURTHER)
    return ("cannot tell" if asked else "yes"), "", tuple(asked)


def _managed(desk: Desk) -> bool | None:
    """Return whether MAPPA manages the person; None where that is not known."""
    mappa = desk.facts.mappa
    if mappa is not None and (mappa.category is not None or mappa.level is not None):
        return True
    return False if desk.case.answers.get("is_eligible_for_mappa") is False else None
