"""
Second reading of the release and recall schemes: who is let in, and in which tranche.

Read from planning.md 3.1 to 3.3 and its last table. Every condition is True (stands in the way),
False, or None where nobody can tell; one True settles it, then one None leaves it open.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from tests.second_reading.clocks import against, months_and_days
from tests.second_reading.clocks_days import add_days, add_months, number

Facts = dict[str, Any]
Settings = dict[str, str]
Known = bool | None

SDS40_FIRST, SDS40_SECOND = date(2024, 9, 10), date(2024, 10, 22)
SDS40_FURTHER_EXCLUSIONS = date(2024, 12, 16)
FTR12_FROM, FTR48_FROM, FTR56_FROM = date(2024, 4, 2), date(2025, 9, 2), date(2026, 3, 31)
FTR56 = (
    (1701, FTR56_FROM),
    (2128, date(2026, 4, 14)),
    (2576, date(2026, 4, 21)),
    (3304, date(2026, 4, 28)),
    (4438, date(2026, 5, 5)),
    (None, date(2026, 5, 12)),
)
PROGRESSION = (
    (574, date(2026, 10, 1)),
    (882, date(2026, 10, 13)),
    (1162, date(2026, 11, 10)),
    (1561, date(2026, 12, 8)),
    (2121, date(2027, 1, 12)),
    (2758, date(2027, 2, 9)),
    (3283, date(2027, 3, 9)),
    (3654, date(2027, 4, 13)),
    (4396, date(2027, 5, 11)),
    (None, date(2027, 6, 8)),
)
ELIGIBILITY = (
    "sex-offender-register",
    "extended-sentence",
    "rotl-failure-to-return",
    "community-order-curfew-breach",
    "recalled-for-breaching-hdc-curfew",
    "deportation-orders",
    "recalled-from-compassionate-release",
    "terrorism",
    "two-thirds-release",
    "section-244ZB-notice",
    "section-20b-release",
)
SUITABILITY = (
    "sexual-offending-history",
    "liable-to-deportation",
    "recalled-for-poor-behaviour-on-hdc",
    "category-a",
    "rosh-and-mappa",
    "presumed-unsuitable-offences",
    "terrorist-offending-history",
)


def either(*facts: Known) -> Known:
    """Whether any holds."""
    if any(fact is True for fact in facts):
        return True
    return None if any(fact is None for fact in facts) else False


def both(*facts: Known) -> Known:
    """Whether all hold."""
    if any(fact is False for fact in facts):
        return False
    return None if any(fact is None for fact in facts) else True


def unless(fact: Known) -> Known:
    """Return the opposite."""
    return None if fact is None else not fact


def verdict(bars: list[Known]) -> str:
    """Return excluded where anything stands in the way, cannot tell where anything is open."""
    return {True: "excluded", False: "eligible", None: "cannot tell"}[either(*bars)]


def standard(sentence: Facts) -> Known:
    """Whether it is a standard determinate sentence."""
    if sentence.get("disposal") is None:
        return None
    return sentence["disposal"] in ("imprisonment", "youth_detention")


def shorter_than(sentence: Facts, months: int, settings: Settings) -> Known:
    """Whether the term is under so many months, None without a term."""
    if not sentence.get("term"):
        return None
    length = months_and_days(sentence["term"])
    return against(*length, months, sentence["sentenced_on"], settings) < 0


def days_of(sentence: Facts, settings: Settings) -> int:
    """Days from the date of sentence to the end of the term."""
    months, days = months_and_days(sentence["term"])
    start = sentence["sentenced_on"]
    return number(add_days(add_months(start, months, settings["short_month"]), days)) - number(
        start
    )


def sds40(sentence: Facts, *, on: date, out_early: Known, settings: Settings) -> str:
    """
    Verdict of release at 40 per cent on one sentence; other sentences play no part.

    Of what was excluded on 16 December 2024 only murder was not excluded before.
    """
    kind = sentence.get("schedule_15")
    violent = None if kind is None else kind == "violent"
    by_schedule = None if kind is None else kind == "sexual"
    # A sexual offence under whichever list; each must be answered before it is ruled out.
    sexual = either(sentence.get("sexual"), by_schedule, sentence.get("notifiable"))
    domestic = sentence.get("domestic_abuse")
    return verdict(
        [
            unless(standard(sentence)),
            sentence.get("sds_plus"),
            sexual,
            both(violent, unless(shorter_than(sentence, 48, settings))),
            True if sentence.get("controlling_or_coercive") else domestic,
            sentence.get("national_security"),
            sentence.get("terrorism"),
            sentence.get("murder") if on >= SDS40_FURTHER_EXCLUSIONS else False,
            out_early,
        ]
    )


def sds40_tranche(sentence: Facts, settings: Settings) -> date:
    """First tranche under five years, second for the rest; new sentences as the reading has it."""
    if (
        sentence["sentenced_on"] >= SDS40_FIRST
        and settings["sds40_new_sentences"] == "first_tranche"
    ):
        return SDS40_FIRST
    under = shorter_than(sentence, 60, settings)
    return SDS40_FIRST if under else SDS40_SECOND


def tranche(sentence: Facts, table: tuple[Any, ...], settings: Settings) -> date:
    """First tranche whose greatest number of days the sentence does not pass."""
    days = days_of(sentence, settings)
    return next(start for most, start in table if most is None or days <= most)


def progression(sentence: Facts, *, recalled: Known) -> str:
    """Verdict of the progression model, for a sentence that is not itself a longer kind."""
    return verdict(
        [
            unless(standard(sentence)),
            recalled,
            sentence.get("sds_plus_if_sentenced_today"),
            sentence.get("excluded_from_progression"),
        ]
    )


def fixed_term_12(facts: Facts) -> str:
    """Recall for a fixed term on a sentence under 12 months."""
    return verdict(
        [unless(facts["under"]), unless(facts["adult"]), facts["serious_charge"], facts["mappa"]]
    )


def fixed_term_48(facts: Facts) -> str:
    """Recall for 48 days."""
    return verdict(
        [
            unless(facts["under"]),
            unless(facts["adult"]),
            facts["schedule_19aa"],
            facts["terrorist"],
            facts["category_4"],
            facts["charged"],
            facts["mappa"],
        ]
    )


def fixed_term_56(facts: Facts, names: tuple[str, ...]) -> str:
    """Recall for 56 days; each question stands in the way where it is answered yes."""
    return verdict([facts[name] for name in names])


def recall_ends(returned: date, days: int, settings: Settings) -> date:
    """End of a recall of so many days from the return to custody."""
    return add_days(returned, days if settings["recall_day"] == "not_counted" else days - 1)


def rosh_and_mappa(high: Known, level_two_or_three: Known) -> Known:
    """Fails only where both are true; either false is enough to pass."""
    return both(high, level_two_or_three)


def curfew(bars: dict[str, Known]) -> str:
    """Verdict of home detention curfew: ineligible first, then presumed unsuitable."""
    eligibility = [bars[name] for name in ELIGIBILITY]
    suitability = [bars[name] for name in SUITABILITY]
    if True in eligibility:
        return "excluded"
    if None in eligibility:
        return "cannot tell"
    return {True: "presumed unsuitable", False: "eligible", None: "cannot tell"}[
        either(*suitability)
    ]
