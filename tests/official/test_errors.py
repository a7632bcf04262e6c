"""The lists of errors are data: their types, their checks and their fields are all there."""

import pytest

from riskservice.kit.kernel import Kernel
from riskservice.official import errors, logistic_errors, screen_errors, sexual_errors
from riskservice.official.messages import MESSAGES
from riskservice.official.request import FIELDS
from tests.official.answering import TODAY, registry_of_ten

LISTS = {
    "arp_static": logistic_errors.ARP_STATIC,
    "vrp_static": logistic_errors.VRP_STATIC,
    "svrp_static": logistic_errors.SVRP_STATIC,
    "dc_srp": sexual_errors.DIRECT_CONTACT,
    "iic_srp": sexual_errors.INDIRECT_CONTACT,
    "mst": screen_errors.MATURITY,
    "lds": screen_errors.LEARNING,
    "opd": screen_errors.PERSONALITY,
    "pni": screen_errors.NEED,
}
DYNAMIC = (logistic_errors.ARP_DYNAMIC, logistic_errors.VRP_DYNAMIC, logistic_errors.SVRP_DYNAMIC)
NAMES = {name for name, _ in FIELDS}


@pytest.mark.parametrize("ruleset", ["hmpps-2026.08", "current-2026"])
@pytest.mark.parametrize("key", LISTS)
def test_every_check_is_one_of_the_instrument(key: str, ruleset: str) -> None:
    registry = registry_of_ten()
    assessor = registry.assessor(key, TODAY, registry.ruleset(ruleset))
    kernel = getattr(assessor, "kernel", None)
    assert isinstance(kernel, Kernel)
    assert errors.checks_of(LISTS[key]) <= {predicate.key for predicate in kernel.checks}


@pytest.mark.parametrize("line", [line for each in (*LISTS.values(), *DYNAMIC) for line in each])
def test_every_line_has_a_message_and_official_fields(line: errors.Line) -> None:
    assert MESSAGES[line.type]
    if isinstance(line.fields, tuple):
        assert set(line.fields) <= NAMES


def test_every_message_belongs_to_an_error() -> None:
    raised = {line.type for each in (*LISTS.values(), *DYNAMIC) for line in each}
    assert set(MESSAGES) == raised | {"UNEXPECTED_ERROR", "COMPONENT_VALIDATION_ERROR"}
