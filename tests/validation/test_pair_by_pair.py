"""Fast forms against plain ones on small random people: ties, censoring and delayed entry."""

from typing import Any

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from riskservice.validation.bootstrap import replicated_auc
from riskservice.validation.discrimination import (
    auc,
    compare_groups,
    compare_paired,
    placements,
    roc,
)
from riskservice.validation.drift import cusum
from riskservice.validation.extra import NotEstimable
from riskservice.validation.survival.competing import aalen_johansen
from riskservice.validation.survival.concordance import concordance, pair_counts, uno_weights
from riskservice.validation.survival.cox import cox, moments
from riskservice.validation.survival.cox_exact import cox_exact
from riskservice.validation.survival.curves import censoring_curve, kaplan_meier, log_rank
from riskservice.validation.survival.dynamic import auc_at
from riskservice.validation.survival.risk_sets import risk_sets
from riskservice.validation.survival.weighting import weights_at
from tests.validation import slow

People = tuple[np.ndarray, np.ndarray, np.ndarray]


@st.composite
def people(draw: Any, least: int = 4, most: int = 24) -> People:
    """Draw times in months, events, and a score of few or many values."""
    n = draw(st.integers(least, most))
    times = draw(st.lists(st.integers(1, 8), min_size=n, max_size=n))
    events = draw(st.lists(st.booleans(), min_size=n, max_size=n))
    top = draw(st.sampled_from([2, 5, 1000]))
    scores = draw(st.lists(st.integers(0, top), min_size=n, max_size=n))
    return np.array(times, float), np.array(events), np.array(scores, float)


@given(people())
def test_auc_is_the_share_of_pairs_won(drawn: People) -> None:
    _, outcome, score = drawn
    assume(2 <= outcome.sum() <= len(outcome) - 2)
    found = placements(score, outcome)
    assert found.area == pytest.approx(slow.auc(score, outcome), abs=1e-12)
    assert found.variance == pytest.approx(slow.delong_variance(score, outcome), abs=1e-12)
    ordered = placements(score, outcome, in_order=False)
    assert ordered.area == pytest.approx(found.area, abs=1e-14)
    assert ordered.variance == pytest.approx(found.variance, abs=1e-14)


@given(people())
def test_the_roc_curve_has_the_area_of_the_auc(drawn: People) -> None:
    _, outcome, score = drawn
    assume(0 < outcome.sum() < len(outcome))
    _, fpr, tpr = roc(score, outcome)
    assert (fpr[0], tpr[0], fpr[-1], tpr[-1]) == (0, 0, 1, 1)
    area = float(np.sum(np.diff(fpr) * (tpr[1:] + tpr[:-1]) / 2))
    assert area == pytest.approx(slow.auc(score, outcome), abs=1e-12)


@given(people(), st.integers(0, 1000))
def test_two_scores_of_the_same_people_have_the_variance_of_their_difference(
    drawn: People, seed: int
) -> None:
    _, outcome, score = drawn
    assume(2 <= outcome.sum() <= len(outcome) - 2)
    other = score + np.random.default_rng(seed).integers(0, 3, len(score))
    found = compare_paired(score, other, outcome)
    one, two = placements(score, outcome), placements(other, outcome)
    gaps = [a - b for a, b in zip(one, two, strict=True)]
    variance = sum(np.var(gap, ddof=1) / len(gap) for gap in gaps)
    assert found.difference.estimate == pytest.approx(one.area - two.area)
    assert found.difference.se == pytest.approx(np.sqrt(variance), abs=1e-9)
    swapped = compare_paired(other, score, outcome)
    assert swapped.test.statistic == pytest.approx(-found.test.statistic)


def test_two_groups_of_people_are_independent() -> None:
    generator = np.random.default_rng(3)
    score, outcome = generator.integers(0, 9, 80).astype(float), generator.random(80) < 0.4
    half = np.arange(80) < 40
    found = compare_groups(score[half], outcome[half], score[~half], outcome[~half])
    v1, v2 = (slow.delong_variance(score[who], outcome[who]) for who in (half, ~half))
    a1, a2 = (slow.auc(score[who], outcome[who]) for who in (half, ~half))
    assert found.test.statistic == pytest.approx((a1 - a2) / np.sqrt(v1 + v2))


@given(people())
def test_concordance_is_the_share_of_comparable_pairs_won(drawn: People) -> None:
    time, event, score = drawn
    try:
        found = concordance(time, event, score)
    except NotEstimable:
        pairs = [
            (i, j) for i in range(len(time)) for j in range(len(time))
            if slow.comparable(time, event, i, j)
        ]  # fmt: skip
        assert pairs == []
        return
    c, se = slow.concordance(time, event, score, np.ones(len(time)))
    assert found.value == pytest.approx(c, abs=1e-12)
    assert found.se == pytest.approx(se, abs=1e-12)


