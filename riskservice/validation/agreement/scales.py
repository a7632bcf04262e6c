"""Cells told to be categories: numbers by value, words whatever their case and gaps."""

import math
import re
from collections.abc import Iterator, Mapping, Sequence
from numbers import Real
from typing import Any

import numpy as np

from riskservice.errors import Fault, shown
from riskservice.validation.agreement.spec import Kind
from riskservice.validation.intake.codes import codes_in, stands_for_none
from riskservice.validation.intake.way_out import with_comma

Cells = Sequence[str | None]

PAIR = 2
MOST_FAULTS = 20
"""Different values of one column that are told one by one; more are counted."""
MOST_ROWS = 10
"""Row numbers that are told of one fault or of rows left out; more are counted."""
NOT_RATED, UNKNOWN = -1, -2
"""Codes of a blank cell, and of one that is no category."""
FARTHEST, NEAREST = 1e15, 1e-15
"""No rating is a number beyond the one, nor closer to nought than the other without being it."""
_NUMBER = re.compile(r"[+-]?(\d+(\.\d*)?|\.\d+)([eE][+-]?\d+)?")
_GAPS = re.compile(r"[\s_-]+")


class Scale:
    """Categories, and how a cell is told to be one of them."""

    def __init__(
        self, kind: Kind, labels: Sequence[str], positions: Sequence[float], *, given: bool
    ) -> None:
        self.kind, self.labels, self.given = kind, tuple(labels), given
        self.positions = np.array(positions, dtype=np.float64)
        keys: Sequence[Any] = positions if kind == "numbers" else [folded(x) for x in labels]
        self._codes = {key: code for code, key in enumerate(keys)}

    @classmethod
    def of(cls, cells: Mapping[str, Cells], said: Sequence[str]) -> "Scale":
        """Return the scale that is said, or the values and words that occur."""
        labels = [label.strip() for label in said]
        if labels:
            if all(number_of(label) is not None for label in labels):
                return cls("numbers", labels, [float(label) for label in labels], given=True)
            return cls("ordered", labels, range(len(labels)), given=True)
        found = {cell for column in cells.values() for cell in column if cell is not None}
        values = sorted({x for cell in found if (x := number_of(cell)) is not None})
        if values:
            return cls("numbers", [f"{x:.12g}" for x in values], values, given=False)
        words = {folded(word): word for word in sorted(found, reverse=True)}
        named = [words[key] for key in sorted(words)]
        return cls("named", named, range(len(named)), given=False)

    def code(self, cell: str | None) -> int:
        """Return the category of a cell, :data:`NOT_RATED` or :data:`UNKNOWN`."""
        if cell is None:
            return NOT_RATED
        key = number_of(cell) if self.kind == "numbers" else folded(cell)
        return self._codes.get(key, UNKNOWN)

    def faults(self, name: str, cells: Cells) -> Iterator[Fault]:
        """Yield the fault of every value of a column that is no category, with its rows."""
        wrong: dict[str, list[int]] = {}
        for row, cell in enumerate(cells, 1):
            if self.code(cell) == UNKNOWN or self._is_no_word(cell):
                wrong.setdefault(str(cell), []).append(row)
        for value, rows in list(wrong.items())[:MOST_FAULTS]:
            yield self._fault(name, value, rows)
        if len(wrong) > MOST_FAULTS:
            more = sum(len(rows) for rows in list(wrong.values())[MOST_FAULTS:])
            yield Fault(
                pointer=name,
                message=f"has {len(wrong) - MOST_FAULTS:,} more such values, in {more:,} rows",
                way_out="Correct those above first.",
            )

    def _is_no_word(self, cell: str | None) -> bool:
        """Whether a cell would be a category of its own, and can be none."""
        if self.kind != "named" or cell is None:
            return False
        return stands_for_none(cell) or with_comma(cell) or _too_far(cell)

    def _fault(self, name: str, value: str, rows: Sequence[int]) -> Fault:
        blank = "or leave the cell blank where there is no rating"
        if not self.given and _too_far(value):
            message = "is a number that no rating is"
            way_out = f"Give one up to {FARTHEST:g}, and nought in place of less than {NEAREST:g}."
        elif self.kind == "named" and with_comma(value):
            message, way_out = "is a number with a comma", "Write a point before decimals."
        elif self.kind == "named":
            message = "stands for no rating"
            way_out = "Leave the cell blank; if it is a category, name all as the scale."
        elif self.given:
            message = f"is not a category of the scale {', '.join(self.labels)}"
            way_out = f"Correct it or add it to the scale, {blank}."
        else:
            message = "is not a number, and other ratings are"
            way_out = f"Give a number, {blank}; if these are categories, name all as the scale."
        return Fault(
            pointer=name,
            value=shown(value),
            message=f"{message} ({in_rows(rows)})",
            way_out=way_out,
        )

    def notes(self, cells: Mapping[str, Cells]) -> Iterator[str]:
        """Yield what was read in a way somebody may want to know."""
        if self.kind == "numbers":
            yield from self._codes_given(cells)
            return
        used = {cell for column in cells.values() for cell in column if cell is not None}
        odd = sorted(used - set(self.labels))
        if odd:
            read = ", ".join(
                f"“{shown(word)}” as “{self.labels[self.code(word)]}”" for word in odd[:MOST_FAULTS]
            )
            yield f"Spellings were taken to mean the same: {read}."

    def _codes_given(self, cells: Mapping[str, Cells]) -> Iterator[str]:
        if self.given:
            return
        codes = [self.code(cell) for column in cells.values() for cell in column]
        values = self.positions[[code for code in codes if code >= 0]]
        for code, times in codes_in(values):
            often = "once" if times == 1 else f"{times:,} times"
            yield (
                f"{code:g} is given {often} and stands far from all other ratings: it often stands "
                "for a rating that was not made. It was taken as a rating; leave the cell blank if "
                "it is none."
            )


def in_rows(rows: Sequence[int]) -> str:
    """Return row numbers, counted from 1 without the header, in words."""
    told = ", ".join(f"{row:,}" for row in rows[:MOST_ROWS])
    if len(rows) == 1:
        return f"row {told}"
    more = len(rows) - MOST_ROWS
    return f"rows {told}" + (f" and {more:,} more" if more > 0 else "")


def cell_of(value: Any) -> str | None:
    """Return a cell as text, or None where there is no rating."""
    if value is None or (isinstance(value, Real) and math.isnan(value)):
        return None
    if isinstance(value, Real) and not isinstance(value, bool):
        # The shortest text that is the same number: 3 and 3.0 are one rating.
        return f"{float(value):.17g}" if float(value).is_integer() else repr(float(value))
    return str(value).strip() or None


def number_of(text: str) -> float | None:
    """Return the number a text is, or None; also where it is one that no rating is."""
    if not _NUMBER.fullmatch(text):
        return None
    value = float(text)
    return value if not value or NEAREST <= abs(value) <= FARTHEST else None


def _too_far(text: str) -> bool:
    return bool(_NUMBER.fullmatch(text)) and number_of(text) is None


def folded(text: str) -> str:
    """Return a word without what spellings of one word differ in."""
    return _GAPS.sub("_", text.strip().casefold())
