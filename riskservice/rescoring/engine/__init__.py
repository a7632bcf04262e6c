"""Rescoring as columns: the same numbers as for one person, for a million in a blink."""

from riskservice.rescoring.engine.rescorer import Rescorer, Results

__all__ = ["Rescorer", "Results"]
