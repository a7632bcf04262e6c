"""MST, LDS, OPD and PNI: golden rows, cases reckoned by hand, and the promises of the kit."""

from __future__ import annotations

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

import msgspec
import pytest

from riskservice import installed
from riskservice.kit import NotApplicable, NotScorable, Outcome, Scored
from riskservice.kit.conformance import check_instrument
from riskservice.kit.evaluation import FAULTY, NOT_APPLICABLE, NOT_SCORABLE, SCORED
from riskservice.kit.people import answers_of
from riskservice.kit.reading import read_codes
from riskservice.registry import Registry
from riskservice.scoring import Service
from tests.screens import (
    BANDS,
    DEFINITIONS,
    NO_MODEL,
    OFFICIAL,
    assessor,
    codes_of,
    tables_of,
)

GOLDEN = Path(__file__).parent / "golden" / "official"
ON = dt.date(2026, 9, 1)
BOTH = pytest.mark.parametrize("deployed", [True, False], ids=["deployed", "intended"])

Row = dict[str, Any]


def rows_of(key: str) -> list[Any]:
    found = [
        row
        for file in sorted(GOLDEN.glob("*.toml"))
        for row in tomllib.loads(file.read_text(encoding="utf-8"))["row"]
        if key in row["expect"]
    ]
    assert found
    return [pytest.param(row, id=row["name"]) for row in found]


def assess(
    key: str, inputs: Row, *, deployed: bool = False, on: dt.date = ON, **read: int
) -> Outcome:
    """Return the outcome of official inputs; results of others that are not given are none."""
    bound = assessor(key, deployed=deployed)
    nothing: dict[str, int] = {}
    for other in bound.kernel.reads:
        nothing |= read_codes(other, None, BANDS[other])
    codes = codes_of(bound.kernel, {"assessment_date": on} | inputs, **(nothing | read))
    outcome = bound.assess(answers_of(bound.kernel.asked, codes), codes)
    assert not isinstance(outcome, tuple), [str(fault) for fault in outcome]
    return outcome


def notices(outcome: Outcome) -> set[str]:
    return {notice.code for notice in outcome.notices}


def why(outcome: Outcome, term: str) -> str:
    return next(item.why for item in outcome.items if item.term == term)


# The promises of the kit -------------------------------------------------------------------------


@pytest.mark.parametrize("key", sorted(DEFINITIONS))
def test_every_promise_of_the_kit_is_kept(key: str) -> None:
    findings = check_instrument(DEFINITIONS[key], tables_of(key))
    assert [finding for finding in findings if not finding.ok] == []


@pytest.mark.parametrize("key", ["opd", "pni"])
def test_the_two_tables_differ_in_their_rules_and_in_nothing_else(key: str) -> None:
    deployed, intended = (assessor(key, deployed=deployed).table for deployed in (True, False))
    for section in ("steps", "constants", "bands", "lists", "definitions", "levels"):
        assert getattr(deployed, section) == getattr(intended, section)
    assert deployed.rules.keys() == intended.rules.keys()
    assert all(deployed.rule(name) != intended.rule(name) for name in deployed.rules)
    assert intended.corrects == deployed.version


def test_every_disputed_rule_of_the_screens_is_a_switch_with_its_reason() -> None:
    # Rules of August 2026, section 14: official and intended value.
    official = {
        "unanswered_impact_counts_against": ("10", True),
        "override_kept_when_not_applicable": ("11", False),
        "sexual_and_combined_results_used": ("12", False),
        "inapplicable_sex_answers_count_as_missing": ("13", True),
        "remand_is_custody": ("14", False),
    }
    for key in ("opd", "pni"):
        for deployed in (True, False):
            for name, rule in assessor(key, deployed=deployed).table.rules.items():
                if rule.disputed:
                    number, value = official[name]
                    assert rule.disputed == number
                    assert rule.value is (value if deployed else not value)
                    assert rule.why


# Golden rows -------------------------------------------------------------------------------------


@pytest.mark.parametrize("row", rows_of("mst"))
def test_maturity_matches_its_golden_rows(row: Row) -> None:
    kernel = assessor("mst").kernel
    one = kernel.evaluate(codes_of(kernel, row["inputs"]))
    expect = row["expect"]["mst"]
    if expect.get("errors"):
        assert one.status == NOT_SCORABLE
        (error,) = expect["errors"]
        assert [OFFICIAL.get(key, key) for key in one.missing] == error["fields"]
    elif expect.get("applicable") is False:
        assert one.status == NOT_APPLICABLE
    else:
        assert one.status == SCORED
        assert one.total == expect["score"]
        assert bool(kernel.figures(one)[2]) == expect["flag"]


