"""A file of people with outcomes: their scores as the file has them, or worked out from answers."""

import datetime as dt
import difflib
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
import polars as pl
from scipy.special import logit

from riskservice.errors import Fault, shown
from riskservice.kit.evaluation import FAULTY, NOT_APPLICABLE, NOT_SCORABLE, SCORED
from riskservice.kit.kernel import Kernel
from riskservice.rescoring.columns import People
from riskservice.rescoring.decoding import Decoder
from riskservice.rescoring.engine import Rescorer
from riskservice.rescoring.formats import Table as File
from riskservice.rescoring.gathering import with_days
from riskservice.rescoring.readers import open_table
from riskservice.rescoring.sources import Given
from riskservice.scoring import Service
from riskservice.validation.estimates import Floats, Mask
from riskservice.validation.recalibration.base import PINNED, pinned_service
from riskservice.validation.recalibration.people import Scored
from riskservice.validation.recalibration.refusals import CannotRecalibrate
from riskservice.validation.recalibration.results import LeftOut

Scale = Literal["points", "probability", "percent", "log_odds"]
OUTCOMES = {"0": False, "1": True, "false": False, "true": True}
NEAR = 1e-9
"""Chances nearer than this are the same line of a hierarchy."""
SHOWN = 5
"""Rows that a fault names."""
_REASONS = {
    NOT_APPLICABLE: "the instrument is not for this person",
    NOT_SCORABLE: "answers the instrument needs are missing",
    FAULTY: "answers contradict each other or cannot be read",
}
_NO_OUTCOME, _NO_SCORE = "the outcome is blank", "the score is blank"


@dataclass
class _Found:
    """What was read so far."""

    faults: list[Fault] = field(default_factory=list)
    left_out: Counter[str] = field(default_factory=Counter)
    rows: int = 0


def scored_sample(
    given: Given, kernel: Kernel, *, outcome: str, score: str, scale: Scale | None = None
) -> tuple[Scored, tuple[LeftOut, ...]]:
    """
    Return the people of a file that has their scores.

    Parameters
    ----------
    outcome, score : str
        Columns.
    scale : {"points", "probability", "percent", "log_odds"}, optional
        What the score is in; by default points where the instrument counts them, else probability.

    Raises
    ------
    UnreadableFile, CannotRecalibrate
        With every fault. A blank outcome or score leaves a person out, and is counted.
    """
    found = _Found()
    outcomes, scores = [], []
    with open_table(given) as file:
        _refuse_missing(file, (outcome, score))
        for block in file.blocks:
            happened, values = _outcome(block[outcome], found), _number(block[score], found)
            found.rows += block.height
            outcomes.append(happened)
            scores.append(values)
    happened, values = np.concatenate(outcomes), np.concatenate(scores)
    total, wrong = _total(kernel, values, scale)
    found.faults += _out_of_scale(score, values, wrong)
    _refuse(found)
    return _people(kernel, total, happened, found, _NO_SCORE)


def answered_sample(
    given: Given,
    kernel: Kernel,
    service: Service,
    *,
    outcome: str,
    on: dt.date | None = None,
    on_column: str | None = None,
) -> tuple[Scored, tuple[LeftOut, ...]]:
    """
    Return the people of a file that has their answers, scored here.

    Parameters
    ----------
    outcome : str
        Column.
    on, on_column
        Day of assessment of everyone, or the column that has it.

    Raises
    ------
    UnreadableFile, CannotRecalibrate
        With every fault. People without a score or an outcome are left out, and counted.
    """
    key = kernel.instrument.key
    rescorer = Rescorer(
        pinned_service(service, key, kernel.table.version),
        PINNED,
        [key],
        ranges="none",
        notices=False,
    )
    found = _Found()
    outcomes, totals = [], []
    with open_table(given) as file:
        _refuse_missing(file, (outcome,))
        decoder = Decoder.of(file, service.registry.questions, on=on, on_column=on_column)
        for block in file.blocks:
            outcomes.append(_outcome(block[outcome], found))
            people, _ = decoder.decode(block, found.rows + 1)
            totals.append(_scored(kernel, rescorer, with_days(people), outcomes[-1], found))
            found.rows += block.height
    _refuse(found)
    return _people(kernel, np.concatenate(totals), np.concatenate(outcomes), found, "")


def _scored(
    kernel: Kernel, rescorer: Rescorer, people: People, outcome: Floats, found: _Found
) -> Floats:
    """Return everyone's total, NaN where there is none, and count why."""
    total = np.full(len(people), np.nan)
    status = np.full(len(people), FAULTY, dtype=np.int8)
    for results in rescorer.results(people):
        one = results.found[kernel.instrument.key]
        status[results.rows] = one.status
        if kernel.instrument.unit == "points":
            assert one.points is not None
            total[results.rows] = one.points
        else:
            total[results.rows] = _total(kernel, one.probability, "probability")[0]
    status[~people.sound] = FAULTY
    total[status != SCORED] = np.nan
    for code, reason in _REASONS.items():
        # Whoever has no outcome either is counted once, for that.
        found.left_out[reason] += int(np.sum((status == code) & ~np.isnan(outcome)))
    return total


