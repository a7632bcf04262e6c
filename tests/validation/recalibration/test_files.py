"""From a file to a draft and back: read, written once, decoded, scored alike for one and many."""

import csv
import datetime as dt
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pytest
from scipy.special import expit

from riskservice.drafts import ruleset_name, with_drafts
from riskservice.kit import tables
from riskservice.kit.outcome import Scored
from riskservice.registry import installed
from riskservice.rescoring.aside import UnwritableFile
from riskservice.rescoring.columns import People
from riskservice.rescoring.contradictions import case_of
from riskservice.rescoring.decoding import Decoder
from riskservice.rescoring.engine import Rescorer
from riskservice.rescoring.readers import open_table
from riskservice.scoring import Service, service
from riskservice.validation.recalibration.refitting import recalibrate
from riskservice.validation.recalibration.refusals import CannotRecalibrate
from riskservice.validation.recalibration.sample import answered_sample, scored_sample
from riskservice.validation.recalibration.toml import table_text, write_new
from tests.cli.running import ROOT, Ran, run
from tests.validation.recalibration.people import asked, kernel_of, people_of

COHORT = ROOT / "examples" / "cohort.csv"
TABLES = [table for known in installed().tables.values() for table in known]


@pytest.fixture(autouse=True)
def _no_drafts_left() -> Iterator[None]:
    yield
    service.cache_clear()


def wrote(place: Path, header: Sequence[str], rows: Sequence[Sequence[Any]]) -> Path:
    with place.open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([header, *rows])
    return place


@pytest.fixture
def sample(tmp_path: Path) -> Path:
    """Return a file of 3,000 made-up men with points and outcome; five outcomes are not known."""
    chance = np.random.default_rng(11)
    points = chance.binomial(64, 0.5, 3_000)
    happened = chance.random(3_000) < expit(-8.633 + 0.1598 * points + 1.0)
    rows = [[i, p, int(y)] for i, (p, y) in enumerate(zip(points, happened, strict=True))]
    for row in rows[:5]:
        row[2] = ""
    return wrote(tmp_path / "sample.csv", ("case_id", "points", "again"), rows)


def command(given: Path, place: Path, *more: str, method: str = "slope") -> Ran:
    return run(
        "recalibrate", given, "--instrument", "dc_srp", "--outcome", "again", "--score", "points",
        "--method", method, "--sample", "Synthetic men", "--event", "Drawn", "--from",
        "2018-01-01", "--to", "2024-12-31", "--source", "Nobody (2026)", "-o", place, *more,
    )  # fmt: skip


# Options that would do nothing -------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--on", "2020-01-01", "--on-column", "d"), ("--on is of", "--on-column is of")),
        (("--score", "", "--scale", "percent"), ("--scale is of no use without --score",)),
        (("--raw",), ("--raw is of no use but with --method rates",)),
    ],
)
def test_options_that_would_do_nothing_are_refused(
    sample: Path, tmp_path: Path, more: tuple[str, ...], said: tuple[str, ...]
) -> None:
    ran = command(sample, tmp_path / "2026.1-x.toml", *more)
    assert ran.code == 2
    assert not (tmp_path / "2026.1-x.toml").exists()
    told = " ".join(ran.err.split()).replace("Wrong ", "")
    assert all(words in told for words in said)


def test_a_column_called_answers_may_hold_the_score(sample: Path, tmp_path: Path) -> None:
    renamed = tmp_path / "renamed.csv"
    text = sample.read_text(encoding="utf-8")
    renamed.write_text(text.replace("points", "answers", 1), encoding="utf-8")
    ran = command(renamed, tmp_path / "2026.1-x.toml", "--score", "answers")
    assert ran.code == 0, ran.err


# Tables as files ---------------------------------------------------------------------------------


@pytest.mark.parametrize("table", TABLES, ids=lambda t: f"{t.instrument}-{t.version}")
def test_every_table_written_as_a_file_is_read_as_the_same_table(table: tables.Table) -> None:
    read = tables.decode(table_text(table).encode(), "x", ROOT / "models")
    assert msgspec.structs.replace(read, digest=table.digest) == table


