"""Levels, what does not agree, referral, dates, first screening and young people, from records."""

import datetime as dt
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskservice.circumstances import Asset
from riskservice.clocks.settings import UnusableSetting
from riskservice.errors import InvalidCase, NotInForce
from riskservice.mappa import parted, screen_case
from riskservice.mappa.youth import SECTIONS
from riskservice.scoring import service
from tests.mappa.people import (
    ADULT,
    CHILD,
    HIGH,
    LEVEL_1,
    LEVEL_2,
    LEVEL_3,
    LOW,
    NO_TERRORISM,
    NOT_2,
    VIOLENT,
    case,
    codes,
    registered,
    screened,
    step,
)

LOW_ADULT, HIGH_ADULT = {**ADULT, **LOW}, {**ADULT, **HIGH}

# Levels ------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("grounds", "answers", "level"),
    [
        (LEVEL_1, LOW_ADULT, 1),
        (LEVEL_1, HIGH_ADULT, 1),
        (LEVEL_2, HIGH_ADULT, 2),
        ({**LEVEL_2, "needs_active_coordination": True}, LOW_ADULT, 2),
        ({**LEVEL_2, "formerly_level_3": True}, LOW_ADULT, 2),
        (LEVEL_3, HIGH_ADULT, 3),
        ({**LEVEL_3, "senior_representation_needed": False}, HIGH_ADULT, 2),
        (
            {**LEVEL_3, "resources_at_short_notice": False, "media_or_public_interest": True},
            HIGH_ADULT,
            3,
        ),
    ],
)
def test_the_level_is_the_highest_whose_test_is_met(
    grounds: dict[str, bool], answers: dict[str, Any], level: int
) -> None:
    found = registered(answers, grounds=grounds).level
    assert (found.state, found.level, found.possible) == ("decided", level, (str(level),))
    assert found.would_tell == ()
    assert found.because


def test_media_scrutiny_alone_reaches_level_3_only_under_that_reading() -> None:
    grounds = {**LEVEL_1, "senior_representation_needed": True, "media_or_public_interest": True}
    found = registered(LOW_ADULT, grounds=grounds)
    assert found.level.level == 1
    rest = {(each.setting, each.other): each.then for each in found.rests_on}
    assert rest == {("media_limb", "stands_alone"): "level: 3"}
    alone = registered(LOW_ADULT, grounds=grounds, settings={"media_limb": "stands_alone"})
    assert alone.level.level == 3
    assert alone.settings["media_limb"] == "stands_alone"
    assert [each.other for each in alone.rests_on] == ["needs_level_2"]


@pytest.mark.parametrize(
    ("reading", "level", "outcome"),
    [
        (None, None, "refer_to_coordinator"),
        ("level_2", 2, "2"),
        ("strengthen_plan", None, "strengthen_plan"),
    ],
)
def test_a_level_1_screening_that_fails_is_answered_as_the_reading_says(
    reading: str | None, level: int | None, outcome: str
) -> None:
    grounds = {**LEVEL_1, "plan_is_robust": False}
    settings = {"level_1_fails": reading} if reading else {}
    found = registered(LOW_ADULT, grounds=grounds, settings=settings)
    assert (found.level.level, found.level.outcome) == (level, outcome)
    assert {each.setting for each in found.rests_on} == {"level_1_fails"}
    assert "neither" in found.level.proposal


def test_where_nobody_can_tell_the_level_the_questions_say_what_each_answer_would_give() -> None:
    grounds = {**LEVEL_2, "senior_representation_needed": None, "resources_at_short_notice": True}
    found = registered(HIGH_ADULT, grounds=grounds).level
    assert found.state == "cannot_tell"
    assert found.possible == ("2", "3")
    (ask,) = found.would_tell
    assert ask.fact == "senior_representation_needed"
    assert (ask.if_yes, ask.if_no) == (("3",), ("2",))
    assert ask.pointer == "/circumstances/mappa/grounds/senior_representation_needed"


def test_the_risk_of_serious_harm_is_read_off_the_scored_case_and_off_the_answers_alike() -> None:
    for answers, state in ((HIGH_ADULT, "met"), (LOW_ADULT, "not_met"), (ADULT, "cannot_tell")):
        here = case(answers, grounds=LEVEL_2)
        for assessment in (None, service().score(here, instruments=["rosh"])):
            found = screen_case(here, assessment)
            assert step(found, "high_risk_of_serious_harm").state == state


