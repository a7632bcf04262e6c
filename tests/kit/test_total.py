"""A sum of instruments: what it adds, and what an open answer leaves possible."""

from typing import Any

import numpy as np
import pytest

from riskservice import Service, score, service
from riskservice.kit.outcome import NotScorable, Outcome, Scored

ON = "2026-11-24"
WOMAN: dict[str, Any] = {
    "sex": "female",
    "date_of_birth": "1985-03-02",
    "date_of_current_conviction": "2024-01-10",
    "follow_up_start": "2026-01-01",
    "current_offence_code": "00101",
    "age_at_first_sanction": 20,
    "total_sanctions": 4,
    "violent_sanctions": 1,
    # The deployed table asks a woman for these.
    "contact_adult_sanctions": 1,
    "contact_child_sanctions": 0,
    "non_contact_sanctions": 0,
    "indecent_image_sanctions": 0,
}
NEEDS: dict[str, Any] = {
    "did_offence_involve_carrying_or_using_weapon": (True, False),
    "suitability_of_accommodation": ("no_problems", "some_problems", "significant_problems"),
    "is_unemployed": (True, False),
    "current_alcohol_use_problems": ("no_problems", "some_problems", "significant_problems"),
    "temper_control": ("no_problems", "some_problems", "significant_problems"),
    "pro_criminal_attitudes": ("no_problems", "some_problems", "significant_problems"),
    "previous_convictions": ([], ["homicide"], ["robbery", "arson"]),
}


@pytest.fixture(scope="module")
def here() -> Service:
    return service()


def csrp(ruleset: str = "default", **answers: Any) -> Outcome:
    case = {"case_id": "SYNTHETIC", "on": ON, "answers": WOMAN | answers}
    (found,) = score(case, ruleset=ruleset, instruments=("csrp",)).results
    return found


@pytest.mark.parametrize("ruleset", ["default", "hmpps-2026.08"])
def test_a_woman_whose_history_is_not_known_has_no_sum(ruleset: str) -> None:
    found = csrp(ruleset)
    assert isinstance(found, NotScorable)
    assert "ever_sexual_offence" in {missing.question for missing in found.missing}
    assert found.range is not None
    assert found.range.settled_by[0] == "ever_sexual_offence"
    for ever in (True, False):
        known = csrp(ruleset, ever_sexual_offence=ever)
        assert isinstance(known, Scored)
        assert known.range is not None
        assert contains(found, known.percent)
        assert contains(found, known.range.lowest.percent)
        assert contains(found, known.range.highest.percent)


@pytest.mark.parametrize("ever", [True, False])
def test_the_range_of_a_sum_contains_every_completion(here: Service, ever: bool) -> None:
    rng = np.random.default_rng(5)
    asked = here.registry.questions
    open_to = csrp(ever_sexual_offence=ever)
    for _ in range(60):
        completion = {
            key: options[rng.integers(len(options))] for key, options in choices(asked).items()
        }
        whole = csrp(ever_sexual_offence=ever, **completion)
        assert isinstance(whole, Scored)
        assert whole.model == "dynamic"
        assert contains(open_to, whole.percent), completion


def choices(asked: Any) -> dict[str, Any]:
    return {
        key: asked[key].choices if asked[key].kind == "choice" else options
        for key, options in NEEDS.items()
    }


def contains(found: Outcome, percent: float | None) -> bool:
    assert found.range is not None
    low, high = found.range.lowest.percent, found.range.highest.percent
    assert low is not None
    assert high is not None
    assert percent is not None
    return low <= percent <= high
