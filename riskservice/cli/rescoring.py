"""``riskservice rescore``: a file of people, scored as columns, compared with last time."""

import signal
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import IO, TYPE_CHECKING, Any, NoReturn, get_args

import click

from riskservice.cli import files, progress, terminal
from riskservice.cli.choosing import RULESET_HELP, chosen
from riskservice.errors import Fault
from riskservice.rescoring import bulk
from riskservice.rescoring.bulk import Ranges
from riskservice.rulesets import DEFAULT_RULESET
from riskservice.scoring import service as installed_service

if TYPE_CHECKING:
    from riskservice.rescoring.asked import Asked
    from riskservice.rescoring.run import Ran

SOME_FAULTY = 3
STOPPED = 128
"""Added to the number of a signal, as shells report it."""
FORMATS = {
    "csv": "csv",
    "ndjson": "ndjson",
    "parquet": "parquet",
    "arrow": "ipc",
    "arrow-stream": "ipc_stream",
    "xlsx": "xlsx",
}
PIECE = 1_048_576
IN_MEMORY = 64 * PIECE
"""Results for standard output that are held before they go to a file. [bytes]"""


@click.command(
    epilog="""\b
Examples:
  riskservice rescore cohort.csv -o results.csv --on 2026-11-24
  riskservice rescore cohort.xlsx -o results.xlsx --on-column release_date --faults faults.csv
  riskservice rescore cohort.csv -o results.csv --previous last-year.csv --report panel.html
  riskservice rescore cohort.parquet -o results.parquet --instrument dc_srp --instrument iic_srp
  riskservice rescore cohort.csv --on 2026-11-24 --dry-run
  zcat cohort.csv.gz | riskservice rescore - -o - --on 2026-11-24 | head

\b
Exit codes:
  0  every row is sound
  2  nothing could be done, and nothing was written
  3  some rows are at fault, and so have no result; everything else was done
"""
)
@click.argument("given", metavar="INPUT")
@click.option("-o", "--output", metavar="FILE", help="Where the results go; - is standard output.")
@click.option("--on", metavar="DATE", help="Day of assessment of everyone, YYYY-MM-DD.")
@click.option("--on-column", metavar="NAME", help="Column with the day of assessment.")
@click.option("--previous", metavar="FILE", help="Last time's results, or last time's answers.")
@click.option("--previous-on", metavar="DATE", help="Day of last time's answers.")
@click.option(
    "--previous-ruleset", callback=chosen, metavar="NAME", help="Rules of last time's answers."
)
@click.option(
    "--caseloads",
    metavar="FILE",
    help="The people whom officers and teams have already; for --report and --json.",
)
@click.option(
    "--ruleset", callback=chosen, metavar="NAME", default=DEFAULT_RULESET, help=RULESET_HELP
)
@click.option(
    "--instrument",
    "instruments",
    metavar="KEY",
    multiple=True,
    help="Only this instrument; may be repeated.",
)
@click.option(
    "--ranges",
    type=click.Choice(get_args(Ranges)),
    default="all",
    show_default=True,
    help="Where answers are missing, find the lowest and highest band of every instrument, only "
    "what the overall band needs, or nothing: the fewer, the faster.",
)
@click.option("--report", metavar="FILE", help="Where a page for the panel goes, in HTML.")
@click.option("--faults", metavar="FILE", help="Where the faults of single rows go.")
@click.option(
    "--format",
    "kind",
    type=click.Choice(list(FORMATS)),
    help="Format of results on standard output; a file says it by its name.",
)
@click.option("--json", "as_json", is_flag=True, help="The summary as the HTTP API sends it.")
@click.option("--dry-run", is_flag=True, help="Read and score everything, and write nothing.")
def rescore(given: str, **options: Any) -> None:
    """
    Rescore the people in INPUT.

    INPUT has a row for each person, a column case_id, and columns named as riskservice questions
    lists them or by the official field names; lists as A|B, an empty list as NONE, and a blank for
    what is not known. It is CSV or NDJSON (also .gz or .zst), Parquet, Arrow or XLSX; a hyphen
    reads standard input. The day of assessment is --on, a column named by --on-column, or the
    column on. A row at fault never stops the others: it has no result, and --faults lists why.
    """
    with bulk.needed_by("riskservice rescore"):
        from riskservice.cli import rescored  # noqa: PLC0415  an extra, maybe not there
        from riskservice.rescoring.asked import Asked  # noqa: PLC0415

    _refuse_idle(options)
    asked = Asked(
        given=_standard_input() if given == "-" else given,
        name="standard input" if given == "-" else None,
        on=files.day(options["on"]),
        on_column=options["on_column"],
        ruleset=options["ruleset"],
        instruments=options["instruments"] or None,
        ranges=options["ranges"],
        previous=options["previous"],
        previous_on=files.day(options["previous_on"], "--previous-on"),
        previous_ruleset=options["previous_ruleset"],
        caseloads=options["caseloads"],
    )
    started = time.perf_counter()
    ran = _run(asked, options)
    seconds = time.perf_counter() - started
    if options["as_json"]:
        terminal.write_json(ran.summary)
    width = terminal.console_for(sys.stderr).width
    terminal.show(*rescored.account(ran, options, seconds=seconds, width=width), err=True)
    if ran.faulty:
        sys.exit(SOME_FAULTY)


