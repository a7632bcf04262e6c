"""Blocks of a file decoded into people; what cannot be read is said row by row, never guessed."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from riskservice.errors import Fault
from riskservice.kit.dates import UNKNOWN, pack, unpack_days
from riskservice.kit.questions import Question
from riskservice.rescoring.answers import Column, ColumnReader, as_text
from riskservice.rescoring.blocks import Block
from riskservice.rescoring.case_ids import CaseIds
from riskservice.rescoring.columns import People
from riskservice.rescoring.formats import BROKEN, Table
from riskservice.rescoring.headers import ABOUT, DAY, ON, Header
from riskservice.rescoring.row_faults import MOST_KEPT, RowFault

LONGEST_ABOUT = 200
"""Of the name of an officer or a team. [characters]"""


class Decoder:
    """
    Decodes the blocks of one file, in their order.

    Parameters
    ----------
    questions : mapping of str to Question
        Everything that may be asked.
    header : sequence of str
        Names of the columns.
    on : date or None
        Day of assessment of everyone; it goes before what the file says.
    on_column : str or None
        The column that has it; by default the one called ``on``.
    serials : bool
        Whether a whole number in place of a date is a day as Excel counts them.
    name : str
        What to call the file in a message.

    Attributes
    ----------
    found : int
        Faults so far. Those beyond the first :data:`MOST_KEPT` are counted and not returned.
    faulty : int
        People so far of whom something could not be read.

    Raises
    ------
    UnreadableFile
        When a question has two columns, none has one, or there are no identifiers or days.
    """

    def __init__(
        self,
        questions: Mapping[str, Question],
        header: Sequence[str],
        *,
        on: dt.date | None = None,
        on_column: str | None = None,
        serials: bool = False,
        name: str = "the file",
    ) -> None:
        self._questions = questions
        self._on = on
        self._name = name
        self._serials = serials
        self._header = Header(questions, on_column)
        self._readers: dict[str, ColumnReader] = {}
        self._ids = CaseIds()
        self._columns: tuple[str, ...] = ()
        self.found = self.faulty = 0
        self._kept = 0
        self._learn(header)

    @classmethod
    def of(
        cls,
        table: Table,
        questions: Mapping[str, Question],
        *,
        on: dt.date | None = None,
        on_column: str | None = None,
    ) -> "Decoder":
        """Return a decoder for an opened file."""
        return cls(
            questions,
            table.header,
            on=on,
            on_column=on_column,
            serials=table.serial_dates,
            name=table.name,
        )

    @property
    def unknown(self) -> tuple[Fault, ...]:
        """Columns that are left out, each with the name that may be meant."""
        return tuple(self._header.unknown.values())

    @property
    def answers(self) -> tuple[str, ...]:
        """Questions the file has a column for."""
        return tuple(self._header.answers)

    def decode(self, frame: pl.DataFrame, first_row: int) -> tuple[People, list[RowFault]]:
        """
        Return a block as people, and what of it could not be read, in the order of its rows.

        Parameters
        ----------
        frame : DataFrame
            The next block of the file.
        first_row : int
            Number of its first row, counted from 1 without the header.

        Raises
        ------
        UnreadableFile
            When a column the header did not name gives a question a second time.
        """
        if tuple(frame.columns) != self._columns:
            self._learn([column for column in frame.columns if column != BROKEN])
            self._columns = tuple(frame.columns)
        block = Block(frame, first_row, MOST_KEPT - self._kept)
        block.take_broken()
        block.take_ids(self._ids)
        coded, written = self._asked(frame)
        columns = {key: self._take(block, key, column) for key, column in coded.items()}
        records = {key: block.take_written(self._questions[key], c) for key, c in written.items()}
        on = self._days(block)
        sound = block.sound.copy()
        about = pl.DataFrame(
            [self._take_about(block, c) for c in self._header.about if c in frame.columns]
        )
        self.found += block.found
        self._kept += len(block.faults)
        self.faulty += int(np.count_nonzero(~sound))
        people = People(
            case_id=block.ids,
            on=on,
            columns=columns,
            sound=sound,
            records=records,
            about=about,
            first_row=first_row,
        )
        return people, block.in_order()

    def _learn(self, columns: Sequence[str]) -> None:
        self._header.learn(columns)
        self._header.complete(self._name, dated=self._on is not None)
        asked = [self._questions[key] for key in self._header.answers]
        for question in (*asked, *ABOUT.values(), DAY):
            if question.coded and question.key not in self._readers:
                self._readers[question.key] = ColumnReader(question, serials=self._serials)

    def _asked(self, frame: pl.DataFrame) -> tuple[dict[str, Column], dict[str, pl.Series]]:
        here = {key: c for key, c in self._header.answers.items() if c in frame.columns}
        coded = [key for key in here if self._questions[key].coded]
        types = frame.schema
        at_once = [k for k in coded if self._readers[k].looks_up(types[here[k]])]
        # One query for all of them, so that every core has its share.
        places = frame.select(self._readers[key].lookup(here[key]).alias(key) for key in at_once)
        read: dict[str, Column] = {}
        for key in coded:
            given, reader = frame[here[key]], self._readers[key]
            read[key] = (
                reader.looked_up(places[key], given) if key in at_once else reader.read(given)
            )
        return read, {key: frame[column] for key, column in here.items() if key not in read}

    def _take(self, block: Block, key: str, column: Column) -> Any:
        block.wrong(self._questions[key], self._header.answers[key], column.wrong)
        return column.codes

    def _days(self, block: Block) -> NDArray[np.int32]:
        n = block.frame.height
        if self._on is not None:
            return np.full(n, pack(self._on), dtype=np.int32)
        name = self._header.day
        if name is None or name not in block.frame.columns:
            block.missing_days(np.arange(n))
            return np.full(n, UNKNOWN, dtype=np.int32)
        column = self._readers[ON].read(block.frame[name])
        block.wrong(DAY, name, column.wrong)
        missing = column.codes == UNKNOWN
        missing[column.wrong] = False
        block.missing_days(np.flatnonzero(missing))
        days: NDArray[np.int32] = column.codes
        return days

    def _take_about(self, block: Block, name: str) -> pl.Series:
        asked, given = ABOUT[name], block.frame[name]
        if asked.kind == "text":
            texts = as_text(given).str.strip_chars()
            texts = texts.replace({"": None})
            long = (texts.str.len_chars() > LONGEST_ABOUT).fill_null(value=False)
            block.wrong(asked, name, long.arg_true().to_numpy().astype(np.int64))
            return texts.str.slice(0, LONGEST_ABOUT).alias(name)
        column = self._readers[name].read(given)
        block.wrong(asked, name, column.wrong)
        if asked.kind == "yes_no":
            yes = pl.Series(name, column.codes)
            return yes.replace_strict({0: False, 1: True}, default=None, return_dtype=pl.Boolean)
        blank = column.codes == UNKNOWN
        days = unpack_days(np.where(blank, 19_000_101, column.codes).astype(np.int64))
        days[blank] = np.datetime64("NaT")
        return pl.Series(name, days).cast(pl.Date)
