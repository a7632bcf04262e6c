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
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Any

import msgspec
import numpy as np

from riskservice.kit import completions
from riskservice.kit.account import InstrumentAssessor
from riskservice.kit.dates import UNKNOWN, Ints
from riskservice.kit.evaluation import NOT_APPLICABLE, SCORED
from riskservice.kit.instrument import Column
from riskservice.kit.kernel import Kernel
from riskservice.kit.outcome import Bound, NotApplicable, Notice, NotScorable, Outcome, Range
from riskservice.kit.reading import HUNDREDTHS, MODELS
from riskservice.kit.tabulated import NO_BAND
from riskservice.kit.wording import whole

MOST_READINGS = 1 << 14
"""Combinations of readings that are tried; with more of them, any band is taken to be possible."""
MOST_REACHED = 64
"""The same where answers of the composite's own are missing too, each of which takes long."""
_FEW = 64
_OUT = NO_BAND - 1

Reading = tuple[int, int, int]
"""Codes of one result as it is read: band, percentage in hundredths, model."""


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
    readings = [tuple(_readings(kernel, codes, *item)) for item in still_open.items()]
    if math.prod(map(len, readings)) > MOST_READINGS:
        reached.places |= set(range(len(kernel.band_names)))
        return reached
    columns = _combined(kernel, codes, list(still_open), readings)
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


def _combined(
    kernel: Kernel, codes: Mapping[str, int], keys: list[str], readings: list[tuple[Reading, ...]]
) -> dict[str, Ints]:
    """Return the columns of every combination of readings that the instrument tells apart."""
    rows = np.array(list(itertools.product(*readings)), dtype=np.int64).reshape(
        -1, len(keys) * len(MODELS)
    )
    names = [f"{key}_{part}" for key in keys for part in ("band", "percent", "model")]
    columns: dict[str, Ints] = dict(zip(names, rows.T, strict=True))
    known: dict[str, Any] = {
        key: np.broadcast_to(np.int64(code), (len(rows),))
        for key, code in codes.items()
        if key == "on" or key in kernel.asked
    }
    known |= columns
    kernel.derive_block(known)
    direct = set(_needed_directly(kernel))
    for derived in kernel.derived:
        # What rests on a missing answer too may tell readings apart once that is there.
        if any(np.any(known[need] == UNKNOWN) for need in derived.needs):
            direct |= set(derived.needs)
    signature = [known[need] for need in direct if need in known] or list(columns.values())
    wide = np.stack([np.broadcast_to(column, (len(rows),)) for column in signature])
    _, first = np.unique(wide, axis=1, return_index=True)
    return {name: column[first] for name, column in columns.items()}


@cache
def _needed_directly(kernel: Kernel) -> frozenset[str]:
    """Return the columns that are used as they are, not only to work out others."""
    shift = () if kernel.shift is None else (kernel.shift,)
    users: list[Any] = [tabulated.term for tabulated in (*kernel.terms, *shift)]
    users += (*kernel.excluded, *kernel.checks, *kernel.instrument.needed)
    return frozenset(need for user in users for need in user.needs)


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


# What one result could still be ------------------------------------------------------------------


def _readings(
    kernel: Kernel, codes: Mapping[str, int], key: str, result: Outcome
) -> Iterator[Reading]:
    """Yield every reading of a result that can make a difference, as it stands first."""
    as_it_stands = tuple(codes[f"{key}_{part}"] for part in ("band", "percent", "model"))
    yield as_it_stands  # type: ignore[misc]
    names = kernel.reads[key]
    found = result.range
    low, high, bands = 0, HUNDREDTHS - 1, names
    if found is not None:
        bands = found.bands
        low, high = _hundredths(found.lowest.percent), _hundredths(found.highest.percent)
    if "not_applicable" in bands:
        yield len(names), HUNDREDTHS, MODELS.index("none")
    percents = [low, *(p for p in _steps(kernel, key).tolist() if low < p <= high)]
    places = [names.index(band) for band in bands if band in names] or [len(names) + 1]
    for place, percent in itertools.product(places, dict.fromkeys((*percents, high))):
        yield place, percent, MODELS.index("dynamic")


def _hundredths(percent: float | None) -> int:
    return HUNDREDTHS if percent is None else round(percent * 100)


@cache
def _steps(kernel: Kernel, key: str) -> Ints:
    """Return the percentages of a result, in hundredths, at which anything worked out changes."""
    name = f"{key}_percent"
    every = np.arange(HUNDREDTHS + 1)
    changes = np.zeros(len(every), dtype=bool)
    if name in _needed_directly(kernel):
        return every
    for column in kernel.derived:
        if name not in column.needs:
            continue
        values = _other_values(kernel, column, name)
        if values is None:
            return every
        for others in itertools.product(*values):
            given = iter(others)
            arguments = [every if need == name else next(given) for need in column.needs]
            found = np.broadcast_to(np.asarray(column.function(*arguments)), every.shape)
            changes[1:] |= found[1:] != found[:-1]
    return np.flatnonzero(changes)


def _other_values(kernel: Kernel, column: Column, name: str) -> list[range] | None:
    """Return the values of what else a column needs; None where they are too many to try."""
    sizes = {c.key: c.size for c in kernel.derived}
    sizes |= {q.key: q.size or 0 for q in kernel.asked.values()}
    others = [sizes.get(need, 0) for need in column.needs if need != name]
    if not all(others) or math.prod(others) > _FEW:
        return None
    return [range(size) for size in others]
