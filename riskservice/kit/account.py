"""From what a kernel finds to a result in words: points, reasons, range, notices, citations."""

import math
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any, NamedTuple

from riskservice.errors import Fault, shown
from riskservice.kit import completions
from riskservice.kit.dates import UNKNOWN
from riskservice.kit.evaluation import FAULTY, NOT_APPLICABLE, NOT_SCORABLE, NOTHING_DONE, One
from riskservice.kit.instrument import Predicate
from riskservice.kit.kernel import Kernel
from riskservice.kit.notices import rate_text, standing_notices
from riskservice.kit.outcome import (
    Bound,
    Edges,
    Item,
    Measure,
    Missing,
    NotApplicable,
    Notice,
    NotScorable,
    Number,
    Outcome,
    Range,
    Scored,
    Stamp,
)
from riskservice.kit.remembered import Remembered
from riskservice.kit.rounding import percent
from riskservice.kit.tabulated import NO_BAND, Tabulated
from riskservice.kit.wording import Stretch, Wording, whole

_MOST_REMEMBERED = 1 << 12
"""Items of one term kept in words; they are forgotten when there are more."""


class _Figures(NamedTuple):
    points: Number | None
    probability: float | None
    percent: float | None
    band: str | None
    band_title: str | None
    edges: Edges | None
    bound: Bound
    settled: Range


