"""Choices that contradict one another, or would do nothing: refused, for nobody means them."""

import math
from collections import Counter
from collections.abc import Iterator

import numpy as np

from riskservice.errors import Fault
from riskservice.validation.estimates import Mask
from riskservice.validation.fairness import NOT_KNOWN
from riskservice.validation.intake.taking import Reader, SampleNotice
from riskservice.validation.sample import Labels, Sample
from riskservice.validation.spec import THRESHOLDS, Spec

PER_VALUE = 5
"""People per value of a column, under which it is one of identifiers and not of groups."""
MANY = 20
"""Values of a column up to which nobody asks how many people share one."""


def choice_faults(spec: Spec) -> Iterator[Fault]:
    """Yield what is wrong with a specification, whatever the sample."""
    for field in ("added", "groups", "items", "bands"):
        if isinstance(one := getattr(spec, field), str):
            yield Fault(
                pointer=field,
                message="is one text, and would be read letter by letter",
                way_out=f'Give a tuple: ("{one}",).',
            )
    for name, message, way_out in (*_idle(spec), *_wrong(spec)):
        yield Fault(pointer=name, message=message, way_out=way_out)
    for band, times in Counter(spec.bands).items():
        if times > 1:
            yield Fault(
                pointer="bands",
                message=f"names {band} twice",
                way_out="Name every band once, from low to high.",
            )
    yield from _two_parts(spec)


def sample_faults(reader: Reader, spec: Spec, people: Sample) -> Iterator[Fault]:
    """
    Yield what is wrong with a sample whose columns can all be read.

    Parameters
    ----------
    reader : Reader
        That read it; its faults are added to where rows are at fault.
    spec : Spec
    people : Sample
        Of everyone, also those left out.
    """
    kept = people.part(reader.kept)
    if kept.time is not None and len(kept) and not kept.time.any():
        yield Fault(
            pointer=spec.time or "",
            message="is 0 for everyone: nobody was followed",
            way_out="Give the length of follow-up of each person.",
        )
    if people.event is not None and people.competing is not None:
        both = people.event & people.competing & reader.kept
        reader.refuse(
            spec.competing or "",
            both,
            f"is 1 where {spec.event or spec.outcome} is 1 too, and follow-up ends once",
            "Give 1 only where death or custody came instead of the event.",
            reader.columns[spec.competing or ""],
        )
    for column, labels in ((spec.band, kept.band), *kept.groups.items()):
        if column is not None and labels is not None:
            yield from _identifiers(column, labels, len(kept))


def repeated(unit: Labels | None, spec: Spec, kept: Mask) -> Iterator[SampleNotice]:
    """Yield how many people stand in several of the rows that are kept, where it is said."""
    if unit is None:
        return
    place = unit.place[kept]
    unknown = 0
    if unit.names and unit.names[-1] == NOT_KNOWN:
        unknown = int((place == len(unit.names) - 1).sum())
        place = place[place < len(unit.names) - 1]
    times = np.bincount(place, minlength=1)
    several = times[times > 1]
    if len(several):
        who = "1 person stands" if len(several) == 1 else f"{len(several):,} people stand"
        yield SampleNotice(
            code="same-person",
            text=f"{who} in more than one row, in {int(several.sum()):,} rows in all (by "
            f"{spec.unit}). Rows of one person are not independent: every interval is narrower "
            "than it should be.",
        )
    if unknown:
        rows = "1 row does" if unknown == 1 else f"{unknown:,} rows do"
        text = f"{rows} not say whom they are about ({spec.unit})."
        yield SampleNotice(code="unit-unknown", text=text)


def _identifiers(column: str, labels: Labels, people: int) -> Iterator[Fault]:
    values = len(np.unique(labels.place))
    if values > MANY and people < PER_VALUE * values:
        yield Fault(
            pointer=column,
            message=f"has {values:,} values among {people:,} people, too many to be groups",
            way_out="Name a column that many people share a value of, and none of identifiers.",
        )


def _idle(spec: Spec) -> Iterator[tuple[str, str, str]]:
    """Yield choices that would do nothing."""
    timed = ("event", "competing", "horizon", "expected_events")
    late = [name for name in timed if getattr(spec, name) is not None]
    late += ["times"] if spec.times else []
    for name in late if spec.time is None else ():
        yield name, "is of no use without times", "Name the column of the length of follow-up."
    banded = [name for name in ("reference_band", "compare_band", "bands") if getattr(spec, name)]
    for name in banded if spec.band is None else ():
        yield name, "is of no use without bands", "Name the column of the band."
    if spec.thresholds != THRESHOLDS and spec.expected is None:
        way_out = "Name the column of the probability by the norm table."
        yield "thresholds", "is of no use without probabilities", way_out


def _wrong(spec: Spec) -> Iterator[tuple[str, str, str]]:
    """Yield choices that cannot be what was meant."""
    if spec.horizon is not None and not spec.horizon > 0:
        yield "horizon", "is not above 0", "Give it in the unit of the times."
    if spec.imputations < 0 or spec.imputations == 1:
        message = f"is {spec.imputations}, and imputations are compared with one another"
        yield "imputations", message, "Give 2 or more, or 0 for none; 20 are usual."
    if any(not 0 < threshold < 1 for threshold in spec.thresholds):
        yield "thresholds", "has a threshold that is not between 0 and 1", "Give probabilities."
    if spec.compare_band and not spec.bands:
        yield "compare_band", "needs the bands named from low to high", "Name them in bands."
    if any(not math.isfinite(cut) for cut in spec.cuts):
        yield "cuts", "has a cut that is no number", "Give lowest scores called high."


def _two_parts(spec: Spec) -> Iterator[Fault]:
    """Yield columns named in two parts of which one is then the other, or a part of it."""
    outcome = {spec.outcome: "the outcome"}
    if spec.event is not None:
        outcome.setdefault(spec.event, "the event")
    others = [
        ("score", spec.score),
        ("time", spec.time),
        ("competing", spec.competing),
        ("band", spec.band),
        ("compare_band", spec.compare_band),
        ("expected", spec.expected),
        ("expected_events", spec.expected_events),
        ("compare", spec.compare),
        *(("added", name) for name in spec.added),
        *(("groups", name) for name in spec.groups),
        *(("items", name) for name in spec.items),
    ]
    for part, name in others:
        if name is None:
            continue
        if name in outcome:
            yield _named_twice(name, part, outcome[name])
        elif name == spec.score and part in ("compare", "added", "time", "competing"):
            yield _named_twice(name, part, "the score")


def _named_twice(name: str, part: str, other: str) -> Fault:
    return Fault(
        pointer=name,
        message=f"is named as {part} and is {other}",
        way_out="Name another column for one of them.",
    )
