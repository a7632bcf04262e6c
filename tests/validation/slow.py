"""The same measures by looking at every pair, every event and every set: plain, slow, by hand."""

from itertools import combinations

import numpy as np


def auc(score: np.ndarray, outcome: np.ndarray) -> float:
    cases, controls = score[outcome], score[~outcome]
    won = sum((a > b) + (a == b) / 2 for a in cases for b in controls)
    return won / (len(cases) * len(controls))


def delong_variance(score: np.ndarray, outcome: np.ndarray) -> float:
    cases, controls = score[outcome], score[~outcome]
    v10 = [np.mean([(a > b) + (a == b) / 2 for b in controls]) for a in cases]
    v01 = [np.mean([(a > b) + (a == b) / 2 for a in cases]) for b in controls]
    return np.var(v10, ddof=1) / len(cases) + np.var(v01, ddof=1) / len(controls)


def comparable(time: np.ndarray, event: np.ndarray, i: int, j: int) -> bool:
    """Return whether i has an event before j is known to have one."""
    return bool(event[i] and (time[i] < time[j] or (time[i] == time[j] and not event[j])))


def concordance(
    time: np.ndarray, event: np.ndarray, score: np.ndarray, weight: np.ndarray
) -> tuple[float, float]:
    """Return C and its infinitesimal-jackknife error, pair by pair."""
    n = len(time)
    won, pairs = np.zeros(n), np.zeros(n)
    for i in range(n):
        for j in range(n):
            if i != j and comparable(time, event, i, j):
                credit = (score[i] > score[j]) + (score[i] == score[j]) / 2
                for person in (i, j):
                    won[person] += weight[i] * credit
                    pairs[person] += weight[i]
    total = pairs.sum() / 2
    c = won.sum() / 2 / total
    return c, float(np.sqrt(np.sum(((won - c * pairs) / total) ** 2)))


def kaplan_meier(time: np.ndarray, event: np.ndarray, when: float) -> float:
    survival = 1.0
    for t in sorted(set(time[event])):
        if t <= when:
            survival *= 1 - np.sum(event & (time == t)) / np.sum(time >= t)
    return float(survival)


def censoring_before(time: np.ndarray, event: np.ndarray, when: float) -> float:
    """Return G just before a time; events come before censorings."""
    survival = 1.0
    for t in sorted(set(time[~event])):
        if t < when:
            at_risk = np.sum((time > t) | ((time == t) & ~event))
            survival *= 1 - np.sum(~event & (time == t)) / at_risk
    return float(survival)


def auc_at(time: np.ndarray, event: np.ndarray, score: np.ndarray, when: float) -> float:
    top = bottom = 0.0
    for i in np.flatnonzero(event & (time <= when)):
        weight = 1 / censoring_before(time, event, time[i])
        for j in np.flatnonzero(time > when):
            top += weight * ((score[i] > score[j]) + (score[i] == score[j]) / 2)
            bottom += weight
    return top / bottom


def cox_likelihood(
    start: np.ndarray,
    stop: np.ndarray,
    event: np.ndarray,
    line: np.ndarray,
    ties: str,
) -> float:
    """Return the partial log-likelihood, event time by event time."""
    total = 0.0
    for t in sorted(set(stop[event])):
        at_risk = (start < t) & (stop >= t)
        dead = np.flatnonzero(event & (stop == t))
        whole = np.exp(line[at_risk]).sum()
        own = np.exp(line[dead]).sum()
        total += line[dead].sum()
        if ties == "exact":
            sets = combinations(np.flatnonzero(at_risk), len(dead))
            total -= np.log(sum(np.exp(line[list(people)].sum()) for people in sets))
            continue
        for k in range(len(dead)):
            total -= np.log(whole - (k / len(dead) * own if ties == "efron" else 0.0))
    return float(total)


def incidence(time: np.ndarray, kind: np.ndarray, when: float) -> float:
    """Return the cumulative incidence of kind 1, event by event."""
    total, survival = 0.0, 1.0
    for t in sorted(set(time[kind > 0])):
        if t <= when:
            at_risk = np.sum(time >= t)
            total += survival * np.sum((kind == 1) & (time == t)) / at_risk
            survival *= 1 - np.sum((kind > 0) & (time == t)) / at_risk
    return float(total)


def cusum(outcome: np.ndarray, expected: np.ndarray, odds: float) -> list[float]:
    found, level = [], 0.0
    for y, p in zip(outcome, expected, strict=True):
        level = max(0.0, level + y * np.log(odds) - np.log(1 - p + odds * p))
        found.append(level)
    return found