def _run(asked: "Asked", options: dict[str, Any]) -> "Ran":
    from riskservice.rescoring.asked import Outputs  # noqa: PLC0415
    from riskservice.rescoring.run import rescore_file  # noqa: PLC0415
    from riskservice.rescoring.writers import format_by_name  # noqa: PLC0415

    for name in (options["output"], options["faults"]):
        if name not in (None, "-"):
            format_by_name(name)
    with _results(options) as results, progress.bar() as tick, _stopped_cleanly():
        outputs = Outputs(summary=options["as_json"])
        if not options["dry_run"]:
            outputs = Outputs(
                results=results,
                faults=options["faults"],
                format=FORMATS[options["kind"] or "csv"],
                report=options["report"],
                summary=options["as_json"],
            )
        return rescore_file(asked, outputs, service=installed_service(), tick=tick)


@contextmanager
def _stopped_cleanly() -> Iterator[None]:
    """Let a request to stop end the run as an interruption does, so that nothing is left of it."""

    def stop(number: int, _: object) -> NoReturn:
        raise SystemExit(STOPPED + number)

    before = signal.signal(signal.SIGTERM, stop)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


@contextmanager
def _results(options: dict[str, Any]) -> Iterator[str | IO[bytes] | None]:
    """Give where results go; those for standard output are held back until they are whole."""
    if options["output"] != "-":
        yield options["output"]
        return
    with tempfile.SpooledTemporaryFile(max_size=IN_MEMORY) as held:
        yield held
        held.seek(0)
        while piece := held.read(PIECE):
            terminal.write_bytes(piece)


def _standard_input() -> IO[bytes]:
    if sys.stdin is None:
        _refuse("-", "standard input is closed", "Name a file.")
    return sys.stdin.buffer


def _refuse_idle(options: dict[str, Any]) -> None:
    """Refuse options that do not go together, or that ask for nothing."""
    output, kind = options["output"], options["kind"]
    wanted = (output, options["report"], options["faults"])
    if not any((*wanted, options["as_json"], options["dry_run"])):
        _refuse("-o", "is missing", "Name a file for the results, or give --dry-run.")
    if output == "-" and options["as_json"]:
        _refuse("--json", "and results on standard output would be mixed", "Name a file with -o.")
    if options["caseloads"] and not (options["report"] or options["as_json"]):
        _refuse("--caseloads", "would be shown nowhere", "Ask for a page with --report FILE.")
    if kind and output != "-":
        _refuse("--format", "is for results on standard output", "Name the file so: results.csv.")


def _refuse(option: str, message: str, way_out: str) -> NoReturn:
    raise files.UnusableOption(Fault(pointer=option, message=message, way_out=way_out))
