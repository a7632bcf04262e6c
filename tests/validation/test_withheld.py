"""Nothing in the figures tells of a group whose numbers are withheld."""

import msgspec
import numpy as np
import pytest

pytest.importorskip("scipy")

from riskservice.validation.spec import Spec
from riskservice.validation.validating import validate


@pytest.mark.parametrize("withhold", [False, True])
def test_tests_between_groups_do_not_tell_of_a_group_that_is_withheld(*, withhold: bool) -> None:
    rng = np.random.default_rng(1)
    n = 400
    score = rng.integers(0, 9, n)
    outcome = (rng.random(n) < 0.1 + score / 12).astype(int)
    group = np.where(np.arange(n) < 12, "Zz few", np.where(np.arange(n) % 2, "one", "two"))
    outcome[:12] = 0
    spec = Spec(score="score", outcome="outcome", groups=("group",), withhold_small=withhold)
    found = validate({"score": score, "outcome": outcome, "group": group}, spec)
    assert (not found.differential) == withhold
    told = msgspec.json.encode((found.differential, found.not_estimated)).decode()
    assert ("Zz few" in told) == (not withhold)
