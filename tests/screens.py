"""The four screens bound to their tables, and people for them in codes and in official names."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

import msgspec

from instruments import lds, mst, opd, pni
from riskservice.kit import Instrument, tables
from riskservice.kit.account import InstrumentAssessor
from riskservice.kit.assessors import bind
from riskservice.kit.dates import unpack

if TYPE_CHECKING:
    from collections.abc import Mapping

    from riskservice.kit import Kernel, Table

DEFINITIONS: dict[str, Instrument] = {
    "mst": mst.INSTRUMENT,
    "lds": lds.INSTRUMENT,
    "opd": opd.INSTRUMENT,
    "pni": pni.INSTRUMENT,
}
FOUR_BANDS = ("low", "medium", "high", "very_high")
BANDS = {
    "arp": FOUR_BANDS,
    "vrp": FOUR_BANDS,
    "dc_srp": FOUR_BANDS,
    "iic_srp": FOUR_BANDS[:3],
    "csrp": FOUR_BANDS,
}
DYNAMIC, STATIC, NO_MODEL = range(3)


@cache
def tables_of(key: str) -> tuple[Table, ...]:
    root = files("models")
    found, faults = tables.load(root / key, root)
    assert not faults
    return tuple(found)


@cache
def assessor(key: str, *, deployed: bool = False, as_official: bool = False) -> InstrumentAssessor:
    """
    Return a screen bound to the deployed or the intended table.

    ``as_official`` puts the rules that are no dispute, but local to this project, at the official
    value.
    """
    by_version = {table.version: table for table in tables_of(key)}
    intended = by_version["2026.1"]
    official = by_version.get("2026.1-hmpps", intended)
    table = official if deployed else intended
    if as_official:
        kept = {"adults_only"}  # the second reading has it too
        local = {
            name: rule
            for name, rule in official.rules.items()
            if not rule.disputed and name not in kept
        }
        table = msgspec.structs.replace(table, rules=table.rules | local)
    definition = DEFINITIONS[key]
    bound = bind(definition, table, reads={read: BANDS[read] for read in definition.reads})
    assert isinstance(bound, InstrumentAssessor)
    return bound


OFFICIAL = {"sex": "gender", "ever_sexual_offence": "has_ever_committed_sexual_offence"}
"""Our names that are not the snake_case form of the official one."""


def inputs_of(kernel: Kernel, codes: Mapping[str, int]) -> dict[str, Any]:
    """Return one person's codes under the official names and values, unanswered left out."""
    found: dict[str, Any] = {"assessment_date": unpack(codes["on"])}
    for key, asked in kernel.asked.items():
        value = asked.decode(codes[key])
        if not asked.official or value is None:
            continue
        found[OFFICIAL.get(key, key)] = value.upper() if asked.kind == "choice" else value
    return found


def codes_of(kernel: Kernel, inputs: Mapping[str, Any], **more: int) -> dict[str, int]:
    """Return official inputs as codes; the opposite of :func:`inputs_of`."""
    day = inputs["assessment_date"]
    codes = {"on": day.year * 10_000 + day.month * 100 + day.day}
    for key, asked in kernel.asked.items():
        value = inputs.get(OFFICIAL.get(key, key)) if asked.official else None
        if asked.kind == "choice" and value is not None:
            value = value.lower()
        codes[key] = asked.encode(value)
    return codes | more
