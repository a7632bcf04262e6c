"""A checked sample made of columns and a specification."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import numpy as np

from riskservice.errors import Fault
from riskservice.validation.estimates import Floats, Mask
from riskservice.validation.extra import InvalidSample
from riskservice.validation.intake.choices import choice_faults, repeated, sample_faults
from riskservice.validation.intake.taking import (
    Intake,
    Reader,
    SampleNotice,
    left_out_text,
    reader_of,
)
from riskservice.validation.outside import OutsideIntake, check_outside
from riskservice.validation.sample import Labels, Sample
from riskservice.validation.spec import Spec


def check(columns: Any, spec: Spec, reference: Any = None) -> Intake:
    """
    Return the people to be analysed.

    Parameters
    ----------
    columns : mapping of str to array-like, or a data frame
        A frame of polars or pandas, or anything with names and columns.
    spec : Spec
    reference : as columns, optional
        An outside sample, of which the score and the band are read.

    Raises
    ------
    InvalidSample
        With every fault of both: unknown columns, unequal lengths, values that cannot be right,
        nobody left, or an outcome that does not vary.
    """
    reader = reader_of(columns, spec)
    sample = _read(reader, spec)
    unit = reader.labels(spec.unit)
    reader.faults += choice_faults(spec)
    outside = OutsideIntake()
    if reference is not None:
        outside = check_outside(reference, spec, None if sample is None else sample.band)
        reader.faults += outside.faults
    if reader.faults or sample is None:
        raise InvalidSample(*reader.faults)
    kept = sample.part(reader.kept)
    _check_varies(reader, spec, kept)
    reader.faults += sample_faults(reader, spec, sample)
    _check_reference_band(reader, spec, kept)
    if reader.faults:
        raise InvalidSample(*reader.faults)
    kept, notices = _ordered(kept, spec)
    kept, more = _by_horizon(kept, spec)
    return Intake(
        sample=replace(kept, outside=outside.people, unscored=_unscored(reader, spec, sample)),
        rows=reader.rows,
        left_out=reader.left_out,
        notices=[
            *outside.notices,
            *repeated(unit, spec, reader.kept),
            *_unsaid(reader, spec, sample),
            *notices,
            *more,
        ],
    )


def _read(reader: Reader, spec: Spec) -> Sample | None:
    score = reader.numbers(spec.score)
    outcome = reader.yes_no(spec.outcome, "the outcome")
    time = reader.within(
        spec.time, lambda t: t < 0, "is a negative time", "Count time from the start of risk."
    )
    event = reader.yes_no(spec.event, "the event") if spec.event else outcome
    made = Sample(
        score=np.empty(0) if score is None else score,
        outcome=np.empty(0, bool) if outcome is None else outcome,
        time=time,
        event=event if time is not None else None,
        horizon=spec.horizon,
        competing=reader.yes_no(spec.competing, "the competing event"),
        band=reader.labels(spec.band, spec.bands, drop=True),
        expected=reader.probabilities(spec.expected),
        expected_events=reader.within(
            spec.expected_events, lambda h: h < 0, "is negative", "Give expected numbers."
        ),
        compare=reader.numbers(spec.compare),
        compare_band=reader.labels(spec.compare_band, spec.bands, drop=True),
        added=_all(spec.added, reader.numbers),
        groups=_all(spec.groups, reader.labels),
        date=reader.days(spec.date),
        items=(items := _all(spec.items, reader.missing)),
        answers=_all(list(items), reader.answers),
        applies=reader.yes_no(spec.applies, "whether it applies", drop=False),
    )
    return None if reader.faults else made


def _unscored(reader: Reader, spec: Spec, people: Sample) -> Sample | None:
    """Return people without a score, one of whose items is missing, and whose outcome is known."""
    if not people.items:
        return None
    needed = (spec.outcome, spec.time, spec.event, spec.competing)
    who = np.isnan(people.score) & np.any(list(people.items.values()), axis=0)
    if people.applies is not None:
        who &= people.applies
    for column in needed:
        who &= ~reader.gaps.get(column or "", np.zeros(len(who), bool))
    return _by_horizon(people.part(who), spec)[0] if who.any() else None


def _unsaid(reader: Reader, spec: Spec, people: Sample) -> list[SampleNotice]:
    """Say of how many nobody says whether the instrument is meant for them."""
    if spec.applies is None or not people.items:
        return []
    unsaid = reader.missing(spec.applies)
    unscored = np.isnan(people.score)
    count = 0 if unsaid is None else int(np.sum(unsaid & unscored))
    if not count:
        return []
    text = (
        f"{spec.applies} is blank for {'1 person' if count == 1 else f'{count:,} people'} without "
        "a score: nobody says whether the instrument is meant for them, and no score is imputed."
    )
    return [SampleNotice(code="applies-not-known", text=text)]


def _all(names: Sequence[str], read: Any) -> dict[str, Any]:
    found = {name: read(name) for name in names}
    return {name: values for name, values in found.items() if values is not None}


def _check_varies(reader: Reader, spec: Spec, kept: Sample) -> None:
    """Note that nobody is left, or that the outcome is the same for everyone."""
    n = len(kept)
    if not n:
        why = "; ".join(f"{part.column}: {part.rows:,} rows" for part in reader.left_out)
        reader.faults.append(
            Fault(
                pointer="sample",
                message=f"has no row with every value that is needed (no value in {why})",
                way_out="Leave out a column, or fill it.",
            )
        )
        return
    if kept.time is not None and spec.horizon is not None and spec.horizon > kept.time.max():
        reader.faults.append(
            Fault(
                pointer="horizon",
                message=f"is {spec.horizon:g}, and nobody was followed beyond {kept.time.max():g}",
                way_out="Choose a horizon that people were followed to.",
            )
        )
        return
    outcome = _at(kept, spec)
    events = int(outcome.sum())
    if events in (0, n):
        who = "1 person" if n == 1 else f"{n:,} people"
        gone = reader.rows - n
        rest = f" ({left_out_text(gone, reader.rows, reader.left_out)})" if gone else ""
        by = f" by {spec.horizon:g}" if spec.horizon is not None else ""
        seen = "no events" if not events else "only events"
        reader.faults.append(
            Fault(
                pointer=spec.outcome,
                message=f"has {seen}{by} among {who}: nothing can be told apart{rest}",
                way_out="Give people with the outcome and people without; check how it is coded.",
            )
        )


def _check_reference_band(reader: Reader, spec: Spec, kept: Sample) -> None:
    """Note that the others cannot be compared with the band that was named."""
    if kept.band is None or spec.reference_band is None:
        return
    there = [name for i, name in enumerate(kept.band.names) if (kept.band.place == i).any()]
    if spec.reference_band not in there:
        reader.faults.append(
            Fault(
                pointer="reference_band",
                message="is none of the bands named, or nobody is in it",
                way_out=f"Choose one of them: {', '.join(there)}.",
                value=spec.reference_band,
            )
        )


def _at(people: Sample, spec: Spec) -> Mask:
    """Return the outcome by the horizon, where it is that of the times."""
    if spec.horizon is None or people.time is None or people.event is None or spec.event:
        return people.outcome
    return people.event & (people.time <= spec.horizon)


def _by_horizon(people: Sample, spec: Spec) -> tuple[Sample, list[SampleNotice]]:
    time, event = people.time, people.event
    if time is None or event is None:
        return people, []
    if spec.event:
        return people, []
    if spec.horizon is None:
        return people, _varying(time, event)
    early = ~event & (time < spec.horizon)
    made = replace(people, outcome=_at(people, spec), censored=bool(early.any()))
    if not early.any():
        return made, []
    text = (
        f"{int(early.sum()):,} of {len(people):,} people were censored before {spec.horizon:g}: "
        "rates are 1 - Kaplan-Meier, and AUC, Brier score and calibration carry censoring weights."
    )
    return made, [SampleNotice(code="censored", text=text)]


def _varying(time: Floats, event: Mask) -> list[SampleNotice]:
    free = time[~event]
    if not len(free) or free.min() == free.max():
        return []
    text = (
        f"Follow-up without an event runs from {free.min():g} to {free.max():g} and no horizon is "
        "given: AUC, E/O, Brier score and rates take the outcome as it stands, however long people "
        f"were followed. Everyone was followed to {free.min():g}; name a horizon."
    )
    return [SampleNotice(code="follow-up-varies", text=text)]


def _ordered(people: Sample, spec: Spec) -> tuple[Sample, list[SampleNotice]]:
    """Put bands in the order of their mean score, where no order is given."""
    if people.band is None:
        return people, []
    place, names = people.band.place, people.band.names
    counts = np.bincount(place, minlength=len(names))
    if spec.bands:
        empty = [names[i] for i in range(len(names)) if not counts[i]]
        text = f"Nobody is in: {', '.join(empty)}."
        return people, [SampleNotice(code="empty-band", text=text)] if empty else []
    means = np.bincount(place, weights=people.score, minlength=len(names)) / np.maximum(counts, 1)
    order = [int(i) for i in np.argsort(means, kind="stable") if counts[i]]
    new = np.zeros(len(names), np.int64)
    new[order] = np.arange(len(order))
    text = "Bands stand in the order of their mean score; name them in order to choose another."
    band = Labels(new[place], [names[i] for i in order])
    return replace(people, band=band), [SampleNotice(code="band-order", text=text)]


def left_out_rows(taken: Intake) -> int:
    """Return how many rows were left out, each once."""
    return taken.rows - len(taken.sample)
