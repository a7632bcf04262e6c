"""The vocabulary: every question the installed instruments ask."""

from litestar import Controller, Response, get
from litestar.di import NamedDependency

from riskservice.api.described import described
from riskservice.api.door import Door
from riskservice.api.problems import AnyRequest
from riskservice.official.vocabulary import Vocabulary, vocabulary


class QuestionsController(Controller):
    """The vocabulary."""

    path = "/questions"
    tags = ("Instruments",)

    @get(sync_to_thread=False, opt=described(Vocabulary))
    def list_questions(
        self, *, request: AnyRequest, door: NamedDependency[Door]
    ) -> Response[bytes]:
        """List every question, with its names elsewhere and the instruments that ask it."""
        return door.answer(request, vocabulary(door.registry))
