"""A run from file to file: all of it or nothing, the same bytes again, and every fault in words."""

import datetime as dt
import io
import json
import os
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from riskservice import Service
from riskservice.errors import NotInForce, RiskServiceError, UnknownName
from riskservice.rescoring import contradictions
from riskservice.rescoring import run as running
from riskservice.rescoring.aside import UnwritableFile
from riskservice.rescoring.asked import Asked, Outputs
from riskservice.rescoring.bands import instruments_of
from riskservice.rescoring.decoding import Decoder
from riskservice.rescoring.engine import Rescorer
from riskservice.rescoring.formats import UnreadableFile
from riskservice.rescoring.gathering import joined
from riskservice.rescoring.readers import open_blocks, open_table
from riskservice.rescoring.run import rescore_file
from riskservice.rescoring.writers import write_table
from tests.rescoring.runs import KEYS, ON, THEN, N, at_fault, last_time, put, run, sound

EXAMPLES = Path(__file__).parents[2] / "examples"
FORMATS = (".csv", ".csv.gz", ".ndjson", ".ndjson.zst", ".parquet", ".arrow", ".arrows", ".xlsx")


def asked(given: Any, **more: Any) -> Asked:
    return Asked(given=given, **{"instruments": KEYS} | more)


def table(path: Path) -> pl.DataFrame:
    return pl.concat(open_blocks(path), how="vertical_relaxed")


@pytest.fixture(scope="module")
def cohort(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return put(at_fault(), tmp_path_factory.mktemp("given") / "cohort.parquet")


@pytest.fixture(scope="module")
def results(cohort: Path) -> pl.DataFrame:
    path = cohort.with_name("results.parquet")
    run(asked(cohort), Outputs(results=path))
    return pl.read_parquet(path)


def test_results_are_those_of_the_engine_row_by_row(here: Service, results: pl.DataFrame) -> None:
    frame = sound()
    people, _ = Decoder(here.registry.questions, frame.columns).decode(frame, 1)
    expected = Rescorer(here, instruments=KEYS).rescore(people)
    kept = [i for i in range(N) if i not in (5, 7)]
    assert results[kept].equals(expected[kept])
    assert instruments_of(results) == KEYS


def test_whoever_is_at_fault_has_no_result(results: pl.DataFrame) -> None:
    for key in KEYS:
        assert results[[5, 7]][f"{key}_outcome"].to_list() == ["faulty"] * 2
        assert results[[5, 7]][f"{key}_points"].null_count() == 2
    assert results[[5, 7]]["overall_band"].null_count() == 2


@pytest.mark.parametrize("suffix", FORMATS)
def test_every_format_goes_in_and_out_with_the_same_results(
    suffix: str, results: pl.DataFrame, tmp_path: Path
) -> None:
    given, out = put(at_fault(), tmp_path / f"in{suffix}"), tmp_path / f"out{suffix}"
    ran = run(asked(given), Outputs(results=out))
    assert (ran.rows, ran.faulty, ran.faults) == (N, 2, 2)
    found = table(out)
    assert found.columns == results.columns
    texts = [name for name, kind in results.schema.items() if kind == pl.String]
    assert found.select(pl.col(texts).cast(pl.String)).equals(results.select(texts))
    points = pl.col("dc_srp_points").cast(pl.Float64)
    assert found.select(points).equals(results.select(points))


def test_a_run_says_how_many_are_scored_and_at_fault(cohort: Path) -> None:
    ran = run(asked(cohort))
    scored = pl.any_horizontal(pl.col("^.*_outcome$") == "scored")
    assert ran.rows == N
    assert ran.faulty == 2
    expected = pl.read_parquet(cohort.with_name("results.parquet")).filter(scored).height
    assert ran.scored == expected
    assert (ran.run.first_on, ran.run.last_on) == (ON, ON)
    assert ran.run.source == "cohort.parquet"


# Faults ------------------------------------------------------------------------------------------


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".xlsx"])
def test_every_fault_is_in_the_faults_file_once_with_its_way_out(
    suffix: str, cohort: Path, tmp_path: Path
) -> None:
    path = tmp_path / f"faults{suffix}"
    run(asked(cohort), Outputs(faults=path))
    found = table(path)
    assert found.columns == ["row", "case_id", "question", "value", "fault", "way_out"]
    assert [int(float(row)) for row in found["row"]] == [6, 8]
    assert found["case_id"].to_list() == ["SYNTHETIC-0000006", "SYNTHETIC-0000008"]
    assert found["question"].to_list() == ["on", "date_of_birth"]
    assert found["value"].to_list() == [None, "date_of_birth = 1 January 2027"]
    assert found["fault"].to_list() == [
        "the day of assessment is missing",
        "The date of birth lies on or after the day of assessment",
    ]
    assert found["way_out"].null_count() == 0


