"""A file of cases as CSV: its header, its rows, its cells, and every fault of each."""

import csv
import difflib
import io
from collections.abc import Iterator, Sequence
from typing import Any, Final, NamedTuple

import msgspec

from riskservice.errors import Fault, shown
from riskservice.kit.faults import LONGEST_NAME, MOST_HINTS, writable
from riskservice.mappa.statistics.cells import read_cell
from riskservice.mappa.statistics.faults import UnreadableCaseFile, at_row, fault
from riskservice.mappa.statistics.records import COLUMNS, NONE, MappaCase

DELIMITERS: Final = ",;\t"
_MARKS: Final = {
    b"\xff\xfe\x00\x00": "UTF-32",
    b"\x00\x00\xfe\xff": "UTF-32",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}
_UTF8_MARK: Final = b"\xef\xbb\xbf"
_SAVE: Final = "Save it as CSV in UTF-8 and try again."
_ROWS: Final = "Give a header with the names of the columns, and a row for each individual."


class Read(NamedTuple):
    """
    What a file holds.

    Attributes
    ----------
    cases : list of (int, MappaCase)
        Sound rows, with the row each stands in.
    ids : list of (int, str)
        Identifiers of every row that has one.
    columns : frozenset of str
        Columns the header has.
    faults : list of Fault
        What is wrong with the header and with single cells.
    """

    cases: list[tuple[int, MappaCase]]
    ids: list[tuple[int, str]]
    columns: frozenset[str]
    faults: list[Fault]


def read_csv(raw: bytes) -> Read:
    """
    Return the cases of a CSV file, and everything wrong with its header and cells.

    Raises
    ------
    UnreadableCaseFile
        When it is empty, not UTF-8, not a table, or has no row.
    """
    header, *rows = _table(_text(raw))
    names = [name.strip().lower().replace(" ", "_") for name in header]
    faults = list(_header_faults(names))
    places = {name: i for i, name in enumerate(names) if name in COLUMNS}
    cases: list[tuple[int, MappaCase]] = []
    ids: list[tuple[int, str]] = []
    filled = [(i, row) for i, row in enumerate(rows) if any(cell.strip() for cell in row)]
    if not filled:
        raise _unreadable("has a header and no row", "Give a row for each individual.")
    for i, row in filled:
        if len(row) != len(names):
            faults.append(_wrong_length(i, row, names))
            continue
        values, wrong = _record({key: row[at].strip() for key, at in places.items()}, i)
        faults += wrong
        if "case_id" in values:
            ids.append((i, values["case_id"]))
        if not wrong and all(key in values for key, column in COLUMNS.items() if column.must):
            cases.append((i, msgspec.convert(values, MappaCase)))
    return Read(cases, ids, frozenset(places), faults)


def _record(cells: dict[str, str], row: int) -> tuple[dict[str, Any], list[Fault]]:
    values: dict[str, Any] = {}
    faults: list[Fault] = []
    for key, text in cells.items():
        column = COLUMNS[key]
        if not text:
            if column.must:
                faults.append(_blank(row, key))
            continue
        if key == "case_id" and not (len(text) <= LONGEST_ID and writable(text)):
            way_out = f"Give at most {LONGEST_ID} characters that can be printed."
            faults.append(fault(at_row, row, key, text, "is no identifier", way_out))
            continue
        values[key], misfits = read_cell(column, text)
        faults += [fault(at_row, row, key, *misfit) for misfit in misfits]
        if key == "categories" and not values[key] and not misfits:
            faults.append(_no_category(row, text))
    return values, faults


LONGEST_ID: Final = 100


def _blank(row: int, key: str) -> Fault:
    if key == "case_id":
        way_out = "Give an identifier, a different one in each row."
    elif key == "away":
        way_out = f"Write {NONE} where the individual lived in the community throughout."
    else:
        way_out = f"Such as {COLUMNS[key].example}"
    return fault(at_row, row, key, None, "is not known, and nobody can be counted so", way_out)


def _no_category(row: int, text: str) -> Fault:
    way_out = "Leave out the row: a person who was in no category is not MAPPA-eligible."
    return fault(at_row, row, "categories", text, "names no category at all", way_out)


def _wrong_length(row: int, cells: Sequence[str], names: Sequence[str]) -> Fault:
    return Fault(
        pointer=at_row(row, ""),
        value=f"{len(cells)} cells",
        message=f"has {len(cells)} cells where the header has {len(names)}",
        way_out="Put cells that hold the delimiter in quotation marks, and fill up the row.",
    )


def _header_faults(names: Sequence[str]) -> Iterator[Fault]:
    for place, name in enumerate(names):
        if name in COLUMNS and name not in names[:place]:
            continue
        if name in COLUMNS:
            message, way_out = "stands in the header twice", "Keep one of the columns."
        else:
            message = "is not a column of this file"
            near = _near(name) if place < MOST_HINTS else ""
            way_out = f"Did you mean {near}?" if near else f"Remove it. Columns: {_listed()}."
        yield Fault(
            pointer=f"column {place + 1}", value=shown(name), message=message, way_out=way_out
        )
    for key, column in COLUMNS.items():
        if column.must and key not in names:
            yield Fault(
                pointer=f"column {key}",
                question=key,
                message="is missing",
                way_out=f"Add it: {column.wording}. Such as {column.example}",
            )


def _near(name: str) -> str:
    if len(name) > LONGEST_NAME:
        return ""
    return next(iter(difflib.get_close_matches(name, COLUMNS, n=1, cutoff=0.6)), "")


def _listed() -> str:
    return ", ".join(COLUMNS)


def _text(raw: bytes) -> str:
    if not raw.strip():
        raise _unreadable("is empty", _ROWS)
    for mark, encoding in _MARKS.items():
        if raw.startswith(mark):
            raise _unreadable(f"is {encoding} text", _SAVE)
    raw = raw.removeprefix(_UTF8_MARK)
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as error:
        message = f"is not UTF-8 text: byte {error.start + 1} cannot be read"
        raise _unreadable(message, _SAVE) from None
    if "\x00" in text:
        raise _unreadable("is not text", _SAVE)
    if not text.strip():
        raise _unreadable("is empty", _ROWS)
    return text


def _table(text: str) -> list[list[str]]:
    first = text.partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    try:
        rows = list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))
    except csv.Error as error:
        way_out = "Look for a quotation mark that is opened and not closed, or a far too long cell."
        raise _unreadable(f"is not CSV: {error}", way_out) from None
    if not any(rows[0]):
        raise _unreadable("has no header in its first line", _ROWS)
    return rows


def _unreadable(message: str, way_out: str) -> UnreadableCaseFile:
    return UnreadableCaseFile(Fault(pointer="", message=message, way_out=way_out))
