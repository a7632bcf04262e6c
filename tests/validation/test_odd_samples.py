"""However odd a sample is: no warning, no number that is none, a reason for what is not there."""

import math
import warnings
from collections.abc import Iterator
from typing import Any

import msgspec
import numpy as np
import pytest

from riskservice.validation.bootstrap import bootstrap_auc
from riskservice.validation.expected_observed import expected_observed
from riskservice.validation.extra import InvalidSample, NotEstimable
from riskservice.validation.goodness import hosmer_lemeshow, spiegelhalter
from riskservice.validation.levels import round_times
from riskservice.validation.sample import Sample
from riskservice.validation.spec import Spec
from riskservice.validation.survival.competing import aalen_johansen
from riskservice.validation.survival.cox import cox
from riskservice.validation.survival.hazards import proportional_hazards
from riskservice.validation.validating import validate

SCORES = ("few", "same", "normal", "huge", "tiny", "two", "small steps")
OUTCOMES = ("one", "all but one", "half", "parted", "rare", "any")
TIMES = ("one time", "few", "fine", "none", "huge", "tiny", "months", "events at one time")
EXPECTED = ("same", "zero", "one", "mixed", "any", "tiny", "perfect")
LETTERS = np.array(["a", "b", "c", "d"], dtype=object)


def scores(kind: str, n: int, r: np.random.Generator) -> np.ndarray:
    return {
        "few": r.integers(0, 5, n).astype(float),
        "same": np.full(n, 3.0),
        "normal": r.normal(size=n),
        "huge": r.choice([1e15, -1e15, 0, 1.0, 5e14], n),
        "tiny": r.choice([1e-300, 0, 5e-324, 1e-10], n),
        "two": r.integers(0, 2, n).astype(float),
        "small steps": -r.integers(0, 9, n) * 1e-3,
    }[kind]


def outcomes(kind: str, score: np.ndarray, r: np.random.Generator) -> np.ndarray:
    n = len(score)
    one = np.arange(n) == r.integers(n)
    return {
        "one": one,
        "all but one": ~one,
        "half": np.arange(n) % 2 == 0,
        "parted": score > np.median(score),
        "rare": r.random(n) < 0.05,
        "any": r.random(n) < r.random(),
    }[kind].astype(float)


def times(kind: str, event: np.ndarray, r: np.random.Generator) -> np.ndarray:
    n = len(event)
    return {
        "one time": np.full(n, 5.0),
        "few": r.integers(0, 4, n).astype(float),
        "fine": r.exponential(10, n),
        "none": np.zeros(n),
        "huge": r.choice([1e15, 1.0, 1e14], n),
        "tiny": r.choice([0, 5e-324, 1e-300, 1.0], n),
        "months": r.integers(1, 37, n).astype(float),
        "events at one time": np.where(event == 1, 3.0, r.integers(1, 9, n)),
    }[kind]


def probabilities(kind: str, outcome: np.ndarray, r: np.random.Generator) -> np.ndarray:
    n = len(outcome)
    return {
        "same": np.full(n, 0.2),
        "zero": np.zeros(n),
        "one": np.ones(n),
        "mixed": r.choice([0, 1, 0.5], n),
        "any": r.random(n),
        "tiny": r.choice([5e-324, 1e-300, 1e-20, 1 - 1e-16], n),
        "perfect": outcome,
    }[kind]


def sample(seed: int) -> tuple[dict[str, np.ndarray], Spec]:
    r = np.random.default_rng(seed)
    n = int(r.choice([2, 3, 4, 6, 10, 25, 60]))
    score = scores(r.choice(SCORES), n, r)
    outcome = outcomes(r.choice(OUTCOMES), score, r)
    days = np.zeros(n, int) if seed % 3 else r.integers(0, 2000, n)
    columns = {
        "s": score,
        "y": outcome,
        "t": times(r.choice(TIMES), outcome, r),
        "p": probabilities(r.choice(EXPECTED), outcome, r),
        "b": LETTERS[r.integers(0, 1 + seed % 4, n)],
        "g": LETTERS[r.integers(0, 1 + seed % 3, n)],
        "each": np.array([f"person {i}" for i in range(n)], dtype=object),
        "c": r.choice([0, 1], n).astype(float) if seed % 2 else score / 2,
        "h": r.choice([0, 1e15, 0.1, 5e-324], n),
        "i": np.where(r.random(n) < 0.3, np.nan, 1.0),
        "d": np.datetime64("2020-01-01") + days.astype("timedelta64[D]"),
        "k": ((r.random(n) < 0.3) & (outcome == 0)).astype(float),
    }
    chosen: list[dict[str, Any]] = [
        {"expected": "p"}, {"band": "b"}, {"date": "d"}, {"compare": "c"}, {"items": ("i",)},
        {"groups": ("g", "each") if n < 12 else ("g",)}, {"added": ("c",)}, {"replicates": 5},
        {"cuts": (float(np.median(score)),)}, {"suppress_below": int(r.integers(0, 4))},
    ]  # fmt: skip
    if r.random() < 0.6:
        horizon = float(np.median(columns["t"]))
        chosen += [{"horizon": horizon}, {"competing": "k"}, {"expected_events": "h"}]
        chosen += [{"time": "t", "times": (horizon, 1.0)}]
    taken: dict[str, Any] = {}
    for choice in chosen[:-1] if len(chosen) == 10 else chosen:
        if r.random() < 0.6 or "time" in choice:
            taken |= choice
    return columns, Spec(score="s", outcome="y", **taken)


