"""The templates of reports, which know a table from a picture and escape every text."""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined, Template

from riskservice.validation.report.pieces import Absent, Figure, Table


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
