"""Who changes band by time alone, and when first."""

import datetime as dt

import numpy as np

from riskservice import Service
from riskservice.rescoring.clock import days_on, look_ahead
from riskservice.rescoring.rules import Rules
from tests.rescoring.people import block
from tests.rescoring.slow import SlowRescorer
from tests.rescoring.test_causes import ANSWERS, REMAND

# Five clear years on 17 May 2026 (see test_causes): 25 days, 60 days, 150 days and 200 days ahead.
SOON, LATER, LATEST, BEYOND = (dt.date(2026, 5, 17) - dt.timedelta(n) for n in (25, 60, 150, 200))
PEOPLE = {
    "soon": (SOON, ANSWERS),
    "later": (LATER, ANSWERS),
    "latest": (LATEST, ANSWERS),
    "beyond": (BEYOND, ANSWERS),
    "never": (SOON, REMAND),
}


def test_each_change_is_found_at_its_first_horizon(here: Service) -> None:
    rules = Rules(here, SlowRescorer, instruments=["dc_srp"])
    people = block(PEOPLE)
    ahead = look_ahead(people, rules.rescore(people), rules, keys=["dc_srp"])
    assert ahead.frame.select("case_id", "row", "now", "first", "then", "direction").rows() == [
        ("soon", 0, "high", 30, "medium", "fallen"),
        ("later", 1, "high", 90, "medium", "fallen"),
        ("latest", 2, "high", 180, "medium", "fallen"),
    ]
    assert ahead.frame.select("in_30", "in_90", "in_180").row(1) == ("high", "medium", "medium")
    assert ahead.counts("dc_srp") == {30: 1, 90: 2, 180: 3}


def test_a_table_that_comes_into_force_meanwhile_is_not_time(here: Service) -> None:
    rules = Rules(here, SlowRescorer, instruments=["tier"])
    people = block({"A": (dt.date(2025, 12, 1), ANSWERS)})
    assert look_ahead(people, rules.rescore(people), rules).counts("tier") == {30: 0, 90: 0, 180: 0}


def test_days_are_counted_over_the_ends_of_months_and_years() -> None:
    on = np.array([20260131, 20240228, 20261215], dtype=np.int32)
    assert days_on(on, 30).tolist() == [20260302, 20240329, 20270114]
