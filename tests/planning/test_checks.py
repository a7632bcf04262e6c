"""The two-way check finds what makes an edited plan indefensible."""

import datetime as dt
from collections.abc import Callable

import pytest
from msgspec.structs import replace

from riskservice.planning import Finding, Plan, check_plan
from riskservice.planning.plan import Agreement, MappaStanding, Officer, VisitSafety
from tests.planning.factory import ON, RISK, Made, Rating, all_rated, codes, overall, scored

Edit = Callable[[Plan], Plan]


def sound() -> Plan:
    """Return a plan in which people have filled in everything."""
    answers = {**all_rated(), RISK[0]: Rating(rating="high")}
    plan = Made(answers=answers, results=(scored("dc_srp", "high"),)).draft()
    return replace(
        plan,
        status="agreed",
        officer=Officer(name="A. Smith", allocated=True),
        mappa=MappaStanding(category=1, level=1),
        staff_safety=VisitSafety(note="No dogs.", assessed_on=ON, assessed_by="A. Smith"),
        agreement=Agreement(
            agreed_by="A. Smith", agreed_on=ON, countersigned_by="C. Brown", countersigned_on=ON
        ),
        actions=tuple(
            replace(action, owner_name="A. Smith", status="agreed") for action in plan.actions
        ),
        contingencies=tuple(replace(each, owner_name="B. Jones") for each in plan.contingencies),
        blanks=tuple(replace(blank, text="Written.") for blank in plan.blanks),
    )


def first_action(**changes: object) -> Edit:
    def edit(plan: Plan) -> Plan:
        first, *rest = plan.actions
        return replace(plan, actions=(replace(first, **changes), *rest))

    return edit


def first_contingency(**changes: object) -> Edit:
    def edit(plan: Plan) -> Plan:
        first, *rest = plan.contingencies
        return replace(plan, contingencies=(replace(first, **changes), *rest))

    return edit


def contact(**changes: object) -> Edit:
    return lambda plan: replace(plan, contact=replace(plan.contact, **changes))


def review(**changes: object) -> Edit:
    return lambda plan: replace(plan, review=replace(plan.review, **changes))


def without_actions_for(factor: str) -> Edit:
    def edit(plan: Plan) -> Plan:
        kept = tuple(action for action in plan.actions if factor not in action.factors)
        others = tuple(
            replace(each, factors=tuple(name for name in each.factors if name != factor))
            for each in plan.contingencies
        )
        others = tuple(each for each in others if each.factors)
        ids = {action.action_id for action in kept} | {each.contingency_id for each in others}
        sections = tuple(
            replace(
                section,
                actions=tuple(name for name in section.actions if name in ids),
                contingencies=tuple(name for name in section.contingencies if name in ids),
            )
            for section in plan.sections
        )
        kept = tuple(replace(action, contingency=None) for action in kept)
        return replace(plan, actions=kept, contingencies=others, sections=sections)

    return edit


def findings(edit: Edit) -> tuple[Finding, ...]:
    return check_plan(edit(sound()))


def test_a_finished_plan_has_no_finding_at_all() -> None:
    assert check_plan(sound()) == ()


@pytest.mark.parametrize(
    ("edit", "code", "severity"),
    [
        (without_actions_for(f"factor:{RISK[0]}"), "factor-without-action", "gap"),
        (without_actions_for("factor:dc_srp"), "factor-without-action", "gap"),
        (first_action(factors=()), "action-without-factor", "gap"),
        (first_action(factors=("factor:gone",)), "action-without-factor", "gap"),
        (first_action(owner_role=" "), "action-incomplete", "gap"),
        (first_action(agency=""), "action-incomplete", "gap"),
        (first_action(due=None), "action-incomplete", "gap"),
        (first_action(text=" "), "action-incomplete", "gap"),
        (first_contingency(trigger=""), "contingency-incomplete", "gap"),
        (first_contingency(response=" "), "contingency-incomplete", "gap"),
        (first_contingency(out_of_hours_role=""), "contingency-incomplete", "gap"),
        (first_contingency(owner_role=""), "contingency-incomplete", "gap"),
        (first_contingency(agency=""), "contingency-incomplete", "gap"),
        (first_contingency(factors=("factor:gone",)), "contingency-incomplete", "gap"),
        (contact(chosen_days=183), "contact-without-reason", "gap"),
        (contact(chosen_days=183, chosen_by="A", reason=" "), "contact-without-reason", "gap"),
        (contact(chosen_days=183, reason="Why"), "contact-without-reason", "gap"),
        (review(next_on=None), "review-date", "gap"),
        (review(next_on=ON - dt.timedelta(days=1)), "review-date", "gap"),
        (review(next_on=ON + dt.timedelta(days=366)), "review-after-backstop", "warning"),
        (first_action(action_id="action:joint_visit2"), "dangling-link", "gap"),
        (first_action(contingency="contingency:gone"), "dangling-link", "gap"),
        (first_action(due=ON - dt.timedelta(days=1)), "due-date", "warning"),
        (first_action(due=ON + dt.timedelta(days=366)), "due-date", "warning"),
        (first_action(status="completed"), "closed-without-outcome", "warning"),
        (first_action(status="no_longer_needed"), "closed-without-outcome", "warning"),
        (first_action(owner_name=None), "owner-not-named", "open"),
        (first_contingency(owner_name=" "), "owner-not-named", "open"),
        (lambda plan: replace(plan, provisional=True), "provisional", "open"),
    ],
)
def test_each_defect_is_found_and_nothing_else(edit: Edit, code: str, severity: str) -> None:
    found = findings(edit)
    assert [(each.code, each.severity) for each in found] == [(code, severity)]
    assert found[0].text
    assert found[0].cite


