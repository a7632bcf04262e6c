"""
Statistics of large samples, each beside a library that gives the same figure, in one run.

Where the other one is slow it makes fewer replicates: ``extra_info`` says how many, and the ratio
is of what each would take for the same work.
"""

import time
from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from riskservice.validation.bootstrap import bootstrap_auc
from riskservice.validation.discrimination import auc
from riskservice.validation.estimates import Floats, Mask
from riskservice.validation.survival.concordance import harrell_c
from riskservice.validation.survival.cox import cox

MILLION, PEOPLE, REPLICATES = 1_000_000, 100_000, 2_000
LEVELS = 65


def fixed(n: int, *, tied: bool) -> tuple[Floats, Mask]:
    """Make scores that go with an outcome; tied ones have 65 values."""
    generator = np.random.default_rng(1)
    score = generator.normal(size=n)
    outcome = generator.random(n) < 1 / (1 + np.exp(2 - 0.8 * score))
    return (np.floor((score - score.min()) * LEVELS / 12) if tied else score), outcome


def followed(n: int, *, tied: bool) -> tuple[Floats, Mask, Floats]:
    """Make times in months, censored at random, that go with a score."""
    generator = np.random.default_rng(2)
    score = generator.normal(size=n)
    if tied:
        score = np.floor((score + 6) * 5)
    time_ = generator.exponential(40 / np.exp(0.3 * (score - score.mean()) / score.std()))
    end = generator.uniform(12, 72, n)
    return np.ceil(np.minimum(time_, end)), time_ <= end, score


def seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def beside(benchmark: Any, name: str, other: Callable[[], object], share: float, of: str) -> None:
    """Note how long the other one takes, for this share of our work, and the ratio."""
    took = seconds(other)
    ours = benchmark.stats.stats.median
    benchmark.extra_info["ours, seconds"] = round(ours, 4)
    benchmark.extra_info[f"{name}, seconds"] = round(took, 3)
    benchmark.extra_info[f"{name} worked on"] = of
    benchmark.extra_info["ratio"] = round(took / share / ours, 1)


@pytest.mark.parametrize("tied", [True, False])
def test_auc_with_delong_of_a_million(benchmark: Any, tied: bool) -> None:  # noqa: FBT001
    metrics = pytest.importorskip("sklearn.metrics")
    score, outcome = fixed(MILLION, tied=tied)
    found = benchmark.pedantic(auc, args=(score, outcome), rounds=5)
    other = metrics.roc_auc_score(outcome, score)
    assert found.estimate == pytest.approx(other, abs=1e-12)
    beside(
        benchmark,
        "scikit-learn, area only",
        lambda: metrics.roc_auc_score(outcome, score),
        1,
        "1,000,000 people, without an interval",
    )


@pytest.mark.parametrize("tied", [True, False])
def test_harrells_c_of_a_hundred_thousand(benchmark: Any, tied: bool) -> None:  # noqa: FBT001
    utils = pytest.importorskip("lifelines.utils")
    columns = followed(PEOPLE, tied=tied)
    benchmark.pedantic(harrell_c, args=columns, rounds=5)
    when, event, score = columns

    def other() -> Any:
        return utils.concordance_index(when, -score, event)

    assert harrell_c(when, event, score).estimate == pytest.approx(other(), abs=1e-12)
    beside(benchmark, "lifelines, without an error", other, 1, f"{PEOPLE:,} people")


@pytest.mark.parametrize("tied", [True, False])
def test_bootstrap_of_the_auc(benchmark: Any, tied: bool) -> None:  # noqa: FBT001
    metrics = pytest.importorskip("sklearn.metrics")
    score, outcome = fixed(PEOPLE, tied=tied)

    def ours() -> object:
        return bootstrap_auc(score, outcome, np.random.default_rng(3), replicates=REPLICATES)

    def loop() -> None:
        generator = np.random.default_rng(3)
        for _ in range(few):
            drawn = generator.integers(0, PEOPLE, PEOPLE)
            metrics.roc_auc_score(outcome[drawn], score[drawn])

    few = 50
    benchmark.pedantic(ours, rounds=3)
    beside(
        benchmark,
        "scikit-learn in a loop",
        loop,
        few / REPLICATES,
        f"{few} of {REPLICATES:,} replicates",
    )


@pytest.mark.parametrize("columns", [1, 5])
def test_cox_of_a_hundred_thousand(benchmark: Any, columns: int) -> None:
    lifelines = pytest.importorskip("lifelines")
    pandas = pytest.importorskip("pandas")
    when, event, score = followed(PEOPLE, tied=True)
    more = np.random.default_rng(4).normal(size=(PEOPLE, columns - 1))
    x = np.column_stack((score, more))
    found = benchmark.pedantic(cox, args=(when, event, x), rounds=5)
    frame = pandas.DataFrame(x, columns=[f"x{i}" for i in range(columns)])
    frame["when"], frame["event"] = when, event

    def other() -> Any:
        return lifelines.CoxPHFitter().fit(frame, "when", "event")

    assert found.coefficients == pytest.approx(other().params_.to_numpy(), abs=1e-5)
    beside(benchmark, "lifelines", other, 1, f"{PEOPLE:,} people")
