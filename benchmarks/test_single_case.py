"""One case: through one kernel, through every instrument, with and without reasons; cold start."""

import subprocess
import sys
from typing import Any

import msgspec
import pytest

from riskservice import Case, Scored, Service
from riskservice.kit.account import InstrumentAssessor

BenchmarkFixture = Any


def test_one_case_through_one_kernel(
    benchmark: BenchmarkFixture, here: Service, case: Case
) -> None:
    assessor = here.registry.assessor("dc_srp", case.on, here.registry.ruleset())
    assert isinstance(assessor, InstrumentAssessor)
    codes = here.codes(case)
    one = benchmark(assessor.kernel.evaluate, codes)
    assert one.total > 0


@pytest.mark.parametrize("reasons", [True, False], ids=["with reasons", "without reasons"])
def test_one_case_through_every_instrument(
    benchmark: BenchmarkFixture, here: Service, case: Case, *, reasons: bool
) -> None:
    assessment = benchmark(here.score, case, reasons=reasons)
    assert all(isinstance(result, Scored) for result in assessment.results)


def test_reading_a_case_record(benchmark: BenchmarkFixture, here: Service, body: bytes) -> None:
    assert benchmark(here.reader.read, body).case_id == "BENCHMARK"


def test_one_case_with_answers_missing(
    benchmark: BenchmarkFixture, here: Service, case: Case
) -> None:
    """A date is missing, so that nothing of the range can be remembered from the last call."""
    days = iter(range(1, 10_000_000))

    def fresh() -> tuple[tuple[Case], dict[str, Any]]:
        answers = dict(case.answers)
        del answers["most_recent_sexual_offence_date"]
        answers["total_sanctions"] = 20 + next(days) % 900
        return (msgspec.structs.replace(case, answers=answers),), {}

    assessment = benchmark.pedantic(here.score, setup=fresh, rounds=200)
    assert assessment.overall.band == "very_high"


def test_cold_start(benchmark: BenchmarkFixture) -> None:
    """From a new interpreter to the first score."""
    program = (
        "from riskservice import score\n"
        "score({'case_id': 'COLD', 'on': '2026-11-24', 'answers': {'sex': 'female'}})\n"
    )
    benchmark.pedantic(
        subprocess.run, args=([sys.executable, "-c", program],), kwargs={"check": True}, rounds=7
    )
