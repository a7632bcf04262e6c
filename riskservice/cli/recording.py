"""``riskservice record``: the transparency record of a ruleset, and the model card of a table."""

import datetime as dt
from pathlib import Path
from typing import Any

import click
import msgspec

from riskservice.cli import files, terminal
from riskservice.cli.choosing import RULESET_HELP, chosen
from riskservice.errors import Fault
from riskservice.rulesets import DEFAULT_RULESET
from riskservice.scoring import service as installed_service
from riskservice.validation.transparency import (
    card_of,
    card_to_html,
    card_to_text,
    record_of,
    record_to_html,
    record_to_text,
)
from riskservice.validation.transparency.records import UnusableEntry

FORMATS = ("text", "json", "html")


@click.command(
    epilog="""\b
Examples:
  riskservice record
  riskservice record --ruleset hmpps-2026.08 --format html > record.html
  riskservice record --organisation ours.toml --json
  riskservice record --card arms
  riskservice record --card dc_srp --version 2021.1 --format json
"""
)
@click.option("--card", metavar="KEY", help="The model card of one instrument instead.")
@click.option("--version", metavar="VERSION", help="Of a card: a table, whatever the day.")
@click.option(
    "--ruleset", callback=chosen, metavar="NAME", default=DEFAULT_RULESET, help=RULESET_HELP
)
@click.option("--on", metavar="DATE", help="Day whose tables count; today by default.")
@click.option(
    "--organisation",
    metavar="FILE",
    help="What only the deploying organisation knows: TOML with a line KEY = TEXT per field.",
)
@click.option("--format", "kind", type=click.Choice(FORMATS), help="Text by default.")
@click.option("--json", "as_json", is_flag=True, help="The same as --format json.")
@click.option("--html", "as_html", is_flag=True, help="The same as --format html.")
def record(*, as_json: bool, as_html: bool, **options: Any) -> None:
    """
    Make the Algorithmic Transparency Recording Standard record of a ruleset.

    What the service knows is filled in from the tables in use. What only the deploying
    organisation knows is a visible blank. With --card, the model card of one instrument.
    """
    kind = _kind(options["kind"], as_json=as_json, as_html=as_html)
    on = files.day(options["on"]) or files.today()
    _refuse_idle(options)
    if options["card"] is None:
        _show(_record(on, options), kind, record_to_html, record_to_text)
        return
    card = card_of(
        installed_service().registry,
        options["card"],
        on=on,
        version=options["version"],
        ruleset=options["ruleset"],
    )
    _show(card, kind, card_to_html, card_to_text)


def _record(on: dt.date, options: dict[str, Any]) -> Any:
    given = None if options["organisation"] is None else _given(Path(options["organisation"]))
    return record_of(installed_service(), on=on, ruleset=options["ruleset"], given=given)


def _show(made: Any, kind: str, to_html: Any, to_text: Any) -> None:
    if kind == "json":
        terminal.write_json(made)
    elif kind == "html":
        terminal.write_bytes(to_html(made).encode("utf-8"))
    else:
        terminal.write(to_text(terminal.safe(made)))


def _kind(said: str | None, *, as_json: bool, as_html: bool) -> str:
    kinds = {*([said] if said else []), *(["json"] if as_json else []), *(["html"] * as_html)}
    if len(kinds) > 1:
        raise click.UsageError("Choose one format.")
    return kinds.pop() if kinds else "text"


def _refuse_idle(options: dict[str, Any]) -> None:
    if options["card"] is None and options["version"] is not None:
        raise click.UsageError("--version goes with --card.")
    if options["card"] is not None and options["organisation"] is not None:
        raise click.UsageError("--organisation goes with the record, not with a card.")


def _given(place: Path) -> dict[str, object]:
    try:
        found: dict[str, object] = msgspec.toml.decode(place.read_bytes())
    except OSError as error:
        message = f"cannot be read: {(error.strerror or str(error)).lower()}"
    except (msgspec.DecodeError, UnicodeDecodeError, ValueError) as error:
        message = f"is not TOML: {error}"
    else:
        return found
    raise UnusableEntry(
        Fault(
            pointer=str(place),
            message=message,
            way_out='Give a text file with lines such as: organisation = "Name of the force".',
        )
    )
