"""
People as columns of codes, as narrow as each question allows: what readers make and engines take.

A code is that of :meth:`Question.encode`, but for one thing: in a column of a question with a
finite domain, *not answered* is the question's ``size``, one past its last code, so that it can be
looked up like any other. In a column of dates it is UNKNOWN.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from riskservice.kit.dates import UNKNOWN
from riskservice.kit.questions import Question

Codes = NDArray[Any]
"""A column of codes: uint8, uint16 or int32."""


def unanswered(question: Question) -> int:
    """Return the code that stands for *not answered* in a column of a question."""
    return UNKNOWN if question.size is None else question.size


def dtype_of(question: Question) -> type[np.uint8] | type[np.uint16] | type[np.int32]:
    """Return the narrowest type that holds every code of a question and *not answered*."""
    if question.size is None or question.size > np.iinfo(np.uint16).max:
        return np.int32
    return np.uint8 if question.size <= np.iinfo(np.uint8).max else np.uint16


def narrow(question: Question, codes: NDArray[np.int64]) -> Codes:
    """Return wide codes, UNKNOWN where not answered, as a column."""
    return np.where(codes == UNKNOWN, unanswered(question), codes).astype(dtype_of(question))


def wide(question: Question, column: Codes) -> NDArray[np.int64]:
    """Return a column as wide codes, UNKNOWN where not answered; the opposite of :func:`narrow`."""
    codes = column.astype(np.int64)
    return np.where(codes == unanswered(question), UNKNOWN, codes)


@dataclass(frozen=True, kw_only=True)
class People:
    """
    A block of people as columns.

    Attributes
    ----------
    case_id : Series of String, length n
    on : ndarray of int32, shape (n,)
        Day of assessment, packed YYYYMMDD.
    columns : mapping of str to ndarray, each of shape (n,)
        Question to its column; a question without a column was answered by nobody.
    records : mapping of str to sequence, each of length n
        Answers that have no code (text, ratings with evidence) as plain values, None where there
        are none.
    about : DataFrame, n rows
        What the file says beside the answers: officer, team, release date.
    first_row : int
        Number of the first row within its file, counted from 1 without the header.
    sound : ndarray of bool, shape (n,)
        False where a value could not be read; such a value counts as not answered here, and the
        person's results are *faulty*.
    """

    case_id: pl.Series
    on: NDArray[np.int32]
    columns: Mapping[str, Codes]
    sound: NDArray[np.bool_]
    records: Mapping[str, Sequence[Any]] = field(default_factory=dict)
    about: pl.DataFrame = field(default_factory=pl.DataFrame)
    first_row: int = 1

    def __len__(self) -> int:
        """Return the number of people."""
        return len(self.on)

    def __post_init__(self) -> None:
        """Refuse columns of different lengths: their rows would belong to different people."""
        parts: dict[str, Any] = {"case_id": self.case_id, "sound": self.sound}
        parts |= {**self.columns, **self.records}
        for name, column in parts.items():
            if len(column) != len(self):
                raise ValueError(f"{name} has {len(column)} rows, and on has {len(self)}")
