"""Answers that have no code: text as it is, and records as JSON text or as nested columns."""

from typing import Any, NamedTuple

import msgspec
import numpy as np
import polars as pl
from numpy.typing import NDArray

from riskservice.kit.faults import beyond_type, misfits
from riskservice.kit.questions import Question
from riskservice.rescoring.answers import as_text


class Written(NamedTuple):
    """
    A column, read.

    Attributes
    ----------
    values : list, length n
        None where nothing was given, or where it could not be read.
    wrong : ndarray of int, shape (k,)
        Rows of what could not be read.
    reasons : list of str, length k
        Why; empty where there is nothing to add.
    """

    values: list[Any]
    wrong: NDArray[np.int64]
    reasons: list[str]


def read_written(asked: Question, given: pl.Series) -> Written:
    """Return a column of text or of records, each value checked against the question's type."""
    nested = given.dtype.is_nested()
    if asked.kind == "text" or not nested:
        given = as_text(given)
    values: list[Any] = [None] * len(given)
    wrong: list[int] = []
    reasons: list[str] = []
    for at in given.is_not_null().arg_true():
        value, reason = _checked(asked, given[at])
        values[at] = value
        if reason is not None:
            wrong.append(at)
            reasons.append(reason)
    return Written(values, np.array(wrong, dtype=np.int64), reasons)


def _checked(asked: Question, given: Any) -> tuple[Any, str | None]:
    if isinstance(given, str):
        if not given.strip():
            return None, None
        if asked.kind == "record":
            try:
                given = msgspec.json.decode(given)
            except (msgspec.DecodeError, UnicodeError, RecursionError):
                return None, "is not JSON"
    else:
        given = _filled(given.to_list() if isinstance(given, pl.Series) else given)
    if given is None:
        return None, None
    try:
        value = msgspec.convert(given, asked.type)
    except (msgspec.ValidationError, UnicodeEncodeError):
        return None, f"does not fit: {misfits(given, asked.type)}" if asked.kind == "record" else ""
    reason = beyond_type(asked, value)
    return (None, reason) if reason else (value, None)


def _filled(value: Any) -> Any:
    """Return nested values without the fields that columns have and this record does not."""
    if isinstance(value, dict):
        inner = {key: kept for key, v in value.items() if (kept := _filled(v)) is not None}
        return inner or None
    if isinstance(value, list):
        return [_filled(each) for each in value]
    return value
