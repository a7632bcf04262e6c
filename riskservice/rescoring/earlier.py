"""What a run is compared with, or joins: a file of results, or of answers."""

import datetime as dt
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np
import polars as pl

from riskservice.kit.dates import UNKNOWN
from riskservice.kit.questions import Question
from riskservice.rescoring.columns import People
from riskservice.rescoring.decoding import Decoder
from riskservice.rescoring.fingerprints import fingerprinted
from riskservice.rescoring.formats import BROKEN, Table, refuse
from riskservice.rescoring.gathering import joined, with_days
from riskservice.rescoring.headers import OFFICIAL_ON, ON
from riskservice.rescoring.readers import open_table
from riskservice.rescoring.results_file import as_results, is_results
from riskservice.rescoring.sources import Given

Tick = Callable[[int, float | None], None]


@dataclass(frozen=True, kw_only=True)
class Earlier:
    """
    Last time, or the caseloads that the cohort joins.

    Attributes
    ----------
    kind : {"answers", "results"}
    people : People or None
        Its answers.
    results : DataFrame or None
        Its results, where they were given.
    faulty : int
        People of whom something could not be read.
    digest : str
        Fingerprint of the file.
    """

    kind: Literal["answers", "results"]
    people: People | None = None
    results: pl.DataFrame | None = None
    faulty: int = 0
    digest: str


def read_earlier(
    given: Given,
    questions: Mapping[str, Question],
    *,
    on: dt.date | None = None,
    name: str | None = None,
    tick: Tick | None = None,
) -> Earlier:
    """
    Return what a file says of last time, or of the caseloads that the cohort joins.

    Parameters
    ----------
    given : path, bytes or binary stream
        A file of answers or of results; its columns say which.
    on : date, optional
        Day of assessment of its answers; by default what the file says.

    name : str, optional
        What to call it in messages, where it has no name of its own.
    tick : callable, optional
        Called after every block with the rows so far and the share read; what it raises ends it.

    Raises
    ------
    UnreadableFile, UnreadableBody
        When it cannot be read, or does not say of which day it is.
    """
    with fingerprinted(given) as source, open_table(source.given, name=name) as table:
        if is_results(table.header):
            results = read_results(table, tick)
            return Earlier(kind="results", results=results, digest=source.digest())
        people, faulty = _answers(table, questions, on, tick)
        return Earlier(kind="answers", people=people, faulty=faulty, digest=source.digest())


def read_results(table: Table, tick: Tick | None = None) -> pl.DataFrame:
    """Return the results an opened file holds, as :func:`results_file.as_results`."""
    blocks = []
    row = 1
    for block in table.blocks:
        _refuse_broken(table.name, block, row)
        blocks.append(block)
        row += block.height
        if tick is not None:
            tick(row - 1, table.progress())
    return as_results(pl.concat(blocks, how="diagonal_relaxed"), table.name)


def _refuse_broken(name: str, block: pl.DataFrame, first_row: int) -> None:
    if BROKEN in block.columns and len(broken := block[BROKEN].is_not_null().arg_true()):
        row = int(broken[0])
        refuse(
            name,
            f"holds results, of which row {first_row + row:,} {block[BROKEN][row]}",
            "Give the results as they were written.",
        )


def _answers(
    table: Table, questions: Mapping[str, Question], on: dt.date | None, tick: Tick | None
) -> tuple[People, int]:
    if on is None and not {ON, OFFICIAL_ON} & set(table.header):
        refuse(
            table.name,
            "does not say of which day its answers are",
            "Say one day for everyone, or add a column called on.",
        )
    decoder = Decoder.of(table, questions, on=on)
    blocks = []
    row = 1
    for frame in table.blocks:
        people, _ = decoder.decode(frame, row)
        blocks.append(people)
        row += frame.height
        if tick is not None:
            tick(row - 1, table.progress())
    people = joined(blocks, questions)
    if not (known := people.on[people.on != UNKNOWN]).size:
        refuse(table.name, "has no day of assessment that can be read", "Give days as YYYY-MM-DD.")
    return with_days(people, int(np.max(known))), decoder.faulty
