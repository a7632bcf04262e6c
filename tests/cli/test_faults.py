"""Whatever is wrong is said in words, all of it, with the way out; never a traceback."""

import json
import os
from pathlib import Path

import pytest

from riskservice.case import CaseReader
from riskservice.cli import files
from tests.cli.running import EXAMPLES, FULL, Ran, process, run

FULL_DISK = Path("/dev/full")
BAD_FILES = {
    "empty": (b"", "is empty"),
    "blank": (b" \n\t ", "is empty"),
    "not JSON": (b"case_id,on\n1,2\n", "is not JSON"),
    "cut off": (b'{"case_id": "x", "answers": {', "is not JSON"),
    "a list": (b"[1, 2]", "is not a case record"),
    "null": (b"null", "is not a case record"),
    "binary": (b"\x89PNG\r\n\x1a\n\x00\x00\x00", "is not text"),
    "packed": (b"\x1f\x8b\x08\x00\x00\xff", "is not text"),
    "UTF-16": ("{}".encode("utf-16"), "is UTF-16 text"),
    "UTF-32": ("{}".encode("utf-32"), "is UTF-32 text"),
    "Latin-1": ('{"case_id": "Zoë"}'.encode("latin-1"), "is not UTF-8 text"),
    "half a character": (b'{"case_id": "\\ud800", "answers": {}}', "is not JSON"),
    "endless nesting": (b"[" * 200_000, "is not JSON"),
    "endless number": (b'{"answers": {"total_sanctions": ' + b"9" * 9_000 + b"}}", "is not JSON"),
}


def refused(ran: Ran, *parts: str) -> None:
    """Check that a command was refused with words, and printed nothing else."""
    assert (ran.code, ran.out) == (2, "")
    text = " ".join(ran.err.split())
    for part in (*parts, "Wrong ", "Way out "):
        assert part in text


# The file ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(("raw", "message"), BAD_FILES.values(), ids=BAD_FILES)
@pytest.mark.parametrize("command", ["score", "plan"])
def test_file_that_is_no_case_is_refused(
    tmp_path: Path, command: str, raw: bytes, message: str
) -> None:
    path = tmp_path / "case.json"
    path.write_bytes(raw)
    refused(run(command, path), message, "case.json")
    refused(run(command, "-", given=raw), message, "standard input")


def test_msgpack_that_is_none_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "case.msgpack"
    path.write_bytes(FULL.read_bytes())
    refused(run("score", path), "is not MessagePack")


def test_missing_file_and_folder_are_refused(tmp_path: Path) -> None:
    refused(run("score", tmp_path / "none.json"), "does not exist", "none.json")
    refused(run("score", tmp_path), "is a folder")
    refused(run("score", f"{FULL}/x"), "cannot be read")
    refused(run("score", "x" * 5_000), "cannot be read")
    refused(run("score", "nul\0l.json"), "cannot be read")


