"""
Columns of people as a measure needs them, whoever calls it.

A 0 and 1 that is no truth value would pick people by their place instead of picking them out, and
give a figure that looks right; a score that is not a number would take a rank. Neither passes here.
"""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any, ParamSpec, TypeVar

import numpy as np

from riskservice.errors import Fault
from riskservice.validation.estimates import Floats, Mask
from riskservice.validation.extra import InvalidSample

P = ParamSpec("P")
T = TypeVar("T")

MASKS = ("outcome", "event", "first_outcome", "second_outcome")
NUMBERS = ("score", "time", "expected", "first", "second", "linear_predictor", "hazard")
OTHER_PEOPLE = ("second", "second_outcome")
"""Of a measure that has outcomes of two samples, the columns of the second."""


def of_people(measure: Callable[P, T]) -> Callable[P, T]:
    """
    Return a measure that takes lists and 0 and 1 too, and refuses what would mislead it.

    Parameters
    ----------
    measure : callable
        Of its arguments `outcome` and `event` become truth values, and those of :data:`NUMBERS`
        numbers; each a value for each person.

    Returns
    -------
    callable
        Raises :class:`~riskservice.validation.extra.InvalidSample` with every fault: another number
        than 0 or 1 for an event, values missing, columns of different lengths.
    """
    signature = inspect.signature(measure)

    @wraps(measure)
    def checked(*args: P.args, **kwargs: P.kwargs) -> T:
        given = signature.bind(*args, **kwargs)
        faults: list[Fault] = []
        lengths: dict[str, int] = {}
        for name, value in given.arguments.items():
            if name not in (*MASKS, *NUMBERS) or value is None:
                continue
            made = _mask(name, value, faults) if name in MASKS else _numbers(name, value, faults)
            if made is not None:
                given.arguments[name] = made
                lengths[name] = len(made)
        faults += _unequal(lengths)
        if faults:
            raise InvalidSample(*faults)
        return measure(*given.args, **given.kwargs)

    return checked


def _unequal(lengths: dict[str, int]) -> list[Fault]:
    """Return the faults of columns of the same people that differ in length."""
    apart = OTHER_PEOPLE if "second_outcome" in lengths else ()
    samples = (
        {name: n for name, n in lengths.items() if (name in apart) == other}
        for other in (False, True)
    )
    return [
        Fault(
            pointer="columns",
            message="differ in length: "
            + ", ".join(f"{name} has {n:,}" for name, n in sample.items()),
            way_out="Give columns of one length, a value for each person.",
        )
        for sample in samples
        if len(set(sample.values())) > 1
    ]


def _mask(name: str, value: Any, faults: list[Fault]) -> Mask | None:
    cells = np.asarray(value)
    if cells.dtype == np.bool_ and cells.ndim == 1:
        return cells
    made = _numbers(name, value, faults)
    if made is None:
        return None
    if not np.isin(made, (0, 1)).all():
        way_out = "Give truth values, or 1 for yes and 0 for no."
        faults.append(Fault(pointer=name, message="is neither 0 nor 1", way_out=way_out))
        return None
    return np.asarray(made == 1, np.bool_)


def _numbers(name: str, value: Any, faults: list[Fault]) -> Floats | None:
    try:
        made = np.asarray(value, np.float64)
    except (TypeError, ValueError):
        made = np.empty((0, 0))
    if made.ndim != 1:
        way_out = "Give one number for each person."
        faults.append(Fault(pointer=name, message="is no column of numbers", way_out=way_out))
        return None
    missing = int(np.isnan(made).sum())
    if missing:
        faults.append(
            Fault(
                pointer=name,
                message=f"has no value for {missing:,} of {len(made):,} people",
                way_out="Leave them out of every column; validate() does so, and counts them.",
            )
        )
        return None
    return made
