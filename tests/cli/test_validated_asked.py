"""What was asked for is in the account; what is not is said to be in the JSON and on the page."""

from pathlib import Path

import numpy as np
import polars as pl
import pytest

from tests.cli.running import run
from tests.validation import samples

KEPT = ("points", "y60", "p", "band", "t2", "e2", "p36")


@pytest.fixture(scope="module")
def cohort(tmp_path_factory: pytest.TempPathFactory) -> Path:
    people = samples.variable()
    columns = {name: people[name] for name in KEPT}
    columns |= {name: people[name].astype(int) for name in ("y60", "e2")}
    columns["band"] = people["band"].astype(str)
    path = tmp_path_factory.mktemp("asked") / "cohort.csv"
    pl.DataFrame(columns).write_csv(path)
    return path


def lines(*asked: str | Path) -> list[str]:
    done = run("validate", *asked)
    assert (done.code, done.err) == (0, "")
    return [" ".join(line.split()) for line in done.out.splitlines()]


def test_cuts_and_the_bootstrap_are_shown_with_their_intervals(cohort: Path) -> None:
    told = lines(
        cohort, "--score", "points", "--outcome", "y60", "--cut", "4", "--cut", "2",
        "--bootstrap", "50",
    )  # fmt: skip
    people = samples.variable()
    high = people["points"] >= 4
    hit = 100 * (high & people["y60"]).sum() / people["y60"].sum()
    (row,) = [line for line in told if line.startswith("4 and over ")]
    assert row.split()[3:5] == [str(int(high.sum())), f"{hit:.1f}"]
    assert any(line.startswith("2 and over ") for line in told)
    assert any(line.startswith("AUC, 50 bootstraps 0.670 ") for line in told)
    assert "Sensitivity and what a high score is worth" in " ".join(told)


def test_another_score_of_people_followed_for_different_times_is_set_beside(cohort: Path) -> None:
    told = lines(
        cohort, "--score", "points", "--outcome", "e2", "--time", "t2", "--compare", "p",
        "--add", "p36",
    )  # fmt: skip
    assert any(line.startswith("Harrell's C of p ") for line in told)
    assert any(line.startswith("Harrell's C, difference ") for line in told)
    assert any(line.startswith("p36 likelihood ratio ") for line in told)
    assert any(line.startswith("p likelihood ratio ") for line in told)


def test_times_and_numbers_expected_are_shown(cohort: Path) -> None:
    told = lines(
        cohort, "--score", "points", "--outcome", "e2", "--time", "t2", "--at", "24",
        "--expected-events", "p36",
    )  # fmt: skip
    assert any(line.startswith("AUC at 24 0.685 ") for line in told)
    assert any(line.startswith("E/O by person-time ") for line in told)


def test_events_that_were_seen_are_not_set_against_a_share_reckoned_otherwise(
    cohort: Path,
) -> None:
    asked = (cohort, "--score", "points", "--outcome", "e2", "--time", "t2")
    told = lines(*asked, "--horizon", "36")
    people = samples.variable()
    left = 1.0
    for time in np.unique(people["t2"][people["t2"] <= 36]):
        ended = people["e2"].astype(bool) & (people["t2"] == time)
        left *= 1 - ended.sum() / (people["t2"] >= time).sum()
    share = f"{100 * (1 - left):.1f}%"
    assert f"Events 197 seen by 36; {share} have the outcome by then (1 - Kaplan-Meier)" in told
    plain = lines(cohort, "--score", "points", "--outcome", "y60")
    assert "Events 262, 36.3%" in plain


def test_every_ratio_of_a_band_has_its_interval(cohort: Path) -> None:
    told = lines(
        cohort, "--score", "points", "--outcome", "y60", "--band", "band",
        "--reference-band", "Medium",
    )  # fmt: skip
    place = next(i for i, line in enumerate(told) if line.startswith("Bands beside Medium"))
    assert told[place].endswith("odds ratio")
    assert [line.split()[0] for line in told[place + 2 : place + 5]] == ["Low", "High", "Very"]
    assert all("(" in line and " to " in line for line in told[place + 2 : place + 5])


def test_what_is_not_shown_is_said_to_be_elsewhere(cohort: Path) -> None:
    told = " ".join(lines(cohort, "--score", "points", "--outcome", "y60", "--expected", "p"))
    assert "Also made, and written by --json OUT and --report OUT:" in told
    assert "net benefit" in told
    assert "rates by score" in told
    assert "Kaplan-Meier" not in told
    timed = " ".join(
        lines(cohort, "--score", "points", "--outcome", "e2", "--time", "t2", "--band", "band")
    )
    assert "Kaplan-Meier curves with numbers at risk" in timed


def test_how_far_the_curve_is_off_is_said_to_be_elsewhere_where_people_are_censored_too(
    cohort: Path,
) -> None:
    whole = " ".join(lines(cohort, "--score", "points", "--outcome", "y60", "--expected", "p"))
    assert "E50, E90 and Emax, the indices D, U and Q, tests of fit, net benefit" in whole
    cut_short = " ".join(
        lines(
            cohort, "--score", "points", "--outcome", "e2", "--time", "t2", "--horizon", "36",
            "--expected", "p36",
        )
    )  # fmt: skip
    assert "E50, E90 and Emax, net benefit" in cut_short
