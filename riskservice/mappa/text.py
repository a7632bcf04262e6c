"""A screening for the terminal: what was found, why, and what would tell, at 100 columns."""

import textwrap
from collections.abc import Iterator

from riskservice.clocks.entries import Entry as Clock
from riskservice.mappa.logic import RuleStep
from riskservice.mappa.result import ScreeningResult
from riskservice.mappa.truth import WouldTell

WIDTH = 100
LABEL = 20
MOST_ASKED = 12
"""Questions printed for one result; the record as JSON has them all."""
_STATES = {"met": "met", "not_met": "not met", "cannot_tell": "cannot tell"}
_SIGNS = {"met": "[yes]", "not_met": "[no ]", "cannot_tell": "[ ? ]"}
_JOINS = {"all": "all of", "any": "one of", "none": "none of"}


def screening_to_text(result: ScreeningResult) -> str:
    """Return a screening as plain text of at most 100 columns."""
    lines = [
        *_head(result),
        *_findings(result),
        *_category(result),
        *_level(result),
        *_referral(result),
        *_outside(result),
        *_initial(result),
        *_asset(result),
        *_dates(result),
        *_notices(result),
        *_rules(result),
        "",
        result.marking.center(WIDTH).rstrip(),
    ]
    return "\n".join(lines) + "\n"


def wrapped(text: str, first: str = "", rest: str | None = None) -> list[str]:
    """Return lines of at most 100 columns, the later ones hanging."""
    after = " " * len(first) if rest is None else rest
    lines: list[str] = []
    for paragraph in text.splitlines() or [""]:
        start = after if lines else first
        lines += textwrap.wrap(
            paragraph, WIDTH, initial_indent=start, subsequent_indent=after, break_on_hyphens=False
        ) or [start.rstrip()]
    return lines


def _labelled(label: str, text: str) -> list[str]:
    return wrapped(text, f"{label}:".ljust(LABEL))


def _heading(text: str) -> list[str]:
    return ["", text, "-" * len(text)]


def _head(result: ScreeningResult) -> Iterator[str]:
    yield result.marking.center(WIDTH).rstrip()
    yield ""
    yield f"{result.title}: case {result.case_id}".upper()
    yield "=" * WIDTH
    note = " (no date was given; the day of the request was taken)" if result.on_defaulted else ""
    yield from _labelled("Screened on", f"{result.on}{note}")
    recorded = (
        f"category {result.recorded_category or 'not recorded'}, "
        f"level {result.recorded_level or 'not recorded'}"
    )
    yield from _labelled("In the record", recorded)
    stamp = result.rules
    yield from _labelled("Rules", f"{stamp.version} ({stamp.status}) {stamp.digest}")
    yield from _labelled("Note", result.note)


def _findings(result: ScreeningResult) -> Iterator[str]:
    if result.findings:
        yield from _heading("To be looked at")
    for each in result.findings:
        yield from wrapped(each.text, f"{each.severity.upper():<8} ")
        yield from wrapped(f"[{each.confidence}] {each.cite}", " " * 9)


def _category(result: ScreeningResult) -> Iterator[str]:
    found = result.category
    yield from _heading("Category")
    if found.state == "decided":
        yield from _labelled("Category", f"{found.category}. {found.rule}")
    elif found.state == "none":
        yield from _labelled("Category", "none: the person is not managed under MAPPA")
    else:
        still = ", ".join(found.possible)
        yield from _labelled("Category", f"cannot tell. Still possible: {still}")
    if found.met:
        met = ", ".join(str(category) for category in found.met)
        yield from _labelled("Rules met", f"{met} (a person is in one category only)")
    for line in found.because:
        yield from wrapped(line, "  - ")
    if found.lead is not None:
        names = found.lead.proposed or " or ".join(found.lead.agencies)
        yield from _labelled("Led by", f"{names}. {found.lead.how}".strip())
    if found.ends is not None:
        day = f"{found.ends.date}, " if found.ends.date else ""
        text = f"{day}when {found.ends.event} [{found.ends.confidence}]. {found.ends.how}"
        yield from _labelled("Ends", text.strip())
    yield from _asked(found.would_tell)


def _level(result: ScreeningResult) -> Iterator[str]:
    found = result.level
    yield from _heading("Level")
    yield from _labelled("Level", found.proposal[:1].upper() + found.proposal[1:])
    for line in found.because:
        yield from wrapped(line, "  - ")
    for rule in found.rules:
        yield from _labelled(rule.title.partition(":")[0], _STATES[rule.state])
    if found.chair is not None:
        chairs = ", ".join(found.chair.chairs)
        yield from _labelled("Chair", f"{chairs}. {found.chair.how}".strip(" ."))
    yield from _asked(found.would_tell)


