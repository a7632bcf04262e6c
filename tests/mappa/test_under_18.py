"""No adult scale gives somebody under 18 a score; what gives a result all the same is named."""

import datetime as dt

import numpy as np
import pytest

from riskservice.case import Case
from riskservice.kit.outcome import NotApplicable
from riskservice.kit.people import answers_of, random_people, row
from riskservice.mappa import screen_case
from riskservice.rulesets import DEFAULT_RULESET
from riskservice.scoring import service
from tests.mappa.people import step

DAYS = (dt.date(2015, 6, 1), dt.date(2024, 6, 1), dt.date(2025, 12, 1), dt.date(2026, 11, 24))
FOR_ADULTS = {
    "arms", "arp", "csrp", "dc_srp", "iic_srp", "lds", "mst", "opd", "osp_2014", "ovp", "pni",
    "rm2000_c", "rm2000_s", "rm2000_v", "rsr_2025", "snsv_2025", "svrp", "tier", "vrp",
}  # fmt: skip
GIVES_A_RESULT = {
    # Published with ages from 10, and what rests on it.
    "ogp", "ogrs3",
    # A judgement of the assessor's.
    "rosh",
    # Superseded, and read only when they are named.
    "tier_change", "tier_protect",
}  # fmt: skip
SUMS = {"csrp", "rsr_2025"}


def young_people(on: dt.date, age: int, n: int) -> list[Case]:
    """Made-up people of an age, of whom every question is answered."""
    asked = service().registry.questions
    columns = random_people(asked, on, n, np.random.default_rng(age))
    born = on.replace(year=on.year - age)
    cases = []
    for i in range(n):
        answers = answers_of(asked, row(columns, i)) | {"date_of_birth": born}
        answers |= {"follow_up_start": on, "sex": "male"}
        cases.append(Case(case_id=f"EXAMPLE-{i}", on=on, answers=answers))
    return cases


@pytest.mark.parametrize("on", DAYS)
@pytest.mark.parametrize("age", [10, 16, 17])
def test_an_adult_scale_gives_nobody_under_18_a_result(on: dt.date, age: int) -> None:
    found = {
        key
        for case in young_people(on, age, 30)
        for key, outcome in service().outcomes(case, DEFAULT_RULESET, reasons=False).items()
        if not isinstance(outcome, NotApplicable | tuple)
    }
    assert found & FOR_ADULTS == set()
    assert found <= GIVES_A_RESULT
    assert found  # those that give one are still looked at


@pytest.mark.parametrize("key", sorted(FOR_ADULTS - SUMS - {"mst", "ovp"}))
def test_the_rule_that_leaves_a_16_year_old_out_is_age(key: str) -> None:
    rules = {
        outcome.rule
        for on in DAYS
        for case in young_people(on, 16, 20)
        for name, outcome in service().outcomes(case, DEFAULT_RULESET, reasons=False).items()
        if name == key and isinstance(outcome, NotApplicable)
    }
    assert all("18" in str(rule) for rule in rules), rules
    assert rules or key == "osp_2014"


def test_a_screening_takes_nothing_from_the_adult_tool_that_gives_a_child_a_level() -> None:
    (case,) = young_people(dt.date(2026, 11, 24), 16, 1)
    assessment = service().score(case, instruments=["rosh"])
    assert assessment.results[0].band in ("high", "very_high")
    found = screen_case(case, assessment)
    assert step(found, "high_risk_of_serious_harm").state == "cannot_tell"
