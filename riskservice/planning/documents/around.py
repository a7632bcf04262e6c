"""What a summary tells beside the results: circumstances, MAPPA, dates, plan, and fingerprints."""

import hashlib
from collections.abc import Iterator
from typing import Final

import msgspec

from riskservice.clocks import Entry as Clock
from riskservice.kit.outcome import Outcome
from riskservice.planning.documents.blocks import (
    bullets,
    facts,
    heading,
    joined,
    known,
    said,
    table,
)
from riskservice.planning.documents.papers import Papers
from riskservice.planning.documents.parts import Block, Paragraph, Row
from riskservice.planning.documents.plan_head import needs_table
from riskservice.planning.documents.planned import Planned
from riskservice.planning.documents.recorded_facts import FOR_PERSON, WHOLE, circumstances_blocks
from riskservice.planning.documents.screened import (
    asked,
    asset_blocks,
    before_use,
    category_blocks,
    level_blocks,
)
from riskservice.planning.plan import plan_digest

_OWN_DATES: Final = ("notification", "annual", "weekly", "change", "order", "licence", "sentence")
"""How the keys of dates begin that concern what the person must do or is subject to."""


def around(papers: Papers, planned: Planned, *, whole: bool) -> Iterator[Block]:
    """Yield everything beside the results; in the person's own copy, less of it."""
    yield from _circumstances(papers, planned, whole=whole)
    if whole:
        yield from _mappa(papers, planned)
    else:
        yield from _standing(papers)
    yield from _dates(papers, planned, whole=whole)
    yield from _plan(papers, planned, whole=whole)
    yield from _notices(papers, whole=whole)
    yield from _stamp(papers, whole=whole)


def _circumstances(papers: Papers, planned: Planned, *, whole: bool) -> Iterator[Block]:
    plan = papers.plan
    if papers.case.circumstances is None:
        return
    yield heading("Circumstances as they were recorded")
    yield from circumstances_blocks(papers.known, WHOLE if whole else FOR_PERSON)
    if plan.conditions:
        yield heading("Licence conditions", 2)
        yield planned.conditions("Licence conditions", plan.conditions)
    if plan.victims:
        yield heading("Victims and people at risk", 2)
        yield planned.victims("Arrangements for victims", plan.victims)
    if plan.diversity:
        yield heading("Diversity needs and the response", 2)
        yield needs_table(plan)
    if plan.staff_safety is not None and plan.staff_safety.note:
        yield heading("Safety of staff", 2)
        yield Paragraph(
            text=plan.staff_safety.note, non_disclosable=plan.staff_safety.non_disclosable
        )


def _standing(papers: Papers) -> Iterator[Block]:
    """Yield category and level as they are recorded."""
    found = papers.known.mappa
    if found is not None:
        yield heading("MAPPA")
        yield facts([("Category", said(found.category)), ("Level", said(found.level))])


def _mappa(papers: Papers, planned: Planned) -> Iterator[Block]:
    found = papers.screening
    yield heading("MAPPA")
    yield heading("Category", 2)
    yield from category_blocks(papers, planned.cites)
    yield heading("Level", 2)
    yield from level_blocks(papers)
    yield from before_use(found)
    yield from asset_blocks(papers, planned.cites)
    if found is None:
        return
    if found.potentially_dangerous.state != "not_met":
        yield heading("Potentially dangerous person, outside MAPPA", 2)
        yield facts([("Rule", said(found.potentially_dangerous.state))])
        yield from asked(found.potentially_dangerous.would_tell)
    if found.findings:
        rows = (
            Row(cells=(said(f.severity), f.text, planned.cites.mark(f.cite, f.confidence)))
            for f in found.findings
        )
        columns = (("Weight", 2), ("Finding", 10), ("Rule", 3))
        yield table("What does not agree, is late or must be done", columns, rows)


def _dates(papers: Papers, planned: Planned, *, whole: bool) -> Iterator[Block]:
    found = papers.calendar
    if found is None:
        return
    shown = [
        each
        for each in found.entries
        if each.state != "does not apply" and (whole or each.key.startswith(_OWN_DATES))
    ]
    if not shown:
        return
    yield heading("Legal dates")
    columns = (("What", 5), ("When", 3), ("State", 2), ("Rule", 9))
    rows = (
        Row(
            cells=(
                joined(each.title, each.about, by=": "),
                _when(each),
                each.state,
                joined(
                    each.rule,
                    each.why,
                    planned.cites.mark(each.cite, each.confidence),
                    *(f"Not known: {want.what}." for want in each.wanted),
                    *(
                        f"Rests on {said(o.setting)} = {said(o.reading)}; "
                        f"with {said(o.other)}: {o.then}."
                        for o in each.rests_on
                    ),
                ),
            )
        )
        for each in shown
    )
    yield table("Dates, each with its rule", columns, rows)


