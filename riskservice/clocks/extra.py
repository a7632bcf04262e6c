"""What dates and documents need beyond all else: the extra ``planning``."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

from riskservice.errors import Fault, RiskServiceError

EXTRA = ("holidays", "icalendar", "docx")


class PlanningNotInstalled(RiskServiceError):
    """Dates or documents are asked for without what they need."""

    code: ClassVar[str] = "planning-not-installed"
    title: ClassVar[str] = "Case planning is not installed in full"


@contextmanager
def needed_by(what: str) -> Iterator[None]:
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
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in EXTRA:
            raise
        raise PlanningNotInstalled(
            Fault(
                pointer=what,
                message=f"needs {error.name}, which is not installed",
                way_out="Install it with: pip install 'riskservice[planning]'",
            )
        ) from None
