"""Plan skeletons over HTTP."""

import datetime as dt
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from riskservice import Service
from riskservice.planning import (
    Plan,
    PlanCheck,
    PlanDiff,
    check_quality,
    diff_plans,
    draft_plan,
    next_version,
    person_copy,
    plan_digest,
    plan_to_html,
    plan_to_text,
)
from tests.api.conftest import CASE, TODAY, Client


def plan(here: Service) -> Plan:
    case = here.reader.check(CASE)
    return draft_plan(case, here.score(case))


def test_a_plan_is_what_the_library_drafts(client: Client, here: Service) -> None:
    answer = client.post("/v1/plans", json=CASE)
    assert answer.status_code == 200
    assert answer.content == msgspec.json.encode(plan(here))


def test_a_plan_comes_as_messagepack(client: Client, here: Service) -> None:
    answer = client.post("/v1/plans", json=CASE, headers={"accept": "application/msgpack"})
    assert msgspec.msgpack.decode(answer.content, type=Plan) == plan(here)


@pytest.mark.parametrize(
    "accept", ["text/html", "text/html,application/xhtml+xml,*/*;q=0.8", "TEXT/HTML"]
)
def test_a_plan_comes_as_a_page(client: Client, here: Service, accept: str) -> None:
    answer = client.post("/v1/plans", json=CASE, headers={"accept": accept})
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    assert answer.text == plan_to_html(plan(here))


def test_a_plan_comes_as_text(client: Client, here: Service) -> None:
    answer = client.post("/v1/plans", json=CASE, headers={"accept": "text/plain"})
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.text == plan_to_text(plan(here))


def test_a_plan_follows_the_ruleset(client: Client) -> None:
    answer = client.post("/v1/plans?ruleset=hmpps-2026.08", json=CASE).json()
    assert answer["ruleset"]["name"] == "hmpps-2026.08"


def test_a_contact_interval_nobody_can_keep_is_a_fault(client: Client) -> None:
    body = {**CASE, "contact_decision": {"every_days": 0, "by": "", "reason": ""}}
    answer = client.post("/v1/plans", json=body)
    assert answer.status_code == 422
    assert answer.json()["faults"][0]["pointer"].startswith("/contact_decision")


# Kept plans --------------------------------------------------------------------------------------


def edited(found: Plan, **changes: Any) -> Plan:
    first, *rest = found.actions
    return replace(found, actions=(replace(first, **changes), *rest))


def sent(value: Any) -> Any:
    return msgspec.to_builtins(value)


def test_every_plan_carries_its_fingerprint(client: Client, here: Service) -> None:
    answer = client.post("/v1/plans", json=CASE)
    assert answer.headers["etag"] == f'"{plan_digest(plan(here))}"'


def test_a_plan_is_checked_for_the_day_asked_for(client: Client, here: Service) -> None:
    body = {"plan": sent(plan(here))}
    for on in ("2025-01-01", "2026-01-01"):
        answer = client.post(f"/v1/plans/check?on={on}", json=body)
        assert answer.status_code == 200
        found = msgspec.json.decode(answer.content, type=PlanCheck)
        assert found == check_quality(plan(here), on=dt.date.fromisoformat(on))
    assert "action-overdue" in {finding.code for finding in found.findings}


def test_without_a_day_a_plan_is_checked_for_today(client: Client, here: Service) -> None:
    answer = client.post("/v1/plans/check", json={"plan": sent(plan(here))})
    assert answer.json()["on"] == TODAY.isoformat()


def test_the_version_before_is_looked_at_for_copied_evidence(client: Client, here: Service) -> None:
    body = {"plan": sent(plan(here)), "previous": sent(plan(here))}
    assert client.post("/v1/plans/check", json=body).json()["previous_version"] == 1
    body["previous"] = None
    assert client.post("/v1/plans/check", json=body).json()["previous_version"] is None


@pytest.mark.parametrize(
    ("path", "body", "starts"),
    [("check", ("plan",), "PLAN CHECK"), ("diff", ("before", "after"), "PLAN DIFFERENCE")],
)
def test_check_and_difference_come_as_text(
    client: Client, here: Service, path: str, body: tuple[str, ...], starts: str
) -> None:
    value = dict.fromkeys(body, sent(plan(here)))
    answer = client.post(f"/v1/plans/{path}", json=value, headers={"accept": "text/plain"})
    assert answer.text.startswith(starts)


def test_a_difference_is_made_and_applied(client: Client, here: Service) -> None:
    before = plan(here)
    after = edited(before, owner_name="A. Smith")
    diff = client.post("/v1/plans/diff", json={"before": sent(before), "after": sent(after)})
    assert msgspec.json.decode(diff.content, type=PlanDiff) == diff_plans(before, after)
    answer = client.post("/v1/plans/apply", json={"plan": sent(before), "diff": diff.json()})
    assert msgspec.json.decode(answer.content, type=Plan) == after
    assert answer.headers["etag"] == f'"{plan_digest(after)}"'