@given(people())
def test_unos_c_weighs_events_by_the_censoring_curve_just_before(drawn: People) -> None:
    time, event, score = drawn
    weight = uno_weights(time, event, tau=6)
    for i, value in enumerate(weight):
        counted = event[i] and time[i] <= 6
        due = slow.censoring_before(time, event, time[i]) ** -2.0 if counted else 0.0
        assert value == pytest.approx(due)
    try:
        found = concordance(time, event, score, weight)
    except NotEstimable:
        assume(False)
    c, se = slow.concordance(time, event, score, weight)
    assert found.value == pytest.approx(c, abs=1e-9)
    assert found.se == pytest.approx(se, abs=1e-9)


@given(people())
def test_every_pair_is_of_one_kind(drawn: People) -> None:
    time, event, score = drawn
    found = pair_counts(time, event, score)
    n, both = len(time), {"time": 0, "both": 0, "comparable": 0}
    for i in range(n):
        for j in range(i):
            if event[i] and event[j] and time[i] == time[j]:
                both["both" if score[i] == score[j] else "time"] += 1
            elif slow.comparable(time, event, i, j) or slow.comparable(time, event, j, i):
                both["comparable"] += 1
    assert (found.tied_time, found.tied_both) == (both["time"], both["both"])
    assert found.comparable == both["comparable"]
    assert found.comparable == found.concordant + found.discordant + found.tied_score


@given(people())
def test_curves_are_products_over_times(drawn: People) -> None:
    time, event, _ = drawn
    curve, censoring = kaplan_meier(time, event), censoring_curve(time, event)
    for when in (0.5, 1, 3, 3.5, 8, 9):
        assert curve.at(when) == pytest.approx(slow.kaplan_meier(time, event, when))
        before = slow.censoring_before(time, event, when)
        assert censoring.just_before(when) == pytest.approx(before)
        assert curve.step(when).at_risk == np.sum(time >= when)


@given(people())
def test_weights_of_a_horizon_add_up_to_everyone(drawn: People) -> None:
    time, event, _ = drawn
    horizon = 4.0
    found = weights_at(time, event, horizon)
    assume(found.control.any())
    assert found.weight.sum() == pytest.approx(len(time))
    cases = found.weight[found.case].sum() / len(time)
    assert cases == pytest.approx(1 - slow.kaplan_meier(time, event, horizon))


@given(people())
def test_auc_at_a_time_pair_by_pair(drawn: People) -> None:
    time, event, score = drawn
    assume((event & (time <= 4)).any())
    assume((time > 4).any())
    found = auc_at(time, event, score, 4)
    assert found.estimate == pytest.approx(slow.auc_at(time, event, score, 4), abs=1e-12)


def test_auc_at_a_time_without_censoring_is_the_auc() -> None:
    generator = np.random.default_rng(4)
    time, score = generator.integers(1, 9, 60).astype(float), generator.integers(0, 5, 60) * 1.0
    everyone = np.ones(60, bool)
    found, plain = auc_at(time, everyone, score, 4), auc(score, time <= 4)
    assert found.estimate == pytest.approx(plain.estimate)
    assert found.se == pytest.approx(plain.se, rel=0.03)  # same influence, other divisors


@given(people(), st.floats(-1, 1), st.sampled_from(["efron", "breslow"]), st.booleans())
def test_the_partial_likelihood_event_by_event(
    drawn: People, beta: float, ties: Any, entries: bool
) -> None:
    time, event, score = drawn
    assume(event.any())
    start = np.where(score % 2 == 0, time - 1, 0.0) if entries else np.zeros(len(time))
    line = beta * (score - score.mean()) / (score.std() + 1)
    sets = risk_sets(time, event, start=start if entries else None, ties=ties)
    found = moments(sets, line[:, None], np.ones(1))
    expected = slow.cox_likelihood(start if entries else start - 1, time, event, line, ties)
    assert found.log_likelihood == pytest.approx(expected, abs=1e-9)
    step = 1e-5
    up, down = (
        slow.cox_likelihood(start if entries else start - 1, time, event, line * (1 + h), ties)
        for h in (step, -step)
    )
    assert found.gradient[0] == pytest.approx((up - down) / (2 * step), abs=1e-5)
    curve = (up + down - 2 * expected) / step**2
    assert found.information[0, 0] == pytest.approx(-curve, abs=1e-3)


