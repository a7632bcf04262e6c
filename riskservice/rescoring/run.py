"""A whole run: a file of people in; results, faults and a page out, whole or not at all."""

import datetime as dt
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from typing import Final

import polars as pl

from riskservice.assessment import RulesetStamp
from riskservice.errors import Fault
from riskservice.kit.dates import unpack
from riskservice.rescoring.aside import Aside, cannot
from riskservice.rescoring.asked import Asked, Outputs, Target, refuse_same
from riskservice.rescoring.bulk import Ranges
from riskservice.rescoring.contradictions import Contradictions
from riskservice.rescoring.decoding import Decoder
from riskservice.rescoring.earlier import Earlier, read_earlier
from riskservice.rescoring.engine import Rescorer
from riskservice.rescoring.findings import Findings
from riskservice.rescoring.fingerprints import fingerprinted
from riskservice.rescoring.formats import Table, refuse
from riskservice.rescoring.gathering import with_days
from riskservice.rescoring.panel import find
from riskservice.rescoring.provenance import Run, run_id
from riskservice.rescoring.readers import open_table
from riskservice.rescoring.report import to_html
from riskservice.rescoring.results_file import BESIDE
from riskservice.rescoring.row_faults import RowFault, as_frame
from riskservice.rescoring.rules import Maker, Rules
from riskservice.rescoring.sources import Given
from riskservice.rescoring.summary import Summary
from riskservice.rescoring.summing import summarise
from riskservice.rescoring.tally import Tally, digests_of
from riskservice.rescoring.writers import Writer
from riskservice.scoring import Service

READING: Final = "reading last time"
SCORING: Final = "scoring"
COMPARING: Final = "comparing"
SUMMING_UP: Final = "summing up"

Tick = Callable[[str, int, float | None], None]
"""
Called after every block and before every later stage, with the stage, the rows so far, and how
much of the file was read, from 0 to 1, None where nobody can know. What it raises ends the run, and
nothing is left of it.
"""


@dataclass(frozen=True, kw_only=True)
class Ran:
    """
    What came of a run.

    Attributes
    ----------
    rows, scored, faulty : int
        People; those with a score from any instrument; those at fault, who have no result.
    faults, more_faults : int
        Faults that were written down, and those that were counted only.
    shown : tuple of RowFault
        The first faults.
    left_out : tuple of Fault
        Columns that are for nothing here, each with the name that may be meant.
    findings, summary : optional
        Where last time was given; where the cohort was to be summed up.
    """

    run: Run
    rows: int
    scored: int
    faulty: int
    faults: int
    more_faults: int
    shown: tuple[RowFault, ...]
    left_out: tuple[Fault, ...]
    earlier: Earlier | None = None
    findings: Findings | None = None
    summary: Summary | None = None


def rescore_file(
    asked: Asked, outputs: Outputs, *, service: Service, tick: Tick | None = None
) -> Ran:
    """
    Rescore a file of people.

    Memory is bounded, whatever the number of rows, unless there is something to compare with or the
    cohort is summed up.

    Parameters
    ----------
    asked : Asked
    outputs : Outputs
    service : Service
    tick : callable, optional
        See :data:`Tick`.

    Raises
    ------
    UnreadableFile, UnwritableFile, UnknownName, NotInForce
        When nothing can be done; nothing is written then. A bad row is none of these: its faults
        are written down, and its person is faulty.
    """
    refuse_same(asked, outputs)
    return _Job(asked, outputs, service, tick or _quietly).run()


