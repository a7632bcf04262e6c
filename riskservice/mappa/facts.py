"""The facts of a person that the rules ask for, as the record has them."""

from collections.abc import Callable
from typing import Any

from msgspec.structs import fields

from riskservice.circumstances import Grounds, Order
from riskservice.mappa.dates import first
from riskservice.mappa.logic import Facts, Found
from riskservice.mappa.record import Record
from riskservice.mappa.sentences import sentence_facts

_NOT_SAID = "Not recorded."


def facts_of(record: Record) -> Facts:
    """Return every fact of the rules, of the person and of each sentence."""
    asked = record.book.facts
    return Facts(
        person={
            key: _found(record, key, fact.pointer)
            for key, fact in asked.items()
            if not fact.sentence
        },
        sentences=tuple(
            (f"{sentence.sentence_id}/", sentence_facts(record, place))
            for place, sentence in enumerate(record.all.sentences)
        ),
    )


def _found(record: Record, key: str, pointer: str) -> Found:
    value, how, *place = _READ[key](record) if key in _READ else _judged(record, key)
    return Found(value=value, how=how, pointer=place[0] if place else pointer)


def _judged(record: Record, key: str) -> tuple[bool | None, str]:
    value: bool | None = getattr(record.grounds, key)
    return value, "Recorded as the screener's judgement." if value is not None else _NOT_SAID


def in_force(order: Order, record: Record) -> bool | None:
    """Return whether an order is in force on the day; None where its dates do not tell."""
    if order.made_on is not None and order.made_on > record.on:
        return False
    if order.ends_on is not None:
        return order.ends_on >= record.on
    return True if order.until_further_order else None


def order_may_run(record: Record) -> bool:
    """Whether some order is in force on the day, or may be."""
    return any(in_force(order, record) is not False for order in record.all.orders)


def _subject_to_notification(record: Record) -> tuple[Any, ...]:
    kept = record.all.notification
    if kept is not None and kept.revoked_on is not None and kept.revoked_on <= record.on:
        told = f"Notification was revoked on {kept.revoked_on}."
        if not order_may_run(record):
            return False, told
        # A revocation does not reach an order that still runs.
        runs, how = _notification_by_clock(record)
        return runs, f"{told} {how}"
    if kept is not None and kept.subject is not None:
        return kept.subject, "Recorded under notification."
    return _notification_by_clock(record)


def _notification_by_clock(record: Record) -> tuple[Any, ...]:
    """Return whether the period runs, by the sentences and orders of the record."""
    clock = first(record.dates, "notification_end")
    if clock is None:
        return None, _NOT_SAID
    if clock.applies == "yes":
        if clock.without_end:
            return True, "By the sentences and orders recorded: indefinite."
        least = clock.date or clock.earliest
        if least is not None and least >= record.on:
            return True, f"By the sentences and orders recorded it runs to {least} at least."
    most = clock.date or clock.latest
    if most is not None and most < record.on and clock.without_end is False:
        return False, f"By the sentences and orders recorded it ended by {most}."
    return None, "The sentences and orders recorded do not tell."


def _subject_to_sro(record: Record) -> tuple[Any, ...]:
    kinds = record.book.file.orders.sexual_risk
    if not record.all.orders:
        return None, "No orders are recorded."
    states = [in_force(order, record) for order in record.all.orders if order.kind in kinds]
    if True in states:
        return True, "Recorded under orders, in force on that day."
    if None in states:
        return None, "A sexual risk order is recorded without the day on which it ends."
    return False, "None among the recorded orders is in force on that day."


