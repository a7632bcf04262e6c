"""MAPPA: which category, which level, and what would tell where nobody can."""

from riskservice.mappa.readings import parted
from riskservice.mappa.result import ScreeningResult
from riskservice.mappa.rulebook import Rulebook, decode_rulebook, load_rulebook
from riskservice.mappa.screening import screen_case
from riskservice.mappa.text import screening_to_text

__all__ = [
    "Rulebook",
    "ScreeningResult",
    "decode_rulebook",
    "load_rulebook",
    "parted",
    "screen_case",
    "screening_to_text",
]
