"""
Samples that pass every check and may still not be what the researcher meant.

A score that runs the wrong way, a code for a missing value taken as a value, people who were never
followed: nothing is changed and nobody left out, but a reader is told before any figure.
"""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np

from riskservice.validation.estimates import Estimate
from riskservice.validation.fairness import NOT_KNOWN
from riskservice.validation.intake.codes import codes_in, stands_for_none
from riskservice.validation.intake.taking import SampleNotice
from riskservice.validation.sample import Labels, Sample
from riskservice.validation.spec import Spec

EVEN = 0.5
"""AUC of a score that tells nothing."""
FAR_TOO_MANY = 20
"""E/O above which the unit of the probabilities is doubted."""
ENOUGH = 20
"""People from which on a score that is never wrong is doubted."""


def doubts(people: Sample, spec: Spec, found: Mapping[str, Any]) -> list[SampleNotice]:
    """
    Return what a reader must doubt, the worst first.

    Parameters
    ----------
    people : Sample
    spec : Spec
    found : mapping of str to Any
        Figures by their name in :class:`~riskservice.validation.results.Validation`.
    """
    parts = (_wrong_way(people, spec, found), _too_good(people, spec, found))
    rest = (_codes(people, spec), _bands_without(people, spec), _times(people), _cuts(people, spec))
    return [notice for part in (*parts, *rest) for notice in part]


def _wrong_way(people: Sample, spec: Spec, found: Mapping[str, Any]) -> Iterator[SampleNotice]:
    reversed_score = _below(found.get("auc"))
    if reversed_score:
        yield SampleNotice(code="score-reversed", text=_reversed(spec.score, found["auc"]))
    other = found.get("comparison")
    if other is not None and other.auc is not None and _below(other.auc.second):
        yield SampleNotice(code="score-reversed", text=_reversed(other.compare, other.auc.second))
    if _below(found.get("auc_band")) and not reversed_score and people.band is not None:
        yield SampleNotice(
            code="bands-reversed",
            text=f"The bands run against the outcome ({', '.join(people.band.names)}, said to be "
            "from low to high): name them from the lowest.",
        )
    line = found.get("calibration")
    eo = found.get("eo")
    if eo is not None and eo.estimate is not None and eo.estimate > FAR_TOO_MANY:
        yield SampleNotice(
            code="expected-percent",
            text=f"By {spec.expected}, {eo.estimate:.0f} times the events that happened were "
            "expected: if it is in percent, divide it by 100.",
        )
    if line is not None and line.slope_high is not None and line.slope_high < 0:
        yield SampleNotice(
            code="expected-reversed",
            text=f"People with a higher {spec.expected} had the outcome less often (calibration "
            f"slope {line.slope:.3f}): check that it is the probability of the outcome, and not of "
            "staying without it.",
        )


def _below(area: Estimate | None) -> bool:
    """Whether an AUC is below that of a score that tells nothing, by more than chance."""
    if area is None or area.estimate is None:
        return False
    return area.estimate < EVEN and (area.high is None or area.high < EVEN)


def _reversed(name: str, area: Estimate) -> str:
    return (
        f"AUC {area.estimate:.3f}: people with a higher {name} had the outcome less often. A "
        "higher score should mean a higher risk: turn it round, or check how the outcome is coded."
    )


def _too_good(people: Sample, spec: Spec, found: Mapping[str, Any]) -> Iterator[SampleNotice]:
    area = found.get("auc")
    if area is not None and area.estimate == 1 and len(people) >= ENOUGH:
        yield SampleNotice(
            code="too-good",
            text=f"{spec.score} tells people with the outcome from those without, without one "
            "exception: check that it was not made from the outcome.",
        )


def _codes(people: Sample, spec: Spec) -> Iterator[SampleNotice]:
    columns = [(spec.score, people.score), (spec.time, people.time)]
    columns += [(spec.expected_events, people.expected_events), (spec.compare, people.compare)]
    for name, values in (*columns, *people.added.items()):
        if name is None or values is None:
            continue
        for code, rows in codes_in(values):
            yield SampleNotice(
                code="missing-code", text=_taken(f"{name} is {code:g}", rows, "a value")
            )


def _bands_without(people: Sample, spec: Spec) -> Iterator[SampleNotice]:
    columns: list[tuple[str | None, Labels | None]] = [(spec.band, people.band)]
    for name, labels in (*columns, *people.groups.items()):
        if name is None or labels is None:
            continue
        counts = np.bincount(labels.place, minlength=len(labels.names)).tolist()
        # A group of people of whom it is not known is one we made, under that name.
        made = len(labels.names) - 1 if name in people.groups else -1
        for i, (label, rows) in enumerate(zip(labels.names, counts, strict=True)):
            if rows and stands_for_none(label) and (i != made or label != NOT_KNOWN):
                yield SampleNotice(
                    code="missing-code",
                    text=_taken(f"{name} is {label}", rows, "a value of its own"),
                )


def _taken(what: str, rows: int, as_what: str) -> str:
    return (
        f"{what} in {rows:,} {'row' if rows == 1 else 'rows'}, which often stands for a value that "
        f"is not known. It was taken as {as_what}: leave the cell blank if it is none."
    )


def _times(people: Sample) -> Iterator[SampleNotice]:
    if people.time is None:
        return
    never = int((people.time == 0).sum())
    if never:
        who = "1 person has" if never == 1 else f"{never:,} people have"
        yield SampleNotice(
            code="zero-time", text=f"{who} a follow-up of 0: check that they were at risk at all."
        )


def _cuts(people: Sample, spec: Spec) -> Iterator[SampleNotice]:
    for cut in spec.cuts:
        high = int((people.score >= cut).sum())
        if high in (0, len(people)):
            who = "Everyone" if high else "Nobody"
            yield SampleNotice(
                code="idle-cut", text=f"{who} has {cut:g} or more, so that the cut parts nobody."
            )
