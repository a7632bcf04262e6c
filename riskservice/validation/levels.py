"""Observed and expected at every band and every score: the table a criminologist reads first."""

from collections.abc import Callable

import msgspec
import numpy as np

from riskservice.validation.estimates import (
    Estimate,
    Floats,
    Ints,
    Mask,
    NotEstimated,
    ratio_around,
)
from riskservice.validation.expected_observed import ExpectedObserved
from riskservice.validation.extra import NotEstimable, not_estimable
from riskservice.validation.partly import Partly, reasons
from riskservice.validation.regression import design, fit
from riskservice.validation.sample import Labels, Sample, eo_of, rate_of
from riskservice.validation.survival.competing import aalen_johansen
from riskservice.validation.survival.cox import cox
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
        Observed: Wilson's, or 1 - KM where people are censored.
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
    hazards = _or_why(_hazard_ratios, people, chosen, missing, "hazard ratios")
    odds = _or_why(_odds_ratios, people, chosen, missing, "odds ratios")
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


def reference_band(people: Sample, wanted: str | None) -> int:
    """Return the place of the reference band: as wanted, else the lowest that had an event."""
    band = people.band
    assert band is not None
    if wanted in band.names:
        return band.names.index(wanted)
    seen = people.outcome if people.event is None else people.event
    events = np.bincount(band.place, weights=seen, minlength=len(band.names))
    return int(np.flatnonzero(events)[0]) if events.any() else 0


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


def _hazard_ratios(people: Sample, band: Labels, reference: int) -> dict[int, Estimate]:
    if people.time is None or people.event is None:
        return {}
    usable, others, columns = against(band, people.event, reference)
    if not others:
        return {}
    found = cox(people.time[usable], people.event[usable], columns)
    return {i: found.hazard_ratio(k) for k, i in enumerate(others)}


def against(band: Labels, event: Mask, reference: int) -> tuple[Mask, list[int], Floats]:
    """
    Return what a model of bands against a reference band is made of.

    Parameters
    ----------
    band : Labels
    event : ndarray of bool, shape (n,)
    reference : int
        Place of the reference band.

    Returns
    -------
    usable : ndarray of bool, shape (n,)
        People of bands with events; nobody if the reference has none.
    others : list of int
        Those bands but the reference.
    columns : ndarray of float64, shape (people, len(others))
        Whether each of those people is in each of the others.
    """
    usable, others = _comparable(band, event, reference)
    columns = _dummies(band.place[usable], others) if others else np.zeros((0, 0))
    return usable, others, columns


def _odds_ratios(people: Sample, band: Labels, reference: int) -> dict[int, Estimate]:
    if people.followed is not None:
        return {}
    everyone = np.bincount(band.place, minlength=len(band.names))
    events = np.bincount(band.place, weights=people.outcome, minlength=len(band.names))
    full = np.flatnonzero((events == everyone) & (everyone > 0))
    usable, others = _comparable(band, people.outcome, reference)
    usable &= ~np.isin(band.place, full)
    others = [i for i in others if i not in full]
    if reference in full:
        raise not_estimable(
            "bands",
            f"everybody in the reference band, {band.names[reference]}, had the outcome",
            "Choose another reference band.",
        )
    if not others:
        return {}
    part = people.part(usable)
    assert part.band is not None
    found = fit(design(*_dummies(part.band.place, others).T), part.outcome)
    return {i: _odds(found.coefficients, found.se, k + 1, part) for k, i in enumerate(others)}


def _odds(b: Floats, se: Floats, k: int, part: Sample) -> Estimate:
    value, error = float(b[k]), float(se[k])
    ratio, low, high = ratio_around(value, error, "bands")
    return Estimate(
        estimate=ratio,
        low=low,
        high=high,
        se=error,
        n=len(part),
        events=part.events,
        method="odds ratio against the reference band, Wald interval",
    )


def _comparable(band: Labels, event: Mask, reference: int) -> tuple[Mask, list[int]]:
    """People of bands with events, and those bands but the reference."""
    events = np.bincount(band.place, weights=event, minlength=len(band.names))
    if not events[reference]:
        raise not_estimable(
            "bands",
            f"nobody in the reference band, {band.names[reference]}, had an event",
            "Choose another reference band.",
        )
    usable = np.asarray(events[band.place] > 0, np.bool_)
    return usable, [i for i in range(len(band.names)) if events[i] and i != reference]


def _dummies(place: Ints, others: list[int]) -> Floats:
    return np.column_stack([place == i for i in others]).astype(np.float64)