def test_a_contradiction_is_said_as_for_one_person_alone(here: Service, tmp_path: Path) -> None:
    path = tmp_path / "faults.parquet"
    given = put(at_fault()[7:8], tmp_path / "one.parquet")
    run(Asked(given=given), Outputs(faults=path))
    found = pl.read_parquet(path)
    frame = at_fault()[7:8]
    people, _ = Decoder(here.registry.questions, frame.columns).decode(frame, 1)
    case = contradictions.case_of(people, 0, here.registry.questions)
    with pytest.raises(RiskServiceError) as alone:
        here.score(case)
    assert sorted(found["fault"]) == sorted(fault.message for fault in alone.value.faults)
    assert len(set(found["fault"])) == len(found) > 1


def test_beyond_so_many_people_at_fault_each_is_still_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(contradictions, "MOST", 3)
    frame = sound().head(8).with_columns(date_of_birth=pl.lit(dt.date(2027, 1, 1)))
    path = tmp_path / "faults.parquet"
    run(asked(put(frame, tmp_path / "in.parquet")), Outputs(faults=path))
    found = pl.read_parquet(path)
    assert found["row"].to_list() == list(range(1, 9))
    assert set(found["fault"][3:]) == {contradictions.UNTOLD}
    assert contradictions.UNTOLD not in set(found["fault"][:3])


def test_a_day_on_which_nothing_was_in_force_is_a_fault_of_its_row(tmp_path: Path) -> None:
    days = pl.when(pl.int_range(pl.len()) == 1).then(dt.date(1950, 1, 1)).otherwise("on")
    frame = sound().head(3).with_columns(days.alias("on"))
    path = tmp_path / "faults.parquet"
    ran = run(asked(put(frame, tmp_path / "in.parquet")), Outputs(faults=path))
    found = pl.read_parquet(path)
    assert (ran.rows, ran.faulty) == (3, 1)
    assert found["row"].to_list() == [2, 2]
    assert all("was in force on that date" in fault for fault in found["fault"])
    assert found["value"].to_list() == ["1950-01-01"] * 2


def test_without_faults_the_faults_file_is_a_header(tmp_path: Path) -> None:
    path = tmp_path / "faults.csv"
    ran = run(asked(put(sound().head(3), tmp_path / "in.csv")), Outputs(faults=path))
    assert ran.faulty == 0
    assert path.read_text() == "row,case_id,question,value,fault,way_out\n"


# All or nothing ----------------------------------------------------------------------------------


def everything(folder: Path) -> Outputs:
    return Outputs(
        results=folder / "results.csv", faults=folder / "faults.csv", report=folder / "page.html"
    )


@pytest.mark.parametrize("stage", [running.SCORING, running.COMPARING, running.SUMMING_UP])
@pytest.mark.parametrize("error", [KeyboardInterrupt, RuntimeError])
def test_a_run_that_is_interrupted_leaves_nothing(
    stage: str, error: type[BaseException], cohort: Path, here: Service, tmp_path: Path
) -> None:
    def tick(now: str, rows: int, share: float | None) -> None:
        if now == stage:
            assert (rows, share) == (N, 1.0)
            raise error

    with pytest.raises(error):
        rescore_file(asked(cohort), everything(tmp_path), service=here, tick=tick)
    assert list(tmp_path.iterdir()) == []