@pytest.mark.parametrize("row", rows_of("lds"))
def test_learning_matches_its_golden_rows(row: Row) -> None:
    kernel = assessor("lds").kernel
    one = kernel.evaluate(codes_of(kernel, row["inputs"]))
    expect = row["expect"]["lds"]
    if expect.get("errors"):
        orphan = expect["errors"][0]["type"] == "MISSING_MANDATORY_INPUT"
        assert one.status == (FAULTY if orphan else NOT_SCORABLE)
    else:
        assert (one.status, one.total) == (SCORED, expect["subtotal"])
        assert kernel.figures(one)[2] == expect["score"]


@pytest.mark.parametrize("row", rows_of("opd"))
def test_personality_matches_its_golden_rows(row: Row) -> None:
    bound = assessor("opd", deployed=row["deployed"], as_official=True)
    kernel = bound.kernel
    codes = codes_of(kernel, row["inputs"])
    one = kernel.evaluate(codes)
    expect = row["expect"]["opd"]
    if "result" not in expect:
        kinds = {error["type"] for error in expect.get("errors", ())}
        assert one.status == (FAULTY if kinds - {"MISSING_MANDATORY_INPUT"} else NOT_SCORABLE)
        return
    assert one.status == SCORED
    assert kernel.band_names[kernel.figures(one)[2]] == expect["result"].lower()
    outcome = bound.assess(answers_of(kernel.asked, codes), codes)
    assert not isinstance(outcome, tuple)
    if expect["result"] == "SCREEN_OUT":
        assert ("override-asked-for" in notices(outcome)) == bool(expect.get("override"))


@pytest.fixture(scope="module")
def everything() -> Service:
    """A service of everything installed and the screens, under rulesets that name their tables."""
    registry = Registry((installed().definitions | DEFINITIONS).items())
    for name, version in (("hmpps-2026.08", "2026.1-hmpps"), ("current-2026", "2026.1")):
        ruleset = registry.rulesets[name]
        registry.rulesets[name] = msgspec.structs.replace(
            ruleset, tables=ruleset.tables | dict.fromkeys(("opd", "pni"), version)
        )
    return Service(registry)


@pytest.mark.parametrize("row", rows_of("pni"))
def test_programme_need_matches_its_golden_rows(row: Row, everything: Service) -> None:
    names = {official.official: key for key, official in everything.registry.questions.items()} | {
        "assessmentDate": "on"
    }
    answers = {}
    for key, value in row["inputs"].items():
        camel = key.split("_")[0] + "".join(part.capitalize() for part in key.split("_")[1:])
        name = names[camel]
        answers[name] = value.lower() if isinstance(value, str) and not value.isdigit() else value
    record = {"on": answers.pop("on"), "answers": answers}
    case = everything.reader.check(msgspec.to_builtins(record))
    ruleset = "hmpps-2026.08" if row["deployed"] else "current-2026"
    (outcome,) = everything.score(case, ruleset=ruleset, instruments=["pni"]).results
    expect = row["expect"]["pni"]
    if expect.get("errors") and expect["errors"][0]["fields"] == ["supervision_status"]:
        assert isinstance(outcome, NotScorable)
        return
    assert isinstance(outcome, Scored)
    assert str(outcome.band).upper() == expect["pathway"]


# Maturity ----------------------------------------------------------------------------------------

CALM = {
    "has_peer_group_influences": False,
    "influence_from_criminal_associates": "NO_PROBLEMS",
    "recklessness_and_risk_taking_behaviour": "NO_PROBLEMS",
    "difficulties_coping": "NO_PROBLEMS",
    "attitudes_towards_self": "NO_PROBLEMS",
    "impulsivity_problems": "NO_PROBLEMS",
    "temper_control": "NO_PROBLEMS",
    "problem_solving_skills": "NO_PROBLEMS",
    "awareness_of_consequences": "YES",
    "understands_other_peoples_views": "NO_PROBLEMS",
}
WORST = {
    key: {False: True, "NO_PROBLEMS": "SIGNIFICANT_PROBLEMS", "YES": "NO"}[value]
    for key, value in CALM.items()
}
YOUNG_MAN = {"gender": "MALE", "date_of_birth": dt.date(2005, 1, 1)}


