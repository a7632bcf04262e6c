"""Level, contact, review and due dates: data, plain arithmetic, and no clock."""

import datetime as dt

import pytest

from riskservice.case import ContactDecision
from riskservice.errors import InvalidCase
from tests.planning.factory import LEVELS, ON, Made, all_rated, codes, overall

# Intervals of the guidance of about 2010: monthly, three and six months, yearly.
CONTACT = {"very_high": 30, "high": 91, "medium": 182, "low": 365}
REVIEW = {"very_high": (42, 56), "high": (84, 112), "medium": (182, 365), "low": (335, 365)}


def days(number: int) -> dt.timedelta:
    return dt.timedelta(days=number)


@pytest.mark.parametrize("level", LEVELS)
def test_contact_and_review_follow_the_level(level: str) -> None:
    plan = Made(overall=overall(level)).draft()
    target, backstop = REVIEW[level]
    assert plan.level == level
    assert (plan.contact.default_days, plan.contact.chosen_days) == (CONTACT[level],) * 2
    assert plan.contact.first_due == ON + days(CONTACT[level])
    assert plan.review.next_on == ON + days(target)
    assert plan.review.backstop_on == ON + days(backstop)


def test_the_contact_default_says_that_it_is_only_one() -> None:
    contact = Made().draft().contact
    assert "29 June 2017" in contact.note
    assert contact.confidence == "unconfirmed"
    assert contact.cite


def test_a_provisional_band_is_reviewed_sooner_and_never_later() -> None:
    low = Made(overall=overall("low", provisional=True)).draft()
    very_high = Made(overall=overall("very_high", provisional=True)).draft()
    assert low.review.next_on == ON + days(28)
    assert very_high.review.next_on == ON + days(28)


@pytest.mark.parametrize(
    ("possible", "level"),
    [
        (("low", "medium"), "medium"),
        (("not_applicable", "low"), "low"),
        (("medium", "very_high"), "very_high"),
        ((), "high"),
        (("not_applicable",), "high"),
    ],
)
def test_without_a_band_the_highest_possible_one_is_planned_for(
    possible: tuple[str, ...], level: str
) -> None:
    plan = Made(overall=overall(None, possible_bands=possible)).draft()
    assert plan.band is None
    assert plan.provisional
    assert plan.level == level
    assert "No overall band can be formed" in plan.level_why
    assert "no-band" in {notice.code for notice in plan.notices}
    assert "action:settle_band" in {action.action_id for action in plan.actions}


def test_a_higher_risk_of_serious_harm_raises_the_level_and_says_so() -> None:
    answers = {**all_rated(), "rosh_public_community": "very_high"}
    plan = Made(answers=answers, overall=overall("low")).draft()
    assert (plan.band, plan.level) == ("low", "very_high")
    assert "raised to very high by the risk of serious harm to the public" in plan.level_why
    assert plan.contact.default_days == CONTACT["very_high"]


@pytest.mark.parametrize("cell", ["low", "high"])
def test_a_risk_of_serious_harm_no_higher_than_the_band_changes_nothing(cell: str) -> None:
    plan = Made(answers=all_rated(cell=cell), overall=overall("high")).draft()
    assert (plan.level, plan.level_why) == ("high", "The overall band is high.")


def decision(
    every_days: int = 14, by: str = "A. Smith", reason: str = "New job"
) -> ContactDecision:
    return ContactDecision(every_days=every_days, by=by, reason=reason)


def test_a_named_person_may_choose_another_interval_and_both_are_recorded() -> None:
    contact = Made(contact=decision(60)).draft().contact
    assert (contact.default_days, contact.chosen_days) == (182, 60)
    assert (contact.chosen_by, contact.reason) == ("A. Smith", "New job")
    assert contact.first_due == ON + days(60)


@pytest.mark.parametrize("every_days", [1, 366])
def test_the_limits_of_the_interval_are_allowed(every_days: int) -> None:
    plan = Made(contact=decision(every_days)).draft()
    assert plan.contact.chosen_days == every_days
    assert not codes(plan, "gap")


@pytest.mark.parametrize("every_days", [-1, 0, 367])
def test_an_interval_out_of_bounds_is_refused(every_days: int) -> None:
    with pytest.raises(InvalidCase) as caught:
        Made(contact=decision(every_days)).draft()
    (fault,) = caught.value.faults
    assert fault.pointer == "/contact_decision/every_days"
    assert fault.value == str(every_days)


def test_every_fault_of_a_contact_decision_is_reported_at_once() -> None:
    with pytest.raises(InvalidCase) as caught:
        Made(contact=decision(0, " ", "\n")).draft()
    assert [fault.pointer for fault in caught.value.faults] == [
        "/contact_decision/every_days",
        "/contact_decision/by",
        "/contact_decision/reason",
    ]


def test_contact_counts_from_release_for_a_person_in_prison() -> None:
    release = ON + days(40)
    answers = {**all_rated(), "supervision_status": "custody", "follow_up_start": release}
    contact = Made(answers=answers).draft().contact
    assert (contact.starts, contact.first_due) == (release, release + days(182))


def test_contact_has_no_beginning_while_the_release_date_is_unknown() -> None:
    contact = Made(answers={**all_rated(), "supervision_status": "remand"}).draft().contact
    assert (contact.starts, contact.first_due) == (None, None)


def test_a_release_date_in_the_past_does_not_move_the_start_back() -> None:
    answers = {**all_rated(), "supervision_status": "custody", "follow_up_start": ON - days(3)}
    assert Made(answers=answers).draft().contact.starts == ON


@pytest.mark.parametrize("on", [dt.date(2028, 2, 29), dt.date(2026, 12, 31), dt.date(2024, 2, 28)])
def test_dates_count_from_the_assessment_date_alone(on: dt.date) -> None:
    plan = Made(on=on, overall=overall("very_high")).draft()
    assert plan.review.next_on == on + days(42)
    urgent = next(a for a in plan.actions if a.action_id == "action:senior_oversight")
    assert (urgent.created, urgent.due) == (on, on + days(1))


def test_nothing_is_due_after_the_next_review() -> None:
    for level in LEVELS:
        plan = Made(overall=overall(level)).draft()
        assert all(action.due and action.due <= plan.review.next_on for action in plan.actions)
