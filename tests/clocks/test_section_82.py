"""How long notification lasts: the table of section 82, its boundaries and its open readings."""

import datetime as dt
from typing import Any

import pytest

from tests.clocks.people import ADULT, YOUNG, D, calendar, entry, sentence, wanted

START = D(2020, 1, 15)
ENDS = {
    "2 years": D(2022, 1, 14),
    "5 years": D(2025, 1, 14),
    "7 years": D(2027, 1, 14),
    "10 years": D(2030, 1, 14),
}
HALVED = {
    "2 years": D(2021, 1, 14),
    "5 years": D(2022, 7, 14),
    "7 years": D(2023, 7, 14),
    "10 years": D(2025, 1, 14),
}


def test_every_disposal_brings_its_own_period() -> None:
    fixed = {
        "hospital": "7 years",
        "guardianship": "5 years",
        "community_order": "5 years",
        "fine": "5 years",
        "absolute_discharge": "5 years",
        "other": "5 years",
        "caution": "2 years",
        "reprimand_or_warning": "5 years",
    }
    for disposal, period in fixed.items():
        found = calendar(sentence(disposal=disposal, finding=None))
        assert found.notification[0].period == period, disposal
        assert entry(found, "notification_end").date == ENDS[period], disposal


@pytest.mark.parametrize(
    "disposal",
    [
        "life",
        "public_protection",
        "during_his_majestys_pleasure",
        "hospital_with_restriction",
        "lifelong_restriction_scotland",
    ],
)
def test_some_disposals_have_no_end_and_are_never_halved(disposal: str) -> None:
    for born in (ADULT, YOUNG):
        found = calendar(sentence(disposal=disposal), born=born)
        end = entry(found, "notification_end")
        assert (end.date, end.without_end, end.state) == (None, True, "without end")
        assert found.notification[0].halved is False


@pytest.mark.parametrize(
    ("term", "period"),
    [
        ({"days": 1}, "7 years"),
        ({"months": 5}, "7 years"),
        ({"months": 6}, "7 years"),
        ({"months": 6, "days": 1}, "10 years"),
        ({"months": 7}, "10 years"),
        ({"months": 29}, "10 years"),
        ({"months": 29, "days": 1}, "10 years"),
        ({"months": 30}, "indefinite"),
        ({"years": 2, "months": 6}, "indefinite"),
        ({"months": 30, "days": 1}, "indefinite"),
        ({"years": 4}, "indefinite"),
    ],
)
@pytest.mark.parametrize("disposal", ["imprisonment", "youth_detention", "section_250", "extended"])
def test_a_term_is_exact_at_six_and_at_thirty_months(
    term: dict[str, int], period: str, disposal: str
) -> None:
    found = calendar(sentence(disposal=disposal, term=term))
    assert found.notification[0].period == period
    end = entry(found, "notification_end")
    assert end.date == ENDS.get(period)
    assert end.without_end is (period == "indefinite")


@pytest.mark.parametrize(
    ("disposal", "term", "period"),
    [
        ("caution", None, "2 years"),
        ("community_order", None, "5 years"),
        ("hospital", None, "7 years"),
        ("imprisonment", {"months": 6}, "7 years"),
        ("imprisonment", {"months": 7}, "10 years"),
    ],
)
def test_finite_periods_are_halved_under_eighteen_on_the_relevant_date(
    disposal: str, term: dict[str, int] | None, period: str
) -> None:
    eighteen = START.replace(year=START.year - 18)
    for born, halved in (
        (eighteen + dt.timedelta(days=1), True),  # 18 on the next day
        (eighteen, False),  # 18 on the very day
        (eighteen - dt.timedelta(days=1), False),
    ):
        found = calendar(sentence(disposal=disposal, term=term, finding=None), born=born)
        assert entry(found, "notification_end").date == (HALVED if halved else ENDS)[period]
        assert found.notification[0].halved is halved


def test_a_conditional_discharge_keeps_its_own_length_at_every_age() -> None:
    for born in (ADULT, YOUNG):
        found = calendar(sentence(disposal="conditional_discharge", term={"months": 12}), born=born)
        assert entry(found, "notification_end").date == D(2021, 1, 14)
        assert found.notification[0].halved is False
    by_day = calendar(sentence(disposal="conditional_discharge", ends_on=D(2021, 3, 1)))
    assert entry(by_day, "notification_end").date == D(2021, 3, 1)
    unlike = calendar(
        sentence(disposal="conditional_discharge", term={"months": 12}, ends_on=D(2021, 3, 1))
    )
    end = entry(unlike, "notification_end")
    assert (end.date, end.earliest, end.latest) == (None, D(2021, 1, 14), D(2021, 3, 1))


