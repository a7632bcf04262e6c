"""A drafted plan answers every factor, invents nothing, and says what it rests on."""

import datetime as dt

import msgspec
import pytest

from riskservice.case import BandDecision
from riskservice.errors import InvalidCase
from riskservice.planning import Plan, draft_plan
from tests.planning.factory import (
    COMMUNITY_CELLS,
    CUSTODY_CELLS,
    ON,
    PROTECTIVE,
    RISK,
    Made,
    Rating,
    all_rated,
    codes,
    not_applicable,
    not_scorable,
    overall,
    scored,
)


def action_keys(plan: Plan) -> set[str]:
    return {action.origin.library_key for action in plan.actions}


def factor(plan: Plan, key: str):  # noqa: ANN201
    return next(each for each in plan.factors if each.key == key)


def test_the_seven_official_headings_stand_in_their_order() -> None:
    plan = Made().draft()
    assert [section.official for section in plan.sections] == [
        "keyInformationCurrentSituation",
        "furtherConsiderationsCurrentSituation",
        "supervision",
        "monitoringAndControl",
        "interventionsAndTreatment",
        "victimSafetyPlanning",
        "contingencyPlans",
    ]


def test_every_action_and_contingency_stands_under_exactly_one_heading() -> None:
    plan = Made().draft()
    actions = [name for section in plan.sections for name in section.actions]
    contingencies = [name for section in plan.sections for name in section.contingencies]
    assert sorted(actions) == sorted(action.action_id for action in plan.actions)
    assert sorted(contingencies) == sorted(each.contingency_id for each in plan.contingencies)


@pytest.mark.parametrize("key", RISK)
def test_a_high_risk_factor_calls_for_more_than_a_low_one(key: str) -> None:
    low = Made(answers={**all_rated(), key: Rating(rating="low")}).draft()
    high = Made(answers={**all_rated(), key: Rating(rating="high")}).draft()
    answers = [
        sum(f"factor:{key}" in action.factors for action in plan.actions) for plan in (low, high)
    ]
    assert answers[0] >= 1
    assert answers[1] > answers[0]


@pytest.mark.parametrize("key", PROTECTIVE)
def test_low_strength_is_built_and_high_strength_is_kept(key: str) -> None:
    weak = Made(answers={**all_rated(), key: Rating(rating="low")}).draft()
    strong = Made(answers={**all_rated(), key: Rating(rating="high")}).draft()
    assert factor(strong, key).kind == "protective"
    kept = [a for a in strong.actions if f"factor:{key}" in a.factors]
    built = [a for a in weak.actions if f"factor:{key}" in a.factors]
    assert any(action.text.startswith("Keep and use") for action in kept)
    assert not any(action.text.startswith("Keep and use") for action in built)
    assert len(built) > len(kept)


def test_evidence_is_carried_over_word_for_word() -> None:
    rating = Rating(rating="high", evidence="Said: \u201cthe boys next door\u201d", source="visit")
    plan = Made(answers={**all_rated(), RISK[0]: rating}).draft()
    found = factor(plan, RISK[0])
    assert found.evidence == rating.evidence
    assert (found.evidence_source, found.evidence_date) == ("visit", ON)
    assert (found.source_instrument, found.source_question) == ("arms", RISK[0])


def test_an_unrated_factor_is_missing_and_never_low() -> None:
    answers = all_rated()
    del answers[RISK[2]], answers[PROTECTIVE[1]], answers[COMMUNITY_CELLS[0]]
    plan = Made(answers=answers).draft()
    for key in (RISK[2], PROTECTIVE[1], COMMUNITY_CELLS[0]):
        assert (factor(plan, key).kind, factor(plan, key).rating) == ("missing", None)
    rate = next(a for a in plan.actions if a.action_id == "action:arms_rate_missing")
    assert rate.factors == (f"factor:{RISK[2]}", f"factor:{PROTECTIVE[1]}")
    assert "Offence-related sexual interests; Intimate relationship" in rate.text
    assert "action:rosh_rate_missing" in {action.action_id for action in plan.actions}


@pytest.mark.parametrize("still_true", [None, False])
def test_a_rating_carried_forward_does_not_count_until_it_is_confirmed(
    still_true: bool | None,
) -> None:
    since = dt.date(2025, 11, 1)
    old = Rating(rating="low", carried_from=since, still_true=still_true)
    plan = Made(answers={**all_rated(), RISK[0]: old}).draft()
    found = factor(plan, RISK[0])
    assert (found.kind, found.rating, found.carried_from) == ("missing", None, since)
    assert found.evidence is not None
    assert "Entered as low, carried forward from 2025-11-01" in found.evidence


