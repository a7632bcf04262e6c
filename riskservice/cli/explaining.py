"""``riskservice explain``: how a logistic predictor's percentage comes about, step by step."""

import click

from riskservice.cli import files, terminal
from riskservice.cli.choosing import RULESET_HELP, chosen
from riskservice.cli.scoring import ON_HELP, assess
from riskservice.kit.waterfall import explanation
from riskservice.rulesets import DEFAULT_RULESET


@click.command(
    epilog="""\b
Examples:
  riskservice explain examples/02-full.json arp
  riskservice explain case.json svrp --svg > svrp.svg
"""
)
@click.argument("case")
@click.argument("key")
@click.option("--on", metavar="DATE", help=ON_HELP)
@click.option(
    "--ruleset", callback=chosen, metavar="NAME", default=DEFAULT_RULESET, help=RULESET_HELP
)
@click.option("--svg", "as_svg", is_flag=True, help="A waterfall chart as one SVG picture.")
def explain(case: str, key: str, on: str | None, ruleset: str, *, as_svg: bool) -> None:
    """
    Show how each answer moves the percentage of one logistic predictor.

    CASE is a file as for score; KEY is the predictor, such as arp, vrp or svrp.
    """
    _, assessment = assess(case, files.day(on), ruleset, [key])
    (result,) = assessment.results
    fall = explanation(result)
    if as_svg:
        terminal.write_bytes(fall.to_svg().encode("utf-8"))
    else:
        terminal.write(fall.to_text())
