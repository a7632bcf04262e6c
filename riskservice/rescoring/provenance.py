"""Which run a summary is of: its identifier, its day and rules, its tables, and its limits."""

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from typing import Literal

import msgspec
import polars as pl

from riskservice.assessment import ENGINE, RulesetStamp
from riskservice.kit.assessors import stamp_of
from riskservice.rescoring.bands import instruments_of
from riskservice.scoring import Service


class Run(msgspec.Struct, frozen=True, kw_only=True):
    """
    Which run this is.

    Attributes
    ----------
    run_id : str
        The same for the same inputs, day and rules; see :func:`run_id`.
    first_on, last_on : date
        Days of assessment.
    previous : {"answers", "results"} or None
        What was given of last time.
    source, previous_source : str or None
        What the files are called.
    """

    run_id: str
    first_on: dt.date
    last_on: dt.date
    ruleset: RulesetStamp
    engine: str = ENGINE
    previous: Literal["answers", "results"] | None = None
    source: str | None = None
    previous_source: str | None = None


class TableUsed(msgspec.Struct, frozen=True, kw_only=True):
    """A table the results were made with, and where its numbers are from."""

    instrument: str
    title: str
    version: str
    status: str
    effective_from: dt.date
    confidence: str
    digest: str
    people: int | None
    """How many people it gave a result; None for a part of another instrument."""
    sources: tuple[str, ...]


NOT_FOR = (
    (
        "It is not a decision. A band is one ground among others; a named person decides, on all "
        "the information, and records why."
    ),
    (
        "It must not be used to refuse or grant release, to set licence conditions or to allocate "
        "work without somebody having read the case."
    ),
    "A place in the queue is an order of reading. It does not measure risk.",
    (
        "A share of a caseload describes that caseload. It does not measure how well an officer "
        "or a team works."
    ),
    (
        "Whoever has no band is not thereby low. What is missing or at fault is unknown until "
        "somebody finds it out."
    ),
    (
        "It holds personal information on offences. Share it only with those who need it for the "
        "panel, and keep it as long as the panel's own papers and no longer."
    ),
)


def run_id(
    inputs: Sequence[str],
    *,
    first_on: dt.date,
    last_on: dt.date,
    ruleset: str,
    tables: Sequence[str],
) -> str:
    """
    Return the identifier of a run, the same whenever the same is run again.

    Parameters
    ----------
    inputs : sequence of str
        Digest of each file, in a fixed order.
    ruleset : str
        Its digest.
    tables : sequence of str
        Digest of each table in use.
    """
    raw = msgspec.json.encode([ENGINE, inputs, first_on, last_on, ruleset, sorted(tables)])
    return f"run-{hashlib.sha256(raw).hexdigest()[:16]}"


def tables_used(results: pl.DataFrame, run: Run, service: Service) -> Iterator[TableUsed]:
    """Yield every table that gave a result, then those of parts that are no results here."""
    registry = service.registry
    used: dict[tuple[str, str], int | None] = {}
    for key in instruments_of(results):
        for version, people in sorted(results[f"{key}_table"].drop_nulls().value_counts().rows()):
            used[key, version] = people
    for key in [key for key, _ in used]:
        for part, version in _parts(key, run, service):
            used.setdefault((part, version), None)
    for (key, version), people in used.items():
        for table in registry.tables.get(key, ()):
            if table.version == version:
                stamp = stamp_of(table)
                yield TableUsed(
                    instrument=key,
                    title=registry.definitions[key].title,
                    version=version,
                    status=stamp.status,
                    effective_from=stamp.effective_from,
                    confidence=stamp.confidence,
                    digest=stamp.digest,
                    people=people,
                    sources=tuple(cite.partition(": ")[2] for cite in stamp.sources),
                )


def _parts(key: str, run: Run, service: Service) -> Iterator[tuple[str, str]]:
    """Yield the tables of an instrument's parts on the first and the last day."""
    registry = service.registry
    ruleset = registry.rulesets.get(run.ruleset.name)
    if ruleset is None or key not in registry.definitions:
        return
    for part in registry.definitions[key].parts:
        for day in dict.fromkeys((run.first_on, run.last_on)):
            table = registry.table(part, day, ruleset)
            if table is not None:
                yield part, table.version
        yield from _parts(part, run, service)
