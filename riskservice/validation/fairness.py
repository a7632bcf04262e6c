"""
Whether a score means the same for everyone: the table of subgroups.

AUC can be equal while E/O is not, and equal PPV, FPR and FNR cannot all hold where base rates
differ (Chouldechova 2017; Kleinberg, Mullainathan and Raghavan 2016).
"""

from typing import Any

import msgspec
import numpy as np

from riskservice.validation.discrimination import (
    AucComparison,
    compare_estimates,
    compare_groups,
)
from riskservice.validation.estimates import Estimate
from riskservice.validation.expected_observed import ExpectedObserved
from riskservice.validation.extra import NotEstimable
from riskservice.validation.rates import CutPerformance, at_cut, difference
from riskservice.validation.sample import Sample, auc_of, eo_of, rate_of

NOT_KNOWN = "not known"
"""Label of people whose group is not given; they are shown and never dropped."""


class CutDifference(msgspec.Struct, frozen=True, kw_only=True):
    """
    Rates of a group less those of the reference group, with Newcombe's interval.

    Attributes
    ----------
    cut : float
        Lowest score called high.
    false_positive_rate, false_negative_rate, positive_predictive_value : Estimate
        Between -1 and 1; above 0 the group has the higher rate.
    """

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
        People.
    events : int or None
        None where withheld.
    reference : bool
        Whether others of the column are compared with it: the largest that is not withheld.
    suppressed : bool
        Too few events for figures; see `note`.
    base_rate, auc : Estimate or None
        Share with the outcome, and AUC; None where suppressed or not estimable.
    auc_beside_reference : AucComparison or None
        The AUC less that of the reference group: other people, so an unpaired test.
    eo : ExpectedObserved or None
        None too without a norm table.
    cuts : list of CutPerformance
        At each cut; empty where suppressed or censored.
    differences : list of CutDifference
        The same less that of the reference group.
    note : str
        Why something is not there.
    """

    group: str
    value: str
    n: int
    events: int | None
    reference: bool
    suppressed: bool
    base_rate: Estimate | None = None
    auc: Estimate | None = None
    auc_beside_reference: AucComparison | None = None
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
        parts = {int(i): people.part(labels.place == i) for i in np.unique(labels.place)}
        events = {i: rate_of(part).events for i, part in parts.items()}
        hidden = _hidden(events, suppress_below, withhold=withhold)
        # Differences from a group that is withheld would tell what its figures are.
        reference = max(parts, key=lambda i: (i not in hidden, len(parts[i])))
        for i, part in parts.items():
            common = {
                "group": column,
                "value": labels.names[i],
                "n": len(part),
                "reference": i == reference,
            }
            if i in hidden:
                told = {} if withhold else {"events": events[i], "below": suppress_below}
                rows.append(_withheld(common, **told))
            else:
                other = None if i == reference else parts[reference]
                rows.append(_group(common, part, other, cuts))
    return rows


def _hidden(events: dict[int, int], suppress_below: int, *, withhold: bool) -> set[int]:
    """Groups whose figures are withheld; one more where a single one could be worked out."""
    hidden = {i for i, count in events.items() if count < suppress_below}
    if withhold and len(hidden) == 1 and len(events) > 1:
        hidden.add(min((i for i in events if i not in hidden), key=lambda i: events[i]))
    return hidden


def _withheld(
    common: dict[str, Any], *, events: int | None = None, below: int | None = None
) -> GroupFigures:
    note = "The number of events is withheld, and with it every figure of this group."
    if events is not None:
        few = f"Events in this group: {events or 'none'}"
        note = f"{few}. Figures from fewer than {below} are withheld."
    return GroupFigures(**common, events=events, suppressed=True, note=note)


def _group(
    common: dict[str, Any], part: Sample, other: Sample | None, cuts: tuple[float, ...]
) -> GroupFigures:
    area, ratio, beside, notes = None, None, None, []
    try:
        area = auc_of(part)
    except NotEstimable as error:
        notes.append(f"No AUC: {error.faults[0].message}.")
    try:
        ratio = eo_of(part)
    except NotEstimable as error:
        notes.append(f"No E/O: {error.faults[0].message}.")
    try:
        beside = None if other is None else _beside(part, other)
    except NotEstimable as error:
        notes.append(f"AUC not compared: {error.faults[0].message}.")
    performance: list[CutPerformance] = []
    apart: list[CutDifference] = []
    if part.followed is None:
        performance, apart = _at_cuts(part, other, cuts)
    elif cuts:
        notes.append("Follow-up is censored before the horizon: no rates at cuts.")
    rate = rate_of(part)
    return GroupFigures(
        **common,
        events=rate.events,
        suppressed=False,
        base_rate=rate,
        auc=area,
        auc_beside_reference=beside,
        eo=ratio,
        cuts=performance,
        differences=apart,
        note=" ".join(notes),
    )


def _beside(part: Sample, other: Sample) -> AucComparison:
    if part.followed is None:
        return compare_groups(part.score, part.outcome, other.score, other.outcome)
    return compare_estimates(auc_of(part), auc_of(other))


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
