"""``riskservice agreement``: files in, a readable account and the JSON of every figure out."""

import json
import sys
from pathlib import Path

import polars as pl
import pytest

from riskservice.validation.agreement import UnusableRatings
from riskservice.validation.agreement.files import read_columns
from tests.cli.running import run
from tests.validation.agreement.made import columns_of, people

BANDS = "case_id,a,b\nP1,low,low\nP2,medium,Low\nP3,high,very high\nP4,high,high\nP5,low,\n"
SCALE = "low, medium, high, very high"


@pytest.fixture
def scores(tmp_path: Path) -> Path:
    path = tmp_path / "scores.csv"
    pl.DataFrame(columns_of(people("shrout_fleiss"))).write_csv(path)
    return path


@pytest.fixture
def bands(tmp_path: Path) -> Path:
    path = tmp_path / "bands.csv"
    path.write_text(BANDS, encoding="utf-8")
    return path


def raters(*names: str) -> list[str]:
    return [part for name in names for part in ("--rater", name)]


def test_the_account_holds_every_figure_its_interval_and_its_count(scores: Path) -> None:
    ran = run("agreement", scores, *raters("r1", "r2", "r3", "r4"))
    assert ran.code == 0
    text = " ".join(ran.out.split())
    assert "ICC(A,1): two-way random, absolute agreement, single rating 0.290 0.019 to 0.761 6" in (
        text
    )
    for part in (
        "6 rows; 6 rated twice or more, 6 by every rater",
        "Weighted kappa (linear), mean over pairs",
        "Gwet AC1",
        "Krippendorff alpha (interval)",
        "Smallest detectable change",
        "Does one rate higher?",
        "What these say",
    ):
        assert part in text


def test_the_json_file_has_the_agreed_keys_and_the_same_figures(
    scores: Path, tmp_path: Path
) -> None:
    out = tmp_path / "out.json"
    ran = run("agreement", scores, *raters("r1", "r2", "r3", "r4"), "--json", out)
    assert ran.code == 0
    found = json.loads(out.read_bytes())
    assert found["n"] == 6
    assert found["icc_a1"]["estimate"] == pytest.approx(0.2897637795276, abs=1e-9)
    assert {"estimate", "low", "high"} <= set(found["weighted_kappa"])
    for key in ("gwet_ac1", "gwet_ac2", "krippendorff_alpha", "percent_agreement"):
        assert isinstance(found[key], float)
    again = run("agreement", scores, *raters("r1", "r2", "r3", "r4"), "--json", "-")
    assert again.out.encode() == out.read_bytes()


def test_bands_need_their_scale_and_what_cannot_be_given_is_said(bands: Path) -> None:
    ran = run("agreement", bands, *raters("a", "b"), "--scale", SCALE, "--unit", "case_id")
    text = " ".join(ran.out.split())
    assert ran.code == 0
    assert "ICC(A,1): two-way random, absolute agreement, single rating not given" in text
    assert "the ratings are words" in text
    assert "1 row, one rating only" in text
    assert "“Low” as “low”" in text
    plain = run("agreement", bands, *raters("a", "b"))
    assert "these words have no order" in " ".join(plain.out.split())


def test_weights_level_and_bootstrap_are_what_was_asked_for(scores: Path) -> None:
    ran = run(
        "agreement", scores, *raters("r1", "r2"), "--weights", "quadratic", "--level", "ordinal",
        "--resamples", "50", "--seed", "3", "--json", "-",
    )  # fmt: skip
    found = json.loads(ran.out)
    assert found["frame"]["weights"] == "quadratic"
    assert found["weighted_kappa"] == found["other_forms"]["kappa"]["quadratic"]
    alpha = found["intervals"]["krippendorff_alpha"]
    assert "ordinal; bootstrap of people, 50 resamples, seed 3" in alpha["method"]


def test_every_fault_is_told_and_nothing_is_printed_as_a_figure(bands: Path) -> None:
    ran = run("agreement", bands, *raters("a", "x", "a"), "--scale", "low,low")
    assert ran.code == 2
    assert ran.out == ""
    for part in ("more than once", "names a category twice", "is not a column of the file"):
        assert part in ran.err


def test_a_row_that_does_not_fit_the_header_is_never_dropped(tmp_path: Path) -> None:
    path = tmp_path / "broken.csv"
    path.write_text("a,b\n1,2\n1,2,3\n2,2\n", encoding="utf-8")
    ran = run("agreement", path, *raters("a", "b"))
    assert ran.code == 2
    assert "row 2" in ran.err
    with pytest.raises(UnusableRatings, match="where the header has 2"):
        read_columns(str(path))