def test_maturity_is_scored_from_nought_to_nineteen() -> None:
    # Section 8: one yes/no item and nine of 0 to 2.
    assert assess("mst", YOUNG_MAN | CALM).points == 0
    most = assess("mst", YOUNG_MAN | WORST)
    assert (most.points, most.band, most.band_title) == (19, "low_maturity", "Low maturity")


@pytest.mark.parametrize(
    ("birthday", "applies"),
    [
        ((2008, 9, 2), False),  # 17, eighteen tomorrow
        ((2008, 9, 1), True),  # 18 today
        ((2000, 9, 2), True),  # 25, twenty-six tomorrow
        ((2000, 9, 1), False),  # 26 today
    ],
)
def test_maturity_is_for_eighteen_to_twenty_five(
    birthday: tuple[int, int, int], applies: bool
) -> None:
    outcome = assess("mst", CALM | {"gender": "MALE", "date_of_birth": dt.date(*birthday)})
    assert isinstance(outcome, Scored if applies else NotApplicable)


def test_someone_too_old_for_the_maturity_screen_is_asked_nothing_more() -> None:
    # Section 8, rule 1: the age alone decides.
    outcome = assess("mst", {"date_of_birth": dt.date(1980, 1, 1)})
    assert isinstance(outcome, NotApplicable)
    assert outcome.rule == "The screen is for people of 18 to 25 on the day of assessment"


def test_one_answer_may_be_missing_and_the_range_says_what_it_could_change() -> None:
    # Nine points by hand: four items at 2 and one at 1; the tenth answer decides.
    nine = dict.fromkeys(list(CALM)[1:5], "SIGNIFICANT_PROBLEMS") | {
        "temper_control": "SOME_PROBLEMS"
    }
    inputs = {key: value for key, value in (CALM | nine).items() if key != "problem_solving_skills"}
    outcome = assess("mst", YOUNG_MAN | inputs)
    assert (outcome.points, outcome.band) == (9, "no_flag")
    assert outcome.range is not None
    assert outcome.range.bands == ("no_flag", "low_maturity")
    assert outcome.range.settled_by == ("problem_solving_skills",)


def test_two_missing_answers_leave_maturity_unscored() -> None:
    inputs = {key: value for key, value in CALM.items() if not key.startswith("im")}
    del inputs["temper_control"]
    outcome = assess("mst", YOUNG_MAN | inputs)
    assert isinstance(outcome, NotScorable)
    assert [m.question for m in outcome.missing] == ["impulsivity_problems", "temper_control"]


# Learning ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("inputs", "subtotal", "band"),
    [
        ({"learning_difficulties": "SIGNIFICANT_PROBLEMS"}, 2, "score_0"),
        ({"professional_or_vocational_qualifications": "NO_QUALIFICATIONS",
          "has_problems_with_numeracy": True}, 3, "score_1"),
        ({"learning_difficulties": "SIGNIFICANT_PROBLEMS",
          "professional_or_vocational_qualifications": "NO_QUALIFICATIONS"}, 4, "score_1"),
        ({"learning_difficulties": "SIGNIFICANT_PROBLEMS",
          "professional_or_vocational_qualifications": "NO_QUALIFICATIONS",
          "is_currently_of_no_fixed_abode_or_transient_accommodation": True}, 5, "score_2"),
        ({"is_currently_of_no_fixed_abode_or_transient_accommodation": True,
          "work_related_skills": "SIGNIFICANT_PROBLEMS",
          "problems_with_reading_writing_numeracy": "SIGNIFICANT_PROBLEMS",
          "has_problems_with_reading": True, "has_problems_with_numeracy": True,
          "learning_difficulties": "SIGNIFICANT_PROBLEMS",
          "professional_or_vocational_qualifications": "NO_QUALIFICATIONS"}, 11, "score_2"),
    ],
)  # fmt: skip
def test_learning_by_hand(inputs: Row, subtotal: int, band: str) -> None:
    # Section 9: the subtotal, and 0, 1 or 2 from 0, 3 and 5.
    none = {
        "work_related_skills": "NO_PROBLEMS",
        "problems_with_reading_writing_numeracy": "NO_PROBLEMS",
        "learning_difficulties": "NO_PROBLEMS",
        "professional_or_vocational_qualifications": "ANY_QUALIFICATION",
    }
    outcome = assess("lds", none | inputs)
    assert (outcome.points, outcome.band) == (subtotal, band)


