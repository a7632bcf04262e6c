"""Whether the deployed service and the corrected rules differ for one person, and by which rule."""

import datetime as dt
import math
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

import msgspec

from riskservice.kit.account import InstrumentAssessor
from riskservice.kit.assessors import Assessor
from riskservice.kit.blocks import Rule
from riskservice.kit.choice import ChoiceAssessor, Figures, figures_of
from riskservice.kit.evaluation import FAULTY, NOT_APPLICABLE, SCORED, One
from riskservice.kit.kernel import Kernel
from riskservice.kit.outcome import Notice
from riskservice.kit.total import TotalAssessor
from riskservice.registry import Registry
from riskservice.rulesets import DEFAULT_RULESET, Ruleset

Comparable = InstrumentAssessor | ChoiceAssessor | TotalAssessor


class Rival(NamedTuple):
    """The same instrument bound to another ruleset's tables."""

    ruleset: Ruleset
    assessor: Comparable


def rivals(
    registry: Registry, assessor: Assessor, on: dt.date, ruleset: Ruleset
) -> tuple[Rival, ...]:
    """
    Return the rulesets whose disputed rules differ from an instrument's, bound.

    The corrected rules are compared with the deployed services, and a deployed service with the
    corrected rules.
    """
    if not isinstance(assessor, Comparable):
        return ()
    found = []
    for other in registry.rulesets.values():
        if other.deployed == ruleset.deployed or not (
            other.deployed or other.name == DEFAULT_RULESET
        ):
            continue
        key = assessor.instrument.key
        if registry.table(key, on, other) is None:
            continue
        theirs = registry.assessor(key, on, other)
        if isinstance(theirs, Comparable) and _differing(assessor, theirs):
            found.append(Rival(other, theirs))
    return tuple(found)


def disputed(
    assessor: Assessor,
    others: tuple[Rival, ...],
    codes: Mapping[str, int],
    done: dict[str, One],
) -> Notice | None:
    """
    Return a notice when another ruleset answers otherwise for this person, else None.

    Parameters
    ----------
    done : dict of str to One
        What the instruments gave under the ruleset in use.
    """
    if not isinstance(assessor, Comparable):
        return None
    ours = _figures(assessor, codes, done)
    for other in others:
        theirs = _figures(other.assessor, codes, None)
        if _same(ours, theirs):
            continue
        return Notice(
            code="disputed",
            text=f"Ruleset {other.ruleset.name} ({other.ruleset.title}) gives {_brief(theirs)}; "
            f"here: {_brief(ours)}. "
            + " ".join(_explain(_rules(assessor, other.assessor, codes, ours))),
        )
    return None


def _figures(
    assessor: Comparable, codes: Mapping[str, int], done: dict[str, One] | None
) -> Figures:
    if isinstance(assessor, InstrumentAssessor):
        return figures_of(assessor, codes, done)
    return assessor.figures(codes, done)


def _same(one: Figures, two: Figures) -> bool:
    """Whether two rulesets agree: outcome, published percentage, band and model."""
    if one.status != SCORED or two.status != SCORED:
        return one.status == two.status
    # As text, because no published percentage is not a number, which never equals itself.
    agree = str(one.percent) == str(two.percent)
    return agree and (one.band, one.model) == (two.band, two.model)


def _brief(figures: Figures) -> str:
    if figures.status == NOT_APPLICABLE:
        return "not applicable"
    if figures.status == FAULTY:
        return "no score, because answers contradict each other"
    if figures.status != SCORED:
        return "no score, because answers are missing"
    model = f" ({figures.model} model)" if figures.model else ""
    said = [str(figures.band).replace("_", " ")] if figures.band else []
    if not math.isnan(figures.percent):
        said.append(f"{figures.percent:.2f} per cent")
    return f"{', '.join(said)}{model}"


def _parts(assessor: Comparable) -> Iterator[InstrumentAssessor]:
    """Yield the scored instruments an assessor rests on, itself included."""
    if isinstance(assessor, InstrumentAssessor):
        yield assessor
        return
    inner = assessor.models if isinstance(assessor, ChoiceAssessor) else assessor.parts
    for part in inner:
        yield from _parts(part)


def _differing(mine: Comparable, theirs: Comparable) -> list[tuple[str, Rule]]:
    """Return the switches in which two bound instruments differ, with the other's reasons."""
    pairs = [(mine.table, theirs.table)]
    pairs += [(a.table, b.table) for a, b in zip(_parts(mine), _parts(theirs), strict=True)]
    found: dict[str, Rule] = {}
    for ours, other in pairs:
        found |= {
            name: rule
            for name, rule in other.rules.items()
            if name in ours.rules and ours.rule(name) != rule.value
        }
    return list(found.items())


def _rules(
    mine: Comparable, theirs: Comparable, codes: Mapping[str, int], ours: Figures
) -> list[tuple[str, Rule]]:
    """Return the switches that alone change the outcome; failing that, all that differ."""
    differing = _differing(mine, theirs)
    if not isinstance(mine, InstrumentAssessor):
        return differing
    alone = []
    for name, rule in differing:
        switched = InstrumentAssessor(_switched(mine.kernel, name, rule), mine.stamp)
        if not _same(figures_of(switched, codes, None), ours):
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
