"""
One column of a file read as the codes of one question.

What is spelled as the vocabulary or the official service spells it is looked up for all rows at
once; only what is not is looked at text by text, once for each different text of a block.
"""

import re
from collections.abc import Callable, Iterator
from itertools import chain, product
from typing import Any, NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from riskservice.kit.dates import UNKNOWN
from riskservice.kit.questions import Question
from riskservice.official.translate import official
from riskservice.rescoring.columns import Codes, dtype_of, unanswered
from riskservice.rescoring.days import (
    WILD,
    day_of_text,
    days_of,
    days_of_serials,
    days_of_texts,
    matrix,
    within_calendar,
)

BEYOND = "a day beyond the calendar"
NONE = "NONE"
"""An answered empty list."""
SEPARATOR = "|"
_MOST_SPELLED = 10
"""Of choices whose combinations are spelled out beforehand."""
_YES = ("true", "True", "TRUE", "yes", "Yes", "YES", "y", "Y", "1", "1.0")
_NO = ("false", "False", "FALSE", "no", "No", "NO", "n", "N", "0", "0.0")
_WHOLE = re.compile(r"([0-9]{1,18})(?:\.0+)?")
_TEN = 10


class Column(NamedTuple):
    """
    A column, read.

    Attributes
    ----------
    codes : ndarray, shape (n,)
        As :class:`People` holds them; *not answered* where nothing was, or what could not be read.
    wrong : ndarray of int, shape (k,)
        Rows of what could not be read.
    """

    codes: Codes
    wrong: NDArray[np.int64]


class ColumnReader:
    """
    Reads columns as codes of one question, whatever the type the file gives them.

    Parameters
    ----------
    asked : Question
        One that has codes.
    serials : bool
        Whether a whole number in place of a date is a day as Excel counts them.
    """

    def __init__(self, asked: Question, *, serials: bool = False) -> None:
        self.asked = asked
        self._serials = serials
        self._blank = unanswered(asked)
        self._spelled = dict(_spellings(asked))
        self._folded = {text.lower(): code for text, code in self._spelled.items()}
        self._enum = pl.Enum(list(self._spelled))
        self._codes = np.array([*self._spelled.values(), self._blank], dtype=dtype_of(asked))
        self._enums: dict[pl.Enum, tuple[Codes, NDArray[np.bool_]]] = {}

    def looks_up(self, dtype: pl.DataType) -> bool:
        """Whether a column of the type is read by :meth:`lookup`, many at once."""
        return dtype == pl.String and bool(self._spelled)

    def lookup(self, name: str) -> pl.Expr:
        """Return the place of each text of a column among those that are known."""
        return (
            pl.col(name).cast(self._enum, strict=False).to_physical().fill_null(len(self._spelled))
        )

    def looked_up(self, places: pl.Series, given: pl.Series) -> Column:
        """Return a column by its places, with the rest of its texts read one by one."""
        found = places.to_numpy()
        codes = self._codes[found]
        odd = found == len(self._spelled)
        if given.null_count():
            odd &= given.is_not_null().to_numpy()
        return self._one_by_one(codes, odd, given)

    def read(self, given: pl.Series) -> Column:
        """Return a column of any type, read."""
        n = len(given)
        match given.dtype:
            case pl.Null():
                return Column(np.full(n, self._blank, dtype_of(self.asked)), _nowhere())
            case pl.Enum():
                return self._by_category(given)
            case pl.Boolean() if self.asked.kind == "yes_no":
                return Column(given.cast(pl.UInt8).fill_null(2).to_numpy(), _nowhere())
            case pl.Date() | pl.Datetime() if self.asked.kind == "date":
                return _days(days_of(given))
            case dtype if dtype.is_numeric():
                return self._by_number(given)
            case pl.List() | pl.Array() if self.asked.kind == "choices":
                given = _joined(given)
            case pl.String():
                pass
            case _:
                given = as_text(given)
        return self._by_text(given)

    def code_of(self, text: str) -> int | None:
        """Return the code of a text; *not answered* if it is blank, None if it does not fit."""
        text = text.strip()
        if not text:
            return self._blank
        code = self._folded.get(text.lower())
        if code is not None:
            return code
        match self.asked.kind:
            case "date":
                day = day_of_text(text, serials=self._serials)
                return None if day == WILD else day
            case "count" if found := _WHOLE.fullmatch(text):
                return self._folded.get(str(int(found[1])))
            case "choices":
                each = [self._folded.get(part.strip().lower()) for part in text.split(SEPARATOR)]
                parts = [code for code in each if code]
                return sum(set(parts)) if len(parts) == len(each) else None
            case "code" if len(text) == self._digits and text.isascii() and text.isdigit():
                return int(text)
            case _:
                return None

    @property
    def _digits(self) -> int:
        return len(str(self.asked.size)) - 1

    def _by_text(self, given: pl.Series) -> Column:
        match self.asked.kind:
            case "date":
                codes: Codes = days_of_texts(given)
                odd = codes == WILD
                codes[odd] = UNKNOWN
            case "code":
                codes = np.full(len(given), self._blank, dtype_of(self.asked))
                fits = (given.str.len_bytes() == self._digits).fill_null(value=False).to_numpy()
                if fits.any():
                    codes[fits] = self._spelled_code(given if fits.all() else given.filter(fits))
                odd = (codes == self._blank) & given.is_not_null().to_numpy()
            case _:
                places = given.to_frame("").select(self.lookup("")).to_series()
                return self.looked_up(places, given)
        return self._one_by_one(codes, odd, given)

    def _spelled_code(self, texts: pl.Series) -> Codes:
        digits = matrix(texts, self._digits) - np.uint8(ord("0"))
        powers = _TEN ** np.arange(self._digits - 1, -1, -1)
        return np.where((digits < _TEN).all(axis=1), digits @ powers, self._blank)

    def _by_number(self, given: pl.Series) -> Column:
        if self.asked.kind == "date" and self._serials:
            return _days(days_of_serials(given))
        low, high = {
            "yes_no": (0, 1),
            "count": (self.asked.low or 0, self.asked.high or 0),
            # A smaller number may be a code without its nought in front, or half a code.
            "code": (10 ** (self._digits - 2), (self.asked.size or 1) - 1),
        }.get(self.asked.kind, (1, 0))
        values = given.cast(pl.Float64, strict=False).fill_null(np.nan).to_numpy()
        with np.errstate(invalid="ignore"):
            fits = (values >= low) & (values <= high) & (values == np.floor(values))
        codes = np.where(fits, np.where(fits, values, 0), self._blank).astype(dtype_of(self.asked))
        wrong = ~fits
        if given.null_count():
            wrong &= given.is_not_null().to_numpy()
        return Column(codes, np.flatnonzero(wrong))

    def _by_category(self, given: pl.Series) -> Column:
        dtype = given.dtype
        assert isinstance(dtype, pl.Enum)
        if dtype not in self._enums:
            read = [self.code_of(text) for text in dtype.categories]
            codes = [self._blank if code is None else code for code in read]
            self._enums[dtype] = (
                np.array([*codes, self._blank], dtype=dtype_of(self.asked)),
                np.array([*(code is None for code in read), False]),
            )
        codes_of, wild = self._enums[dtype]
        places = given.to_physical().fill_null(len(dtype.categories)).to_numpy()
        wrong = np.flatnonzero(wild[places]) if wild.any() else _nowhere()
        return Column(codes_of[places], wrong)

    def _one_by_one(self, codes: Codes, odd: NDArray[np.bool_], given: pl.Series) -> Column:
        if not odd.any():
            return Column(codes, _nowhere())
        rows = np.flatnonzero(odd)
        texts = given.gather(rows).to_list()
        read = {text: self.code_of(text) for text in set(texts)}
        codes[rows] = [self._blank if (code := read[text]) is None else code for text in texts]
        return Column(codes, rows[[read[text] is None for text in texts]])


