"""``riskservice mappa``: what its commands are; each is loaded when it is used."""

import click

from riskservice.cli.lazily import Lazily

_COMMANDS: dict[str, str] = {
    "screen": "riskservice.cli.mappa_screen:screen",
    "clocks": "riskservice.cli.clocks:clocks",
    "document": "riskservice.cli.documents:document",
    "statistics": "riskservice.cli.statistics:statistics",
}


class MappaDoor(Lazily):
    """The commands around MAPPA."""

    commands_at = _COMMANDS


@click.command(cls=MappaDoor)
def mappa() -> None:
    """Screen a case for MAPPA, lay out its legal dates, print documents, count a year's cases."""
