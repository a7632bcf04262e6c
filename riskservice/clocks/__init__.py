"""
The legal dates of one person: notification, orders, release, reviews and records.

:func:`calendar_of` lays them out; :func:`to_ics` puts them in a diary.
"""

from riskservice.clocks.calendar import calendar_of
from riskservice.clocks.entries import (
    Calendar,
    Entry,
    Finding,
    Otherwise,
    Reason,
    SchemeResult,
    SentencePeriod,
    Wanted,
)
from riskservice.clocks.extra import PlanningNotInstalled
from riskservice.clocks.ics import to_ics
from riskservice.clocks.policy import Rulebook, load_rules
from riskservice.clocks.settings import Settings, UnusableSetting

__all__ = [
    "Calendar",
    "Entry",
    "Finding",
    "Otherwise",
    "PlanningNotInstalled",
    "Reason",
    "Rulebook",
    "SchemeResult",
    "SentencePeriod",
    "Settings",
    "UnusableSetting",
    "Wanted",
    "calendar_of",
    "load_rules",
    "to_ics",
]
