"""Whether the deployed service and the corrected rules differ for one person, and by which rule."""

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

import msgspec

from riskservice.kit.account import InstrumentAssessor
from riskservice.kit.blocks import Rule
from riskservice.kit.evaluation import FAULTY, NOT_APPLICABLE, SCORED, One
from riskservice.kit.kernel import Kernel
from riskservice.kit.outcome import Notice
from riskservice.registry import DEFAULT_RULESET, Assessor, Registry, Ruleset


class Rival(NamedTuple):
    """The same instrument bound to another ruleset's table."""

    ruleset: Ruleset
    kernel: Kernel


def rivals(
    registry: Registry, assessor: Assessor, on: dt.date, ruleset: Ruleset
) -> tuple[Rival, ...]:
    """
    Return the rulesets whose disputed rules differ from an instrument's, bound.

    The corrected rules are compared with the deployed services, and a deployed service with the
    corrected rules.
    """
    if not isinstance(assessor, InstrumentAssessor):
        return ()
    found = []
    for other in registry.rulesets.values():
        if other.deployed == ruleset.deployed or not (
            other.deployed or other.name == DEFAULT_RULESET
        ):
            continue
        key = assessor.instrument.key
        table = registry.table(key, on, other)
        if table is None or not _differs(table.rules, assessor.table.rules):
            continue
        theirs = registry.assessor(key, on, other)
        if isinstance(theirs, InstrumentAssessor):
            found.append(Rival(other, theirs.kernel))
    return tuple(found)


def _differs(one: Mapping[str, Rule], two: Mapping[str, Rule]) -> bool:
    return any(name in two and two[name].value != rule.value for name, rule in one.items())


def disputed(
    assessor: Assessor,
    others: tuple[Rival, ...],
    codes: Mapping[str, int],
    done: Mapping[str, One],
) -> Notice | None:
    """
    Return a notice when another ruleset answers otherwise for this person, else None.

    Parameters
    ----------
    done : mapping of str to One
        What the instruments gave; the assessor's own is among them.
    """
    if not isinstance(assessor, InstrumentAssessor):
        return None
    kernel = assessor.kernel
    ours = done[assessor.instrument.key]
    for other in others:
        theirs = other.kernel.evaluate(codes)
        if _figures(kernel, ours) == _figures(other.kernel, theirs):
            continue
        rules = _rules(kernel, other.kernel, codes, _figures(kernel, ours))
        return Notice(
            code="disputed",
            text=f"Ruleset {other.ruleset.name} ({other.ruleset.title}) gives "
            f"{_brief(other.kernel, theirs)}; here: {_brief(kernel, ours)}. "
            + " ".join(_explain(rules)),
        )
    return None


def _figures(kernel: Kernel, one: One) -> tuple[int, float, str | None]:
    """Return what two rulesets are compared by: outcome, published percentage, band."""
    if one.status != SCORED:
        return one.status, 0.0, None
    _, percent, place = kernel.figures(one)
    return one.status, percent, kernel.band_names[place]


def _brief(kernel: Kernel, one: One) -> str:
    if one.status == NOT_APPLICABLE:
        return "not applicable"
    if one.status == FAULTY:
        return "no score, because answers contradict each other"
    if one.status != SCORED:
        return "no score, because answers are missing"
    _, percent, band = _figures(kernel, one)
    return f"{str(band).replace('_', ' ')}, {percent:.2f} per cent"


def _rules(
    mine: Kernel, theirs: Kernel, codes: Mapping[str, int], ours: tuple[int, float, str | None]
) -> list[tuple[str, Rule]]:
    """Return the switches that alone change the outcome; failing that, all that differ."""
    differing = [
        (name, rule)
        for name, rule in theirs.table.rules.items()
        if name in mine.table.rules and mine.table.rule(name) != rule.value
    ]
    alone = []
    for name, rule in differing:
        kernel = _switched(mine, name, rule)
        if _figures(kernel, kernel.evaluate(codes)) != ours:
            alone.append((name, rule))
    return alone or differing


@cache
def _switched(kernel: Kernel, name: str, rule: Rule) -> Kernel:
    table = msgspec.structs.replace(kernel.table, rules=kernel.table.rules | {name: rule})
    return Kernel(kernel.instrument, table, kernel.parts, kernel.reads)


def _explain(rules: list[tuple[str, Rule]]) -> Iterator[str]:
    for name, rule in rules:
        number = f"Disputed rule {rule.disputed}" if rule.disputed else f"Rule {name}"
        yield f"{number}: {rule.why}"
