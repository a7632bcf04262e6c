"""Made-up people, seeded: what the conformance suite and the tests try instruments on."""

import datetime as dt
from collections.abc import Mapping
from typing import Any

import numpy as np

from riskservice.kit.dates import UNKNOWN, Ints, pack, pack_days
from riskservice.kit.questions import Question

MANY = 0.05
"""Share of counts drawn from the whole domain. [probability]"""


def random_people(
    questions: Mapping[str, Question],
    on: dt.date,
    n: int,
    rng: np.random.Generator,
    *,
    missing: float = 0.0,
) -> dict[str, Ints]:
    """
    Return columns of codes for ``n`` made-up people, mostly plausible, some contradictory.

    Parameters
    ----------
    missing : float
        Share of answers left out. [probability]

    Returns
    -------
    dict of str to ndarray of int64, shape (n,)
    """
    today = np.datetime64(on)
    birth = today - rng.integers(9 * 365, 85 * 365, n)
    columns: dict[str, Ints] = {"on": np.full(n, pack(on))}
    for key, question in questions.items():
        if question.kind == "date":
            life = (today - birth).astype(np.int64)
            day = birth + (rng.uniform(0.1, 1.15, n) * life).astype(np.int64)
            codes = pack_days(birth if key == "date_of_birth" else day)
        elif question.kind == "count":
            small = rng.geometric(0.45, n) - 1 + (question.low or 0)
            codes = np.where(rng.random(n) < MANY, rng.integers(question.low or 0, 1000, n), small)
            codes = np.minimum(codes, question.high or 0)
        else:
            codes = rng.integers(0, question.size or 1, n)
        columns[key] = np.where(rng.random(n) < missing, UNKNOWN, codes).astype(np.int64)
    return columns


def row(columns: Mapping[str, Ints], i: int) -> dict[str, int]:
    """Return the codes of one person."""
    return {key: int(column[i]) for key, column in columns.items()}


def answers_of(asked: Mapping[str, Question], codes: Mapping[str, int]) -> dict[str, Any]:
    """Return the plain values behind one person's codes, unanswered left out."""
    return {
        key: question.decode(codes[key]) for key, question in asked.items() if codes[key] != UNKNOWN
    }
