"""A validation as one self-contained page: on a screen, for a screen reader, on paper."""

from functools import cache
from importlib.resources import files

from jinja2 import Environment, StrictUndefined, Template

from riskservice.validation.report.building import not_made, sections
from riskservice.validation.report.checklist import ABOUT, checklist, looks
from riskservice.validation.report.frame import frame, settings
from riskservice.validation.report.pieces import Absent, Figure, Table
from riskservice.validation.report.source import Source, versions
from riskservice.validation.results import Validation

WORDY = frozenset(
    (
        "How",
        "Why",
        "Groups in the models",
        "Model",
        "Slope differs",
        "Level differs",
        "On the funnel",
    )
)
"""Columns of words, which begin at the left."""


def to_html(found: Validation, source: Source | None = None) -> str:
    """
    Return a validation as an HTML page that needs nothing from elsewhere.

    Parameters
    ----------
    found : Validation
        Every text in it is escaped. What it withholds is in no table, picture or note.
    source : Source, optional
        File, instrument and versions; what is not known is left blank for the researcher.

    Returns
    -------
    str
        The same for the same validation and the same installed versions, byte for byte.
    """
    source = source or Source()
    return _template().render(
        found=found,
        source=source,
        frame=frame(found, source),
        sections=sections(found),
        not_made=not_made(found),
        about_checklist=ABOUT,
        checklist=checklist(found, source),
        looks=looks(found),
        settings=settings(found),
        versions=versions(),
        wordy=WORDY,
    )


@cache
def _template() -> Template:
    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.tests |= {
        "table": lambda piece: isinstance(piece, Table),
        "figure": lambda piece: isinstance(piece, Figure),
        "absent": lambda piece: isinstance(piece, Absent),
    }
    source = files("riskservice.validation.report") / "templates" / "validation.html"
    return environment.from_string(source.read_text(encoding="utf-8"))
