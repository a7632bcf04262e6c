"""
What the public and the professional may know of the numbers: model cards, transparency record.

Both are made from the tables that are in use, so that they cannot say anything else than what is
scored with. What only the deploying organisation knows is left visibly blank.
"""

from riskservice.validation.transparency.card import ModelCard
from riskservice.validation.transparency.cards import card_of
from riskservice.validation.transparency.pages import (
    card_to_html,
    card_to_text,
    record_to_html,
    record_to_text,
)
from riskservice.validation.transparency.record import TransparencyRecord
from riskservice.validation.transparency.records import record_of

__all__ = [
    "ModelCard",
    "TransparencyRecord",
    "card_of",
    "card_to_html",
    "card_to_text",
    "record_of",
    "record_to_html",
    "record_to_text",
]
