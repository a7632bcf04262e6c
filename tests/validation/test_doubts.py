"""Samples that pass every check and are still not what the researcher meant: each is told."""

from typing import Any

import numpy as np
import pytest

from riskservice.validation.extra import InvalidSample
from riskservice.validation.intake.checking import check
from riskservice.validation.results import Validation
from riskservice.validation.spec import Spec
from riskservice.validation.validating import validate

N = 200


def people(**columns: Any) -> dict[str, Any]:
    score = np.arange(N) % 20
    made: dict[str, Any] = {
        "s": score,
        "y": ((np.arange(N) * 7 + score * 11) % 40 < score).astype(int),
        "t": 10.0 + np.arange(N) % 37,
        "p": (score + 1) / 40,
        "band": np.where(score < 7, "Low", np.where(score < 14, "Medium", "High")),
        "id": [f"P{i}" for i in range(N)],
    }
    return {**made, **columns}


def run(columns: dict[str, Any] | None = None, **chosen: Any) -> Validation:
    spec = Spec(**{"score": "s", "outcome": "y", **chosen})
    return validate(people() if columns is None else columns, spec)


def told(found: Validation, code: str) -> list[str]:
    return [notice.text for notice in found.notices if notice.code == code]


def faults(columns: Any = None, **chosen: Any) -> list[str]:
    with pytest.raises(InvalidSample) as caught:
        check(
            people() if columns is None else columns,
            Spec(**{"score": "s", "outcome": "y", **chosen}),
        )
    return [str(fault) for fault in caught.value.faults]


class Doubled:
    """A data frame that has one name twice, as some libraries allow."""

    columns = ("s", "y", "s")

    def __getitem__(self, name: str) -> Any:
        return people()[name]


# The wrong way round ------------------------------------------------------------------------------


def test_a_score_that_runs_the_wrong_way_is_told_before_any_figure() -> None:
    assert not told(run(), "score-reversed")
    found = run(people(s=20 - people()["s"]))
    assert found.auc is not None
    assert found.auc.high is not None
    assert found.auc.high < 0.5
    (text,) = told(found, "score-reversed")
    assert "people with a higher s had the outcome less often" in text
    assert found.notices[0].code == "score-reversed"


def test_a_score_that_tells_nothing_is_not_called_reversed() -> None:
    found = run(people(s=np.arange(N) % 2))
    assert not told(found, "score-reversed")


def test_another_score_the_wrong_way_round_is_told_by_its_name() -> None:
    found = run(people(other=20 - people()["s"]), compare="other")
    assert "a higher other had" in told(found, "score-reversed")[0]


def test_bands_named_from_high_to_low_are_told() -> None:
    high_first = run(band="band", bands=("High", "Medium", "Low"))
    (text,) = told(high_first, "bands-reversed")
    assert "High, Medium, Low" in text
    assert not told(run(band="band", bands=("Low", "Medium", "High")), "bands-reversed")


def test_a_probability_that_falls_where_the_outcome_rises_is_told() -> None:
    assert not told(run(expected="p"), "expected-reversed")
    found = run(people(p=1 - people()["p"]), expected="p")
    assert "p" in told(found, "expected-reversed")[0]


# Values that stand for none -----------------------------------------------------------------------


@pytest.mark.parametrize("code", [-9, -99, 99, 999, 9999])
@pytest.mark.parametrize("column", ["s", "t", "other"])
def test_numbers_that_stand_for_missing_values_are_told_with_their_rows(
    column: str, code: int
) -> None:
    columns = people(other=people()["s"] + 1)
    values = np.array(columns[column], float)
    values[[3, 50, 120]] = code
    columns[column] = values
    if column == "t" and code < 0:
        assert "negative time" in faults(columns, time="t")[0]
        return
    found = run(columns, time="t", compare="other")
    (text,) = told(found, "missing-code")
    assert f"{column} is {code} in 3 rows" in text
    assert found.n == N


@pytest.mark.parametrize("top", [95, 98, 99, 100])
def test_a_score_that_really_reaches_so_far_is_not_doubted(top: int) -> None:
    found = run(people(s=np.linspace(0, top, N).round()))
    assert not told(found, "missing-code")


def test_a_score_with_negative_values_of_its_own_is_not_doubted() -> None:
    found = run(people(s=people()["s"] - 9))
    assert not told(found, "missing-code")


@pytest.mark.parametrize("word", ["#N/A", "-9", "999", "None", "Unknown", "?"])
def test_a_band_that_reads_like_no_band_is_told(word: str) -> None:
    columns = people()
    columns["band"] = np.where(np.arange(N) < 4, word, columns["band"])
    (text,) = told(run(columns, band="band"), "missing-code")
    assert f"band is {word} in 4 rows" in text


# Times --------------------------------------------------------------------------------------------


