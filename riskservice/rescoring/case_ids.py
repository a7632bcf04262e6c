"""The identifiers of a file: text on one line, each once, however many there are."""

from collections.abc import Callable, Iterator
from typing import NamedTuple

import numpy as np
import polars as pl
from numpy.typing import NDArray

from riskservice.case import LONGEST_NAME
from riskservice.rescoring.answers import as_text

Hashes = NDArray[np.uint64]
Rows = NDArray[np.uint32]

_SEED = 2_718_281_828
_PLACES = 1 << 26
"""Of the first, coarse question whether an identifier was met before. [bytes]"""
_LONGEST_RUN = 1 << 20
_LINE_ENDS = r"[\n\r\x0b\x0c\x1c\x1d\x1e\x{85}\x{2028}\x{2029}]"


class WrongIds(NamedTuple):
    """
    Rows of a block whose identifiers cannot be used for one reason.

    Attributes
    ----------
    rows : ndarray of int, shape (k,)
    fault : callable
        Takes a place among those rows and says what is wrong there.
    """

    rows: NDArray[np.int64]
    fault: Callable[[int], str]
    way_out: str


class CaseIds:
    """
    The identifiers of one file, block after block.

    Of each only a hash of 64 bits is kept, and its row: 12 bytes, whatever its length. That two of
    ten million differ and have the same hash happens once in 400,000 files.
    """

    def __init__(self) -> None:
        self._met = np.zeros(_PLACES, dtype=np.bool_)
        self._runs: list[tuple[Hashes, Rows]] = []

    def read(self, given: pl.Series, first_row: int) -> tuple[pl.Series, list[WrongIds]]:
        """
        Return the identifiers of a block as text on one line, and those that cannot be used.

        Parameters
        ----------
        given : Series
            As the file has them.
        first_row : int
            Number of the first of them in the file.
        """
        ids = _as_names(given).str.strip_chars().fill_null("").rename("case_id")
        wrong = [found for found in _unusable(ids) if len(found.rows)]
        twice = self._twice(ids, first_row)
        if wrong:
            ids = ids.str.slice(0, LONGEST_NAME).str.replace_all(_LINE_ENDS, " ")
        return ids, [*wrong, twice]

    def _twice(self, ids: pl.Series, first_row: int) -> WrongIds:
        filled = (ids != "").to_numpy()
        hashes = ids.hash(_SEED).to_numpy()
        order = _ordered(hashes)
        order = order[filled[order]]
        ordered = hashes[order]
        again = np.zeros(len(order), dtype=np.bool_)
        again[1:] = ordered[1:] == ordered[:-1]
        start = np.maximum.accumulate(np.where(again, 0, np.arange(len(order))))
        first = (order[start] + first_row).astype(np.uint32)
        coarse = ordered % np.uint64(_PLACES)
        met = self._met[coarse]
        self._met[coarse] = True
        fresh = ~again
        for hashes_before, rows_before in self._runs:
            asked = np.flatnonzero(met)
            if not len(asked):
                break
            places = np.searchsorted(hashes_before, ordered[asked])
            places[places == len(hashes_before)] = 0
            same = hashes_before[places] == ordered[asked]
            first[asked[same]] = rows_before[places[same]]
            again[asked[same]] = True
            fresh[asked[same]] = False
        self._keep(ordered[fresh], first[fresh])
        rows, first = order[again], first[again]
        by_row = np.argsort(rows)
        rows, first = rows[by_row], first[by_row]
        return WrongIds(
            rows,
            lambda i: f"stands in row {first[i]:,} already",
            "Keep the row that is right, and take the other out.",
        )

    def _keep(self, hashes: Hashes, rows: Rows) -> None:
        """Keep what is new, merging short runs, so that there are few and none takes much room."""
        while self._runs and len(self._runs[-1][0]) <= min(2 * len(hashes), _LONGEST_RUN):
            earlier, rows_before = self._runs.pop()
            hashes, rows = np.concatenate([earlier, hashes]), np.concatenate([rows_before, rows])
            order = np.argsort(hashes)
            hashes, rows = hashes[order], rows[order]
        if len(hashes):
            self._runs.append((hashes, rows))


def _ordered(hashes: Hashes) -> NDArray[np.int64]:
    order = np.argsort(hashes)
    ordered = hashes[order]
    # Five times slower, and only of use where the first of equals has to come first.
    return np.argsort(hashes, kind="stable") if (ordered[1:] == ordered[:-1]).any() else order


def _as_names(given: pl.Series) -> pl.Series:
    if given.dtype.is_float():
        whole = given.cast(pl.Int64, strict=False)
        if (whole.cast(pl.Float64) == given).all():
            return whole.cast(pl.String)
    return as_text(given)


def _unusable(ids: pl.Series) -> Iterator[WrongIds]:
    said = {
        "the row has no case identifier": (ids == "", "Give every row one, in the column case_id."),
        f"is longer than {LONGEST_NAME} characters": (
            ids.str.len_chars() > LONGEST_NAME,
            f"Give up to {LONGEST_NAME} characters.",
        ),
        "has more than one line": (ids.str.contains(_LINE_ENDS), "Write it on one line."),
    }
    for fault, (rows, way_out) in said.items():
        found = rows.arg_true().to_numpy().astype(np.int64)
        yield WrongIds(found, lambda _, fault=fault: fault, way_out)  # type: ignore[misc]
