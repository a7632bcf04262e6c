"""What the commands for many cases need beyond the others: the extra ``bulk``."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

from riskservice.errors import Fault, RiskServiceError

_EXTRA = ("polars", "pyarrow", "fastexcel", "xlsxwriter", "zstandard")


class BulkNotInstalled(RiskServiceError):
    """A command for many cases is used without what it needs."""

    code: ClassVar[str] = "not-installed"
    title: ClassVar[str] = "Rescoring is not installed"


@contextmanager
def needed_by(command: str) -> Iterator[None]:
    """
    Say plainly what is not installed, where modules for many cases are imported.

    Raises
    ------
    BulkNotInstalled
        When one of the libraries of the extra is missing.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in _EXTRA:
            raise
        raise BulkNotInstalled(
            Fault(
                pointer=f"riskservice {command}",
                message=f"needs {error.name}, which is not installed",
                way_out="Install it with: pip install 'riskservice[bulk]'",
            )
        ) from None
