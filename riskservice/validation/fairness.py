"""
Whether a score means the same for everyone: the table of subgroups.

AUC can be equal while E/O is not, and equal PPV, FPR and FNR cannot all hold where base rates
differ (Chouldechova 2017; Kleinberg, Mullainathan and Raghavan 2016).
"""

from typing import Any

import msgspec
import numpy as np

from riskservice.validation.estimates import Estimate
from riskservice.validation.expected_observed import ExpectedObserved
from riskservice.validation.extra import NotEstimable
from riskservice.validation.rates import CutPerformance, at_cut, difference
from riskservice.validation.sample import Labels, Sample, auc_of, eo_of, rate_of

NOT_KNOWN = "not known"
"""Label of people whose group is not given; they are shown and never dropped."""
IMPOSSIBLE = (
    "Where base rates differ, equal positive predictive values and equal false positive and false "
    "negative rates cannot all hold at once. AUC can be equal while E/O is not."
)


class CutDifference(msgspec.Struct, frozen=True, kw_only=True):
    """Rates of a group less those of the reference group at a cut, with Newcombe's interval."""

    cut: float
    false_positive_rate: Estimate
    false_negative_rate: Estimate
    positive_predictive_value: Estimate


class GroupFigures(msgspec.Struct, frozen=True, kw_only=True):
    """
    One subgroup.

    Attributes
    ----------
    group, value : str
        Column, and what it says.
    n : int
    events : int or None
        None where withheld.
    reference : bool
        Whether others of the column are compared with it: the largest.
    suppressed : bool
        Too few events for figures; see `note`.
    base_rate, auc : Estimate or None
    eo : ExpectedObserved or None
    cuts : list of CutPerformance
    differences : list of CutDifference
    note : str
    """

    group: str
    value: str
    n: int
    events: int | None
    reference: bool
    suppressed: bool
    base_rate: Estimate | None = None
    auc: Estimate | None = None
    eo: ExpectedObserved | None = None
    cuts: list[CutPerformance] = []
    differences: list[CutDifference] = []
    note: str = ""


def subgroups(
    people: Sample, cuts: tuple[float, ...], *, suppress_below: int, withhold: bool = False
) -> list[GroupFigures]:
    """
    Return the figures of every subgroup.

    Parameters
    ----------
    people : Sample
    cuts : tuple of float
        Lowest scores called high.
    suppress_below : int
        Events under which a group's figures are withheld.
    withhold : bool
        Withhold its number of events too.
    """
    rows = []
    for column, labels in people.groups.items():
        counts = np.bincount(labels.place, minlength=len(labels.names))
        largest = int(np.argmax(counts))
        found = [
            _group(people, column, labels, i, largest, cuts, suppress_below)
            for i in range(len(labels.names))
            if counts[i]
        ]
        rows += _withheld(found) if withhold else found
    return rows


def _group(
    people: Sample,
    column: str,
    labels: Labels,
    i: int,
    largest: int,
    cuts: tuple[float, ...],
    suppress_below: int,
) -> GroupFigures:
    part = people.part(labels.place == i)
    events = rate_of(part).events
    common: dict[str, Any] = {
        "group": column,
        "value": labels.names[i],
        "n": len(part),
        "reference": i == largest,
    }
    if events < suppress_below:
        few = f"Events in this group: {events or 'none'}"
        note = f"{few}. Figures from fewer than {suppress_below} are withheld."
        return GroupFigures(**common, events=events, suppressed=True, note=note)
    area, notes = None, []
    try:
        area = auc_of(part)
    except NotEstimable as error:
        notes.append(f"No AUC: {error.faults[0].message}.")
    ratio = None
    try:
        ratio = eo_of(part)
    except NotEstimable as error:
        notes.append(f"No E/O: {error.faults[0].message}.")
    performance: list[CutPerformance] = []
    apart: list[CutDifference] = []
    if part.followed is None:
        other = None if i == largest else people.part(labels.place == largest)
        performance, apart = _at_cuts(part, other, cuts)
    elif cuts:
        notes.append("Follow-up is censored before the horizon: no rates at cuts.")
    return GroupFigures(
        **common,
        events=events,
        suppressed=False,
        base_rate=rate_of(part),
        auc=area,
        eo=ratio,
        cuts=performance,
        differences=apart,
        note=" ".join(notes),
    )


def _at_cuts(
    part: Sample, other: Sample | None, cuts: tuple[float, ...]
) -> tuple[list[CutPerformance], list[CutDifference]]:
    """Figures of a group at each cut, and less those of the reference group where it is another."""
    mine = [at_cut(part.score, part.outcome, cut) for cut in cuts]
    if other is None:
        return mine, []
    theirs = [at_cut(other.score, other.outcome, cut) for cut in cuts]
    return mine, [_apart(one, two) for one, two in zip(mine, theirs, strict=True)]


def _apart(one: CutPerformance, two: CutPerformance) -> CutDifference:
    def gap(first: Estimate, second: Estimate) -> Estimate:
        return difference(first.events, first.n, second.events, second.n)

    return CutDifference(
        cut=one.cut,
        false_positive_rate=gap(one.false_positive_rate, two.false_positive_rate),
        false_negative_rate=gap(one.false_negative_rate, two.false_negative_rate),
        positive_predictive_value=gap(one.positive_predictive_value, two.positive_predictive_value),
    )


def _withheld(rows: list[GroupFigures]) -> list[GroupFigures]:
    """Withhold the events of suppressed groups; of one more, where only one is suppressed."""
    hidden = [i for i, row in enumerate(rows) if row.suppressed]
    if len(hidden) == 1 and len(rows) > 1:
        open_rows = [i for i in range(len(rows)) if i != hidden[0]]
        hidden.append(min(open_rows, key=lambda i: rows[i].events or 0))
    note = "The number of events is withheld, and with it every figure of this group."
    return [
        GroupFigures(
            group=row.group,
            value=row.value,
            n=row.n,
            events=None,
            reference=row.reference,
            suppressed=True,
            note=note,
        )
        if i in hidden
        else row
        for i, row in enumerate(rows)
    ]
