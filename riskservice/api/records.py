"""What the public may know of the numbers: the transparency record and the model cards."""

from typing import Annotated

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import QueryParameter

from riskservice.api.described import described
from riskservice.api.door import Door
from riskservice.api.media import HTML, PLANS, TEXT
from riskservice.api.parameters import InstrumentKey, On, RulesetName
from riskservice.api.problems import AnyRequest
from riskservice.rulesets import DEFAULT_RULESET
from riskservice.validation.transparency import (
    ModelCard,
    TransparencyRecord,
    card_of,
    card_to_html,
    card_to_text,
    record_of,
    record_to_html,
    record_to_text,
)

CARDS = {HTML: card_to_html, TEXT: card_to_text}
RECORDS = {HTML: record_to_html, TEXT: record_to_text}

Version = Annotated[
    str | None,
    QueryParameter(
        description="Give the version of a table, as /v1/instruments/{key} lists it; without it, "
        "the one in use on the day."
    ),
]


class RecordsController(Controller):
    """Transparency record and model cards."""

    tags = ("Transparency",)

    @get("/record", sync_to_thread=False, opt=described(TransparencyRecord, media=PLANS))
    def show_record(
        self,
        *,
        request: AnyRequest,
        door: NamedDependency[Door],
        on: On = None,
        ruleset: RulesetName = DEFAULT_RULESET,
    ) -> Response[bytes]:
        """
        Show the Algorithmic Transparency Recording Standard record of a ruleset.

        What the service knows is filled in from the tables in use on the day. What only the
        deploying organisation knows is null, and a visible blank on the page.
        """
        made = record_of(door.service, on=on or door.today(), ruleset=ruleset)
        return door.answer(request, made, RECORDS)

    @get("/instruments/{key:str}/card", sync_to_thread=False, opt=described(ModelCard, media=PLANS))
    def show_card(
        self,
        *,
        request: AnyRequest,
        door: NamedDependency[Door],
        key: InstrumentKey,
        on: On = None,
        version: Version = None,
        ruleset: RulesetName = DEFAULT_RULESET,
    ) -> Response[bytes]:
        """Show the model card of an instrument: what it predicts, on whose word, how surely."""
        door.definition(key)
        day = on or door.today()
        made = card_of(door.registry, key, on=day, version=version, ruleset=ruleset)
        return door.answer(request, made, CARDS)
