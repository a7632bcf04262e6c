"""Groups of commands that are loaded when they are used."""

from collections.abc import Mapping
from importlib import import_module
from typing import ClassVar

import click


class Lazily(click.Group):
    """
    A group whose commands are loaded when they are used.

    Attributes
    ----------
    commands_at : mapping of str to str
        Name of each command to ``module:attribute``, in the order in which people meet them.
    """

    commands_at: ClassVar[Mapping[str, str]]

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """Return the commands in the order in which people meet them."""
        return list(self.commands_at)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """Return a command by name, or None."""
        if cmd_name not in self.commands_at:
            return None
        module, _, attribute = self.commands_at[cmd_name].partition(":")
        command: click.Command = getattr(import_module(module), attribute)
        return command
