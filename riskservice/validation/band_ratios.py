"""Hazard and odds ratios of bands, each against a reference band."""

import numpy as np

from riskservice.validation.estimates import Estimate, Floats, Ints, Mask, ratio_of
from riskservice.validation.extra import not_estimable
from riskservice.validation.regression import design, fit
from riskservice.validation.sample import Labels, Sample
from riskservice.validation.survival.cox import cox


def reference_band(people: Sample, wanted: str | None) -> int:
    """Return the place of the reference band: as wanted, else the lowest that had an event."""
    band = people.band
    assert band is not None
    if wanted in band.names:
        return band.names.index(wanted)
    seen = people.outcome if people.event is None else people.event
    events = np.bincount(band.place, weights=seen, minlength=len(band.names))
    return int(np.flatnonzero(events)[0]) if events.any() else 0


def hazard_ratios(people: Sample, band: Labels, reference: int) -> dict[int, Estimate]:
    """Return Cox's ratio of each other band with events, by its place; none without times."""
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
        People of bands with events.
    others : list of int
        Those bands but the reference.
    columns : ndarray of float64, shape (people, len(others))
        Whether each of those people is in each of the others.

    Raises
    ------
    NotEstimable
        When nobody in the reference band had an event.
    """
    usable, others = _comparable(band, event, reference)
    columns = _dummies(band.place[usable], others) if others else np.zeros((0, 0))
    return usable, others, columns


def odds_ratios(people: Sample, band: Labels, reference: int) -> dict[int, Estimate]:
    """Return the ratio of each other band in which the outcome varies; none if censored."""
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
    return ratio_of(
        float(b[k]),
        float(se[k]),
        "bands",
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
