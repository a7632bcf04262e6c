"""What belongs to the assessment of adults gives nobody under 18 a result, to the day."""

import datetime as dt
from typing import Any

import numpy as np
import pytest
from polars.testing import assert_frame_equal

from riskservice.case import Case
from riskservice.errors import Fault
from riskservice.kit.dates import UNKNOWN, pack
from riskservice.kit.outcome import NotApplicable, NotScorable, Outcome, Scored
from riskservice.rescoring.engine import Rescorer
from riskservice.rulesets import DEFAULT_RULESET
from riskservice.scoring import service
from tests.rescoring.cohorts import block, questions
from tests.rescoring.slow import SlowRescorer

ON = dt.date(2026, 11, 24)
DEPLOYED = "hmpps-2026.08"
OF_TODAY = ("arp", "csrp", "lds", "opd", "pni", "svrp", "tier", "vrp")
OF_2025 = ("rsr_2025", "snsv_2025")
RULE = "The person is under 18 at assessment, and this one is for adults"
NO_PART = "None of the instruments it adds up applies"
SUMS = {"csrp", "rsr_2025"}
WHOLE: dict[str, Any] = {
    "sex": "male",
    "date_of_current_conviction": dt.date(2025, 3, 2),
    "follow_up_start": dt.date(2025, 9, 1),
    "current_offence_code": "00100",
    "age_at_first_sanction": 14,
    "total_sanctions": 4,
    "violent_sanctions": 1,
    "ever_sexual_offence": True,
    "supervision_status": "community",
    "contact_adult_sanctions": 1,
    "contact_child_sanctions": 0,
    "non_contact_sanctions": 0,
    "indecent_image_sanctions": 0,
    "most_recent_sexual_offence_date": dt.date(2025, 1, 1),
    "stranger_victim": False,
    "overall_risk_for_assessment": "high",
    "highest_risk_level_over_all_assessments": "high",
    "has_custodial_sentence": True,
    "impulsivity_problems": "some_problems",
    "work_related_skills": "no_problems",
    "learning_difficulties": "no_problems",
    "professional_or_vocational_qualifications": "any_qualification",
}


def found(
    key: str, born: dt.date | None, on: dt.date = ON, ruleset: str = DEFAULT_RULESET, **more: Any
) -> Outcome | tuple[Fault, ...]:
    answers = WHOLE | ({} if born is None else {"date_of_birth": born}) | more
    case = Case(case_id="EXAMPLE", on=on, answers=answers)
    outcomes: dict[str, Any] = service().outcomes(case, ruleset, reasons=False)
    return outcomes[key]


def day_of(key: str) -> dt.date:
    return dt.date(2025, 12, 1) if key in OF_2025 else ON


@pytest.mark.parametrize("key", OF_TODAY + OF_2025)
def test_the_day_before_the_18th_birthday_is_left_out_and_the_birthday_is_not(key: str) -> None:
    on = day_of(key)
    adult = on.replace(year=on.year - 18)
    child = found(key, adult + dt.timedelta(days=1), on)
    assert isinstance(child, NotApplicable)
    assert child.rule == (NO_PART if key in SUMS else RULE)
    assert child.model is None
    for born in (adult, adult - dt.timedelta(days=1)):
        assert isinstance(found(key, born, on), Scored)


# The tier has no table yet on this day, the last 1 March after a birth on a leap day.
@pytest.mark.parametrize("key", sorted({*OF_TODAY} - {"tier"}))
def test_somebody_born_on_29_february_is_18_on_1_march(key: str) -> None:
    born = dt.date(2008, 2, 29)
    last = {
        "follow_up_start": dt.date(2025, 3, 1),
        "date_of_current_conviction": dt.date(2025, 3, 1),
    }
    before = found(key, born, dt.date(2026, 2, 28), "current-2026", **last)
    assert isinstance(before, NotApplicable)
    after = found(key, born, dt.date(2026, 3, 1), "current-2026", **last)
    assert isinstance(after, Scored)


