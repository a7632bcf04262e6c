"""The person's own copy holds nothing that may not be disclosed, wherever it stood."""

from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from riskservice.planning import Plan, person_copy, plan_to_html, plan_to_text, withheld_from
from riskservice.planning.items import COLLECTIONS, flagged
from riskservice.planning.plan import CarriedText, Dissent
from tests.planning.edited import full_plan, held_review, made_disclosure, victim

MARK = "Zzmarker"
REASON = "Somebody would be in danger"
TEXTS = {
    "factors": ("title", "evidence"),
    "actions": ("text", "outcome", "evidence", "reason_for_change"),
    "contingencies": ("trigger", "response"),
    "reviews": ("outcome",),
    "disclosures": ("recipient", "information", "where", "advice", "support", "reason"),
    "victims": ("who", "exclusion_zone", "safety_plan", "liaison_officer", "liaison_reason"),
    "conditions": ("text", "how_checked"),
    "diversity": ("need", "response"),
    "blanks": ("text",),
}


def renamed(plan: Plan, old: str, new: str) -> Plan:
    raw = msgspec.json.encode(plan).replace(f'"{old}"'.encode(), f'"{new}"'.encode())
    return msgspec.json.decode(raw, type=Plan)


def marked(plan: Plan, part: str, place: int) -> Plan:
    """Return a plan with one item withheld, its identifier and every text of it marked."""
    items = list(getattr(plan, part))
    item = items[place]
    told = {name: f"{MARK} {part} {name}" for name in TEXTS[part]}
    items[place] = replace(item, **told, non_disclosable=REASON)
    name = getattr(item, COLLECTIONS[part])
    return renamed(replace(plan, **{part: tuple(items)}), name, f"{MARK}:{name}")


def places() -> list[tuple[str, int]]:
    plan = full_plan()
    return [(part, i) for part in TEXTS for i in range(len(getattr(plan, part)))]


def everything(plan: Plan) -> str:
    """Return a plan in all its forms."""
    return msgspec.json.encode(plan).decode() + plan_to_text(plan) + plan_to_html(plan)


@settings(max_examples=20, deadline=None, database=None)
@given(st.sets(st.sampled_from(places()), min_size=1, max_size=6))
def test_nothing_marked_is_left_in_any_form_of_the_copy(chosen: set[tuple[str, int]]) -> None:
    plan = full_plan()
    for part, place in sorted(chosen):
        plan = marked(plan, part, place)
    told = everything(person_copy(plan))
    assert MARK not in told
    assert REASON not in told


@pytest.mark.parametrize("part", TEXTS)
def test_only_what_is_marked_is_left_out(part: str) -> None:
    plan = full_plan(victims=(victim(non_disclosable=None),), staff_safety=None)
    before = person_copy(plan)
    after = person_copy(marked(plan, part, 0))
    assert len(getattr(after, part)) == len(getattr(before, part)) - 1
    assert before.copy_for == "person"


def test_a_copied_text_is_found_wherever_it_was_put() -> None:
    told_us = "The neighbour at number 9 rang the police"
    plan = full_plan()
    first, second, *rest = plan.factors
    hidden = replace(first, evidence=told_us, non_disclosable=REASON)
    quoting = replace(second, evidence="As before: THE neighbour at  number 9\nrang the police.")
    action = replace(plan.actions[0], outcome=f"({told_us})")
    plan = replace(
        plan,
        factors=(hidden, quoting, *rest),
        actions=(action, *plan.actions[1:]),
        level_why=f"Raised. {told_us}.",
        contact=replace(plan.contact, reason=told_us),
        titles={**plan.titles, "role:x": told_us},
    )
    told = everything(person_copy(plan)).casefold()
    assert "neighbour at" not in told
    reasons = {(each.part, each.item_id): each.reason for each in withheld_from(plan)}
    assert reasons["factors", first.factor_id] == REASON
    assert "repeats words" in reasons["factors", second.factor_id]
    assert "repeats words" in reasons["actions", action.action_id]
    assert ("contact", "contact") in reasons


def test_part_of_a_word_is_not_the_word() -> None:
    plan = full_plan(victims=(victim(who="Anna"),))
    first, *rest = plan.blanks
    plan = replace(plan, blanks=(replace(first, text="Annabel"), *rest))
    assert person_copy(plan).blanks[0].text == "Annabel"


