"""``riskservice rescore`` and ``compare``: from a file to files, in words, and never half of it."""

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from riskservice.cli import progress
from riskservice.rescoring.readers import open_blocks
from tests.cli.running import COMMAND, EXAMPLES, Ran, on_terminal, run
from tests.cli.test_faults import refused
from tests.rescoring.example_cohorts import last_year, this_year
from tests.rescoring.runs import KEYS, N, at_fault, last_time, put, sound

ONLY = [part for key in KEYS for part in ("--instrument", key)]


@pytest.fixture(scope="module")
def given(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a cohort, the same with two rows at fault, and last time's answers."""
    folder = tmp_path_factory.mktemp("given")
    put(sound(), folder / "sound.csv")
    put(at_fault(), folder / "at-fault.csv")
    put(last_time(), folder / "last-time.csv")
    assert rescore(folder / "last-time.csv", "-o", folder / "last-results.csv").code == 0
    return folder


def rescore(*args: str | Path, given: bytes | None = None) -> Ran:
    return run("rescore", *args, *ONLY, given=given)


def words(ran: Ran) -> str:
    return " ".join(ran.err.split())


# Results and exit codes --------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", [".csv", ".csv.gz", ".ndjson", ".parquet", ".arrow", ".xlsx"])
def test_a_sound_cohort_is_rescored_into_every_format(
    suffix: str, given: Path, tmp_path: Path
) -> None:
    out = tmp_path / f"results{suffix}"
    ran = rescore(given / "sound.csv", "-o", out)
    assert (ran.code, ran.out) == (0, "")
    assert f"{N} people rescored" in words(ran)
    assert "At fault nobody" in words(ran)
    found = pl.concat(open_blocks(out), how="vertical_relaxed")
    assert found["case_id"].to_list() == sound()["case_id"].to_list()
    assert found.columns[:2] == ["case_id", "dc_srp_outcome"]
    assert found.columns[-3:] == ["overall_band", "provisional", "notices"]
    assert [path.name for path in tmp_path.iterdir()] == [out.name]


def test_some_rows_at_fault_are_said_in_code_3_and_everyone_else_is_written(
    given: Path, tmp_path: Path
) -> None:
    ran = rescore(given / "at-fault.csv", "-o", tmp_path / "r.csv", "--faults", tmp_path / "f.csv")
    assert (ran.code, ran.out) == (3, "")
    assert "At fault 2 people" in words(ran)
    assert "SYNTHETIC" not in ran.err
    faults = pl.read_csv(tmp_path / "f.csv")
    assert faults["row"].to_list() == [6, 8]
    results = pl.read_csv(tmp_path / "r.csv")
    assert len(results) == N
    assert results.filter(pl.col("dc_srp_outcome") == "faulty").height == 2


def test_without_a_faults_file_the_first_faults_are_listed(given: Path, tmp_path: Path) -> None:
    ran = rescore(given / "at-fault.csv", "-o", tmp_path / "r.csv")
    assert ran.code == 3
    assert "row 6, SYNTHETIC-0000006, on: the day of assessment is missing." in words(ran)
    assert "row 8, SYNTHETIC-0000008, date_of_birth: The date of birth lies on" in words(ran)


def test_the_day_and_its_column_can_be_said(given: Path, tmp_path: Path) -> None:
    for option, value in (("--on", "2026-11-24"), ("--on-column", "release_date")):
        ran = rescore(given / "sound.csv", "-o", tmp_path / "r.csv", option, value)
        assert ran.code == 0, option
        assert ("As on 24 November 2026 Ruleset" in words(ran)) == (option == "--on")


def test_ranges_can_be_left_to_the_overall_band_or_out(given: Path, tmp_path: Path) -> None:
    found = {}
    for ranges in ("all", "overall", "none"):
        out = tmp_path / f"{ranges}.parquet"
        assert rescore(given / "sound.csv", "-o", out, "--ranges", ranges).code == 0
        found[ranges] = pl.read_parquet(out)
    ends = [c for c in found["all"].columns if c.endswith(("lowest_band", "highest_band"))]
    kept = [c for c in found["all"].columns if c not in ends]
    assert found["overall"][kept].equals(found["all"][kept])
    assert any(found["all"][c].null_count() < N for c in ends)
    assert all(found[r][c].null_count() == N for r in ("overall", "none") for c in ends)
    assert found["none"]["dc_srp_percent"].equals(found["all"]["dc_srp_percent"])


def test_another_ruleset_is_used_and_named(given: Path, tmp_path: Path) -> None:
    ran = rescore(given / "sound.csv", "-o", tmp_path / "r.csv", "--ruleset", "hmpps-2026.08")
    assert ran.code == 0
    assert "Ruleset hmpps-2026.08" in words(ran)
    assert "2026.1-hmpps" in set(pl.read_csv(tmp_path / "r.csv")["dc_srp_table"])


def test_columns_that_are_left_out_are_said_with_what_may_be_meant(tmp_path: Path) -> None:
    frame = sound().head(2).rename({"total_sanctions": "total_sanction"})
    ran = rescore(put(frame, tmp_path / "in.csv"), "-o", tmp_path / "r.csv")
    assert "1 column left out" in words(ran)
    assert "Did you mean total_sanctions?" in words(ran)


# Standard input and output -----------------------------------------------------------------------


@pytest.mark.parametrize("kind", ["csv", "ndjson", "parquet", "arrow", "arrow-stream", "xlsx"])
def test_standard_output_takes_what_a_file_would(kind: str, given: Path, tmp_path: Path) -> None:
    suffix = {"arrow-stream": "arrows"}.get(kind, kind)
    rescore(given / "sound.csv", "-o", tmp_path / f"r.{suffix}")
    done = subprocess.run(
        [*COMMAND, "rescore", "-", "-o", "-", "--format", kind, *ONLY],
        input=(given / "sound.csv").read_bytes(),
        capture_output=True,
        check=True,
    )
    assert done.stdout == (tmp_path / f"r.{suffix}").read_bytes()
    assert f"{N} people rescored" in done.stderr.decode()


def test_a_failing_run_puts_nothing_on_standard_output(given: Path) -> None:
    raw = (given / "sound.csv").read_bytes()
    refused(rescore("-", "-o", "-", given=raw.replace(b"\n", b"\n\xff", 1)), "standard input")


# Files that cannot be used -----------------------------------------------------------------------

BAD = {
    "empty": (b"", "is empty"),
    "header only": (b"case_id,on,sex\n", "has a header and no rows"),
    "no identifiers": (b"on,sex\n2026-11-24,male\n", "has no column case_id"),
    "no day": (b"case_id,sex\nA,male\n", "does not say on which day"),
    "no questions": (b"case_id,on\nA,2026-11-24\n", "has no column that is a question"),
    "Latin-1": ("case_id,on,sex\nZoë,2026-11-24,male\n".encode("latin-1"), "is not UTF-8"),
    "UTF-16": ("case_id,on,sex\nA,2026-11-24,male\n".encode("utf-16"), "UTF-16"),
    "cut Parquet": (b"PAR1" + b"\0" * 90, "cut short"),
    "cut gzip": (b"\x1f\x8b\x08\x00\x00\x00\x00\x00", "is cut short"),
    "not a workbook": (b"PK\x03\x04" + b"\0" * 90, ""),
    "a picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 90, ""),
    "no days": (b"case_id,on,sex\nA,1/2/2026,male\n", "no row with a day of assessment"),
}


@pytest.mark.parametrize(("raw", "said"), BAD.values(), ids=BAD)
def test_a_file_that_cannot_be_read_is_refused_by_every_way_in(
    raw: bytes, said: str, given: Path, tmp_path: Path
) -> None:
    bad = tmp_path / "bad.csv"
    bad.write_bytes(raw)
    out = tmp_path / "out"
    out.mkdir()
    targets = ("-o", out / "r.csv", "--faults", out / "f.csv", "--report", out / "p.html")
    refused(rescore(bad, *targets), said, "bad.csv")
    refused(rescore("-", *targets, given=raw), said, "standard input")
    refused(rescore(bad, "--dry-run"), said)
    refused(rescore(given / "sound.csv", *targets, "--previous", bad), "bad.csv")
    refused(run("compare", bad, given / "last-results.csv"), "bad.csv")
    assert list(out.iterdir()) == []


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ((), "-o"),
        (("-o", "x.doc"), "Call it .csv"),
        (("-o", "no/x.csv"), "no such file or directory"),
        (("-o", "x.csv", "--report", "no/x.html"), "no such file or directory"),
        (("-o", "x.csv", "--faults", "x.csv"), "is named twice"),
        (("-o", "x.csv", "--on", "24/11/2026"), "is not a date"),
        (("-o", "x.csv", "--on", "1950-01-01"), "was in force on that date"),
        (("-o", "x.csv", "--on-column", "none"), "has no column of that name"),
        (("-o", "x.csv", "--ruleset", "none"), "none"),
        (("-o", "x.csv", "--instrument", "none"), "none"),
        (("-o", "x.csv", "--previous", "none.csv"), "does not exist"),
        (("-o", "x.csv", "--format", "csv"), "is for results on standard output"),
        (("-o", "-", "--json"), "would be mixed"),
    ],
)
def test_options_that_cannot_be_used_are_refused_and_nothing_is_written(
    options: tuple[str, ...],
    said: str,
    given: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    refused(rescore(given / "sound.csv", *options), said)
    assert list(tmp_path.iterdir()) == []


def test_the_cohort_is_never_written_over(tmp_path: Path) -> None:
    path = put(sound().head(3), tmp_path / "in.csv")
    raw = path.read_bytes()
    refused(rescore(path, "-o", path), "is a file that is read")
    assert path.read_bytes() == raw


@pytest.mark.parametrize("command", ["rescore", "compare"])
def test_what_is_not_installed_is_said(command: str) -> None:
    code = (
        "import sys; sys.modules['polars'] = None\n"
        f"from riskservice.cli import main; sys.argv[1:] = ['{command}', 'a.csv', 'b.csv']; main()"
    )
    code = code.replace("'b.csv'", "'--dry-run'") if command == "rescore" else code
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, text=True)
    assert ran.returncode == 2
    assert "pip install 'riskservice[bulk]'" in " ".join(ran.stderr.split())
    assert "Traceback" not in ran.stderr


