"""Some of the people of a block, on another day, or with some of another block's answers."""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from riskservice.kit.questions import Question
from riskservice.rescoring.columns import Codes, People, dtype_of, unanswered

Rows = NDArray[np.int64]


def at(people: People, rows: Rows) -> People:
    """Return the people at some rows, in that order; a row may be asked for twice."""
    return replace(
        people,
        case_id=people.case_id.gather(pl.Series(rows, dtype=pl.UInt32)),
        on=people.on[rows],
        columns={key: column[rows] for key, column in people.columns.items()},
        sound=people.sound[rows],
        records={key: [held[i] for i in rows] for key, held in people.records.items()},
        about=people.about if people.about.is_empty() else people.about[rows],
    )


def dated(people: People, on: NDArray[np.int32]) -> People:
    """Return the same people with the same answers on other days."""
    return replace(people, on=on.astype(np.int32))


def differing(first: People, second: People, questions: Mapping[str, Question]) -> dict[str, Any]:
    """
    Return where two blocks of the same people answer a question differently.

    Returns
    -------
    dict of str to ndarray of bool, shape (n,)
        Only questions that somebody answers differently, in the order of the vocabulary.
    """
    found = {}
    for key in _in_order((*first.columns, *second.columns), questions):
        asked = questions[key]
        differs = column_of(first, asked) != column_of(second, asked)
        if differs.any():
            found[key] = differs
    for key in _in_order((*first.records, *second.records), questions):
        pairs = zip(_held(first, key), _held(second, key), strict=True)
        differs = np.array([a != b for a, b in pairs], dtype=np.bool_)
        if differs.any():
            found[key] = differs
    return found


def exchanged(
    people: People, other: People, where: Mapping[str, Any], questions: Mapping[str, Question]
) -> People:
    """
    Return people with some answers taken from another block of the same people.

    Parameters
    ----------
    where : mapping of str to ndarray of bool, shape (n,)
        Question to those whose answer is taken from ``other``.
    """
    columns, records = dict(people.columns), dict(people.records)
    for key, taken in where.items():
        asked = questions[key]
        if asked.coded:
            columns[key] = np.where(taken, column_of(other, asked), column_of(people, asked))
        else:
            both = zip(taken, _held(other, key), _held(people, key), strict=True)
            records[key] = [theirs if take else mine for take, theirs, mine in both]
    return replace(people, columns=columns, records=records)


def column_of(people: People, asked: Question) -> Codes:
    """Return the column of a coded question, *not answered* throughout where there is none."""
    column = people.columns.get(asked.key)
    if column is None:
        return np.full(len(people), unanswered(asked), dtype=dtype_of(asked))
    return column


def said(people: People, row: int, asked: Question) -> str:
    """Return one person's answer as people read it."""
    if not asked.coded:
        held = _held(people, asked.key)[row]
        return asked.say(None) if held is None else "given"
    code = int(column_of(people, asked)[row])
    return asked.say(None if code == unanswered(asked) else asked.decode(code))


def _held(people: People, key: str) -> Any:
    return people.records.get(key) or [None] * len(people)


def _in_order(keys: Iterable[str], questions: Mapping[str, Question]) -> list[str]:
    wanted = set(keys)
    return [key for key in questions if key in wanted]