def test_the_exact_likelihood_set_by_set() -> None:
    generator = np.random.default_rng(8)
    time, event = generator.integers(1, 4, 12).astype(float), generator.random(12) < 0.6
    score = generator.integers(0, 4, 12).astype(float)
    found = cox_exact(time, event, score)
    line = found.linear_predictor - found.coefficients[0] * score.mean()
    never = np.full(12, -1.0)
    expected = slow.cox_likelihood(never, time, event, line, "exact")
    assert found.log_likelihood == pytest.approx(expected, abs=1e-9)
    null = slow.cox_likelihood(never, time, event, 0 * line, "exact")
    assert found.null_log_likelihood == pytest.approx(null, abs=1e-9)


def test_without_ties_all_three_ways_are_one() -> None:
    generator = np.random.default_rng(9)
    time, event = generator.permutation(40) + 1.0, generator.random(40) < 0.7
    score = generator.integers(0, 6, 40).astype(float)
    fits = [cox(time, event, score), cox(time, event, score, ties="breslow")]
    fits.append(cox_exact(time, event, score))
    for found in fits[1:]:
        assert found.coefficients == pytest.approx(fits[0].coefficients, abs=1e-9)
        assert found.se == pytest.approx(fits[0].se, abs=1e-9)


@given(people(), st.integers(0, 1000))
def test_cumulative_incidence_event_by_event(drawn: People, seed: int) -> None:
    time, event, _ = drawn
    kind = np.where(event, np.random.default_rng(seed).integers(1, 3, len(time)), 0)
    one, two = aalen_johansen(time, kind, 1), aalen_johansen(time, kind, 2)
    for when in (1, 4, 8):
        assert one.at(when) == pytest.approx(slow.incidence(time, kind, when))
        everything = kaplan_meier(time, event).at(when)
        assert one.at(when) + two.at(when) + everything == pytest.approx(1)
        assert one.at(when) <= 1 - kaplan_meier(time, kind == 1).at(when) + 1e-12


@given(people())
def test_incidence_of_the_only_kind_is_one_less_the_curve(drawn: People) -> None:
    time, event, _ = drawn
    curve, found = kaplan_meier(time, event), aalen_johansen(time, event.astype(np.int64))
    for when in (1, 4, 7):
        assert found.at(when) == pytest.approx(1 - curve.at(when))
        if curve.at(when) > 0:
            assert found.se(when) == pytest.approx(float(curve.se(when)), abs=1e-9)


@settings(max_examples=20)
@given(st.integers(0, 10_000))
def test_a_cusum_never_falls_below_nought(seed: int) -> None:
    generator = np.random.default_rng(seed)
    p = generator.random(30) * 0.5
    y = (generator.random(30) < p).astype(float)
    for odds in (2.0, 0.5):
        assert cusum(y, p, odds) == pytest.approx(slow.cusum(y, p, odds), abs=1e-9)


def test_log_rank_of_two_groups_is_the_score_test_of_a_cox_model_without_ties() -> None:
    generator = np.random.default_rng(10)
    time, event = generator.permutation(50) + 1.0, generator.random(50) < 0.6
    group = generator.integers(0, 2, 50)
    found = log_rank(time, event, group, ["a", "b"])
    score = cox(time, event, group.astype(float)).score
    assert found.test.statistic == pytest.approx(score.statistic)
    assert sum(found.observed) == pytest.approx(sum(found.expected))


def test_bootstrap_replicates_are_aucs_of_drawn_people() -> None:
    generator = np.random.default_rng(5)
    score, outcome = generator.integers(0, 6, 40).astype(float), generator.random(40) < 0.3
    spread = np.arange(2500) + 0.0, generator.random(2500) < 0.3
    found = replicated_auc(*spread, np.random.default_rng(7), replicates=3)
    again = np.random.default_rng(7)
    for value in found:
        drawn = again.integers(0, 2500, 2500)
        direct = placements(spread[0][drawn], spread[1][drawn]).area
        assert value == pytest.approx(direct, abs=1e-12)
    few = replicated_auc(score, outcome, np.random.default_rng(7), replicates=4000)
    plain = []
    for _ in range(4000):
        drawn = generator.integers(0, 40, 40)
        if 0 < outcome[drawn].sum() < 40:
            plain.append(placements(score[drawn], outcome[drawn]).area)
    assert np.nanmean(few) == pytest.approx(np.mean(plain), abs=0.01)
    assert np.nanstd(few) == pytest.approx(np.std(plain), rel=0.1)


def test_bootstrap_with_tied_scores_of_many_values() -> None:
    generator = np.random.default_rng(6)
    score = np.repeat(np.arange(2100), 2) + 0.0
    outcome = generator.random(4200) < 0.2
    found = replicated_auc(score, outcome, np.random.default_rng(7), replicates=2)
    again = np.random.default_rng(7)
    order = np.argsort(score, kind="stable")
    for value in found:
        drawn = order[again.integers(0, 4200, 4200)]
        assert value == pytest.approx(placements(score[drawn], outcome[drawn]).area, abs=1e-12)
