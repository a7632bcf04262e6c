"""
What every plug-in must pass: one call says whether an instrument keeps the promises of the kit.

The checks need nothing of the plug-in but its definition and its tables. They try random people,
seeded, so that two runs find the same.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

import msgspec
import numpy as np

from riskservice.errors import RiskServiceError
from riskservice.kit import completions
from riskservice.kit.account import InstrumentAssessor
from riskservice.kit.choice import Choice
from riskservice.kit.dates import UNKNOWN, Ints
from riskservice.kit.evaluation import FAULTY, NOT_SCORABLE, SCORED
from riskservice.kit.findings import Finding, finding, judgement_findings
from riskservice.kit.form import blank_form_html, form_text
from riskservice.kit.instrument import Instrument
from riskservice.kit.judgement import JudgementAssessor
from riskservice.kit.kernel import Kernel
from riskservice.kit.outcome import Outcome, Scored, Stamp
from riskservice.kit.people import answers_of, random_people, row
from riskservice.kit.rating import Judgement
from riskservice.kit.source import bare_numbers, foreign_imports, undescribed, unworded
from riskservice.kit.tables import Table
from riskservice.kit.tabulated import NO_BAND
from riskservice.kit.total import Total

PEOPLE = 2000
MEN = 0.8
"""Share of made-up people who are men. [probability]"""
RANGES = 60
READ_BANDS = ("low", "medium", "high", "very_high")
"""Bands an instrument is tried with where it reads the results of others."""


Check = Callable[[InstrumentAssessor], Iterator[str]]


def check_instrument(
    definition: Instrument | Judgement | Choice | Total,
    tables: Sequence[Table],
    parts: Mapping[str, Kernel] | None = None,
) -> tuple[Finding, ...]:
    """
    Return what a plug-in keeps and what it breaks.

    Parameters
    ----------
    definition : Instrument, Judgement, Choice or Total
        A composite adds nothing of its own; its models are checked as instruments.
    tables : sequence of Table
        Every release of its numbers.
    parts : mapping of str to Kernel, optional
        Kernels of the instruments a composite is made of.

    Returns
    -------
    tuple of Finding
        One per promise; a promise broken in several ways says all of them.
    """
    findings = [
        finding("is described", undescribed(definition)),
        finding("asks in plain words", unworded(definition)),
        finding("imports only the kit", foreign_imports(definition)),
        finding("keeps its numbers in tables", bare_numbers(definition)),
        finding("has a table", [] if tables else ["add <key>/<version>.toml to its package"]),
    ]
    for table in tables:
        findings += [
            msgspec.structs.replace(finding, check=f"{finding.check} ({table.version})")
            for finding in _bound(definition, table, parts or {})
        ]
    return tuple(findings)


def _bound(
    definition: Instrument | Judgement | Choice | Total, table: Table, parts: Mapping[str, Kernel]
) -> Iterator[Finding]:
    faults = [f"{place} cites no source" for place, block in table.blocks() if not block.cite]
    yield finding("cites every number", [*faults, *table.faults()])
    if isinstance(definition, Choice | Total):
        return
    if isinstance(definition, Judgement):
        yield from judgement_findings(JudgementAssessor(definition, table, _stamp(table)))
        return
    try:
        assessor = InstrumentAssessor(
            Kernel(definition, table, parts, dict.fromkeys(definition.reads, READ_BANDS)),
            _stamp(table),
        )
    except (RiskServiceError, KeyError, TypeError, ValueError) as error:
        yield Finding(check="fits its table", ok=False, message=str(error))
        return
    yield Finding(check="fits its table", ok=True, message="")
    for name, check in _PROMISES.items():
        yield finding(name, check(assessor))


def _stamp(table: Table) -> Stamp:
    return Stamp(
        version=table.version,
        status=table.status,
        effective_from=table.effective_from,
        digest=table.digest,
        confidence=table.confidence,
        sources=tuple(source.id for source in table.sources),
    )


def _on(assessor: InstrumentAssessor) -> dt.date:
    return max(assessor.table.effective_from, dt.date(2026, 1, 1))


def _people(assessor: InstrumentAssessor, n: int, missing: float = 0.0) -> dict[str, Ints]:
    rng = np.random.default_rng(20_26)
    columns = random_people(assessor.kernel.asked, _on(assessor), n, rng, missing=missing)
    if "sex" in columns:
        columns["sex"] = np.where(rng.random(n) < MEN, 0, columns["sex"])
    return columns


def _one_equals_many(assessor: InstrumentAssessor) -> Iterator[str]:
    kernel = assessor.kernel
    columns = _people(assessor, PEOPLE, missing=0.02)
    block = kernel.block(columns)
    for i in range(PEOPLE):
        one = kernel.evaluate(row(columns, i))
        if one.status != block.status[i]:
            yield f"row {i}: status {one.status} alone, {block.status[i]} in a block"
        elif one.status == SCORED:
            alone = (one.total, *kernel.figures(one))
            many = (block.total[i], block.probability[i], block.percent[i], block.band[i])
            if not np.array_equal(np.array(alone), np.array(many), equal_nan=True):
                yield f"row {i}: {alone} alone, {many} in a block"


def _some_are_scored(assessor: InstrumentAssessor) -> Iterator[str]:
    block = assessor.kernel.block(_people(assessor, PEOPLE))
    if not (block.status == SCORED).any():
        yield "none of the made-up people can be scored; the checks below prove little"


def _items_add_up(assessor: InstrumentAssessor) -> Iterator[str]:
    columns = _people(assessor, PEOPLE // 4)
    for i in range(PEOPLE // 4):
        codes = row(columns, i)
        outcome = assessor.assess(answers_of(assessor.asked, codes), codes)
        if not isinstance(outcome, Scored) or outcome.points is None:
            continue
        points = [item.points for item in outcome.items if item.points is not None]
        total = max(points) if assessor.instrument.aggregate == "highest" else sum(points)
        if total != outcome.points:
            yield f"row {i}: items give {total}, the result {outcome.points}"
        if any(not item.cite for item in outcome.items if item.points):
            yield f"{outcome.items[0].term}: an item that scores cites nothing"


def _missing_is_not_scored(assessor: InstrumentAssessor) -> Iterator[str]:
    kernel = assessor.kernel
    columns = _people(assessor, PEOPLE // 10)
    for i in np.flatnonzero(kernel.block(columns).status == SCORED)[:20]:
        codes = row(columns, int(i))
        for key in kernel.asked:
            if key in kernel.missing_rules:
                continue
            one = kernel.evaluate(codes | {key: UNKNOWN})
            if one.status != NOT_SCORABLE:
                yield f"{key} left out is not reported as missing"


def _range_holds(assessor: InstrumentAssessor) -> Iterator[str]:
    kernel = assessor.kernel
    rng = np.random.default_rng(7)
    columns = _people(assessor, PEOPLE // 4)
    scored = np.flatnonzero(kernel.block(columns).status == SCORED)
    for i in scored[:RANGES]:
        full = row(columns, int(i))
        asked = list(kernel.asked)
        gone = rng.choice(asked, size=int(rng.integers(1, min(5, len(asked)) + 1)), replace=False)
        codes = full | dict.fromkeys(gone.tolist(), UNKNOWN)
        one, reach = kernel.evaluate(full), completions.reach(kernel, codes)
        band = kernel.figures(one)[2]
        inside = reach.totals is not None and reach.totals[0] <= one.total <= reach.totals[1]
        unchecked = {
            key
            for key in gone.tolist()
            if key in kernel.missing_rules and kernel.missing_rules[key].counts_as == "unchecked"
        }
        if not inside or band not in reach.bands:
            yield (
                f"leaving out {sorted(gone.tolist())}: total {one.total}, band {band} lie outside "
                f"{reach.totals}, {reach.bands}"
            )
        if not reach.settled_by and len(set(reach.bands) - {NO_BAND}) > 1 and not unchecked:
            yield "a range of several bands names no question that would settle it"


def _same(one: Iterable[object], two: Iterable[object]) -> bool:
    pairs = [(np.asarray(a), np.asarray(b)) for a, b in zip(one, two, strict=True)]
    return all(np.array_equal(a, b, equal_nan=a.dtype.kind == "f") for a, b in pairs)


def _is_pure(assessor: InstrumentAssessor) -> Iterator[str]:
    columns = _people(assessor, 50, missing=0.05)
    before = {key: column.copy() for key, column in columns.items()}
    first, second = assessor.kernel.block(columns), assessor.kernel.block(columns)
    for key, column in columns.items():
        if not np.array_equal(column, before[key]):
            yield f"changes the column {key} it was given"
    if not _same(first, second):
        yield "answers differently the second time"
    for i in range(50):
        codes = row(columns, i)
        answers = answers_of(assessor.asked, codes)
        if assessor.assess(answers, codes) != assessor.assess(answers, codes):
            yield f"row {i}: answers differently the second time"


def _travels(assessor: InstrumentAssessor) -> Iterator[str]:
    columns = _people(assessor, 50, missing=0.05)
    for i in range(50):
        codes = row(columns, i)
        outcome = assessor.assess(answers_of(assessor.asked, codes), codes)
        if isinstance(outcome, tuple):
            continue
        raw = msgspec.json.encode(outcome)
        if msgspec.json.decode(raw, type=Outcome) != outcome:
            yield f"row {i}: does not come back from JSON as it went"


def _prints(assessor: InstrumentAssessor) -> Iterator[str]:
    if assessor.instrument.title not in form_text(assessor):
        yield "its form does not show its title"
    if "<main>" not in blank_form_html(assessor):
        yield "its form has no page"


def _order_is_free(assessor: InstrumentAssessor) -> Iterator[str]:
    columns = _people(assessor, 200, missing=0.02)
    order = np.random.default_rng(3).permutation(200)
    straight = assessor.kernel.block(columns)
    turned = assessor.kernel.block({key: column[order] for key, column in columns.items()})
    reordered = [np.asarray(column)[order] for column in straight]
    if not _same(reordered, turned):
        yield "the order of people changes results"


def _faults_are_said(assessor: InstrumentAssessor) -> Iterator[str]:
    columns = _people(assessor, PEOPLE // 4)
    for i in np.flatnonzero(assessor.kernel.block(columns).status == FAULTY)[:50]:
        codes = row(columns, int(i))
        faults = assessor.assess(answers_of(assessor.asked, codes), codes)
        if not isinstance(faults, tuple) or not faults:
            yield f"row {i}: a contradiction without a fault"
        elif any(not fault.message or not fault.way_out for fault in faults):
            yield f"row {i}: a fault without words or a way out"


_PROMISES: dict[str, Check] = {
    "scores made-up people": _some_are_scored,
    "one person equals a row of many, bit for bit": _one_equals_many,
    "the order of people does not matter": _order_is_free,
    "items add up to the total, each with its source": _items_add_up,
    "a missing answer is never scored in silence": _missing_is_not_scored,
    "the range contains every completion": _range_holds,
    "contradictions are said with a way out": _faults_are_said,
    "same input, same output, input untouched": _is_pure,
    "results travel as JSON": _travels,
    "forms print": _prints,
}
