"""
Typed questions: one annotated field is the request, the form row, the schema and the column.

An answer is held twice: as the plain value that was given (for people), and as one whole number,
its *code* (for kernels). Codes: a count is itself, no/yes is 0/1, a choice is its place in the
list, several choices are one bit each, a code of digits is the number it spells, a date is the
packed number YYYYMMDD, so that whole years are one integer division. What was
not answered has the code :data:`UNKNOWN` and is never anything else.
"""

import datetime as dt
import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Annotated, Any, Literal, cast, get_args

import msgspec
from msgspec import Meta, Struct, inspect

from riskservice.kit.dates import EARLIEST, LATEST, UNKNOWN, in_words, pack, unpack

Kind = Literal["date", "count", "yes_no", "choice", "choices", "code", "text", "record"]

_DIGITS = re.compile(r"\^\[0-9\]\{(\d)\}\$")

Count = Annotated[int, Meta(ge=0, le=999)]
YesNo = bool
Date = dt.date
Text = Annotated[str, Meta(max_length=4000)]


def question(
    wording: str,
    *,
    guidance: str = "",
    titles: Mapping[str, str] | None = None,
    example: Any = None,
    official: str = "",
    oasys: str = "",
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
    official : str, optional
        Name of the same question in the official actuarial service.
    oasys : str, optional
        Its code in OASys, such as ``S3Q4``.
    """
    return Meta(
        title=wording,
        description=guidance or None,
        examples=None if example is None else [example],
        extra={"titles": dict(titles or {}), "official": official, "oasys": oasys},
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
    official: str = ""
    oasys: str = ""
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
        if self.kind == "choices":
            return sum(1 << self.choices.index(choice) for choice in set(value))
        return int(value)

    def encoder(self) -> Callable[[Any], int]:
        """Return :meth:`encode` for checked values that are not None, as quick as it can be."""
        match self.kind:
            case "yes_no" | "count" | "code":
                return int
            case "choice":
                return {value: code for code, value in enumerate(self.choices)}.__getitem__
            case _:
                return self.encode

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
            case "choices":
                return [choice for i, choice in enumerate(self.choices) if code >> i & 1]
            case "code":
                return f"{code:0{len(str(self.size)) - 1}d}"
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
                return in_words(value)
            case str() if self.kind == "choice":
                return self.titles.get(value, value.replace("_", " "))
            case list():
                said = (self.titles.get(choice, choice.replace("_", " ")) for choice in value)
                return ", ".join(said) or "none"
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
            case "choices":
                return f"Give a list of any of: {', '.join(self.choices)}; an empty list is none."
            case "code":
                return f"Give {len(str(self.size)) - 1} digits, in quotation marks."
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
    wording, guidance = key, ""
    extra: dict[str, Any] = {}
    while isinstance(kind, inspect.Metadata):
        schema = kind.extra_json_schema or {}
        wording, guidance = schema.get("title", wording), schema.get("description", guidance)
        extra |= kind.extra or {}
        kind = kind.type
    kind = plain(kind)
    common = {"key": key, "wording": wording, "guidance": guidance, "type": hint} | extra
    match kind:
        case inspect.BoolType():
            return Question(kind="yes_no", size=2, **common)
        case inspect.IntType(le=int(high)) if (low := _lowest(kind)) >= 0:
            return Question(kind="count", low=low, high=high, size=high + 1, **common)
        case inspect.DateType():
            return Question(kind="date", **common)
        case inspect.LiteralType(values=values) if set(ordered := _literals(hint)) == set(values):
            # msgspec sorts the values; the code is the place in the list as it was written.
            return Question(kind="choice", choices=ordered, size=len(ordered), **common)
        case inspect.StrType(pattern=str(pattern)) if found := _DIGITS.fullmatch(pattern):
            return Question(kind="code", size=10 ** int(found[1]), **common)
        case inspect.StrType():
            return Question(kind="text", **common)
        case inspect.ListType(item_type=inspect.LiteralType()) if ordered := _literals(hint):
            return Question(kind="choices", choices=ordered, size=1 << len(ordered), **common)
        case inspect.StructType() | inspect.DictType():
            return Question(kind="record", **common)
        case _:
            raise TypeError(f"{key}: {kind} has no question kind")


def plain(kind: inspect.Type) -> inspect.Type:
    """Return a type without its descriptions and without None."""
    while isinstance(kind, inspect.Metadata):
        kind = kind.type
    if isinstance(kind, inspect.UnionType):
        others = [t for t in kind.types if not isinstance(t, inspect.NoneType)]
        return plain(others[0]) if len(others) == 1 else kind
    return kind


def _lowest(kind: inspect.IntType) -> int:
    """Return the least number a type allows; without a bound it is below nought."""
    if kind.gt is not None:
        return kind.gt + 1
    return -1 if kind.ge is None else kind.ge


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
    merged: Any = msgspec.defstruct(
        name,
        [(key, kind, None) for key, kind in fields.items()],
        bases=(Answers,),
        frozen=True,
        kw_only=True,
        forbid_unknown_fields=True,
    )
    return cast("type[Answers]", merged)
