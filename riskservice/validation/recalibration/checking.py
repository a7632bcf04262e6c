"""What cannot be recalibrated: every fault of the sample and of what was asked, at once."""

import re
from collections.abc import Iterator, Sequence

import numpy as np

from riskservice.drafts import ENDING
from riskservice.errors import Fault, shown
from riskservice.kit.kernel import Kernel
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


def _people_faults(kernel: Kernel, people: Scored, asked: Asked) -> Iterator[Fault]:
    events, without = people.events, len(people) - people.events
    if not events or not without:
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
