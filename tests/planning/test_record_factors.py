"""What the record says becomes factors; what it does not say stays unknown."""

import datetime as dt
from typing import Any, get_args

import msgspec
import pytest

from riskservice import service
from riskservice.circumstances import Asset, Circumstances
from riskservice.kit.questions import questions_of
from riskservice.planning import Plan, load_library
from riskservice.planning.factor_entries import FactName
from riskservice.planning.facts import FACTS
from riskservice.planning.parts import Factor
from riskservice.planning.reads import place_exists, words_at, words_of
from tests.planning.factory import LEVELS, ON, Made, Rating, all_rated, overall, scored

POLICY = load_library().policy
LOW = all_rated("low", "high", "low")


def record(**parts: Any) -> Circumstances:
    return msgspec.convert(parts, Circumstances)


def plan_with(answers: dict[str, Any] | None = None, **parts: Any) -> Plan:
    circumstances = record(**parts) if parts else None
    given = {**LOW, **(answers or {})}
    return Made(answers=given, circumstances=circumstances, overall=overall("low")).draft()


def found(plan: Plan, key: str) -> list[Factor]:
    return [factor for factor in plan.factors if factor.library_key == key]


def rating(plan: Plan, key: str) -> str | None:
    (factor,) = found(plan, key)
    return factor.rating


def called(plan: Plan) -> set[str]:
    return {action.origin.library_key for action in plan.actions if action.origin}


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (None, {"unknown"}),
        ("", {"unknown"}),
        ((), {"unknown"}),
        ([], {"unknown"}),
        (True, {"known", "yes"}),
        (False, {"known", "no"}),
        (0, {"known", "0"}),
        ("curfew", {"known", "curfew"}),
        (ON, {"known", "2026-11-22"}),
        ((True, None), {"known", "yes", "unknown"}),
    ],
)
def test_a_value_becomes_words_and_nothing_is_never_no(value: object, words: set[str]) -> None:
    assert words_of(value) == words


def test_a_part_that_is_not_recorded_says_nothing_at_all() -> None:
    bare = Made().case
    assert words_at(bare, "circumstances.management.officer") == set()
    held = Made(circumstances=record(management={})).case
    assert words_at(held, "circumstances.management.officer") == {"unknown"}
    assert words_at(held, "circumstances.orders.breached_on") == set()
    assert words_at(bare, "answers.temper_control") == {"unknown"}


@pytest.mark.parametrize(
    ("place", "there"),
    [
        ("answers.anything", True),
        ("answers.a.b", False),
        ("circumstances.management.officer", True),
        ("circumstances.mappa.grounds.screened_formally", True),
        ("circumstances.orders.breached_on", True),
        ("circumstances.management.officers", False),
        ("circumstances", False),
        ("elsewhere.management", False),
    ],
)
def test_a_place_that_is_not_there_is_known(place: str, *, there: bool) -> None:
    assert place_exists(place) is there


def test_every_answer_that_is_read_is_asked_by_some_instrument() -> None:
    answers = service().reader.schema_type.__annotations__["answers"]
    asked = {question.key for question in questions_of(answers)}
    read = {place for factor in POLICY.factors for place in factor.reads}
    named = {place.partition(".")[2] for place in read if place.startswith("answers.")}
    assert named <= asked


def test_the_functions_are_those_the_policy_may_name() -> None:
    assert set(FACTS) == set(get_args(FactName))


@pytest.mark.parametrize(
    ("answer", "expected"),
    [("no_problems", "none"), ("some_problems", "some"), ("significant_problems", "significant")],
)
def test_an_assessed_item_is_a_factor_at_its_own_level(answer: str, expected: str) -> None:
    plan = plan_with({"temper_control": answer})
    assert rating(plan, "need_temper") == expected
    (factor,) = found(plan, "need_temper")
    assert factor.evidence == f"temper control: {answer.replace('_', ' ')}"


def test_an_item_nobody_answered_is_no_factor_but_its_area_is_asked_for() -> None:
    plan = plan_with()
    assert found(plan, "need_temper") == []
    asked = next(a for a in plan.actions if a.action_id == "action:needs_assess")
    for title in POLICY.areas.values():
        assert title in asked.text