def test_a_scottish_order_counts_by_its_length_only_with_supervision() -> None:
    order = {"disposal": "community_payback_scotland", "ends_on": D(2021, 7, 1)}
    with_it = calendar(sentence(**order, with_supervision=True))
    assert entry(with_it, "notification_end").date == D(2021, 7, 1)
    without = calendar(sentence(**order, with_supervision=False))
    assert entry(without, "notification_end").date == ENDS["5 years"]
    open_ = entry(calendar(sentence(**order)), "notification_end")
    assert (open_.earliest, open_.latest) == (D(2021, 7, 1), ENDS["5 years"])
    assert "/circumstances/sentences/0/with_supervision" in wanted(open_)


def test_consecutive_terms_are_added() -> None:
    found = calendar(
        sentence("a", term={"months": 3}),
        sentence("b", term={"months": 3}, consecutive_to="a"),
    )
    assert [each.period for each in found.notification] == ["7 years", "7 years"]
    found = calendar(
        sentence("a", term={"months": 3}),
        sentence("b", term={"months": 3, "days": 1}, consecutive_to="a"),
    )
    assert [each.period for each in found.notification] == ["10 years", "10 years"]
    found = calendar(
        sentence("a", term={"months": 10}),
        sentence("b", term={"months": 10}, consecutive_to="a"),
        sentence("c", term={"months": 10}, consecutive_to="b"),
    )
    assert entry(found, "notification_end").without_end is True


def test_a_term_that_brings_no_notification_is_not_added() -> None:
    found = calendar(
        sentence("a", term={"months": 3}),
        sentence("b", term={"months": 24}, consecutive_to="a", notifiable=False),
        sentence("c", term={"months": 3}, consecutive_to="b"),
    )
    assert [each.period for each in found.notification] == ["7 years", "7 years"]


def test_concurrent_terms_of_one_day_are_as_long_as_the_longest() -> None:
    for reading in ("first_start_to_last_end", "longest"):
        found = calendar(
            sentence("a", term={"months": 24}),
            sentence("b", term={"months": 12}),
            settings={"concurrent_terms": reading},
        )
        assert entry(found, "notification_end").date == ENDS["10 years"]


def test_terms_that_overlap_in_part_combine_by_a_reading_that_is_shown() -> None:
    terms = (
        sentence("a", term={"months": 24}),
        sentence(
            "b",
            term={"months": 24},
            relevant_date=D(2020, 7, 15),
            sentenced_on=D(2020, 7, 15),
        ),
    )
    end = entry(calendar(*terms), "notification_end")
    assert end.without_end is True  # 15 January 2020 to 15 July 2022 are thirty months
    assert ("concurrent_terms", "longest", "2030-07-14") in {
        (each.setting, each.other, each.then) for each in end.rests_on
    }
    apart = calendar(*terms, settings={"concurrent_terms": "longest"})
    assert entry(apart, "notification_end").date == D(2030, 7, 14)
    a_day_less = {**terms[1], "sentenced_on": D(2020, 7, 14), "relevant_date": D(2020, 7, 14)}
    assert entry(calendar(terms[0], a_day_less), "notification_end").date == D(2030, 7, 13)


def test_terms_that_do_not_overlap_stay_apart() -> None:
    found = calendar(
        sentence("a", term={"months": 24}),
        sentence(
            "b", term={"months": 24}, relevant_date=D(2022, 1, 15), sentenced_on=D(2022, 1, 15)
        ),
    )
    assert [each.period for each in found.notification] == ["10 years", "10 years"]


def test_the_longest_period_decides_and_is_named() -> None:
    found = calendar(
        sentence("early", term={"months": 12}),
        sentence(
            "late",
            disposal="caution",
            finding="caution",
            relevant_date=D(2026, 3, 1),
            sentenced_on=None,
        ),
    )
    end = entry(found, "notification_end")
    assert (end.date, end.about) == (D(2030, 1, 14), "early")
    assert [each.decides for each in found.notification] == [True, False]


