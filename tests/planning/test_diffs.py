"""What changed between two states of a plan, and that applying it gives the other exactly."""

import datetime as dt
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from msgspec.structs import replace

from riskservice.errors import UnreadableBody
from riskservice.planning import Plan, apply_diff, check_plan, diff_plans, read_diff, read_plan
from riskservice.planning.applying import check_changes
from riskservice.planning.plan import Need, plan_digest
from riskservice.planning.refusals import InvalidPlan, PlanChanged
from tests.planning.edited import edited_plans, full_plan, next_state, own_action
from tests.planning.factory import ON

QUIET = settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow], database=None
)


def with_first(plan: Plan, **changes: Any) -> Plan:
    first, *rest = plan.actions
    return replace(plan, actions=(replace(first, **changes), *rest))


def test_the_full_plan_has_nothing_to_find() -> None:
    assert check_plan(full_plan(), on=ON) == ()


@QUIET
@given(edited_plans())
def test_a_plan_does_not_differ_from_itself(plan: Plan) -> None:
    diff = diff_plans(plan, plan)
    assert diff.empty
    assert diff.findings == ()
    assert apply_diff(plan, diff) == plan


@QUIET
@given(edited_plans(), edited_plans())
def test_applying_a_difference_gives_the_other_plan(before: Plan, after: Plan) -> None:
    diff = diff_plans(before, after)
    assert apply_diff(before, diff) == after
    sent = read_diff(msgspec.json.encode(diff))
    assert apply_diff(before, sent) == after
    back = diff_plans(after, before)
    assert apply_diff(apply_diff(before, diff), back) == before


@QUIET
@given(edited_plans())
def test_a_plan_is_read_back_as_it_was(plan: Plan) -> None:
    plan = replace(plan, case_id="X 1")
    assert read_plan(msgspec.json.encode(plan)) == plan
    assert read_plan(msgspec.msgpack.encode(plan), "msgpack") == plan


def test_a_change_names_item_field_before_and_after() -> None:
    plan = full_plan()
    name = plan.actions[0].action_id
    diff = diff_plans(plan, with_first(plan, text="Otherwise"))
    assert [(c.part, c.item_id, c.field, c.before, c.after) for c in diff.changed] == [
        ("actions", name, "text", plan.actions[0].text, "Otherwise")
    ]
    assert (diff.added, diff.removed, diff.order) == ((), (), {})


def test_a_part_that_stands_there_once_changes_field_by_field() -> None:
    plan = full_plan()
    diff = diff_plans(plan, replace(plan, contact=replace(plan.contact, chosen_days=7)))
    assert [(c.part, c.field, c.after) for c in diff.changed] == [("contact", "chosen_days", 7)]


def test_what_is_new_and_what_is_gone_stands_whole() -> None:
    plan = full_plan()
    extra = own_action("x")
    diff = diff_plans(plan, replace(plan, actions=(*plan.actions[1:], extra)))
    assert [each.item_id for each in diff.added] == ["action:own_x"]
    assert diff.added[0].item == msgspec.to_builtins(extra)
    assert [each.item_id for each in diff.removed] == [plan.actions[0].action_id]


def test_two_editors_of_one_plan_cannot_overwrite_each_other() -> None:
    plan = full_plan()
    mine = diff_plans(plan, with_first(plan, text="Mine"))
    theirs = with_first(plan, owner_name="T. Black")
    with pytest.raises(PlanChanged) as refused:
        apply_diff(theirs, mine)
    assert refused.value.faults[0].pointer == "/diff/from_digest"


def test_a_difference_that_was_tampered_with_is_refused() -> None:
    plan = full_plan()
    diff = diff_plans(plan, with_first(plan, text="Mine"))
    other = msgspec.structs.replace(diff.changed[0], after="Not mine")
    with pytest.raises(InvalidPlan) as refused:
        apply_diff(plan, replace(diff, changed=(other,)))
    assert refused.value.faults[0].pointer == "/diff/to_digest"


