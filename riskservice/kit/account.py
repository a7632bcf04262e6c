"""From what a kernel finds to a result in words: points, reasons, range, notices, citations."""

import math
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from riskservice.errors import Fault, shown
from riskservice.kit import completions
from riskservice.kit.instrument import Predicate
from riskservice.kit.kernel import (
    FAULTY,
    NO_BAND,
    NOT_APPLICABLE,
    NOT_SCORABLE,
    NOTHING_DONE,
    Kernel,
    One,
    Tabulated,
)
from riskservice.kit.outcome import (
    Bound,
    Confidence,
    Edges,
    Item,
    Measure,
    Missing,
    NotApplicable,
    NotScorable,
    Notice,
    Number,
    Outcome,
    Range,
    Scored,
    Stamp,
)
from riskservice.kit.questions import UNKNOWN
from riskservice.kit.rounding import percent
from riskservice.kit.tables import Rates


class Stretch(NamedTuple):
    """Neighbouring answers that give the same points: codes ``start`` up to, not with, ``stop``."""

    start: int
    stop: int
    points: float
    label: str


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
        self._names = {q.key: q.wording for q in kernel.questions} | {
            c.key: c.title for c in kernel.derived
        }
        self._standing = tuple(standing_notices(stamp, self.table.withdrawn_on))
        self._items: dict[tuple[int, int], Item] = {}
        self._figures: dict[tuple[float, int], _Figures] = {}
        self._rates = {
            band: tuple(self._rate_notices(band)) for band in (*self.band_names, None)
        }

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
                    Missing(question=key, wording=self._names[key]) for key in one.missing
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
        key = (one.total, one.shift)
        if key not in self._figures:
            found = self._figures_of(one.total, self.kernel.band(one.total, one.shift))
            if self.kernel.scale.finite:
                self._figures[key] = found
            return found
        return self._figures[key]

    def _figures_of(self, total: float, place: int) -> _Figures:
        probability, rounded, _ = self.kernel.scale.one(total)
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
            self._band_title(band),
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

    def _band_title(self, band: str | None) -> str | None:
        if band is None:
            return None
        level = self.table.levels.get(band)
        return level.title if level else band.replace("_", " ").capitalize()

    def _edges(self, points: Number | None, shown_percent: float | None) -> Edges | None:
        bands = self.table.bands
        score = points if bands is not None and bands.on == "points" else shown_percent
        if bands is None or score is None:
            return None
        above = [edge for edge in bands.at if edge > score]
        below = [edge for edge in bands.at if edge <= score]
        return Edges(
            unit=bands.on,
            to_next_higher=whole(round(float(above[0]) - score, 6)) if above else None,
            above_next_lower=whole(round(score - float(below[-1]), 6)) if below else None,
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
                self._figures_of(total, place).bound
                for total, place in zip(reach.totals, places, strict=True)
            )
        possible = (*(("not_applicable",) if reach.may_not_apply else ()), *names)
        return Range(
            lowest=low,
            highest=high,
            bands=possible,
            settled_by=reach.settled_by,
            settled=not reach.settled_by,
        )

    # Words -------------------------------------------------------------------------------------

    def _account(self, one: One) -> tuple[Item, ...]:
        items = []
        bands = len(self.band_names) or 1
        for i, cell in enumerate(one.cells):
            key = (i, cell)
            if i >= len(self.kernel.terms):
                # Its words name the band before and after, so the total counts too.
                key = (i, cell * bands + max(self.kernel.band(one.total, 0), 0))
            if key not in self._items:
                self._items[key] = self._item(i, cell, one)
            items.append(self._items[key])
        return tuple(items)

    def _moved(self, one: One) -> int:
        """Return by how many steps the band really moves, within its scale."""
        return self.kernel.band(one.total, one.shift) - self.kernel.band(one.total, 0)

    def _item(self, i: int, cell: int, one: One) -> Item:
        is_shift = i >= len(self.kernel.terms)
        term = self.kernel.shift if is_shift else self.kernel.terms[i]
        assert term is not None
        codes = term.codes(cell)
        cite, confidence = self._citation(term)
        points = None if is_shift or self.instrument.unit == "line" else whole(term.as_list[cell])
        return Item(
            term=term.term.key,
            questions=self._asked_by(term),
            title=self._title(term),
            answer=self._answer(term, codes),
            points=points,
            why=self._move_words(one) if is_shift else self._why(term, cell, codes),
            cite=cite,
            confidence=confidence,
        )

    def _title(self, term: Tabulated) -> str:
        return term.term.title or self._names[term.term.needs[0]]

    def _answer(self, term: Tabulated, codes: tuple[int, ...]) -> str:
        said = [self.say(need, code) for need, code in zip(term.term.needs, codes, strict=True)]
        if len(said) == 1:
            return said[0]
        pairs = zip(term.term.needs, said, strict=True)
        return "; ".join(f"{self._names[need]}: {answer}" for need, answer in pairs)

    def _why(self, term: Tabulated, cell: int, codes: tuple[int, ...]) -> str:
        if term.term.says is not None:
            return str(term.term.says(*codes, table=self.table))
        if len(term.sizes) > 1:
            return counted(term.as_list[cell])
        stretch = next(s for s in self.stretches(term) if s.start <= cell < s.stop)
        if self.instrument.unit == "line":
            return stretch.label
        return f"{stretch.label}: {counted(stretch.points)}"

    def _move_words(self, one: One) -> str:
        moved = self._moved(one)
        if moved == 0:
            return "The band stays as it is."
        way = "raised" if moved > 0 else "lowered"
        before = self._band_title(self.band_names[self.kernel.band(one.total, 0)])
        after = self._band_title(self.band_names[self.kernel.band(one.total, one.shift)])
        return f"The band is {way} from {before} to {after}."

    def say(self, column: str, code: int) -> str:
        """Return how one code of a column reads."""
        if column in self.asked:
            asked = self.asked[column]
            return asked.say(asked.decode(code))
        labels = next(c.labels for c in self.kernel.derived if c.key == column)
        return labels[code].replace("_", " ") if labels else str(code)

    def stretches(self, term: Tabulated) -> list[Stretch]:
        """Return a one-column term as stretches of equal points, with their wording."""
        (size,), (column,) = term.sizes, term.term.needs
        low = (self.asked[column].low or 0) if column in self.asked else 0
        starts = [low, *(i for i in range(low + 1, size) if term.as_list[i] != term.as_list[i - 1])]
        stops = [*starts[1:], size]
        return [
            Stretch(start, stop, term.as_list[start], self._label(column, start, stop, size))
            for start, stop in zip(starts, stops, strict=True)
        ]

    def _label(self, column: str, start: int, stop: int, size: int) -> str:
        first = self.say(column, start)
        if stop - start == 1:
            return first
        if not first.isdigit():
            return ", ".join(self.say(column, code) for code in range(start, stop))
        return f"{first} or more" if stop == size else f"{first} to {stop - 1}"

    def _asked_by(self, term: Tabulated) -> tuple[str, ...]:
        """Return the questions behind a term, in the order of the form."""
        derived = {column.key: column.needs for column in self.kernel.derived}
        found, queue = set(), list(term.term.needs)
        while queue:
            need = queue.pop()
            if need in derived:
                queue.extend(derived[need])
            found.add(need)
        return tuple(key for key in self.asked if key in found)

    def _citation(self, term: Tabulated) -> tuple[str, Confidence]:
        blocks = dict(self.table.blocks())
        block = blocks.get(term.term.block)
        if block is None:
            return "", self.stamp.confidence
        return f"{block.cite}: {term.term.block}", block.confidence

    # Notices and faults ------------------------------------------------------------------------

    def _filled(self, one: One) -> Iterator[Notice]:
        for key in one.filled:
            yield Notice(
                code="missing-rule",
                text=f"{self._names[key]}: not answered. {self.kernel.missing_rules[key].why}",
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
                yield Notice(code="historical-rate", text=_rate_text(rates, str(band)))

    def _fault(self, predicate: Predicate, answers: Mapping[str, Any]) -> Fault:
        involved = [
            key for key in self._questions_of(predicate) if key in self.asked and key in answers
        ]
        said = [f"{key} = {self.asked[key].say(answers[key])}" for key in involved]
        first = involved[0] if involved else None
        return Fault(
            pointer=f"/answers/{first}" if first else "/answers",
            question=first,
            wording=self._names.get(first) if first else None,
            value=shown(", ".join(said), 300) if said else None,
            message=predicate.text,
            way_out=predicate.way_out,
        )

    def _questions_of(self, predicate: Predicate) -> list[str]:
        derived = {column.key: column.needs for column in self.kernel.derived}
        return [q for need in predicate.needs for q in derived.get(need, (need,))]


def standing_notices(stamp: Stamp, withdrawn_on: Any) -> Iterator[Notice]:
    """Yield what every result made with a table must say."""
    if stamp.confidence == "unconfirmed":
        yield Notice(
            code="unconfirmed",
            text="Numbers of this table have not yet been compared with the publication they are "
            "taken from. Do not rely on the result alone.",
        )
    if stamp.status == "as deployed":
        yield Notice(
            code="as-deployed",
            text="Scored as the deployed official service scores, its disputed rules included.",
        )
    if withdrawn_on is not None:
        yield Notice(
            code="withdrawn",
            text=f"This instrument was withdrawn by {withdrawn_on}. For audit and rescoring of old "
            "files, not for new decisions.",
        )


def _rate_text(rates: Rates, band: str) -> str:
    figures = ", ".join(
        f"{value} per cent within {years} years"
        for years, value in zip(rates.years, rates.percent[band], strict=True)
    )
    return f"Historical rate of this class, not a present probability: {figures}. {rates.cohort}"


def whole(value: float) -> Number:
    """Return a number without a decimal point where it has no fraction."""
    return int(value) if float(value).is_integer() else float(value)


def counted(points: float) -> str:
    """Return points as words."""
    number = whole(points)
    return f"{number} point" if number == 1 else f"{number} points"
