"""Plans, forms, catalogue, conformance, server and help."""

import datetime as dt
import json
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from importlib.metadata import entry_points
from pathlib import Path

import msgspec
import pytest

import riskservice
from riskservice import Service
from riskservice.kit.form import blank_form_html, form_text
from riskservice.official.vocabulary import vocabulary
from riskservice.planning import draft_plan, plan_to_html, plan_to_text
from riskservice.registry import GROUP, Registry
from tests.cli.running import COMMAND, FULL, environment, process, run

TODAY = dt.datetime.now(tz=dt.UTC).astimezone().date()


# Plans and forms ---------------------------------------------------------------------------------


def test_plan_is_the_library_plan_in_all_its_forms(here: Service) -> None:
    case = here.reader.read(FULL.read_bytes())
    plan = draft_plan(case, here.score(case))
    as_json = msgspec.json.format(msgspec.json.encode(plan)) + b"\n"
    assert process("plan", FULL, "--json").out.encode() == as_json
    assert run("plan", FULL).out == plan_to_text(plan)
    assert run("plan", FULL, "--html").out == plan_to_html(plan)


def test_form_is_the_library_form(registry: Registry) -> None:
    assessor = registry.assessor("rm2000_s", TODAY, registry.ruleset())
    assert run("form", "rm2000_s").out == form_text(assessor)
    assert run("form", "rm2000_s", "--html").out == blank_form_html(assessor)


def test_form_of_another_day_and_ruleset_uses_its_table() -> None:
    assert "Table 2021.1" in run("form", "dc_srp", "--on", "2025-01-01").out
    assert "Table 2026.1-hmpps" in run("form", "dc_srp", "--ruleset", "hmpps-2026.08").out


def test_html_is_utf_8_whatever_the_terminal() -> None:
    ran = process("form", "arms", "--html", env={"PYTHONIOENCODING": "ascii"})
    assert ran.out == process("form", "arms", "--html").out
    assert ran.out.startswith("<!")


# Catalogue ---------------------------------------------------------------------------------------


def test_catalogue_is_the_one_of_the_http_api(here: Service) -> None:
    catalogue = pytest.importorskip("riskservice.api.catalogue")
    on = dt.date(2025, 1, 1)
    for args, expected in (
        (("instruments", "--on", str(on)), catalogue.instruments(here.registry, on)),
        (("tables",), catalogue.tables(here)),
        (("rulesets",), catalogue.rulesets(here.registry)),
        (("questions",), vocabulary(here.registry)),
    ):
        found = json.loads(run(*args, "--json").out)
        assert found == json.loads(msgspec.json.encode(expected)), args[0]


def test_every_question_is_listed_with_its_names(registry: Registry) -> None:
    text = " ".join(run("questions").out.split())
    for question in registry.questions.values():
        assert question.key in text
    for said in ("dateOfBirth", "S3Q4", "female (FEMALE)", "count from 1 to 999", "yes no"):
        assert said in text


def test_every_instrument_is_listed_with_what_is_in_use(registry: Registry) -> None:
    text = run("instruments").out
    for definition in registry.definitions.values():
        assert definition.key in text
    assert "withdrawn by" in text


def test_every_table_is_listed_with_source_fingerprint_and_rules(here: Service) -> None:
    text = " ".join(run("tables").out.split())
    for table in (table for each in here.registry.tables.values() for table in each):
        assert f"{table.instrument} {table.version} " in text
        assert table.digest in text
        for rule in table.rules.values():
            assert rule.why in text
    for policy in here.policies:
        assert policy.digest in text


def test_every_ruleset_is_listed(registry: Registry) -> None:
    text = run("rulesets").out
    for ruleset in registry.rulesets.values():
        assert ruleset.name in text
        assert ruleset.digest in text


@pytest.mark.parametrize("command", ["instruments", "tables", "rulesets"])
def test_lists_keep_the_width(command: str) -> None:
    for columns in (40, 100):
        assert max(map(len, run(command, COLUMNS=str(columns)).out.splitlines())) <= columns


# Conformance -------------------------------------------------------------------------------------


def test_sound_plug_in_passes_with_a_tick_for_every_promise() -> None:
    ran = run("check", "rm2000_s")
    assert ran.code == 0
    assert "BROKEN" not in ran.out
    assert "promises are kept" in ran.out
    (point,) = entry_points(group=GROUP, name="rosh")
    assert run("check", point.value).code == 0