def test_words_with_quotation_marks_and_breaks_come_back_as_they_were() -> None:
    table = msgspec.structs.replace(TABLES[0], note='He said "no"\\\n\tand left.\x7f é')
    read = tables.decode(table_text(table).encode(), "x", ROOT / "models")
    assert read.note == table.note


@pytest.mark.parametrize("method", ["intercept", "slope", "rates"])
def test_a_draft_says_where_it_is_from_and_is_a_sound_table(method: str) -> None:
    kernel = kernel_of("dc_srp")
    found = recalibrate(kernel, people_of(kernel, 3_000, intercept=0.8), asked(method))
    read = tables.decode(found.text.encode(), "x", ROOT / "models")
    assert read == found.table
    assert (read.status, read.version) == ("draft", f"2026.1-{method}-draft")
    assert read.confidence == "unconfirmed"
    assert read.refit is not None
    assert (read.refit.base, read.refit.base_digest) == ("2026.1", kernel.table.digest)
    assert (read.refit.people, read.refit.events) == (3_000, found.result.events)
    assert read.refit.first_day == dt.date(2018, 1, 1)
    for words in ("DRAFT", "Synthetic people", "house policy", "2026.1"):
        assert words in read.note
    assert "Nobody (2026), made up" in [source.cite for source in read.sources]
    changed = {p: b for p, b in read.blocks() if b.cite == "sample"}
    assert changed
    assert all(b.confidence == "unconfirmed" and b.why for b in changed.values())
    kept = dict(kernel.table.blocks())
    assert all(b == kept[p] for p, b in read.blocks() if p not in changed)


# One file, written once --------------------------------------------------------------------------


def test_a_file_that_is_there_is_never_written_over(tmp_path: Path) -> None:
    place = tmp_path / "2026.1-x.toml"
    write_new("first", place)
    with pytest.raises(UnwritableFile, match="never written over"):
        write_new("second", place)
    assert place.read_text() == "first"
    assert [p.name for p in tmp_path.iterdir()] == [place.name]


def test_a_link_that_leads_nowhere_is_not_written_through(tmp_path: Path) -> None:
    place = tmp_path / "2026.1-x.toml"
    place.symlink_to(tmp_path / "elsewhere.toml")
    with pytest.raises(UnwritableFile):
        write_new("text", place)
    assert not (tmp_path / "elsewhere.toml").exists()


def test_somebody_who_is_quicker_keeps_the_name(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = tmp_path / "2026.1-x.toml"
    plain = Path.write_text

    def slow(self: Path, text: str, **options: Any) -> int:
        done = plain(self, text, **options)
        if not place.exists():
            plain(place, "theirs")
        return done

    monkeypatch.setattr(Path, "write_text", slow)
    with pytest.raises(UnwritableFile):
        write_new("ours", place)
    assert place.read_text() == "theirs"
    assert [p.name for p in tmp_path.iterdir()] == [place.name]


def test_a_file_system_without_links_gets_the_file_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def none(self: Path, target: Path) -> None:
        raise PermissionError(self, target)

    monkeypatch.setattr(Path, "hardlink_to", none)
    place = tmp_path / "2026.1-x.toml"
    write_new("text", place)
    assert place.read_text() == "text"
    with pytest.raises(UnwritableFile):
        write_new("more", place)


def test_no_folder_no_file(tmp_path: Path) -> None:
    with pytest.raises(UnwritableFile, match="folder"):
        write_new("text", tmp_path / "none" / "2026.1-x.toml")


# One and many ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("key", "method"),
    [
        ("dc_srp", "slope"),
        ("dc_srp", "rates"),
        ("iic_srp", "rates"),
        ("arp_static", "slope"),
        ("svrp_dynamic", "intercept"),
        ("rm2000_s", "rates"),
    ],
)
def test_one_case_under_a_draft_gets_what_it_gets_among_many(
    key: str, method: str, tmp_path: Path
) -> None:
    kernel = kernel_of(key)
    found = recalibrate(kernel, people_of(kernel, 4_000, intercept=0.7), asked(method))
    place = tmp_path / f"2026.1-{method}-draft.toml"
    write_new(found.text, place)
    here = Service(with_drafts(installed(), [place]))
    name = ruleset_name(found.table)
    shown = key.removesuffix("_static").removesuffix("_dynamic")
    people = cohort(here)
    many = Rescorer(here, name, [shown], ranges="none").rescore(people)
    scored = 0
    for i, row in enumerate(many.iter_rows(named=True)):
        if row[f"{shown}_outcome"] != "scored":
            continue
        case = case_of(people, i, here.registry.questions)
        (one,) = here.score(case, ruleset=name, instruments=[shown]).results
        assert (one.points, one.percent, one.band) == (
            row[f"{shown}_points"], row[f"{shown}_percent"], row[f"{shown}_band"],
        )  # fmt: skip
        drafted = one.table.version == found.table.version
        assert ("draft" in [n.code for n in one.notices]) or not drafted
        assert row[f"{shown}_table"] == one.table.version
        assert row[f"{shown}_table"].endswith("-draft") == drafted
        scored += drafted
    assert scored > 5


