"""Notification, orders, reviews and records against a second reading of the facts."""

from __future__ import annotations

import random
from itertools import pairwise, product

import pytest

from tests.second_reading import clocks as second
from tests.second_reading.clock_people import (
    ADULT,
    DEFAULTS,
    SHORT,
    D,
    Facts,
    calendar,
    date_of,
    ends,
    entry,
    sentence,
)
from tests.second_reading.clocks_days import add_days, add_months

WITHOUT_TERM = (
    *second.INDETERMINATE,
    "hospital",
    "guardianship",
    "community_order",
    "fine",
    "absolute_discharge",
    "caution",
    "reprimand_or_warning",
    "other",
)
TERMS: tuple[Facts, ...] = (
    *({"months": 5, "days": days} for days in (28, 29, 30, 31, 32)),
    {"months": 5, "weeks": 4},
    {"months": 6},
    {"months": 6, "days": 1},
    *({"weeks": weeks} for weeks in (25, 26, 27, 130, 131)),
    *({"days": days} for days in (180, 181, 182, 183, 184, 185, 911, 912, 913, 914, 915)),
    {"years": 2, "months": 5, "days": 30},
    {"years": 2, "months": 5, "days": 31},
    {"months": 29},
    {"months": 30},
    {"years": 2, "months": 6},
    {"months": 30, "days": 1},
)
ORDERS = (
    "shpo",
    "interim_shpo",
    "sro",
    "interim_sro",
    "voo",
    "interim_voo",
    "notification_order",
    "sopo",
)
# A leap day, ends of months of every length, and a start of six months that have 181 days.
DAYS = ((2, 29), (2, 28), (3, 31), (8, 30), (8, 31), (1, 1), (9, 1))


@pytest.mark.parametrize("leap_birthday", SHORT)
@pytest.mark.parametrize("short_month", SHORT)
def test_every_disposal_ends_on_the_same_day_on_both_sides_of_eighteen(
    leap_birthday: str, short_month: str
) -> None:
    readings = {"leap_birthday": leap_birthday, "short_month": short_month}
    settings = {**DEFAULTS, **readings}
    for born in (D(2004, 2, 29), D(2006, 8, 31), D(2006, 2, 28), D(2006, 3, 1)):
        birthday = add_months(born, 216, leap_birthday)
        days = {add_days(birthday, step) for step in (-2, -1, 0, 1, 2)}
        days |= {D(2020, 2, 29), D(2023, 8, 31), D(2024, 2, 29)}
        given = [
            sentence(f"{disposal} {day}", day, disposal)
            for disposal, day in product(WITHOUT_TERM, sorted(days))
        ]
        for day in sorted(days):
            last = add_days(day, 364)
            given += [
                sentence(f"cd {day}", day, "conditional_discharge", ends_on=last),
                *(
                    sentence(
                        f"{supervised} {day}",
                        day,
                        "community_payback_scotland",
                        with_supervision=supervised,
                        ends_on=last,
                    )
                    for supervised in (True, False)
                ),
            ]
        expected = [second.sentence_end(each, born, settings) for each in given]
        assert ends(calendar(given, readings, born=born)) == expected


@pytest.mark.parametrize("short_terms", ["days_from_sentence", "calendar_months"])
@pytest.mark.parametrize("short_month", SHORT)
def test_terms_around_six_and_thirty_months_end_on_the_same_day_from_any_start(
    short_terms: str, short_month: str
) -> None:
    readings = {"short_terms": short_terms, "short_month": short_month}
    settings = {**DEFAULTS, **readings}
    for first_year, (month, day) in product((1952, 1953), DAYS):
        if (month, day) == (2, 29) and first_year % 4:
            continue
        # Four years apart, so that none runs beside another.
        given = [
            sentence(f"s{i}", D(first_year + 4 * i, month, day), "imprisonment", term=term)
            for i, term in enumerate(TERMS)
        ]
        born = D(1970 if month < 6 else 1900, 1, 1)
        found = calendar(given, readings, born=born, on=D(2100, 1, 1))
        assert ends(found) == [second.sentence_end(each, born, settings) for each in given]


