"""Ranges of instruments that read results which are themselves not settled."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from riskservice.kit.account import InstrumentAssessor
from riskservice.kit.evaluation import NOT_SCORABLE, SCORED
from riskservice.kit.outcome import Bound, NotScorable, Outcome, Range, Scored
from riskservice.kit.resting import resting
from riskservice.kit.tabulated import NO_BAND
from riskservice.rescoring.engine.found import NOT_APPLICABLE_BIT, Found
from riskservice.rescoring.engine.nodes import Mask
from riskservice.rescoring.engine.program import Program
from riskservice.rescoring.engine.workspace import Workspace

CODE = "rests-on-open-results"


def not_settled(found: Found) -> Mask:
    """Return whose result something missing could still change, as others read it."""
    reach = found.range
    same = reach.low_percent == reach.high_percent
    same |= np.isnan(reach.low_percent) & np.isnan(reach.high_percent)
    scored = found.status == SCORED
    still_open: Mask = (found.status == NOT_SCORABLE) | (scored & ~(reach.settled & same))
    return still_open


def rest(
    assessor: InstrumentAssessor,
    program: Program,
    space: Workspace,
    found: Found,
    read: Mapping[str, Found],
) -> None:
    """
    Widen the ranges of those for whom a result that is read is not settled; as for one person.

    Parameters
    ----------
    found : Found
        What the instrument found; its range is changed.
    read : mapping of str to Found
        What the instruments it reads found.
    """
    concerned = np.zeros(space.n, dtype=bool)
    for result in read.values():
        concerned |= not_settled(result)
    concerned &= (found.status == SCORED) | (found.status == NOT_SCORABLE)
    rows = np.flatnonzero(concerned)
    if not len(rows):
        return
    wider = np.zeros(space.n, dtype=bool)
    names = ("on", *program.asked)
    wide = [program.nodes["on"], *program.asked.values()]
    columns = np.stack([space.wide(node)[rows] for node in wide], axis=1).tolist()
    remembered: dict[tuple[Any, ...], Outcome] = {}
    for i, values in zip(rows.tolist(), columns, strict=True):
        mine = _outcome(assessor, found, i)
        told = {key: _outcome(assessor, result, i) for key, result in read.items()
                if result.status[i] in (SCORED, NOT_SCORABLE)}  # fmt: skip
        key = (*values, mine.range, *((k, t.range, type(t)) for k, t in told.items()))
        if key not in remembered:
            codes = dict(zip(names, values, strict=True))
            remembered[key] = resting(assessor, codes, mine, told)
        after = remembered[key]
        wider[i] = after is not mine and any(notice.code == CODE for notice in after.notices)
        assert after.range is not None
        _write(found, i, after.range)
    if wider.any():
        found.notices.append((CODE, wider))


def _outcome(assessor: InstrumentAssessor, found: Found, i: int) -> Outcome:
    """Return one person's result with what its range says, and nothing else."""
    reach, bands = found.range, _names(found.names, int(found.range.possible[i]))
    inner = [name for name in bands if name in found.names]
    ends = [
        Bound(points=None, probability=None, percent=_number(percent[i]), band=band)
        for percent, band in (
            (reach.low_percent, inner[0] if inner else None),
            (reach.high_percent, inner[-1] if inner else None),
        )
    ]
    settled = bool(reach.settled[i])
    about: dict[str, Any] = {
        "instrument": assessor.instrument.key,
        "title": assessor.instrument.title,
        "band": None if found.band[i] == NO_BAND else found.names[found.band[i]],
        "range": Range(
            lowest=ends[0], highest=ends[1], bands=bands, settled_by=() if settled else ("open",),
            settled=settled,
        ),
        "table": assessor.stamp,
    }  # fmt: skip
    return Scored(**about) if found.status[i] == SCORED else NotScorable(**about)


def _names(names: Sequence[str], possible: int) -> tuple[str, ...]:
    out = ("not_applicable",) if possible & NOT_APPLICABLE_BIT else ()
    return (*out, *(name for place, name in enumerate(names) if possible >> (place + 1) & 1))


def _number(value: float) -> float | None:
    return None if np.isnan(value) else float(value)


def _write(found: Found, i: int, reach: Range) -> None:
    places = {name: place + 1 for place, name in enumerate(found.names)} | {"not_applicable": 0}
    found.range.possible[i] = sum(1 << places[name] for name in reach.bands)
    found.range.settled[i] = reach.settled
