"""A model card: what one table of an instrument predicts, for whom, on whose word, how surely."""

import datetime as dt
from typing import Literal

from msgspec import Struct

from riskservice.kit.outcome import Confidence
from riskservice.kit.refit import Refit

Format = Literal["json", "html", "text"]


class BandEdge(Struct, frozen=True, kw_only=True):
    """A band and where it begins."""

    name: str
    begins: str


class DecidedRule(Struct, frozen=True, kw_only=True):
    """A rule as it is decided in this table, and why."""

    name: str
    value: bool
    disputed: str
    why: str
    cite: str


class MissingAnswer(Struct, frozen=True, kw_only=True):
    """What a question that is not answered counts as."""

    question: str
    counts_as: str
    why: str


class PublishedFinding(Struct, frozen=True, kw_only=True):
    """A published finding with its source, and what of the source was read."""

    measure: str
    value: str
    people: str
    seen: str
    source: str


class ObservedRate(Struct, frozen=True, kw_only=True):
    """Rates once observed, by band: history, not a present chance."""

    name: str
    cohort: str
    figures: tuple[str, ...]
    source: str


class ModelCard(Struct, frozen=True, kw_only=True):
    """
    A model card.

    Attributes
    ----------
    kind : str
        How it comes to a result, in words.
    status : str
        Of the table: in force, withdrawn, draft, as deployed, house policy.
    predicts : str
        What it predicts, for whom, and what it must not be used for.
    not_for : tuple of str
        Rules by which people are out of scope.
    asks : tuple of str
        Questions, as the form words them.
    counts : tuple of str
        What is added up.
    confidence : {"confirmed", "unconfirmed", "house policy"}
        The weakest word any number carries.
    unconfirmed : tuple of str
        Places of the numbers not yet compared with their publication.
    parts : tuple of str
        Instruments it is made of.
    validity : tuple of PublishedFinding
    beside : tuple of PublishedFinding
        Other instruments, for comparison.
    gaps : tuple of str
        What is not known, said plainly.
    """

    instrument: str
    title: str
    version: str
    kind: str
    status: str
    predicts: str
    not_for: tuple[str, ...]
    asks: tuple[str, ...]
    counts: tuple[str, ...]
    parts: tuple[str, ...]
    output: str
    bands: tuple[BandEdge, ...]
    effective_from: dt.date
    effective_to: dt.date | None
    withdrawn_on: dt.date | None
    corrects: str
    note: str
    confidence: Confidence
    unconfirmed: tuple[str, ...]
    rules: tuple[DecidedRule, ...]
    missing: tuple[MissingAnswer, ...]
    rates: tuple[ObservedRate, ...]
    refit: Refit | None
    validity: tuple[PublishedFinding, ...]
    beside: tuple[PublishedFinding, ...]
    gaps: tuple[str, ...]
    sources: tuple[str, ...]
    digest: str
