"""What comes back for one person from one instrument: a typed result, never a magic number."""

import datetime as dt
from typing import Literal

import msgspec

Number = int | float
Confidence = Literal["confirmed", "unconfirmed", "house policy"]


class Stamp(msgspec.Struct, frozen=True, kw_only=True):
    """Which numbers were used: a table, its dates and its fingerprint."""

    version: str
    status: str
    effective_from: dt.date
    digest: str
    confidence: Confidence
    sources: tuple[str, ...]


class Notice(msgspec.Struct, frozen=True, kw_only=True):
    """
    Something the reader must know before using the result.

    ``code`` is stable (``unconfirmed``, ``disputed``, ``missing-rule``, ``historical-rate``, ...).
    """

    code: str
    text: str
    questions: tuple[str, ...] = ()


class Item(msgspec.Struct, frozen=True, kw_only=True):
    """One line of the account: an answer, what it was worth, why, and on whose word."""

    term: str
    questions: tuple[str, ...]
    title: str
    answer: str
    points: Number | None
    why: str
    cite: str
    confidence: Confidence


class Bound(msgspec.Struct, frozen=True, kw_only=True):
    """One end of a range; each figure is the extreme of that figure over all completions."""

    points: Number | None
    probability: float | None
    percent: float | None
    band: str | None


class Range(msgspec.Struct, frozen=True, kw_only=True):
    """
    What the result could still be, over every admissible way of answering what is missing.

    Attributes
    ----------
    lowest, highest : Bound
    bands : tuple of str
        Every band still possible, from low to high; ``not_applicable`` first where a missing
        answer could take the person out of the instrument's scope.
    settled_by : tuple of str
        The shortest list of unanswered questions whose answers would fix the band, the most
        decisive first. Empty when the band is settled.
    settled : bool
        True when every completion gives the same band.
    """

    lowest: Bound
    highest: Bound
    bands: tuple[str, ...]
    settled_by: tuple[str, ...]
    settled: bool


class Edges(msgspec.Struct, frozen=True, kw_only=True):
    """How far the score lies from the neighbouring bands, in the unit the bands are cut in."""

    unit: Literal["points", "percent"]
    to_next_higher: Number | None
    above_next_lower: Number | None


class Measure(msgspec.Struct, frozen=True, kw_only=True):
    """A further published figure beside the main one (another period, another offence type)."""

    key: str
    title: str
    probability: float
    percent: float
    note: str = ""


class Missing(msgspec.Struct, frozen=True, kw_only=True):
    """A question that was not answered, as the form asks it."""

    question: str
    wording: str


class Rated(msgspec.Struct, frozen=True, kw_only=True):
    """What a structured judgement holds beyond its band."""

    indicated: str | None
    """Level the house policy points to; advice, never the result."""
    assessed: str | None
    """Level the assessor decided."""
    reason: str | None
    disagreement_reason: str | None
    assessor: str | None
    rated: int
    of: int
    prompts: tuple[str, ...]
    second_assessor: str | None = None
    disputed_factors: tuple[str, ...] = ()


class Result(msgspec.Struct, frozen=True, kw_only=True, tag_field="outcome"):
    """Common to every outcome; what does not apply is null."""

    instrument: str
    title: str
    points: Number | None = None
    probability: float | None = None
    percent: float | None = None
    band: str | None = None
    band_title: str | None = None
    model: str | None = None
    """For an instrument of several models: the one that gave the result, such as ``static``."""
    range: Range | None = None
    items: tuple[Item, ...] = ()
    edges: Edges | None = None
    measures: tuple[Measure, ...] = ()
    judgement: Rated | None = None
    missing: tuple[Missing, ...] = ()
    rule: str | None = None
    """For *not applicable*: the rule that excludes the person."""
    notices: tuple[Notice, ...] = ()
    table: Stamp


class Scored(Result, frozen=True, kw_only=True, tag="scored"):
    """The instrument applies and every answer it needs is there."""


class NotApplicable(Result, frozen=True, kw_only=True, tag="not_applicable"):
    """The instrument is not for this person; ``rule`` says why."""


class NotScorable(Result, frozen=True, kw_only=True, tag="not_scorable"):
    """Answers are missing; ``missing`` lists them and ``range`` says what is still possible."""


Outcome = Scored | NotApplicable | NotScorable
