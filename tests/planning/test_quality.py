"""The quality check finds each defect on the day it is one, cites its rule, and nothing else."""

import datetime as dt
from collections.abc import Callable
from typing import Any

import pytest
from msgspec.structs import replace

from riskservice.errors import BrokenPlugin
from riskservice.planning import Plan, check_plan, check_quality, decode_rules, load_library
from riskservice.planning.copies import alike
from riskservice.planning.plan import Need, Officer
from riskservice.planning.rules import PACKAGE, load_rules
from tests.planning.edited import (
    DAY,
    full_plan,
    held_review,
    made_disclosure,
    next_state,
    own_action,
)
from tests.planning.factory import ON, Made

Edit = Callable[[Plan], Plan]
LONG = "He was seen at home, spoke of the course and named two friends from work."


def at(part: str, place: int = 0, **changes: Any) -> Edit:
    def edit(plan: Plan) -> Plan:
        items = list(getattr(plan, part))
        items[place] = replace(items[place], **changes)
        return replace(plan, **{part: tuple(items)})

    return edit


def single(part: str, **changes: Any) -> Edit:
    return lambda plan: replace(plan, **{part: replace(getattr(plan, part), **changes)})


def whole(**changes: Any) -> Edit:
    return lambda plan: replace(plan, **changes)


def reactive(last: dt.date | None, **changes: Any) -> Edit:
    def edit(plan: Plan) -> Plan:
        management = replace(
            plan.management, mode="reactive", last_offending_or_notice_on=last, since=ON
        )
        return replace(plan, level="low", management=management, **changes)

    return edit


@pytest.mark.parametrize(
    ("edit", "code", "severity"),
    [
        (whole(officer=Officer(allocated=False)), "unallocated", "gap"),
        (whole(officer=Officer(name="A", allocated=False)), "unallocated", "gap"),
        (whole(officer=Officer(name=" ")), "officer-not-named", "gap"),
        (whole(officer=None), "officer-not-named", "gap"),
        (at("actions", due=ON - DAY, created=ON - DAY), "action-overdue", "gap"),
        (
            at("actions", due=ON - DAY, created=ON - DAY, status="cannot_be_done_yet", outcome="-"),
            "action-overdue",
            "gap",
        ),
        (at("reviews", next_on=ON - DAY), "review-overdue", "gap"),
        (at("reviews", by=None), "review-record-incomplete", "warning"),
        (at("reviews", looked_at=(" ",)), "review-record-incomplete", "warning"),
        (at("reviews", outcome=""), "review-record-incomplete", "warning"),
        (at("factors", 2, evidence=" "), "factor-without-evidence", "warning"),
        (at("conditions", pillar=None), "condition-not-mapped", "gap"),
        (at("conditions", pillar="nonsense"), "condition-not-mapped", "gap"),
        (at("conditions", factors=()), "condition-not-mapped", "gap"),
        (at("conditions", factors=("factor:gone",)), "condition-not-mapped", "gap"),
        (at("conditions", ends_on=ON - DAY), "condition-ended", "warning"),
        (whole(disclosures=()), "disclosure-not-considered", "gap"),
        (at("disclosures", decided_on=ON - 8 * DAY), "disclosure-not-considered", "gap"),
        (at("disclosures", recipient=None), "disclosure-incomplete", "gap"),
        (at("disclosures", support=" "), "disclosure-incomplete", "gap"),
        (at("disclosures", when=None), "disclosure-incomplete", "gap"),
        (
            at("disclosures", outcome="considered_and_not_made", reason=None),
            "disclosure-incomplete",
            "gap",
        ),
        (at("victims", liaison_offered=None), "victim-without-liaison", "gap"),
        (at("victims", liaison_accepted=None), "victim-without-liaison", "gap"),
        (at("victims", liaison_officer=" "), "victim-without-liaison", "gap"),
        (at("victims", liaison_offered=False), "victim-without-liaison", "gap"),
        (whole(staff_safety=None), "staff-safety-missing", "gap"),
        (single("staff_safety", note=""), "staff-safety-missing", "gap"),
        (single("staff_safety", assessed_by=None), "staff-safety-missing", "gap"),
        (at("diversity", response=None), "diversity-without-response", "gap"),
        (whole(agreement=None), "agreement-missing", "gap"),
        (single("agreement", agreed_on=None), "agreement-missing", "gap"),
        (single("agreement", countersigned_by=None), "countersignature-missing", "warning"),
        (single("agreement", countersigned_by=" a. SMITH"), "countersigned-by-same", "gap"),
        (at("actions", status="proposed"), "agreed-with-proposals", "warning"),
        (at("actions", needs_decision="Still needed?"), "needs-decision", "open"),
        (at("factors", 2, needs_decision="Still needed?"), "needs-decision", "open"),
        (at("diversity", non_disclosable=" "), "withheld-without-reason", "gap"),
        (reactive(ON - 3 * 365 * DAY), "reactive-criteria", "gap"),
        (reactive(None), "reactive-cannot-tell", "open"),
    ],
)
def test_each_defect_is_found_cited_and_nothing_else(edit: Edit, code: str, severity: str) -> None:
    found = check_plan(edit(full_plan()), on=ON)
    assert [(each.code, each.severity) for each in found] == [(code, severity)]
    assert found[0].cite
    assert found[0].why
    assert found[0].confidence is not None


