"""Whether the deployed service and the corrected rules differ for one person, and by which rule."""

import datetime as dt
from collections.abc import Iterator, Mapping
from functools import cache

import msgspec

from riskservice.kit.account import InstrumentAssessor
from riskservice.kit.kernel import FAULTY, NOT_APPLICABLE, SCORED, Kernel
from riskservice.kit.outcome import Notice, Outcome
from riskservice.kit.tables import Rule
from riskservice.registry import DEFAULT_RULESET, Assessor, Registry, Ruleset


def disputed(
    registry: Registry,
    assessor: Assessor,
    outcome: Outcome,
    on: dt.date,
    codes: Mapping[str, int],
    ruleset: Ruleset,
) -> Notice | None:
    """
    Return a notice when another ruleset answers otherwise for this person, else None.

    A result of the corrected rules is compared with the deployed service, and the other way
    round.
    """
    if not isinstance(assessor, InstrumentAssessor):
        return None
    for other in _others(registry, ruleset):
        key = assessor.instrument.key
        table = registry.table(key, on, other)
        if table is None or table.version == assessor.table.version:
            continue
        theirs = registry.assessor(key, on, other)
        if not isinstance(theirs, InstrumentAssessor):
            continue
        ours, yours = _brief(assessor.kernel, codes), _brief(theirs.kernel, codes)
        if ours != yours:
            rules = _rules(assessor.kernel, theirs.kernel, codes, ours)
            return Notice(
                code="disputed",
                text=f"Ruleset {other.name} ({other.title}) gives {yours}; here: {ours}. "
                + " ".join(_explain(rules)),
            )
    return None


def _others(registry: Registry, ruleset: Ruleset) -> Iterator[Ruleset]:
    if ruleset.deployed:
        yield registry.rulesets[DEFAULT_RULESET]
    else:
        yield from (r for r in registry.rulesets.values() if r.deployed)


def _brief(kernel: Kernel, codes: Mapping[str, int]) -> str:
    """Return an outcome in a few words, equal when the outcomes are."""
    one = kernel.evaluate(codes)
    if one.status == NOT_APPLICABLE:
        return "not applicable"
    if one.status == FAULTY:
        return "no score, because answers contradict each other"
    if one.status != SCORED:
        return "no score, because answers are missing"
    _, percent, _ = kernel.scale.one(one.total)
    band = kernel.band_names[kernel.band(one.total, one.shift)].replace("_", " ")
    return f"{band}, {percent:.2f} per cent"


def _rules(
    mine: Kernel, theirs: Kernel, codes: Mapping[str, int], ours: str
) -> list[tuple[str, Rule]]:
    """Return the switches that alone change the outcome; failing that, all that differ."""
    differing = [
        (name, rule)
        for name, rule in theirs.table.rules.items()
        if name in mine.table.rules and mine.table.rule(name) != rule.value
    ]
    alone = [
        (name, rule)
        for name, rule in differing
        if _brief(_switched(mine, name, rule), codes) != ours
    ]
    return alone or differing


@cache
def _switched(kernel: Kernel, name: str, rule: Rule) -> Kernel:
    table = msgspec.structs.replace(kernel.table, rules=kernel.table.rules | {name: rule})
    return Kernel(kernel.instrument, table, kernel.parts)


def _explain(rules: list[tuple[str, Rule]]) -> Iterator[str]:
    for name, rule in rules:
        number = f"Disputed rule {rule.disputed}" if rule.disputed else f"Rule {name}"
        yield f"{number}: {rule.why}"
