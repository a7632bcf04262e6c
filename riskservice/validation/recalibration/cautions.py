"""What whoever uses a recalibration must beware of, in words."""

from collections.abc import Iterator
from itertools import pairwise

import numpy as np

from riskservice.kit.kernel import Kernel
from riskservice.validation.estimates import LEVEL, Estimate, Floats
from riskservice.validation.extra import NotEstimable
from riskservice.validation.recalibration.following import Followed
from riskservice.validation.recalibration.people import Scored
from riskservice.validation.recalibration.results import (
    FEW_EVENTS,
    LEAST_EVENTS,
    Recalibration,
)
from riskservice.validation.survival.cox import cox
from riskservice.validation.words import p_value


def cautions(kernel: Kernel, people: Scored, result: Recalibration) -> Iterator[str]:
    """
    Yield what whoever uses a recalibration must beware of.

    Parameters
    ----------
    kernel : Kernel
        Bound to the table it started from.
    people : Scored
    result : Recalibration
    """
    if min(people.events, people.without) < LEAST_EVENTS:
        yield (
            f"{people.events} people with the outcome and {people.without} without. At least "
            f"{LEAST_EVENTS} of each are a floor; below it the fit follows chance."
        )
    yield from _of_fit(result)
    few = [step.name for step in result.steps if step.events < FEW_EVENTS]
    if few:
        yield f"Fewer than {FEW_EVENTS} events among scores: {', '.join(few)}."
    if any(step.after in (0, 1) for step in result.steps):
        yield "A rate of exactly 0 or 1 is what happened here; it is never a chance."
    if result.method != "rates" and result.before is not None and result.before.certain:
        yield (
            f"{result.before.certain} people have a chance of exactly 0 or 1; they keep it, and "
            "are left out of intercept and slope."
        )
    if result.steps and kernel.instrument.unit == "points":
        low, high = people.total.min(), people.total.max()
        if low > kernel.scale.low or high < kernel.scale.high:
            yield (
                f"Scores in the sample run from {low:g} to {high:g}, of the scale from "
                f"{kernel.scale.low} to {kernel.scale.high}; outside, the nearest rate is given."
            )
    yield from _of_follow_up(people, result)
    for title in result.other_figures:
        yield f"Moved by the same intercept and slope, and not tested here: {title}."
    if kernel.table.confidence == "unconfirmed":
        yield f"The numbers of version {kernel.table.version} are themselves unconfirmed."
    mean = result.intercept
    if result.slope is not None:
        # With a slope the intercept is that of even odds, where few people may be.
        mean = None if result.before is None else result.before.in_the_large
    if _covers(mean, 0) and (result.slope is None or _covers(result.slope, 1)):
        yield "The intervals of what was fitted include no change at all."
    yield "Fitted and tested on one sample; only another sample can show that it holds elsewhere."


def _of_fit(result: Recalibration) -> Iterator[str]:
    if result.slope is not None and _covers(result.slope, 0):
        yield (
            "The interval of the slope includes 0: among these people the score may tell nothing "
            "of the outcome."
        )
    for low, high in pairwise(result.steps):
        if high.after < low.after:
            yield (
                f"A higher score has a lower rate than {low.name}: {high.name}. Whoever has more "
                "points is then given less; without raw rates such neighbours are joined."
            )


def _of_follow_up(people: Scored, result: Recalibration) -> Iterator[str]:
    """Yield on what figures rest where some people were censored before the horizon."""
    found, followed = result.follow_up, people.followed
    if found is None or followed is None:
        return
    chance = "for reasons that have nothing to do with their risk"
    if result.method == "rates":
        yield (
            f"The rates hold if people of one score were censored early {chance}; Brier score, "
            "slope and AUC, if people of every score were, and alike."
        )
    else:
        yield f"Intercept, slope and figures hold if people were censored early {chance}."
        yield from _uneven(people.total, followed)
    yield f"Nobody stands for more than {found.largest_weight:.2f} people by these weights."


def _uneven(total: Floats, followed: Followed) -> Iterator[str]:
    """Yield whether higher or lower scores were censored sooner before the horizon, by Cox."""
    try:
        found = cox(np.minimum(followed.time, followed.horizon), followed.censored, total)
    except NotEstimable:
        return
    if found.wald.p < 1 - LEVEL:
        which = "higher" if found.coefficients[0] > 0 else "lower"
        yield (
            f"People with {which} scores were censored sooner (p {p_value(found.wald.p)}), and the "
            "weights take everyone to be censored alike: compare with the method rates, "
            "which does not, where the instrument has scores for it."
        )


def _covers(found: Estimate | None, value: float) -> bool:
    if found is None or found.low is None or found.high is None:
        return False
    return found.low <= value <= found.high
