"""Documents of one case: plan, referral, minutes, and the record of the day."""

import asyncio
from collections.abc import Iterable, Mapping
from functools import partial
from typing import Annotated, Final

from litestar import Controller, Response, post
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from riskservice.api.described import described
from riskservice.api.door import Door, Printer
from riskservice.api.exchange import exchange_of
from riskservice.api.media import DOCUMENTS, DOCX, HTML
from riskservice.api.parameters import RulesetName
from riskservice.api.plan_bodies import parts_in
from riskservice.api.problems import AnyRequest
from riskservice.mappa import parted
from riskservice.planning.documents import (
    DocumentKind,
    document_to_docx,
    document_to_html,
    make_document,
    papers_of,
)
from riskservice.rulesets import DEFAULT_RULESET

PRINTED: Final[Mapping[str, Printer]] = {HTML: document_to_html, DOCX: document_to_docx}

Chosen = Annotated[
    list[str] | None,
    QueryParameter(
        description="Give NAME=READING, another reading of a point that the sources leave open; "
        "repeat it for several."
    ),
]
PersonCopy = Annotated[
    bool,
    QueryParameter(
        description="Give true or false: whether it is the person's own copy, without anything "
        "that may not be shown."
    ),
]


class DocumentsController(Controller):
    """Documents, marked on every page. A plan that is kept goes in beside the case."""

    path = "/mappa/documents"
    tags = ("Documents",)

    @post("/plan", status_code=200, opt=described(takes="papers", media=DOCUMENTS))
    async def print_plan(
        self,
        *,
        request: AnyRequest,
        door: NamedDependency[Door],
        ruleset: RulesetName = DEFAULT_RULESET,
        setting: Chosen = None,
        person_copy: PersonCopy = False,
    ) -> Response[bytes]:
        """
        Make the risk management plan of one case as a page or a Word file.

        Without a plan beside the case, a skeleton is drafted. The person's own copy leaves out
        what is marked and what holds words of it; a professional reads it before it is handed
        over.
        """
        return await _made(request, door, "plan", ruleset, setting, for_person=person_copy)

    @post("/referral", status_code=200, opt=described(takes="papers", media=DOCUMENTS))
    async def print_referral(
        self,
        *,
        request: AnyRequest,
        door: NamedDependency[Door],
        ruleset: RulesetName = DEFAULT_RULESET,
        setting: Chosen = None,
    ) -> Response[bytes]:
        """
        Make a referral to MAPPA as a page or a Word file.

        One category with the rule that decided, the level and why, risk, who is at risk, plan,
        disclosure, what the meeting is asked to settle. What only people can write is left open.
        """
        return await _made(request, door, "referral", ruleset, setting)

    @post("/minutes", status_code=200, opt=described(takes="papers", media=DOCUMENTS))
    async def print_minutes(
        self,
        *,
        request: AnyRequest,
        door: NamedDependency[Door],
        ruleset: RulesetName = DEFAULT_RULESET,
        setting: Chosen = None,
    ) -> Response[bytes]:
        """
        Make agenda and minutes of a meeting as a page or a Word file.

        Actions from last time, risk, plan and contingencies are filled in; information by agency,
        the disclosure decision, the level decision and dissent are left open.
        """
        return await _made(request, door, "minutes", ruleset, setting)

    @post("/summary", status_code=200, opt=described(takes="papers", media=DOCUMENTS))
    async def print_summary(
        self,
        *,
        request: AnyRequest,
        door: NamedDependency[Door],
        ruleset: RulesetName = DEFAULT_RULESET,
        setting: Chosen = None,
        person_copy: PersonCopy = False,
    ) -> Response[bytes]:
        """
        Make the record of what was known of one case on its day as a page or a Word file.

        Results with their ranges and tables, answers as given, decisions, dates, notices,
        fingerprints and sources. The person's own copy leaves out what may not be shown, and the
        words that assessors wrote.
        """
        return await _made(request, door, "summary", ruleset, setting, for_person=person_copy)


async def _made(
    request: AnyRequest,
    door: Door,
    kind: DocumentKind,
    ruleset: str,
    settings: Iterable[str] | None,
    *,
    for_person: bool = False,
) -> Response[bytes]:
    """Return a document, laid out beside the loop, which others need."""
    given = parted(settings or (), "?setting")
    parts = await parts_in(request, door, "papers")
    case, plan = parts.case(door, ruleset), parts.plan()
    parts.check()
    assert case is not None
    assessment = door.score(request, case, ruleset=ruleset)
    questions = door.registry.questions
    papers = papers_of(case, assessment, questions, plan=plan, settings=given, pointer="?setting")
    document = make_document(kind, papers, for_person=for_person)
    answer = await asyncio.to_thread(partial(door.answer, request, document, PRINTED))
    if exchange_of(request.scope).media == DOCX:
        answer.headers["content-disposition"] = f'attachment; filename="{kind}.docx"'
    return answer
