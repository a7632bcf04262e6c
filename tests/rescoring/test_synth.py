"""A made-up cohort: the same people every time, plausible, and without contradictions."""

import datetime as dt
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

from riskservice.case import Case
from riskservice.kit.dates import UNKNOWN
from riskservice.rescoring.columns import wide
from riskservice.rescoring.decoding import Decoder
from riskservice.rescoring.made_up_lives import listed_offences
from riskservice.rescoring.readers import open_blocks
from riskservice.rescoring.synth import LOT, cohort, synthesise
from riskservice.scoring import service
from tests.cli.running import run
from tests.rescoring.files import ON, questions


@pytest.fixture(scope="module")
def made() -> pl.DataFrame:
    return synthesise(questions(), 2 * LOT, on=ON, seed=1)


def test_a_row_is_the_same_person_whatever_the_blocks(made: pl.DataFrame) -> None:
    for first, n in ((0, 1), (LOT - 1, 2), (LOT, 5), (2 * LOT - 1, 1), (3, 0)):
        part = synthesise(questions(), n, on=ON, seed=1, first=first)
        assert part.equals(made.slice(first, n))
    whole = pl.concat(cohort(questions(), LOT + 10, on=ON, seed=1, rows=1000))
    assert whole.equals(made.head(LOT + 10))


def test_another_seed_makes_other_people_and_another_day_another_time(made: pl.DataFrame) -> None:
    other = synthesise(questions(), 100, on=ON, seed=2)
    assert not other["date_of_birth"].equals(made["date_of_birth"].head(100))
    later = synthesise(questions(), 100, on=ON + dt.timedelta(days=365), seed=1)
    assert (later["date_of_birth"] > made["date_of_birth"].head(100)).all()


def test_everyone_is_plainly_synthetic(made: pl.DataFrame) -> None:
    assert made["case_id"].head(1).item() == "SYNTHETIC-0000001"
    assert made["case_id"].n_unique() == made.height
    assert made["case_id"].str.contains(r"^SYNTHETIC-[0-9]{7}$").all()
    assert made["officer"].drop_nulls().str.contains(r"^OFFICER-[0-9]{3}$").all()
    assert made["team"].str.contains(r"^TEAM-[0-9]{2}$").all()


def test_every_answer_reads_and_every_question_but_judgements_is_asked(made: pl.DataFrame) -> None:
    decoder = Decoder(questions(), made.columns)
    _, faults = decoder.decode(made, 1)
    assert (faults, decoder.unknown) == ([], ())
    coded = {k for k, q in questions().items() if q.coded and not k.startswith(("arms_", "rosh_"))}
    assert set(decoder.answers) == coded


def test_the_cohort_is_plausible(made: pl.DataFrame) -> None:
    share = made.select(
        women=(pl.col("sex") == "female").mean(),
        sexual=pl.col("ever_sexual_offence").mean(),
        allocated=pl.col("allocated").mean(),
        assessed=1 - pl.col("temper_control").is_null().mean(),
        custody=(pl.col("supervision_status") == "custody").mean(),
    ).row(0, named=True)
    assert 0.02 < share["women"] < 0.04
    assert 0.30 < share["sexual"] < 0.36
    assert 0.8 < share["allocated"] < 0.95
    assert 0.87 < share["assessed"] < 0.93
    assert 0.7 < share["custody"] < 0.8
    days = (made["release_date"] - ON).dt.total_days()
    assert (days.min(), days.max()) == (1, 180)
    ages = (ON - made["date_of_birth"]).dt.total_days() / 365.25
    assert ages.min() > 18
    assert ages.max() < 90
    older = made.with_columns(age=ages).group_by(pl.col("age") > 40).agg(
        pl.col("total_sanctions").mean()
    ).sort("age")  # fmt: skip
    assert older["total_sanctions"].is_sorted()