def cohort(here: Service, rows: int = 1_000) -> People:
    with open_table(COHORT, rows=rows) as file:
        return Decoder.of(file, here.registry.questions).decode(next(file.blocks), 1)[0]


# Samples -----------------------------------------------------------------------------------------


def test_blank_outcomes_and_scores_are_counted_and_never_dropped_in_silence(tmp_path: Path) -> None:
    rows = [[i, "" if i == 3 else 20 + i % 9, i % 2 if i % 7 else ""] for i in range(40)]
    file = wrote(tmp_path / "s.csv", ("id", "points", "again"), rows)
    people, left_out = scored_sample(file, kernel_of("dc_srp"), outcome="again", score="points")
    assert {out.reason: out.n for out in left_out} == {
        "the outcome is blank": 6,
        "the score is blank": 1,
    }
    assert len(people) == 33


def test_every_fault_of_a_bad_file_is_told_at_once_with_its_rows(tmp_path: Path) -> None:
    rows = [[20, 1], [20, "yes"], ["x", 0], [99, 1], [20.5, 0], [20, 2], [21, 0]]
    file = wrote(tmp_path / "s.csv", ("points", "again"), rows)
    with pytest.raises(CannotRecalibrate) as error:
        scored_sample(file, kernel_of("dc_srp"), outcome="again", score="points")
    found = [(f.pointer, f.value, f.message) for f in error.value.faults]
    assert found == [
        ("again", "yes", "is neither 0 nor 1 in rows 2, 6"),
        ("points", "x", "is no number in row 3"),
        ("points", "99", "is no score of this instrument in rows 4, 5"),
    ]


def test_columns_that_are_not_there_are_all_told_with_the_nearest_name(tmp_path: Path) -> None:
    file = wrote(tmp_path / "s.csv", ("points", "again"), [[1, 1]])
    with pytest.raises(CannotRecalibrate) as error:
        scored_sample(file, kernel_of("dc_srp"), outcome="agin", score="point")
    assert ["Did you mean again?" in f.way_out for f in error.value.faults] == [True, False]
    assert "Did you mean points?" in error.value.faults[1].way_out


def test_percentages_given_as_probabilities_are_told(tmp_path: Path) -> None:
    file = wrote(tmp_path / "s.csv", ("p", "again"), [[12.5, 1], [0.3, 0]])
    kernel = kernel_of("arp_static")
    with pytest.raises(CannotRecalibrate, match="scale percent"):
        scored_sample(file, kernel, outcome="again", score="p")
    people, _ = scored_sample(file, kernel, outcome="again", score="p", scale="percent")
    assert people.chance.round(12).tolist() == [0.125, 0.003]


def test_points_off_the_scale_are_told_with_the_scale(tmp_path: Path) -> None:
    file = wrote(tmp_path / "s.csv", ("points", "again"), [[7, 1], [2, 0]])
    with pytest.raises(CannotRecalibrate) as error:
        scored_sample(file, kernel_of("rm2000_s"), outcome="again", score="points")
    assert error.value.faults[0].way_out == "Give whole points of its scale, from 0 to 6."


def test_blanks_are_what_a_validation_takes_for_blanks(tmp_path: Path) -> None:
    rows = [["NA", 1], [20, "NA"], ["nan", 0], [".", 1], [21, 0], [22, 1]]
    file = wrote(tmp_path / "s.csv", ("points", "again"), rows)
    people, left_out = scored_sample(file, kernel_of("dc_srp"), outcome="again", score="points")
    assert len(people) == 2
    assert {out.reason: out.n for out in left_out} == {
        "the outcome is blank": 1,
        "the score is blank": 3,
    }


