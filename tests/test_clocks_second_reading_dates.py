"""Days on which something falls due, and police records, against a second reading."""

from __future__ import annotations

import datetime as dt
import random
from itertools import product
from typing import Any

import pytest

from tests.second_reading import clocks as second
from tests.second_reading import clocks_records as records
from tests.second_reading.clock_people import (
    DEFAULTS,
    SHORT,
    D,
    calendar,
    date_of,
    entry,
    sentence,
)
from tests.second_reading.clocks_days import add_days, bank_holidays, number


def test_notification_falls_due_in_three_days_weekly_and_yearly() -> None:
    life = [sentence("s", D(2012, 2, 29), "life")]
    for event_day, short in product(("not_counted", "counted"), SHORT):
        readings = {"event_day": event_day, "short_month_deadline": short}
        settings = {**DEFAULTS, **readings}
        for day, nowhere in product(
            (D(2024, 2, 29), D(2024, 2, 27), D(2026, 12, 31)), (True, False)
        ):
            kept = {"started_on": day, "last_on": day, "no_fixed_abode": nowhere}
            kept["changes"] = [{"changed_on": day}]
            found = calendar(life, readings, notification=kept, release={"release_on": day})
            three = second.within_three_days(day, settings)
            assert date_of(found, "first_notification") == three
            assert date_of(found, "change.1") == three
            assert date_of(found, "next_notification") == second.next_notification(
                day, no_fixed_abode=nowhere, settings=settings
            )


def test_a_review_of_indefinite_notification_opens_after_15_years_or_8() -> None:
    for start, relevant, step in product(
        ("first_notification", "relevant_date"), (D(2012, 3, 1), D(2012, 8, 31)), (-1, 0, 1)
    ):
        readings = {"review_start": start}
        settings = {**DEFAULTS, **readings}
        born = add_days(D(relevant.year - 18, relevant.month, relevant.day), step)
        first = D(2016, 2, 29) if step else add_days(relevant, 731)
        life = [sentence("s", relevant, "life")]
        kept = {"first_after_release_on": first}
        found = calendar(life, readings, born=born, notification=kept)
        expected = second.review_opens(relevant, first, born, settings)
        assert date_of(found, "notification_review") == expected
        if start == "first_notification":
            found = calendar(life, readings, born=born)
            assert date_of(found, "notification_review") is None


@pytest.mark.parametrize("level", [1, 2, 3])
def test_reviews_of_mappa_have_their_target_and_their_backstop(level: int) -> None:
    for last, short, level_1 in product(
        (D(2026, 10, 31), D(2026, 9, 20)), SHORT, ("every_four_months", "lead_agency_decides")
    ):
        readings = {"short_month_deadline": short, "level_1_review": level_1}
        mappa = {"level": level, "category": 1, "last_reviewed_on": last}
        found = calendar([], readings, mappa=mappa, on=D(2026, 11, 24))
        expected = records.mappa_review(level, last, {**DEFAULTS, **readings})
        assert date_of(found, "mappa_review") == expected["target"]
        assert date_of(found, "mappa_review_latest") == expected["backstop"]
        if level > 1:
            assert entry(found, "mappa_review").opens_on == expected["opens"]


def test_minutes_and_the_first_meeting_fall_due_on_the_same_working_day() -> None:
    for reading in ("not_counted", "counted"):
        settings = {**DEFAULTS, "receipt_day": reading}
        meetings, expected = [], {}
        for year in (2024, 2025, 2026, 2027):
            near = {add_days(day, step) for day in bank_holidays(year) for step in range(-8, 3)}
            for day in sorted(near):
                meeting = {"kind": "level_2", "on": D(2024, 1, 1), "minutes_received_on": day}
                if day > D(2024, 1, 1):
                    meetings.append(meeting)
                    expected[len(meetings)] = records.minutes_due(day, settings)
        mappa = {"level": 2, "category": 1, "meetings": meetings}
        found = calendar([], {"receipt_day": reading}, mappa=mappa, on=D(2028, 1, 1))
        dates = {each.key: each.date for each in found.entries}
        assert {place: dates[f"minutes.{place}"] for place in expected} == expected


def test_the_first_screening_is_due_seventy_two_hours_on() -> None:
    days = (D(2026, 2, 26), D(2024, 2, 27), *(D(2026, 3, 25 + step) for step in range(6)),
            *(D(2026, 10, 21 + step) for step in range(6)))  # fmt: skip
    hours = [dt.time(hour, minute) for hour in (0, 3, 10, 23) for minute in (1, 59)]
    for at in (dt.datetime.combine(day, hour) for day, hour in product(days, hours)):
        found = entry(calendar(screening={"registered_at": at}), "initial_screening")
        assert found.at == records.screening_due(at)


def test_dynamic_assessment_is_due_fifteen_and_thirty_days_on_and_yearly() -> None:
    life = [sentence("s", D(2012, 2, 29), "life")]
    for start, short in product((D(2026, 1, 31), D(2024, 2, 14), D(2024, 2, 29)), SHORT):
        readings = {"short_month_deadline": short}
        found = calendar(life, readings, management={"arms_due_from": start})
        assert (date_of(found, "arms_first_visit"), date_of(found, "arms_complete")) == (
            records.arms(start)
        )
        found = calendar(life, readings, management={"arms_completed_on": start})
        expected = records.arms_review(start, {**DEFAULTS, **readings})
        assert date_of(found, "arms_review") == expected


def test_police_records_are_reviewed_by_group_and_kept_to_a_hundred() -> None:
    for group, reviewed, short in product((1, 2, 3, 4), (None, D(2024, 2, 29)), SHORT):
        readings = {"short_month_deadline": short, "leap_birthday": short}
        settings = {**DEFAULTS, **readings}
        clear, born = D(2016, 2, 29), D(1984, 2, 29)
        kept: dict[str, Any] = {"group": group, "clear_since": clear}
        kept |= {"reviewed_on": reviewed} if reviewed else {}
        found = calendar([], readings, retention=kept, born=born)
        expected = records.record_review(group, clear, reviewed, settings)
        assert date_of(found, "record_review") == expected
        if group == 1:
            assert date_of(found, "record_disposal") == records.keep_until(born, settings)


def test_the_second_reading_counts_days_as_the_calendar_does() -> None:
    rng = random.Random(1)  # noqa: S311
    for _ in range(2000):
        day, days = D(1900, 1, 1) + dt.timedelta(rng.randrange(70_000)), rng.randrange(-99, 5000)
        assert number(day) == (day - D(1900, 1, 1)).days
        if day.year > 1901:
            assert add_days(day, days) == day + dt.timedelta(days)
