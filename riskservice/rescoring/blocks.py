"""One block on its way from columns to people: what of it could not be read, row by row."""

from collections.abc import Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from riskservice.kit.questions import Question
from riskservice.rescoring.answers import BEYOND
from riskservice.rescoring.case_ids import CaseIds
from riskservice.rescoring.days import within_calendar
from riskservice.rescoring.formats import BROKEN
from riskservice.rescoring.headers import CASE_ID, ON
from riskservice.rescoring.row_faults import RowFault, misfit, seen
from riskservice.rescoring.written_answers import read_written


class Block:
    """One block on its way: its identifiers, its faults, and which of its people are sound."""

    def __init__(self, frame: pl.DataFrame, first_row: int, most: int) -> None:
        self.frame = frame
        self._first_row = first_row
        self._most = most
        self.ids = pl.Series(CASE_ID, [""] * 0, dtype=pl.String)
        self.sound = np.ones(frame.height, dtype=np.bool_)
        self._broken = np.zeros(frame.height, dtype=np.bool_)
        self.faults: list[tuple[int, RowFault]] = []
        self.found = 0

    def take_broken(self) -> None:
        """Note the rows that could not be taken apart; nothing else is asked of them."""
        if BROKEN in self.frame.columns:
            self._broken = self.frame[BROKEN].is_not_null().to_numpy()

    def take_ids(self, ids: CaseIds) -> None:
        """Read the identifiers, and note those that cannot be used."""
        n = self.frame.height
        given = (
            self.frame[CASE_ID]
            if CASE_ID in self.frame.columns
            else pl.Series(CASE_ID, [None] * n, dtype=pl.String)
        )
        self.ids, wrong = ids.read(given, self._first_row)
        broken = np.flatnonzero(self._broken)
        for i in self._room(broken):
            at = int(broken[i])
            way_out = "Correct this row in the file; the others were read."
            self._note(at, "", None, self.frame[BROKEN][at], way_out)
        for found in wrong:
            places = np.flatnonzero(~self._broken[found.rows])
            for i in self._room(found.rows[places]):
                place = int(places[i])
                at = int(found.rows[place])
                value = seen(_at(given, at))
                self._note(at, CASE_ID, value, found.fault(place), found.way_out)

    def take_written(self, asked: Question, given: pl.Series) -> list[Any]:
        """Return answers without a code, noting those that do not fit."""
        read = read_written(asked, given)
        self.wrong(asked, given.name, read.wrong, read.reasons)
        return read.values

    def wrong(
        self,
        asked: Question,
        column: str,
        rows: NDArray[np.int64],
        reasons: Sequence[str] = (),
    ) -> None:
        """Note the rows of a column whose value could not be read."""
        given = self.frame[column]
        for i in self._room(rows):
            value = _at(given, int(rows[i]))
            fault, way_out = misfit(asked, value)
            reason = (reasons[i] if reasons else "") or fault
            self._note(int(rows[i]), asked.key, seen(value), reason, way_out)

    def missing_days(self, rows: NDArray[np.int64]) -> None:
        """Note the rows that do not say on which day the person is assessed."""
        rows = rows[~self._broken[rows]]
        for i in self._room(rows):
            way_out = "Give it as YYYY-MM-DD, or one day for everyone."
            self._note(int(rows[i]), ON, None, "the day of assessment is missing", way_out)

    def _room(self, rows: NDArray[np.int64]) -> range:
        """Count faults in some rows, and return the places of those that are written down."""
        self.sound[rows] = False
        self.found += len(rows)
        return range(min(len(rows), max(self._most - len(self.faults), 0)))

    def _note(self, at: int, question: str, value: str | None, fault: str, way_out: str) -> None:
        noted = RowFault(
            row=self._first_row + at,
            case_id=self.ids[at],
            question=question,
            value=value,
            fault=fault,
            way_out=way_out,
        )
        self.faults.append((at, noted))

    def in_order(self) -> list[RowFault]:
        """Return what was noted, in the order of the rows."""
        return [noted for _, noted in sorted(self.faults, key=lambda pair: pair[0])]


def _at(given: pl.Series, at: int) -> object:
    """Return one value of a column; a day beyond what a calendar holds is said as such."""
    if not within_calendar(given[at : at + 1]):
        return BEYOND
    return given[at]
