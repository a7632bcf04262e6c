"""Every golden row, as the second reading sees it."""

from __future__ import annotations

import tomllib
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.second_reading import osp, rm2000

if TYPE_CHECKING:
    from tests.second_reading.answers import Answers, Reading

Row = dict[str, Any]

GOLDEN = Path(__file__).parent / "golden"
RULESETS = {
    "dc_srp": ("default", "hmpps-2026.08"),
    "iic_srp": ("default", "hmpps-2026.08"),
    "osp_2014": ("osp-2014",),
    "rm2000_s": ("default",),
    "rm2000_v": ("default",),
    "rm2000_c": ("default",),
}
DATES = (
    "date_of_birth",
    "follow_up_start",
    "most_recent_sexual_offence_date",
    "most_recent_offence_date",
)


def golden_rows() -> list[Row]:
    rows: list[Row] = []
    for name in ("osp.toml", "rm2000.toml"):
        rows.extend(tomllib.loads((GOLDEN / name).read_text(encoding="utf-8"))["row"])
    return rows


def read(row: Row) -> Reading:
    answers: Answers = dict(row["answers"])
    for key in DATES:
        if key in answers:
            answers[key] = date.fromisoformat(str(answers[key]))
    on = date.fromisoformat(row["on"])
    deployed = row["ruleset"] == "hmpps-2026.08"
    match row["instrument"]:
        case "dc_srp":
            return osp.dc_srp(answers, on, deployed)
        case "iic_srp":
            return osp.iic_srp(answers, on, deployed)
        case "osp_2014":
            return osp.osp_2014(answers, on)
        case "rm2000_s":
            return rm2000.rm2000_s(answers, on)
        case "rm2000_v":
            return rm2000.rm2000_v(answers, on)
        case "rm2000_c":
            return rm2000.rm2000_c(answers, on)
        case other:
            raise ValueError(f"no second reading of {other!r}")


@pytest.mark.parametrize("row", [pytest.param(row, id=row["name"]) for row in golden_rows()])
def test_second_reading_agrees_with_golden_row(row: Row) -> None:
    reading = read(row)
    expect = dict(row["expect"])
    tolerance = expect.pop("tolerance", None)
    for key, expected in expect.items():
        if tolerance is not None and isinstance(expected, float):
            assert reading[key] == pytest.approx(expected, rel=0, abs=tolerance), key
        else:
            assert reading[key] == expected, key


def test_golden_rows_name_their_origin_and_a_known_ruleset() -> None:
    rows = golden_rows()
    names = [row["name"] for row in rows]
    assert len(names) == len(set(names))
    for row in rows:
        assert row["origin"].strip(), row["name"]
        assert row["ruleset"] in RULESETS[row["instrument"]], row["name"]
        assert "outcome" in row["expect"], row["name"]


def test_no_reduction_flag_at_nought_points() -> None:
    rows = [row for row in golden_rows() if row["instrument"] == "dc_srp"]
    nought = [row for row in rows if row["expect"].get("points") == 0]
    assert nought
    for row in nought:
        assert read(row)["risk_reduction"] is None