def test_broken_plug_in_fails_and_says_what_to_do(tmp_path: Path) -> None:
    (point,) = entry_points(group=GROUP, name="rosh")
    (tmp_path / "odd.py").write_text(
        "import dataclasses\n"
        f"from {point.module} import {point.attr}\n"
        f"X = dataclasses.replace({point.attr}, about='')\n"
    )
    ran = process("check", "odd:X", cwd=tmp_path)
    assert ran.code == 1
    assert "✗ BROKEN  is described" in ran.out
    assert "correct the instrument or its table" in " ".join(ran.out.split())
    plain = process("check", "odd:X", cwd=tmp_path, env={"PYTHONIOENCODING": "ascii"})
    assert "BROKEN  is described" in plain.out
    assert "✗" not in plain.out


@pytest.mark.parametrize("change", ["key='nokey'", "tables='no_package'", "answers=int"])
def test_plug_in_that_breaks_down_is_not_taken_for_a_bug(tmp_path: Path, change: str) -> None:
    (point,) = entry_points(group=GROUP, name="rosh")
    (tmp_path / "odd.py").write_text(
        f"import dataclasses\nfrom {point.module} import {point.attr}\n"
        f"X = dataclasses.replace({point.attr}, {change})\n"
    )
    ran = process("check", "odd:X", cwd=tmp_path)
    assert ran.code in (1, 2)
    assert "bug" not in ran.err


@pytest.mark.parametrize("name", ["nothing", "os:path", "no_module:X", "os:nothing", ":", "x:"])
def test_what_cannot_be_loaded_is_said(name: str) -> None:
    ran = run("check", name)
    assert (ran.code, ran.out) == (2, "")
    assert "Way out" in ran.err


# Server ------------------------------------------------------------------------------------------


def test_missing_extra_is_said_with_how_to_install_it() -> None:
    code = "import sys; sys.modules['litestar'] = None; from riskservice.cli import main; main()"
    done = subprocess.run(
        [sys.executable, "-c", code, "serve"], capture_output=True, check=False, text=True
    )
    assert done.returncode == 2
    assert "pip install 'riskservice[api]'" in done.stderr
    assert "Traceback" not in done.stderr


def test_server_gives_what_the_command_gives() -> None:
    pytest.importorskip("litestar")
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    server = subprocess.Popen(
        [*COMMAND, "serve", "--port", str(port)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env=environment(),
    )
    try:
        _wait_for(port)
        request = urllib.request.Request(
            f"http://127.0.0.1:{port}/v1/scores",
            data=FULL.read_bytes(),
            headers={"Content-Type": "application/json"},
        )
        with urllib.request.urlopen(request) as response:  # noqa: S310
            given = msgspec.json.format(response.read()) + b"\n"
    finally:
        server.send_signal(signal.SIGINT)
        _, err = server.communicate(timeout=30)
    assert given.decode() == run("score", FULL, "--json").out
    assert f"http://127.0.0.1:{port}" in err.decode()
    assert b"Traceback" not in err


def _wait_for(port: int) -> None:
    for _ in range(300):
        with socket.socket() as trial:
            if trial.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    pytest.fail("the server did not start")


def test_address_in_use_is_said() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        ran = run("serve", "--port", str(taken.getsockname()[1]))
    assert ran.code == 2
    assert "cannot be listened on" in ran.err


def test_settings_that_cannot_be_used_are_said() -> None:
    ran = run("serve", RISKSERVICE_PORT="many", RISKSERVICE_LOG_LEVEL="loud")
    assert ran.code == 2
    assert ran.err.count("Way out") == 2


# Help --------------------------------------------------------------------------------------------


def test_version_is_that_of_the_package() -> None:
    assert run("--version").out == "riskservice, version 0.1.0\n"
    assert riskservice.scoring.ENGINE == "riskservice 0.1.0"


@pytest.mark.parametrize(
    "command",
    [
        "score",
        "plan",
        "form",
        "instruments",
        "tables",
        "rulesets",
        "check",
        "rescore",
        "compare",
        "synth",
        "serve",
    ],
)
def test_every_command_explains_itself_with_an_example(command: str) -> None:
    text = run(command, "--help").out
    assert "Example" in text
    assert f"riskservice {command}" in text
    assert f"  {command} " in run("--help").out


def test_nothing_asked_is_answered_with_help() -> None:
    ran = run()
    assert "Exit codes:" in ran.out + ran.err
