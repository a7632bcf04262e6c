"""What work with many cases needs beyond all else: the extra ``bulk``."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar, Literal

from riskservice.errors import Fault, RiskServiceError

Ranges = Literal["all", "overall", "none"]
"""Of which instruments to find what unanswered questions leave possible."""

EXTRA = ("polars", "pyarrow", "fastexcel", "xlsxwriter", "zstandard")


class BulkNotInstalled(RiskServiceError):
    """Many cases are to be scored without what that needs."""

    code: ClassVar[str] = "rescoring-not-installed"
    title: ClassVar[str] = "Rescoring is not installed"


@contextmanager
def needed_by(what: str) -> Iterator[None]:
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
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in EXTRA:
            raise
        raise BulkNotInstalled(
            Fault(
                pointer=what,
                message=f"needs {error.name}, which is not installed",
                way_out="Install it with: pip install 'riskservice[bulk]'",
            )
        ) from None
