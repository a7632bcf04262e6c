"""Shared by all tests: the installed service and short ways to ask it."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import msgspec
import pytest

from riskservice import Service, service
from riskservice.errors import Fault, InvalidCase
from riskservice.kit.account import InstrumentAssessor
from riskservice.kit.kernel import Kernel
from riskservice.kit.outcome import Outcome
from riskservice.registry import Registry

ON = dt.date(2026, 11, 24)


@pytest.fixture(scope="session")
def here() -> Service:
    return service()


@pytest.fixture(scope="session")
def registry(here: Service) -> Registry:
    return here.registry


def outcome_of(
    key: str,
    answers: Mapping[str, Any],
    on: dt.date = ON,
    ruleset: str = "default",
) -> Outcome | tuple[Fault, ...]:
    """Return one instrument's outcome through the library's own door, or its faults."""
    record = {"case_id": "TEST", "on": on, "answers": dict(answers)}
    try:
        case = service().reader.check(msgspec.to_builtins(record))
        assessment = service().score(case, ruleset=ruleset, instruments=[key])
    except InvalidCase as error:
        return error.faults
    (result,) = assessment.results
    return result


def kernel_of(key: str, on: dt.date = ON, ruleset: str = "default") -> Kernel:
    registry = service().registry
    assessor = registry.assessor(key, on, registry.ruleset(ruleset))
    assert isinstance(assessor, InstrumentAssessor)
    return assessor.kernel


def keys() -> Sequence[str]:
    return tuple(service().registry.definitions)
