"""``riskservice plan``: a plan skeleton for one case, and what is done with plans afterwards."""

from collections.abc import Callable, Mapping
from typing import Any

import click
import msgspec

from riskservice.cli import files, terminal
from riskservice.cli.choosing import RULESET_HELP, chosen
from riskservice.cli.scoring import ON_HELP, assess
from riskservice.errors import RiskServiceError
from riskservice.planning import (
    Plan,
    check_quality,
    check_to_text,
    diff_plans,
    diff_to_text,
    draft_plan,
    next_version,
    person_copy,
    plan_to_html,
    plan_to_text,
    read_plan,
    withheld_from,
)
from riskservice.planning.documents import plan_to_docx
from riskservice.rescoring.aside import Aside, cannot
from riskservice.rulesets import DEFAULT_RULESET

GAPS = 1
DRAFT = "draft"
Printer = Callable[[Plan], bytes]


def _as_json(value: Any) -> bytes:
    return msgspec.json.format(msgspec.json.encode(value)) + b"\n"


PRINTERS: Mapping[str, Printer] = {
    "text": lambda plan: plan_to_text(terminal.safe(plan)).encode(),
    "json": _as_json,
    "html": lambda plan: plan_to_html(plan).encode(),
    "docx": plan_to_docx,
}
"""Format of a plan to what writes it."""

_FORMAT = click.option(
    "--format", "form", type=click.Choice(list(PRINTERS)), help="Text by default."
)
_OUTPUT = click.option(
    "-o", "--output", metavar="FILE", help="Write there in place of the terminal."
)
_JSON = click.option("--json", "as_json", is_flag=True, help="As the HTTP API sends it.")


class PlanDoor(click.Group):
    """A group that drafts a plan where no other command is named."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put the command that drafts first unless another one, or help, is asked for."""
        asked = args[0] if args else ""
        if asked not in self.commands and asked not in ctx.help_option_names:
            args = [DRAFT, *args]
        return super().parse_args(ctx, args)


@click.group(
    cls=PlanDoor,
    epilog="""\b
Examples:
  riskservice plan examples/02-full.json
  riskservice plan case.json --format html -o plan.html
  riskservice plan case.json --format docx -o plan.docx
  riskservice plan check plan.json --on 2026-11-24
  riskservice plan diff before.json after.json
  riskservice plan person-copy plan.json --format html -o copy.html
  riskservice plan draft --help     more on drafting

\b
A plan is kept as JSON: draft it with --format json, write into it what people decide,
and check, compare and draft it anew from there.
""",
)
def plan() -> None:
    """Draft a plan skeleton for one case; check, compare and copy plans."""


@plan.command(
    DRAFT,
    epilog="""\b
Examples:
  riskservice plan examples/02-full.json
  riskservice plan case.json --html > plan.html
  riskservice plan case.json --format json -o plan.json
""",
)
@click.argument("case")
@click.option("--on", metavar="DATE", help=ON_HELP)
@click.option(
    "--ruleset", callback=chosen, metavar="NAME", default=DEFAULT_RULESET, help=RULESET_HELP
)
@_FORMAT
@_OUTPUT
@click.option("--json", "as_json", is_flag=True, help="Short for --format json.")
@click.option("--html", "as_html", is_flag=True, help="Short for --format html.")
def draft(
    case: str,
    on: str | None,
    ruleset: str,
    form: str | None,
    output: str | None,
    *,
    as_json: bool,
    as_html: bool,
) -> None:
    """
    Draft a plan skeleton for one case.

    Every factor is answered by proposed actions from the library. What only a professional can
    write is left open and marked so. CASE is a file as for score; a hyphen reads standard input.
    """
    chosen = {
        name for name, given in (("json", as_json), ("html", as_html), (form or "", form)) if given
    }
    if len(chosen) > 1:
        raise click.UsageError("Choose one of --json, --html and --format.")
    record, assessment = assess(case, files.day(on), ruleset)
    _write(draft_plan(record, assessment), chosen.pop() if chosen else "text", output)


