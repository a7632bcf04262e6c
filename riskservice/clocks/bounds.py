"""What a sentence may bring: the first and the last day on which its period may end."""

import datetime as dt
from typing import NamedTuple, cast, get_args

from riskservice.circumstances import Disposal, Sentence
from riskservice.clocks.rules import Confidence, DisposalRule

FOREVER = dt.date.max
SOME_DAY = FOREVER - dt.timedelta(days=1)
"""A finite period of which not even a bound is known."""
NOT_AT_ALL = dt.date.min

_CAUTIONS: dict[str, Disposal] = {
    "caution": "caution",
    "reprimand_or_warning": "reprimand_or_warning",
}


class Bounds(NamedTuple):
    """First and last day on which a period may end."""

    low: dt.date
    high: dt.date


class Span(NamedTuple):
    """
    What a sentence may bring.

    Attributes
    ----------
    bounds : Bounds
    finite : date
        Last day of the longest period with an end that is possible.
    periods : tuple of str
        Titles of the periods that are possible.
    confidence : str
        The lowest of every rule that is or may be used.
    under_age : bool or None
        Whether the person was under age on the relevant date.
    """

    sentence: Sentence
    bounds: Bounds
    finite: dt.date
    periods: tuple[str, ...]
    rule: DisposalRule
    confidence: Confidence
    under_age: bool | None
    halves: bool


def after_revocation(span: Span, revoked: dt.date | None) -> Bounds:
    """Return when a period may end after what has no end was revoked."""
    if revoked is None:
        return span.bounds
    low, high = span.bounds
    if high != FOREVER:
        return Bounds(max(low, revoked), max(high, revoked))
    return Bounds(revoked, max(span.finite, revoked))


def kinds_of(sentence: Sentence) -> tuple[Disposal, ...]:
    """Return the disposals a sentence may have: the one recorded, or all that fit its finding."""
    if sentence.disposal is not None:
        return (sentence.disposal,)
    if sentence.finding in _CAUTIONS:
        return (_CAUTIONS[sentence.finding],)
    every = cast("tuple[Disposal, ...]", get_args(Disposal))
    if sentence.finding == "conviction":
        return tuple(kind for kind in every if kind not in _CAUTIONS.values())
    return every