def test_the_highest_of_several_items_counts() -> None:
    answers = {"impulsivity_problems": "no_problems"}
    worse = {**answers, "recklessness_and_risk_taking_behaviour": "significant_problems"}
    assert rating(plan_with(answers), "need_impulsivity") == "none"
    assert rating(plan_with(worse), "need_impulsivity") == "significant"


def test_no_use_of_one_drug_is_not_no_use_of_drugs() -> None:
    assert found(plan_with({"has_heroin_usage": False}), "need_drugs") == []
    assert rating(plan_with({"has_heroin_usage": True}), "need_drugs") == "significant"
    assert rating(plan_with({"current_drug_misuse": "no_problems"}), "need_drugs") == "none"


def test_going_well_is_said_once_for_all_and_built_upon() -> None:
    plan = plan_with({"is_unemployed": False, "temper_control": "no_problems"})
    kept = next(a for a in plan.actions if a.action_id == "action:need_strengths")
    assert kept.factors == ("factor:need_employment", "factor:need_temper")
    assert "Employment; Temper control" in kept.text


@pytest.mark.parametrize("where", ["answers", "record"])
def test_no_fixed_abode_is_read_wherever_it_is_said(where: str) -> None:
    key = "is_currently_of_no_fixed_abode_or_transient_accommodation"
    if where == "answers":
        plan = plan_with({key: True})
    else:
        plan = plan_with(notification={"no_fixed_abode": True})
    assert {"no_abode_weekly", "no_abode_seen", "no_abode_housing"} <= called(plan)


@pytest.mark.parametrize(
    ("band", "pathway"), [("alternative", 1), ("moderate", 2), ("high", 3), ("omission", 1)]
)
def test_the_programme_pathway_calls_for_more_the_more_intense_it_is(
    band: str, pathway: int
) -> None:
    plan = Made(results=(scored("pni", band),)).draft()
    own = {key for key in called(plan) if key.startswith("pni_")}
    assert len(own) == pathway
    assert ("pni_complete" in own) is (band == "omission")


@pytest.mark.parametrize(
    ("instrument", "band", "key"),
    [
        ("opd", "screen_in", "opd_consult"),
        ("mst", "low_maturity", "mst_fit"),
        ("lds", "score_1", "lds_adapt"),
        ("lds", "score_2", "lds_refer"),
    ],
)
def test_a_screen_that_points_somewhere_is_answered(instrument: str, band: str, key: str) -> None:
    plan = Made(results=(scored(instrument, band),)).draft()
    assert key in called(plan)
    assert "band-not-used" not in {n.code for n in plan.notices if instrument.upper() in n.text}


@pytest.mark.parametrize(("instrument", "band"), [("opd", "screen_out"), ("mst", "no_flag")])
def test_a_screen_that_points_nowhere_is_no_factor(instrument: str, band: str) -> None:
    assert found(Made(results=(scored(instrument, band),)).draft(), instrument) == []


@pytest.mark.parametrize("level", [1, 2, 3])
def test_the_mappa_level_of_the_record_is_used_though_no_form_asked_it(level: int) -> None:
    plan = plan_with(mappa={"level": level})
    assert rating(plan, "mappa_level") == f"level_{level}"
    assert ("mappa_meeting_disclosure" in called(plan)) is (level > 1)
    assert ("mappa_senior_resources" in called(plan)) is (level == 3)


@pytest.mark.parametrize(("days", "kept"), [(-1, False), (0, True), (1, True)])
def test_a_condition_is_checked_until_its_last_day(days: int, *, kept: bool) -> None:
    ends = str(ON + dt.timedelta(days=days))
    item = {"condition_id": "C1", "kind": "curfew", "text": "At home by 19:00", "ends_on": ends}
    plan = plan_with(licence_conditions=[item])
    assert bool(found(plan, "condition_curfew")) is kept