@pytest.mark.parametrize(
    "edit",
    [
        contact(chosen_days=183, chosen_by="A. Smith", reason="In hospital"),
        contact(chosen_days=10),
        review(next_on=ON),
        first_action(due=ON),
        first_action(status="completed", outcome="Seen; nothing new."),
    ],
)
def test_what_is_explained_or_stricter_is_not_a_finding(edit: Edit) -> None:
    assert findings(edit) == ()


def test_a_plan_without_contingencies_has_a_gap() -> None:
    def edit(plan: Plan) -> Plan:
        sections = tuple(replace(section, contingencies=()) for section in plan.sections)
        actions = tuple(replace(action, contingency=None) for action in plan.actions)
        return replace(plan, contingencies=(), sections=sections, actions=actions)

    assert [each.code for each in findings(edit)] == ["no-contingency"]


def test_a_contingency_alone_answers_a_high_factor_but_not_a_missing_one() -> None:
    answers = all_rated()
    del answers[RISK[0]]
    for plan, expected in (
        (sound(), []),
        (Made(answers=answers).draft(), ["factor-without-action"]),
    ):
        name = f"factor:{RISK[0]}"
        actions = tuple(
            replace(action, factors=tuple(each for each in action.factors if each != name))
            for action in plan.actions
        )
        actions = tuple(
            action if action.factors else replace(action, factors=("factor:band",))
            for action in actions
        )
        first, *rest = plan.contingencies
        held = replace(first, factors=(*first.factors, name))
        edited = replace(plan, actions=actions, contingencies=(held, *rest))
        gaps = [each.code for each in check_plan(edited) if each.severity == "gap"]
        assert gaps == expected


def test_an_action_no_longer_needed_answers_nothing() -> None:
    def edit(plan: Plan) -> Plan:
        plan = without_actions_for("factor:dc_srp")(plan)
        first, *rest = plan.actions
        first = replace(
            first, factors=("factor:dc_srp",), status="no_longer_needed", outcome="Moved abroad"
        )
        return replace(plan, actions=(first, *rest))

    assert [each.code for each in findings(edit)] == ["factor-without-action"]


def test_an_empty_pillar_is_noticed() -> None:
    def edit(plan: Plan) -> Plan:
        return replace(
            plan,
            actions=tuple(replace(action, pillar="supervision") for action in plan.actions),
        )

    assert [each.code for each in findings(edit)] == ["empty-pillar"] * 3


def test_a_name_used_twice_is_a_gap() -> None:
    def edit(plan: Plan) -> Plan:
        return replace(plan, blanks=(*plan.blanks, plan.blanks[0]))

    assert [each.code for each in findings(edit)] == ["duplicate-id"]


def test_gaps_come_first_and_each_open_blank_is_listed() -> None:
    plan = Made(overall=overall("low", provisional=True)).draft()
    first, *rest = plan.actions
    edited = replace(plan, actions=(replace(first, due=None), *rest))
    found = check_plan(edited)
    severities = [each.severity for each in found]
    assert severities == sorted(severities, key=("gap", "warning", "open").index)
    assert found[0].ids == (first.action_id,)
    listed = {name for each in found if each.code == "blank-open" for name in each.ids}
    assert listed == {blank.blank_id for blank in plan.blanks}


def test_the_check_changes_nothing_and_is_what_the_draft_carries() -> None:
    plan = Made().draft()
    assert check_plan(plan) == plan.findings
    assert set(codes(plan)) == {
        "owner-not-named",
        "blank-open",
        "officer-not-named",
        "staff-safety-missing",
        "disclosure-cannot-tell",
    }
    assert {finding.severity for finding in plan.findings} == {"open"}
