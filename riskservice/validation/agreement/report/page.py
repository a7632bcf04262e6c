"""An agreement as one self-contained page: on a screen, for a screen reader, on paper."""

from typing import Any

from riskservice.validation.agreement.report import building, checklist, frame
from riskservice.validation.agreement.results import Agreement
from riskservice.validation.agreement.second_results import SecondRatings
from riskservice.validation.report.rendering import page
from riskservice.validation.report.source import Source, versions

WORDY = frozenset(("How", "Why", "Out of", "Which"))
"""Columns of words, which begin at the left."""


def to_html(found: Agreement | SecondRatings, source: Source | None = None) -> str:
    """
    Return an agreement as an HTML page that needs nothing from elsewhere.

    Parameters
    ----------
    found : Agreement or SecondRatings
        Every text in it is escaped.
    source : Source, optional
        File and its digest; what is not known is left blank for the researcher.

    Returns
    -------
    str
        The same for the same ratings and the same installed versions, byte for byte.
    """
    source = source or Source()
    told = _raters(found, source) if isinstance(found, Agreement) else _factors(found, source)
    return page(
        "agreement.html",
        **told,
        source=source,
        notes=found.notes,
        about_checklist=checklist.ABOUT,
        versions=versions(),
        wordy=WORDY,
    )


def _raters(found: Agreement, source: Source) -> dict[str, Any]:
    it = found.frame
    return {
        "title": f"Agreement of {len(it.raters)} raters",
        "summary": f"{', '.join(it.raters)}: {found.n:,} people rated twice or more.",
        "frame": frame.of_raters(found, source),
        "sections": building.of_raters(found),
        "not_given": building.not_given(found.not_given),
        "checklist": checklist.of_raters(found, source),
        "settings": [
            ("raters", ", ".join(it.raters)),
            ("scale", ", ".join(it.scale) if it.scale_given else "not given"),
            ("weights", it.weights),
            ("unit", it.unit or "not given"),
            ("level of Krippendorff alpha", it.level),
        ],
    }


def _factors(found: SecondRatings, source: Source) -> dict[str, Any]:
    return {
        "title": f"Second ratings: {found.title}",
        "summary": f"{found.n:,} people with a factor that two assessors rated.",
        "frame": frame.of_factors(found, source),
        "sections": building.of_factors(found),
        "not_given": [],
        "checklist": checklist.of_factors(found, source),
        "settings": [("weights", found.weights), ("few", f"fewer than {found.few_below} people")],
    }
