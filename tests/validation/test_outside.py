"""These people beside an outside sample: the index by hand, every cell shown, every fault told."""

import json
import math
from typing import Any

import msgspec
import numpy as np
import pytest

from riskservice.validation.extra import InvalidSample
from riskservice.validation.results import Validation
from riskservice.validation.shifts import Shift
from riskservice.validation.spec import Spec
from riskservice.validation.stability import cell_edges, in_cells
from riskservice.validation.validating import validate

SPEC = Spec(score="s", outcome="y")
BANDED = Spec(score="s", outcome="y", band="b")
HERE: dict[str, Any] = {
    "s": np.repeat([0.0, 1.0, 2.0], [50, 30, 20]),
    "y": np.arange(100) % 4 == 0,
    "b": np.repeat(["low", "high"], [80, 20]),
}
THERE: dict[str, Any] = {
    "s": np.repeat([0.0, 1.0, 2.0], [120, 60, 20]),
    "b": np.repeat(["low", "high"], [180, 20]),
}


def found(spec: Spec, **reference: Any) -> Validation:
    return validate(HERE, spec, reference={**THERE, **reference})


def faults(spec: Spec, reference: dict[str, Any], here: dict[str, Any] = HERE) -> list[str]:
    with pytest.raises(InvalidSample) as caught:
        validate(here, spec, reference=reference)
    return [str(fault) for fault in caught.value.faults]


def shift(it: Validation, column: str) -> Shift:
    (one,) = [each for each in it.stability if each.column == column]
    return one


def by_hand(w: list[float], q: list[float]) -> float:
    return sum((a - b) * math.log(a / b) for a, b in zip(w, q, strict=True))


def test_the_index_of_score_and_band_is_the_one_worked_out_by_hand() -> None:
    it = found(BANDED)
    score, band = shift(it, "s"), shift(it, "b")
    assert score.index == pytest.approx(by_hand([0.5, 0.3, 0.2], [0.6, 0.3, 0.1]))
    assert band.index == pytest.approx(by_hand([0.8, 0.2], [0.9, 0.1]))
    assert (score.n, score.reference_n, score.filled) == (100, 200, False)
    assert score.test.statistic == pytest.approx(score.index * 100 * 200 / 300)
    assert (score.test.df, band.test.df) == (2, 1)


def test_every_level_is_shown_with_both_shares_and_what_it_adds() -> None:
    score = shift(found(BANDED), "s")
    assert [(row.label, row.n, row.reference_n) for row in score.levels] == [
        ("0", 50, 120), ("1", 30, 60), ("2", 20, 20),
    ]  # fmt: skip
    assert [row.share for row in score.levels] == [0.5, 0.3, 0.2]
    assert sum(row.adds for row in score.levels) == pytest.approx(score.index)
    assert score.levels[1].adds == 0
    assert [row.label for row in shift(found(BANDED), "b").levels] == ["low", "high"]


def test_no_dates_are_needed_and_without_a_reference_there_is_no_index() -> None:
    assert found(SPEC).drift == []
    assert [it.column for it in found(SPEC).stability] == ["s"]
    alone = validate(HERE, BANDED)
    assert alone.stability == []
    assert "stability" not in [it.measure for it in alone.not_estimated]


def test_the_same_people_have_not_moved() -> None:
    it = validate(HERE, BANDED, reference=HERE)
    assert [(one.index, one.test.p) for one in it.stability] == [(0.0, 1.0), (0.0, 1.0)]


def test_an_empty_cell_is_filled_and_said_to_be_but_shown_as_counted() -> None:
    score = shift(found(SPEC, s=np.repeat([0.0, 1.0], [120, 80])), "s")
    assert score.filled
    assert score.levels[2].reference_share == 0
    counts = [np.array(row) + 0.5 for row in ([50, 30, 20], [120, 80, 0])]
    w, q = (list(row / row.sum()) for row in counts)
    assert score.index == pytest.approx(by_hand(w, q))