@pytest.mark.parametrize("answer", [True, False])
def test_reading_without_its_rating_is_a_contradiction_even_as_no(answer: bool) -> None:
    bound = assessor("lds")
    inputs = {
        "assessment_date": ON, "has_problems_with_reading": answer,
        "work_related_skills": "NO_PROBLEMS", "learning_difficulties": "NO_PROBLEMS",
        "professional_or_vocational_qualifications": "ANY_QUALIFICATION",
    }  # fmt: skip
    codes = codes_of(bound.kernel, inputs)
    faults = bound.assess(answers_of(bound.kernel.asked, codes), codes)
    assert isinstance(faults, tuple)
    (fault,) = faults
    assert fault.question == "has_problems_with_reading"


# Personality disorder ----------------------------------------------------------------------------

MAN = {
    "gender": "MALE",
    "overall_risk_for_assessment": "HIGH",
    "highest_risk_level_over_all_assessments": "HIGH",
    "current_offence_code": "00100",
    "has_custodial_sentence": True,
    "does_recognise_impact_of_offending_on_others": True,
}
WOMAN = MAN | {"gender": "FEMALE", "is_eligible_for_mappa": False}
NINE_POINTS = {
    "did_offence_involve_carrying_or_using_weapon": True,
    "did_offence_involve_arson": True,
    "offence_motivation_emotional_state": True,
    "is_analysis_of_offence_issues_linked_to_risk": True,
    "has_accommodation_issues_linked_to_risk": True,
    "experience_of_childhood": "SOME_PROBLEMS",
    "relationship_issues_linked_to_risk": True,
    "difficulties_coping": "SIGNIFICANT_PROBLEMS",
    "has_self_harm_or_attempted_suicide": True,
}


@pytest.mark.parametrize(
    "change",
    [
        {"overall_risk_for_assessment": "MEDIUM"},
        {"overall_risk_for_assessment": "NOT_APPLICABLE"},
        {"has_custodial_sentence": False},
        {"current_offence_code": "02700"},  # neither violent nor sexual
    ],
)
def test_a_man_to_whom_the_screen_does_not_apply_is_screened_out_and_told_so(change: Row) -> None:
    # Section 10: not applicable is SCREEN_OUT with the check done; he would be screened in.
    indicators = {"has_self_harm_or_attempted_suicide": True, "has_control_issues": True}
    assert assess("opd", MAN | indicators).band == "screen_in"
    outcome = assess("opd", MAN | indicators | change)
    assert (outcome.band, outcome.points) == ("screen_out", None)
    assert "screen-does-not-apply" in notices(outcome)
    assert why(outcome, "threshold").startswith("The screen does not apply")


def test_a_woman_needs_high_risk_or_mappa() -> None:
    low = {"overall_risk_for_assessment": "LOW"}
    for change, applies in (
        ({}, True), (low, False), (low | {"is_eligible_for_mappa": True}, True),
        # Neither the sentence nor the offence matters for her.
        ({"has_custodial_sentence": False, "current_offence_code": "02700"}, True),
    ):  # fmt: skip
        outcome = assess("opd", WOMAN | NINE_POINTS | change)
        assert ("screen-does-not-apply" in notices(outcome)) is not applies


def test_a_woman_is_screened_in_from_ten_points() -> None:
    # Section 10: nine items of one point each, then a tenth.
    assert assess("opd", WOMAN | NINE_POINTS).band == "screen_out"
    tenth = {"are_emotional_issues_linked_to_risk": True}
    outcome = assess("opd", WOMAN | NINE_POINTS | tenth)
    assert outcome.band == "screen_in"
    assert why(outcome, "are_emotional_issues_linked_to_risk_item") == "Counts 1."


def test_excessive_violence_alone_counts_two_for_a_woman_as_well() -> None:
    # Section 10 gives the rule of excessive violence once; the service uses it for both sexes.
    eight = {key: value for key, value in NINE_POINTS.items() if key != "did_offence_involve_arson"}
    alone = {"did_offence_involve_excessive_use_of_violence": True}
    outcome = assess("opd", WOMAN | eight | alone)
    assert outcome.band == "screen_in"
    assert why(outcome, "excessive_violence") == "Counts 2."


