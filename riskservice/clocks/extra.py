"""What dates and documents need beyond all else: the extra ``planning``."""

from contextlib import AbstractContextManager
from typing import ClassVar

from riskservice.errors import RiskServiceError, needed_from

EXTRA = ("holidays", "icalendar", "docx")


class PlanningNotInstalled(RiskServiceError):
    """Dates or documents are asked for without what they need."""

    code: ClassVar[str] = "planning-not-installed"
    title: ClassVar[str] = "Case planning is not installed in full"


def needed_by(what: str) -> AbstractContextManager[None]:
    """
    Say plainly what is not installed, where libraries of the extra are imported.

    Parameters
    ----------
    what : str
        What needs them, such as working days.

    Raises
    ------
    PlanningNotInstalled
        When one of the libraries of the extra is missing.
    """
    return needed_from("planning", EXTRA, PlanningNotInstalled, what)
