"""Every finding of a screening with the citation of its rule, the gravest first."""

from itertools import chain

from riskservice.clocks.entries import Entry as Clock
from riskservice.mappa.disagreements import category_findings, conflict_findings, level_findings
from riskservice.mappa.duties import (
    date_findings,
    initial_findings,
    outside_findings,
    referral_findings,
    youth_findings,
)
from riskservice.mappa.ends import ends_of
from riskservice.mappa.record import Record
from riskservice.mappa.result import (
    AssetResult,
    CategoryResult,
    Dangerous,
    InitialScreening,
    LevelResult,
    ReferralState,
    ScreeningFinding,
)

_GRAVEST_FIRST = ("stop", "warning", "note")


def all_findings(
    record: Record,
    category: CategoryResult,
    level: LevelResult,
    dangerous: Dangerous,
    referral: ReferralState,
    dates: tuple[Clock, ...],
    initial: InitialScreening | None,
    asset: AssetResult | None,
) -> tuple[ScreeningFinding, ...]:
    """Return what does not agree, is late, or must be done in a certain way."""
    recorded = record.mappa.category
    end = ends_of(record, recorded, category.rules[recorded - 1], dates) if recorded else None
    told = chain(
        category_findings(record, category, end),
        level_findings(record, category, level),
        conflict_findings(record, category, level),
        referral_findings(record, level, referral),
        outside_findings(record, dangerous),
        date_findings(record, level, dates),
        initial_findings(initial),
        youth_findings(record, asset),
    )
    found = [_finding(record, code, text) for code, text in told]
    found.sort(key=lambda each: _GRAVEST_FIRST.index(each.severity))
    return tuple(found)


def _finding(record: Record, code: str, text: str) -> ScreeningFinding:
    entry = record.book.file.findings[code]
    return ScreeningFinding(
        code=code,
        severity=entry.severity,
        text=text,
        cite=record.book.cites[entry.cite],
        confidence=entry.confidence,
    )
