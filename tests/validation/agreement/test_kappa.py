"""Weighted kappa: closed forms of two by two tables, other measures it equals, its error."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskservice.validation.agreement.kappa import cross_table, mean_kappa, weighted_kappa
from riskservice.validation.agreement.weights import WEIGHTS
from tests.validation.agreement.made import coded

quick = settings(max_examples=40, deadline=None)
NAMES = st.sampled_from(sorted(WEIGHTS))
EYE = np.eye(2)


def table_of(*rows: list[float]) -> np.ndarray:
    return np.array(rows, dtype=float)


@given(st.lists(st.integers(1, 40), min_size=4, max_size=4))
@quick
def test_kappa_of_a_two_by_two_table_has_its_closed_form(cells: list[int]) -> None:
    a, b, c, d = cells
    found = weighted_kappa(table_of([a, b], [c, d]), EYE)
    assert found is not None
    closed = 2 * (a * d - b * c) / ((a + b) * (b + d) + (a + c) * (c + d))
    assert found.estimate == pytest.approx(closed, abs=1e-12)


def test_kappa_and_its_error_worked_by_hand() -> None:
    # Same 70 of 100; margins 60/40 and 50/50, so chance 0.5 and kappa 0.4.
    # Fleiss, Cohen and Everitt 1969, term by term: cells .40 .20 / .10 .30.
    # sum p (w - (w_i + w_j)(1 - k))^2, with w_i the other's share: .5 .5 and .6 .4:
    #   .40 (1 - 1.1 x .6)^2 = .046240   .20 (0 - 0.9 x .6)^2 = .058320
    #   .10 (0 - 1.1 x .6)^2 = .043560   .30 (1 - 0.9 x .6)^2 = .063480   sum .211600
    # less (k - pe (1 - k))^2 = (.4 - .3)^2 = .01, over 100 x .25: .2016/25.
    found = weighted_kappa(table_of([40, 20], [10, 30]), EYE)
    assert found is not None
    assert (found.observed, found.chance, found.n) == (pytest.approx(0.7), pytest.approx(0.5), 100)
    assert found.estimate == pytest.approx(0.4, abs=1e-12)
    assert found.se == pytest.approx(np.sqrt(0.2016 / 25), abs=1e-12)


@given(coded(raters=(2, 2), gaps=False))
@quick
def test_quadratic_kappa_is_the_concordance_of_lin(codes: np.ndarray) -> None:
    x, y = codes[:, 0].astype(float), codes[:, 1].astype(float)
    lin = 2 * np.cov(x, y, ddof=0)[0, 1] / (x.var() + y.var() + (x.mean() - y.mean()) ** 2)
    weights = WEIGHTS["quadratic"](np.arange(4.0))
    found = weighted_kappa(cross_table(codes[:, 0], codes[:, 1], 4), weights)
    assert found is not None
    assert found.estimate == pytest.approx(lin, abs=1e-12)


@pytest.mark.parametrize("name", sorted(WEIGHTS))
@given(codes=coded(raters=(2, 2), gaps=False))
@quick
def test_kappa_is_that_of_scikit_learn(codes: np.ndarray, name: str) -> None:
    metrics = pytest.importorskip("sklearn.metrics", reason="extra 'validation'")
    how = None if name == "unweighted" else name
    expected = metrics.cohen_kappa_score(codes[:, 0], codes[:, 1], labels=range(4), weights=how)
    weights = WEIGHTS[name](np.arange(4.0))
    found = weighted_kappa(cross_table(codes[:, 0], codes[:, 1], 4), weights)
    assert found is not None
    assert found.estimate == pytest.approx(expected, abs=1e-12)


@given(coded(raters=(2, 2), gaps=False), NAMES)
@quick
def test_the_error_of_kappa_is_that_of_moving_each_cell_a_little(
    codes: np.ndarray, name: str
) -> None:
    weights, step = WEIGHTS[name](np.arange(4.0)), 1e-6
    p = cross_table(codes[:, 0], codes[:, 1], 4) / len(codes)

    def kappa(shares: np.ndarray) -> float:
        shares = shares / shares.sum()
        by_chance = shares.sum(axis=1) @ weights @ shares.sum(axis=0)
        return float(((weights * shares).sum() - by_chance) / (1 - by_chance))

    slopes = np.zeros((4, 4))
    for i, j in np.ndindex(4, 4):
        nudge = np.zeros((4, 4))
        nudge[i, j] = step
        slopes[i, j] = (kappa(p + nudge) - kappa(p - nudge * (p[i, j] > 0))) / (
            step * (1 + (p[i, j] > 0))
        )
    variance = ((p * slopes**2).sum() - (p * slopes).sum() ** 2) / len(codes)
    found = weighted_kappa(cross_table(codes[:, 0], codes[:, 1], 4), weights)
    assert found is not None
    assert found.se == pytest.approx(np.sqrt(max(variance, 0)), rel=1e-4, abs=2e-5)


@pytest.mark.parametrize(("name", "third"), [("linear", 1 / 3), ("quadratic", 5 / 9)])
def test_weights_fall_with_the_distance(name: str, third: float) -> None:
    weights = WEIGHTS[name](np.arange(4.0))
    assert (weights[0, 0], weights[0, 3]) == (1.0, 0.0)
    assert weights[0, 2] == pytest.approx(third)
    assert (weights == weights.T).all()


def test_distance_is_that_of_the_values_where_they_are_not_evenly_spaced() -> None:
    assert WEIGHTS["linear"](np.array([0.0, 1.0, 10.0]))[0, 1] == pytest.approx(0.9)


def test_full_agreement_is_one_with_no_error_and_the_opposite_minus_one() -> None:
    same, opposite = table_of([5, 0], [0, 5]), table_of([0, 5], [5, 0])
    for table, expected in ((same, 1.0), (opposite, -1.0)):
        found = weighted_kappa(table, EYE)
        assert found is not None
        assert (found.estimate, found.se) == (pytest.approx(expected), pytest.approx(0, abs=1e-8))


def test_a_rater_who_gives_everybody_the_same_makes_kappa_nought() -> None:
    found = weighted_kappa(table_of([9, 1], [0, 0]), EYE)
    assert found is not None
    assert found.estimate == 0.0


def test_nobody_or_no_variation_has_no_kappa() -> None:
    assert weighted_kappa(table_of([0, 0], [0, 0]), EYE) is None
    assert weighted_kappa(table_of([9, 0], [0, 0]), EYE) is None


@given(coded(raters=(3, 4)), NAMES)
@quick
def test_the_mean_over_pairs_and_its_jackknife_are_what_leaving_people_out_gives(
    codes: np.ndarray, name: str
) -> None:
    weights = WEIGHTS[name](np.arange(4.0))
    codes = np.vstack([codes, codes[0], codes[1]])  # nobody left out leaves a pair constant

    def mean(rows: np.ndarray) -> float:
        k = rows.shape[1]
        each = [
            weighted_kappa(cross_table(rows[:, i], rows[:, j], 4), weights)
            for i in range(k)
            for j in range(i + 1, k)
        ]
        return float(np.mean([one.estimate for one in each if one is not None]))

    found = mean_kappa(codes, weights)
    assert found is not None
    assert found.estimate == pytest.approx(mean(codes), abs=1e-12)
    inside = codes[(codes >= 0).sum(axis=1) >= 2]
    left = np.array([mean(np.delete(inside, i, axis=0)) for i in range(len(inside))])
    n = len(left)
    expected = np.sqrt((n - 1) / n * ((left - left.mean()) ** 2).sum())
    assert found.n == n
    assert found.se == pytest.approx(expected, rel=1e-6, abs=1e-7)


def test_a_pair_without_variation_is_left_out_of_the_mean_and_counted() -> None:
    codes = np.array([[0, 0, 0], [0, 0, 1], [0, 0, 1], [0, 0, 0]])
    found = mean_kappa(codes, np.eye(2))
    assert found is not None
    assert (found.pairs, found.undefined, found.estimate) == (3, 1, 0.0)


def test_without_any_pair_that_varies_there_is_no_mean() -> None:
    assert mean_kappa(np.zeros((3, 3), dtype=np.int64), np.eye(2)) is None
