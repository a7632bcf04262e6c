"""A referral to MAPPA as a document: what the form asks, filled in from the record."""

from collections.abc import Callable, Iterator
from itertools import chain

from riskservice.circumstances.identity import Identity
from riskservice.planning.documents.blocks import (
    Cites,
    bullets,
    facts,
    heading,
    notice,
    said,
)
from riskservice.planning.documents.entries import ReferralPart
from riskservice.planning.documents.known import (
    band_blocks,
    harm_blocks,
    orders_table,
    results_table,
    sentences_table,
)
from riskservice.planning.documents.papers import Papers
from riskservice.planning.documents.parts import Block, Document, Fact, Facts, Gap, Paragraph
from riskservice.planning.documents.plan_head import needs_table
from riskservice.planning.documents.planned import (
    Planned,
    disclosure_blocks,
    officer_facts,
    signatures,
)
from riskservice.planning.documents.screened import (
    asset_blocks,
    before_use,
    category_blocks,
    level_blocks,
)
from riskservice.planning.plan import Action

OPEN = ("proposed", "agreed", "in_progress", "cannot_be_done_yet")
"""Statuses of actions that are still to be done."""
ASKED = "Asked for by the form."
_NOT_YET = ("proposed",)


class Referral:
    """
    What the parts of a referral share.

    Parameters
    ----------
    papers : Papers
    """

    def __init__(self, papers: Papers) -> None:
        self.papers, self.cites = papers, Cites()
        self.planned = Planned(papers.plan, self.cites)
        self.parts: dict[ReferralPart, Callable[[], Iterator[Block]]] = {
            "identity": self._identity,
            "category": self._category,
            "level": self._level,
            "offences": self._offences,
            "risk": self._risk,
            "at_risk": self._at_risk,
            "plan": self._plan,
            "diversity": self._diversity,
            "disclosure": self._disclosure,
            "settle": self._settle,
            "signatures": self._signatures,
        }

    def blocks(self) -> Iterator[Block]:
        """Yield every part of the form in its order."""
        file = self.papers.forms.file
        yield notice(
            "Filled in from the record on the day; it informs a professional's decision and never "
            "makes it. Complete what is open before it is sent.",
            "Draft",
        )
        for number, part in enumerate(file.referral, 1):
            yield heading(f"{number}. {part.title}")
            mark = self.cites.mark(self.papers.forms.cite(part), part.confidence)
            yield Paragraph(text=f"{part.prompt or ASKED} {mark}", style="small")
            yield from self.parts[part.key]()

    def _identity(self) -> Iterator[Block]:
        known, file = self.papers.known, self.papers.forms.file
        identity = known.identity or Identity()
        given = {name: getattr(identity, name) for name in identity.__struct_fields__}
        if not given["aliases"] and known.screening is not None:
            given["aliases"] = known.screening.names_and_aliases
        yield Facts(
            facts=tuple(
                Fact(label=each.title, text=given[each.key] or "[ to be written ]")
                for each in file.identifiers
            )
        )
        ethnicity = (identity.ethnicity or "").strip()
        coded = len(ethnicity) < file.ethnicity.shortest or any(map(str.isdigit, ethnicity))
        if ethnicity and coded:
            yield notice("This looks like a code: write it out in words.", "Ethnicity")
        answers, questions = self.papers.case.answers, self.papers.questions
        yield facts(
            (questions[key].wording, questions[key].say(answers.get(key)))
            for key in ("date_of_birth", "sex")
            if key in questions
        )
        yield officer_facts(self.papers.plan)

    def _category(self) -> Iterator[Block]:
        yield from category_blocks(self.papers, self.cites)
        yield from before_use(self.papers.screening)

    def _level(self) -> Iterator[Block]:
        yield from level_blocks(self.papers)
        found = self.papers.screening
        if found is not None:
            agreed = "; ".join(found.referral.agreed_by)
            yield facts(
                [
                    ("Referred on", said(found.referral.referred_on)),
                    ("To be agreed by", agreed),
                ]
            )
        yield Gap(prompt="Level asked for, and who asks for it", by="the referring officer")
        yield Gap(
            prompt="What formal meetings would add to the management by the lead agency",
            by="the referring officer",
        )

    def _offences(self) -> Iterator[Block]:
        known, rule = self.papers.known, self.papers.forms.file.offence_text
        if known.sentences:
            yield sentences_table(known.sentences)
        else:
            yield Paragraph(text="No conviction, caution or finding is recorded.")
        for each in known.sentences:
            if len(each.offence) > rule.longest or "\n" in each.offence.strip():
                yield notice(
                    f"The text of {each.sentence_id} looks as though it had been pasted from a "
                    "report: put the offence in a line of your own.",
                    "Offence",
                )
        if known.orders:
            yield orders_table(known.orders)
        yield Gap(
            prompt="The offences in the referrer's own words: pattern, victims, circumstances",
            by="the referring officer",
        )

    def _risk(self) -> Iterator[Block]:
        yield from band_blocks(self.papers)
        yield results_table(self.papers)
        yield from harm_blocks(self.papers)
        yield from asset_blocks(self.papers, self.cites)

    def _at_risk(self) -> Iterator[Block]:
        plan = self.papers.plan
        if plan.victims:
            yield self.planned.victims("Victims and people at risk", plan.victims)
        else:
            yield Paragraph(text="No victim or person at risk is recorded.")
        yield Gap(
            prompt="Other people or groups at risk, and what protects them now",
            by="the referring officer",
        )

    def _plan(self) -> Iterator[Block]:
        plan, reading = self.papers.plan, self.planned.reading
        open_ = [each for each in plan.actions if each.status in OPEN]
        agreed = [each for each in open_ if each.status not in _NOT_YET]
        if not agreed:
            yield notice(
                f"Nobody has agreed these {len(open_)} proposed actions yet.", "Plan not agreed"
            )
        elif len(agreed) < len(open_):
            more = len(open_) - len(agreed)
            yield Paragraph(text=f"{more} further actions are proposed in the plan, not agreed.")
        shown = {each.action_id for each in agreed or open_}
        for section in plan.sections:
            actions: list[Action] = [a for a in reading.actions(section) if a.action_id in shown]
            if actions:
                yield heading(section.title, 2)
                yield self.planned.actions(f"Actions: {section.title.lower()}", actions)
        if plan.conditions:
            yield self.planned.conditions("Licence conditions", plan.conditions)
        if plan.contingencies:
            yield heading("Contingencies", 2)
            yield self.planned.contingencies("Triggers and responses", plan.contingencies)

    def _diversity(self) -> Iterator[Block]:
        if self.papers.plan.diversity:
            yield needs_table(self.papers.plan)
        else:
            yield Gap(
                prompt="Needs that arise from who the individual is, and the response",
                by="the referring officer",
            )

    def _disclosure(self) -> Iterator[Block]:
        plan = self.papers.plan
        if plan.disclosures:
            yield from disclosure_blocks(plan.disclosures, self.papers.forms)
        else:
            yield Paragraph(text="No decision on disclosure is recorded.")
        yield Gap(
            prompt="What the meeting is asked to decide on disclosure", by="the referring officer"
        )

    def _settle(self) -> Iterator[Block]:
        yield bullets(self.papers.forms.file.settle.lines)
        yield Gap(prompt="What else the meeting is asked to settle", by="the referring officer")

    def _signatures(self) -> Iterator[Block]:
        mappa = self.papers.known.mappa
        signed = mappa.referral_countersigned if mappa else None
        yield facts([("Countersigned in the record", said(signed))])
        yield signatures(self.papers.forms.file.signature["referral"].lines)


def referral_document(papers: Papers) -> Document:
    """
    Return the referral of one case.

    Parameters
    ----------
    papers : Papers
    """
    form = Referral(papers)
    return mappa_document(papers, "referral", chain(form.blocks(), form.cites.blocks()))


def mappa_document(papers: Papers, kind: str, blocks: Iterator[Block]) -> Document:
    """Return a document for the agencies of a MAPPA case."""
    file = papers.forms.file
    return Document(
        kind=kind,  # type: ignore[arg-type]
        title=file.titles[kind],  # type: ignore[index]
        case_id=papers.case.case_id,
        on=papers.case.on,
        marking=file.marking,
        statement=papers.forms.statement("mappa"),
        language=file.language,
        engine=papers.assessment.engine,
        blocks=tuple(blocks),  # type: ignore[arg-type]
    )