def test_excessive_violence_beside_violence_counts_one() -> None:
    violence = {
        "did_offence_involve_excessive_use_of_violence": True,
        "did_offence_involve_violence_or_threat_of_violence": True,
    }
    assert why(assess("opd", MAN | violence), "excessive_violence") == "Counts 1."


@pytest.mark.parametrize(
    ("first", "counts"), [(0, "Counts 1."), (17, "Counts 1."), (18, "Counts nothing.")]
)
def test_a_first_sanction_counts_up_to_seventeen(first: int, counts: str) -> None:
    outcome = assess("opd", MAN | {"age_at_first_sanction": first})
    assert why(outcome, "age_at_first_sanction_item") == counts


@BOTH
def test_an_unanswered_impact_on_others_counts_by_the_rule(deployed: bool) -> None:
    # Disputed rule 10. Six points by hand; the unanswered question makes the seventh.
    six = {
        "age_at_first_sanction": 12,
        "did_offence_involve_violence_or_threat_of_violence": True,
        "impulsivity_problems": "SOME_PROBLEMS",
        "controlling_or_aggressive_behaviour": "SOME_PROBLEMS",
        "recklessness_and_risk_taking_behaviour": "SIGNIFICANT_PROBLEMS",
        "manipulative_or_predatory_behaviour": "SOME_PROBLEMS",
    }
    silent = {"does_recognise_impact_of_offending_on_others": None}
    outcome = assess("opd", MAN | six | silent, deployed=deployed)
    assert outcome.band == ("screen_in" if deployed else "screen_out")
    assert outcome.range is not None
    assert outcome.range.bands == ("screen_out", "screen_in")


@BOTH
def test_an_override_where_the_screen_does_not_apply_is_kept_by_the_rule(deployed: bool) -> None:
    # Disputed rule 11.
    inputs = MAN | {"has_custodial_sentence": False, "apply_opd_override": True}
    outcome = assess("opd", inputs, deployed=deployed)
    assert ("override-asked-for" in notices(outcome)) is not deployed


def test_an_override_never_changes_the_result() -> None:
    outcome = assess("opd", MAN | {"apply_opd_override": True})
    assert outcome.band == "screen_out"
    assert "override-asked-for" in notices(outcome)


def test_without_a_single_answer_nobody_is_screened() -> None:
    # Section 10: the whole question set of the person's sex is null.
    silent = {"does_recognise_impact_of_offending_on_others": None}
    outcome = assess("opd", MAN | silent)
    assert isinstance(outcome, NotScorable)
    assert len(outcome.missing) == 23
    # A woman's question on impact is not of her set; a man's set does not count for her.
    hers = assess("opd", WOMAN | {"impulsivity_problems": "SOME_PROBLEMS"})
    assert isinstance(hers, NotScorable)
    assert len(hers.missing) == 10


@BOTH
def test_no_abuse_of_anyone_agrees_with_no_evidence_of_it(deployed: bool) -> None:
    inputs = MAN | {"evidence_of_domestic_abuse": False, "domestic_abuse_against_partner": False}
    kernel = assessor("opd", deployed=deployed).kernel
    one = kernel.evaluate(codes_of(kernel, {"assessment_date": ON} | inputs))
    assert one.status == (FAULTY if deployed else SCORED)
    named = inputs | {"domestic_abuse_against_partner": True}
    one = kernel.evaluate(codes_of(kernel, {"assessment_date": ON} | named))
    assert [predicate.key for predicate in one.faults] == ["abuse_without_evidence"]


# Programme need ----------------------------------------------------------------------------------

