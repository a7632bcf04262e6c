"""Ratings for tests: printed tables, made-up ones, and slow ways to say the same."""

import json
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from hypothesis import strategies as st

ROOT = Path(__file__).parents[3]
PUBLISHED = ROOT.parent / "shared" / "facts" / "validation_refs.json"
GAP = -1


@cache
def golden() -> dict[str, Any]:
    """Return the printed tables and the reference values, in our own copy."""
    path = ROOT / "tests" / "golden" / "validation" / "agreement.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


@cache
def published() -> dict[str, Any] | None:
    """Return the reference results as they were handed over, where they are at hand."""
    if not PUBLISHED.is_file():
        return None
    found: dict[str, Any] = json.loads(PUBLISHED.read_text(encoding="utf-8"))
    return found


def people(table: str) -> np.ndarray:
    """Return a printed table, people by raters, NaN where missing."""
    rows = golden()[table]["people"]
    return np.array([[np.nan if cell is None else cell for cell in row] for row in rows])


def codes_of(values: np.ndarray, lowest: int = 1) -> np.ndarray:
    """Return whole numbers as categories from nought, -1 where missing."""
    return np.where(np.isnan(values), GAP, np.nan_to_num(values) - lowest).astype(np.int64)


def columns_of(values: np.ndarray) -> dict[str, list[float | None]]:
    """Return ratings as columns r1, r2 ... of a file."""
    return {
        f"r{j}": [None if np.isnan(x) else float(x) for x in column]
        for j, column in enumerate(values.T, 1)
    }


@st.composite
def coded(
    draw: Callable[..., Any],
    *,
    raters: tuple[int, int] = (2, 4),
    size: int = 4,
    gaps: bool = True,
    fewest: int = 3,
) -> np.ndarray:
    """Draw categories 0 to size - 1, -1 where missing; somebody rated twice, and two differ."""
    k = draw(st.integers(*raters))
    n = draw(st.integers(fewest, 9))
    cell = st.integers(GAP if gaps else 0, size - 1)
    rows = draw(st.lists(st.lists(cell, min_size=k, max_size=k), min_size=n, max_size=n))
    found = np.array(rows, dtype=np.int64)
    # Two people whom everybody rated, and differently: every coefficient then has a value.
    found[0], found[1] = 0, size - 1
    return found


def as_values(codes: np.ndarray) -> np.ndarray:
    return np.where(codes < 0, np.nan, codes.astype(float))
