"""
Typed questions: one annotated field is the request, the form row, the schema and the column.

An answer is held twice: as the plain value that was given (for people), and as one whole number,
its *code* (for kernels). Codes: a count is itself, no/yes is 0/1, a choice is its place in the
list, a date is the packed number YYYYMMDD, so that whole years are one integer division. What was
not answered has the code :data:`UNKNOWN` and is never anything else.
"""

import datetime as dt
import difflib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Annotated, Any, Literal, get_args

import msgspec
import numpy as np
from msgspec import Meta, Struct, inspect
from numpy.typing import NDArray

from riskservice.errors import Fault, shown

Ints = NDArray[np.int64]

UNKNOWN = -999_999_999
EARLIEST, LATEST = dt.date(1900, 1, 1), dt.date(2100, 12, 31)

Kind = Literal["date", "count", "yes_no", "choice", "text", "record"]

Count = Annotated[int, Meta(ge=0, le=999)]
YesNo = bool
Date = dt.date
Text = Annotated[str, Meta(max_length=4000)]


def question(
    wording: str, *, guidance: str = "", titles: Mapping[str, str] | None = None, example: Any = None
) -> Meta:
    """
    Describe one question: its wording, the guidance beside it, and how its choices read.

    Parameters
    ----------
    wording : str
        The question as the form asks it.
    guidance : str, optional
        What counts and what does not.
    titles : mapping of str to str, optional
        Choice value to its wording; values without one are shown as they are.
    example : optional
        A plausible answer for the API description.
    """
    return Meta(
        title=wording,
        description=guidance or None,
        examples=None if example is None else [example],
        extra={"titles": dict(titles or {})},
    )