def test_one_high_group_is_enough_and_one_unrated_group_is_not_low() -> None:
    one = screened({**ADULT, "rosh_staff_custody": "very_high"})
    assert step(one, "high_risk_of_serious_harm").state == "met"
    some = screened({**ADULT, **LOW, "rosh_staff_community": None})
    assert step(some, "high_risk_of_serious_harm").state == "cannot_tell"


def test_category_3_whose_level_test_gives_1_is_stopped() -> None:
    found = screened(
        LOW_ADULT,
        grounds={
            **NO_TERRORISM,
            **NOT_2,
            **LEVEL_1,
            "capable_of_serious_harm": True,
            "active_management_needed": True,
        },
        notification={"subject": False},
        mappa={"category": 3, "level": 1},
        sentences=[{**VIOLENT, "disposal": "fine", "term": None}],
    )
    assert found.category.category == 3
    assert found.level.outcome == "category_3_not_level_1"
    assert found.level.level is None
    assert {"category_3_at_level_1", "category_3_without_level", "facts_conflict"} <= set(
        codes(found)
    )
    assert found.findings[0].severity == "stop"


# What does not agree -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mappa", "code"),
    [
        ({"category": 2, "level": 1}, "category_differs"),
        ({"level": 1}, "category_differs"),
        ({"category": 1, "level": 2}, "level_differs"),
        ({"category": 1}, "level_differs"),
        ({"category": 3, "level": 1}, "category_3_at_level_1"),
    ],
)
def test_a_record_that_differs_from_the_screening_is_pointed_out(
    mappa: dict[str, int], code: str
) -> None:
    assert code in codes(registered(LOW_ADULT, grounds=LEVEL_1, mappa=mappa))


def test_a_record_that_agrees_has_nothing_pointed_out() -> None:
    mappa = {
        "category": 1,
        "level": 1,
        "last_reviewed_on": "2026-10-01",
        "next_review_on": "2027-01-15",
    }
    assert codes(registered(LOW_ADULT, grounds=LEVEL_1, mappa=mappa)) == []


@pytest.mark.parametrize(("answers", "there"), [(HIGH_ADULT, True), (LOW_ADULT, False)])
def test_high_risk_at_level_1_is_pointed_out(answers: dict[str, Any], there: bool) -> None:
    for mappa in ({"category": 1, "level": 1}, {"category": 1}):
        found = codes(registered(answers, grounds=LEVEL_1, mappa=mappa))
        assert ("high_risk_at_level_1" in found) is there
    assert "high_risk_at_level_1" not in codes(
        registered(HIGH_ADULT, grounds=LEVEL_2, mappa={"category": 1, "level": 2})
    )


@pytest.mark.parametrize(("grounds", "there"), [(LEVEL_3, True), (LEVEL_2, False)])
def test_from_level_2_to_3_goes_through_the_coordinator(
    grounds: dict[str, bool], there: bool
) -> None:
    mappa = {"category": 1, "level": 2}
    assert ("escalation" in codes(registered(HIGH_ADULT, grounds=grounds, mappa=mappa))) is there


def test_facts_that_cannot_both_be_true_are_pointed_out() -> None:
    grounds = {**LEVEL_2, "lead_agency_can_manage": True, "active_management_needed": False}
    found = registered(HIGH_ADULT, grounds=grounds)
    assert {"tests_conflict", "facts_conflict"} <= set(codes(found))
    assert found.level.level == 2


@pytest.mark.parametrize(("robust", "there"), [(True, True), (False, False), (None, False)])
def test_a_case_about_one_identified_child_may_be_left_to_conferences(
    robust: bool | None, there: bool
) -> None:
    grounds = {**LEVEL_1, "plan_is_robust": robust, "only_risk_to_identified_child": True}
    assert ("child_protection" in codes(registered(LOW_ADULT, grounds=grounds))) is there


def test_nobody_named_to_manage_the_person_is_pointed_out() -> None:
    assert "not_allocated" in codes(registered(management={"allocated": False}))


def test_every_finding_cites_its_rule() -> None:
    mappa = {"category": 3, "level": 1}
    for finding in registered(HIGH_ADULT, grounds=LEVEL_3, mappa=mappa).findings:
        assert finding.cite
        assert finding.text.endswith(".")


