"""
The official actuarial service's wire interface: its request and response, translated at the door.

Nothing is scored here. A request becomes codes of our vocabulary, the kernels of a ruleset give
the figures, and these go back under the official names with the official list of errors.
"""

from riskservice.official.request import RiskScoreRequest
from riskservice.official.response import RiskScoreResponse
from riskservice.official.suite import Official

DEPLOYED = "hmpps-2026.08"
"""Ruleset that gives the deployed answers, which callers of the official service expect."""

__all__ = ["DEPLOYED", "Official", "RiskScoreRequest", "RiskScoreResponse"]