def test_a_file_that_breaks_off_leaves_nothing_and_the_old_results(tmp_path: Path) -> None:
    whole = put(sound(), tmp_path / "whole.csv.gz").read_bytes()
    (tmp_path / "cut.csv.gz").write_bytes(whole[: len(whole) // 2])
    out = tmp_path / "out"
    out.mkdir()
    (out / "results.csv").write_text("of last time")
    with pytest.raises(UnreadableFile, match="cut short"):
        run(asked(tmp_path / "cut.csv.gz"), everything(out))
    assert [(p.name, p.read_text()) for p in out.iterdir()] == [("results.csv", "of last time")]


def test_without_anything_to_write_nothing_is_written(cohort: Path, tmp_path: Path) -> None:
    before = sorted(cohort.parent.iterdir())
    ran = run(asked(cohort, previous=put(last_time(), tmp_path / "before.csv")))
    assert ran.findings is not None
    assert sorted(cohort.parent.iterdir()) == before


@pytest.mark.parametrize("suffix", [".csv", ".parquet", ".ndjson", ".arrow", ".xlsx"])
def test_the_same_run_again_gives_the_same_bytes(suffix: str, tmp_path: Path) -> None:
    given = put(at_fault(), tmp_path / f"in{suffix}")
    before = put(last_time(), tmp_path / f"before{suffix}")
    written, ids = [], []
    for name in ("one", "two"):
        out = tmp_path / name
        out.mkdir()
        outputs = Outputs(
            results=out / f"r{suffix}", faults=out / f"f{suffix}", report=out / "page.html"
        )
        ran = run(asked(given, previous=before, horizons=(30,)), outputs)
        written.append([(p.name, p.read_bytes()) for p in sorted(out.iterdir())])
        ids.append(ran.run.run_id)
    assert written[0] == written[1]
    assert len(written[0]) == 3
    assert ids[0] == ids[1]
    assert ids[0].encode() in dict(written[0])["page.html"]


def test_the_identifier_of_a_run_is_of_its_inputs_its_day_and_its_rules(
    cohort: Path, tmp_path: Path
) -> None:
    copy = tmp_path / "another-name.parquet"
    copy.write_bytes(cohort.read_bytes())
    other = put(at_fault().reverse(), tmp_path / "other.parquet")
    before = put(last_time(), tmp_path / "before.parquet")
    same = {run(asked(given)).run.run_id for given in (cohort, copy, cohort.read_bytes())}
    with cohort.open("rb") as stream:
        same.add(run(asked(stream)).run.run_id)
    assert len(same) == 1
    different = [
        asked(other),
        asked(cohort, on=dt.date(2026, 11, 25)),
        asked(cohort, ruleset="hmpps-2026.08"),
        asked(cohort, instruments=("dc_srp",)),
        asked(cohort, previous=before),
        asked(cohort, previous=before, previous_ruleset="hmpps-2026.08"),
    ]
    found = {run(each).run.run_id for each in different}
    assert len(found | same) == len(different) + 1


def test_a_pipe_is_read_once_and_has_the_identifier_of_its_bytes(tmp_path: Path) -> None:
    given = put(at_fault(), tmp_path / "in.csv")
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    raw = given.read_bytes()
    writing = threading.Thread(target=pipe.write_bytes, args=[raw], daemon=True)
    writing.start()
    ran = run(asked(pipe))
    writing.join()
    assert ran.run.run_id == run(asked(given)).run.run_id


# Refusals ----------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"", "is empty"),
        (b"case_id,on,sex\n", "has a header and no rows"),
        (b"sex,on\nmale,2026-11-24\n", "has no column case_id"),
        (b"case_id,sex\nA,male\n", "does not say on which day"),
        (b"case_id,on,sex\nA,24/11/2026,male\n", "no row with a day of assessment"),
        (b"case_id,on,sexx\nA,2026-11-24,male\n", "has no column that is a question"),
        (b"case_id,on,sex,sex\nA,2026-11-24,male,male\n", "more than one column"),
        ("case_id,on,sex\nA,2026-11-24,m\xe4nnlich\n".encode("latin-1"), "is not UTF-8"),
        (b"PAR1" + b"\0" * 100 + b"PAR1", "is damaged or cut short"),
        (b"\x89PNG\r\n\x1a\n" + b"\0" * 300, "is not"),
    ],
)
def test_a_file_that_cannot_be_read_is_refused_and_nothing_is_written(
    raw: bytes, said: str, tmp_path: Path
) -> None:
    (tmp_path / "bad.csv").write_bytes(raw)
    out = tmp_path / "out"
    out.mkdir()
    with pytest.raises(RiskServiceError, match=said) as refused:
        run(asked(tmp_path / "bad.csv"), everything(out))
    assert all(fault.message and fault.way_out for fault in refused.value.faults)
    assert list(out.iterdir()) == []


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ({"ruleset": "none"}, UnknownName),
        ({"instruments": ("none",)}, UnknownName),
        ({"on": dt.date(1950, 1, 1)}, NotInForce),
        ({"on_column": "none"}, UnreadableFile),
        ({"previous": "none.csv"}, UnreadableFile),
        ({"previous_ruleset": "none", "previous": "none.csv"}, UnknownName),
    ],
)
def test_what_cannot_be_done_is_refused_before_anything_is_written(
    more: dict[str, Any], kind: type[RiskServiceError], cohort: Path, tmp_path: Path
) -> None:
    with pytest.raises(kind):
        run(asked(cohort, **more), everything(tmp_path))
    assert list(tmp_path.iterdir()) == []


