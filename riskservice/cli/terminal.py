"""Where output goes: width, colour, other encodings than UTF-8, and a place that takes nothing."""

import codecs
import errno
import io
import os
import re
import sys
import unicodedata
from typing import Any, ClassVar, NoReturn, TextIO, TypeVar

import msgspec
from rich.console import Console, RenderableType

from riskservice.errors import Fault, RiskServiceError

PIPED_WIDTH = 100
WIDEST = 120
"""Lines longer than this are hard to read, however wide the terminal."""
NARROW = 72
"""Below this a table of answers becomes a list."""
READER_GONE = 128 + 13
"""Exit code of a command whose reader went away, as shells report it."""

_PLAIN = {
    "\N{EN DASH}": "-",
    "\N{EM DASH}": "-",
    "\N{LEFT SINGLE QUOTATION MARK}": "'",
    "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    "\N{LEFT DOUBLE QUOTATION MARK}": '"',
    "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
    "\N{HORIZONTAL ELLIPSIS}": "...",
    "\N{BULLET}": "*",
    "\N{NO-BREAK SPACE}": " ",
    "\N{BOX DRAWINGS LIGHT HORIZONTAL}": "-",
}
_TRAILING = re.compile(r"[ \t]+$", re.MULTILINE)


class CannotWrite(RiskServiceError):
    """The result cannot be written where it should go."""

    code: ClassVar[str] = "unwritable-output"
    title: ClassVar[str] = "The result cannot be written"


class _Page(io.StringIO):
    """Text laid out for a stream, so that nothing is written before all of it is ready."""

    def __init__(self, stream: TextIO | None) -> None:
        super().__init__()
        self._tty = stream is not None and stream.isatty()
        self._encoding = getattr(stream, "encoding", None) or "utf-8"

    @property
    def encoding(self) -> str:  # type: ignore[override]  # asked for, never set
        """Return the encoding of the stream; rich draws plain lines where it is not UTF."""
        return self._encoding

    def isatty(self) -> bool:
        """Return whether the stream is a terminal."""
        return self._tty


def console_for(stream: TextIO | None) -> Console:
    """
    Return a console that lays out for a stream without writing on it.

    Its width is the terminal's, at most :data:`WIDEST`, or :data:`PIPED_WIDTH` where there is no
    terminal; ``COLUMNS`` goes before both. ``NO_COLOR`` is honoured.
    """
    page = _Page(stream)
    console = Console(file=page, markup=False, highlight=False, emoji=False, legacy_windows=False)
    chosen = os.environ.get("COLUMNS", "")
    if chosen.isascii() and chosen.isdigit() and int(chosen) > 0:
        console.width = min(int(chosen), WIDEST)
    else:
        console.width = min(console.width, WIDEST) if page.isatty() else PIPED_WIDTH
    return console


def show(*parts: RenderableType, err: bool = False) -> None:
    """Print rich parts on the output, or on the error stream; as :func:`write`."""
    console = console_for(sys.stderr if err else sys.stdout)
    for part in parts:
        console.print(part)
    assert isinstance(console.file, _Page)
    write(_TRAILING.sub("", console.file.getvalue()), err=err)


def write(text: str, *, err: bool = False) -> None:
    """
    Write text, with the nearest plain characters where the encoding lacks some.

    Raises
    ------
    CannotWrite
        When it cannot be written. A reader that went away ends the command quietly.
    """
    stream = sys.stderr if err else sys.stdout
    if stream is None:
        raise _unwritable("it is closed")
    if isinstance(stream, io.TextIOWrapper):
        stream.reconfigure(errors="riskservice.plain")
    try:
        stream.write(text)
        stream.flush()
    except OSError as error:
        give_up(stream, error)


def write_bytes(raw: bytes) -> None:
    """Write bytes as they are, since JSON and HTML are UTF-8 everywhere; else as :func:`write`."""
    if sys.stdout is None:
        raise _unwritable("it is closed")
    try:
        sys.stdout.flush()
        sys.stdout.buffer.write(raw)
        sys.stdout.buffer.flush()
    except OSError as error:
        give_up(sys.stdout, error)


def write_json(value: Any) -> None:
    """Write a value as the HTTP door would send it, indented, with a new line at the end."""
    write_bytes(msgspec.json.format(msgspec.json.encode(value)) + b"\n")


def give_up(stream: TextIO, error: OSError) -> NoReturn:
    """
    Say why a stream takes nothing; quietly, when the reader of the output went away.

    What was not written is dropped, so that the interpreter does not try again when it ends.
    """
    try:
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, stream.fileno())
        os.close(nowhere)
    except (OSError, ValueError):
        pass
    if error.errno in (errno.EPIPE, errno.EINVAL) and stream is sys.stdout:
        raise SystemExit(READER_GONE)
    raise _unwritable(error.strerror or "it does not take any more") from None


def _unwritable(why: str) -> CannotWrite:
    return CannotWrite(
        Fault(
            pointer="output",
            message=f"cannot be written to: {why[:1].lower()}{why[1:]}",
            way_out="Send the output somewhere else and run the command again.",
        )
    )


def plain(error: UnicodeError) -> tuple[str, int]:
    """Return the nearest characters an encoding has for those it lacks; a codec error handler."""
    if not isinstance(error, UnicodeEncodeError):
        raise error
    encoding = error.encoding
    return "".join(
        _nearest(char, encoding) for char in error.object[error.start : error.end]
    ), error.end


def _nearest(char: str, encoding: str) -> str:
    bare = "".join(c for c in unicodedata.normalize("NFKD", char) if not unicodedata.combining(c))
    for candidate in (_PLAIN.get(char), bare):
        if candidate and candidate.isprintable():
            try:
                candidate.encode(encoding)
            except UnicodeEncodeError:
                continue
            return candidate
    return char.encode("ascii", "backslashreplace").decode("ascii")


codecs.register_error("riskservice.plain", plain)


T = TypeVar("T")


def safe(value: T) -> T:
    """Return a struct whose texts hold nothing that could steer the terminal."""
    return msgspec.convert(_tame(msgspec.to_builtins(value)), type(value))


def tame(text: str) -> str:
    """Return text in which control and invisible steering characters are made visible."""
    return "".join(char if _harmless(char) else f"<U+{ord(char):04X}>" for char in text)


def _harmless(char: str) -> bool:
    return char in "\n\t" or unicodedata.category(char) not in ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")


def _tame(value: Any) -> Any:
    match value:
        case str():
            return value if value.isascii() and value.isprintable() else tame(value)
        case list() | tuple():
            return [_tame(item) for item in value]
        case dict():
            return {_tame(key): _tame(item) for key, item in value.items()}
        case _:
            return value