class Answers(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Base of every instrument's answers: one field per question, in the order of the form."""


class Question(Struct, frozen=True, kw_only=True):
    """
    One question, read off its annotated field.

    Attributes
    ----------
    low, high : int or None
        Bounds of a count, both allowed.
    choices : tuple of str
        Values of a choice, in rising order of code.
    size : int or None
        Codes run from 0 to ``size - 1``; None for dates and for what has no code.
    """

    key: str
    wording: str
    guidance: str
    kind: Kind
    choices: tuple[str, ...] = ()
    titles: dict[str, str] = {}
    low: int | None = None
    high: int | None = None
    size: int | None = None
    type: Any = None

    @property
    def coded(self) -> bool:
        """Whether a kernel can read it."""
        return self.kind not in ("text", "record")

    def encode(self, value: Any) -> int:
        """Return the code of a checked value; None is unknown."""
        if value is None:
            return UNKNOWN
        if self.kind == "date":
            return pack(value)
        if self.kind == "choice":
            return self.choices.index(value)
        return int(value)

    def decode(self, code: int) -> Any:
        """Return the value a code stands for; the opposite of :meth:`encode`."""
        if code == UNKNOWN:
            return None
        match self.kind:
            case "date":
                return unpack(code)
            case "choice":
                return self.choices[code]
            case "yes_no":
                return bool(code)
            case _:
                return code

    def say(self, value: Any) -> str:
        """Return a value as people read it."""
        match value:
            case None:
                return "not answered"
            case bool():
                return "yes" if value else "no"
            case dt.date():
                return f"{value.day} {value:%B %Y}"
            case str() if self.kind == "choice":
                return self.titles.get(value, value.replace("_", " "))
            case _:
                return str(value)

    def expects(self) -> str:
        """Return what an answer must look like, as the way out of a fault."""
        match self.kind:
            case "date":
                return f"Give a date that exists, as YYYY-MM-DD, from {EARLIEST} to {LATEST}."
            case "count":
                return f"Give a whole number from {self.low} to {self.high}, or leave it out."
            case "yes_no":
                return "Answer true or false, or leave it out if it is not known."
            case "choice":
                return f"Choose one of: {', '.join(self.choices)}; or leave it out."
            case "text":
                return "Give text of at most 4,000 characters."
            case _:
                return "Give an object with the fields the form lists."


def code_of(choices: Any, value: str) -> int:
    """Return the code of one value of a ``Literal`` choice type."""
    return get_args(choices).index(value)


@cache
def questions_of(answers: type[Answers]) -> tuple[Question, ...]:
    """
    Return the questions of an answers type, in the order of the form.

    Raises
    ------
    TypeError
        If a field has a type that has no question kind.
    """
    info = inspect.type_info(answers)
    assert isinstance(info, inspect.StructType)
    hints = {field.name: field.type for field in msgspec.structs.fields(answers)}
    return tuple(_question(field.name, field.type, hints[field.name]) for field in info.fields)


def _question(key: str, kind: inspect.Type, hint: Any) -> Question:
    wording, guidance, titles = key, "", {}
    while isinstance(kind, inspect.Metadata):
        schema = kind.extra_json_schema or {}
        wording, guidance = schema.get("title", wording), schema.get("description", guidance)
        titles = (kind.extra or {}).get("titles", titles)
        kind = kind.type
    if isinstance(kind, inspect.UnionType):
        (kind,) = (t for t in kind.types if not isinstance(t, inspect.NoneType))
    while isinstance(kind, inspect.Metadata):
        kind = kind.type
    common = {"key": key, "wording": wording, "guidance": guidance, "titles": titles, "type": hint}
    match kind:
        case inspect.BoolType():
            return Question(kind="yes_no", size=2, **common)
        case inspect.IntType(ge=low, le=int(high)):
            return Question(kind="count", low=low or 0, high=high, size=high + 1, **common)
        case inspect.DateType():
            return Question(kind="date", **common)
        case inspect.LiteralType(values=values):
            # msgspec sorts the values; the code is the place in the list as it was written.
            ordered = _literals(hint)
            assert set(ordered) == set(values)
            return Question(kind="choice", choices=ordered, size=len(ordered), **common)
        case inspect.StrType():
            return Question(kind="text", **common)
        case inspect.StructType() | inspect.DictType():
            return Question(kind="record", **common)
        case _:
            raise TypeError(f"{key}: {kind} has no question kind")


def _literals(hint: Any) -> tuple[str, ...]:
    args = get_args(hint)
    if args and all(isinstance(a, str) for a in args):
        return args
    for inner in args:
        if found := _literals(inner):
            return found
    return ()


def merge(name: str, *parts: type[Answers]) -> type[Answers]:
    """
    Return an answers type that asks everything its parts ask, each question once.

    Raises
    ------
    TypeError
        If one name stands for two different questions.
    """
    fields: dict[str, Any] = {}
    for part in parts:
        for field in msgspec.structs.fields(part):
            if fields.setdefault(field.name, field.type) != field.type:
                raise TypeError(f"{name}: {field.name} means two different questions")
    merged: type[Answers] = msgspec.defstruct(
        name,
        [(key, kind, None) for key, kind in fields.items()],
        bases=(Answers,),
        frozen=True,
        kw_only=True,
        forbid_unknown_fields=True,
    )
    return merged


# Dates as packed numbers ------------------------------------------------------------------------


def pack(day: dt.date) -> int:
    """Return a date as the number YYYYMMDD."""
    return day.year * 10_000 + day.month * 100 + day.day


def unpack(code: int) -> dt.date:
    """Return the date a packed number stands for."""
    return dt.date(code // 10_000, code // 100 % 100, code % 100)


def pack_days(days: NDArray[np.datetime64]) -> Ints:
    """Return days as packed numbers; the array form of :func:`pack`."""
    months = days.astype("datetime64[M]")
    years = days.astype("datetime64[Y]")
    month = (months - years.astype("datetime64[M]")).astype(np.int64) + 1
    day = (days - months.astype("datetime64[D]")).astype(np.int64) + 1
    return (years.astype(np.int64) + 1970) * 10_000 + month * 100 + day


def unpack_days(codes: Ints) -> NDArray[np.datetime64]:
    """Return packed numbers as days; the array form of :func:`unpack`."""
    months = (codes // 10_000 - 1970) * 12 + codes // 100 % 100 - 1
    return months.astype("datetime64[M]").astype("datetime64[D]") + (codes % 100 - 1)


def whole_years(since: Any, until: Any) -> Any:
    """
    Return completed years between two packed dates; negative when ``until`` comes first.

    Someone born on 29 February has the birthday of a common year on 1 March. Takes and returns
    whole numbers or integer arrays alike.
    """
    return (until - since) // 10_000


def whole_months(since: Any, until: Any) -> Any:
    """
    Return completed months between two packed dates, without allowance for short months.

    31 January to 28 February is 0, to 1 March is 1. Numbers or integer arrays.
    """
    months = (until // 10_000 - since // 10_000) * 12 + until // 100 % 100 - since // 100 % 100
    return months - (until % 100 < since % 100)


def at_most(value: Any, top: int) -> Any:
    """Return the value, or ``top`` where it is larger; numbers or integer arrays."""
    return value - (value - top) * (value > top)


# Every fault of a body ---------------------------------------------------------------------------


def answer_faults(
    raw: Mapping[str, Any], questions: Iterable[Question], pointer: str
) -> Iterator[Fault]:
    """
    Yield every fault of a set of raw answers: names nobody asks, and values that do not fit.

    Parameters
    ----------
    raw : mapping
        What was sent, decoded but not checked.
    questions : iterable of Question
        What may be asked.
    pointer : str
        JSON pointer of ``raw`` in the body.
    """
    asked = {question.key: question for question in questions}
    for key in raw:
        if key not in asked:
            near = difflib.get_close_matches(str(key), asked, n=1, cutoff=0.6)
            hint = f"Did you mean {near[0]}?" if near else "Take it out, or see the form."
            yield Fault(
                pointer=f"{pointer}/{key}",
                question=str(key),
                message="is not a question of any instrument asked for",
                way_out=hint,
                value=shown(raw[key]),
            )
    for key, asked_for in asked.items():
        if raw.get(key) is not None:
            yield from value_faults(asked_for, raw[key], f"{pointer}/{key}")


def value_faults(asked: Question, value: Any, pointer: str) -> Iterator[Fault]:
    """Yield every fault of one answer."""
    try:
        checked = msgspec.convert(value, asked.type)
    except msgspec.ValidationError as error:
        reason = str(error)
        if asked.kind == "record":
            yield _fault(asked, value, pointer, f"does not fit: {reason}")
        else:
            yield _fault(asked, value, pointer, _plainly(asked, value))
        return
    if asked.kind == "date" and not EARLIEST <= checked <= LATEST:
        yield _fault(asked, value, pointer, "is not a plausible date")


def _plainly(asked: Question, value: Any) -> str:
    match asked.kind:
        case "date":
            return "is not a date that exists"
        case "count" if isinstance(value, int) and not isinstance(value, bool):
            return f"must be from {asked.low} to {asked.high}"
        case "count":
            return "is not a whole number"
        case "yes_no":
            return "is not true or false"
        case "choice":
            return "is not one of the choices"
        case _:
            return "does not fit the question"


def _fault(asked: Question, value: Any, pointer: str, message: str) -> Fault:
    return Fault(
        pointer=pointer,
        question=asked.key,
        wording=asked.wording,
        value=shown(value),
        message=message,
        way_out=asked.expects(),
    )
