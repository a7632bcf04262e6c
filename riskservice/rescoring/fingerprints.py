"""The fingerprint of what a run was given, taken while it is read."""

import hashlib
import os
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any, Protocol, cast

from riskservice.rescoring.sources import Given

_PIECE = 1 << 20


class Fingerprinted(Protocol):
    """Something to read, and its fingerprint once it was read to its end."""

    @property
    def given(self) -> Given:
        """Return what to read."""

    def digest(self) -> str:
        """Return its fingerprint, the same for the same bytes wherever they come from."""


@contextmanager
def fingerprinted(given: Given) -> Iterator[Fingerprinted]:
    """
    Give something to read, whose fingerprint is taken beside.

    A file on disk is read a second time by another thread, which takes less time than decoding it;
    of a stream that cannot be gone back in, the bytes are counted in as they come.
    """
    if isinstance(given, bytes):
        yield _Whole(given)
    elif isinstance(given, str | os.PathLike):
        path = Path(given)
        if _on_disk(path):
            with ThreadPoolExecutor(max_workers=1) as pool:
                yield _Beside(path, pool)
        elif _readable(path):
            with path.open("rb") as stream:
                yield _Passing(stream)
        else:
            yield _Whole(b"", given)
    elif given.seekable():
        yield _Seekable(given)
    else:
        yield _Passing(given)


def _on_disk(path: Path) -> bool:
    try:
        return path.is_file()
    except ValueError:
        return False


def _readable(path: Path) -> bool:
    """Whether it is a pipe, such as a shell makes of another command's output."""
    try:
        return path.is_fifo()
    except ValueError:
        return False


class _Whole:
    """Bytes, or a path where there is nothing, of which reading says so."""

    def __init__(self, raw: bytes, path: Given | None = None) -> None:
        self._raw = raw
        self.given: Given = raw if path is None else path

    def digest(self) -> str:
        return hashlib.sha256(self._raw).hexdigest()


class _Beside:
    def __init__(self, path: Path, pool: ThreadPoolExecutor) -> None:
        self.given: Given = path
        self._found = pool.submit(_of_file, path)

    def digest(self) -> str:
        return self._found.result()


class _Seekable:
    def __init__(self, stream: IO[bytes]) -> None:
        self.given: Given = stream

    def digest(self) -> str:
        stream = cast("Any", self.given)
        stream.seek(0)
        return hashlib.file_digest(stream, "sha256").hexdigest()


class _Passing:
    """A stream that is read once, from its beginning to its end."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self._sum = hashlib.sha256()
        self.given: Given = cast("IO[bytes]", self)

    def seekable(self) -> bool:
        return False

    def read(self, n: int = -1) -> bytes:
        got = self._stream.read(n)
        self._sum.update(got)
        return got

    def digest(self) -> str:
        while self.read(_PIECE):
            pass
        return self._sum.hexdigest()


def _of_file(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
