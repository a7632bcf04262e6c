"""Krippendorff alpha, against coincidences counted one by one."""

from itertools import permutations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskservice.validation.agreement import chance
from riskservice.validation.agreement.alpha import alpha, bootstrap
from riskservice.validation.agreement.weights import squared_difference
from tests.validation.agreement.made import as_values, coded, people

quick = settings(max_examples=40, deadline=None)
LEVELS = st.sampled_from(["nominal", "ordinal", "interval", "ratio"])


def by_coincidences(values: np.ndarray, level: str) -> float:
    """Return alpha from every pair of values, as the definition has it."""
    units = [[x for x in row if not np.isnan(x)] for row in values]
    units = [unit for unit in units if len(unit) > 1]
    used = sorted({x for unit in units for x in unit})
    pooled = [x for unit in units for x in unit]

    def apart(c: float, k: float) -> float:
        if c == k:
            return 0.0
        match level:
            case "nominal":
                return 1.0
            case "interval":
                return (c - k) ** 2
            case "ratio":
                return ((c - k) / (c + k)) ** 2
        low, high = min(c, k), max(c, k)
        between = sum(pooled.count(g) for g in used if low <= g <= high)
        return (between - (pooled.count(c) + pooled.count(k)) / 2) ** 2

    within = sum(apart(c, k) / (len(unit) - 1) for unit in units for c, k in permutations(unit, 2))
    among = sum(apart(c, k) for c, k in permutations(pooled, 2))
    return 1.0 - (len(pooled) - 1) * within / among


@given(coded(), LEVELS)
@quick
def test_alpha_is_what_counting_every_pair_gives(codes: np.ndarray, level: str) -> None:
    values = as_values(codes)
    assert alpha(values, level) == pytest.approx(by_coincidences(values, level), abs=1e-10)


@given(coded(), LEVELS)
@quick
def test_alpha_is_a_kappa_with_weights_that_fall_as_its_differences_rise(
    codes: np.ndarray, level: str
) -> None:
    counts = chance.count(codes[(codes >= 0).sum(axis=1) > 1], 4)
    squares = squared_difference(level, np.arange(4.0), counts.sum(axis=0))
    found = chance.krippendorff(chance.counted(counts, 1 - squares / squares.max()))
    assert found is not None
    assert found.estimate == pytest.approx(alpha(as_values(codes), level), abs=1e-10)


@given(coded(), st.floats(0.5, 8), st.floats(-40, 40))
@quick
def test_units_of_measurement_do_not_matter(codes: np.ndarray, by: float, shift: float) -> None:
    values = as_values(codes)
    for level in ("nominal", "ordinal", "interval"):
        assert alpha(values * by + shift, level) == pytest.approx(alpha(values, level), abs=1e-9)
    assert alpha(values * by, "ratio") == pytest.approx(alpha(values, "ratio"), abs=1e-9)


@given(coded(raters=(3, 3)), st.permutations([0, 1, 2]), LEVELS)
@quick
def test_neither_the_order_of_raters_nor_of_people_matters(
    codes: np.ndarray, order: list[int], level: str
) -> None:
    values = as_values(codes)
    assert alpha(values[::-1, order], level) == pytest.approx(alpha(values, level), abs=1e-12)


def test_people_rated_once_do_not_count() -> None:
    values = np.array([[1, 1], [2, 2], [3, 2], [9, np.nan]])
    assert alpha(values, "interval") == alpha(values[:3], "interval")


def test_ratings_that_are_all_the_same_have_no_alpha() -> None:
    assert alpha(np.full((3, 2), 2.0), "interval") is None


def test_nought_and_nought_do_not_differ_at_the_ratio_level() -> None:
    assert alpha(np.array([[0.0, 0.0], [1.0, 1.0]]), "ratio") == 1.0


def test_the_same_seed_gives_the_same_interval_and_another_seed_another() -> None:
    values = people("krippendorff")
    found = [bootstrap(values, "ordinal", resamples=60, seed=seed) for seed in (4, 4, 5)]
    assert found[0] == found[1] != found[2]
    assert found[0] is not None
    low, high = found[0]
    estimate = alpha(values, "ordinal")
    assert estimate is not None
    assert low < estimate < high


def test_a_resample_without_variation_leaves_no_interval() -> None:
    values = np.array([[1.0, 1.0], [1.0, 1.0], [1.0, 2.0]])
    assert bootstrap(values, "nominal", resamples=200, seed=1) is None
