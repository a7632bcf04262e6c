"""What is noted of a run block by block: counts, days, and everyone where a panel asks."""

from collections.abc import Iterator, Mapping, Sequence

import numpy as np
import polars as pl

from riskservice.errors import NotInForce
from riskservice.kit.dates import unpack
from riskservice.kit.questions import Question
from riskservice.rescoring.bands import instruments_of
from riskservice.rescoring.columns import People
from riskservice.rescoring.contradictions import is_faulty
from riskservice.rescoring.gathering import NO_DAY, joined
from riskservice.rescoring.picking import dated
from riskservice.rescoring.row_faults import RowFault, as_frame
from riskservice.rulesets import Ruleset
from riskservice.scoring import Service

FIRST = 20
"""Faults that are kept in any case, to be shown."""


class Tally:
    """
    What a run came to so far.

    Parameters
    ----------
    keep : bool
        Whether everyone is kept, with their results and faults; else only counts and days are.

    Attributes
    ----------
    rows, scored, faulty : int
        People; those with a score from any instrument; those at fault.
    faults, more_faults : int
        Faults written down, and those that were counted only.
    days : set of int
        Days of assessment, packed.
    first : list of RowFault
        The first faults.
    """

    def __init__(self, *, keep: bool) -> None:
        self._keep = keep
        self.rows = self.scored = self.faulty = self.faults = self.more_faults = 0
        self.days: set[int] = set()
        self._people: list[People] = []
        self._results: list[pl.DataFrame] = []
        self._faults: list[RowFault] = []
        self.first: list[RowFault] = []

    def add(self, people: People, results: pl.DataFrame, faults: Sequence[RowFault]) -> None:
        """Note a block."""
        self.rows += len(people)
        self.scored += int(_is_scored(results).sum())
        self.faulty += int(is_faulty(results).sum())
        self.faults += len(faults)
        self.days.update(np.unique(people.on[people.on != NO_DAY]).tolist())
        self.first += faults[: FIRST - len(self.first)]
        if self._keep:
            self._people.append(people)
            self._results.append(results)
            self._faults += faults

    def everyone(self, questions: Mapping[str, Question]) -> tuple[People, pl.DataFrame]:
        """Return all people and their results; whoever has no day is put on the last."""
        people = joined(self._people, questions)
        last = np.int32(max(self.days))
        on = np.where(people.on == NO_DAY, last, people.on)
        return dated(people, on), pl.concat(self._results)

    def told(self) -> pl.DataFrame:
        """Return the faults written down, as a table."""
        return as_frame(self._faults)


def _is_scored(results: pl.DataFrame) -> pl.Series:
    """Return who has a score from any instrument."""
    outcomes = [pl.col(f"{key}_outcome") == "scored" for key in instruments_of(results)]
    found = pl.any_horizontal(outcomes).fill_null(value=False)
    return results.select(found.alias("scored")).to_series()


def digests_of(
    service: Service, ruleset: Ruleset, instruments: tuple[str, ...] | None, days: set[int]
) -> tuple[str, ...]:
    """Return the digests of every table and grid that was in use on some days, sorted."""
    found: set[str] = set()
    for day in days:
        on = unpack(day)
        try:
            selection = service.selection(on, ruleset.name, instruments)
            found.add(service.policy(on).digest)
        except NotInForce:
            continue
        for assessor in selection.run:
            for key in _with_parts(service, assessor.instrument.key):
                table = service.registry.table(key, on, ruleset)
                if table is not None:
                    found.add(table.digest)
    return tuple(sorted(found))


def _with_parts(service: Service, key: str) -> Iterator[str]:
    yield key
    for part in service.registry.definitions[key].parts:
        yield from _with_parts(service, part)