def test_file_one_may_not_read_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    def forbid(*_args: object, **_options: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", forbid)
    refused(run("score", FULL), "may not be read by you")


def test_huge_file_is_refused_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "cohort.json"
    with path.open("wb") as file:
        file.truncate(files.LARGEST + 1)

    def forbid(*_args: object, **_options: object) -> None:
        pytest.fail("the file was opened")

    monkeypatch.setattr(Path, "open", forbid)
    refused(run("score", path), "larger than 10 MB")


def test_endless_source_is_refused() -> None:
    refused(run("score", "/dev/zero"), "larger than 10 MB")


# The record --------------------------------------------------------------------------------------


def test_every_fault_has_question_value_and_way_out() -> None:
    ran = run("score", EXAMPLES / "12-with-faults.json")
    refused(ran, "The case record has faults, 13 in all: ")
    text = " ".join(ran.err.split())
    assert (
        "4. Date of birth (date_of_birth) Given 12/05/1984 Wrong is not a date that exists "
        "Way out Give a date that exists, as YYYY-MM-DD" in text
    )
    assert "contact_child_sanction Given 2" in text
    assert "Did you mean contact_child_sanctions?" in text
    assert "Day of assessment (on) Given 2026-02-30" in text


def test_contradictions_of_all_instruments_are_said_at_once() -> None:
    ran = run("score", EXAMPLES / "13-contradictions-with-faults.json")
    refused(ran, "Follow-up starts on or before the date of birth", "more than all sanctions")


def test_faults_keep_the_width() -> None:
    for columns in (30, 60, 100):
        ran = run("score", EXAMPLES / "12-with-faults.json", COLUMNS=str(columns))
        assert max(map(len, ran.err.splitlines())) <= columns


def test_value_cannot_steer_the_terminal(tmp_path: Path) -> None:
    path = tmp_path / "case.json"
    path.write_text(json.dumps({"answers": {"sex": "\x1b[2J", "\x1b]0;": 1}}), encoding="utf-8")
    ran = run("score", path)
    assert ran.code == 2
    assert "\x1b" not in ran.err


# The options -------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["2026-02-30", "24/11/2026", "today", "", "0001-01-01"])
@pytest.mark.parametrize("command", [("score", FULL), ("plan", FULL), ("form", "arms")])
def test_day_that_is_none_is_refused(command: tuple[str, str], text: str) -> None:
    refused(run(*command, "--on", text), "--on", "date")


@pytest.mark.parametrize("command", [("score", FULL), ("plan", FULL), ("form", "arms")])
def test_unknown_ruleset_is_refused_with_those_there_are(command: tuple[str, str]) -> None:
    refused(run(*command, "--ruleset", "hmpps"), "Given hmpps", "hmpps-2026.08")


def test_every_unknown_instrument_is_refused() -> None:
    ran = run("score", FULL, "--instrument", "dcsrp", "--instrument", "nothing")
    refused(ran, "Given dcsrp", "Did you mean dc_srp?", "Given nothing")
    refused(run("form", "dcsrp"), "Did you mean dc_srp?")


def test_day_without_any_instrument_is_refused() -> None:
    refused(run("score", FULL, "--on", "1950-01-01"), "no instrument was in use on that date")


@pytest.mark.parametrize(
    "args",
    [("nonsense",), ("score",), ("score", FULL, "--nonsense"), ("plan", FULL, "--json", "--html")],
)
def test_wrong_use_is_answered_with_how_to_use_it(args: tuple[str | Path, ...]) -> None:
    ran = run(*args)
    assert (ran.code, ran.out) == (2, "")
    assert "Usage: " in ran.err


# The output --------------------------------------------------------------------------------------


@pytest.mark.skipif(not FULL_DISK.exists(), reason="the system has no full device")
@pytest.mark.parametrize(
    "args", [("score", FULL), ("score", FULL, "--json"), ("form", "arms"), ("--help",)]
)
def test_full_disk_is_said(args: tuple[str | Path, ...]) -> None:
    with FULL_DISK.open("wb") as full:
        ran = process(*args, stdout=full)
    assert ran.code == 2
    assert "The result cannot be written" in ran.err


@pytest.mark.skipif(not FULL_DISK.exists(), reason="the system has no full device")
def test_faults_that_cannot_be_printed_still_end_with_their_code() -> None:
    with FULL_DISK.open("wb") as full:
        assert process("score", "none.json", stderr=full).code == 2


@pytest.mark.parametrize("args", [("tables",), ("tables", "--json"), ("plan", FULL)])
def test_reader_that_goes_away_ends_the_command_quietly(args: tuple[str | Path, ...]) -> None:
    read, write = os.pipe()
    os.close(read)
    try:
        ran = process(*args, stdout=write)
    finally:
        os.close(write)
    assert (ran.code, ran.err) == (141, "")


# Plug-ins and bugs -------------------------------------------------------------------------------


def test_broken_plug_ins_are_all_listed_at_start_up(tmp_path: Path) -> None:
    info = tmp_path / "strange-1.0.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: strange\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text(
        "[riskservice.instruments]\nodd = strange_one:X\nodder = os:nothing\n"
    )
    for args in (("score", FULL), ("instruments",), ("form", "arms")):
        ran = process(*args, env={"PYTHONPATH": str(tmp_path)})
        refused(ran, "1. odd", "No module named 'strange_one'", "2. odder", "os:nothing")
    assert process("--version", env={"PYTHONPATH": str(tmp_path)}).code == 0


def test_bug_is_owned_up_to_without_a_word_of_the_case(monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object, **_options: object) -> None:
        raise KeyError("born on 12 May 1984")

    monkeypatch.setattr(CaseReader, "read", broken)
    ran = run("score", FULL)
    assert (ran.code, ran.out) == (70, "")
    assert "KeyError at riskservice/cli/files.py:" in ran.err
    assert "Please report it" in ran.err
    assert "1984" not in ran.err
