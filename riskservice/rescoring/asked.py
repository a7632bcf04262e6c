"""What is asked of a run: what to read, by which rules, what to compare with, what to write."""

import datetime as dt
import os
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from riskservice.rescoring import aside
from riskservice.rescoring.bulk import Ranges
from riskservice.rescoring.clock import HORIZONS
from riskservice.rescoring.sources import Given
from riskservice.rulesets import DEFAULT_RULESET

Target = str | os.PathLike[str] | IO[bytes]
"""A path, or a stream that is open for writing bytes."""


@dataclass(frozen=True, kw_only=True)
class Asked:
    """
    What to read and how to score it.

    Attributes
    ----------
    given : path, bytes or binary stream
        The cohort.
    name : str or None
        What to call it in messages, where it has no name of its own.
    format : str or None
        By default what its content and its name say.
    on : date or None
        Day of assessment of everyone; it goes before what the file says.
    on_column : str or None
        Column that has it; by default the one called ``on``.
    ruleset : str
    instruments : tuple of str or None
        Only these; by default all that were in use on each person's day.
    ranges : {"all", "overall", "none"}
        Of which instruments to find what unanswered questions leave possible; see Rescorer.
    previous : path, bytes or binary stream, optional
        Last time's results, or last time's answers.
    previous_name : str or None
        What to call it in messages, where it has no name of its own.
    previous_on : date or None
        Day of last time's answers; by default what the file says.
    previous_ruleset : str or None
        Rules of last time's answers; by default the same.
    caseloads : path, bytes or binary stream, optional
        The people whom officers and teams have already: answers or results, with ``officer`` or
        ``team``.
    caseloads_name : str or None
    horizons : tuple of int
        Days ahead for which a summary says who changes by time alone.
    """

    given: Given
    name: str | None = None
    format: str | None = None
    on: dt.date | None = None
    on_column: str | None = None
    ruleset: str = DEFAULT_RULESET
    instruments: tuple[str, ...] | None = None
    ranges: Ranges = "all"
    previous: Given | None = None
    previous_name: str | None = None
    previous_on: dt.date | None = None
    previous_ruleset: str | None = None
    caseloads: Given | None = None
    caseloads_name: str | None = None
    horizons: tuple[int, ...] = HORIZONS

    @property
    def source(self) -> str | None:
        """What the cohort's file is called, without its folder."""
        return _called(self.given)

    @property
    def previous_source(self) -> str | None:
        """What last time's file is called, without its folder."""
        return _called(self.previous)


@dataclass(frozen=True, kw_only=True)
class Outputs:
    """
    What to write; whatever is left out is not written.

    Attributes
    ----------
    results, faults : path or binary stream, optional
    format : str or None
        Of streams; a path says it by its name.
    report : path, optional
        Where the page goes.
    summary : bool
        Whether to sum up the whole cohort though there is no page.
    """

    results: Target | None = None
    faults: Target | None = None
    format: str | None = None
    report: str | os.PathLike[str] | None = None
    summary: bool = False

    @property
    def sums_up(self) -> bool:
        """Whether the whole cohort is summed up."""
        return self.summary or self.report is not None


def refuse_same(asked: Asked, outputs: Outputs) -> None:
    """
    Refuse a run that would write over what it reads, or over what it has just written.

    Raises
    ------
    UnwritableFile
    """
    aside.refuse_same(
        (asked.given, asked.previous, asked.caseloads),
        (outputs.results, outputs.faults, outputs.report),
    )


def _called(given: object) -> str | None:
    return Path(given).name if isinstance(given, str | os.PathLike) else None
