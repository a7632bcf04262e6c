"""
What rescoring files costs from the shell prompt, beside polars reading and rewriting the same file.

Run with ``python -m pytest benchmarks/test_rescoring_files.py --benchmark-only``. Every run is a
process of its own with all the cores there are, start-up included on both sides; ``extra_info``
has the ratios, and the time that the processors worked beside that on the clock.
``RESCORING_ROWS`` says how many people a file has, by default 100,000;
``RESCORING_GROWTH=10000,100000,1000000`` runs the test of memory and growth, which is left out
otherwise.
"""

import os
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import polars as pl
import pytest

ROWS = int(os.environ.get("RESCORING_ROWS", "100000"))
GROWTH = [int(n) for n in os.environ.get("RESCORING_GROWTH", "").split(",") if n]
TRANCHE = 5_500
"""People released on one day of a national scheme."""
COMMAND = str(Path(sys.executable).with_name("riskservice"))
REWRITE = {
    ".parquet": "import sys, polars; polars.read_parquet(sys.argv[1]).write_parquet(sys.argv[2])",
    ".csv": "import sys, polars; polars.read_csv(sys.argv[1], infer_schema_length=10_000)"
    ".write_csv(sys.argv[2])",
}
ROUNDS, LONG = 3, 30


class Spent(NamedTuple):
    """What one process took: time on the clock and of processors, and resident memory."""

    seconds: float
    processor_seconds: float
    mebibytes: float


def ran(program: Sequence[str | Path]) -> Spent:
    """Run a program with every core, to its end."""
    alone = {k: v for k, v in os.environ.items() if not k.endswith("_THREADS")}
    begun = time.perf_counter()
    process = subprocess.Popen(
        [str(part) for part in program],
        env=alone,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    _, status, usage = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    assert process.returncode in (0, 3), program  # 3: some rows are at fault
    return Spent(seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024)


def quickest(*programs: Sequence[str | Path]) -> list[Spent]:
    """Return the quickest run of each, run in turn; more than once where that is soon over."""
    runs: list[list[Spent]] = []
    while len(runs) < ROUNDS and sum(each.seconds for run in runs for each in run) < LONG:
        runs.append([ran(program) for program in programs])
    return [min(each) for each in zip(*runs, strict=True)]


def cohort(folder: Path, n: int, suffix: str) -> Path:
    """Write a made-up cohort."""
    path = folder / f"cohort-{n}{suffix}"
    if not path.exists():
        ran([COMMAND, "synth", str(n), "-o", path, "--on", "2026-11-24"])
    return path


@pytest.fixture(scope="module")
def folder(tmp_path_factory: Any) -> Path:
    made: Path = tmp_path_factory.mktemp("files")
    return made


@pytest.mark.parametrize("suffix", REWRITE)
def test_a_file_in_and_a_file_out(benchmark: Any, folder: Path, suffix: str) -> None:
    given = cohort(folder, ROWS, suffix)
    out, again = folder / f"results{suffix}", folder / f"again{suffix}"
    rescore = [COMMAND, "rescore", given, "-o", out]
    rewrite = [sys.executable, "-c", REWRITE[suffix], given, again]
    ours, bare = quickest(rescore, rewrite)
    nothing, _ = quickest([COMMAND, "--version"], [sys.executable, "-c", "import polars"])
    benchmark.pedantic(ran, args=(rewrite,), rounds=1)
    benchmark.extra_info.update(
        {
            "people": ROWS,
            "seconds": round(ours.seconds, 2),
            "seconds_polars": round(bare.seconds, 2),
            "ratio_to_rewriting": round(ours.seconds / bare.seconds, 2),
            "ratio_of_processor_time": round(ours.processor_seconds / bare.processor_seconds, 2),
            "seconds_of_nothing_but_starting": round(nothing.seconds, 2),
            "people_per_second": round(ROWS / ours.seconds),
            "mebibytes": round(ours.mebibytes),
            "mebibytes_polars": round(bare.mebibytes),
        }
    )


@pytest.mark.skipif(not GROWTH, reason="say how many rows: RESCORING_GROWTH=10000,100000,1000000")
def test_memory_stays_and_time_grows_with_the_rows(benchmark: Any, folder: Path) -> None:
    spent = {}
    for n in GROWTH:
        given = cohort(folder, n, ".parquet")
        spent[n] = ran([COMMAND, "rescore", given, "-o", folder / "grown.parquet"])
        given.unlink()
    nothing = ran([COMMAND, "--version"])
    benchmark.pedantic(ran, args=([COMMAND, "--version"],), rounds=1)
    for n, each in spent.items():
        benchmark.extra_info[f"{n} rows"] = {
            "seconds": round(each.seconds, 2),
            "processor_microseconds_per_row_beyond_starting": round(
                (each.processor_seconds - nothing.processor_seconds) / n * 1e6, 2
            ),
            "mebibytes": round(each.mebibytes),
        }


def last_time(answers: Path, path: Path) -> Path:
    """Write the same people half a year earlier, a tenth of them with other answers."""
    people = pl.read_parquet(answers)
    changed = pl.int_range(pl.len()) % 10 == 0
    earlier = (
        pl.when(changed & (pl.col("total_sanctions") > pl.col("violent_sanctions") + 1))
        .then(pl.col("total_sanctions") - 1)
        .otherwise("total_sanctions")
    )
    people.with_columns(
        pl.col("on").dt.offset_by("-5mo"),
        earlier.alias("total_sanctions"),
        pl.when(changed).then(~pl.col("is_unemployed")).otherwise("is_unemployed")
        .alias("is_unemployed"),
    ).write_parquet(path)  # fmt: skip
    return path


def test_a_tranche_from_the_prompt_to_the_page(benchmark: Any, folder: Path) -> None:
    now = cohort(folder, TRANCHE, ".parquet")
    before = last_time(now, folder / "before.parquet")
    page = folder / "report.html"
    program = [COMMAND, "rescore", now, "-o", folder / "now.parquet", "--previous", before,
               "--report", page]  # fmt: skip
    plain = [COMMAND, "rescore", now, "-o", folder / "now.parquet"]
    ours, scored, nothing = quickest(program, plain, [COMMAND, "--version"])
    benchmark.pedantic(ran, args=([COMMAND, "--version"],), rounds=1)
    benchmark.extra_info.update(
        {
            "people": TRANCHE,
            "seconds_to_the_page": round(ours.seconds, 2),
            "processor_seconds": round(ours.processor_seconds, 2),
            "seconds_without_changes_and_page": round(scored.seconds, 2),
            "seconds_of_nothing_but_starting": round(nothing.seconds, 2),
            "ratio_to_rescoring_alone": round(ours.seconds / scored.seconds, 2),
            "bytes_of_the_page": page.stat().st_size,
        }
    )