@pytest.mark.parametrize(
    ("disposal", "setting", "readings"),
    [
        ("detention_and_training", "detention_and_training", ("custodial_half", "whole_term")),
        ("suspended", "suspended_term", ("imprisonment", "other_disposal")),
        ("extended", "extended_sentence", ("whole_term", "custodial_term")),
    ],
)
def test_what_counts_of_a_split_or_suspended_term_follows_its_reading(
    disposal: str, setting: str, readings: tuple[str, ...]
) -> None:
    terms: list[Facts] = [{"months": m} for m in (4, 6, 8, 10, 12, 14, 18, 24, 30, 60)]
    terms += [{"weeks": 52}, {"days": 364}, {"days": 366}, {"days": 368}, {"months": 12, "days": 2}]
    for reading, short_terms, (i, term) in product(
        readings, ("days_from_sentence", "calendar_months"), enumerate(terms)
    ):
        chosen = {setting: reading, "short_terms": short_terms}
        parts = [{"months": months} for months in (6, 7, 29, 30)]
        for part in [*parts, None] if disposal != "suspended" else [None]:
            if part is None and disposal == "extended" and reading == "custodial_term":
                continue
            if part is not None and (i < 7 or i > 9):
                continue
            given = [sentence("s", D(2024, 2, 29), disposal, term=term, custodial_term=part)]
            for born in (ADULT, D(2010, 1, 1)):
                found = calendar(given, chosen, born=born)
                expected = second.sentence_end(given[0], born, {**DEFAULTS, **chosen})
                assert ends(found) == [expected], (chosen, given)


def _terms_together(rng: random.Random, *, side_by_side: bool) -> list[Facts]:
    days = (D(2020, 2, 29), D(2020, 1, 31), D(2020, 4, 1), D(2020, 8, 31), D(2021, 1, 10))
    lengths: tuple[Facts, ...] = (
        {"months": 1}, {"months": 3}, {"months": 5}, {"months": 6}, {"months": 14}, {"months": 25},
        {"days": 60}, {"weeks": 13}, {"months": 2, "days": 15},
    )  # fmt: skip
    found: list[Facts] = []
    for i in range(rng.randint(2, 4)):
        each = sentence(f"s{i}", rng.choice(days), "imprisonment", term=rng.choice(lengths))
        if i and (not side_by_side or rng.random() < 0.5):
            before = found[rng.randrange(i)] if side_by_side else found[-1]
            each["consecutive_to"] = before["sentence_id"]
            each["relevant_date"] = each["sentenced_on"] = before["sentenced_on"]
        found.append(each)
    return found


@pytest.mark.parametrize("short_month", SHORT)
def test_terms_after_and_beside_each_other_count_together(short_month: str) -> None:
    rng = random.Random(f"82 {short_month}")  # noqa: S311
    for i in range(200):
        beside = i % 3 > 0
        readings = {
            "short_month": short_month,
            "short_terms": rng.choice(["days_from_sentence", "calendar_months"]),
            "concurrent_terms": rng.choice(["first_start_to_last_end", "longest"]),
        }
        settings = {**DEFAULTS, **readings}
        given = _terms_together(rng, side_by_side=beside)
        found = calendar(given, readings)
        assert date_of(found, "notification_end") == second.combined_end(given, ADULT, settings)
        lengths = second.combined_length(given, settings)
        expected = [
            second.period_end(
                each, second.by_span(*lengths[each["sentence_id"]], settings), ADULT, settings
            )
            for each in given
        ]
        assert ends(found) == expected


def test_the_longest_of_terms_from_one_day_decides_under_either_reading() -> None:
    for reading in ("first_start_to_last_end", "longest"):
        for one, other in pairwise((1, 5, 6, 7, 29, 30, 31)):
            day = D(2022, 3, 31)
            given = [
                sentence("a", day, "imprisonment", term={"months": one}),
                sentence("b", day, "imprisonment", term={"months": other}),
            ]
            found = calendar(given, {"concurrent_terms": reading})
            longest = second.sentence_end(given[1], ADULT, DEFAULTS)
            assert date_of(found, "notification_end") == longest


