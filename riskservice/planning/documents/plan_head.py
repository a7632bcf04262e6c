"""The first part of a plan as a document: level, contact, people, and what must be answered."""

from collections.abc import Iterator

from riskservice.kit.dates import in_words
from riskservice.planning.documents.blocks import (
    bullets,
    facts,
    heading,
    joined,
    known,
    notice,
    said,
    sentence,
    table,
)
from riskservice.planning.documents.parts import Block, Paragraph, Row
from riskservice.planning.documents.planned import Planned, officer_facts
from riskservice.planning.plan import Plan


def head(planned: Planned) -> Iterator[Block]:
    """Yield who manages the person, which version it is, and what must be known first."""
    plan, note = planned.plan, " (no date was given; the day of the request was taken)"
    yield officer_facts(plan)
    yield known(
        [
            ("Plan", f"version {plan.version}, {plan.status}"),
            ("Replaces", f"version {plan.previous.version} of {in_words(plan.previous.on)}")
            if plan.previous
            else ("Replaces", None),
            ("Assessed on", f"{in_words(plan.on)}{note if plan.on_defaulted else ''}"),
            ("Setting", planned.reading.title("setting", plan.setting) if plan.setting else None),
        ]
    )
    if plan.mappa is not None:
        found = plan.mappa
        held = found.last_meeting_on
        last = f", last formal meeting {in_words(held)}" if held else ""
        standing = f"category {said(found.category)}, level {said(found.level)}{last}"
        yield facts([("MAPPA in the record", standing)])
    for each in plan.notices if planned.whole else ():
        yield notice(each.text, "Before use")


def level_and_contact(planned: Planned) -> Iterator[Block]:
    """Yield the band, how the level follows from it, and how often the person is seen."""
    plan, reading = planned.plan, planned.reading
    yield heading("Level and contact")
    if plan.provisional:
        possible = reading.possible or "not known"
        reasons = " ".join(plan.provisional_because) or "The reasons are not recorded."
        yield notice(f"{reasons} Still possible: {possible}.", "Provisional band")
    decided = None
    if plan.decision is not None:
        made = plan.decision
        decided = (
            f"{reading.title('level', made.band)} in place of "
            f"{reading.title('level', plan.calculated_band)}, by {made.by} ({made.role}) on "
            f"{in_words(made.on)}: {made.reason}"
        )
    contact = plan.contact
    mark = planned.cites.mark(contact.cite, contact.confidence if planned.whole else None)
    yield known(
        [
            ("Overall band", f"{sentence(reading.band)} {plan.band_why}"),
            ("Decided", decided),
            ("Planned for", f"{sentence(reading.title('level', plan.level))} {plan.level_why}"),
            ("Contact", f"{reading.contact} {contact.note} {mark}"),
        ]
    )


def people(planned: Planned) -> Iterator[Block]:
    """Yield reactive management, the safety of staff, and needs with the response."""
    plan = planned.plan
    if plan.management is not None and plan.management.mode == "reactive":
        yield from _reactive(planned)
    if plan.staff_safety is not None:
        safety = plan.staff_safety
        yield heading("Safety of staff, before any visit")
        assessed = joined(said(safety.assessed_on), safety.assessed_by, by=", ")
        yield Paragraph(
            text=joined(
                safety.note or "No note is recorded.",
                f"Visit in pairs: {said(safety.visit_in_pairs)}. Assessed: {assessed}.",
            ),
            style="notice",
            non_disclosable=safety.non_disclosable,
        )
    if plan.diversity:
        yield heading("Diversity needs and the response")
        yield needs_table(plan)


def needs_table(plan: Plan) -> Block:
    """Return each need that arises from who the person is, with the response."""
    rows = (
        Row(
            cells=(each.need, each.response or "no response recorded"),
            non_disclosable=each.non_disclosable,
        )
        for each in plan.diversity
    )
    return table("Needs and responses", [("Need", 1), ("Response", 1)], rows)


def _reactive(planned: Planned) -> Iterator[Block]:
    found = planned.plan.management
    assert found is not None
    yield heading("Reactive management")
    mark = planned.cites.mark(found.cite, found.confidence if planned.whole else None)
    yield Paragraph(
        text=joined(f"Since {said(found.since)}. {mark}", found.reason),
        non_disclosable=found.non_disclosable,
    )
    yield bullets((*found.means, *(f"Brought back by: {each}" for each in found.brought_back_by)))


def factors(planned: Planned) -> Iterator[Block]:
    """Yield every factor with its rating and evidence."""
    yield heading("Factors")
    rows = (
        Row(
            cells=(
                factor.title,
                joined(factor.rating_title, factor.kind),
                joined(
                    planned.reading.evidence(factor),
                    f"Decide: {factor.needs_decision}" if factor.needs_decision else "",
                ),
            ),
            non_disclosable=factor.non_disclosable,
        )
        for factor in planned.plan.factors
    )
    columns = [("Factor", 4), ("Rating, kind", 3), ("Evidence", 8)]
    yield table("What this plan must answer", columns, rows)
