"""The pack of a meeting: agenda and minutes, filled in from the record, the rest left open."""

from collections.abc import Callable, Iterator
from itertools import chain

from riskservice.circumstances.multi_agency import Meeting
from riskservice.clocks import load_rules
from riskservice.planning.documents.blocks import (
    UNKNOWN,
    Cites,
    bullets,
    facts,
    heading,
    notice,
    said,
    table,
)
from riskservice.planning.documents.entries import AgendaItem
from riskservice.planning.documents.known import (
    band_blocks,
    harm_blocks,
    results_table,
)
from riskservice.planning.documents.papers import Papers
from riskservice.planning.documents.parts import Block, Document, Gap, Paragraph, Row
from riskservice.planning.documents.plan_head import needs_table
from riskservice.planning.documents.planned import Planned, disclosure_blocks, signatures
from riskservice.planning.documents.referral import ASKED, OPEN, mappa_document
from riskservice.planning.documents.screened import (
    asset_blocks,
    before_use,
    category_blocks,
    level_blocks,
)

_FORMAL = ("level_2", "level_3", "assessment_of_risk", "panel")
_EMPTY_ROWS = 4
_DONE = ("completed", "no_longer_needed")


class Minutes:
    """
    What the items of the agenda share.

    Parameters
    ----------
    papers : Papers
    """

    def __init__(self, papers: Papers) -> None:
        self.papers, self.cites = papers, Cites()
        self.planned = Planned(papers.plan, self.cites)
        self.items: dict[AgendaItem, Callable[[], Iterator[Block]]] = {
            "attendance": self._attendance,
            "statement": self._statement,
            "before": self._before,
            "information": self._information,
            "risk": self._risk,
            "plan": self._plan,
            "contingencies": self._contingencies,
            "disclosure": self._disclosure,
            "level": self._level,
            "dissent": self._dissent,
            "review": self._review,
            "minutes": self._minutes,
        }

    def blocks(self) -> Iterator[Block]:
        """Yield what is known of the meeting and every item in its order."""
        yield from self._head()
        for number, item in enumerate(self.papers.forms.file.agenda, 1):
            yield heading(f"{number}. {item.title}")
            mark = self.cites.mark(self.papers.forms.cite(item), item.confidence)
            yield Paragraph(text=f"{item.prompt or ASKED} {mark}", style="small")
            yield from self.items[item.key]()

    def _head(self) -> Iterator[Block]:
        held, due = self._meetings()
        chair = self.papers.screening.level.chair if self.papers.screening else None
        yield facts(
            [
                ("This meeting", _meeting(due) if due else "[ date, place and kind ]"),
                ("Last formal meeting", _meeting(held) if held else None),
                ("May be chaired by", "; ".join(chair.chairs) if chair else None),
            ]
        )
        yield Gap(prompt="Chair, minute-taker, place", by="the MAPPA secretary")

    def _meetings(self) -> tuple[Meeting | None, Meeting | None]:
        """Return the last formal meeting held before the day, and the next from it on."""
        mappa = self.papers.known.mappa
        formal = [m for m in (mappa.meetings if mappa else ()) if m.kind in _FORMAL]
        on = self.papers.case.on
        held = max((m for m in formal if m.on < on), key=lambda m: m.on, default=None)
        due = min((m for m in formal if m.on >= on), key=lambda m: m.on, default=None)
        return held, due

    def _attendance(self) -> Iterator[Block]:
        yield agencies_table(
            self.papers,
            "Who is there, and who sent apologies",
            (("Agency", 5), ("Name", 4), ("Grade or role", 4), ("Present or apologies", 3)),
        )

    def _statement(self) -> Iterator[Block]:
        file = self.papers.forms.file
        sections = str(file.exemptions)
        yield bullets(line.replace("{sections}", sections) for line in file.spoken.lines)
        mark = self.cites.mark(self.papers.forms.cite(file.spoken), file.spoken.confidence)
        yield Paragraph(text=f"{file.spoken.why} {mark}", style="small")
        if self.papers.plan.diversity:
            yield needs_table(self.papers.plan)
        yield Gap(prompt="What was said on diversity and on the needs of victims", by="the chair")

    def _before(self) -> Iterator[Block]:
        actions = [
            each
            for each in self.papers.plan.actions
            if each.status != "proposed" or each.carried_over_from is not None
        ]
        if not actions:
            yield Paragraph(text="No action of an earlier meeting is recorded.")
            return
        late = sum(
            each.due is not None and each.due < self.papers.case.on and each.status not in _DONE
            for each in actions
        )
        if late:
            yield notice(f"{late} of them were due before this day and are not done.", "Overdue")
        yield self.planned.actions("Actions agreed before, as they stand", actions)

    def _information(self) -> Iterator[Block]:
        columns = (("Agency", 4), ("Fact, with its source", 7), ("Assessment", 6))
        yield agencies_table(self.papers, "What each agency tells", columns)

    def _risk(self) -> Iterator[Block]:
        yield from band_blocks(self.papers)
        yield results_table(self.papers)
        yield from harm_blocks(self.papers)
        yield from asset_blocks(self.papers, self.cites)
        plan = self.papers.plan
        if plan.victims:
            yield self.planned.victims("Victims and people at risk", plan.victims)
        if plan.staff_safety is not None and plan.staff_safety.note:
            yield Paragraph(
                text=plan.staff_safety.note,
                style="notice",
                label="Safety of staff",
                non_disclosable=plan.staff_safety.non_disclosable,
            )
        yield Gap(prompt="How likely, how soon, and what has changed", by="the chair")

    def _plan(self) -> Iterator[Block]:
        plan, reading = self.papers.plan, self.planned.reading
        if not self.papers.kept:
            yield notice(
                "These actions are proposals of a skeleton. The meeting agrees, changes or strikes "
                "out each.",
                "Plan not agreed",
            )
        for section in plan.sections:
            actions = [each for each in reading.actions(section) if each.status in OPEN]
            if actions:
                yield heading(section.title, 2)
                yield self.planned.actions(f"Actions: {section.title.lower()}", actions)
        if plan.conditions:
            yield self.planned.conditions("Licence conditions", plan.conditions)
        columns = (("New action", 7), ("By whom, grade or role, agency", 5), ("Date", 3))
        yield _empty("Actions agreed at this meeting", columns)

    def _contingencies(self) -> Iterator[Block]:
        plan = self.papers.plan
        if plan.contingencies:
            yield self.planned.contingencies("Triggers and responses", plan.contingencies)
        columns = (("If", 4), ("Then", 6), ("By day", 3), ("Out of hours", 3))
        yield _empty("Contingencies agreed at this meeting", columns)

    def _disclosure(self) -> Iterator[Block]:
        plan, forms = self.papers.plan, self.papers.forms
        if plan.disclosures:
            yield from disclosure_blocks(plan.disclosures, forms)
        yield heading("Decision of this meeting", 2)
        rows = [
            Row(cells=("Made, to be made, or considered and not made", ""), open=True),
            *(Row(cells=(each.title, ""), open=True) for each in forms.file.disclosure),
        ]
        yield table("Disclosure decision", (("What is recorded", 4), ("Decision", 9)), rows)

    def _level(self) -> Iterator[Block]:
        yield heading("Category", 2)
        yield from category_blocks(self.papers, self.cites)
        yield heading("Level", 2)
        yield from level_blocks(self.papers)
        yield from before_use(self.papers.screening)
        columns = (("Level decided", 3), ("Why", 9))
        yield table("Decision of this meeting", columns, [Row(cells=("", ""), open=True)])

    def _dissent(self) -> Iterator[Block]:
        columns = (("Who, agency", 4), ("With what", 5), ("Why", 6))
        yield _empty("Dissent", columns, rows=2)
        yield Gap(prompt="If nobody dissents, say so here", by="the chair")

    def _review(self) -> Iterator[Block]:
        dates = self.papers.screening.dates if self.papers.screening else ()
        rows = (
            Row(
                cells=(
                    each.title,
                    said(each.date) if each.date else "cannot be told",
                    f"{each.rule} {self.cites.mark(each.cite, each.confidence)}",
                )
            )
            for each in dates
        )
        if dates:
            columns = (("What", 4), ("When", 3), ("Rule", 8))
            yield table("Dates by rule", columns, rows)
        yield Gap(prompt="Date, time and place of the next review", by="the chair")

    def _minutes(self) -> Iterator[Block]:
        file, rule = self.papers.forms.file, load_rules().policy.intervals["minutes"]
        yield bullets(line.replace("{days}", str(rule.target)) for line in file.handling.lines)
        held, _ = self._meetings()
        if held is not None:
            yield facts(
                [
                    ("Last minutes received", said(held.minutes_received_on)),
                    ("Last minutes confirmed", said(held.minutes_confirmed_on)),
                ]
            )
        yield signatures(file.signature["minutes"].lines)


def agencies_table(papers: Papers, title: str, columns: tuple[tuple[str, int], ...]) -> Block:
    """Return a table with a row for each agency, the rest of it to be filled in."""
    found = papers.screening.agencies if papers.screening else None
    names = (*found.responsible_authority, *found.duty_to_cooperate) if found else ("", "", "")
    others = ("", "")
    rows = (
        Row(cells=(name[:1].upper() + name[1:], *[""] * (len(columns) - 1)), open=True)
        for name in (*names, *others)
    )
    return table(title, columns, rows)


def _empty(title: str, columns: tuple[tuple[str, int], ...], rows: int = _EMPTY_ROWS) -> Block:
    return table(title, columns, [Row(cells=("",) * len(columns), open=True)] * rows)


def _meeting(meeting: Meeting) -> str:
    return f"{said(meeting.kind)}, {said(meeting.on)}" if meeting else UNKNOWN


def minutes_document(papers: Papers) -> Document:
    """
    Return the pack of a meeting about one case.

    Parameters
    ----------
    papers : Papers
    """
    form = Minutes(papers)
    return mappa_document(papers, "minutes", chain(form.blocks(), form.cites.blocks()))
