"""A validation and a comparison of raters, whole, beside a second reading of the facts."""

import numpy as np
import pytest
from scipy import stats

from riskservice.validation.agreement import Spec as RatersSpec
from riskservice.validation.agreement import agree
from riskservice.validation.results import Validation
from riskservice.validation.spec import Spec
from riskservice.validation.validating import validate
from tests.validation import second
from tests.validation.samples import close

BANDS = ("low", "medium", "high", "top")


def people(seed: int) -> dict[str, np.ndarray]:
    """Tied scores, skewed bands, coarse probabilities; months, and a censoring of every kind."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(40, 90))
    score = rng.integers(0, (3, 8, 30)[seed % 3] + 1, n).astype(float)
    edges = np.quantile(score, [0.6, 0.9, 0.97] if seed % 2 else [0.25, 0.5, 0.75])
    came = np.ceil(rng.exponential(np.exp(3 - score / (score.max() + 1))))
    ended = (rng.integers(1, 25, n), rng.choice([6, 12, 18], n), np.full(n, 12))[seed % 3]
    expected = 0.1 + 0.7 * score / (score.max() + 1) + rng.normal(0, 0.05, n)
    return {
        "s": score,
        "t": np.minimum(came, ended).astype(float),
        "e": (came <= ended) * 1,
        "y": (rng.random(n) < expected) * 1,
        "p": np.clip(expected.round(1 + seed % 2), 0.05, 0.95),
        "b": np.array(BANDS)[np.searchsorted(np.unique(edges), score, side="right")],
        "g": rng.choice(["one", "two"], n, p=[0.65, 0.35]),
    }


def fixed(it: dict[str, np.ndarray]) -> Validation:
    chosen = {"band": "b", "bands": BANDS, "expected": "p", "groups": ("g",), "suppress_below": 0}
    return validate(it, Spec(score="s", outcome="y", cuts=(2.0,), **chosen))


@pytest.mark.parametrize("seed", range(9))
def test_expected_and_observed_of_everyone_bands_and_groups(seed: int) -> None:
    it = people(seed)
    found = fixed(it)
    parts = [(found.eo, np.ones(len(it["s"]), bool))]
    parts += [(row.eo, it["b"] == row.label) for row in found.bands]
    parts += [(row.eo, it["g"] == row.value) for row in found.groups]
    for eo, who in parts:
        events, n, due = int(it["y"][who].sum()), int(who.sum()), float(it["p"][who].sum())
        close([eo.observed_rate.low, eo.observed_rate.high], second.wilson(events, n))
        if not events:
            upper = stats.chi2.ppf(0.975, 2) / 2
            assert (eo.estimate, eo.high) == (None, None)
            close(eo.low, due / upper)
            continue
        for name, limits in second.expected_observed(due, events, n).items():
            close(getattr(eo, name), limits)


@pytest.mark.parametrize("seed", range(9))
def test_groups_at_a_cut_and_the_differences_between_them(seed: int) -> None:
    it = people(seed)
    found = {row.value: row for row in fixed(it).groups}
    (base,) = [name for name, row in found.items() if row.reference]
    (other,) = set(found) - {base}
    high, y = it["s"] >= 2, it["y"] == 1
    (apart,) = found[other].differences
    for name, part, whole in (
        ("false_positive_rate", high & ~y, ~y),
        ("false_negative_rate", ~high & y, y),
        ("positive_predictive_value", high & y, high),
    ):
        counts = [
            int(np.sum(what & (it["g"] == group)))
            for group in (other, base)
            for what in (part, whole)
        ]
        if 0 in counts[1::2]:
            continue
        gap = getattr(apart, name)
        close([gap.estimate, gap.low, gap.high], second.newcombe(*counts))
        rate = getattr(found[other].cuts[0], name)
        close([rate.low, rate.high], second.wilson(*counts[:2]))


@pytest.mark.parametrize("seed", [0, 1, 3, 4])
def test_errors_under_censoring_are_how_figures_move_with_each_person(seed: int) -> None:
    it = people(seed)
    time, event, n = it["t"], it["e"] == 1, len(it["s"])
    found = validate(it, Spec(score="s", outcome="e", time="t", horizon=7.0, expected="p"))

    def area(weight: np.ndarray) -> float:
        return second.auc_at(time, event, it["s"], 7.0, weight)

    def score(weight: np.ndarray) -> float:
        return second.brier_at(time, event, it["p"], 7.0, weight)

    everyone = np.ones(n)
    close([found.auc.estimate, found.brier.estimate], [area(everyone), score(everyone)])
    close(found.auc.se, second.jackknife(area, n), 1e-7)
    close(found.brier.se, second.jackknife(score, n), 1e-7)


@pytest.mark.parametrize("seed", range(9))
def test_curves_and_tests_of_follow_up(seed: int) -> None:
    it = people(seed)
    time, event = it["t"], it["e"] == 1
    spec = Spec(score="s", outcome="e", time="t", horizon=5.0, band="b", bands=BANDS, expected="p")
    found = validate(it, spec)
    close(found.log_rank.test.statistic, second.log_rank(time, event, it["b"]), 1e-8)
    steady = second.proportional(time, event, it["s"] - it["s"].mean(), found.cox.coefficient)
    close(found.cox.proportional_hazards.overall.statistic, steady, 1e-6)
    for row in found.bands:
        who = it["b"] == row.label
        if row.eo.greenwood is None:
            continue
        alive, se = second.greenwood(time[who], event[who], 5.0)
        close([row.rate.estimate, row.rate.se], [1 - alive, se])
        ratio = it["p"][who].sum() / (who.sum() * (1 - alive))
        limits = [ratio * np.exp(k * second.Z * se / (1 - alive)) for k in (-1, 1)]
        close([row.eo.low, row.eo.high], limits)


@pytest.mark.parametrize("seed", range(12))
def test_raters_with_gaps_skew_and_categories_nobody_used(seed: int) -> None:
    rng = np.random.default_rng(seed)
    n, raters, categories = int(rng.integers(12, 40)), 2 + seed % 3, 4
    true = rng.choice(categories, n, p=[0.75, 0.15, 0.1, 0] if seed % 2 else [0.25] * 4)
    off = rng.random((n, raters)) < 0.3
    given = np.where(
        off, np.clip(true[:, None] + rng.choice([-1, 1], (n, raters)), 0, 3), true[:, None]
    )
    lost = rng.random((n, raters)) < (0.25 if seed % 3 == 0 else 0)
    rows = [
        [None if gone else int(r) for r, gone in zip(*row, strict=True)]
        for row in zip(given, lost, strict=True)
    ]
    columns = {
        f"r{j}": [None if row[j] is None else BANDS[row[j]] for row in rows] for j in range(raters)
    }
    found = agree(columns, RatersSpec(raters=tuple(columns), scale=BANDS))
    for name, kind in (
        ("ac1", "unweighted"),
        ("ac2_linear", "linear"),
        ("ac2_quadratic", "quadratic"),
    ):
        it = found.other_forms.gwet[name]
        close([it.estimate, it.se], second.gwet(rows, categories, kind))
    close(
        found.other_forms.alpha["ordinal"].estimate,
        second.alpha(rows, categories, second.ranks_apart),
    )
    nominal = second.alpha(rows, categories, lambda a, b, _: float(a != b))
    close(found.other_forms.alpha["nominal"].estimate, nominal)
    for kind in ("unweighted", "linear", "quadratic"):
        pairs = [
            second.kappa([(r[i], r[j]) for r in rows if None not in {r[i], r[j]}], categories, kind)
            for i in range(raters)
            for j in range(i)
        ]
        close(found.other_forms.kappa[kind].estimate, np.mean([value for value, _ in pairs]))
        if raters == 2:
            close(found.other_forms.kappa[kind].se, pairs[0][1], 1e-7)
