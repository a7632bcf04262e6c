"""Every fault of a set of raw answers, in a practitioner's words."""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from riskservice.errors import Fault, shown, written
from riskservice.kit.dates import EARLIEST, LATEST
from riskservice.kit.questions import Question, plain

MOST_HINTS = 20
LONGEST_NAME = 60
"""A near miss is looked for in the first few unknown names of plausible length: it takes time."""
UNFIT = (msgspec.ValidationError, UnicodeEncodeError)
"""What a conversion raises; the second for text that holds half of a character."""
UNWRITABLE = "holds what cannot be written down"


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
    unknown = 0
    for key in raw:
        if key not in asked:
            unknown += 1
            name = written(key)
            near: list[str] = []
            if unknown <= MOST_HINTS and len(name) <= LONGEST_NAME:
                near = difflib.get_close_matches(name, asked, n=1, cutoff=0.6)
            hint = f"Did you mean {near[0]}?" if near else "Take it out, or see the form."
            yield Fault(
                pointer=f"{pointer}/{name}",
                question=name,
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
    except UNFIT:
        if asked.kind == "record":
            yield _fault(asked, value, pointer, f"does not fit: {misfits(value, asked.type)}")
        else:
            yield _fault(asked, value, pointer, _plainly(asked, value))
        return
    if message := beyond_type(asked, checked):
        yield _fault(asked, value, pointer, message)


def beyond_type(asked: Question, checked: Any) -> str:
    """Return what is wrong with an answer that its type lets through, or nothing."""
    match asked.kind:
        case "date" if not EARLIEST <= checked <= LATEST:
            return "is not a plausible date"
        case "code" if not checked.isdecimal():
            return "does not fit the question"
        case "text" | "record" if not writable(checked):
            return UNWRITABLE
        case _:
            return ""


def writable(value: object) -> bool:
    """Whether a value can be written down; Python also holds text and numbers that cannot."""
    try:
        msgspec.json.encode(value)
    except (TypeError, ValueError, RecursionError):
        return False
    return True


def misfits(value: Any, hint: Any) -> str:
    """
    Return every reason why a value does not fit a record, one after the other.

    Parameters
    ----------
    value : object
        What was given, which does not fit.
    hint : type
        Type of the record, with or without None.
    """
    kind = plain(msgspec.inspect.type_info(hint))
    reasons: list[str] = []
    if isinstance(kind, msgspec.inspect.StructType) and isinstance(value, Mapping):
        reasons = list(_field_misfits(value, kind.cls))
    return written("; ".join(reasons) or _misfit(value, hint))


def _field_misfits(value: Mapping[str, Any], struct: type[msgspec.Struct]) -> Iterator[str]:
    fields = {field.encode_name: field for field in msgspec.structs.fields(struct)}
    for name, field in fields.items():
        if name not in value:
            if field.required:
                yield f"Object missing required field `{name}`"
        elif reason := _misfit(value[name], field.type):
            said, _, inner = reason.partition(" - at `$")
            yield f"{said} - at `$.{name}{inner or '`'}"
    if struct.__struct_config__.forbid_unknown_fields:
        yield from (
            f"Object contains unknown field `{written(n)}`" for n in value if n not in fields
        )


def _misfit(value: Any, hint: Any) -> str:
    try:
        msgspec.convert(value, hint)
    except msgspec.ValidationError as error:
        return str(error)
    except UnicodeEncodeError:
        return UNWRITABLE
    return ""


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
