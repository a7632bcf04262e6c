"""
What else is known about a person beside the answers of the instruments.

Sentences and orders, notification, release, MAPPA, the people involved. Nothing here is scored. A
fact that is left out is not known, which is never the same as *no*.
"""

from msgspec import Struct

from riskservice.circumstances.identity import Identity
from riskservice.circumstances.law import (
    Change,
    Disposal,
    Notification,
    Order,
    OrderKind,
    Recall,
    Release,
    Retention,
    Sentence,
    Term,
)
from riskservice.circumstances.multi_agency import (
    Asset,
    Grounds,
    Management,
    Mappa,
    Meeting,
    Screening,
)
from riskservice.circumstances.people import (
    DiversityNeed,
    LicenceCondition,
    StaffSafety,
    Victim,
)


class Circumstances(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """
    Everything about a person's management that no instrument asks.

    Attributes
    ----------
    sentences : tuple of Sentence
        Every conviction, caution and finding, served ones too.
    """

    identity: Identity | None = None
    sentences: tuple[Sentence, ...] = ()
    orders: tuple[Order, ...] = ()
    notification: Notification | None = None
    release: Release | None = None
    recalls: tuple[Recall, ...] = ()
    retention: Retention | None = None
    mappa: Mappa | None = None
    management: Management | None = None
    screening: Screening | None = None
    youth: Asset | None = None
    victims: tuple[Victim, ...] = ()
    licence_conditions: tuple[LicenceCondition, ...] = ()
    diversity: tuple[DiversityNeed, ...] = ()
    staff_safety: StaffSafety | None = None


__all__ = [
    "Asset",
    "Change",
    "Circumstances",
    "Disposal",
    "DiversityNeed",
    "Grounds",
    "Identity",
    "LicenceCondition",
    "Management",
    "Mappa",
    "Meeting",
    "Notification",
    "Order",
    "OrderKind",
    "Recall",
    "Release",
    "Retention",
    "Screening",
    "Sentence",
    "StaffSafety",
    "Term",
    "Victim",
]
