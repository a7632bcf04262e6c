"""Files of a validation as columns, each with the fingerprint of the bytes that were read."""

import os
import stat
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

from riskservice.cli import files, progress
from riskservice.errors import Fault
from riskservice.rescoring.fingerprints import fingerprinted
from riskservice.rescoring.formats import refuse
from riskservice.rescoring.sources import Given
from riskservice.scoring import service as installed_service
from riskservice.validation.extra import InvalidSample
from riskservice.validation.intake.reading import Read, read_sample, score_sample
from riskservice.validation.intake.taking import SampleNotice
from riskservice.validation.outside import of_reference, outside_spec
from riskservice.validation.spec import Spec

STANDARD_INPUT = "standard input"
Made = TypeVar("Made")


class FileRead(NamedTuple):
    """A file that was read: its name without folders, and the SHA-256 of what was read of it."""

    name: str
    sha256: str


class Samples(NamedTuple):
    """The sample and, where one was named, the reference, with what they were read from."""

    sample: Read
    file: FileRead
    reference: Read | None = None
    reference_file: FileRead | None = None

    @property
    def notices(self) -> list[SampleNotice]:
        """Return what is known of both before they are checked."""
        others = [] if self.reference is None else self.reference.notices
        return [
            *self.sample.notices,
            *(
                SampleNotice(code=f"reference-{it.code}", text=f"Reference sample: {it.text}")
                for it in others
            ),
        ]


def read_samples(given: str, spec: Spec, options: dict[str, Any], bar: progress.Tick) -> Samples:
    """
    Return the columns of the file, and those of the reference where one is named.

    Parameters
    ----------
    given : str
        Path of the file, or a hyphen.
    spec : Spec
    options : dict
        Of the command: ``reference``, ``instrument``, ``on``, ``on_column`` and ``ruleset``.
    bar : callable
        Told how far reading is.

    Raises
    ------
    UnusableOption
        When both are to come from standard input.
    UnreadableFile
        Also when a file changes while it is read.
    """
    other = options["reference"]
    if given == other == "-":
        raise files.UnusableOption(
            Fault(
                pointer="--reference",
                message="is standard input, and so is FILE",
                way_out="Name a file for one of them.",
            )
        )

    def reader(wanted: Spec) -> Callable[[Given], Read]:
        return lambda source: _read(source, wanted, options, bar)

    sample, file = fingerprinted_read(given, reader(spec))
    if other is None:
        return Samples(sample, file)
    try:
        return Samples(sample, file, *fingerprinted_read(other, reader(outside_spec(spec))))
    except InvalidSample as error:
        raise InvalidSample(*of_reference(error.faults)) from None


def fingerprinted_read(given: str, read: Callable[[Given], Made]) -> tuple[Made, FileRead]:
    """
    Return what is read of a path, or of standard input, with the digest of those very bytes.

    Raises
    ------
    UnreadableFile
        When the file is another one afterwards than it was before.
    """
    source: Given = sys.stdin.buffer if given == "-" else given
    before = _state(source)
    with fingerprinted(source) as taken:
        made = read(taken.given)
        digest = taken.digest()
    name = STANDARD_INPUT if given == "-" else Path(given).name
    if _state(source) != before:
        refuse(
            name,
            "was changed while it was read, so nobody could say which people the figures are of",
            "Wait until nothing writes to it, and run the command again.",
        )
    return made, FileRead(name, digest)


def _state(source: Any) -> tuple[int, ...] | None:
    """Return what changes with a file; None of what comes through a pipe and is read once."""
    try:
        it = os.stat(source) if isinstance(source, str) else os.fstat(source.fileno())  # noqa: PTH116
    except (OSError, ValueError):
        return None
    if not stat.S_ISREG(it.st_mode):
        return None
    return it.st_dev, it.st_ino, it.st_size, it.st_mtime_ns


def _read(source: Given, spec: Spec, options: dict[str, Any], bar: progress.Tick) -> Read:
    rows = 0

    def seen(so_far: int) -> None:
        nonlocal rows
        rows = so_far

    def tick(stage: str, share: float | None) -> None:
        bar(stage, rows, share)

    if not options["instrument"]:
        return read_sample(source, spec, tick=tick, seen=seen)
    return score_sample(
        source,
        spec,
        options["instrument"],
        installed_service(),
        on=files.day(options["on"]),
        on_column=options["on_column"],
        ruleset=options["ruleset"],
        tick=tick,
        seen=seen,
    )
