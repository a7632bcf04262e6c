"""How a percentage comes about, over HTTP: data, picture and text from one object."""

import json
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import msgspec
import pytest

from riskservice import Scored, Service
from riskservice.kit.waterfall import Waterfall, waterfall
from tests.api.conftest import CASE, Client

FULL = json.loads((Path(__file__).parents[2] / "examples" / "02-full.json").read_bytes())
ARP = "/v1/instruments/arp/explanation"


def fall(here: Service, key: str = "arp", ruleset: str = "default") -> Waterfall:
    (result,) = here.score(here.reader.check(FULL), ruleset=ruleset, instruments=[key]).results
    assert isinstance(result, Scored)
    return waterfall(result)


def refused(client: Client, path: str, body: Any, **asked: Any) -> dict[str, Any]:
    answer = client.post(path, json=body, **asked)
    assert (answer.status_code, answer.headers["content-type"]) == (422, "application/problem+json")
    found: dict[str, Any] = answer.json()
    return found


def test_an_explanation_is_what_the_library_gives(client: Client, here: Service) -> None:
    answer = client.post(ARP, json=FULL)
    assert answer.status_code == 200
    assert answer.content == msgspec.json.encode(fall(here))


def test_the_last_step_leads_to_the_score_of_the_same_case(client: Client) -> None:
    (result,) = client.post("/v1/scores?instrument=arp", json=FULL).json()["results"]
    found = client.post(ARP, json=FULL).json()
    assert found["percent"] == result["percent"]
    assert found["steps"][-1]["after"] == pytest.approx(result["percent"], abs=0.005)


def test_an_explanation_comes_as_messagepack(client: Client, here: Service) -> None:
    answer = client.post(ARP, json=FULL, headers={"accept": "application/msgpack"})
    assert msgspec.msgpack.decode(answer.content, type=Waterfall) == fall(here)


@pytest.mark.parametrize("accept", ["image/svg+xml", "image/*", "IMAGE/SVG+XML;q=0.9"])
def test_an_explanation_comes_as_a_picture(client: Client, here: Service, accept: str) -> None:
    answer = client.post(ARP, json=FULL, headers={"accept": accept})
    assert answer.headers["content-type"].startswith("image/svg+xml")
    assert answer.text == fall(here).to_svg()
    assert ET.fromstring(answer.text).tag.endswith("svg")  # noqa: S314  our own picture


def test_an_explanation_comes_as_text(client: Client, here: Service) -> None:
    answer = client.post(ARP, json=FULL, headers={"accept": "text/plain"})
    assert answer.headers["content-type"] == "text/plain; charset=utf-8"
    assert answer.text == fall(here).to_text()


def test_another_picture_is_not_to_be_had(client: Client) -> None:
    assert client.post(ARP, json=FULL, headers={"accept": "image/png"}).status_code == 406


def test_an_explanation_follows_the_ruleset(client: Client, here: Service) -> None:
    path = "/v1/instruments/ogrs3/explanation"
    by_ruleset = {}
    for ruleset in ("default", "hmpps-2025.10"):
        body = {**FULL, "on": "2026-06-17"}
        by_ruleset[ruleset] = client.post(f"{path}?ruleset={ruleset}", json=body).json()
    assert by_ruleset["hmpps-2025.10"]["steps"] != by_ruleset["default"]["steps"]
    assert fall(here, "ogrs3", "hmpps-2025.10").percent == by_ruleset["hmpps-2025.10"]["percent"]


@pytest.mark.parametrize("key", ["dc_srp", "rm2000_s", "csrp", "pni", "tier", "arms"])
def test_what_adds_up_no_log_odds_is_refused_with_the_reason(client: Client, key: str) -> None:
    problem = refused(client, f"/v1/instruments/{key}/explanation", FULL)
    (fault,) = problem["faults"]
    assert problem["errorCode"] == "not-explained"
    assert (fault["value"], "no log-odds" in fault["message"]) == (key, True)


def test_every_answer_that_keeps_it_from_a_score_is_named(client: Client, here: Service) -> None:
    body = {"on": "2026-11-24", "answers": {"sex": "male"}}
    problem = refused(client, ARP, body)
    (result,) = here.score(here.reader.check(body), instruments=["arp"]).results
    asked = [fault["question"] for fault in problem["faults"]]
    assert problem["errorCode"] == "not-explained"
    assert len(asked) > 1
    assert asked == [missing.question for missing in result.missing]


def test_a_person_it_does_not_apply_to_is_told_by_which_rule(client: Client) -> None:
    body = {**CASE, "answers": {"sex": "female"}}
    (fault,) = refused(client, "/v1/instruments/dc_srp/explanation", body)["faults"]
    assert "does not apply to this person: The scale was built on men" in fault["message"]


def test_every_fault_of_the_record_is_listed_at_once(client: Client) -> None:
    answers = {**FULL["answers"], "sex": "other", "total_sanctions": 0, "zzz": 1}
    problem = refused(client, ARP, {**FULL, "answers": answers})
    assert problem["errorCode"] == "invalid-case"
    pointers = {fault["pointer"] for fault in problem["faults"]}
    assert {"/answers/sex", "/answers/total_sanctions", "/answers/zzz"} <= pointers


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("/v1/instruments/zzz/explanation", 404, "unknown-name"),
        (f"{ARP}?ruleset=zzz", 422, "unknown-name"),
        ("/v1/instruments/ogrs3/explanation", 422, "not-in-force"),
        (f"{ARP}?zzz=1", 400, "bad-request"),
    ],
)
def test_what_is_not_there_is_said(client: Client, path: str, status: int, code: str) -> None:
    answer = client.post(path, json=FULL)
    assert (answer.status_code, answer.json()["errorCode"]) == (status, code)
