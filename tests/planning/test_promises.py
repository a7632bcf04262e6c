"""What holds for every combination of ratings."""

import datetime as dt
from dataclasses import replace
from itertools import pairwise
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from riskservice.planning import Plan, plan_to_html, plan_to_text
from riskservice.planning.library_faults import CHECKS
from tests.planning.factory import (
    COMMUNITY_CELLS,
    CUSTODY_CELLS,
    LEVELS,
    ON,
    PROTECTIVE,
    RISK,
    STATIC,
    Made,
    Rating,
    codes,
    not_applicable,
    not_scorable,
    overall,
    scored,
)
from tests.planning.records import made_up, with_record

RATINGS = ("low", "medium", "high")
CELLS = (*COMMUNITY_CELLS, *CUSTODY_CELLS)
PILLARS = {
    "supervision",
    "monitoring_and_control",
    "interventions_and_treatment",
    "victim_safety",
}
QUIET = settings(
    max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow], derandomize=True
)


def ratings() -> st.SearchStrategy[Rating | None]:
    rated = st.builds(
        Rating,
        rating=st.sampled_from(RATINGS),
        evidence=st.sampled_from(["seen at the visit", "reported by {probation}", "a\nb"]),
        carried_from=st.sampled_from([None, ON - dt.timedelta(days=400)]),
        still_true=st.sampled_from([None, True, False]),
    )
    return st.none() | rated


def results() -> st.SearchStrategy[tuple[Any, ...]]:
    def of(key: str) -> st.SearchStrategy[Any]:
        return st.one_of(
            st.none(),
            st.just(not_applicable(key)),
            st.sampled_from([*LEVELS, "B", "not_applicable"]).map(lambda band: scored(key, band)),
            st.just(not_scorable(key, {"burglary": "Any burglary?"})),
            st.just(not_scorable(key, {"burglary": "Any burglary?"}, bands=("high",))),
        )

    keys = (*STATIC, "arms", "rosh", "strangers_tool")
    return st.tuples(*map(of, keys)).map(lambda found: tuple(each for each in found if each))


def overalls() -> st.SearchStrategy[Any]:
    return st.builds(
        overall,
        st.sampled_from([None, *LEVELS]),
        provisional=st.booleans(),
        possible_bands=st.sampled_from([(), ("low",), ("not_applicable", "low", "high"), LEVELS]),
    )


@st.composite
def cases(draw: st.DrawFn) -> Made:
    answers: dict[str, Any] = {
        "sex": draw(st.sampled_from([None, "male", "female"])),
        "date_of_birth": draw(st.sampled_from([None, dt.date(1980, 5, 5), dt.date(2010, 5, 5)])),
        "supervision_status": draw(st.sampled_from([None, "community", "custody", "remand"])),
        "follow_up_start": draw(st.sampled_from([None, ON, ON + dt.timedelta(days=3)])),
        **{key: draw(ratings()) for key in (*RISK, *PROTECTIVE)},
        **{key: draw(st.none() | st.sampled_from(LEVELS)) for key in CELLS},
    }
    given_answers = {key: value for key, value in answers.items() if value is not None}
    made = Made(answers=given_answers, results=draw(results()), overall=draw(overalls()))
    seed = draw(st.none() | st.integers(0, 2**32 - 1))
    return made if seed is None else with_record(made, *made_up(seed))


@QUIET
@given(cases())
def test_a_drafted_plan_never_has_a_gap_or_a_warning_of_its_own_making(made: Made) -> None:
    plan = made.draft()
    found = {*codes(plan, "gap"), *codes(plan, "warning")}
    # What the record itself lacks, such as an officer, is for people to mend.
    assert not found & CHECKS


@QUIET
@given(cases())
def test_every_factor_has_an_action_and_every_action_a_factor(made: Made) -> None:
    plan = made.draft()
    factors = {factor.factor_id for factor in plan.factors}
    answered = {name for action in plan.actions for name in action.factors}
    assert factors == answered
    assert all(action.factors for action in plan.actions)