# Chairs, referral, dates -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("level", "chairs"),
    [
        (LEVEL_1, None),
        (LEVEL_2, ("Detective Inspector", "Senior Probation Officer", "MAPPA co-ordinator")),
        (
            LEVEL_3,
            (
                "MAPPA co-ordinator",
                "Detective Chief Inspector",
                "Assistant Chief Officer of probation",
            ),
        ),
    ],
)
def test_who_chairs_in_category_1(level: dict[str, bool], chairs: tuple[str, ...] | None) -> None:
    chair = registered(HIGH_ADULT, grounds=level).level.chair
    assert (chair.chairs if chair else None) == chairs


@pytest.mark.parametrize(
    ("lead", "chairs"),
    [
        ("probation", ("Senior Probation Officer",)),
        ("police", ("Detective Inspector", "MAPPA co-ordinator")),
        (None, ("Senior Probation Officer", "Detective Inspector", "MAPPA co-ordinator")),
    ],
)
def test_who_chairs_level_2_of_category_3_turns_on_probation(
    lead: str | None, chairs: tuple[str, ...]
) -> None:
    found = screened(
        HIGH_ADULT,
        grounds={
            **NO_TERRORISM,
            **NOT_2,
            **LEVEL_2,
            "capable_of_serious_harm": True,
            "active_management_needed": True,
        },
        notification={"subject": False},
        management={"lead_agency": lead},
        sentences=[{**VIOLENT, "disposal": "fine", "term": None}],
    )
    assert found.level.chair is not None
    assert found.level.chair.chairs == chairs
    assert found.referral.agreed_by == ("the MAPPA co-ordinator", "a Detective Inspector")


@pytest.mark.parametrize(
    ("grounds", "needed"), [(LEVEL_1, "not_met"), (LEVEL_2, "met"), ({}, "cannot_tell")]
)
def test_a_referral_is_needed_for_level_2_or_3_only(grounds: dict[str, bool], needed: str) -> None:
    assert registered(HIGH_ADULT, grounds=grounds).referral.needed == needed


@pytest.mark.parametrize(
    ("release_on", "code"),
    [("2027-05-23", "referral_overdue"), ("2027-05-24", "referral_due")],
)
def test_a_referral_is_due_six_months_before_release(release_on: str, code: str) -> None:
    release = {"in_custody": True, "release_on": release_on}
    found = registered(HIGH_ADULT, grounds=LEVEL_2, release=release)
    assert code in codes(found)
    assert found.referral.due is not None
    assert found.referral.due.confidence == "reported"
    assert any(notice.code == "reported" for notice in found.notices)
    answered = {**HIGH_ADULT, "supervision_status": "custody", "follow_up_start": release_on}
    assert code in codes(registered(answered, grounds=LEVEL_2))
    level_1 = registered(HIGH_ADULT, grounds=LEVEL_1, release=release)
    assert not {"referral_overdue", "referral_due"} & set(codes(level_1))
    mappa = {"referred_on": "2026-11-01"}
    made = registered(HIGH_ADULT, grounds=LEVEL_2, release=release, mappa=mappa)
    assert not {"referral_overdue", "referral_due"} & set(codes(made))


def test_a_referral_that_is_not_countersigned_is_pointed_out() -> None:
    mappa: dict[str, Any] = {"referred_on": "2026-11-01"}
    found = registered(HIGH_ADULT, grounds=LEVEL_2, mappa=mappa)
    assert "referral_not_agreed" in codes(found)
    mappa["referral_countersigned"] = True
    signed = registered(HIGH_ADULT, grounds=LEVEL_2, mappa=mappa)
    assert "referral_not_agreed" not in codes(signed)


@pytest.mark.parametrize(
    ("received", "overdue"), [("2026-11-16", True), ("2026-11-17", False), ("2026-11-18", False)]
)
def test_minutes_are_confirmed_within_five_working_days(received: str, overdue: bool) -> None:
    meeting = {"kind": "level_2", "on": "2026-11-10", "minutes_received_on": received}
    found = registered(mappa={"meetings": [meeting]})
    assert ("minutes_overdue" in codes(found)) is overdue
    confirmed = {**meeting, "minutes_confirmed_on": "2026-11-20"}
    assert "minutes_overdue" not in codes(registered(mappa={"meetings": [confirmed]}))