def numbers(value: Any) -> Iterator[float]:
    """Yield every number of a result."""
    if isinstance(value, float):
        yield value
    elif isinstance(value, msgspec.Struct):
        yield from numbers([getattr(value, name) for name in value.__struct_fields__])
    elif isinstance(value, list | tuple):
        for each in value:
            yield from numbers(each)


@pytest.mark.parametrize("first", range(0, 400, 40))
def test_no_warning_and_no_number_that_is_none(first: int) -> None:
    made = 0
    for seed in range(first, first + 40):
        columns, spec = sample(seed)
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            try:
                found = validate(columns, spec)
            except InvalidSample:
                continue
        made += 1
        assert all(math.isfinite(number) for number in numbers(found)), seed
        assert all(it.reason and it.way_out for it in found.not_estimated), seed
    assert made > 10


# Each of these was found by such a sample ---------------------------------------------------------


def test_hazards_cannot_be_seen_to_change_where_all_events_are_at_one_time() -> None:
    score, event = np.arange(20.0) % 7, np.arange(20) % 2 == 0
    time = np.where(event, 3.0, 1.0 + np.arange(20) % 6)
    fitted = cox(time, event, score)
    with pytest.raises(NotEstimable, match="too few times"):
        proportional_hazards(time, event, score, fitted)
    found = validate({"s": score, "y": event, "t": time}, Spec(score="s", outcome="y", time="t"))
    assert found.cox is not None
    assert found.cox.proportional_hazards is None
    assert [it.part for it in found.not_estimated if it.measure == "cox"] == [
        "proportional hazards"
    ]


def test_a_ratio_beyond_any_number_is_refused_and_not_infinite() -> None:
    score = np.arange(40) % 9 * 1e-3
    outcome = (np.arange(40) % 3 == 0) | (score > 0.006)
    found = validate({"s": score * 1e-3, "y": outcome}, Spec(score="s", outcome="y"))
    assert found.odds_ratio is None
    assert (
        "beyond any number" in {it.measure: it.reason for it in found.not_estimated}["odds_ratio"]
    )


@pytest.mark.parametrize("column", ["s", "t"])
def test_numbers_that_cannot_be_told_apart_are_refused(column: str) -> None:
    columns = {"s": [1.0, 2.0, 3.0], "t": [1.0, 2.0, 3.0], "y": [0, 1, 0]}
    spec = Spec(score="s", outcome="y", time="t")
    columns[column] = [1.0, 2.0, 1e15]
    validate(columns, spec)
    columns[column] = [1.0, 2.0, 1.1e15]
    with pytest.raises(InvalidSample, match=r"beyond 1e\+15.*in 1 of 3 rows \(row 3\)"):
        validate(columns, spec)


def test_next_to_nothing_expected_is_no_ratio() -> None:
    outcome = np.array([True, False])
    with pytest.raises(NotEstimable, match="next to nothing"):
        expected_observed(np.full(2, 1e-300), outcome)
    assert expected_observed(np.full(2, 1e-6), outcome).observed_expected == pytest.approx(5e5)
    with pytest.raises(NotEstimable):
        spiegelhalter(np.full(2, 1e-300), outcome)
    with pytest.raises(NotEstimable):
        hosmer_lemeshow(np.full(2, 1e-300), outcome, np.zeros(2))


def test_times_of_any_length_have_round_times() -> None:
    for longest in (1e-5, 1.0, 36.0, 1e15):
        it = Sample(score=np.zeros(1), outcome=np.ones(1, bool), time=np.array([longest]))
        assert 1 < len(round_times(it)) <= 9
    it = Sample(score=np.zeros(1), outcome=np.ones(1, bool), time=np.zeros(1))
    assert round_times(it) == []


def test_a_share_a_rounding_error_below_everyone_has_no_interval() -> None:
    time = np.array([1.0, 1, 1, 2, 2, 2, 2, 3, 3, 3])
    found = aalen_johansen(time, np.ones(10, np.int64)).estimate(3)
    assert found.estimate == pytest.approx(1)
    assert (found.low, found.high) == (None, None)


def test_too_few_replicates_have_no_limits() -> None:
    score, outcome = np.arange(10.0), np.arange(10) % 2 == 0
    with pytest.raises(NotEstimable, match="fewer than two replicates"):
        bootstrap_auc(score, outcome, np.random.default_rng(1), replicates=1)
