"""``riskservice questions``: every question under its names, here and elsewhere."""

import click
from rich.console import Group, RenderableType

from riskservice.cli import terminal, words
from riskservice.cli.layout import heading, labelled
from riskservice.official.vocabulary import QuestionNames, vocabulary
from riskservice.scoring import service


@click.command(
    epilog="""\b
Examples:
  riskservice questions
  riskservice questions --json
"""
)
@click.option("--json", "as_json", is_flag=True, help="The list as the HTTP API sends it.")
def questions(*, as_json: bool) -> None:
    """List every question, its official name and OASys code, and what asks it."""
    found = vocabulary(service().registry)
    if as_json:
        terminal.write_json(found)
        return
    terminal.show(*(_block(terminal.safe(entry)) for entry in found.questions))


def _block(entry: QuestionNames) -> RenderableType:
    choices = (
        f"{each.value} ({each.official})" if each.official else each.value for each in entry.choices
    )
    rows = [
        ("Guidance", entry.guidance),
        ("Official", entry.official or ""),
        ("OASys", entry.oasys or ""),
        ("Answer", _answer(entry)),
        ("Choices", ", ".join(choices)),
        ("Asked by", words.listed(entry.instruments)),
    ]
    return Group(heading(entry.wording, entry.key), labelled(row for row in rows if row[1]))


def _answer(entry: QuestionNames) -> str:
    if entry.kind == "count":
        return f"count from {entry.low} to {entry.high}"
    return words.band(entry.kind)