def test_the_day_of_receipt_counts_under_that_reading() -> None:
    meeting = {"kind": "level_2", "on": "2026-11-10", "minutes_received_on": "2026-11-17"}
    counted = registered(mappa={"meetings": [meeting]}, settings={"receipt_day": "counted"})
    assert "minutes_overdue" in codes(counted)


@pytest.mark.parametrize(
    ("level", "reviewed", "late"),
    [
        (2, "2026-09-01", 0),
        (2, "2026-08-31", 1),
        (2, "2026-08-03", 2),
        (3, "2026-10-13", 0),
        (3, "2026-10-12", 1),
        (3, "2026-09-28", 2),
    ],
)
def test_a_review_past_its_target_and_past_its_backstop_is_overdue(
    level: int, reviewed: str, late: int
) -> None:
    mappa = {"category": 1, "level": level, "last_reviewed_on": reviewed}
    assert codes(registered(mappa=mappa)).count("review_overdue") == late


# First screening ---------------------------------------------------------------------------------

FULL = {
    "offences": "Example",
    "names_and_aliases": "Example",
    "address": "Example",
    "victim_date_of_birth": "2000-01-01",
    "victim_address": "Example",
    "known_offending_searched": True,
}


@pytest.mark.parametrize(
    ("screened_at", "in_time"),
    [
        ("2026-11-13T10:00:00", "met"),
        ("2026-11-13T09:59:59", "met"),
        ("2026-11-13T10:00:01", "not_met"),
        ("2026-11-13T10:00:00Z", "cannot_tell"),
        ("2026-11-10T09:00:00", "cannot_tell"),
        (None, "not_met"),
    ],
)
def test_a_registration_is_screened_within_72_hours(screened_at: str | None, in_time: str) -> None:
    kept = {"registered_at": "2026-11-10T10:00:00", "screened_at": screened_at, **FULL}
    found = screened(screening=kept)
    assert found.initial is not None
    assert found.initial.in_time == in_time
    assert ("initial_overdue" in codes(found)) is (in_time == "not_met")


def test_a_limit_that_still_runs_is_neither_kept_nor_missed() -> None:
    kept = {"registered_at": "2026-11-21T10:00:00"}
    found = screened(screening=kept)
    assert found.initial is not None
    assert found.initial.in_time == "cannot_tell"
    assert screened(screening={}).initial.in_time == "cannot_tell"  # type: ignore[union-attr]


def test_what_is_missing_on_the_pro_forma_is_named() -> None:
    found = screened(screening={**FULL, "address": "  ", "victim_address": None})
    assert found.initial is not None
    assert found.initial.missing == ("Address", "Victim's address")
    assert "pro_forma_incomplete" in codes(found)
    whole = screened(screening=FULL)
    assert whole.initial is not None
    assert whole.initial.missing == ()
    assert "pro_forma_incomplete" not in codes(whole)
    unborn = screened({}, screening=FULL)
    assert unborn.initial is not None
    assert unborn.initial.missing == ("Date of birth",)


@pytest.mark.parametrize(
    ("outcome", "urgent"), [("high_urgent", True), ("medium", False), ("low", False), (None, None)]
)
def test_a_high_and_urgent_outcome_is_referred_at_once(
    outcome: str | None, urgent: bool | None
) -> None:
    found = screened(screening={**FULL, "outcome": outcome})
    assert found.initial is not None
    assert found.initial.urgent is urgent
    assert ("urgent_referral" in codes(found)) is bool(urgent)


# Young people ------------------------------------------------------------------------------------


def test_the_record_has_twelve_sections() -> None:
    assert len(SECTIONS) == 12
    assert set(SECTIONS) < set(Asset.__struct_fields__)


@given(st.lists(st.one_of(st.none(), st.integers(0, 4)), min_size=12, max_size=12))
def test_the_range_of_the_total_holds_every_way_of_rating_what_is_missing(
    ratings: list[int | None],
) -> None:
    found = screened(CHILD, youth=dict(zip(SECTIONS, ratings, strict=True))).asset
    assert found is not None
    given_ = [rating for rating in ratings if rating is not None]
    assert found.lowest == sum(given_)
    assert found.highest == sum(given_) + 4 * ratings.count(None)
    assert found.total == (None if None in ratings else sum(given_))
    assert 0 <= found.lowest <= found.highest <= 48


