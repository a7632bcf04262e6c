"""Does it match the manual? Every golden row, through the library's own door."""

import datetime as dt
import tomllib
from pathlib import Path
from typing import Any

import pytest

from riskservice.kit.outcome import Scored
from tests.conftest import outcome_of

GOLDEN = Path(__file__).parent / "golden"
ROWS: list[dict[str, Any]] = [
    row
    for file in sorted(GOLDEN.glob("*.toml"))
    for row in tomllib.loads(file.read_text(encoding="utf-8"))["row"]
]
MEASURES = ("contact_one_year", "images_one_year", "images_two_years")


def _agrees(value: object, expected: object, tolerance: float | None) -> bool:
    if tolerance is not None and isinstance(expected, float):
        return value == pytest.approx(expected, rel=0, abs=tolerance)
    return value == expected


@pytest.mark.parametrize("row", ROWS, ids=[row["name"] for row in ROWS])
def test_the_published_answer_comes_out(row: dict[str, Any]) -> None:
    on = dt.date.fromisoformat(row["on"])
    outcome = outcome_of(row["instrument"], row["answers"], on, row["ruleset"])
    expect = dict(row["expect"])
    tolerance = expect.pop("tolerance", None)
    if expect["outcome"] == "fault":
        assert isinstance(outcome, tuple)
        assert outcome
        return
    assert not isinstance(outcome, tuple), [str(fault) for fault in outcome]
    assert outcome.__struct_config__.tag == expect["outcome"]
    for key in ("points", "probability", "percent", "band"):
        if key in expect:
            assert _agrees(getattr(outcome, key), expect[key], tolerance), key
    measures = {measure.key: measure.probability for measure in outcome.measures}
    for key in MEASURES:
        if key in expect:
            assert _agrees(measures[key], expect[key], tolerance), key
    if "risk_reduction" in expect:
        assert isinstance(outcome, Scored)
        assert outcome.items[-1].why.startswith("The band is lowered") == expect["risk_reduction"]
    if "aggravating" in expect:
        assert outcome.items[-1].answer.count(": yes") == expect["aggravating"]
    if "step_1_band" in expect and "from" in outcome.items[-1].why:
        assert f"from {expect['step_1_band'].replace('_', ' ').capitalize()} to" in (
            outcome.items[-1].why
        )


def test_no_expectation_is_left_unread() -> None:
    read = {"outcome", "points", "probability", "percent", "band", "risk_reduction", "tolerance"}
    read |= {"aggravating", "step_1_band", *MEASURES}
    assert {key for row in ROWS for key in row["expect"]} <= read
