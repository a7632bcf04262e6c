"""What people recorded in a plan stands on the page and on the terminal, withheld things marked."""

import datetime as dt

import pytest
from msgspec.structs import replace

from riskservice.planning import (
    check_quality,
    check_to_text,
    diff_plans,
    diff_to_text,
    plan_to_html,
    plan_to_text,
)
from riskservice.planning.plan import Arising, Dissent
from tests.planning.edited import full_plan, next_state, own_action
from tests.planning.factory import ON

WORDS = (
    "A. Smith",
    "MAPPA level",
    "former partner",
    "V. White",
    "To live at an approved address.",
    "Head teacher",
    "Not to be passed on",
    "An interpreter is booked",
    "A large dog.",
    "Every rated factor",
    "C. Brown",
    "Withheld",
)


@pytest.mark.parametrize("form", [plan_to_text, plan_to_html])
def test_every_record_stands_in_both_forms(form) -> None:  # noqa: ANN001
    told = form(full_plan())
    assert [word for word in WORDS if word not in told] == []


@pytest.mark.parametrize("form", [plan_to_text, plan_to_html])
def test_what_is_noted_on_an_action_is_told(form) -> None:  # noqa: ANN001
    plan = full_plan()
    first, *rest = plan.actions
    noted = replace(
        first,
        arises_from=Arising(kind="meeting", reference="Level 2", on=dt.date(2026, 11, 3)),
        reason_for_change="New address",
        changed_by="Q. Gray",
        needs_decision="Still needed?",
        carried_over_from="version 1 of 1 October 2026",
        non_disclosable="Names a neighbour",
    )
    told = form(next_state(replace(plan, actions=(noted, *rest))))
    for words in (
        "meeting, Level 2, 3 November 2026",
        "New address (Q. Gray)",
        "Still needed?",
        "version 1 of 1 October 2026",
        "Names a neighbour",
        "version 1 of 22 November 2026",
    ):
        assert words in told


def test_whoever_does_not_agree_is_named() -> None:
    plan = full_plan()
    dissent = (Dissent(by="E. Grey", agency="Housing", reason="The address is wrong"),)
    told = plan_to_text(replace(plan, agreement=replace(plan.agreement, dissent=dissent)))
    assert "E. Grey, Housing: The address is wrong" in told


def test_nothing_recorded_has_no_heading() -> None:
    plan = full_plan(victims=(), disclosures=(), reviews=(), officer=None, agreement=None)
    told = plan_to_text(replace(plan, mappa=None, management=None))
    for heading in ("Victims\n", "Disclosure decisions", "Reviews held", "Who manages"):
        assert heading not in told


def test_the_reports_stay_within_a_hundred_columns() -> None:
    plan = full_plan()
    other = replace(plan, actions=(*plan.actions[3:], own_action("x", text="word " * 60)))
    for told in (
        check_to_text(check_quality(replace(plan, status="skeleton", officer=None), on=ON)),
        diff_to_text(diff_plans(plan, other)),
    ):
        assert max(map(len, told.splitlines())) <= 100


def test_a_difference_names_what_changed_in_words() -> None:
    plan = full_plan()
    first, *rest = plan.actions
    after = replace(plan, actions=(replace(first, due=None), *rest, own_action("x")))
    told = diff_to_text(diff_plans(plan, after))
    assert f"{first.action_id}: due" in told
    assert f"was: {first.due}" in told
    assert "is:  not set" in told
    assert "+ actions: action:own_x\n    Own action x" in told


def test_no_difference_is_said() -> None:
    assert diff_to_text(diff_plans(full_plan(), full_plan())).endswith("Nothing differs.\n")
