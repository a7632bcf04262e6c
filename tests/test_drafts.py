"""Draft tables: tried out by rulesets of their own, loudly, and never in force."""

import datetime as dt
import os
from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest

from riskservice.case import Case
from riskservice.drafts import UnusableDraft, with_drafts
from riskservice.errors import BrokenPlugin
from riskservice.registry import installed
from riskservice.rulesets import DEFAULT_RULESET, load
from riskservice.scoring import Service, service
from riskservice.settings import DRAFTS, drafts_in
from tests.cli.running import FULL, run

ON = dt.date(2026, 11, 24)
SHIPPED = Path(__file__).parents[1] / "models" / "dc_srp" / "2026.1.toml"


def draft_text(version: str = "2026.1-area-draft", **changes: str) -> str:
    """Return the shipped table as a draft with a higher intercept."""
    text = SHIPPED.read_text(encoding="utf-8")
    replaced = {
        'version = "2026.1"': f'version = "{version}"',
        'status = "in force"': 'status = "draft"',
        '"-8.633"': '"-5.633"',
    } | changes
    for old, new in replaced.items():
        assert old in text
        text = text.replace(old, new)
    return text


@pytest.fixture
def file(tmp_path: Path) -> Path:
    place = tmp_path / "2026.1-area-draft.toml"
    place.write_text(draft_text(), encoding="utf-8")
    return place


