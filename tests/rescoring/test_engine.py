"""The fast path gives what the single case gives, whoever is asked about, in any company."""

import dataclasses
import datetime as dt
from typing import Any

import numpy as np
import polars as pl
import pytest
from polars.testing import assert_frame_equal

from riskservice.kit.dates import UNKNOWN, pack
from riskservice.kit.people import random_people
from riskservice.kit.total import TotalAssessor
from riskservice.rescoring.columns import People
from riskservice.rescoring.engine import Rescorer
from riskservice.rescoring.engine.found import Found, settled_range
from riskservice.rescoring.engine.overall import Numbered, state_of
from riskservice.rescoring.engine.suite import Run
from riskservice.rescoring.engine.workspace import Workspace
from riskservice.scoring import service
from tests.rescoring.cohorts import ON, block, part_of, people, questions
from tests.rescoring.slow import SlowRescorer

RULESETS = ("default", "hmpps-2026.08")


def same(given: People, ruleset: str = "default", instruments: Any = None) -> pl.DataFrame:
    fast = Rescorer(service(), ruleset, instruments).rescore(given)
    slow = SlowRescorer(service(), ruleset, instruments).rescore(given)
    assert_frame_equal(fast, slow, check_exact=True)
    return fast


@pytest.mark.parametrize("ruleset", RULESETS)
def test_people_who_answered_everything_get_what_they_get_alone(ruleset: str) -> None:
    found = same(people(400), ruleset)
    assert {"scored", "not_applicable", "faulty"} <= set(found["arp_outcome"]) | set(
        found["dc_srp_outcome"]
    )


@pytest.mark.parametrize("ruleset", RULESETS)
@pytest.mark.parametrize("trouble", [1, 2, 3, 5])
def test_people_with_trouble_get_what_they_get_alone(ruleset: str, trouble: int) -> None:
    same(people(25, seed=trouble, trouble=trouble), ruleset)


@pytest.mark.parametrize(
    ("on", "ruleset"),
    [
        (dt.date(2025, 12, 1), "default"),
        (dt.date(2025, 12, 1), "hmpps-2025.11"),
        (dt.date(2022, 12, 1), "default"),
        (ON, "osp-2014"),
        (dt.date(1990, 1, 1), "default"),
    ],
)
def test_other_days_and_rulesets(on: dt.date, ruleset: str) -> None:
    same(people(80, seed=7, on=on), ruleset)


def test_models_and_parts_can_be_asked_for_by_name() -> None:
    keys = (
        "arp_static", "arp_dynamic", "vrp_static", "svrp_dynamic", "dc_srp", "csrp", "rm2000_c",
    )  # fmt: skip
    given = people(120, seed=5)
    assert Rescorer(service(), instruments=keys).rescore(given).columns[1] == "arp_dynamic_outcome"
    same(given, instruments=keys)
    same(people(60, seed=5), instruments=("pni",))


def test_an_instrument_not_in_force_leaves_the_person_faulty() -> None:
    found = same(people(20, on=dt.date(2026, 7, 1)), instruments=("pni", "mst"))
    assert set(found["pni_outcome"]) == {"faulty"}


def test_one_row_gives_what_it_gives_in_company_and_order_never_matters() -> None:
    given = people(60, seed=9)
    rescorer = Rescorer(service())
    whole = rescorer.rescore(given)
    order = np.random.default_rng(1).permutation(60)
    assert_frame_equal(rescorer.rescore(part_of(given, order)), whole[order.tolist()])
    for i in (0, 17, 59):
        assert_frame_equal(rescorer.rescore(part_of(given, np.array([i]))), whole[[i]])


def test_each_person_is_scored_on_their_own_day() -> None:
    given = people(90, seed=4)
    days = np.array([pack(dt.date(2022, 1, 1)), pack(dt.date(2025, 12, 1)), pack(ON)])
    given = dataclasses.replace(given, on=days[np.arange(90) % 3].astype(np.int32))
    found = same(given)
    assert found["arp_outcome"].null_count() == 60


def test_wild_and_contradictory_people_get_what_they_get_alone() -> None:
    columns = random_people(questions(), ON, 300, np.random.default_rng(3), missing=0.01)
    found = same(block(columns, columns.pop("on")))
    assert (found["arp_outcome"] == "faulty").sum() > 200


def test_a_person_with_an_unreadable_answer_is_faulty_and_blank() -> None:
    given = people(10)
    given = dataclasses.replace(given, sound=np.arange(10) != 4)
    found = same(given)
    assert found["arp_outcome"][4] == "faulty"
    assert found["arp_percent"][4] is None
    assert found["overall_band"][4] is None


def test_a_person_without_a_day_is_faulty() -> None:
    given = people(4)
    on = np.where(np.arange(4) == 2, UNKNOWN, given.on).astype(np.int32)
    given = dataclasses.replace(given, on=on, sound=np.arange(4) != 2)
    found = Rescorer(service()).rescore(given)
    assert found["arp_outcome"][2] == "faulty"
    assert found["overall_band"][2] is None


def test_an_answer_outside_its_domain_is_faulty_not_scored() -> None:
    given = people(5)
    columns = dict(given.columns)
    columns["total_sanctions"] = np.array([990, 0, 5, 60_000, 2], dtype=np.uint16)
    found = Rescorer(service()).rescore(dataclasses.replace(given, columns=columns))
    assert found["arp_outcome"].to_list()[1] == "faulty"
    assert found["arp_outcome"].to_list()[3] == "faulty"
    assert found["arp_outcome"].to_list()[0] != "faulty"