def as_text(given: pl.Series) -> pl.Series:
    """Return a column of any type as text, for a reader of texts and for people."""
    if not within_calendar(given):
        beyond = pl.Series(given.name, [BEYOND]).new_from_index(0, len(given))
        return beyond.set(given.is_null(), None)
    try:
        return given.cast(pl.String)
    except pl.exceptions.PolarsError:
        return pl.Series(given.name, [None if v is None else str(v) for v in given.to_list()])


def _joined(lists: pl.Series) -> pl.Series:
    texts = lists.cast(pl.List(pl.String))
    joined = texts.list.join(SEPARATOR, ignore_nulls=False)
    # A list with a null in it joins to null, and would pass for one that was not answered.
    joined = pl.select(
        pl.when(texts.is_not_null() & joined.is_null()).then(pl.lit("?")).otherwise(joined)
    ).to_series()
    empty = (texts.list.len() == 0).fill_null(value=False)
    return pl.select(pl.when(empty).then(pl.lit(NONE)).otherwise(joined)).to_series()


def _days(packed: NDArray[np.int32]) -> Column:
    wild = packed == WILD
    return Column(np.where(wild, np.int32(UNKNOWN), packed), np.flatnonzero(wild))


def _nowhere() -> NDArray[np.int64]:
    return np.empty(0, dtype=np.int64)


def _spellings(asked: Question) -> Iterator[tuple[str, int]]:
    """Yield every usual spelling of an answer and its code."""
    match asked.kind:
        case "yes_no":
            yield from chain(((text, 1) for text in _YES), ((text, 0) for text in _NO))
        case "count":
            yield from ((str(n), n) for n in range(asked.low or 0, (asked.high or 0) + 1))
        case "choice":
            for spell in (str, official):
                yield from ((spell(value), code) for code, value in enumerate(asked.choices))
        case "choices":
            yield NONE, 0
            for spell in (str, official):
                yield from _combinations(asked.choices, spell)


def _combinations(
    choices: tuple[str, ...], spell: Callable[[Any], str]
) -> Iterator[tuple[str, int]]:
    if len(choices) > _MOST_SPELLED:
        yield from ((spell(choice), 1 << i) for i, choice in enumerate(choices))
        return
    for picked in product((0, 1), repeat=len(choices)):
        code = sum(bit << i for i, bit in enumerate(picked))
        if code:
            said = (spell(choice) for choice, bit in zip(choices, picked, strict=True) if bit)
            yield SEPARATOR.join(said), code
