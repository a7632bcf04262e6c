"""What a validation withholds is nowhere in its report."""

import re

import numpy as np
import pytest

from riskservice.validation.report import to_html
from riskservice.validation.results import Validation
from riskservice.validation.spec import Spec
from riskservice.validation.validating import validate
from tests.validation.report.made import SOURCE, Page, marks, odd, page

VALUES = ("alpha", "beta", "gamma", "delta")
PEOPLE = {"alpha": 400, "beta": 200, "gamma": 37, "delta": 23}
EVENTS = {"alpha": 150, "beta": 61, "gamma": 17, "delta": 0}


def sample(events: dict[str, int], **choices: object) -> Validation:
    """Return groups of given sizes, with events spread over the scores."""
    group = np.repeat(VALUES, [PEOPLE[name] for name in VALUES]).astype(object)
    outcome = np.concatenate(
        [np.arange(PEOPLE[name]) < events[name] for name in VALUES], dtype=float
    )
    score = (np.arange(len(group)) * 7 % 10 + 2 * outcome).astype(float)
    columns = {
        "score": score,
        "outcome": outcome,
        "group": group,
        "p": np.clip(0.05 + 0.07 * score, 0, 0.95),
    }
    spec = Spec(
        score="score", outcome="outcome", expected="p", groups=("group",), cuts=(4.0,), **choices
    )
    return validate(columns, spec)


@pytest.mark.parametrize("small", [0, 1, 7, 9])
def test_a_small_group_has_no_figure_anywhere(small: int) -> None:
    it = Page(to_html(sample(EVENTS | {"delta": small}), SOURCE))
    for caption, figures in (("Subgroups", 3), ("Expected over observed (E/O)", None)):
        (row,) = [row for row in it.rows(caption) if row[0].startswith("group = delta")]
        assert set(row[3:]) == {"withheld"}
        assert figures is None or len(row[3:]) == figures
    assert not [r for r in it.rows("Errors of subgroups at each cut") if "delta" in r[0]]
    assert len(marks(it, "forest", "rect", "estimate")) == 2 * 4
    (told,) = it.all("desc", id="forest-d")
    assert "group = delta: 23 people, figures withheld" in told["text"]


@pytest.mark.parametrize("small", [0, 1, 7, 9])
def test_withheld_numbers_are_the_same_whatever_they_are(small: int) -> None:
    """Two samples that differ only in what is withheld give the same words on the group."""
    hidden = EVENTS | {"delta": small, "gamma": EVENTS["gamma"] - small}
    base = EVENTS | {"delta": 3, "gamma": EVENTS["gamma"] - 3}
    one = Page(to_html(sample(hidden, withhold_small=True), SOURCE))
    two = Page(to_html(sample(base, withhold_small=True), SOURCE))
    for caption in (
        "Subgroups",
        "Expected over observed (E/O)",
        "Errors of subgroups at each cut",
        "Multiple looks",
    ):
        first, second = one.rows(caption), two.rows(caption)
        keep = [i for i, row in enumerate(first) if row[0] != "Everyone"]
        assert [first[i] for i in keep] == [second[i] for i in keep]
    words = [
        [each["text"] for each in it.all("p", **{"class": "note"}) if "group" in each["text"]]
        for it in (one, two)
    ]
    assert words[0] == words[1]
    absent = [[each["text"] for each in it.all("p", **{"class": "absent"})] for it in (one, two)]
    assert absent[0] == absent[1]


def test_withheld_events_of_two_groups_are_in_no_sentence() -> None:
    found = sample(EVENTS | {"delta": 7}, withhold_small=True)
    hidden = {row.value for row in found.groups if row.events is None}
    assert hidden == {"delta", "gamma"}
    it = Page(to_html(found, SOURCE))
    text = " ".join(each["text"] for each in it.elements if each["tag"] in {"p", "li", "desc"})
    for value in hidden:
        for sentence in re.findall(rf"[^.;]*{value}[^.;]*", text):
            assert not re.search(r"\b7\b|\b17\b", sentence), sentence


def test_tests_that_would_tell_of_a_group_without_events_are_withheld() -> None:
    raw = to_html(odd(withhold_small=True), SOURCE)
    assert "fewer than two groups" not in raw
    assert "nobody had the outcome" not in raw
    assert "fewer than two groups" not in to_html(sample(EVENTS, withhold_small=True), SOURCE)


def test_an_open_report_says_how_many_events_a_small_group_has() -> None:
    assert "Figures from fewer than 10 are withheld." in page("odd").raw
