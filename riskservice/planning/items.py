"""The parts of a plan by name: what has identifiers, what stands there once, what is flagged."""

from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from riskservice.planning.plan import Plan

COLLECTIONS: Final = {
    "sections": "key",
    "factors": "factor_id",
    "actions": "action_id",
    "contingencies": "contingency_id",
    "reviews": "review_id",
    "disclosures": "disclosure_id",
    "victims": "victim_id",
    "conditions": "condition_id",
    "diversity": "need_id",
    "blanks": "blank_id",
}
"""Parts of a plan that hold many items, and the field by which an item is known."""

SINGLES: Final = (
    "officer",
    "mappa",
    "management",
    "contact",
    "review",
    "staff_safety",
    "agreement",
)
"""Parts that stand there once, or not at all."""


def flagged(plan: Plan) -> Iterator[tuple[str, str, Struct, str | None]]:
    """Yield part, identifier, item and the reason why it may not be shown, where it can be so."""
    for part, name in COLLECTIONS.items():
        for item in getattr(plan, part):
            if part == "sections":
                for text in item.carried:
                    yield "carried", text.question, text, text.non_disclosable
            else:
                yield part, getattr(item, name), item, item.non_disclosable
    for part in SINGLES:
        item = getattr(plan, part)
        if item is not None and hasattr(item, "non_disclosable"):
            yield part, part, item, item.non_disclosable