def _when(entry: Clock) -> str:
    if entry.date is not None:
        return said(entry.at or entry.date)
    if entry.without_end:
        return "without end"
    return joined(
        "cannot be told",
        f"not before {said(entry.earliest)}" if entry.earliest else "",
        f"not after {said(entry.latest)}" if entry.latest else "",
    )


def _plan(papers: Papers, planned: Planned, *, whole: bool) -> Iterator[Block]:
    plan = papers.plan
    status = plan.status if papers.kept else f"{plan.status}, drafted for this record"
    yield heading("Plan on the day")
    yield facts(
        [
            ("Plan", f"version {plan.version}, {status}"),
            ("Of", said(plan.on)),
            ("Next review", said(plan.review.next_on)),
        ]
    )
    if whole:
        counts = planned.reading.counts
        held = (
            f"{len(plan.factors)} factors, {len(plan.actions)} actions, "
            f"{len(plan.contingencies)} contingencies"
        )
        found = f"{counts['gap']} gaps, {counts['warning']} warnings, {counts['open']} open"
        yield facts([("Holds", held), ("Check", found)])
        yield Paragraph(text=plan_digest(plan), style="small", label="Fingerprint")


def _notices(papers: Papers, *, whole: bool) -> Iterator[Block]:
    found = [each.text for each in papers.assessment.overall.notices]
    if whole:
        found += [each.text for each in papers.plan.notices]
    if found:
        yield heading("To be known before use")
        yield bullets(dict.fromkeys(found))


def _stamp(papers: Papers, *, whole: bool) -> Iterator[Block]:
    assessment, ruleset = papers.assessment, papers.assessment.ruleset
    yield heading("What it was made with")
    yield known(
        [
            ("Engine", assessment.engine),
            ("Ruleset", f"{ruleset.name}, {ruleset.title}, {ruleset.digest}"),
            ("Answers and day", assessment.input_digest),
        ]
    )
    if whole:
        yield known(_whole_stamp(papers))
    readings = dict(papers.screening.settings) if papers.screening else {}
    readings |= papers.calendar.settings if papers.calendar else {}
    if readings and whole:
        rows = (Row(cells=(said(key), said(value))) for key, value in readings.items())
        yield table("Readings of open points", (("Point", 5), ("Reading", 8)), rows)
    rows = (
        Row(
            cells=(
                each.title,
                f"{table_text(each)}\n{each.table.digest}",
                "\n".join(each.table.sources),
            )
        )
        for each in assessment.results
    )
    columns = (("Instrument", 4), ("Table", 4), ("Sources", 8))
    yield table("Tables of numbers", columns, rows)


def _whole_stamp(papers: Papers) -> Iterator[tuple[str, str | None]]:
    stamp, rules = papers.plan.library, papers.plan.rules
    yield "Circumstances", _digest(papers)
    yield "Actions", f"{stamp.actions_version} ({stamp.actions_status}) {stamp.actions_digest}"
    yield "Plan policy", f"{stamp.plans_version} ({stamp.plans_status}) {stamp.plans_digest}"
    yield "Plan rules", f"{rules.version} ({rules.status}) {rules.digest}" if rules else None
    if papers.screening is not None:
        used = papers.screening.rules
        yield "Screening", f"{used.version} ({used.status}) {used.digest}"
    if papers.calendar is not None:
        clocks = papers.calendar.rules
        yield "Legal dates", f"{clocks.clocks_version} {clocks.clocks_digest}"
        yield "Release schemes", f"{clocks.schemes_version} {clocks.schemes_digest}"
    yield "Forms", papers.forms.stamp


def table_text(result: Outcome) -> str:
    """Return the table of numbers a result was made with, and how it stands."""
    stamp = result.table
    return f"{stamp.version} ({stamp.status}, {stamp.confidence})"


def _digest(papers: Papers) -> str:
    raw = msgspec.json.encode(papers.case.circumstances, order="deterministic")
    return f"sha256:{hashlib.sha256(raw).hexdigest()[:16]}"
