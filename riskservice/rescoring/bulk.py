"""What work with many cases needs beyond all else: the extra ``bulk``."""

from contextlib import AbstractContextManager
from typing import ClassVar, Literal

from riskservice.errors import RiskServiceError, needed_from

Ranges = Literal["all", "overall", "none"]
"""Of which instruments to find what unanswered questions leave possible."""

EXTRA = ("polars", "pyarrow", "fastexcel", "xlsxwriter", "zstandard")


class BulkNotInstalled(RiskServiceError):
    """Many cases are to be scored without what that needs."""

    code: ClassVar[str] = "rescoring-not-installed"
    title: ClassVar[str] = "Rescoring is not installed"


def needed_by(what: str) -> AbstractContextManager[None]:
    """
    Say plainly what is not installed, where modules for many cases are imported.

    Parameters
    ----------
    what : str
        The command or the address that needs them.

    Raises
    ------
    BulkNotInstalled
        When one of the libraries of the extra is missing.
    """
    return needed_from("bulk", EXTRA, BulkNotInstalled, what)
