"""Observed and expected at every band and every score: the table a criminologist reads first."""

from collections.abc import Callable

import msgspec
import numpy as np

from riskservice.validation.band_ratios import hazard_ratios, odds_ratios, reference_band
from riskservice.validation.estimates import Estimate, Ints, NotEstimated
from riskservice.validation.expected_observed import ExpectedObserved
from riskservice.validation.extra import NotEstimable
from riskservice.validation.partly import Partly, reasons
from riskservice.validation.sample import Labels, Sample, eo_of, rate_of
from riskservice.validation.survival.competing import aalen_johansen
from riskservice.validation.survival.curves import CurveStep, kaplan_meier

MOST_SCORES = 100
"""Distinct scores up to which each has its own row; beyond, twenty groups of equal size."""
GROUPS = 20
MOST_STEPS = 120
"""Points of a survival curve that are kept for drawing."""
LANDMARKS, MOST_LANDMARKS = (1.0, 1.2, 2.0, 2.5, 5.0, 6.0), 9
"""Round steps, those of months and years among them, and how many may be taken."""


class LevelFigures(msgspec.Struct, frozen=True, kw_only=True):
    """
    People of one band or one score.

    Attributes
    ----------
    label : str
        Name of the band, or the score, or the scores from low to high.
    n, events : int
        People, and events among them by the horizon where there is one.
    score_low, score_high : float
        Lowest and highest score among them.
    rate : Estimate
        Observed: Wilson's, or 1 - KM where people are censored; without an estimate where nobody
        among them was followed to the horizon.
    expected_rate : float or None
        Mean probability; None without a norm table.
    eo : ExpectedObserved or None
        None without a norm table, or where next to nothing was expected.
    hazard_ratio : Estimate or None
        Against the reference band; None for it, and where nobody had an event.
    odds_ratio : Estimate or None
        The same from a logistic model; None too where everybody had an event or was censored.
    incidence : Estimate or None
        By Aalen-Johansen, where competing events are known.
    steps : list of CurveStep
        Kaplan-Meier curve.
    landmarks : list of CurveStep
        The same at round times, which are those of every band: who is at risk is exact there.
    reference : bool
        Whether it is the band that others are compared with.
    """

    label: str
    n: int
    events: int
    score_low: float
    score_high: float
    rate: Estimate
    expected_rate: float | None
    eo: ExpectedObserved | None
    hazard_ratio: Estimate | None = None
    odds_ratio: Estimate | None = None
    incidence: Estimate | None = None
    steps: list[CurveStep] = []
    landmarks: list[CurveStep] = []
    reference: bool = False


def by_band(people: Sample, reference: str | None = None) -> list[LevelFigures]:
    """
    Return the figures of each band that somebody is in.

    Parameters
    ----------
    people : Sample
        With bands.
    reference : str, optional
        Band that others are compared with; by default the lowest with an event, since against a
        band without events every ratio is infinite.
    """
    found: list[LevelFigures] = bands_partly(people, reference).figure
    return found


def bands_partly(people: Sample, reference: str | None = None) -> Partly:
    """Return the figures of each band, and why there are no ratios where there are none."""
    band = people.band
    assert band is not None
    chosen = reference_band(people, reference)
    missing: list[NotEstimated] = []
    hazards = _or_why(hazard_ratios, people, chosen, missing, "hazard ratios")
    odds = _or_why(odds_ratios, people, chosen, missing, "odds ratios")
    found = []
    for i, name in enumerate(band.names):
        part = people.part(band.place == i)
        if len(part):
            found.append(
                msgspec.structs.replace(
                    level(part, name),
                    hazard_ratio=hazards.get(i),
                    odds_ratio=odds.get(i),
                    incidence=incidence(part),
                    steps=steps(part),
                    landmarks=at_times(part, round_times(people)),
                    reference=i == chosen,
                )
            )
    return Partly(found, missing)


def _or_why(
    make: Callable[[Sample, Labels, int], dict[int, Estimate]],
    people: Sample,
    reference: int,
    missing: list[NotEstimated],
    part: str,
) -> dict[int, Estimate]:
    """Return ratios by band, or note why there are none."""
    assert people.band is not None
    try:
        return make(people, people.band, reference)
    except NotEstimable as error:
        missing += reasons("bands", error, part)
        return {}


def by_score(people: Sample) -> list[LevelFigures]:
    """Return the figures of each score, or of twenty groups where there are very many scores."""
    values, place = np.unique(people.score, return_inverse=True)
    names = [f"{value:g}" for value in values]
    if len(values) > MOST_SCORES:
        edges = np.unique(np.quantile(people.score, np.arange(1, GROUPS) / GROUPS))
        place = np.searchsorted(edges, people.score, side="right")
        names = [""] * (len(edges) + 1)
    found = []
    for i, name in enumerate(names):
        part = people.part(place == i)
        if len(part):
            found.append(level(part, name or f"{part.score.min():g} to {part.score.max():g}"))
    return found


def level(part: Sample, label: str) -> LevelFigures:
    """Return the figures of some people; at least one."""
    rate = rate_of(part)
    return LevelFigures(
        label=label,
        n=len(part),
        events=rate.events,
        score_low=float(part.score.min()),
        score_high=float(part.score.max()),
        rate=rate,
        expected_rate=None if part.expected is None else float(part.expected.mean()),
        eo=_eo(part),
    )


def incidence(part: Sample) -> Estimate | None:
    """Return the share with the event by the horizon, others gone by competing events."""
    if part.time is None or part.event is None or part.competing is None or not part.horizon:
        return None
    kind: Ints = np.where(part.event, 1, np.where(part.competing, 2, 0))
    return aalen_johansen(part.time, kind).estimate(part.horizon)


def steps(part: Sample) -> list[CurveStep]:
    """Return the Kaplan-Meier curve of some people, at no more than so many times."""
    if part.time is None or part.event is None or not len(part):
        return []
    curve = kaplan_meier(part.time, part.event)
    times = curve.time
    if len(times) > MOST_STEPS:
        times = times[np.linspace(0, len(times) - 1, MOST_STEPS).round().astype(np.int64)]
    return [curve.step(float(when)) for when in times]


def round_times(people: Sample) -> list[float]:
    """Return round times from 0 to the longest, none without times."""
    if people.time is None or not people.time.max() > 0:
        return []
    longest = float(people.time.max())
    sizes = (m * 10.0**power for power in range(-6, 16) for m in LANDMARKS)
    step = next(size for size in sizes if longest / size < MOST_LANDMARKS)
    return [round(i * step, 9) for i in range(int(longest / step + 1e-9) + 1)]


def at_times(part: Sample, times: list[float]) -> list[CurveStep]:
    """Return the Kaplan-Meier curve of some people at given times."""
    if part.time is None or part.event is None:
        return []
    curve = kaplan_meier(part.time, part.event)
    return [curve.step(when) for when in times]


def _eo(part: Sample) -> ExpectedObserved | None:
    try:
        return eo_of(part)
    except NotEstimable:
        return None
