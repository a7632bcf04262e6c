"""``riskservice plan``: plans kept in files are checked, compared, drafted anew and copied."""

import json
from pathlib import Path
from typing import Any

import msgspec
import pytest
from msgspec.structs import replace

from riskservice import Service
from riskservice.planning import (
    Plan,
    check_quality,
    check_to_text,
    diff_plans,
    diff_to_text,
    draft_plan,
    person_copy,
    plan_to_html,
    plan_to_text,
)
from tests.cli.running import FULL, run


@pytest.fixture(scope="module")
def plan(here: Service) -> Plan:
    case = here.reader.read(FULL.read_bytes())
    return draft_plan(case, here.score(case))


def kept(folder: Path, plan: Plan, name: str = "plan.json") -> Path:
    path = folder / name
    path.write_bytes(msgspec.json.encode(plan))
    return path


def first(plan: Plan, **changes: Any) -> Plan:
    action, *rest = plan.actions
    return replace(plan, actions=(replace(action, **changes), *rest))


@pytest.mark.parametrize("args", [(), ("draft",)])
def test_a_plan_is_drafted_with_and_without_saying_so(plan: Plan, args: tuple[str, ...]) -> None:
    assert run("plan", *args, FULL).out == plan_to_text(plan)
    assert run("plan", *args, "--format", "html", FULL).out == plan_to_html(plan)
    assert msgspec.json.decode(run("plan", *args, FULL, "--json").out, type=Plan) == plan


def test_options_may_stand_first(plan: Plan) -> None:
    assert run("plan", "--html", FULL).out == plan_to_html(plan)


@pytest.mark.parametrize("form", ["text", "json", "html"])
def test_a_plan_is_written_to_a_file_whole(tmp_path: Path, plan: Plan, form: str) -> None:
    target = tmp_path / "plan"
    ran = run("plan", FULL, "--format", form, "-o", target)
    assert (ran.code, ran.out) == (0, "")
    assert target.read_text(encoding="utf-8") == run("plan", FULL, "--format", form).out
    assert [path.name for path in tmp_path.iterdir()] == ["plan"]
    assert plan.case_id in target.read_text(encoding="utf-8")


def test_a_folder_that_is_not_there_is_said(tmp_path: Path) -> None:
    ran = run("plan", FULL, "-o", tmp_path / "none" / "plan.html")
    assert ran.code == 2
    assert "cannot be written" in ran.err


@pytest.mark.parametrize(
    "args", [("--json", "--html"), ("--json", "--format", "html"), ("--format", "pdf")]
)
def test_two_formats_at_once_or_an_unknown_one_are_refused(args: tuple[str, ...]) -> None:
    ran = run("plan", FULL, *args)
    assert (ran.code, ran.out) == (2, "")
    assert "Usage: " in ran.err


def test_one_format_said_twice_is_one_format() -> None:
    assert run("plan", FULL, "--json", "--format", "json").code == 0


def test_a_plan_without_gaps_ends_well(tmp_path: Path, plan: Plan) -> None:
    ran = run("plan", "check", kept(tmp_path, plan), "--on", str(plan.on))
    assert ran.code == 0
    assert ran.out == check_to_text(check_quality(plan, on=plan.on))


def test_a_plan_with_gaps_ends_with_code_1(tmp_path: Path, plan: Plan) -> None:
    path = kept(tmp_path, first(plan, factors=()))
    ran = run("plan", "check", path, "--on", str(plan.on), "--json")
    assert ran.code == 1
    assert json.loads(ran.out)["gaps"] == 1


def test_overdue_work_is_found_on_the_day_asked_for(tmp_path: Path, plan: Plan) -> None:
    path = kept(tmp_path, plan)
    assert run("plan", "check", path, "--on", str(plan.on)).code == 0
    late = run("plan", "check", path, "--on", "2029-01-01")
    assert late.code == 1
    assert "An action was due on" in late.out


