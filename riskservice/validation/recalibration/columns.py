"""Columns of a file of people with outcomes: every fault with its rows, every blank counted."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl

from riskservice.errors import Fault, shown
from riskservice.rescoring.formats import Table as File
from riskservice.validation.estimates import Floats, Mask
from riskservice.validation.intake import way_out
from riskservice.validation.intake.cells import as_numbers
from riskservice.validation.intake.taking import WayOut
from riskservice.validation.recalibration.following import Followed, by_horizon, horizon_faults
from riskservice.validation.recalibration.refusals import CannotRecalibrate

SHOWN = 5
"""Rows that a fault names."""
NO_OUTCOME = "the outcome is blank"
NO_TIME = "the length of follow-up is blank"


@dataclass
class Found:
    """What was read so far."""

    faults: list[Fault] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    rows: int = 0


@dataclass
class Outcomes:
    """
    The columns that say what happened, as they are read.

    Attributes
    ----------
    outcome : str
        Column of 0 and 1; with `time`, whether follow-up ended with the event.
    time : str or None
        Column of the length of follow-up.
    horizon : float or None
        Time by which the event counts.
    """

    outcome: str
    time: str | None = None
    horizon: float | None = None
    _events: list[Floats] = field(default_factory=list)
    _times: list[Floats] = field(default_factory=list)

    @property
    def names(self) -> tuple[str, ...]:
        """Columns that are needed."""
        return (self.outcome,) if self.time is None else (self.outcome, self.time)

    def take(self, block: pl.DataFrame, found: Found) -> Mask:
        """Read some rows, and return who has an outcome."""
        self._events.append(outcome(block[self.outcome], found))
        known = ~np.isnan(self._events[-1])
        found.left_out[NO_OUTCOME] += int(np.sum(~known))
        if self.time is not None:
            self._times.append(length(block[self.time], found))
            untimed = np.isnan(self._times[-1])
            found.left_out[NO_TIME] += int(np.sum(known & untimed))
            known &= ~untimed
        return known

    def refuse(self, found: Found) -> None:
        """Refuse what has faults, those of the horizon told with the others."""
        if self.time is not None and self.horizon is not None:
            event, time = np.concatenate(self._events), np.concatenate(self._times)
            sound = ~np.isnan(event) & ~np.isnan(time)
            found.faults += horizon_faults(time[sound], event[sound] == 1, self.horizon)
        if found.faults:
            raise CannotRecalibrate(*found.faults)

    def of(self, use: Mask) -> tuple[Mask, Followed | None]:
        """Return the outcome of some people, and their follow-up where some ended early."""
        event = np.concatenate(self._events)[use] == 1
        if self.time is None or self.horizon is None:
            return event, None
        return by_horizon(np.concatenate(self._times)[use], event, self.horizon)


def outcome(column: pl.Series, found: Found) -> Floats:
    """Return 0 or 1, NaN where it is blank."""
    values, bad = _read(column, truth=True)
    bad |= ~np.isnan(values) & ~np.isin(values, (0, 1))
    advice = "Give 1 where the outcome happened, 0 where it did not, a blank where nobody knows."
    return _sound(column, values, bad, found, "is neither 0 nor 1", advice)


def number(column: pl.Series, found: Found) -> Floats:
    """Return a number, NaN where it is blank."""
    values, bad = _read(column, truth=False)
    return _sound(column, values, bad, found, "is no number", way_out.of_number)


def length(column: pl.Series, found: Found) -> Floats:
    """Return lengths of follow-up, NaN where it is blank or cannot be one."""
    values = number(column, found)
    message, advice = "is a negative time", "Count time from the start of risk."
    return _sound(column, values, values < 0, found, message, advice)


def _read(column: pl.Series, *, truth: bool) -> tuple[Floats, Mask]:
    return as_numbers(column.to_list(), truth=truth)


def _sound(
    column: pl.Series, values: Floats, bad: Mask, found: Found, message: str, advice: WayOut
) -> Floats:
    """Return values with NaN in place of those at fault, which are noted."""
    rows = np.flatnonzero(bad).tolist()
    found.faults += row_faults(column.name, column, rows, found.rows, message, advice)
    return np.where(bad, np.nan, values)


def row_faults(
    name: str,
    cells: Sequence[Any] | pl.Series,
    bad: Sequence[int],
    before: int,
    message: str,
    advice: WayOut,
) -> Iterator[Fault]:
    """Yield one fault for the rows of a column that have it; `before` rows were read already."""
    if not bad:
        return
    first = cells[bad[0]]
    rows = ", ".join(f"{before + i + 1:,}" for i in bad[:SHOWN])
    more = f" and {len(bad) - SHOWN:,} more" if len(bad) > SHOWN else ""
    yield Fault(
        pointer=name,
        value=shown(first),
        message=f"{message} in {'row' if len(bad) == 1 else 'rows'} {rows}{more}",
        way_out=advice if isinstance(advice, str) else advice(first),
    )


def refuse_missing(file: File, names: Sequence[str]) -> None:
    """Refuse a file that lacks columns, each with the nearest that is there."""
    faults = []
    for name in names:
        if name not in file.header:
            near = way_out.nearest(name, file.header, most=1)
            faults.append(
                Fault(
                    pointer=file.name,
                    value=shown(name),
                    message="has no such column",
                    way_out=f"{f'Did you mean {near[0]}? ' if near else ''}It has: "
                    f"{shown(', '.join(file.header), 400)}.",
                )
            )
    if faults:
        raise CannotRecalibrate(*faults)