@pytest.mark.parametrize(
    ("change", "pointer"),
    [
        ({"item_id": "action:gone"}, "/diff/changed/0"),
        ({"part": "officer", "item_id": None, "field": "nonsense"}, "/officer/nonsense"),
        ({"field": "due", "after": "soon"}, "/actions/0/due"),
    ],
)
def test_a_difference_that_does_not_fit_is_refused_at_its_place(
    change: dict[str, Any], pointer: str
) -> None:
    plan = full_plan()
    diff = diff_plans(plan, with_first(plan, text="Mine"))
    other = msgspec.structs.replace(diff.changed[0], **change)
    with pytest.raises(InvalidPlan) as refused:
        apply_diff(plan, replace(diff, changed=(other,)))
    assert [fault.pointer for fault in refused.value.faults] == [pointer]


def test_plans_of_two_people_are_not_compared() -> None:
    plan = full_plan()
    with pytest.raises(InvalidPlan, match="another case"):
        diff_plans(plan, replace(plan, case_id="X200"))


def test_an_identifier_used_twice_is_refused() -> None:
    plan = full_plan()
    with pytest.raises(InvalidPlan, match="one identifier"):
        diff_plans(plan, replace(plan, actions=(*plan.actions, plan.actions[0])))


def test_the_fingerprint_follows_the_content() -> None:
    plan = full_plan()
    assert plan_digest(plan) == plan_digest(read_plan(msgspec.json.encode(plan)))
    assert plan_digest(plan) != plan_digest(with_first(plan, text="Otherwise"))


# Reading -----------------------------------------------------------------------------------------


def test_every_fault_of_a_plan_is_found_at_once() -> None:
    value = msgspec.to_builtins(full_plan())
    value["actions"][0]["due"] = "soon"
    value["actions"][1]["status"] = "done"
    value["nonsense"] = 1
    value["victims"][0]["liaison_offered"] = "yes"
    with pytest.raises(InvalidPlan) as refused:
        read_plan(msgspec.json.encode(value))
    assert {fault.pointer for fault in refused.value.faults} == {
        "/actions/0/due",
        "/actions/1/status",
        "/nonsense",
        "/victims/0/liaison_offered",
    }


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"version": 2}, "/previous"),
        ({"copy_for": "person"}, "/copy_for"),
        ({"diversity": full_plan().diversity * 2}, "/diversity/1/need_id"),
        ({"actions": (own_action("x", action_id=" "),)}, "/actions/0/action_id"),
    ],
)
def test_a_plan_that_does_not_hold_together_is_refused(
    changes: dict[str, Any], pointer: str
) -> None:
    with pytest.raises(InvalidPlan) as refused:
        read_plan(msgspec.json.encode(full_plan(**changes)))
    assert [fault.pointer for fault in refused.value.faults] == [pointer]


@pytest.mark.parametrize("raw", [b"", b"[]", b"3", b"{", b"\xff"])
def test_what_is_no_plan_at_all_is_said_so(raw: bytes) -> None:
    with pytest.raises(UnreadableBody):
        read_plan(raw)


def test_a_name_given_twice_is_a_fault() -> None:
    raw = msgspec.json.encode(full_plan()).replace(b'{"plan_id"', b'{"version":1,"plan_id"', 1)
    with pytest.raises(InvalidPlan, match="more than once"):
        read_plan(raw)


# Status ------------------------------------------------------------------------------------------

ALLOWED = {
    ("proposed", "agreed"),
    ("proposed", "no_longer_needed"),
    ("agreed", "in_progress"),
    ("agreed", "completed"),
    ("agreed", "cannot_be_done_yet"),
    ("agreed", "no_longer_needed"),
    ("in_progress", "completed"),
    ("in_progress", "cannot_be_done_yet"),
    ("in_progress", "no_longer_needed"),
    ("cannot_be_done_yet", "agreed"),
    ("cannot_be_done_yet", "in_progress"),
    ("cannot_be_done_yet", "no_longer_needed"),
    ("completed", "agreed"),
    ("no_longer_needed", "agreed"),
}
STATUSES = sorted({status for pair in ALLOWED for status in pair})


