"""Screening by command line and over HTTP, the printed form, and the rules as a file."""

import json
import tomllib
from importlib.resources import files
from pathlib import Path
from typing import Any

import msgspec
import pytest
from litestar.testing import TestClient

from riskservice.api import create_app
from riskservice.circumstances import Grounds
from riskservice.errors import BrokenPlugin
from riskservice.mappa import (
    ScreeningResult,
    decode_rulebook,
    load_rulebook,
    screen_case,
    screening_to_text,
)
from riskservice.mappa.facts import PERSON
from riskservice.mappa.rulebook_faults import DERIVED, OF_SENTENCE
from riskservice.mappa.sentences import SENTENCE
from riskservice.scoring import service
from tests.cli.running import run
from tests.mappa.people import ADULT, HIGH, LEVEL_2, NO_TERRORISM, VIOLENT, registered

RECORD: dict[str, Any] = {
    "case_id": "EXAMPLE-1",
    "on": "2026-11-24",
    "answers": {**ADULT, **HIGH},
    "circumstances": {
        "notification": {"subject": True},
        "sentences": [{**VIOLENT, "schedule_15": "sexual", "notifiable": True}],
        "mappa": {"category": 1, "level": 1, "grounds": {**NO_TERRORISM, **LEVEL_2}},
    },
}
MEDIA_ALONE = {"resources_at_short_notice": False, "media_or_public_interest": True}
RAW = (files("models") / "mappa" / "2026.1.toml").read_bytes()


def expected(settings: dict[str, str] | None = None) -> ScreeningResult:
    case = service().reader.check(RECORD)
    return screen_case(case, service().score(case), settings or {})


@pytest.fixture
def record(tmp_path: Path) -> Path:
    path = tmp_path / "case.json"
    path.write_text(json.dumps(RECORD), encoding="utf-8")
    return path


# Command line ------------------------------------------------------------------------------------


def test_the_command_prints_the_screening_and_sends_what_the_api_sends(record: Path) -> None:
    done = run("mappa", "screen", record)
    assert done.code == 0
    assert done.out == screening_to_text(expected())
    sent = run("mappa", "screen", record, "--json")
    assert msgspec.json.decode(sent.out, type=ScreeningResult) == expected()


def test_the_day_given_goes_before_the_record_and_settings_are_taken(record: Path) -> None:
    args = ("--on", "2036-01-10", "--setting", "media_limb=stands_alone", "--json")
    sent = json.loads(run("mappa", "screen", record, *args).out)
    assert sent["on"] == "2036-01-10"
    assert sent["settings"]["media_limb"] == "stands_alone"


@pytest.mark.parametrize(
    "setting", ["media_limb", "media_limb=maybe", "no_such=1", "short_month=never"]
)
def test_a_setting_that_cannot_be_used_is_refused_in_plain_words(
    record: Path, setting: str
) -> None:
    done = run("mappa", "screen", record, "--setting", setting)
    assert done.code != 0
    assert "--setting" in done.err
    assert "Way out" in done.err


def test_contradictory_sentences_are_refused_with_the_name_of_the_file(tmp_path: Path) -> None:
    path = tmp_path / "twice.json"
    twice = {**RECORD["circumstances"], "sentences": [VIOLENT, VIOLENT]}
    path.write_text(json.dumps({**RECORD, "circumstances": twice}), encoding="utf-8")
    done = run("mappa", "screen", path)
    assert done.code != 0
    assert "twice.json" in done.err


# HTTP --------------------------------------------------------------------------------------------


