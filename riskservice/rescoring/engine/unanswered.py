"""Who left which questions unanswered, and who is like whom."""

from collections.abc import Iterable, Mapping
from typing import NamedTuple

import numpy as np

from riskservice.rescoring.engine.nodes import Array, Node
from riskservice.rescoring.engine.workspace import Workspace

Questions = tuple[str, ...]


class Patterns(NamedTuple):
    """
    What some people left open.

    Attributes
    ----------
    questions : tuple of tuple of str
        Each set of open questions that occurs, once.
    which : ndarray of int64, shape (n,)
        Each person's.
    """

    questions: tuple[Questions, ...]
    which: Array


def patterns_of(
    space: Workspace, rows: Array, asked: Mapping[str, Node], skipped: Iterable[str]
) -> Patterns:
    """
    Return what some people left open.

    Parameters
    ----------
    rows : ndarray of int64, shape (n,)
        Places of the people in the workspace.
    asked : mapping of str to Node
    skipped : iterable of str
        Questions that do not count.
    """
    without = set(skipped)
    names = [name for name in asked if name not in without]
    unknown = np.zeros((len(rows), len(names)), dtype=bool)
    for i, name in enumerate(names):
        mask = space.unknown(asked[name])
        if mask is not None:
            unknown[:, i] = mask[rows]
    first, which = alike(np.packbits(unknown, axis=1))
    questions = (
        tuple([names[i] for i in np.flatnonzero(mine).tolist()]) for mine in unknown[first]
    )
    return Patterns(tuple(questions), which)


def alike(table: Array) -> tuple[Array, Array]:
    """
    Return the first place of every distinct row of a table, and which of them each row is.

    Parameters
    ----------
    table : ndarray, shape (n, k)

    Notes
    -----
    Rows are told apart by their bytes, which for whole numbers is by their values.
    """
    if not table.shape[1]:
        return np.zeros(min(len(table), 1), dtype=np.int64), np.zeros(len(table), dtype=np.int64)
    whole = np.dtype((np.void, table.dtype.itemsize * table.shape[1]))
    seen: dict[object, int] = {}
    rows = np.ascontiguousarray(table).view(whole).ravel().tolist()
    which = np.array([seen.setdefault(row, len(seen)) for row in rows], dtype=np.int64)
    return np.unique(which, return_index=True)[1], which
