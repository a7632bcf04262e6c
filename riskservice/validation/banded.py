"""The Cox model of the bands: whether they differ at all, and whether their ratios last."""

import msgspec
import numpy as np

from riskservice.validation.band_ratios import against, reference_band
from riskservice.validation.estimates import Estimate, Test
from riskservice.validation.partly import Partly
from riskservice.validation.sample import Sample
from riskservice.validation.spec import Spec
from riskservice.validation.survival.concordance import harrell_c
from riskservice.validation.survival.hazards import ProportionalHazards, cox_tests


class BandModel(msgspec.Struct, frozen=True, kw_only=True):
    """
    Cox model of the bands; the hazard ratio of each band is with the band.

    Attributes
    ----------
    reference : str
        Band that the others are compared with.
    bands : list of str
        Compared with it, from low to high.
    left_out : list of str
        Bands in which nobody had the event, and which have no ratio.
    n, events : int
        People of the other bands.
    ties : str
        How events at one time are dealt with.
    log_likelihoods : list of float
        Without and with the bands.
    likelihood_ratio, wald, score : Test
        Of no difference between the bands.
    proportional_hazards : ProportionalHazards or None
        A term for each of `bands`, and all together.
    harrell_c : Estimate
        Of the band as a score, of everyone.
    method : str
        Which model it is.
    """

    reference: str
    bands: list[str]
    left_out: list[str]
    n: int
    events: int
    ties: str
    log_likelihoods: list[float]
    likelihood_ratio: Test
    wald: Test
    score: Test
    proportional_hazards: ProportionalHazards | None
    harrell_c: Estimate
    method: str


def band_model(people: Sample, spec: Spec) -> Partly | None:
    """Return the Cox model of the bands, or None without times or without two bands."""
    band, time, event = people.band, people.time, people.event
    if band is None or time is None or event is None:
        return None
    chosen = reference_band(people, spec.reference_band)
    usable, others, columns = against(band, event, chosen)
    if not others:
        return None
    _, tests, missing = cox_tests("cox_band", time[usable], event[usable], columns)
    used = np.bincount(band.place, minlength=len(band.names))
    silent = [i for i in np.flatnonzero(used).tolist() if i not in {chosen, *others}]
    figures = BandModel(
        reference=band.names[chosen],
        bands=[band.names[i] for i in others],
        left_out=[band.names[i] for i in silent],
        harrell_c=harrell_c(time, event, band.place.astype(np.float64)),
        method="Cox model of the bands, Efron ties",
        **tests,
    )
    return Partly(figures, missing)
