"""A file of people with outcomes: their scores as the file has them, or worked out from answers."""

import datetime as dt
from collections.abc import Iterator
from typing import Literal

import numpy as np
from scipy.special import logit

from riskservice.errors import Fault
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
from riskservice.validation.recalibration.columns import (
    Found,
    Outcomes,
    number,
    refuse_missing,
    row_faults,
)
from riskservice.validation.recalibration.people import Scored
from riskservice.validation.recalibration.refusals import CannotRecalibrate
from riskservice.validation.recalibration.results import LeftOut

Scale = Literal["points", "probability", "percent", "log_odds"]
NEAR = 1e-9
"""Chances nearer than this are the same line of a hierarchy."""
_REASONS = {
    NOT_APPLICABLE: "the instrument is not for this person",
    NOT_SCORABLE: "answers the instrument needs are missing",
    FAULTY: "answers contradict each other or cannot be read",
}
_NO_SCORE = "the score is blank"


def scored_sample(
    given: Given,
    kernel: Kernel,
    *,
    outcome: str,
    score: str,
    scale: Scale | None = None,
    time: str | None = None,
    horizon: float | None = None,
) -> tuple[Scored, tuple[LeftOut, ...]]:
    """
    Return the people of a file that has their scores.

    Parameters
    ----------
    outcome, score : str
        Columns.
    scale : {"points", "probability", "percent", "log_odds"}, optional
        What the score is in; by default points where the instrument counts them, else probability.
    time : str, optional
        Column of the length of follow-up; the outcome is then whether it ended with the event.
    horizon : float, optional
        Time by which the event counts, in the unit of `time`.

    Raises
    ------
    UnreadableFile, CannotRecalibrate
        With every fault. A blank outcome, time or score leaves a person out, and is counted.
    """
    found, happened = Found(), Outcomes(outcome, time, horizon)
    known, scores = [], []
    with open_table(given) as file:
        refuse_missing(file, (*happened.names, score))
        for block in file.blocks:
            known.append(happened.take(block, found))
            scores.append(number(block[score], found))
            found.rows += block.height
    values = np.concatenate(scores)
    total, wrong = _total(kernel, values, scale)
    found.faults += _out_of_scale(kernel, score, values, wrong)
    happened.refuse(found)
    use = np.concatenate(known)
    found.left_out[_NO_SCORE] += int(np.sum(use & np.isnan(total)))
    return _people(kernel, total, happened, use, found)


def answered_sample(
    given: Given,
    kernel: Kernel,
    service: Service,
    *,
    outcome: str,
    on: dt.date | None = None,
    on_column: str | None = None,
    time: str | None = None,
    horizon: float | None = None,
) -> tuple[Scored, tuple[LeftOut, ...]]:
    """
    Return the people of a file that has their answers, scored here.

    Parameters
    ----------
    outcome : str
        Column.
    on, on_column
        Day of assessment of everyone, or the column that has it.
    time, horizon
        As of :func:`scored_sample`.

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
    found, happened = Found(), Outcomes(outcome, time, horizon)
    known, totals = [], []
    with open_table(given) as file:
        refuse_missing(file, happened.names)
        _refuse_without_answers(file, service)
        decoder = Decoder.of(file, service.registry.questions, on=on, on_column=on_column)
        for block in file.blocks:
            known.append(happened.take(block, found))
            people, _ = decoder.decode(block, found.rows + 1)
            totals.append(_scored(kernel, rescorer, with_days(people), known[-1], found))
            found.rows += block.height
    happened.refuse(found)
    return _people(kernel, np.concatenate(totals), happened, np.concatenate(known), found)


def _refuse_without_answers(file: File, service: Service) -> None:
    if not any(name in service.registry.questions for name in file.header):
        raise CannotRecalibrate(
            Fault(
                pointer=file.name,
                message="has no column that is a question, from which people could be scored",
                way_out="Name the column that has their score with --score, or the columns as "
                "riskservice questions lists them.",
            )
        )


def _scored(
    kernel: Kernel, rescorer: Rescorer, people: People, known: Mask, found: Found
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
        found.left_out[reason] += int(np.sum((status == code) & known))
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
    kernel: Kernel, total: Floats, happened: Outcomes, known: Mask, found: Found
) -> tuple[Scored, tuple[LeftOut, ...]]:
    use = known & ~np.isnan(total)
    chance, _, band = kernel.scale.many(total[use])
    outcome, followed = happened.of(use)
    people = Scored(total[use], chance, band.astype(np.int64), outcome, followed)
    return people, tuple(LeftOut(reason=r, n=n) for r, n in found.left_out.items() if n)


def _out_of_scale(kernel: Kernel, name: str, values: Floats, wrong: Mask) -> Iterator[Fault]:
    bad = np.flatnonzero(wrong).tolist()
    way_out = "Give its chance before rounding."
    if kernel.instrument.unit == "points":
        low, high = kernel.scale.low, kernel.scale.high
        way_out = f"Give whole points of its scale, from {low} to {high}."
    elif bad and float(np.nanmax(values)) > 1:
        way_out += " If these are percentages, say so with the scale percent."
    text = [f"{value:g}" for value in values.tolist()]
    yield from row_faults(name, text, bad, 0, "is no score of this instrument", way_out)


def _points_only(kernel: Kernel) -> Fault:
    return Fault(
        pointer="scale",
        message=f"{kernel.instrument.key} adds up points, and is recalibrated by them",
        way_out="Give the points of each person.",
    )
