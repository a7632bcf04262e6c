"""Plan skeletons over HTTP."""

import msgspec
import pytest

from riskservice import Service
from riskservice.planning import Plan, draft_plan, plan_to_html, plan_to_text
from tests.api.conftest import CASE, Client


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
