"""``riskservice plan``: a plan skeleton for one case."""

import click

from riskservice.cli import files, terminal
from riskservice.cli.scoring import ON_HELP, RULESET_HELP, assess
from riskservice.planning import draft_plan, plan_to_html, plan_to_text
from riskservice.rulesets import DEFAULT_RULESET


@click.command(
    epilog="""\b
Examples:
  riskservice plan examples/02-full.json
  riskservice plan case.json --html > plan.html
  riskservice plan case.json --json
"""
)
@click.argument("case")
@click.option("--on", metavar="DATE", help=ON_HELP)
@click.option("--ruleset", metavar="NAME", default=DEFAULT_RULESET, help=RULESET_HELP)
@click.option("--json", "as_json", is_flag=True, help="The plan as the HTTP API sends it.")
@click.option("--html", "as_html", is_flag=True, help="The plan as one self-contained page.")
def plan(case: str, on: str | None, ruleset: str, *, as_json: bool, as_html: bool) -> None:
    """
    Draft a plan skeleton for one case.

    Every factor is answered by proposed actions from the library. What only a professional can
    write is left open and marked so. CASE is a file as for score; a hyphen reads standard input.
    """
    if as_json and as_html:
        raise click.UsageError("Choose one of --json and --html.")
    record, assessment = assess(case, files.day(on), ruleset)
    drafted = draft_plan(record, assessment)
    if as_json:
        terminal.write_json(drafted)
    elif as_html:
        terminal.write_bytes(plan_to_html(drafted).encode("utf-8"))
    else:
        terminal.write(plan_to_text(terminal.safe(drafted)))
