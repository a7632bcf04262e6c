"""The installed instruments: what they are, their forms, and one instrument's score."""

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency

from riskservice.api import catalogue, shapes
from riskservice.api.described import described
from riskservice.api.door import Door
from riskservice.api.media import EXPLANATIONS, HTML, SVG, TEXT
from riskservice.api.parameters import InstrumentKey, On, Reasons, RulesetName
from riskservice.api.problems import AnyRequest
from riskservice.kit.form import blank_form_html, filled_form_html
from riskservice.kit.outcome import Outcome
from riskservice.kit.waterfall import Waterfall, explanation
from riskservice.rulesets import DEFAULT_RULESET

DRAWN = {SVG: Waterfall.to_svg, TEXT: Waterfall.to_text}


class InstrumentsController(Controller):
    """The installed instruments."""

    path = "/instruments"
    tags = ("Instruments",)

    @get(sync_to_thread=False, opt=described(shapes.Instruments))
    def list_instruments(
        self, *, request: AnyRequest, door: NamedDependency[Door], on: On = None
    ) -> Response[bytes]:
        """List the installed instruments, each with its table in force on a day."""
        return door.answer(request, catalogue.instruments(door.registry, on or door.today()))

    @get("/{key:str}", sync_to_thread=False, opt=described(shapes.InstrumentDetail))
    def show_instrument(
        self,
        *,
        request: AnyRequest,
        door: NamedDependency[Door],
        key: InstrumentKey,
        on: On = None,
    ) -> Response[bytes]:
        """Show one instrument: questions, every table with its sources, schema of the answers."""
        definition = door.definition(key)
        detail = catalogue.instrument(door.registry, definition, on or door.today())
        return door.answer(request, detail)

    @post("/{key:str}/score", status_code=200, opt=described(Outcome, takes="part"))
    async def score_instrument(
        self,
        *,
        request: AnyRequest,
        door: NamedDependency[Door],
        key: InstrumentKey,
        ruleset: RulesetName = DEFAULT_RULESET,
        reasons: Reasons = True,
    ) -> Response[bytes]:
        """
        Score one case with one instrument.

        Takes only what this instrument asks. ``case_id`` and ``on`` may be left out; without a
        day of assessment it is today.
        """
        case = await door.part(request, key, ruleset)
        (result,) = door.score(
            request, case, ruleset=ruleset, instruments=[key], reasons=reasons
        ).results
        return door.answer(request, result)

    @post(
        "/{key:str}/explanation",
        status_code=200,
        opt=described(Waterfall, takes="answered", media=EXPLANATIONS),
    )
    async def explain_instrument(
        self,
        *,
        request: AnyRequest,
        door: NamedDependency[Door],
        key: InstrumentKey,
        ruleset: RulesetName = DEFAULT_RULESET,
    ) -> Response[bytes]:
        """
        Show how each answer moves the percentage of one logistic predictor, step by step.

        Takes a whole case record. ``Accept: image/svg+xml`` gives a waterfall chart,
        ``text/plain`` the same steps as lines. An instrument that adds up no log-odds, or has no
        score for this person, is refused with the reason and every answer that is missing.
        """
        door.definition(key)
        case = await door.case(request, ruleset, [key])
        (result,) = door.score(request, case, ruleset=ruleset, instruments=[key]).results
        return door.answer(request, explanation(result), DRAWN)

    @get("/{key:str}/form", sync_to_thread=False, opt=described(media=(HTML,)))
    def blank_form(
        self,
        *,
        door: NamedDependency[Door],
        key: InstrumentKey,
        on: On = None,
        ruleset: RulesetName = DEFAULT_RULESET,
    ) -> Response[bytes]:
        """Print the blank form of an instrument, with what each answer gives on a day."""
        return door.page(blank_form_html(door.form(key, on, ruleset)))

    @post("/{key:str}/form", status_code=200, opt=described(takes="case", media=(HTML,)))
    async def filled_form(
        self,
        *,
        request: AnyRequest,
        door: NamedDependency[Door],
        key: InstrumentKey,
        ruleset: RulesetName = DEFAULT_RULESET,
    ) -> Response[bytes]:
        """
        Print the form of an instrument filled in, with the result and its reasons.

        Takes a whole case record, of which the form shows what this instrument asks.
        """
        door.definition(key)
        case = await door.case(request, ruleset, [key])
        (result,) = door.score(request, case, ruleset=ruleset, instruments=[key]).results
        form = door.form(key, case.on, ruleset)
        return door.page(filled_form_html(form, case.answers, result))
