"""
An instrument bound to one table: every term tabulated once, ready for one person or a million.

The arrays made here are the only form of the rule: the block path takes from them, the single-case
path walks the same numbers as Python lists, and the account and the printed form read them out.
"""

from collections.abc import Mapping
from typing import Any

from riskservice.kit.dates import UNKNOWN
from riskservice.kit.evaluation import (
    FAULTY,
    NOT_APPLICABLE,
    NOT_SCORABLE,
    NOTHING_DONE,
    SCORED,
    One,
)
from riskservice.kit.instrument import Predicate
from riskservice.kit.many import ManyPeople
from riskservice.kit.rounding import is_tie
from riskservice.kit.tabulated import NO_BAND, Codes


class Kernel(ManyPeople):
    """An instrument bound to a table, evaluated; see :class:`Binding` for what it holds."""

    # One person --------------------------------------------------------------------------------

    def evaluate(self, codes: Codes, done: Mapping[str, One] = NOTHING_DONE) -> One:
        """
        Return what the rule gives for one person.

        Parameters
        ----------
        codes : mapping of str to int
            Code of every question in :attr:`asked` and of ``on``; UNKNOWN where not answered.
        done : mapping of str to One, optional
            What the parts of a composite gave for the same codes, to spare finding it again.
        """
        known = dict(codes)
        filled: tuple[str, ...] = ()
        if UNKNOWN in self._get_filled(known):
            filled = tuple([key for key in self._fill if known[key] == UNKNOWN])
            for key in filled:
                known[key] = self._fill[key]
        for key, part in self.parts.items():
            found = done.get(key) or part.evaluate(codes)
            known[key] = part.figures(found)[2] if found.status == SCORED else UNKNOWN
        faults = self._derive_one(known) + self._contradictions(known)
        if rule := self.exclusion(known):
            first = tuple([fault for fault in faults if fault.first])
            return One(FAULTY, faults=first) if first else One(NOT_APPLICABLE, rule, known=known)
        if faults:
            return One(FAULTY, faults=faults)
        missing = self.missing(codes, known)
        if missing:
            return One(NOT_SCORABLE, missing=missing, filled=filled, known=known)
        total, cells = self._add_one(known)
        shift = 0
        if self.shift is not None:
            place = self.shift.cell([known[need] for need in self.shift.term.needs])
            shift = int(self.shift.as_list[place])
            cells = (*cells, place)
        return One(SCORED, None, (), missing, filled, total, shift, cells, known)

    def missing(self, codes: Codes, known: Codes) -> tuple[str, ...]:
        """
        Return what has to be answered and is not: what must always be, and what is called for.

        Parameters
        ----------
        codes : mapping of str to int
            As they were answered.
        known : mapping of str to int
            The same with derived columns.
        """
        found: list[str] = []
        if UNKNOWN in self._get_required(codes):
            found = [key for key in self._required if codes[key] == UNKNOWN]
        for requirement, pick, called in self.needed:
            unanswered = codes[requirement.question] in (
                UNKNOWN, self.none.get(requirement.question),
            )  # fmt: skip
            if unanswered and called[pick(known)]:
                found.append(requirement.question)
        for least, questions in self.at_least:
            blank = [key for key in questions if codes[key] == UNKNOWN]
            if len(questions) - len(blank) < least:
                found += blank
        return tuple(dict.fromkeys(found))

    def derived_codes(self, codes: Codes) -> dict[str, int]:
        """Return one person's codes with every derived column, UNKNOWN where it cannot be known."""
        known = dict(codes)
        for key, part in self.parts.items():
            found = part.evaluate(codes)
            known[key] = part.figures(found)[2] if found.status == SCORED else UNKNOWN
        self._derive_one(known)
        return known

    def _derive_one(self, known: dict[str, Any]) -> tuple[Predicate, ...]:
        """Add every derived column to one person's codes; return those outside their domain."""
        found: tuple[Predicate, ...] = ()
        for key, pick, given in self.deriving:
            known[key], wild = given[pick(known)]
            if wild is not None:
                found = (*found, wild)
        return found

    def exclusion(self, known: Codes) -> Predicate | None:
        """Return the first rule that takes one person out of scope, if any does."""
        for predicate, pick, holds in self.excluding:
            if holds[pick(known)]:
                return predicate
        return None

    def _contradictions(self, known: Codes) -> tuple[Predicate, ...]:
        return tuple([check for check, pick, holds in self.checking if holds[pick(known)]])

    def _add_one(self, known: Codes) -> tuple[float, tuple[int, ...]]:
        """Return the total and the cell of every term, in declared order."""
        cells = list(self._get_places(known))
        for i, get, strides in self._several:
            place = 0
            for code, stride in zip(get(known), strides, strict=True):
                place += code * stride
            cells[i] = place
        values = [points[cell] for points, cell in zip(self._points, cells, strict=True)]
        if self._highest:
            return max(values), tuple(cells)
        total = 0.0
        # The built-in sum rounds differently from one release of Python to another.
        for value in values:
            total += value
        return total, tuple(cells)

    def figures(self, one: One) -> tuple[float, float, int]:
        """
        Return probability, published percentage and band of one scored person.

        A percentage of log-odds that lies on a rounding tie is settled in decimal arithmetic.
        """
        held, figures = self._latest
        if held is one:
            return figures
        probability, rounded, place = self.scale.one(one.total)
        if self.instrument.link == "logistic" and is_tie(probability, self.scale.places):
            rounded = self.exact_percent(one.known)
            place = self.scale.band_at(rounded)
        if place != NO_BAND and one.shift:
            place = min(max(place + one.shift, 0), len(self.band_names) - 1)
        figures = (probability, rounded, place)
        self._latest = (one, figures)
        return figures

    def band(self, total: float, shift: int) -> int:
        """Return the place of the band after its rise or fall; NO_BAND where there are none."""
        place = self.scale.one(total)[2]
        return place if place == NO_BAND else min(max(place + shift, 0), len(self.band_names) - 1)
