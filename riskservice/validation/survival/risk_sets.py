"""
Sums over the people at risk at each event, for Cox models: one sort, then cumulative sums.

Somebody is at risk at t when start < t <= stop: entry at the time of an event comes too late for
it. Of d events at one time the l-th (l = 0 ... d - 1) has, after Efron, the denominator
R - (l/d) D, R over everyone at risk and D over the d; after Breslow all have R.
"""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from riskservice.validation.estimates import Floats, Ints, Mask

Ties = Literal["efron", "breslow"]


@dataclass(frozen=True)
class RiskSets:
    """
    Who is at risk when; made once for a model.

    Attributes
    ----------
    times : ndarray of float64, shape (g,)
        Distinct times of events, ascending.
    at_time : ndarray of int64, shape (m,)
        For each event, ordered by time, the place of its time.
    share : ndarray of float64, shape (m,)
        For each event, l/d after Efron, 0 after Breslow.
    """

    times: Floats
    at_time: Ints
    share: Floats
    until: Ints
    entered: Ints | None
    dead: Ints
    dead_at: Ints

    def over_risk(self, values: Floats) -> Floats:
        """
        Return sums over everyone at risk at each time of events.

        Parameters
        ----------
        values : ndarray of float64, shape (n,) or (n, p)
        """
        total = _from_end(values, self.until, len(self.times))
        if self.entered is not None:
            # Who enters at or after a time of events is not at risk there.
            total = total - _from_end(values, self.entered, len(self.times))
        return total

    def over_dead(self, values: Floats) -> Floats:
        """Return sums over the people with the event at each time of events."""
        return _binned(values[self.dead], self.dead_at, len(self.times))

    def back(self, for_event: Floats) -> tuple[Floats, Floats]:
        """
        Return sums over the events at which each person is at risk.

        Parameters
        ----------
        for_event : ndarray of float64, shape (m,)

        Returns
        -------
        at_risk : ndarray of float64, shape (n,)
        when_dead : ndarray of float64, shape (n,)
            The same times l/d, over events at a person's own time, where they had one.
        """
        k = len(self.times)
        until = np.concatenate(([0.0], np.cumsum(_binned(for_event, self.at_time, k))))
        at_risk = until[self.until]
        if self.entered is not None:
            at_risk = at_risk - until[self.entered]
        own = _binned(for_event * self.share, self.at_time, k)
        when_dead = np.zeros(len(self.until))
        when_dead[self.dead] = own[self.dead_at]
        return at_risk, when_dead


def risk_sets(
    stop: Floats, event: Mask, *, start: Floats | None = None, ties: Ties = "efron"
) -> RiskSets:
    """Return who is at risk when; parameters as of ``cox`` of the module beside."""
    times, at_time = np.unique(stop[event], return_inverse=True)
    at_time = np.sort(at_time)
    share = np.zeros(len(at_time))
    if ties == "efron":
        deaths = np.bincount(at_time, minlength=len(times))
        first = np.searchsorted(at_time, np.arange(len(times)))
        share = (np.arange(len(at_time)) - first[at_time]) / deaths[at_time]
    dead = np.flatnonzero(event)
    return RiskSets(
        times=times,
        at_time=at_time,
        share=share,
        until=np.searchsorted(times, stop, side="right"),
        entered=None if start is None else np.searchsorted(times, start, side="right"),
        dead=dead,
        dead_at=np.searchsorted(times, stop[dead]),
    )


def _from_end(values: Floats, until: Ints, k: int) -> Floats:
    """Sum values of those for whom a time is among their first `until`, for every time."""
    return np.asarray(_binned(values, until, k + 1)[:0:-1].cumsum(axis=0)[::-1], np.float64)


def _binned(values: Floats, place: Ints, k: int) -> Floats:
    if values.ndim == 1:
        return np.asarray(np.bincount(place, weights=values, minlength=k), np.float64)
    return np.column_stack([np.bincount(place, weights=column, minlength=k) for column in values.T])