def test_a_file_without_answers_says_that_the_score_may_be_named(tmp_path: Path) -> None:
    file = wrote(tmp_path / "s.csv", ("id", "points", "again"), [[1, 20, 1], [2, 21, 0]])
    with pytest.raises(CannotRecalibrate) as error:
        answered_sample(file, kernel_of("dc_srp"), service(), outcome="again")
    assert "--score" in error.value.faults[0].way_out


def test_times_that_cannot_be_and_a_horizon_too_long_are_told_at_once(tmp_path: Path) -> None:
    rows = [[20, "maybe", 3], [21, 1, -2], [99, 0, "x"], [22, 1, 5], [23, 0, 20]]
    file = wrote(tmp_path / "s.csv", ("points", "again", "months"), rows)
    with pytest.raises(CannotRecalibrate) as error:
        scored_sample(
            file, kernel_of("dc_srp"), outcome="again", score="points", time="months", horizon=36
        )
    assert [(f.pointer, f.message) for f in error.value.faults] == [
        ("again", "is neither 0 nor 1 in row 1"),
        ("months", "is no number in row 3"),
        ("months", "is a negative time in row 2"),
        ("points", "is no score of this instrument in row 3"),
        (
            "horizon",
            "is longer than anybody was followed without the event; the longest follow-up is 20",
        ),
    ]


@pytest.mark.parametrize(
    ("cell", "said"),
    [
        ("12/03/2021", "This is a date."),
        ("12,5", "without commas"),
        ("99%", "without a percent"),
        ("true", "Give numbers"),
    ],
)
def test_a_time_that_is_no_number_is_told_from_the_cell_itself(
    tmp_path: Path, cell: str, said: str
) -> None:
    file = wrote(tmp_path / "s.csv", ("points", "again", "months"), [[20, 1, 3], [21, 0, cell]])
    with pytest.raises(CannotRecalibrate) as error:
        scored_sample(
            file, kernel_of("dc_srp"), outcome="again", score="points", time="months", horizon=3
        )
    (fault,) = [f for f in error.value.faults if f.message == "is no number in row 2"]
    assert said in fault.way_out


def test_everyone_censored_and_a_horizon_before_any_event_are_told(tmp_path: Path) -> None:
    header, kernel = ("points", "again", "months"), kernel_of("dc_srp")
    asked_of = {"outcome": "again", "score": "points", "time": "months"}
    file = wrote(tmp_path / "s.csv", header, [[20, 0, 9], [21, 0, 11], [20, 0, 30]])
    with pytest.raises(CannotRecalibrate, match="all were censored"):
        scored_sample(file, kernel, horizon=12, **asked_of)
    file = wrote(tmp_path / "t.csv", header, [[20, 1, 9], [21, 0, 11], [20, 0, 30]])
    with pytest.raises(CannotRecalibrate, match="the first was at 9"):
        scored_sample(file, kernel, horizon=6, **asked_of)


def test_a_blank_length_of_follow_up_leaves_a_person_out_and_is_counted(tmp_path: Path) -> None:
    rows = [[20 + i % 5, i % 2, "" if i < 3 else 5 + i] for i in range(30)]
    rows[5][1] = ""
    file = wrote(tmp_path / "s.csv", ("points", "again", "months"), rows)
    people, left_out = scored_sample(
        file, kernel_of("dc_srp"), outcome="again", score="points", time="months", horizon=12
    )
    assert {out.reason: out.n for out in left_out} == {
        "the outcome is blank": 1,
        "the length of follow-up is blank": 3,
    }
    assert people.followed is not None
    assert people.events == sum(r[1] == 1 and r[2] != "" and r[2] <= 12 for r in rows)


def test_a_line_is_known_by_its_chance(tmp_path: Path) -> None:
    file = wrote(tmp_path / "s.csv", ("p", "again"), [["0.10310", 1], ["0.00281", 0], [0.5, 0]])
    with pytest.raises(CannotRecalibrate, match="row 3"):
        scored_sample(file, kernel_of("iic_srp"), outcome="again", score="p")


