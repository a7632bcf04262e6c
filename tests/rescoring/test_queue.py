"""The review queue: who needs a human first, and why each stands where they stand."""

import datetime as dt
from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
import pytest

from riskservice import Service
from riskservice.rescoring.beside import beside
from riskservice.rescoring.changes import compare
from riskservice.rescoring.queue import review_queue, with_reasons
from tests.conftest import ON

TEXT = [
    *(f"{key}_{end}band" for key in ("dc_srp", "arms") for end in ("", "lowest_", "highest_")),
    *("overall_band", "before"),
]
DATED = {"release_date": pl.Date}


def person(case: str, band: str | None = "low", **more: Any) -> dict[str, Any]:
    """Return one person: a settled overall band of DC-SRP, unless something else is said."""
    outcome = more.get("outcome", "scored")
    return {
        "case_id": case,
        "dc_srp_outcome": outcome,
        "dc_srp_band": band,
        "dc_srp_lowest_band": more.get("lowest", band),
        "dc_srp_highest_band": more.get("highest", band),
        "arms_outcome": "faulty" if outcome == "faulty" else "not_applicable",
        "arms_band": None,
        "arms_lowest_band": None,
        "arms_highest_band": None,
        "overall_band": band,
        "provisional": more.get("provisional", False),
        "release_date": None if (days := more.get("days")) is None else ON + dt.timedelta(days),
        "allocated": more.get("allocated", True),
        "before": more.get("before", band),
    }


def queue_of(here: Service, people: Sequence[dict[str, Any]]) -> pl.DataFrame:
    frame = pl.DataFrame(people, schema_overrides=dict.fromkeys(TEXT, pl.String) | DATED)
    results = frame.drop("release_date", "allocated", "before")
    on = np.full(len(people), ON.year * 10_000 + ON.month * 100 + ON.day, dtype=np.int32)
    about = beside(frame.select("release_date", "allocated"), on)
    earlier = frame.filter(pl.col("before") != "absent").select(
        "case_id",
        pl.lit("scored").alias("dc_srp_outcome"),
        pl.col("before").alias("dc_srp_band"),
        pl.col("before").alias("overall_band"),
        pl.lit(value=False).alias("provisional"),
    )
    policy = here.policy(ON)
    found = review_queue(results, about, policy=policy, changes=compare(earlier, results))
    return with_reasons(found, results, policy)


# Each pair stands in the order of need, all else equal; the identifiers would order them otherwise.
@pytest.mark.parametrize(
    ("first", "second"),
    [
        (person("B", "very_high"), person("A", "high", before="low", provisional=True)),
        (person("B", "very_high"), person("A", None, outcome="faulty")),
        (
            person("B", "high"),
            person("A", None, outcome="not_scorable", highest="high", provisional=True),
        ),
        (
            person("B", None, outcome="not_scorable", highest="high", provisional=True),
            person("A", "medium"),
        ),
        (person("B", "low"), person("A", None, outcome="not_applicable")),
        (person("B", "high", before="low"), person("A", "high", before="medium", provisional=True)),
        (person("B", "high", before="very_high", days=3), person("A", "high", days=400)),
        (
            person("B", "high", provisional=True),
            person("A", "high", highest="very_high", days=1),
        ),
        (
            person("B", "low", highest="very_high", days=400, provisional=True),
            person("A", "low", highest="high", days=1, provisional=True),
        ),
        (person("B", "high", days=-3), person("A", "high", days=8, allocated=False)),
        (person("B", "high", days=90), person("A", "high", days=91)),
        (person("B", "high", days=5000), person("A", "high")),
        (person("B", "high", days=6, allocated=False), person("A", "high", days=2)),
        (person("B", "high", days=9), person("A", "high", days=10)),
    ],
)
def test_the_greater_need_comes_first(
    here: Service, first: dict[str, Any], second: dict[str, Any]
) -> None:
    for people in ([first, second], [second, first]):
        assert queue_of(here, people)["case_id"].to_list() == ["B", "A"]


def test_equal_needs_stand_by_case_and_then_by_row(here: Service) -> None:
    queue = queue_of(here, [person("C"), person("A"), person("B"), person("A")])
    assert queue.select("place", "case_id", "row").rows() == [
        (1, "A", 1), (2, "A", 3), (3, "B", 2), (4, "C", 0),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("someone", "reasons"),
    [
        (person("A", "low"), ["Low."]),
        (
            person("A", "very_high", before="medium", days=1, allocated=False),
            [
                "Very high.",
                "Risen from medium to very high.",
                "Release in 1 day.",
                "Not allocated to anybody.",
            ],
        ),
        (
            person("A", "medium", highest="very_high", provisional=True, before="high", days=0),
            [
                "Medium.",
                "Fallen from high to medium.",
                "Provisional: something missing or not confirmed could change the band.",
                "Could still rise to very high; open: dc_srp.",
                "Release on the day of assessment.",
            ],
        ),
        (
            person("A", None, outcome="not_scorable", highest="high", provisional=True, days=-2)
            | {"before": "low"},
            [
                "No band: something that gives one is missing. It could be high.",
                "Last time: low.",
                "The release date passed 2 days ago.",
            ],
        ),
        (
            person("A", None, outcome="faulty", before="absent"),
            [
                "No result: answers are at fault. Placed as very high until they are put right.",
                "New in the cohort.",
            ],
        ),
    ],
)
def test_every_place_has_its_reasons_in_words(
    here: Service, someone: dict[str, Any], reasons: list[str]
) -> None:
    assert queue_of(here, [someone])["reasons"].to_list() == [reasons]


def test_without_last_time_or_anything_beside_there_is_a_queue_still(here: Service) -> None:
    results = pl.DataFrame([person("A"), person("B", "high")]).drop(
        "release_date", "allocated", "before"
    )
    about = beside(pl.DataFrame(), np.array([20261124, 20261124], dtype=np.int32))
    queue = review_queue(results, about, policy=here.policy(ON))
    assert queue["case_id"].to_list() == ["B", "A"]
    assert queue["before"].null_count() == queue["allocated"].null_count() == 2


def test_what_is_said_beside_the_answers_is_read_as_people_write_it() -> None:
    about = pl.DataFrame(
        {
            "officer": ["B. Example", " ", None],
            "allocated": ["Yes", "", "no"],
            "release_date": ["2026-12-01", "soon", None],
        }
    )
    found = beside(about, np.array([20261124] * 3, dtype=np.int32))
    assert found.rows() == [
        ("B. Example", None, True, dt.date(2026, 12, 1), 7),
        (None, None, False, None, None),
        (None, None, False, None, None),
    ]


def test_the_order_of_the_file_never_matters(here: Service) -> None:
    rng = np.random.default_rng(5)
    bands = ["low", "medium", "high", "very_high"]
    people = []
    for i in range(200):
        now, before, top = sorted(rng.integers(0, 4, 3))
        people.append(
            person(
                f"{i:03}",
                bands[now],
                before=bands[before],
                highest=bands[top],
                provisional=bool(rng.integers(2)),
                days=None if rng.random() < 0.2 else int(rng.integers(-10, 120)),
                allocated=bool(rng.integers(2)),
            )
        )
    queue = queue_of(here, people)
    shuffled = queue_of(here, [people[i] for i in rng.permutation(200)])
    assert shuffled["case_id"].to_list() == queue["case_id"].to_list()
    assert sorted(queue["row"]) == list(range(200))
    assert queue["band"].to_list() == sorted(queue["band"], key=bands.index, reverse=True)
