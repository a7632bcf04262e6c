"""Which column of a file answers which question, under our name or the official one."""

import difflib
from collections.abc import Iterable, Mapping
from typing import Final

from riskservice.errors import Fault, shown
from riskservice.kit.faults import LONGEST_NAME, MOST_HINTS
from riskservice.kit.questions import Question
from riskservice.official.request import FIELDS
from riskservice.rescoring.formats import UnreadableFile

CASE_ID: Final = "case_id"
ON: Final = "on"
OFFICIAL_ON: Final = "assessmentDate"
ABOUT: Final = {
    "release_date": Question(
        key="release_date", wording="Date of release", guidance="", kind="date"
    ),
    "officer": Question(key="officer", wording="Officer", guidance="", kind="text"),
    "team": Question(key="team", wording="Team", guidance="", kind="text"),
    "allocated": Question(
        key="allocated", wording="Allocated to an officer", guidance="", kind="yes_no", size=2
    ),
}
"""What a file may say beside the answers; no score rests on it."""
DAY: Final = Question(key=ON, wording="Day of assessment", guidance="", kind="date")


class Header:
    """
    The columns of one file and what they are for.

    Parameters
    ----------
    questions : mapping of str to Question
        Everything that may be asked.
    on_column : str or None
        The column with the day of assessment, where it is said.

    Attributes
    ----------
    answers : dict of str to str
        Question to its column.
    about : dict of str to str
        The same for what stands beside the answers.
    unknown : dict of str to Fault
        Columns that are for nothing here, each with the name that may be meant.
    """

    def __init__(self, questions: Mapping[str, Question], on_column: str | None = None) -> None:
        self._names = {q.official: key for key, q in questions.items() if q.official}
        self._names |= {key: key for key in questions}
        self._official = {name for name, _ in FIELDS} - {OFFICIAL_ON}
        self._on_column = on_column
        self.answers: dict[str, str] = {}
        self.about: dict[str, str] = {}
        self.unknown: dict[str, Fault] = {}
        self.day: str | None = None
        self.case_id = False

    def learn(self, columns: Iterable[str]) -> None:
        """
        Take in the columns of a file, or more of them.

        Raises
        ------
        UnreadableFile
            When a question stands in two columns.
        """
        twice: list[Fault] = []
        for column in columns:
            if column == self._on_column:
                self.day = column
            if column == CASE_ID:
                self.case_id = True
            elif column in ABOUT:
                self.about[column] = column
            elif column in (ON, OFFICIAL_ON):
                if self._on_column is None:
                    if self.day not in (None, column):
                        twice.append(_twice(ON, str(self.day), column))
                    self.day = column
            elif key := self._names.get(column):
                if self.answers.get(key, column) != column:
                    twice.append(_twice(key, self.answers[key], column))
                self.answers[key] = column
            elif column != self._on_column and column not in self.unknown:
                self.unknown[column] = self._unknown(column)
        if twice:
            raise UnreadableFile(*twice)

    def _unknown(self, column: str) -> Fault:
        if column in self._official:
            return Fault(
                pointer=shown(column),
                message="is a field of the official service that nothing installed asks for",
                way_out="It is left out; nothing has to be done.",
            )
        near: list[str] = []
        if len(self.unknown) < MOST_HINTS and len(column) <= LONGEST_NAME:
            known = [*self._names, CASE_ID, ON, *ABOUT]
            near = difflib.get_close_matches(column, known, n=1, cutoff=0.6)
        hint = (
            f"Did you mean {near[0]}? Then call it so." if near else "See: riskservice questions."
        )
        return Fault(
            pointer=shown(column),
            message="is no question of anything installed; the column is left out",
            way_out=hint,
        )

    def complete(self, name: str, *, dated: bool) -> None:
        """
        Refuse a file that cannot be scored, whatever its rows hold.

        Parameters
        ----------
        name : str
            Of the file.
        dated : bool
            Whether the day of assessment is given for everyone.
        """
        faults: list[Fault] = []
        if not self.answers:
            hints = [fault.way_out for fault in self.unknown.values() if "mean" in fault.way_out]
            faults.append(
                Fault(
                    pointer=name,
                    message="has no column that is a question",
                    way_out=" ".join(hints[:3])
                    or "Name the columns as riskservice questions lists them.",
                )
            )
        if not self.case_id:
            faults.append(
                Fault(
                    pointer=name,
                    message="has no column case_id",
                    way_out="Give every person an identifier, in a column called case_id.",
                )
            )
        if self._on_column is not None and self.day is None:
            faults.append(
                Fault(
                    pointer=name,
                    value=shown(self._on_column),
                    message="has no column of that name for the day of assessment",
                    way_out="Name one of its columns of dates.",
                )
            )
        elif self.day is None and not dated:
            faults.append(
                Fault(
                    pointer=name,
                    message="does not say on which day people are assessed",
                    way_out="Say one day for everyone, name a column of dates for it, or add a "
                    "column called on.",
                )
            )
        if faults:
            raise UnreadableFile(*faults)


def _twice(key: str, one: str, other: str) -> Fault:
    return Fault(
        pointer=key,
        question=key,
        value=f"{shown(one)}, {shown(other)}",
        message="stands in two columns of the file",
        way_out="Keep the column that is right, and take the other out.",
    )
