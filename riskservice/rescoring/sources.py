"""Where bytes come from: a path, a stream or bytes in memory; unpacked a piece at a time."""

import gzip
import io
import os
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import IO, NamedTuple, Protocol, cast

import zstandard

from riskservice.errors import Fault
from riskservice.rescoring.formats import Packing, UnreadableFile, packing_of, refuse

Given = str | os.PathLike[str] | bytes | IO[bytes]
"""A path, bytes, or a stream that is open for reading bytes."""

START = 4096
FREE = 256_000_000
"""Up to here nobody asks how small a file was before it was unpacked. [bytes]"""
MOST_TIMES = 300
"""Tables of answers shrink to a twentieth or fiftieth, never to this. [ratio]"""
_STEP = 2048
"""So little is given to zstandard at a time that what comes out stays in bounds. [bytes]"""
_WINDOW = 128 * 2**20

Read = Callable[[int], bytes]
"""Returns up to so many bytes, and none at the end."""


class Source(NamedTuple):
    """
    Opened bytes.

    Attributes
    ----------
    stream : binary stream
        At its beginning; can be gone back in where ``seekable``.
    start : bytes
        How it begins, packed as it is.
    path : Path or None
        Where it lies on disk, if it does.
    """

    name: str
    stream: IO[bytes]
    start: bytes
    path: Path | None

    @property
    def size(self) -> int:
        """Number of bytes of a source that can be gone back in."""
        here = self.stream.tell()
        end = self.stream.seek(0, os.SEEK_END)
        self.stream.seek(here)
        return end

    def close(self) -> None:
        """Let go of a file; a stream stays open for whoever gave it."""
        if self.path is not None:
            self.stream.close()


def opened(given: Given, name: str | None = None) -> Source:
    """
    Return a source opened, refusing what cannot be opened or is empty.

    Raises
    ------
    UnreadableFile
        When there is no such file, it may not be read, or there is nothing in it.
    """
    path: Path | None = None
    if isinstance(given, bytes):
        said, stream = name or "what was sent", cast("IO[bytes]", io.BytesIO(given))
    elif isinstance(given, str | os.PathLike):
        said, path = name or os.fspath(given), Path(given)
        stream = _open(said, path)
    else:
        said, stream = name or "standard input", given
    start = _start(said, stream)
    if not start:
        if path is not None:
            stream.close()
        refuse(said, "is empty", "Give a file with a header and a row for each person.")
    if stream.seekable():
        stream.seek(0)
    else:
        stream = cast("IO[bytes]", _Joined(start, stream))
    return Source(said, stream, start, path)


def _open(name: str, path: Path) -> IO[bytes]:
    try:
        return path.open("rb")
    except FileNotFoundError:
        refuse(name, "does not exist", "Check the name and the folder.")
    except IsADirectoryError:
        refuse(name, "is a folder", "Name one of the files in it.")
    except PermissionError:
        refuse(name, "may not be read by you", "Ask for access to it.")
    except (OSError, ValueError) as error:
        refuse(name, f"cannot be read: {_reason(error)}", "Check the name and the folder.")


def _start(name: str, stream: IO[bytes]) -> bytes:
    try:
        return stream.read(START)
    except (OSError, ValueError) as error:
        refuse(name, f"cannot be read: {_reason(error)}", "Copy it to a disk and try again.")


def _reason(error: Exception) -> str:
    text = getattr(error, "strerror", None) or str(error)
    return f"{text[:1].lower()}{text[1:]}"


def unpacked(source: Source) -> tuple[Read, bytes, Packing]:
    """
    Return a way to read what is inside, how that begins, and how it was packed.

    Reading raises UnreadableFile where the file is cut short, damaged, or unpacks to far more than
    a table of answers can.
    """
    packing = packing_of(source.name, source.start)
    if not packing:
        return _readable(source), source.start, packing
    inner: Read
    if packing == "gz":
        counted = _Counted(source.stream)
        inner = gzip.GzipFile(fileobj=cast("IO[bytes]", counted)).read
    else:
        counted = _Counted(source.stream)
        inner = _Zstandard(counted.read).read
    read = _bounded(source.name, inner, counted)
    start = read(START)
    if not start:
        refuse(source.name, "is empty", "Give a file with a header and a row for each person.")
    return _Joined(start, read).read, start, packing


def _readable(source: Source) -> Read:
    def read(n: int) -> bytes:
        try:
            return source.stream.read(n)
        except OSError as error:
            refuse(source.name, f"cannot be read: {_reason(error)}", "Copy it and try again.")

    return read


class _HasRead(Protocol):
    def read(self, n: int = -1, /) -> bytes: ...


class _Counted:
    """A stream that knows how many bytes were taken from it."""

    def __init__(self, stream: _HasRead) -> None:
        self._stream = stream
        self.taken = 0

    def read(self, n: int = -1) -> bytes:
        got = self._stream.read(n)
        self.taken += len(got)
        return got


class _Joined(io.RawIOBase):
    """A start that was read already, and what follows it."""

    def __init__(self, start: bytes, rest: _HasRead | Read) -> None:
        self._start = start
        self._rest: Read = rest if callable(rest) else rest.read

    def readable(self) -> bool:
        return True

    def read(self, n: int = -1) -> bytes:
        if not self._start:
            return self._rest(n)
        if n is None or n < 0:
            got, self._start = self._start + self._rest(-1), b""
            return got
        got, self._start = self._start[:n], self._start[n:]
        return got + self._rest(n - len(got)) if len(got) < n else got


def _bounded(name: str, inner: Read, counted: _Counted) -> Read:
    given = 0

    def read(n: int) -> bytes:
        nonlocal given
        try:
            got = inner(n)
        except EOFError:
            refuse(name, "is cut short", "Copy or export it again.")
        except (OSError, zlib.error, zstandard.ZstdError, MemoryError):
            refuse(name, "is damaged: it cannot be unpacked", "Copy or export it again.")
        given += len(got)
        if given > FREE and given > MOST_TIMES * counted.taken:
            raise UnreadableFile(
                Fault(
                    pointer=name,
                    message=f"unpacks to more than {MOST_TIMES} times its size, which no table of "
                    "answers does",
                    way_out="Unpack it yourself and look at what it holds.",
                )
            )
        return got

    return read


class _Zstandard:
    """
    Unpacks zstandard frames, one after the other.

    The library's own stream reader takes a file that is cut short for one that ends.
    """

    def __init__(self, read: Read) -> None:
        self._read = read
        self._frames = zstandard.ZstdDecompressor(max_window_size=_WINDOW)
        self._frame = self._frames.decompressobj()
        self._fresh = True
        self._held = bytearray()

    def read(self, n: int) -> bytes:
        while len(self._held) < n and self._more():
            pass
        got = bytes(self._held[:n])
        del self._held[:n]
        return got

    def _more(self) -> bool:
        packed = self._read(_STEP)
        if not packed:
            if not self._fresh:
                raise EOFError
            return False
        while packed:
            self._held += self._frame.decompress(packed)
            self._fresh = self._frame.eof
            packed = self._frame.unused_data if self._fresh else b""
            if self._fresh:
                self._frame = self._frames.decompressobj()
        return True
