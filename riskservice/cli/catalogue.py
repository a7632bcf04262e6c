"""``riskservice instruments``, ``tables``, ``rulesets``: what is installed, and on whose word."""

from collections.abc import Iterator
from datetime import date
from typing import Any

import click
import msgspec
from rich.console import Group, RenderableType
from rich.padding import Padding
from rich.text import Text

from riskservice.cli import files, terminal, words
from riskservice.cli.layout import heading, labelled, several
from riskservice.kit import Table
from riskservice.kit.blocks import PolicyLine, Rule, Source
from riskservice.kit.dates import in_words
from riskservice.kit.outcome import Confidence
from riskservice.kit.questions import questions_of
from riskservice.policies import Policy
from riskservice.registry import Registry
from riskservice.rulesets import DEFAULT_RULESET, Ruleset
from riskservice.scoring import service


class TableSummary(msgspec.Struct, frozen=True, kw_only=True):
    """One release of an instrument's numbers: when, how sure, and on whose word."""

    instrument: str
    version: str
    status: str
    effective_from: date
    effective_to: date | None
    withdrawn_on: date | None
    corrects: str
    note: str
    confidence: Confidence
    digest: str
    sources: tuple[Source, ...]


class TableDetail(TableSummary, frozen=True, kw_only=True):
    """A table with its rules, and any house policy for an indicated level."""

    rules: dict[str, Rule]
    house_policy: tuple[PolicyLine, ...]


class InstrumentSummary(msgspec.Struct, frozen=True, kw_only=True):
    """One installed instrument, and its table in force on a day."""

    key: str
    title: str
    about: str
    kind: str
    covers: str
    parts: tuple[str, ...]
    part_of: str
    question_count: int
    table: TableSummary | None


# Instruments -------------------------------------------------------------------------------------


@click.command(
    epilog="""\b
Examples:
  riskservice instruments
  riskservice instruments --on 2025-01-01 --json
"""
)
@click.option("--on", metavar="DATE", help="Day whose tables count; today by default.")
@click.option("--json", "as_json", is_flag=True, help="The list as the HTTP API sends it.")
def instruments(on: str | None, *, as_json: bool) -> None:
    """List the installed instruments."""
    registry, day = service().registry, files.day(on) or files.today()
    entries = [_instrument(registry, key, day) for key in registry.definitions]
    if as_json:
        terminal.write_json({"on": day, "instruments": entries})
        return
    terminal.show(*(_instrument_block(terminal.safe(entry), day) for entry in entries))


def _instrument(registry: Registry, key: str, day: date) -> InstrumentSummary:
    definition = registry.definition(key)
    table = registry.table(key, day, registry.ruleset(DEFAULT_RULESET))
    return InstrumentSummary(
        key=key,
        title=definition.title,
        about=definition.about,
        kind=type(definition).__name__.lower(),
        covers=definition.covers,
        parts=definition.parts,
        part_of=definition.part_of,
        question_count=len(questions_of(definition.answers)),
        table=None if table is None else TableSummary(**_summary(table)),
    )


def _instrument_block(entry: InstrumentSummary, day: date) -> RenderableType:
    table = entry.table
    if table is None:
        use = f"no table in force on {in_words(day)}"
    elif table.withdrawn_on is not None and table.withdrawn_on <= day:
        use = f"withdrawn by {in_words(table.withdrawn_on)}; only by a ruleset that names it"
    else:
        use = f"table {table.version}, {table.confidence}"
    rows = [
        ("About", entry.about),
        ("Kind", f"{entry.kind}, {entry.covers}"),
        ("Made of", words.listed(entry.parts)),
        ("Part of", entry.part_of),
        ("Asks", words.counted(entry.question_count, "question")),
        ("In use", use),
        ("Form", f"riskservice form {entry.key}"),
    ]
    return Group(heading(entry.title, entry.key), labelled(row for row in rows if row[1]))


# Tables ------------------------------------------------------------------------------------------


