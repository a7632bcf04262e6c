"""The person's own copy of a document: nothing in it that may not be shown."""

from collections.abc import Callable, Iterable, Iterator
from typing import TypeVar

from msgspec.structs import replace

from riskservice.planning.documents.blocks import said
from riskservice.planning.documents.papers import Papers
from riskservice.planning.documents.parts import (
    Bullets,
    Content,
    Document,
    Fact,
    Facts,
    Heading,
    Line,
    Row,
    Table,
)
from riskservice.planning.documents.recorded_facts import VICTIM_FIELDS
from riskservice.planning.drafting import draft_plan
from riskservice.planning.person_copy import UNAGREED, Tells, assessors_words, telling
from riskservice.planning.plan import Plan, VictimArrangement
from riskservice.planning.rules import load_rules

Part = TypeVar("Part", Fact, Line, Row)


def tells_of(papers: Papers) -> Tells:
    """
    Return what finds the words of everything that may not be shown.

    Looked for are the words of the plan that is kept, of what the record itself marks, of assessors
    where nobody has agreed the plan, and the birthday and address of a victim wherever they are
    recorded.
    """
    rules = load_rules().data
    rule, shortest = rules.withheld, rules.copies.shortest_characters
    drafted = draft_plan(papers.case, papers.assessment) if papers.kept else papers.plan
    screening = papers.known.screening
    private = [getattr(screening, name) for name in VICTIM_FIELDS] if screening else []
    texts = [text for value in private if value is not None for text in (str(value), said(value))]
    if papers.plan.status == UNAGREED:
        texts += [text for text in assessors_words(papers.plan) if len(text) >= shortest]
    hidden = tuple(
        VictimArrangement(victim_id=f"private:{place}", safety_plan=text, non_disclosable="")
        for place, text in enumerate(texts)
    )
    plans: list[Plan] = [replace(drafted, victims=(*drafted.victims, *hidden))]
    if papers.kept:
        plans.append(papers.plan)
    finders = [telling(plan, rule) for plan in plans]
    return lambda value: any(finds(value) for finds in finders)


def without_withheld(document: Document, tells: Tells, left_out: str) -> Document:
    """
    Return a document without what is marked, and without what holds the words of it.

    Parameters
    ----------
    document : Document
    tells : callable
        Whether a text holds words that are withheld.
    left_out : str
        Stands in place of a title that has to go.
    """
    kept = _with_content(_kept(document.blocks, tells))
    return replace(
        document,
        title=left_out if tells(document.title) else document.title,
        case_id=left_out if tells(document.case_id) else document.case_id,
        copy_for="person",
        blocks=tuple(kept),
    )


def _kept(blocks: Iterable[Content], tells: Tells) -> Iterator[Content]:
    for block in blocks:
        if block.non_disclosable is not None:
            continue
        match block:
            case Facts():
                facts = _open(block.facts, tells, lambda fact: (fact.label, fact.text))
                if facts:
                    yield replace(block, facts=facts)
            case Bullets():
                lines = _open(block.lines, tells, lambda line: line.text)
                if lines:
                    yield replace(block, lines=lines)
            case Table():
                rows = _open(block.rows, tells, lambda row: row.cells)
                if rows and not tells(block.title):
                    yield replace(block, rows=rows)
            case _ if not tells(block):
                yield block


def _open(
    items: tuple[Part, ...], tells: Tells, words: Callable[[Part], object]
) -> tuple[Part, ...]:
    return tuple(item for item in items if item.non_disclosable is None and not tells(words(item)))


def _with_content(blocks: Iterable[Content]) -> list[Content]:
    """Return blocks without headings under which nothing is left."""
    kept: list[Content] = []
    for block in blocks:
        while (
            isinstance(block, Heading)
            and kept
            and isinstance(above := kept[-1], Heading)
            and above.level >= block.level
        ):
            kept.pop()
        kept.append(block)
    while kept and isinstance(kept[-1], Heading):
        kept.pop()
    return kept