def _asked(asks: tuple[WouldTell, ...]) -> Iterator[str]:
    if asks:
        yield "What would tell:"
    for ask in asks[:MOST_ASKED]:
        effect = ""
        if ask.if_yes or ask.if_no:
            effect = f" Yes: {_outcomes(ask.if_yes)}. No: {_outcomes(ask.if_no)}."
        yield from wrapped(f"{ask.question}{effect}", "  - ")
        if ask.pointer:
            yield f"    {ask.pointer}"
    if len(asks) > MOST_ASKED:
        yield f"  and {len(asks) - MOST_ASKED} more; --json has them all."


def _outcomes(names: tuple[str, ...]) -> str:
    return " or ".join(_STATES.get(name, name.replace("_", " ")) for name in names)


def _referral(result: ScreeningResult) -> Iterator[str]:
    found = result.referral
    yield from _heading("Referral")
    yield from _labelled("Needed", f"{_STATES[found.needed]}. {found.how}")
    if found.agreed_by:
        yield from _labelled("Agreed by", "; ".join(found.agreed_by))
    if found.due is not None:
        yield from _labelled("Due", _when(found.due))
    agencies = result.agencies
    yield from _labelled("Responsible", ", ".join(agencies.responsible_authority))
    yield from _labelled("Co-operate", ", ".join(agencies.duty_to_cooperate))


def _outside(result: ScreeningResult) -> Iterator[str]:
    found = result.potentially_dangerous
    if found.state == "not_met":
        return
    yield from _heading("Potentially dangerous person (outside MAPPA)")
    yield from _labelled("Rule", _STATES[found.state])
    if found.state == "met":
        for duty in found.duties:
            yield from wrapped(duty, "  - ")
    yield from _asked(found.would_tell)


def _initial(result: ScreeningResult) -> Iterator[str]:
    found = result.initial
    if found is None:
        return
    yield from _heading("First screening")
    yield from _labelled("Within the limit", f"{_STATES[found.in_time]}. {found.how}")
    outcome = (found.outcome or "not recorded").replace("_", " or ")
    yield from _labelled("Sorted as", outcome)
    for field in found.fields:
        yield f"  {'[x]' if field.complete else '[ ]'} {field.title}"


def _asset(result: ScreeningResult) -> Iterator[str]:
    found = result.asset
    if found is None:
        return
    yield from _heading("ASSET")
    total = str(found.total) if found.total is not None else f"{found.lowest} to {found.highest}"
    yield from _labelled("Total", f"{total} [{found.confidence}]. {found.superseded}")
    if found.missing:
        yield from _labelled("Not rated", ", ".join(s.replace("_", " ") for s in found.missing))
    trigger = f"{_STATES[found.trigger]} [{found.trigger_confidence}]. {found.trigger_why}"
    yield from _labelled("Serious harm", trigger)


def _when(clock: Clock) -> str:
    day = str(clock.date) if clock.date else "without end" if clock.without_end else "cannot tell"
    wanted = "; ".join(want.what for want in clock.wanted)
    asked = f" Wanted: {wanted}." if wanted and clock.date is None else ""
    return f"{day}, {clock.state} [{clock.confidence}].{asked} {clock.why}".strip()


def _dates(result: ScreeningResult) -> Iterator[str]:
    if result.dates:
        yield from _heading("Dates")
    for clock in result.dates:
        about = f" ({clock.about})" if clock.about else ""
        yield from wrapped(f"{clock.title}{about}: {_when(clock)}", "  - ")


def _notices(result: ScreeningResult) -> Iterator[str]:
    yield from _heading("Before you use this")
    for each in result.rests_on:
        text = f"{each.setting}: read as {each.reading}. Read as {each.other}: {each.then}."
        yield from wrapped(text, "  - ")
    for notice in result.notices:
        yield from wrapped(notice.text, "  - ")


def _rules(result: ScreeningResult) -> Iterator[str]:
    yield from _heading("The rules, step by step")
    seen: set[str] = set()
    for rule in (*result.category.rules, *result.level.rules):
        yield from _step(rule, 0, seen)


def _step(step: RuleStep, depth: int, seen: set[str]) -> Iterator[str]:
    """Yield a step and its parts; what is printed already is not printed again."""
    indent = "  " * depth
    join = f" ({_JOINS[step.operator]})" if len(step.parts) > 1 else ""
    weak = f" [{step.confidence}]" if step.confidence not in (None, "confirmed") else ""
    again = bool(step.parts) and step.key in seen
    text = f"{step.title}{join}{weak}. {'As above.' if again else step.how}".strip()
    yield from wrapped(text, f"{indent}{_SIGNS[step.state]} ")
    seen.add(step.key)
    for part in () if again else step.parts:
        yield from _step(part, depth + 1, seen)
