"""``riskservice validate``: a file in, figures out, faults in plain words."""

import builtins
import json
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
import pytest

from tests.cli.running import run
from tests.validation import samples
from tests.validation.samples import close, reference


@pytest.fixture(scope="module")
def cohort(tmp_path_factory: pytest.TempPathFactory) -> Path:
    people = samples.variable()
    kept = ("points", "y60", "p", "band", "black", "educ", "durat", "event", "t2", "e2", "p36")
    columns: dict[str, Any] = {name: people[name] for name in kept}
    columns |= {name: people[name].astype(int) for name in ("y60", "event", "e2", "black")}
    columns["band"] = people["band"].astype(str)
    path = tmp_path_factory.mktemp("cohort") / "cohort.csv"
    pl.DataFrame(columns).write_csv(path)
    return path


def test_figures_are_printed_with_their_intervals_and_counts(cohort: Path) -> None:
    done = run(
        "validate", cohort, "--score", "points", "--outcome", "y60", "--expected", "p",
        "--band", "band", "--group", "black", "--add", "educ",
    )  # fmt: skip
    assert (done.code, done.err) == (0, "")
    lines = [" ".join(line.split()) for line in done.out.splitlines()]
    assert "AUC 0.670 0.630 to 0.709 722 262" in lines
    assert "E/O 1.000 0.886 to 1.129 722 262" in lines
    assert "Low 168 26 15.5 10.8 to 21.7 18.5 1.19 0.81 to 1.75 reference" in lines
    assert any(line.startswith("black = 1 343 145 42.3") for line in lines)
    assert "slope: p 0.4" in done.out


def test_every_figure_goes_to_a_file_or_to_the_output(cohort: Path, tmp_path: Path) -> None:
    asked = ("validate", cohort, "--score", "points", "--outcome", "e2", "--time", "t2",
             "--horizon", "36", "--expected", "p36", "--band", "band", "--at", "24")  # fmt: skip
    target = tmp_path / "figures.json"
    done = run(*asked, "--json", target)
    assert done.code == 0
    printed = run(*asked, "--json", "-")
    assert printed.out == target.read_text(encoding="utf-8")
    found = json.loads(printed.out)
    close(found["auc"]["estimate"], reference("score_varfu36")["auc"]["AUC"])
    close(found["auc_at"][0]["estimate"], reference("auct_varfu")["auc"][1])
    close(found["eo"]["greenwood"], reference("eo_survival_36")["all"]["EO_log_greenwood"])
    assert [band["events"] for band in found["bands"]] == [18, 92, 70, 17]
    again = run(*asked, "--json", target)
    assert again == done
    assert target.read_text(encoding="utf-8") == printed.out


@pytest.mark.parametrize("suffix", [".parquet", ".ndjson", ".xlsx", ".csv.gz"])
def test_any_format_gives_the_same_figures(cohort: Path, tmp_path: Path, suffix: str) -> None:
    frame = pl.read_csv(cohort)
    path = tmp_path / f"cohort{suffix}"
    match suffix:
        case ".parquet":
            frame.write_parquet(path)
        case ".ndjson":
            frame.write_ndjson(path)
        case ".xlsx":
            frame.write_excel(path)
        case _:
            gzip = pytest.importorskip("gzip")
            path.write_bytes(gzip.compress(cohort.read_bytes()))
    asked = ("--score", "points", "--outcome", "y60", "--expected", "p", "--band", "band")
    one, two = (run("validate", given, *asked, "--json", "-") for given in (cohort, path))
    assert json.loads(one.out) == json.loads(two.out)


def test_standard_input_is_read(cohort: Path) -> None:
    asked = ("--score", "points", "--outcome", "y60")
    done = run("validate", "-", *asked, given=cohort.read_bytes())
    assert done == run("validate", cohort, *asked)


def test_every_fault_is_listed_and_nothing_is_printed(cohort: Path, tmp_path: Path) -> None:
    target = tmp_path / "figures.json"
    done = run(
        "validate", cohort, "--score", "pionts", "--outcome", "durat", "--expected", "t2",
        "--json", target,
    )  # fmt: skip
    assert (done.code, done.out) == (2, "")
    assert "The sample has faults, 3 in all" in done.err
    for said in ("Perhaps: points", "is neither 0 nor 1, in", "divide them by 100"):
        assert said in " ".join(done.err.split())
    assert not target.exists()


def test_missing_values_are_told_in_the_account(tmp_path: Path) -> None:
    rows = [f"{i % 7},{int(i % 3 == 0) if i % 10 else ''}" for i in range(60)]
    path = tmp_path / "gaps.csv"
    path.write_text("\n".join(["s,y", *rows]), encoding="utf-8")
    done = run("validate", path, "--score", "s", "--outcome", "y")
    assert done.code == 0
    assert "6 of 60 rows were left out (y: no value in 6)" in " ".join(done.out.split())