def test_an_action_for_a_withheld_factor_alone_goes_with_it() -> None:
    plan = full_plan()
    factor = plan.factors[0]
    alone = replace(plan.actions[0], factors=(factor.factor_id,))
    both = replace(plan.actions[1], factors=(factor.factor_id, plan.factors[1].factor_id))
    plan = replace(
        plan,
        factors=(
            replace(factor, title="Kzq", non_disclosable=REASON),
            *plan.factors[1:],
        ),
        actions=(alone, both, *plan.actions[2:]),
    )
    copy = person_copy(plan)
    kept = {action.action_id: action for action in copy.actions}
    assert alone.action_id not in kept
    assert kept[both.action_id].factors == (plan.factors[1].factor_id,)


def test_no_reference_leads_to_what_was_left_out() -> None:
    plan = full_plan()
    hidden = replace(plan.contingencies[0], non_disclosable=REASON)
    copy = person_copy(replace(plan, contingencies=(hidden, *plan.contingencies[1:])))
    assert hidden.contingency_id not in msgspec.json.encode(copy).decode()
    ids = {
        getattr(item, name) for part, name in COLLECTIONS.items() for item in getattr(copy, part)
    }
    for section in copy.sections:
        listed = (*section.actions, *section.contingencies, *section.blanks)
        assert ids.issuperset((*listed, *section.conditions, *section.victims))


@pytest.mark.parametrize(
    ("part", "changes"),
    [
        ("staff_safety", {"note": MARK}),
        ("management", {"reason": MARK}),
        ("contact", {"reason": MARK, "chosen_by": "A"}),
        ("review", {"why": MARK}),
        ("agreement", {"persons_words": MARK}),
        ("agreement", {"dissent": (Dissent(by="B", reason=MARK),)}),
    ],
)
def test_what_stands_there_once_can_be_withheld(part: str, changes: dict[str, Any]) -> None:
    plan = full_plan()
    item = replace(getattr(plan, part), **changes, non_disclosable=REASON)
    told = everything(person_copy(replace(plan, **{part: item})))
    assert MARK not in told
    assert REASON not in told


def test_a_text_carried_from_the_assessment_can_be_withheld() -> None:
    plan = full_plan()
    carried = CarriedText(question="q", title="Q", text=MARK, non_disclosable=REASON)
    open_ = CarriedText(question="r", title="R", text="Open")
    first, *rest = plan.sections
    plan = replace(plan, sections=(replace(first, carried=(carried, open_)), *rest))
    assert person_copy(plan).sections[0].carried == (open_,)


def test_victims_and_staff_safety_of_the_record_are_withheld_unless_it_says_otherwise() -> None:
    parts = {part for part, _, _, reason in flagged(full_plan()) if reason is not None}
    assert parts == {"victims", "staff_safety"}


def test_what_professionals_still_decide_is_not_in_the_copy() -> None:
    plan = full_plan()
    first, *rest = plan.actions
    plan = replace(plan, actions=(replace(first, needs_decision="No longer called for"), *rest))
    copy = person_copy(plan)
    assert copy.findings == ()
    assert "No longer called for" not in everything(copy)


def test_a_copy_of_the_copy_is_the_copy() -> None:
    plan = full_plan(reviews=(held_review(non_disclosable=REASON),))
    assert person_copy(person_copy(plan)) == person_copy(plan)


def test_the_copy_does_not_tell_whether_anything_was_withheld() -> None:
    open_ = full_plan(victims=(), staff_safety=None, disclosures=())
    closed = full_plan(victims=(victim(),), disclosures=(made_disclosure(non_disclosable=REASON),))
    open_ = replace(open_, sections=closed.sections)
    assert person_copy(closed) == person_copy(open_)


@pytest.mark.parametrize("status", ["skeleton", "agreed"])
def test_assessors_words_are_shown_only_of_a_plan_that_was_agreed(status: str) -> None:
    plan = full_plan()
    words = "Said in confidence at the door of the workshop, on a Tuesday"
    factor = next(each for each in plan.factors if each.kind == "risk")
    told = replace(factor, evidence=words)
    quoting = replace(plan.actions[0], text=f"Follow up: {words}.")
    plan = replace(
        plan,
        status=status,
        factors=tuple(told if each is factor else each for each in plan.factors),
        actions=(quoting, *plan.actions[1:]),
    )
    shown = words in msgspec.json.encode(person_copy(plan)).decode()
    assert shown == (status == "agreed")
