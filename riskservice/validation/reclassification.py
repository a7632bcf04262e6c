"""
Who moves between classes when one judgement replaces another: tables first, then two components.

The net reclassification is given only as its two components, never as their sum, and without a p
value: a miscalibrated marker that knows nothing can raise it.
"""

import msgspec
import numpy as np
from scipy.special import chdtrc

from riskservice.validation.estimates import Estimate, Floats, Ints, Mask, Test
from riskservice.validation.extra import not_estimable
from riskservice.validation.rates import proportion


class Reclassification(msgspec.Struct, frozen=True, kw_only=True):
    """
    Two classifications of the same people.

    Attributes
    ----------
    classes : list of str
        From low to high.
    events, others : list of list of int
        People with the outcome, and without; rows the old class, columns the new.
    rates : list of list of Estimate
        Observed rate of each cell; of an empty cell there is none.
    events_up, events_down, others_up, others_down : Estimate
        Shares that move up and down.
    events_net, others_net : float
        The two components: up less down of those with the outcome, down less up of the others.
    symmetry : Test or None
        Whether as many move up as down between each two classes: McNemar (two classes, with
        continuity correction) or Bowker.
    """

    classes: list[str]
    events: list[list[int]]
    others: list[list[int]]
    rates: list[list[Estimate]]
    events_up: Estimate
    events_down: Estimate
    others_up: Estimate
    others_down: Estimate
    events_net: float | None
    others_net: float | None
    symmetry: Test | None


def classes_at(expected: Floats, cuts: Floats) -> Ints:
    """Return the class of each probability; a class begins at its cut and includes it."""
    return np.asarray(np.searchsorted(cuts, expected, side="right"), np.int64)


def reclassification(old: Ints, new: Ints, outcome: Mask, classes: list[str]) -> Reclassification:
    """
    Return how people move between classes.

    Parameters
    ----------
    old, new : ndarray of int64, shape (n,)
        Places in `classes`.
    outcome : ndarray of bool, shape (n,)
    classes : list of str
        From low to high.
    """
    k = len(classes)
    events, others = (_table(old[who], new[who], k) for who in (outcome, ~outcome))
    up, down = new > old, new < old
    moves = [
        proportion(int(np.sum(way & who)), int(np.sum(who)))
        for who in (outcome, ~outcome)
        for way in (up, down)
    ]
    return Reclassification(
        classes=classes,
        events=events.tolist(),
        others=others.tolist(),
        rates=[
            [proportion(int(e), int(e + o)) for e, o in zip(*rows, strict=True)]
            for rows in zip(events, others, strict=True)
        ],
        events_up=moves[0],
        events_down=moves[1],
        others_up=moves[2],
        others_down=moves[3],
        events_net=_net(moves[0], moves[1]),
        others_net=_net(moves[3], moves[2]),
        symmetry=symmetry(events + others) if (old != new).any() else None,
    )


def continuous_net(old: Floats, new: Floats, outcome: Mask) -> tuple[float, float]:
    """Return the two components where every change of probability counts as a move."""
    up, down = new > old, new < old
    events = float(up[outcome].mean() - down[outcome].mean())
    return events, float(down[~outcome].mean() - up[~outcome].mean())


def integrated_discrimination(old: Floats, new: Floats, outcome: Mask) -> float:
    """Return how much further the mean probabilities of the two outcomes stand apart; no p."""
    gain = new - old
    return float(gain[outcome].mean() - gain[~outcome].mean())


def symmetry(table: Ints) -> Test:
    """
    Return McNemar's test of two classes, with continuity correction, or Bowker's of more.

    Raises
    ------
    NotEstimable
        When nobody moved.
    """
    upper = np.triu_indices(len(table), 1)
    b, c = table[upper].astype(np.float64), table.T[upper].astype(np.float64)
    moved = (b + c) > 0
    if not moved.any():
        raise not_estimable("symmetry", "nobody moved", "There is nothing to test.")
    gap, total = np.abs(b - c)[moved], (b + c)[moved]
    two = len(table) == 2  # noqa: PLR2004  McNemar's case
    if two:
        gap = np.maximum(gap - 1, 0)  # as many up as down is no difference to be corrected
    chi, df = float(np.sum(gap**2 / total)), len(b) if two else int(moved.sum())
    method = "McNemar with continuity correction" if two else "Bowker's test of symmetry"
    return Test(statistic=chi, df=df, p=float(chdtrc(df, chi)), method=method)


def _table(old: Ints, new: Ints, k: int) -> Ints:
    return np.asarray(np.bincount(old * k + new, minlength=k * k).reshape(k, k), np.int64)


def _net(forward: Estimate, backward: Estimate) -> float | None:
    if forward.estimate is None or backward.estimate is None:
        return None
    return forward.estimate - backward.estimate
