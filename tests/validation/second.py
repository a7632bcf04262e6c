"""Figures as the facts write them: loops over people, and errors by changing each one's weight."""

import math
from collections.abc import Callable, Sequence

import numpy as np
from scipy import stats

Z = 1.959963984540054


def wilson(x: int, n: int) -> list[float]:
    p = x / n
    centre, width = p + Z * Z / (2 * n), Z * math.sqrt(p * (1 - p) / n + Z * Z / (4 * n * n))
    return [(centre + side * width) / (1 + Z * Z / n) for side in (-1, 1)]


def newcombe(x1: int, n1: int, x2: int, n2: int) -> list[float]:
    p1, p2 = x1 / n1, x2 / n2
    (l1, u1), (l2, u2) = wilson(x1, n1), wilson(x2, n2)
    low, high = math.hypot(p1 - l1, u2 - p2), math.hypot(u1 - p1, p2 - l2)
    return [p1 - p2, p1 - p2 - low, p1 - p2 + high]


def expected_observed(expected: float, events: int, n: int) -> dict[str, list[float]]:
    """Return the limits of E/O by their names; at least one event."""
    ratio = expected / events
    logs = {"poisson": math.sqrt(1 / events), "binomial": math.sqrt((1 - events / n) / events)}
    found = {name: [ratio * math.exp(k * Z * se) for k in (-1, 1)] for name, se in logs.items()}
    low, high = stats.chi2.ppf(0.025, 2 * events) / 2, stats.chi2.ppf(0.975, 2 * events + 2) / 2
    return found | {"exact": [expected / high, expected / low]}


def curve(
    time: np.ndarray, ends: np.ndarray, first: np.ndarray, weight: np.ndarray
) -> Callable[..., float]:
    """Return a product-limit curve of some ends; `first` ends come before them at one time."""

    def at(when: float, *, before: bool = False) -> float:
        product = 1.0
        for t in sorted(set(time[ends])):
            if t < when or (t == when and not before):
                risk = weight[(time > t) | ((time == t) & ~first)].sum()
                product *= 1 - weight[(time == t) & ends].sum() / risk
        return product

    return at


def inverse_weights(
    time: np.ndarray, event: np.ndarray, horizon: float, weight: np.ndarray
) -> np.ndarray:
    free = curve(time, ~event, event, weight)
    return np.array([
        1 / free(t, before=True) if e and t <= horizon else 1 / free(horizon) if t > horizon else 0
        for t, e in zip(time, event, strict=True)
    ])  # fmt: skip


def auc_at(
    time: np.ndarray, event: np.ndarray, score: np.ndarray, horizon: float, weight: np.ndarray
) -> float:
    mass = inverse_weights(time, event, horizon, weight) * weight
    won = pairs = 0.0
    for i in np.flatnonzero(event & (time <= horizon)):
        for j in np.flatnonzero(time > horizon):
            won += mass[i] * weight[j] * ((score[i] > score[j]) + (score[i] == score[j]) / 2)
            pairs += mass[i] * weight[j]
    return won / pairs


def brier_at(
    time: np.ndarray, event: np.ndarray, expected: np.ndarray, horizon: float, weight: np.ndarray
) -> float:
    mass = inverse_weights(time, event, horizon, weight) * weight
    y = event & (time <= horizon)
    return float((mass * (y - expected) ** 2).sum() / weight.sum())


def jackknife(figure: Callable[[np.ndarray], float], n: int, step: float = 1e-4) -> float:
    """Return a standard error: how a figure moves with the weight of each person."""
    moved = []
    for i in range(n):
        up, down = np.ones(n), np.ones(n)
        up[i], down[i] = 1 + step, 1 - step
        moved.append((figure(up) - figure(down)) / (2 * step))
    return math.sqrt(sum(m * m for m in moved) * n / (n - 1))


def greenwood(time: np.ndarray, event: np.ndarray, when: float) -> tuple[float, float]:
    alive, total = 1.0, 0.0
    for t in sorted(set(time[event & (time <= when)])):
        d, n = int(np.sum(event & (time == t))), int(np.sum(time >= t))
        alive *= 1 - d / n
        total += d / (n * (n - d))
    return alive, alive * math.sqrt(total)


def log_rank(time: np.ndarray, event: np.ndarray, group: np.ndarray) -> float:
    """Return the chi-square of all groups."""
    names = sorted(set(group))
    gap, spread = np.zeros(len(names)), np.zeros((len(names), len(names)))
    for t in sorted(set(time[event])):
        risk = np.array([np.sum((time >= t) & (group == g)) for g in names], float)
        seen = np.array([np.sum((time == t) & event & (group == g)) for g in names], float)
        n, d = risk.sum(), seen.sum()
        gap += seen - d * risk / n
        if n > 1:
            share = risk / n
            spread += d * (n - d) / (n - 1) * (np.diag(share) - np.outer(share, share))
    return float(gap[1:] @ np.linalg.solve(spread[1:, 1:], gap[1:]))


