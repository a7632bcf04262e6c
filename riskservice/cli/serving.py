"""``riskservice serve``: the HTTP API, where it is installed."""

import os
import socket
from typing import ClassVar

import click

from riskservice.cli import terminal
from riskservice.errors import Fault, RiskServiceError
from riskservice.settings import PREFIX, Settings, from_environment

_EXTRA = ("litestar", "uvicorn", "prometheus_client", "jwt", "cryptography")


class NotInstalled(RiskServiceError):
    """A part of this package that needs an extra is used without it."""

    code: ClassVar[str] = "not-installed"
    title: ClassVar[str] = "The HTTP API is not installed"


class CannotListen(RiskServiceError):
    """The address cannot be listened on."""

    code: ClassVar[str] = "cannot-listen"
    title: ClassVar[str] = "The HTTP API cannot be served there"


@click.command(
    epilog="""\b
Examples:
  riskservice serve
  riskservice serve --port 9000
"""
)
@click.option(
    "--host", metavar="ADDRESS", help="Address to listen on; only this machine if left out."
)
@click.option("--port", type=click.IntRange(1, 65535), metavar="PORT", help="Port to listen on.")
def serve(host: str | None, port: int | None) -> None:
    """
    Serve the HTTP API until it is stopped with Ctrl-C.

    Settings are read from the environment (RISKSERVICE_HOST, RISKSERVICE_PORT, ...); the options
    go before them.
    """
    try:
        from riskservice.api.server import serve as run  # noqa: PLC0415  an extra, maybe not there
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _EXTRA:
            raise
        raise NotInstalled(
            Fault(
                pointer="riskservice serve",
                message=f"needs {error.name}, which is not installed",
                way_out="Install it with: pip install 'riskservice[api]'",
            )
        ) from None
    settings = _settings(host, port)
    _try(settings)
    name = f"[{settings.host}]" if ":" in settings.host else settings.host
    terminal.write(
        f"Serving on http://{name}:{settings.port}/v1 until stopped with Ctrl-C.\n", err=True
    )
    run(settings)


def _settings(host: str | None, port: int | None) -> Settings:
    given = {"HOST": host, "PORT": None if port is None else str(port)}
    options = {f"{PREFIX}{key}": value for key, value in given.items() if value is not None}
    return from_environment({**os.environ, **options})


def _try(settings: Settings) -> None:
    """Find out whether the address can be listened on, to say it plainly if not."""
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(
            settings.host, settings.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        with socket.socket(family, kind, protocol) as trial:
            trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(address)
    except (OSError, UnicodeError) as error:
        raise CannotListen(
            Fault(
                pointer="address",
                value=f"{settings.host}, port {settings.port}",
                message=f"cannot be listened on: {getattr(error, 'strerror', None) or error}",
                way_out="Choose another with --host and --port.",
            )
        ) from None
