"""
What scoring columns in memory costs, per core, beside the least work there is and beside others.

Run with ``python -m pytest benchmarks/test_rescoring.py --benchmark-only``. Everything here is on
one thread (see conftest.py) and in processor time; ``extra_info`` has the ratios.
``RESCORING_PEOPLE`` says how many people there are, by default 100,000.
"""

from typing import Any

import numpy as np
import polars as pl
import pytest

from benchmarks.by_hand import in_numpy, in_polars
from benchmarks.by_hand.published import COLUMNS, KEYS
from benchmarks.cohorts import (
    ON,
    SIZE,
    SUITE,
    complete,
    exhausted,
    irreducible,
    known,
    used,
    with_gaps,
)
from riskservice.kit.dates import pack
from riskservice.rescoring.columns import People
from riskservice.rescoring.engine import Rescorer
from riskservice.scoring import service

MOST_APART = 1e-4
"""Of the percentages by hand: those on a tie, which only exact arithmetic rounds rightly."""
COHORTS = {
    "complete": (complete, "none"),
    "complete, with ranges": (complete, "all"),
    "with gaps": (with_gaps, "none"),
    "with gaps, with ranges": (with_gaps, "all"),
}
FEW = 5_000
"""People with gaps whose ranges are asked for, which is work of another order."""


@pytest.mark.parametrize(("made", "ranges"), COHORTS.values(), ids=COHORTS)
def test_the_current_suite_from_columns_in_memory(benchmark: Any, made: Any, ranges: Any) -> None:
    people = made(FEW if ranges == "all" and made is with_gaps else SIZE)
    rounds = 2 if ranges == "all" else 5

    def warm() -> Rescorer:
        """Return a rescorer that has met others: what it remembers of these very people is none."""
        rescorer = Rescorer(service(), instruments=SUITE, ranges=ranges)
        rescorer.rescore(with_gaps(1000, seed=2))
        return rescorer

    waiting = [warm() for _ in range(2 * rounds + 1)]
    ours, framed, least = used(
        lambda: exhausted(waiting.pop().results(people)),
        lambda: waiting.pop().rescore(people),
        irreducible(people),
        rounds=rounds,
    )
    rescorer = waiting.pop()
    before = rescorer.recomputed
    benchmark.pedantic(lambda: exhausted(rescorer.results(people)), rounds=1)
    exact = rescorer.recomputed - before
    n = len(people)
    benchmark.extra_info.update(
        {
            "people": n,
            "cases_per_second_per_core": round(n / ours),
            "cases_per_second_as_a_table": round(n / framed),
            "ratio_to_irreducible": round(ours / least, 2),
            "ratio_to_irreducible_as_a_table": round(framed / least, 2),
            "percentages_settled_exactly": exact,
            "threads": pl.thread_pool_size(),
        }
    )


def by_hand(people: People) -> dict[str, Any]:
    """Return columns as somebody who scores by hand would have them: codes, 0 for no date."""
    questions = service().registry.questions
    return {
        key: known(people.columns[key]) if questions[key].kind == "date" else people.columns[key]
        for key in COLUMNS
    }


def same(ours: pl.DataFrame, theirs: dict[str, Any]) -> int:
    """Return how many percentages differ; those of people who are out of scope do not count."""
    apart = 0
    for key in KEYS:
        percent = ours[f"{key}_percent"].fill_null(np.nan).to_numpy()
        scored = ~np.isnan(percent)
        assert scored.sum() > len(ours) / 10
        apart += int((np.abs(percent - np.asarray(theirs[key]))[scored] > 1e-9).sum())  # noqa: PLR2004
    return apart


def test_the_same_scores_by_hand(benchmark: Any) -> None:
    """Three predictors with both models each, and DC-SRP; no checks, bands or missing answers."""
    people = complete(SIZE)
    rescorer = Rescorer(service(), instruments=KEYS, ranges="none")
    columns = by_hand(people)
    frame, on = pl.DataFrame(columns), pack(ON)
    numpy_way, polars_way = in_numpy.prepared(), in_polars.prepared(on)
    found = rescorer.rescore(people)
    apart = same(found, numpy_way(columns, on)) + same(found, polars_way(frame).to_dict())
    assert apart <= 2 * len(KEYS) * SIZE * MOST_APART
    benchmark.pedantic(lambda: exhausted(rescorer.results(people)), rounds=1)
    ours, by_numpy, by_polars = used(
        lambda: exhausted(rescorer.results(people)),
        lambda: numpy_way(columns, on),
        lambda: polars_way(frame),
    )
    benchmark.extra_info.update(
        {
            "people": SIZE,
            "cases_per_second": round(SIZE / ours),
            "cases_per_second_numpy": round(SIZE / by_numpy),
            "cases_per_second_polars": round(SIZE / by_polars),
            "times_faster_than_numpy": round(by_numpy / ours, 2),
            "times_faster_than_polars": round(by_polars / ours, 2),
            "percentages_apart": apart,
            "threads": pl.thread_pool_size(),
        }
    )
