"""``riskservice mappa statistics``: the annual tables of a file of cases."""

import sys
from pathlib import Path
from typing import Any

import click

from riskservice.cli import files, terminal
from riskservice.errors import Fault
from riskservice.mappa.statistics import (
    Choices,
    UnreadableCaseFile,
    annual_statistics,
    columns_to_text,
    statistics_to_html,
    statistics_to_text,
)
from riskservice.mappa.statistics.settings import READINGS

LARGEST = 268_435_456
"""Far more than the whole country in one file. [bytes]"""
_KINDS = {".json": "json", ".msgpack": "msgpack", ".mpk": "msgpack"}


def _columns(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:  # noqa: FBT001
    if wanted and not ctx.resilient_parsing:
        terminal.write(columns_to_text())
        ctx.exit()


def _reading(name: str) -> click.Choice[str]:
    return click.Choice(READINGS[name])


@click.command(
    epilog="""\b
Examples:
  riskservice mappa statistics --columns
  riskservice mappa statistics examples/mappa-staffordshire-2023-24.csv \\
      --year-end 2024-03-31 --area Staffordshire
  riskservice mappa statistics cases.csv --year-end 2026-03-31 --population 1022000 --html > t.html
"""
)
@click.argument("cases")
@click.option("--year-end", required=True, metavar="DATE", help="Last day of the year, a 31 March.")
@click.option(
    "--population",
    type=click.IntRange(1, 100_000_000),
    metavar="N",
    help="Residents of the area aged 10 and over. Without it, the rate is not known.",
)
@click.option(
    "--area", default="", metavar="NAME", help="Name of the area; its population may be known."
)
@click.option(
    "--level-counted",
    type=_reading("level_counted"),
    help="Level at which a person counts who held several in the year; the first by default.",
)
@click.option(
    "--community",
    type=_reading("community"),
    help="How living in the community is asked over a year; on some day of it by default.",
)
@click.option(
    "--shpo-with-travel",
    type=_reading("shpo_with_travel"),
    help="Line of an SHPO with a foreign travel restriction; its own by default.",
)
@click.option(
    "--blank-means-none",
    is_flag=True,
    help="A blank cell for events says that there was none. By default it is not known.",
)
@click.option(
    "--suppress-below",
    type=click.IntRange(0, 100),
    metavar="N",
    help="Withhold counts from 1 to N-1, and others that would give them away. By default only "
    "Category 4 is withheld.",
)
@click.option("--json", "as_json", is_flag=True, help="The tables as the HTTP API sends them.")
@click.option("--html", "as_html", is_flag=True, help="One self-contained page to print.")
@click.option(
    "--columns",
    is_flag=True,
    is_eager=True,
    expose_value=False,
    callback=_columns,
    help="Print how a file of cases is written, and stop.",
)
def statistics(
    cases: str,
    year_end: str,
    *,
    blank_means_none: bool,
    as_json: bool,
    as_html: bool,
    **chosen: Any,
) -> None:
    """
    Make the annual MAPPA tables from a file of cases.

    CASES is CSV with one row for each individual, or JSON; a hyphen reads CSV from standard input.
    Two tables are snapshots of the last day, the others are of the whole year. Only people who
    live in the community count, everybody once in a table; Category 4 is withheld.
    """
    if as_json and as_html:
        raise click.UsageError("Choose one of --json and --html.")
    day = files.day(year_end, "--year-end")
    assert day is not None
    choices = Choices(blank_events="none" if blank_means_none else None, **chosen)
    kind: Any = _KINDS.get(Path(cases).suffix.lower(), "csv")
    try:
        made = annual_statistics(
            _read(cases), kind, year_end=day, today=files.today(), choices=choices
        )
    except UnreadableCaseFile as error:
        error.add_note(files.name_of(cases))
        raise
    if as_json:
        terminal.write_json(made)
    elif as_html:
        terminal.write_bytes(statistics_to_html(made).encode("utf-8"))
    else:
        terminal.write(statistics_to_text(terminal.safe(made)))


def _read(source: str) -> bytes:
    """Return the bytes of a file, refusing what cannot be one in plain words."""
    try:
        if source == "-":
            raw = sys.stdin.buffer.read(LARGEST + 1)
        else:
            with Path(source).open("rb") as file:
                raw = file.read(LARGEST + 1)
    except FileNotFoundError:
        raise _unreadable("does not exist", "Check the name and the folder.") from None
    except IsADirectoryError:
        raise _unreadable("is a folder", "Name one of the files in it.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise _unreadable(
            f"cannot be read: {reason[:1].lower()}{reason[1:]}", "Check the file."
        ) from None
    if len(raw) > LARGEST:
        raise _unreadable(
            f"is larger than {LARGEST // 1_000_000} MB", "Give the cases of one area."
        )
    return raw


def _unreadable(message: str, way_out: str) -> UnreadableCaseFile:
    return UnreadableCaseFile(Fault(pointer="", message=message, way_out=way_out))