def test_other_formats_and_standard_input_give_the_same(scores: Path, tmp_path: Path) -> None:
    frame = pl.read_csv(scores)
    frame.write_parquet(tmp_path / "s.parquet")
    frame.write_ndjson(tmp_path / "s.ndjson")
    asked = [*raters("r1", "r3"), "--json", "-"]
    expected = json.loads(run("agreement", scores, *asked).out)
    for name in ("s.parquet", "s.ndjson"):
        assert json.loads(run("agreement", tmp_path / name, *asked).out) == expected
    piped = run("agreement", "-", *asked, given=scores.read_bytes())
    assert json.loads(piped.out) == expected


def test_columns_that_are_not_asked_for_are_named_and_not_taken(scores: Path) -> None:
    found = read_columns(str(scores), ["r2"])
    assert list(found) == ["r1", "r2", "r3", "r4"]
    assert [len(cells) for cells in found.values()] == [0, 6, 0, 0]


def test_a_column_that_begins_late_is_blank_before(tmp_path: Path) -> None:
    path = tmp_path / "late.ndjson"
    path.write_text('{"a": 1}\n{"a": 2, "b": 3}\n{"a": 1, "b": 1}\n', encoding="utf-8")
    found = read_columns(str(path))
    assert [len(cells) for cells in found.values()] == [3, 3]
    assert found["b"][0] is None


def test_second_ratings_of_arms_are_told_factor_by_factor(tmp_path: Path) -> None:
    path = tmp_path / "arms.csv"
    path.write_text(
        "arms_opportunity,arms_opportunity_second\nlow,low\nhigh,medium\nhigh,high\n",
        encoding="utf-8",
    )
    ran = run("agreement", path, "--arms")
    assert ran.code == 0
    text = " ".join(ran.out.split())
    assert "Opportunity (few) 3 66.7%" in text
    assert "3 rows; 3 rated by both assessors" in text
    found = json.loads(run("agreement", path, "--arms", "--json", "-").out)
    assert found["factors"][0]["agreement"]["percent_agreement"] == pytest.approx(2 / 3)


def test_arms_has_its_own_raters(scores: Path) -> None:
    ran = run("agreement", scores, "--arms", *raters("r1", "r2"))
    assert ran.code == 2
    assert "does not go with --arms" in ran.err
    both = run("agreement", scores, "--arms", *raters("r1", "r2"), "--scale", "a,b")
    assert both.err.count("does not go with --arms") == 2


def test_no_p_is_printed_as_nought(tmp_path: Path) -> None:
    path, page = tmp_path / "apart.csv", tmp_path / "apart.html"
    path.write_text("r1,r2\n" + "1,2\n2,3\n1,3\n" * 20, encoding="utf-8")
    ran = run("agreement", path, *raters("r1", "r2"), "--report", page)
    assert ran.code == 0, ran.err
    (row,) = [line for line in ran.out.splitlines() if line.strip().startswith("r1 less r2 ")]
    assert row.count("below 0.001") == 2
    arms = tmp_path / "arms.csv"
    arms.write_text(
        "arms_opportunity,arms_opportunity_second\n" + "low,medium\nmedium,high\n" * 20,
        encoding="utf-8",
    )
    assert run("agreement", arms, "--arms", "--report", page).code == 0
    assert "<td>0.000</td>" not in page.read_text(encoding="utf-8")
    assert "below 0.001" in page.read_text(encoding="utf-8")


def test_a_place_that_cannot_be_written_to_is_said(scores: Path, tmp_path: Path) -> None:
    ran = run("agreement", scores, *raters("r1", "r2"), "--json", tmp_path / "no" / "out.json")
    assert ran.code == 2
    assert "cannot be written" in ran.err


def test_without_the_statistics_installed_it_is_said_what_to_install(
    scores: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "scipy", None)
    ran = run("agreement", scores, *raters("r1", "r2"))
    assert ran.code == 2
    assert ran.out == ""
    assert "riskservice[validation]" in ran.err


def test_nested_records_of_parquet_are_ratings(tmp_path: Path) -> None:
    rating = {"rating": "low", "carried_from": None, "still_true": None}
    second = {"assessor": "B. Example (synthetic)", "ratings": {"arms_opportunity": "medium"}}
    bare = {"assessor": "B. Example (synthetic)", "ratings": {"arms_opportunity": None}}
    frame = pl.DataFrame(
        {
            "arms_opportunity": [rating, rating, None],
            "arms_second_rating": [second, bare, second],
        }
    )
    frame.write_parquet(tmp_path / "arms.parquet")
    found = json.loads(run("agreement", tmp_path / "arms.parquet", "--arms", "--json", "-").out)
    assert (found["people"], found["factors"][0]["n"]) == (3, 1)
    assert [each["rows"] for each in found["left_out"]] == [[2], [3]]


def test_what_steers_a_terminal_is_made_visible(tmp_path: Path) -> None:
    path = tmp_path / "evil.csv"
    path.write_text("a,b\n\x1b[31mx,y\ny,y\n", encoding="utf-8")
    ran = run("agreement", path, *raters("a", "b"))
    assert ran.code == 0
    assert "\x1b[31m" not in ran.out
    assert "<U+001B>" in ran.out
