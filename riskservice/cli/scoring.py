"""``riskservice score``: one case, every applicable instrument."""

import sys

import click

from riskservice.cli import files, terminal
from riskservice.errors import RiskServiceError
from riskservice.registry import DEFAULT_RULESET
from riskservice.scoring import service as installed_service

ON_HELP = "Day of assessment, YYYY-MM-DD; goes before the record's own."
RULESET_HELP = "Named choice of tables; see: riskservice rulesets."


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
@click.option("--ruleset", metavar="NAME", default=DEFAULT_RULESET, help=RULESET_HELP)
@click.option(
    "--instrument",
    "instruments",
    metavar="KEY",
    multiple=True,
    help="Only this instrument; may be repeated.",
)
@click.option("--json", "as_json", is_flag=True, help="The result as the HTTP API sends it.")
def score(
    case: str, on: str | None, ruleset: str, instruments: tuple[str, ...], *, as_json: bool
) -> None:
    """
    Score one case and give the reasons.

    CASE is a file with one case record in JSON, or in MessagePack when its name ends in .msgpack;
    a hyphen reads standard input.
    """
    service = installed_service()
    record = files.read_case(service.reader, case, files.day(on))
    try:
        assessment = service.score(record, ruleset=ruleset, instruments=instruments or None)
    except RiskServiceError as error:
        error.add_note(files.name_of(case))
        raise
    if as_json:
        terminal.write_json(assessment)
        return
    from riskservice.cli.account import account

    width = terminal.console_on(sys.stdout).width
    terminal.show(*account(assessment, service, width=width))
