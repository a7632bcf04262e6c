"""Codes and words that stand for no value: 99, -9, Unknown, #N/A."""

from collections.abc import Iterator

import numpy as np

from riskservice.validation.estimates import Floats
from riskservice.validation.intake.cells import BLANK

CODES = (7, 8, 9, 77, 88, 99, 777, 888, 999, 7777, 8888, 9999)
"""Written as 99 or -99 for values that are not known, refused or not applicable."""
TWO_DIGITS = 10
"""Of the positive codes, those of one digit are scores everywhere, and are not doubted."""
GAP = 0.25
"""Of the range of all other values, between a positive code and the highest of them."""
_STATISTICS = {"-9", "-99", "-999", "99", "999", "9999"}
_SAID = {"none", "unknown", "missing", "not known", "not recorded", "not stated", "?", "-", "--"}
_SPREADSHEETS = {"#n/a", "#value!", "#ref!", "#name?", "#div/0!"}
WORDS = frozenset(_STATISTICS | _SAID | _SPREADSHEETS)
"""Texts of spreadsheets and statistics packages that stand for no value, in small letters."""


def stands_for_none(text: str) -> bool:
    """Return whether a text is often written where there is no value."""
    return text.strip().lower() in WORDS | BLANK


def codes_in(values: Floats) -> Iterator[tuple[float, int]]:
    """
    Yield numbers that are often written for no value and stand far from all others.

    Parameters
    ----------
    values : ndarray of float64, shape (n,)

    Yields
    ------
    tuple of float and int
        The number, and how often it occurs.
    """
    low = -np.array(CODES, np.float64)
    high = np.array([code for code in CODES if code >= TWO_DIGITS], np.float64)
    others = values[~np.isin(values, (*low, *high))]
    if not len(others):
        return
    least, most = float(others.min()), float(others.max())
    far = GAP * (most - least)
    doubted = [code for code in low.tolist() if least >= 0]
    doubted += [code for code in high.tolist() if code > most + far]
    for code in doubted:
        if rows := int((values == code).sum()):
            yield code, rows
