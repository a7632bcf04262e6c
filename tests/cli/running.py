"""Ways to run the command: inside this process, as a process, and on a terminal."""

import fcntl
import os
import pty
import struct
import subprocess
import sys
import termios
from collections.abc import Mapping, Sequence
from inspect import signature
from pathlib import Path
from typing import Any, NamedTuple

from click.testing import CliRunner

from riskservice.cli.door import cli

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples"
FULL = EXAMPLES / "02-full.json"
COMMAND = (sys.executable, "-m", "riskservice.cli")
PLAIN = dict.fromkeys(("COLUMNS", "NO_COLOR", "FORCE_COLOR", "TTY_COMPATIBLE"))

# Before click 8.2 the two streams were mixed unless they were asked for apart.
_APART: dict[str, Any] = (
    {"mix_stderr": False} if "mix_stderr" in signature(CliRunner).parameters else {}
)


class Ran(NamedTuple):
    """How a command ended and what it printed."""

    code: int
    out: str
    err: str


def run(*args: str | Path, given: bytes | None = None, **env: str) -> Ran:
    """Run the command inside this process."""
    done = CliRunner(**_APART).invoke(
        cli, [str(arg) for arg in args], input=given, env={**PLAIN, **env}
    )
    assert "Traceback" not in done.stdout + done.stderr
    return Ran(done.exit_code, done.stdout, done.stderr)


def process(
    *args: str | Path, stdin: bytes = b"", env: Mapping[str, str] | None = None, **options: Any
) -> Ran:
    """Run the command as a process of its own; ``options`` go to ``subprocess.run``."""
    options = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE} | options
    done = subprocess.run(
        [*COMMAND, *map(str, args)],
        input=stdin,
        env=environment(env),
        timeout=60,
        check=False,
        **options,
    )
    out, err = ((stream or b"").decode("utf-8", "replace") for stream in (done.stdout, done.stderr))
    assert "Traceback" not in out + err
    return Ran(done.returncode, out, err)


def environment(more: Mapping[str, str] | None = None) -> dict[str, str]:
    """Return this environment without what changes the looks of output, and with some more."""
    kept = {name: value for name, value in os.environ.items() if name not in PLAIN}
    return kept | {"PYTHONDONTWRITEBYTECODE": "1", "PYTHONUTF8": "1"} | dict(more or {})


def on_terminal(args: Sequence[str | Path], columns: int, **env: str) -> str:
    """Return what the command prints on a terminal of some width."""
    outer, inner = pty.openpty()
    fcntl.ioctl(inner, termios.TIOCSWINSZ, struct.pack("HHHH", 40, columns, 0, 0))
    with subprocess.Popen(
        [*COMMAND, *map(str, args)],
        stdin=inner,
        stdout=inner,
        stderr=inner,
        env=environment({"TERM": "xterm-256color", **env}),
    ):
        os.close(inner)
        printed = b""
        while chunk := _read(outer):
            printed += chunk
    os.close(outer)
    return printed.decode("utf-8").replace("\r\n", "\n")


def _read(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65_536)
    except OSError:  # Linux says so when the other side has closed the terminal
        return b""


def cases(*, with_faults: bool) -> list[Path]:
    """Return the shipped cases that can be scored, or those that cannot."""
    found = sorted(EXAMPLES.glob("*.json"))
    return [case for case in found if case.stem.endswith("with-faults") == with_faults]


def named(path: Path) -> str:
    """Return what a shipped case is called in a test's name."""
    return path.stem
