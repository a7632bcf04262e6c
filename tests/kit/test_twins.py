"""What is told without scoring must be what scoring gives."""

import datetime as dt

import numpy as np
import pytest

import riskservice
from riskservice.kit.account import InstrumentAssessor
from riskservice.kit.people import random_people, row
from riskservice.kit.reading import read_codes
from riskservice.kit.twins import Twins

ON = dt.date(2026, 11, 24)
KEYS = (
    "arp_dynamic", "arp_static", "vrp_dynamic", "vrp_static", "svrp_dynamic", "svrp_static",
    "dc_srp", "iic_srp", "opd", "pni",
)  # fmt: skip


def kernel_of(key: str, ruleset: str) -> riskservice.kit.Kernel:
    registry = riskservice.installed()
    found = registry.assessor(key, ON, registry.ruleset(ruleset))
    assert isinstance(found, InstrumentAssessor)
    return found.kernel


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize("missing", [0.0, 0.15])
def test_twins_that_agree_give_the_same(key: str, missing: float) -> None:
    ours, theirs = kernel_of(key, "default"), kernel_of(key, "hmpps-2026.08")
    twins = Twins(ours, theirs)
    rng = np.random.default_rng(11)
    people = random_people(ours.asked, ON, 800, rng, missing=missing)
    agreed = 0
    for i in range(800):
        codes = row(people, i)
        for read, bands in ours.reads.items():
            codes |= read_codes(read, None, bands) if i % 2 else {}
        one = ours.evaluate(codes)
        if twins.agree(one, codes):
            agreed += 1
            two = theirs.evaluate(codes)
            assert (one.status, one.total, one.shift, one.missing, one.filled) == (
                two.status, two.total, two.shift, two.missing, two.filled,
            )  # fmt: skip
            assert (one.rule and one.rule.key) == (two.rule and two.rule.key)
            if one.status == 0:
                assert str(ours.figures(one)) == str(theirs.figures(two))
    assert agreed > 0 or key == "pni"


def test_a_person_whom_the_rulesets_treat_differently_is_told_apart() -> None:
    ours, theirs = kernel_of("dc_srp", "default"), kernel_of("dc_srp", "hmpps-2026.08")
    people = random_people(ours.asked, ON, 4000, np.random.default_rng(3), missing=0.1)
    differ = 0
    for i in range(4000):
        codes = row(people, i)
        one, two = ours.evaluate(codes), theirs.evaluate(codes)
        if (one.status, one.total, one.shift) != (two.status, two.total, two.shift):
            differ += 1
            assert not Twins(ours, theirs).agree(one, codes)
    assert differ > 10
