"""One block per instrument: the result, what it could still be, every item, and what to know."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from riskservice.cli import words
from riskservice.cli.items import items_of
from riskservice.cli.layout import ends, heading, labelled, several
from riskservice.cli.sources import Sources
from riskservice.cli.terminal import NARROW
from riskservice.kit.assessors import Assessor
from riskservice.kit.outcome import (
    Edges,
    NotApplicable,
    Notice,
    NotScorable,
    Outcome,
    Range,
    Rated,
    Scored,
)
from riskservice.kit.questions import Question


@dataclass(kw_only=True)
class Blocks:
    """
    Prints results one after the other; what was said in full once is only recalled afterwards.

    Attributes
    ----------
    questions : mapping of str to Question
        For the wording of what is missing.
    assessors : mapping of str to Assessor
        What made each result, for the names and edges of its bands.
    """

    questions: Mapping[str, Question]
    assessors: Mapping[str, Assessor]
    sources: Sources
    width: int
    _said: set[str] = field(default_factory=set)

    def block(self, result: Outcome) -> RenderableType:
        """Return the block of a result that applies."""
        parts = [heading(result.title, result.instrument), self._headline(result)]
        if rows := list(self._rows(result)):
            parts.append(labelled(rows))
        if result.judgement is not None and (rows := list(self._judgement(result.judgement))):
            parts.append(labelled(rows))
        if result.items:
            parts.append(items_of(result, self.sources, width=self.width))
        if rows := list(self._after(result)):
            parts += [Text(""), labelled(rows)]
        return Group(*parts)

    def not_applicable(self, results: Sequence[NotApplicable]) -> RenderableType:
        """Return the instruments that are not for this person, each with its rule."""
        parts = [heading("Not applicable")]
        for result in results:
            name = Text.assemble((result.instrument, "bold"), f"  {result.title}")
            lines = [words.sentence(result.rule or "No rule is given.")]
            lines += [n.text for n in result.notices if n.code != "unconfirmed"]
            parts.append(Padding(name, (0, 0, 0, 2)))
            parts += [Padding(Text(line), (0, 0, 0, 4)) for line in lines]
        return Group(*parts)

    # The result itself -------------------------------------------------------------------------

    def _headline(self, result: Outcome) -> RenderableType:
        if isinstance(result, Scored):
            line = words.badge(result.band, result.band_title or "scored")
            if figures := words.figures(result):
                line.append(f"   {figures}")
        else:
            line = Text("ANSWERS MISSING", style="bold")
            if result.range is not None and result.range.settled and result.range.bands:
                line.append(", BUT SETTLED: ")
                line.append(words.badge(result.range.bands[0]))
        possible = result.range.bands if result.range else ()
        scale = words.ladder(self.assessors[result.instrument].band_names, result.band, possible)
        if self.width < NARROW or not scale.plain:
            return Padding(Group(line, scale), (0, 0, 0, 2))
        return Padding(ends(line, scale), (0, 0, 0, 2))

    def _rows(self, result: Outcome) -> Iterator[tuple[str, RenderableType]]:
        if result.edges is not None:
            yield "Distance", Text(self._distance(result, result.edges))
        if result.range is not None:
            yield from self._possible(result, result.range)
        if isinstance(result, NotScorable):
            yield from self._missing(result)

    def _distance(self, result: Outcome, edges: Edges) -> str:
        """Say by name how far the bands above and below are."""
        names, place = self._cut(result, edges)
        noun = "point" if edges.unit == "points" else "percentage point"
        here, above, below = words.band(place), "the highest band", "the lowest band"
        if edges.to_next_higher is not None:
            higher = words.band(names[names.index(place) + 1])
            above = f"{words.counted(edges.to_next_higher, noun)} short of {higher}"
        if edges.above_next_lower is not None:
            gap = words.counted(edges.above_next_lower, noun)
            below = f"{gap} above the lower edge of {here}"
        if edges.above_next_lower == 0:
            below = f"on the lower edge of {here}"
        if place == result.band:
            return f"{above}; {below}"
        return f"by its {edges.unit} {here}: {above}; {below}. The band was moved, see below."

    def _cut(self, result: Outcome, edges: Edges) -> tuple[Sequence[str], str]:
        """Return the bands, and the one the score falls in before any move."""
        assessor = self.assessors[result.instrument]
        bands = assessor.table.bands
        score = result.points if edges.unit == "points" else result.percent
        if bands is None or score is None:
            return assessor.band_names, str(result.band)
        return bands.names, bands.names[sum(edge <= score for edge in bands.at)]

    def _possible(self, result: Outcome, reach: Range) -> Iterator[tuple[str, RenderableType]]:
        open_figures = reach.lowest.points != reach.highest.points or reach.settled
        figures = words.span(reach) if open_figures else ""
        bands = words.possible(reach)
        behind = f" ({figures})" if figures and figures not in bands else ""
        if not reach.settled:
            yield "Could be", Text(f"{bands}{behind}, depending on what is not answered.")
            yield "Settled by", self._asked(reach.settled_by)
        elif isinstance(result, NotScorable) and bands:
            yield "Settled", Text(f"{bands}{behind}, whatever the missing answers are.")
        elif reach.lowest.points != reach.highest.points:
            yield "Settled", Text(f"the band stays {bands} whatever is not answered{behind}.")

    def _missing(self, result: NotScorable) -> Iterator[tuple[str, RenderableType]]:
        decisive = result.range.settled_by if result.range is not None else ()
        others = [m.question for m in result.missing if m.question not in decisive]
        if others:
            label = "Also missing" if decisive else "Missing"
            yield label, self._asked(others)

    def _asked(self, keys: Sequence[str]) -> RenderableType:
        """Return questions in their wording, in the order given."""
        lines = []
        for key in keys:
            asked = self.questions.get(key)
            lines.append(Text.assemble(asked.wording if asked else key, (f"  ({key})", "dim")))
        return several(lines, numbered=True)

    # A structured judgement --------------------------------------------------------------------

    def _judgement(self, rated: Rated) -> Iterator[tuple[str, RenderableType]]:
        yield "Rated", Text(f"{rated.rated} of {rated.of} factors, with evidence, date and source")
        if rated.assessor:
            yield "Assessor", Text(rated.assessor)
        if rated.assessed:
            yield "Decided level", Text(words.band(rated.assessed))
        if rated.reason:
            yield "Reason", Text(rated.reason)
        if rated.indicated:
            yield "House policy", Text(f"indicates {words.band(rated.indicated)}; advice only")
        if rated.disagreement_reason:
            yield "Differs", Text(rated.disagreement_reason)
        if rated.second_assessor:
            differ = words.listed(self._wording(key) for key in rated.disputed_factors)
            found = f"differs on {differ}" if differ else "rates every factor alike"
            yield "Second rating", Text(f"{rated.second_assessor}: {found}")

    def _wording(self, key: str) -> str:
        return self.questions[key].wording if key in self.questions else key

    # What to know ------------------------------------------------------------------------------

    def _after(self, result: Outcome) -> Iterator[tuple[str, RenderableType]]:
        for measure in result.measures:
            note = f" {measure.note}" if measure.note else ""
            yield "Also", Text(f"{measure.title}: {words.percent(measure.percent)}{note}")
        if prompts := list(_prompts(result)):
            yield "To do", several(prompts)
        if notes := list(self._notes(result.notices)):
            yield "Note", several(notes)

    def _notes(self, notices: Sequence[Notice]) -> Iterator[str]:
        """Yield each notice; questions left out for one and the same reason share a line."""
        together: dict[str, list[str]] = {}
        for notice in notices:
            if notice.code == "missing-rule" and (split := self._split(notice)):
                question, why = split
                together.setdefault(why, []).append(question)
            elif notice.code == "unconfirmed" and notice.text in self._said:
                yield "The numbers of this table are not confirmed either; see above."
            else:
                self._said.add(notice.text)
                yield notice.text
        for why, questions in together.items():
            yield f"Not answered: {words.listed(questions)}. {why}"

    def _split(self, notice: Notice) -> tuple[str, str] | None:
        """Return the question a rule for missing answers was used for, and the rule's words."""
        if len(notice.questions) != 1:
            return None
        wording = self._wording(notice.questions[0])
        before = f"{wording}: not answered. "
        if not notice.text.startswith(before):
            return None
        return wording, notice.text.removeprefix(before)


def _prompts(result: Outcome) -> Iterator[str]:
    """Yield what the assessor is asked, without what the list of missing answers says already."""
    listed = {f"{missing.wording}: not rated yet." for missing in result.missing}
    for prompt in result.judgement.prompts if result.judgement else ():
        if prompt not in listed:
            yield prompt
