"""The annual tables as one self-contained page: on a screen, for a screen reader, on paper."""

from functools import cache
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template

from riskservice.kit.dates import in_words
from riskservice.mappa.statistics.layout import words
from riskservice.mappa.statistics.tables import Statistics
from riskservice.mappa.statistics.text import disclosure_in_words, heading, stamp_in_words


@cache
def _template() -> Template:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters["day"] = in_words
    environment.filters["words"] = words
    source = files("riskservice.mappa.statistics") / "templates" / "statistics.html"
    return environment.from_string(source.read_text(encoding="utf-8"))


def statistics_to_html(made: Statistics) -> str:
    """
    Return the annual tables as an HTML page that needs nothing from elsewhere.

    Parameters
    ----------
    made : Statistics
        Every text in it is escaped.
    """
    return _template().render(
        made=made,
        heading=heading(made),
        disclosure=disclosure_in_words(made),
        stamp=stamp_in_words(made),
    )
