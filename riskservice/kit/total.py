"""
A composite that adds: the published probabilities of several instruments, summed.

The sum is not the probability of at least one of the events; it can pass one, and is cut off there
as the publication says. A part that does not apply adds nothing; where
none applies there is no sum, whatever constant there is.
"""

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

from riskservice.errors import Fault
from riskservice.kit.account import InstrumentAssessor
from riskservice.kit.choice import ChoiceAssessor, figures_of
from riskservice.kit.dates import UNKNOWN
from riskservice.kit.evaluation import FAULTY, NOT_APPLICABLE, NOT_SCORABLE, SCORED, Figures, One
from riskservice.kit.instrument import Column, Predicate
from riskservice.kit.notices import standing_notices
from riskservice.kit.outcome import (
    Bound,
    Item,
    Missing,
    NotApplicable,
    Notice,
    NotScorable,
    Outcome,
    Range,
    Scored,
    Stamp,
)
from riskservice.kit.questions import Answers, questions_of
from riskservice.kit.tables import Table

Part = InstrumentAssessor | ChoiceAssessor


@dataclass(frozen=True, kw_only=True)
class Total:
    """
    An instrument that adds up the published probabilities of others.

    Attributes
    ----------
    parts : tuple of str
        Added in this order.
    constant : Predicate or None
        For whom the constant ``constant`` of the table, a probability, is added.
    """

    key: str
    title: str
    about: str
    answers: type[Answers]
    tables: str
    parts: tuple[str, ...]
    constant: Predicate | None = None
    covers: Literal["static", "dynamic", "harm"] = "static"
    part_of: str = ""
    derived: Sequence[Column] = ()
    excluded: Sequence[Predicate] = ()


