"""The next version keeps what people made of a plan and drops nothing silently."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from riskservice.case import Case, ContactDecision
from riskservice.circumstances import Circumstances
from riskservice.circumstances.multi_agency import Management, Mappa, Meeting
from riskservice.circumstances.people import (
    DiversityNeed,
    LicenceCondition,
    StaffSafety,
    Victim,
)
from riskservice.errors import InvalidCase
from riskservice.planning import (
    InvalidPlan,
    Plan,
    apply_diff,
    check_plan,
    diff_plans,
    draft_plan,
    next_version,
    person_copy,
    plan_digest,
)
from riskservice.planning.items import COLLECTIONS, flagged
from riskservice.planning.plan import CarriedText
from tests.planning.edited import DAY, STATUSES, condition, full_plan, own_action
from tests.planning.factory import (
    ON,
    PROTECTIVE,
    RISK,
    Made,
    Rating,
    all_rated,
    overall,
    scored,
)

LATER = ON + 90 * DAY


def made(on: dt.date = LATER, **answers: Any) -> Made:
    return Made(answers={**all_rated(), **answers}, results=(scored("dc_srp", "medium"),), on=on)


def redraft(plan: Plan, again: Made | None = None, known: Circumstances | None = None) -> Plan:
    again = again or made()
    case = replace(again.case, circumstances=known)
    return next_version(plan, case, again.assessment, again.on)


def by_id(plan: Plan) -> dict[str, Any]:
    return {
        getattr(item, name): item
        for part, name in COLLECTIONS.items()
        for item in getattr(plan, part)
    }


def test_the_version_before_is_named_by_its_fingerprint() -> None:
    plan = full_plan()
    after = redraft(plan)
    assert (after.plan_id, after.version) == (plan.plan_id, 2)
    assert after.previous is not None
    assert (after.previous.version, after.previous.digest) == (1, plan_digest(plan))
    assert (after.status, after.agreement) == ("skeleton", None)


def test_owners_statuses_and_words_of_people_stay() -> None:
    plan = full_plan()
    first, *rest = plan.actions
    mine = replace(
        first, text="Our own words", status="in_progress", outcome="Begun", owner_name="Q. Gray"
    )
    after = by_id(redraft(replace(plan, actions=(mine, *rest))))[first.action_id]
    assert (after.text, after.status, after.outcome, after.owner_name, after.created) == (
        "Our own words",
        "in_progress",
        "Begun",
        "Q. Gray",
        ON,
    )
    assert after.carried_over_from == "version 1 of 22 November 2026"


def test_what_is_no_longer_called_for_is_kept_and_marked() -> None:
    plan = full_plan()
    after = redraft(plan)
    called = {action.action_id for action in made().draft().actions}
    gone = [action for action in plan.actions if action.action_id not in called]
    assert gone
    for action in gone:
        kept = by_id(after)[action.action_id]
        assert kept.status == action.status
        assert "no longer calls for it" in kept.needs_decision
    marked = {name for f in after.findings if f.code == "needs-decision" for name in f.ids}
    assert marked.issuperset(action.action_id for action in gone)


def test_what_people_wrote_themselves_is_kept_without_a_mark() -> None:
    plan = full_plan()
    own = own_action("x")
    after = redraft(replace(plan, actions=(*plan.actions, own)))
    assert by_id(after)[own.action_id].needs_decision is None


def test_what_is_new_is_proposed() -> None:
    plan = full_plan()
    after = redraft(plan, made(**{RISK[4]: Rating(rating="high")}))
    new = [a for a in after.actions if a.action_id not in by_id(plan)]
    assert new
    assert {(a.status, a.created, a.carried_over_from) for a in new} == {("proposed", LATER, None)}


def test_a_closed_action_that_is_called_for_again_is_marked_and_stays_closed() -> None:
    plan = full_plan()
    first, *rest = plan.actions
    called = {action.action_id for action in made().draft().actions}
    assert first.action_id in called
    done = replace(first, status="completed", outcome="Done")
    after = by_id(redraft(replace(plan, actions=(done, *rest))))[first.action_id]
    assert after.status == "completed"
    assert "calls for it again" in after.needs_decision


def test_an_agreed_date_is_never_moved_silently() -> None:
    plan = Made(answers=all_rated(), results=(scored("dc_srp", "medium"),)).draft()
    late = tuple(replace(a, status="agreed", due=LATER + 300 * DAY) for a in plan.actions)
    after = redraft(replace(plan, actions=late))
    for action in after.actions:
        assert action.due == LATER + 300 * DAY
        assert "done by" in (action.needs_decision or "")


def test_a_proposal_nobody_touched_takes_the_earlier_date_and_never_a_later_one() -> None:
    plan = Made(answers=all_rated(), results=(scored("dc_srp", "medium"),)).draft()
    before = by_id(plan)
    for action in redraft(plan).actions:
        if action.action_id in before:
            assert action.due <= before[action.action_id].due


def test_a_factor_still_used_stays_though_it_is_no_longer_found() -> None:
    plan = full_plan()
    again = Made(answers=all_rated(), on=LATER)
    after = by_id(redraft(plan, again))["factor:dc_srp"]
    assert "does not find it any more" in after.needs_decision
    assert after.carried_from == ON


def test_texts_reviews_disclosures_and_victims_go_over() -> None:
    plan = full_plan()
    after = redraft(plan)
    assert [blank.text for blank in after.blanks] == [blank.text for blank in plan.blanks]
    assert (after.reviews, after.disclosures) == (plan.reviews, plan.disclosures)
    assert by_id(after)["victim:1"].liaison_officer == "V. White"
    assert after.officer == plan.officer
    assert after.staff_safety == plan.staff_safety


def test_the_case_record_is_newer_than_the_plan() -> None:
    known = Circumstances(
        management=Management(officer="N. New", lead_agency="probation", allocated=True),
        mappa=Mappa(level=3, meetings=(Meeting(kind="level_3", on=LATER - DAY),)),
        victims=(Victim(victim_id="1", who="former wife"), Victim(victim_id="2")),
        diversity=(DiversityNeed(need_id="1", need="Deaf and tired"),),
        staff_safety=StaffSafety(note="Two dogs."),
    )
    after = redraft(full_plan(), known=known)
    assert (after.officer.name, after.officer.role) == ("N. New", "mosovo_officer")
    assert (after.mappa.level, after.mappa.last_meeting_on) == (3, LATER - DAY)
    first, second = after.victims
    assert (first.who, first.liaison_officer) == ("former wife", "V. White")
    assert second.victim_id == "victim:2"
    assert after.diversity[0].response == "An interpreter is booked"
    assert (after.staff_safety.note, after.staff_safety.assessed_by) == ("Two dogs.", "A. Smith")
    assert all(each.non_disclosable for each in after.victims)


def test_a_condition_stays_where_people_placed_it() -> None:
    plan = full_plan()
    plan = replace(plan, conditions=(condition(plan, pillar="supervision"),))
    known = Circumstances(
        licence_conditions=(
            LicenceCondition(condition_id="1", kind="residence", text="To live at a new address."),
        )
    )
    (after,) = redraft(plan, known=known).conditions
    assert (after.text, after.pillar) == ("To live at a new address.", "supervision")


def test_a_condition_that_is_not_in_the_record_is_marked() -> None:
    after = redraft(full_plan(), known=Circumstances())
    assert "Not in the case record" in (after.conditions[0].needs_decision or "")


def test_a_chosen_interval_holds_while_the_level_does() -> None:
    choice = ContactDecision(every_days=60, by="A. Smith", reason="Working nights")
    plan = Made(answers=all_rated(), results=(scored("dc_srp", "medium"),), contact=choice).draft()
    same = redraft(plan)
    assert (same.contact.chosen_days, same.contact.chosen_by) == (60, "A. Smith")
    assert same.contact.first_due == LATER + 60 * DAY
    higher = Made(answers=all_rated(), overall=overall("high"), on=LATER)
    other = redraft(plan, higher)
    assert other.contact.chosen_days == other.contact.default_days
    assert "contact-decision-lapsed" in {notice.code for notice in other.notices}


def test_a_new_version_is_not_a_review() -> None:
    plan = full_plan(reviews=())
    due = plan.review.next_on
    assert due is not None
    for on, told in ((due, False), (due + DAY, True)):
        notices = {n.code for n in redraft(plan, made(on)).notices}
        assert ("review-not-recorded" in notices) is told


def test_what_was_withheld_stays_withheld() -> None:
    plan = full_plan()
    hidden = CarriedText(question="arms_overall_reason", title="T", text="x", non_disclosable="R")
    first, *rest = plan.sections
    plan = replace(
        plan,
        sections=(replace(first, carried=(hidden,)), *rest),
        factors=tuple(replace(f, non_disclosable="R") for f in plan.factors),
        actions=tuple(replace(a, non_disclosable="R") for a in plan.actions),
        contingencies=tuple(replace(c, non_disclosable="R") for c in plan.contingencies),
        blanks=tuple(replace(b, non_disclosable="R") for b in plan.blanks),
        contact=replace(plan.contact, non_disclosable="R"),
        review=replace(plan.review, non_disclosable="R"),
        management=replace(plan.management, non_disclosable="R"),
    )
    after = redraft(plan, made(arms_overall_reason="The new reason"))
    before = {(part, name) for part, name, _, reason in flagged(plan) if reason}
    now = {(part, name) for part, name, _, reason in flagged(after) if reason}
    assert before <= now


@pytest.mark.parametrize(
    ("changes", "again", "pointer"),
    [
        ({"case_id": "X200"}, made(), "/case/case_id"),
        ({}, made(ON - DAY), "/case/on"),
        ({"status": "superseded"}, made(), "/plan/status"),
        ({"copy_for": "person"}, made(), "/plan/copy_for"),
    ],
)
def test_what_does_not_belong_together_is_refused(
    changes: dict[str, Any], again: Made, pointer: str
) -> None:
    with pytest.raises(InvalidPlan) as refused:
        redraft(full_plan(**changes), again)
    assert [fault.pointer for fault in refused.value.faults] == [pointer]


def test_the_day_is_that_of_the_assessment() -> None:
    again = made()
    with pytest.raises(InvalidPlan, match="not the day"):
        next_version(full_plan(), again.case, again.assessment, LATER + DAY)


@settings(
    max_examples=20, deadline=None, database=None, suppress_health_check=[HealthCheck.too_slow]
)
@given(
    st.lists(st.sampled_from(STATUSES), min_size=40, max_size=60),
    st.dictionaries(st.sampled_from(RISK + PROTECTIVE), st.sampled_from(["low", "medium", "high"])),
)
def test_nothing_is_ever_lost_and_no_status_moves(
    statuses: list[str], ratings: dict[str, str]
) -> None:
    plan = full_plan()
    actions = (
        replace(a, status=s, outcome="So it was")
        for a, s in zip(plan.actions, statuses, strict=False)
    )
    plan = replace(plan, actions=(*actions, *plan.actions[len(statuses) :]))
    after = redraft(plan, made(**{key: Rating(rating=value) for key, value in ratings.items()}))
    diff = diff_plans(plan, after)
    assert diff.findings == ()
    assert apply_diff(plan, diff) == after
    before = {action.action_id: action.status for action in plan.actions}
    assert {a.action_id: a.status for a in after.actions if a.action_id in before} == before
    codes = {f.code for f in after.findings if f.severity == "gap"}
    assert codes <= {
        "disclosure-not-considered",
        "action-overdue",
        "review-overdue",
        "factor-without-action",
    }
    for section in after.sections:
        assert set(section.actions) == {
            a.action_id for a in after.actions if a.pillar == section.key
        }


# From the case record ----------------------------------------------------------------------------


def drafted(known: Circumstances, **answers: Any) -> Plan:
    again = made(ON, **answers)
    case: Case = replace(again.case, circumstances=known)
    return draft_plan(case, again.assessment)


def test_every_licence_condition_stands_in_the_plan_under_a_pillar() -> None:
    known = Circumstances(
        licence_conditions=(
            LicenceCondition(condition_id="1", kind="curfew", text="At home by 9 p.m."),
            LicenceCondition(
                condition_id="2",
                kind="items",
                text="No phone with a camera.",
                pillar="supervision",
                factors=("arms_opportunity",),
            ),
        )
    )
    plan = drafted(known)
    one, two = plan.conditions
    assert (one.pillar, one.mapped_by) == ("monitoring_and_control", "rules")
    assert "factor:arms_opportunity" in one.factors
    assert (two.pillar, two.factors, two.mapped_by) == (
        "supervision",
        ("factor:arms_opportunity",),
        "people",
    )
    listed = {name for section in plan.sections for name in section.conditions}
    assert listed == {"condition:1", "condition:2"}
    assert "condition-not-mapped" not in {f.code for f in plan.findings}


def test_a_victim_is_withheld_unless_the_record_says_otherwise() -> None:
    known = Circumstances(
        victims=(
            Victim(victim_id="1", who="Qz neighbour"),
            Victim(victim_id="2", who="Open to all", non_disclosable=False),
        )
    )
    plan = drafted(known)
    assert [v.non_disclosable is None for v in plan.victims] == [False, True]
    assert [v.who for v in person_copy(plan).victims] == ["Open to all"]


def test_reactive_management_is_a_state_with_what_ends_it() -> None:
    known = Circumstances(
        management=Management(
            reactive_since=ON - 30 * DAY, last_offending_or_notice_on=ON - 1500 * DAY
        )
    )
    plan = drafted(known)
    assert plan.management is not None
    assert plan.management.mode == "reactive"
    assert plan.management.brought_back_by
    assert plan.management.cite
    assert "reactive" in {notice.code for notice in plan.notices}
    assert "reactive-criteria" in {f.code for f in plan.findings}  # its level is medium


def test_nothing_known_of_management_is_neither_active_nor_reactive() -> None:
    plan = drafted(Circumstances())
    assert plan.management is None
    assert plan.officer is None


def test_a_case_nobody_holds_is_a_gap_also_in_a_skeleton() -> None:
    plan = drafted(Circumstances(management=Management(allocated=False)))
    assert [f.code for f in plan.findings if f.severity == "gap"] == ["unallocated"]


def test_an_identifier_given_twice_in_the_record_is_a_fault() -> None:
    known = Circumstances(victims=(Victim(victim_id="1"), Victim(victim_id="1")))
    with pytest.raises(InvalidCase) as refused:
        drafted(known)
    assert refused.value.faults[0].pointer == "/circumstances/victims/1"


def test_only_a_meeting_that_was_held_counts() -> None:
    meetings = (
        Meeting(kind="level_2", on=ON - DAY),
        Meeting(kind="level_2", on=ON + DAY),
        Meeting(kind="level_1_review", on=ON),
    )
    plan = drafted(Circumstances(mappa=Mappa(level=2, meetings=meetings)))
    assert plan.mappa is not None
    assert plan.mappa.last_meeting_on == ON - DAY
    assert "disclosure-not-considered" in {f.code for f in check_plan(plan, on=ON)}