def test_a_difference_is_made_and_applied_in_messagepack(client: Client, here: Service) -> None:
    before = plan(here)
    after = edited(before, owner_name="A. Smith")
    headers = {"content-type": "application/msgpack", "accept": "application/msgpack"}
    body = {"plan": before, "diff": diff_plans(before, after)}
    answer = client.post("/v1/plans/apply", content=msgspec.msgpack.encode(body), headers=headers)
    assert msgspec.msgpack.decode(answer.content, type=Plan) == after


def test_of_two_editors_the_second_is_told_and_nothing_is_lost(
    client: Client, here: Service
) -> None:
    before = plan(here)
    mine = sent(diff_plans(before, edited(before, owner_name="A. Smith")))
    theirs = sent(edited(before, owner_name="T. Black"))
    answer = client.post("/v1/plans/apply", json={"plan": theirs, "diff": mine})
    assert answer.status_code == 412
    assert answer.json()["errorCode"] == "plan-changed"


@pytest.mark.parametrize(
    ("tag", "status"),
    [("{}", 200), ("*", 200), ('"other", {}', 200), ('"other"', 412), ("W/{}", 412)],
)
def test_a_change_may_name_the_state_it_is_for(
    client: Client, here: Service, tag: str, status: int
) -> None:
    before = plan(here)
    body = {
        "plan": sent(before),
        "diff": sent(diff_plans(before, edited(before, owner_name="A. Smith"))),
    }
    match = tag.format(f'"{plan_digest(before)}"')
    answer = client.post("/v1/plans/apply", json=body, headers={"if-match": match})
    assert answer.status_code == status


def test_a_status_that_may_not_follow_is_refused(client: Client, here: Service) -> None:
    before = plan(here)
    after = edited(before, status="completed", outcome="Done")
    body = {"plan": sent(before), "diff": sent(diff_plans(before, after))}
    answer = client.post("/v1/plans/apply", json=body)
    assert answer.status_code == 422
    assert answer.json()["errorCode"] == "invalid-plan"
    assert "cannot become completed" in answer.json()["faults"][0]["message"]


def test_the_next_version_is_drafted_from_plan_and_case(client: Client, here: Service) -> None:
    before = edited(plan(here), owner_name="A. Smith")
    case = {**CASE, "on": "2025-03-01"}
    answer = client.post("/v1/plans/next", json={"plan": sent(before), "case": case})
    assert answer.status_code == 200
    found = msgspec.json.decode(answer.content, type=Plan)
    checked = here.reader.check(case)
    assert found == next_version(before, checked, here.score(checked), checked.on)
    assert (found.version, found.actions[0].owner_name) == (2, "A. Smith")


def test_the_faults_of_both_parts_come_together(client: Client, here: Service) -> None:
    broken = {**sent(plan(here)), "level": 3}
    case = {**CASE, "on": "2025-02-30"}
    answer = client.post("/v1/plans/next", json={"plan": broken, "case": case})
    assert answer.status_code == 422
    assert [fault["pointer"] for fault in answer.json()["faults"]] == ["/plan/level", "/case/on"]


def test_parts_that_are_missing_or_unknown_are_faults(client: Client, here: Service) -> None:
    answer = client.post("/v1/plans/diff", json={"before": sent(plan(here)), "later": 1})
    faults = [fault["pointer"] for fault in answer.json()["faults"]]
    assert (answer.status_code, faults) == (422, ["/later", "/after"])


@pytest.mark.parametrize("path", ["check", "diff", "apply", "next", "person-copy"])
@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"3", b'{"plan": [' * 5000])
def test_what_is_no_plan_is_refused(client: Client, path: str, body: bytes) -> None:
    headers = {"content-type": "application/json"}
    answer = client.post(f"/v1/plans/{path}", content=body, headers=headers)
    assert answer.status_code == 400
    assert answer.json()["errorCode"] == "unreadable-body"


@pytest.mark.parametrize("path", ["check", "diff", "apply", "next"])
@pytest.mark.parametrize("body", [{}, {"plan": None, "before": None, "after": None}])
def test_a_plan_that_is_left_out_is_a_fault(client: Client, path: str, body: Any) -> None:
    answer = client.post(f"/v1/plans/{path}", json=body)
    assert answer.status_code == 422
    assert answer.json()["errorCode"] == "invalid-plan"


@pytest.mark.parametrize("accept", ["application/json", "text/html", "text/plain"])
def test_the_persons_copy_holds_nothing_withheld(
    client: Client, here: Service, accept: str
) -> None:
    whole = edited(plan(here), text="Zzsecret", non_disclosable="Zzreason")
    answer = client.post("/v1/plans/person-copy", json=sent(whole), headers={"accept": accept})
    assert answer.status_code == 200
    assert "Zz" not in answer.text
    if accept == "application/json":
        assert msgspec.json.decode(answer.content, type=Plan) == person_copy(whole)


def test_the_persons_copy_is_not_taken_for_the_plan(client: Client, here: Service) -> None:
    copy = sent(person_copy(plan(here)))
    answer = client.post("/v1/plans/check", json={"plan": copy})
    assert [fault["pointer"] for fault in answer.json()["faults"]] == ["/plan/copy_for"]
