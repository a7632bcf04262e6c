"""One calendar for one person: every legal date, with its rule, its confidence and its doubts."""

import datetime as dt
from collections.abc import Iterator, Mapping

from msgspec.structs import replace

from riskservice.case import Case
from riskservice.circumstances import Circumstances, Sentence
from riskservice.clocks.consistency import check_circumstances
from riskservice.clocks.desk import Desk
from riskservice.clocks.entries import (
    Calendar,
    Entry,
    Finding,
    Otherwise,
    SchemeResult,
    SentencePeriod,
)
from riskservice.clocks.notification import NotificationClock
from riskservice.clocks.orders import order_entries, order_findings
from riskservice.clocks.period_accounts import as_when
from riskservice.clocks.policy import ADJUSTABLE, Rulebook, load_rules
from riskservice.clocks.records import record_entries, record_findings
from riskservice.clocks.reviews import (
    arms_entries,
    mappa_entries,
    mappa_findings,
    recorded_entries,
    screening_entries,
)
from riskservice.clocks.schemes import SchemeClock
from riskservice.clocks.settings import NAMES, Settings, alternatives, chosen


class _Reading:
    """The whole calendar under one set of readings, before they are compared."""

    def __init__(self, desk: Desk) -> None:
        clock = NotificationClock(desk)
        schemes = SchemeClock(desk, clock.applies)
        self.schemes = schemes.results()
        self.notification: tuple[SentencePeriod, ...] = clock.periods()
        entries = (
            *clock.entries(),
            *order_entries(desk, as_when(clock.by_sentences)),
            *schemes.entries(self.schemes),
            *arms_entries(desk, clock.applies, concerned=clock.concerned),
            *mappa_entries(desk),
            *screening_entries(desk),
            *recorded_entries(desk),
            *record_entries(desk),
        )
        self.entries: tuple[Entry, ...] = tuple(sorted(entries, key=_order))
        self.by_key = {each.key: each for each in self.entries}
        self.by_sentence = {each.sentence_id: each for each in self.notification}
        self.by_scheme = {(each.scheme, each.sentence_id): each for each in self.schemes}
        self.findings: tuple[Finding, ...] = (
            *clock.findings(),
            *order_findings(desk),
            *mappa_findings(desk, self.entries),
            *record_findings(desk),
            *schemes.findings(self.schemes),
        )


def calendar_of(
    case: Case,
    settings: Mapping[str, str] | None = None,
    *,
    rules: Rulebook | None = None,
    pointer: str = "",
) -> Calendar:
    """
    Return every legal date of one person on the day of the case.

    Parameters
    ----------
    case : Case
    settings : mapping of str to str, optional
        Readings to use in place of the defaults, and ``interval.<name>`` for the numbers of an
        area; see ``models/clocks``.
    rules : Rulebook, optional
        By default the released ones.
    pointer : str
        Where the settings were given, for their faults.

    Returns
    -------
    Calendar
        A missing fact gives no date but the bounds of what it could be, and says what would tell.

    Raises
    ------
    InvalidCase
        With every place where sentences, orders and answers contradict each other.
    UnusableSetting
        With every setting there is none of.
    """
    rules = rules or load_rules()
    adjustable = {name: rules.policy.intervals[name] for name in ADJUSTABLE}
    used = chosen(rules.defaults, settings or {}, adjustable, pointer)
    facts = case.circumstances or Circumstances()
    check_circumstances(facts, rules)
    moot = _moot(facts)
    found = _Reading(Desk(case=case, facts=facts, rules=rules, settings=used))
    others = [
        (name, choice, _Reading(Desk(case=case, facts=facts, rules=rules, settings=other)))
        for name, choice, other in alternatives(used)
        if name not in moot
    ]
    return Calendar(
        case_id=case.case_id,
        on=case.on,
        title=rules.policy.title,
        note=rules.policy.note,
        rules=rules.stamp,
        settings=_shown(used),
        entries=tuple(_entry(each, used, others) for each in found.entries),
        notification=tuple(_period(each, used, others) for each in found.notification),
        schemes=tuple(_scheme(each, used, others) for each in found.schemes),
        findings=found.findings,
    )


