"""A plan as one self-contained page: readable on a screen, by a screen reader, and on paper."""

from functools import cache
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template

from riskservice.kit.dates import in_words
from riskservice.planning.kept import kept_blocks, marks
from riskservice.planning.plan import Plan
from riskservice.planning.reading import ABOUT_SOURCES, Reading


@cache
def _template() -> Template:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["day"] = in_words
    environment.filters["marks"] = marks
    source = files("riskservice.planning") / "templates" / "plan.html"
    return environment.from_string(source.read_text(encoding="utf-8"))


def plan_to_html(plan: Plan) -> str:
    """
    Return a plan as an HTML page that needs nothing from elsewhere.

    Parameters
    ----------
    plan : Plan
        Drafted or edited. Every text in it is escaped; what nobody has written yet is marked.
    """
    return _template().render(
        plan=plan, reading=Reading(plan), kept=kept_blocks(plan), about_sources=ABOUT_SOURCES
    )