def _total(kernel: Kernel, values: Floats, scale: Scale | None) -> tuple[Floats, Mask]:
    """Return totals of scores in some scale, and which scores are none of it."""
    unit = kernel.instrument.unit
    scale = scale or ("points" if unit == "points" else "probability")
    blank = np.isnan(values)
    if unit == "points":
        if scale != "points":
            raise CannotRecalibrate(_points_only(kernel))
        whole = np.floor(values) == values
        inside = (values >= kernel.scale.low) & (values <= kernel.scale.high)
        return values, ~(whole & inside) & ~blank
    if scale == "log_odds" and unit == "log_odds":
        return values, ~np.isfinite(values) & ~blank
    chance = values / 100 if scale == "percent" else values
    if unit == "line":
        return _place(kernel, chance)
    wrong = ~((chance > 0) & (chance < 1)) & ~blank
    return np.asarray(logit(np.where(wrong, 0.5, chance)), np.float64), wrong


def _place(kernel: Kernel, chance: Floats) -> tuple[Floats, Mask]:
    """Return the place of the line that gives a chance, the lowest line 0."""
    lines = np.array([float(line.probability) for line in kernel.table.lines[::-1]])
    apart = np.abs(np.nan_to_num(chance)[:, None] - lines[None, :])
    place = apart.argmin(axis=1).astype(np.float64)
    wrong = (apart.min(axis=1) > NEAR) & ~np.isnan(chance)
    return np.where(np.isnan(chance), np.nan, place), wrong


def _people(
    kernel: Kernel, total: Floats, outcome: Floats, found: _Found, no_score: str
) -> tuple[Scored, tuple[LeftOut, ...]]:
    known = ~np.isnan(outcome)
    found.left_out[_NO_OUTCOME] += int(np.sum(~known))
    scored = ~np.isnan(total)
    if no_score:
        found.left_out[no_score] += int(np.sum(known & ~scored))
    use = known & scored
    chance, _, band = kernel.scale.many(total[use])
    people = Scored(total[use], chance, band.astype(np.int64), outcome[use] == 1)
    return people, tuple(LeftOut(reason=r, n=n) for r, n in found.left_out.items() if n)


# Columns -----------------------------------------------------------------------------------------


def _outcome(column: pl.Series, found: _Found) -> Floats:
    """Return 0 or 1, NaN where it is blank."""
    text = _text(column)
    values = np.full(len(text), np.nan)
    bad = []
    for i, said in enumerate(text):
        if said is None:
            continue
        happened = OUTCOMES.get(said.lower().removesuffix(".0"))
        if happened is None:
            bad.append(i)
        else:
            values[i] = happened
    found.faults += _faults(
        column.name, text, bad, found.rows, "is neither 0 nor 1",
        "Give 1 where the outcome happened, 0 where it did not, and a blank where nobody knows.",
    )  # fmt: skip
    return values


def _number(column: pl.Series, found: _Found) -> Floats:
    """Return a number, NaN where it is blank."""
    text = _text(column)
    cast = pl.Series(text, dtype=pl.String).cast(pl.Float64, strict=False)
    bad = [i for i, (said, number) in enumerate(zip(text, cast, strict=True))
           if said is not None and (number is None or not np.isfinite(number))]  # fmt: skip
    found.faults += _faults(
        column.name, text, bad, found.rows, "is no number",
        "Give a number, and a blank where there is no score.",
    )  # fmt: skip
    return np.asarray(cast.fill_null(np.nan).to_numpy(), np.float64).copy()


def _text(column: pl.Series) -> list[str | None]:
    said = column.cast(pl.String).str.strip_chars()
    return [value or None for value in said.to_list()]


def _faults(
    name: str, text: Sequence[Any], bad: Sequence[int], before: int, message: str, way_out: str
) -> Iterator[Fault]:
    if not bad:
        return
    rows = ", ".join(f"{before + i + 1:,}" for i in bad[:SHOWN])
    more = f" and {len(bad) - SHOWN:,} more" if len(bad) > SHOWN else ""
    yield Fault(
        pointer=name,
        value=shown(text[bad[0]]),
        message=f"{message} in {'row' if len(bad) == 1 else 'rows'} {rows}{more}",
        way_out=way_out,
    )


def _out_of_scale(name: str, values: Floats, wrong: Mask) -> Iterator[Fault]:
    bad = np.flatnonzero(wrong).tolist()
    percent = bool(bad) and float(np.nanmax(values)) > 1
    hint = " If they are percentages, say so with the scale percent." if percent else ""
    yield from _faults(
        name,
        [f"{value:g}" for value in values.tolist()],
        bad,
        0,
        "is no score of this instrument",
        f"Give whole points of its scale, or its chance before rounding.{hint}",
    )


def _refuse_missing(file: File, names: Sequence[str]) -> None:
    faults = []
    for name in names:
        if name not in file.header:
            near = difflib.get_close_matches(name, file.header, n=1)
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


def _refuse(found: _Found) -> None:
    if found.faults:
        raise CannotRecalibrate(*found.faults)


def _points_only(kernel: Kernel) -> Fault:
    return Fault(
        pointer="scale",
        message=f"{kernel.instrument.key} adds up points, and is recalibrated by them",
        way_out="Give the points of each person.",
    )