@pytest.mark.parametrize("key", ["dc_srp", "arp_static", "iic_srp"])
def test_people_scored_from_their_answers_get_the_totals_they_get_alone(
    key: str, tmp_path: Path
) -> None:
    here = service()
    rows = list(csv.DictReader(COHORT.read_text(encoding="utf-8").splitlines()))
    for i, row in enumerate(rows):
        row["again"] = str(i % 2)
    file = wrote(tmp_path / "c.csv", list(rows[0]), [list(row.values()) for row in rows])
    kernel = kernel_of(key)
    people, left_out = answered_sample(file, kernel, here, outcome="again")
    assert len(people) + sum(out.n for out in left_out) == len(rows)
    alone = []
    block = cohort(here)
    for i in range(len(block)):
        case = case_of(block, i, here.registry.questions)
        found = here.outcomes(case, "default", (key,)).get(key)
        if block.sound[i] and isinstance(found, Scored):
            alone.append(found.probability)
    assert people.chance == pytest.approx(np.array(alone), rel=1e-12)


# By command --------------------------------------------------------------------------------------


def test_a_draft_is_made_by_command_and_scores_at_once(sample: Path, tmp_path: Path) -> None:
    place, figures = tmp_path / "2026.1-area-draft.toml", tmp_path / "figures.json"
    ran = command(sample, place, "--json", str(figures))
    assert ran.code == 0, ran.err
    for words in ("before", "after", "unseen people", "5: the outcome is blank", "--ruleset"):
        assert words in ran.out
    found = json.loads(figures.read_text())
    assert (found["n"], found["ruleset"]) == (2_995, "dc_srp-2026.1-area-draft")
    assert found["before"]["eo"]["estimate"] < 0.7
    assert found["after"]["eo"]["estimate"] == pytest.approx(1, abs=1e-5)
    scored = run("score", ROOT / "examples" / "02-full.json", "--ruleset", place, "--json")
    assert '"status": "draft"' in scored.out
    default = run("score", ROOT / "examples" / "02-full.json", "--json")
    assert '"status": "draft"' not in default.out


def timed(sample: Path, place: Path) -> Path:
    """Write the file of people with the months they were followed for."""
    chance = np.random.default_rng(4)
    rows = list(csv.DictReader(sample.read_text(encoding="utf-8").splitlines()))
    return wrote(
        place,
        ("points", "again", "months"),
        [[row["points"], row["again"], chance.integers(1, 60)] for row in rows],
    )


def test_follow_up_that_varies_is_asked_for_told_and_kept(sample: Path, tmp_path: Path) -> None:
    file = timed(sample, tmp_path / "timed.csv")
    place, figures = tmp_path / "2026.1-area-draft.toml", tmp_path / "figures.json"
    times = ("--time", "months", "--horizon", "24", "--unit", "months")
    ran = command(file, place, *times, "--json", str(figures))
    assert ran.code == 0, ran.err
    told = " ".join(ran.out.split())
    assert "with the outcome by 24 months" in told
    assert "censored before it" in told
    assert "inverse probability of censoring weights" in told
    follow_up = json.loads(figures.read_text())["follow_up"]
    assert (follow_up["horizon"], follow_up["unit"]) == (24, "months")
    card = run("record", "--card", "dc_srp", "--ruleset", place)
    assert "by 24 months" in " ".join(card.out.split())
    assert "Follow-up: inverse probability" in " ".join(card.out.split())


def test_a_unit_that_was_not_said_is_not_made_up(sample: Path, tmp_path: Path) -> None:
    file = timed(sample, tmp_path / "timed.csv")
    place = tmp_path / "2026.1-area-draft.toml"
    assert command(file, place, "--time", "months", "--horizon", "24").code == 0
    assert 'unit = "(unit of column months, not said)"' in place.read_text(encoding="utf-8")


def test_times_without_a_horizon_are_refused_before_anything_is_read(tmp_path: Path) -> None:
    place = tmp_path / "2026.1-area-draft.toml"
    ran = command(tmp_path / "none.csv", place, "--time", "months", "--seed", "-1")
    assert ran.code == 2
    assert "is missing, and times are given" in " ".join(ran.err.split())
    assert "seed" in ran.err
    ran = command(tmp_path / "none.csv", place, "--horizon", "24")
    assert "is of no use without times" in " ".join(ran.err.split())


