"""Whether one rater rates higher: cases worked by hand."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskservice.validation.agreement import Spec, agree
from riskservice.validation.agreement.bias import bowker, mean_difference
from riskservice.validation.agreement.distributions import sign_test
from riskservice.validation.agreement.results import PairBias

quick = settings(max_examples=40, deadline=None)


def pair_of(a: list[object], b: list[object], **more: object) -> PairBias:
    (found,) = agree({"a": a, "b": b}, Spec(raters=("a", "b"), **more)).bias
    return found


def test_higher_lower_and_same_are_counted_and_tested_by_hand() -> None:
    # Differences 1 1 1 1 -1 0: four higher, one lower. Five coins: 2 (1 + 5)/32.
    found = pair_of([2, 3, 4, 2, 1, 3], [1, 2, 3, 1, 2, 3])
    assert (found.higher, found.lower, found.same, found.n) == (4, 1, 1, 6)
    assert found.direction_p == pytest.approx(12 / 32, abs=1e-12)
    assert found.difference is not None
    assert found.difference.estimate == pytest.approx(0.5, abs=1e-12)
    # Sum of squares 5 less 6 x 0.25: variance 0.7; t with 5 degrees of freedom is 2.5706.
    half = 2.570581835636314 * np.sqrt(0.7 / 6)
    assert (found.difference.low, found.difference.high) == pytest.approx(
        (0.5 - half, 0.5 + half), abs=1e-9
    )
    assert found.sd == pytest.approx(np.sqrt(0.7))
    assert found.limits == pytest.approx(
        (0.5 - 1.959963984540054 * np.sqrt(0.7), 0.5 + 1.959963984540054 * np.sqrt(0.7))
    )


@given(st.integers(0, 30), st.integers(0, 30))
@quick
def test_the_sign_test_is_mcnemar_exact_and_takes_no_side(higher: int, lower: int) -> None:
    if higher + lower == 0:
        return
    assert sign_test(higher, lower) == sign_test(lower, higher)
    assert 0 < sign_test(higher, lower) <= 1
    if higher == lower:
        assert sign_test(higher, lower) == 1.0
    if lower == 0:
        assert sign_test(higher, 0) == pytest.approx(min(1.0, 2 * 0.5**higher))


def test_bowker_of_two_categories_is_mcnemar_worked_by_hand() -> None:
    # 12 one way and 4 the other: (12 - 4)^2/16 = 4 on one degree of freedom, p 0.0455.
    found = bowker(np.array([[20.0, 12.0], [4.0, 30.0]]))
    assert found is not None
    assert (found.chi_square, found.df) == (4.0, 1)
    assert found.p == pytest.approx(0.04550026389635842, abs=1e-12)


def test_bowker_of_three_categories_worked_by_hand() -> None:
    # (6-2)^2/8 + (5-5)^2/10; nobody differs between the last two, which takes no degree away.
    found = bowker(np.array([[9.0, 6.0, 5.0], [2.0, 9.0, 0.0], [5.0, 0.0, 9.0]]))
    assert found is not None
    assert (found.chi_square, found.df) == (2.0, 2)
    assert found.p == pytest.approx(np.exp(-1.0), abs=1e-12)
    assert bowker(np.diag([3.0, 4.0])) is None


def test_the_table_of_a_pair_has_the_first_rater_in_rows() -> None:
    found = pair_of(
        ["low", "low", "high"], ["low", "high", "high"], scale=("low", "medium", "high")
    )
    assert found.table == ((1, 0, 1), (0, 0, 0), (0, 0, 1))
    assert found.difference is not None
    assert found.difference.estimate == pytest.approx(-2 / 3)
    assert "steps of the scale" in found.difference.method


def test_words_without_an_order_have_no_direction() -> None:
    found = pair_of(["x", "y", "z", "x"], ["x", "z", "z", "y"])
    assert found.difference is found.higher is found.lower is found.direction_p is None
    assert found.limits is found.sd is None
    assert found.same == 2
    assert found.bowker is not None


def test_raters_who_never_differ_have_no_direction_to_test() -> None:
    found = pair_of([1, 2, 3], [1, 2, 3])
    assert found.direction_p is None
    assert found.bowker is None
    assert found.difference is not None
    assert (found.difference.low, found.difference.high) == (0.0, 0.0)


def test_one_difference_has_a_mean_and_no_interval() -> None:
    found = mean_difference(np.array([2.0]), "in points")
    assert (found.estimate, found.low, found.high, found.n) == (2.0, None, None, 1)


def test_every_pair_of_raters_is_compared_and_those_without_a_person_in_common_are_not() -> None:
    columns = {"a": [1, 2, None], "b": [1, 1, None], "c": [2, None, 3], "d": [None, None, 2]}
    found = agree(columns, Spec(raters=tuple(columns)))
    assert [(pair.first, pair.second, pair.n) for pair in found.bias] == [
        ("a", "b", 2),
        ("a", "c", 1),
        ("b", "c", 1),
        ("c", "d", 1),
    ]
