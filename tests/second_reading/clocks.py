"""
Second reading of section 82 and of what follows from it: notification, its review, civil orders.

Read from the facts alone (planning.md 2.4, 2.5, 6 and its last table), before anything else.
Periods are in months; ``INDEFINITE`` has no end.
"""

from __future__ import annotations

from datetime import date
from fractions import Fraction
from typing import Any

from tests.second_reading.clocks_days import add_days, add_months, last_day, number

Facts = dict[str, Any]
Settings = dict[str, str]

CARRYING = ("shpo", "interim_shpo", "sopo", "notification_order", "notification_notice")
INDEFINITE = "indefinite"
OWN = "own length"
INDETERMINATE = (
    "life",
    "public_protection",
    "during_his_majestys_pleasure",
    "lifelong_restriction_scotland",
    "hospital_with_restriction",
)
WITH_TERM = ("imprisonment", "youth_detention", "section_250", "extended", "detention_and_training")
HALVED = {120: 60, 84: 42, 60: 30, 24: 12}
# Where a term is compared without its first day, as the reading has it: a twelfth of 365 days.
MONTH = Fraction(365, 12)


def months_and_days(term: Facts) -> tuple[int, int]:
    """Return a term as whole months and the days beside them."""
    months = 12 * term.get("years", 0) + term.get("months", 0)
    return months, 7 * term.get("weeks", 0) + term.get("days", 0)


def against(months: int, days: int, limit: int, start: date | None, settings: Settings) -> int:
    """Whether a term is below (-1), at (0) or above (1) so many months."""
    if days == 0:
        return (months > limit) - (months < limit)
    if settings["short_terms"] == "calendar_months":
        length = months + days / MONTH
        return (length > limit) - (length < limit)
    assert start is not None
    end = number(add_days(add_months(start, months, settings["short_month"]), days))
    bound = number(add_months(start, limit, settings["short_month"]))
    return (end > bound) - (end < bound)


def by_length(months: int, days: int, start: date | None, settings: Settings) -> int | str:
    """Period of a term: 30 months or more, more than 6 months, 6 months or less."""
    if against(months, days, 30, start, settings) >= 0:
        return INDEFINITE
    if against(months, days, 6, start, settings) > 0:
        return 120
    return 84


def counted_term(sentence: Facts, settings: Settings) -> tuple[int, int] | None:
    """Months and days that count; None where the court's term is not known."""
    disposal = sentence["disposal"]
    if disposal == "detention_and_training" and settings["detention_and_training"] != "whole_term":
        if sentence.get("custodial_term"):
            return months_and_days(sentence["custodial_term"])
        if not sentence.get("term"):
            return None
        months, days = months_and_days(sentence["term"])
        assert months % 2 == 0
        assert days % 2 == 0
        return months // 2, days // 2
    if disposal == "extended" and settings["extended_sentence"] == "custodial_term":
        part = sentence.get("custodial_term")
        return months_and_days(part) if part else None
    return months_and_days(sentence["term"]) if sentence.get("term") else None


def has_term(disposal: str, settings: Settings) -> bool:
    """Whether the length of the sentence decides."""
    if disposal == "suspended":
        return settings["suspended_term"] == "imprisonment"
    return disposal in WITH_TERM


def full_period(sentence: Facts, settings: Settings) -> int | str | None:
    """Period before halving, None where the term is not known; each sentence by itself."""
    disposal = sentence["disposal"]
    if disposal in INDETERMINATE:
        return INDEFINITE
    if has_term(disposal, settings):
        term = counted_term(sentence, settings)
        return None if term is None else by_length(*term, sentence.get("sentenced_on"), settings)
    if disposal == "hospital":
        return 84
    if disposal == "caution":
        return 24
    if disposal == "reprimand_or_warning":
        return 24 if settings["reprimand_or_warning"] == "caution" else 60
    if disposal == "conditional_discharge":
        return OWN
    if disposal == "community_payback_scotland":
        return {True: OWN, False: 60, None: None}[sentence.get("with_supervision")]
    return 60


def young(born: date, relevant: date, settings: Settings) -> bool:
    """Whether the person was under 18 on the relevant date."""
    return number(relevant) < number(add_months(born, 216, settings["leap_birthday"]))


def period_end(sentence: Facts, period: int | str, born: date, settings: Settings) -> date | None:
    """Last day of a period, None where it has none."""
    if period == INDEFINITE:
        return None
    relevant = sentence["relevant_date"]
    if period == OWN:
        if sentence.get("ends_on"):
            return sentence["ends_on"]
        months, days = months_and_days(sentence["term"])
        return add_days(last_day(relevant, months, settings["short_month"]), days)
    assert isinstance(period, int)
    months = HALVED[period] if young(born, relevant, settings) else period
    return last_day(relevant, months, settings["short_month"])


def sentence_end(sentence: Facts, born: date, settings: Settings) -> date | None:
    """Last day of notification for one sentence by itself, None where it has none."""
    period = full_period(sentence, settings)
    assert period is not None
    return period_end(sentence, period, born, settings)


def possible_ends(sentence: Facts, born: date | None, settings: Settings) -> list[date | None]:
    """Return every end there could be where the term, the birth or supervision is not known."""
    period = full_period(sentence, settings)
    periods: list[int | str] = [period] if period is not None else [84, 120, INDEFINITE]
    if period is None and sentence["disposal"] == "community_payback_scotland":
        periods = [60, OWN]
    adult, child = date(1950, 1, 1), sentence["relevant_date"]
    births = [born] if born is not None else [adult, child]
    return [period_end(sentence, p, b, settings) for p in periods for b in births]