def test_each_condition_has_an_action_of_its_own_that_names_it() -> None:
    items = [
        {"condition_id": "C1", "kind": "curfew", "text": "At home by 19:00."},
        {"condition_id": "C2", "kind": "curfew", "text": "At home by 21:00\non Sundays"},
    ]
    plan = plan_with(licence_conditions=items)
    actions = [a for a in plan.actions if a.origin and a.origin.library_key == "check_curfew"]
    assert [a.text.rpartition(". ")[2] for a in actions] == [
        "At home by 19:00.",
        "At home by 21:00 on Sundays.",
    ]
    assert [a.arises_from and a.arises_from.kind for a in actions] == ["licence", "licence"]
    assert [a.arises_from and a.arises_from.reference for a in actions] == ["C1", "C2"]


def test_two_orders_under_one_identifier_stay_two() -> None:
    order = {"order_id": "O1", "kind": "shpo"}
    plan = plan_with(orders=[order, {**order, "prohibitions": ["No use of the internet"]}])
    ids = [a.action_id for a in plan.actions]
    assert len(ids) == len(set(ids))
    assert len(found(plan, "shpo")) == 2


def test_a_need_keeps_its_identifier_when_others_come_before_it() -> None:
    needs = [{"need": "Hearing loss"}, {"need": "Speaks Polish", "response": "Interpreter"}]
    first, second = (plan_with(diversity=order) for order in (needs, needs[::-1]))
    assert {f.factor_id for f in first.factors} == {f.factor_id for f in second.factors}
    assert len(found(first, "need_unmet")) == len(found(first, "need_met")) == 1


@pytest.mark.parametrize(
    ("last", "on", "expected"),
    [
        ("2023-11-21", ON, "met"),
        ("2023-11-22", ON, "met"),
        ("2023-11-23", ON, "not_met"),
        ("2024-02-29", dt.date(2027, 2, 28), "not_met"),
        ("2024-02-29", dt.date(2027, 3, 1), "met"),
        (None, ON, "cannot_tell"),
    ],
)
def test_three_clear_years_to_the_day_for_reactive_management(
    last: str | None, on: dt.date, expected: str
) -> None:
    management = {"reactive_since": "2025-01-01", "last_offending_or_notice_on": last}
    made = Made(
        answers=LOW, overall=overall("low"), on=on, circumstances=record(management=management)
    )
    assert rating(made.draft(), "reactive") == expected


@pytest.mark.parametrize("level", LEVELS)
def test_only_low_risk_is_managed_reactively(level: str) -> None:
    management = {"reactive_since": "2025-01-01", "last_offending_or_notice_on": "2015-01-01"}
    made = Made(answers=LOW, overall=overall(level), circumstances=record(management=management))
    assert rating(made.draft(), "reactive") == ("met" if level == "low" else "not_met")


@pytest.mark.parametrize(
    ("start", "visited", "due"),
    [
        ("2026-11-20", None, dt.date(2026, 12, 5)),
        ("2026-11-20", "2026-11-19", dt.date(2026, 12, 5)),
        ("2026-11-20", "2026-11-20", None),
        ("2026-10-01", None, ON),
        (None, None, None),
    ],
)
def test_a_first_visit_is_due_about_fifteen_days_after_the_start(
    start: str | None, visited: str | None, due: dt.date | None
) -> None:
    plan = plan_with(management={"arms_due_from": start, "last_visit_on": visited})
    visit = next((a for a in plan.actions if a.action_id == "action:first_visit"), None)
    assert (visit.due if visit else None) == due
    if visit:
        assert visit.origin is not None
        assert visit.origin.confidence == "unconfirmed"
        assert ("has passed" in visit.text) is (due == ON)


def test_a_deadline_never_puts_an_action_off() -> None:
    plan = plan_with(management={"arms_due_from": "2026-12-20"})
    visit = next(a for a in plan.actions if a.action_id == "action:first_visit")
    assert visit.due == ON + dt.timedelta(days=14)


@pytest.mark.parametrize(
    ("others", "images", "told"),
    [
        ((0, 0, 0), 2, True),
        ((0, None, 0), 2, False),
        ((0, 1, 0), 2, False),
        ((0, 0, 0), 0, False),
        ((0, 0, 0), None, False),
    ],
)
def test_image_sanctions_only_is_said_where_the_rest_is_known_to_be_none(
    others: tuple[int | None, ...], images: int | None, *, told: bool
) -> None:
    names = ("contact_adult_sanctions", "contact_child_sanctions", "non_contact_sanctions")
    answers = dict(zip(names, others, strict=True)) | {"indecent_image_sanctions": images}
    plan = plan_with({key: value for key, value in answers.items() if value is not None})
    said = [f.evidence or "" for f in found(plan, "image_history")]
    assert any("no other kind" in each for each in said) is told
    assert bool(found(plan, "contact_history")) is (others == (0, 1, 0))