@pytest.mark.parametrize(
    ("start", "reading", "period"),
    [
        (D(2026, 1, 1), "days_from_sentence", "10 years"),  # 182 days; six months have 181
        (D(2026, 7, 1), "days_from_sentence", "7 years"),  # six months have 184
        (D(2026, 1, 1), "calendar_months", "7 years"),
        (D(2026, 7, 1), "calendar_months", "7 years"),
    ],
)
def test_26_weeks_exceed_six_months_by_the_date_and_the_reading(
    start: dt.date, reading: str, period: str
) -> None:
    found = calendar(
        sentence(term={"weeks": 26}, relevant_date=start, sentenced_on=start),
        settings={"short_terms": reading},
    )
    assert found.notification[0].period == period


def test_26_weeks_of_an_unknown_day_are_both() -> None:
    end = entry(calendar(sentence(term={"weeks": 26}, sentenced_on=None)), "notification_end")
    assert (end.earliest, end.latest) == (ENDS["7 years"], ENDS["10 years"])
    assert "/circumstances/sentences/0/sentenced_on" in wanted(end)
    settled = calendar(sentence(term={"weeks": 20}, sentenced_on=None))
    assert entry(settled, "notification_end").date == ENDS["7 years"]


@pytest.mark.parametrize(
    ("term", "half", "whole"),
    [
        ({"months": 12}, "7 years", "10 years"),
        ({"months": 12, "days": 1}, "10 years", "10 years"),
        ({"months": 6}, "7 years", "7 years"),
        ({"months": 24}, "10 years", "10 years"),
    ],
)
def test_a_detention_and_training_order_counts_half_or_whole(
    term: dict[str, int], half: str, whole: str
) -> None:
    order = sentence(disposal="detention_and_training", term=term)
    assert calendar(order).notification[0].period == half
    found = calendar(order, settings={"detention_and_training": "whole_term"})
    assert found.notification[0].period == whole
    rests = {each.setting for each in entry(calendar(order), "notification_end").rests_on}
    assert ("detention_and_training" in rests) is (half != whole)
    assert calendar(order).notification[0].confidence == "unconfirmed"


def test_the_custodial_part_as_recorded_goes_before_the_half() -> None:
    order = sentence(
        disposal="detention_and_training", term={"months": 12}, custodial_term={"months": 7}
    )
    assert calendar(order).notification[0].period == "10 years"


def test_a_suspended_term_counts_by_a_reading_that_is_shown() -> None:
    term = sentence(disposal="suspended", term={"months": 12})
    end = entry(calendar(term), "notification_end")
    assert end.date == ENDS["10 years"]
    assert [(each.other, each.then) for each in end.rests_on if each.setting == "suspended_term"] \
        == [("other_disposal", str(ENDS["5 years"]))]  # fmt: skip
    other = calendar(term, settings={"suspended_term": "other_disposal"})
    assert entry(other, "notification_end").date == ENDS["5 years"]


def test_an_extended_sentence_counts_whole_or_its_custodial_part() -> None:
    term = sentence(disposal="extended", term={"years": 3}, custodial_term={"years": 2})
    assert entry(calendar(term), "notification_end").without_end is True
    custodial = calendar(term, settings={"extended_sentence": "custodial_term"})
    assert entry(custodial, "notification_end").date == ENDS["10 years"]
    unknown = sentence(disposal="extended", term={"years": 3})
    end = entry(calendar(unknown, settings={"extended_sentence": "custodial_term"}),
                "notification_end")  # fmt: skip
    assert (end.earliest, end.without_end) == (ENDS["7 years"], None)


@pytest.mark.parametrize(
    ("reading", "end"),
    [("first_of_next_month", D(2029, 2, 28)), ("last_day_of_month", D(2029, 2, 27))],
)
def test_a_period_that_begins_on_29_february_ends_as_the_reading_says(
    reading: str, end: dt.date
) -> None:
    found = calendar(
        sentence(disposal="fine", relevant_date=D(2024, 2, 29), sentenced_on=D(2024, 2, 29)),
        settings={"short_month": reading},
    )
    assert entry(found, "notification_end").date == end
    assert "short_month" in {each.setting for each in entry(found, "notification_end").rests_on}


