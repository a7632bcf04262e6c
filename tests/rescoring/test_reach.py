"""The range of the overall band is that of the single case."""

from typing import Any

import numpy as np
import polars as pl
import pytest

from riskservice import Service
from riskservice.kit.people import answers_of, random_people, row
from riskservice.rescoring.reach import overall_reach
from tests.conftest import ON
from tests.rescoring.people import block
from tests.rescoring.slow import SlowRescorer

FEEDING = ("dc_srp", "iic_srp", "rm2000_s", "rm2000_v")


@pytest.mark.parametrize("missing", [0.0, 0.1, 0.4])
@pytest.mark.parametrize("run", [(*FEEDING, "arms"), FEEDING, ("rm2000_s", "arms"), ("arms",)])
def test_it_ends_where_the_single_case_ends(
    here: Service, missing: float, run: tuple[str, ...]
) -> None:
    asked = {key: q for key, q in here.registry.questions.items() if q.coded}
    columns = random_people(asked, ON, 40, np.random.default_rng(7), missing=missing)
    codes = [row(columns, i) for i in range(40)]
    answers: Any = [answers_of(asked, {k: c[k] for k in asked}) for c in codes]
    people = block({str(i): (ON, given) for i, given in enumerate(answers)})
    frame = SlowRescorer(here, instruments=run).rescore(people)
    reach = overall_reach(frame, here.policy(ON))
    compared = 0
    for i, given in enumerate(answers):
        if frame["arms_outcome" if "arms" in run else "dc_srp_outcome"][i] == "faulty":
            assert reach.row(i) == (None, None)
            continue
        case = here.reader.check({"case_id": str(i), "on": ON, "answers": given})
        bands = here.score(case, instruments=run, reasons=False).overall.possible_bands
        lowest, highest = reach.row(i)
        assert highest == (bands[-1] if bands else "not_applicable")
        assert lowest in ("not_applicable", bands[0] if bands else None)
        compared += 1
    assert compared > 5


def test_a_result_without_ranges_is_as_wide_as_its_outcome_lets_it(here: Service) -> None:
    frame = pl.DataFrame(
        {
            "case_id": ["A", "B", "C"],
            "dc_srp_outcome": ["scored", "not_scorable", "not_applicable"],
            "dc_srp_band": ["high", None, None],
            "arms_outcome": ["scored", "not_applicable", "not_applicable"],
            "arms_band": ["medium", None, None],
            "overall_band": ["high", None, None],
            "provisional": [False, True, False],
        }
    )
    assert overall_reach(frame, here.policy(ON)).rows() == [
        ("high", "high"),
        ("not_applicable", "very_high"),
        ("not_applicable", "not_applicable"),
    ]
