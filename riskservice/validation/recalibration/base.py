"""The table a recalibration starts from, and the instrument bound to it."""

import copy
import datetime as dt

from riskservice.errors import Fault, NotInForce, UnknownName
from riskservice.kit.account import InstrumentAssessor
from riskservice.kit.kernel import Kernel
from riskservice.kit.tables import Table
from riskservice.registry import Registry
from riskservice.rulesets import Ruleset, unknown_name
from riskservice.scoring import Service
from riskservice.validation.recalibration.refusals import CannotRecalibrate

PINNED = "base-of-recalibration"


def base_of(
    registry: Registry, key: str, on: dt.date, version: str | None = None
) -> tuple[Table, Kernel]:
    """
    Return the table to start from and the instrument bound to it.

    Parameters
    ----------
    on : date
        Day whose table counts where no version is named.

    Raises
    ------
    UnknownName, NotInForce, CannotRecalibrate
        When there is no such table, or the instrument adds nothing up itself.
    """
    definition = registry.definition(key)
    table = _table(registry, key, on, version)
    day = on if table.in_force(on) else table.effective_from
    pinned = _ruleset(key, table.version)
    if definition.parts:
        raise CannotRecalibrate(_made_of(key, definition.parts))
    bound = registry.assessor(key, day, pinned)
    if not isinstance(bound, InstrumentAssessor):
        raise CannotRecalibrate(
            Fault(
                pointer=key,
                message="is a judgement; it has no numbers to be fitted",
                way_out="Compare its levels with outcomes instead.",
            )
        )
    return table, bound.kernel


def pinned_service(service: Service, key: str, version: str) -> Service:
    """Return a service with one more ruleset, :data:`PINNED`, that uses one version of a table."""
    registry = copy.copy(service.registry)
    registry.rulesets = {**registry.rulesets, PINNED: _ruleset(key, version)}
    return Service(registry)


def _ruleset(key: str, version: str) -> Ruleset:
    return Ruleset(
        name=PINNED,
        title="The table a recalibration starts from",
        effective_from=dt.date.min,
        tables={key: version},
    )


def _table(registry: Registry, key: str, on: dt.date, version: str | None) -> Table:
    known = {table.version: table for table in registry.tables[key]}
    if version is not None:
        if version not in known:
            raise UnknownName(unknown_name("version", version, known))
        return known[version]
    table = registry.table(key, on, registry.ruleset())
    if table is None:
        raise NotInForce(
            Fault(
                pointer=key,
                value=str(on),
                message="had no table in force on that day",
                way_out=f"Name the version to start from: {', '.join(known)}.",
            )
        )
    return table


def _made_of(key: str, parts: tuple[str, ...]) -> Fault:
    return Fault(
        pointer=key,
        message=f"is put together from {', '.join(parts)} and has no numbers of its own to fit",
        way_out="Recalibrate one of those; a ruleset then carries it through.",
    )
