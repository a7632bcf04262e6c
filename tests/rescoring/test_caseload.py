"""The share of high and very high in each caseload, beside the guide of 20 per cent."""

import numpy as np
import polars as pl
import pytest

from riskservice import Service
from riskservice.rescoring.beside import beside
from riskservice.rescoring.caseload import caseload, held, wilson
from riskservice.rescoring.guides import guide_of
from tests.conftest import ON

GUIDE = 20


def people(
    officer: str | None, *bands: tuple[str | None, int], could_rise: int = 0, start: int = 0
) -> pl.DataFrame:
    """Return one officer's people: so many of each band; the first ``could_rise`` could rise."""
    each = [band for band, count in bands for _ in range(count)]
    return pl.DataFrame(
        {
            "case_id": [f"{officer}-{start + i}" for i in range(len(each))],
            "officer": pl.Series([officer] * len(each), dtype=pl.String),
            "team": pl.Series(["East"] * len(each), dtype=pl.String),
            "band": pl.Series(each, dtype=pl.String),
            "could_rise": [i < could_rise for i in range(len(each))],
            "could_fall": [False] * len(each),
        }
    )


COHORT = pl.concat(
    [
        people("within", ("low", 8), ("high", 1), ("very_high", 1), could_rise=2),
        people("chance", ("medium", 38), ("high", 9), ("very_high", 3), (None, 4)),
        people("above", ("low", 20), ("high", 20)),
        people("unknown", (None, 2)),
        people("few", ("low", 3), ("high", 1)),
        people(None, ("very_high", 1)),
    ]
)


def test_counts_shares_and_what_lies_beyond_the_guide() -> None:
    found = caseload(COHORT, "officer", guide=GUIDE)
    assert found.select(
        "name", "people", "banded", "high", "very_high", "share", "stands", "over_by", "to_move"
    ).rows() == [
        # 20 of 40: 8 are within the guide; of 25 that remain 5 may be high, so 15 move.
        ("above", 40, 40, 20, 0, 0.5, "above", 12, 15),
        # 12 of 50: 10 within the guide; 9.5 of 47.5, so 3 move and leave 9 of 47.
        ("few", 4, 4, 1, 0, 0.25, "too few", 1, 1),
        ("chance", 54, 50, 9, 3, 0.24, "above, within chance", 2, 3),
        ("within", 10, 10, 1, 1, 0.2, "within", 0, 0),
        ("unknown", 2, 0, 0, 0, None, "no band", 0, 0),
        (None, 1, 1, 0, 1, 1.0, "unallocated", 1, 1),
    ]
    assert found["could_rise"].to_list() == [0, 0, 0, 2, 0, 0]


def test_everyone_and_teams_are_counted_likewise() -> None:
    (row,) = caseload(COHORT, guide=GUIDE).rows(named=True)
    assert (row["name"], row["people"], row["banded"]) == ("everyone", 111, 105)
    (team,) = caseload(COHORT, "team", guide=GUIDE).rows(named=True)
    assert (team["name"], team["share"]) == ("East", 36 / 105)


@pytest.mark.parametrize(
    ("part", "of", "low", "high"),
    # Newcombe 1998, table I: 81/263, 15/148, 0/20, 1/29.
    [
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_interval_is_wilsons(part: int, of: int, low: float, high: float) -> None:
    frame = pl.DataFrame({"part": [part], "of": [of]})
    found = frame.select(
        e.alias(n) for n, e in zip("lh", wilson(pl.col("part"), pl.col("of")), strict=True)
    )
    assert tuple(round(x, 4) for x in found.row(0)) == (low, high)


def test_the_cohort_joins_a_caseload_and_nobody_counts_twice() -> None:
    existing = pl.concat(
        [
            people("within", ("high", 4), start=8),  # 8 and 9 come again in the cohort
            people("elsewhere", ("low", 5)),
        ]
    )
    found = caseload(COHORT, "officer", existing=existing, guide=GUIDE)
    rows = {row["name"]: row for row in found.rows(named=True)}
    assert rows["within"]["people_before"] == 4
    assert rows["within"]["share_before"] == 1.0
    assert (rows["within"]["people"], rows["within"]["high"]) == (12, 3)
    assert (rows["elsewhere"]["people_before"], rows["elsewhere"]["people"]) == (5, 5)
    assert rows["above"]["people_before"] == 0
    assert rows["above"]["share_before"] is None
    assert rows[None]["people_before"] == 0


def test_who_moves_to_another_officer_leaves_the_first() -> None:
    existing = people("first", ("high", 1))
    moved = existing.with_columns(officer=pl.lit("second"))
    rows = {
        r["name"]: r
        for r in caseload(moved, "officer", existing=existing, guide=GUIDE).rows(named=True)
    }
    assert (rows["first"]["people_before"], rows["first"]["people"]) == (1, 0)
    assert rows["first"]["stands"] == "no band"
    assert (rows["second"]["people_before"], rows["second"]["people"]) == (0, 1)


def test_who_could_move_is_told_by_the_range(here: Service) -> None:
    results = pl.DataFrame(
        {
            "case_id": ["up", "down", "settled", "open", "faulty"],
            "dc_srp_outcome": ["scored", "scored", "scored", "not_scorable", "faulty"],
            "dc_srp_band": ["low", "high", "high", None, None],
            "dc_srp_lowest_band": ["low", "medium", "high", "low", None],
            "dc_srp_highest_band": ["high", "high", "very_high", "medium", None],
            "arms_outcome": [*["not_applicable"] * 4, "faulty"],
            "arms_band": pl.Series([None] * 5, dtype=pl.String),
            "overall_band": ["low", "high", "high", None, None],
            "provisional": [True, True, True, True, False],
        }
    )
    about = beside(pl.DataFrame(), np.array([20261124] * 5, dtype=np.int32))
    found = held(results, about, here.policy(ON))
    assert found["band"].to_list() == ["low", "high", "high", None, None]
    assert found["could_rise"].to_list() == [True, False, False, False, True]
    assert found["could_fall"].to_list() == [False, True, False, False, False]


def test_the_guide_is_a_cited_number_of_the_data(here: Service) -> None:
    guide = guide_of(here.registry)
    assert (guide.percent, guide.confidence) == (GUIDE, "confirmed")
    assert "College of Policing" in guide.source