def test_whole_sections_and_single_items_are_missing(made: pl.DataFrame) -> None:
    drugs = [c for c in made.columns if c.endswith("_usage")]
    none = made.select(pl.all_horizontal(pl.col(drugs).is_null())).to_series()
    some = made.select(pl.any_horizontal(pl.col(drugs).is_null())).to_series()
    assert 0.05 < none.mean() < 0.1
    assert some.mean() > 2 * none.mean()


def test_offence_codes_are_from_the_list_and_fit_the_history(made: pl.DataFrame) -> None:
    kinds = {code: kind for kind, codes in listed_offences().items() for code in codes}
    codes = made["current_offence_code"].drop_nulls()
    assert set(codes) <= set(kinds)
    assert codes.n_unique() > 300
    without = made.filter(pl.col("ever_sexual_offence") == False)  # noqa: E712
    assert not any("sexual" in kinds[c] for c in without["current_offence_code"].drop_nulls())


def test_counts_and_dates_are_in_order(made: pl.DataFrame) -> None:
    kinds = ["contact_adult", "contact_child", "non_contact", "indecent_image"]
    sexual = pl.sum_horizontal(f"{kind}_sanctions" for kind in kinds)
    for wrong in (
        pl.col("violent_sanctions") > pl.col("total_sanctions"),
        sexual + pl.col("violent_sanctions") > pl.col("total_sanctions"),
        pl.col("date_of_current_conviction") > pl.col("on"),
        pl.col("date_of_current_conviction") > pl.col("follow_up_start"),
        pl.col("most_recent_sexual_offence_date") > pl.col("date_of_current_conviction"),
        pl.col("most_recent_offence_date") > pl.col("date_of_current_conviction"),
        (sexual > 0) & ~pl.col("ever_sexual_offence"),
    ):
        assert made.filter(wrong).is_empty()


@pytest.mark.parametrize("ruleset", ["default", "hmpps-2026.08"])
def test_no_instrument_finds_a_contradiction_and_bands_differ(ruleset: str) -> None:
    frame = synthesise(questions(), 120, on=ON, seed=5)
    people, _ = Decoder(questions(), frame.columns).decode(frame, 1)
    codes = {key: wide(questions()[key], c) for key, c in people.columns.items()}
    bands = set()
    for i in range(len(people)):
        answers = {
            key: questions()[key].decode(int(column[i]))
            for key, column in codes.items()
            if column[i] != UNKNOWN
        }
        case = Case(case_id="SYNTHETIC", on=ON, answers=answers)
        found = service().outcomes(case, ruleset, reasons=False)
        assert [each for each in found.values() if isinstance(each, tuple)] == []
        bands.add(getattr(found["csrp"], "band", None))
    assert {"low", "medium", "high"} <= bands


def test_the_command_writes_the_same_file_twice(tmp_path: Path) -> None:
    for name in ("a.parquet", "b.parquet"):
        ran = run("synth", "300", "-o", tmp_path / name, "--seed", "7", "--on", "2026-11-24")
        assert (ran.code, ran.out) == (0, "")
        assert "300 made-up people, as on 2026-11-24" in ran.err
    assert (tmp_path / "a.parquet").read_bytes() == (tmp_path / "b.parquet").read_bytes()
    block = next(open_blocks(tmp_path / "a.parquet"))
    assert block.height == 300
    assert block["on"].unique().to_list() == [ON]


@pytest.mark.parametrize(
    ("name", "said"), [("x.doc", "Call it .csv"), ("no/x.csv", "no such file or directory")]
)
def test_the_command_says_where_it_cannot_write(name: str, said: str, tmp_path: Path) -> None:
    ran = run("synth", "3", "-o", tmp_path / name)
    assert ran.code == 2
    assert said in " ".join(ran.err.split())
    assert list(tmp_path.iterdir()) == []


def test_the_command_says_what_is_not_installed() -> None:
    code = (
        "import sys; sys.modules['polars'] = None\n"
        "from riskservice.cli import main; sys.argv[1:] = ['synth', '3', '-o', 'x.csv']; main()"
    )
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, text=True)
    assert ran.returncode == 2
    assert "riskservice[bulk]" in ran.stderr
