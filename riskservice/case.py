"""One person's record as a door receives it: the union of what the installed instruments ask."""

import datetime as dt
from typing import Any

import msgspec


class BandDecision(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A named professional's decision to hold a band other than the calculated one."""

    band: str
    by: str
    role: str
    reason: str
    on: dt.date


class ContactDecision(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A named professional's choice of contact interval in place of the level's default."""

    every_days: int
    by: str
    reason: str


class Case(msgspec.Struct, frozen=True, kw_only=True):
    """
    A checked case: answers are known to fit their questions.

    Attributes
    ----------
    answers : dict
        Question key to value, unanswered questions left out. [typed as the questions say]
    """

    case_id: str
    on: dt.date
    answers: dict[str, Any]
    on_defaulted: bool = False
    band_decision: BandDecision | None = None
    contact_decision: ContactDecision | None = None
