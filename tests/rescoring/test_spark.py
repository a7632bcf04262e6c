"""Spark gives what one machine gives, byte for byte, and a bad row stops nothing."""

import datetime as dt
import io
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import polars as pl
import pytest
from polars.testing import assert_frame_equal

from riskservice.errors import UnknownName
from riskservice.rescoring.columns import People
from riskservice.rescoring.decoding import Decoder
from riskservice.rescoring.engine import Rescorer
from riskservice.rescoring.formats import UnreadableFile
from riskservice.rescoring.row_faults import RowFault, as_frame
from riskservice.rescoring.synth import synthesise
from riskservice.rescoring.writers import Writer
from riskservice.scoring import service

pytest.importorskip("pyspark", reason="pyspark is not installed: pip install -e '.[spark]'")
pytest.importorskip("pandas", reason="pandas is not installed: pip install -e '.[spark]'")

from pyspark import SparkContext
from pyspark.sql import SparkSession

from riskservice import spark

OLDEST_JAVA = 17
ON = dt.date(2026, 11, 24)
KEYS = ("arp", "vrp", "svrp", "dc_srp", "iic_srp", "csrp")
PEOPLE = 24


def java() -> int:
    """Return the version of Java, 0 where there is none."""
    if shutil.which("java") is None:
        return 0
    told = subprocess.run(["java", "-version"], capture_output=True, text=True, check=False)
    found = re.search(r'version "(\d+)', told.stderr)
    return int(found[1]) if found else 0


pytestmark = [
    pytest.mark.skipif(
        java() < OLDEST_JAVA,
        reason=f"Spark needs Java {OLDEST_JAVA}: apt install default-jre-headless",
    ),
    # Spark leaves the sockets to its workers to be closed by the interpreter.
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
]


