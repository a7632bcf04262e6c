"""``riskservice score``: one case, every applicable instrument."""

import datetime as dt
import sys
from collections.abc import Sequence

import click

from riskservice.assessment import Assessment
from riskservice.case import Case
from riskservice.cli import files, terminal
from riskservice.cli.account import account
from riskservice.cli.choosing import RULESET_HELP, chosen
from riskservice.errors import InvalidCase
from riskservice.rulesets import DEFAULT_RULESET
from riskservice.scoring import service as installed_service

ON_HELP = "Day of assessment, YYYY-MM-DD; goes before the record's own."


@click.command(
    epilog="""\b
Examples:
  riskservice score examples/02-full.json
  riskservice score case.json --on 2027-01-15
  riskservice score case.json --ruleset hmpps-2026.08 --instrument dc_srp
  cat case.json | riskservice score - --json
"""
)
@click.argument("case")
@click.option("--on", metavar="DATE", help=ON_HELP)
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
@click.option("--brief", is_flag=True, help="Only the overall band and a line per instrument.")
@click.option("--json", "as_json", is_flag=True, help="The result as the HTTP API sends it.")
def score(
    case: str,
    on: str | None,
    ruleset: str,
    instruments: tuple[str, ...],
    *,
    brief: bool,
    as_json: bool,
) -> None:
    """
    Score one case and give the reasons.

    CASE is a file with one case record in JSON, or in MessagePack when its name ends in .msgpack;
    a hyphen reads standard input.
    """
    _, assessment = assess(case, files.day(on), ruleset, instruments or None)
    if as_json:
        terminal.write_json(assessment)
        return
    width = terminal.console_for(sys.stdout).width
    terminal.show(*account(assessment, installed_service(), width=width, brief=brief))


def assess(
    source: str, on: dt.date | None, ruleset: str, instruments: Sequence[str] | None = None
) -> tuple[Case, Assessment]:
    """Return the case a file holds and what scoring it gives; faults name the file."""
    service = installed_service()
    try:
        try:
            record = files.read_case(service.reader, source, on)
        except InvalidCase as error:
            raise service.with_all_faults(error, ruleset, instruments) from None
        return record, service.score(record, ruleset=ruleset, instruments=instruments)
    except InvalidCase as error:
        error.add_note(files.name_of(source))
        raise
