"""Blocks of people made from plain answers."""

import datetime as dt
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import polars as pl

from riskservice import service
from riskservice.kit.dates import pack
from riskservice.rescoring.columns import People, narrow


def block(
    people: Mapping[str, tuple[dt.date, Mapping[str, Any]]],
    about: Mapping[str, Sequence[Any]] | None = None,
) -> People:
    """Return people of whom each has an identifier, a day, and answers as a door takes them."""
    here = service()
    cases = [
        here.reader.check({"case_id": case, "on": on, "answers": dict(answers)})
        for case, (on, answers) in people.items()
    ]
    asked = here.registry.questions
    given = [key for key in asked if any(key in case.answers for case in cases)]
    return People(
        case_id=pl.Series("case_id", [case.case_id for case in cases], dtype=pl.String),
        on=np.array([pack(case.on) for case in cases], dtype=np.int32),
        columns={
            key: narrow(
                asked[key],
                np.array(
                    [asked[key].encode(case.answers.get(key)) for case in cases], dtype=np.int64
                ),
            )
            for key in given
            if asked[key].coded
        },
        records={
            key: [case.answers.get(key) for case in cases] for key in given if not asked[key].coded
        },
        about=pl.DataFrame(about or {}),
        sound=np.ones(len(cases), dtype=np.bool_),
    )
