"""
First and second ratings of a structured judgement, found in the columns of a file.

A first rating stands in the column of its question, as the case record has it or as the rating
alone. A second stands in the record of the second, blind rating, or in a column named after the
question with ``_second`` behind it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, get_args, get_type_hints

import msgspec

from riskservice.errors import Fault, shown
from riskservice.kit.questions import Question, plain, questions_of
from riskservice.kit.rating import Judgement
from riskservice.validation.agreement.scales import MOST_FAULTS, folded, in_rows

SECOND_COLUMN = "_second"


@dataclass(frozen=True, kw_only=True)
class Factor:
    """A question that both assessors may answer, and its answers from lowest to highest."""

    asked: Question
    scale: tuple[str, ...]


@dataclass(kw_only=True)
class Found:
    """
    What a file holds.

    Attributes
    ----------
    first, second : dict of str to list, each of length rows
        Rating by factor, None where there is none.
    lapsed : list of int
        Rows with a rating carried forward and not confirmed; it is no rating.
    """

    first: dict[str, list[str | None]] = field(default_factory=dict)
    second: dict[str, list[str | None]] = field(default_factory=dict)
    lapsed: list[int] = field(default_factory=list)
    wrong: dict[tuple[str, str | None, str], list[int]] = field(default_factory=dict)

    def note(self, column: str, row: int, value: object, message: str) -> None:
        """Note what is wrong in a row; alike faults of a column are told once."""
        given = None if value is None else shown(value)
        self.wrong.setdefault((column, given, message), []).append(row)

    def faults(self) -> Iterator[Fault]:
        """Yield every different fault with its rows."""
        told = list(self.wrong.items())
        for (column, value, message), rows in told[:MOST_FAULTS]:
            yield Fault(
                pointer=column,
                value=value,
                message=f"{message} ({in_rows(rows)})",
                way_out="Correct it, or leave the cell blank where there is no rating.",
            )
        if len(told) > MOST_FAULTS:
            yield Fault(
                pointer="columns",
                message=f"have {len(told) - MOST_FAULTS:,} more faults",
                way_out="Correct those above first.",
            )


def factors_of(judgement: Judgement) -> dict[str, Factor]:
    """Return the factors of a judgement and its overall level, in the order of the form."""
    asked = {question.key: question for question in questions_of(judgement.answers)}
    found = {
        key: Factor(asked=asked[key], scale=_ratings_of(asked[key]))
        for key in (*judgement.risk, *judgement.protective)
    }
    level = asked[judgement.level]
    return found | {level.key: Factor(asked=level, scale=level.choices)}


def columns_of(judgement: Judgement) -> Iterator[str]:
    """Yield the columns in which ratings of a judgement may stand."""
    keys = (*judgement.risk, *judgement.protective, judgement.level)
    yield from (judgement.second, judgement.assessor, *keys)
    yield from (f"{key}{SECOND_COLUMN}" for key in keys)


def find_ratings(columns: Mapping[str, Sequence[Any]], judgement: Judgement) -> Found:
    """
    Return the ratings of both assessors.

    Parameters
    ----------
    columns : mapping of str to sequence, each of length rows
        Cells are words, records, or JSON text of records, as files have them.
    judgement : Judgement
    """
    found, factors = Found(), factors_of(judgement)
    rows = max((len(cells) for cells in columns.values()), default=0)
    for key, factor in factors.items():
        found.first[key] = [None] * rows
        found.second[key] = [None] * rows
        _take_first(found, columns.get(key, ()), factor)
        _take_second(found, columns.get(f"{key}{SECOND_COLUMN}", ()), factor)
    _take_records(found, columns, judgement, factors)
    return found


def _ratings_of(question: Question) -> tuple[str, ...]:
    """Return the words of a rated factor, in rising order."""
    kind = plain(msgspec.inspect.type_info(question.type))
    assert isinstance(kind, msgspec.inspect.StructType)
    return tuple(get_args(get_type_hints(kind.cls)["rating"]))


def _take_first(found: Found, cells: Sequence[Any], factor: Factor) -> None:
    key = factor.asked.key
    for row, cell in enumerate(cells, 1):
        value = _opened(cell)
        if isinstance(value, Mapping):
            carried, still = value.get("carried_from"), value.get("still_true")
            if still is False or (carried is not None and still is not True):
                found.lapsed.append(row)
                continue
            value = value.get("rating")
        found.first[key][row - 1] = _word(found, key, row, value, factor)


def _take_second(found: Found, cells: Sequence[Any], factor: Factor) -> None:
    key = factor.asked.key
    for row, cell in enumerate(cells, 1):
        value = _opened(cell)
        value = value.get("rating") if isinstance(value, Mapping) else value
        word = _word(found, f"{key}{SECOND_COLUMN}", row, value, factor)
        found.second[key][row - 1] = word


def _take_records(
    found: Found,
    columns: Mapping[str, Sequence[Any]],
    judgement: Judgement,
    factors: Mapping[str, Factor],
) -> None:
    """Take the records of second ratings, each of another assessor than the first."""
    assessors = columns.get(judgement.assessor, ())
    for row, cell in enumerate(columns.get(judgement.second, ()), 1):
        value = _opened(cell)
        if value is None:
            continue
        if not isinstance(value, Mapping) or not isinstance(value.get("ratings"), Mapping):
            found.note(judgement.second, row, value, "is no record of an assessor and ratings")
            continue
        first = folded(str(assessors[row - 1] or "")) if assessors else ""
        second = folded(str(value.get("assessor") or ""))
        if not second or second == first:
            found.note(judgement.second, row, None, "names no other assessor than the first")
        for key, rating in value["ratings"].items():
            if key not in factors or key == judgement.level:
                found.note(judgement.second, row, key, "is not a factor of this judgement")
            elif rating is not None:
                word = _word(found, judgement.second, row, rating, factors[key])
                if found.second[key][row - 1] not in (None, word):
                    found.note(f"{key}{SECOND_COLUMN}", row, rating, "differs from the record")
                found.second[key][row - 1] = word


def _opened(cell: Any) -> Any:
    """Return what a cell holds: a record, a word, or None where it is blank."""
    if isinstance(cell, str):
        text = cell.strip()
        if not text.startswith("{"):
            return text or None
        try:
            cell = msgspec.json.decode(text)
        except msgspec.DecodeError:
            return text
    if isinstance(cell, Mapping) and all(value is None for value in cell.values()):
        return None
    return None if isinstance(cell, float) and cell != cell else cell  # noqa: PLR0124  NaN


def _word(found: Found, column: str, row: int, value: Any, factor: Factor) -> str | None:
    if value is None:
        return None
    words = {folded(word): word for word in factor.scale}
    word = words.get(folded(value)) if isinstance(value, str) else None
    if word is None:
        found.note(column, row, value, f"is not one of {', '.join(factor.scale)}")
    return word
