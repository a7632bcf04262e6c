"""Screen one case for MAPPA: category, level, and what would tell where nobody can."""

from collections.abc import Mapping
from typing import NamedTuple

from riskservice.assessment import Assessment
from riskservice.case import Case
from riskservice.clocks.entries import Entry as Clock
from riskservice.clocks.entries import Otherwise
from riskservice.clocks.policy import load_rules
from riskservice.clocks.settings import NAMES
from riskservice.mappa.around import agencies_of, chair_of, dangerous_of, referral_of
from riskservice.mappa.categories import NONE, because, category_of, category_rules
from riskservice.mappa.ends import ends_of, lead_of
from riskservice.mappa.facts import facts_of
from riskservice.mappa.findings import all_findings
from riskservice.mappa.initial import initial_of
from riskservice.mappa.levels import level_in, level_of, level_rules
from riskservice.mappa.logic import Reader, RuleStep
from riskservice.mappa.notices import notices_of
from riskservice.mappa.proposals import proposal_of
from riskservice.mappa.readings import CHOICES, chosen
from riskservice.mappa.record import Record
from riskservice.mappa.result import (
    Category,
    CategoryResult,
    LevelOutcome,
    LevelResult,
    ScreeningResult,
)
from riskservice.mappa.rulebook import Rulebook, load_rulebook
from riskservice.mappa.truth import Possible
from riskservice.mappa.youth import asset_of

NO_SETTINGS: Mapping[str, str] = {}


class Core(NamedTuple):
    """Category and level under one set of readings, with the rules they were made from."""

    reader: Reader
    category_rules: tuple[RuleStep, ...]
    category: Possible[Category]
    level_rules: tuple[RuleStep, ...]
    level: Possible[LevelOutcome]


def screen_case(
    case: Case,
    assessment: Assessment | None = None,
    settings: Mapping[str, str] = NO_SETTINGS,
    *,
    book: Rulebook | None = None,
    pointer: str = "",
) -> ScreeningResult:
    """
    Screen one case for MAPPA.

    Parameters
    ----------
    case : Case
        What is left out of it is not known, which is never *no*.
    assessment : Assessment, optional
        What scoring the case gave: the risk of serious harm is read off it. Without it, off the
        answers.
    settings : mapping of str to str
        Readings of open points, those of the legal clocks among them; the others are the
        defaults.
    book : Rulebook, optional
        Rules of an area in place of the released ones.
    pointer : str
        Where the settings were given, for their faults.

    Raises
    ------
    UnusableSetting
        When a setting is no open point or has no such reading.
    InvalidCase
        Where sentences and orders contradict each other.
    NotInForce
        When the day lies before the rules.
    """
    record = _record(case, assessment, settings, book or load_rulebook(), pointer)
    record.book.refuse_before(record.on)
    core, dates = _core(record), record.dates
    category = _category(record, core, dates)
    level = _level(record, core, category)
    dangerous = dangerous_of(record, core.reader)
    referral = referral_of(record, category, level, dates)
    initial, asset = initial_of(record, dates), asset_of(record)
    findings = all_findings(record, category, level, dangerous, referral, dates, initial, asset)
    file = record.book.file
    return ScreeningResult(
        case_id=case.case_id,
        on=case.on,
        on_defaulted=case.on_defaulted,
        title=file.title,
        marking=file.marking,
        note=file.note,
        under_18=record.under_age,
        recorded_category=record.mappa.category,
        recorded_level=record.mappa.level,
        category=category,
        level=level,
        potentially_dangerous=dangerous,
        referral=referral,
        agencies=agencies_of(record),
        findings=findings,
        dates=dates,
        initial=initial,
        asset=asset,
        settings=_settings(record),
        rests_on=_rests_on(record, core),
        notices=tuple(notices_of(record, category, level, dangerous, dates)),
        rules=record.book.stamp,
    )


def _record(
    case: Case,
    assessment: Assessment | None,
    settings: Mapping[str, str],
    book: Rulebook,
    pointer: str,
) -> Record:
    clocks = load_rules()
    mine = {key: value for key, value in settings.items() if key in CHOICES}
    theirs = {key: value for key, value in settings.items() if key not in CHOICES}
    readings = chosen(book.defaults, mine, pointer)
    return Record(case, assessment, book, readings, clocks, theirs, pointer)


def _settings(record: Record) -> dict[str, str]:
    return {
        **{key: getattr(record.readings, key) for key in CHOICES},
        **{key: getattr(record.settings, key) for key in NAMES},
    }


def _core(record: Record) -> Core:
    reader = Reader(
        book=record.book, facts=facts_of(record), readings=record.readings, on=record.on
    )
    rules = category_rules(reader)
    category = category_of(rules, record.readings)
    tests = level_rules(reader)
    level = level_of(tests, record.readings, _number(category))
    return Core(reader, rules, category, tests, level)


def _number(category: Possible[Category]) -> int | None:
    """Return the category if it is settled and there is one."""
    if len(category.outcomes) != 1 or category.outcomes[0] == NONE:
        return None
    return int(category.outcomes[0])


def _category(record: Record, core: Core, dates: tuple[Clock, ...]) -> CategoryResult:
    found, rules = core.category, core.category_rules
    number = _number(found)
    none = found.outcomes == (NONE,)
    decided = rules[number - 1] if number else None
    return CategoryResult(
        state="decided" if number else "none" if none else "cannot_tell",
        category=number,
        possible=found.outcomes,
        exact=found.exact,
        rule=decided.title if decided else "",
        because=because(decided) if decided else (),
        met=tuple(place for place, rule in enumerate(rules, 1) if rule.state == "met"),
        lead=lead_of(record, number) if number else None,
        ends=ends_of(record, number, decided, dates) if number and decided else None,
        would_tell=found.asks,
        rules=rules,
    )


def _level(record: Record, core: Core, category: CategoryResult) -> LevelResult:
    found = core.level
    outcome = found.outcomes[0] if len(found.outcomes) == 1 else None
    level = level_in(outcome)
    applies = None if category.state == "cannot_tell" else category.state == "decided"
    if NONE not in category.possible:
        applies = True
    if applies is False:
        level, outcome = None, None
    return LevelResult(
        state="none" if applies is False else "decided" if outcome else "cannot_tell",
        applies=applies,
        level=level,
        outcome=outcome,
        possible=found.outcomes,
        exact=found.exact,
        proposal=proposal_of(category, outcome, found.outcomes, core.level_rules),
        because=because(core.level_rules[level - 1]) if level else (),
        chair=chair_of(record, category.category, level),
        would_tell=found.asks if applies is not False else (),
        rules=core.level_rules,
    )


def _rests_on(record: Record, core: Core) -> tuple[Otherwise, ...]:
    """Return the open points on which category or level turns, each with its other reading."""
    found = []
    for key, reading, readings in record.readings.others():
        other = _core(record.under(readings))
        then = _differs(core, other)
        if then:
            found.append(
                Otherwise(
                    setting=key, reading=getattr(record.readings, key), other=reading, then=then
                )
            )
    return tuple(found)


def _differs(core: Core, other: Core) -> str:
    parts = []
    if core.category.outcomes != other.category.outcomes:
        parts.append(f"category: {' or '.join(other.category.outcomes)}")
    if core.level.outcomes != other.level.outcomes:
        words = " or ".join(name.replace("_", " ") for name in other.level.outcomes)
        parts.append(f"level: {words}")
    return "; ".join(parts)
