"""Blocks put together again: a whole cohort in memory, where a panel asks about all of it."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from riskservice.kit.dates import EARLIEST, UNKNOWN, pack
from riskservice.kit.questions import Question
from riskservice.rescoring.columns import People
from riskservice.rescoring.picking import column_of, dated

NO_DAY = pack(EARLIEST)
"""Stands for a day nobody gave; whoever has none is faulty, and nothing was in force then."""


def with_days(people: People, stand_in: int = NO_DAY) -> People:
    """Return a block in which everyone has a day, for those who gave none another in its place."""
    missing = people.on == UNKNOWN
    return dated(people, np.where(missing, stand_in, people.on)) if missing.any() else people


def joined(blocks: Sequence[People], questions: Mapping[str, Question]) -> People:
    """
    Return all people of some blocks, at least one, as one block.

    A question that only some blocks have a column for was answered by nobody in the others.
    """
    if len(blocks) == 1:
        return blocks[0]
    coded = dict.fromkeys(key for block in blocks for key in block.columns)
    written = dict.fromkeys(key for block in blocks for key in block.records)
    about = dict.fromkeys(name for block in blocks for name in block.about.columns)
    return People(
        case_id=pl.concat([block.case_id for block in blocks]),
        on=_together([block.on for block in blocks]),
        columns={
            key: _together([column_of(block, questions[key]) for block in blocks]) for key in coded
        },
        sound=_together([block.sound for block in blocks]),
        records={key: [v for block in blocks for v in _written(block, key)] for key in written},
        about=pl.DataFrame([_beside(blocks, name) for name in about]),
        first_row=blocks[0].first_row,
    )


def _together(columns: Sequence[NDArray[Any]]) -> NDArray[Any]:
    return np.concatenate(columns)


def _written(block: People, key: str) -> Sequence[Any]:
    return block.records.get(key) or [None] * len(block)


def _beside(blocks: Sequence[People], name: str) -> pl.Series:
    here = {i: block.about[name] for i, block in enumerate(blocks) if name in block.about.columns}
    kind = next(iter(here.values())).dtype
    return pl.concat(
        here.get(i, pl.Series(name, [None] * len(block), dtype=kind))
        for i, block in enumerate(blocks)
    )
