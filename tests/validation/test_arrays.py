"""Measures called by themselves: lists and 0 and 1 give the same, what would mislead is refused."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from riskservice.validation.brier import brier
from riskservice.validation.calibration import calibration
from riskservice.validation.discrimination import auc, compare_groups, compare_paired, roc
from riskservice.validation.expected_observed import expected_observed, expected_observed_by
from riskservice.validation.extra import InvalidSample
from riskservice.validation.goodness import indices
from riskservice.validation.rates import at_cut
from riskservice.validation.survival.concordance import compare_c, harrell_c, uno_c
from riskservice.validation.survival.cox import cox
from riskservice.validation.survival.curves import kaplan_meier
from riskservice.validation.survival.dynamic import auc_at

R = np.random.default_rng(5)
N = 80
SCORE = R.integers(0, 9, N).astype(float)
OTHER = SCORE + R.normal(size=N)
EXPECTED = (SCORE + 1) / 12
OUTCOME = R.random(N) < EXPECTED
TIME = R.integers(1, 30, N).astype(float)

MEASURES: dict[str, tuple[Callable[..., Any], tuple[Any, ...], tuple[Any, ...]]] = {
    "auc": (auc, (SCORE, OUTCOME), ()),
    "roc": (roc, (SCORE, OUTCOME), ()),
    "compare_paired": (compare_paired, (SCORE, OTHER, OUTCOME), ()),
    "compare_groups": (
        compare_groups, (SCORE[:40], OUTCOME[:40], OTHER[:40], OUTCOME[:40]), ()
    ),
    "at_cut": (at_cut, (SCORE, OUTCOME), (4.0,)),
    "brier": (brier, (EXPECTED, OUTCOME), ()),
    "calibration": (calibration, (EXPECTED, OUTCOME), ()),
    "indices": (indices, (EXPECTED, OUTCOME), ()),
    "expected_observed": (expected_observed, (EXPECTED, OUTCOME), ()),
    "expected_observed_by": (expected_observed_by, (TIME, OUTCOME, EXPECTED), (12.0,)),
    "harrell_c": (harrell_c, (TIME, OUTCOME, SCORE), ()),
    "uno_c": (uno_c, (TIME, OUTCOME, SCORE), ()),
    "compare_c": (compare_c, (TIME, OUTCOME, SCORE, OTHER), ()),
    "auc_at": (auc_at, (TIME, OUTCOME, SCORE), (12.0,)),
    "cox": (cox, (TIME, OUTCOME), (SCORE[:, None],)),
}  # fmt: skip
names = pytest.mark.parametrize("name", MEASURES)


def same(one: Any, two: Any) -> bool:
    return repr(one) == repr(two)


@names
def test_a_list_and_numbers_for_truth_values_give_the_same(name: str) -> None:
    measure, columns, rest = MEASURES[name]
    want = measure(*columns, *rest)
    assert same(measure(*[column.astype(float) for column in columns], *rest), want)
    assert same(measure(*[column.tolist() for column in columns], *rest), want)


@names
def test_codes_of_one_and_two_are_refused(name: str) -> None:
    measure, columns, rest = MEASURES[name]
    coded = [column + 1 if column.dtype == bool else column for column in columns]
    with pytest.raises(InvalidSample, match="is neither 0 nor 1"):
        measure(*coded, *rest)


@names
def test_values_missing_and_lengths_that_differ_are_refused(name: str) -> None:
    measure, columns, rest = MEASURES[name]
    gaps = [np.where(np.arange(len(column)) == 3, np.nan, column) for column in columns]
    with pytest.raises(InvalidSample, match="has no value for 1 of"):
        measure(gaps[0], *columns[1:], *rest)
    with pytest.raises(InvalidSample, match="differ in length"):
        measure(columns[0][:-1], *columns[1:], *rest)


def test_a_curve_of_what_is_left_takes_numbers_too() -> None:
    want = kaplan_meier(TIME, OUTCOME)
    got = kaplan_meier(TIME.tolist(), OUTCOME.astype(int).tolist())
    assert got.at(12.0) == want.at(12.0)
