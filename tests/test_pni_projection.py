"""PNI tells the official projection for what is missing, as the second reading has it."""

from typing import Any

import pytest

from riskservice import Service
from riskservice.kit.people import answers_of, row
from tests.screens import assessor, inputs_of
from tests.second_reading import official
from tests.test_screens_second_reading import people, results_of_others, shortcut_in_doubt

CHECKED = 150
LEVELS = ("low", "medium", "high")
NEED = "The official service's own projection for the missing answers"


@pytest.mark.parametrize("deployed", [True, False], ids=["deployed", "intended"])
@pytest.mark.parametrize("missing", [0.0, 0.05, 0.3])
def test_the_projection_is_that_of_the_second_reading(missing: float, *, deployed: bool) -> None:
    bound = assessor("pni", deployed=deployed, as_official=True)
    kernel = bound.kernel
    rng, columns = people("pni", missing, 7)
    read, results = results_of_others(rng)
    columns |= read
    seen = set()
    for i in range(CHECKED):
        codes = row(columns, i)
        inputs = inputs_of(kernel, codes)
        reading = official.pni(inputs, deployed=deployed, results=results[i])
        if "supervision_status" not in inputs or shortcut_in_doubt(inputs, reading):
            continue
        outcome = bound.assess(answers_of(kernel.asked, codes), codes, reasons=False)
        assert not isinstance(outcome, tuple)
        found = {n.code for n in outcome.notices if n.code.startswith("projected-")}
        expected = set()
        if reading["errors"]:
            level = sum(reading["projected_need_points"] >= edge for edge in (3, 6))
            expected.add(f"projected-need-{LEVELS[level]}")
        if reading["projected_risk"] != reading["risk"]:
            assert "projected-risk-high" in found, inputs
        assert ("projected-risk-high" not in found) or reading["projected_risk"] == "HIGH"
        assert found - {"projected-risk-high"} == expected, inputs
        seen |= found
    assert bool(seen - {"projected-risk-high"}) == (missing > 0)
    assert "projected-risk-high" in seen


MAN: dict[str, Any] = {
    "supervision_status": "community",
    "ever_sexual_offence": False,
    "is_a_risk_of_sexual_harm": False,
    **dict.fromkeys(
        (
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
        ),
        "no_problems",
    ),
    "sara_risk_to_partner": "low",
    "sara_risk_to_others": "low",
}


def told(here: Service, *left_out: str, ruleset: str = "current-2026") -> list[str]:
    answers = {key: value for key, value in MAN.items() if key not in left_out}
    case = here.reader.check({"on": "2026-11-24", "answers": answers})
    (result,) = here.score(case, ruleset=ruleset, instruments=["pni"]).results
    return [n.text for n in result.notices if n.code.startswith("projected-need")]


def test_the_projection_stands_beside_the_range_and_only_where_answers_are_missing(
    here: Service,
) -> None:
    # By hand: two of four answers at worst are 4 points of the domain, and so 1 of need: low.
    # All four are 8, and so 2; with both of thinking, 2 more: medium.
    assert told(here) == []
    (low,) = told(here, "temper_control", "difficulties_coping")
    (medium,) = told(
        here,
        "impulsivity_problems",
        "temper_control",
        "problem_solving_skills",
        "difficulties_coping",
        "pro_criminal_attitudes",
        "hostile_orientation",
    )
    assert (low, medium) == (
        f"{NEED}, each taken as a significant problem: need low.",
        f"{NEED}, each taken as a significant problem: need medium.",
    )