# Nothing half done -------------------------------------------------------------------------------


def test_a_dry_run_says_everything_and_writes_nothing(given: Path, tmp_path: Path) -> None:
    targets = ("-o", tmp_path / "r.csv", "--report", tmp_path / "p.html")
    ran = rescore(given / "at-fault.csv", *targets, "--dry-run")
    assert (ran.code, ran.out) == (3, "")
    assert "Written nothing, as asked" in words(ran)
    assert "At fault 2 people" in words(ran)
    assert list(tmp_path.iterdir()) == []


def test_an_interrupted_run_leaves_nothing(
    given: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def bar() -> Iterator[Any]:
        yield interrupt

    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(progress, "bar", progress.contextmanager(bar))
    targets = ("-o", tmp_path / "r.csv", "--faults", tmp_path / "f.csv")
    ran = rescore(given / "sound.csv", *targets, "--report", tmp_path / "p.html")
    assert ran.code == 1
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_run_that_is_stopped_from_outside_leaves_nothing(number: int, tmp_path: Path) -> None:
    targets = ("-o", tmp_path / "r.csv", "--faults", tmp_path / "f.csv")
    whole = sound().drop("case_id").with_row_index("case_id").write_csv().encode()
    header, _, rows = whole.partition(b"\n")
    with subprocess.Popen(
        [*COMMAND, "rescore", "-", *targets, *ONLY], stdin=subprocess.PIPE, stderr=subprocess.PIPE
    ) as started:
        assert started.stdin is not None
        # More than is read in one piece, and the end never comes.
        started.stdin.write(header + b"\n" + rows * (18_000_000 // len(rows)))
        started.stdin.flush()
        begun = False
        for _ in range(300):
            begun = len(list(tmp_path.iterdir())) == len(targets) // 2
            if begun:
                break
            time.sleep(0.1)
        started.send_signal(number)
        _, err = started.communicate(timeout=30)
    assert begun
    assert started.returncode in (1, 128 + number)
    assert b"Traceback" not in err
    assert list(tmp_path.iterdir()) == []


def test_the_same_command_again_writes_the_same_bytes(given: Path, tmp_path: Path) -> None:
    written = []
    for name in ("one", "two"):
        out = tmp_path / name
        out.mkdir()
        targets = ("-o", out / "r.csv", "--faults", out / "f.csv", "--report", out / "p.html")
        previous = ("--previous", given / "last-time.csv")
        assert rescore(given / "at-fault.csv", *targets, *previous).code == 3
        written.append([path.read_bytes() for path in sorted(out.iterdir())])
    assert written[0] == written[1]
    assert len(written[0]) == 3


def test_progress_is_shown_on_a_terminal_only(given: Path, tmp_path: Path) -> None:
    args = ["rescore", given / "sound.csv", "-o", tmp_path / "r.csv", *ONLY]
    shown = on_terminal(args, 100)
    assert f"{N} people, " in shown
    assert "a second" in shown
    assert "\x1b[" not in rescore(*args[1:4]).err


# Last time ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("previous", ["last-time.csv", "last-results.csv"])
def test_last_time_shows_who_stands_elsewhere(previous: str, given: Path, tmp_path: Path) -> None:
    ran = rescore(given / "at-fault.csv", "-o", tmp_path / "r.csv", "--previous", given / previous)
    text = words(ran)
    assert ran.code == 3
    assert "Since last time, by overall band: Risen " in text
    assert "Newly at fault 2" in text
    assert "New in the cohort 1" in text
    assert ("not known which" in text) == (previous == "last-results.csv")


def test_the_report_is_a_page_of_the_run(given: Path, tmp_path: Path) -> None:
    page = tmp_path / "panel.html"
    ran = rescore(given / "sound.csv", "--report", page, "--previous", given / "last-time.csv")
    assert ran.code == 0
    text = page.read_text()
    run_id = next(word for word in ran.err.split() if word.startswith("run-"))
    assert run_id in text
    assert "sound.csv" in text
    assert str(given) not in text


def test_the_summary_is_json_alone_on_the_output(given: Path) -> None:
    ran = rescore(given / "at-fault.csv", "--json", "--previous", given / "last-time.csv")
    assert ran.code == 3
    found = json.loads(ran.out)
    assert found["headline"]["people"] == N
    assert found["headline"]["faulty"] == 2
    assert found["headline"]["changes"]["newly_faulty"] == 2
    assert found["run"]["source"] == "at-fault.csv"


@pytest.mark.parametrize("kind", ["answers", "results"])
def test_caseloads_are_counted_with_the_cohort_in_them(
    kind: str, given: Path, tmp_path: Path
) -> None:
    others = last_time().with_columns(case_id="OTHER-" + pl.col("case_id"), officer=pl.lit("Odd"))
    path = put(others, tmp_path / "caseloads.csv")
    if kind == "results":
        assert rescore(path, "-o", tmp_path / "scored.parquet").code == 0
        results = pl.read_parquet(tmp_path / "scored.parquet")
        path = put(results.with_columns(officer=pl.lit("Odd")), tmp_path / "results.csv")
    ran = rescore(given / "sound.csv", "--json", "--caseloads", path)
    assert ran.code == 0
    found = json.loads(ran.out)["caseload"]
    odd = next(load for load in found["officers"] if load["name"] == "Odd")
    assert found["with_existing"]
    assert found["everyone"]["people"] == 2 * N
    assert (odd["people"], odd["people_before"]) == (N, N)


def test_caseloads_of_nobody_or_shown_nowhere_are_refused(given: Path, tmp_path: Path) -> None:
    nobody = put(last_time().drop("officer", "team"), tmp_path / "caseloads.csv")
    refused(
        rescore(given / "sound.csv", "--json", "--caseloads", nobody),
        "names neither officers nor teams",
    )
    refused(
        rescore(given / "sound.csv", "--dry-run", "--caseloads", nobody), "would be shown nowhere"
    )


# Compare -----------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def results(given: Path) -> Path:
    assert rescore(given / "at-fault.csv", "-o", given / "results.parquet").code == 3
    return given / "results.parquet"


def test_two_runs_are_compared_as_a_run_with_last_time_is(given: Path, results: Path) -> None:
    ran = run("compare", given / "last-results.csv", results, "--json")
    found = json.loads(ran.out)
    summary = json.loads(
        rescore(given / "at-fault.csv", "--json", "--previous", given / "last-results.csv").out
    )
    assert ran.code == 0
    assert found["changes"]["overall"] == summary["headline"]["changes"]
    assert found["matrices"] == summary["matrices"]
    assert found["lists"] == summary["lists"]
    assert (found["people_before"], found["people_after"]) == (N, N)


def test_a_comparison_in_words_has_the_matrix_and_the_people(given: Path, results: Path) -> None:
    ran = run("compare", given / "last-results.csv", results)
    text = " ".join(ran.out.split())
    assert (ran.code, ran.err) == (0, "")
    assert "Overall band" in text
    assert "before, after" in text
    assert "Newly at fault 2" in text
    assert "SYNTHETIC-0000006" in text
    assert "SYNTHETIC-GONE" in text


def test_a_run_compared_with_itself_has_no_changes(results: Path) -> None:
    found = json.loads(run("compare", results, results, "--json").out)
    assert set(found["changes"]["overall"].values()) == {0}
    assert "Changed nobody" in " ".join(run("compare", results, results).out.split())


def test_answers_are_no_run(given: Path, results: Path) -> None:
    refused(run("compare", given / "sound.csv", results), "holds no results", "sound.csv")


# The shipped cohorts -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "made"), [("cohort.csv", this_year), ("cohort-last-year.csv", last_year)]
)
def test_the_shipped_cohorts_are_made_up_as_they_say(
    name: str, made: Callable[[], pl.DataFrame], tmp_path: Path
) -> None:
    assert put(made(), tmp_path / name).read_bytes() == (EXAMPLES / name).read_bytes()
    assert made()["case_id"].str.starts_with("SYNTHETIC-").all()


def test_the_shipped_cohort_gives_what_the_readme_prints(tmp_path: Path) -> None:
    args = (EXAMPLES / "cohort.csv", "-o", tmp_path / "results.csv")
    ran = run("rescore", *args, "--previous", EXAMPLES / "cohort-last-year.csv")
    assert ran.code == 0
    readme = (EXAMPLES.parent / "README.md").read_text(encoding="utf-8")
    start = readme.index("Since last time, by overall band:")
    shown = readme[start : readme.index("\n\n", start)].split()
    assert " ".join(shown) in words(ran)
