"""Why a band changed: rules, answers or time, each changed by itself; and which answer decided."""

import datetime as dt
from typing import Any

import polars as pl
import pytest

from riskservice import Service
from riskservice.rescoring.causes import Causes, attribute, attribute_results
from riskservice.rescoring.changes import compare
from riskservice.rescoring.columns import People
from riskservice.rescoring.rules import Rules
from tests.rescoring.people import block
from tests.rescoring.slow import SlowRescorer

# DC-SRP by hand: 2 adult contact sanctions 10, 1 child 3, 5 sanctions 6, 41 at the offence 10, 50
# at the start of follow-up 14 - (50 - 18) // 3 = 4: 33 points, high (30 to 35). From 17 May 2026
# five years are clear, and the band is one lower, but not on remand; the deployed service of
# August 2026 lowers it on remand too.
ANSWERS: dict[str, Any] = {
    "sex": "male",
    "date_of_birth": "1971-03-27",
    "follow_up_start": "2021-05-17",
    "supervision_status": "community",
    "ever_sexual_offence": True,
    "total_sanctions": 5,
    "contact_adult_sanctions": 2,
    "contact_child_sanctions": 1,
    "non_contact_sanctions": 0,
    "indecent_image_sanctions": 0,
    "most_recent_sexual_offence_date": "2012-08-04",
    "most_recent_offence_date": "2013-01-20",
    "stranger_victim": False,
}
EARLY, LATE = dt.date(2026, 5, 16), dt.date(2026, 7, 1)
REMAND = ANSWERS | {"supervision_status": "remand"}

BEFORE = {
    "rule": (LATE, REMAND),
    "clock": (EARLY, ANSWERS),
    "data": (EARLY, ANSWERS),
    "together": (EARLY, ANSWERS),
    "rule and data": (LATE, REMAND),
    "nothing": (EARLY, ANSWERS),
    "gone": (EARLY, ANSWERS),
}
AFTER = {
    "nothing": (EARLY, ANSWERS | {"total_sanctions": 9}),
    # 3 adult contact sanctions give 15: 38 points, very high.
    "data": (EARLY, ANSWERS | {"contact_adult_sanctions": 3, "total_sanctions": 6}),
    # No child sanction 30 points, 53 years 32 points: each still high; both 29, medium.
    "together": (
        EARLY,
        ANSWERS
        | {"contact_child_sanctions": 0, "date_of_birth": "1968-03-27", "total_sanctions": 4}
        | {"burglary": True},
    ),
    "clock": (LATE, ANSWERS),
    "rule": (LATE, REMAND),
    "rule and data": (LATE, REMAND | {"contact_adult_sanctions": 3}),
    "new": (LATE, ANSWERS),
}


def rules(here: Service, ruleset: str = "default") -> Rules:
    return Rules(here, SlowRescorer, ruleset=ruleset, instruments=["dc_srp"])


@pytest.fixture(scope="module")
def found(here: Service) -> Causes:
    before, after = block(BEFORE), block(AFTER)
    results = rules(here, "hmpps-2026.08").rescore(before), rules(here).rescore(after)
    changes = compare(*results)
    return attribute(changes, before=before, after=after, now=rules(here), keys=["dc_srp"])


def row(found: Causes, case: str) -> dict[str, Any]:
    (only,) = found.frame.filter(pl.col("case_id") == case).to_dicts()
    return dict(only)


def test_everyone_who_changed_is_there_once(found: Causes) -> None:
    cases = ["data", "together", "clock", "rule", "rule and data"]
    assert found.frame["case_id"].to_list() == cases
    assert found.answers_known


@pytest.mark.parametrize(
    ("case", "bands", "causes", "direction"),
    [
        ("rule", ("medium", "high", "high", "high"), ("rule",), "risen"),
        ("clock", ("high", "high", "medium", "medium"), ("clock",), "fallen"),
        ("data", ("high", "high", "high", "very_high"), ("data",), "risen"),
        ("together", ("high", "high", "high", "medium"), ("data",), "fallen"),
        ("rule and data", ("medium", "high", "high", "very_high"), ("rule", "data"), "risen"),
    ],
)
def test_each_step_shows_what_it_did(
    found: Causes, case: str, bands: tuple[str, ...], causes: tuple[str, ...], direction: str
) -> None:
    line = row(found, case)
    assert tuple(line[n] for n in ("before", "after_rule", "after_clock", "after")) == bands
    assert tuple(cause for cause in ("rule", "clock", "data") if line[cause]) == causes
    assert line["direction"] == direction


