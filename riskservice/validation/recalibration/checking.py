"""What cannot be recalibrated: every fault of the sample and of what was asked, at once."""

import math
import re
from collections.abc import Iterator, Sequence

import numpy as np

from riskservice.drafts import ENDING
from riskservice.errors import Fault, shown
from riskservice.kit.kernel import Kernel
from riskservice.validation.recalibration.following import horizon_faults
from riskservice.validation.recalibration.people import Scored
from riskservice.validation.recalibration.refusals import CannotRecalibrate
from riskservice.validation.recalibration.results import Asked

FEWEST_FOLDS, MOST_FOLDS = 2, 100
_VERSION = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,60}")
_TEXTS = {
    "sample": "Say whom the sample holds: where, when, how they were chosen.",
    "outcome": "Say what counted as the outcome, and within which time.",
    "source": "Give a citation, so that others can find out where the numbers are from.",
}


def refuse_unfit(kernel: Kernel, people: Scored, asked: Asked, taken: Sequence[str]) -> None:
    """
    Refuse a sample or a setting with which nothing can be recalibrated.

    Raises
    ------
    CannotRecalibrate
        With every fault.
    """
    if faults := [*asked_faults(asked, taken), *_people_faults(kernel, people, asked)]:
        raise CannotRecalibrate(*faults)


def refuse_asked(asked: Asked, taken: Sequence[str]) -> None:
    """Refuse what was asked before anyone is read; as :func:`refuse_unfit`."""
    if faults := [*asked_faults(asked, taken)]:
        raise CannotRecalibrate(*faults)


def asked_faults(asked: Asked, taken: Sequence[str]) -> Iterator[Fault]:
    """Yield what is wrong with what was asked, before anyone is looked at."""
    for name, way_out in _TEXTS.items():
        if not getattr(asked, name).strip():
            yield Fault(pointer=name, message="is blank", way_out=way_out)
    if not _VERSION.fullmatch(asked.version):
        yield Fault(
            pointer="version",
            value=shown(asked.version),
            message="is no name of a version",
            way_out="Name the file VERSION.toml; a version has letters, digits, dots, hyphens.",
        )
    elif asked.version in taken:
        yield Fault(
            pointer="version",
            value=asked.version,
            message="is a table of this instrument already, and none is ever replaced",
            way_out=f"Give the draft a version of its own, such as 2026.1-area{ENDING}.",
        )
    elif not asked.version.endswith(ENDING):
        yield Fault(
            pointer="version",
            value=shown(asked.version),
            message=f"does not end in {ENDING}, by which every row of results knows it as one",
            way_out=f"Give it a name such as 2026.1-area{ENDING}.",
        )
    yield from _horizon_asked(asked)
    if asked.first_day > asked.last_day:
        yield Fault(
            pointer="last_day",
            value=str(asked.last_day),
            message=f"lies before the first day of the sample, {asked.first_day}",
            way_out="Give the days of the sample in their order.",
        )
    if asked.last_day > asked.made_on:
        yield Fault(
            pointer="last_day",
            value=str(asked.last_day),
            message=f"lies after the day the draft is made, {asked.made_on}",
            way_out="Give the last day on which anybody was followed.",
        )
    if not FEWEST_FOLDS <= asked.folds <= MOST_FOLDS:
        yield Fault(
            pointer="folds",
            value=str(asked.folds),
            message="is no number of folds",
            way_out=f"Give a number from {FEWEST_FOLDS} to {MOST_FOLDS}; 10 is usual.",
        )
    if asked.seed < 0:
        yield Fault(
            pointer="seed",
            value=str(asked.seed),
            message="is below 0",
            way_out="Give a whole number from 0 upwards; it makes the folds repeatable.",
        )


def _horizon_asked(asked: Asked) -> Iterator[Fault]:
    if asked.time is None:
        horizon = "" if asked.horizon is None else f"{asked.horizon:g}"
        for name, said in (("horizon", horizon), ("unit", asked.unit)):
            if said:
                yield Fault(
                    pointer=name,
                    value=said,
                    message="is of no use without times",
                    way_out="Name the column of the length of follow-up.",
                )
    elif asked.horizon is None:
        yield Fault(
            pointer="horizon",
            message=f"is missing, and times are given ({asked.time}): it is not said by when the "
            "event counts",
            way_out="Give the time by which it counts, in the unit of the times.",
        )
    elif not 0 < asked.horizon < math.inf:
        yield Fault(
            pointer="horizon",
            value=f"{asked.horizon:g}",
            message="is not above 0",
            way_out="Give the time by which the event counts, in the unit of the times.",
        )


def _outcome_faults(people: Scored, asked: Asked) -> Iterator[Fault]:
    events, without, followed = people.events, people.without, people.followed
    if followed is not None and followed.horizon != asked.horizon:
        yield Fault(
            pointer="horizon",
            value="none" if asked.horizon is None else f"{asked.horizon:g}",
            message=f"is not that of the people, {followed.horizon:g}",
            way_out="Give one horizon for both.",
        )
    if followed is not None and not (events and without):
        yield from horizon_faults(*followed)
    elif not events or not without:
        everyone = "nobody" if not events else "everybody"
        yield Fault(
            pointer="outcome",
            message=f"{everyone} of {len(people)} people has the outcome",
            way_out="A sample needs people with the outcome and people without.",
        )
    elif min(events, without) < asked.folds:
        yield Fault(
            pointer="folds",
            value=str(asked.folds),
            message=f"is more than there are people with the outcome ({events}) or without "
            f"({without})",
            way_out="Give fewer folds, or a larger sample.",
        )


def _too_short(people: Scored, asked: Asked) -> Iterator[Fault]:
    """Yield scores that are to have a rate of their own, and nobody was followed so long."""
    if people.followed is None or asked.method != "rates" or asked.smoothing != "none":
        return
    scores = np.unique(people.total)
    observed = {s: people.followed.observed(people.total == s) for s in scores.tolist()}
    short = [f"{score:g}" for score, rate in observed.items() if rate.estimate is None]
    if short:
        yield Fault(
            pointer="horizon",
            value=f"{people.followed.horizon:g}",
            message="is longer than anybody was followed who has "
            f"{'the score' if len(short) == 1 else 'one of the scores'} {', '.join(short)}",
            way_out="Let neighbouring scores be joined, or choose an earlier horizon.",
        )


def _people_faults(kernel: Kernel, people: Scored, asked: Asked) -> Iterator[Fault]:
    yield from _outcome_faults(people, asked)
    yield from _too_short(people, asked)
    if asked.method == "rates":
        return
    blank = int(np.isnan(people.chance).sum())
    if blank:
        yield Fault(
            pointer=f"{kernel.instrument.key} {kernel.table.version}",
            message="publishes no chance that could be moved",
            way_out="Choose the method rates.",
        )
    elif len(people) and not people.open.any():
        yield Fault(
            pointer="score",
            message="gives everybody a chance of exactly 0 or 1",
            way_out="Give the scores before they were rounded.",
        )
