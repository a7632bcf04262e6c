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


@pytest.mark.parametrize("withhold", [False, True])
def test_nothing_is_compared_with_a_group_that_is_withheld(*, withhold: bool) -> None:
    """The largest group has few events: differences from it would tell what its figures are."""
    rng = np.random.default_rng(0)
    group = np.repeat(["big", "mid", "small"], [300, 120, 80])
    outcome = np.concatenate(
        [np.arange(n) < events for n, events in ((300, 6), (120, 60), (80, 40))]
    )
    score = rng.integers(0, 8, 500) + outcome
    spec = Spec(score="s", outcome="y", groups=("g",), cuts=(4.0,), withhold_small=withhold)
    found = validate({"s": score, "y": outcome.astype(int), "g": group}, spec)
    told = {row.value: row for row in found.groups}
    assert [name for name, row in told.items() if row.reference] == ["mid"]
    assert told["big"].suppressed
    assert told["mid"].differences == []
    if not withhold:
        (apart,) = told["small"].differences
        assert apart.false_negative_rate.n == 60 + 40
        assert told["small"].auc_beside_reference is not None
