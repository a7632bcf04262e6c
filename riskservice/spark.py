"""
Rescoring on Spark: the same kernels mapped over the partitions of a DataFrame.

Nothing is scored here. Spark hands each worker blocks of Arrow columns; they are decoded and
rescored as the blocks of a file are, and the results go back as Arrow columns. The extra ``spark``
has what this needs; riskservice has to be installed wherever Spark runs its workers.

What goes to a worker is the name of a function and a few words. Everything else is built there,
once for each worker process, from what is installed there.

Examples
--------
::

    from riskservice import spark

    answers = session.read.parquet("cohort.parquet")
    spark.rescore(answers, on=datetime.date(2026, 11, 24)).write.parquet("results.parquet")
    spark.row_faults(answers, on=datetime.date(2026, 11, 24)).write.parquet("faults.parquet")
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from functools import cache, partial
from typing import NamedTuple

import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]
from pyspark.sql import DataFrame, functions  # type: ignore[import-not-found,unused-ignore]

from riskservice.errors import Fault
from riskservice.rescoring.columns import People
from riskservice.rescoring.decoding import Decoder
from riskservice.rescoring.engine import Rescorer
from riskservice.rescoring.formats import BROKEN
from riskservice.rescoring.headers import CASE_ID
from riskservice.rescoring.row_faults import RowFault, as_frame
from riskservice.rulesets import DEFAULT_RULESET
from riskservice.scoring import service

_NAME, _TWICE = "riskservice_name", "riskservice_twice"
_BLANKS = r"(?U)^\s+|\s+$"
_TYPES = {pl.String: pa.string(), pl.Float64: pa.float64(), pl.Boolean: pa.bool_()}
_SQL = {pl.String: "string", pl.Float64: "double", pl.Boolean: "boolean"}


class _Asked(NamedTuple):
    """What is asked of every worker, in plain words."""

    on: str | None
    on_column: str | None
    ruleset: str
    instruments: tuple[str, ...] | None
    ranges: bool


def rescore(
    answers: DataFrame,
    *,
    on: dt.date | None = None,
    on_column: str | None = None,
    ruleset: str = DEFAULT_RULESET,
    instruments: Sequence[str] | None = None,
    ranges: bool = True,
) -> DataFrame:
    """
    Return everyone's results, one row for each row of answers.

    Parameters
    ----------
    answers : pyspark.sql.DataFrame
        Columns as in a file of answers: ``case_id``, questions under our names or the official
        ones, and what else such a file may have.
    on : date, optional
        Day of assessment of everyone; it goes before what a column says.
    on_column : str, optional
        The column that has it; by default ``on``.
    ruleset : str
        Named choice of tables.
    instruments : sequence of str, optional
        Only these; by default all that were in use on each person's day.
    ranges : bool
        Whether to find what unanswered questions leave possible.

    Returns
    -------
    pyspark.sql.DataFrame
        The columns of a file of results, in the order that Spark likes.

    Raises
    ------
    UnreadableFile
        When the columns cannot be scored, whatever the rows hold.
    UnknownName
        When there is no such ruleset or instrument.

    Notes
    -----
    A row that cannot be read stops nothing: the person is *faulty*, and :func:`row_faults` says
    why. Rows have no order in Spark, so that none is the first of two with the same ``case_id``:
    both are faulty, while in a file the first counts. To find them, the identifiers alone are
    counted beforehand; cache `answers` if they are costly to make.
    """
    _decoder(answers, on, on_column)
    names = None if instruments is None else tuple(instruments)
    asked = _Asked(_said(on), on_column, ruleset, names, ranges)
    schema = _of_results(asked)
    return _marked(answers).mapInArrow(partial(_rescored, *asked), _sql(schema))


def row_faults(
    answers: DataFrame, *, on: dt.date | None = None, on_column: str | None = None
) -> DataFrame:
    """
    Return what could not be read in the rows of answers; parameters are those of :func:`rescore`.

    Returns
    -------
    pyspark.sql.DataFrame
        ``case_id``, ``question``, ``value``, ``fault``, ``way_out``: a file of faults without row
        numbers, which Spark does not have. Of each partition the first 100,000.
    """
    _decoder(answers, on, on_column)
    return _marked(answers).mapInArrow(
        partial(_faults, _said(on), on_column), _sql(dict(_no_faults().schema))
    )


def unknown_columns(
    answers: DataFrame, *, on: dt.date | None = None, on_column: str | None = None
) -> tuple[Fault, ...]:
    """Return the columns that :func:`rescore` leaves out, each with the name that may be meant."""
    return _decoder(answers, on, on_column).unknown


def _decoder(answers: DataFrame, on: dt.date | None, on_column: str | None) -> Decoder:
    questions = service().registry.questions
    return Decoder(questions, answers.columns, on=on, on_column=on_column, name="the DataFrame")


def _said(on: dt.date | None) -> str | None:
    return None if on is None else on.isoformat()


def _marked(answers: DataFrame) -> DataFrame:
    """Return answers with a column that is true for identifiers that stand in several rows."""
    text = functions.col(CASE_ID).cast("string")
    named = answers.withColumn(_NAME, functions.regexp_replace(text, _BLANKS, ""))
    twice = (
        named.where(functions.col(_NAME) != "")
        .groupBy(_NAME)
        .count()
        .where("count > 1")
        .select(_NAME, functions.lit(True).alias(_TWICE))  # noqa: FBT003
    )
    return named.join(functions.broadcast(twice), on=_NAME, how="left").drop(_NAME)


# In a worker -------------------------------------------------------------------------------------


@cache
def _rescorer(ruleset: str, instruments: tuple[str, ...] | None, ranges: bool) -> Rescorer:  # noqa: FBT001
    return Rescorer(service(), ruleset, instruments, ranges="all" if ranges else "none")


def _rescored(
    on: str | None,
    on_column: str | None,
    ruleset: str,
    instruments: tuple[str, ...] | None,
    ranges: bool,  # noqa: FBT001
    batches: Iterator[pa.RecordBatch],
) -> Iterator[pa.RecordBatch]:
    """Yield the results of one partition."""
    rescorer = _rescorer(ruleset, instruments, ranges)
    for people, _ in _decoded(on, on_column, batches):
        yield from _batches(rescorer.rescore(people))


def _faults(
    on: str | None, on_column: str | None, batches: Iterator[pa.RecordBatch]
) -> Iterator[pa.RecordBatch]:
    """Yield the faults of one partition."""
    for _, faults in _decoded(on, on_column, batches):
        yield from _batches(as_frame(faults).drop("row"))


def _decoded(
    on: str | None, on_column: str | None, batches: Iterator[pa.RecordBatch]
) -> Iterator[tuple[People, list[RowFault]]]:
    decoder, row = None, 1
    for batch in batches:
        block = pl.DataFrame(pl.from_arrow(batch))
        why = pl.when(_TWICE).then(pl.lit("its case identifier stands in other rows too"))
        block = block.with_columns(why.alias(BROKEN)).drop(_TWICE)
        if decoder is None:
            header = [column for column in block.columns if column != BROKEN]
            day = None if on is None else dt.date.fromisoformat(on)
            questions = service().registry.questions
            decoder = Decoder(questions, header, on=day, on_column=on_column)
        yield decoder.decode(block, row)
        row += block.height


def _batches(frame: pl.DataFrame) -> Iterator[pa.RecordBatch]:
    """Yield a table as Arrow with the plain types that Spark reads."""
    fields = [(name, _TYPES[type(kind)]) for name, kind in frame.schema.items()]
    yield from frame.to_arrow().cast(pa.schema(fields)).to_batches()


def _of_results(asked: _Asked) -> dict[str, pl.DataType]:
    """Return the columns of results and their types, as nobody's results have them."""
    nobody = People(
        case_id=pl.Series(CASE_ID, [], dtype=pl.String),
        on=pl.Series([], dtype=pl.Int32).to_numpy(),
        columns={},
        sound=pl.Series([], dtype=pl.Boolean).to_numpy(),
    )
    found = _rescorer(asked.ruleset, asked.instruments, asked.ranges).rescore(nobody)
    return dict(found.schema)


def _no_faults() -> pl.DataFrame:
    return as_frame([]).drop("row")


def _sql(schema: dict[str, pl.DataType]) -> str:
    return ", ".join(f"`{name}` {_SQL[type(kind)]}" for name, kind in schema.items())
