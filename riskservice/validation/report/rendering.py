"""The templates of reports, which know a table from a picture and escape every text."""

from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from riskservice.validation.report.pieces import Absent, Figure, Table

_INVISIBLE = dict.fromkeys((*range(9), *range(11, 32), 127), "\N{REPLACEMENT CHARACTER}")
"""Control characters, which no page may hold and which could steer a terminal that shows it."""


def page(name: str, **given: Any) -> str:
    """Return a page made by a template, in which no control character of a text is left."""
    return template(name).render(**given).translate(_INVISIBLE)


@cache
def template(name: str) -> Template:
    """Return a template of a page by its name."""
    environment = Environment(
        loader=PackageLoader("riskservice.validation.report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.tests |= {
        "table": lambda piece: isinstance(piece, Table),
        "figure": lambda piece: isinstance(piece, Figure),
        "absent": lambda piece: isinstance(piece, Absent),
    }
    return environment.get_template(name)