@pytest.fixture(autouse=True)
def _no_drafts_left(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.delenv(DRAFTS, raising=False)
    yield
    service.cache_clear()


def refused(place: Path) -> list[str]:
    with pytest.raises(UnusableDraft) as error:
        with_drafts(installed(), [place])
    assert all(fault.way_out for fault in error.value.faults)
    return [f"{fault.pointer}: {fault.message}" for fault in error.value.faults]


def full_case(here: Service) -> Case:
    return here.reader.read(FULL.read_bytes(), "json", today=ON)


def test_a_draft_is_reached_by_a_ruleset_of_its_own_and_by_no_other(file: Path) -> None:
    registry = with_drafts(installed(), [file])
    for name, ruleset in registry.rulesets.items():
        table = registry.table("dc_srp", ON, ruleset)
        assert table is not None
        assert (table.status == "draft") == (name == "dc_srp-2026.1-area-draft")
    assert "dc_srp-2026.1-area-draft" not in installed().rulesets
    assert all(t.status != "draft" for known in installed().tables.values() for t in known)


def test_a_result_by_a_draft_says_so_loudly_and_so_does_what_is_made_of_it(file: Path) -> None:
    here = Service(with_drafts(installed(), [file]))
    case = full_case(here)
    found = here.score(case, ruleset="dc_srp-2026.1-area-draft")
    assert found.ruleset.title.startswith("DRAFT, not released")
    by_key = {result.instrument: result for result in found.results}
    for key in ("dc_srp", "csrp"):
        assert by_key[key].table.status == "draft"
        assert "draft" in [notice.code for notice in by_key[key].notices]
    assert "draft" not in [notice.code for notice in by_key["rm2000_s"].notices]
    plain = here.score(case)
    assert "draft" not in [n.code for result in plain.results for n in result.notices]


def test_a_draft_table_may_not_be_named_by_the_default(tmp_path: Path) -> None:
    rules = tmp_path / "rulesets"
    rules.mkdir()
    (rules / "default.toml").write_text(
        'name = "default"\ntitle = "x"\neffective_from = 2020-01-01\n[tables]\ndc_srp = "d"\n'
    )
    table = msgspec.structs.replace(installed().tables["dc_srp"][-1], version="d", status="draft")
    _, faults = load(rules, {"dc_srp": [table]}, ())
    assert [fault.message for fault in faults] == ["names dc_srp d, a draft, and is the default"]


@pytest.mark.parametrize("name", [DEFAULT_RULESET, "hmpps-2026.08"])
def test_no_ruleset_beside_drafts_takes_the_name_of_an_installed_one(file: Path, name: str) -> None:
    rules = file.parent / "rulesets"
    rules.mkdir()
    (rules / f"{name}.toml").write_text(
        f'name = "{name}"\ntitle = "x"\neffective_from = 2020-01-01\n'
        '[tables]\ndc_srp = "2026.1-area-draft"\n'
    )
    assert f"rulesets/{name}.toml: calls itself {name}" in refused(file.parent)


def test_no_ruleset_beside_drafts_claims_to_be_a_deployed_service(file: Path) -> None:
    rules = file.parent / "rulesets"
    rules.mkdir()
    (rules / "try.toml").write_text(
        'name = "try"\ntitle = "x"\neffective_from = 2020-01-01\ndeployed = true\n'
    )
    (found,) = refused(file.parent)
    assert "deployed service" in found


def test_several_drafts_are_combined_by_a_ruleset_beside_them(file: Path) -> None:
    rules = file.parent / "rulesets"
    rules.mkdir()
    (rules / "both.toml").write_text(
        'name = "both"\ntitle = "Both"\neffective_from = 2020-01-01\n'
        '[tables]\ndc_srp = "2026.1-area-draft"\niic_srp = "2026.1"\n'
    )
    ruleset = with_drafts(installed(), [file.parent]).rulesets["both"]
    assert ruleset.title == "DRAFT, not released: Both"


def test_a_ruleset_changes_its_fingerprint_when_the_draft_is_written_anew(file: Path) -> None:
    def digest() -> str:
        registry = with_drafts(installed(), [file])
        return registry.rulesets["dc_srp-2026.1-area-draft"].digest

    before = digest()
    file.write_text(file.read_text().replace('"-5.633"', '"-5.634"'))
    assert digest() != before


STATUS = {'status = "in force"': 'status = "in force" '}
BROKEN = {
    "a released status": (draft_text(**STATUS), "has the status in force"),
    "a released version": (draft_text("2026.1"), "does not end in -draft"),
    "a version that hides what it is": (draft_text("2026.2"), "does not end in -draft"),
    "an unknown instrument": (
        draft_text(**{'instrument = "dc_srp"': 'instrument = "dc_srpp"'}),
        "which is not installed. Did you mean dc_srp?",
    ),
    "a source that is not there": (
        draft_text(**{'value = 14, cite = "service"': 'value = 14, cite = "x"'}),
        "cites 'x'",
    ),
    "a number that is missing": (
        draft_text(**{"[steps.total_sanctions]": "[steps.other]"}),
        "reads steps.total_sanctions, which the table does not have",
    ),
    "no TOML": ("instrument =", "Invalid value"),
    "chances of log-odds": (
        (
            'instrument = "arp_static"\nversion = "2026.1-area-draft"\nstatus = "draft"\n'
            'effective_from = 2026-01-01\n[[sources]]\nid = "s"\ncite = "x"\nlicence = "y"\n'
            '[chances]\nat = [1]\nchance = ["0.1", "0.2"]\ncite = "s"\n'
        ),
        "only an instrument that adds up points",
    ),
}


@pytest.mark.parametrize("case", BROKEN.values(), ids=list(BROKEN))
def test_a_draft_that_does_not_hold_is_refused(file: Path, case: tuple[str, str]) -> None:
    file.write_text(case[0])
    assert any(case[1] in found for found in refused(file)), refused(file)


def test_every_fault_of_every_draft_is_told_at_once(file: Path) -> None:
    file.write_text(draft_text("2026.2", **{"[steps.total_sanctions]": "[steps.other]"}))
    (file.parent / "b.toml").write_text("instrument =")
    (file.parent / "c.toml").write_text(draft_text("2026.3", **STATUS))
    found = "\n".join(refused(file.parent))
    for part in ("has the version 2026.2", "b.toml", "Invalid value", "has the version 2026.3"):
        assert part in found
    assert "has the status in force" in found


def test_a_draft_never_stands_in_the_place_of_a_released_table_or_another_draft(
    file: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other" / file.name
    other.parent.mkdir()
    other.write_text(file.read_text())
    with pytest.raises(UnusableDraft, match="is the version of two drafts") as error:
        with_drafts(installed(), [file, other])
    assert "Take one of them away" in error.value.faults[0].way_out
    released = tmp_path / "2026.1.toml"
    released.write_text(draft_text("2026.1"))
    assert "2026.1.toml: has the version 2026.1, which does not end in -draft" in refused(released)


def test_a_place_that_is_not_there_is_told(tmp_path: Path) -> None:
    (found,) = refused(tmp_path / "none.toml")
    assert "none.toml: cannot be read" in found


def test_a_draft_that_cannot_be_used_keeps_the_service_from_starting(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file.write_text("instrument =")
    monkeypatch.setenv(DRAFTS, str(file))
    service.cache_clear()
    with pytest.raises(BrokenPlugin):
        service()


def test_the_environment_names_several_places() -> None:
    named = {DRAFTS: os.pathsep.join(["a.toml", " b ", ""])}
    assert drafts_in(named) == (Path("a.toml"), Path("b"))
    assert drafts_in({}) == ()


# By command --------------------------------------------------------------------------------------


def test_a_case_is_scored_by_the_file_of_a_draft_and_later_cases_are_not(file: Path) -> None:
    ran = run("score", FULL, "--ruleset", file, "--instrument", "dc_srp")
    assert ran.code == 0
    assert "DRAFT, not released: dc_srp 2026.1-area-draft" in ran.out
    assert "nobody has released" in " ".join(ran.out.split())
    after = run("score", FULL, "--instrument", "dc_srp")
    assert "DRAFT" not in after.out
    assert DRAFTS not in os.environ


def test_a_case_is_scored_by_name_where_the_environment_has_the_draft(file: Path) -> None:
    service.cache_clear()
    ran = run(
        "score", FULL, "--ruleset", "dc_srp-2026.1-area-draft", RISKSERVICE_DRAFTS=str(file.parent)
    )
    assert ran.code == 0
    assert "DRAFT, not released" in ran.out


def test_the_file_of_a_draft_may_lie_in_the_folder_the_environment_names(file: Path) -> None:
    service.cache_clear()
    ran = run("score", FULL, "--ruleset", file, RISKSERVICE_DRAFTS=str(file.parent))
    assert ran.code == 0


def test_every_fault_of_a_draft_is_told_by_the_command(file: Path) -> None:
    file.write_text(draft_text("2026.2", **STATUS))
    ran = run("score", FULL, "--ruleset", file)
    assert ran.code == 2
    assert "version 2026.2, which does not end" in ran.err
    assert "has the status in force" in ran.err
