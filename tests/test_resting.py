"""What reads a result that may still change does not claim to be settled."""

import datetime as dt
import json
import random
from pathlib import Path
from typing import Any

import pytest

from riskservice import NotScorable, Scored, Service
from riskservice.errors import InvalidCase
from riskservice.kit.outcome import Outcome
from riskservice.kit.questions import Question

FULL = json.loads((Path(__file__).parents[1] / "examples" / "02-full.json").read_bytes())
LEVELS = (
    "sexual_preoccupation",
    "offence_related_sexual_interests",
    "emotional_congruence_with_children",
    "pro_criminal_attitudes",
    "hostile_orientation",
    "current_relationship_with_family_members",
    "previous_close_relationships",
    "easily_influenced_by_criminal_associates",
    "controlling_or_aggressive_behaviour",
    "impulsivity_problems",
    "temper_control",
    "problem_solving_skills",
    "difficulties_coping",
)
ANSWERS: dict[str, Any] = {
    **FULL["answers"],
    **dict.fromkeys(LEVELS, "some_problems"),
    "sara_risk_to_partner": "low",
    "sara_risk_to_others": "low",
    "is_a_risk_of_sexual_harm": False,
    "ever_sexual_offence": False,
    **dict.fromkeys(
        (
            "contact_adult_sanctions",
            "contact_child_sanctions",
            "non_contact_sanctions",
            "indecent_image_sanctions",
        ),
        0,
    ),
    "mappa_category": "none",
    "domestic_abuse_flag": False,
    "stalking_flag": False,
    "child_protection_flag": False,
    "life_or_ipp_sentence": False,
    "active_event": True,
    "age_at_first_sanction": 15,
    "total_sanctions": 30,
    "violent_sanctions": 8,
}
ROSH = tuple(key for key in ANSWERS if key.endswith(("_community", "_custody")))
ANSWERS |= dict.fromkeys(ROSH, "low")
del ANSWERS["most_recent_sexual_offence_date"]
BEHIND = (
    "suitability_of_accommodation",
    "is_unemployed",
    "current_relationship_with_partner",
    "evidence_of_domestic_abuse",
    "regular_offending_activities",
    "current_alcohol_use_problems",
    "excessive_alcohol_use",
    "impulsivity_problems",
    "temper_control",
    "pro_criminal_attitudes",
    "motivation_to_tackle_drug_misuse",
    "previous_convictions",
    "violent_sanctions",
    "current_offence_code",
    "total_sanctions",
    "difficulties_coping",
    "stalking_flag",
)
COMPOSITES = ("pni", "tier", "tier_protect")


def results(here: Service, answers: dict[str, Any], *keys: str) -> dict[str, Outcome]:
    case = here.reader.check({"on": FULL["on"], "answers": answers})
    found = here.score(case, instruments=keys, reasons=False).results
    return {result.instrument: result for result in found}


def without(*left_out: str, **changed: Any) -> dict[str, Any]:
    return {key: value for key, value in (ANSWERS | changed).items() if key not in left_out}


def anything(asked: Question, rng: random.Random) -> Any:
    match asked.kind:
        case "yes_no":
            return rng.random() < 0.5
        case "choice":
            return rng.choice(asked.choices)
        case "choices":
            return [kind for kind in asked.choices if rng.random() < 0.3]
        case _:
            return rng.choice((1, 2, 5, 12, 30))


def test_a_result_that_rests_on_complete_results_is_left_as_it_is(here: Service) -> None:
    for result in results(here, without(), "pni").values():
        assert result.range is not None
        assert result.range.settled
        assert all(notice.code != "rests-on-open-results" for notice in result.notices)


@pytest.mark.parametrize("seed", range(12))
def test_no_way_of_answering_leads_out_of_the_range(here: Service, seed: int) -> None:
    rng = random.Random(seed)  # noqa: S311  made-up answers
    left_out = rng.sample(BEHIND, rng.randint(1, 6))
    before = results(here, without(*left_out), *COMPOSITES)
    asked = here.registry.questions
    tried = 0
    for _ in range(12):
        more = {key: anything(asked[key], rng) for key in left_out if key != "current_offence_code"}
        if "current_offence_code" in left_out:
            more["current_offence_code"] = rng.choice(("00100", "02700", "10500", "04910"))
        try:
            after = results(here, without(*left_out) | more, *COMPOSITES)
        except InvalidCase:
            continue
        tried += 1
        for key, result in before.items():
            assert result.range is not None
            assert after[key].band in result.range.bands, (key, left_out, more)
            if result.range.settled:
                assert result.range.bands == (after[key].band,)
    assert tried


def test_a_tier_on_a_static_score_counts_what_the_dynamic_one_could_be(here: Service) -> None:
    answers = without("is_unemployed", "regular_offending_activities", "temper_control")
    found = results(here, answers, "arp", "tier")
    arp, tier = found["arp"], found["tier"]
    assert isinstance(arp, Scored)
    assert arp.model == "static"
    assert tier.range is not None
    assert not tier.range.settled
    assert len(tier.range.bands) > 1
    (notice,) = (n for n in tier.notices if n.code == "rests-on-open-results")
    assert arp.title in notice.text
    assert "is_unemployed" in tier.range.settled_by


def test_a_risk_of_harm_nobody_has_entered_keeps_a_tier_open(here: Service) -> None:
    found = results(here, without(*ROSH), "rosh", "tier")
    assert isinstance(found["rosh"], NotScorable)
    tier = found["tier"]
    assert tier.range is not None
    assert not tier.range.settled
    for level in ("low", "medium", "high", "very_high"):
        entered = results(here, without() | dict.fromkeys(ROSH, level), "tier")["tier"]
        assert entered.band in tier.range.bands


def test_the_day_of_the_example_is_after_the_change_of_the_suite() -> None:
    assert dt.date.fromisoformat(FULL["on"]) >= dt.date(2026, 7, 8)
