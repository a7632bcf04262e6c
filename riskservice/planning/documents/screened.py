"""What a screening for MAPPA found, as more than one document shows it."""

from collections.abc import Iterator

from riskservice.mappa import ScreeningResult
from riskservice.mappa.logic import RuleStep
from riskservice.mappa.result import CategoryEnd, LeadAgency
from riskservice.mappa.truth import WouldTell
from riskservice.planning.documents.blocks import (
    UNKNOWN,
    Cites,
    bullets,
    facts,
    joined,
    known,
    notice,
    said,
    sentence,
)
from riskservice.planning.documents.papers import Papers
from riskservice.planning.documents.parts import Block, Paragraph

_STATES = {"met": "met", "not_met": "not met", "cannot_tell": "cannot be told"}


def asked(asks: tuple[WouldTell, ...]) -> Iterator[Block]:
    """Yield the facts that would tell, each with its place in the record."""
    if asks:
        yield Paragraph(text="", label="What would tell")
        yield bullets(joined(each.question, each.pointer, by=" ") for each in asks)


def category_blocks(papers: Papers, cites: Cites) -> Iterator[Block]:
    """Yield the category, one at a time, with the rule that decided."""
    found = papers.screening
    if found is None:
        yield notice("No rules of screening were in force on the day.", "Category")
        return
    category, recorded = found.category, found.recorded_category
    yield facts([("In the record", f"Category {recorded}" if recorded else None)])
    if category.state == "decided":
        assert category.category is not None
        rule = category.rules[category.category - 1]
        yield known(
            [
                ("By screening", f"Category {category.category}"),
                ("Rule that decided", f"{category.rule} {_mark(rule, cites)}".strip()),
                ("Because", joined(*category.because)),
                ("Led by", _lead(category.lead)),
                ("Ends", _end(category.ends, cites)),
            ]
        )
    elif category.state == "none":
        yield facts([("By screening", "none: the person is not managed under MAPPA")])
    else:
        still = ", ".join(category.possible)
        yield notice(f"Cannot be told. Still possible: {still}.", "Category by screening")
        yield from asked(category.would_tell)
    if recorded and str(recorded) not in category.possible:
        yield notice("The record and the screening do not agree; one category only.", "Category")


def _mark(rule: RuleStep, cites: Cites) -> str:
    return cites.mark(rule.cite, rule.confidence) if rule.cite else ""


def _lead(lead: LeadAgency | None) -> str | None:
    if lead is None:
        return None
    names = said(lead.proposed) if lead.proposed else " or ".join(map(said, lead.agencies))
    return f"{sentence(names)} {lead.how}".strip()


def _end(ends: CategoryEnd | None, cites: Cites) -> str | None:
    if ends is None:
        return None
    day = f"{said(ends.date)}, " if ends.date else ""
    mark = cites.mark(ends.cite, ends.confidence)
    return f"{day}when {ends.event} {mark}. {ends.how}".strip()


def level_blocks(papers: Papers) -> Iterator[Block]:
    """Yield the level in the record beside what a screening of the record gives."""
    found = papers.screening
    if found is None:
        yield notice("No rules of screening were in force on the day.", "Level")
        return
    level = found.level
    yield known(
        [
            ("In the record", f"Level {found.recorded_level}" if found.recorded_level else UNKNOWN),
            ("By screening", sentence(level.proposal)),
            ("Because", joined(*level.because)),
        ]
    )
    yield from asked(level.would_tell)


def before_use(found: ScreeningResult | None) -> Iterator[Block]:
    """Yield what must be known before a screening is used: open readings, weak rules."""
    if found is None:
        return
    for each in found.rests_on:
        yield notice(
            f"{said(each.setting)} is read as {said(each.reading)}; read as {said(each.other)}: "
            f"{each.then}.",
            "Rests on an open reading",
        )
    if found.notices:
        yield Paragraph(text="", label="Before use")
        yield bullets(dict.fromkeys(each.text for each in found.notices))


def asset_blocks(papers: Papers, cites: Cites) -> Iterator[Block]:
    """Yield the assessment of a young person, which is added up and never banded."""
    found = papers.screening.asset if papers.screening else None
    if found is None:
        return
    total = str(found.total) if found.total is not None else f"{found.lowest} to {found.highest}"
    missing = ", ".join(map(said, found.missing))
    trigger = f"{_STATES[found.trigger]} [{found.trigger_confidence}]"
    yield known(
        [
            ("ASSET", f"total {total} {cites.mark(found.cite, found.confidence)}"),
            ("Sections not rated", missing),
            ("Serious-harm ASSET called for", f"{trigger}. {found.trigger_why}"),
            ("Standing", found.superseded),
        ]
    )
