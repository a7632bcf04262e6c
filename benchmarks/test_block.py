"""A million made-up people through one kernel; how many percentages had to be settled exactly."""

import datetime as dt
from typing import Any

import numpy as np
import pytest

from riskservice import Service
from riskservice.kit.account import InstrumentAssessor
from riskservice.kit.evaluation import SCORED
from riskservice.kit.people import random_people
from riskservice.kit.rounding import near_ties

PEOPLE = 1_000_000
ON = dt.date(2026, 11, 24)
KEYS = ("arp_static", "arp_dynamic", "vrp_dynamic", "svrp_dynamic", "dc_srp", "iic_srp")


@pytest.mark.parametrize("key", KEYS)
def test_a_million_people(benchmark: Any, here: Service, key: str) -> None:
    assessor = here.registry.assessor(key, ON, here.registry.ruleset())
    assert isinstance(assessor, InstrumentAssessor)
    kernel = assessor.kernel
    columns = random_people(kernel.asked, ON, PEOPLE, np.random.default_rng(1))
    if "current_offence_code" in columns:
        codes = np.array([int(code) for code in assessor.table.lists["offence_codes"].rows])
        columns["current_offence_code"] = np.random.default_rng(2).choice(codes, PEOPLE)
    block = benchmark.pedantic(kernel.block, args=(columns,), rounds=3)
    scored = block.status == SCORED
    benchmark.extra_info["scored"] = int(scored.sum())
    if kernel.instrument.unit == "log_odds":
        ties = near_ties(block.probability[scored], kernel.scale.places)
        benchmark.extra_info["settled in decimals"] = len(ties)