def test_the_version_before_is_compared(tmp_path: Path, plan: Plan) -> None:
    path = kept(tmp_path, plan)
    ran = run("plan", "check", path, "--on", str(plan.on), "--previous", path)
    assert "Compared with:    version 1" in ran.out


def test_two_plans_are_compared(tmp_path: Path, plan: Plan) -> None:
    other = first(plan, owner_name="A. Smith")
    paths = kept(tmp_path, plan, "a.json"), kept(tmp_path, other, "b.json")
    assert run("plan", "diff", *paths).out == diff_to_text(diff_plans(plan, other))
    found = json.loads(run("plan", "diff", *paths, "--json").out)
    assert found == json.loads(msgspec.json.encode(diff_plans(plan, other)))
    assert "Nothing differs." in run("plan", "diff", paths[0], paths[0]).out


def test_the_next_version_is_drafted_from_plan_and_case(tmp_path: Path, plan: Plan) -> None:
    path = kept(tmp_path, first(plan, owner_name="A. Smith"))
    ran = run("plan", "next", path, FULL, "--on", "2027-02-01", "--format", "json")
    assert ran.code == 0
    found = msgspec.json.decode(ran.out, type=Plan)
    assert (found.version, found.plan_id) == (2, plan.plan_id)
    assert found.actions[0].owner_name == "A. Smith"


@pytest.mark.parametrize("form", ["text", "json", "html"])
def test_the_persons_copy_holds_nothing_withheld(tmp_path: Path, plan: Plan, form: str) -> None:
    whole = first(plan, text="Zzsecret", non_disclosable="Zzreason")
    ran = run("plan", "person-copy", kept(tmp_path, whole), "--format", form)
    assert ran.code == 0
    assert "Zz" not in ran.out + ran.err
    assert "1 thing was left out" in ran.err
    if form == "json":
        assert msgspec.json.decode(ran.out, type=Plan) == person_copy(whole)


@pytest.mark.parametrize("command", ["check", "diff", "person-copy", "next"])
def test_every_fault_of_a_plan_is_listed_with_its_place(
    tmp_path: Path, plan: Plan, command: str
) -> None:
    value = msgspec.to_builtins(plan)
    value["actions"][0]["due"] = "soon"
    value["nonsense"] = 1
    path = tmp_path / "plan.json"
    path.write_text(json.dumps(value), encoding="utf-8")
    more = {"diff": [path], "next": [FULL]}.get(command, [])
    ran = run("plan", command, path, *more)
    assert (ran.code, ran.out) == (2, "")
    assert "plan.json" in ran.err
    for words in ("actions/0/due", "nonsense"):
        assert words in ran.err


@pytest.mark.parametrize("text", ["", "[]", "{", "\x00"])
@pytest.mark.parametrize("command", ["check", "person-copy"])
def test_what_is_no_plan_is_refused(tmp_path: Path, command: str, text: str) -> None:
    path = tmp_path / "plan.json"
    path.write_text(text, encoding="utf-8")
    ran = run("plan", command, path)
    assert (ran.code, ran.out) == (2, "")
    assert "Way out" in ran.err


def test_a_plan_that_is_not_there_is_said() -> None:
    ran = run("plan", "check", "none.json")
    assert ran.code == 2
    assert "does not exist" in ran.err


def test_text_of_a_plan_cannot_steer_the_terminal(tmp_path: Path, plan: Plan) -> None:
    path = kept(tmp_path, first(plan, text="\x1b[2J", factors=(), owner_name="\u202e"))
    other = kept(tmp_path, plan, "other.json")
    for args in (("check", path), ("diff", path, other), ("person-copy", path)):
        ran = run("plan", *args)
        assert "\x1b" not in ran.out
        assert "\u202e" not in ran.out


@pytest.mark.parametrize("command", ["draft", "check", "diff", "next", "person-copy"])
def test_every_command_explains_itself_with_an_example(command: str) -> None:
    text = run("plan", command, "--help").out
    assert "Example" in text
    assert "riskservice plan" in text