def proportional(time: np.ndarray, event: np.ndarray, x: np.ndarray, beta: float) -> float:
    """Return the score test of x times g(t) = 1 - KM(t-), beta profiled out, Efron's risk sets."""
    alive = curve(time, event, np.zeros(len(time), bool), np.ones(len(time)))
    g = {t: 1 - alive(t, before=True) for t in set(time[event])}
    middle = float(np.mean([g[t] for t in time[event]]))
    score = both = cross = own = 0.0
    for t in sorted(g):
        risk, dead = time >= t, event & (time == t)
        for k in range(dead.sum()):
            w = np.exp(beta * x) * (risk - k / dead.sum() * dead)
            mean = (w * x).sum() / w.sum()
            variance = (w * x * x).sum() / w.sum() - mean * mean
            score += (g[t] - middle) * (x[dead].mean() - mean)
            both += (g[t] - middle) ** 2 * variance
            cross += (g[t] - middle) * variance
            own += variance
    return score**2 / (both - cross**2 / own)


Ratings = Sequence[Sequence[int | None]]


def nearness(categories: int, kind: str) -> np.ndarray:
    apart = np.abs(np.subtract.outer(np.arange(categories), np.arange(categories)))
    if kind == "unweighted":
        return np.eye(categories)
    return 1 - (apart / (categories - 1)) ** (1 if kind == "linear" else 2)


def gwet(ratings: Ratings, categories: int, kind: str) -> tuple[float, float]:
    """Return AC1 or AC2 and its standard error."""
    rated = [[r for r in row if r is not None] for row in ratings]
    rated = [row for row in rated if row]
    n, twice, near = len(rated), sum(len(row) > 1 for row in rated), nearness(categories, kind)
    scale = near.sum() / (categories * (categories - 1))
    share = np.mean([[row.count(k) / len(row) for k in range(categories)] for row in rated], axis=0)
    chance = scale * float((share * (1 - share)).sum())

    def agreed(row: list[int]) -> float:
        others = [near[a, b] for i, a in enumerate(row) for j, b in enumerate(row) if i != j]
        return float(np.mean(others))

    own = [agreed(row) if len(row) > 1 else None for row in rated]
    both = float(np.mean([a for a in own if a is not None]))
    found = (both - chance) / (1 - chance)
    total = 0.0
    for row, a in zip(rated, own, strict=True):
        g = 0.0 if a is None else n / twice * (a - chance) / (1 - chance)
        by_chance = scale * sum(1 - share[k] for k in row) / len(row)
        total += (g - 2 * (1 - found) * (by_chance - chance) / (1 - chance) - found) ** 2
    return found, math.sqrt(total / (n * (n - 1)))


def kappa(pairs: Sequence[tuple[int, int]], categories: int, kind: str) -> tuple[float, float]:
    """Return kappa of two raters and its standard error (Fleiss, Cohen and Everitt 1969)."""
    near, p = nearness(categories, kind), np.zeros((categories, categories))
    for pair in pairs:
        p[pair] += 1 / len(pairs)
    rows, columns = p.sum(axis=1), p.sum(axis=0)
    seen, chance = float((near * p).sum()), float(rows @ near @ columns)
    found = (seen - chance) / (1 - chance)
    total = 0.0
    for i in range(categories):
        for j in range(categories):
            mean = float(near[i] @ columns + rows @ near[:, j])
            total += p[i, j] * (near[i, j] - mean * (1 - found)) ** 2
    total -= (found - chance * (1 - found)) ** 2
    return found, math.sqrt(max(total, 0) / (len(pairs) * (1 - chance) ** 2))


def alpha(
    ratings: Ratings, categories: int, apart: Callable[[int, int, np.ndarray], float]
) -> float:
    """Return Krippendorff's alpha; `apart` of two categories and how often each was given."""
    rated = [[r for r in row if r is not None] for row in ratings]
    units = [row for row in rated if len(row) > 1]
    given = np.bincount([r for row in units for r in row], minlength=categories)
    seen = sum(
        apart(a, b, given) / (len(row) - 1)
        for row in units for i, a in enumerate(row) for j, b in enumerate(row) if i != j
    )  # fmt: skip
    chance = sum(
        given[a] * given[b] * apart(a, b, given)
        for a in range(categories)
        for b in range(categories)
    )
    return 1 - (given.sum() - 1) * seen / float(chance)


def ranks_apart(a: int, b: int, given: np.ndarray) -> float:
    low, high = min(a, b), max(a, b)
    return float(given[low : high + 1].sum() - (given[a] + given[b]) / 2) ** 2
