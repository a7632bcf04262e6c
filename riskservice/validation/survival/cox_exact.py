"""
Cox model with the exact partial likelihood of tied events: slow, for checking, seldom needed.

The chance that just these d of the people at risk had the event is over every set of d people. The
sums over sets grow by one person at a time, from the longest follow-up to the shortest, so that one
pass serves every time of events. Work grows with the number of people and the most events at a
time.
"""

import numpy as np

from riskservice.validation.estimates import Floats, Mask
from riskservice.validation.extra import not_estimable
from riskservice.validation.linear import bounded_covariance, solved, unbounded
from riskservice.validation.survival.cox import CONVERGED, STEPS, CoxFit

_At = tuple[float, Floats, Floats]


def cox_exact(time: Floats, event: Mask, x: Floats) -> CoxFit:
    """
    Fit a Cox model by the exact (discrete) partial likelihood.

    Parameters
    ----------
    time : ndarray of float64, shape (n,)
    event : ndarray of bool, shape (n,)
    x : ndarray of float64, shape (n,) or (n, p)

    Raises
    ------
    NotEstimable
        When there is no event, a hazard ratio has no finite value, or so many events share a time
        that the sums leave the range of numbers.
    """
    if not event.any():
        raise not_estimable("cox", "needs events, and nobody had one", "Follow people for longer.")
    columns = x[:, None] if x.ndim == 1 else x
    centred = columns - columns.mean(axis=0)
    beta = np.zeros(columns.shape[1])
    first = now = _moments(time, event, centred, beta)
    for _ in range(STEPS):
        beta = beta + solved(now[2], now[1], "cox")
        after = _moments(time, event, centred, beta)
        gain, now = after[0] - now[0], after
        if abs(gain) < CONVERGED * (abs(now[0]) + 1):
            break
    else:
        raise unbounded("cox")
    return CoxFit(
        coefficients=beta,
        covariance=bounded_covariance(now[2], centred, "cox"),
        null_log_likelihood=first[0],
        log_likelihood=now[0],
        score_chi_square=float(first[1] @ solved(first[2], first[1], "cox")),
        linear_predictor=columns @ beta,
        n=len(time),
        events=int(event.sum()),
        ties="exact",
    )


def _moments(time: Floats, event: Mask, x: Floats, beta: Floats) -> _At:
    """Log-likelihood, gradient and information."""
    p = x.shape[1]
    most = int(np.unique(time[event], return_counts=True)[1].max())
    sums, slopes = np.zeros(most + 1), np.zeros((most + 1, p))
    bends = np.zeros((most + 1, p, p))
    sums[0] = 1.0
    relative = np.exp(x @ beta)
    likelihood, gradient, information = 0.0, np.zeros(p), np.zeros((p, p))
    order = np.argsort(-time, kind="stable")
    for ends, group in _by_time(time[order]):
        for i in order[group]:
            _join(sums, slopes, bends, float(relative[i]), x[i])
        dead = order[group][event[order[group]]]
        d = len(dead)
        if not d:
            continue
        if not np.isfinite(bends[d]).all() or not sums[d] > 0:
            raise not_estimable("cox", f"too many events at {ends:g}", "Use Efron's way with ties.")
        mean = slopes[d] / sums[d]
        likelihood += float((x[dead] @ beta).sum() - np.log(sums[d]))
        gradient += x[dead].sum(axis=0) - mean
        information += bends[d] / sums[d] - np.outer(mean, mean)
    return likelihood, gradient, information


def _join(sums: Floats, slopes: Floats, bends: Floats, relative: float, x: Floats) -> None:
    """Add a person to the sums over sets of every size, and to their derivatives."""
    outer = slopes[:-1, :, None] * x
    bends[1:] += relative * (
        bends[:-1] + outer + outer.transpose(0, 2, 1) + sums[:-1, None, None] * np.outer(x, x)
    )
    slopes[1:] += relative * (slopes[:-1] + sums[:-1, None] * x)
    sums[1:] += relative * sums[:-1]


def _by_time(descending: Floats) -> list[tuple[float, slice]]:
    edges = np.flatnonzero(np.append(True, descending[1:] != descending[:-1]))
    ends = [*edges[1:].tolist(), len(descending)]
    return [(float(descending[a]), slice(a, b)) for a, b in zip(edges.tolist(), ends, strict=True)]
