"""``riskservice compare``: two files of results, and who stands elsewhere in the later one."""

import sys

import click

from riskservice.cli import files, terminal
from riskservice.rescoring import bulk
from riskservice.scoring import service as installed_service


@click.command(
    epilog="""\b
Examples:
  riskservice compare last-year.csv results.csv
  riskservice compare last-year.parquet results.csv --json
"""
)
@click.argument("run_a")
@click.argument("run_b")
@click.option("--json", "as_json", is_flag=True, help="Everything, as JSON.")
def compare(run_a: str, run_b: str, *, as_json: bool) -> None:
    """
    Compare two files of results, RUN_A the earlier.

    Both are what riskservice rescore has written, in any of its formats. People are matched by
    case_id. Why somebody changed can be told only as far as the tables differ; with last time's
    answers, riskservice rescore --previous tells rules, answers and time apart.
    """
    with bulk.needed_by("riskservice compare"):
        from riskservice.cli import rescored  # noqa: PLC0415  an extra, maybe not there
        from riskservice.rescoring.comparison import Runs, compare_runs  # noqa: PLC0415

    found = compare_runs(Runs(run_a, run_b), installed_service(), on=files.today())
    if as_json:
        terminal.write_json(found)
        return
    width = terminal.console_for(sys.stdout).width
    terminal.show(*rescored.comparison(found, width=width))
