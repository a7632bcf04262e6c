"""
What the data files of the legal clocks hold: types that demand a source for every rule.

``clocks/<version>.toml`` is a :class:`Policy`, ``release_schemes/<version>.toml`` a
:class:`SchemeFile`.
"""

import datetime as dt
from collections.abc import Iterator
from typing import Annotated, Literal

from msgspec import Meta, Struct

from riskservice.circumstances import Disposal, OrderKind
from riskservice.kit.blocks import Source
from riskservice.kit.tables import Status

Confidence = Literal["confirmed", "reported", "unconfirmed", "house policy"]
"""How well a rule is confirmed; *reported* is a second-hand account."""

WEAKEST: tuple[Confidence, ...] = ("unconfirmed", "reported", "house policy", "confirmed")

Unit = Literal["hours", "days", "working_days", "weeks", "months"]
PeriodName = Literal[
    "indefinite", "ten_years", "seven_years", "five_years", "two_years", "length_of_order"
]
Outcome = Literal["excluded", "presumed unsuitable"]
Months = Annotated[int, Meta(ge=1, le=1200)]


def weakest(*found: Confidence) -> Confidence:
    """Return the lowest of some confidences; nothing is surer than what it rests on."""
    return min(found, key=WEAKEST.index)


class Rule(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of everything that must name its source and how well it is confirmed."""

    cite: str
    confidence: Confidence
    text: str = ""
    why: str = ""


class Reading(Rule, frozen=True, kw_only=True):
    """A point the sources leave open: its readings and the one that holds unless told."""

    default: str
    choices: tuple[str, ...]
    title: str


class NotificationRule(Rule, frozen=True, kw_only=True):
    """
    Boundaries of section 82.

    Attributes
    ----------
    short_at_most_months, long_at_least_months : int
        [months]
    days_in_year : int
        Where weeks and days are turned into months. [days]
    combined_confidence : str
        How well it is confirmed that terms are taken together.
    """

    adult_age: int
    short_at_most_months: Months
    long_at_least_months: Months
    days_in_year: int
    combined_confidence: Confidence


class PeriodRule(Rule, frozen=True, kw_only=True):
    """
    A notification period and its half; neither where it is indefinite or an order's length.

    Attributes
    ----------
    young_confidence : str or None
        How well it is confirmed for somebody under age, where that differs.
    """

    title: str
    months: Months | None = None
    halved_months: Months | None = None
    indefinite: bool = False
    young_confidence: Confidence | None = None


class TermRule(Rule, frozen=True, kw_only=True):
    """Which period a short, a middle and a long term bring."""

    short: PeriodName
    middle: PeriodName
    long: PeriodName


class DisposalRule(Rule, frozen=True, kw_only=True):
    """
    What a disposal brings: one period, or a period by the length of its term.

    Attributes
    ----------
    reading : str or None
        Open reading that says what counts of the term.
    detains : bool
        Whether the person may be held, so that notification may begin after the relevant date.
    """

    period: PeriodName | None = None
    by_term: bool = False
    reading: str | None = None
    detains: bool = False


class Interval(Rule, frozen=True, kw_only=True):
    """
    When something falls due, counted from an event.

    Attributes
    ----------
    target : int
        Negative where it lies before the event. [unit]
    since : int or None
        Where a window opens. [unit]
    """

    title: str
    target: int
    unit: Unit
    since: int | None = None


class RecordRule(Rule, frozen=True, kw_only=True):
    """Review and retention of one group of police records. [months]"""

    group: Literal[1, 2, 3, 4]
    title: str
    clear_months: Months | None = None
    review_months: Months | None = None
    retain_to_age: int | None = None
    disposed_after_clear: bool = False


class OrderRule(Rule, frozen=True, kw_only=True):
    """Shortest and longest duration of a civil order, and what it means for notification."""

    title: str
    at_least_months: Months | None = None
    at_most_months: Months | None = None
    travel_at_most_months: Months | None = None
    fixed_by_court: bool = False
    extends_notification: bool = False
    follows_section_82: bool = False
    breach_brings_notification: bool = False
    name_and_address: bool = False
    replaced_on: dt.date | None = None


class Policy(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything in ``clocks/<version>.toml``."""

    version: str
    status: Status
    effective_from: dt.date
    title: str
    note: str
    sources: tuple[Source, ...]
    readings: dict[str, Reading]
    notification: NotificationRule
    periods: dict[PeriodName, PeriodRule]
    terms: TermRule
    disposals: dict[Disposal, DisposalRule]
    intervals: dict[str, Interval]
    records: tuple[RecordRule, ...]
    orders: dict[OrderKind, OrderRule]

    def rules(self) -> Iterator[tuple[str, Rule]]:
        """Yield every rule with its place."""
        yield "notification", self.notification
        yield "terms", self.terms
        for name in ("readings", "periods", "disposals", "intervals", "orders"):
            block: dict[str, Rule] = getattr(self, name)
            yield from ((f"{name}.{key}", rule) for key, rule in block.items())
        yield from ((f"records.{rule.group}", rule) for rule in self.records)


class Condition(Rule, frozen=True, kw_only=True):
    """
    One condition of a release scheme.

    Attributes
    ----------
    facts : tuple of str
        What it asks about.
    met : str
        ``all_true``, ``all_false``, or ``any_false`` where only all of them together fail it.
    only_from_months : int or None
        It holds for sentences of this length and longer. [months]
    shorter_than_months : int or None
        It asks about the length itself. [months]
    """

    key: str
    facts: tuple[str, ...] = ()
    met: Literal["all_true", "all_false", "any_false"] = "all_true"
    fails: Outcome = "excluded"
    only_from_months: Months | None = None
    shorter_than_months: Months | None = None
    effective_from: dt.date | None = None


class Tranche(Rule, frozen=True, kw_only=True):
    """A tranche by length of sentence: shorter than, at most, or everybody left."""

    key: str
    effective_from: dt.date
    less_than_months: Months | None = None
    at_most_days: int | None = None


class Scheme(Rule, frozen=True, kw_only=True):
    """
    A release scheme.

    Attributes
    ----------
    effective_from : date or None
    unclear_from : date or None
        From when it is not known whether it still holds.
    disposals, unclear_disposals : tuple of str
        Sentences it reaches, and those of which that is not known; without any, it asks about
        the person.
    new_sentences_from : date or None
        Sentences imposed from then on may all belong to the first tranche.
    recall_days : int or None
        Length of the recall. [days]
    discretion : bool
        Whether it may be open to refuse.
    in_force_by : str
        Whose day decides whether it is in force: that of the case, or that of the recall.
    tranches_bind : bool
        Whether a recall before the day of its tranche may not be reached.
    """

    key: str
    title: str
    about: Literal["sentence", "person"]
    effective_from: dt.date | None = None
    unclear_from: dt.date | None = None
    disposals: tuple[Disposal, ...] = ()
    unclear_disposals: tuple[Disposal, ...] = ()
    new_sentences_from: dt.date | None = None
    recall_days: int | None = None
    discretion: bool = False
    in_force_by: Literal["case", "recall"] = "case"
    tranches_bind: bool = False
    tests: tuple[Condition, ...]
    tranches: tuple[Tranche, ...] = ()


class SchemeFile(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Everything in ``release_schemes/<version>.toml``."""

    version: str
    status: Status
    effective_from: dt.date
    title: str
    note: str
    sources: tuple[Source, ...]
    facts: dict[str, str]
    schemes: tuple[Scheme, ...]

    def rules(self) -> Iterator[tuple[str, Rule]]:
        """Yield every rule with its place."""
        for scheme in self.schemes:
            yield f"schemes.{scheme.key}", scheme
            yield from ((f"schemes.{scheme.key}.{test.key}", test) for test in scheme.tests)
            for tranche in scheme.tranches:
                yield f"schemes.{scheme.key}.tranche {tranche.key}", tranche
