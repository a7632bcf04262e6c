"""
A composite that adds: the published probabilities of several instruments, summed.

The sum is not the probability of at least one of the events; it can pass one, and is cut off there
as the publication says. A part that does not apply adds nothing.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

from riskservice.errors import Fault
from riskservice.kit.account import InstrumentAssessor
from riskservice.kit.choice import ChoiceAssessor, Figures, figures_of
from riskservice.kit.dates import UNKNOWN
from riskservice.kit.evaluation import FAULTY, NOT_APPLICABLE, NOT_SCORABLE, SCORED, One
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
        ranges: dict[str, Range] = {}
        missing: dict[str, Missing] = {}
        if not whole or any(found.model == "static" for found in figures):
            for part in self.parts:
                outcome = part.assess(answers, codes, reasons=False, done=done)
                if isinstance(outcome, tuple):
                    return outcome
                missing |= {m.question: m for m in outcome.missing}
                if outcome.range is not None:
                    ranges[part.instrument.key] = outcome.range
        constant = self._constant(codes)
        if statuses == {NOT_APPLICABLE} and not constant:
            return NotApplicable(
                instrument=self.instrument.key,
                title=self.instrument.title,
                rule="None of the instruments it adds up applies",
                notices=self._standing,
                table=self.stamp,
            )
        if statuses & {NOT_SCORABLE}:
            return NotScorable(
                instrument=self.instrument.key,
                title=self.instrument.title,
                missing=tuple(missing.values()),
                range=self._range(figures, ranges, constant),
                notices=self._standing,
                table=self.stamp,
            )
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
            range=self._range(figures, ranges, constant)
            if ranges
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
        probability, percent = self._sum(figures, self._constant(codes))
        if {found.status for found in figures} == {NOT_APPLICABLE} and not self._constant(codes):
            return Figures(NOT_APPLICABLE, 0.0, 0.0, None)
        model = next((found.model for found in figures if found.model), "")
        return Figures(SCORED, probability, percent, self._band(percent), model)

    @staticmethod
    def _figures(part: Part, codes: Mapping[str, int], done: dict[str, One] | None) -> Figures:
        if isinstance(part, ChoiceAssessor):
            return part.figures(codes, done)
        return figures_of(part, codes, done)

    def _constant(self, codes: Mapping[str, int]) -> Decimal:
        rule = self.instrument.constant
        if rule is None:
            return Decimal(0)
        values = [codes[need] for need in rule.needs]
        holds = UNKNOWN not in values and rule.function(*values)
        return self.table.constants["constant"].value if holds else Decimal(0)

    def _sum(self, figures: Sequence[Figures], constant: Decimal) -> tuple[float, float]:
        """Return the summed probability and the published percentage."""
        exact = sum((Decimal(found.probability) for found in figures), constant)
        if self.table.rule("parts_rounded_before_sum"):
            rounded = sum(Decimal(str(found.percent)) for found in figures)
            percent = rounded + self._published(constant * 100)
        else:
            percent = exact * 100
        return float(min(exact, Decimal(1))), self._limited(percent)

    def _published(self, percent: Decimal) -> Decimal:
        return percent.quantize(self._step, rounding=ROUND_HALF_UP)

    def _limited(self, percent: Decimal) -> float:
        top = self.table.constants["largest_percent"].value
        return float(min(max(self._published(percent), Decimal(0)), top))

    def _band(self, percent: float) -> str:
        place = sum(edge <= Decimal(str(percent)) for edge in self._edges)
        return self.band_names[place]

    def _range(
        self, figures: Sequence[Figures], ranges: Mapping[str, Range], constant: Decimal
    ) -> Range:
        """
        Return the sum of the parts' own ranges.

        Where parts share an unanswered question this is never narrower than the exact range, and
        may be wider.
        """
        ends: list[list[float]] = [[], []]
        for part, found in zip(self.parts, figures, strict=True):
            reach = ranges.get(part.instrument.key)
            low = high = found.percent
            if reach is not None:
                low, high = reach.lowest.percent or 0.0, reach.highest.percent or 0.0
                low = 0.0 if "not_applicable" in reach.bands else low
            ends[0].append(low)
            ends[1].append(high)
        bounds = [
            self._limited(sum((Decimal(str(p)) for p in end), self._published(constant * 100)))
            for end in ends
        ]
        first, last = (self.band_names.index(self._band(percent)) for percent in bounds)
        bands = self.band_names[first : last + 1]
        questions = [q for reach in ranges.values() for q in reach.settled_by]
        questions += [q for q in _asked_openly(ranges) if len(bands) > 1]
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
                why=f"{self._published(constant * 100)} per cent",
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


def _asked_openly(ranges: Mapping[str, Range]) -> Iterator[str]:
    """Yield the questions of parts whose own band is settled but whose percentage is not."""
    for reach in ranges.values():
        if reach.lowest.percent != reach.highest.percent:
            yield from reach.settled_by
