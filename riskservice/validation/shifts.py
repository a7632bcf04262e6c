"""Figures of a validation over time, and against an outside sample."""

from itertools import pairwise

import msgspec
import numpy as np

from riskservice.validation.drift import Period, Running, by_quarter, running
from riskservice.validation.estimates import Floats, Test
from riskservice.validation.sample import Outside, Sample, refuse_censored
from riskservice.validation.spec import Spec
from riskservice.validation.stability import cell_edges, in_cells, of_counts, parts


class LevelShare(msgspec.Struct, frozen=True, kw_only=True):
    """
    One cell of a stability index: a band, a score, or a range of scores.

    Attributes
    ----------
    label : str
    n, reference_n : int
        People here and in the reference sample.
    share, reference_share : float
        0 to 1, as counted; nothing is added where nobody is.
    adds : float
        What the cell adds to the index.
    """

    label: str
    n: int
    reference_n: int
    share: float
    reference_share: float
    adds: float


class Shift(msgspec.Struct, frozen=True, kw_only=True):
    """
    How far one column lies from that of a reference sample.

    Attributes
    ----------
    column : str
    n, reference_n : int
    index : float
        Population stability index.
    test : Test
    filled : bool
        Whether one half was added to every cell of both because one was empty.
    levels : list of LevelShare
        From low to high.
    """

    column: str
    n: int
    reference_n: int
    index: float
    test: Test
    filled: bool
    levels: list[LevelShare]


def drift_figures(people: Sample, _: Spec) -> list[Period] | None:
    """Return what happened quarter by quarter, or None without dates."""
    if people.date is None:
        return None
    refuse_censored(people, "drift")
    return by_quarter(people.date, people.outcome, people.score, people.expected)


def running_figures(people: Sample, _: Spec) -> Running | None:
    """Return running sums over time, or None without dates or a norm table."""
    if people.date is None or people.expected is None:
        return None
    refuse_censored(people, "running")
    return running(people.date, people.outcome, people.expected)


def stability_figures(people: Sample, spec: Spec) -> list[Shift] | None:
    """Return how far score and band lie from those outside, or None without an outside sample."""
    if people.outside is None:
        return None
    found = [_score_shift(people, spec, people.outside)]
    if people.band is not None and spec.band is not None and people.outside.bands is not None:
        names, there = people.band.names, people.outside.bands
        names = [*names, *(name for name in there if name not in names)]
        here = np.bincount(people.band.place, minlength=len(names)).astype(np.float64)
        reference = np.array([there.get(name, 0) for name in names], np.float64)
        found.append(_shift(spec.band, names, reference, here))
    return found


def _score_shift(people: Sample, spec: Spec, outside: Outside) -> Shift:
    edges = cell_edges(outside.score, people.score)
    both = np.concatenate((outside.score, people.score))
    reference, here = in_cells(outside.score, edges), in_cells(people.score, edges)
    return _shift(spec.score, _labels(both, edges), reference, here)


def _labels(score: Floats, edges: Floats) -> list[str]:
    """Name cells by their one score, or by the scores between which they lie."""
    values = np.unique(score)
    if len(values) == len(edges) + 1:
        return _written(values)
    marks = _written(edges)
    between = [f"{low} to below {high}" for low, high in pairwise(marks)]
    return [f"below {marks[0]}", *between, f"{marks[-1]} and above"]


def _written(values: Floats) -> list[str]:
    """Return numbers in few digits, in all of them where two would look the same."""
    short = [f"{value:g}" for value in values]
    return short if len({*short}) == len(short) else [repr(float(value)) for value in values]


def _shift(column: str, names: list[str], reference: Floats, here: Floats) -> Shift:
    some = (reference + here) > 0
    reference, here = reference[some], here[some]
    labels = [name for name, there in zip(names, some.tolist(), strict=True) if there]
    found = of_counts(reference, here)
    rows = zip(labels, here.tolist(), reference.tolist(), parts(reference, here), strict=True)
    return Shift(
        column=column,
        n=int(here.sum()),
        reference_n=int(reference.sum()),
        index=found.index,
        test=found.test,
        filled=found.filled,
        levels=[
            LevelShare(
                label=label,
                n=int(n),
                reference_n=int(m),
                share=float(n / here.sum()),
                reference_share=float(m / reference.sum()),
                adds=float(part),
            )
            for label, n, m, part in rows
        ],
    )
