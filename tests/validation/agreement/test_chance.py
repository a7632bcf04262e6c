"""Coefficients corrected for chance, against pairs counted one by one and cases worked by hand."""

from collections.abc import Callable
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskservice.validation.agreement import chance
from riskservice.validation.agreement.kappa import cross_table, weighted_kappa
from riskservice.validation.agreement.weights import WEIGHTS
from tests.validation.agreement.made import coded

SIZE = 4
POSITIONS = np.arange(float(SIZE))
NAMES = st.sampled_from(sorted(WEIGHTS))
quick = settings(max_examples=40, deadline=None)


def counted(codes: np.ndarray, name: str, size: int = SIZE) -> chance.Counted:
    return chance.counted(chance.count(codes, size), WEIGHTS[name](np.arange(float(size))))


def by_pairs(codes: np.ndarray, weights: np.ndarray) -> float:
    """Return the mean, over people, of the mean weight of all ordered pairs of ratings."""
    found = []
    for row in codes:
        given_to = [c for c in row if c >= 0]
        pairs = [weights[a, b] for a, b in permutations(given_to, 2)]
        if pairs:
            found.append(sum(pairs) / len(pairs))
    return sum(found) / len(found)


def shares_by_hand(codes: np.ndarray) -> np.ndarray:
    people = [[c for c in row if c >= 0] for row in codes]
    people = [row for row in people if row]
    return np.array([np.mean([row.count(k) / len(row) for row in people]) for k in range(SIZE)])


@given(coded(), NAMES)
@quick
def test_gwet_is_what_counting_pairs_one_by_one_gives(codes: np.ndarray, name: str) -> None:
    weights = WEIGHTS[name](POSITIONS)
    shares = shares_by_hand(codes)
    by_chance = sum(
        weights[a, b] * shares[k] * (1 - shares[k])
        for a in range(SIZE)
        for b in range(SIZE)
        for k in range(SIZE)
    ) / (SIZE * (SIZE - 1))
    found = chance.gwet(counted(codes, name))
    assert found is not None
    assert found.observed == pytest.approx(by_pairs(codes, weights), abs=1e-12)
    assert found.chance == pytest.approx(by_chance, abs=1e-12)
    expected = (by_pairs(codes, weights) - by_chance) / (1 - by_chance)
    assert found.estimate == pytest.approx(expected, abs=1e-12)


def weighted_estimate(codes: np.ndarray, each: np.ndarray, weights: np.ndarray, kind: str) -> float:
    """Return a coefficient in which people count as much as `each` says; plain loops."""
    agreed = twice = total = 0.0
    shares = np.zeros(SIZE)
    own = np.zeros((codes.shape[1], SIZE))
    for row, much in zip(codes, each, strict=True):
        given_to = [c for c in row if c >= 0]
        if not given_to:
            continue
        total += much
        for c in given_to:
            shares[c] += much / len(given_to)
        for g, c in enumerate(row):
            if c >= 0:
                own[g, c] += much
        pairs = [weights[a, b] for a, b in permutations(given_to, 2)]
        if pairs:
            agreed += much * sum(pairs) / len(pairs)
            twice += much
    shares /= total
    own = own / own.sum(axis=1, keepdims=True)
    if kind == "gwet":
        by_chance = weights.sum() * (shares * (1 - shares)).sum() / (SIZE * (SIZE - 1))
    elif kind == "fleiss":
        by_chance = float(shares @ weights @ shares)
    else:
        raters = range(len(own))
        by_chance = float(np.mean([own[g] @ weights @ own[h] for g, h in permutations(raters, 2)]))
    return (agreed / twice - by_chance) / (1 - by_chance)


@pytest.mark.parametrize("kind", ["gwet", "fleiss", "conger"])
@given(codes=coded(), name=NAMES)
@quick
def test_the_standard_error_is_that_of_moving_each_person_a_little(
    kind: str, codes: np.ndarray, name: str
) -> None:
    # Gwet takes the number of people with two ratings as fixed, which differs where some have one.
    codes = codes[(codes >= 0).sum(axis=1) > 1]
    weights, n, step = WEIGHTS[name](POSITIONS), len(codes), 1e-6
    of = counted(codes, name)
    measures: dict[str, Callable[[], chance.Corrected | None]] = {
        "gwet": lambda: chance.gwet(of),
        "fleiss": lambda: chance.fleiss(of),
        "conger": lambda: chance.conger(of, codes),
    }
    found = measures[kind]()
    assert found is not None
    assert found.estimate == pytest.approx(weighted_estimate(codes, np.ones(n), weights, kind))
    moved = []
    for i in range(n):
        up, down = np.ones(n), np.ones(n)
        up[i] += step
        down[i] -= step
        slope = weighted_estimate(codes, up, weights, kind) - weighted_estimate(
            codes, down, weights, kind
        )
        moved.append(n * slope / (2 * step))
    expected = np.sqrt(np.square(moved).sum() / (n * (n - 1)))
    assert found.se == pytest.approx(expected, rel=1e-4, abs=1e-6)


