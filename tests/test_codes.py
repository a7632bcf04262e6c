"""What the lists say of an offence code, and what is said where a count does not fit it."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

import riskservice
from riskservice.codes import look_up
from riskservice.errors import UnknownName
from tests.cli.running import run

FACTS = Path(__file__).parents[2] / "shared" / "facts" / "offence_codes.csv"
ANSWERS: dict[str, Any] = {
    "sex": "male",
    "date_of_birth": "1980-01-01",
    "date_of_current_conviction": "2026-01-10",
    "follow_up_start": "2026-01-10",
    "age_at_first_sanction": 20,
    "total_sanctions": 5,
    "violent_sanctions": 2,
    "current_offence_code": "10501",
}


def edition(code: str, name: str) -> Any:
    found = look_up(riskservice.installed(), code)
    (one,) = (each for each in found.editions if name in each.edition)
    return one


def test_a_code_is_told_with_its_category_flags_dates_and_source() -> None:
    now = edition("10501", "2026.08")
    assert now.columns["category"] == "violence_against_the_person_sub_abh"
    assert (now.columns["violent_sanction"], now.columns["violent_or_sexual"]) == ("1", "1")
    assert now.used_to is None
    assert "vrp_static" in now.instruments
    assert "MIT" in now.source
    assert str(edition("10501", "legacy").used_to) == "2026-06-23"


def test_a_code_of_one_list_only_says_so_in_the_other() -> None:
    registry = riskservice.installed()
    lists = {
        block.file: set(block.rows)
        for tables in registry.tables.values()
        for table in tables
        for block in table.lists.values()
    }
    new = sorted(lists["offence_codes/2026.08.csv"] - lists["offence_codes/legacy-2025.csv"])
    assert len(new) == 11
    assert edition(new[0], "2026.08").listed
    assert not edition(new[0], "legacy").listed
    assert edition(new[0], "legacy").columns == {}


def test_an_unknown_code_names_its_class() -> None:
    with pytest.raises(UnknownName, match="Codes of class 105: 10500, 10501"):
        look_up(riskservice.installed(), "10599")
    with pytest.raises(UnknownName, match="five digits"):
        look_up(riskservice.installed(), "burglary")


@pytest.mark.skipif(not FACTS.exists(), reason="the facts are not beside the repository")
def test_every_code_of_the_facts_is_listed_as_it_stands_there() -> None:
    with FACTS.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 3039
    for row in rows:
        assert edition(row["code"], "2026.08").columns == row


def test_the_command_line_tells_a_code_and_refuses_another() -> None:
    told = run("offence", "10501")
    assert told.code == 0
    assert "violence_against_the_person_sub_abh" in told.out
    assert json.loads(run("offence", "10501", "--json").out)["code"] == "10501"
    refused = run("offence", "10599")
    assert refused.code == 2
    assert "Codes of class 105" in refused.err


@pytest.mark.parametrize("key", ["vrp", "svrp"])
@pytest.mark.parametrize(
    ("code", "violent", "notice"),
    [
        ("10501", 0, "violent-sanction-not-counted"),
        ("10501", 2, None),
        ("10501", 5, None),
        ("12511", 5, None),
        ("02800", 5, "violent-sanctions-only"),
        ("02800", 0, None),
    ],
)
def test_a_count_at_odds_with_the_code_is_pointed_out(
    key: str, code: str, violent: int, notice: str | None
) -> None:
    answers = ANSWERS | {"current_offence_code": code, "violent_sanctions": violent}
    case = {"case_id": "SYNTHETIC", "on": "2026-11-24", "answers": answers}
    (result,) = riskservice.score(case, instruments=[key]).results
    found = {n.code for n in result.notices if n.code.startswith("violent-sanction")}
    assert found == ({notice} if notice else set())
