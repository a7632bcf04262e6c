"""Reading a case from a file or from standard input, refusing what cannot be one in plain words."""

import datetime as dt
import os
import re
import stat
import sys
from pathlib import Path
from typing import ClassVar, NoReturn

from msgspec.structs import replace

from riskservice.case import Case, CaseReader, Media
from riskservice.errors import Fault, InvalidCase, RiskServiceError, UnreadableBody
from riskservice.kit.dates import EARLIEST, LATEST

LARGEST = 10_000_000
"""A case record is a few kilobytes; anything larger is another file. [bytes]"""

_A_CASE = 'Give a file with one record: {"case_id": ..., "on": ..., "answers": {...}}.'
_A_RECORD = "Give a file as this program wrote it."
_MSGPACK = (".msgpack", ".mpk")
_UTF8_BOM = b"\xef\xbb\xbf"
_OTHER_BOMS = {
    b"\xff\xfe\x00\x00": "UTF-32",
    b"\x00\x00\xfe\xff": "UTF-32",
    b"\xff\xfe": "UTF-16",
    b"\xfe\xff": "UTF-16",
}
_MSGPACK_START = re.compile(rb"[\x80-\x8f][\xa0-\xbf]")
"""A small map whose first key is a short text: a case record, and never JSON."""


class UnusableOption(RiskServiceError):
    """An option of the command has a value that cannot be used."""

    code: ClassVar[str] = "unusable-option"
    title: ClassVar[str] = "An option cannot be used"


def read_case(reader: CaseReader, source: str, on: dt.date | None) -> Case:
    """
    Return the case a file holds.

    Parameters
    ----------
    reader : CaseReader
    source : str
        Path, or ``-`` for standard input.
    on : date or None
        Day of assessment; it goes before the record's own. Without either, today.

    Raises
    ------
    UnreadableBody
        When it cannot be read or is no case record.
    InvalidCase
        With every fault of the record.
    """
    raw = _read(source)
    media = _media(source, raw)
    if media == "json":
        raw = _text(source, raw)
    try:
        case = reader.read(raw, media, today=on or today())
    except InvalidCase as error:
        if on is not None and isinstance(error.sound, Case):
            error.sound = _dated(error.sound, on)
        raise
    except RiskServiceError as error:
        error.add_note(name_of(source))
        raise
    return case if on is None else _dated(case, on)


def read_record(source: str) -> tuple[bytes, Media]:
    """
    Return the bytes of a record that is no case, such as a plan, and how it is encoded.

    Raises
    ------
    UnreadableBody
        When it cannot be read or is no text.
    """
    raw = _read(source, _A_RECORD)
    media = _media(source, raw)
    return (_text(source, raw) if media == "json" else raw), media


def today() -> dt.date:
    """Return the day it is here."""
    return dt.datetime.now(tz=dt.UTC).astimezone().date()


def day(text: str | None, option: str = "--on") -> dt.date | None:
    """
    Return the date an option gives, or None where it is left out.

    Raises
    ------
    UnusableOption
        When it is not a plausible date.
    """
    if text is None:
        return None
    try:
        found = dt.date.fromisoformat(text.strip())
    except ValueError:
        message = "is not a date that exists"
    else:
        if EARLIEST <= found <= LATEST:
            return found
        message = "is not a plausible date"
    raise UnusableOption(
        Fault(
            pointer=option,
            value=text,
            message=message,
            way_out=f"Give a date as YYYY-MM-DD, from {EARLIEST} to {LATEST}.",
        )
    )


def name_of(source: str) -> str:
    """Return what a source is called in a message."""
    return "standard input" if source == "-" else source


def _dated(case: Case, on: dt.date) -> Case:
    return replace(case, on=on, on_defaulted=False)


def _read(source: str, way_out: str = _A_CASE) -> bytes:
    try:
        raw = _take(source)
    except FileNotFoundError:
        _refuse(source, "does not exist", "Check the name and the folder.")
    except IsADirectoryError:
        _refuse(source, "is a folder", "Name one of the files in it.")
    except PermissionError:
        _refuse(source, "may not be read by you", "Ask for access to it.")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        _refuse(source, f"cannot be read: {reason[:1].lower()}{reason[1:]}", way_out)
    if len(raw) > LARGEST:
        _too_large(source)
    if not raw.strip():
        _refuse(source, "is empty", way_out)
    return raw


def _take(source: str) -> bytes:
    """Return the bytes, one more than allowed at most, so that an endless source is found out."""
    if source == "-":
        if sys.stdin is None:
            raise OSError("it is closed")
        return sys.stdin.buffer.read(LARGEST + 1)
    found = os.stat(source)  # noqa: PTH116  the same call for paths that are no valid Path
    if stat.S_ISDIR(found.st_mode):
        raise IsADirectoryError
    if found.st_size > LARGEST:
        _too_large(source)
    with Path(source).open("rb") as file:
        return file.read(LARGEST + 1)


def _media(source: str, raw: bytes) -> Media:
    if source.lower().endswith(_MSGPACK):
        return "msgpack"
    return "msgpack" if source == "-" and _MSGPACK_START.match(raw) else "json"


def _text(source: str, raw: bytes) -> bytes:
    """Return JSON bytes without a byte order mark, refusing what is not UTF-8."""
    for mark, encoding in _OTHER_BOMS.items():
        if raw.startswith(mark):
            _refuse(source, f"is {encoding} text", "Save it as UTF-8 and try again.")
    raw = raw.removeprefix(_UTF8_BOM)
    try:
        raw.decode("utf-8")
    except UnicodeDecodeError as error:
        if b"\x00" in raw[:1000]:
            _refuse(source, "is not text", _A_CASE)
        _refuse(
            source,
            f"is not UTF-8 text: byte {error.start + 1} cannot be read",
            "Save it as UTF-8 and try again.",
        )
    return raw


def _too_large(source: str) -> NoReturn:
    _refuse(
        source,
        f"is larger than {LARGEST // 1_000_000} MB, far more than one case",
        "Score one case at a time here; a whole cohort goes through rescoring.",
    )


def _refuse(source: str, message: str, way_out: str) -> NoReturn:
    error = UnreadableBody(Fault(pointer="", message=message, way_out=way_out))
    error.add_note(name_of(source))
    raise error from None
