"""Many people rescored at once: people in, results out, one row each and in the same order."""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, get_args

import numpy as np
import polars as pl

from riskservice.combining import Overall
from riskservice.errors import NotInForce
from riskservice.kit.assessors import Assessor
from riskservice.kit.dates import UNKNOWN, unpack
from riskservice.policies import Policy
from riskservice.rescoring.bulk import Ranges
from riskservice.rescoring.columns import People
from riskservice.rescoring.engine.found import Found
from riskservice.rescoring.engine.frames import Frame
from riskservice.rescoring.engine.nodes import Array, Mask
from riskservice.rescoring.engine.overall import Combiner
from riskservice.rescoring.engine.suite import Suite
from riskservice.rulesets import DEFAULT_RULESET
from riskservice.scoring import Selection, Service

BLOCK = 1 << 15
"""People scored together; their columns stay near the processor."""


@dataclass(frozen=True, slots=True)
class Results:
    """
    Results of a block as columns.

    Attributes
    ----------
    rows : ndarray of int64
        Places of these people among those that were asked about.
    found : dict of str to Found
        By instrument, those in use on the day.
    faulty : ndarray of bool
    overall : ndarray of int32
        Place of each person's overall band in `bands`.
    bands : list of Overall
    """

    rows: Array
    found: dict[str, Found]
    faulty: Mask
    overall: Array
    bands: list[Overall]


@dataclass(slots=True)
class Day:
    """The instruments and the grid of a day, shared by every day that has the same."""

    suite: Suite
    combiner: Combiner


class Rescorer:
    """
    Rescores people under one ruleset.

    Parameters
    ----------
    service : Service
    ruleset : str
        Named choice of tables.
    instruments : sequence of str, optional
        Only these; by default all that were in use on each person's day.
    ranges : {"all", "overall", "none"}
        Of which instruments to find what unanswered questions leave possible. With ``overall`` it
        is those that the overall band rests on, which is all that it and *provisional* need; the
        columns of the lowest and highest band are then blank. With ``none`` the overall band of
        those who left questions open is blank too.
    notices : bool
        Whether to write down the notices of each person.

    Raises
    ------
    UnknownName
        When there is no such ruleset or instrument.
    """

    def __init__(
        self,
        service: Service,
        ruleset: str = DEFAULT_RULESET,
        instruments: Sequence[str] | None = None,
        *,
        ranges: Ranges = "all",
        notices: bool = True,
    ) -> None:
        if ranges not in get_args(Ranges):
            raise ValueError(f"ranges is one of {', '.join(get_args(Ranges))}, not {ranges!r}")
        self._service, self.ranges, self._notices = service, ranges, notices
        self.ruleset = service.registry.ruleset(ruleset)
        self._asked_for = None if instruments is None else tuple(instruments)
        if instruments is not None:
            service.registry.select(self.ruleset.effective_from, self.ruleset, ())
        definitions = service.registry.definitions
        self.keys = tuple(
            key
            for key, definition in definitions.items()
            if (not definition.part_of if instruments is None else key in instruments)
        )
        self._days: dict[dt.date, Day | None] = {}
        self._alike: dict[tuple[Any, ...], Day] = {}
        self.recomputed = 0
        """How many percentages were settled in decimal arithmetic so far."""

    def rescore(self, people: People) -> pl.DataFrame:
        """
        Return the results of everyone, one row each and in the same order.

        Returns
        -------
        DataFrame
            ``case_id``; for each instrument its outcome, points, percent, band, lowest and highest
            band still possible and table; overall band, whether it is provisional, and notices.
        """
        frame = Frame(self.keys, len(people), ranges=self.ranges == "all", notices=self._notices)
        for results in self.results(people):
            frame.add(results)
        return frame.finish(people.case_id)

    def results(self, people: People) -> Iterator[Results]:
        """Yield the results of everyone in blocks, those of one day together."""
        n = len(people)
        for start in range(0, n, BLOCK):
            rows = np.arange(start, min(start + BLOCK, n))
            on = people.on[rows]
            if (on == on[0]).all():
                yield self._block(people, rows, self._day(int(on[0])))
                continue
            days, which = np.unique(on, return_inverse=True)
            found = [self._day(day) for day in days.tolist()]
            # Days with the same instruments and numbers are one block.
            alike = np.array([id(day) for day in found])[which.ravel()]
            for name in np.unique(alike).tolist():
                day = next(each for each in found if id(each) == name)
                yield self._block(people, rows[alike == name], day)

    def _block(self, people: People, rows: Array, day: Day | None) -> Results:
        n = len(rows)
        if day is None:
            return Results(rows, {}, np.ones(n, dtype=bool), np.zeros(n, dtype=np.int32), [])
        # A slice spares the copy of all columns.
        here: Any = rows
        if n == rows[-1] - rows[0] + 1:
            here = slice(int(rows[0]), int(rows[-1]) + 1)
        columns = {key: column[here] for key, column in people.columns.items()}
        columns["on"] = people.on[here]
        records = {key: [values[i] for i in rows] for key, values in people.records.items()}
        found, faulty = day.suite.run(n, columns, records, people.sound[here])
        overall, bands = day.combiner.combine(found, n)
        self.recomputed += sum(each.recomputed for each in found.values())
        return Results(rows, found, faulty, overall, bands)

    def _day(self, packed: int) -> Day | None:
        """Return what is scored on a packed day; None for no day, or one that does not exist."""
        try:
            return None if packed == UNKNOWN else self.day(unpack(packed))
        except ValueError:
            return None

    def day(self, on: dt.date) -> Day | None:
        """Return what is scored on a day; None when what was asked for was not in force."""
        if on not in self._days:
            try:
                selection = self._service.selection(on, self.ruleset.name, self._asked_for)
                policy = self._service.policy(on)
            except NotInForce:
                self._days[on] = None
                return None
            key = (*map(id, selection.run), selection.hidden, id(policy))
            if key not in self._alike:
                self._alike[key] = self._laid_out(selection, policy)
            self._days[on] = self._alike[key]
        return self._days[on]

    def _laid_out(self, selection: Selection, policy: Policy) -> Day:
        ranged = None
        if self.ranges != "all":
            ranged = policy.instruments if self.ranges == "overall" else frozenset()
        suite = _suite(
            selection.run, selection.hidden, selection.read, tuple(selection.blank.items()), ranged
        )
        shown = [key for key in suite.assessors if key not in suite.hidden]
        return Day(suite, Combiner(policy, shown))


@lru_cache(maxsize=32)
def _suite(
    run: tuple[Assessor, ...],
    hidden: frozenset[str],
    read: frozenset[str],
    blank: tuple[tuple[str, int], ...],
    ranged: frozenset[str] | None,
) -> Suite:
    """Return a selection laid out, once for all rescorers: it holds nobody's answers."""
    return Suite(Selection(run, hidden, read, dict(blank)), ranged)
