"""Invented people as blocks: sound ones, and ones with answers missing or at odds."""

import datetime as dt

import msgspec
import numpy as np
import polars as pl

from riskservice.kit.dates import pack
from riskservice.kit.people import random_people
from riskservice.kit.questions import Question
from riskservice.official.request import RiskScoreRequest
from riskservice.official.translate import Translation
from riskservice.rescoring.columns import People, narrow
from riskservice.scoring import service
from tests.official.people import person, request_of

ON = dt.date(2026, 11, 24)


def questions() -> dict[str, Question]:
    return {key: q for key, q in service().registry.questions.items() if q.coded}


def block(columns: dict[str, np.ndarray], on: np.ndarray) -> People:
    asked = questions()
    n = len(on)
    return People(
        case_id=pl.Series([f"CASE-{i}" for i in range(n)], dtype=pl.String),
        on=on.astype(np.int32),
        columns={key: narrow(asked[key], codes) for key, codes in columns.items()},
        sound=np.ones(n, dtype=bool),
    )


def people(n: int, *, seed: int = 1, trouble: int = 0, on: dt.date = ON) -> People:
    """Return people of one kind of trouble; 0 has none, 1 has answers missing."""
    asked = questions()
    translation = Translation(service().registry.questions.values())
    rows = []
    for i in range(n):
        sent = msgspec.convert(
            request_of(person((seed * n + i) * 6 + trouble)), type=RiskScoreRequest, strict=False
        )
        rows.append(translation.read(sent, on).codes)
    columns = {key: np.array([row[key] for row in rows], dtype=np.int64) for key in asked}
    rng = np.random.default_rng(seed)
    ours = {key: question for key, question in asked.items() if not question.official}
    columns |= {
        key: codes
        for key, codes in random_people(ours, on, n, rng, missing=0.05).items()
        if key in asked
    }
    for part in ("sexual_appearances", "violent_appearances"):
        both = np.maximum(columns[part], columns["criminal_appearances"])
        known = (columns[part] >= 0) & (columns["criminal_appearances"] >= 0)
        columns["criminal_appearances"] = np.where(known, both, columns["criminal_appearances"])
    return block(columns, np.full(n, pack(on)))


def part_of(whole: People, rows: np.ndarray) -> People:
    return People(
        case_id=whole.case_id.gather(rows),
        on=whole.on[rows],
        columns={key: column[rows] for key, column in whole.columns.items()},
        sound=whole.sound[rows],
        records={key: [values[i] for i in rows] for key, values in whole.records.items()},
    )
