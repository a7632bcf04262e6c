"""
People who were not all followed for as long: who had the event by a horizon, and what each counts.

Where nobody is censored before the horizon, everyone's outcome is known and nothing here is needed.
Where somebody is, an event counts 1/G(T-), somebody followed beyond the horizon 1/G(horizon), and
those censored before it nothing. That is right as long as people were censored for reasons that
have nothing to do with their risk.
"""

from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from riskservice.errors import Fault
from riskservice.validation.estimates import Estimate, Floats, Ints, Mask
from riskservice.validation.survival.curves import kaplan_meier, observed_rate
from riskservice.validation.survival.weighting import Weights, weights_at

WEIGHTED = (
    "inverse probability of censoring weights: 1/G(T-) for events by the horizon, 1/G(horizon) for "
    "those followed beyond it, 0 for those censored before; G Kaplan-Meier of all of them"
)
BY_CURVE = "1 - Kaplan-Meier at the horizon among people of a score"
EVERYONE = "everyone was followed to the horizon or the event; no weights"


class Followed(NamedTuple):
    """
    Follow-up of people of whom some were censored before a horizon.

    Attributes
    ----------
    time : ndarray of float64, shape (n,)
        Length of follow-up.
    event : ndarray of bool, shape (n,)
        Whether it ended with the event, also where that came after the horizon.
    horizon : float
        In the unit of `time`.
    """

    time: Floats
    event: Mask
    horizon: float

    @property
    def weights(self) -> Weights:
        """Who is a case, who a control, and what each counts; G of these people."""
        return weights_at(self.time, self.event, self.horizon)

    @property
    def censored(self) -> Mask:
        """Who was censored before the horizon."""
        return ~self.event & (self.time < self.horizon)

    def at(self, rows: Ints | Mask) -> "Followed":
        """Return some of them."""
        return Followed(self.time[rows], self.event[rows], self.horizon)

    def observed(self, who: Mask) -> Estimate:
        """Return 1 - KM of some people at the horizon; none where their curve ends before."""
        curve = kaplan_meier(self.time[who], self.event[who])
        return observed_rate(curve, self.horizon, int(who.sum()))


def by_horizon(time: Floats, event: Mask, horizon: float) -> tuple[Mask, Followed | None]:
    """
    Return who had the event by a horizon, and the follow-up where it must be reckoned with.

    Parameters
    ----------
    time : ndarray of float64, shape (n,)
    event : ndarray of bool, shape (n,)
    horizon : float

    Returns
    -------
    outcome : ndarray of bool, shape (n,)
    followed : Followed or None
        None where nobody was censored before the horizon.
    """
    outcome = event & (time <= horizon)
    if not np.any(~event & (time < horizon)):
        return outcome, None
    return outcome, Followed(time, event, horizon)


def horizon_faults(time: Floats, event: Mask, horizon: float) -> Iterator[Fault]:
    """Yield why a horizon tells nothing of some people: nobody beyond it, or no event by it."""
    if not len(time):
        return
    if not event.any():
        yield Fault(
            pointer="outcome",
            message=f"is 0 for all {len(time):,} people: all were censored and nobody has the "
            "event",
            way_out="Give people whose follow-up ended with the event; check how it is coded.",
        )
    elif not np.any(event & (time <= horizon)):
        yield Fault(
            pointer="horizon",
            value=f"{horizon:g}",
            message=f"comes before any event; the first was at {time[event].min():g}",
            way_out="Choose a later horizon, in the unit of the times.",
        )
    if not np.any((time > horizon) | (~event & (time >= horizon))):
        yield Fault(
            pointer="horizon",
            value=f"{horizon:g}",
            message="is longer than anybody was followed without the event; the longest follow-up "
            f"is {time.max():g}",
            way_out="Choose a horizon that people were followed to, in the unit of the times.",
        )
