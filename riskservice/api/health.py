"""Whether the service is there, whether it can work, what it is, and what it has done."""

import platform
from importlib.metadata import version
from typing import Any

from litestar import Controller, Response, get
from litestar.di import NamedDependency

from riskservice.api import shapes
from riskservice.api.described import described
from riskservice.api.media import JSON, TEXT, encode
from riskservice.api.metrics import MEDIA, Metrics
from riskservice.api.standing import Standing

NAME = "riskservice"


class HealthController(Controller):
    """What operators and their platforms ask."""

    tags = ("Operations",)

    @get("/health", sync_to_thread=False, opt=described(shapes.Health, media=(JSON,), down=True))
    def health(self, *, standing: NamedDependency[Standing]) -> Response[bytes]:
        """Say whether the service can work, component by component, with every fault."""
        return _answer(standing.health, up=standing.health.status == "UP")

    @get("/health/liveness", sync_to_thread=False, opt=described(shapes.Health, media=(JSON,)))
    def liveness(self) -> Response[bytes]:
        """Say that the process answers."""
        return _answer(shapes.Health(status="UP"))

    @get(
        "/health/readiness",
        sync_to_thread=False,
        opt=described(shapes.Health, media=(JSON,), down=True),
    )
    def readiness(self, *, standing: NamedDependency[Standing]) -> Response[bytes]:
        """Say whether requests should be sent here."""
        return _answer(standing.health, up=standing.health.status == "UP")

    @get("/health/ping", sync_to_thread=False, opt=described(shapes.Health, media=(JSON,)))
    def health_ping(self) -> Response[bytes]:
        """Say that the process answers, as the official service does."""
        return _answer(shapes.Health(status="UP"))

    @get("/ping", sync_to_thread=False, opt=described(media=(TEXT,)))
    def ping(self) -> Response[bytes]:
        """Answer."""
        return Response(b"pong", media_type=TEXT)

    @get("/info", sync_to_thread=False, opt=described(shapes.Info, media=(JSON,)))
    def info(self, *, standing: NamedDependency[Standing]) -> Response[bytes]:
        """Say what is running."""
        service = standing.service
        return _answer(
            shapes.Info(
                build=shapes.Build(name=NAME, version=version(NAME)),
                python=platform.python_version(),
                instruments=len(service.registry.definitions) if service else 0,
            )
        )

    @get("/metrics", sync_to_thread=False, opt=described(media=(TEXT,)))
    def metrics(self, *, counted: NamedDependency[Metrics]) -> Response[bytes]:
        """Give counts and durations, as Prometheus reads them."""
        return Response(counted.page(), media_type=TEXT, headers={"content-type": MEDIA})


def _answer(value: Any, *, up: bool = True) -> Response[bytes]:
    return Response(encode(value, JSON), media_type=JSON, status_code=200 if up else 503)