class TotalAssessor:
    """A total bound to its table and to its parts."""

    def __init__(self, total: Total, table: Table, stamp: Stamp, parts: Sequence[Part]) -> None:
        assert table.bands is not None
        self.instrument, self.table, self.stamp = total, table, stamp
        self.parts = tuple(parts)
        self.questions = questions_of(total.answers)
        self.asked = {q.key: q for q in self.questions if q.coded}
        self.band_names = table.bands.names
        self._edges = table.bands.at
        self._standing = tuple(standing_notices(stamp, table.withdrawn_on))
        self._step = Decimal(1).scaleb(-table.rounding.percent_places)

    def assess(
        self,
        answers: Mapping[str, Any],
        codes: Mapping[str, int],
        *,
        reasons: bool = True,
        done: dict[str, One] | None = None,
    ) -> Outcome | tuple[Fault, ...]:
        """Return the sum of the parts, or what keeps a part from having a result; as a kernel."""
        figures = [self._figures(part, codes, done) for part in self.parts]
        statuses = {found.status for found in figures}
        whole = not statuses & {FAULTY, NOT_SCORABLE}
        partial: dict[str, Outcome] = {}
        missing: dict[str, Missing] = {}
        if not whole or any(found.model == "static" for found in figures):
            for part in self.parts:
                outcome = part.assess(answers, codes, reasons=False, done=done)
                if isinstance(outcome, tuple):
                    return outcome
                missing |= {m.question: m for m in outcome.missing}
                if outcome.range is not None:
                    partial[part.instrument.key] = outcome
        constants = self._constants(codes)
        decisive = self._open(codes)
        missing |= {m.question: m for m in decisive}
        if statuses == {NOT_APPLICABLE}:
            return NotApplicable(
                instrument=self.instrument.key,
                title=self.instrument.title,
                rule="None of the instruments it adds up applies",
                notices=self._standing,
                table=self.stamp,
            )
        if statuses & {NOT_SCORABLE} or len(constants) > 1:
            return NotScorable(
                instrument=self.instrument.key,
                title=self.instrument.title,
                missing=tuple(missing.values()),
                range=self._range(figures, partial, constants, decisive),
                notices=self._standing,
                table=self.stamp,
            )
        (constant,) = constants
        probability, percent = self._sum(figures, constant)
        band = self._band(percent)
        model = next((found.model for found in figures if found.model), None)
        return Scored(
            instrument=self.instrument.key,
            title=self.instrument.title,
            probability=probability,
            percent=percent,
            band=band,
            band_title=band.replace("_", " ").capitalize(),
            model=model,
            range=self._range(figures, partial, constants)
            if partial
            else _settled(probability, percent, band),
            items=tuple(self._items(figures, constant)) if reasons else (),
            missing=tuple(missing.values()),
            notices=(*self._standing, _NO_UNION),
            table=self.stamp,
        )

    def figures(self, codes: Mapping[str, int], done: dict[str, One] | None = None) -> Figures:
        """Return what a composite reads of the sum."""
        figures = [self._figures(part, codes, done) for part in self.parts]
        for status in (FAULTY, NOT_SCORABLE):
            if any(found.status == status for found in figures):
                return Figures(status, 0.0, 0.0, None)
        if all(found.status == NOT_APPLICABLE for found in figures):
            return Figures(NOT_APPLICABLE, 0.0, 0.0, None)
        constants = self._constants(codes)
        if len(constants) > 1:
            return Figures(NOT_SCORABLE, 0.0, 0.0, None)
        (constant,) = constants
        probability, percent = self._sum(figures, constant)
        model = next((found.model for found in figures if found.model), "")
        return Figures(SCORED, probability, percent, self._band(percent), model)

    @staticmethod
    def _figures(part: Part, codes: Mapping[str, int], done: dict[str, One] | None) -> Figures:
        if isinstance(part, ChoiceAssessor):
            return part.figures(codes, done)
        return figures_of(part, codes, done)

    def _constants(self, codes: Mapping[str, int]) -> tuple[Decimal, ...]:
        """Return what the constant adds; both nothing and itself where an open answer decides."""
        rule = self.instrument.constant
        if rule is None:
            return (Decimal(0),)
        ways = itertools.product(
            *(
                (codes[need],) if codes[need] != UNKNOWN else range(self.asked[need].size or 0)
                for need in rule.needs
            )
        )
        holds = {bool(rule.function(*values)) for values in ways}
        value = self.table.constants["constant"].value
        return tuple(value if held else Decimal(0) for held in sorted(holds))

    def _open(self, codes: Mapping[str, int]) -> tuple[Missing, ...]:
        """Return the questions that decide on the constant and were not answered."""
        rule = self.instrument.constant
        needs = rule.needs if rule is not None and len(self._constants(codes)) > 1 else ()
        return tuple(
            Missing(question=need, wording=self.asked[need].wording)
            for need in needs
            if codes[need] == UNKNOWN
        )

    def _sum(self, figures: Sequence[Figures], constant: Decimal) -> tuple[float, float]:
        """Return the summed probability and the published percentage."""
        exact = sum((Decimal(found.probability) for found in figures), constant)
        percent = sum(map(self._addend, figures), self._constant_percent(constant))
        return float(min(exact, Decimal(1))), self._limited(percent)

    def _addend(self, part: Figures | Bound) -> Decimal:
        """Return what one part adds to the percentage."""
        if self.table.rule("parts_rounded_before_sum"):
            return Decimal(str(part.percent or 0))
        return Decimal(part.probability or 0) * 100

    def _constant_percent(self, constant: Decimal) -> Decimal:
        percent = constant * 100
        if self.table.rule("parts_rounded_before_sum"):
            return self.published(percent)
        return percent

    def published(self, percent: Decimal) -> Decimal:
        """Return a percentage as it is published, halves up."""
        return percent.quantize(self._step, rounding=ROUND_HALF_UP)

    def _limited(self, percent: Decimal) -> float:
        top = self.table.constants["largest_percent"].value
        return float(min(max(self.published(percent), Decimal(0)), top))

    def _band(self, percent: float) -> str:
        place = sum(edge <= Decimal(str(percent)) for edge in self._edges)
        return self.band_names[place]

    def _range(
        self,
        figures: Sequence[Figures],
        partial: Mapping[str, Outcome],
        constants: Sequence[Decimal],
        decisive: Sequence[Missing] = (),
    ) -> Range:
        """
        Return the sum of the parts' own ranges.

        Where parts share an unanswered question this is never narrower than the exact range, and
        may be wider.
        """
        ends: list[list[Decimal]] = [[], []]
        questions = [missing.question for missing in decisive]
        may_not_apply = True
        for part, found in zip(self.parts, figures, strict=True):
            low = high = self._addend(found)
            outcome = partial.get(part.instrument.key)
            gone = found.status == NOT_APPLICABLE
            if outcome is not None and (reach := outcome.range) is not None:
                low, high = self._addend(reach.lowest), self._addend(reach.highest)
                gone = "not_applicable" in reach.bands
                low = Decimal(0) if gone else low
                # A part whose own band is settled may still move the sum into another.
                openly = () if low == high else tuple(m.question for m in outcome.missing)
                questions += reach.settled_by or openly
            may_not_apply &= gone
            ends[0].append(low)
            ends[1].append(high)
        bounds = [
            self._limited(sum(end, self._constant_percent(constant)))
            for end, constant in zip(ends, (min(constants), max(constants)), strict=True)
        ]
        first, last = (self.band_names.index(self._band(percent)) for percent in bounds)
        out = ("not_applicable",) if may_not_apply else ()
        bands = (*out, *self.band_names[first : last + 1])
        lowest, highest = (
            Bound(points=None, probability=None, percent=percent, band=self._band(percent))
            for percent in bounds
        )
        return Range(
            lowest=lowest,
            highest=highest,
            bands=bands,
            settled_by=tuple(dict.fromkeys(questions)) if len(bands) > 1 else (),
            settled=len(bands) == 1,
        )

    def _items(self, figures: Sequence[Figures], constant: Decimal) -> Iterator[Item]:
        cite = self.table.bands.cite if self.table.bands else ""
        for part, found in zip(self.parts, figures, strict=True):
            applies = found.status == SCORED
            yield Item(
                term=part.instrument.key,
                questions=(),
                title=part.instrument.title,
                answer=str(found.band).replace("_", " ") if applies else "not applicable",
                points=None,
                why=f"{found.percent:.2f} per cent" if applies else "adds nothing",
                cite=f"{cite}: parts",
                confidence=part.stamp.confidence,
            )
        if constant:
            assert self.instrument.constant is not None
            yield Item(
                term="constant",
                questions=(),
                title=self.instrument.constant.text,
                answer="yes",
                points=None,
                why=f"{self.published(constant * 100)} per cent",
                cite=f"{cite}: constants.constant",
                confidence=self.table.constants["constant"].confidence,
            )


def _settled(probability: float, percent: float, band: str) -> Range:
    bound = Bound(points=None, probability=probability, percent=percent, band=band)
    return Range(lowest=bound, highest=bound, bands=(band,), settled_by=(), settled=True)


_NO_UNION = Notice(
    code="sum",
    text="A sum of probabilities of events that may coincide, not the probability of at least one "
    "of them.",
)
