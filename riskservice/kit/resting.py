"""
The range of an instrument that reads other results, over what those results could still be.

A composite takes the results it reads as they stand. Where answers are missing behind one of them,
the result may still change, and with it the composite; its own range does not know of that. Here
every result that is not settled is given each of the bands and percentages it could still have, in
every combination. Two results that rest on the same missing answer are varied apart, so that the
range may be wider than the exact one, and never narrower.
"""

import itertools
import math
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import numpy as np

from riskservice.kit import completions
from riskservice.kit.account import InstrumentAssessor
from riskservice.kit.dates import UNKNOWN, Ints
from riskservice.kit.evaluation import NOT_APPLICABLE, SCORED
from riskservice.kit.kernel import Kernel
from riskservice.kit.open_readings import Reading, combined, readings_of
from riskservice.kit.outcome import Bound, NotApplicable, Notice, NotScorable, Outcome, Range
from riskservice.kit.tabulated import NO_BAND
from riskservice.kit.wording import whole

MOST_REACHED = 64
"""The same where answers of the composite's own are missing too, each of which takes long."""
_OUT = NO_BAND - 1


class _Reached:
    """Bands and figures found possible so far."""

    def __init__(self, kernel: Kernel, own: Range) -> None:
        self._names = kernel.band_names
        self._in_points = kernel.instrument.unit == "points"
        self.places = {self._place(band) for band in own.bands}
        self.bounds = [own.lowest, own.highest]

    def _place(self, band: str) -> int:
        return self._names.index(band) if band in self._names else _OUT

    def add(self, total: float, probability: float, percent: float, place: int) -> None:
        """Add one result that is possible."""
        self.places.add(place)
        chance = None if math.isnan(probability) else probability
        self.bounds.append(
            Bound(
                points=whole(total) if self._in_points else None,
                probability=chance,
                percent=None if chance is None else percent,
                band=None if place == NO_BAND else self._names[place],
            )
        )

    def range(self, settled_by: tuple[str, ...]) -> Range:
        """Return everything found as a range."""
        scored = sorted(place for place in self.places if place >= 0)
        low, high = (
            Bound(
                points=_extreme([bound.points for bound in self.bounds], choose),
                probability=_extreme([bound.probability for bound in self.bounds], choose),
                percent=_extreme([bound.percent for bound in self.bounds], choose),
                band=self._names[choose(scored)] if scored else None,
            )
            for choose in (min, max)
        )
        out = ("not_applicable",) if _OUT in self.places else ()
        bands = (*out, *(self._names[place] for place in scored))
        settled = len(bands) == 1 or (not bands and low == high)
        return Range(
            lowest=low,
            highest=high,
            bands=bands,
            settled_by=() if settled else settled_by,
            settled=settled,
        )


def _extreme(values: Sequence[Any], choose: Any) -> Any:
    told = [value for value in values if value is not None]
    return choose(told) if told else None


def resting(
    assessor: object, codes: Mapping[str, int], outcome: Any, told: Mapping[str, Outcome]
) -> Any:
    """
    Return an outcome whose range counts what the results it reads could still be.

    Parameters
    ----------
    assessor : Assessor
        One that reads no result gives its outcome back as it is.
    codes : mapping of str to int
        Codes of the questions asked, of ``on`` and of the results read, as they stand.
    outcome : Outcome or tuple of Fault
    told : mapping of str to Outcome
        Results of other instruments, by key.
    """
    if not isinstance(assessor, InstrumentAssessor) or not assessor.kernel.reads:
        return outcome
    kernel = assessor.kernel
    if isinstance(outcome, tuple | NotApplicable) or outcome.range is None:
        return outcome
    still_open = {key: told[key] for key in kernel.reads if key in told and not _settled(told[key])}
    if not still_open:
        return outcome
    reached = _reached(kernel, codes, outcome.range, still_open)
    questions = dict.fromkeys(
        (*outcome.range.settled_by, *(q for found in still_open.values() for q in _asked(found)))
    )
    found = reached.range(tuple(questions))
    if found.settled and found.bands == outcome.range.bands:
        return outcome
    notice = Notice(
        code="rests-on-open-results",
        text="The range counts what could still become of the results this one reads and that rest "
        f"on missing answers: {', '.join(result.title for result in still_open.values())}.",
        questions=tuple(dict.fromkeys(q for f in still_open.values() for q in _asked(f))),
    )
    return msgspec.structs.replace(outcome, range=found, notices=(*outcome.notices, notice))


def _settled(result: Outcome) -> bool:
    """Whether nothing that is missing can change what others read of a result."""
    if result.range is None:
        return not isinstance(result, NotScorable)
    same = result.range.lowest.percent == result.range.highest.percent
    return result.range.settled and same and not isinstance(result, NotScorable)


def _asked(result: Outcome) -> tuple[str, ...]:
    """Return the questions that would settle a result, or else all that are missing behind it."""
    if result.range is not None and result.range.settled_by:
        return result.range.settled_by
    filled = (n.questions for n in result.notices if n.code == "missing-rule")
    return (*(missing.question for missing in result.missing), *itertools.chain(*filled))


def _reached(
    kernel: Kernel, codes: Mapping[str, int], own: Range, still_open: Mapping[str, Outcome]
) -> _Reached:
    """Return what is possible over every combination of readings."""
    reached = _Reached(kernel, own)
    readings = tuple(
        readings_of(kernel, key, _standing(codes, key), result.range)
        for key, result in still_open.items()
    )
    columns = combined(kernel, tuple(still_open), readings)
    if columns is None:
        reached.places |= set(range(len(kernel.band_names)))
        return reached
    if any(codes[key] == UNKNOWN for key in kernel.asked):
        _reach_each(kernel, codes, columns, reached)
        return reached
    block = kernel.block({**codes, **columns})
    if np.any(block.status == NOT_APPLICABLE):
        reached.places.add(_OUT)
    rows = np.flatnonzero(block.status == SCORED)
    _, first = np.unique((block.total[rows], block.band[rows]), axis=1, return_index=True)
    for i in rows[first].tolist():
        reached.add(
            float(block.total[i]),
            float(block.probability[i]),
            float(block.percent[i]),
            int(block.band[i]),
        )
    return reached


def _standing(codes: Mapping[str, int], key: str) -> Reading:
    return codes[f"{key}_band"], codes[f"{key}_percent"], codes[f"{key}_model"]


def _reach_each(
    kernel: Kernel, codes: Mapping[str, int], columns: Mapping[str, Ints], reached: _Reached
) -> None:
    """Add what every combination reaches over the composite's own missing answers."""
    n = len(next(iter(columns.values())))
    everything = set(range(len(kernel.band_names)))
    if n > MOST_REACHED:
        reached.places |= everything
        return
    for i in range(n):
        row = {name: int(column[i]) for name, column in columns.items()}
        reach = completions.possible(kernel, {**codes, **row})
        if reach.may_not_apply:
            reached.places.add(_OUT)
        if reach.totals is None:
            continue
        for total, chance, place in zip(
            reach.totals, reach.chances, (reach.bands[0], reach.bands[-1]), strict=True
        ):
            reached.add(total, *chance, place)
        reached.places |= set(reach.bands)
