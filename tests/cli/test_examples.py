"""Every shipped case runs, gives the figures worked out by hand, and is plainly made up."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from tests.cli.running import EXAMPLES, cases, named, run

GOLDEN = tomllib.loads((Path(__file__).parent / "golden.toml").read_text(encoding="utf-8"))


@pytest.fixture(params=cases(with_faults=False), ids=named)
def case(request: pytest.FixtureRequest) -> Path:
    path: Path = request.param
    return path


@pytest.fixture
def result(case: Path) -> dict[str, Any]:
    ran = run("score", case, "--json")
    assert (ran.code, ran.err) == (0, "")
    found: dict[str, Any] = json.loads(ran.out)
    return found


def test_every_case_that_can_be_scored_has_its_figures() -> None:
    assert {path.stem for path in cases(with_faults=False)} == GOLDEN.keys()


def test_overall_band_is_the_one_worked_out_by_hand(case: Path, result: dict[str, Any]) -> None:
    golden, overall = GOLDEN[case.stem], result["overall"]
    assert overall["band"] == golden.get("band")
    assert overall["calculated_band"] == golden.get("calculated_band")
    assert overall["provisional"] == golden["provisional"]
    assert overall["possible_bands"] == golden["possible_bands"]


def test_every_instrument_gives_the_figures_worked_out_by_hand(
    case: Path, result: dict[str, Any]
) -> None:
    found = {each["instrument"]: each for each in result["results"]}
    for key, golden in GOLDEN[case.stem]["results"].items():
        figures = {name: found[key][name] for name in ("outcome", "points", "percent", "band")}
        possible = golden.get("possible")
        assert {k: v for k, v in figures.items() if v is not None} == {
            k: v for k, v in golden.items() if k != "possible"
        }, key
        if possible is not None:
            assert found[key]["range"]["bands"] == possible, key


def test_text_fits_the_line_and_reads_in_plain_letters(case: Path) -> None:
    ran = run("score", case)
    assert (ran.code, ran.err) == (0, "")
    assert max(map(len, ran.out.splitlines())) <= 100
    assert not [line for line in ran.out.splitlines() if line != line.rstrip()]


def test_plan_can_be_drafted(case: Path) -> None:
    ran = run("plan", case)
    assert (ran.code, ran.err) == (0, "")


@pytest.mark.parametrize("path", cases(with_faults=True), ids=named)
def test_cases_with_faults_end_with_every_fault(path: Path) -> None:
    ran = run("score", path)
    assert (ran.code, ran.out) == (2, "")
    assert path.name in ran.err
    assert ran.err.count("Way out  ") == {"12": 13, "13": 3}[path.stem[:2]]


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.json")), ids=named)
def test_case_says_that_it_is_made_up(path: Path) -> None:
    name = json.loads(path.read_text(encoding="utf-8"))["case_id"]
    if path.stem == "01-official-end-to-end":
        assert name == "OFFICIAL-01-end-to-end"
    else:
        assert name == f"SYNTHETIC-{path.stem}"


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.json")), ids=named)
def test_readme_tells_of_the_case(path: Path) -> None:
    assert f"`{path.name}`" in (EXAMPLES / "README.md").read_text(encoding="utf-8")


def test_deployed_service_and_corrected_rule_differ_on_remand() -> None:
    path = EXAMPLES / "06-remand-disputed-rule.json"
    bands = [
        json.loads(run("score", path, "--ruleset", name, "--json").out)["overall"]["band"]
        for name in ("default", "hmpps-2026.08")
    ]
    assert bands == ["very_high", "high"]
