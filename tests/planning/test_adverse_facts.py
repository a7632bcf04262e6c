"""An adverse fact never means fewer actions, a lost contingency, a later date or a lower rating."""

import copy

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskservice.circumstances import Circumstances
from riskservice.planning.factor_entries import FactorEntry
from tests.planning.factory import Made, all_rated
from tests.planning.library_walk import case_with
from tests.planning.records import POLICY, STEPS, made_up, with_record
from tests.planning.test_promises import QUIET, assert_no_laxer, cases


def rises_of(factor: FactorEntry) -> tuple[str, ...]:
    return POLICY.scales[factor.scale].rises


SEEDS = st.integers(0, 2**32 - 1)


SAYS_NOTHING_ALONE = ("notice",)
"""What counts only beside something else."""


def before_and_after(made: Made, seed: int, name: str) -> tuple[Made, Made]:
    answers, record = made_up(seed)
    worse = copy.deepcopy((answers, record))
    STEPS[name](*worse)
    return with_record(made, answers, record), with_record(made, *worse)


@settings(QUIET, max_examples=120)
@given(cases(), SEEDS, st.sampled_from(list(STEPS)))
def test_an_adverse_fact_never_means_fewer_actions_or_later_dates(
    made: Made, seed: int, name: str
) -> None:
    before, after = before_and_after(made, seed, name)
    assert_no_laxer(before.draft(), after.draft())


@pytest.mark.parametrize("name", STEPS)
def test_each_adverse_fact_adds_to_a_plan_that_knows_nothing(name: str) -> None:
    bare = Made(answers={**all_rated(), "supervision_status": "community"})
    answers: dict[str, object] = {}
    record: dict[str, object] = {}
    STEPS[name](answers, record)
    before, after = bare.draft(), with_record(bare, answers, record).draft()
    assert_no_laxer(before, after)
    assert len(after.factors) > len(before.factors) or name in SAYS_NOTHING_ALONE


SEVERAL = [f for f in POLICY.factors if f.found_in == "value" and f.scale == "need"]


@pytest.mark.parametrize("factor", SEVERAL, ids=lambda factor: factor.key)
def test_the_lowest_rating_holds_only_where_everything_it_needs_is_known(
    factor: FactorEntry,
) -> None:
    lowest = rises_of(factor)[0]
    group = (factor.whom or ("adult",))[0]
    whole = case_with(factor, lowest, group, "community", POLICY)
    assert rating_of(whole, factor.key) == lowest
    for place in factor.enough or factor.reads:
        less = case_with(factor, lowest, group, "community", POLICY)
        leave_out(less, place)
        assert rating_of(less, factor.key) != lowest


def rating_of(made: Made, key: str) -> str | None:
    return next((f.rating for f in made.draft().factors if f.key == key), None)


def leave_out(made: Made, place: str) -> None:
    root, *steps = place.split(".")
    if root == "answers":
        made.answers.pop(steps[0])
        return
    record = msgspec.to_builtins(made.circumstances)
    record[steps[0]][steps[1]] = None
    made.circumstances = msgspec.convert(record, Circumstances)


@QUIET
@given(cases(), SEEDS)
def test_whatever_the_record_holds_every_factor_is_answered_and_no_id_is_used_twice(
    made: Made, seed: int
) -> None:
    plan = with_record(made, *made_up(seed)).draft()
    answered = {name for action in plan.actions for name in action.factors}
    assert answered == {factor.factor_id for factor in plan.factors}
    names = [action.action_id for action in plan.actions]
    assert len(names) == len(set(names))
    assert all(plan.on <= a.due <= plan.review.next_on for a in plan.actions)
    assert plan == with_record(made, *made_up(seed)).draft()
