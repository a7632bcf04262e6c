"""Scoring a case, and one instrument of it, over HTTP."""

import datetime as dt
from typing import Any

import msgspec
import pytest

from riskservice import Assessment, Outcome, Service
from riskservice.api.media import MSGPACKS
from tests.api.conftest import ANSWERS, CASE, TODAY, Client, result_of, without


def test_a_case_is_scored_with_every_applicable_instrument(client: Client) -> None:
    answer = client.post("/v1/scores", json=CASE)
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "application/json"
    contact, images = (result_of(answer.json(), key) for key in ("dc_srp", "iic_srp"))
    assert (contact["points"], contact["percent"], contact["band"]) == (36, 5.31, "very_high")
    assert (images["percent"], images["band"]) == (10.31, "high")


def test_the_answer_is_what_the_library_gives_field_for_field(
    client: Client, here: Service
) -> None:
    case = here.reader.check(CASE)
    answer = client.post("/v1/scores", json=CASE)
    assert answer.content == msgspec.json.encode(here.score(case))
    assert msgspec.json.decode(answer.content, type=Assessment) == here.score(case)


@pytest.mark.parametrize("media", MSGPACKS)
def test_messagepack_goes_in_and_comes_out_the_same(client: Client, media: str) -> None:
    answer = client.post(
        "/v1/scores",
        content=msgspec.msgpack.encode(CASE),
        headers={"content-type": media, "accept": media},
    )
    assert answer.headers["content-type"] == media
    assert msgspec.msgpack.decode(answer.content) == client.post("/v1/scores", json=CASE).json()


@pytest.mark.parametrize("content_type", ["application/json; charset=utf-8", "Application/JSON"])
def test_a_media_type_is_known_by_its_name_alone(client: Client, content_type: str) -> None:
    raw = msgspec.json.encode(CASE)
    answer = client.post("/v1/scores", content=raw, headers={"content-type": content_type})
    assert answer.status_code == 200


def test_only_the_instruments_asked_for_are_scored(client: Client) -> None:
    answer = client.post("/v1/scores?instrument=iic_srp&instrument=dc_srp", json=CASE).json()
    assert [result["instrument"] for result in answer["results"]] == ["dc_srp", "iic_srp"]


@pytest.mark.parametrize("given", ["false", "0", "False"])
def test_reasons_are_left_out_when_nobody_wants_them(client: Client, given: str) -> None:
    answer = client.post(f"/v1/scores?instrument=dc_srp&reasons={given}", json=CASE).json()
    assert answer["results"][0]["items"] == []
    assert answer["results"][0]["points"] == 36


def test_another_ruleset_is_used_and_named(client: Client) -> None:
    answer = client.post("/v1/scores?ruleset=hmpps-2026.08", json=CASE).json()
    assert answer["ruleset"]["name"] == "hmpps-2026.08"


def test_without_a_day_it_is_today_and_the_result_says_so(client: Client) -> None:
    answer = client.post("/v1/scores", json={"answers": ANSWERS}).json()
    assert (answer["on"], answer["on_defaulted"]) == (TODAY.isoformat(), True)
    assert client.post("/v1/scores", json=CASE).json()["on_defaulted"] is False


def test_missing_answers_give_a_range_and_not_a_fault(client: Client) -> None:
    body = without("contact_adult_sanctions")
    answer = client.post("/v1/scores?instrument=dc_srp", json=body)
    assert answer.status_code == 200
    assert answer.json()["results"][0]["missing"][0]["question"] == "contact_adult_sanctions"


def test_an_empty_set_of_answers_is_a_case(client: Client) -> None:
    assert client.post("/v1/scores", json={"answers": {}}).status_code == 200


def test_a_question_answered_twice_is_refused(client: Client) -> None:
    raw = msgspec.json.encode(CASE).replace(
        b'"total_sanctions":21', b'"total_sanctions":6,"total_sanctions":21'
    )
    answer = client.post("/v1/scores", content=raw, headers={"content-type": "application/json"})
    assert answer.status_code == 422
    (fault,) = answer.json()["faults"]
    assert (fault["question"], fault["message"]) == ("total_sanctions", "is given more than once")


def test_a_decided_band_stands_beside_the_calculated_one(client: Client) -> None:
    decision = {
        "band": "high", "by": "A. Person", "role": "Manager", "reason": "Why", "on": "2025-01-01",
    }  # fmt: skip
    overall = client.post("/v1/scores", json={**CASE, "band_decision": decision}).json()["overall"]
    assert (overall["band"], overall["calculated_band"]) == ("high", "very_high")


# One instrument -----------------------------------------------------------------------------------


def test_one_instrument_gives_its_result_and_nothing_else(client: Client) -> None:
    whole = client.post("/v1/scores", json=CASE).json()
    body = {"answers": ANSWERS, "on": "2025-01-01"}
    answer = client.post("/v1/instruments/dc_srp/score", json=body)
    assert answer.status_code == 200
    assert answer.json() == result_of(whole, "dc_srp")
    assert msgspec.json.decode(answer.content, type=Outcome).band == "very_high"


def test_a_composite_gives_its_own_result_without_its_parts(client: Client) -> None:
    answer = client.post("/v1/instruments/rm2000_c/score", json={"answers": {"sex": "male"}})
    assert answer.json()["instrument"] == "rm2000_c"


def test_one_instrument_takes_no_questions_of_others(client: Client) -> None:
    body = {"answers": {**ANSWERS, "burglary": True}}
    answer = client.post("/v1/instruments/dc_srp/score", json=body)
    assert answer.status_code == 422
    assert [fault["pointer"] for fault in answer.json()["faults"]] == ["/answers/burglary"]


def test_one_instrument_takes_no_decision_about_the_overall_band(client: Client) -> None:
    decision = {"every_days": 30, "by": "A. Person", "reason": "Why"}
    body = {"answers": ANSWERS, "contact_decision": decision}
    answer = client.post("/v1/instruments/dc_srp/score", json=body)
    assert answer.status_code == 422
    assert answer.json()["faults"][0]["pointer"] == "/contact_decision"


def test_one_instrument_can_be_scored_by_another_ruleset(client: Client) -> None:
    def ask(ruleset: str) -> Any:
        body = {"answers": ANSWERS, "on": "2026-10-01"}
        return client.post(f"/v1/instruments/dc_srp/score?ruleset={ruleset}", json=body).json()

    assert ask("default")["table"]["version"] != ask("hmpps-2026.08")["table"]["version"]


def test_today_is_the_day_in_england_and_wales() -> None:
    from riskservice.api.door import today_here  # noqa: PLC0415

    assert abs(today_here() - dt.datetime.now(dt.UTC).date()) <= dt.timedelta(days=1)