@pytest.mark.parametrize(
    "edit",
    [
        whole(),
        at("actions", due=ON),
        at("actions", due=ON - DAY, created=ON - DAY, status="completed", outcome="Done"),
        at("reviews", next_on=ON),
        at("conditions", ends_on=ON),
        at("disclosures", decided_on=ON - 7 * DAY),
        at("disclosures", outcome="considered_and_not_made", reason="No risk", recipient=None),
        at("victims", liaison_offered=False, liaison_reason="Asked not to be contacted"),
        at("victims", liaison_accepted=False, liaison_officer=None),
        reactive(dt.date(2023, 11, 22)),
        reactive(dt.date(2023, 11, 22), staff_safety=None),
        whole(mappa=None, disclosures=(made_disclosure(),)),
        single("mappa", level=1, last_meeting_on=None),
    ],
)
def test_what_is_in_order_is_not_a_finding(edit: Edit) -> None:
    assert check_plan(edit(full_plan()), on=ON) == ()


def test_three_years_from_a_leap_day_end_on_the_first_of_march() -> None:
    plan = reactive(dt.date(2024, 2, 29))(full_plan())
    for on, wanted in ((dt.date(2027, 2, 28), True), (dt.date(2027, 3, 1), False)):
        assert ("reactive-criteria" in {f.code for f in check_plan(plan, on=on)}) is wanted


def test_a_level_that_is_not_low_is_not_managed_reactively() -> None:
    plan = replace(reactive(dt.date(2020, 1, 1))(full_plan()), level="medium")
    assert [each.code for each in check_plan(plan, on=ON)] == ["reactive-criteria"]


@pytest.mark.parametrize(("level", "code"), [(1, None), (2, "not"), (3, "not"), (None, "cannot")])
def test_disclosure_is_considered_at_levels_2_and_3(level: int | None, code: str | None) -> None:
    plan = single("mappa", level=level)(full_plan(disclosures=()))
    wanted = {"not": "disclosure-not-considered", "cannot": "disclosure-cannot-tell", None: None}
    assert [f.code for f in check_plan(plan, on=ON)] == [c for c in [wanted[code]] if c]


def test_without_a_day_nothing_is_overdue() -> None:
    plan = at("actions", due=ON)(full_plan())
    assert check_plan(plan) == ()
    assert [f.code for f in check_plan(plan, on=ON + DAY)] == ["action-overdue"]


def test_a_plan_that_was_not_reviewed_is_overdue_the_day_after() -> None:
    plan = full_plan(reviews=())
    due = plan.review.next_on
    assert due is not None
    assert "review-overdue" not in {f.code for f in check_plan(plan, on=due)}
    assert "review-overdue" in {f.code for f in check_plan(plan, on=due + DAY)}
    held = replace(plan, reviews=(held_review(on=due, next_on=due + 30 * DAY),))
    assert "review-overdue" not in {f.code for f in check_plan(held, on=due + DAY)}


def test_the_latest_review_held_says_when_the_next_is() -> None:
    late = held_review(review_id="review:2", on=ON + DAY, next_on=ON + 2 * DAY)
    plan = full_plan(reviews=(late, held_review()))
    found = {f.code for f in check_plan(plan, on=ON + 3 * DAY)}
    assert "review-overdue" in found


def test_in_a_skeleton_what_people_must_still_do_is_open() -> None:
    plan = full_plan(status="skeleton", officer=None, staff_safety=None, disclosures=())
    found = check_plan(plan, on=ON)
    assert {each.severity for each in found} == {"open"}
    unallocated = replace(plan, officer=Officer(allocated=False))
    assert check_plan(unallocated, on=ON)[0].severity == "gap"


# Copied text -------------------------------------------------------------------------------------


def test_words_that_stand_twice_are_found() -> None:
    twice = (own_action("x", text=LONG), own_action("y", text=LONG.replace("two", "three")))
    plan = full_plan()
    plan = replace(plan, actions=(*plan.actions, *twice))
    (found,) = check_plan(plan, on=ON)
    assert (found.code, found.ids) == ("copied-text", ("action:own_x", "action:own_y"))


def test_the_librarys_own_wording_may_stand_twice() -> None:
    plan = full_plan()
    long = max(plan.actions, key=lambda action: len(action.text))
    plan = replace(plan, actions=(*plan.actions, replace(long, action_id="action:again")))
    assert "copied-text" not in {f.code for f in check_plan(plan, on=ON)}


@pytest.mark.parametrize(("same", "copied"), [(5, False), (6, True), (7, True)])
def test_three_runs_of_words_in_five_are_a_copy(same: int, copied: bool) -> None:
    rule = load_rules().data.copies
    shared = [f"w{i}" for i in range(same + 2)]  # so many runs of three words are shared
    first = " ".join([*shared, "a", "b"])  # two runs more on either side
    second = " ".join([*shared, "c", "d"])
    assert alike(first, second, rule) is copied


