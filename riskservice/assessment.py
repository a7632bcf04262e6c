"""What comes back for one case: every result, the overall band, and what they were made from."""

import datetime as dt
import hashlib
from importlib.metadata import version

import msgspec

from riskservice.case import Case
from riskservice.combining import Overall
from riskservice.kit.outcome import Outcome

ENGINE = f"riskservice {version('riskservice')}"


class RulesetStamp(msgspec.Struct, frozen=True, kw_only=True):
    """The named choice of tables a result was made with."""

    name: str
    title: str
    digest: str


class Assessment(msgspec.Struct, frozen=True, kw_only=True):
    """
    Everything that comes back for one case.

    Attributes
    ----------
    results : tuple of Outcome
        One per instrument, parts before what is made of them.
    input_digest : str
        Fingerprint of the date and answers, so that a stored result can be matched to its input.
    """

    case_id: str
    on: dt.date
    on_defaulted: bool
    ruleset: RulesetStamp
    engine: str
    input_digest: str
    results: tuple[Outcome, ...]
    overall: Overall


def input_digest(case: Case) -> str:
    """Return the fingerprint of what a result was made from."""
    raw = msgspec.json.encode([case.on, case.answers, case.band_decision], order="deterministic")
    return f"sha256:{hashlib.sha256(raw).hexdigest()[:16]}"