def test_http_gives_the_screening_as_json_and_as_text() -> None:
    with TestClient(create_app(service()), raise_server_exceptions=False) as client:
        answer = client.post("/v1/mappa/screening", json=RECORD)
        assert answer.status_code == 200
        assert answer.content == msgspec.json.encode(expected())
        text = client.post("/v1/mappa/screening", json=RECORD, headers={"accept": "text/plain"})
        assert text.text == screening_to_text(expected())
        other = client.post("/v1/mappa/screening?setting=media_limb=stands_alone", json=RECORD)
        assert other.json()["settings"]["media_limb"] == "stands_alone"
        for wrong in ("media_limb", "media_limb=maybe", "no_such=1"):
            refused = client.post("/v1/mappa/screening", params={"setting": wrong}, json=RECORD)
            assert 400 <= refused.status_code < 500
            assert refused.json()["faults"][0]["pointer"] == "?setting"
        bad = {"mappa": {"category": 5, "grounds": {"plan_is_robust": "yes"}}}
        faults = client.post("/v1/mappa/screening", json={**RECORD, "circumstances": bad}).json()
        assert {fault["pointer"] for fault in faults["faults"]} == {
            "/circumstances/mappa/category",
            "/circumstances/mappa/grounds/plan_is_robust",
        }


# Printed -----------------------------------------------------------------------------------------


def test_the_printed_form_keeps_to_100_columns_and_says_it_only_informs() -> None:
    text = screening_to_text(registered({**ADULT, **HIGH}, grounds={**LEVEL_2, **MEDIA_ALONE}))
    assert max(len(line) for line in text.splitlines()) <= 100
    assert text.splitlines()[0].strip() == "OFFICIAL-SENSITIVE"
    assert text.splitlines()[-1].strip() == "OFFICIAL-SENSITIVE"
    assert "never makes it" in " ".join(text.split())
    assert "None" not in text


# The rules as a file -----------------------------------------------------------------------------


def test_every_fact_the_rules_may_ask_is_read_off_the_record() -> None:
    facts = load_rulebook().facts
    assert {key for key, fact in facts.items() if not fact.sentence} <= PERSON
    assert {key for key, fact in facts.items() if fact.sentence} == set(SENTENCE)
    grounds = {field.name for field in msgspec.structs.fields(Grounds)}
    assert DERIVED | grounds == PERSON
    assert set(SENTENCE) == OF_SENTENCE


def test_every_fact_a_rule_may_ask_is_asked_by_one() -> None:
    book = load_rulebook()
    assert {name for rule in book.file.rules for name in rule.names} - set(book.rules) == set(
        book.facts
    )


@pytest.mark.parametrize(
    ("old", "new", "place"),
    [
        ('all = ["subject_to_notification"]', 'all = ["no_such"]', "rules.category_1"),
        ('all = ["subject_to_notification"]', 'all = ["murder"]', "rules.category_1"),
        ('all = ["subject_to_notification"]', 'all = ["category_1"]', "rules.category_1"),
        ('all = ["subject_to_notification"]', "all = []", "rules.category_1"),
        ('when = { media_limb = "stands_alone" }', 'when = { media_limb = "x" }', "rules.level_3"),
        ('default = "category_4"', 'default = "x"', "settings.category_4_kept"),
        ('key = "level_3_route"', 'key = "level_3_reason"', "rules"),
        ('hospital = ["hospital"', 'hospital = ["clinic"', "disposals.hospital"),
        ("[findings.escalation]", "[findings.other]", "findings"),
        ('cite = "dorset_pdp"', 'cite = "nowhere"', "dangerous.cite"),
        ("[facts.murder]", "[facts.arson]", "facts.arson"),
        ("[facts.plan_is_robust]", "[facts.plan_is_good]", "facts.plan_is_good"),
        ("category = 4\nlead", "category = 3\nlead", "categories"),
    ],
)
def test_a_broken_file_is_refused_at_its_place(old: str, new: str, place: str) -> None:
    text = RAW.decode()
    assert old in text
    with pytest.raises(BrokenPlugin) as error:
        decode_rulebook(text.replace(old, new).encode())
    assert any(f.pointer.startswith(f"mappa.{place}") for f in error.value.faults), error.value


def test_a_rule_without_its_source_is_refused() -> None:
    text = RAW.decode().replace(
        'all = ["subject_to_notification"]\ncite = "report"', 'all = ["subject_to_notification"]'
    )
    with pytest.raises(BrokenPlugin, match="cite"):
        decode_rulebook(text.encode())


def test_every_rule_that_is_not_confirmed_says_why() -> None:
    weak = [
        rule
        for rule in tomllib.loads(RAW.decode())["settings"]
        if rule["confidence"] != "confirmed" and not rule.get("why")
    ]
    assert weak == []