@pytest.fixture(scope="module")
def session() -> Iterator[Any]:
    """Two workers in one local Spark, whose Java has ended when the tests have."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("PYSPARK_PYTHON", sys.executable)
        patch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
        patch.setenv("POLARS_MAX_THREADS", "1")
        running = (
            SparkSession.builder.master("local[2]")
            .config("spark.ui.enabled", "false")
            .config("spark.driver.host", "127.0.0.1")
            .config("spark.sql.shuffle.partitions", "2")
            .config("spark.sql.execution.arrow.maxRecordsPerBatch", "16")
            .getOrCreate()
        )
        yield running
        running.stop()
        gateway: Any = SparkContext._gateway
        gateway.shutdown()
        gateway.proc.stdin.close()
        assert gateway.proc.wait(timeout=30) is not None
        SparkContext._gateway = SparkContext._jvm = None


@pytest.fixture(scope="module")
def people() -> pl.DataFrame:
    made = synthesise(service().registry.questions, PEOPLE, on=ON, seed=3)
    return made.with_columns(pl.col(pl.Enum).cast(pl.String))


@pytest.fixture(scope="module")
def answers(session: Any, people: pl.DataFrame, tmp_path_factory: Any) -> Any:
    return given(session, people, tmp_path_factory.mktemp("answers"))


def given(session: Any, frame: pl.DataFrame, folder: Any) -> Any:
    frame.write_parquet(folder / "answers.parquet")
    return session.read.parquet(str(folder / "answers.parquet")).repartition(3)


def collected(frame: Any) -> pl.DataFrame:
    return pl.DataFrame(pl.from_arrow(frame.toArrow())).sort("case_id", maintain_order=True)


def alone(frame: pl.DataFrame) -> tuple[People, list[RowFault]]:
    return Decoder(service().registry.questions, frame.columns).decode(frame, 1)


def same(found: pl.DataFrame, expected: pl.DataFrame) -> None:
    """Compare every cell, which says what differs, and then every byte."""
    assert_frame_equal(found, expected, check_exact=True)
    assert written(found) == written(expected)


def written(frame: pl.DataFrame) -> bytes:
    """Return a table as the bytes of a file."""
    out = io.BytesIO()
    with Writer(out, format="csv") as writer:
        writer.write(frame)
    return out.getvalue()


def test_two_workers_give_the_bytes_that_one_machine_gives(
    answers: Any, people: pl.DataFrame
) -> None:
    found = collected(spark.rescore(answers))
    everyone, _ = alone(people)
    expected = Rescorer(service()).rescore(everyone).sort("case_id")
    same(found, expected)
    assert (expected["arp_outcome"] == "scored").sum() > PEOPLE / 2
    assert (found["arms_highest_band"] != found["arms_lowest_band"]).any()


def test_a_day_a_ruleset_and_instruments_reach_the_workers(
    answers: Any, people: pl.DataFrame
) -> None:
    on, ruleset, keys = dt.date(2026, 12, 1), "hmpps-2026.08", ("vrp_static", "dc_srp")
    found = collected(
        spark.rescore(answers, on=on, ruleset=ruleset, instruments=keys, ranges="none")
    )
    later = Decoder(service().registry.questions, people.columns, on=on)
    everyone, _ = later.decode(people, 1)
    expected = Rescorer(service(), ruleset, keys, ranges="none").rescore(everyone).sort("case_id")
    same(found, expected)


def test_a_bad_row_stops_nothing_and_is_told(
    session: Any, people: pl.DataFrame, tmp_path_factory: Any
) -> None:
    worse = people.head(20).with_columns(
        pl.col("total_sanctions").cast(pl.String),
        pl.col("date_of_birth").cast(pl.String),
    )
    place = pl.int_range(pl.len())
    worse = worse.with_columns(
        pl.when(place == 3).then(pl.lit("many")).otherwise("total_sanctions")
        .alias("total_sanctions"),
        pl.when(place == 8).then(pl.lit("01/02/1980")).otherwise("date_of_birth")
        .alias("date_of_birth"),
    )  # fmt: skip
    table = given(session, worse, tmp_path_factory.mktemp("worse"))
    people_alone, faults_alone = alone(worse)
    expected = Rescorer(service(), instruments=KEYS, ranges="none").rescore(people_alone)
    found = collected(spark.rescore(table, instruments=KEYS, ranges="none"))
    same(found, expected.sort("case_id"))
    assert (found["arp_outcome"] == "faulty").sum() == 2
    told = collected(spark.row_faults(table, instruments=KEYS))
    same(told, as_frame(faults_alone).drop("row").sort("case_id"))
    assert told["value"].to_list() == ["many", "01/02/1980"]


def test_answers_that_cannot_all_be_true_are_told(
    session: Any, people: pl.DataFrame, tmp_path_factory: Any
) -> None:
    odd = people.head(3).with_columns(
        total_sanctions=pl.lit(2, dtype=pl.Int16), violent_sanctions=pl.lit(5, dtype=pl.Int16)
    )
    table = given(session, odd, tmp_path_factory.mktemp("odd"))
    told = collected(spark.row_faults(table, instruments=("vrp",)))
    assert set(told["case_id"]) == set(people["case_id"][:3])
    assert "more violent sanctions" in told["fault"][0]


def test_a_row_without_a_day_stops_nothing(
    session: Any, people: pl.DataFrame, tmp_path_factory: Any
) -> None:
    blank = pl.when(pl.int_range(pl.len()) == 1).then(None).otherwise("on")
    table = given(session, people.head(6).with_columns(on=blank), tmp_path_factory.mktemp("days"))
    found = collected(spark.rescore(table, instruments=KEYS, ranges="none"))
    assert (found["arp_outcome"] == "faulty").to_list() == [False, True, False, False, False, False]


def test_two_rows_of_one_person_are_both_faulty_wherever_they_lie(
    session: Any, people: pl.DataFrame, tmp_path_factory: Any
) -> None:
    again = people.head(12).with_columns(
        pl.when(pl.int_range(pl.len()) == 11)
        .then(pl.format(" {} ", pl.col("case_id").first()))
        .otherwise("case_id")
        .alias("case_id")
    )
    table = given(session, again, tmp_path_factory.mktemp("again"))
    found = collected(spark.rescore(table, instruments=KEYS, ranges="none"))
    faulty = found.filter(pl.col("arp_outcome") == "faulty")["case_id"].to_list()
    assert faulty == [people["case_id"][0]] * 2
    told = collected(spark.row_faults(table, instruments=KEYS))
    assert told["case_id"].to_list()[:2] == faulty
    assert "stands in other rows too" in told["fault"][0]


def test_what_cannot_be_scored_is_refused_before_a_job_runs(answers: Any) -> None:
    with pytest.raises(UnreadableFile, match="has no column case_id"):
        spark.rescore(answers.drop("case_id"))
    with pytest.raises(UnknownName):
        spark.rescore(answers, ruleset="of tomorrow")
    odd = answers.withColumnRenamed("total_sanctions", "total_sanction")
    assert "total_sanctions" in str(spark.unknown_columns(odd))


def test_riskservice_needs_no_spark() -> None:
    program = (
        "import sys, riskservice, riskservice.rescoring.engine\n"
        "assert not any(name.partition('.')[0] == 'pyspark' for name in sys.modules)\n"
    )
    subprocess.run([sys.executable, "-c", program], check=True)
