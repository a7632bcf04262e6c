"""
NDJSON in blocks, an object a line.

Measured on one million rows of 45 columns: polars' reader takes 12 s where it has to find the types
and 2 s with given types, but then drops keys it was not told of, and keeps the last of a key given
twice. Both would score people on half an answer, so lines are decoded here.
"""

from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from operator import itemgetter
from typing import Any

import msgspec
import polars as pl

from riskservice.errors import written
from riskservice.repeats import repeated
from riskservice.rescoring.delimited import whole_lines
from riskservice.rescoring.formats import BROKEN, named, refuse
from riskservice.rescoring.sources import Read

Row = dict[str, Any]

_NOT_UTF8 = "Save it as UTF-8 and try again."
_rows: msgspec.json.Decoder[Row] = msgspec.json.Decoder(Row)
_PLAIN: dict[type, type[pl.DataType]] = {str: pl.String, int: pl.Int64, bool: pl.Boolean}


def read_ndjson(name: str, read: Read) -> tuple[tuple[str, ...], Iterator[pl.DataFrame]]:
    """
    Return the keys of the first block of an NDJSON file, and an iterator over its rows.

    Lists of text become ``A|B``, an empty list ``NONE``, objects and other lists JSON text.

    Raises
    ------
    UnreadableFile
        When it is not UTF-8 text, or no line at its beginning is an object.
    """
    frames = (_frame(name, piece) for piece in whole_lines(name, read, quoted=False))
    first = next((frame for frame in frames if frame.height), None)
    header = () if first is None else tuple(c for c in first.columns if c != BROKEN)
    if first is None or not header:
        refuse(
            name,
            "is not NDJSON: no line is a JSON object",
            'Give one object a line: {"case_id": ..., "on": ..., question: answer}.',
        )
    return named(name, header), chain([first], frames)


def _frame(name: str, piece: bytes) -> pl.DataFrame:
    try:
        piece.isascii() or piece.decode()
    except UnicodeDecodeError:
        refuse(name, "is not UTF-8 text", _NOT_UTF8)
    rows: Sequence[Row]
    broken: list[str | None]
    try:
        rows = _rows.decode_lines(piece)
        broken = []
    except (msgspec.DecodeError, RecursionError):
        rows, broken = _line_by_line(piece)
    if not broken and not _all_seen(piece, rows):
        rows, broken = _line_by_line(piece)
    keys: dict[str, None] = {}
    for row in rows:
        if not row.keys() <= keys.keys():
            keys.update(dict.fromkeys(row))
    frame = pl.DataFrame(list(map(_column, keys, _columns(rows, tuple(keys)))))
    if any(broken) or not keys:
        bad = pl.Series(BROKEN, broken or [None] * len(rows), dtype=pl.String)
        frame = frame.with_columns(bad) if keys else bad.to_frame()
    return frame


def _columns(rows: Sequence[Row], keys: tuple[str, ...]) -> Iterable[Sequence[Any]]:
    if len(keys) > 1 and all(len(row) == len(keys) for row in rows):
        return zip(*map(itemgetter(*keys), rows), strict=True)
    return ([row.get(key) for row in rows] for key in keys)


def _all_seen(piece: bytes, rows: Sequence[Row]) -> bool:
    """Whether the rows have as many keys as the text: none was given twice."""
    # With blanks before its colons, text is taken for having fewer, and looked at line by line.
    keys = piece.count(b'":') - piece.count(b'\\":')
    return keys == sum(map(len, rows)) or keys == sum(map(_count, rows))


def _count(value: Any) -> int:
    if isinstance(value, dict):
        inner = sum(_count(v) for v in value.values() if isinstance(v, dict | list))
        return len(value) + inner
    return sum(_count(v) for v in value if isinstance(v, dict | list))


def _line_by_line(piece: bytes) -> tuple[list[Row], list[str | None]]:
    """Return every line, empty where it is no object or says something twice, and why."""
    rows: list[Row] = []
    broken: list[str | None] = []
    for line in piece.splitlines():
        if not line.strip():
            continue
        row: Row = {}
        why = None
        try:
            row = _rows.decode(line)
            if twice := list(repeated(line, "json")):
                case = row.get("case_id")
                row = {} if case is None or "/case_id" in twice else {"case_id": case}
                why = f"gives {', '.join(twice[:3])} more than once"
        except (msgspec.DecodeError, RecursionError) as error:
            why = f"is not a JSON object: {str(error)[:200]}"
        rows.append(row)
        broken.append(why)
    return rows, broken


def _column(key: str, values: Sequence[Any]) -> pl.Series:
    kinds = set(map(type, values)) - {type(None)}
    if not kinds:
        return pl.Series(key, values, dtype=pl.Null)
    if len(kinds) == 1 and (dtype := _PLAIN.get(next(iter(kinds)))):
        try:
            return pl.Series(key, values, dtype=dtype)
        except OverflowError:
            pass
    return pl.Series(key, [_text(value) for value in values], dtype=pl.String)


def _text(value: Any) -> str | None:
    match value:
        case None | str():
            return value
        case bool():
            return str(value).lower()
        case int() | float():
            return written(value)
        case list() if all(isinstance(each, str) and "|" not in each for each in value):
            return "|".join(value) or "NONE"
        case _:
            return msgspec.json.encode(value).decode()
