"""Scoring by the rules of a day, whatever the day the people are assessed on."""

import copy
import datetime as dt
from collections.abc import Sequence
from typing import Protocol

import msgspec
import numpy as np
import polars as pl
from numpy.typing import NDArray

from riskservice.errors import NotInForce
from riskservice.kit.assessors import before
from riskservice.kit.dates import unpack
from riskservice.kit.questions import questions_of
from riskservice.policies import Policy
from riskservice.registry import Registry
from riskservice.rescoring.columns import People
from riskservice.rescoring.picking import at
from riskservice.rulesets import DEFAULT_RULESET, Ruleset
from riskservice.scoring import Service

PINNED = "tables-of-a-day"


class Rescores(Protocol):
    """What gives a block of people their results."""

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the instruments, in order."""

    def rescore(self, people: People) -> pl.DataFrame:
        """Return one row of results per person, in order."""


class Maker(Protocol):
    """What makes a rescorer of a service, for a ruleset and some instruments."""

    def __call__(
        self, service: Service, ruleset: str, instruments: Sequence[str] | None
    ) -> Rescores:
        """Return the rescorer."""


class Rules:
    """
    A ruleset's way to score, and the same with the tables of a given day.

    Parameters
    ----------
    make : Maker
        The engine.
    instruments : sequence of str, optional
        Only these; by default all that were in use on a person's day.
    """

    def __init__(
        self,
        service: Service,
        make: Maker,
        *,
        ruleset: str = DEFAULT_RULESET,
        instruments: Sequence[str] | None = None,
    ) -> None:
        self.service = service
        self.ruleset = service.registry.ruleset(ruleset)
        self._instruments = instruments
        self._make = make
        self._plain = make(service, ruleset, instruments)
        self._pinned: dict[tuple[object, ...], Rescores] = {}

    @property
    def keys(self) -> tuple[str, ...]:
        """Return the instruments, in order."""
        return self._plain.keys

    def rescore(self, people: People) -> pl.DataFrame:
        """Return the results by the tables of each person's own day."""
        return self._plain.rescore(people)

    def rescore_by(self, people: People, days: NDArray[np.int32]) -> pl.DataFrame:
        """
        Return results by the tables and the overall grid of given days, at each person's own day.

        Parameters
        ----------
        days : ndarray of int32, shape (n,)
            For each person the day whose tables count, packed.
        """
        distinct, which = np.unique(days, return_inverse=True)
        rules = [self._rules_of(unpack(int(day))) for day in distinct]
        found, rows = [], []
        for one in dict.fromkeys(rules):
            group = np.array([rule == one for rule in rules], dtype=np.bool_)
            here = np.flatnonzero(group[which])
            rows.append(here)
            found.append(
                self._rescorer(one, unpack(int(distinct[group][0]))).rescore(at(people, here))
            )
        if not found:
            return self.rescore(people)
        order = np.argsort(np.concatenate(rows), kind="stable")
        together = pl.concat(found, how="diagonal")
        return together if len(found) == 1 else together[order]

    def asks(self, key: str) -> frozenset[str]:
        """Return every question an instrument reads, those of its parts included."""
        definitions = self.service.registry.definitions
        found: set[str] = set()
        waiting = [key]
        while waiting:
            definition = definitions.get(waiting.pop())
            if definition is not None:
                found |= {asked.key for asked in questions_of(definition.answers)}
                waiting += before(definition)
        return frozenset(found)

    def feeding(self, day: dt.date) -> tuple[str, ...]:
        """Return the instruments that feed the overall band on a day."""
        policy = self.service.policy(day)
        return tuple(key for group in (*policy.static, policy.dynamic) for key in group)

    def _rules_of(self, day: dt.date) -> tuple[tuple[tuple[str, str], ...], str]:
        """Return what can differ between days: the version of each table, and the grid."""
        registry = self.service.registry
        found = [(key, registry.table(key, day, self.ruleset)) for key in registry.definitions]
        versions = tuple((key, table.version) for key, table in found if table is not None)
        grid = _policy(self.service, day)
        return versions, "" if grid is None else grid.digest

    def _rescorer(self, rules: tuple[tuple[tuple[str, str], ...], str], day: dt.date) -> Rescores:
        if rules not in self._pinned:
            held = _pinned(self.service, self.ruleset, dict(rules[0]), _policy(self.service, day))
            self._pinned[rules] = self._make(held, PINNED, self._in_use(day))
        return self._pinned[rules]

    def _in_use(self, day: dt.date) -> tuple[str, ...]:
        """Return the instruments to score with that have tables on a day."""
        registry = self.service.registry
        if self._instruments is None:
            chosen = registry.select(day, self.ruleset)
            return tuple(assessor.instrument.key for assessor in chosen)
        return tuple(key for key in self.keys if _bound(registry, key, day, self.ruleset))


def _bound(registry: Registry, key: str, day: dt.date, ruleset: Ruleset) -> bool:
    try:
        registry.assessor(key, day, ruleset)
    except NotInForce:
        return False
    return True


def _policy(service: Service, day: dt.date) -> Policy | None:
    try:
        return service.policy(day)
    except NotInForce:
        return None


def _pinned(
    service: Service, ruleset: Ruleset, tables: dict[str, str], policy: Policy | None
) -> Service:
    """Return a service with one more ruleset that names every table, and one grid for all days."""
    registry = copy.copy(service.registry)
    fixed = msgspec.structs.replace(ruleset, name=PINNED, tables=tables)
    registry.rulesets = {**registry.rulesets, PINNED: fixed}
    held = Service(registry)
    if policy is not None:
        always = {"effective_from": dt.date.min, "effective_to": None}
        held.policies = [msgspec.structs.replace(policy, **always)]
    return held
