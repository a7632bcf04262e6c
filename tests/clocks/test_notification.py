"""First, next and changed notification, and the review of what has no end."""

import datetime as dt

import pytest

from tests.clocks.people import YOUNG, D, calendar, entry, keys, sentence, wanted

FINE = sentence(disposal="fine", relevant_date=D(2026, 11, 20), sentenced_on=D(2026, 11, 20))
TERM = sentence(term={"months": 12}, relevant_date=D(2024, 1, 15), sentenced_on=D(2024, 1, 15))
LIFE = sentence(disposal="life", relevant_date=D(2010, 5, 1), sentenced_on=D(2010, 5, 1))


@pytest.mark.parametrize(
    ("reading", "due"), [("not_counted", D(2026, 11, 23)), ("counted", D(2026, 11, 22))]
)
def test_the_first_notification_is_due_within_three_days(reading: str, due: dt.date) -> None:
    found = calendar(FINE, settings={"event_day": reading}, notification={"subject": True})
    first = entry(found, "first_notification")
    assert (first.date, first.state, first.overdue) == (due, "overdue", True)
    other = "counted" if reading == "not_counted" else "not_counted"
    assert [each.other for each in first.rests_on] == [other]


def test_it_is_not_overdue_on_the_day_itself_and_is_on_the_next() -> None:
    for on, overdue in ((D(2026, 11, 23), False), (D(2026, 11, 24), True)):
        assert entry(calendar(FINE, on=on), "first_notification").overdue is overdue


def test_after_custody_the_first_notification_waits_for_the_day_it_began() -> None:
    first = entry(calendar(TERM), "first_notification")
    assert (first.date, first.earliest) == (None, D(2024, 1, 18))
    assert wanted(first) == ["/circumstances/notification/started_on"]
    began = calendar(TERM, notification={"started_on": D(2024, 7, 15)})
    assert entry(began, "first_notification").date == D(2024, 7, 18)


def test_what_was_done_late_is_done_and_said_to_be_late() -> None:
    for day, why in ((D(2026, 11, 23), ""), (D(2026, 11, 24), "It was done after this day.")):
        first = entry(calendar(FINE, notification={"first_on": day}), "first_notification")
        assert (first.state, first.overdue, first.why) == ("done", False, why)


def test_release_brings_notification_within_three_days() -> None:
    release = {"in_custody": True, "release_on": D(2026, 12, 20)}
    found = calendar(TERM, release=release)
    assert entry(found, "notification_after_release").date == D(2026, 12, 23)
    unknown = entry(calendar(TERM, release={"in_custody": True}), "notification_after_release")
    assert (unknown.date, wanted(unknown)) == (None, ["/circumstances/release/release_on"])
    assert "notification_after_release" not in keys(calendar(TERM, release={}))


@pytest.mark.parametrize(
    ("last", "due"),
    [
        (D(2026, 3, 1), D(2027, 3, 1)),
        (D(2026, 2, 28), D(2027, 2, 28)),
        (D(2024, 2, 29), D(2025, 2, 28)),
    ],
)
def test_the_yearly_notification_counts_from_the_last(last: dt.date, due: dt.date) -> None:
    found = calendar(TERM, notification={"last_on": last, "no_fixed_abode": False})
    assert entry(found, "next_notification").date == due


def test_a_yearly_day_that_does_not_exist_is_the_day_before_unless_told() -> None:
    kept = {"last_on": D(2024, 2, 29), "no_fixed_abode": False}
    each = entry(calendar(TERM, notification=kept), "next_notification")
    assert [(one.setting, one.then) for one in each.rests_on] == [
        ("short_month_deadline", "2025-03-01")
    ]


def test_without_a_fixed_abode_it_is_weekly_and_unknown_abode_is_both() -> None:
    kept = {"last_on": D(2026, 11, 20), "no_fixed_abode": True}
    weekly = entry(calendar(TERM, notification=kept), "next_notification")
    assert weekly.date == D(2026, 11, 27)
    assert "every week" in weekly.rule
    del kept["no_fixed_abode"]
    either = entry(calendar(TERM, notification=kept), "next_notification")
    assert (either.date, either.earliest, either.latest) == (
        None, D(2026, 11, 27), D(2027, 11, 20)
    )  # fmt: skip
    assert "/circumstances/notification/no_fixed_abode" in wanted(either)


def test_an_unknown_last_notification_leaves_a_range_and_no_date() -> None:
    kept = {"first_on": D(2025, 2, 1), "no_fixed_abode": False, "subject": True}
    each = entry(calendar(TERM, notification=kept), "next_notification")
    assert (each.date, each.earliest, each.latest) == (None, D(2026, 2, 1), D(2027, 11, 24))
    assert each.overdue is None


