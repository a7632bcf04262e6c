"""Legal dates by command and over HTTP."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from litestar.testing import TestClient

from riskservice.api.app import create_app
from riskservice.clocks import Calendar, calendar_of, to_ics
from riskservice.scoring import service
from tests.cli.running import run

BODY: dict[str, Any] = {
    "case_id": "SYNTHETIC-DOORS",
    "on": "2026-11-24",
    "answers": {"date_of_birth": "1984-05-12"},
    "circumstances": {
        "sentences": [
            {
                "sentence_id": "s1",
                "disposal": "imprisonment",
                "term": {"months": 12},
                "relevant_date": "2024-02-29",
                "sentenced_on": "2024-03-10",
                "notifiable": True,
                "served": True,
            }
        ],
        "release": {"licence_ends_on": "2027-01-10"},
        "orders": [{"order_id": "o1", "kind": "sro", "made_on": "2024-03-10"}],
        "notification": {"subject": True, "last_on": "2026-03-01", "no_fixed_abode": False},
        "recalls": [{"returned_on": "2026-06-03", "recalled_on": "2026-06-01"}],
    },
}


def expected(settings: dict[str, str] | None = None) -> Calendar:
    return calendar_of(service().reader.check(BODY), settings)


@pytest.fixture(name="file")
def _file(tmp_path: Path) -> Path:
    path = tmp_path / "case.json"
    path.write_text(json.dumps(BODY), encoding="utf-8")
    return path


@pytest.fixture(name="client", scope="module")
def _client() -> Any:
    with TestClient(create_app()) as client:
        yield client


def test_the_command_gives_the_calendar_in_json_and_for_a_diary(file: Path) -> None:
    found = expected()
    as_json = msgspec.json.format(msgspec.json.encode(found)).decode() + "\n"
    assert run("mappa", "clocks", file, "--json").out == as_json
    ran = run("mappa", "clocks", file, "--ics")
    assert ran.code == 0
    assert ran.out.split() == to_ics(found).decode().split()


def test_the_printed_calendar_shows_dates_states_rules_and_doubts(file: Path) -> None:
    for columns in ("100", "60"):
        ran = run("mappa", "clocks", file, COLUMNS=columns)
        out = " ".join(ran.out.split())
        assert ran.code == 0
        for text in (
            "2034-02-28",
            "Annual notification due",
            "short_month = first_of_next_month",
            "(served)",
            "What would tell",
            "last day of the order",
            "section 82",
            "[reported]",
        ):
            assert text in out, (columns, text)
        assert max(map(len, ran.out.splitlines())) <= int(columns)


def test_a_case_without_circumstances_is_told_what_to_add(tmp_path: Path) -> None:
    path = tmp_path / "bare.json"
    path.write_text('{"answers": {}, "on": "2026-11-24"}', encoding="utf-8")
    assert "Add circumstances" in run("mappa", "clocks", path).out


def test_settings_of_the_command_are_used_or_refused(file: Path) -> None:
    ran = run("mappa", "clocks", file, "--json", "--setting", "event_day=counted")
    assert json.loads(ran.out)["settings"]["event_day"] == "counted"
    wrong = run("mappa", "clocks", file, "--setting", "event_day=x", "--setting", "y=z")
    assert wrong.code == 2
    assert "is no reading of event_day" in wrong.err
    assert "is not a setting" in wrong.err
    assert run("mappa", "clocks", file, "--setting", "event_day").code == 2
    assert run("mappa", "clocks", file, "--json", "--ics").code == 2


def test_the_day_of_the_command_goes_before_the_record(file: Path) -> None:
    ran = run("mappa", "clocks", file, "--json", "--on", "2027-01-05")
    assert json.loads(ran.out)["on"] == "2027-01-05"


def test_http_gives_the_same_in_every_form(client: Any) -> None:
    found = expected()
    answer = client.post("/v1/mappa/clocks", json=BODY)
    assert (answer.status_code, answer.content) == (200, msgspec.json.encode(found))
    packed = client.post("/v1/mappa/clocks", json=BODY, headers={"accept": "application/msgpack"})
    assert msgspec.msgpack.decode(packed.content, type=Calendar) == found
    diary = client.post("/v1/mappa/clocks", json=BODY, headers={"accept": "text/calendar"})
    assert diary.headers["content-type"].startswith("text/calendar")
    assert diary.content == to_ics(found)


def test_http_takes_settings_and_refuses_every_wrong_one(client: Any) -> None:
    answer = client.post(
        "/v1/mappa/clocks?setting=event_day=counted&setting=interval.minutes=7", json=BODY
    )
    assert answer.json()["settings"]["event_day"] == "counted"
    assert answer.json()["settings"]["interval.minutes"] == "7"
    wrong = client.post(
        "/v1/mappa/clocks?setting=event_day=x&setting=interval.minutes=0", json=BODY
    )
    assert wrong.status_code == 422
    assert len(wrong.json()["faults"]) == 2
    assert client.post("/v1/mappa/clocks?setting=event_day", json=BODY).status_code == 422


def test_http_reports_every_contradiction_of_a_case(client: Any) -> None:
    body = json.loads(json.dumps(BODY))
    body["circumstances"]["sentences"][0] |= {"consecutive_to": "s9", "ends_on": "2020-01-01"}
    answer = client.post("/v1/mappa/clocks", json=body)
    assert answer.status_code == 422
    assert [fault["pointer"] for fault in answer.json()["faults"]] == [
        "/circumstances/sentences/0/consecutive_to",
        "/circumstances/sentences/0/ends_on",
    ]
