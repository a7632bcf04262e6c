"""
Codes written where a mask is true, by arithmetic on bits instead of a choice for each person.

NumPy's own ways (``copyto``, ``where``, an index by a mask) choose person by person, and a
processor guesses wrongly at a mask that follows no pattern: they take ten to fifty times as long.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[Any]
Mask = NDArray[np.bool_]


def ones(mask: Mask, kind: Any = np.int8) -> Array:
    """Return an integer column with all its bits set where a mask is true, and none elsewhere."""
    bits: Array = np.negative(mask.view(np.int8))
    return bits if bits.dtype == kind else bits.astype(kind)


def put(column: Array, code: int, mask: Mask) -> None:
    """Write a code into a column of integers where a mask is true."""
    change = column ^ column.dtype.type(code)
    change &= ones(mask, column.dtype)
    column ^= change


def keep(column: Array, mask: Mask) -> Array:
    """Return a column of integers with 0 where a mask is true."""
    kept = np.subtract(mask.view(np.int8), np.int8(1)).astype(column.dtype)
    kept &= column
    return kept


def blank(column: Array, mask: Mask) -> None:
    """Write NaN into a column of doubles where a mask is true."""
    bits = column.view(np.int64)
    bits |= ones(mask, np.int64)


def take_over(column: Array, other: Array, mask: Mask) -> None:
    """Write the numbers of another column of the same type where a mask is true."""
    if column.dtype.kind == "f":
        column, other = column.view(np.int64), other.view(np.int64)
    change = column ^ other
    change &= ones(mask, column.dtype)
    column ^= change


def some(mask: Mask) -> Mask | None:
    """Return a mask that is true somewhere, else None."""
    return mask if mask.any() else None