@pytest.mark.parametrize(
    ("reading", "halved"), [("first_of_next_month", True), ("last_day_of_month", False)]
)
def test_the_eighteenth_birthday_of_somebody_born_on_29_february_is_a_reading(
    reading: str, halved: bool
) -> None:
    convicted = D(2022, 2, 28)
    found = calendar(
        sentence(disposal="fine", relevant_date=convicted, sentenced_on=convicted),
        born=D(2004, 2, 29),
        settings={"leap_birthday": reading},
    )
    assert found.notification[0].halved is halved


@pytest.mark.parametrize(
    ("field", "pointer"),
    [
        ("term", "/circumstances/sentences/0/term"),
        ("disposal", "/circumstances/sentences/0/disposal"),
        ("notifiable", "/circumstances/sentences/0/notifiable"),
        ("relevant_date", "/circumstances/sentences/0/relevant_date"),
    ],
)
def test_an_unknown_fact_gives_no_date_and_is_named(field: str, pointer: str) -> None:
    known: dict[str, Any] = {"term": {"months": 12}}
    found = calendar(sentence(**{**known, field: None}))
    end = entry(found, "notification_end")
    assert end.date is None
    assert pointer in wanted(end)


def test_an_unknown_term_spans_everything_a_term_can_bring() -> None:
    end = entry(calendar(sentence()), "notification_end")
    assert (end.earliest, end.latest, end.without_end) == (ENDS["7 years"], None, None)


def test_what_is_without_end_is_settled_whatever_else_is_unknown() -> None:
    found = calendar(
        sentence("a", disposal="life", relevant_date=None, sentenced_on=None),
        sentence("b", disposal=None, relevant_date=None, notifiable=None),
        born=None,
    )
    assert entry(found, "notification_end").without_end is True


def test_an_unknown_date_of_birth_gives_both_lengths() -> None:
    end = entry(calendar(sentence(disposal="fine"), born=None), "notification_end")
    assert (end.earliest, end.latest) == (HALVED["5 years"], ENDS["5 years"])
    assert "/answers/date_of_birth" in wanted(end)


def test_age_rises_over_the_sentences_so_that_bounds_hold_together() -> None:
    found = calendar(
        sentence("a", disposal="fine"),
        sentence("b", disposal="fine", relevant_date=D(2021, 1, 15), sentenced_on=D(2021, 1, 15)),
        born=None,
    )
    end = entry(found, "notification_end")
    # Not both at once: if the earlier was an adult's, so was the later.
    assert (end.earliest, end.latest) == (D(2023, 7, 14), D(2026, 1, 14))


def test_an_order_extends_notification_for_as_long_as_it_lasts() -> None:
    fine = sentence(disposal="fine")
    shpo = {"order_id": "o", "kind": "shpo", "made_on": START, "ends_on": D(2032, 5, 5)}
    assert entry(calendar(fine, orders=[shpo]), "notification_end").date == D(2032, 5, 5)
    short = {**shpo, "ends_on": D(2025, 1, 14)}
    assert entry(calendar(fine, orders=[short]), "notification_end").date == ENDS["5 years"]
    endless = {"order_id": "o", "kind": "shpo", "until_further_order": True}
    assert entry(calendar(fine, orders=[endless]), "notification_end").without_end is True
    open_ = {"order_id": "o", "kind": "shpo", "made_on": START}
    end = entry(calendar(fine, orders=[open_]), "notification_end")
    assert (end.date, end.earliest, end.without_end) == (None, ENDS["5 years"], None)
    assert "/circumstances/orders/0/ends_on" in wanted(end)


def test_a_risk_order_does_not_extend_notification() -> None:
    sro = {"order_id": "o", "kind": "sro", "made_on": START, "ends_on": D(2040, 1, 1)}
    found = calendar(sentence(disposal="fine"), orders=[sro])
    assert entry(found, "notification_end").date == ENDS["5 years"]


def test_a_revocation_ends_it() -> None:
    found = calendar(
        sentence(disposal="life"), notification={"subject": False, "revoked_on": D(2026, 2, 1)}
    )
    assert entry(found, "notification_end").date == D(2026, 2, 1)
    assert entry(found, "next_notification").applies == "no"


def test_reported_and_unconfirmed_rules_are_shown_as_such() -> None:
    for disposal, confidence in (
        ("fine", "reported"),
        ("reprimand_or_warning", "unconfirmed"),
        ("caution", "confirmed"),
    ):
        found = calendar(sentence(disposal=disposal, finding=None))
        assert entry(found, "notification_end").confidence == confidence
