"""The application: what is installed, put behind HTTP."""

from collections.abc import Callable
from functools import cache
from typing import Any

from litestar import Litestar, Router
from litestar.datastructures import State
from litestar.di import Provide

from riskservice import scoring
from riskservice.api.access import Access
from riskservice.api.agreement import AgreementController
from riskservice.api.before import look_first
from riskservice.api.clocks import MappaClocksController
from riskservice.api.codes import CodesController
from riskservice.api.cohorts import CohortsController, RescoreController
from riskservice.api.description import DescriptionController, describe
from riskservice.api.documents import DocumentsController
from riskservice.api.door import Clock, Door, today_here
from riskservice.api.health import HealthController
from riskservice.api.instruments import InstrumentsController
from riskservice.api.mappa import ScreeningController
from riskservice.api.media import JSON, encode
from riskservice.api.metrics import Metrics
from riskservice.api.official import OfficialController
from riskservice.api.plans import PlansController
from riskservice.api.problems import handlers
from riskservice.api.questions import QuestionsController
from riskservice.api.records import RecordsController
from riskservice.api.scores import ScoresController
from riskservice.api.standing import Standing, take_stock
from riskservice.api.statistics import MappaStatisticsController
from riskservice.api.tables import TablesController
from riskservice.api.validation import ValidationController
from riskservice.api.watch import Watch
from riskservice.assessment import ENGINE
from riskservice.errors import BrokenPlugin
from riskservice.scoring import Service
from riskservice.settings import Settings

VERSION_ONE = (
    ScoresController,
    InstrumentsController,
    RecordsController,
    QuestionsController,
    CodesController,
    TablesController,
    PlansController,
    MappaStatisticsController,
    RescoreController,
    CohortsController,
    ValidationController,
    AgreementController,
    MappaClocksController,
    ScreeningController,
    DocumentsController,
)


def create_app(
    service: Service | None = None,
    settings: Settings | None = None,
    *,
    load: Callable[[], Service] = scoring.service,
    today: Clock = today_here,
) -> Litestar:
    """
    Return the application.

    Parameters
    ----------
    service : Service, optional
        By default what ``load`` gives.
    settings : Settings, optional
        By default the defaults; the environment is read by the doors that start a server.
    load : callable, optional
        Makes the service, by default from everything installed. If it raises BrokenPlugin the
        application starts all the same, is not ready, and says why.
    today : callable, optional
        Day that stands in for a missing day of assessment.
    """
    settings = settings or Settings()
    standing = take_stock(lambda: service or load(), today)
    metrics = Metrics(ENGINE)
    app = _routed(
        Access(settings),
        door=_door(standing, settings, today),
        standing=lambda: standing,
        counted=lambda: metrics,
        description=cache(lambda: _described(app, standing)),
    )
    app.asgi_handler = Watch(app.asgi_handler, metrics, _allowed(app))
    return app


def _routed(access: Access, **given: Callable[[], Any]) -> Litestar:
    """Return every address with its handler, and what makes the arguments handlers ask for."""
    return Litestar(
        route_handlers=[
            HealthController,
            DescriptionController,
            Router(path="/v1", route_handlers=VERSION_ONE, before_request=look_first),
            Router(path="/", route_handlers=[OfficialController], before_request=look_first),
        ],
        state=State({"access": access, "door": given["door"]}),
        dependencies={name: Provide(make, sync_to_thread=False) for name, make in given.items()},
        exception_handlers=handlers(),
        openapi_config=None,  # the description is made from the types themselves
        logging_config=None,  # structlog is configured in logs.py
        request_max_body_size=None,  # body.py refuses, and lets the client hear it
        debug=False,
        pdb_on_exception=False,
    )


def _door(standing: Standing, settings: Settings, today: Clock) -> Callable[[], Door]:
    found = standing.service
    if found is None:

        def closed() -> Door:
            raise BrokenPlugin(*standing.faults)

        return closed
    door = Door(found, settings, today)

    def open_() -> Door:
        return door

    return open_


def _allowed(app: Litestar) -> dict[str, str]:
    """Return the ``Allow`` header of every route."""
    return {
        route.path_format: ", ".join(
            sorted({*route.methods, "HEAD"} if "GET" in route.methods else route.methods)
        )
        for route in app.routes
    }


def _described(app: Litestar, standing: Standing) -> bytes:
    if standing.service is None:
        raise BrokenPlugin(*standing.faults)
    return encode(describe(app, standing.service), JSON)