def _moot(facts: Circumstances) -> frozenset[str]:
    """Return the readings that change nothing here, as what they are about is not recorded."""
    reprimands = (None, "reprimand_or_warning")
    asked = {
        "revocation": facts.notification is not None and facts.notification.revoked_on is not None,
        "reprimand_or_warning": any(each.disposal in reprimands for each in facts.sentences),
        "recall_age": bool(facts.recalls),
        "sds_plus_today": any(_perhaps_plus_today(each) for each in facts.sentences),
    }
    return frozenset(name for name, matters in asked.items() if not matters)


def _perhaps_plus_today(sentence: Sentence) -> bool:
    plus, today = sentence.sds_plus, sentence.sds_plus_if_sentenced_today
    return bool((plus and today is not False) or (today and plus is not False))


def _shown(settings: Settings) -> dict[str, str]:
    readings = {name: str(getattr(settings, name)) for name in NAMES}
    return readings | {f"interval.{name}": str(n) for name, n in settings.intervals.items()}


def _order(entry: Entry) -> tuple[dt.date, str]:
    return entry.date or entry.earliest or entry.latest or dt.date.max, entry.key


_Others = list[tuple[str, str, _Reading]]


def _entry(entry: Entry, used: Settings, others: _Others) -> Entry:
    def readings() -> Iterator[Otherwise]:
        for name, choice, reading in others:
            other = reading.by_key.get(entry.key)
            if _words(entry) != (then := _words(other)):
                yield Otherwise(
                    setting=name, reading=str(getattr(used, name)), other=choice, then=then
                )

    return replace(entry, rests_on=tuple(readings()))


def _words(entry: Entry | None) -> str:
    """Return the outcome of an entry in words."""
    if entry is None:
        return "not in the calendar"
    if entry.applies == "no":
        return "does not apply"
    unsure = "" if entry.applies == "yes" else "perhaps "
    if entry.without_end:
        return f"{unsure}without end"
    if entry.date is not None:
        return f"{unsure}{entry.date}"
    bounds = [
        f"not before {entry.earliest}" if entry.earliest else "",
        f"not after {entry.latest}" if entry.latest else "",
        "perhaps without end" if entry.without_end is None else "",
    ]
    return ", ".join(text for text in bounds if text) or "cannot tell"


def _period(period: SentencePeriod, used: Settings, others: _Others) -> SentencePeriod:
    def readings() -> Iterator[Otherwise]:
        for name, choice, reading in others:
            other = reading.by_sentence[period.sentence_id]
            if _length(period) != (then := _length(other)):
                yield Otherwise(
                    setting=name, reading=str(getattr(used, name)), other=choice, then=then
                )

    return replace(period, rests_on=tuple(readings()))


def _length(period: SentencePeriod) -> str:
    """Return a period and its end in words."""
    if period.ends_on is not None:
        return f"{period.period}, {period.ends_on}"
    bounds = [
        f"not before {period.earliest}" if period.earliest else "",
        f"not after {period.latest}" if period.latest else "",
    ]
    return ", ".join(text for text in (period.period, *bounds) if text)


def _scheme(result: SchemeResult, used: Settings, others: _Others) -> SchemeResult:
    def readings() -> Iterator[Otherwise]:
        for name, choice, reading in others:
            other = reading.by_scheme[result.scheme, result.sentence_id]
            if _outcome(result) != (then := _outcome(other)):
                yield Otherwise(
                    setting=name, reading=str(getattr(used, name)), other=choice, then=then
                )

    return replace(result, rests_on=tuple(readings()))


def _outcome(result: SchemeResult) -> str:
    day = f", from {result.starts_on}" if result.starts_on else ""
    return f"{result.verdict}{day}{'. ' + result.note if result.note else ''}"
