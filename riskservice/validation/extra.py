"""What validation needs beyond all else: the extra ``validation``; and what cannot be estimated."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import ClassVar

from riskservice.errors import Fault, RiskServiceError

EXTRA = ("scipy", "sklearn")


class ValidationNotInstalled(RiskServiceError):
    """A sample is to be validated without what that needs."""

    code: ClassVar[str] = "validation-not-installed"
    title: ClassVar[str] = "Validation is not installed"


class InvalidSample(RiskServiceError):
    """A sample cannot be validated as it stands; with every fault."""

    code: ClassVar[str] = "invalid-sample"
    title: ClassVar[str] = "The sample has faults"


class NotEstimable(RiskServiceError):
    """
    A figure does not exist for these data, whoever works it out.

    Odds that grow without bound, a model without events, a curve nobody is followed along.
    """

    code: ClassVar[str] = "not-estimable"
    title: ClassVar[str] = "The figure cannot be estimated"


def not_estimable(measure: str, message: str, way_out: str) -> NotEstimable:
    """Return the error that says why a measure has no value here."""
    return NotEstimable(Fault(pointer=measure, message=message, way_out=way_out))


@contextmanager
def needed_by(what: str) -> Iterator[None]:
    """
    Say plainly what is not installed, where modules of statistics are imported.

    Parameters
    ----------
    what : str
        The command or the address that needs them.

    Raises
    ------
    ValidationNotInstalled
        When one of the libraries of the extra is missing.
    """
    try:
        yield
    except ModuleNotFoundError as error:
        if (error.name or "").partition(".")[0] not in EXTRA:
            raise
        raise ValidationNotInstalled(
            Fault(
                pointer=what,
                message=f"needs {error.name}, which is not installed",
                way_out="Install it with: pip install 'riskservice[validation]'",
            )
        ) from None
