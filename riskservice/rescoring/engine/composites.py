"""Results of single instruments and of choices between models, for a block of people."""

from collections.abc import Callable

import numpy as np

from riskservice.kit.account import InstrumentAssessor
from riskservice.kit.choice import ChoiceAssessor
from riskservice.kit.evaluation import NOT_APPLICABLE, NOT_SCORABLE, SCORED
from riskservice.kit.notices import standing_notices
from riskservice.kit.tabulated import NO_BAND
from riskservice.kit.total import TotalAssessor
from riskservice.rescoring.engine.found import Found, settled_range
from riskservice.rescoring.engine.masked import blank, put, take_over
from riskservice.rescoring.engine.nodes import Mask
from riskservice.rescoring.engine.program import Program, Scores
from riskservice.rescoring.engine.ranges import range_of
from riskservice.rescoring.engine.workspace import Workspace

Part = InstrumentAssessor | ChoiceAssessor
Standing = InstrumentAssessor | ChoiceAssessor | TotalAssessor


def standing(assessor: Standing) -> set[str]:
    """Return the codes of the notices that everyone scored with a table gets."""
    return {n.code for n in standing_notices(assessor.stamp, assessor.table.withdrawn_on)}


def single(
    assessor: InstrumentAssessor,
    program: Program,
    space: Workspace,
    scores: Scores,
    *,
    ranges: bool,
) -> Found:
    """Return what an instrument of one model found."""
    where = scores.status
    points = scores.points if assessor.instrument.unit == "points" else None
    if ranges:
        reach = range_of(program, space, scores)
    else:
        reach = settled_range(where, scores.band, scores.percent, scores.probability)
        # Nobody looked, so that any band is possible.
        every = (2 << len(assessor.band_names)) - 2
        unsettled = where == NOT_SCORABLE
        if unsettled.any():
            put(reach.possible, every, unsettled)
    told = (where == SCORED) | (where == NOT_SCORABLE)
    notices: list[tuple[str, Mask]] = []
    if scores.filled is not None:
        notices.append(("missing-rule", told & scores.filled))
    for code, rule in program.notes:
        held = space.holds(rule)
        if held is not None:
            notices.append((code, told & held))
    return Found(
        names=assessor.band_names,
        status=where.copy(),
        points=points,
        probability=scores.probability,
        percent=scores.percent,
        band=scores.band.copy(),
        versions=(assessor.stamp.version,),
        confidence=assessor.stamp.confidence,
        range=reach,
        notices=notices,
        recomputed=scores.recomputed,
    )


def choice(assessor: ChoiceAssessor, first: Found, *later: Callable[[], Found]) -> Found:
    """
    Return what the first complete model found, for each person.

    Parameters
    ----------
    first : Found
        What the first model found, whose range is the choice's.
    later : callables
        What each of the others found; asked for only where it matters.
    """
    model = np.zeros(len(first.status), dtype=np.int8)
    mine = Found(
        names=assessor.band_names,
        status=first.status,
        points=None,
        probability=first.probability,
        percent=first.percent,
        band=first.band,
        versions=tuple(m.stamp.version for m in assessor.models),
        confidence=first.confidence,
        range=first.range,
        model=model,
        table=model,
        recomputed=first.recomputed,
    )
    taken = [(first, np.ones(len(model), dtype=bool))]
    if (mine.status == NOT_SCORABLE).any():
        mine = mine.copy()
    for i, found_of in enumerate(later, start=1):
        rows = mine.status == NOT_SCORABLE
        if not rows.any():
            break
        other = found_of()
        rows &= other.status != NOT_SCORABLE
        for name in ("status", "probability", "percent", "band"):
            take_over(getattr(mine, name), getattr(other, name), rows)
        put(model, i, rows)
        taken[0] = (first, taken[0][1] & ~rows)
        taken.append((other, rows))
        mine.recomputed += other.recomputed
    # A result that does not apply has no range, whichever model says so.
    gone = mine.status == NOT_APPLICABLE
    if gone.any():
        mine.range = mine.range.copy()
        put(mine.range.possible, 0, gone)
        mine.range.settled |= gone
    known = standing(assessor)
    for found, rows in taken:
        mine.notices += [(code, mask & rows) for code, mask in found.notices if code not in known]
    scored = mine.status == SCORED
    names = [m.instrument.key.removeprefix(f"{assessor.instrument.key}_") for m in assessor.models]
    mine.notices += [(f"{name}-model", scored & (model == i)) for i, name in enumerate(names) if i]
    return mine


def broken_down(assessor: ChoiceAssessor, found: Found) -> Found:
    """Return a choice whose nil percentage is an error without a score, where it is one."""
    rule = assessor.models[0].table.rules.get("zero_percent_is_error")
    if rule is None or not rule.value or found.model is None:
        return found
    later = found.model > 0
    rows = (found.status == SCORED) & (found.percent == 0)
    if rows.any():
        nil = settled_range(found.status, found.band, found.percent, found.probability)
        found = found.copy()
        found.range.copy_rows(rows & later, nil)
        found.notices = [
            (code, mask & ~rows if code.endswith("-model") else mask)
            for code, mask in found.notices
        ]
        found.notices.append(("breakdown", rows))
        put(found.status, NOT_SCORABLE, rows)
        blank(found.percent, rows)
        put(found.band, NO_BAND, rows)
    return found