def test_a_rating_carried_forward_counts_once_it_is_confirmed() -> None:
    since = dt.date(2025, 11, 1)
    old = Rating(rating="high", carried_from=since, still_true=True)
    found = factor(Made(answers={**all_rated(), RISK[0]: old}).draft(), RISK[0])
    assert (found.kind, found.rating, found.carried_from) == ("risk", "high", since)


def test_a_rating_withdrawn_without_being_carried_forward_does_not_count() -> None:
    withdrawn = Rating(rating="low", still_true=False)
    found = factor(Made(answers={**all_rated(), RISK[0]: withdrawn}).draft(), RISK[0])
    assert found.kind == "missing"


def test_a_rating_the_instrument_calls_missing_does_not_count() -> None:
    arms = not_scorable("arms", {RISK[0]: "Opportunity"})
    answers = {**all_rated(), RISK[0]: Rating(rating="low", evidence="")}
    found = factor(Made(answers=answers, results=(arms,)).draft(), RISK[0])
    assert found.kind == "missing"


def test_the_arms_level_itself_is_asked_for_once() -> None:
    arms = not_scorable(
        "arms", {RISK[0]: "Opportunity", "arms_overall_level": "Overall risk management level"}
    )
    answers = all_rated()
    del answers[RISK[0]]
    plan = Made(answers=answers, results=(arms,)).draft()
    asked = next(a for a in plan.actions if a.action_id == "action:obtain_answers:arms")
    assert asked.text.endswith("ARMS: Overall risk management level")


def test_factors_without_a_rating_are_not_asked_for_a_second_time() -> None:
    answers = all_rated()
    del answers[RISK[0]]
    arms = not_scorable("arms", {RISK[0]: "Opportunity"})
    plan = Made(answers=answers, results=(arms,)).draft()
    assert "arms_rate_missing" in action_keys(plan)
    assert "obtain_answers" not in action_keys(plan)


def test_what_would_settle_a_result_is_asked_for_in_the_words_of_the_form() -> None:
    missing = {"stranger_victim": "Was any victim a {stranger}?", "total_sanctions": "Sanctions"}
    result = not_scorable("dc_srp", missing, settled_by=("stranger_victim",))
    plan = Made(results=(result,), overall=overall(provisional=True)).draft()
    asked = next(a for a in plan.actions if a.action_id == "action:obtain_answers:dc_srp")
    assert asked.text == (
        "Obtain the answers that would settle DC_SRP: Was any victim a {stranger}?"
    )
    assert asked.factors == ("factor:unsettled:dc_srp",)
    assert asked.due is not None


def test_a_question_that_a_missing_data_rule_leaves_unlisted_is_still_named() -> None:
    first = not_scorable("rm2000_s", {"burglary": "Burglary?"}, settled_by=("male_victim", "known"))
    second = not_scorable("dc_srp", {"known": "Known to the victim?"})
    plan = Made(results=(first, second)).draft()
    asked = next(a for a in plan.actions if a.action_id == "action:obtain_answers:rm2000_s")
    assert asked.text.endswith("RM2000_S: Male victim; Known to the victim?")


def test_each_unsettled_result_has_its_own_action() -> None:
    results = tuple(not_scorable(key, {"burglary": "Burglary"}) for key in ("rm2000_s", "rm2000_v"))
    ids = [action.action_id for action in Made(results=results).draft().actions]
    assert "action:obtain_answers:rm2000_s" in ids
    assert "action:obtain_answers:rm2000_v" in ids
    assert len(ids) == len(set(ids))


def test_a_settled_band_is_used_although_an_answer_is_missing() -> None:
    result = not_scorable("dc_srp", {"stranger_victim": "Stranger"}, bands=("high",))
    plan = Made(results=(result,)).draft()
    assert factor(plan, "dc_srp").rating == "high"
    assert "obtain_answers" not in action_keys(plan)


@pytest.mark.parametrize("band", ["medium", "high", "very_high"])
def test_a_history_of_images_calls_for_a_device_examination(band: str) -> None:
    plan = Made(results=(scored("iic_srp", band),)).draft()
    assert "devices_examined" in action_keys(plan)
    assert "contingency:device_concern" in {c.contingency_id for c in plan.contingencies}