@pytest.mark.parametrize("key", ["arp", "csrp", "lds", "opd", "pni", "svrp", "vrp"])
def test_the_deployed_service_scores_a_child_and_the_result_says_so(key: str) -> None:
    born = dt.date(2010, 4, 17)
    assert isinstance(found(key, born, ruleset=DEPLOYED), Scored)
    here = found(key, born)
    assert isinstance(here, NotApplicable)
    (text,) = [notice.text for notice in service_notices(key, born) if notice.code == "disputed"]
    assert text.startswith(f"Ruleset {DEPLOYED} (")
    if key not in SUMS:
        assert "Rule adults_only: " in text


def service_notices(key: str, born: dt.date) -> tuple[Any, ...]:
    case = Case(case_id="EXAMPLE", on=ON, answers=WHOLE | {"date_of_birth": born})
    (result,) = service().score(case, instruments=[key]).results
    return tuple(result.notices)


@pytest.mark.parametrize("sex", ["male", "female"])
@pytest.mark.parametrize(("key", "on"), [("csrp", ON), ("rsr_2025", dt.date(2025, 12, 1))])
def test_a_constant_alone_is_no_sum(key: str, on: dt.date, sex: str) -> None:
    child = found(key, on.replace(year=on.year - 16), on, sex=sex, age_at_first_sanction=12)
    assert isinstance(child, NotApplicable)
    assert child.rule == NO_PART


@pytest.mark.parametrize("key", ["lds", "opd", "pni", "tier"])
def test_an_unknown_date_of_birth_leaves_nobody_out_of_what_does_not_need_it(key: str) -> None:
    outcome = found(key, None)
    assert not isinstance(outcome, NotApplicable | tuple)
    assert "date_of_birth" not in {missing.question for missing in outcome.missing}
    if key in ("lds", "opd"):
        assert isinstance(outcome, Scored)
        adult = found(key, dt.date(1990, 1, 1))
        assert isinstance(adult, Scored)
        assert outcome.band == adult.band


@pytest.mark.parametrize("key", ["arp", "csrp", "svrp", "vrp"])
def test_an_unknown_date_of_birth_leaves_it_open_whether_a_predictor_applies(key: str) -> None:
    open_to = found(key, None)
    assert isinstance(open_to, NotScorable)
    assert open_to.range is not None
    assert "not_applicable" in open_to.range.bands
    assert not open_to.range.settled
    deployed = found(key, None, ruleset=DEPLOYED)
    assert isinstance(deployed, NotScorable)
    assert deployed.range is not None
    assert "not_applicable" not in deployed.range.bands


@pytest.mark.parametrize("key", ["arp", "lds", "opd", "pni", "svrp", "tier", "vrp"])
def test_a_date_of_birth_yet_to_come_is_a_contradiction_and_not_a_child(key: str) -> None:
    faults = found(key, ON + dt.timedelta(days=1))
    assert isinstance(faults, tuple)
    assert any("date of birth" in fault.message.lower() for fault in faults)


@pytest.mark.parametrize("ruleset", [DEFAULT_RULESET, DEPLOYED])
def test_many_people_around_their_18th_birthday_fare_as_each_alone(ruleset: str) -> None:
    born = [
        ON.replace(year=ON.year - years) + dt.timedelta(days=days)
        for years in (10, 16, 18, 30)
        for days in (-1, 0, 1)
    ]
    born += [dt.date(2008, 2, 29), ON, ON + dt.timedelta(days=1)]
    people = [{"date_of_birth": pack(day), "sex": sex} for day in born for sex in (0, 1)]
    people += [{"date_of_birth": UNKNOWN, "sex": sex} for sex in (0, 1)]
    columns = {}
    for key, question in questions().items():
        usual = question.encode(WHOLE[key]) if key in WHOLE else UNKNOWN
        columns[key] = np.array([one.get(key, usual) for one in people], dtype=np.int64)
    given = block(columns, np.full(len(people), pack(ON)))
    fast = Rescorer(service(), ruleset).rescore(given)
    slow = SlowRescorer(service(), ruleset).rescore(given)
    assert_frame_equal(fast, slow, check_exact=True)