@pytest.mark.parametrize(
    ("indicated", "trigger"), [(True, "met"), (False, "not_met"), (None, "cannot_tell")]
)
def test_the_trigger_is_what_is_indicated_and_not_the_total(
    indicated: bool | None, trigger: str
) -> None:
    for rating in (0, 4):
        youth = {**dict.fromkeys(SECTIONS, rating), "serious_harm_indicated": indicated}
        found = screened(CHILD, youth=youth)
        assert found.asset is not None
        assert found.asset.trigger == trigger
        assert found.asset.trigger_confidence == "unconfirmed"
        assert ("serious_harm_assessment" in codes(found)) is bool(indicated)
        done = {**youth, "serious_harm_completed_on": "2026-11-01"}
        assert "serious_harm_assessment" not in codes(screened(CHILD, youth=done))


@pytest.mark.parametrize(
    ("born", "under_18"), [("2008-11-24", False), ("2008-11-25", True), ("2008-11-23", False)]
)
def test_an_adult_tool_says_nothing_of_a_child(born: str, under_18: bool) -> None:
    answers = {**HIGH_ADULT, "date_of_birth": born}
    for assessment in (None, service().score(case(answers), instruments=["rosh"])):
        found = screen_case(case(answers), assessment)
        assert found.under_18 is under_18
        state = step(found, "high_risk_of_serious_harm").state
        assert state == ("cannot_tell" if under_18 else "met")
        assert ("under-18" in [notice.code for notice in found.notices]) is under_18


@pytest.mark.parametrize(
    ("level", "state"),
    [("low", "not_met"), ("medium", "not_met"), ("high", "met"), ("very_high", "met")],
)
def test_a_level_of_assetplus_is_kept_for_a_child(level: str, state: str) -> None:
    found = screened(CHILD, youth={"assetplus_risk_of_serious_harm": level})
    assert step(found, "high_risk_of_serious_harm").state == state


# The whole ---------------------------------------------------------------------------------------


def test_a_case_of_which_nothing_is_known_is_screened_and_everything_is_asked() -> None:
    found = screen_case(service().reader.check({"case_id": "", "on": "2026-11-24", "answers": {}}))
    assert found.category.state == found.level.state == "cannot_tell"
    assert set(found.category.possible) == {"1", "2", "3", "4", "none"}
    assert found.category.exact
    assert found.level.exact
    assert found.under_18 is None


def test_a_person_certainly_in_some_category_has_a_level() -> None:
    found = screened(LOW_ADULT, grounds=LEVEL_1, notification={"subject": True})
    assert found.category.state == "cannot_tell"
    assert "none" not in found.category.possible
    assert found.level.applies is True
    assert found.level.level == 1


def test_many_unknown_sentences_are_still_screened_and_said_not_to_be_exact() -> None:
    found = screened(sentences=[{"sentence_id": f"S{i}"} for i in range(40)])
    assert not found.category.exact
    assert "not-exact" in [notice.code for notice in found.notices]
    assert set(found.category.possible) == {"1", "2", "3", "4", "none"}


@pytest.mark.parametrize(
    ("on", "refused"), [(dt.date(2018, 12, 31), True), (dt.date(2019, 1, 1), False)]
)
def test_days_before_the_rules_are_refused(on: dt.date, refused: bool) -> None:
    here = case(on=str(on))
    if refused:
        with pytest.raises(NotInForce):
            screen_case(here)
    else:
        assert screen_case(here).on == on


@pytest.mark.parametrize(
    "settings", [{"media_limb": "maybe"}, {"no_such_point": "x"}, {"short_month": "never"}]
)
def test_a_reading_there_is_none_of_is_refused_where_it_was_given(
    settings: dict[str, str],
) -> None:
    with pytest.raises(UnusableSetting) as error:
        screen_case(case(), None, settings, pointer="--setting")
    assert error.value.faults[0].pointer == "--setting"


def test_settings_are_written_as_a_name_and_a_reading() -> None:
    assert parted([" media_limb = stands_alone "], "x") == {"media_limb": "stands_alone"}
    with pytest.raises(UnusableSetting) as error:
        parted(["media_limb", "a=b", "a=c"], "x")
    assert len(error.value.faults) == 2


def test_two_sentences_of_one_name_are_refused() -> None:
    with pytest.raises(InvalidCase):
        screened(sentences=[VIOLENT, VIOLENT])
