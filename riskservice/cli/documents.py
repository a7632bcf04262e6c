"""``riskservice mappa document``: plan, referral, minutes and the record of the day, to print."""

import sys
from collections.abc import Callable, Mapping
from typing import Final, get_args

import click

from riskservice.cli import files, terminal
from riskservice.cli.choosing import RULESET_HELP, chosen
from riskservice.cli.scoring import ON_HELP, assess
from riskservice.errors import Fault, InvalidCase, RiskServiceError
from riskservice.mappa import parted
from riskservice.planning import Plan, read_plan
from riskservice.planning.documents import (
    Document,
    DocumentKind,
    NoPersonCopy,
    document_to_docx,
    document_to_html,
    make_document,
    papers_of,
)
from riskservice.rescoring.aside import Aside, cannot
from riskservice.rulesets import DEFAULT_RULESET
from riskservice.scoring import service

FORMATS: Final[Mapping[str, Callable[[Document], bytes]]] = {
    "html": lambda document: document_to_html(document).encode(),
    "docx": document_to_docx,
}


@click.command(
    epilog="""\b
Examples:
  riskservice mappa document case.json --kind referral --format docx -o referral.docx
  riskservice mappa document case.json --kind minutes --plan plan.json -o minutes.html
  riskservice mappa document case.json --kind summary --person-copy -o copy.docx

\b
The format is the one --format names, or that of the ending of FILE, or else a page. Without
--plan the plan is a skeleton drafted from the case. Read a person's copy before you hand it over.
"""
)
@click.argument("case")
@click.option(
    "--kind",
    type=click.Choice(get_args(DocumentKind)),
    required=True,
    help="Plan, referral to MAPPA, agenda and minutes, or the record of what was known.",
)
@click.option("--format", "form", type=click.Choice(list(FORMATS)), help="Page or Word file.")
@click.option("-o", "--output", metavar="FILE", help="Write there in place of the output.")
@click.option("--plan", "kept", metavar="PLAN", help="The plan that is kept, as JSON.")
@click.option("--person-copy", is_flag=True, help="Without anything that may not be shown.")
@click.option("--on", metavar="DATE", help=ON_HELP)
@click.option(
    "--ruleset", callback=chosen, metavar="NAME", default=DEFAULT_RULESET, help=RULESET_HELP
)
@click.option(
    "--setting",
    "settings",
    metavar="NAME=READING",
    multiple=True,
    help="Reading of a point the sources leave open; may be repeated.",
)
def document(
    case: str,
    kind: DocumentKind,
    form: str | None,
    output: str | None,
    kept: str | None,
    on: str | None,
    ruleset: str,
    settings: tuple[str, ...],
    *,
    person_copy: bool,
) -> None:
    """
    Make a document of one case, marked on every page.

    What the record holds is filled in, what only a professional can write is left open. It informs
    a decision and never makes it. CASE is a file as for score; a hyphen reads standard input.
    """
    form = form or _format_of(output)
    given = parted(settings, "--setting")
    plan = _plan(kept) if kept is not None else None
    record, assessment = assess(case, files.day(on), ruleset)
    try:
        papers = papers_of(
            record,
            assessment,
            service().registry.questions,
            plan=plan,
            settings=given,
            pointer="--setting",
        )
    except InvalidCase as error:
        error.add_note(files.name_of(case))
        raise
    try:
        made = make_document(kind, papers, for_person=person_copy)
    except NoPersonCopy as error:
        error.add_note("--person-copy")
        raise
    _put(FORMATS[form](made), form, output)
    if person_copy:
        terminal.write("Read the copy before it is handed over.\n", err=True)


def _format_of(output: str | None) -> str:
    """Return the format a file's ending names, or a page."""
    ending = (output or "").rpartition(".")[2].lower()
    return ending if ending in FORMATS else "html"


def _plan(source: str) -> Plan:
    raw, media = files.read_record(source)
    try:
        return read_plan(raw, media)
    except RiskServiceError as error:
        error.add_note(files.name_of(source))
        raise


def _put(body: bytes, form: str, output: str | None) -> None:
    """Write a document to a file, which appears whole or not at all, or to the output."""
    if output is None:
        if form == "docx" and sys.stdout is not None and sys.stdout.isatty():
            raise files.UnusableOption(
                Fault(
                    pointer="--format",
                    value=form,
                    message="cannot be shown on a terminal",
                    way_out="Name a file with -o.",
                )
            )
        terminal.write_bytes(body)
        return
    with Aside(output) as place:
        try:
            place.path.write_bytes(body)
        except OSError as error:
            cannot(output, error)
