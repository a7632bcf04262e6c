"""Every fault of a set of raw answers, in a practitioner's words."""

import difflib
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

import msgspec

from riskservice.errors import Fault, shown
from riskservice.kit.dates import EARLIEST, LATEST
from riskservice.kit.questions import Question

MOST_HINTS = 20
LONGEST_NAME = 60
"""A near miss is looked for in the first few unknown names of plausible length: it takes time."""


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
            near: list[str] = []
            if unknown <= MOST_HINTS and len(str(key)) <= LONGEST_NAME:
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
