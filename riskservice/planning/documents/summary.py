"""
A case summary: a defensible record of what was known on the day.

Every result with its figures, range and table, the answers as they were given, decisions, dates,
notices, fingerprints and sources, so that nobody has to say afterwards what could have been known.
"""

from collections.abc import Iterator
from itertools import chain

import msgspec

from riskservice.kit.outcome import NotApplicable, Outcome
from riskservice.planning.documents.around import around, table_text
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
from riskservice.planning.documents.known import band_blocks, figures, range_text
from riskservice.planning.documents.papers import Papers
from riskservice.planning.documents.parts import Block, Copy, Document, Paragraph, Row
from riskservice.planning.documents.planned import Planned, officer_facts, signatures

_TABLE = (("Instrument", 5), ("Result", 6), ("Table", 5))
_IN_WORDS = ("text", "record")
"""Questions answered in an assessor's own words."""


class Summary:
    """
    What the parts of a summary share.

    Parameters
    ----------
    papers : Papers
    whole : bool
        False for the person's own copy, which holds no words of assessors and no arrangements.
    """

    def __init__(self, papers: Papers, *, whole: bool) -> None:
        self.papers, self.whole, self.cites = papers, whole, Cites()
        self.planned = Planned(papers.plan, self.cites)

    def blocks(self) -> Iterator[Block]:
        """Yield the record from the band to its sources."""
        yield from self._head()
        yield heading("Overall band")
        yield from band_blocks(self.papers)
        yield from self._results()
        yield from self._accounts()
        yield from self._answers()
        yield from around(self.papers, self.planned, whole=self.whole)
        yield heading("Read")
        yield signatures(self.papers.forms.file.signature["summary"].lines)

    def _head(self) -> Iterator[Block]:
        case, person = self.papers.case, self.papers.forms.file.person
        if self.whole:
            yield notice(
                "What the record held on the day. It informs a professional's decision and never "
                "makes it.",
                "Record",
            )
        else:
            yield notice(f"{person.notice} {person.free_text}")
        taken = " (no date was given; the day of the request was taken)"
        yield facts([("Day", f"{said(case.on)}{taken if case.on_defaulted else ''}")])
        yield officer_facts(self.papers.plan)

    def _results(self) -> Iterator[Block]:
        results = self.papers.assessment.results
        used = [each for each in results if not isinstance(each, NotApplicable)]
        out = [each for each in results if isinstance(each, NotApplicable)]
        yield heading("Results")
        yield table("Instruments that apply", _TABLE, map(self._result, used))
        if out:
            columns = (("Instrument", 5), ("Rule that excludes the person", 8), ("Table", 5))
            rows = (Row(cells=(each.title, each.rule or "", table_text(each))) for each in out)
            yield table("Instruments that do not apply", columns, rows)

    def _result(self, result: Outcome) -> Row:
        edges, told = result.edges, result.range
        near = ""
        if edges is not None:
            up = edges.to_next_higher
            down = edges.above_next_lower
            near = joined(
                f"{up} {edges.unit} below the next higher band" if up is not None else "",
                f"{down} {edges.unit} above the next lower" if down is not None else "",
                by=", ",
            )
        measures = (f"{each.title}: {each.percent} per cent" for each in result.measures)
        judged = result.judgement
        return Row(
            cells=(
                result.title,
                joined(
                    figures(result),
                    f"model: {said(result.model)}" if result.model else "",
                    f"range: {range_text(result)}"
                    if told and "possible" not in figures(result) and not result.band
                    else "",
                    near,
                    *measures,
                    f"indicated {said(judged.indicated)}, assessed {said(judged.assessed)}, "
                    f"{judged.rated} of {judged.of} rated"
                    if judged
                    else "",
                ),
                table_text(result),
            )
        )

    def _accounts(self) -> Iterator[Block]:
        yield heading("How each result came about")
        for result in self.papers.assessment.results:
            if isinstance(result, NotApplicable):
                continue
            yield heading(result.title, 2)
            judged = result.judgement
            if judged is not None and self.whole:
                yield known(
                    [
                        ("Assessor", judged.assessor),
                        ("Second assessor", judged.second_assessor),
                        ("Reason", judged.reason),
                        ("Why not as indicated", judged.disagreement_reason),
                    ]
                )
            if result.items:
                bare = judged is not None and not self.whole
                rows = (
                    Row(
                        cells=(
                            item.title,
                            item.answer,
                            "" if item.points is None else str(item.points),
                            joined(
                                "" if bare else item.why,
                                f"[{item.cite}, {item.confidence}]",
                                by=" ",
                            ),
                        )
                    )
                    for item in result.items
                )
                columns = (("Item", 4), ("Answer", 5), ("Points", 2), ("Why", 6))
                yield table(f"Item by item: {result.title}", columns, rows)
            if result.missing:
                yield Paragraph(text="", label="Not answered")
                yield bullets(each.wording for each in result.missing)
            if result.notices:
                yield Paragraph(text="", label="Before use")
                yield bullets(dict.fromkeys(each.text for each in result.notices))

    def _answers(self) -> Iterator[Block]:
        questions, answers = self.papers.questions, self.papers.case.answers
        yield heading("Answers as they were given")
        rows = []
        for key, value in answers.items():
            question = questions.get(key)
            wording = question.wording if question else key
            if question is not None and question.kind in _IN_WORDS:
                text = _in_words(value) if self.whole else self.papers.forms.file.person.left_out
            else:
                text = question.say(value) if question else said(value)
            rows.append(Row(cells=(wording, text, key)))
        columns = (("Question", 5), ("Answer", 6), ("Key", 5))
        yield table(f"{len(rows)} answers; every other question was not answered", columns, rows)


def _in_words(value: object) -> str:
    """Return an answer in an assessor's own words, with everything that belongs to it."""
    if isinstance(value, msgspec.Struct):
        parts = ((name, getattr(value, name)) for name in value.__struct_fields__)
        return joined(*(f"{said(n)}: {said(v)}" for n, v in parts if v is not None))
    if isinstance(value, dict):
        return joined(*(f"{said(str(n))}: {said(v)}" for n, v in value.items()))
    return said(value)


def summary_document(papers: Papers, *, whole: bool = True) -> Document:
    """
    Return the record of what was known of one case on its day.

    Parameters
    ----------
    papers : Papers
    whole : bool
        False for the person's own copy; what may not be shown is still to be taken out.
    """
    form, file = Summary(papers, whole=whole), papers.forms.file
    copy: Copy = "professionals" if whole else "person"
    return Document(
        kind="summary",
        title=file.titles["summary"],
        case_id=papers.case.case_id,
        on=papers.case.on,
        marking=file.marking,
        statement=papers.forms.statement(copy),
        language=file.language,
        engine=papers.assessment.engine,
        copy_for=copy,
        blocks=tuple(chain(form.blocks(), form.cites.blocks())),  # type: ignore[arg-type]
    )
