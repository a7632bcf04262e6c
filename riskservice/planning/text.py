"""A plan for the terminal: 100 columns, hanging lines, blanks that cannot be overlooked."""

import textwrap
from collections.abc import Iterator

from riskservice.kit.dates import in_words
from riskservice.planning.kept import kept_blocks, marks
from riskservice.planning.plan import Action, Contingency, Factor, Plan, Section
from riskservice.planning.reading import ABOUT_SOURCES, Reading

WIDTH = 100
LABEL = 18
SEVERITIES = {"gap": "GAP", "warning": "WARNING", "open": "OPEN"}


def plan_to_text(plan: Plan) -> str:
    """
    Return a plan as plain text of at most 100 columns.

    Parameters
    ----------
    plan : Plan
        Drafted or edited. What nobody has written yet is shown as ``[ to be written by: ... ]``.
    """
    reading = Reading(plan)
    lines = [
        *_head(reading),
        *_level(reading),
        *_factors(reading),
        *(line for section in plan.sections for line in _section(reading, section)),
        *_kept(plan),
        *_review(reading),
        *_findings(reading),
        *_notices(reading),
        *_sources(reading),
        "",
        plan.marking.center(WIDTH).rstrip(),
    ]
    return "\n".join(lines) + "\n"


def wrapped(text: str, *, first: str = "", rest: str | None = None) -> list[str]:
    """Return lines of at most 100 columns; line breaks a person made are kept."""
    after = " " * len(first) if rest is None else rest
    lines: list[str] = []
    for paragraph in text.splitlines() or [""]:
        lines += textwrap.wrap(
            paragraph,
            WIDTH,
            initial_indent=after if lines else first,
            subsequent_indent=after,
            break_on_hyphens=False,
        ) or [(after if lines else first).rstrip()]
    return lines


def labelled(label: str, text: str, indent: int = 0) -> list[str]:
    """Return a label and its text, with hanging lines."""
    return wrapped(text, first=" " * indent + f"{label}:".ljust(LABEL))


def heading(text: str, rule: str = "=") -> list[str]:
    """Return a heading, an empty line before it and a rule under it."""
    return ["", text, rule * min(len(text), WIDTH)]


def _head(reading: Reading) -> Iterator[str]:
    plan = reading.plan
    yield plan.marking.center(WIDTH).rstrip()
    yield ""
    yield f"{plan.title}: case {plan.case_id}".upper()
    yield "=" * WIDTH
    if plan.copy_for == "person":
        yield "The person's own copy."
    yield from labelled("Plan", f"{plan.plan_id}, version {plan.version}, {plan.status}")
    if plan.previous is not None:
        before = plan.previous
        yield from labelled("Replaces", f"version {before.version} of {in_words(before.on)}")
    note = " (no date was given; the day of the request was taken)" if plan.on_defaulted else ""
    yield from labelled("Assessed on", f"{in_words(plan.on)}{note}")
    yield from labelled("Ruleset", f"{plan.ruleset.name}, {plan.ruleset.title}")
    stamp = plan.library
    yield from labelled(
        "Action library",
        f"{stamp.actions_version} ({stamp.actions_status}) {stamp.actions_digest}; plan policy "
        f"{stamp.plans_version} ({stamp.plans_status}) {stamp.plans_digest}",
    )


def _level(reading: Reading) -> Iterator[str]:
    plan = reading.plan
    yield from heading("Level and contact")
    if plan.provisional:
        yield "*" * WIDTH
    yield from labelled("Overall band", reading.band)
    if plan.provisional:
        yield from labelled("Provisional as", " ".join(plan.provisional_because) or "not said")
        yield from labelled("Still possible", reading.possible or "not known")
        yield "*" * WIDTH
    yield from labelled("Why", plan.band_why)
    if plan.decision is not None:
        decision = plan.decision
        yield from labelled(
            "Decided",
            f"{reading.title('level', decision.band)} in place of "
            f"{reading.title('level', plan.calculated_band)}, by {decision.by} "
            f"({decision.role}) on {in_words(decision.on)}: {decision.reason}",
        )
    yield from labelled("Planned for", f"{reading.title('level', plan.level)}. {plan.level_why}")
    yield from labelled("Contact", reading.contact)
    yield from labelled("Next review", f"{in_words(plan.review.next_on)}, by {_reviewer(reading)}")
    yield from labelled("Review backstop", in_words(plan.review.backstop_on))


def _reviewer(reading: Reading) -> str:
    review = reading.plan.review
    return f"{reading.title('role', review.role)}, {review.owner_name or '[ name to be agreed ]'}"


def _factors(reading: Reading) -> Iterator[str]:
    yield from heading("Factors")
    yield f"{'Factor':<46} {'Kind':<11} Rating"
    yield "-" * WIDTH
    for factor in reading.plan.factors:
        yield from _factor(reading, factor)


