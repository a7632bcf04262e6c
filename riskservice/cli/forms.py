"""``riskservice form``: a blank scoring form."""

import click

from riskservice.cli import files, terminal
from riskservice.cli.choosing import RULESET_HELP, chosen
from riskservice.kit.form import blank_form_html, form_text
from riskservice.rulesets import DEFAULT_RULESET
from riskservice.scoring import service


@click.command(
    epilog="""\b
Examples:
  riskservice form dc_srp
  riskservice form arms --html > arms.html
  riskservice form osp_2014 --ruleset osp-2014
"""
)
@click.argument("key")
@click.option("--on", metavar="DATE", help="Day of assessment, YYYY-MM-DD; today by default.")
@click.option(
    "--ruleset", callback=chosen, metavar="NAME", default=DEFAULT_RULESET, help=RULESET_HELP
)
@click.option("--html", "as_html", is_flag=True, help="The form as one printable page.")
def form(key: str, on: str | None, ruleset: str, *, as_html: bool) -> None:
    """
    Print the blank scoring form of an instrument.

    It is read off the same tables that score: what the form says an answer gives is what it gives.
    KEY is an instrument; see: riskservice instruments.
    """
    registry = service().registry
    chosen = registry.ruleset(ruleset)
    registry.definition(key)
    assessor = registry.assessor(key, files.day(on) or files.today(), chosen)
    if as_html:
        terminal.write_bytes(blank_form_html(assessor).encode("utf-8"))
    else:
        terminal.write(form_text(assessor))