INSIDE = {
    "supervision_status": "CUSTODY",
    "sara_risk_to_partner": "LOW",
    "sara_risk_to_others": "LOW",
}
NO_NEED = dict.fromkeys(
    (
        "pro_criminal_attitudes", "hostile_orientation",
        "current_relationship_with_family_members", "previous_close_relationships",
        "easily_influenced_by_criminal_associates", "controlling_or_aggressive_behaviour",
        "impulsivity_problems", "temper_control", "problem_solving_skills", "difficulties_coping",
    ),
    "NO_PROBLEMS",
)  # fmt: skip
HIGH_NEED = dict.fromkeys(NO_NEED, "SIGNIFICANT_PROBLEMS")
"""Thinking 2, relationships 2 and self-management 2 points: six."""
NO_SEX_NEED = dict.fromkeys(
    (
        "sexual_preoccupation",
        "offence_related_sexual_interests",
        "emotional_congruence_with_children",
    ),
    "NO_PROBLEMS",
)
NOT_SEXUAL = {"dc_srp_band": 4, "iic_srp_band": 3, "csrp_band": 0, "csrp_model": 0}
"""Both sexual predictors not applicable, a low combined result."""


def results(**places: int) -> dict[str, int]:
    """Return columns of results given by their band."""
    found = dict(NOT_SEXUAL)
    for key, place in places.items():
        found |= {f"{key}_band": place, f"{key}_model": 0}
    return found


@pytest.mark.parametrize(
    ("status", "need", "read", "pathway"),
    [
        # Section 11, pathways, each rule on its own.
        ("CUSTODY", NO_NEED, results(arp=2, vrp=2), "high"),
        ("CUSTODY", HIGH_NEED, results(arp=2), "high"),
        ("CUSTODY", HIGH_NEED, results(arp=1), "moderate"),
        ("CUSTODY", HIGH_NEED, results(arp=0), "alternative"),
        ("COMMUNITY", NO_NEED, results(arp=3, vrp=3), "moderate"),
        ("COMMUNITY", HIGH_NEED, results(vrp=2), "moderate"),
        ("COMMUNITY", NO_NEED, results(arp=3), "alternative"),
        ("CUSTODY", NO_NEED, results(dc_srp=3), "alternative"),
        ("CUSTODY", HIGH_NEED, results(dc_srp=3), "high"),
        ("CUSTODY", HIGH_NEED, results(iic_srp=2), "high"),
        ("CUSTODY", HIGH_NEED, results(csrp=2), "high"),
        ("CUSTODY", HIGH_NEED, results(csrp=1), "moderate"),
        # The combined result speaks only without a sexual band: a low one silences it.
        ("CUSTODY", HIGH_NEED, results(csrp=3, dc_srp=0), "alternative"),
    ],
)
def test_a_pathway_by_hand(status: str, need: Row, read: dict[str, int], pathway: str) -> None:
    outcome = assess("pni", INSIDE | {"supervision_status": status} | need, **read)
    assert outcome.band == pathway


@BOTH
@pytest.mark.parametrize("rating", ["MEDIUM", "HIGH", "VERY_HIGH"])
def test_only_the_words_medium_and_high_of_sara_count(rating: str, deployed: bool) -> None:
    inputs = INSIDE | NO_NEED | NO_SEX_NEED | {"sara_risk_to_others": rating}
    outcome = assess("pni", inputs, deployed=deployed, **NOT_SEXUAL)
    assert outcome.band == ("alternative" if rating == "VERY_HIGH" else "moderate")


@BOTH
def test_remand_is_custody_by_the_rule(deployed: bool) -> None:
    # Disputed rule 14. The sex answers are given, so that rule 13 plays no part.
    inputs = INSIDE | HIGH_NEED | NO_SEX_NEED | {"supervision_status": "REMAND"}
    outcome = assess("pni", inputs, deployed=deployed, **results(arp=2, vrp=2))
    assert outcome.band == ("alternative" if deployed else "high")


@BOTH
def test_sex_answers_that_do_not_apply_are_missing_by_the_rule(deployed: bool) -> None:
    # Disputed rule 13: no sexual history or risk, so the sex domain does not apply.
    inputs = INSIDE | NO_NEED | {"has_ever_committed_sexual_offence": False}
    outcome = assess("pni", inputs, deployed=deployed, **NOT_SEXUAL)
    # Deployed, an answer is missing and the projected risk is always high.
    assert outcome.band == ("omission" if deployed else "alternative")


@BOTH
def test_sexual_results_are_used_by_the_rule(deployed: bool) -> None:
    # Disputed rule 12: the risk lies in the sexual band alone.
    outcome = assess(
        "pni", INSIDE | HIGH_NEED | NO_SEX_NEED, deployed=deployed, **results(dc_srp=3)
    )
    assert outcome.band == ("alternative" if deployed else "high")
    assert ("no-combined-result" in notices(outcome)) is deployed


