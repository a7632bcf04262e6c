"""Everything a panel asks of a run, from last time's answers, its results, or neither."""

import io

import polars as pl
import pytest

from riskservice import Service
from riskservice.errors import UnreadableBody
from riskservice.rescoring.panel import find
from riskservice.rescoring.results_file import as_results, is_results
from riskservice.rescoring.rules import Rules
from tests.rescoring.people import block
from tests.rescoring.slow import SlowRescorer
from tests.rescoring.test_causes import AFTER, ANSWERS, BEFORE, EARLY


@pytest.fixture(scope="module")
def now(here: Service) -> Rules:
    return Rules(here, SlowRescorer, instruments=["dc_srp"])


@pytest.fixture(scope="module")
def then(here: Service) -> Rules:
    return Rules(here, SlowRescorer, ruleset="hmpps-2026.08", instruments=["dc_srp"])


def test_last_times_answers_give_changes_and_all_causes(now: Rules, then: Rules) -> None:
    before, after = block(BEFORE), block(AFTER)
    found = find(after, now.rescore(after), now=now, before=before, then=then)
    assert found.changes is not None
    assert found.causes is not None
    assert found.ahead is not None
    assert found.changes.counts()["changed"] == 5
    assert found.causes.counts() == {"rule": 2, "clock": 1, "data": 3, "untold": 0}


def test_without_last_times_rules_the_same_ruleset_counts(now: Rules) -> None:
    before, after = block(BEFORE), block(AFTER)
    found = find(after, now.rescore(after), now=now, before=before, horizons=())
    assert found.causes is not None
    assert found.causes.counts()["rule"] == 0
    assert found.ahead is None


def test_last_times_results_give_changes_and_the_rule(now: Rules, then: Rules) -> None:
    after = block(AFTER)
    earlier = then.rescore(block(BEFORE))
    found = find(after, now.rescore(after), now=now, earlier=earlier, horizons=())
    assert found.causes is not None
    assert found.causes.counts() == {"rule": 5, "clock": 0, "data": 0, "untold": 5}


def test_without_last_time_nothing_is_said_of_it(now: Rules) -> None:
    after = block(AFTER)
    found = find(after, now.rescore(after), now=now, horizons=())
    assert (found.changes, found.causes, found.ahead, found.existing) == (None, None, None, None)


def test_existing_caseloads_are_results_with_an_officer(now: Rules) -> None:
    after = block({"A": (EARLY, ANSWERS)})
    existing = now.rescore(after).with_columns(officer=pl.lit("A. Example"))
    found = find(after, now.rescore(after), now=now, existing=existing, horizons=())
    assert found.existing is not None
    assert found.existing.select("case_id", "officer", "band").rows() == [
        ("A", "A. Example", "high")
    ]


# Results read back -------------------------------------------------------------------------------


def test_results_come_back_from_csv_as_they_were(then: Rules) -> None:
    results = then.rescore(block(BEFORE | {"unscored": (EARLY, {"sex": "female"})}))
    table = pl.read_csv(io.BytesIO(results.write_csv().encode()), infer_schema=False)
    back = as_results(table, "last.csv")
    assert back.select(results.columns).equals(results)


def test_an_identifier_kept_from_running_as_a_formula_is_the_same_case() -> None:
    ids = ["'=A", "'-1", "'plain", "=A"]
    table = pl.DataFrame({"case_id": ids, "x_outcome": ["scored"] * 4})
    assert as_results(table, "f")["case_id"].to_list() == ["=A", "-1", "'plain", "=A"]


def test_results_are_told_from_answers_by_their_columns() -> None:
    assert is_results(["case_id", "dc_srp_outcome"])
    assert not is_results(["case_id", "sex", "date_of_birth"])


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"case_id": ["A"], "sex": ["male"]}, "holds no results"),
        ({"x_outcome": ["scored"]}, "holds no results"),
        ({"case_id": ["A"], "x_outcome": ["probably"]}, "probably"),
    ],
)
def test_what_is_no_file_of_results_is_refused(table: dict[str, list[str]], said: str) -> None:
    with pytest.raises(UnreadableBody, match=said):
        as_results(pl.DataFrame(table), "last.csv")
