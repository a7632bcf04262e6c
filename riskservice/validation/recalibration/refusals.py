"""What a recalibration refuses, in words."""

from typing import ClassVar, NoReturn

from riskservice.errors import Fault, RiskServiceError
from riskservice.kit.kernel import Kernel


class CannotRecalibrate(RiskServiceError):
    """An instrument, a sample or a setting with which nothing can be recalibrated."""

    code: ClassVar[str] = "cannot-recalibrate"
    title: ClassVar[str] = "The instrument cannot be recalibrated with this"


def cannot(kernel: Kernel, message: str) -> NoReturn:
    """Raise CannotRecalibrate for an instrument."""
    raise CannotRecalibrate(
        Fault(
            pointer=f"{kernel.instrument.key} {kernel.table.version}",
            message=message,
            way_out="Choose another method, or another instrument.",
        )
    )
