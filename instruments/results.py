"""Results of other instruments as columns: their models by name, and what stands in for none."""

from typing import Any

DYNAMIC, STATIC, NO_RESULT = range(len(("dynamic", "static", "none")))
BANDS = ("low", "medium", "high", "very_high")


def where_given(model: Any, value: Any, otherwise: int) -> Any:
    """Return what a result gives, and ``otherwise`` where there is no result."""
    given = model != NO_RESULT
    return given * value + (given ^ True) * otherwise
