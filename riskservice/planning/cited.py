"""The base of everything in a library that must name its source."""

from msgspec import Struct

from riskservice.kit.outcome import Confidence


class Entry(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of everything that must name its source and how well it is confirmed."""

    cite: str
    confidence: Confidence
    why: str = ""