def test_sanctions_nobody_counted_are_asked_for_and_not_taken_for_none() -> None:
    plan = plan_with({"ever_sexual_offence": True})
    assert [rating(plan, key) for key in ("image_history", "contact_history")] == [None, None]
    assert "images_record_settled" in called(plan)
    assert "images_record_settled" not in called(plan_with({"ever_sexual_offence": False}))


@pytest.mark.parametrize(
    ("management", "breach"),
    [
        ({"allocated": False, "officer": "PC Example"}, True),
        ({"allocated": True}, True),
        ({"officer": "PC Example"}, False),
        ({"allocated": True, "officer": "PC Example"}, False),
    ],
)
def test_a_case_nobody_holds_is_allocated_today(
    management: dict[str, Any], *, breach: bool
) -> None:
    plan = plan_with(management=management)
    assert ("case_allocated" in called(plan)) is breach
    if breach:
        due = next(a.due for a in plan.actions if a.action_id == "action:case_allocated")
        assert due == ON + dt.timedelta(days=1)


def test_what_the_record_does_not_hold_is_named_and_never_no() -> None:
    plan = plan_with(management={"officer": "PC Example"}, notification={})
    asked = next(a for a in plan.actions if a.action_id == "action:record_circumstances")
    assert "management" not in asked.text.partition(":")[2].partition(".")[0]
    assert "staff safety" in asked.text
    assert "notification_settle" in called(plan)
    assert "notification_checked" not in called(plan)


@pytest.mark.parametrize(
    ("setting", "confirmed", "asked"),
    [
        ("custody", None, True),
        ("custody", False, True),
        ("remand", False, True),
        ("custody", True, False),
        ("community", False, False),
    ],
)
def test_a_release_address_is_confirmed_before_release(
    setting: str, confirmed: bool | None, *, asked: bool
) -> None:
    plan = plan_with({"supervision_status": setting}, release={"address_confirmed": confirmed})
    assert ("release_address" in called(plan)) is asked


CHILD = {"date_of_birth": dt.date(2011, 1, 1)}


def test_a_young_person_has_the_youth_team_children_services_and_asset() -> None:
    plan = plan_with({**CHILD})
    assert {"child_youth_team", "child_social_care", "child_asset", "asset_rate"} <= called(plan)
    assert "child_youth_team" not in called(plan_with())


def test_results_for_adults_are_put_aside_for_a_young_person_and_named() -> None:
    made = Made(answers={**LOW, **CHILD}, results=(scored("vrp", "high"), scored("own", "high")))
    plan = made.draft()
    assert found(plan, "vrp") == []
    assert found(plan, "other_result")[0].key == "own"
    asked = next(a for a in plan.actions if a.action_id == "action:set_aside_results")
    assert "VRP" in asked.text


@pytest.mark.parametrize("sections", [0, 1, 12])
def test_asset_sections_that_are_not_rated_are_asked_for(sections: int) -> None:
    names = Asset.__struct_fields__[:sections]
    plan = plan_with(CHILD, youth=dict.fromkeys(names, 3))
    rated = [f for f in plan.factors if f.kind == "asset"]
    assert len(rated) == sections
    assert ("asset_rate" in called(plan)) is (sections < 12)


def test_ratings_an_assessor_gave_stand_for_anybody() -> None:
    plan = plan_with({**CHILD, "arms_opportunity": Rating(rating="high")})
    assert rating(plan, "arms_opportunity") == "high"
    assert "arms_rate_missing" not in called(plan)


def test_sex_and_age_that_are_not_known_are_asked_for() -> None:
    answers = {key: value for key, value in LOW.items() if key not in ("sex", "date_of_birth")}
    plan = Made(answers=answers).draft()
    assert {"age_find", "sex_find"} <= called(plan)
    assert not {"age_find", "sex_find"} & called(plan_with())
