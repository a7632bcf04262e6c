"""
An instrument bound to one table: every term tabulated once, ready for one person or a million.

The arrays made here are the only form of the rule: the block path takes from them, the single-case
path walks the same numbers as Python lists, and the account and the printed form read them out.
"""

import math
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
from riskservice.kit.predicates import out_of_domain
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
        missing: tuple[str, ...] = ()
        if UNKNOWN in self._get_required(known):
            missing = tuple([key for key in self._required if known[key] == UNKNOWN])
        filled: tuple[str, ...] = ()
        if UNKNOWN in self._get_filled(known):
            filled = tuple([key for key in self._fill if known[key] == UNKNOWN])
            for key in filled:
                known[key] = self._fill[key]
        for key, part in self.parts.items():
            found = done.get(key) or part.evaluate(codes)
            known[key] = part.figures(found)[2] if found.status == SCORED else UNKNOWN
        faults = self._derive_one(known) + self._contradictions(known)
        if rule := self._exclusion(known):
            first = tuple([fault for fault in faults if fault.first])
            return One(FAULTY, faults=first) if first else One(NOT_APPLICABLE, rule=rule)
        if faults:
            return One(FAULTY, faults=faults)
        missing += self._also_missing(codes, known, missing)
        if missing:
            return One(NOT_SCORABLE, missing=missing, filled=filled, known=known)
        total, cells = self._add_one(known)
        shift = 0
        if self.shift is not None:
            place = self.shift.cell([known[need] for need in self.shift.term.needs])
            shift = int(self.shift.as_list[place])
            cells = (*cells, place)
        return One(SCORED, None, (), missing, filled, total, shift, cells, known)

    def _also_missing(
        self, codes: Codes, known: Codes, missing: tuple[str, ...]
    ) -> tuple[str, ...]:
        """Return optional questions that the other answers, or too few answers, call for."""
        more: list[str] = []
        for requirement, get in self._needed:
            if codes[requirement.question] in (UNKNOWN, self._none.get(requirement.question)):
                values = get(known)
                if UNKNOWN not in values and requirement.function(*values):
                    more.append(requirement.question)
        for least, questions in self.at_least:
            blank = [key for key in questions if codes[key] == UNKNOWN]
            if len(questions) - len(blank) < least:
                more += blank
        return tuple(key for key in dict.fromkeys(more) if key not in missing)

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
        wild: tuple[Predicate, ...] = ()
        for key, get, function, column in self._derive:
            values = get(known)
            if UNKNOWN in values and not column.sees_unknown:
                known[key] = UNKNOWN
                continue
            known[key] = value = int(function(*values))
            if not 0 <= value < column.size and value != UNKNOWN:
                wild = (*wild, out_of_domain(column))
        return wild

    def _exclusion(self, known: Codes) -> Predicate | None:
        for predicate, get, function in self._exclude:
            values = get(known)
            if UNKNOWN not in values and function(*values):
                return predicate
        return None

    def _contradictions(self, known: Codes) -> tuple[Predicate, ...]:
        found: tuple[Predicate, ...] = ()
        for predicate, get, function in self._check:
            values = get(known)
            if UNKNOWN in values:
                values = tuple(
                    [
                        0 if value == UNKNOWN and need in predicate.lenient else value
                        for need, value in zip(predicate.needs, values, strict=True)
                    ]
                )
                if UNKNOWN in values:
                    continue
            if function(*values):
                found = (*found, predicate)
        return found

    def _add_one(self, known: Codes) -> tuple[float, tuple[int, ...]]:
        """Return the total and the cell of every term, in declared order."""
        total = -math.inf if self._highest else 0.0
        cells = []
        for get, sizes, points in self._look:
            if sizes is None:
                place = get(known)
            else:
                values = get(known)
                place = values[0]
                for code, size in zip(values[1:], sizes[1:], strict=True):
                    place = place * size + code
            cells.append(place)
            value = points[place]
            total = max(total, value) if self._highest else total + value
        return total, tuple(cells)

    def figures(self, one: One) -> tuple[float, float, int]:
        """
        Return probability, published percentage and band of one scored person.

        A percentage of log-odds that lies on a rounding tie is settled in decimal arithmetic.
        """
        probability, rounded, place = self.scale.one(one.total)
        if self.instrument.link == "logistic" and is_tie(probability, self.scale.places):
            rounded = self.exact_percent(one.known)
            place = self.scale.band_at(rounded)
        if place != NO_BAND and one.shift:
            place = min(max(place + one.shift, 0), len(self.band_names) - 1)
        return probability, rounded, place

    def band(self, total: float, shift: int) -> int:
        """Return the place of the band after its rise or fall; NO_BAND where there are none."""
        place = self.scale.one(total)[2]
        return place if place == NO_BAND else min(max(place + shift, 0), len(self.band_names) - 1)
