"""Why two rulesets differ for one person: by which switches, and by which numbers."""

from collections.abc import Iterator, Mapping
from functools import cache

import msgspec

from riskservice.kit.account import InstrumentAssessor
from riskservice.kit.blocks import Rule
from riskservice.kit.choice import ChoiceAssessor, figures_of
from riskservice.kit.evaluation import SCORED, Figures
from riskservice.kit.kernel import Kernel
from riskservice.kit.tables import Table
from riskservice.kit.total import TotalAssessor

Comparable = InstrumentAssessor | ChoiceAssessor | TotalAssessor


def same(one: Figures, two: Figures) -> bool:
    """Whether two rulesets agree: outcome, published percentage, band and model."""
    if one.status != SCORED or two.status != SCORED:
        return one.status == two.status
    # As text, because no published percentage is not a number, which never equals itself.
    agree = str(one.percent) == str(two.percent)
    return agree and (one.band, one.model) == (two.band, two.model)


def parts(assessor: Comparable) -> Iterator[InstrumentAssessor]:
    """Yield the scored instruments an assessor rests on, itself included."""
    if isinstance(assessor, InstrumentAssessor):
        yield assessor
        return
    inner = assessor.models if isinstance(assessor, ChoiceAssessor) else assessor.parts
    for part in inner:
        yield from parts(part)


def _pairs(mine: Comparable, theirs: Comparable) -> Iterator[tuple[Table, Table]]:
    """Yield the tables of two bound instruments side by side, those of their parts after."""
    yield mine.table, theirs.table
    for ours, other in zip(parts(mine), parts(theirs), strict=True):
        yield ours.table, other.table


def differing(mine: Comparable, theirs: Comparable) -> list[tuple[str, Rule]]:
    """
    Return the switches in which two bound instruments differ, with the other's reasons.

    A switch that one of two tables does not have is off there.
    """
    found: dict[str, Rule] = {}
    for ours, other in _pairs(mine, theirs):
        found |= {
            name: rule
            for name, rule in other.rules.items()
            if rule.value != (name in ours.rules and ours.rule(name))
        }
        found |= {
            name: msgspec.structs.replace(rule, value=False)
            for name, rule in ours.rules.items()
            if rule.value and name not in other.rules
        }
    return list(found.items())


def _numbers(mine: Comparable, theirs: Comparable) -> list[str]:
    """Return the reasons tables give for numbers of theirs that differ from the other's."""
    found = (
        ours.constants[name].why or number.why
        for ours, other in _pairs(mine, theirs)
        for name, number in other.constants.items()
        if name in ours.constants
        and ours.constants[name].value != number.value
        and ours.constants[name].why != number.why
    )
    return list(dict.fromkeys(found))


def reasons(
    mine: Comparable, theirs: Comparable, codes: Mapping[str, int], ours: Figures, given: Figures
) -> Iterator[str]:
    """
    Yield why two bound instruments differ for a person.

    By the switches that alone change the outcome, and by numbers where switches do not explain all
    of it; failing that, by everything that differs.
    """
    switches, numbers = differing(mine, theirs), _numbers(mine, theirs)
    if not isinstance(mine, InstrumentAssessor):
        yield from _explain(switches)
        yield from numbers
        return
    alone = [
        (name, rule)
        for name, rule in switches
        if not same(_with(mine, [(name, rule)], codes), ours)
    ]
    if numbers and same(_with(mine, switches, codes), given):
        numbers = []
    yield from _explain(alone if alone or numbers else switches)
    yield from numbers


def _with(
    mine: InstrumentAssessor, rules: list[tuple[str, Rule]], codes: Mapping[str, int]
) -> Figures:
    """Return what an instrument gives with some switches set otherwise."""
    kernel = mine.kernel
    for name, rule in rules:
        kernel = _switched(kernel, name, rule)
    return figures_of(InstrumentAssessor(kernel, mine.stamp), codes, None)


@cache
def _switched(kernel: Kernel, name: str, rule: Rule) -> Kernel:
    table = msgspec.structs.replace(kernel.table, rules=kernel.table.rules | {name: rule})
    return Kernel(kernel.instrument, table, kernel.parts, kernel.reads)


def _explain(rules: list[tuple[str, Rule]]) -> Iterator[str]:
    for name, rule in rules:
        number = f"Disputed rule {rule.disputed}" if rule.disputed else f"Rule {name}"
        yield f"{number}: {rule.why}"
