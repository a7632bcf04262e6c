"""What validation needs beyond all else: the extra ``validation``; and what cannot be estimated."""

from contextlib import AbstractContextManager
from typing import ClassVar

from riskservice.errors import Fault, RiskServiceError, needed_from

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


def needed_by(what: str) -> AbstractContextManager[None]:
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
    return needed_from("validation", EXTRA, ValidationNotInstalled, what)