def test_sexual_results_without_a_combined_one_are_not_read() -> None:
    # Section 14, rule 12: they are taken from the combined result.
    read = results(dc_srp=3) | {"csrp_band": 5, "csrp_model": NO_MODEL}
    assert assess("pni", INSIDE | HIGH_NEED, **read).band == "alternative"


def test_a_missing_answer_that_could_change_the_pathway_omits_it() -> None:
    # Relationships: 2 and 2 of three answers, one point; at worst six, two points. So five points
    # and medium need now, six and high at worst, and no SARA rating to settle it.
    inputs = HIGH_NEED | {
        "controlling_or_aggressive_behaviour": None,
        "current_relationship_with_family_members": "NO_PROBLEMS",
        "has_ever_committed_sexual_offence": False,
        "is_a_risk_of_sexual_harm": False,
    }
    outcome = assess("pni", INSIDE | inputs, **results(arp=2))
    assert outcome.band == "omission"
    assert "pathway-omitted" in notices(outcome)
    assert outcome.range is not None
    assert set(outcome.range.bands) == {"moderate", "high"}
    assert outcome.range.settled_by == ("controlling_or_aggressive_behaviour",)


def test_at_worst_only_a_given_answer_gives_most_points_by_itself() -> None:
    # Attitudes missing, hostility none: 2 in the sum at worst, which is one point, not two. With
    # relationships 2 and self-management 2 that is five, medium both now (4) and at worst.
    inputs = HIGH_NEED | {"pro_criminal_attitudes": None, "hostile_orientation": "NO_PROBLEMS"}
    outcome = assess("pni", INSIDE | inputs, **results(arp=2))
    assert outcome.band == "moderate"
    # With hostility significant the sum at worst is four, which is two points: six, high need.
    inputs |= {"hostile_orientation": "SIGNIFICANT_PROBLEMS"}
    assert assess("pni", INSIDE | inputs, **results(arp=2)).band == "omission"


def test_the_sex_domain_is_unknown_with_a_gap_below_the_most() -> None:
    # Preoccupation 2 and interests 1 are 3 of at least 4, and the third answer is missing: 0.
    inputs = NO_NEED | {
        "has_ever_committed_sexual_offence": True,
        "sexual_preoccupation": "SIGNIFICANT_PROBLEMS",
        "offence_related_sexual_interests": "SOME_PROBLEMS",
    }
    outcome = assess("pni", INSIDE | inputs, **NOT_SEXUAL)
    item = next(item for item in outcome.items if item.term == "sex_points")
    assert item.answer == "Sex domain: 0; Sex domain at worst: 2; Answers missing: 1"
    assert outcome.band == "alternative"


@pytest.mark.parametrize(
    ("status", "sara", "pathway"),
    [
        # All domains have a gap: inside, the need is not known; in the community it is low.
        ("CUSTODY", ("LOW", "LOW"), "omission"),
        ("COMMUNITY", ("LOW", "LOW"), "alternative"),
        ("COMMUNITY", (None, "LOW"), "omission"),
    ],
)
def test_gaps_in_every_domain(
    status: str, sara: tuple[str | None, str | None], pathway: str
) -> None:
    inputs = {
        "supervision_status": status,
        "is_a_risk_of_sexual_harm": True,
        "sara_risk_to_partner": sara[0],
        "sara_risk_to_others": sara[1],
    }
    assert assess("pni", inputs, **NOT_SEXUAL).band == pathway


def test_without_a_supervision_status_there_is_no_pathway() -> None:
    outcome = assess("pni", NO_NEED)
    assert isinstance(outcome, NotScorable)
    assert [m.question for m in outcome.missing] == ["supervision_status"]


def test_instruments_that_are_not_installed_count_as_no_result() -> None:
    # Without bands, "none" has the place 1, which is medium of an instrument that is there.
    kernel = assessor("pni").kernel
    nothing: dict[str, int] = {}
    for other in BANDS:
        nothing |= read_codes(other, None, ())
    inputs = {"assessment_date": ON, "has_ever_committed_sexual_offence": False}
    known = kernel.derived_codes(codes_of(kernel, inputs | INSIDE | HIGH_NEED, **nothing))
    assert (known["risk"], known["projected_risk"]) == (0, 2)
