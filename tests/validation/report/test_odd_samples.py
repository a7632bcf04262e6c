"""Samples as odd as they come still give a whole page, without a number that is none."""

import re

import numpy as np
import pytest

from riskservice.validation.extra import InvalidSample
from riskservice.validation.report import curves, to_html
from riskservice.validation.spec import Spec
from riskservice.validation.validating import validate
from riskservice.validation.words import interval, number, p_value, percent
from tests.validation.report.made import Page

SIZES, RATES = (8, 25, 60, 400), (0.02, 0.1, 0.5, 0.95)


def sample(seed: int) -> tuple[dict[str, np.ndarray], Spec]:
    r = np.random.default_rng(seed)
    n = int(r.choice(SIZES))
    letters = np.array(["L", "M", "H", "X"], dtype=object)
    columns = {
        "s": r.normal(size=n) if seed % 3 == 0 else r.integers(0, 2 + seed % 9, n).astype(float),
        "y": (r.random(n) < r.choice(RATES)).astype(float),
        "p": np.full(n, 0.2) if seed % 4 == 0 else np.clip(r.random(n), 0.01, 0.99),
        "b": letters[r.integers(0, 1 + seed % 3, n)],
        "g": letters[r.integers(0, 1 + seed % 4, n)],
        "c": r.normal(size=n),
        "i": np.where(r.random(n) < 0.3, np.nan, 1.0),
        "d": np.datetime64("2020-01-01")
        + r.integers(0, int(r.choice([30, 3000])), n).astype("timedelta64[D]"),
    }
    one = {"expected": "p", "band": "b", "date": "d", "compare": "c"}
    many = {"groups": ("g",), "items": ("i",), "added": ("c",), "thresholds": (0.2,)}
    chosen = {key: value for key, value in (one | many).items() if r.random() < 0.7}
    if "expected" not in chosen:
        chosen.pop("thresholds", None)
    return columns, Spec(score="s", outcome="y", withhold_small=bool(seed % 2), **chosen)


@pytest.mark.parametrize("seed", range(40))
def test_whatever_is_validated_can_be_reported(seed: int) -> None:
    columns, spec = sample(seed)
    try:
        found = validate(columns, spec)
    except InvalidSample:
        assert columns["y"].sum() in (0, len(columns["y"]))
        return
    it = Page(to_html(found))
    places = [
        value
        for each in it.elements
        for name in ("x", "y", "cx", "cy", "width", "height", "points")
        if isinstance(value := each.get(name), str)
    ]
    assert all(re.fullmatch(r"[-0-9., ]+", value) for value in places)
    assert all(float(box["height"]) >= 0 for box in it.all("rect"))
    cells = [each["text"] for each in it.elements if each["tag"] in {"td", "th"}]
    assert not [
        text
        for text in cells
        if re.search(r"\b(nan|inf|None)\b", text) and not text.startswith("None of")
    ]


def test_a_line_ends_where_it_falls_through_the_floor() -> None:
    assert curves._above([(0.1, 1.0), (0.3, -1.0), (0.5, 2.0)], 0.0) == [
        (0.1, 1.0),
        (pytest.approx(0.2), 0.0),
    ]
    assert curves._above([(0.1, -1.0)], 0.0) == []
    assert curves._above([(0.1, 0.0), (0.2, 3.0)], 0.0) == [(0.1, 0.0), (0.2, 3.0)]


def test_numbers_that_do_not_exist_say_so_and_none_is_minus_nought() -> None:
    assert number(None) == number(float("nan")) == percent(None) == interval(None, None) == "none"
    assert number(-0.0001) == "0.000"
    assert interval(0.5, None) == "0.500 to none"
    assert p_value(0.0) == "below 0.001"
    assert p_value(float("nan")) == "none"
