"""What was asked for and is not there is named with its reason, and the rest is given."""

from typing import Any

import numpy as np
import pytest

from riskservice.validation.extra import InvalidSample
from riskservice.validation.intake.checking import check
from riskservice.validation.report import to_html
from riskservice.validation.results import Validation
from riskservice.validation.spec import Spec
from riskservice.validation.validating import validate
from tests.validation.report.made import Page

N = 200


def people(**columns: Any) -> dict[str, Any]:
    rng = np.random.default_rng(3)
    score = rng.integers(0, 9, N).astype(float)
    outcome = rng.random(N) < 0.15 + score / 15
    return {
        "s": score,
        "y": outcome.astype(int),
        "two": np.where(np.arange(N) % 2, "a", "b"),
        "all": np.repeat("same", N),
        "t": rng.integers(1, 40, N).astype(float),
        "b": np.where(score > 4, "high", "low"),
        **columns,
    }


def found(columns: dict[str, Any] | None = None, **chosen: Any) -> Validation:
    return validate(columns or people(), Spec(score="s", outcome="y", **chosen))


def missed(it: Validation) -> list[tuple[str, str]]:
    return [(each.measure, each.reason) for each in it.not_estimated]


def faults(**chosen: Any) -> list[str]:
    with pytest.raises(InvalidSample) as caught:
        check(people(), Spec(score="s", outcome="y", **chosen))
    return [str(fault) for fault in caught.value.faults]


def test_a_column_of_groups_that_cannot_be_tested_is_named_and_the_others_are_given() -> None:
    it = found(groups=("two", "all"))
    assert [test.group for test in it.differential] == ["two"]
    ((measure, reason),) = missed(it)
    assert measure == "differential"
    assert reason.startswith("all: fewer than two groups")
    assert [each.part for each in it.not_estimated] == ["all"]


def test_where_no_column_can_be_tested_each_is_named() -> None:
    it = found(people(other=np.repeat("one", N)), groups=("all", "other"))
    assert it.differential == []
    assert [each.part for each in it.not_estimated] == ["all", "other"]


def test_the_page_names_the_column_that_was_not_tested_and_no_column_that_is_withheld() -> None:
    few = people(few=np.where(np.arange(N) < 4, "rare", "common"))
    it = found(few, groups=("two", "all", "few"), withhold_small=True)
    assert [each.part for each in it.not_estimated] == ["all", "few"]
    rows = Page(to_html(it)).rows("Asked for and not made")
    assert [row[1] for row in rows if row[0] == "differential"] == [
        "all: fewer than two groups have people with the outcome and without. Join small groups."
    ]


def test_bands_that_cannot_be_compared_are_shown_all_the_same() -> None:
    columns = people(t=np.r_[np.ones(N // 2), np.full(N // 2, 9.0)])
    columns["b"] = np.where(np.arange(N) < N // 2, "early", "late")
    columns["y"] = np.r_[np.ones(N // 2), np.arange(N // 2) % 2].astype(int)
    it = found(columns, time="t", event="y", band="b")
    assert [row.label for row in it.bands] == ["early", "late"] or len(it.bands) == 2
    assert all(row.hazard_ratio is None for row in it.bands)
    assert any(m == "bands" and r.startswith("hazard ratios: ") for m, r in missed(it))


def test_a_group_for_which_nothing_was_expected_has_its_other_figures() -> None:
    columns = people(p=np.where(np.arange(N) % 2, 0.0, 0.4))
    it = found(columns, groups=("two",), expected="p")
    (first, second) = it.groups
    assert (first.eo, first.note) == (None, "No E/O: next to nothing was expected.")
    assert first.auc is not None
    assert second.eo is not None


def test_another_score_that_adds_nothing_new_is_compared_all_the_same() -> None:
    it = found(people(c=people()["s"] * 2), compare="c")
    assert it.comparison is not None
    assert it.comparison.auc is not None
    assert it.comparison.added is None
    assert [m for m, r in missed(it) if "added" in r] == ["comparison"]


CENSORED: dict[str, Any] = {"time": "t", "horizon": 30.0}


def test_a_bootstrap_or_cuts_that_censoring_forbids_are_refused_by_name() -> None:
    it = found(replicates=50, cuts=(4.0,), **CENSORED)
    assert {m for m, _ in missed(it)} >= {"auc_bootstrap", "cuts"}
    assert not {"auc_bootstrap", "cuts"} & {m for m, _ in missed(found(**CENSORED))}


def test_competing_events_without_a_horizon_say_what_they_need() -> None:
    it = found(people(k=np.zeros(N)), time="t", competing="k")
    assert it.incidence is None
    assert ("incidence", "needs a time by which the event counts") in missed(it)


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({"times": (3.0,)}, "times: is of no use without times"),
        ({"compare_band": "b", "bands": ("low", "high")}, "compare_band: is of no use without"),
        ({"band": "b", "reference_band": "hgih"}, "reference_band: is none of the bands"),
        ({"reference_band": "high"}, "reference_band: is of no use without"),
    ],
)
def test_a_choice_that_would_do_nothing_is_refused(chosen: dict[str, Any], said: str) -> None:
    assert any(text.startswith(said) for text in faults(**chosen))


def test_a_time_at_which_there_is_no_auc_is_named_and_the_others_keep_their_place() -> None:
    it = found(time="t", times=(0.5, 20.0))
    assert [area.estimate is None for area in it.auc_at] == [True, False]
    assert [each.part for each in it.not_estimated if each.measure == "auc_at"] == ["0.5"]