def test_a_fact_that_is_not_known_leaves_every_end_that_is_possible() -> None:
    day = D(2020, 8, 31)
    partial: list[Facts] = [
        {"disposal": disposal}
        for disposal in ("imprisonment", "section_250", "caution", "hospital", "fine", "life")
    ]
    partial.append({"disposal": "community_payback_scotland", "ends_on": D(2022, 1, 1)})
    partial += [{"disposal": "imprisonment", "term": {"months": months}} for months in (6, 7, 30)]
    for fields, born in product(partial, (None, ADULT, D(2003, 1, 1))):
        each = sentence("s", day, **fields)
        possible = second.possible_ends(each, born, DEFAULTS)
        known = [end for end in possible if end is not None]
        found = calendar([each], born=born)
        for read in (found.notification[0], entry(found, "notification_end")):
            date = read.ends_on if read is found.notification[0] else read.date
            if len(set(possible)) == 1:
                assert date == possible[0]
                assert read.without_end is (possible[0] is None)
                continue
            assert date is None
            assert read.earliest == min(known)
            assert read.latest == (None if None in possible else max(known))
            assert read.without_end is (None if None in possible else False)
            assert read.wanted


def test_an_order_of_sexual_harm_prevention_carries_notification_as_long_as_it_lasts() -> None:
    base = sentence("s", D(2020, 1, 15), "fine")
    own = second.sentence_end(base, ADULT, DEFAULTS)
    assert own is not None
    for kind, last in product(
        (*second.CARRYING, "sro", "interim_sro", "voo", "interim_voo"),
        (*(add_days(own, step) for step in (-1, 0, 1)), D(2030, 3, 3), None),
    ):
        order: Facts = {"order_id": "o", "kind": kind, "made_on": D(2020, 1, 15)}
        order |= {"until_further_order": True} if last is None else {"ends_on": last}
        found = entry(calendar([base], orders=[order]), "notification_end")
        expected = second.with_orders(own, [order])
        assert (found.date, found.without_end) == (expected, expected is None), order


@pytest.mark.parametrize("short_month", SHORT)
def test_an_order_shorter_or_longer_than_its_bounds_is_found_to_the_day(short_month: str) -> None:
    settings = {**DEFAULTS, "short_month": short_month}
    words = {"order-too-short": "shorter", "order-too-long": "longer", "travel-too-long": "travel"}
    days = (D(2021, 1, 1), D(2020, 2, 29), D(2021, 8, 31))
    for kind in ORDERS:
        orders: list[Facts] = []
        for made, years, step in product(days, (2, 5), (-2, -1, 0, 1)):
            last = add_days(add_months(made, 12 * years, short_month), step)
            common = {"kind": kind, "made_on": made}
            orders.append({"order_id": f"{made} {last}", **common, "ends_on": last})
            orders.append({"order_id": f"{made} {last} travel", **common, "travel_until": last})
        found = calendar([], {"short_month": short_month}, orders=orders, on=D(2021, 9, 1))
        for order in orders:
            mine = {each.key for each in found.findings if each.about == order["order_id"]}
            faults = {words[key] for key in mine if key in words}
            assert faults == second.order_faults(order, settings), order


def test_an_end_says_every_other_reading_that_would_move_it_and_where_to() -> None:
    choices = {
        "short_month": SHORT,
        "leap_birthday": SHORT,
        "short_terms": ("days_from_sentence", "calendar_months"),
        "detention_and_training": ("custodial_half", "whole_term"),
        "suspended_term": ("imprisonment", "other_disposal"),
    }
    given = [
        sentence("s", day, disposal, term=term)
        for day in (D(2024, 2, 29), D(2023, 2, 28), D(2023, 9, 1))
        for disposal in ("imprisonment", "detention_and_training", "suspended")
        for term in ({"months": 8}, {"weeks": 26}, {"months": 30})
    ]
    born = D(2005, 3, 1), D(2004, 2, 29), D(2006, 2, 28)
    for each, birth in product(given, born):
        found = entry(calendar([each], born=birth, compared=True), "notification_end")
        said = {each.setting: each.then for each in found.rests_on}
        moved = {}
        for setting, readings in choices.items():
            other = next(reading for reading in readings if reading != DEFAULTS[setting])
            end = second.sentence_end(each, birth, {**DEFAULTS, setting: other})
            if end != second.sentence_end(each, birth, DEFAULTS):
                moved[setting] = "without end" if end is None else str(end)
        assert said == moved, each
