"""Codes of the lists that tables keep."""

from litestar import Controller, Response, get
from litestar.di import NamedDependency

from riskservice.api.described import described
from riskservice.api.door import Door
from riskservice.api.parameters import OffenceCode
from riskservice.api.problems import AnyRequest, NotHere
from riskservice.codes import Code, look_up
from riskservice.errors import UnknownName


class CodesController(Controller):
    """Offence codes."""

    path = "/offence-codes"
    tags = ("Tables",)

    @get("/{code:str}", sync_to_thread=False, opt=described(Code))
    def show_code(
        self, *, request: AnyRequest, door: NamedDependency[Door], code: OffenceCode
    ) -> Response[bytes]:
        """Show what every edition of the list says of an offence code, and when it was used."""
        try:
            found = look_up(door.registry, code)
        except UnknownName as error:
            raise NotHere(*error.faults) from None
        return door.answer(request, found)
