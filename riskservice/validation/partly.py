"""Figures of which a part exists: what there is, and of the rest what it is and why it is not."""

from typing import Any, NamedTuple

from riskservice.validation.estimates import NotEstimated
from riskservice.validation.extra import NotEstimable


class Partly(NamedTuple):
    """
    A figure, and what of it could not be made.

    Attributes
    ----------
    figure : Any
        None where nothing of it could.
    missing : list of NotEstimated
        Each names its part.
    """

    figure: Any
    missing: list[NotEstimated]


def reasons(measure: str, error: NotEstimable, part: str = "") -> list[NotEstimated]:
    """
    Return why a measure, or one part of it, has no value.

    Parameters
    ----------
    measure : str
    error : NotEstimable
    part : str
        The column, the time or whatever else is concerned, where the rest may be there.
    """
    start = f"{part}: " if part else ""
    return [
        NotEstimated(
            measure=measure, reason=f"{start}{fault.message}", way_out=fault.way_out, part=part
        )
        for fault in error.faults
    ]
