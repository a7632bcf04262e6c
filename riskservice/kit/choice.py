"""
A composite that chooses: the first of several models whose answers are complete gives the result.

So the official predictors do: a dynamic model where its answers are there, a static one where they
are not. A result of a later model is the published score, and the range of the first model stands
beside it, with the questions that would settle it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import msgspec

from riskservice.errors import Fault
from riskservice.kit.account import InstrumentAssessor
from riskservice.kit.evaluation import NOT_SCORABLE, SCORED, Figures, One
from riskservice.kit.instrument import Column, Predicate
from riskservice.kit.notices import standing_notices
from riskservice.kit.outcome import NotApplicable, Notice, NotScorable, Outcome, Scored, Stamp
from riskservice.kit.questions import Answers, questions_of
from riskservice.kit.tables import Table


@dataclass(frozen=True, kw_only=True)
class Choice:
    """
    An instrument made of models of which the first complete one counts.

    Attributes
    ----------
    parts : tuple of str
        Keys of the models, the preferred first; ``<key>_<model>`` names the model.
    answers : type of Answers
        What the preferred model asks; it asks all that the others do.
    """

    key: str
    title: str
    about: str
    answers: type[Answers]
    tables: str
    parts: tuple[str, ...]
    covers: Literal["static", "dynamic", "harm"] = "static"
    part_of: str = ""
    derived: Sequence[Column] = ()
    excluded: Sequence[Predicate] = ()


class ChoiceAssessor:
    """A choice bound to its table and to its models."""

    def __init__(
        self, choice: Choice, table: Table, stamp: Stamp, models: Sequence[InstrumentAssessor]
    ) -> None:
        self.instrument, self.table, self.stamp = choice, table, stamp
        self.models = tuple(models)
        self.questions = questions_of(choice.answers)
        self.asked = {q.key: q for q in self.questions if q.coded}
        self.band_names = self.models[0].band_names
        self._standing = tuple(standing_notices(stamp, table.withdrawn_on))
        self._names = [m.instrument.key.removeprefix(f"{choice.key}_") for m in self.models]

    def assess(
        self,
        answers: Mapping[str, Any],
        codes: Mapping[str, int],
        *,
        reasons: bool = True,
        done: dict[str, One] | None = None,
    ) -> Outcome | tuple[Fault, ...]:
        """Return the outcome of the first complete model, or every contradiction; as a kernel."""
        first: Outcome | None = None
        for name, model in zip(self._names, self.models, strict=True):
            outcome = model.assess(answers, codes, reasons=reasons, done=done)
            if isinstance(outcome, tuple):
                return outcome
            first = first or outcome
            if not isinstance(outcome, NotScorable):
                return self._as_mine(outcome, name, first)
        assert first is not None
        # Nothing is complete: what the least demanding model lacks comes first.
        last = outcome
        assert not isinstance(last, tuple)
        also = [m for m in first.missing if m not in last.missing]
        return self._as_mine(
            msgspec.structs.replace(first, missing=(*last.missing, *also)), "", first
        )

    def figures(self, codes: Mapping[str, int], done: dict[str, One] | None = None) -> Figures:
        """Return what a composite reads: the figures of the first complete model."""
        for name, model in zip(self._names, self.models, strict=True):
            found = figures_of(model, codes, done)
            if found.status != NOT_SCORABLE:
                return found._replace(model=name)
        return found

    def _as_mine(self, outcome: Outcome, model: str, first: Outcome) -> Outcome:
        """Return a model's outcome under this instrument's name."""
        notices = tuple(dict.fromkeys((*self._standing, *outcome.notices)))
        changes: dict[str, Any] = {
            "instrument": self.instrument.key,
            "title": self.instrument.title,
            # What leaves a person out is no model's result.
            "model": None if isinstance(outcome, NotApplicable) else model or None,
            "notices": notices,
        }
        if isinstance(outcome, Scored) and outcome is not first:
            changes["missing"] = first.missing
            changes["range"] = first.range
            changes["notices"] = (*notices, self._second_best(model, first))
        if isinstance(outcome, Scored) and self._breaks_down(outcome):
            return NotScorable(
                instrument=self.instrument.key,
                title=self.instrument.title,
                range=outcome.range,
                notices=(*notices, _BREAKDOWN),
                table=outcome.table,
            )
        return msgspec.structs.replace(outcome, **changes)

    def _second_best(self, model: str, first: Outcome) -> Notice:
        return Notice(
            code=f"{model}-model",
            text=f"Scored with the {model} model, because answers of the {self._names[0]} model "
            "are missing. The range is that of the "
            f"{self._names[0]} model over the missing answers.",
            questions=tuple(m.question for m in first.missing),
        )

    def _breaks_down(self, outcome: Scored) -> bool:
        rule = self.models[0].table.rules.get("zero_percent_is_error")
        return rule is not None and rule.value and outcome.percent == 0


_BREAKDOWN = Notice(
    code="breakdown",
    text="The published percentage is 0.00, which the deployed service reports as an unexpected "
    "error without a score.",
)


def figures_of(
    assessor: InstrumentAssessor, codes: Mapping[str, int], done: dict[str, One] | None
) -> Figures:
    """Return what a composite reads of a scored instrument."""
    kernel = assessor.kernel
    one = (done or {}).get(assessor.instrument.key) or kernel.evaluate(codes, done or {})
    if done is not None:
        done[assessor.instrument.key] = one
    if one.status != SCORED:
        return Figures(one.status, 0.0, 0.0, None)
    probability, percent, place = kernel.figures(one)
    return Figures(SCORED, probability, percent, kernel.band_names[place] if place >= 0 else None)
