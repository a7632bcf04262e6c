"""
Competing events: death, recall or custody end the chance to reoffend, and are no censoring.

1 - Kaplan-Meier of the event of interest overstates how many people have it, the more so over long
follow-up.
"""

import math
from dataclasses import dataclass

import numpy as np

from riskservice.validation.estimates import Estimate, Floats, Ints, Mask, Z
from riskservice.validation.survival.curves import kaplan_meier

NOT_SO_FAR = "cumulative incidence; none, since nobody among them was followed to the time"
METHOD = "cumulative incidence (Aalen-Johansen) with log-log interval, delta-method standard error"


@dataclass(frozen=True)
class Incidence:
    """
    Cumulative incidence of one kind of event.

    Attributes
    ----------
    time : ndarray of float64, shape (k,)
    incidence : ndarray of float64, shape (k,)
        Just after each time.
    """

    time: Floats
    incidence: Floats
    _before: Floats
    _at_risk: Ints
    _any: Ints
    _own: Ints
    _n: int

    def at(self, when: Floats | float) -> Floats:
        """Return the incidence at times, what happens at them included."""
        place = np.searchsorted(self.time, when, side="right")
        found: Floats = np.concatenate(([0.0], self.incidence))[place]
        return found

    def se(self, when: float) -> float:
        """Return the standard error at a time."""
        until = self.time <= when
        own, risk, everything = self._own[until], self._at_risk[until], self._any[until]
        gap = float(self.at(when)) - self.incidence[until]
        before = self._before[until]
        left = np.where(risk > everything, risk - everything, 1)
        terms = (
            np.where(risk > everything, gap**2 * everything / (risk * left), 0.0)
            + before**2 * (risk - own) * own / risk**3
            - 2 * gap * before * own / risk**2
        )
        return math.sqrt(max(float(terms.sum()), 0.0))

    def estimate(self, when: float) -> Estimate:
        """Return the share of people with this event by a time; none where nobody was followed."""
        if when > self.time[-1] and self._at_risk[-1] > self._any[-1]:
            n, events = self._n, int(self._own.sum())
            return Estimate(
                estimate=None, low=None, high=None, n=n, events=events, method=NOT_SO_FAR
            )
        value, se = float(self.at(when)), self.se(when)
        low = high = None
        # A sum of shares a rounding error below 1 is everyone.
        if 0 < value < 1 and not math.isclose(value, 1) and se > 0:
            log = math.log(value)
            half = Z * se / (value * log)
            low, high = math.exp(log * math.exp(-half)), math.exp(log * math.exp(half))
        return Estimate(
            estimate=value,
            low=low,
            high=high,
            se=se,
            n=self._n,
            events=int(self._own[self.time <= when].sum()),
            method=METHOD,
        )


def aalen_johansen(time: Floats, kind: Ints, of: int = 1) -> Incidence:
    """
    Return the cumulative incidence of one kind of event.

    Parameters
    ----------
    time : ndarray of float64, shape (n,)
    kind : ndarray of int64, shape (n,)
        What follow-up ended with; 0 is a censoring.
    of : int
        The kind of interest.

    Notes
    -----
    Sum of :math:`S(t-) d_c/n` over the times of events, S counting events of every kind.
    """
    every: Mask = kind != 0
    whole = kaplan_meier(time, every)
    place = np.searchsorted(whole.time, time[kind == of])
    own = np.bincount(place, minlength=len(whole.time))
    before = np.concatenate(([1.0], whole.survival[:-1]))
    return Incidence(
        time=whole.time,
        incidence=np.cumsum(before * own / whole.at_risk),
        _before=before,
        _at_risk=whole.at_risk,
        _any=whole.events,
        _own=own,
        _n=len(time),
    )
