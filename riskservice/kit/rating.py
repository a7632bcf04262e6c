"""The definition of a structured professional judgement, and what a rating needs to stand."""

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal, Protocol

from riskservice.kit.instrument import Column, Predicate
from riskservice.kit.questions import Answers


class RatingLike(Protocol):
    """What a rated factor's answer must hold."""

    rating: Any
    evidence: str
    date: dt.date | None
    source: str
    carried_from: dt.date | None
    still_true: bool | None


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """
    A structured professional judgement.

    Attributes
    ----------
    risk, protective : tuple of str
        Questions that rate a factor; a rating means priority for the first, strength for the
        second.
    level, reason, disagreement, assessor, second : str
        Questions that hold the assessor's overall level, its reason, the reason for differing
        from the indicated level, the assessor's name, and a second, blind rating.
    derived, excluded : sequences
        As in an instrument: who is out of scope.
    """

    key: str
    title: str
    about: str
    answers: type[Answers]
    tables: str
    risk: tuple[str, ...]
    protective: tuple[str, ...]
    level: str
    reason: str
    disagreement: str
    assessor: str
    second: str
    derived: Sequence[Column] = ()
    excluded: Sequence[Predicate] = ()
    covers: Literal["static", "dynamic", "harm"] = "dynamic"
    parts: tuple[str, ...] = ()
    part_of: str = ""


def stands(rating: RatingLike | None) -> bool:
    """Whether a rating stands: evidenced, dated, sourced, and confirmed if carried forward."""
    return (
        rating is not None
        and bool(rating.evidence.strip())
        and rating.date is not None
        and bool(rating.source.strip())
        and (rating.carried_from is None or rating.still_true is True)
        and rating.still_true is not False
    )


def is_said(value: Any) -> bool:
    """Return whether a question was really answered: blank text is no answer."""
    return bool(value.strip()) if isinstance(value, str) else value is not None