def test_both_days_that_cannot_be_are_told_at_once(sample: Path, tmp_path: Path) -> None:
    place = tmp_path / "2026.1-area-draft.toml"
    ran = command(sample, place, "--from", "2020-13-01", "--to", "soon")
    assert ran.code == 2
    assert "--from" in ran.err
    assert "--to" in ran.err


def test_figures_that_have_no_place_leave_no_draft_behind(sample: Path, tmp_path: Path) -> None:
    place = tmp_path / "2026.1-area-draft.toml"
    ran = command(sample, place, "--json", str(tmp_path / "none" / "figures.json"))
    assert ran.code == 2
    assert not place.exists()


@pytest.mark.parametrize("other", ["sample.csv", "2026.1-area-draft.toml"])
def test_figures_go_over_neither_the_people_nor_the_draft(
    other: str, sample: Path, tmp_path: Path
) -> None:
    before = sample.read_bytes()
    place = tmp_path / "2026.1-area-draft.toml"
    ran = command(sample, place, "--json", str(tmp_path / other))
    assert ran.code == 2
    assert sample.read_bytes() == before
    assert not place.exists()


def test_a_second_run_does_not_touch_the_first_draft(sample: Path, tmp_path: Path) -> None:
    place = tmp_path / "2026.1-area-draft.toml"
    assert command(sample, place).code == 0
    before = place.read_bytes()
    ran = command(sample, place, method="intercept")
    assert ran.code == 2
    assert "never written over" in ran.err
    assert place.read_bytes() == before


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("draft.txt", "does not end in .toml"),
        ("a b.toml", "no name of a version"),
    ],
)
def test_a_draft_by_a_wrong_name_is_refused_before_anything_is_read(
    name: str, words: str, tmp_path: Path
) -> None:
    ran = command(tmp_path / "none.csv", tmp_path / name)
    assert ran.code == 2
    assert words in " ".join(ran.err.split())
    assert not (tmp_path / name).exists()


def test_a_file_of_any_name_holds_a_version_that_says_draft(sample: Path, tmp_path: Path) -> None:
    place = tmp_path / "2026.1.toml"
    assert command(sample, place).code == 0
    assert tables.decode(place.read_bytes(), "x").version == "2026.1-draft"
    scored = run("score", ROOT / "examples" / "02-full.json", "--ruleset", place, "--json")
    assert json.loads(scored.out)["ruleset"]["name"] == "dc_srp-2026.1-draft"


def test_figures_are_printed_as_json(sample: Path, tmp_path: Path) -> None:
    ran = command(sample, tmp_path / "2026.1-area-draft.toml", "--json", "-", method="rates")
    assert json.loads(ran.out)["method"] == "rates"


def test_a_cohort_is_scored_by_the_file_of_a_draft(sample: Path, tmp_path: Path) -> None:
    place, out = tmp_path / "2026.1-area-draft.toml", tmp_path / "out.csv"
    assert command(sample, place).code == 0
    ran = run("rescore", COHORT, "-o", out, "--ruleset", place, "--ranges", "none")
    assert ran.code in (0, 3), ran.err
    tables_used = {
        row["dc_srp_table"] for row in csv.DictReader(out.read_text(encoding="utf-8").splitlines())
    }
    assert "2026.1-area-draft" in tables_used


def test_people_are_scored_by_the_file_of_a_draft_where_it_is_validated(
    sample: Path, tmp_path: Path
) -> None:
    place = tmp_path / "2026.1-area-draft.toml"
    assert command(sample, place).code == 0
    rows = list(csv.DictReader(COHORT.read_text(encoding="utf-8").splitlines()))
    for i, row in enumerate(rows):
        row["again"] = str(int(i % 3 == 0))
    file = wrote(tmp_path / "c.csv", list(rows[0]), [list(row.values()) for row in rows])
    rate = {}
    for name in ("default", str(place)):
        ran = run(
            "validate", file, "--instrument", "dc_srp", "--outcome", "again", "--expected",
            "dc_srp_probability", "--ruleset", name, "--json", "-",
        )  # fmt: skip
        assert ran.code == 0, ran.err
        rate[name] = json.loads(ran.out)["eo"]["expected_rate"]
    assert rate[str(place)] > 1.5 * rate["default"]
