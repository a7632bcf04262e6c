"""Whether the deployed service and the corrected rules differ for one person, and by which rule."""

import datetime as dt
import math
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from riskservice.differences import Comparable, differing, parts, reasons, same
from riskservice.kit.account import InstrumentAssessor
from riskservice.kit.assessors import Assessor, reads_of
from riskservice.kit.choice import ChoiceAssessor, figures_of
from riskservice.kit.evaluation import FAULTY, NOT_APPLICABLE, SCORED, Figures, One
from riskservice.kit.outcome import Notice
from riskservice.kit.reading import read_codes
from riskservice.kit.twins import Twins
from riskservice.registry import Registry
from riskservice.rulesets import DEFAULT_RULESET, Ruleset


class Rival(NamedTuple):
    """
    The same instrument bound to another ruleset's tables.

    Attributes
    ----------
    reads : tuple of str
        Instruments it reads whose results may differ under that ruleset.
    twins : dict of str to Twins
        The scored instruments it rests on, each beside ours.
    """

    ruleset: Ruleset
    assessor: Comparable
    reads: tuple[str, ...] = ()
    twins: Mapping[str, Twins] = {}


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

    The corrected rules are compared with a deployed service, and a deployed service with the
    corrected rules. Of several deployed services it is the one whose table ours corrects; else the
    latest there was on the day.
    """
    if not isinstance(assessor, Comparable):
        return ()
    others = [
        other
        for other in registry.rulesets.values()
        if other.deployed != ruleset.deployed and (other.deployed or other.name == DEFAULT_RULESET)
    ]
    found = [_rival(registry, assessor, on, ruleset, other) for other in others]
    known = [rival for rival in found if rival is not None]
    version, corrects = assessor.table.version, assessor.table.corrects
    return tuple(
        sorted(
            known,
            key=lambda rival: (
                rival.assessor.table.version in (version, corrects),
                rival.ruleset.effective_from <= on,
                rival.ruleset.effective_from,
            ),
        )[-1:]
    )


def _rival(
    registry: Registry, assessor: Assessor, on: dt.date, ruleset: Ruleset, other: Ruleset
) -> Rival | None:
    """Return an instrument under another ruleset, None where it cannot differ."""
    key = assessor.instrument.key
    if not isinstance(assessor, Comparable) or registry.table(key, on, other) is None:
        return None
    theirs = registry.assessor(key, on, other)
    if other.deployed and _not_in_use(theirs, on):
        return None
    reads = tuple(
        read
        for read in reads_of(assessor.instrument)
        if registry.table(read, on, ruleset) is not None
        and _rival(registry, registry.assessor(read, on, ruleset), on, ruleset, other) is not None
    )
    if isinstance(theirs, Comparable) and (reads or differing(assessor, theirs)):
        pairs = zip(parts(assessor), parts(theirs), strict=True)
        twins = {a.instrument.key: Twins(a.kernel, b.kernel) for a, b in pairs}
        return Rival(other, theirs, reads, twins)
    return None


def _not_in_use(theirs: Assessor, on: dt.date) -> bool:
    """Whether a deployed service that has been replaced was not in use on a day."""
    inner = parts(theirs) if isinstance(theirs, Comparable) else ()
    tables = (theirs.table, *(part.table for part in inner))
    return any(table.effective_to is not None and not table.in_force(on) for table in tables)


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
    notice = None
    alone = isinstance(assessor, InstrumentAssessor | ChoiceAssessor)
    for other in others:
        chain = chains.setdefault(other.ruleset.name, Chain({}, {}))
        asked = codes
        if any(codes.get(key) != code for key, code in chain.read.items()):
            asked = {**codes, **chain.read}
        _pass_on(other, asked, done, chain, alike=asked is codes)
        shared = [key for key in other.twins if chain.done.get(key) is done.get(key)]
        if alone and shared and len(shared) == len(other.twins):
            continue
        ours = _figures(assessor, codes, done)
        theirs = _figures(other.assessor, asked, chain.done)
        if same(ours, theirs):
            continue
        key = assessor.instrument.key
        chain.read.update(read_codes(key, theirs, other.assessor.band_names))
        if notice is None:
            notice = Notice(
                code="disputed",
                text=f"Ruleset {other.ruleset.name} ({other.ruleset.title}) gives "
                f"{_brief(theirs)}; here: {_brief(ours)}. "
                + " ".join(_why(assessor, other, codes, ours)),
            )
    return notice


def _pass_on(
    other: Rival, asked: Mapping[str, int], done: Mapping[str, One], chain: Chain, *, alike: bool
) -> None:
    """
    Add what we found to what another ruleset gives, where it is sure to be the same.

    Parameters
    ----------
    alike : bool
        Whether the results that other instruments read are the same as ours.
    """
    for key, twins in other.twins.items():
        ours = done.get(key)
        if ours is None or key in chain.done or not (alike or not twins.reads):
            continue
        if twins.agree(ours, asked):
            chain.done[key] = ours


def _why(
    assessor: Comparable, other: Rival, codes: Mapping[str, int], ours: Figures
) -> Iterator[str]:
    """Yield why another ruleset differs: its own rules, or the results it reads."""
    theirs = _figures(other.assessor, codes, None)
    if not same(theirs, ours):
        yield from reasons(assessor, other.assessor, codes, ours, theirs)
    else:
        yield f"It reads {', '.join(other.reads)}, where the rulesets differ."


def _figures(
    assessor: Comparable, codes: Mapping[str, int], done: dict[str, One] | None
) -> Figures:
    if isinstance(assessor, InstrumentAssessor):
        return figures_of(assessor, codes, done)
    return assessor.figures(codes, done)


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
