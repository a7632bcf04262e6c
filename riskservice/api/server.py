"""Run the application on a port."""

import structlog
import uvicorn

from riskservice import logs
from riskservice.api.app import create_app
from riskservice.settings import Settings

PATIENCE = 10
"""How long requests under way may take after a signal to stop. [seconds]"""


def serve(settings: Settings) -> None:
    """
    Serve until a signal to stop.

    Parameters
    ----------
    settings : Settings
    """
    logs.configure(settings.log_level)
    if not settings.loopback and settings.jwt_public_key is settings.jwt_secret is None:
        structlog.get_logger("riskservice.api").warning(
            "reachable from other machines, and nobody is asked who they are", host=settings.host
        )
    uvicorn.run(
        create_app(settings=settings),
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=PATIENCE,
    )
