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

import numpy as np
import polars as pl
import pyarrow as pa  # type: ignore[import-untyped]
from pyspark.sql import DataFrame, functions  # type: ignore[import-not-found,unused-ignore]

from riskservice.errors import Fault
from riskservice.rescoring.bulk import Ranges
from riskservice.rescoring.columns import People
from riskservice.rescoring.contradictions import Contradictions
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
    ranges: Ranges


def rescore(
    answers: DataFrame,
    *,
    on: dt.date | None = None,
    on_column: str | None = None,
    ruleset: str = DEFAULT_RULESET,
    instruments: Sequence[str] | None = None,
    ranges: Ranges = "all",
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
    ranges : {"all", "overall", "none"}
        Of which instruments to find what unanswered questions leave possible; see
        :class:`~riskservice.rescoring.engine.Rescorer`.

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
    asked = _asked(answers, on, on_column, ruleset, instruments, ranges=ranges)
    found = _rescorer(asked.ruleset, asked.instruments, asked.ranges).rescore(_nobody())
    return _marked(answers).mapInArrow(partial(_rescored, *asked), _sql(found.schema))


def row_faults(
    answers: DataFrame,
    *,
    on: dt.date | None = None,
    on_column: str | None = None,
    ruleset: str = DEFAULT_RULESET,
    instruments: Sequence[str] | None = None,
) -> DataFrame:
    """
    Return why people are faulty: what cannot be read, and answers that cannot all be true.

    Parameters and errors are those of :func:`rescore`.

    Returns
    -------
    pyspark.sql.DataFrame
        ``case_id``, ``question``, ``value``, ``fault``, ``way_out``: a file of faults without row
        numbers, which Spark does not have. What cannot be read is told up to 100,000 times for each
        partition, and contradictions are put in words for its first 10,000 people.
    """
    asked = _asked(answers, on, on_column, ruleset, instruments, ranges="none")
    schema = as_frame(()).drop("row").schema
    return _marked(answers).mapInArrow(partial(_faults, *asked), _sql(schema))


def unknown_columns(
    answers: DataFrame, *, on: dt.date | None = None, on_column: str | None = None
) -> tuple[Fault, ...]:
    """Return the columns that :func:`rescore` leaves out, each with the name that may be meant."""
    return _decoder(answers, on, on_column).unknown


def _decoder(answers: DataFrame, on: dt.date | None, on_column: str | None) -> Decoder:
    questions = service().registry.questions
    return Decoder(questions, answers.columns, on=on, on_column=on_column, name="the DataFrame")


def _asked(
    answers: DataFrame,
    on: dt.date | None,
    on_column: str | None,
    ruleset: str,
    instruments: Sequence[str] | None,
    *,
    ranges: Ranges,
) -> _Asked:
    """Return what goes to the workers, refusing columns that cannot be scored."""
    _decoder(answers, on, on_column)
    names = None if instruments is None else tuple(instruments)
    return _Asked(None if on is None else on.isoformat(), on_column, ruleset, names, ranges)


def _nobody() -> People:
    return People(
        case_id=pl.Series(CASE_ID, [], dtype=pl.String),
        on=np.empty(0, dtype=np.int32),
        columns={},
        sound=np.empty(0, dtype=np.bool_),
    )


def _sql(schema: pl.Schema) -> str:
    return ", ".join(f"`{name}` {_SQL[type(kind)]}" for name, kind in schema.items())


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
def _rescorer(ruleset: str, instruments: tuple[str, ...] | None, ranges: Ranges) -> Rescorer:
    return Rescorer(service(), ruleset, instruments, ranges=ranges)


def _rescored(
    on: str | None,
    on_column: str | None,
    ruleset: str,
    instruments: tuple[str, ...] | None,
    ranges: Ranges,
    batches: Iterator[pa.RecordBatch],
) -> Iterator[pa.RecordBatch]:
    """Yield the results of one partition."""
    rescorer = _rescorer(ruleset, instruments, ranges)
    for people, _ in _decoded(on, on_column, batches):
        yield from _batches(rescorer.rescore(people))


def _faults(
    on: str | None,
    on_column: str | None,
    ruleset: str,
    instruments: tuple[str, ...] | None,
    ranges: Ranges,
    batches: Iterator[pa.RecordBatch],
) -> Iterator[pa.RecordBatch]:
    """Yield the faults of one partition."""
    rescorer = _rescorer(ruleset, instruments, ranges)
    contradictions = Contradictions(service(), ruleset, instruments)
    for people, unread in _decoded(on, on_column, batches):
        untrue = contradictions.of(people, rescorer.rescore(people))
        yield from _batches(as_frame([*unread, *untrue]).drop("row"))


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
