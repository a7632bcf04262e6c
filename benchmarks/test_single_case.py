"""One case: through one kernel, through every instrument, with and without reasons; cold start."""

import datetime as dt
import itertools
import subprocess
import sys
from contextlib import suppress
from typing import Any

import msgspec
import pytest

from riskservice import Case, Scored, Service
from riskservice.errors import InvalidCase
from riskservice.kit.account import InstrumentAssessor
from riskservice.kit.dates import UNKNOWN
from riskservice.official.request import RiskScoreRequest
from riskservice.official.suite import INSTRUMENTS
from riskservice.official.translate import Translation
from tests.official.people import person, request_of

BenchmarkFixture = Any

ON = dt.date(2026, 11, 24)
SEVEN = ("dc_srp", "iic_srp", "rm2000_s", "rm2000_v", "rm2000_c", "arms", "rosh")


@pytest.fixture(scope="module")
def people(here: Service) -> list[Case]:
    """Invented people who answered everything the official suite asks, and contradict nothing."""
    translation = Translation(here.registry.questions.values())
    asked = {key: q for key, q in here.registry.questions.items() if q.coded}
    found = []
    for seed in range(0, 1200, 6):
        request = msgspec.convert(request_of(person(seed)), type=RiskScoreRequest, strict=False)
        codes = translation.read(request, ON).codes
        answers = {k: q.decode(codes[k]) for k, q in asked.items() if codes[k] != UNKNOWN}
        one = Case(case_id="SYNTHETIC", on=ON, answers=answers)
        with suppress(InvalidCase):
            here.score(one, instruments=INSTRUMENTS)
            found.append(one)
    return found


def test_one_case_through_one_kernel(
    benchmark: BenchmarkFixture, here: Service, case: Case
) -> None:
    assessor = here.registry.assessor("dc_srp", case.on, here.registry.ruleset())
    assert isinstance(assessor, InstrumentAssessor)
    codes = here.codes(case)
    one = benchmark(assessor.kernel.evaluate, codes)
    assert one.total > 0


@pytest.mark.parametrize("reasons", [True, False], ids=["with reasons", "without reasons"])
def test_one_case_through_seven_instruments(
    benchmark: BenchmarkFixture, here: Service, case: Case, *, reasons: bool
) -> None:
    assessment = benchmark(here.score, case, instruments=SEVEN, reasons=reasons)
    assert all(isinstance(result, Scored) for result in assessment.results)


@pytest.mark.parametrize("reasons", [True, False], ids=["with reasons", "without reasons"])
def test_one_case_through_the_official_suite(
    benchmark: BenchmarkFixture, here: Service, people: list[Case], *, reasons: bool
) -> None:
    """Someone else every time, so that hardly anything is found remembered."""
    turn = itertools.cycle(people)
    benchmark(lambda: here.score(next(turn), instruments=INSTRUMENTS, reasons=reasons))
    assert len(people) > len(INSTRUMENTS)


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

    def score(case: Case) -> Any:
        return here.score(case, instruments=SEVEN)

    assessment = benchmark.pedantic(score, setup=fresh, rounds=200)
    assert assessment.overall.possible_bands == ("high", "very_high")


def test_cold_start(benchmark: BenchmarkFixture) -> None:
    """From a new interpreter to the first score."""
    program = (
        "from riskservice import score\n"
        "score({'case_id': 'COLD', 'on': '2026-11-24', 'answers': {'sex': 'female'}})\n"
    )
    benchmark.pedantic(
        subprocess.run, args=([sys.executable, "-c", program],), kwargs={"check": True}, rounds=7
    )
