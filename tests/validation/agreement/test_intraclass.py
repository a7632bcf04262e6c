"""Intraclass correlations where the answer is known without them, and the error of measurement."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskservice.validation.agreement.intraclass import (
    cronbach_alpha,
    intraclass,
    mean_squares,
    measurement,
    step_up,
)
from tests.validation.agreement.made import as_values, coded, people

quick = settings(max_examples=40, deadline=None)


def variance_parts(x: np.ndarray) -> tuple[float, float, float]:
    """Return variance between people, between raters and left over, from sums of squares."""
    n, k = x.shape
    grand = x.mean()
    people_ss = k * sum((row.mean() - grand) ** 2 for row in x)
    raters_ss = n * sum((column.mean() - grand) ** 2 for column in x.T)
    error_ss = ((x - grand) ** 2).sum() - people_ss - raters_ss
    error = error_ss / ((n - 1) * (k - 1))
    return (people_ss / (n - 1) - error) / k, (raters_ss / (k - 1) - error) / n, error


@given(coded(gaps=False))
@quick
def test_icc_a1_is_the_share_of_variance_between_people(codes: np.ndarray) -> None:
    x = as_values(codes)
    between, raters, error = variance_parts(x)
    found = intraclass(x)["ICC(A,1)"]
    assert found.estimate == pytest.approx(between / (between + raters + error), abs=1e-9)


@given(coded(gaps=False))
@quick
def test_cronbach_alpha_is_the_consistency_of_the_mean(codes: np.ndarray) -> None:
    x = as_values(codes)
    alpha, forms = cronbach_alpha(x), intraclass(x)
    if alpha is None or "ICC(C,k)" not in forms:
        assert mean_squares(x).people == pytest.approx(0, abs=1e-9)
        return
    mean = forms["ICC(C,k)"]
    assert alpha.estimate == pytest.approx(mean.estimate, abs=1e-9)
    if mean.low is not None and np.isfinite(mean.low) and mean.f is not None and mean.f > 0:
        assert (alpha.low, alpha.high) == pytest.approx((mean.low, mean.high), rel=1e-9, abs=1e-9)


@given(coded(gaps=False), st.floats(-50, 50))
@quick
def test_a_rater_who_adds_a_constant_lowers_agreement_and_not_consistency(
    codes: np.ndarray, shift: float
) -> None:
    x = as_values(codes)
    moved = x + shift
    assert intraclass(moved)["ICC(A,1)"].estimate == pytest.approx(
        intraclass(x)["ICC(A,1)"].estimate, abs=1e-7
    )
    one_higher = x.copy()
    one_higher[:, 0] += 100.0
    before, after = intraclass(x), intraclass(one_higher)
    if "ICC(C,1)" in before and mean_squares(x).error > 0:
        assert after["ICC(C,1)"].estimate == pytest.approx(before["ICC(C,1)"].estimate, abs=1e-6)
    assert abs(after["ICC(A,1)"].estimate) < 0.01


def test_raters_who_never_differ_have_one_and_limits_without_width() -> None:
    found = intraclass(np.array([[0.1, 0.1], [0.7, 0.7], [0.3, 0.3]]))
    for form in found.values():
        assert (form.estimate, form.low, form.high) == (1.0, 1.0, 1.0)
        assert form.f is None
        assert form.p is None


def test_a_constant_difference_of_raters_is_full_consistency_and_less_agreement() -> None:
    found = intraclass(np.array([[1.0, 2.0], [2.0, 3.0], [3.0, 4.0]]))
    # Between people 2/2 x 2 = 2, raters 1.5, error 0: 2/(2 + (2/3) 1.5) = 2/3.
    assert found["ICC(A,1)"].estimate == pytest.approx(2 / 3, abs=1e-12)
    assert found["ICC(C,1)"].estimate == 1.0


def test_people_whose_means_are_all_the_same_have_no_consistency_of_the_mean() -> None:
    found = intraclass(np.array([[1.0, 2.0], [2.0, 1.0], [1.5, 1.5]]))
    assert "ICC(C,k)" not in found
    assert found["ICC(C,1)"].estimate == pytest.approx(-1.0)
    assert found["ICC(A,1)"].estimate < 0


@given(st.floats(-0.3, 1), st.integers(2, 4))
@quick
def test_stepping_up_can_be_undone(x: float, k: int) -> None:
    up = step_up(x, k)
    if 1 + (k - 1) * x <= 0:
        assert up is None
        return
    assert up is not None
    assert up / (k - (k - 1) * up) == pytest.approx(x, abs=1e-6)


def test_a_limit_below_what_can_be_stepped_up_is_left_out() -> None:
    assert step_up(-0.5, 3) is None
    assert step_up(None, 3) is None
    assert step_up(1.0, 3) == 1.0


def test_the_error_of_measurement_worked_by_hand() -> None:
    # 1, 2, 3, 4: variance 5/3. ICC 0.75: error sqrt(5/3 x 1/4), change 1.96 sqrt 2 times that.
    found = measurement(np.array([[1.0, 2.0], [3.0, 4.0]]), 0.75)
    assert found.sd == pytest.approx(np.sqrt(5 / 3))
    assert found.standard_error == pytest.approx(np.sqrt(5 / 12))
    assert found.smallest_detectable_change == pytest.approx(
        1.959963984540054 * np.sqrt(2) * np.sqrt(5 / 12), abs=1e-12
    )


def test_cronbach_alpha_worked_by_hand() -> None:
    # Items 1 2 3 and 1 3 2: variances 1 and 1, totals 2 5 5 with variance 3: 2 (1 - 2/3).
    found = cronbach_alpha(np.array([[1.0, 1.0], [2.0, 3.0], [3.0, 2.0]]))
    assert found is not None
    assert found.estimate == pytest.approx(2 / 3, abs=1e-12)
    assert cronbach_alpha(np.array([[1.0, 2.0], [2.0, 1.0]])) is None


def test_every_form_spells_out_what_it_is() -> None:
    for name, form in intraclass(people("shrout_fleiss")).items():
        assert form.method.startswith(f"{name}: ")
        assert form.form == name
    assert "two-way random effects, absolute agreement, single rating" in (
        intraclass(people("shrout_fleiss"))["ICC(A,1)"].method
    )
