"""The numbers in use and the named choices of them."""

from litestar import Controller, Response, get
from litestar.di import NamedDependency

from riskservice.api import catalogue, shapes
from riskservice.api.described import described
from riskservice.api.door import Door
from riskservice.api.problems import AnyRequest


class TablesController(Controller):
    """Tables and rulesets."""

    tags = ("Tables",)

    @get("/tables", sync_to_thread=False, opt=described(shapes.Tables))
    def list_tables(self, *, request: AnyRequest, door: NamedDependency[Door]) -> Response[bytes]:
        """List every table with its sources, dates and disputed rules, and every grid."""
        return door.answer(request, catalogue.tables(door.service))

    @get("/rulesets", sync_to_thread=False, opt=described(shapes.Rulesets))
    def list_rulesets(self, *, request: AnyRequest, door: NamedDependency[Door]) -> Response[bytes]:
        """List every named choice of tables."""
        return door.answer(request, catalogue.rulesets(door.registry))
