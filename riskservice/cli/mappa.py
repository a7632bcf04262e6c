"""``riskservice mappa``: what its commands are; each is loaded when it is used."""

from importlib import import_module

import click

_COMMANDS: dict[str, str] = {
    "screen": "riskservice.cli.mappa_screen:screen",
    "clocks": "riskservice.cli.clocks:clocks",
    "document": "riskservice.cli.documents:document",
    "statistics": "riskservice.cli.statistics:statistics",
}


class MappaDoor(click.Group):
    """A group whose commands are loaded when they are used."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the commands in the order in which people meet them."""
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Return a command by name, or None."""
        if cmd_name not in _COMMANDS:
            return None
        module, _, attribute = _COMMANDS[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command


@click.command(cls=MappaDoor)
def mappa() -> None:
    """Screen a case for MAPPA, lay out its legal dates, print documents, count a year's cases."""