def test_children_at_high_risk_bring_a_safeguarding_check_and_a_strategy_discussion() -> None:
    plan = Made(answers={**all_rated(), "rosh_children_community": "high"}).draft()
    assert {"children_safeguarding_check", "children_strategy_discussion"} <= action_keys(plan)
    urgent = next(a for a in plan.actions if a.action_id == "action:children_strategy_discussion")
    assert urgent.due == ON + dt.timedelta(days=1)


def test_an_instrument_without_actions_of_its_own_still_counts() -> None:
    plan = Made(results=(scored("a_strangers_tool", "high"),)).draft()
    assert factor(plan, "a_strangers_tool").library_key == "other_result"
    assert "other_result_read" in action_keys(plan)


def test_a_band_outside_the_four_levels_is_said_and_not_guessed() -> None:
    plan = Made(results=(scored("probation_tier", "B"),)).draft()
    assert "probation_tier" not in {each.key for each in plan.factors}
    assert "band-not-used" in {notice.code for notice in plan.notices}


def test_judgements_are_read_factor_by_factor_and_not_twice() -> None:
    plan = Made(results=(scored("arms", "high"), scored("rosh", "low"))).draft()
    assert not {"arms", "rosh"} & {each.key for each in plan.factors}


def test_a_woman_needs_another_assessment_and_her_unrated_factors_are_not_asked_for() -> None:
    answers = {"sex": "female", "supervision_status": "community"}
    results = (not_applicable("arms"), not_applicable("dc_srp"))
    plan = Made(answers=answers, results=results).draft()
    assert "assessment_for_women" in action_keys(plan)
    assert "arms_rate_missing" not in action_keys(plan)
    choose = next(a for a in plan.actions if a.origin.library_key == "assessment_for_women")
    assert "ARMS, DC_SRP" in choose.text


@pytest.mark.parametrize(
    ("born", "young"),
    [
        (dt.date(2008, 11, 22), False),
        (dt.date(2008, 11, 23), True),
        (dt.date(2012, 2, 29), True),
        (None, False),
    ],
)
def test_a_young_person_needs_another_assessment_until_the_eighteenth_birthday(
    born: dt.date | None,
    young: bool,
) -> None:
    answers = {**all_rated(), "date_of_birth": born}
    plan = Made(answers=answers, results=(not_applicable("arms"),)).draft()
    assert ("assessment_for_young_people" in action_keys(plan)) is young


def test_a_woman_for_whom_every_instrument_applies_needs_no_other() -> None:
    plan = Made(answers={**all_rated(), "sex": "female"}, results=(scored("vrp", "low"),)).draft()
    assert "assessment_for_women" not in action_keys(plan)


def test_ratings_stand_even_where_the_instrument_does_not_apply() -> None:
    plan = Made(results=(not_applicable("arms"),)).draft()
    assert factor(plan, RISK[0]).rating == "medium"


def test_custody_cells_are_asked_for_in_custody_only() -> None:
    community = Made().draft()
    custody = Made(answers={**all_rated(), "supervision_status": "custody"}).draft()
    assert not set(CUSTODY_CELLS) & {each.key for each in community.factors}
    assert all(factor(custody, key).kind == "missing" for key in CUSTODY_CELLS)


def test_nobody_visits_the_home_of_someone_in_prison() -> None:
    plan = Made(answers={**all_rated(), "supervision_status": "custody"}).draft()
    assert not {"visits_varied", "visit_safety", "joint_visit"} & action_keys(plan)
    assert "handover_before_release" in action_keys(plan)
    assert "contingency:early_release" in {c.contingency_id for c in plan.contingencies}


def test_in_an_unknown_setting_everything_is_proposed_and_said() -> None:
    answers = all_rated()
    del answers["supervision_status"]
    plan = Made(answers=answers).draft()
    assert {"visits_varied", "handover_before_release"} <= action_keys(plan)
    assert "setting-unknown" in {notice.code for notice in plan.notices}


@pytest.mark.parametrize("days", [0, 1, 5])
def test_what_must_be_done_before_release_is_due_by_then(days: int) -> None:
    release = ON + dt.timedelta(days=days)
    answers = {**all_rated(), "supervision_status": "custody", "follow_up_start": release}
    plan = Made(answers=answers).draft()
    handover = next(a for a in plan.actions if a.origin.library_key == "handover_before_release")
    assert handover.due == release