def test_a_run_never_writes_over_what_it_reads_or_has_written(tmp_path: Path) -> None:
    given = put(sound().head(2), tmp_path / "in.csv")
    before = put(sound().head(2), tmp_path / "before.csv")
    raw = given.read_bytes()
    for outputs in (
        Outputs(results=given),
        Outputs(faults=tmp_path / "." / "in.csv"),
        Outputs(report=before),
    ):
        with pytest.raises(UnwritableFile, match="is a file that is read"):
            run(asked(given, previous=before), outputs)
    with pytest.raises(UnwritableFile, match="is named twice"):
        run(asked(given), Outputs(results=tmp_path / "x.csv", faults=str(tmp_path / "x.csv")))
    assert given.read_bytes() == raw
    assert len(list(tmp_path.iterdir())) == 2


# Last time ---------------------------------------------------------------------------------------


def changes_of(cohort: Path, before: Path, **more: Any) -> dict[str, int]:
    ran = run(asked(cohort, previous=before, **more))
    assert ran.findings is not None
    assert ran.findings.changes is not None
    return {str(kind): n for kind, n in ran.findings.changes.counts().items() if n}


def test_last_times_answers_and_last_times_results_show_the_same_changes(
    cohort: Path, tmp_path: Path
) -> None:
    answers = put(last_time(), tmp_path / "before.csv")
    results = tmp_path / "results-before.csv"
    run(asked(answers), Outputs(results=results))
    found = changes_of(cohort, answers)
    assert found == changes_of(cohort, results)
    assert found["risen"] > 0
    assert (found["newly_faulty"], found["new_in_cohort"], found["dropped_out"]) == (2, 1, 1)


def test_answers_tell_the_causes_apart_and_results_cannot(cohort: Path, tmp_path: Path) -> None:
    answers = put(last_time(), tmp_path / "before.csv")
    results = tmp_path / "results-before.csv"
    run(asked(answers), Outputs(results=results))
    for before, kind in ((answers, "answers"), (results, "results")):
        ran = run(asked(cohort, previous=before))
        assert ran.run.previous == kind
        assert ran.findings is not None
        assert ran.findings.causes is not None
        assert ran.findings.causes.answers_known == (kind == "answers")


def test_the_day_and_the_rules_of_last_time_can_be_given(cohort: Path, tmp_path: Path) -> None:
    undated = put(last_time().drop("on"), tmp_path / "undated.parquet")
    with pytest.raises(UnreadableFile, match="of which day its answers are"):
        changes_of(cohort, undated)
    dated = put(last_time(), tmp_path / "dated.parquet")
    assert changes_of(cohort, undated, previous_on=THEN) == changes_of(cohort, dated)


