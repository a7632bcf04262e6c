"""A plan with something in every part, and random edits of it."""

import datetime as dt
from typing import Any

from hypothesis import strategies as st
from msgspec.structs import replace

from riskservice.planning.plan import (
    Action,
    Agreement,
    Disclosure,
    HeldReview,
    Management,
    MappaStanding,
    Need,
    Officer,
    Plan,
    PlannedCondition,
    PreviousVersion,
    VictimArrangement,
    VisitSafety,
)
from tests.planning.factory import ON, RISK, Made, Rating, all_rated, scored

DAY = dt.timedelta(days=1)
STATUSES = (
    "proposed",
    "agreed",
    "in_progress",
    "completed",
    "cannot_be_done_yet",
    "no_longer_needed",
)


def full_plan(**changes: Any) -> Plan:
    """Return an agreed plan in which every part holds something, without a finding."""
    answers = {**all_rated(), RISK[0]: Rating(rating="high")}
    plan = settled(Made(answers=answers, results=(scored("dc_srp", "high"),)).draft())
    plan = replace(
        plan,
        status="agreed",
        officer=Officer(name="A. Smith", role="mosovo_officer", allocated=True),
        mappa=MappaStanding(category=1, level=2, last_meeting_on=ON - 7 * DAY),
        management=Management(mode="active"),
        disclosures=(made_disclosure(),),
        reviews=(held_review(),),
        victims=(victim(),),
        conditions=(condition(plan),),
        diversity=(Need(need_id="need:1", need="Deaf", response="An interpreter is booked"),),
        staff_safety=VisitSafety(
            note="A large dog.", assessed_on=ON, assessed_by="A. Smith", non_disclosable="Safety"
        ),
        agreement=Agreement(
            agreed_by="A. Smith", agreed_on=ON, countersigned_by="C. Brown", countersigned_on=ON
        ),
        actions=tuple(
            replace(action, owner_name="A. Smith", status="agreed") for action in plan.actions
        ),
        contingencies=tuple(replace(each, owner_name="B. Jones") for each in plan.contingencies),
        blanks=tuple(
            replace(blank, text=f"Written {number}.") for number, blank in enumerate(plan.blanks)
        ),
        findings=(),
    )
    return replace(plan, **changes)


def settled(plan: Plan) -> Plan:
    """Return a plan without what nobody has rated, and without what only asks for that."""
    factors = tuple(factor for factor in plan.factors if factor.kind != "missing")
    known = {factor.factor_id for factor in factors}
    actions = tuple(
        replace(each, factors=tuple(name for name in each.factors if name in known))
        for each in plan.actions
        if known.intersection(each.factors)
    )
    kept = {action.action_id for action in actions}
    sections = tuple(
        replace(section, actions=tuple(name for name in section.actions if name in kept))
        for section in plan.sections
    )
    return replace(plan, factors=factors, actions=actions, sections=sections)


def made_disclosure(**changes: Any) -> Disclosure:
    made = Disclosure(
        disclosure_id="disclosure:1",
        outcome="disclosed",
        decided_on=ON,
        decided_by="D. Green",
        authority="Chair of the meeting",
        recipient="Head teacher",
        information="Conviction and licence condition",
        disclosed_by="A. Smith",
        when=ON,
        where="At the school",
        advice="Not to be passed on",
        support="Named officer",
    )
    return replace(made, **changes)


def held_review(**changes: Any) -> HeldReview:
    held = HeldReview(
        review_id="review:1",
        by="C. Brown",
        role="lead_manager",
        on=ON,
        looked_at=("Every rated factor",),
        outcome="No change.",
        next_on=ON + 60 * DAY,
    )
    return replace(held, **changes)


def victim(**changes: Any) -> VictimArrangement:
    made = VictimArrangement(
        victim_id="victim:1",
        who="former partner",
        liaison_offered=True,
        liaison_accepted=True,
        liaison_officer="V. White",
        no_contact=True,
        non_disclosable="Arrangements for victims",
    )
    return replace(made, **changes)


def condition(plan: Plan, **changes: Any) -> PlannedCondition:
    made = PlannedCondition(
        condition_id="condition:1",
        kind="residence",
        text="To live at an approved address.",
        pillar="monitoring_and_control",
        factors=(plan.factors[0].factor_id,),
        mapped_by="people",
    )
    return replace(made, **changes)


def own_action(name: str, **changes: Any) -> Action:
    made = Action(
        action_id=f"action:own_{name}",
        factors=("factor:band",),
        pillar="supervision",
        text=f"Own action {name}",
        owner_role="mosovo_officer",
        owner_name="A. Smith",
        agency="police",
        created=ON,
        due=ON,
        status="agreed",
    )
    return replace(made, **changes)


def next_state(plan: Plan, **changes: Any) -> Plan:
    return replace(
        plan,
        version=plan.version + 1,
        previous=PreviousVersion(version=plan.version, digest="sha256:0", on=plan.on),
        **changes,
    )


words = st.text(alphabet="abc é\n<&", min_size=1, max_size=12)
dates = st.dates(min_value=ON, max_value=ON + 400 * DAY)


@st.composite
def edited_plans(draw: st.DrawFn) -> Plan:
    """Draw the full plan with parts dropped, shuffled, changed and added."""
    plan = full_plan()
    if draw(st.booleans()):
        plan = next_state(plan)
    actions = [
        replace(action, text=draw(words), due=draw(dates), status=draw(st.sampled_from(STATUSES)))
        if draw(st.integers(0, 5)) == 0
        else action
        for action in draw(st.permutations(plan.actions))
        if draw(st.integers(0, 9))
    ]
    names = draw(st.sets(st.sampled_from("vwxyz")))
    actions += [own_action(name, text=draw(words)) for name in sorted(names)]
    return replace(
        plan,
        actions=tuple(actions),
        factors=tuple(f for f in plan.factors if draw(st.integers(0, 9))),
        reviews=draw(st.sampled_from([(), plan.reviews, (held_review(review_id="review:2"),)])),
        victims=draw(st.sampled_from([(), (victim(who=draw(words)),)])),
        officer=draw(st.sampled_from([None, plan.officer, Officer(allocated=False)])),
        agreement=draw(st.sampled_from([None, plan.agreement])),
        contact=replace(plan.contact, reason=draw(st.none() | words)),
        titles={**plan.titles, "role:x": draw(words)},
    )
