"""``riskservice offence``: what the list of offence codes says of a code."""

import click
from rich.console import Group, RenderableType

from riskservice.cli import terminal, words
from riskservice.cli.layout import heading, labelled
from riskservice.codes import Edition, look_up
from riskservice.scoring import service


@click.command(
    epilog="""\b
Examples:
  riskservice offence 10501
  riskservice offence 10501 --json
"""
)
@click.argument("code")
@click.option("--json", "as_json", is_flag=True, help="The answer as the HTTP API sends it.")
def offence(code: str, *, as_json: bool) -> None:
    """Show the category and flags of a Home Office offence CODE, in every edition of the list."""
    found = look_up(service().registry, code)
    if as_json:
        terminal.write_json(found)
        return
    terminal.show(*(_block(code, terminal.safe(edition)) for edition in found.editions))


def _block(code: str, edition: Edition) -> RenderableType:
    rows = [(name.replace("_", " ").capitalize(), value) for name, value in edition.columns.items()]
    if not edition.listed:
        rows = [("Listed", "no")]
    last = edition.used_to or "now"
    rows += [
        ("Used", f"{edition.used_from} to {last}"),
        ("Used by", words.listed(edition.instruments)),
        ("Source", edition.source),
    ]
    return Group(heading(f"Offence code {code}", edition.edition), labelled(rows))
