"""``riskservice mappa screen``: one case's category and level, and what would tell."""

import click

from riskservice.cli import files, terminal
from riskservice.cli.choosing import RULESET_HELP, chosen
from riskservice.cli.scoring import ON_HELP, assess
from riskservice.errors import InvalidCase
from riskservice.mappa import parted, screen_case, screening_to_text
from riskservice.rulesets import DEFAULT_RULESET


@click.command(
    epilog="""\b
Examples:
  riskservice mappa screen case.json
  riskservice mappa screen case.json --on 2027-01-15 --json
  riskservice mappa screen case.json --setting media_limb=stands_alone
"""
)
@click.argument("case")
@click.option("--on", metavar="DATE", help=ON_HELP)
@click.option(
    "--ruleset", callback=chosen, metavar="NAME", default=DEFAULT_RULESET, help=RULESET_HELP
)
@click.option(
    "--setting",
    "settings",
    metavar="NAME=READING",
    multiple=True,
    help="Reading of a point the sources leave open; may be repeated.",
)
@click.option("--json", "as_json", is_flag=True, help="The result as the HTTP API sends it.")
def screen(
    case: str, on: str | None, ruleset: str, settings: tuple[str, ...], *, as_json: bool
) -> None:
    """
    Screen one case for MAPPA.

    Gives the category with the rule that decided, the level, and which facts would tell where
    nobody can. It informs a decision and never makes it. CASE is a file as for score; a hyphen
    reads standard input.
    """
    given = parted(settings, "--setting")
    record, assessment = assess(case, files.day(on), ruleset)
    try:
        result = screen_case(record, assessment, given, pointer="--setting")
    except InvalidCase as error:
        error.add_note(files.name_of(case))
        raise
    if as_json:
        terminal.write_json(result)
    else:
        terminal.write(screening_to_text(terminal.safe(result)))
