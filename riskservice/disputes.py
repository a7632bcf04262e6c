"""Whether the deployed service and the corrected rules differ for one person, and by which rule."""

import datetime as dt
import math
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

import msgspec

from riskservice.kit.account import InstrumentAssessor
from riskservice.kit.assessors import Assessor, reads_of
from riskservice.kit.blocks import Rule
from riskservice.kit.choice import ChoiceAssessor, figures_of
from riskservice.kit.evaluation import FAULTY, NOT_APPLICABLE, SCORED, Figures, One
from riskservice.kit.kernel import Kernel
from riskservice.kit.outcome import Notice
from riskservice.kit.reading import read_codes
from riskservice.kit.total import TotalAssessor
from riskservice.registry import Registry
from riskservice.rulesets import DEFAULT_RULESET, Ruleset

Comparable = InstrumentAssessor | ChoiceAssessor | TotalAssessor


class Rival(NamedTuple):
    """
    The same instrument bound to another ruleset's tables.

    Attributes
    ----------
    reads : tuple of str
        Instruments it reads whose results may differ under that ruleset.
    """

    ruleset: Ruleset
    assessor: Comparable
    reads: tuple[str, ...] = ()


class Chain(NamedTuple):
    """
    What one other ruleset has given for one person so far.

    Attributes
    ----------
    read : dict of str to int
        Codes of the columns that hold its results, where they may differ from ours.
    done : dict of str to One
        What its instruments gave.
    """

    read: dict[str, int]
    done: dict[str, One]


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
        rival = _rival(registry, assessor, on, ruleset, other)
        if rival is not None:
            found.append(rival)
    return tuple(found)


def _rival(
    registry: Registry, assessor: Assessor, on: dt.date, ruleset: Ruleset, other: Ruleset
) -> Rival | None:
    """Return an instrument under another ruleset, None where it cannot differ."""
    key = assessor.instrument.key
    if not isinstance(assessor, Comparable) or registry.table(key, on, other) is None:
        return None
    theirs = registry.assessor(key, on, other)
    reads = tuple(
        read
        for read in reads_of(assessor.instrument)
        if registry.table(read, on, ruleset) is not None
        and _rival(registry, registry.assessor(read, on, ruleset), on, ruleset, other) is not None
    )
    if isinstance(theirs, Comparable) and (reads or _differing(assessor, theirs)):
        return Rival(other, theirs, reads)
    return None


def disputed(
    assessor: Assessor,
    others: tuple[Rival, ...],
    codes: Mapping[str, int],
    done: dict[str, One],
    chains: dict[str, Chain],
) -> Notice | None:
    """
    Return a notice when another ruleset answers otherwise for this person, else None.

    Parameters
    ----------
    done : dict of str to One
        What the instruments gave under the ruleset in use.
    chains : dict of str to Chain
        What other rulesets gave, by name; what they give here is added.
    """
    if not isinstance(assessor, Comparable):
        return None
    ours = _figures(assessor, codes, done)
    notice = None
    for other in others:
        chain = chains.setdefault(other.ruleset.name, Chain({}, {}))
        theirs = _figures(other.assessor, {**codes, **chain.read}, chain.done)
        key = assessor.instrument.key
        chain.read.update(read_codes(key, theirs, other.assessor.band_names))
        if notice is None and not _same(ours, theirs):
            notice = Notice(
                code="disputed",
                text=f"Ruleset {other.ruleset.name} ({other.ruleset.title}) gives "
                f"{_brief(theirs)}; here: {_brief(ours)}. "
                + " ".join(_why(assessor, other, codes, ours)),
            )
    return notice


def _why(
    assessor: Comparable, other: Rival, codes: Mapping[str, int], ours: Figures
) -> Iterator[str]:
    """Yield why another ruleset differs: its own rules, or the results it reads."""
    if not _same(_figures(other.assessor, codes, None), ours):
        yield from _explain(_rules(assessor, other.assessor, codes, ours))
    else:
        yield f"It reads {', '.join(other.reads)}, where the rulesets differ."


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
