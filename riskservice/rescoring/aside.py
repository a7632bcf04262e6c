"""A file that appears whole or not at all."""

import os
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import ClassVar, NoReturn, Self

from riskservice.errors import Fault, RiskServiceError


class UnwritableFile(RiskServiceError):
    """A file cannot be written where it should go; nothing is left of it."""

    code: ClassVar[str] = "unwritable-file"
    title: ClassVar[str] = "The file cannot be written"


class Aside:
    """
    Writes a file beside its place, and puts it there when it is whole.

    Whoever has the old file open keeps it; who looks sees the old one or the new one, never half of
    either. Left by an error, also by an interruption, it leaves the folder as it was.

    Parameters
    ----------
    target : path
        Where the file shall be; one that is there is replaced.

    Attributes
    ----------
    path : Path
        Where to write meanwhile, in the same folder. Its name ends as that of the target does.

    Raises
    ------
    UnwritableFile
        When there is no such folder, it may not be written in, or the target is a folder.
    """

    def __init__(self, target: str | os.PathLike[str]) -> None:
        self.target = Path(target)
        if not self.target.name:
            named = str(target) or "the place"
            refuse(named, "is no name of a file", "Name a file, such as figures.json.")
        self.path = self.target.with_name(f".{os.getpid()}.part.{self.target.name}")

    def __enter__(self) -> Self:
        if self.target.is_dir():
            refuse(str(self.target), "is a folder", "Name a file in it.")
        try:
            # What a run of the same number left long ago, when the machine went down, is no one's.
            self.path.unlink(missing_ok=True)
            self.path.touch(exist_ok=False)
        except (OSError, ValueError) as error:
            cannot(str(self.target), error)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            try:
                self.path.replace(self.target)
            except OSError as failed:
                self._leave_nothing()
                cannot(str(self.target), failed)
        else:
            self._leave_nothing()

    def _leave_nothing(self) -> None:
        with suppress(OSError):
            self.path.unlink(missing_ok=True)


def refuse_same(read: Iterable[object], written: Iterable[object]) -> None:
    """
    Refuse to write over what is read, or over what has just been written.

    Parameters
    ----------
    read, written : iterable of object
        Paths; streams and None among them are passed over.

    Raises
    ------
    UnwritableFile
    """
    taken = {_place(given) for given in read} - {None}
    before: set[Path] = set()
    for target in written:
        place = _place(target)
        if place is None:
            continue
        if place in taken:
            refuse(str(target), "is a file that is read", "Name another file to write.")
        if place in before:
            refuse(str(target), "is named twice", "Name a file of its own for each.")
        before.add(place)


def _place(given: object) -> Path | None:
    if not isinstance(given, str | os.PathLike):
        return None
    try:
        return Path(given).resolve()
    except (OSError, ValueError):
        return None


def cannot(name: str, error: BaseException) -> NoReturn:
    """Raise UnwritableFile for what the system says."""
    inner = error.args[0] if error.args and isinstance(error.args[0], OSError) else error
    reason = getattr(inner, "strerror", None) or str(error) or type(error).__name__
    refuse(
        name,
        f"cannot be written: {reason[:1].lower()}{reason[1:]}",
        "Choose another folder, or make room there.",
    )


def refuse(name: str, message: str, way_out: str) -> NoReturn:
    """Raise UnwritableFile with one fault that names the file."""
    raise UnwritableFile(Fault(pointer=name, message=message, way_out=way_out)) from None
