"""A validation as one self-contained page: on a screen, for a screen reader, on paper."""

from riskservice.validation.report.building import not_made, sections
from riskservice.validation.report.checklist import ABOUT, checklist, looks
from riskservice.validation.report.frame import frame, settings
from riskservice.validation.report.rendering import page
from riskservice.validation.report.source import Source, versions
from riskservice.validation.results import Validation

WORDY = frozenset(
    (
        "How",
        "Why",
        "Analysis",
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
    return page(
        "validation.html",
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
