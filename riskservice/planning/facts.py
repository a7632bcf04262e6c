"""
Facts about a case that must be worked out: what no single answer says.

Each is a function under the name the policy file uses. It finds nothing, a fact with its evidence,
or with rating None that nobody can tell.
"""

import datetime as dt
from collections.abc import Callable

from msgspec import Struct

from riskservice.kit.outcome import Scored
from riskservice.planning.factor_entries import FactName
from riskservice.planning.picture import Picture, completed_years
from riskservice.planning.reads import UNKNOWN, values_at, words_at
from riskservice.planning.rules import load_rules

PRESENT = "present"
OTHER_SEXUAL = ("contact_adult_sanctions", "contact_child_sanctions", "non_contact_sanctions")
IMAGES = "indecent_image_sanctions"


class Found(Struct, frozen=True, kw_only=True):
    """A fact with its rating, None where nobody can tell, and the day by which a clock runs out."""

    rating: str | None = PRESENT
    evidence: str = ""
    deadline: dt.date | None = None


Fact = Callable[[Picture], Found | None]


def _images_only(picture: Picture) -> Found | None:
    """Sanctions for images or indirect contact, and known to be none for anything else sexual."""
    answers = picture.case.answers
    others = [answers.get(name) for name in OTHER_SEXUAL]
    return Found() if answers.get(IMAGES) and others == [0] * len(others) else None


def _image_history(picture: Picture) -> Found | None:
    answers = picture.case.answers
    count = answers.get(IMAGES)
    if count:
        only = " Sexual sanctions of no other kind." if _images_only(picture) else ""
        return Found(evidence=f"Sanctions for images or indirect contact: {count}.{only}")
    unknown = count is None and answers.get("ever_sexual_offence") is True
    return Found(rating=None) if unknown else None


def _contact_history(picture: Picture) -> Found | None:
    answers = picture.case.answers
    counts = [answers.get(name) for name in OTHER_SEXUAL]
    if any(counts):
        told = ("contact, adults", "contact, children", "no contact")
        said = (f"{word} {n}" for word, n in zip(told, counts, strict=True) if n)
        return Found(evidence=f"Sanctions: {', '.join(said)}.")
    unknown = None in counts and answers.get("ever_sexual_offence") is True
    return Found(rating=None) if unknown else None


def _reactive(picture: Picture) -> Found | None:
    """Reactive management, and whether its criteria are met on the day."""
    circumstances = picture.case.circumstances
    management = circumstances.management if circumstances else None
    if management is None or management.reactive_since is None:
        return None
    rule = load_rules().data.reactive
    last = management.last_offending_or_notice_on
    since = f"In reactive management since {management.reactive_since}."
    if picture.level.name not in rule.levels:
        return Found(rating="not_met", evidence=f"{since} {picture.level.why}")
    if last is None:
        return Found(
            rating="cannot_tell", evidence=f"{since} The last offending or notice is not recorded."
        )
    clear = completed_years(last, picture.case.on)
    met = clear >= rule.clear_years
    return Found(
        rating="met" if met else "not_met",
        evidence=f"{since} Last offending or notice on {last}: {clear} full years clear, "
        f"{rule.clear_years} are needed.",
    )


def _first_visit_due(picture: Picture) -> Found | None:
    return _arms_clock(picture, "last_visit_on", picture.library.policy.timing.first_visit_days)


def _arms_due(picture: Picture) -> Found | None:
    return _arms_clock(picture, "arms_completed_on", picture.library.policy.timing.assessment_days)


def _arms_clock(picture: Picture, done: str, days: int) -> Found | None:
    circumstances = picture.case.circumstances
    management = circumstances.management if circumstances else None
    start = management.arms_due_from if management else None
    held: dt.date | None = getattr(management, done) if management else None
    if start is None or (held is not None and held >= start):
        return None
    day = start + dt.timedelta(days=days)
    late = " That day has passed." if day < picture.case.on else ""
    return Found(
        evidence=f"Counted {days} days from {start}: {day}.{late} The interval is unconfirmed.",
        deadline=day,
    )


def _asset_unknown(picture: Picture) -> Found | None:
    places = [f for f in picture.library.policy.factors if f.scale == "asset"]
    unknown = [
        entry.title
        for entry in places
        if not all(words_at(picture.case, place) - UNKNOWN for place in entry.reads)
    ]
    return Found(rating=None, evidence="; ".join(unknown)) if unknown else None


def _needs_unknown(picture: Picture) -> Found | None:
    """Areas of need about which no answer says anything."""
    policy = picture.library.policy
    known = {
        entry.area
        for entry in policy.factors
        for place in entry.reads
        if entry.area and words_at(picture.case, place) - UNKNOWN
    }
    unknown = [title for key, title in policy.areas.items() if key not in known]
    return Found(rating=None, evidence="; ".join(unknown)) if unknown else None


def _circumstances_unknown(picture: Picture) -> Found | None:
    """Parts of the record that hold nothing; an empty list may mean none or not recorded."""
    unknown = [
        part.replace("_", " ")
        for part in ("notification", "release", "mappa", "management", "staff_safety")
        if not any(values_at(picture.case, f"circumstances.{part}"))
    ]
    return Found(rating=None, evidence=", ".join(unknown)) if unknown else None


def _set_aside(picture: Picture) -> Found | None:
    """Results of instruments that are not made for this person."""
    scope = picture.library.policy.scope
    titles = [
        result.title
        for result in picture.assessment.results
        if isinstance(result, Scored) and scope.leaves_out(result.instrument, picture.group)
    ]
    return Found(rating=None, evidence=", ".join(titles)) if titles else None


FACTS: dict[FactName, Fact] = {
    "images_only": _images_only,
    "image_history": _image_history,
    "contact_history": _contact_history,
    "reactive": _reactive,
    "first_visit_due": _first_visit_due,
    "arms_due": _arms_due,
    "asset_unknown": _asset_unknown,
    "needs_unknown": _needs_unknown,
    "circumstances_unknown": _circumstances_unknown,
    "set_aside": _set_aside,
}
