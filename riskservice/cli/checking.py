"""``riskservice check``: does a plug-in keep the promises of the kit?"""

import os
import sys
from typing import ClassVar

import click
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from riskservice.cli import terminal
from riskservice.errors import BrokenPlugin, Fault, RiskServiceError
from riskservice.plugins import Report, check_plugin

BROKEN = 1


class Unloadable(BrokenPlugin):
    """A plug-in that was to be checked cannot be loaded at all."""

    title: ClassVar[str] = "The plug-in cannot be loaded"


@click.command(
    epilog="""\b
Examples:
  riskservice check dc_srp
  riskservice check mypackage.instruments:INSTRUMENT

\b
Exit codes: 0 it keeps every promise, 1 it breaks one, 2 it cannot be loaded.
"""
)
@click.argument("plugin")
def check(plugin: str) -> None:
    """
    Check that an instrument keeps every promise a plug-in makes.

    PLUGIN is the name of an installed entry point, or module:ATTRIBUTE, also of a module in the
    current folder.
    """
    if os.getcwd() not in sys.path:  # noqa: PTH109  sys.path holds texts
        sys.path.insert(0, os.getcwd())  # noqa: PTH109
    report = _report(plugin)
    terminal.show(
        Text(f"Plug-in {report.key}", style="bold"), Text(""), _findings(report), _end(report)
    )
    if not report.ok:
        raise SystemExit(BROKEN)


def _report(plugin: str) -> Report:
    try:
        return check_plugin(plugin)
    except BrokenPlugin as error:
        raise Unloadable(*error.faults) from None
    except RiskServiceError:
        raise
    except Exception as error:  # noqa: BLE001  whatever a stranger's definition does
        raise Unloadable(
            Fault(
                pointer=plugin,
                message=f"breaks down before it can be checked: {error!r}",
                way_out="See that its answers are an Answers struct, and that the package it names "
                "for its tables is installed and holds <key>/<version>.toml.",
            )
        ) from None


def _findings(report: Report) -> Table:
    grid = Table.grid(padding=(0, 2, 0, 0))
    grid.add_column(no_wrap=True)
    grid.add_column(overflow="fold")
    for finding in report.findings:
        text = Text(finding.check)
        if not finding.ok:
            text.append(f"\n{finding.message}", style="bold")
        grid.add_row(_mark(ok=finding.ok), text)
    return grid


def _mark(*, ok: bool) -> Text:
    """Return tick or cross with its word, so that neither colour nor glyph carries it alone."""
    plain = (sys.stdout.encoding or "").lower().replace("-", "") != "utf8" if sys.stdout else True
    glyph = ("" if plain else "✓ ") if ok else ("" if plain else "✗ ")
    return Text(f"{glyph}{'ok' if ok else 'BROKEN'}", style="green" if ok else "bold red")


def _end(report: Report) -> Padding:
    broken = sum(not finding.ok for finding in report.findings)
    if not broken:
        text = f"All {len(report.findings)} promises are kept."
    else:
        text = (
            f"{broken} of {len(report.findings)} promises are broken. Each line marked BROKEN says "
            "what was found: correct the instrument or its table, and check again. A broken "
            "plug-in should not be installed where people are scored."
        )
    return Padding(Text(text, style="bold"), (1, 0, 0, 0))