class InstrumentAssessor:
    """
    A kernel that answers in words.

    Parameters
    ----------
    kernel : Kernel
    stamp : Stamp
        What every result says of the table it was made with.
    """

    def __init__(self, kernel: Kernel, stamp: Stamp) -> None:
        self.kernel, self.stamp = kernel, stamp
        self.instrument, self.table = kernel.instrument, kernel.table
        self.questions, self.asked = kernel.questions, kernel.asked
        self.band_names = kernel.band_names
        self._wording = Wording(kernel, stamp.confidence)
        self._standing = tuple(standing_notices(stamp, self.table.withdrawn_on))
        self._items = [
            Remembered(partial(self._wording.item, i), _MOST_REMEMBERED)
            for i in range(len(kernel.terms))
        ]
        self._cut = tuple(map(float, self.table.bands.at)) if self.table.bands else ()
        self._figures: dict[tuple[float, int], _Figures] = {}
        self._rates = {band: tuple(self._rate_notices(band)) for band in (*self.band_names, None)}

    def assess(
        self,
        answers: Mapping[str, Any],
        codes: Mapping[str, int],
        *,
        reasons: bool = True,
        done: dict[str, One] | None = None,
    ) -> Outcome | tuple[Fault, ...]:
        """
        Return the instrument's outcome for one person, or every contradiction in the answers.

        Parameters
        ----------
        answers : mapping
            Question to checked value, unanswered left out.
        codes : mapping of str to int
            Codes of the questions asked and of ``on``.
        reasons : bool
            Whether to write one item per term.
        done : dict of str to One, optional
            What other instruments gave for the same codes; this one's is added.
        """
        one = self.kernel.evaluate(codes, done or NOTHING_DONE)
        if done is not None:
            done[self.instrument.key] = one
        if one.status == FAULTY:
            return tuple(self._fault(predicate, answers) for predicate in one.faults)
        if one.status == NOT_APPLICABLE and one.rule is not None:
            return NotApplicable(
                instrument=self.instrument.key,
                title=self.instrument.title,
                rule=one.rule.text,
                notices=self._standing,
                table=self.stamp,
            )
        notices = (*self._standing, *self._filled(one), *self._noted(one))
        if one.status == NOT_SCORABLE:
            return NotScorable(
                instrument=self.instrument.key,
                title=self.instrument.title,
                range=self._range(codes),
                missing=tuple(
                    Missing(question=key, wording=self._wording.names[key]) for key in one.missing
                ),
                notices=notices,
                table=self.stamp,
            )
        figures = self._read(one)
        return Scored(
            instrument=self.instrument.key,
            title=self.instrument.title,
            points=figures.points,
            probability=figures.probability,
            percent=figures.percent,
            band=figures.band,
            band_title=figures.band_title,
            range=self._range(codes) if one.filled else figures.settled,
            items=self._account(one) if reasons else (),
            edges=figures.edges,
            measures=self._measures(one),
            notices=(*notices, *self._rates[figures.band]),
            table=self.stamp,
        )

    # Figures -----------------------------------------------------------------------------------

    def _read(self, one: One) -> _Figures:
        if not self.kernel.scale.finite:
            return self._figures_of(one.total, *self.kernel.figures(one))
        key = (one.total, one.shift)
        if key not in self._figures:
            self._figures[key] = self._figures_of(one.total, *self.kernel.figures(one))
        return self._figures[key]

    def _figures_of(self, total: float, probability: float, rounded: float, place: int) -> _Figures:
        points = whole(total) if self.instrument.unit == "points" else None
        chance = None if math.isnan(probability) else probability
        shown_percent = None if chance is None else rounded
        band = None if place == NO_BAND else self.band_names[place]
        bound = Bound(points=points, probability=chance, percent=shown_percent, band=band)
        return _Figures(
            points,
            chance,
            shown_percent,
            band,
            self._wording.band_title(band),
            self._edges(points, shown_percent),
            bound,
            Range(
                lowest=bound,
                highest=bound,
                bands=() if band is None else (band,),
                settled_by=(),
                settled=True,
            ),
        )

    def _edges(self, points: Number | None, shown_percent: float | None) -> Edges | None:
        bands = self.table.bands
        score = points if bands is not None and bands.on == "points" else shown_percent
        if bands is None or score is None:
            return None
        place = bisect_right(self._cut, score)
        above, below = self._cut[place : place + 1], self._cut[:place]
        return Edges(
            unit=bands.on,
            to_next_higher=whole(round(above[0] - score, 6)) if above else None,
            above_next_lower=whole(round(score - below[-1], 6)) if below else None,
        )

    def _measures(self, one: One) -> tuple[Measure, ...]:
        return tuple(
            Measure(
                key=figure.key,
                title=figure.title,
                probability=read(one),
                percent=percent(read(one), self.table.rounding.percent_places),
                note=figure.note,
            )
            for figure, read in self.kernel.measures
        )

    def _range(self, codes: Mapping[str, int]) -> Range:
        reach = completions.reach(self.kernel, codes)
        names = [self.band_names[place] for place in reach.bands if place != NO_BAND]
        if reach.totals is None:
            nothing = Bound(points=None, probability=None, percent=None, band=None)
            low = high = nothing
        else:
            places = (reach.bands[0], reach.bands[-1])
            low, high = (
                self._figures_of(total, *chance, place).bound
                for total, chance, place in zip(reach.totals, reach.chances, places, strict=True)
            )
        possible = (*(("not_applicable",) if reach.may_not_apply else ()), *names)
        return Range(
            lowest=low,
            highest=high,
            bands=possible,
            settled_by=reach.settled_by,
            settled=not reach.settled_by,
        )

    def _account(self, one: One) -> tuple[Item, ...]:
        # The cell of a shift comes last: its words depend on the total as well.
        items = [said[cell] for said, cell in zip(self._items, one.cells, strict=False)]
        if self.kernel.shift is not None:
            items.append(self._wording.shift_item(one))
        return tuple(items)

    def title_of(self, term: Tabulated) -> str:
        """Return what a term is called."""
        return self._wording.title(term)

    def stretches(self, term: Tabulated) -> list[Stretch]:
        """Return a one-column term as stretches of equal points, with their wording."""
        return self._wording.stretches(term)

    # Notices and faults ------------------------------------------------------------------------

    def _filled(self, one: One) -> Iterator[Notice]:
        for key in one.filled:
            why = self.kernel.missing_rules[key].why
            yield Notice(
                code="missing-rule",
                text=f"{self._wording.names[key]}: not answered. {why}",
                questions=(key,),
            )

    def _noted(self, one: One) -> Iterator[Notice]:
        for predicate in self.kernel.notes:
            values = [one.known[need] for need in predicate.needs]
            if UNKNOWN not in values and predicate.function(*values):
                yield Notice(
                    code=predicate.key.replace("_", "-"),
                    text=f"{predicate.text}.",
                    questions=tuple(need for need in predicate.needs if need in self.asked),
                )

    def _rate_notices(self, band: str | None) -> Iterator[Notice]:
        for rates in self.table.rates.values():
            if band in rates.percent:
                yield Notice(code="historical-rate", text=rate_text(rates, str(band)))

    def _fault(self, predicate: Predicate, answers: Mapping[str, Any]) -> Fault:
        involved = [
            key for key in self._questions_of(predicate) if key in self.asked and key in answers
        ]
        said = [f"{key} = {self.asked[key].say(answers[key])}" for key in involved]
        first = involved[0] if involved else None
        return Fault(
            pointer=f"/answers/{first}" if first else "/answers",
            question=first,
            wording=self._wording.names.get(first) if first else None,
            value=shown(", ".join(said), 300) if said else None,
            message=predicate.text,
            way_out=predicate.way_out,
        )

    def _questions_of(self, predicate: Predicate) -> list[str]:
        derived = {column.key: column.needs for column in self.kernel.derived}
        return [q for need in predicate.needs for q in derived.get(need, (need,))]
