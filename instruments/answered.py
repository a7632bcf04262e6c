"""Columns that tell an answer from none: 0 is not answered."""

from typing import Any

from riskservice.kit import UNKNOWN


def said(answer: Any) -> Any:
    """0 where a question is not answered, otherwise one more than the answer's code."""
    return (answer != UNKNOWN) * (answer + 1)