def test_many_scores_are_cut_at_quantiles_of_the_reference() -> None:
    here = {"s": np.arange(100.0) + 5.5, "y": HERE["y"]}
    score = validate(here, SPEC, reference={"s": np.arange(100.0)}).stability[0]
    assert [row.reference_n for row in score.levels] == [9, *[10] * 8, 11]
    assert score.levels[0].label == "below 9"
    assert score.levels[1].label == "9 to below 19"
    assert score.levels[-1].label == "89 and above"
    assert sum(row.n for row in score.levels) == 100


def test_a_lowest_score_that_nearly_everyone_has_is_a_cell_of_its_own() -> None:
    reference, here = np.r_[np.zeros(120), np.arange(1.0, 13)], np.r_[np.zeros(40), np.arange(60.0)]
    edges = cell_edges(reference, here)
    assert edges.tolist() == [1.0]
    assert in_cells(reference, edges).tolist() == [120, 12]


def test_scores_that_look_alike_in_few_digits_are_written_in_full() -> None:
    here = {"s": np.repeat([1.00000001, 1.00000002], 50), "y": HERE["y"]}
    score = validate(here, SPEC, reference=here).stability[0]
    assert [row.label for row in score.levels] == ["1.00000001", "1.00000002"]


def test_rows_of_the_reference_without_a_value_are_counted_and_said() -> None:
    it = found(SPEC, s=np.r_[THERE["s"][:-3], [np.nan] * 3])
    assert shift(it, "s").reference_n == 197
    assert it.notices[0].code == "reference-rows-left-out"
    assert "3 of 200 rows were left out (s: no value in 3)" in it.notices[0].text
    assert (it.rows, it.left_out_rows) == (100, 0)


def test_bands_that_are_named_may_be_empty_in_either_sample() -> None:
    named = Spec(score="s", outcome="y", band="b", bands=("low", "high", "top", "none"))
    band = shift(found(named, b=np.repeat(["low", "top"], [180, 20])), "b")
    assert [(row.label, row.n, row.reference_n) for row in band.levels] == [
        ("low", 80, 180), ("high", 20, 0), ("top", 0, 20),
    ]  # fmt: skip


def test_a_band_whose_people_are_all_left_out_here_still_counts_there() -> None:
    band = HERE["b"].copy()
    band[-3:] = "high"
    here = {**HERE, "b": band, "s": np.where(band == "high", np.nan, HERE["s"])}
    assert [row.n for row in shift(validate(here, BANDED, reference=THERE), "b").levels] == [80, 0]


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ({"t": [1.0]}, "s (reference): is no column of the reference"),
        ({"s": []}, "reference: has no rows"),
        ({"s": [np.nan, np.nan]}, "reference: has no row with a value of s"),
        ({"s": ["a", "1"]}, "s (reference): is not a number, in 1 of 2 rows (row 1)"),
    ],
)
def test_a_reference_that_cannot_be_used_is_refused(reference: dict[str, Any], said: str) -> None:
    assert any(text.startswith(said) for text in faults(SPEC, reference))


def test_other_bands_are_refused_by_name() -> None:
    (text,) = faults(BANDED, {**THERE, "b": np.repeat(["low", "High"], [180, 20])})
    assert text.startswith("b (reference): has other bands than the sample (only there: High; ")
    assert "only in the sample: high" in text
    assert "--band-name" in text
    named = Spec(score="s", outcome="y", band="b", bands=("low", "high"))
    (text,) = faults(named, {**THERE, "b": np.repeat(["low", "High"], [180, 20])})
    assert text.startswith("b (reference): is none of the bands named, in 20 of 200 rows")


def test_faults_of_both_samples_are_told_at_once() -> None:
    told = faults(SPEC, {"s": ["x"]}, {"s": [1.0, 2.0], "y": [0, 3]})
    assert [text.partition(":")[0] for text in told] == ["y", "s (reference)"]


def test_it_is_in_the_json_under_its_name() -> None:
    (first, second) = json.loads(msgspec.json.encode(found(BANDED)))["stability"]
    assert (first["column"], second["column"]) == ("s", "b")
    assert set(first) == {"column", "n", "reference_n", "index", "test", "filled", "levels"}