@QUIET
@given(cases())
def test_every_pillar_has_an_action_and_contingencies_are_there(made: Made) -> None:
    plan = made.draft()
    assert {action.pillar for action in plan.actions} == PILLARS
    assert len(plan.contingencies) >= 8
    known = {each.contingency_id for each in plan.contingencies}
    assert {action.contingency for action in plan.actions} <= known | {None}


@QUIET
@given(cases())
def test_identifiers_name_one_thing_each_and_no_placeholder_is_left(made: Made) -> None:
    plan = made.draft()
    ids = [
        *(factor.factor_id for factor in plan.factors),
        *(action.action_id for action in plan.actions),
        *(each.contingency_id for each in plan.contingencies),
        *(blank.blank_id for blank in plan.blanks),
    ]
    assert len(ids) == len(set(ids))
    assert not any("{" in action.text or "}" in action.text for action in plan.actions)


@QUIET
@given(cases())
def test_every_due_date_lies_between_the_plan_and_its_next_review(made: Made) -> None:
    plan = made.draft()
    assert plan.review.next_on is not None
    for action in plan.actions:
        assert action.due is not None
        assert plan.on <= action.due <= plan.review.next_on


@settings(QUIET, max_examples=40)
@given(cases())
def test_every_plan_can_be_printed(made: Made) -> None:
    plan = made.draft()
    text, page = plan_to_text(plan), plan_to_html(plan)
    assert max(map(len, text.splitlines())) <= 100
    assert page.count("<table>") == page.count("<caption>") == page.count("</table>")


def one_step_up(made: Made, key: str) -> Made | None:
    """Return the case with one answer raised in risk by one step, if that is possible."""
    answers = dict(made.answers)
    value = answers.get(key)
    if key in CELLS:
        if value is None or value == LEVELS[-1]:
            return None
        answers[key] = LEVELS[LEVELS.index(value) + 1]
    else:
        rises = RATINGS if key in RISK else RATINGS[::-1]
        if value is None or value.rating == rises[-1]:
            return None
        raised = rises[rises.index(value.rating) + 1]
        answers[key] = Rating(
            rating=raised, carried_from=value.carried_from, still_true=value.still_true
        )
    return replace(made, answers=answers)


def assert_no_laxer(before: Plan, after: Plan) -> None:
    assert len(after.actions) >= len(before.actions)
    lost = {c.contingency_id for c in before.contingencies} - {
        c.contingency_id for c in after.contingencies
    }
    assert not lost
    assert after.review.next_on is not None
    assert before.review.next_on is not None
    assert after.review.next_on <= before.review.next_on
    assert after.contact.default_days <= before.contact.default_days
    due = {action.action_id: action.due for action in after.actions}
    for action in before.actions:
        if action.action_id in due:
            assert action.due is not None
            assert due[action.action_id] <= action.due
    assert min(due.values()) <= min(action.due for action in before.actions if action.due)


@QUIET
@given(cases(), st.sampled_from([*RISK, *PROTECTIVE, *CELLS]))
def test_more_risk_never_means_fewer_actions_or_later_dates(made: Made, key: str) -> None:
    raised = one_step_up(made, key)
    if raised is not None:
        assert_no_laxer(made.draft(), raised.draft())


@QUIET
@given(cases(), st.sampled_from(list(pairwise(LEVELS))))
def test_a_higher_band_never_means_fewer_actions_or_later_dates(
    made: Made, step: tuple[str, str]
) -> None:
    lower, higher = (replace(made, overall=overall(band)) for band in step)
    assert_no_laxer(lower.draft(), higher.draft())


@QUIET
@given(
    cases(),
    st.sampled_from([*STATIC, "strangers_tool"]),
    st.sampled_from(list(pairwise(LEVELS))),
)
def test_a_higher_static_band_never_means_fewer_actions_or_later_dates(
    made: Made, key: str, step: tuple[str, str]
) -> None:
    others = tuple(result for result in made.results if result.instrument != key)
    lower, higher = (replace(made, results=(*others, scored(key, band))) for band in step)
    assert_no_laxer(lower.draft(), higher.draft())