@given(coded(raters=(2, 2), gaps=False), NAMES)
@quick
def test_of_two_raters_conger_is_cohen_and_fleiss_is_scott(codes: np.ndarray, name: str) -> None:
    of, weights = counted(codes, name), WEIGHTS[name](POSITIONS)
    cohen = weighted_kappa(cross_table(codes[:, 0], codes[:, 1], SIZE), weights)
    conger, fleiss = chance.conger(of, codes), chance.fleiss(of)
    assert cohen is not None
    assert conger is not None
    assert fleiss is not None
    assert conger.estimate == pytest.approx(cohen.estimate, abs=1e-12)
    pooled = np.bincount(codes.ravel(), minlength=SIZE) / codes.size
    scott = (cohen.observed - pooled @ weights @ pooled) / (1 - pooled @ weights @ pooled)
    assert fleiss.estimate == pytest.approx(scott, abs=1e-12)


@given(coded(raters=(2, 2), gaps=False), NAMES)
@quick
def test_alpha_of_two_raters_is_scott_corrected_for_small_samples(
    codes: np.ndarray, name: str
) -> None:
    of = counted(codes, name)
    alpha, fleiss = chance.krippendorff(of), chance.fleiss(of)
    assert alpha is not None
    assert fleiss is not None
    n = codes.size
    assert 1 - alpha.estimate == pytest.approx((1 - fleiss.estimate) * (n - 1) / n, abs=1e-12)


def test_ac1_of_a_two_by_two_table_worked_by_hand() -> None:
    # 85 yes-yes, 5 yes-no, 5 no-yes, 5 no-no. Same: 90 of 100. Yes: (90 + 90) of 200, 0.9.
    # Chance 2 x 0.9 x 0.1 = 0.18; AC1 = (0.90 - 0.18)/0.82. Kappa: chance 0.81 + 0.01 = 0.82.
    rows = [[1, 1]] * 85 + [[1, 0]] * 5 + [[0, 1]] * 5 + [[0, 0]] * 5
    codes = np.array(rows)
    of = chance.counted(chance.count(codes, 2), WEIGHTS["unweighted"](np.arange(2.0)))
    found = chance.gwet(of)
    assert found is not None
    assert found.estimate == pytest.approx(0.72 / 0.82, abs=1e-12)
    kappa = weighted_kappa(cross_table(codes[:, 0], codes[:, 1], 2), np.eye(2))
    assert kappa is not None
    assert kappa.estimate == pytest.approx(0.08 / 0.18, abs=1e-12)


def test_brennan_and_prediger_take_chance_to_be_one_in_so_many_categories() -> None:
    of = counted(np.array([[0, 0], [1, 1], [2, 3], [0, 0]]), "unweighted")
    found = chance.brennan_prediger(of)
    assert found is not None
    assert found.estimate == pytest.approx((0.75 - 0.25) / 0.75, abs=1e-12)


@given(coded(size=2))
@quick
def test_with_two_categories_weights_make_no_difference(codes: np.ndarray) -> None:
    found = [chance.gwet(counted(codes, name, size=2)) for name in WEIGHTS]
    assert all(each == found[0] for each in found)


@given(coded())
@quick
def test_exact_agreement_needs_no_counts_of_categories(codes: np.ndarray) -> None:
    plain, lean = chance.percent(counted(codes, "unweighted")), chance.counted_alike(codes)
    found = chance.percent(lean)
    assert (found.estimate, found.se) == pytest.approx((plain.estimate, plain.se), abs=1e-12)


def test_chance_that_agrees_fully_leaves_nothing_to_correct() -> None:
    of = counted(np.array([[0, 0], [0, 0]]), "unweighted")
    assert chance.fleiss(of) is None
    assert chance.conger(of, np.array([[0, 0], [0, 0]])) is None
    assert chance.krippendorff(of) is None
    assert chance.gwet(of) == chance.Corrected(estimate=1.0, se=0.0, observed=1.0, chance=0.0, n=2)
    assert chance.gwet(counted(np.array([[0, 0], [0, 0]]), "unweighted", size=1)) is None


def test_one_person_has_an_agreement_and_no_standard_error() -> None:
    found = chance.percent(counted(np.array([[0, 1, 1]]), "unweighted"))
    assert found.estimate == pytest.approx(1 / 3)
    assert found.se is None