def test_nothing_is_due_after_the_period_has_ended() -> None:
    caution = sentence(disposal="caution", finding="caution", relevant_date=D(2025, 1, 15),
                       sentenced_on=None)  # fmt: skip
    kept = {"last_on": D(2026, 1, 14), "no_fixed_abode": False}
    last = entry(calendar(caution, notification=kept), "next_notification")
    assert (last.date, last.applies) == (D(2027, 1, 14), "yes")  # the last day of the period
    kept["last_on"] = D(2026, 1, 15)
    after = entry(calendar(caution, notification=kept), "next_notification")
    assert (after.applies, after.state) == ("no", "does not apply")


def test_a_change_is_notified_within_three_days() -> None:
    changes = [
        {"what": "address", "changed_on": D(2026, 11, 20), "notified_on": D(2026, 11, 24)},
        {"what": "address", "changed_on": D(2026, 11, 22)},
        {"what": "name"},
    ]
    found = calendar(TERM, notification={"subject": True, "changes": changes})
    assert entry(found, "change.1").why == "It was done after this day."
    assert (entry(found, "change.2").date, entry(found, "change.2").state) == (
        D(2026, 11, 25), "coming"
    )  # fmt: skip
    assert entry(found, "change.3").date is None


def test_nothing_is_said_of_notification_where_nothing_points_to_it() -> None:
    assert keys(calendar()) == set()
    assert keys(calendar(sentence(disposal="fine", notifiable=False))) == set()


def test_a_person_said_to_be_subject_without_a_sentence_has_no_end_that_is_known() -> None:
    end = entry(calendar(notification={"subject": True}), "notification_end")
    assert (end.date, end.state, wanted(end)) == (None, "cannot tell", ["/circumstances/sentences"])


@pytest.mark.parametrize(("born", "years"), [(D(1984, 5, 12), 15), (D(1994, 6, 1), 8)])
def test_a_review_opens_after_fifteen_or_eight_years(born: dt.date, years: int) -> None:
    kept = {"first_after_release_on": D(2018, 7, 1)}
    each = entry(calendar(LIFE, born=born, notification=kept), "notification_review")
    assert (each.date, each.kind) == (D(2018 + years, 7, 1), "opens")
    by_relevant = calendar(
        LIFE, born=born, notification=kept, settings={"review_start": "relevant_date"}
    )
    assert entry(by_relevant, "notification_review").date == D(2010 + years, 5, 1)
    assert "review_start" in {one.setting for one in each.rests_on}


def test_before_release_a_review_has_no_day_but_cannot_open_sooner() -> None:
    each = entry(calendar(LIFE), "notification_review")
    assert (each.date, each.earliest) == (None, D(2025, 5, 1))
    assert wanted(each) == ["/circumstances/notification/first_after_release_on"]


def test_there_is_no_review_of_what_has_an_end() -> None:
    assert "notification_review" not in keys(calendar(FINE))
    assert entry(calendar(sentence()), "notification_review").applies == "cannot tell"


def test_a_refused_review_is_said() -> None:
    kept = {"review_refused_on": D(2026, 1, 2)}
    assert "2026-01-02" in entry(calendar(LIFE, notification=kept), "notification_review").why


def test_record_and_sentences_that_disagree_are_found() -> None:
    still = calendar(LIFE, notification={"subject": False})
    assert [each.key for each in still.findings] == ["notification-still-runs"]
    ended = sentence(disposal="caution", finding="caution", sentenced_on=None)
    over = calendar(ended, notification={"subject": True})
    assert [each.key for each in over.findings] == ["notification-has-ended"]
    assert calendar(LIFE, notification={"subject": True}).findings == ()


def test_a_young_person_has_half_the_period_and_the_same_three_days() -> None:
    found = calendar(FINE, born=YOUNG)
    assert entry(found, "first_notification").date == D(2026, 11, 23)
    assert entry(found, "notification_end").date == D(2029, 5, 19)


def test_in_custody_nobody_is_told_that_the_yearly_notification_is_due() -> None:
    kept = {"last_on": D(2025, 1, 1), "no_fixed_abode": False}
    inside = calendar(TERM, notification=kept, release={"in_custody": True})
    each = entry(inside, "next_notification")
    assert (each.applies, each.state, each.overdue) == ("cannot tell", "cannot tell", None)
    assert entry(calendar(TERM, notification=kept), "next_notification").overdue is True