@pytest.mark.parametrize("was", STATUSES)
@pytest.mark.parametrize("now", STATUSES)
def test_an_action_changes_status_only_as_laid_down(was: str, now: str) -> None:
    plan = with_first(full_plan(), status=was)
    given = {"outcome": "Done", "reason_for_change": "Because", "changed_by": "A", "changed_on": ON}
    found = diff_plans(plan, with_first(plan, status=now, **given)).findings
    wanted = [] if was == now or (was, now) in ALLOWED else ["forbidden-change"]
    assert [finding.code for finding in found] == wanted


@pytest.mark.parametrize(
    ("was", "now", "given"),
    [
        ("proposed", "agreed", {"owner_name": None}),
        ("proposed", "agreed", {"due": None}),
        ("agreed", "completed", {}),
        ("agreed", "completed", {"outcome": " "}),
        ("agreed", "no_longer_needed", {"reason_for_change": "Moved"}),
        ("agreed", "no_longer_needed", {"changed_by": "A. Smith"}),
        ("in_progress", "cannot_be_done_yet", {}),
        ("completed", "agreed", {"changed_by": "A. Smith"}),
    ],
)
def test_a_change_without_what_it_demands_is_found(
    was: str, now: str, given: dict[str, Any]
) -> None:
    plan = with_first(full_plan(), status=was)
    (found,) = diff_plans(plan, with_first(plan, status=now, **given)).findings
    assert (found.code, found.ids) == ("change-incomplete", (plan.actions[0].action_id,))
    with pytest.raises(InvalidPlan):
        check_changes(plan, with_first(plan, status=now, **given))


def test_an_old_reason_does_not_stand_for_a_new_change() -> None:
    old = {"reason_for_change": "Moved", "changed_by": "A", "changed_on": ON}
    plan = with_first(full_plan(), status="no_longer_needed", **old)
    (found,) = diff_plans(plan, with_first(plan, status="agreed")).findings
    assert found.code == "change-incomplete"
    later = {"status": "agreed", "changed_on": ON + dt.timedelta(days=1)}
    assert diff_plans(plan, with_first(plan, **later)).findings == ()


@pytest.mark.parametrize(
    ("was", "now", "codes"),
    [
        ("skeleton", "agreed", []),
        ("skeleton", "superseded", []),
        ("agreed", "superseded", []),
        ("agreed", "skeleton", ["change-incomplete"]),
        ("superseded", "agreed", ["forbidden-change"]),
        ("superseded", "skeleton", ["forbidden-change"]),
    ],
)
def test_a_plan_changes_status_only_as_laid_down(was: str, now: str, codes: list[str]) -> None:
    plan = full_plan(status=was)
    found = diff_plans(plan, replace(plan, status=now)).findings
    assert [finding.code for finding in found] == codes


def test_an_agreed_plan_is_opened_again_only_as_a_new_version() -> None:
    plan = full_plan()
    assert diff_plans(plan, next_state(plan, status="skeleton", agreement=None)).findings == ()


def test_a_plan_is_not_agreed_without_a_name() -> None:
    plan = full_plan(status="skeleton", agreement=None)
    (found,) = diff_plans(plan, replace(plan, status="agreed")).findings
    assert found.code == "change-incomplete"


@pytest.mark.parametrize("part", ["actions", "contingencies", "reviews", "disclosures", "victims"])
def test_what_is_left_out_is_found(part: str) -> None:
    plan = full_plan()
    found = diff_plans(plan, replace(plan, **{part: ()})).findings
    assert len(found) == len(getattr(plan, part))
    assert {finding.code for finding in found} == {"dropped"}


def test_from_a_later_version_to_an_earlier_one_nothing_is_forbidden() -> None:
    plan = full_plan()
    later = with_first(next_state(plan), status="completed", outcome="Done")
    assert diff_plans(later, plan).findings == ()


@pytest.mark.parametrize(("number", "fits"), [(600, True), (601, False)])
def test_a_list_too_long_for_one_person_is_refused(number: int, fits: bool) -> None:
    plan = full_plan(diversity=tuple(Need(need_id=str(i), need="x") for i in range(number)))
    raw = msgspec.json.encode(plan)
    if fits:
        assert read_plan(raw) == plan
    else:
        with pytest.raises(InvalidPlan, match="more than 600"):
            read_plan(raw)