def test_the_answer_that_decided_alone_is_named(found: Causes) -> None:
    for case in ("data", "rule and data"):
        assert row(found, case)["questions"] == ["contact_adult_sanctions"]
        assert row(found, case)["alone"] is True


def test_answers_that_decided_only_together_are_named_without_what_is_not_asked(
    found: Causes,
) -> None:
    together = row(found, "together")
    assert set(together["questions"]) == {
        "date_of_birth", "total_sanctions", "contact_child_sanctions",
    }  # fmt: skip
    assert together["alone"] is False


def test_where_no_answer_moved_the_band_none_is_named(found: Causes) -> None:
    assert row(found, "clock")["questions"] == []
    assert row(found, "clock")["alone"] is None


def test_causes_are_counted_each_for_itself(found: Causes) -> None:
    assert found.counts("dc_srp") == {"rule": 2, "clock": 1, "data": 3, "untold": 0}


def test_a_new_table_with_the_same_numbers_is_no_cause(here: Service) -> None:
    old, new = dt.date(2025, 12, 1), dt.date(2026, 12, 1)
    before, after = block({"A": (old, ANSWERS)}), block({"A": (new, ANSWERS)})
    results = rules(here).rescore(before), rules(here).rescore(after)
    assert [frame["dc_srp_table"][0] for frame in results] == ["2021.1", "2026.1"]
    changes = compare(*results)
    found = attribute(changes, before=before, after=after, now=rules(here), keys=["dc_srp"])
    line = row(found, "A")
    assert (line["rule"], line["clock"], line["data"]) == (False, True, False)


def test_the_overall_band_has_causes_of_its_own(here: Service) -> None:
    before, after = block({"A": BEFORE["data"]}), block({"A": AFTER["data"]})
    changes = compare(rules(here).rescore(before), rules(here).rescore(after))
    found = attribute(changes, before=before, after=after, now=rules(here))
    assert found.frame["key"].to_list() == ["dc_srp", "overall"]
    assert found.frame["questions"].to_list() == [["contact_adult_sanctions"]] * 2


def test_tables_of_another_day_do_not_move_the_day(here: Service) -> None:
    people = block({"A": (dt.date(2025, 12, 1), ANSWERS), "B": (EARLY, ANSWERS)})
    days: Any = people.on.copy()
    days[1] = 20260801
    frame = rules(here).rescore_by(people, days)
    assert frame["case_id"].to_list() == ["A", "B"]
    assert frame["dc_srp_table"].to_list() == ["2021.1", "2026.1"]
    assert frame["dc_srp_band"].to_list() == ["high", "high"]


def test_from_results_alone_only_the_rule_is_told(here: Service) -> None:
    before, after = block(BEFORE), block(AFTER)
    results = rules(here, "hmpps-2026.08").rescore(before), rules(here).rescore(after)
    found = attribute_results(
        compare(*results), before=results[0], after=results[1], feeding=["dc_srp"]
    )
    assert not found.answers_known
    assert set(found.frame["rule"]) == {True}
    assert found.frame["clock"].null_count() == found.frame["data"].null_count() == 10
    assert found.counts() == {"rule": 5, "clock": 0, "data": 0, "untold": 5}
    same = results[0].with_columns(dc_srp_table=pl.lit("2026.1"))
    told = attribute_results(
        compare(same, results[1]), before=same, after=results[1], feeding=["dc_srp"]
    )
    # On the early day the table of 2021 was still in force.
    early = {"data", "together"}
    assert {case: case in early for case in told.frame["case_id"]} == dict(
        told.frame.select("case_id", "rule").iter_rows()
    )
    blank = results[0].drop("dc_srp_table")
    untold = attribute_results(
        compare(blank, results[1]), before=blank, after=results[1], feeding=["dc_srp"]
    )
    assert set(untold.frame["rule"]) == {None}


def test_nothing_changed_has_no_causes(here: Service) -> None:
    people: People = block({"A": (EARLY, ANSWERS)})
    results = rules(here).rescore(people)
    found = attribute(compare(results, results), before=people, after=people, now=rules(here))
    assert found.frame.is_empty()