@plan.command(
    epilog="""\b
Examples:
  riskservice plan check plan.json
  riskservice plan check plan.json --on 2026-11-24 --previous earlier.json

\b
Exit codes:
  0  no gap was found
  1  the plan has gaps
  2  something given to the command is wrong
"""
)
@click.argument("file", metavar="PLAN")
@click.option("--on", metavar="DATE", help="Day for which it is checked; today where left out.")
@click.option("--previous", metavar="PLAN", help="The version before, for copied evidence.")
@_JSON
@click.pass_context
def check(
    ctx: click.Context, file: str, on: str | None, previous: str | None, *, as_json: bool
) -> None:
    """
    Check a plan for a day.

    What makes it indefensible is a gap; each finding cites its rule. The tests of a defensible and
    of a justifiable decision are met, not met, or cannot be told from the plan.
    """
    chosen = files.day(on)
    before = _read(previous) if previous is not None else None
    found = check_quality(_read(file), on=chosen or files.today(), previous=before)
    if as_json:
        terminal.write_json(found)
    else:
        terminal.write(check_to_text(terminal.safe(found)))
    if found.gaps:
        ctx.exit(GAPS)


@plan.command(
    epilog="""\b
Examples:
  riskservice plan diff before.json after.json
  riskservice plan diff before.json after.json --json
"""
)
@click.argument("before")
@click.argument("after")
@_JSON
def diff(before: str, after: str, *, as_json: bool) -> None:
    """
    Show what changed from one state of a plan to another.

    Changes of status that are not laid down, and what was left out without a word, come first.
    """
    found = diff_plans(_read(before), _read(after))
    if as_json:
        terminal.write_json(found)
    else:
        terminal.write(diff_to_text(terminal.safe(found)))


@plan.command(
    "next",
    epilog="""\b
Examples:
  riskservice plan next plan.json case.json --format json -o plan-2.json
""",
)
@click.argument("file", metavar="PLAN")
@click.argument("case")
@click.option("--on", metavar="DATE", help=ON_HELP)
@click.option(
    "--ruleset", callback=chosen, metavar="NAME", default=DEFAULT_RULESET, help=RULESET_HELP
)
@_FORMAT
@_OUTPUT
def redraft(
    file: str, case: str, on: str | None, ruleset: str, form: str | None, output: str | None
) -> None:
    """
    Draft the next version of a plan from a later case record.

    What people made of the plan is kept. What the new assessment no longer calls for is kept too
    and marked for decision.
    """
    before = _read(file)
    record, assessment = assess(case, files.day(on), ruleset)
    _write(next_version(before, record, assessment, record.on), form or "text", output)


@plan.command(
    "person-copy",
    epilog="""\b
Examples:
  riskservice plan person-copy plan.json
  riskservice plan person-copy plan.json --format html -o copy.html
""",
)
@click.argument("file", metavar="PLAN")
@_FORMAT
@_OUTPUT
def copy(file: str, form: str | None, output: str | None) -> None:
    """
    Give the person's own copy of a plan, without what may not be disclosed.

    Words of what is withheld are also looked for elsewhere in the plan. Words that were put
    differently cannot be found: read the copy before it is handed over. How much was left out is
    said on the error stream, never in the copy.
    """
    whole = _read(file, whole=False)
    _write(person_copy(whole), form or "text", output)
    left_out = len(withheld_from(whole))
    things = "1 thing was" if left_out == 1 else f"{left_out} things were"
    terminal.write(f"{things} left out. Read the copy before it is handed over.\n", err=True)


def _read(source: str, *, whole: bool = True) -> Plan:
    """Return the plan a file holds; faults name the file."""
    raw, media = files.read_record(source)
    try:
        return read_plan(raw, media, whole=whole)
    except RiskServiceError as error:
        error.add_note(files.name_of(source))
        raise


def _write(found: Plan, form: str, output: str | None) -> None:
    """Write a plan to a file, which appears whole or not at all, or to the terminal."""
    if output is None:
        if form == "text":
            terminal.write(plan_to_text(terminal.safe(found)))
        else:
            terminal.write_bytes(PRINTERS[form](found))
        return
    body = PRINTERS[form](found)
    with Aside(output) as place:
        try:
            place.path.write_bytes(body)
        except OSError as error:
            cannot(output, error)