def test_rows_that_cannot_be_taken_apart_stop_the_run(tmp_path: Path) -> None:
    path = tmp_path / "broken.csv"
    path.write_text("s,y\n1,0\n2,1,7,8\n3,1\n", encoding="utf-8")
    done = run("validate", path, "--score", "s", "--outcome", "y")
    assert done.code == 2
    assert "cells do not add up" in " ".join(done.err.split())


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (("--outcome", "y60"), "--score"),
        (("--score", "points"), "--outcome"),
        (("--score", "points", "--outcome", "y60", "--horizon", "36"), "without times"),
        (("--score", "points", "--outcome", "y60", "--json", "/nowhere/at/all.json"), "written"),
    ],
)
def test_options_that_cannot_be_used_are_told(
    cohort: Path, args: tuple[str, ...], said: str
) -> None:
    done = run("validate", cohort, *args)
    assert (done.code, done.out) == (2, "")
    assert said in done.err


def test_scores_are_made_from_answers(tmp_path: Path) -> None:
    made, path = tmp_path / "made.csv", tmp_path / "answers.csv"
    assert run("synth", "800", "-o", made, "--on", "2024-01-01").code == 0
    frame = pl.read_csv(made, infer_schema=False)
    outcome = (np.random.default_rng(1).random(800) < 0.3).astype(int)
    frame.with_columns(pl.Series("again", outcome)).write_csv(path)
    scored = tmp_path / "scored.csv"
    assert run("rescore", made, "-o", scored, "--instrument", "dc_srp").code in (0, 3)
    done = run(
        "validate", path, "--instrument", "dc_srp", "--outcome", "again", "--band", "dc_srp_band",
        "--expected", "dc_srp_probability", "--json", "-",
    )  # fmt: skip
    assert done.code == 0
    found = json.loads(done.out)
    results = pl.read_csv(scored)
    points = results["dc_srp_points"].is_not_null().sum()
    assert (found["rows"], found["n"]) == (800, points)
    expected = results["dc_srp_percent"].drop_nulls().sum() / 100
    assert found["eo"]["expected"] == pytest.approx(expected)
    codes = [notice["code"] for notice in found["notices"]]
    assert codes[0] == "not-scored"
    assert "not applicable" in found["notices"][0]["text"]
    plain = pl.read_csv(scored).with_columns(pl.Series("again", outcome))
    both = tmp_path / "both.csv"
    plain.write_csv(both)
    same = run("validate", both, "--score", "dc_srp_points", "--outcome", "again", "--json", "-")
    assert json.loads(same.out)["auc"] == found["auc"]


@pytest.mark.parametrize(("key", "score"), [("dc_srp", "dc_srp_points"), ("vrp", "vrp_percent")])
def test_the_score_of_an_instrument_is_what_it_counts_in(
    tmp_path: Path, key: str, score: str
) -> None:
    made, path = tmp_path / "made.csv", tmp_path / "answers.csv"
    assert run("synth", "200", "-o", made).code == 0
    frame = pl.read_csv(made, infer_schema=False)
    outcome = (np.random.default_rng(1).random(200) < 0.3).astype(int)
    frame.with_columns(pl.Series("again", outcome)).write_csv(path)
    done = run("validate", path, "--instrument", key, "--outcome", "again", "--json", "-")
    assert done.code == 0
    assert json.loads(done.out)["spec"]["score"] == score


def test_people_assessed_before_there_was_a_table_are_told_apart_from_faults(
    tmp_path: Path,
) -> None:
    made, path = tmp_path / "made.csv", tmp_path / "answers.csv"
    assert run("synth", "60", "-o", made, "--on", "2024-01-01").code == 0
    frame = pl.read_csv(made, infer_schema=False)
    frame.with_columns(pl.Series("again", [0, 1, 1] * 20)).write_csv(path)
    asked = ("validate", path, "--instrument", "vrp", "--outcome", "again")
    done = run(*asked)
    said = " ".join(done.err.split())
    assert done.code == 2
    assert "No table of vrp was in force on the day of 60 people." in said
    assert "2026.1 from 2026-06-23 to now" in said
    pinned = run(*asked, "--ruleset", "current-2026", "--json", "-")
    assert pinned.code == 0
    assert not [n for n in json.loads(pinned.out)["notices"] if n["code"] == "not-in-force"]


def test_an_instrument_nobody_has_is_told(cohort: Path) -> None:
    done = run("validate", cohort, "--instrument", "dc_spr", "--outcome", "y60")
    assert done.code == 2
    assert "dc_srp" in done.err


def test_what_is_not_installed_is_told(cohort: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = builtins.__import__

    def missing(name: str, *args: Any, **options: Any) -> Any:
        if name == "riskservice.cli" and args[2] and "validated" in args[2]:
            raise ModuleNotFoundError("No module named 'scipy'", name="scipy")
        return real(name, *args, **options)

    monkeypatch.setattr(builtins, "__import__", missing)
    done = run("validate", cohort, "--score", "points", "--outcome", "y60")
    assert done.code == 2
    assert "pip install 'riskservice[validation]'" in done.err