class _Job:
    """One run, under way."""

    def __init__(self, asked: Asked, outputs: Outputs, service: Service, tick: Tick) -> None:
        self._asked, self._outputs, self._service, self._tick = asked, outputs, service, tick
        self._questions = service.registry.questions
        # Whoever looks at bands alone, at what changed and what will, needs no more.
        bands: Ranges = "none" if asked.ranges == "none" else "overall"
        self._make = partial(Rescorer, ranges=bands, notices=False)
        self._bands = self._by(asked.ruleset, self._make)
        self._rules = self._by(asked.ruleset, partial(Rescorer, ranges=asked.ranges))
        self._then = self._rules_of_last_time()
        if asked.on is not None:
            service.selection(asked.on, asked.ruleset, asked.instruments)
            service.policy(asked.on)
        self._tally = Tally(keep=outputs.sums_up or asked.previous is not None)

    def _rules_of_last_time(self) -> Rules | None:
        name = self._asked.previous_ruleset
        if name in (None, self._asked.ruleset):
            return None
        return self._by(str(name), self._make)

    def _by(self, ruleset: str, make: Maker) -> Rules:
        return Rules(self._service, make, ruleset=ruleset, instruments=self._asked.instruments)

    def run(self) -> Ran:
        asked = self._asked
        earlier = self._read(asked.previous, asked.previous_name, asked.previous_on)
        caseloads = self._read(asked.caseloads, asked.caseloads_name, asked.on)
        if caseloads is not None and not _names_somebody(caseloads):
            refuse(
                asked.caseloads_name or str(asked.caseloads),
                "names neither officers nor teams",
                "Give it a column officer or a column team.",
            )
        with ExitStack() as stack:
            source = stack.enter_context(fingerprinted(asked.given))
            table = stack.enter_context(
                open_table(source.given, format=asked.format, name=asked.name)
            )
            decoder = Decoder.of(table, self._questions, on=asked.on, on_column=asked.on_column)
            page = None if self._outputs.report is None else Aside(self._outputs.report)
            if page is not None:
                stack.enter_context(page)
            # Closed in the opposite order: results, the largest, are the first that can fail.
            faults = self._writer(stack, self._outputs.faults)
            results = self._writer(stack, self._outputs.results)
            self._go_through(table, decoder, results, faults)
            ran = self._finish(decoder, source.digest(), earlier, caseloads)
            if page is not None and ran.summary is not None:
                _write_page(page, ran.summary)
        return ran

    def _read(self, given: Given | None, name: str | None, on: dt.date | None) -> Earlier | None:
        if given is None:
            return None
        tick = partial(self._tick, READING)
        return read_earlier(given, self._questions, on=on, name=name, tick=tick)

    def _writer(self, stack: ExitStack, target: Target | None) -> Writer | None:
        if target is None:
            return None
        streamed = self._outputs.format if hasattr(target, "write") else None
        return stack.enter_context(Writer(target, format=streamed))

    def _go_through(
        self, table: Table, decoder: Decoder, results: Writer | None, faults: Writer | None
    ) -> None:
        asked, row, kept = self._asked, 1, 0
        contradictions = Contradictions(self._service, asked.ruleset, asked.instruments)
        if faults is not None:
            faults.write(as_frame(()))
        for frame in table.blocks:
            people, found = decoder.decode(frame, row)
            kept += len(found)
            people = with_days(people)
            scored = self._rules.rescore(people)
            found = sorted([*found, *contradictions.of(people, scored)], key=lambda f: f.row)
            if results is not None:
                results.write(scored)
            if faults is not None and found:
                faults.write(as_frame(found))
            self._tally.add(people, scored, found)
            row += len(people)
            self._tick(SCORING, self._tally.rows, table.progress())
        self._tally.more_faults = decoder.found - kept
        if not self._tally.days:
            refuse(
                table.name,
                "has no row with a day of assessment that can be read",
                "Give days as YYYY-MM-DD, or one day for everyone.",
            )

    def _finish(
        self, decoder: Decoder, digest: str, earlier: Earlier | None, caseloads: Earlier | None
    ) -> Ran:
        asked, tally = self._asked, self._tally
        run = self._stamp(digest, earlier, caseloads)
        findings = summary = None
        if earlier is not None or self._outputs.sums_up:
            self._tick(COMPARING, tally.rows, 1.0)
            people, results = tally.everyone(self._questions)
            findings = find(
                people,
                results,
                now=self._bands,
                before=None if earlier is None else earlier.people,
                then=self._then,
                earlier=None if earlier is None else earlier.results,
                faults=tally.told(),
                more_faults=tally.more_faults,
                existing=self._held(caseloads),
                horizons=asked.horizons if self._outputs.sums_up else (),
            )
        if findings is not None and self._outputs.sums_up:
            self._tick(SUMMING_UP, tally.rows, 1.0)
            summary = summarise(findings, run=run, service=self._service)
        return Ran(
            run=run,
            rows=tally.rows,
            scored=tally.scored,
            faulty=tally.faulty,
            faults=tally.faults,
            more_faults=tally.more_faults,
            shown=tuple(tally.first),
            left_out=decoder.unknown,
            earlier=earlier,
            findings=findings,
            summary=summary,
        )

    def _held(self, caseloads: Earlier | None) -> pl.DataFrame | None:
        """Return results of caseloads with who has them, by the rules of this time."""
        if caseloads is None or caseloads.people is None:
            return None if caseloads is None else caseloads.results
        people = caseloads.people
        named = [name for name in BESIDE if name in people.about.columns]
        return self._rules.rescore(people).hstack(people.about.select(named))

    def _stamp(self, digest: str, earlier: Earlier | None, caseloads: Earlier | None) -> Run:
        asked, days = self._asked, self._tally.days
        ruleset = self._rules.ruleset
        first, last = unpack(min(days)), unpack(max(days))
        tables = digests_of(self._service, ruleset, asked.instruments, days)
        inputs = [digest, str(asked.on or ""), asked.on_column or "", *self._rules.keys]
        if asked.ranges != "all":
            inputs.append(f"ranges {asked.ranges}")
        if earlier is not None:
            then = (self._then or self._rules).ruleset
            inputs += [earlier.digest, str(asked.previous_on or ""), then.digest]
        if caseloads is not None:
            inputs += ["caseloads", caseloads.digest]
        return Run(
            run_id=run_id(
                inputs, first_on=first, last_on=last, ruleset=ruleset.digest, tables=tables
            ),
            first_on=first,
            last_on=last,
            ruleset=RulesetStamp(name=ruleset.name, title=ruleset.title, digest=ruleset.digest),
            previous=None if earlier is None else earlier.kind,
            source=asked.source,
            previous_source=asked.previous_source,
        )


def _names_somebody(caseloads: Earlier) -> bool:
    known = caseloads.results if caseloads.people is None else caseloads.people.about
    return known is not None and bool(set(BESIDE) & set(known.columns))


def _write_page(page: Aside, summary: Summary) -> None:
    try:
        page.path.write_bytes(to_html(summary).encode())
    except OSError as error:
        cannot(str(page.target), error)


def _quietly(stage: str, rows: int, share: float | None) -> None:
    """Say nothing."""
