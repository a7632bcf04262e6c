"""What a kernel finds, for one person and for many, before it is put into words."""

from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from riskservice.kit.blocks import Floats
from riskservice.kit.instrument import Predicate

SCORED, NOT_APPLICABLE, NOT_SCORABLE, FAULTY = range(4)


class One(NamedTuple):
    """What the kernel finds for one person, before it is put into words."""

    status: int
    rule: Predicate | None = None
    faults: tuple[Predicate, ...] = ()
    missing: tuple[str, ...] = ()
    filled: tuple[str, ...] = ()
    total: float = 0.0
    shift: int = 0
    cells: tuple[int, ...] = ()
    known: Mapping[str, int] = {}


NOTHING_DONE: Mapping[str, One] = {}


class Block(NamedTuple):
    """
    What the kernel finds for ``n`` people.

    Attributes
    ----------
    status : ndarray of int8, shape (n,)
        SCORED, NOT_APPLICABLE, NOT_SCORABLE or FAULTY.
    total, probability, percent : ndarray of float64, shape (n,)
        NaN where there is no score.
    band : ndarray of int8, shape (n,)
        Place in :attr:`Kernel.band_names`; NO_BAND where there is none.
    """

    status: NDArray[np.int8]
    total: Floats
    probability: Floats
    percent: Floats
    band: NDArray[np.int8]


class Figures(NamedTuple):
    """What a composite reads of one of its parts."""

    status: int
    probability: float
    percent: float
    band: str | None
    model: str = ""