def combined_length(
    sentences: list[Facts], settings: Settings
) -> dict[str, tuple[int, int, date | None]]:
    """
    Months, days and first day of the whole that each notifiable sentence belongs to.

    A sentence consecutive to another begins when that ends and the two are added; sentences that
    run side by side are one span from the first start to the last end, or the longest of them.
    """
    parts = {s["sentence_id"]: months_and_days(s["term"]) for s in sentences}
    after = {s["sentence_id"]: s.get("consecutive_to") for s in sentences}
    starts = {s["sentence_id"]: s["sentenced_on"] for s in sentences}

    def root_of(name: str) -> str:
        while after[name]:
            name = after[name]
        return name

    chains: dict[str, list[str]] = {}
    for name in parts:
        chains.setdefault(root_of(name), []).append(name)
    whole: dict[str, tuple[int, int, date | None]] = {}
    for root, names in chains.items():
        lengths = []
        for name in names:
            months, days, here = 0, 0, name
            while here:
                months, days = months + parts[here][0], days + parts[here][1]
                here = after[here]
            end = add_days(add_months(starts[root], months, settings["short_month"]), days)
            lengths.append((end, months, days))
        longest = max(lengths)[1:]
        whole[root] = (*longest, starts[root])
    return _spans(whole, chains, settings)


def _spans(
    whole: dict[str, tuple[int, int, date | None]],
    chains: dict[str, list[str]],
    settings: Settings,
) -> dict[str, tuple[int, int, date | None]]:
    """Return chains that overlap as one span in days, or in months where they start together."""
    result: dict[str, tuple[int, int, date | None]] = {}
    spans = []
    for root, (months, days, start) in whole.items():
        assert start is not None
        spans.append((start, add_days(add_months(start, months, settings["short_month"]), days)))
        spans[-1] = (*spans[-1], root)
    for start, end, root in spans:
        group = {root}
        first, last = start, end
        grown = True
        while grown:
            grown = False
            for s, e, r in spans:
                if r not in group and number(s) < number(last) and number(first) < number(e):
                    group.add(r)
                    first, last = min(first, s), max(last, e)
                    grown = True
        if settings["concurrent_terms"] == "longest":
            # Of two that are as long, the one that ends later.
            reach = {r: (number(e) - number(s), number(e)) for s, e, r in spans if r in group}
            length: tuple[int, int, date | None] = whole[max(group, key=lambda r: reach[r])]
            result.update(dict.fromkeys(chains[root], length))
            continue
        together = all(whole[r][2] == first for r in group)
        if together:
            best = max(group, key=lambda r: number(next(e for s, e, q in spans if q == r)))
            length = whole[best]
        else:
            length = (0, number(last) - number(first), first)
        result.update(dict.fromkeys(chains[root], length))
    return result


def combined_end(sentences: list[Facts], born: date, settings: Settings) -> date | None:
    """Last day of notification where terms of imprisonment combine (section 82(3) and (4))."""
    lengths = combined_length(sentences, settings)
    ends = []
    for sentence in sentences:
        period = by_span(*lengths[sentence["sentence_id"]], settings)
        ends.append(period_end(sentence, period, born, settings))
    return latest(ends)


def by_span(months: int, days: int, start: date | None, settings: Settings) -> int | str:
    """Period of a whole; a span that is measured in days has its own first day."""
    if months == 0 and days and settings["concurrent_terms"] == "first_start_to_last_end":
        return by_length(0, days, start, {**settings, "short_terms": "days_from_sentence"})
    return by_length(months, days, start, settings)


def latest(ends: list[date | None]) -> date | None:
    """Return the last end; one without an end goes before all."""
    known = [end for end in ends if end is not None]
    return max(known) if len(known) == len(ends) else None


def with_orders(end: date | None, orders: list[Facts]) -> date | None:
    """End of notification where a sexual harm prevention order keeps it as long as it lasts."""
    if end is None:
        return None
    for order in orders:
        if order["kind"] in CARRYING:
            if order.get("until_further_order"):
                return None
            end = max(end, order["ends_on"])
    return end


def within_three_days(event: date, settings: Settings) -> date:
    """Last day of three days, the day of the event counted or not."""
    return add_days(event, 3 if settings["event_day"] == "not_counted" else 2)


def next_notification(last: date, *, no_fixed_abode: bool, settings: Settings) -> date:
    """Weekly of no fixed abode, otherwise yearly."""
    if no_fixed_abode:
        return add_days(last, 7)
    return add_months(last, 12, settings["short_month_deadline"])


def review_opens(relevant: date, first: date | None, born: date, settings: Settings) -> date | None:
    """First day on which an indefinite requirement may be reviewed, None without its start."""
    start = relevant if settings["review_start"] == "relevant_date" else first
    if start is None:
        return None
    years = 8 if young(born, relevant, settings) else 15
    # Nobody applies too soon: the later day where the month has no such day.
    return add_months(start, 12 * years, settings["short_month"])


def order_faults(order: Facts, settings: Settings) -> set[str]:
    """Which bounds an order breaks: ``shorter``, ``longer``, ``travel``."""
    least = {"shpo": 5, "sro": 2, "voo": 2}.get(order["kind"])
    most = {"voo": 5}.get(order["kind"])
    travel = {"shpo": 5, "sro": 5}.get(order["kind"])
    made, ends, until = order["made_on"], order.get("ends_on"), order.get("travel_until")
    short = settings["short_month"]
    found = set()
    if least and ends and ends < last_day(made, 12 * least, short):
        found.add("shorter")
    if most and ends and ends > last_day(made, 12 * most, short):
        found.add("longer")
    if travel and until and until > last_day(made, 12 * travel, short):
        found.add("travel")
    return found
