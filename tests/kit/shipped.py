"""The shipped instruments bound to their tables, and made-up people to try them on."""

import datetime as dt
from collections.abc import Iterator
from functools import cache

import numpy as np
from hypothesis import HealthCheck, settings

from riskservice import service
from riskservice.kit.account import InstrumentAssessor
from riskservice.kit.dates import Ints
from riskservice.kit.evaluation import SCORED
from riskservice.kit.instrument import Instrument
from riskservice.kit.kernel import Kernel
from riskservice.kit.people import random_people

PROPERTY = settings(
    deadline=None,
    derandomize=True,
    database=None,
    max_examples=60,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)

TODAY = dt.date(2026, 11, 24)
EARLIER = dt.date(2024, 2, 29)
WITHDRAWN = dt.date(2018, 10, 18)


def _bound() -> Iterator[tuple[str, str, dt.date]]:
    """Yield every scored instrument once for each table it can be scored with today or earlier."""
    registry = service().registry
    for key, definition in registry.definitions.items():
        if not isinstance(definition, Instrument):
            continue
        on = WITHDRAWN if registry.tables[key][-1].withdrawn_on else TODAY
        asked = [("default", on)]
        asked += [("default", EARLIER)] if on == TODAY else []
        asked += [(name, on) for name, rules in registry.rulesets.items() if key in rules.tables]
        seen = set()
        for ruleset, day in asked:
            table = registry.table(key, day, registry.ruleset(ruleset))
            if table is not None and table.version not in seen:
                seen.add(table.version)
                yield key, ruleset, day


BOUND = tuple(_bound())
Bound = tuple[str, str, dt.date]
NAMES = ["-".join((key, ruleset, str(on.year))) for key, ruleset, on in BOUND]


@cache
def assessor_of(bound: Bound) -> InstrumentAssessor:
    key, ruleset, on = bound
    registry = service().registry
    found = registry.assessor(key, on, registry.ruleset(ruleset))
    assert isinstance(found, InstrumentAssessor)
    return found


def kernel_of(bound: Bound) -> Kernel:
    return assessor_of(bound).kernel


def fresh_assessor(bound: Bound) -> InstrumentAssessor:
    """Return an assessor that has not been asked anything yet, of a kernel already bound."""
    used = assessor_of(bound)
    return InstrumentAssessor(used.kernel, used.stamp)


@cache
def people(bound: Bound, n: int, seed: int, missing: float = 0.0) -> dict[str, Ints]:
    """Return mostly men with a history and counts that fit, so that many can be scored."""
    rng = np.random.default_rng(seed)
    columns = random_people(kernel_of(bound).asked, bound[2], n, rng, missing=missing)
    for key, usual in (("sex", 0), ("ever_sexual_offence", 1)):
        if key in columns:
            columns[key] = np.where(rng.random(n) < 0.9, usual, columns[key])
    for key, most in (("total_sanctions", 12), ("criminal_appearances", 6)):
        if key in columns:
            more = np.minimum(columns[key] + rng.integers(0, most, n), 999)
            columns[key] = np.where(columns[key] < 0, columns[key], more)
    if kernel_of(bound).instrument.aggregate == "highest":
        # Otherwise somebody among so many is always rated very high.
        most = rng.integers(0, 4, n)
        columns |= {
            key: np.minimum(columns[key], most)
            for key, question in kernel_of(bound).asked.items()
            if question.kind == "choice"
        }
    for key, question in kernel_of(bound).asked.items():
        if question.kind == "code":
            listed = [int(c) for x in kernel_of(bound).table.lists.values() for c in x.rows]
            if listed:
                drawn = rng.choice(np.array(listed, dtype=np.int64), n)
                columns[key] = np.where(columns[key] < 0, columns[key], drawn)
    for column in columns.values():
        column.setflags(write=False)
    return columns


@cache
def scored_rows(bound: Bound, n: int, seed: int) -> tuple[int, ...]:
    """Return the rows of made-up people who are scored."""
    block = kernel_of(bound).block(people(bound, n, seed))
    return tuple(np.flatnonzero(block.status == SCORED).tolist())
