"""What a run of many people came to, in words: for the error stream, beside the files."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final

from rich.console import RenderableType
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from riskservice.cli import words
from riskservice.cli.layout import INDENT, Column, bullets, heading, labelled, table
from riskservice.cli.terminal import safe, tame
from riskservice.kit.dates import in_words
from riskservice.rescoring.bands import OVERALL
from riskservice.rescoring.comparison import Compared
from riskservice.rescoring.findings import Findings
from riskservice.rescoring.report import CAUSES, KINDS, band
from riskservice.rescoring.row_faults import RowFault
from riskservice.rescoring.run import Ran
from riskservice.rescoring.summary import Listed, Matrix
from riskservice.rescoring.summing import matrices

SHOWN: Final = 10
"""Faults that are listed where no file takes them."""


def account(
    ran: Ran, options: Mapping[str, Any], *, seconds: float, width: int
) -> Iterator[RenderableType]:
    """
    Yield what is printed after a run.

    Parameters
    ----------
    ran : Ran
    options : mapping of str to value
        Those of the command.
    seconds : float
        How long it took.
    width : int
        Of the screen. [characters]
    """
    yield heading(f"{people(ran.rows)} rescored", ran.run.run_id)
    yield labelled(row for row in _rows(ran, options, seconds) if row[1])
    if ran.left_out:
        yield Text(f"\n{words.counted(len(ran.left_out), 'column')} left out:")
        said = (f"{fault.pointer}: {fault.message}. {fault.way_out}" for fault in ran.left_out)
        yield bullets(list(map(tame, said))[:SHOWN])
        yield from _more(len(ran.left_out))
    if ran.findings is not None:
        yield from _changes(ran.findings, width)
    if ran.shown and not options["faults"]:
        yield Text("\nAt fault, so without a result:")
        yield bullets([_fault(safe(fault)) for fault in ran.shown[:SHOWN]])
        yield from _more(ran.faults + ran.more_faults)


def comparison(found: Compared, *, width: int) -> Iterator[RenderableType]:
    """Yield what changed between two runs: overall, who, and each instrument that changed."""
    for matrix in found.matrices:
        overall = matrix.instrument == OVERALL
        if overall or matrix.changed:
            yield heading(matrix.title, matrix.instrument)
            yield kinds(found.changes[matrix.instrument])
            if rule := found.rule[matrix.instrument]:
                yield _pairs([("Other table", f"{people(rule)} of those who changed")])
            yield grid(matrix, width=width)
        if overall:
            rows = ((KINDS[each.kind], _listed(each)) for each in found.lists if each.total)
            yield _pairs(rows)
            if found.uncompared:
                said = f"{people(found.uncompared)} without an identifier of their own"
                yield _pairs([("Left out", said)])


def people(number: int) -> str:
    """Return a number of people in words."""
    return "1 person" if number == 1 else f"{number:,} people"


def kinds(counts: Mapping[str, int]) -> RenderableType:
    """Return how many people there are of each kind of change, those that do not occur left out."""
    found = [(KINDS[kind], f"{n:,}") for kind, n in counts.items() if kind in KINDS and n]
    return _pairs(found or [("Changed", "nobody")])


def grid(matrix: Matrix, *, width: int) -> RenderableType:
    """Return from where to where people went: rows before, columns after."""
    columns = [Column("before, after"), *(Column(band(a), "right") for a in matrix.after)]
    rows = [
        [band(before), *(f"{n:,}" if n else "." for n in counts)]
        for before, counts in zip(matrix.before, matrix.counts, strict=True)
    ]
    return table(columns, rows, width=width)


def _rows(ran: Ran, options: Mapping[str, Any], seconds: float) -> Iterator[tuple[str, str]]:
    run = ran.run
    days = [in_words(run.first_on)]
    if run.last_on != run.first_on:
        days.append(in_words(run.last_on))
    yield "As on", " to ".join(days)
    yield "Ruleset", run.ruleset.name
    yield "Scored", people(ran.scored)
    yield "At fault", people(ran.faulty) if ran.faulty else "nobody"
    earlier = ran.earlier
    if earlier is not None and earlier.faulty:
        yield "Last time", f"{people(earlier.faulty)} at fault"
    if options["dry_run"]:
        yield "Written", "nothing, as asked"
    else:
        names = {"Results": options["output"], "Faults": options["faults"]}
        names |= {"Page": options["report"]}
        yield from ((title, tame(name or "")) for title, name in names.items() if name != "-")
    yield "Took", f"{seconds:.1f} seconds, {people(round(ran.rows / max(seconds, 1e-9)))} a second"


def _changes(findings: Findings, width: int) -> Iterator[RenderableType]:
    changes, causes = findings.changes, findings.causes
    if changes is None:
        return
    yield Text("\nSince last time, by overall band:")
    yield kinds({str(kind): n for kind, n in changes.counts().items()})
    if causes is not None:
        found = {CAUSES[cause]: n for cause, n in causes.counts().items() if n}
        said = ", ".join(f"{title.lower()} ({n:,})" for title, n in found.items())
        yield labelled([("Because of", said)] if said else [])
    if lost := int(changes.unmatched["rows"].sum() or 0):
        yield _pairs([("Not compared", f"{people(lost)} without an identifier of their own")])
    yield grid(next(matrices(changes, {})), width=width)


def _pairs(rows: Iterable[tuple[str, str]]) -> RenderableType:
    """Return lines of a title and a text, the text hanging, whatever the length of the titles."""
    pairs = Table.grid(padding=(0, 2, 0, 0))
    pairs.add_column(style="dim", no_wrap=True)
    pairs.add_column(overflow="fold")
    for title, text in rows:
        pairs.add_row(title, Text(text))
    return Padding(pairs, (0, 0, 0, INDENT))


def _listed(found: Listed) -> str:
    names = [tame(name) for name in found.case_ids[:SHOWN]]
    more = found.total - len(names)
    return ", ".join(names) + (f" and {more:,} more" if more else "")


def _fault(fault: RowFault) -> str:
    place = ", ".join(filter(None, (f"row {fault.row:,}", fault.case_id, fault.question)))
    given = f" (given: {fault.value})" if fault.value is not None else ""
    return f"{place}: {words.sentence(fault.fault + given)} {fault.way_out}"


def _more(total: int) -> Iterator[RenderableType]:
    if total > SHOWN:
        yield Text(f"  and {total - SHOWN:,} more")
