"""Figures read a second time from the facts alone, by pairs, loops and printed formulae."""

import numpy as np
import pytest
from scipy import stats

from riskservice.validation.expected_observed import poisson_test
from riskservice.validation.reclassification import symmetry


def test_as_many_up_as_down_is_no_evidence_of_either() -> None:
    found = symmetry(np.array([[5, 3], [3, 5]]))
    assert (found.statistic, found.p) == (0, 1)


@pytest.mark.parametrize("whole", [1, 2, 7, 40])
def test_a_rounding_error_in_the_sum_of_probabilities_does_not_change_the_poisson_p(
    whole: int,
) -> None:
    for seen in range(2 * whole + 3):
        chance = stats.poisson.pmf(np.arange(8 * whole + 60), whole)
        expected = min(chance[chance <= chance[seen] * (1 + 1e-7)].sum(), 1)
        for near in (whole - 1e-13, whole, whole + 1e-13):
            assert poisson_test(seen, near) == pytest.approx(expected, abs=1e-9), (seen, near)