def test_a_skeleton_leaves_names_and_text_open() -> None:
    plan = Made().draft()
    assert plan.status == "skeleton"
    assert plan.version == 1
    assert all(action.owner_name is None for action in plan.actions)
    assert all(action.status == "proposed" for action in plan.actions)
    assert all(action.outcome is None and action.evidence is None for action in plan.actions)
    assert all(blank.text is None for blank in plan.blanks)
    assert codes(plan, "open").count("blank-open") == len(plan.blanks)


def test_the_assessors_summary_is_copied_under_its_heading() -> None:
    answers = {**all_rated(), "rosh_nature_of_risk": "Assault on a stranger.\nAt night."}
    section = Made(answers=answers).draft().sections[0]
    assert [(each.title, each.text) for each in section.carried] == [
        ("Nature of the risk", "Assault on a stranger.\nAt night.")
    ]


def test_the_same_inputs_give_the_same_plan_byte_for_byte() -> None:
    first, second = (msgspec.json.encode(Made().draft()) for _ in range(2))
    assert first == second


def test_a_plan_survives_json_and_messagepack() -> None:
    plan = Made(results=(scored("dc_srp", "high"),)).draft()
    assert msgspec.json.decode(msgspec.json.encode(plan), type=Plan) == plan
    assert msgspec.msgpack.decode(msgspec.msgpack.encode(plan), type=Plan) == plan


def test_another_case_date_or_contact_decision_is_another_plan() -> None:
    ids = {
        Made().draft().plan_id,
        Made(case_id="X200").draft().plan_id,
        Made(on=ON + dt.timedelta(days=1)).draft().plan_id,
    }
    assert len(ids) == 3


def test_every_key_in_a_plan_has_its_wording_in_the_plan() -> None:
    plan = Made(results=(scored("iic_srp", "high"), not_scorable("vrp", {"x": "X?"}))).draft()
    for action in plan.actions:
        assert f"role:{action.owner_role}" in plan.titles
        assert f"agency:{action.agency}" in plan.titles
    for each in plan.contingencies:
        assert f"role:{each.owner_role}" in plan.titles
        assert f"role:{each.out_of_hours_role}" in plan.titles
    assert f"level:{plan.level}" in plan.titles


def test_every_proposal_cites_its_source_and_how_well_it_is_confirmed() -> None:
    plan = Made().draft()
    for item in (*plan.actions, *plan.contingencies):
        assert item.origin.cite
        assert item.origin.confidence in ("confirmed", "unconfirmed", "house policy")
        assert item.origin.library_version == plan.library.actions_version


def test_band_reasons_and_decision_are_copied_unchanged() -> None:
    decision = BandDecision(
        band="high", by="A. Smith", role="Detective sergeant", reason="New intelligence", on=ON
    )
    given = overall(
        "high",
        calculated_band="medium",
        decision=decision,
        provisional=True,
        provisional_because=("DC-SRP rests on missing answers.",),
        possible_bands=("medium", "high"),
    )
    plan = Made(overall=given).draft()
    assert plan.decision == decision
    assert (plan.band, plan.calculated_band) == ("high", "medium")
    assert plan.provisional_because == given.provisional_because
    assert plan.possible_bands == given.possible_bands
    assert (plan.band_policy, plan.band_why) == (given.policy, given.why)
    settle = next(a for a in plan.actions if a.action_id == "action:settle_band")
    assert "DC-SRP rests on missing answers." in settle.text


def test_what_rests_on_policy_or_practice_alone_is_said() -> None:
    told = {notice.code: notice.text for notice in Made().draft().notices}
    assert {"plan-policy", "plan-unconfirmed"} <= told.keys()
    assert "house policy" in told["plan-policy"]


def test_two_assessors_who_differ_are_mentioned() -> None:
    arms = scored("arms", "medium")
    rated = {
        "indicated": None,
        "assessed": "medium",
        "reason": "r",
        "disagreement_reason": None,
        "assessor": "A",
        "rated": 11,
        "of": 11,
        "prompts": (),
        "disputed_factors": (RISK[0],),
    }
    judged = msgspec.convert({**msgspec.to_builtins(arms), "judgement": rated}, type=type(arms))
    notices = Made(results=(judged,)).draft().notices
    assert next(n for n in notices if n.code == "ratings-differ").questions == (RISK[0],)


def test_case_and_assessment_of_different_people_or_days_are_refused() -> None:
    made, other = Made(), Made(case_id="X200", on=ON + dt.timedelta(days=1))
    with pytest.raises(InvalidCase) as caught:
        draft_plan(made.case, other.assessment)
    assert [fault.pointer for fault in caught.value.faults] == ["/case_id", "/on"]
