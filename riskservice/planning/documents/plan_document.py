"""A risk management plan as a document, whole or as the person's own copy."""

from collections.abc import Iterator
from itertools import chain

from riskservice.kit.dates import in_words
from riskservice.planning.documents.blocks import (
    Cites,
    bullets,
    facts,
    heading,
    joined,
    known,
    notice,
    said,
    table,
)
from riskservice.planning.documents.entries import Forms
from riskservice.planning.documents.parts import Block, Document, Paragraph, Row
from riskservice.planning.documents.plan_head import factors, head, level_and_contact, people
from riskservice.planning.documents.planned import (
    Planned,
    disclosure_blocks,
    held_reviews,
    signatures,
)
from riskservice.planning.plan import Plan, Section, plan_digest
from riskservice.planning.reading import ABOUT_SOURCES

_SEVERITIES = {"gap": "Gap", "warning": "Warning", "open": "Open"}
_VIEWS = {
    "agrees": "agrees",
    "does_not_agree": "does not agree",
    "could_not_answer": "could not answer",
}


def plan_document(plan: Plan, forms: Forms) -> Document:
    """
    Return a plan as a document.

    Parameters
    ----------
    plan : Plan
        For the person's own copy, what :func:`riskservice.planning.person_copy` made of it.
    forms : Forms
    """
    cites = Cites()
    planned = Planned(plan, cites)
    parts = _whole(planned, forms) if planned.whole else _for_person(planned, forms)
    title = forms.file.titles["plan"]
    if plan.status == "skeleton" and planned.whole:
        title += ", skeleton"
    return Document(
        kind="plan",
        title=title,
        case_id=plan.case_id,
        on=plan.on,
        marking=plan.marking,
        statement=forms.statement(plan.copy_for),
        language=forms.file.language,
        engine=plan.engine,
        copy_for=plan.copy_for,
        blocks=tuple(chain(parts, cites.blocks())),  # type: ignore[arg-type]
    )


def _whole(planned: Planned, forms: Forms) -> Iterator[Block]:
    yield from head(planned)
    yield from level_and_contact(planned)
    yield from people(planned)
    yield from factors(planned)
    for section in planned.plan.sections:
        yield from _section(planned, section)
    yield from _disclosure(planned, forms)
    yield from _review(planned)
    yield from _agreement(planned, forms)
    yield from _check(planned)
    yield from _stamp(planned, forms)


def _for_person(planned: Planned, forms: Forms) -> Iterator[Block]:
    person = forms.file.person
    words = f" {person.free_text}" if planned.plan.status == "skeleton" else ""
    yield notice(f"{person.notice}{words}")
    yield from head(planned)
    yield from level_and_contact(planned)
    yield from people(planned)
    yield from factors(planned)
    for section in planned.plan.sections:
        yield from _section(planned, section)
    yield from _review(planned)
    yield from _agreement(planned, forms)


def _section(planned: Planned, section: Section) -> Iterator[Block]:
    plan, reading = planned.plan, planned.reading
    yield heading(section.title)
    for carried in section.carried:
        yield Paragraph(
            text=carried.text,
            style="quote",
            label=f"{carried.title} (from the assessment, unchanged)",
            non_disclosable=carried.non_disclosable,
        )
    if conditions := [c for c in plan.conditions if c.condition_id in section.conditions]:
        yield planned.conditions(f"Licence conditions: {section.title.lower()}", conditions)
    if victims := [v for v in plan.victims if v.victim_id in section.victims]:
        yield planned.victims("Arrangements for victims", victims)
    if actions := reading.actions(section):
        yield planned.actions(f"Actions: {section.title.lower()}", actions)
    if found := reading.contingencies(section):
        yield planned.contingencies(f"Triggers and responses: {section.title.lower()}", found)
    for blank in reading.blanks(section):
        if planned.whole or blank.text:
            yield planned.gap(blank)