@click.command(
    short_help="List every table of numbers and every grid.",
    epilog="""\b
Examples:
  riskservice tables
  riskservice tables --json
""",
)
@click.option("--json", "as_json", is_flag=True, help="The list as the HTTP API sends it.")
def tables(*, as_json: bool) -> None:
    """List every table of numbers and every grid, with sources and the rules they decide."""
    found = (table for each in service().registry.tables.values() for table in each)
    entries = [
        TableDetail(**_summary(table), rules=table.rules, house_policy=table.policy)
        for table in found
    ]
    policies = service().policies
    if as_json:
        terminal.write_json({"tables": entries, "policies": policies})
        return
    terminal.show(
        *(_table_block(terminal.safe(entry)) for entry in entries),
        *(_policy_block(terminal.safe(policy)) for policy in policies),
    )


def _summary(table: Table) -> dict[str, Any]:
    return {name: getattr(table, name) for name in TableSummary.__struct_fields__}


def _table_block(entry: TableDetail) -> RenderableType:
    withdrawn = f"; withdrawn by {in_words(entry.withdrawn_on)}" if entry.withdrawn_on else ""
    rows = [
        ("Status", f"{entry.status}{withdrawn}"),
        ("In force", _dates(entry.effective_from, entry.effective_to)),
        ("Numbers", entry.confidence),
        ("Corrects", entry.corrects),
        ("Fingerprint", entry.digest),
        ("Note", " ".join(entry.note.split())),
    ]
    parts = [
        heading(f"{entry.instrument} {entry.version}"),
        labelled(row for row in rows if row[1]),
        labelled([("Sources", several([_cited(source) for source in entry.sources]))]),
    ]
    if entry.rules:
        parts.append(labelled([("Rules", Group(*_rules(entry)))]))
    return Group(*parts)


def _policy_block(policy: Policy) -> RenderableType:
    rows = [
        ("Title", policy.title),
        ("Status", policy.status),
        ("In force", _dates(policy.effective_from, policy.effective_to)),
        ("Fingerprint", policy.digest),
        ("Why", policy.why),
    ]
    return Group(
        heading(f"Grid {policy.key} {policy.version}"),
        labelled(rows),
        labelled([("Sources", several([_cited(source) for source in policy.sources]))]),
    )


def _dates(first: date, last: date | None) -> str:
    return f"from {in_words(first)}" + (f" to {in_words(last)}" if last else "")


def _cited(source: Source) -> str:
    locator = f", {source.locator}" if source.locator else ""
    return f"{source.id}: {source.cite}{locator} ({source.licence})"


def _rules(entry: TableDetail) -> Iterator[RenderableType]:
    for name, rule in entry.rules.items():
        answer = f": {'yes' if rule.value else 'no'}"
        dispute = f"  (disputed rule {rule.disputed})" if rule.disputed else ""
        yield Text.assemble((name.replace("_", " "), "bold"), answer, (dispute, "dim"))
        yield Padding(Text(f"{rule.why} [{rule.cite}]"), (0, 0, 0, 2))


# Rulesets ----------------------------------------------------------------------------------------


@click.command(
    epilog="""\b
Examples:
  riskservice rulesets
  riskservice score case.json --ruleset hmpps-2026.08
"""
)
@click.option("--json", "as_json", is_flag=True, help="The list as the HTTP API sends it.")
def rulesets(*, as_json: bool) -> None:
    """List the named choices of tables a case can be scored with."""
    entries = list(service().registry.rulesets.values())
    if as_json:
        terminal.write_json({"default": DEFAULT_RULESET, "rulesets": entries})
        return
    terminal.show(*(_ruleset_block(terminal.safe(entry)) for entry in entries))


def _ruleset_block(entry: Ruleset) -> RenderableType:
    named = ", ".join(f"{key} {version}" for key, version in entry.tables.items())
    rows = [
        ("From", in_words(entry.effective_from)),
        ("Note", entry.note),
        ("Tables", named or "those in force on the day of assessment"),
        ("Reproduces", "a deployed service" if entry.deployed else ""),
        ("Fingerprint", entry.digest),
    ]
    return Group(heading(entry.title, entry.name), labelled(row for row in rows if row[1]))