def _factor(reading: Reading, factor: Factor) -> Iterator[str]:
    title, *more = textwrap.wrap(factor.title, 46) or [""]
    yield f"{title:<46} {factor.kind:<11} {factor.rating_title}".rstrip()
    yield from more
    if evidence := reading.evidence(factor):
        yield from wrapped(evidence, first="    ")
    for label, told in marks(factor):
        yield from labelled(label, told, 4)


def _section(reading: Reading, section: Section) -> Iterator[str]:
    yield from heading(section.title)
    for carried in section.carried:
        yield ""
        yield f"{carried.title} (from the assessment, unchanged):"
        yield from wrapped(carried.text, first="    ")
        yield from (line for mark in marks(carried) for line in labelled(*mark, 4))
    for number, action in enumerate(reading.actions(section), 1):
        yield from _action(reading, action, number)
    for number, contingency in enumerate(reading.contingencies(section), 1):
        yield from _contingency(reading, contingency, number)
    for blank in reading.blanks(section):
        yield ""
        yield from wrapped(blank.prompt, first="  - ")
        yield from wrapped(reading.blank(blank), first="    ")
        yield from (line for mark in marks(blank) for line in labelled(*mark, 4))


def _action(reading: Reading, action: Action, number: int) -> Iterator[str]:
    yield ""
    yield from wrapped(action.text, first=f"{number:>3}. ")
    yield from labelled("By", reading.owner(action), 5)
    yield from labelled("Agency", reading.title("agency", action.agency), 5)
    status = action.status.replace("_", " ")
    yield from labelled("Due", f"{in_words(action.due)} ({status})", 5)
    yield from labelled("Answers", reading.factor_titles(action.factors), 5)
    if turn_to := reading.contingency_title(action.contingency):
        yield from labelled("Contingency", turn_to, 5)
    if action.outcome:
        yield from labelled("Outcome", action.outcome, 5)
    if action.evidence:
        yield from labelled("Evidence", action.evidence, 5)
    yield from _source(reading, action, action.action_id)


def _contingency(reading: Reading, each: Contingency, number: int) -> Iterator[str]:
    yield ""
    yield from wrapped(f"IF {each.trigger}", first=f"{number:>3}. ")
    yield from labelled("Then", each.response, 5)
    yield from labelled("By", reading.owner(each), 5)
    yield from labelled("Out of hours", reading.title("role", each.out_of_hours_role), 5)
    yield from labelled("Agency", reading.title("agency", each.agency), 5)
    yield from labelled("Answers", reading.factor_titles(each.factors), 5)
    yield from _source(reading, each, each.contingency_id)


def _source(reading: Reading, item: Action | Contingency, name: str) -> list[str]:
    lines = [line for mark in marks(item) for line in labelled(*mark, 5)]
    number = reading.source(item)
    shown = f"[{number}] " if number else ""
    return [*lines, *labelled("Source", f"{shown}{name}, {reading.standing(item)}", 5)]


def _kept(plan: Plan) -> Iterator[str]:
    for block in kept_blocks(plan):
        yield from heading(block.title)
        for number, record in enumerate(block.records):
            if number:
                yield ""
            for label, told in record:
                yield from labelled(label, told)


def _review(reading: Reading) -> Iterator[str]:
    review = reading.plan.review
    yield from heading("Review")
    yield from wrapped(
        f"On {in_words(review.next_on)}, no later than {in_words(review.backstop_on)}, by "
        f"{_reviewer(reading)}. {review.why} [{reading.source_number(review.cite)}]"
    )
    yield "Look at:"
    for line in review.look_at:
        yield from wrapped(line, first="  - ")
    yield "Brought forward by:"
    for line in review.brought_forward_by:
        yield from wrapped(line, first="  - ")
    contact = reading.plan.contact
    yield from labelled("On contact", f"{contact.note} [{reading.source_number(contact.cite)}]")


def _findings(reading: Reading) -> Iterator[str]:
    counts = reading.counts
    yield from heading("What the check found")
    yield f"{counts['gap']} gaps, {counts['warning']} warnings, {counts['open']} open."
    for finding in reading.plan.findings:
        yield from wrapped(finding.text, first=f"  {SEVERITIES[finding.severity]:<8}")


def _notices(reading: Reading) -> Iterator[str]:
    if reading.plan.notices:
        yield from heading("To be known before use")
        for notice in reading.plan.notices:
            yield from wrapped(notice.text, first="  - ")


def _sources(reading: Reading) -> Iterator[str]:
    yield from heading("Sources")
    yield from wrapped(ABOUT_SOURCES)
    for number, cite in enumerate(reading.sources, 1):
        yield from wrapped(cite, first=f"{f'[{number}]':<5}")