def test_rules_of_last_time_that_give_another_band_are_the_cause(tmp_path: Path) -> None:
    case = json.loads((EXAMPLES / "06-remand-disputed-rule.json").read_bytes())
    rows = [case["answers"] | {"case_id": case["case_id"], "on": case["on"]}]
    given = put(pl.DataFrame(rows), tmp_path / "one.csv")
    before = put(pl.DataFrame(rows), tmp_path / "before.csv")
    same = run(asked(given, previous=before))
    other = run(asked(given, previous=before, previous_ruleset="hmpps-2026.08"))
    assert same.findings is not None
    assert other.findings is not None
    assert same.findings.causes is not None
    assert other.findings.causes is not None
    assert same.findings.causes.frame.is_empty()
    found = other.findings.causes.frame.filter(pl.col("key") == "overall").row(0, named=True)
    assert (found["before"], found["after"]) == ("high", "very_high")
    assert (found["rule"], found["clock"], found["data"]) == (True, False, False)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"case_id,dc_srp_outcome\nA,probably\n", "is no outcome"),
        (b"dc_srp_outcome\nscored\n", "holds no results"),
        (b"case_id,dc_srp_outcome\nA,scored,x\n", "holds results, of which row 1"),
        (b"case_id,on,sex\nA,x,male\n", "has no day of assessment that can be read"),
        (b"", "is empty"),
    ],
)
def test_a_file_of_last_time_that_cannot_be_used_is_refused(
    raw: bytes, said: str, cohort: Path, tmp_path: Path
) -> None:
    (tmp_path / "before.csv").write_bytes(raw)
    with pytest.raises(RiskServiceError, match=said):
        run(asked(cohort, previous=tmp_path / "before.csv"))


def test_a_summary_has_everyone_and_the_faults(cohort: Path) -> None:
    ran = run(asked(cohort, horizons=(30,)), Outputs(summary=True))
    assert ran.summary is not None
    assert (ran.summary.headline.people, ran.summary.headline.faulty) == (N, 2)
    assert (ran.summary.faults.total, ran.summary.faults.rows) == (2, 2)
    assert ran.summary.run == ran.run


# Blocks ------------------------------------------------------------------------------------------


def blocks_of(given: Any, here: Service, rows: int) -> Sequence[Any]:
    opened = open_table(given, rows=rows)
    decoder = Decoder.of(opened, here.registry.questions)
    found, row = [], 1
    for frame in opened.blocks:
        people, _ = decoder.decode(frame, row)
        found.append(people)
        row += len(people)
    return found


def test_blocks_put_together_are_the_people_of_the_file(here: Service, tmp_path: Path) -> None:
    path = put(sound(), tmp_path / "in.parquet")
    (whole,) = blocks_of(path, here, 1000)
    parts = blocks_of(path, here, 60)
    assert len(parts) == 4
    together = joined(parts, here.registry.questions)
    assert together.case_id.equals(whole.case_id)
    assert together.about.equals(whole.about)
    assert together.columns.keys() == whole.columns.keys()
    for key, column in whole.columns.items():
        assert (together.columns[key] == column).all()
        assert together.columns[key].dtype == column.dtype


def test_questions_only_some_blocks_have_were_answered_by_nobody_else(here: Service) -> None:
    first = {"case_id": "A", "on": str(ON), "sex": "male"}
    second = first | {"total_sanctions": 3, "officer": "O", "rosh_nature_of_risk": "x"}
    lines = [json.dumps(row).encode() + b"\n" for row in (first, second)]
    parts = [blocks_of(line, here, 10)[0] for line in lines]
    together = joined(parts, here.registry.questions)
    asked_for = here.registry.questions["total_sanctions"]
    assert together.columns["total_sanctions"].tolist() == [asked_for.size, asked_for.encode(3)]
    assert together.records["rosh_nature_of_risk"] == [None, "x"]
    assert together.about["officer"].to_list() == [None, "O"]


def test_a_stream_of_results_is_written_in_the_format_asked_for(cohort: Path) -> None:
    out = io.BytesIO()
    run(asked(cohort), Outputs(results=out, format="ndjson"))
    assert out.getvalue().count(b"\n") == N
    assert out.getvalue().startswith(b'{"case_id":"SYNTHETIC-0000001"')


def test_columns_that_are_left_out_are_told(tmp_path: Path) -> None:
    given = tmp_path / "in.csv"
    frame = sound().head(2).select("case_id", "on", "sex").with_columns(total_sanction=pl.lit(1))
    write_table(frame, given)
    (left_out,) = run(asked(given)).left_out
    assert "total_sanctions" in left_out.way_out
