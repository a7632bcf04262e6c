"""Factors read from the record itself: single values, entries of lists, worked-out facts."""

import datetime as dt
import hashlib
from collections.abc import Iterator
from typing import Any

from msgspec.structs import replace

from riskservice.planning.factor_entries import MISSING, FactorEntry
from riskservice.planning.facts import FACTS
from riskservice.planning.picture import Picture
from riskservice.planning.plan import Factor
from riskservice.planning.rated import factor_of
from riskservice.planning.reads import UNKNOWN, values_at, words_at, words_of
from riskservice.planning.rules import load_rules


def by_group(entry: FactorEntry, picture: Picture) -> Iterator[Factor]:
    """Yield the factor of everybody of a group; the entry itself says of which."""
    yield factor_of(entry, picture, picture.library.policy.scales[entry.scale].rises[-1])


def by_value(entry: FactorEntry, picture: Picture) -> Iterator[Factor]:
    """
    Yield the factor at the highest rating that any of its places gives.

    A rating of nothing holds only where everything is known that must be; one place that is not
    answered is never taken for a good answer.
    """
    policy, case = picture.library.policy, picture.case
    scale = policy.scales[entry.scale]
    rises = scale.rises
    found = [
        (policy.readings[reading][word], place, word)
        for place, reading in entry.reads.items()
        for word in sorted(words_at(case, place))
        if word in policy.readings[reading]
    ]
    rated = [(rises.index(rating), place, word) for rating, place, word in found if rating in rises]
    top = max((step for step, _, _ in rated), default=None)
    holds = top or not scale.lowest_is_nothing or _everything_known(entry, picture)
    if top is not None and holds:
        said = (_said(place, word) for step, place, word in rated if step == top)
        yield factor_of(entry, picture, rises[top], evidence="; ".join(said))
    elif entry.may_be_missing and any(rating == MISSING for rating, _, _ in found):
        yield factor_of(entry, picture, None)


def _everything_known(entry: FactorEntry, picture: Picture) -> bool:
    places = entry.enough or tuple(entry.reads)
    words = [words_at(picture.case, place) for place in places]
    return all(each and not each & UNKNOWN for each in words)


def _said(place: str, word: str) -> str:
    return f"{place.rpartition('.')[2]}: {word}".replace("_", " ")


def each_entry(entry: FactorEntry, picture: Picture) -> Iterator[Factor]:
    """Yield a factor for each entry of a list that is of the kind asked for and still holds."""
    rating = picture.library.policy.scales[entry.scale].rises[-1]
    items = [one for many in values_at(picture.case, entry.each) for one in _listed(many)]
    names: set[str] = set()
    for number, item in enumerate(items, 1):
        if _has_ended(item, entry, picture.case.on) or not _is_meant(item, entry):
            continue
        told = " ".join(filter(None, (_written(getattr(item, field)) for field in entry.tells)))
        given: str | None = getattr(item, entry.named_by)
        name = given or hashlib.sha256(told.encode()).hexdigest()[:8]
        name = f"{name}-{number}" if name in names else name
        names.add(name)
        yield replace(
            factor_of(entry, picture, rating, evidence=told or None),
            factor_id=f"factor:{entry.key}:{name}",
            key=f"{entry.key}:{name}",
            title=f"{entry.title} ({given})" if given else entry.title,
            non_disclosable=_withheld(item, entry),
        )


def _listed(many: object) -> tuple[Any, ...]:
    return many if isinstance(many, tuple) else ()


def _is_meant(item: object, entry: FactorEntry) -> bool:
    return all(words_of(getattr(item, field)) & set(words) for field, words in entry.where.items())


def _has_ended(item: object, entry: FactorEntry, on: dt.date) -> bool:
    last: dt.date | None = getattr(item, entry.ends) if entry.ends else None
    return last is not None and last < on


def _withheld(item: object, entry: FactorEntry) -> str | None:
    """Return why an entry is kept out of the person's own copy."""
    reason: str | None = getattr(item, "non_disclosable_reason", None)
    kept = getattr(item, "non_disclosable", entry.withheld)
    return reason or (load_rules().data.withheld.victims if kept else None)


def _written(value: object) -> str:
    """Return a field as a sentence; lists are joined."""
    parts = [str(each) for each in value] if isinstance(value, tuple) else [str(value or "")]
    text = "; ".join(" ".join(part.split()) for part in parts if part.strip())
    return f"{text.rstrip('.')}." if text else ""


def by_fact(entry: FactorEntry, picture: Picture) -> Iterator[Factor]:
    """Yield the factor of a fact that holds, or of one that nobody can tell."""
    found = FACTS[entry.fact](picture) if entry.fact else None
    if found is not None and (found.rating is not None or entry.may_be_missing):
        factor = factor_of(entry, picture, found.rating, evidence=found.evidence or None)
        yield replace(factor, deadline=found.deadline)
