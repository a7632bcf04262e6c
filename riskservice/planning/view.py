"""What a check looks at: a plan, the rules it is held to, the day, and the version before."""

import datetime as dt

from msgspec import Struct

from riskservice.planning.library import Library
from riskservice.planning.plan import Plan
from riskservice.planning.rules import Rules


class View(Struct, frozen=True, kw_only=True):
    """
    A plan as a check sees it.

    Attributes
    ----------
    on : date or None
        Day for which it is checked; None where what depends on the day is left out.
    previous : Plan or None
        The version before, where it is at hand.
    """

    plan: Plan
    library: Library
    rules: Rules
    on: dt.date | None
    previous: Plan | None

    def role(self, key: str) -> str:
        """Return the wording of a role."""
        return self.plan.titles.get(f"role:{key}", key.replace("_", " "))


def said(text: str | None) -> bool:
    """Whether somebody has written something."""
    return bool((text or "").strip())


def next_review_on(plan: Plan) -> dt.date | None:
    """Return when the plan is next reviewed: as the latest held review says, or as planned."""
    held = [review for review in plan.reviews if review.on is not None]
    latest = max(held, key=lambda review: review.on or dt.date.min, default=None)
    return latest.next_on if latest is not None else plan.review.next_on
