"""Whether gaps can be filled at all: refusals, every one with its reason."""

from collections.abc import Iterator

import numpy as np

from riskservice.errors import Fault
from riskservice.validation.estimates import Floats, Mask
from riskservice.validation.extra import NotEstimable
from riskservice.validation.filling.chained import Gappy
from riskservice.validation.filling.imputing import FEW, width_of

MEASURE = "missing.imputed"
FEWEST = 30
"""People without gaps: fewer say nothing of what goes with what."""
FEWEST_OF_EACH = 5
"""Of them, with the outcome and without."""
FOR_EACH = 2
"""People without gaps for each column of the model of the score."""


def refuse_unsuited(fixed: Floats, columns: list[Gappy], outcome: Mask, gaps: Mask) -> None:
    """
    Refuse to impute where imputations would rest on nothing.

    Parameters
    ----------
    fixed : ndarray of float64, shape (n, f)
    columns : list of Gappy
    outcome, gaps : ndarray of bool, shape (n,)

    Raises
    ------
    NotEstimable
        With every reason.
    """
    faults = [fault for column in columns for fault in _of_column(column)]
    faults += _of_people(fixed, columns, outcome[~gaps])
    if faults:
        raise NotEstimable(*faults)


def _of_column(column: Gappy) -> Iterator[Fault]:
    if column.levels > FEW:
        yield _fault(
            f"{column.name} has {column.levels:,} different texts, too many to impute",
            "Put its texts together, or do not name it as an item.",
        )
    if not column.missing.any() or len(column.distinct) > 1:
        return
    if not len(column.distinct):
        said = f"{column.name} is missing for everyone, so nothing is known of it"
    else:
        said = f"{column.name} is the same for everyone of whom it is known"
    yield _fault(f"{said}: no gap of it can be filled", "Do not name it as an item.")


def _of_people(fixed: Floats, columns: list[Gappy], outcome: Mask) -> Iterator[Fault]:
    n, events = len(outcome), int(np.sum(outcome))
    if n < FEWEST:
        yield _fault(
            f"only {n:,} people have every item and a score, and {FEWEST} are the fewest to impute "
            "from",
            "Name fewer items, or give more people.",
        )
        return
    if min(events, n - events) < FEWEST_OF_EACH:
        yield _fault(
            f"of the {n:,} people with every item {events:,} have the outcome and {n - events:,} "
            f"do not; {FEWEST_OF_EACH} of each are the fewest to impute from",
            "Name fewer items, or give more people.",
        )
    width = width_of(fixed, columns)
    if n < FOR_EACH * width:
        yield _fault(
            f"{n:,} people have every item, too few for a model of {width:,} columns",
            "Name fewer items, put answers or subgroups together, or give more people.",
        )


def _fault(message: str, way_out: str) -> Fault:
    return Fault(pointer=MEASURE, message=message, way_out=way_out)