def test_people_who_were_never_followed_are_told_and_a_sample_of_them_refused() -> None:
    times = people()["t"].copy()
    assert not told(run(time="t"), "zero-time")
    times[:2] = 0
    assert "2 people have a follow-up of 0" in told(run(people(t=times), time="t"), "zero-time")[0]
    assert "is 0 for everyone" in faults(people(t=np.zeros(N)), time="t")[0]


# Columns in two parts -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "chosen",
    [
        {"score": "y"}, {"expected": "y"}, {"time": "y"}, {"compare": "y"}, {"compare": "s"},
        {"added": ("y",)}, {"added": ("s",)}, {"groups": ("y",)}, {"band": "y"},
        {"time": "t", "event": "t"}, {"time": "t", "competing": "y", "horizon": 20.0},
    ],
)  # fmt: skip
def test_one_column_cannot_play_two_parts(chosen: dict[str, Any]) -> None:
    assert any("is named as" in fault for fault in faults(**chosen))


def test_a_probability_may_be_the_score_itself() -> None:
    assert run(score="p", expected="p").eo is not None


def test_a_score_that_tells_everybody_apart_is_told() -> None:
    found = run(
        people(s=people()["y"] * 2),
    )
    assert "without one exception" in told(found, "too-good")[0]


def test_follow_up_cannot_end_with_both_events() -> None:
    columns = people(dead=np.where(np.arange(N) < 30, 1, 0))
    both = int((people()["y"][:30] == 1).sum())
    assert both
    (fault,) = faults(columns, time="t", competing="dead", horizon=20.0)
    assert f"in {both} of {N} rows" in fault


# Groups of one ------------------------------------------------------------------------------------


@pytest.mark.parametrize("chosen", [{"groups": ("id",)}, {"band": "id"}])
def test_a_column_of_identifiers_is_no_group_and_none_is_shown(chosen: dict[str, Any]) -> None:
    (fault,) = faults(**chosen)
    assert "200 values among 200 people" in fault
    assert "P1" not in fault


# Choices that do nothing --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("chosen", "said"),
    [
        ({"expected_events": "p"}, "expected_events: is of no use without times"),
        ({"cuts": (float("nan"),)}, "cuts: has a cut that is no number"),
        ({"thresholds": (0.2,)}, "thresholds: is of no use without probabilities"),
        ({"bands": ("Low",)}, "bands: is of no use without bands"),
        ({"band": "band", "bands": ("Low", "Low", "Medium", "High")}, "bands: names Low twice"),
    ],
)
def test_a_choice_that_would_do_nothing_is_refused(chosen: dict[str, Any], said: str) -> None:
    assert any(fault.startswith(said) for fault in faults(people(), **chosen)), faults(
        people(), **chosen
    )


def test_a_single_name_is_not_read_letter_by_letter() -> None:
    told = faults(groups="band")
    assert any('Give a tuple: ("band",).' in fault for fault in told)


def test_columns_are_a_table_and_each_has_a_name_of_its_own() -> None:
    for given, said in (([[1, 2]], "is no table"), ("s", "is no table")):
        assert said in faults(given)[0]
    assert "s: is the name of more than one column" in faults(Doubled())[0]


def test_a_cut_that_parts_nobody_is_told() -> None:
    found = run(cuts=(-3.0, 10.0, 99.0))
    assert told(found, "idle-cut") == [
        "Everyone has -3 or more, so that the cut parts nobody.",
        "Nobody has 99 or more, so that the cut parts nobody.",
    ]


# The same person twice ----------------------------------------------------------------------------


def test_people_in_several_rows_are_told_where_a_column_says_who_they_are() -> None:
    once = run(unit="id")
    assert not told(once, "same-person")
    ids = [f"P{i}" for i in range(N)]
    ids[1] = ids[2] = ids[0]
    ids[10] = ids[11] = " P12 "
    found = run(people(id=ids), unit="id")
    (text,) = told(found, "same-person")
    assert text.startswith("2 people stand in more than one row, in 6 rows in all (by id)")
    assert "P12" not in text
    assert found.n == N


def test_rows_left_out_do_not_count_twice_and_none_is_left_out_for_want_of_a_name() -> None:
    ids: list[Any] = [f"P{i}" for i in range(N)]
    score = people()["s"].astype(float)
    ids[1], score[1] = ids[0], np.nan
    ids[5] = ids[6] = None
    found = run(people(id=ids, s=score), unit="id")
    assert found.n == N - 1
    assert not told(found, "same-person")
    assert told(found, "unit-unknown") == ["2 rows do not say whom they are about (id)."]


def test_percentages_below_one_are_told_by_how_far_they_are_from_what_happened() -> None:
    rare = (np.arange(2000) % 200 == 0).astype(int)
    score = np.arange(2000) % 20 + rare
    columns = {"s": score, "y": rare, "p": 0.3 + score / 50}
    (text,) = told(run(columns, expected="p"), "expected-percent")
    assert "times the events that happened" in text
    assert "divide it by 100" in text
    assert not told(run({**columns, "p": columns["p"] / 100}, expected="p"), "expected-percent")