def _disclosure(planned: Planned, forms: Forms) -> Iterator[Block]:
    yield heading("Disclosure")
    if planned.plan.disclosures:
        yield from disclosure_blocks(planned.plan.disclosures, forms)
    else:
        yield Paragraph(text="No decision on disclosure is recorded.")


def _review(planned: Planned) -> Iterator[Block]:
    plan, review = planned.plan, planned.plan.review
    yield heading("Review")
    mark = planned.cites.mark(review.cite, review.confidence if planned.whole else None)
    by = joined(
        review.owner_name or "[ name to be agreed ]",
        planned.reading.title("role", review.role),
        by=", ",
    )
    yield facts(
        [
            (
                "Next review",
                f"{in_words(review.next_on)}, no later than {in_words(review.backstop_on)}",
            ),
            ("By", by),
            ("Why then", f"{review.why} {mark}"),
        ]
    )
    if review.look_at:
        yield Paragraph(text="", label="What is looked at")
        yield bullets(review.look_at)
    if review.brought_forward_by:
        yield Paragraph(text="", label="What brings the review forward")
        yield bullets(review.brought_forward_by)
    if plan.reviews:
        yield held_reviews(plan)


def _agreement(planned: Planned, forms: Forms) -> Iterator[Block]:
    found = planned.plan.agreement
    yield heading("Agreement")
    if found is not None:
        view = joined(_VIEWS.get(found.persons_view or ""), found.persons_words, by=": ")
        yield known(
            [
                ("Agreed", _signed(found.agreed_by, found.agreed_role, found.agreed_on)),
                (
                    "Countersigned",
                    _signed(
                        found.countersigned_by, found.countersigned_role, found.countersigned_on
                    ),
                ),
                ("The person", view or "has not been asked, or it is not recorded"),
            ]
        )
        if found.dissent:
            rows = (Row(cells=(d.by, d.agency or "not said", d.reason)) for d in found.dissent)
            columns = [("Who", 3), ("Agency", 3), ("Why", 8)]
            yield table("Who does not agree", columns, rows)
    yield signatures(forms.file.signature["plan"].lines)


def _signed(by: str | None, role: str | None, on: object) -> str:
    return joined(by, role, said(on) if on else None, by=", ")


def _check(planned: Planned) -> Iterator[Block]:
    counts = planned.reading.counts
    yield heading("What the check found")
    yield Paragraph(
        text=f"{counts['gap']} gaps, {counts['warning']} warnings, {counts['open']} open."
    )
    if planned.plan.findings:
        rows = (
            Row(
                cells=(
                    _SEVERITIES[each.severity],
                    each.text,
                    planned.cites.mark(each.cite, each.confidence),
                )
            )
            for each in planned.plan.findings
        )
        columns = [("Weight", 2), ("Finding", 10), ("Rule", 3)]
        yield table("Findings, each with its rule", columns, rows)


def _stamp(planned: Planned, forms: Forms) -> Iterator[Block]:
    plan, stamp = planned.plan, planned.plan.library
    rules = plan.rules
    yield heading("What this plan was made with")
    yield known(
        [
            ("Plan", f"{plan.plan_id}, version {plan.version}"),
            ("Ruleset", f"{plan.ruleset.name}, {plan.ruleset.title}, {plan.ruleset.digest}"),
            ("Band policy", plan.band_policy),
            ("Actions", f"{stamp.actions_version} ({stamp.actions_status}) {stamp.actions_digest}"),
            ("Plan policy", f"{stamp.plans_version} ({stamp.plans_status}) {stamp.plans_digest}"),
            ("Plan rules", f"{rules.version} ({rules.status}) {rules.digest}" if rules else None),
            ("Forms", forms.stamp),
            ("Engine", plan.engine),
            ("Input", plan.input_digest),
        ]
    )
    yield Paragraph(text=plan_digest(plan), style="small", label="Fingerprint of the plan")
    yield Paragraph(text=ABOUT_SOURCES, style="small")
