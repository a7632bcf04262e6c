"""
What a researcher brings, checked: every fault at once, and every row left out with its reason.

A value that cannot be right stops the run. A value that is missing leaves its row out of the whole
analysis, so that every figure rests on the same people; how many and why is part of the result.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import msgspec
import numpy as np

from riskservice.errors import Fault, shown
from riskservice.validation.drift import Days
from riskservice.validation.estimates import Floats, Mask
from riskservice.validation.extra import InvalidSample
from riskservice.validation.fairness import NOT_KNOWN
from riskservice.validation.intake import way_out
from riskservice.validation.intake.cells import (
    as_days,
    as_labels,
    as_numbers,
    cell_at,
    is_missing,
    natural,
    which_rows,
)
from riskservice.validation.sample import Labels, Sample
from riskservice.validation.spec import Spec

WayOut = str | Callable[[Any], str]
"""What to do about a cell, or what tells it from the cell."""
PERCENT = 100.0
LARGEST = 1e15
"""Of any number in a sample: beyond, whole numbers have neighbours that look the same."""


class RowsLeftOut(msgspec.Struct, frozen=True, kw_only=True):
    """
    Rows left out for one reason; a row with two reasons counts in both.

    Attributes
    ----------
    column : str
        In which a value is missing.
    reason : str
        In words.
    rows : int
        How many.
    """

    column: str
    reason: str
    rows: int


class SampleNotice(msgspec.Struct, frozen=True, kw_only=True):
    """
    Something a reader must know.

    Attributes
    ----------
    code : str
        Stays the same, whatever the words.
    text : str
        In words.
    """

    code: str
    text: str


@dataclass
class Intake:
    """
    A checked sample.

    Attributes
    ----------
    sample : Sample
    rows : int
        As given.
    left_out : list of RowsLeftOut
    notices : list of SampleNotice
    """

    sample: Sample
    rows: int
    left_out: list[RowsLeftOut]
    notices: list[SampleNotice]


def reader_of(columns: Any, spec: Spec, what: str = "sample") -> "Reader":
    """Return a reader of columns, whatever holds them; with a fault where there are no rows."""
    if not isinstance(columns, Mapping):
        columns = _of_frame(columns, what)
    names = [str(name) for name in columns]
    rows = len(columns[spec.score if spec.score in names else names[0]]) if names else 0
    reader = Reader(columns, names, rows, what, kept=np.ones(rows, bool))
    if not rows:
        reader.faults.append(
            Fault(pointer=what, message="has no rows", way_out="Give a row for each person.")
        )
    return reader


def _of_frame(frame: Any, what: str) -> dict[str, Any]:
    if not hasattr(frame, "columns"):
        message = "is no table: neither a mapping of columns nor a data frame"
        raise InvalidSample(
            Fault(pointer=what, message=message, way_out="Give a column for each name.")
        )
    names = [str(name) for name in frame.columns]
    twice = [name for name, times in Counter(names).items() if times > 1]
    if twice:
        way_out = "Keep the column that is right, and take the others out."
        message = "is the name of more than one column"
        raise InvalidSample(
            *(Fault(pointer=name, message=message, way_out=way_out) for name in twice)
        )
    return {name: frame[name].to_numpy() for name in names}


def left_out_text(gone: int, rows: int, left_out: Sequence[RowsLeftOut]) -> str:
    """Return how many rows were left out and why, as a sentence without its end."""
    why = "; ".join(f"{part.column}: {part.reason} in {part.rows:,}" for part in left_out)
    return f"{gone:,} of {rows:,} rows were left out ({why})"


@dataclass
class Reader:
    """Columns as they come, faults as they are found, and which rows have a value missing."""

    columns: Mapping[str, Any]
    names: list[str]
    rows: int
    what: str = "sample"
    faults: list[Fault] = field(default_factory=list)
    left_out: list[RowsLeftOut] = field(default_factory=list)
    gaps: dict[str, Mask] = field(default_factory=dict)
    kept: Mask = field(default_factory=lambda: np.ones(0, bool))

    def numbers(
        self,
        column: str | None,
        *,
        drop: bool = True,
        truth: bool = True,
        otherwise: tuple[str, WayOut] = ("is not a number", way_out.of_number),
    ) -> Floats | None:
        """Return a column as numbers, truth values as 1 and 0; rows without one are left out."""
        raw = self._raw(column)
        if raw is None or column is None:
            return None
        values, bad = as_numbers(raw, truth=truth)
        self.refuse(column, bad, *otherwise, raw)
        with np.errstate(invalid="ignore"):
            large = np.abs(values) > LARGEST
        message = f"is beyond {LARGEST:g}, where numbers cannot be told apart"
        self.refuse(column, large, message, "Give it in a larger unit.", raw)
        if drop:
            self._leave_out(column, np.isnan(values) & ~bad)
        return values

    def yes_no(self, column: str | None, what: str, *, drop: bool = True) -> Mask | None:
        """Return a column of 0 and 1; rows without one are left out, or else are False."""
        otherwise = ("is neither 0 nor 1", f"Code {what} as 1 for yes and 0 for no.")
        values = self.numbers(column, drop=drop, otherwise=otherwise)
        if values is None or column is None:
            return None
        wrong = ~np.isnan(values) & (values != 0) & (values != 1)
        self.refuse(column, wrong, *otherwise, self.columns[column])
        return np.asarray(values == 1, np.bool_)

    def within(
        self, column: str | None, wrong: Callable[[Floats], Mask], message: str, advice: str
    ) -> Floats | None:
        """Return a column of numbers, of which none may be wrong in a stated way."""
        values = self.numbers(column, truth=False)
        if values is None or column is None:
            return None
        with np.errstate(invalid="ignore"):
            self.refuse(column, wrong(values), message, advice, self.columns[column])
        return values

    def probabilities(self, column: str | None) -> Floats | None:
        """Return a column of probabilities, refusing percentages."""
        values = self.numbers(column, truth=False)
        if values is None or column is None:
            return None
        with np.errstate(invalid="ignore"):
            outside = (values < 0) | (values > 1)
            percent = bool((values >= 0)[~np.isnan(values)].all()) and bool((values > 1).any())
        if percent and float(np.nanmax(values)) <= PERCENT:
            advice = "These look like percentages: divide them by 100."
        else:
            advice = "Give probabilities from 0 to 1."
        message = "is not a probability"
        self.refuse(column, outside, message, advice, self.columns[column])
        return values

    def labels(
        self, column: str | None, order: tuple[str, ...] = (), *, drop: bool = False
    ) -> Labels | None:
        """Return a column of names; those not given are a group of their own, or left out."""
        raw = self._raw(column)
        if raw is None or column is None:
            return None
        given, missing = as_labels(raw)
        if drop:
            self._leave_out(column, missing)
        names = [*order] or sorted({*given[~missing].tolist()}, key=natural)
        unknown = ~missing & ~np.isin(given, np.array(names, dtype=object).astype(str))
        if order:
            advice = partial(way_out.of_name, names=order)
            self.refuse(column, unknown, "is none of the bands named", advice, raw)
        place_of = {name: i for i, name in enumerate(names)}
        if missing.any() and not drop:
            names = [*names, NOT_KNOWN]
        place = np.array([place_of.get(name, len(place_of)) for name in given.tolist()], np.int64)
        place[missing] = len(place_of)
        return Labels(place, names)

    def days(self, column: str | None) -> Days | None:
        """Return a column of dates."""
        raw = self._raw(column)
        if raw is None or column is None:
            return None
        days, bad = as_days(raw)
        self.refuse(column, bad, "is not a date", way_out.of_day, raw)
        self._leave_out(column, np.isnat(days) & ~bad)
        return days

    def missing(self, column: str) -> Mask | None:
        """Return where an item has no value."""
        raw = self._raw(column)
        return None if raw is None else is_missing(raw)

    def answers(self, column: str) -> Floats | Labels | None:
        """Return what an item holds: numbers where all of it is numbers, else texts."""
        values, bad = as_numbers(self.columns[column])
        return self.labels(column) if bad.any() else values

    def refuse(self, column: str, bad: Mask, message: str, advice: WayOut, raw: Any) -> None:
        """Note a fault with how many rows have it and which come first."""
        if not bad.any():
            return
        count = int(bad.sum())
        cell = cell_at(raw, int(np.flatnonzero(bad)[0]))
        self.faults.append(
            Fault(
                pointer=column,
                message=f"{message}, in {count:,} of {self.rows:,} rows ({which_rows(bad)})",
                way_out=advice if isinstance(advice, str) else advice(cell),
                value=shown(cell),
            )
        )

    def _raw(self, column: str | None) -> Any:
        if column is None:
            return None
        if column not in self.names:
            self.faults.append(
                Fault(
                    pointer=column,
                    message=f"is no column of the {self.what}",
                    way_out=way_out.of_column(column, self.names),
                )
            )
            return None
        raw = self.columns[column]
        if isinstance(raw, Sequence) and any(isinstance(value, list) for value in raw):
            self.faults.append(
                Fault(
                    pointer=column,
                    message="holds lists",
                    way_out="Give a column of single values, one for each person.",
                )
            )
            return None
        if len(raw) != self.rows:
            self.faults.append(
                Fault(
                    pointer=column,
                    message=f"has {len(raw):,} values, and the score has {self.rows:,}",
                    way_out="Give columns of one length, a value for each person.",
                )
            )
            return None
        return raw

    def _leave_out(self, column: str, missing: Mask) -> None:
        if missing.any():
            count = int(missing.sum())
            self.left_out.append(RowsLeftOut(column=column, reason="no value", rows=count))
            self.gaps[column] = missing
            self.kept = self.kept & ~missing