def test_a_date_that_does_not_exist_is_faulty_not_scored() -> None:
    given = people(6)
    columns = dict(given.columns)
    birth = columns["date_of_birth"].copy()
    birth[1], birth[2], birth[3] = 19851340, 19850229, 19840229
    columns["date_of_birth"] = birth
    on = given.on.copy()
    on[4] = 20260230
    found = Rescorer(service()).rescore(dataclasses.replace(given, columns=columns, on=on))
    outcomes = found["mst_outcome"].to_list()
    assert outcomes[1] == outcomes[2] == outcomes[4] == "faulty"
    assert found["arms_outcome"][3] is not None


def test_columns_of_different_lengths_are_refused() -> None:
    given = people(3)
    columns = {**given.columns, "sex": given.columns["sex"][:2]}
    with pytest.raises(ValueError, match="sex has 2 rows"):
        dataclasses.replace(given, columns=columns)


def test_a_way_of_ranging_that_does_not_exist_is_refused() -> None:
    with pytest.raises(ValueError, match="all, overall, none"):
        Rescorer(service(), ranges=True)  # type: ignore[arg-type]


def test_a_question_without_a_column_is_answered_by_nobody() -> None:
    given = people(30)
    columns = {k: c for k, c in given.columns.items() if k not in ("is_unemployed", "burglary")}
    found = same(dataclasses.replace(given, columns=columns))
    assert "arp:static-model" in "|".join(found["notices"].drop_nulls())


def rating(level: str) -> dict[str, Any]:
    return {"rating": level, "evidence": "synthetic", "date": "2026-05-01", "source": "visit"}


def test_judgements_are_read_where_there_are_any() -> None:
    given = people(40, seed=2)
    factors = [
        q.key for q in service().registry.questions.values()
        if q.kind == "record" and q.key != "arms_second_rating"
    ]  # fmt: skip
    records: dict[str, list[Any]] = {
        key: [rating("high") if i % 4 else None for i in range(40)] for key in factors
    }
    records["arms_overall_reason"] = ["synthetic" if i % 2 else None for i in range(40)]
    records["arms_disagreement_reason"] = ["synthetic"] * 40
    columns = dict(given.columns)
    columns["arms_overall_level"] = np.array([i % 5 for i in range(40)], dtype=np.uint8)
    records["arms_opportunity"][5] = rating("high") | {"date": "2027-01-01"}
    found = same(dataclasses.replace(given, columns=columns, records=records))
    assert {"scored", "not_scorable"} <= set(found["arms_outcome"])
    assert found["arms_outcome"][5] in ("faulty", "not_applicable")


def test_without_ranges_the_figures_are_the_same() -> None:
    given = people(60, seed=3)
    quick = Rescorer(service(), ranges="none").rescore(given)
    whole = Rescorer(service()).rescore(given)
    kept = [c for c in whole.columns if c.endswith(("outcome", "points", "percent", "_table"))]
    assert_frame_equal(quick[kept], whole[kept])


@pytest.mark.parametrize("trouble", [0, 1])
def test_the_overall_band_needs_only_some_ranges(trouble: int) -> None:
    given = people(40, seed=3, trouble=trouble)
    quick = Rescorer(service(), ranges="overall").rescore(given)
    whole = Rescorer(service()).rescore(given)
    ends = [c for c in whole.columns if c.endswith(("lowest_band", "highest_band"))]
    same_columns = [c for c in whole.columns if c not in (*ends, "notices")]
    assert_frame_equal(quick[same_columns], whole[same_columns])
    assert all(quick[c].null_count() == len(given) for c in ends)


def test_codes_keep_their_numbers_however_large_they_get() -> None:
    numbered = Numbered()
    small, mixed = np.array([3, 0, 3]), np.array([0, 5_000_000, 3, 7])
    assert numbered.of(small).tolist() == [1, 0, 1]
    assert numbered.of(mixed).tolist() == [0, 3, 1, 2]
    assert numbered.of(np.array([7, 0, 9])).tolist() == [2, 0, 4]
    assert [numbered.codes[n] for n in range(5)] == [0, 3, 7, 5_000_000, 9]


@pytest.mark.parametrize("bands", range(1, 28))
def test_states_of_any_number_of_bands_are_told_apart(bands: int) -> None:
    nothing = np.array([np.nan])
    status, band = np.array([3], np.int8), np.array([bands - 1], np.int8)
    it = Found(
        names=tuple(map(str, range(bands))),
        status=status,
        points=None,
        probability=nothing,
        percent=nothing,
        band=band,
        versions=(),
        confidence="confirmed",
        range=settled_range(status, band, nothing, nothing),
    )
    it.range.possible[:] = (2 << bands) - 1
    state = 3 * (bands + 1) + bands
    assert state_of(it).tolist() == [(state << (bands + 1) | (2 << bands) - 1) << 1 | 1]


def test_nobody_gives_an_empty_table() -> None:
    found = Rescorer(service()).rescore(part_of(people(3), np.array([], dtype=np.int64)))
    assert found.height == 0
    assert found.columns == Rescorer(service()).rescore(people(1)).columns


def test_a_sum_on_a_rounding_tie_is_settled_as_for_one_person() -> None:
    given = people(60, seed=6)
    day = Rescorer(service()).day(ON)
    assert day is not None
    suite, columns = day.suite, {**given.columns, "on": given.on}
    csrp = suite.assessors["csrp"]
    assert isinstance(csrp, TotalAssessor)
    run = Run(suite, Workspace(suite.graph, len(given), columns), {})
    shown, wrong = run.everything(~given.sound)
    for i in np.flatnonzero((shown["csrp"].status == 0) & ~wrong).tolist():
        assert csrp.figures(run._codes(i)).percent == shown["csrp"].percent[i]
