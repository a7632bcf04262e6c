"""A file of cases in any format it comes in, checked as a whole: sound, or every fault at once."""

from collections.abc import Callable
from typing import Any, Final, Literal, NamedTuple

import msgspec

from riskservice.errors import Fault
from riskservice.kit.shapes import shape_faults
from riskservice.mappa.statistics.checks import case_faults, double_faults, given_events
from riskservice.mappa.statistics.delimited import read_csv
from riskservice.mappa.statistics.faults import (
    InvalidCaseFile,
    UnreadableCaseFile,
    at_pointer,
    at_row,
    fault,
)
from riskservice.mappa.statistics.records import EVENTS, CaseFile, MappaCase
from riskservice.mappa.statistics.year import MappaYear

Kind = Literal["csv", "json", "msgpack"]

_SEND: Final = 'Send {"cases": [{"case_id": ..., "categories": [...], "levels": [...], ...}]}.'
_DECODERS: Final[dict[str, Callable[[bytes], Any]]] = {
    "json": msgspec.json.decode,
    "msgpack": msgspec.msgpack.decode,
}


class SoundFile(NamedTuple):
    """
    Individuals that can be counted.

    Attributes
    ----------
    given : frozenset of str
        Events of which anything is known.
    """

    cases: tuple[MappaCase, ...]
    given: frozenset[str]


def read_cases(raw: bytes, kind: Kind, year: MappaYear, *, blank_is_none: bool) -> SoundFile:
    """
    Return the individuals of a file.

    Parameters
    ----------
    raw : bytes
    kind : {"csv", "json", "msgpack"}
    year : MappaYear
        Days on which all has to fit together.
    blank_is_none : bool
        Whether a list of events that is not given is empty.

    Raises
    ------
    UnreadableCaseFile
        When it is no file of cases.
    InvalidCaseFile
        With every fault of every row.
    """
    if kind == "csv":
        found = read_csv(raw)
        cases, ids, faults, place = found.cases, found.ids, found.faults, at_row
        there = found.columns & set(EVENTS)
    else:
        cases = list(enumerate(_decoded(raw, kind)))
        ids, faults, place = [(i, case.case_id) for i, case in cases], [], at_pointer
        there = frozenset(EVENTS)
        faults = [_no_category(i) for i, case in cases if not case.categories]
    within = case_faults(
        cases, (year.first, year.last), year.layout, place, blank_is_none=blank_is_none
    )
    if faults := [*faults, *double_faults(ids, place), *within]:
        raise InvalidCaseFile(*faults)
    sound = tuple(case for _, case in cases)
    return SoundFile(sound, there if blank_is_none else given_events(sound))


def _decoded(raw: bytes, kind: Kind) -> tuple[MappaCase, ...]:
    try:
        value = _DECODERS[kind](raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError) as error:
        message = f"cannot be read: {error}" if raw.strip() else "is empty"
        raise UnreadableCaseFile(Fault(pointer="", message=message, way_out=_SEND)) from None
    if faults := list(shape_faults(value, CaseFile, "")):
        raise InvalidCaseFile(*faults)
    cases = msgspec.convert(value, CaseFile).cases
    if not cases:
        way_out = "Give one record for each individual."
        raise UnreadableCaseFile(Fault(pointer="/cases", message="is empty", way_out=way_out))
    return cases


def _no_category(row: int) -> Fault:
    way_out = "Leave out the record: a person who was in no category is not MAPPA-eligible."
    return fault(at_pointer, row, "categories", None, "names no category at all", way_out)
