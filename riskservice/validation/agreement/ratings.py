"""Columns of ratings read into categories and numbers; every fault at once, nothing guessed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from riskservice.errors import Fault, RiskServiceError
from riskservice.validation.agreement.asked import (
    column_faults,
    option_faults,
    rater_faults,
    scale_faults,
    unit_faults,
)
from riskservice.validation.agreement.basis import LeftOut
from riskservice.validation.agreement.scales import MOST_ROWS, PAIR, Scale, cell_of
from riskservice.validation.agreement.spec import Kind, Spec
from riskservice.validation.agreement.weights import Floats


class UnusableRatings(RiskServiceError):
    """Columns of ratings cannot be compared as they stand."""

    code: ClassVar[str] = "unusable-ratings"
    title: ClassVar[str] = "The ratings cannot be compared"


@dataclass(frozen=True, kw_only=True)
class Ratings:
    """
    Ratings of people, one column for each rater.

    Attributes
    ----------
    labels : tuple of str, length q
        Categories from lowest to highest.
    positions : ndarray of float64, shape (q,)
        Where each lies: its value, or its step on a scale of words.
    codes : ndarray of int64, shape (n, k)
        Categories of everybody with one rating or more, -1 where not rated.
    rows : int
        Of the file.
    """

    raters: tuple[str, ...]
    kind: Kind
    scale_given: bool
    labels: tuple[str, ...]
    positions: Floats
    codes: NDArray[np.int64]
    rows: int
    left_out: tuple[LeftOut, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def values(self) -> Floats:
        """Ratings as positions, shape (n, k), NaN where not rated."""
        return np.where(self.codes >= 0, self.positions[np.maximum(self.codes, 0)], np.nan)

    @property
    def given(self) -> NDArray[np.int64]:
        """How many ratings each person has, shape (n,)."""
        return np.asarray((self.codes >= 0).sum(axis=1), dtype=np.int64)


def read_ratings(columns: Mapping[str, Sequence[Any]], spec: Spec) -> Ratings:
    """
    Return ratings as categories.

    Parameters
    ----------
    columns : mapping of str to sequence, each of length rows
        Numbers, words, and None, NaN or blanks where not rated. Words match a scale whatever
        their case and whether they have spaces, hyphens or underscores.
    spec : Spec

    Raises
    ------
    UnusableRatings
        With every fault: columns that are not there or differ in length, people named twice,
        values outside the scale, nobody rated twice.
    """
    faults = [*option_faults(spec), *rater_faults(spec), *scale_faults(spec)]
    faults += column_faults(columns, spec)
    if faults:
        raise UnusableRatings(*faults)
    cells = {name: [cell_of(value) for value in columns[name]] for name in spec.raters}
    faults = list(unit_faults(columns, spec))
    scale = Scale.of(cells, spec.scale)
    faults += [fault for name in spec.raters for fault in scale.faults(name, cells[name])]
    if faults:
        raise UnusableRatings(*faults)
    codes = np.array([[scale.code(cell) for cell in cells[name]] for name in spec.raters]).T
    given = (codes >= 0).sum(axis=1)
    if faults := [*_empty(spec.raters, codes), *_never_twice(given)]:
        raise UnusableRatings(*faults)
    return Ratings(
        raters=spec.raters,
        kind=scale.kind,
        scale_given=bool(spec.scale),
        labels=scale.labels,
        positions=scale.positions,
        codes=codes[given > 0],
        rows=len(codes),
        left_out=tuple(_left_out(codes)),
        notes=tuple(scale.notes(cells)),
    )


def _empty(raters: Sequence[str], codes: NDArray[np.int64]) -> Iterator[Fault]:
    for name, column in zip(raters, codes.T, strict=True):
        if not (column >= 0).any():
            yield Fault(
                pointer=name,
                message="holds no rating at all",
                way_out="Name another column, or leave this rater out.",
            )


def _never_twice(given: NDArray[np.int64]) -> Iterator[Fault]:
    if not (given >= PAIR).any():
        yield Fault(
            pointer="columns",
            message=f"have nobody whom two raters rated, in {len(given):,} rows",
            way_out="Agreement needs people with two ratings or more.",
        )


def _left_out(codes: NDArray[np.int64]) -> Iterator[LeftOut]:
    given = (codes >= 0).sum(axis=1)
    for figures, why, held in (
        ("every figure", "nobody rated them", given == 0),
        (
            "every figure but how often a category is given (which AC1 and AC2 take chance from)",
            "one rating only",
            given == 1,
        ),
        (
            "ICC, error of measurement and Cronbach alpha",
            "not every rater rated them",
            (given > 0) & (given < codes.shape[1]),
        ),
    ):
        rows = np.flatnonzero(held) + 1
        if len(rows):
            first = tuple(int(row) for row in rows[:MOST_ROWS])
            yield LeftOut(figures=figures, why=why, count=len(rows), rows=first)