def test_short_texts_may_agree() -> None:
    text = "Seen at home; no change."
    plan = full_plan()
    plan = replace(plan, actions=(*plan.actions, own_action("x", text=text)))
    plan = at("actions", 0, outcome=text)(plan)
    assert check_plan(plan, on=ON) == ()


def test_evidence_copied_from_the_version_before_is_found() -> None:
    before = at("factors", 2, evidence=LONG)(full_plan())
    after = next_state(replace(before, on=ON + DAY))
    found = check_plan(after, on=ON + DAY, previous=before)
    assert [(f.code, f.ids) for f in found] == [("copied-evidence", (before.factors[2].factor_id,))]
    changed = at("factors", 2, evidence=f"{LONG} Now he has lost both.")(after)
    assert check_plan(changed, on=ON + DAY, previous=before) == ()


# Tests of the decision ---------------------------------------------------------------------------


def verdicts(plan: Plan, on: dt.date = ON) -> dict[str, str]:
    return {each.key: each.verdict for each in check_quality(plan, on=on).tests}


def test_there_are_ten_defensible_and_five_justifiable_tests() -> None:
    groups = [each.group for each in check_quality(full_plan(), on=ON).tests]
    assert (groups.count("defensible"), groups.count("justifiable")) == (10, 5)


def test_a_sound_plan_meets_what_a_plan_can_meet() -> None:
    found = verdicts(full_plan())
    assert "not_met" not in found.values()
    assert {key for key, verdict in found.items() if verdict == "cannot_tell"} == {
        "steps",
        "app_steps",
        "app_initiative",
    }


@pytest.mark.parametrize(
    ("edit", "key", "verdict"),
    [
        (at("factors", 2, evidence=""), "evidence", "not_met"),
        (at("factors", 2, evidence_source=None), "information", "cannot_tell"),
        (whole(band=None), "instruments", "cannot_tell"),
        (whole(agreement=None), "recorded", "not_met"),
        (whole(disclosures=()), "communication", "not_met"),
        (whole(officer=None), "policy", "not_met"),
        (at("actions", due=ON - DAY, created=ON - DAY), "steps", "not_met"),
        (at("actions", due=ON - DAY, created=ON - DAY), "escalation", "not_met"),
        (single("contact", chosen_days=300), "contact", "not_met"),
        (at("diversity", response=None), "app_policy", "not_met"),
        (whole(diversity=(Need(need_id="n", need="Deaf", response="Yes"),)), "app_policy", "met"),
    ],
)
def test_a_test_of_the_decision_follows_the_plan(edit: Edit, key: str, verdict: str) -> None:
    assert verdicts(edit(full_plan()))[key] == verdict


def test_what_cannot_be_told_says_what_would_tell() -> None:
    for each in check_quality(Made().draft(), on=ON).tests:
        assert (each.would_tell is not None) is (each.verdict == "cannot_tell")
        assert each.cite
        assert each.evidence or each.verdict == "cannot_tell"


def test_a_later_version_alone_cannot_show_that_evidence_is_fresh() -> None:
    before = full_plan()
    after = next_state(before)
    assert verdicts(after)["evidence"] == "cannot_tell"
    beside = check_quality(after, on=ON, previous=before)
    assert {each.key: each.verdict for each in beside.tests}["evidence"] == "met"
    assert beside.previous_version == 1


def test_the_counts_are_those_of_the_findings() -> None:
    plan = at("actions", due=ON - DAY, created=ON - DAY)(full_plan(officer=None))
    found = check_quality(plan, on=ON)
    assert (found.gaps, found.warnings, found.open) == (2, 0, 0)


# Rules -------------------------------------------------------------------------------------------


def released() -> str:
    from importlib.resources import files  # noqa: PLC0415

    return (files(PACKAGE) / "plan_rules" / "2026.1.toml").read_text(encoding="utf-8")


def test_every_condition_stands_under_a_pillar_and_names_known_factors() -> None:
    policy = load_library().policy
    pillars = {heading.key for heading in policy.headings if heading.pillar}
    factors = {factor.key for factor in policy.factors}
    for rule in load_rules().data.conditions.values():
        assert rule.pillar in pillars
        assert factors.issuperset(rule.factors)


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('cite = "app_owner"', 'cite = "nobody"', "plan_rules.checks.unallocated.cite"),
        ("dropped = {", "dropt = {", "plan_rules.checks.dropped"),
        ("[conditions.polygraph]", "[conditions.lies]", "plan_rules.conditions"),
        ('"copied-text"]', '"copied-words"]', "plan_rules.tests.app_initiative"),
        ("similarity = 0.6", "similarity = 1.1", "plan_rules.copies.similarity"),
        ('title = "proposed", open = true', 'title = "proposed"', "plan_rules.action_statuses"),
    ],
)
def test_rules_that_do_not_hold_together_are_refused(old: str, new: str, place: str) -> None:
    raw = released()
    assert old in raw
    with pytest.raises(BrokenPlugin) as refused:
        decode_rules(raw.replace(old, new, 1).encode())
    assert any(fault.pointer.startswith(place) for fault in refused.value.faults)