def _liability_running(record: Record) -> tuple[Any, ...]:
    management, release = record.management, record.release
    if record.serving:
        return True, "The person is in custody."
    if management.hospital_liability_ends_on is not None:
        runs = management.hospital_liability_ends_on >= record.on
        if runs or release.licence_ends_on is None:
            day = management.hospital_liability_ends_on
            return runs, f"Liability to hospital ends on {day}.", _HOSPITAL
    elif management.in_hospital:
        return True, "The person is in hospital.", _HOSPITAL
    if release.licence_ends_on is not None:
        return release.licence_ends_on >= record.on, f"Licence ends on {release.licence_ends_on}."
    return None, "No end of a licence, an order or hospital liability is recorded."


_HOSPITAL = "/circumstances/management/hospital_liability_ends_on"


def _has_offence(record: Record) -> tuple[Any, ...]:
    if record.all.sentences:
        return True, "An offence is recorded."
    if record.grounds.unconvicted is False:
        return True, "A conviction is recorded as the screener's judgement."
    return None, "No offence is recorded."


def _unconvicted(record: Record) -> tuple[Any, ...]:
    rule = record.book.file.convicted
    for sentence in record.all.sentences:
        if sentence.finding in rule.findings or (
            sentence.finding is None and sentence.disposal in rule.disposals
        ):
            return False, f"A conviction is recorded ({sentence.sentence_id})."
    return _judged(record, "unconvicted")


def _high_risk_of_serious_harm(record: Record) -> tuple[Any, ...]:
    if record.under_age:
        return _youth_harm(record)
    harm = record.book.file.harm
    result = record.result(harm.instrument)
    if result is not None and result.band is not None:
        return result.band in harm.high, f"{result.title}: {result.band_title}."
    answers = record.case.answers
    rated = {key: answers.get(key) for key in (*harm.needed, *harm.also)}
    if high := [key for key, level in rated.items() if level in harm.high]:
        return True, f"{_said(rated[high[0]])}: {_group(high[0])}.", _cell(high[0])
    missing = [key for key in harm.needed if rated[key] is None]
    if missing:
        return None, "The risk of serious harm is not rated in full.", _cell(missing[0])
    return False, "No group is rated high or very high."


def _said(level: object) -> str:
    return str(level).replace("_", " ").capitalize()


def _group(key: str) -> str:
    """Return a group and setting in words."""
    *group, setting = key.split("_")[1:]
    return f"{' '.join(group)}, in {'the ' if setting == 'community' else ''}{setting}"


def _cell(key: str) -> str:
    return f"/answers/{key}"


def _youth_harm(record: Record) -> tuple[Any, ...]:
    pointer = "/circumstances/youth/assetplus_risk_of_serious_harm"
    level = record.all.youth.assetplus_risk_of_serious_harm if record.all.youth else None
    if level is None:
        how = (
            "The person is under 18: no adult tool is used, and no level of AssetPlus is recorded."
        )
        return None, how, pointer
    name = str(level).replace("_", " ")
    return level in record.book.file.harm.high, f"AssetPlus: {name} (recorded).", pointer


def _formerly_level_3(record: Record) -> tuple[Any, ...]:
    if record.grounds.formerly_level_3 is not None:
        return _judged(record, "formerly_level_3")
    if record.mappa.level == 3:  # noqa: PLR2004  the level's own name
        return True, "Level 3 is recorded now.", "/circumstances/mappa/level"
    held = [m.on for m in record.mappa.meetings if m.kind == "level_3" and m.on <= record.on]
    if held:
        how = f"A Level 3 meeting was held on {max(held)}."
        return True, how, "/circumstances/mappa/meetings"
    return None, _NOT_SAID


_READ: dict[str, Callable[[Record], tuple[Any, ...]]] = {
    "subject_to_notification": _subject_to_notification,
    "liability_running": _liability_running,
    "has_offence": _has_offence,
    "unconvicted": _unconvicted,
    "subject_to_sro": _subject_to_sro,
    "high_risk_of_serious_harm": _high_risk_of_serious_harm,
    "formerly_level_3": _formerly_level_3,
}

PERSON = frozenset(_READ) | {field.name for field in fields(Grounds)}
"""Every fact of a person that can be read from a record."""
