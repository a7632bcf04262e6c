"""Score one case with every applicable instrument."""

import datetime as dt

import msgspec

from riskservice.combining import Overall
from riskservice.kit.outcome import Outcome


class RulesetStamp(msgspec.Struct, frozen=True, kw_only=True):
    """The named choice of tables a result was made with."""

    name: str
    title: str
    digest: str


class Assessment(msgspec.Struct, frozen=True, kw_only=True):
    """Everything that comes back for one case."""

    case_id: str
    on: dt.date
    on_defaulted: bool
    ruleset: RulesetStamp
    engine: str
    input_digest: str
    results: tuple[Outcome, ...]
    overall: Overall
